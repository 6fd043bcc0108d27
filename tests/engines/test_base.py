"""What both engines share: places in the notebook, records of cells, and what is left of a fatal cell."""

from __future__ import annotations

import ast
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.codec import CellDone, CodeCell, Failure
from autograder.engines.base import cell_result, definitions_only, error_of, lines_of, place_of
from autograder.records import CellStatus, Place

FORM_FEED, SEPARATOR = chr(12), chr(0x2028)
CELLS = (
    CodeCell(0, 1, "x = 1\ny = 2"),
    CodeCell(3, 2, "\n  \n\t\nx = 1\n    y = 2  "),
    CodeCell(4, 3, f"a = 'one{FORM_FEED}two{SEPARATOR}three'\nb = 2\r\nc = 3\rd = 4"),
    CodeCell(5, 4, ""),
    CodeCell(6, 5, "x" * 500),
)


@pytest.mark.parametrize(
    ("number", "line", "place"),
    [
        (1, 1, Place(cell_index=0, cell_number=1, line=1, source="x = 1")),
        (1, 2, Place(cell_index=0, cell_number=1, line=2, source="y = 2")),
        (2, 1, Place(cell_index=3, cell_number=2, line=4, source="x = 1")),
        (2, 2, Place(cell_index=3, cell_number=2, line=5, source="y = 2")),
        (3, 2, Place(cell_index=4, cell_number=3, line=2, source="b = 2")),
        (3, 3, Place(cell_index=4, cell_number=3, line=3, source="c = 3")),
        (3, 4, Place(cell_index=4, cell_number=3, line=4, source="d = 4")),
        (5, 1, Place(cell_index=6, cell_number=5, line=1, source="x" * 200)),
        (1, None, Place(cell_index=0, cell_number=1, line=None)),
        (1, 3, Place(cell_index=0, cell_number=1, line=None)),
        (1, 0, Place(cell_index=0, cell_number=1, line=None)),
        (1, -1, Place(cell_index=0, cell_number=1, line=None)),
        (2, 3, Place(cell_index=3, cell_number=2, line=None)),
        (2, 2**63, Place(cell_index=3, cell_number=2, line=None)),
        (4, 1, Place(cell_index=5, cell_number=4, line=None)),
        (0, 1, None),
        (-1, 1, None),
        (6, 1, None),
        (2**63, 1, None),
        (None, 1, None),
        (None, None, None),
    ],
)
def test_a_place_is_a_line_of_the_notebook_or_none(number, line, place):
    """Leading blank lines, which IPython drops, are counted; numbers that are nonsense have no line or no place."""
    assert place_of(CELLS, number, line) == place


def test_lines_are_those_of_python():
    """Only newlines and carriage returns end a line, as in a traceback."""
    assert lines_of(f"a{FORM_FEED}b\nc{SEPARATOR}d\re\r\nf\n") == [f"a{FORM_FEED}b", f"c{SEPARATOR}d", "e", "f", ""]


def test_an_error_is_bounded():
    """Type and message come from the student's process."""
    error = error_of(CELLS, Failure("E" * 500, "m" * 5_000, 1, 2))
    assert (len(error.type), len(error.message), error.place.line) == (100, 2_000, 2)


@pytest.mark.parametrize(
    ("failure", "interrupted", "status"),
    [
        (None, False, CellStatus.OK),
        (None, True, CellStatus.OK),
        (Failure("ValueError", "no", 1, 1), False, CellStatus.ERROR),
        (Failure("MemoryError", "", 1, 1), False, CellStatus.OUT_OF_MEMORY),
        (Failure("KeyboardInterrupt", "", 1, 1), True, CellStatus.TIMED_OUT),
        (Failure("KeyboardInterrupt", "", 1, 1), False, CellStatus.ERROR),
    ],
)
def test_how_a_cell_ended_is_one_word(failure, interrupted, status):
    """The exception says it, and whether the grader interrupted the cell."""
    result = cell_result(CELLS, CELLS[0], CellDone(failure, "printed", 0.25), interrupted=interrupted)
    assert (result.index, result.number, result.status) == (0, 1, status)
    assert (result.output, result.wall_seconds) == ("printed", 0.25)
    assert (result.error is None) == (failure is None)


def test_the_tail_of_the_output_is_kept():
    """The last 2,000 characters of what a cell printed."""
    done = CellDone(None, "a" * 9 + "b" * 2_000, 0.0)
    assert cell_result(CELLS, CELLS[0], done, interrupted=False).output == "b" * 2_000


@pytest.mark.parametrize("seconds", [math.nan, math.inf, -math.inf, -1.0])
def test_a_time_that_is_none_is_zero(seconds):
    """The time comes from the student's process, too, and JSON has no NaN and no infinity."""
    assert cell_result(CELLS, CELLS[0], CellDone(None, "", seconds), interrupted=False).wall_seconds == 0.0


