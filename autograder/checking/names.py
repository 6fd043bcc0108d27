"""Which of the names that an assignment asks for a notebook has at its end."""

from __future__ import annotations

from collections.abc import Iterable

from autograder.faults import NameMissing, StudentFault
from autograder.student import Student


def missing_names(student: Student, names: Iterable[str]) -> list[str]:
    """Those that are not defined, in order; what cannot be asked for is not called missing."""
    missing = []
    for name in names:
        try:
            getattr(student, name)
        except NameMissing:
            missing.append(name)
        except StudentFault:  # no state is left to ask, which the checks have said already
            break
    return missing
