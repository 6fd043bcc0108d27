"""Reading and writing a gradebook; each method that writes is one transaction."""

from __future__ import annotations

import datetime
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace

from autograder.errors import InputError
from autograder.gradebook import policies
from autograder.gradebook.keys import GradeKey
from autograder.gradebook.schema import bring_up_to_date, open_engine, reason, shown
from autograder.gradebook.tables import acceptances, grades, notebooks, now, overrides, students, submissions, to_text
from autograder.manifest import Manifest
from autograder.records import Grade
from autograder.standing import Person
from autograder.storing import encode_grade

_PERSON = ("name", "email", "section", "login", "canvas_id", "moodle_id", "listed")
_KEY = ("suite_sha256", "manifest_sha256", "harness_version", "only")


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """A submission on its way into the gradebook; ``sha256`` is of ``data``, which ``problem`` may stand in for."""

    student: str
    sha256: str
    name: str
    source: str
    submitted_at: datetime.datetime | None = None
    data: bytes = b""
    problem: str = ""


class GradeRow(msgspec.Struct, frozen=True, kw_only=True):
    """A grade as the gradebook holds it, without its body."""

    id: int
    sha256: str
    key: GradeKey
    score: float | None
    problem: str
    withheld: str
    graded_at: str


class Gradebook:
    """The gradebook of one assignment; see :func:`open_gradebook`.

    ``manifest`` is the assignment's, but for ``late``: that is the policy by which the class was told its scores.  What
    the manifest itself says now is ``proposed_late``.
    """

    def __init__(self, engine: sa.Engine, url: str, manifest: Manifest) -> None:
        self.engine = engine
        self.url = url
        self.proposed_late = manifest.late
        with engine.connect() as connection:
            self.manifest = replace(manifest, late=policies.in_force(connection))

    @property
    def late_differs(self) -> bool:
        """Whether the manifest proposes another policy for late work than the class was told."""
        return self.proposed_late != self.manifest.late

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if isinstance(error, sa.exc.DBAPIError):  # a full disk, a server that went away
            raise InputError(
                f"{shown(self.url)}: cannot be written ({reason(error)}); what was stored is safe"
            ) from None

    # --- who and what ---

    def register(self, people: Iterable[Person], extensions: Mapping[str, datetime.datetime] | None = None) -> None:
        """Add students, or renew what is known of them; ``extensions`` replace the earlier ones where given."""
        rows = [_person_row(person) for person in people]
        with self.engine.begin() as connection:
            known = set(connection.execute(sa.select(students.c.id)).scalars())
            for row in rows:
                if row["id"] not in known:
                    connection.execute(students.insert(), row | {"extended_to": ""})
                    known.add(row["id"])
                else:
                    _renew(connection, row)
            for student, moment in (extensions or {}).items():
                connection.execute(
                    students.update().where(students.c.id == _text(student)).values(extended_to=to_text(moment))
                )

    def begin_scan(self) -> int:
        """The number of a new look at the submissions; what it sees outdoes, for its student, what earlier ones saw."""
        with self.engine.connect() as connection:
            return int(connection.execute(sa.select(sa.func.max(submissions.c.last_scan))).scalar() or 0) + 1

    def receive(self, scan: int, batch: Sequence[Received]) -> None:
        """Take submissions in; what is there already keeps its time."""
        with self.engine.begin() as connection:
            for one in batch:
                if one.sha256:
                    _keep_bytes(connection, one)
                _keep_submission(connection, scan, one)

    def content(self, sha256: str) -> bytes:
        """The bytes of a submission."""
        with self.engine.connect() as connection:
            found = connection.execute(sa.select(notebooks.c.content).where(notebooks.c.sha256 == sha256)).scalar_one()
        return zlib.decompress(found)

    # --- grades ---

    def accepted(self) -> dict[str, list[GradeRow]]:
        """For each submission's hash, the grades that were accepted, in order; without their bodies."""
        columns = [column for column in grades.c if column.name != "body"]
        query = sa.select(*columns).join(acceptances, acceptances.c.grade_id == grades.c.id).order_by(acceptances.c.id)
        found: dict[str, list[GradeRow]] = {}
        with self.engine.connect() as connection:
            for row in connection.execute(query).mappings():
                found.setdefault(row["sha256"], []).append(_grade_row(row))
        return found

    def given(self, key: GradeKey) -> dict[str, GradeRow]:
        """The latest grade under ``key`` for each submission's hash that has one."""
        columns = [column for column in grades.c if column.name != "body"]
        query = sa.select(*columns).where(*_is(key)).order_by(grades.c.attempt)
        with self.engine.connect() as connection:
            return {row["sha256"]: _grade_row(row) for row in connection.execute(query).mappings()}

    def body(self, grade_id: int) -> Grade | None:
        """The whole grade; ``None`` for what could not be graded."""
        with self.engine.connect() as connection:
            return _decoded(connection.execute(sa.select(grades.c.body).where(grades.c.id == grade_id)).scalar_one())

    def keep(
        self, key: GradeKey, sha256: str, grade: Grade | None, *, problem: str = "", failure: str = "", accept: bool
    ) -> int:
        """Store a grade (or why there is none), and accept it if asked to; its id."""
        with self.engine.begin() as connection:
            before = sa.select(sa.func.max(grades.c.attempt)).where(*_is(key), grades.c.sha256 == sha256)
            attempt = connection.execute(before).scalar()
            row = {
                **{name: getattr(key, name) for name in _KEY},
                "sha256": sha256,
                "attempt": 0 if attempt is None else attempt + 1,
                "score": grade.score if grade is not None else None,
                "max_score": grade.max_score if grade is not None else None,
                "problem": _text(problem),
                "withheld": _text((grade.withheld if grade is not None else None) or failure),
                "graded_at": now(),
                "wall_seconds": grade.wall_seconds if grade is not None else 0.0,
                "body": zlib.compress(encode_grade(grade)) if grade is not None else None,
            }
            (grade_id,) = connection.execute(grades.insert().returning(grades.c.id), row).one()
            if accept:
                _accept(connection, sha256, grade_id)
        return int(grade_id)

    def accept(self, chosen: Iterable[tuple[str, int]]) -> None:
        """From now on these grades (hash of the submission, id of the grade) stand: all of them, or none.

        So does the manifest's policy for late work.
        """
        with self.engine.begin() as connection:
            for sha256, grade_id in chosen:
                _accept(connection, sha256, grade_id)
            if self.late_differs:
                policies.accept(connection, self.proposed_late)
        self.manifest = replace(self.manifest, late=self.proposed_late)

    def show_policy(self) -> bool:
        """Keep that the manifest's policy for late work was shown; whether that is new to nobody."""
        if not self.late_differs:
            return True
        with self.engine.begin() as connection:
            return policies.show(connection, self.proposed_late)

    # --- a TA's word ---

    def override(
        self, student: str, question: str | None, score: float | None, comment: str, author: str, sha256: str
    ) -> None:
        """Keep a decision of a TA; ``sha256`` is of the submission that they looked at."""
        row = {
            "student": student,
            "question": question or "",
            "score": score,
            "comment": _text(comment),
            "author": _text(author),
            "decided_at": now(),
            "sha256": sha256,
            "withdrawn_at": "",
        }
        with self.engine.begin() as connection:
            connection.execute(overrides.insert(), row)

    def withdraw(self, student: str, question: str | None) -> int:
        """Withdraw the decisions about a question, or about the total; how many there were."""
        chosen = (
            overrides.c.student == student,
            overrides.c.question == (question or ""),
            overrides.c.withdrawn_at == "",
        )
        with self.engine.begin() as connection:
            return connection.execute(overrides.update().where(*chosen).values(withdrawn_at=now())).rowcount

    # --- everything, for whoever puts it together ---

    def rows(self, table: sa.Table, *order: sa.ColumnElement[Any]) -> Iterator[sa.RowMapping]:
        """All rows of a table."""
        with self.engine.connect() as connection:
            yield from (
                connection.execution_options(yield_per=1_000).execute(sa.select(table).order_by(*order)).mappings()
            )


