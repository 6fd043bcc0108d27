"""A standing as Gradescope's ``results.json``.

https://gradescope-autograders.readthedocs.io/en/latest/specs/ : every text is plain text there, since ``html`` and
``md`` would show whatever a student printed.  A score at the top overrides the sum of the tests, so lateness is in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from autograder.gradescope.settings import Disclosure, Settings, Visibility
from autograder.records import CheckResult, Grade, QuestionResult, has_all_points
from autograder.report import words
from autograder.report.arithmetic import steps
from autograder.report.text import clean, excerpt, shown
from autograder.standing import Standing

MESSAGE_LINES = 40
NAME_CHARS = 300


class Test(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the list of tests."""

    name: str
    number: str
    max_score: float
    score: float | None = None
    status: str | None = None
    output: str = ""
    tags: tuple[str, ...] = ()
    visibility: str = Visibility.VISIBLE.value


class Results(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The whole file; no ``score``, here or in a test, is what it looks like when a grade is withheld."""

    score: float | None = None
    execution_time: int | None = None
    output: str = ""
    tests: tuple[Test, ...] = ()
    extra_data: dict[str, Any] = {}
    output_format: str | None = None
    test_output_format: str | None = None
    test_name_format: str | None = None
    visibility: str | None = None
    stdout_visibility: str | None = None


def results(standing: Standing, settings: Settings) -> Results:
    """What students and staff see of a graded submission, or of one whose grade is withheld."""
    assert standing.grade is not None
    grade = shown(standing.grade)
    withheld = standing.score is None
    tests = tuple(test for number, q in enumerate(grade.questions, 1) for test in _tests(number, q, settings))
    if withheld:
        tests = tuple(msgspec.structs.replace(test, score=None, status=None) for test in tests)
    return _results(
        score=None if withheld else standing.score,
        execution_time=round(grade.wall_seconds),
        output="\n".join(_said(standing, grade)),
        tests=tests,
        extra_data=_extra(grade),
    )


def refused(sentence: str, max_score: float) -> Results:
    """A submission that cannot be graded by its student's fault: nothing, and the sentence that says why."""
    test = Test(name="The notebook can be read", number="0", score=0.0, max_score=max_score, status="failed")
    test = msgspec.structs.replace(test, output=clean(sentence))
    return _results(score=0.0, output=clean(sentence), tests=(test,))


def failed() -> Results:
    """A failure of ours: no score; what happened is for the staff's eyes, and is printed."""
    return _results(output=f"{words.NOT_THE_STUDENT} The staff has to run this submission again.")


def encode(found: Results) -> bytes:
    """The file's bytes."""
    return msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n"


def _results(**fields: Any) -> Results:
    return Results(
        **fields,
        output_format="text",
        test_output_format="text",
        test_name_format="text",
        visibility=Visibility.VISIBLE.value,
        stdout_visibility=Visibility.HIDDEN.value,
    )


def _said(standing: Standing, grade: Grade) -> Iterator[str]:
    if standing.score is None:
        yield f"The score is withheld. {words.NOT_THE_STUDENT} {grade.withheld or ''}".rstrip()
    else:
        yield f"{words.score(standing.score, standing.max_score)} points"
    yield from steps(standing)
    for cell in words.stopped_cells(grade):
        yield f"Code cell {cell.number}: {words.CELLS[cell.status].word.lower()}. {words.what_stopped(cell)}".rstrip()
    if not_run := words.cells_not_run(grade):
        yield f"Code cells that did not run: {words.numbers(not_run)}."
    yield from grade.notices


def _tests(number: int, question: QuestionResult, settings: Settings) -> Iterator[Test]:
    if settings.disclosure is Disclosure.QUESTIONS:
        yield _question(number, question, settings)
        return
    for place, check in enumerate(question.checks, 1):
        yield _check(f"{number}.{place}", question, check, settings)


def _question(number: int, question: QuestionResult, settings: Settings) -> Test:
    whole = question.score is not None and question.score >= question.max_score
    return Test(
        name=f"{question.id}  {question.title}",
        number=str(number),
        score=question.score,
        max_score=question.max_score,
        status=None if question.score is None else "passed" if whole else "failed",
        tags=(question.id,),
        visibility=settings.visibility_of(question.id).value,
    )


def _check(number: str, question: QuestionResult, check: CheckResult, settings: Settings) -> Test:
    passed = has_all_points(check)
    reasons = settings.disclosure is Disclosure.REASONS
    return Test(
        name=f"{question.id}  {clean(check.description.replace(chr(10), ' '), NAME_CHARS)}",
        number=number,
        score=check.points,
        max_score=check.max_points,
        status=None if check.points is None else "passed" if passed else "failed",
        output="\n".join(_reasons(check) if reasons else [words.VERDICTS[check.verdict].word]),
        tags=(question.id, *((check.misconception,) if check.misconception and reasons else ())),
        visibility=settings.visibility_of(question.id, check.name).value,
    )


def _reasons(check: CheckResult) -> Iterator[str]:
    if not check.message and has_all_points(check):
        return
    yield f"{words.VERDICTS[check.verdict].word}."
    if check.message:
        yield excerpt(check.message, MESSAGE_LINES)
    if check.hint:
        yield f"Hint: {excerpt(check.hint, MESSAGE_LINES)}"


def _extra(grade: Grade) -> dict[str, Any]:
    """What the grade is a function of, for whoever exports the scores."""
    return {
        "schema": "autograder/gradescope-extra/v1",
        "harness_version": grade.harness_version,
        "notebook_sha256": grade.submission.sha256,
        "suite_sha256": grade.suite.sha256,
        "sandbox_level": grade.sandbox_level,
    }
