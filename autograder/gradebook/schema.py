"""Opening a database: of this assignment, at the schema's present version, or brought up to it."""

from __future__ import annotations

from pathlib import Path

import alembic.command
import alembic.config
import alembic.script
import alembic.util
import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext

from autograder.errors import InputError
from autograder.gradebook import policies, tables
from autograder.manifest import Manifest

BUSY_SECONDS = 30


def open_engine(url: str) -> sa.Engine:
    """An engine for ``url``; raise :class:`InputError` when no such database can be opened."""
    try:
        engine = sa.create_engine(sa.make_url(url))
        if engine.dialect.name == "sqlite":
            sa.event.listen(engine, "connect", _on_connect)
        with engine.connect():
            pass
    except (sa.exc.SQLAlchemyError, ModuleNotFoundError) as error:
        raise InputError(f"{shown(url)}: cannot be opened as a gradebook ({reason(error)})") from None
    return engine


def bring_up_to_date(engine: sa.Engine, url: str, manifest: Manifest) -> None:
    """Make the tables, or bring them to the present version; refuse a newer one and another assignment's."""
    config = _config()
    with _words(url), engine.begin() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
        _refuse_strangers(connection, url, found, config)
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, "head")
        _adopt(connection, url, manifest)
        policies.settle(connection, manifest.late)


def shown(url: str) -> str:
    """A database's address without its password; a SQLite file by its path."""
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError:
        return url
    return parsed.database or url if parsed.drivername.startswith("sqlite") else parsed.render_as_string()


def reason(error: Exception) -> str:
    """What a database says, in one line and without the statement."""
    original = getattr(error, "orig", None) or error
    lines = str(original).strip().splitlines() or [type(error).__name__]
    return lines[0][:200]


class _words:  # noqa: N801 - reads as a function
    """A database that cannot be written is the caller's to mend, in one sentence."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sa.exc.DBAPIError):
            raise InputError(f"{shown(self._url)}: cannot be used as a gradebook ({reason(error)})") from None


def _on_connect(connection: object, record: object) -> None:
    """WAL: readers do not wait for the writer, and a killed writer leaves the last transaction whole."""
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={1_000 * BUSY_SECONDS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _config() -> alembic.config.Config:
    config = alembic.config.Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def _refuse_strangers(connection: sa.Connection, url: str, found: str | None, config: alembic.config.Config) -> None:
    if found is None:
        others = sa.inspect(connection).get_table_names()
        if others:
            raise InputError(f"{shown(url)}: is a database of something else (it has a table {others[0]!r})")
        return
    known = {script.revision for script in alembic.script.ScriptDirectory.from_config(config).walk_revisions()}
    if found not in known:
        raise InputError(
            f"{shown(url)}: was written by a newer autograder (schema {found!r}); use that one, or another gradebook"
        )


def _adopt(connection: sa.Connection, url: str, manifest: Manifest) -> None:
    owner = connection.execute(sa.select(tables.gradebook.c.assignment)).scalar()
    if owner is None:
        row = {"assignment": manifest.id, "title": manifest.title, "created_at": tables.now()}
        connection.execute(tables.gradebook.insert(), row)
    elif owner != manifest.id:
        raise InputError(f"{shown(url)}: is the gradebook of {owner!r}, but should be that of {manifest.id!r}")
