"""From what came of every variant to what falls short, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from autograder.audit.accepted import Accepted
from autograder.audit.mutants import Mutant
from autograder.audit.worker import Done, Margin
from autograder.errors import HarnessError
from autograder.manifest import Question
from autograder.misconceptions import Variant
from autograder.records import CheckResult, Verdict
from autograder.replay import ONE_OF

KILLED_PERCENT = 98.0
NAMED_PERCENT = 95.0
FACTOR = 10.0
"""How many times a tolerance is to exceed a right answer's error, and to be exceeded by a wrong one's."""

MESSAGE_CHARS = 200
"""How much of what a student would read stands in a shortcoming."""

Kind = Literal["right", "misconception", "mutant", "blank"]


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """One variant on one question: what it is called, what it is, and what came of it."""

    name: str
    kind: Kind
    question: str
    slug: str = ""
    hint: str = ""
    checks: tuple[CheckResult, ...]
    margins: dict[str, Margin]

    @property
    def lost(self) -> tuple[CheckResult, ...]:
        """The checks that took points from it, or failed where there are none to take."""
        return tuple(check for check in self.checks if check.verdict not in (Verdict.PASSED, Verdict.SKIPPED))

    @property
    def named(self) -> set[str]:
        """The misconceptions that its checks named."""
        return {check.misconception for check in self.checks if check.misconception is not None}


class FalseAlarm(msgspec.Struct, frozen=True, kw_only=True):
    """A right variant that a check failed, and what a student would read of it."""

    name: str
    message: str


class CheckAudit(msgspec.Struct, frozen=True, kw_only=True):
    """What one check did.

    ``farthest_right`` and ``nearest_wrong`` are in tolerances, ``None`` where nothing was compared.  ``alone`` counts
    the wrong variants that no other check of its question caught; ``blank`` says whether it fails where nothing is
    written.
    """

    question: str
    name: str
    false_alarms: tuple[FalseAlarm, ...] = ()
    misconceptions: int = 0
    mutants: int = 0
    blank: bool = False
    alone: int = 0
    farthest_right: float | None = None
    nearest_wrong: float | None = None
    nearest_wrong_name: str = ""

    @property
    def idle(self) -> bool:
        """Whether nothing ever failed it."""
        return not (self.misconceptions or self.mutants or self.blank)


class QuestionAudit(msgspec.Struct, frozen=True, kw_only=True):
    """One question: how many variants were tried, which wrong ones got all points, and its checks."""

    id: str
    right: int
    misconceptions: int
    misconceptions_missed: tuple[str, ...]
    mutants: int
    mutants_survived: int
    checks: tuple[CheckAudit, ...]


class Survivor(msgspec.Struct, frozen=True, kw_only=True):
    """A mutant that got all points, its line before and after, and what is said about it, if anything is."""

    id: str
    before: str
    after: str
    verdict: str = ""
    reason: str = ""


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """What was found; ``shortcomings`` is empty if all is as it should be."""

    schema: Literal["autograder/audit-report/v1"] = "autograder/audit-report/v1"
    assignment: str
    shortcomings: tuple[str, ...]
    right: int
    false_alarms: int
    misconceptions: int
    caught: int
    named: int
    misnamed: tuple[str, ...]
    unnamed: tuple[str, ...]
    mutants: int
    mutants_in_all: int
    killed: int
    equivalent: int
    survivors: tuple[Survivor, ...]
    questions: tuple[QuestionAudit, ...]
    wall_seconds: float = 0.0

    @property
    def killed_percent(self) -> float:
        """Of the mutants that differ from the solution."""
        return _percent(self.killed, self.mutants - self.equivalent)

    @property
    def named_percent(self) -> float:
        """Of the misconceptions that are caught; what gets all points is a shortcoming of its own."""
        return _percent(self.named, self.caught)


def trial_of(name: str, kind: Kind, done: Done, slug: str = "", hint: str = "") -> Trial:
    """What came of a job; :class:`HarnessError` where a check failed by itself, which no variant may make it do."""
    assert done.grade is not None
    question = done.grade.questions[-1]
    for check in question.checks:
        if check.verdict is Verdict.HARNESS_ERROR:
            raise HarnessError(f"the check {check.name} of {question.id} fails by itself with {name}: {done.own_error}")
    return Trial(
        name=name,
        kind=kind,
        question=question.id,
        slug=slug,
        hint=hint,
        checks=question.checks,
        margins=done.margins,
    )


def judge(
    assignment: str,
    questions: Sequence[Question],
    trials: Sequence[Trial],
    tried: Sequence[Mutant],
    everything: Sequence[Mutant],
    accepted: Accepted,
    complaints: Sequence[str] = (),
    *,
    whole: bool = True,
) -> Audit:
    """The audit of these trials; ``tried`` are the mutants among them, ``everything`` all that there are.

    ``complaints`` are shortcomings that were found without grading.  The share of mutants killed is a goal for the
    ``whole`` of an assignment: in a sample or one question a single accepted survivor weighs too much.
    """
    found = tuple(_question(q.id, [t for t in trials if t.question == q.id]) for q in questions)
    wrong = [trial for trial in trials if trial.kind == "misconception"]
    right = [trial for trial in trials if trial.kind == "right"]
    alive = {trial.name for trial in trials if trial.kind == "mutant" and not trial.lost}
    survivors = tuple(_survivor(mutant, accepted) for mutant in tried if mutant.id in alive)
    caught = [trial for trial in wrong if trial.lost]
    audit = Audit(
        assignment=assignment,
        shortcomings=(),
        right=len({trial.name for trial in right}),
        false_alarms=sum(bool(trial.lost) for trial in right),
        misconceptions=len(wrong),
        caught=len(caught),
        named=sum(trial.named == {trial.slug} for trial in caught),
        misnamed=tuple(
            f"{t.name} is called {', '.join(sorted(t.named - {t.slug}))}" for t in caught if t.named - {t.slug}
        ),
        unnamed=tuple(f"{t.name}{_as_well_as(t, caught)}" for t in caught if not t.named),
        mutants=len(tried),
        mutants_in_all=len(everything),
        killed=len(tried) - len(survivors),
        equivalent=sum(survivor.verdict == "equivalent" for survivor in survivors),
        survivors=survivors,
        questions=found,
    )
    short = (
        *complaints,
        *_shortcomings(audit, right, whole),
        *(_idle(found, accepted) if len(tried) == len(everything) else ()),
        *_margins(found, accepted),
        *_stale(audit, tried, everything, accepted),
    )
    return msgspec.structs.replace(audit, shortcomings=short)


def _survivor(mutant: Mutant, accepted: Accepted) -> Survivor:
    entry = accepted.by_id.get(mutant.id)
    verdict, reason = (entry.verdict, entry.reason) if entry is not None else ("", "")
    return Survivor(id=mutant.id, before=mutant.before, after=mutant.after, verdict=verdict, reason=reason)


def _question(question: str, trials: Sequence[Trial]) -> QuestionAudit:
    kinds = {kind: [t for t in trials if t.kind == kind] for kind in ("right", "misconception", "mutant")}
    names = dict.fromkeys(check.name for trial in trials for check in trial.checks)
    return QuestionAudit(
        id=question,
        right=len(kinds["right"]),
        misconceptions=len(kinds["misconception"]),
        misconceptions_missed=tuple(trial.name for trial in kinds["misconception"] if not trial.lost),
        mutants=len(kinds["mutant"]),
        mutants_survived=sum(not trial.lost for trial in kinds["mutant"]),
        checks=tuple(_check(question, name, trials) for name in names),
    )


def _check(question: str, name: str, trials: Sequence[Trial]) -> CheckAudit:
    failing = [trial for trial in trials if any(check.name == name for check in trial.lost)]
    wrong = [trial for trial in failing if trial.kind in ("misconception", "mutant")]
    right = [trial for trial in trials if trial.kind == "right" and trial not in failing]
    agreed = [m.agreed for trial in right if (m := trial.margins.get(name)) is not None and m.agreed is not None]
    off = [(far, trial.name) for trial in wrong if (far := _off(trial.margins.get(name))) is not None]
    nearest = min(off, default=None)
    return CheckAudit(
        question=question,
        name=name,
        false_alarms=tuple(
            FalseAlarm(name=trial.name, message=_message(trial, name)) for trial in failing if trial.kind == "right"
        ),
        misconceptions=sum(trial.kind == "misconception" for trial in wrong),
        mutants=sum(trial.kind == "mutant" for trial in wrong),
        blank=any(trial.kind == "blank" for trial in failing),
        alone=sum(len(trial.lost) == 1 for trial in wrong),
        farthest_right=max(agreed, default=None),
        nearest_wrong=nearest[0] if nearest is not None else None,
        nearest_wrong_name=nearest[1] if nearest is not None else "",
    )


def _message(trial: Trial, name: str) -> str:
    """What the check says, on one line and not at length."""
    said = " ".join(next(check.message for check in trial.checks if check.name == name).split())
    return said if len(said) <= MESSAGE_CHARS else f"{said[: MESSAGE_CHARS - 1]}…"


def _as_well_as(trial: Trial, caught: Sequence[Trial]) -> str:
    """Which others a misconception without a name cannot be told from: a student reads the hints of all."""
    said = [check.hint for check in trial.checks if check.hint.startswith(ONE_OF)]
    others = [
        other.slug
        for other in caught
        if other.question == trial.question and other.slug != trial.slug and any(other.hint in hint for hint in said)
    ]
    return f" (cannot be told from {', '.join(dict.fromkeys(others))})" if others else ""


def _off(margin: Margin | None) -> float | None:
    if margin is None:
        return None
    return margin.differed if margin.differed is not None else margin.doubted


# --- what falls short ----------------------------------------------------------------------------------------


def _shortcomings(audit: Audit, right: Iterable[Trial], whole: bool) -> Iterable[str]:
    for question in audit.questions:
        for check in question.checks:
            for alarm in check.false_alarms:
                yield f"{question.id}: {check.name} fails the right variant {alarm.name}: {alarm.message}"
    for trial in right:
        for slug in sorted(trial.named):
            yield f"{trial.question}: the right variant {trial.name} is called {slug}"
    for question in audit.questions:
        for name in question.misconceptions_missed:
            yield f"{question.id}: the misconception {name} gets all points"
    for text in audit.misnamed:
        yield f"the misconception {text}"
    if audit.named_percent < NAMED_PERCENT:
        yield (
            f"{audit.named_percent:.1f} % of the misconceptions that are caught are named, but {NAMED_PERCENT:g} % "
            f"should be; {'not named: ' if audit.unnamed else 'the others are called by another name'}"
            f"{', '.join(audit.unnamed)}"
        )
    for survivor in audit.survivors:
        if not survivor.verdict:
            yield f"the mutant {survivor.id} gets all points: {survivor.before} -> {survivor.after}"
    if whole and audit.killed_percent < KILLED_PERCENT:
        yield f"{audit.killed_percent:.1f} % of the mutants lose points, but {KILLED_PERCENT:g} % should"


def _idle(questions: Iterable[QuestionAudit], accepted: Accepted) -> Iterable[str]:
    """Checks that give their points to everybody; known only once everything was tried."""
    reasons = accepted.by_check
    for question in questions:
        for check in question.checks:
            excused = f"{question.id}/{check.name}" in reasons
            if check.idle and not excused:
                yield f"{question.id}: nothing ever failed {check.name}: no misconception, no mutant, no blank notebook"
            if excused and not check.idle:
                yield f"audit.toml lists {question.id}/{check.name} as one that nothing fails, but something does"


def _margins(questions: Iterable[QuestionAudit], accepted: Accepted) -> Iterable[str]:
    reasons = accepted.by_side
    for question in questions:
        for check in question.checks:
            name = f"{question.id}/{check.name}"
            if _is_near(check, "right") and (name, "right") not in reasons:
                times = 1 / (check.farthest_right or 1)
                yield (
                    f"{question.id}: the tolerance of {check.name} is {times:.3g} times a right answer's error, "
                    f"but should be {FACTOR:g} times, or there be a reason"
                )
            if _is_near(check, "wrong") and (name, "wrong") not in reasons:
                yield (
                    f"{question.id}: {check.nearest_wrong_name} is off by {check.nearest_wrong:.3g} tolerances of "
                    f"{check.name}, but should be by {FACTOR:g}, or there be a reason"
                )


def _stale(audit: Audit, tried: Sequence[Mutant], everything: Sequence[Mutant], accepted: Accepted) -> Iterable[str]:
    known, alive = {mutant.id for mutant in everything}, {survivor.id for survivor in audit.survivors}
    dead = {mutant.id for mutant in tried} - alive
    asked = {question.id for question in audit.questions}
    for id_ in accepted.by_id:
        if id_.partition("/")[0] not in asked:
            continue
        if id_ not in known:
            yield f"audit.toml lists the mutant {id_}, which there is not"
        elif id_ in dead:
            yield f"audit.toml lists the mutant {id_}, which loses points"
    checks = {f"{question.id}/{check.name}": check for question in audit.questions for check in question.checks}
    for name in accepted.by_check:
        if name.partition("/")[0] in asked and name not in checks:
            yield f"audit.toml lists the check {name}, which there is not"
    for entry in accepted.margins:
        if entry.check.partition("/")[0] not in asked:
            continue
        check = checks.get(entry.check)
        if check is None:
            yield f"audit.toml lists the check {entry.check}, which there is not"
        elif len(tried) == len(everything) and not _is_near(check, entry.side):
            yield f"audit.toml excuses the {entry.side} side of {entry.check}, where the margin is wide enough"


def _is_near(check: CheckAudit, side: str) -> bool:
    if side == "right":
        return check.farthest_right is not None and check.farthest_right > 1 / FACTOR
    return check.nearest_wrong is not None and check.nearest_wrong < FACTOR


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 100.0


def labels(variants: Iterable[Variant]) -> list[str]:
    """A name for each: its slug, numbered where there are several ways to write it."""
    seen: dict[str, int] = {}
    found = []
    for variant in variants:
        seen[variant.slug] = seen.get(variant.slug, 0) + 1
        found.append(variant.slug if seen[variant.slug] == 1 else f"{variant.slug} ({seen[variant.slug]})")
    return found
