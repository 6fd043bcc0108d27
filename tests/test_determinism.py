"""The same notebook gets the same grade: whatever the hash seed, the number of graders and the load of the machine.

Byte for byte, apart from times.  CI grades each notebook a few times, ``make slow`` the course's examples twenty times.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys

import msgspec
import pytest

from autograder.executors import Settings, Task
from autograder.executors.pool import ProcessPool
from tests.executors.notebooks import notebook
from tests.support.grader import COURSE, HERE, MINI, ROOT, grader
from tests.support.slow import SLOW

CHAIN = ROOT / "tests" / "support" / "chain"
EXAMPLES = sorted((ROOT / "examples" / "submissions").glob("*.ipynb"))
TIMES = 20 if SLOW else 1

NUMPY = "import numpy as np"
NOTEBOOKS = {
    "followed": (CHAIN, (NUMPY, "def more(x): return x", "def twice(x): return 2 * more(x)", "result = twice(10)")),
    "unordered": (MINI, (NUMPY, "def double(x): return list({'a', 'b', 'c'})", "word = str({'p', 'q', 'r', 's'})")),
    "hashes": (MINI, (NUMPY, "def double(x): return hash('a') % 1000", "print(hash('b'), {'x', 'y', 'z'})")),
    "random": (MINI, (NUMPY, "def double(x): return np.random.rand(3)", "import random\nword = str(random.random())")),
    "remembers": (MINI, (NUMPY, "seen = []\ndef double(x):\n    seen.append(1)\n    return x * len(seen)")),
    "addresses": (MINI, (NUMPY, "def double(x): raise ValueError('no')", "word = object", "class half: pass")),
    "misspelt": (MINI, ("duoble = dubble = doubel = 1",)),
}
if SLOW:  # it takes its limits
    NOTEBOOKS["endless"] = (
        MINI,
        (
            NUMPY,
            "def more(x):\n    x = x + 1\n    return x",
            "def double(x):\n    x = np.asarray(x)\n    while x is not None:\n        x = more(x)\n        x = -x",
            "half = double",
            "n = 0\nwhile True:\n    n += 1\n    n -= 1",
        ),
    )


@contextlib.contextmanager
def load():
    """Two processes that do nothing but take time, and end with us."""
    endless = "import os\nparent = os.getppid()\nwhile os.getppid() == parent: pass"
    busy = [subprocess.Popen([sys.executable, "-c", endless]) for _ in range(2)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


def without_times(grade):
    """A grade as JSON, with every time set to 0."""

    def still(value):
        if isinstance(value, dict):
            return {key: 0.0 if key == "wall_seconds" else still(item) for key, item in value.items()}
        return [still(item) for item in value] if isinstance(value, (list, tuple)) else value

    return msgspec.json.encode(still(msgspec.to_builtins(grade)))


@pytest.fixture(scope="module")
def alone():
    """The grade of each notebook by a grader that has nothing else to do."""
    found = {}
    for assignment in (CHAIN, MINI):
        with grader(assignment) as grade:
            found |= {name: without_times(grade(*cells)) for name, (of, cells) in NOTEBOOKS.items() if of == assignment}
    return found


@pytest.mark.parametrize("seed", range(1, TIMES + 1))
def test_another_hash_seed_and_other_work_change_nothing(alone, seed):
    """In the grader's own process sets come in another order; a notebook's never do."""
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    for assignment in (CHAIN, MINI):
        with load(), grader(assignment, place=HERE._replace(environment=environment)) as grade:
            for name, (of, cells) in NOTEBOOKS.items():
                if of == assignment:
                    assert without_times(grade(*cells)) == alone[name], name


def pooled(assignment, tasks, workers):
    with ProcessPool(Settings(assignment=str(assignment)), workers=workers, task_seconds=200) as pool:
        return {outcome.key: without_times(outcome.grade) for outcome in pool.run(tasks)}


def test_the_number_of_graders_changes_nothing():
    """Nor which of them a submission comes to, nor what was graded before it."""
    for assignment in (CHAIN, MINI):
        own = {name: cells for name, (of, cells) in NOTEBOOKS.items() if of == assignment}
        tasks = [Task(key=name, name="n.ipynb", data=notebook(*cells)) for name, cells in own.items()]
        one = pooled(assignment, tasks, 1)
        assert one == pooled(assignment, tasks[::-1], 2)
        assert sorted(one) == sorted(own)


@pytest.mark.skipif(not SLOW, reason="twenty grades of each example; make slow")
@pytest.mark.timeout(7_200)
def test_twenty_grades_of_the_examples_are_one():
    """On one grader and on two, twice a round, half of the time under load."""
    tasks = [Task(key=path.stem, name=path.name, data=path.read_bytes()) for path in EXAMPLES]
    first = pooled(COURSE, tasks, 1)
    for turn in range(1, TIMES):
        with load() if turn % 2 else contextlib.nullcontext():
            assert pooled(COURSE, tasks, 1 + turn % 2) == first
