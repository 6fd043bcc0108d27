"""Late days: how late a submission came, and what that costs by the assignment's policy.

The times are those at which work was handed in, as the course site or the commit has them; the clock of the machine
that grades is never asked, so a regrade finds the same days.
"""

from __future__ import annotations

import datetime
import math

from autograder.manifest import LatePolicy
from autograder.standing import Late

_DAY = datetime.timedelta(days=1)


def lateness(
    policy: LatePolicy | None, submitted_at: datetime.datetime | None, extended_to: datetime.datetime | None = None
) -> Late | None:
    """What is late about a submission; ``None`` where nothing is, or where no time or no policy is known.

    ``days = ceil((submitted_at - due) / 1 day)`` as soon as ``submitted_at > due + grace``; ``percent`` of the points
    earned is ``days * percent_per_day``, at most ``max_percent``.  ``extended_to`` is a later date for this student.

    >>> policy = LatePolicy(due=datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC), percent_per_day=10)
    >>> lateness(policy, policy.due + datetime.timedelta(hours=25)).percent
    20.0
    """
    if policy is None or submitted_at is None:
        return None
    due = max(policy.due, extended_to) if extended_to is not None else policy.due
    if submitted_at <= due + datetime.timedelta(minutes=policy.grace_minutes):
        return None
    days = math.ceil((submitted_at - due) / _DAY)
    percent = min(days * policy.percent_per_day, policy.max_percent)
    due = due.astimezone(policy.due.tzinfo)  # all times on a page in one offset, that of the assignment
    return Late(due=due, days=days, percent=float(percent), extended=due != policy.due)
