"""Whose fault it is, decided by the type of the exception.

* :class:`InputError`: the caller gave something that cannot be used (a path, a notebook, a manifest, a
  suite).  The message is one sentence that names the file, the place and what was expected.  Exit code 2.
* :class:`HarnessError`: we failed.  No grade is given or taken away.  Exit code 3.

What a *student* did wrong is never one of these: it is a result (see :mod:`autograder.faults`).
"""

from __future__ import annotations


class AutograderError(Exception):
    """Anything that stops the harness itself; never a student's mistake."""


class InputError(AutograderError):
    """The caller's input cannot be used; the message is one sentence for the person who typed it."""


class HarnessError(AutograderError):
    """The harness failed: the grade is withheld, and nobody loses a point."""


class SandboxError(HarnessError):
    """The machine did not give the isolation that was asked for; ``reasons`` has each level that was tried, and why."""

    def __init__(self, message: str, reasons: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.reasons = reasons