# --- definitions -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("", ""),
        ("x = 1\ny = f()\nwhile True: pass", "x = 1"),
        ("import os\nos._exit(1)", "import os"),
        ("x = 1\ndef f(x):\n    return x\nf(1)", "x = 1\ndef f(x):\n    return x"),
        ('kc1 = "b"\nk = n = [1, {"a": -2.5}]\nx.y = 1\nz += 1\nos._exit(1)', "kc1 = 'b'\nk = n = [1, {'a': -2.5}]"),
        ("async def f():\n    await g()\nawait f()", "async def f():\n    await g()"),
        ("class A(B):\n    '''Text.'''\n\n    x = 1\nA()", "class A(B):\n    '''Text.'''\n\n    x = 1"),
        ("exit()\n@a\n@b(\n    1\n)\ndef f(): pass", "\n@a\n@b(\n    1\n)\ndef f(): pass"),
        ("def f(): pass; g()", "def f(): pass; g()"),
        ("import os; os._exit(1)", "import os"),
        ("os._exit(1); import os, sys; from a import b as c", "import os, sys; from a import b as c"),
        ("x = (1,\n2); import os\nimport sys", "x = (1, 2)\nimport os\nimport sys"),
        ("from a import (\n    b,\n    c,\n)\nexit()\ndef f(): pass", "from a import b, c\n\n\n\n\ndef f(): pass"),
        ("from . import a\nfrom ..b import *", "from . import a\nfrom ..b import *"),
        ("if True:\n    def f(): pass\n", ""),
        ("try:\n    import os\nexcept ImportError:\n    pass", ""),
        (f"s = f('a{FORM_FEED}b{SEPARATOR}c')\ndef f():\n    return 1", "\ndef f():\n    return 1"),
        ("def f():\r\n    return 1\r\nexit()\r\n", "def f():\n    return 1"),
        (r"s = f('\d')" + "\ndef f():\n    return '" + r"\s'", "\ndef f():\n    return '" + r"\s'"),
        ("def f(:\n    pass", ""),
        ("def f(): pass\nx = = 1", ""),
        ("  indented = 1\ndef f(): pass", ""),
        ("x = '" + chr(0) + "'", ""),
        ("x = " + "(" * 10_000, ""),
        ("# only a comment", ""),
        ("%matplotlib inline\ndef f(): pass\nexit()", "\ndef f(): pass"),
        ("!pip install x\n?f\ndef f(): pass", "\n\ndef f(): pass"),
        ("%%time\ndef f(): pass\nexit()", "\ndef f(): pass"),
        ("%%capture out\ndef f(): pass", "\ndef f(): pass"),
        ("%%bash\ndef f(): pass", ""),
        ("%%writefile a.py\ndef f(): pass", ""),
        ("def f():\n    %time g()\n    return 1\nexit()", "def f():\n    %time g()\n    return 1"),
        ("x = (a\n% b)\ndef f():\n    return (a\n% b)", "\n\ndef f():\n    return (a\n% b)"),
    ],
    ids=lambda value: "",
)
def test_of_a_fatal_cell_its_definitions_are_left(source, kept):
    """Imports, functions and classes at the top, on their own lines, and nothing that runs."""
    assert definitions_only(source) == kept


statements = st.sampled_from(
    [
        "x = 1",
        "import os",
        "from math import (\n    pi,\n    e)",
        "import sys; x = 2",
        "def f(a, *b):\n    '''Text\n    text'''\n    return a",
        "@staticmethod\nclass C:\n    y = 1",
        "for i in x:\n    pass",
        "",
        "# comment",
        "s = '''\ndef no(): pass\n'''",
        "x = [\n1,\n]; import re",
    ]
)


@settings(derandomize=True, database=None, deadline=None, max_examples=200)
@given(st.lists(statements, max_size=6), st.sampled_from(["\n", "\r\n"]))
def test_what_is_left_compiles_on_the_same_lines(parts, newline):
    """The definitions of a cell are the same as before, functions and classes at the same lines, and alone."""
    source = "\n".join(parts).replace("\n", newline)
    blocks = (ast.FunctionDef, ast.ClassDef, ast.Assign)  # every assignment above is of a literal
    before = [node for node in ast.parse(source).body if isinstance(node, (ast.Import, ast.ImportFrom, *blocks))]
    after = ast.parse(definitions_only(source)).body
    assert [ast.dump(node) for node in after] == [ast.dump(node) for node in before]
    assert [node.lineno for node in after] == [node.lineno for node in before]


@settings(derandomize=True, database=None, deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(["def ", "f()", "import x", "\n", *" :=@%!?'\"\t;\r"]), max_size=20).map("".join))
def test_any_source_has_definitions_or_none(source):
    """Whatever a cell holds, there is a text."""
    assert isinstance(definitions_only(source), str)