def open_gradebook(place: str | Path, manifest: Manifest) -> Gradebook:
    """Open or make the gradebook at a path (SQLite) or a URL (``postgresql+psycopg://...``), for this assignment.

    Raises :class:`InputError` when it cannot be opened, is of another assignment, or of a newer schema.
    """
    url = place if isinstance(place, str) and "://" in place else f"sqlite:///{place}"
    engine = open_engine(url)
    try:
        bring_up_to_date(engine, url, manifest)
    except BaseException:
        engine.dispose()
        raise
    return Gradebook(engine, url, manifest)


def _text(value: str) -> str:
    """What both databases can hold: PostgreSQL knows no zero character, and UTF-8 no half of a surrogate pair."""
    return value.replace("\0", "\\x00").encode("utf-8", "replace").decode()


def _person_row(person: Person) -> dict[str, Any]:
    row = {name: getattr(person, name) for name in _PERSON}
    return {"id": _text(person.id)} | {
        name: _text(value) if isinstance(value, str) else value for name, value in row.items()
    }


def _renew(connection: sa.Connection, row: dict[str, Any]) -> None:
    """What is newly known replaces what was; an empty field tells nothing."""
    values = {name: value for name, value in row.items() if name != "id" and (value or name == "listed")}
    connection.execute(students.update().where(students.c.id == row["id"]).values(**values))


