"""A cell's source as tokens: what a copier changes is gone, and nothing that is written can stop the reading."""

import time

import numpy as np
import pytest

from autograder.similarity.lexer import BREAK, MAX_CHARS, MAX_TOKENS, Lexer, places
from tests.similarity.copying import cells


def read(*texts):
    """The codes of these cells, as a list."""
    return Lexer().read(cells(list(texts))).tolist()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = y + z", "alpha=beta   +  gamma"),
        ("x = 0.01", "x = 1e-3"),
        ("print('a')", 'print(f"""b\n{c}""")'),
        ("x = 1  # why", "# because\nx = 1"),
        ("def f(x):\n    '''What it does.'''\n    return x", "def f(x):\n    return x"),
        ("x = (1 +\n     2)", "x = (1 + 2)"),
        ("x = 1 + \\\n  2", "x = 1 + 2"),
        (
            "class A:\n    def f(self):\n        self.w = self.b",
            "class B:\n    def g(this):\n        this.weights = this.bias",
        ),
        ("class A:\n    async def f(self):\n        self.w", "class A:\n    async def f(me):\n        me.v"),
    ],
)
def test_what_a_copier_changes_makes_no_difference(one, other):
    """Names, numbers, texts, comments, docstrings, layout and attributes of `self`, by whatever name."""
    assert read(one) == read(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a + b", "a - b"),
        ("np.exp(x)", "np.log(x)"),
        ("for x in y: pass", "while x in y: pass"),
        ("x = 1", "x = '1'"),
        ("x = '''a'''", "x"),
        ("a ** b", "a * b"),
    ],
)
def test_what_a_writer_decides_makes_a_difference(one, other):
    """Operators, library functions, keywords and kinds of literals."""
    assert read(one) != read(other)


def test_each_cell_ends_in_a_break():
    """No run of tokens can reach from one cell into the next."""
    assert [code == BREAK for code in read("a b", "", "c")] == [False, False, True, True, False, True]
    assert read() == []


def test_an_attribute_alone_is_no_text():
    """A dot, spaces, and a float that begins with a dot."""
    assert read("a . b") == read("a.b")
    assert read(".5") == read("1")
    assert read("...") == 3 * [*read(".")[:1]] + [BREAK]


HOSTILE = {
    "one line of 10 MB": "x = " + "1 + " * 2_500_000,
    "one name of 10 MB": "x" * 10_000_000,
    "a long name before a quote": "r" * 900_000 + '"',
    "a long name before quotes": ("r" * 900 + '"\n') * 1000,
    "100,000 brackets": "(" * 100_000,
    "brackets of all kinds": "([{" * 100_000,
    "null bytes": "x\0" * 100_000,
    "halves of surrogate pairs": "\ud800.\udfff x.\ud800a '" * 50_000,
    "open texts": "'''" + "\\'" * 400_000,
    "a text that never ends": '"""' + 'a""\\' * 200_000,
    "many open texts": "'\n" * 400_000,
    "spaces": " " * 900_000 + "\n" + " \t" * 100,
    "dots and spaces": (". " * 500 + " " * 500) * 900,
    "defs and spaces": (" def" + " " * 400) * 2_000,
    "line breaks after def": (" def\n\n\n") * 100_000,
    "backslashes": "\\" * 900_000,
    "digits": "1e-" * 300_000,
    "IPython": "%matplotlib inline\n!ls | wc\n?print\nx = $y\n",
    "not Python": "def (:\n  else if ]] '''",
    "attributes without end": " ".join(f"x.a{i}" for i in range(100_000)),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nothing_stops_the_reading(text):
    """It ends soon, within its bounds, and knows the place of every token."""
    began = time.process_time()
    codes = Lexer().read(cells([text, "x = 1"]))
    assert time.process_time() - began < 10
    assert len(codes) <= MAX_TOKENS + 2
    assert len(places(cells([text, "x = 1"]))) == len(codes)


def test_the_bounds_are_those_of_a_notebook():
    """Many cells are read no further than one long cell."""
    many = ["x + " * 1_000] * 300
    assert np.count_nonzero(Lexer().read(cells(many)) != BREAK) == MAX_TOKENS
    assert len(Lexer().read(cells([" " * MAX_CHARS, "x"]))) == 2


def test_places_are_those_of_the_tokens():
    """Each place spells its token."""
    texts = ["x = np.exp(y)  # why", "'alone'\nf('a')"]
    spelt = [texts[place.cell][place.start : place.end] for place in places(cells(texts))]
    assert spelt == ["x", "=", "np", ".exp", "(", "y", ")", "", "f", "(", "'a'", ")", ""]
