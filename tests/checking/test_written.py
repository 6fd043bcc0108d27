"""What a notebook defines, and what it leaves open, read from its source."""

from __future__ import annotations

import pytest

from autograder.checking.written import names_bound, not_begun, open_names


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("x = 1\ny: int = 2\nz += 1", {"x", "y", "z"}),
        ("def f(a):\n    b = 1\nclass C:\n    d = 1", {"f", "C"}),
        ("import numpy as np\nfrom math import pi\nimport os.path", {"np", "pi", "os"}),
        ("for i in range(3): pass\nwith open('x') as file: pass\nif (n := 3): pass", {"i", "file", "n"}),
        ("a, (b, *c) = 1, (2, 3)", {"a", "b", "c"}),
        ("%matplotlib inline\nx = 1\n!ls", {"x"}),
        ("print(y)", set()),
        ("x = (", set()),
        ("return 1", set()),
        ("", set()),
    ],
)
def test_names_that_a_cell_gives_a_value(source, names):
    """Whatever binds at the top level; what cannot be read binds nothing."""
    assert names_bound(source) == names


@pytest.mark.parametrize(
    ("source", "still_open"),
    [
        ("def f(x):\n    '''Doc.'''\n    ...", True),
        ("def f(x):\n    pass", True),
        ("def f(x):\n    raise NotImplementedError", True),
        ("def f(x):\n    x = 1 * x\n    ...", True),
        ("def f(x):\n    return 2 * x", False),
        ("def f(x):\n    return 2 * x\n    ...", False),
        ("def f(x):\n    print(x)", False),
        ("f = ...", True),
        ("f = 3", False),
        ("f = ...\nf = 3", False),
        ("class f:\n    def __init__(self, k): self.k = k\n    def fit(self): ...", True),
        ("class f:\n    def fit(self): ...\n    def predict(self): return 1", False),
        ("class f:\n    pass", True),
    ],
)
def test_what_the_template_left_open(source, still_open):
    """`...` that waits for something, or a body that says nothing; what is written after it counts."""
    assert open_names([source]) == ({"f"} if still_open else set())


def test_a_question_is_not_begun_when_none_of_its_names_is():
    """One name with something in it, and it is begun; a question without names always is."""
    assert not_begun(("f", "g"), {"f"}, {"f"})
    assert not not_begun(("f", "g"), {"f", "g"}, {"f"})
    assert not not_begun((), set(), set())