def _keep_bytes(connection: sa.Connection, one: Received) -> None:
    known = sa.select(notebooks.c.sha256).where(notebooks.c.sha256 == one.sha256)
    if connection.execute(known).first() is None:
        connection.execute(notebooks.insert(), {"sha256": one.sha256, "content": zlib.compress(one.data)})


def _keep_submission(connection: sa.Connection, scan: int, one: Received) -> None:
    """A row of its own, or the row of the same bytes handed in at the same time, or at an unknown one."""
    time, problem = to_text(one.submitted_at), _text(one.problem)
    same = (submissions.c.student == _text(one.student), submissions.c.sha256 == one.sha256)
    query = sa.select(submissions.c.id, submissions.c.submitted_at).where(*same, submissions.c.problem == problem)
    rows = connection.execute(query.order_by(submissions.c.submitted_at.desc())).all()
    row = next((row for row in rows if time in ("", row.submitted_at) or row.submitted_at == ""), None)
    if row is not None:
        known = {"last_scan": scan, "name": _text(one.name), "source": _text(one.source)}
        known |= {"submitted_at": time} if not row.submitted_at else {}
        connection.execute(submissions.update().where(submissions.c.id == row.id).values(**known))
        return
    values = {
        "student": _text(one.student),
        "sha256": one.sha256,
        "name": _text(one.name),
        "source": _text(one.source),
        "submitted_at": time,
        "problem": problem,
        "first_seen_at": now(),
        "last_scan": scan,
    }
    connection.execute(submissions.insert(), values)


def _accept(connection: sa.Connection, sha256: str, grade_id: int) -> None:
    connection.execute(acceptances.insert(), {"sha256": sha256, "grade_id": grade_id, "accepted_at": now()})


def _is(key: GradeKey) -> list[sa.ColumnElement[bool]]:
    return [grades.c[name] == getattr(key, name) for name in _KEY]


def _grade_row(row: sa.RowMapping) -> GradeRow:
    return GradeRow(
        id=row["id"],
        sha256=row["sha256"],
        key=GradeKey(**{name: row[name] for name in _KEY}),
        score=row["score"],
        problem=row["problem"],
        withheld=row["withheld"],
        graded_at=row["graded_at"],
    )


def _decoded(body: bytes | None) -> Grade | None:
    return msgspec.json.decode(zlib.decompress(body), type=Grade) if body is not None else None
