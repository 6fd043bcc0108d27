"""What became of a student's repository, as a checkout keeps it in ``.git/autograder.json``."""

from __future__ import annotations

import datetime
import enum
from pathlib import Path

import msgspec

RECORD = Path(".git", "autograder.json")


class Status(enum.StrEnum):
    """What became of a student's repository."""

    COLLECTED = "collected"
    KEPT = "kept"
    NO_REPOSITORY = "no repository"
    NOTHING = "nothing in time"
    NO_NOTEBOOK = "no notebook"
    FAILED = "failed"


class Collected(msgspec.Struct, frozen=True, kw_only=True):
    """What lies in a checkout and what it was made of: also ``.git/autograder.json``.

    ``tip`` is what the server had for ``ref``; ``notes`` are sentences for the staff.
    """

    schema: str = "autograder/collected/v1"
    student: str
    url: str
    status: Status
    deadline: datetime.datetime | None = None
    ref: str = ""
    tip: str = ""
    commit: str = ""
    committed_at: datetime.datetime | None = None
    notebooks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_record(folder: Path) -> Collected | None:
    """What a checkout of ours is; ``None`` where there is none."""
    try:
        return msgspec.json.decode((folder / RECORD).read_bytes(), type=Collected)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def write_record(work: Path, made: Collected) -> None:
    """Keep it in a checkout that is being laid out."""
    (work / RECORD).write_bytes(msgspec.json.format(msgspec.json.encode(made), indent=2) + b"\n")
