"""A gradebook of the small assignment, in each database."""

from __future__ import annotations

import itertools

import pytest
import sqlalchemy as sa

from autograder.gradebook import open_gradebook
from autograder.manifest import read_manifest
from tests.support import postgresql
from tests.support.grader import MINI

NUMBER = itertools.count()


@pytest.fixture(scope="session")
def manifest():
    return read_manifest(MINI)


@pytest.fixture(scope="session")
def postgres():
    pytest.importorskip("psycopg", reason="needs psycopg")
    with postgresql.server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    """Where a new gradebook may be: a path, or a URL of a database that is empty."""
    if request.param == "sqlite":
        return tmp_path / "gradebook.db"
    url = request.getfixturevalue("postgres")
    name = f"trial{next(NUMBER)}"
    engine = sa.create_engine(f"{url}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return f"{url}/{name}"


@pytest.fixture
def book(place, manifest):
    with open_gradebook(place, manifest) as book:
        yield book
