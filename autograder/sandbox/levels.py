"""The levels of isolation, from everything (A) to hardly anything (E)."""

from __future__ import annotations

import enum
import os
import sys


class Level(enum.StrEnum):
    """How well a student's process is sealed; the earlier letter is the stronger."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"


PROMISES = {
    Level.A: "own namespaces and root folder, Landlock, seccomp, no privileges",
    Level.B: "own user id, Landlock, seccomp, no privileges",
    Level.C: "Landlock, seccomp, no privileges, under the grader's user id",
    Level.D: "own user id and seccomp, but no file rules: /tmp is open to it",
    Level.E: "limits on time and memory only: student code can read what you can read",
}
SAFE = (Level.A, Level.B, Level.C)


def candidates(*, unsafe: bool) -> list[Level]:
    """The levels to try here, strongest first; those below C only where ``unsafe`` says so."""
    if sys.platform != "linux":
        return []
    root = os.getuid() == 0
    levels = [Level.A, Level.B, Level.C, Level.D, Level.E] if root else [Level.A, Level.C, Level.E]
    return [level for level in levels if unsafe or level in SAFE]


def own_uid(level: Level) -> bool:
    """Whether the student's process gets a user id of its own there."""
    return os.getuid() == 0 and level in (Level.A, Level.B, Level.D)
