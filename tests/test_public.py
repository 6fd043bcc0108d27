"""Otter's test files are judged from outside, with the same verdicts as beside the student's code."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from autograder import codec, public
from autograder.errors import InputError
from autograder.faults import NameMissing
from autograder.student import Answer
from tests.support.grader import grader
from tests.support.wire import FakeLink, answer

HEAD = "from otter.test_files import test_case\n\nOK_FORMAT = False\n\n"
FILE = (
    HEAD
    + '''name = "q1"
points = 4

import numpy as np

def near(a, b):
    return bool(np.isclose(a, b))

@test_case(points=None, hidden=False)
def test_half(sigmoid):
    """`sigmoid(0)` is one half"""
    value = sigmoid(0)
    assert near(value, 0.5), f"sigmoid(0) is {value}, but should be 0.5."

@test_case(points=2, hidden=False, failure_message="no")
def test_model(Model):
    """A fitted model doubles"""
    model = Model(2)
    assert model.fit(np.arange(3.0)) is not None
    assert model.weights.tolist() == [0.0, 2.0, 4.0], "not doubled"
    assert model.describe({"a": (1, 2)})["a"] == (1, 2), "not described"

@test_case(points=None, hidden=False)
def test_open(dots):
    """`dots` is still open"""
    assert dots is not ..., "`dots` is still to be written."
'''
)
CELLS = """
import numpy as np

def sigmoid(x):
    return np.float64(0.5)

class Model:
    def __init__(self, k): self.k = k
    def fit(self, X): self.weights = self.k * X; return self
    def describe(self, d): return d

dots = ...
"""
MANIFEST = """
schema = "autograder/manifest/v1"
id = "trial"
title = "Trial"
points = 4
suite = "tests"
[[questions]]
id = "q1"
title = "One"
points = 4
"""


@pytest.fixture
def folder(tmp_path):
    """A student's folder with one test file."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "q1.py").write_text(FILE)
    (tmp_path / "manifest.toml").write_text(MANIFEST)
    return tmp_path


@pytest.mark.parametrize("engine", ["fork", "jupyter"])
def test_verdicts_come_from_the_files_own_asserts(folder, engine):
    """Plain values, objects and `...` arrive as such; points are shared out as Otter does."""
    with grader(folder, engine) as grade:
        checks = {check.name: check for check in grade(CELLS).questions[0].checks}
        wrong = {check.name: check for check in grade(CELLS.replace("0.5", "0.25")).questions[0].checks}
        gone = {check.name: check for check in grade("x = 1").questions[0].checks}
        raising = {
            check.name: check for check in grade(CELLS.replace("self.weights", "1/0; self.w")).questions[0].checks
        }
    assert {name: (check.verdict, check.points, check.max_points) for name, check in checks.items()} == {
        "test_half": ("passed", 1.0, 1.0),
        "test_model": ("passed", 2.0, 2.0),
        "test_open": ("failed", 0.0, 1.0),
    }
    assert checks["test_open"].message == "`dots` is still to be written."
    assert wrong["test_half"].message == "sigmoid(0) is 0.25, but should be 0.5."
    assert {check.verdict for check in gone.values()} == {"missing"}
    assert raising["test_model"].verdict == "crashed"
    assert "raised ZeroDivisionError: division by zero (code cell 1, line 9" in raising["test_model"].message


