"""An audit from beginning to end."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from autograder.audit.accepted import read_accepted
from autograder.audit.crew import grade_all
from autograder.audit.findings import Audit, Kind, judge, labels, trial_of
from autograder.audit.mutants import Mutant, mutants, sample
from autograder.audit.solution import Solution, needed_cells, solution_of, stood_on, unbound, users_of
from autograder.audit.worker import Done, Job
from autograder.authoring.lesson import read_lesson
from autograder.authoring.stand_ins import checked_stand_ins
from autograder.follow_through import StandIns
from autograder.manifest import Manifest, Question, chosen, read_manifest
from autograder.misconceptions import EQUIVALENTS, MISCONCEPTIONS, Variant, read_variants, submitted
from autograder.records import CellStatus

SOLUTION = "the solution"
STAND_INS = "the stand-ins"
BLANK = "the blank notebook"


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A notebook to grade on one question, and what it is; ``own`` is the question that it is a variant of."""

    name: str
    kind: Kind
    slug: str = ""
    hint: str = ""
    question: str
    own: str
    cells: tuple[str, ...]


def audit(
    assignment: Path,
    *,
    only: Sequence[str] = (),
    mutant_count: int | None = None,
    processes: int | None = None,
    tell: Callable[[str], None] = lambda step: None,
) -> Audit:
    """Audit an assignment, ``only`` on some questions or on all, with all mutants or a sample of ``mutant_count``.

    Raises:
        InputError: Something that the audit reads is not what it should be.
        HarnessError: A check failed by itself, or a grader process ended.
    """
    start = time.monotonic()
    manifest = read_manifest(assignment)
    questions = chosen(manifest, only)
    accepted = read_accepted(manifest.folder)
    lesson = read_lesson(manifest)
    solution = solution_of(lesson)
    stand_ins = checked_stand_ins(manifest, lesson)
    everything = mutants(questions, solution)
    tried = everything if mutant_count is None else sample(everything, mutant_count)
    read = {file: read_variants(manifest, file) for file in (EQUIVALENTS, MISCONCEPTIONS)}
    variants = {file: list(zip(labels(found), found, strict=True)) for file, found in read.items()}
    plan = list(_planned(manifest, questions, solution, stand_ins, variants, tried, everywhere=mutant_count is None))
    tell(f"grading {len(plan)} notebooks ...")
    done = grade_all(
        assignment,
        [Job(key=str(n), question=p.question, cells=p.cells) for n, p in enumerate(plan)],
        processes or os.cpu_count() or 1,
        lambda count: tell(f"{count} of {len(plan)} graded") if count % 100 == 0 else None,
    )
    trials = [
        trial_of(p.name, p.kind, done[str(n)], p.slug, p.hint)
        for n, p in enumerate(plan)
        if p.question == p.own or not _too_slow(done[str(n)])
    ]
    complaints = [text for file, found in variants.items() for text in _unbound(file, found, solution, questions)]
    whole = not only and mutant_count is None
    found = judge(manifest.id, questions, trials, tried, everything, accepted, complaints, whole=whole)
    return msgspec.structs.replace(found, wall_seconds=round(time.monotonic() - start, 3))


def _planned(
    manifest: Manifest,
    questions: Sequence[Question],
    solution: Solution,
    stand_ins: StandIns | None,
    variants: Mapping[str, Sequence[tuple[str, Variant]]],
    tried: Sequence[Mutant],
    *,
    everywhere: bool,
) -> Iterator[Planned]:
    """All notebooks to grade; right variants ``everywhere`` that their answer is used, or on their own question."""
    chosen = [question.id for question in questions]

    def plan(
        name: str, kind: Kind, cells: Sequence[str], question: str, own: str, of: Variant | None = None
    ) -> Planned:
        needed = tuple(needed_cells(cells, solution, question))
        slug, hint = (of.slug, of.hint) if of is not None else ("", "")
        return Planned(name=name, kind=kind, slug=slug, hint=hint, question=question, own=own, cells=needed)

    for question in chosen:
        yield plan(SOLUTION, "right", solution.cells, question, question)
        yield plan(BLANK, "blank", solution.blank(question), question, question)
        if stand_ins is not None:
            yield plan(STAND_INS, "right", stood_on(solution, stand_ins), question, question)
    for name, variant in variants[EQUIVALENTS]:
        users = users_of(solution, manifest.questions, variant.question) if everywhere else []
        for question in [one for one in (variant.question, *users) if one in chosen]:
            yield plan(name, "right", submitted(solution.cells, variant), question, variant.question)
    for name, variant in variants[MISCONCEPTIONS]:
        if variant.question in chosen:
            cells = submitted(solution.cells, variant)
            yield plan(name, "misconception", cells, variant.question, variant.question, variant)
    for mutant in tried:
        yield plan(mutant.id, "mutant", mutant.put_into(solution.cells), mutant.question, mutant.question)


def _too_slow(done: Done) -> bool:
    """Whether a right variant takes too long for what a later question does with it, which is not that one's fault."""
    return done.grade is not None and any(cell.status is CellStatus.TIMED_OUT for cell in done.grade.cells)


def _unbound(
    file: str, found: Sequence[tuple[str, Variant]], solution: Solution, questions: Sequence[Question]
) -> Iterator[str]:
    asked = {question.id for question in questions}
    for name, variant in found:
        lost = unbound(solution.cells, variant.source) if variant.question in asked else []
        if lost:
            yield f"{file}: {name} uses `{'`, `'.join(lost)}`, which no cell of the lesson's solution defines"
