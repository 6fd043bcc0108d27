"""What is left to do: which submissions have no grade that stands, and which stand by an older suite."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from autograder.gradebook import Gradebook, GradeKey
from autograder.gradebook.layers import by_question
from autograder.gradebook.standings import counting
from autograder.gradebook.store import GradeRow


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Submissions by their hash: ``pending`` with the name of the file, ``done``, and ``stale`` (graded by others)."""

    pending: dict[str, str]
    done: int = 0
    stale: int = 0


def plan_batch(book: Gradebook, key: GradeKey, *, force: bool = False) -> Plan:
    """What ``batch`` has to grade: what has no grade, a withheld one, or one of too few questions; by force, all."""
    accepted = book.accepted()
    pending: dict[str, str] = {}
    done = stale = 0
    for sha256, name in _files(book).items():
        given = accepted.get(sha256, [])
        if force or _is_open(book, given, key):
            pending[sha256] = name
        elif _by_others(book, given, key):
            stale += 1
        else:
            done += 1
    return Plan(pending=pending, done=done, stale=stale)


def plan_regrade(book: Gradebook, key: GradeKey, *, force: bool = False) -> Plan:
    """What has to be graded to see what would change: what stands by others, and was not graded by these yet."""
    accepted, given = book.accepted(), book.given(key)
    pending: dict[str, str] = {}
    done = 0
    for sha256, name in _files(book).items():
        stands = accepted.get(sha256, [])
        if not stands or not (force or _by_others(book, stands, key)):
            continue
        known = given.get(sha256)
        if force or known is None or known.withheld:
            pending[sha256] = name
        else:
            done += 1
    return Plan(pending=pending, done=done)


def _files(book: Gradebook) -> dict[str, str]:
    """The submissions that count and could be read, each bytes once."""
    return {found.sha256: found.name for found in counting(book).values() if found.sha256}


def _is_open(book: Gradebook, given: Sequence[GradeRow], key: GradeKey) -> bool:
    """Whether a question that is asked for has no grade, or one that was withheld."""
    return any(row is None or row.withheld for row in _asked(book, given, key))


def _by_others(book: Gradebook, given: Sequence[GradeRow], key: GradeKey) -> bool:
    """Whether what stands for the questions asked for came from another suite, manifest or harness."""
    return any(row is None or row.key.differs(key) for row in _asked(book, given, key))


def _asked(book: Gradebook, given: Sequence[GradeRow], key: GradeKey) -> list[GradeRow | None]:
    """The grade that stands for each question that ``key`` is about."""
    stands = by_question(book, given)
    return [stands.get(question) for question in key.only.split() or [item.id for item in book.manifest.questions]]
