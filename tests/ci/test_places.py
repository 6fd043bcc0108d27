"""Lines of a notebook's file for lines of its cells."""

from __future__ import annotations

import json

import pytest

from autograder.ci import places
from autograder.ci.places import Places, defining_cell
from autograder.codec import CodeCell
from tests.ci.job import notebook


def test_a_line_of_a_cell_is_found_in_the_file_as_jupyter_writes_it():
    """A text a line: the file's line holds the cell's."""
    text = notebook("x = 1\n\ny = '\\u2028'", "def double(x):\n    return 2 * x")
    where, lines = Places(text.encode()), text.split("\n")
    for index, line, expected in [(1, 1, "x = 1"), (1, 3, "y = '"), (2, 1, "def double"), (2, 2, "return 2 * x")]:
        assert expected in lines[where.line_of(index, line) - 1]
    assert where.line_of(2) == where.line_of(2, 1)


@pytest.mark.parametrize("indent", [None, 4])
def test_other_programs_write_a_source_as_one_text(indent):
    """Then all of a cell's lines are where it begins."""
    document = {"cells": [{"cell_type": "code", "source": "a = 1\nb = 2"}], "nbformat": 4}
    text = json.dumps(document, indent=indent)
    line = next(number for number, part in enumerate(text.split("\n"), 1) if "a = 1" in part)
    where = Places(b"\xef\xbb\xbf" + text.encode())
    assert where.line_of(0, 1) == where.line_of(0, 2) == line


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"cells": [{"source": [1]}, 5, {"source": []}]}', b"\xff"])
def test_where_nothing_is_known_it_is_the_first_line(data):
    """Never an exception: it was read before, by something stricter."""
    assert [Places(data).line_of(index, 2) for index in (0, 1, 2, 3)] == [1, 1, 1, 1]


def test_a_file_that_is_large_or_deep_is_left_alone(monkeypatch):
    """A decoder written in Python is slow, and has no depth to lose."""
    text = notebook("x = 1")
    monkeypatch.setattr(places, "MAX_BYTES", 10)
    assert Places(text.encode()).line_of(1) == 1
    monkeypatch.undo()
    assert Places(b'{"cells":' + b"[" * 100_000).line_of(0) == 1


def test_the_cell_that_defines_a_name_is_the_last_that_does():
    """What is there in the end was made there."""
    cells = tuple(
        CodeCell(index, index, source)
        for index, source in enumerate(["f = 1", "def f(x): return x", "f(1)", "not python ("])
    )
    found = defining_cell(cells, ("f", "g"))
    assert found is not None
    assert found.index == 1
    assert defining_cell(cells, ("g",)) is None
