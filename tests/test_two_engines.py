"""Two engines, one grade: what runs a notebook makes no difference to what it earns.

CI compares them on small notebooks of every habit; ``make slow`` on the examples, too, which takes minutes.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from tests.support.grader import COURSE, MINI, ROOT, grader
from tests.support.slow import only_in_slow

pytestmark = pytest.mark.slow

EXAMPLES = sorted((ROOT / "examples" / "submissions").glob("*.ipynb"))


def grades(engine: str, out: Path) -> dict[str, dict]:
    """All examples graded by one engine, as JSON, without what may differ: times and what names the engine."""
    command = [sys.executable, "-m", "autograder", "grade", *map(str, EXAMPLES), "--assignment", str(COURSE)]
    options = ["--engine", engine, "--unsafe", "--json", str(out)]
    subprocess.run([*command, *options], check=True, cwd=ROOT, stdout=subprocess.DEVNULL, timeout=500)
    return {path.stem: comparable(json.loads(path.read_text())) for path in out.iterdir()}


def comparable(value):
    """Without times, places on this machine, and the engine's own words."""
    if isinstance(value, dict):
        left_out = {"wall_seconds", "engine", "sandbox_level", "notices", "opened"}
        return {key: comparable(item) for key, item in value.items() if key not in left_out}
    return [comparable(item) for item in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The grades of all examples by both engines."""
    folder = tmp_path_factory.mktemp("engines")
    return grades("fork", folder / "fork"), grades("jupyter", folder / "jupyter")


@only_in_slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", [path.stem for path in EXAMPLES])
def test_an_example_gets_the_same_grade_from_both(both, name):
    """Verdicts, points, messages, hints, cells and their output."""
    fork, jupyter = both
    assert jupyter[name] == fork[name]


VARIANTS = {
    "right": ("import numpy as np", "double = lambda x: 2 * np.asarray(x)", "def half(x): return np.asarray(x) / 2"),
    "class": ("class Double:\n    def __call__(self, x): return [2 * v for v in x]\ndouble = Double()",),
    "magics": ("%matplotlib inline\n%precision 3\ndouble = lambda x: [2 * v for v in x]\n!ls",),
    "await": ("import asyncio\nasync def f(): return 2\nk = await f()\ndouble = lambda x: [k * v for v in x]",),
    "prints": ("def double(x):\n    print('so', x)\n    return [2 * v for v in x]", "print('a')\n3\n[4]"),
    "warns": (
        "import warnings\ndef double(x):\n    warnings.warn('old', RuntimeWarning)\n    return [2 * v for v in x]",
    ),
    "random": ("import random\nimport numpy as np\nword = str(random.random()) + str(np.random.rand())",),
    "data": ("word = open('data/numbers.csv').read()",),
    "figures": ("import matplotlib.pyplot as plt\nplt.plot([1, 2], label='a')\nplt.title('t')\nplt.show()",),
    "raises": ("1 / 0", "double = None", "def half(x): raise ValueError('no')"),
    "syntax": ("def double(x:\n    pass", "word = 'right'"),
    "endless": ("def double(x):\n    while True:\n        pass",),
    "missing": ("doubel = lambda x: x",),
    "changes": ("def double(x):\n    x *= 2\n    return x",),
    "input": ("word = input()", "word = 'right'"),
    "exit": ("exit()", "import sys\nsys.exit(3)", "word = 'right'"),
    "dies": ("word = 'right'", "import os\nos._exit(1)", "double = 3"),
    "unicode": ("word = 'r\\u00efght \\ud800'", "print('\\u202e')"),
    "main": ("if __name__ == '__main__': word = 'right'",),
    "pickles": ("import pickle\nclass A: pass\nword = str(type(pickle.loads(pickle.dumps(A()))))",),
}


@pytest.fixture(scope="module")
def pair():
    """A grader of the small assignment with either engine."""
    with grader(MINI) as fork, grader(MINI, "jupyter") as jupyter:
        yield fork, jupyter


@pytest.mark.parametrize("cells", VARIANTS.values(), ids=VARIANTS)
def test_a_notebook_of_any_habit_gets_the_same_grade_from_both(pair, cells):
    """Honest ways to write and to fail; only the name of the engine and its level differ."""
    found = [comparable(json.loads(msgspec.json.encode(grade(*cells)))) for grade in pair]
    for grade in found:
        grade.pop("submission")
    assert found[1] == found[0]


def test_the_weaker_engine_says_so(pair):
    """Where a notebook could have read what the grader can, the grade does not keep it to itself."""
    fork, jupyter = (grade("word = 'right'") for grade in pair)
    assert (fork.engine, fork.notices) == ("fork", ())
    assert (jupyter.engine, jupyter.sandbox_level) == ("jupyter", "E")
    assert jupyter.notices == ("Graded without a safe sandbox, at the grader's own risk.",)
