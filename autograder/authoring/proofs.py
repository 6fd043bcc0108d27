"""What must hold of a lesson before students get it.

The solution gets every point of the hidden suite, also with all stand-ins in place of its own definitions, passes every
public check and defines every name that the manifest asks for; the blank notebook gets nothing, and no check of it
fails by itself.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from nbformat import NotebookNode

from autograder.authoring.lesson import Lesson, LessonQuestion, check_function, refusal
from autograder.authoring.stand_ins import refuse_broken, standing_in
from autograder.checking.names import missing_names
from autograder.engines import make_engine
from autograder.errors import InputError
from autograder.follow_through import StandIns
from autograder.grading import GradeOne, grade_with
from autograder.manifest import Manifest
from autograder.notebook import Notebook
from autograder.records import CheckResult, Grade, QuestionResult, Verdict
from autograder.student import Student
from autograder.suite import OwnError
from autograder.verdicts import own_errors


def prove_hidden(
    manifest: Manifest, lesson: Lesson, solution: Notebook, blank: Notebook, stand_ins: StandIns | None = None
) -> Grade:
    """The solution's grade by the hidden suite, which is the best that there is; the blank notebook's is 0."""
    missing: list[str] = []

    def look(student: Student) -> None:
        missing.extend(missing_names(student, [name for question in manifest.questions for name in question.names]))

    def body(grade: GradeOne) -> list[Grade]:
        stood_on = [grade(standing_in(solution, stand_ins))] if stand_ins is not None else []
        return [grade(solution, look=look), grade(blank), *stood_on]

    (best, nothing, *stood_on), errors = _graded(manifest, body)
    if errors:
        raise InputError(f"{errors[0]}; this is the suite's own mistake, and no student's")
    questions = {question.id: question for question in lesson.questions}
    for question in manifest.questions:
        lost = [name for name in question.names if name in missing]
        if lost:
            raise refusal(lesson.path, questions[question.id].line, f"the solution does not define `{lost[0]}`")
    _require(best, questions, lesson, lambda check: check.verdict is Verdict.PASSED, "does not pass with the solution")
    _require(nothing, questions, lesson, lambda check: check.points == 0, "gives points when nothing is written")
    if stand_ins is not None:
        refuse_broken(stand_ins, stood_on[0])
    return best


def prove_public(manifest: Manifest, lesson: Lesson, solution: Notebook, blank: Notebook) -> None:
    """Every public check passes on the solution; on the blank notebook it fails, in words."""
    (best, nothing), errors = _graded(manifest, lambda grade: [grade(solution), grade(blank)])
    told = errors[0].what if errors else ""
    for question in best.questions:
        for check in question.checks:
            if check.verdict is Verdict.HARNESS_ERROR:
                raise _refused(lesson, question, check, "breaks on the solution, but should pass", told)
            if check.verdict is not Verdict.PASSED:
                raise _refused(lesson, question, check, "fails on the solution")
    for question in nothing.questions:
        for check in question.checks:
            if check.verdict is Verdict.PASSED:
                raise _refused(lesson, question, check, "passes when nothing is written")
            if check.verdict is Verdict.HARNESS_ERROR:
                said = "breaks on the blank notebook, but should fail in words"
                raise _refused(lesson, question, check, said, told)


def prove_otter(lesson: Lesson, solution: NotebookNode) -> None:
    """In the executed solution each ``grader.check`` says that all passed: students see what we judge."""
    for question in lesson.questions:
        call = f'grader.check("{question.id}")'
        cells = [cell for cell in solution.cells if cell.cell_type == "code" and cell.source.strip() == call]
        said = [output.get("data", {}).get("text/plain", "") for cell in cells for output in cell.outputs]
        if not any("All test cases passed!" in text for text in said):
            errors = [line.strip() for text in said for line in text.splitlines() if "Error: " in line]
            what = errors[0] if errors else "nothing of it"
            raise refusal(lesson.path, question.line, f"{call} in the solution notebook says: {what}")


def _graded(manifest: Manifest, body: Callable[[GradeOne], list[Grade]]) -> tuple[list[Grade], list[OwnError]]:
    """The grades of a body's notebooks, and what checks did wrong themselves meanwhile."""
    grades: list[Grade] = []
    name = "fork" if sys.platform == "linux" else "jupyter"
    with own_errors() as errors, make_engine(name, manifest, unsafe=True) as engine:  # the author's code: no sandbox
        grade_with(manifest, engine, lambda grade_one: grades.extend(body(grade_one)))
    return grades, errors


def _require(
    grade: Grade,
    questions: dict[str, LessonQuestion],
    lesson: Lesson,
    holds: Callable[[CheckResult], bool],
    complaint: str,
) -> None:
    for question in grade.questions:
        for check in question.checks:
            if not holds(check):
                why = f": {check.message}" if check.message else ""
                raise refusal(
                    lesson.path, questions[question.id].line, f"{check.name} of {question.id} {complaint}{why}"
                )


def _refused(
    lesson: Lesson, question: QuestionResult, check: CheckResult, complaint: str, told: str = ""
) -> InputError:
    cell = next(c for c in lesson.cells_of(question.id, "check") if check_function(c).name == check.name)
    why = f": {told or check.message}" if told or check.message else ""
    return refusal(lesson.path, cell.line, f"the public check {check.name} of {question.id} {complaint}{why}")
