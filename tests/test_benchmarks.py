"""The small assignment of the benchmarks is one assignment in three formats."""

import importlib.util
import json
from pathlib import Path

import pytest

SMALL = Path(__file__).parents[1] / "benchmarks/small"


@pytest.fixture(scope="module")
def make():
    spec = importlib.util.spec_from_file_location("make_small", SMALL / "make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_committed_files_are_what_is_made(make):
    stale = [path.name for path, text in make.files().items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "python benchmarks/small/make.py makes them anew"


def test_five_questions_sixteen_checks_ten_submissions(make):
    checks = make.checks()
    assert list(checks) == ["q1", "q2", "q3", "q4", "q5"]
    assert sum(check.points for found in checks.values() for check in found) == 16
    assert sum(len(found) for found in checks.values()) == 16
    assert len(make.SUBMISSIONS) == 10


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # a wrong sigmoid overflows
@pytest.mark.parametrize(("name", "score"), [("right", 16), ("sign", 10), ("misspelt", 15), ("goes_on", 15)])
def test_the_peers_checks_judge_as_ours_do(make, name, score):
    """``autograder grade`` gives these scores, and so do Otter and nbgrader: see benchmarks/peers.py."""
    namespace: dict = {}
    passed = 0
    for cell in json.loads(make.nbgrader_notebook(name))["cells"]:
        if cell["cell_type"] != "code":
            continue
        marks = cell["metadata"].get("nbgrader", {})
        if not marks.get("grade"):
            exec("".join(cell["source"]), namespace)
            continue
        try:
            exec("".join(cell["source"]), namespace)
            passed += 1
        except (AssertionError, NameError):
            pass
    assert passed == score
