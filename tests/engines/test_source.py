"""Reading a cell's source: its lines, and what is left of it when the rest is left out."""

from __future__ import annotations

import ast
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.engines.source import MAX_CHARS, definitions_only, lines_of, loop_around, parsed, rebound

FORM_FEED, SEPARATOR = chr(12), chr(0x2028)


def test_lines_are_those_of_python():
    """Only newlines and carriage returns end a line, as in a traceback."""
    assert lines_of(f"a{FORM_FEED}b\nc{SEPARATOR}d\re\r\nf\n") == [f"a{FORM_FEED}b", f"c{SEPARATOR}d", "e", "f", ""]


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


def test_a_number_that_python_will_not_write_is_left_out():
    """Longer than 4,300 digits: it can be read in base 16, but not be written in base 10."""
    assert definitions_only(f"x = 0x{'f' * 5_000}\ny = 1\nos._exit(0)") == "\ny = 1"


@pytest.mark.parametrize(
    ("source", "after"),
    [
        ("a = 1\nb = 2", "a = 1\n#a\nb = 2\n#b"),
        ("a = 1; b = 2; c = 3\nd = 4", "a = 1; b = 2; c = 3\n#a\n#b\nd = 4"),
        ("a = (1,\n2); b = [\n3]; c()\na()", "a = (1,\n2); b = [\n3]; c()\n#a\n#b\na()"),
        ("def a():\n    b = 1\nif a: b = 1", "def a():\n    b = 1\n#a\nif a: b = 1\n#b"),
        ("b, a = 1, 2", "b, a = 1, 2\n#a\n#b"),
        ("a = (", "a = ("),
        ("c = 1", "c = 1"),
    ],
)
def test_a_line_follows_each_statement_that_binds_a_name(source, after):
    """Behind everything that stands on its last line."""
    assert rebound(source, ("a", "b"), lambda name: f"#{name}") == after


def test_long_cells_are_read_in_their_time_or_not_at_all():
    """The grader's own time and memory are not the student's to take."""
    start = time.process_time()
    longest = "a=1\n" * (MAX_CHARS // 4)
    assert rebound(longest, ("a",), lambda name: "#").count("#") == MAX_CHARS // 4
    assert time.process_time() - start < 5.0
    assert parsed(longest + "b") is None


@pytest.mark.parametrize(
    ("source", "line", "loop"),
    [
        ("x = 1\nwhile x:\n    x = x + 1\n    y = x\n", 4, 2),
        ("x = 1\nwhile x:\n    x = x + 1\n    y = x\n", 2, 2),
        ("x = 1\nwhile x:\n    x = x + 1\n    y = x\n", 1, None),
        ("while True:\n    for i in x:\n        f(i)\n", 3, 1),
        ("for i in x:\n    while True:\n        f(i)\n", 3, 2),
        ("for i in x:\n    for j in i:\n        f(j)\n", 3, 1),
        ("while True:\n    def f():\n        for i in x:\n            g(i)\n    f()\n", 4, 3),
        ("while True:\n    def f():\n        return 1\n    f()\n", 3, None),
        ("%matplotlib inline\nwhile True:\n    pass\n", 3, 2),
        ("while True: (\n", 1, None),
        ("", 1, None),
        ("while True: pass", -1, None),
        ("while True: pass", 2**63, None),
    ],
)
def test_the_loop_around_a_line(source, line, loop):
    """The outermost that has a condition, within the innermost function: the same for every line of it."""
    found = loop_around(source, line)
    assert (found.first if found is not None else None) == loop
