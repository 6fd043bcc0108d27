"""What the staff decides when the zip is made: ``gradescope.json`` in it."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec

from autograder.errors import HarnessError, InputError
from autograder.manifest import Manifest

SETTINGS_NAME = "gradescope.json"


class Visibility(enum.StrEnum):
    """When Gradescope shows a test to students; as long as one is not shown, neither is the total."""

    VISIBLE = "visible"
    AFTER_DUE_DATE = "after_due_date"
    AFTER_PUBLISHED = "after_published"
    HIDDEN = "hidden"


class Disclosure(enum.StrEnum):
    """How much of a check a student is told, once it is shown.

    ``reasons``: its sentence, what was wrong (with the call's inputs), a hint.  ``verdicts``: its sentence and how it
    ended.  ``questions``: the points of each question, and no check.
    """

    REASONS = "reasons"
    VERDICTS = "verdicts"
    QUESTIONS = "questions"


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the assignment lies in the zip and which suite it has; what is shown when, by ``*``, question or check."""

    schema: Literal["autograder/gradescope/v1"] = "autograder/gradescope/v1"
    folder: str
    suite_sha256: str
    disclosure: Disclosure = Disclosure.REASONS
    visibility: dict[str, Visibility] = {}

    def visibility_of(self, question: str, check: str | None = None) -> Visibility:
        """What was decided about the check, else about its question, else about everything."""
        keys = [*([f"{question}.{check.partition('[')[0]}"] if check is not None else []), question, "*"]
        return next((self.visibility[key] for key in keys if key in self.visibility), Visibility.VISIBLE)


def read_visibility(texts: Iterable[str], manifest: Manifest) -> dict[str, Visibility]:
    """``hidden``, ``q3=after_published`` or ``q3.test_values=hidden``; :class:`InputError` for anything else."""
    found: dict[str, Visibility] = {}
    questions = [question.id for question in manifest.questions]
    for text in texts:
        key, _, value = text.rpartition("=")
        key = key or "*"
        if value not in list(Visibility):
            raise InputError(f"--visibility {text}: should end in one of {', '.join(Visibility)}")
        if key != "*" and key.partition(".")[0] not in questions:
            raise InputError(f"--visibility {text}: there is no question {key.partition('.')[0]!r}")
        found[key] = Visibility(value)
    return found


def read_settings(source: Path) -> Settings:
    """The settings in the unpacked zip; they are ours, so what is wrong with them is our failure."""
    try:
        return msgspec.json.decode((source / SETTINGS_NAME).read_bytes(), type=Settings)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise HarnessError(f"{source / SETTINGS_NAME} cannot be used ({error}); make and upload the zip anew") from None