def test_otter_finds_the_same(folder):
    """Otter's own runner, on the same file and namespace."""
    code = f"""
from otter.test_files import ExceptionTestFile
namespace = {{}}
exec({CELLS!r}, namespace)
file = ExceptionTestFile.from_file("tests/q1.py")
file.run(namespace)
print([(result.passed, result.test_case.points) for result in file.test_case_results])
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[(True, 1.0), (True, 2), (False, 1.0)]"


def test_plain_pytest_runs_them_too(folder, write_notebook):
    """`pytest --notebook` collects the public files, for whoever debugs one."""
    notebook = write_notebook(CELLS)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--notebook",
        str(notebook),
        str(folder / "tests"),
        "-q",
        "-p",
        "no:cacheprovider",
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert "1 failed, 2 passed" in done.stdout


def test_files_elsewhere_are_not_collected(tmp_path):
    """Somebody's Otter tests are no business of an ordinary pytest run."""
    (tmp_path / "q1.py").write_text(FILE)
    command = [sys.executable, "-m", "pytest", str(tmp_path), "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "passed" in done.stdout) == (5, False)  # pytest's code for: no tests


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD + "points = 1\n@test_case()\ndef test_x(): pass", "should have a name and at least one test case"),
        (HEAD + 'name = "q1"\n', "should have a name and at least one test case"),
        (HEAD + "def broken(:", "SyntaxError"),
        (HEAD + "import nothing_of_this_name", "ModuleNotFoundError"),
    ],
)
def test_file_that_is_none_is_refused(tmp_path, text, words):
    """With its path."""
    path = tmp_path / "q1.py"
    path.write_text(text)
    with pytest.raises(InputError, match=words) as caught:
        public.load(path)
    assert str(caught.value).startswith(str(path))


def test_only_test_files_make_a_suite_public(folder):
    """One hidden test among them, or none at all, and the suite is not for students."""
    suite = folder / "tests"
    assert public.is_public(suite)
    (suite / "test_hidden.py").write_text(FILE)
    assert not public.is_public(suite)
    (suite / "test_hidden.py").unlink()
    (suite / "helpers.py").write_text("x = 1")
    assert not public.is_public(suite)


def test_a_conftest_beside_public_checks_is_not_run(folder):
    """A student's folder holds what a student put there; nothing of it but the checks runs in the grader."""
    for place in (folder, folder / "tests"):
        (place / "conftest.py").write_text(
            f"from otter.test_files import test_case\nopen({str(folder / 'ran')!r}, 'w')"
        )
    (folder / "tests" / "conftest.py").unlink()
    with grader(folder) as grade:
        assert grade(CELLS).score == 3.0
    assert not (folder / "ran").exists()


def test_proxy_sends_proxies_and_gives_no_numbers():
    """What stays over there goes back as a handle; as a number it is a TypeError, which a check can catch."""
    handle = codec.Handle(3, "object", "Model")
    link = FakeLink(codec.Answer(codec.Handle(4, "function", "method")), codec.Answer(1.5))
    proxy = public.present(Answer(link, codec.Answer(handle), "model"))
    assert proxy.score(proxy, k=proxy) == 1.5
    assert link.asked[1] == codec.Call(4, [handle], {"k": handle})
    with pytest.raises(TypeError):
        float(proxy)
    with pytest.raises(TypeError):
        np.asarray(proxy, dtype=float)
    assert repr(proxy) == "<model>"


def test_proxy_of_a_missing_attribute_is_the_students_fault():
    """As everywhere."""
    link = FakeLink(codec.NoName([]))
    proxy = public.present(Answer(link, codec.Answer(codec.Handle(1, "object", "Model")), "model"))
    with pytest.raises(NameMissing):
        _ = proxy.weights


def test_answers_inside_a_list_keep_their_link():
    """Objects in containers can be asked, too."""
    inside = answer([codec.Handle(1, "object", "Line")], replies=[codec.Answer("a label")])
    assert public.present(inside)[0].label == "a label"


def test_suites_own_slip_is_not_hidden(folder):
    """A check that breaks by itself is the harness's error, and withholds the grade."""
    path = folder / "tests" / "q1.py"
    path.write_text(path.read_text().replace("value = sigmoid(0)", "value = sigmoid(0) + []"))
    with grader(folder) as grade:
        found = grade(CELLS)
    assert found.score is None
    assert [check.verdict for check in found.questions[0].checks].count("harness_error") == 1
