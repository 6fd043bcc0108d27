"""Until when each student's work counts."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import msgspec

from autograder.errors import InputError


class Deadlines(msgspec.Struct, frozen=True, kw_only=True):
    """``due`` for everybody (``None``: whenever), ``extended`` for some; ``grace`` and days of late work on top."""

    due: datetime.datetime | None = None
    extended: Mapping[str, datetime.datetime] = {}
    grace: datetime.timedelta = datetime.timedelta()
    late: datetime.timedelta = datetime.timedelta()

    def of(self, student: str) -> datetime.datetime | None:
        """The last moment of a student, in UTC.

        >>> due = datetime.datetime(2026, 6, 1, 22, tzinfo=datetime.UTC)
        >>> Deadlines(due=due, late=datetime.timedelta(days=2)).of("ann").isoformat()
        '2026-06-03T22:00:00+00:00'
        """
        own = self.extended.get(student)
        if self.due is None and own is None:
            return None
        due = max(time for time in (self.due, own) if time is not None)
        return (due + self.grace + self.late).astimezone(datetime.UTC)


def read_due(text: str) -> datetime.datetime:
    """A time with its offset; :class:`InputError` for anything else, since a wrong zone costs a day."""
    try:
        time = datetime.datetime.fromisoformat(text)
        if time.tzinfo is not None:
            return time.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        pass
    raise InputError(f"--due {text}: should be a time with its offset, like 2026-06-01T23:59+02:00")
