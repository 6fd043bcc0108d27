"""What a grade is a function of, and how partial grades lie over whole ones."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from autograder.hashes import manifest_sha256, suite_sha256
from autograder.manifest import Manifest
from autograder.records import Grade, total, why_withheld


class GradeKey(msgspec.Struct, frozen=True, kw_only=True):
    """By what is graded: the hashes of suite and manifest, the version of the harness, some questions or all.

    Together with the SHA-256 of a submission it decides the grade.
    """

    suite_sha256: str
    manifest_sha256: str
    harness_version: str
    only: str = ""

    def differs(self, other: GradeKey) -> tuple[str, ...]:
        """Which of suite, manifest and harness are others than in ``other``."""
        pairs = (
            ("suite", self.suite_sha256, other.suite_sha256),
            ("manifest", self.manifest_sha256, other.manifest_sha256),
            ("harness", self.harness_version, other.harness_version),
        )
        return tuple(name for name, mine, theirs in pairs if mine != theirs)


def key_of(manifest: Manifest, only: Sequence[str] = ()) -> GradeKey:
    """The key under which this harness grades now; ``only`` in the order of the manifest."""
    return GradeKey(
        suite_sha256=suite_sha256(manifest),
        manifest_sha256=manifest_sha256(manifest),
        harness_version=importlib.metadata.version("autograder"),
        only=" ".join(question.id for question in manifest.questions if question.id in only),
    )


def laid_over(manifest: Manifest, below: Grade | None, above: Grade) -> Grade:
    """``below`` with the questions that ``above`` has in their place: what stands after some were graded again."""
    if below is None:
        return above
    found = {question.id: question for question in (*below.questions, *above.questions)}
    questions = tuple(found[question.id] for question in manifest.questions if question.id in found)
    names = ", ".join(question.id for question in above.questions)
    notice = f"{names} graded again later, by suite {above.suite.sha256[:12]}; the rest by {below.suite.sha256[:12]}."
    return replace(
        above,
        questions=questions,
        score=total([question.score for question in questions]),
        max_score=sum(question.max_score for question in questions),
        withheld=why_withheld(questions),
        notices=(*below.notices, notice),
        cells=below.cells or above.cells,
    )
