"""One notebook looked through before it is handed in."""

from __future__ import annotations

import msgspec

from autograder import public
from autograder.checking.cells import of_cells
from autograder.checking.findings import Finding
from autograder.checking.names import missing_names
from autograder.checking.saved import of_saved
from autograder.checking.written import names_bound, not_begun, open_names
from autograder.errors import InputError
from autograder.grading import GradeOne
from autograder.manifest import Manifest
from autograder.notebook import Notebook
from autograder.records import Grade, Verdict
from autograder.student import Student


class CheckUp(msgspec.Struct, frozen=True, kw_only=True):
    """The public checks' verdicts, the questions in which nothing is written yet, and what else was found."""

    grade: Grade
    not_begun: frozenset[str]
    findings: tuple[Finding, ...]

    @property
    def ready(self) -> bool:
        """Whether nothing is left to mend, as far as public checks can tell."""
        checks = [check for question in self.grade.questions for check in question.checks]
        return all(check.verdict is Verdict.PASSED for check in checks) and not any(f.serious for f in self.findings)


def require_public(manifest: Manifest) -> None:
    """Refuse an assignment whose suite is not for students to see."""
    if not public.is_public(manifest.suite):
        raise InputError(
            f"{manifest.path}: its suite is hidden, but should be public: name the folder that students are given"
        )


def check_up(manifest: Manifest, grade_one: GradeOne, notebook: Notebook) -> CheckUp:
    """Run the notebook and its public checks, and look for what would go wrong elsewhere."""
    missing: list[str] = []
    required = {name: question.id for question in manifest.questions for name in question.names}

    def look(student: Student) -> None:
        missing.extend(missing_names(student, required))

    grade = grade_one(notebook, look=look)
    sources = [cell.source for cell in notebook.cells]
    bound, still_open = set().union(*map(names_bound, sources)), open_names(sources)
    passed = {q.id for q in grade.questions for check in q.checks if check.verdict is Verdict.PASSED}
    idle = {
        question.id
        for question in manifest.questions
        if question.id not in passed and (not question.names or not_begun(question.names, bound, still_open))
    }
    absent = [name for name in missing if required[name] not in idle]
    findings = [*of_cells(notebook.cells, grade.cells, manifest), *_of_absent(absent, required), *of_saved(notebook)]
    return CheckUp(grade=grade, not_begun=frozenset(idle), findings=tuple(findings))


def _of_absent(absent: list[str], required: dict[str, str]) -> list[Finding]:
    hint = "The grader looks for exactly this name, at the top level of the notebook."
    return [Finding(f"`{name}`, which {required[name]} asks for, is not defined at the end.", hint) for name in absent]
