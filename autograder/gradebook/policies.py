"""What late work costs in a class: the policy by which its scores were told, and the one that was shown after it.

A manifest may be edited at any time, and a score that somebody was told must not move by that.  So the policy in force
is kept here; another one counts from the moment at which somebody accepts it, as another grade does.
"""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from autograder.gradebook.tables import acceptances, now, policies
from autograder.manifest import LatePolicy


def settle(connection: sa.Connection, proposed: LatePolicy | None) -> None:
    """Take the manifest's policy where there is none yet, and anew as long as nobody has a grade."""
    known = _last(connection, policies.c.accepted_at != "")
    if known is None or (_decoded(known) != proposed and _no_grade_stands(connection)):
        accept(connection, proposed)


def in_force(connection: sa.Connection) -> LatePolicy | None:
    """The policy by which the class's scores are told."""
    return _decoded(_last(connection, policies.c.accepted_at != "") or "")


def accept(connection: sa.Connection, policy: LatePolicy | None) -> None:
    """From now on this policy counts."""
    connection.execute(policies.insert(), {"late": _encoded(policy), "accepted_at": now()})


def show(connection: sa.Connection, policy: LatePolicy | None) -> bool:
    """Keep that somebody saw what this policy would change; whether it was the last one that was seen."""
    last = _last(connection)
    if last is not None and _decoded(last) == policy:
        return True
    connection.execute(policies.insert(), {"late": _encoded(policy), "accepted_at": ""})
    return False


def _last(connection: sa.Connection, *which: sa.ColumnElement[bool]) -> str | None:
    query = sa.select(policies.c.late).where(*which).order_by(policies.c.id.desc()).limit(1)
    found: str | None = connection.execute(query).scalar()
    return found


def _no_grade_stands(connection: sa.Connection) -> bool:
    return connection.execute(sa.select(acceptances.c.id).limit(1)).first() is None


def _encoded(policy: LatePolicy | None) -> str:
    return msgspec.json.encode(policy).decode() if policy is not None else ""


def _decoded(text: str) -> LatePolicy | None:
    return msgspec.json.decode(text, type=LatePolicy) if text else None
