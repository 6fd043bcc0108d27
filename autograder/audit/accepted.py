"""``audit.toml`` beside the manifest: what an author has looked at and accepts, each with a reason.

schema = "autograder/audit/v1"

[[survivors]]                     # mutants that lose no points
ids = ["q3/log_loss/constant-doubled/502950c2"]
verdict = "equivalent"            # no input tells it from the solution; or "accepted": one might, and none is tried
reason = "clipping at 2e-15 instead of 1e-15 moves a loss by 0.7 at p = 0 alone"

[[idle]]                          # checks that nothing ever failed
checks = ["q1/test_there_is_a_curve"]
reason = "..."

[[margins]]                       # tolerances that are near to an answer
check = "q9/test_odds"
side = "wrong"                    # or "right"
reason = "..."
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

import msgspec

from autograder.errors import InputError
from autograder.manifest import in_words

ACCEPTED = "audit.toml"
LEAST_WORDS = 3
"""Of a reason; who says less has not given one."""


class Survivors(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Mutants that may live, for one reason; only ``accepted`` ones count against the share of those killed."""

    ids: tuple[str, ...]
    verdict: Literal["equivalent", "accepted"]
    reason: str


class NearMiss(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A tolerance that is near to an answer on one ``side``; ``check`` is ``question/name``."""

    check: str
    side: Literal["right", "wrong"]
    reason: str


class Idle(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Checks, each as ``question/name``, that may be failed by nothing that is tried."""

    checks: tuple[str, ...]
    reason: str


class Accepted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file."""

    schema: Literal["autograder/audit/v1"] = "autograder/audit/v1"
    survivors: tuple[Survivors, ...] = ()
    margins: tuple[NearMiss, ...] = ()
    idle: tuple[Idle, ...] = ()

    @property
    def by_id(self) -> dict[str, Survivors]:
        """Each mutant's entry."""
        return {id_: entry for entry in self.survivors for id_ in entry.ids}

    @property
    def by_check(self) -> dict[str, str]:
        """The reason for each check that nothing fails."""
        return {check: entry.reason for entry in self.idle for check in entry.checks}

    @property
    def by_side(self) -> dict[tuple[str, str], str]:
        """The reason for each check and side."""
        return {(entry.check, entry.side): entry.reason for entry in self.margins}


def read_accepted(folder: Path) -> Accepted:
    """The file in an assignment's folder; nothing is accepted where there is none."""
    path = folder / ACCEPTED
    if not path.exists():
        return Accepted()
    try:
        found = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Accepted)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: is not valid TOML: {error}") from None
    except msgspec.ValidationError as error:
        raise InputError(f"{path}: {in_words(error, Accepted)}") from None
    entries: tuple[Survivors | NearMiss | Idle, ...] = (*found.survivors, *found.margins, *found.idle)
    for reason in [entry.reason for entry in entries]:
        if len(reason.split()) < LEAST_WORDS:
            raise InputError(f"{path}: the reason {reason!r} should have at least {LEAST_WORDS} words")
    ids = [id_ for entry in found.survivors for id_ in entry.ids]
    for id_ in ids:
        if ids.count(id_) > 1:
            raise InputError(f"{path}: {id_} is there twice")
    return found
