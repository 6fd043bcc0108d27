"""``submission_metadata.json``: who handed in, when, and until when that was in time.

https://gradescope-autograders.readthedocs.io/en/latest/submission_metadata/ ; ``users[].assignment`` has the dates of a
student with an extension.  Its fields come and go, so each is read by itself: what is missing or odd is left out with
a notice for the staff, and costs nobody anything.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from autograder.lateness import lateness
from autograder.manifest import LatePolicy
from autograder.report.text import clean
from autograder.standing import Late, Person

METADATA_NAME = "submission_metadata.json"
MAX_METADATA_BYTES = 64 * 2**20


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a submission; times in UTC, ``None`` where nobody says.

    ``due`` is the class's, ``extended_to`` the latest of its authors' own; ``notices`` are for the staff.
    """

    student: Person
    created_at: datetime.datetime | None = None
    due: datetime.datetime | None = None
    extended_to: datetime.datetime | None = None
    total_points: float | None = None
    notices: tuple[str, ...] = ()

    def late(self, policy: LatePolicy | None) -> Late | None:
        """What the policy says of these times; the manifest's due date counts where Gradescope has none."""
        if policy is None:
            return None
        due = self.due if self.due is not None else policy.due
        return lateness(msgspec.structs.replace(policy, due=due), self.created_at, self.extended_to)


def read_metadata(path: Path) -> Metadata:
    """The metadata at ``path``; nothing about it is a reason not to grade."""
    try:
        with path.open("rb") as file:
            value = json.loads(file.read(MAX_METADATA_BYTES))
    except (OSError, ValueError, RecursionError) as error:
        return Metadata(
            student=Person(id="unknown"), notices=(f"{path.name} cannot be read ({clean(str(error), 200)}).",)
        )
    notices: list[str] = []
    assignment, users = _object(value, "assignment"), list(_users(value))
    created = _time(value, "created_at", notices)
    if created is None:
        notices.append("Nobody says when this was handed in, so it is not late.")
    extended = [_time(_object(user, "assignment"), "due_date", notices) for user in users]
    return Metadata(
        student=_person(users),
        created_at=created,
        due=_time(assignment, "due_date", notices),
        extended_to=max((time for time in extended if time is not None), default=None),
        total_points=_number(assignment.get("total_points")),
        notices=tuple(notices),
    )


def _person(users: list[dict[str, Any]]) -> Person:
    """The authors as one: a group has one submission and one grade."""
    ids = [_text(user, "email") or _text(user, "id") for user in users]
    names = [_text(user, "name") for user in users]
    return Person(
        id=", ".join(filter(None, ids)) or "unknown",
        name=", ".join(filter(None, names)),
        email=_text(users[0], "email") if len(users) == 1 else "",
    )


def _object(value: Any, key: str) -> dict[str, Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _users(value: Any) -> Iterator[dict[str, Any]]:
    users = value.get("users") if isinstance(value, dict) else None
    for user in users if isinstance(users, list) else ():
        if isinstance(user, dict):
            yield user


def _text(value: dict[str, Any], key: str) -> str:
    found = value.get(key)
    return clean(str(found), 200).replace("\n", "\\n") if isinstance(found, str | int) else ""


def _number(value: Any) -> float | None:
    try:
        return float(value) if isinstance(value, str | int | float) else None
    except (ValueError, OverflowError):
        return None


def _time(value: Any, key: str, notices: list[str]) -> datetime.datetime | None:
    """A time with its offset; one without is no time, since a wrong zone costs a day."""
    text = value.get(key) if isinstance(value, dict) else None
    if text is None:
        return None
    try:
        time = datetime.datetime.fromisoformat(text)
        if time.tzinfo is not None:
            return time.astimezone(datetime.UTC)
    except (TypeError, ValueError, OverflowError):
        pass
    notices.append(f"{METADATA_NAME}: {key} is {clean(repr(text), 60)}, which is no time with an offset.")
    return None
