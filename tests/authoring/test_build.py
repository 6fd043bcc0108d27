"""A build makes the same bytes every time, or says why it does not, and then changes nothing."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests.support.courses import LITTLE
from tests.support.grader import ROOT
from tests.support.slow import only_in_slow


def build(assignment: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "autograder", "build", str(assignment), "--out", str(out), *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110, check=False)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(done: subprocess.CompletedProcess[str], out: Path) -> str:
    """What a build said that did not happen."""
    assert done.returncode == 2, done.stderr
    assert not out.exists()
    return done.stderr.strip().splitlines()[-1]


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """The little course, built."""
    out = tmp_path_factory.mktemp("built") / "little"
    done = build(LITTLE, out)
    assert done.returncode == 0, done.stderr
    assert "the solution gets 5 / 5, the blank notebook 0" in done.stdout
    return out


def test_student_gets_notebook_tests_data_and_how_to_begin(built):
    """And nothing else."""
    assert sorted(contents(built / "student")) == [
        "README.md",
        "data/numbers.csv",
        "little.ipynb",
        "manifest.toml",
        "requirements.txt",
        "tests/q1.py",
        "tests/q2.py",
    ]


def test_student_notebook_has_no_solutions_and_a_check_cell_a_question(built):
    """Solutions are `...` or gone, outputs are gone, and the title comes first."""
    cells = nbformat.read(built / "student" / "little.ipynb", as_version=4).cells
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    assert cells[0].source.startswith("# A little course")
    assert code[0].endswith('grader = otter.Notebook("little.ipynb")')
    assert 'def double(x):\n    """Return twice x."""\n    ...' in code
    assert "total = ..." in code
    assert [source for source in code if "grader.check" in source] == ['grader.check("q1")', 'grader.check("q2")']
    assert not any(cell.outputs or cell.execution_count for cell in cells if cell.cell_type == "code")


def test_solution_notebook_is_run_and_bears_no_marks(built):
    """What it prints is there, and the public checks have passed in it."""
    cells = nbformat.read(built / "solution" / "little.ipynb", as_version=4).cells
    assert not any("SOLUTION" in cell.source for cell in cells)
    texts = [output.data["text/plain"] for cell in cells for output in cell.get("outputs", []) if "data" in output]
    assert texts == ["q1 results: All test cases passed!", "q2 results: All test cases passed!"]
    assert any(output.get("text") == "(2,)\n" for cell in cells for output in cell.get("outputs", []))


@only_in_slow  # as a part of what follows
def test_a_second_build_is_the_same_bytes(built, tmp_path):
    """Ids, outputs and files: nothing depends on when or where."""
    again = tmp_path / "again"
    assert build(LITTLE, again).returncode == 0
    assert contents(again) == contents(built)


def test_a_build_replaces_what_a_build_made_and_nothing_else(course, built, tmp_path):
    """Somebody's own folder is refused; a build's own is replaced whole."""
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    done = build(course.folder, mine)
    assert (done.returncode, contents(mine)) == (2, {"thesis.txt": b"years of work"})
    assert "was not made by a build" in done.stderr
    out = tmp_path / "out"
    out.mkdir()  # an empty folder is fine
    assert build(course.folder, out).returncode == 0
    (out / "student" / "stale.txt").touch()
    assert build(course.folder, out).returncode == 0
    assert contents(out) == contents(built)


@pytest.mark.parametrize(
    ("old", "new", "name", "words"),
    [
        ("== 2 * x", "== twoo * x", "hidden/test_little.py",
         r"hidden/test_little.py:15: NameError: name 'twoo' is not defined; this is the suite's own mistake"),
        ("[limits]", 'warm = ["numpy", "pandass"]\n[limits]', "manifest.toml",
         r"manifest.toml: warm: 'pandass' cannot be imported here, but should be a module"),
        pytest.param("return twice_as_much", "return twice_as_much + 1", "lesson.py",
         r"lesson.py:\d+: test_doubles of q1 does not pass with the solution: wrong", marks=only_in_slow),
        pytest.param('"""`total` is a number"""\n', '"""`total` is 0"""\n    assert total == 0, "It is not 0."\n', "lesson.py",
         r"lesson.py:72: the public check test_total of q2 fails on the solution: It is not 0.", marks=only_in_slow),
        pytest.param("def test_total(total)", "def test_total(totl)", "lesson.py",
         r"lesson.py:72: the public check test_total of q2 fails on the solution: The notebook does not define `totl`.", marks=only_in_slow),
        pytest.param('    number(total, "`total`")', '    nmber(total, "`total`")', "lesson.py",
         r"lesson.py:72: the public check test_total of q2 breaks on the solution, but should pass: NameError: name 'nmber'", marks=only_in_slow),
        pytest.param('    number(total, "`total`")', '    number(total, "`total`")\n    assert __file__', "lesson.py",
         r"lesson.py:49: grader.check\(\"q2\"\) in the solution notebook says: NameError: name '__file__' is not defined", marks=only_in_slow),
        ("total = added_up", "totals = added_up", "lesson.py",
         r"lesson.py:49: the solution does not define `total`"),
        pytest.param('answer = "b"  # SOLUTION', 'answer = "a"  # SOLUTION', "lesson.py",
         r"lesson.py:\d+: test_answer of q2 does not pass with the solution: `answer` is 'a', which is not right.", marks=only_in_slow),
        pytest.param('names = ["double"]', 'names = ["double", "triple"]', "manifest.toml",
         r"lesson.py:\d+: the solution does not define `triple`", marks=only_in_slow),
        ('    number(total, "`total`")', "    pass", "lesson.py",
         r"lesson.py:\d+: the public check test_total of q2 passes when nothing is written"),
        pytest.param('    number(total, "`total`")', "    assert total > 0, 'no'", "lesson.py",
         r"lesson.py:\d+: the public check test_total of q2 breaks on the blank notebook.*words: TypeError: ", marks=only_in_slow),
        pytest.param("total = added_up(numbers)  # SOLUTION", "total = 3.0\nother = 1  # SOLUTION", "lesson.py",
         r"lesson.py:\d+: test_sum of q2 gives points when nothing is written", marks=only_in_slow),
        ("print(numbers.shape)", "print(1 / 0)", "lesson.py",
         r"lesson.py:45: with the solution, this cell stops with ZeroDivisionError: division by zero"),
        pytest.param("print(numbers.shape)", "import warnings; warnings.warn('old')", "lesson.py",
         r"lesson.py:45: with the solution, this cell writes to stderr: .*UserWarning: old", marks=only_in_slow),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_refused(course, tmp_path, old, new, name, words):
    """With the line where it is known, and without leaving half a folder behind."""
    course.edit(old, new, name)
    out = tmp_path / "out"
    assert re.search(words, refused(build(course.folder, out), out))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["little"]


def test_variants_are_read_before_anything_is_made(course, tmp_path):
    """A grade would only log what is wrong with them."""
    (course.folder / "equivalents.py").write_text(
        "from autograder.misconceptions import equivalent\n\n\n"
        "@equivalent('triple', question='q3', name='triple')\ndef triple(x):\n    return 3 * x\n"
    )
    done = build(course.folder, tmp_path / "out")
    assert "triple is of the question 'q3', but should be of one of q1, q2" in refused(done, tmp_path / "out")
    assert done.stderr.count("\n") == 2


def test_a_solution_that_never_ends_is_refused(course, tmp_path):
    """After the time that a cell may take."""
    course.edit("cell_seconds = 10", "cell_seconds = 4", "manifest.toml")
    course.edit("print(numbers.shape)", "while True: pass")
    out = tmp_path / "out"
    assert "runs longer than the 4 s of limits.cell_seconds" in refused(build(course.folder, out), out)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("   twice_as_much = 2 * x", "data/README.md holds a line of the solution of q1: twice_as_much = 2 * x"),
        pytest.param(
            "answer = 'b'", 'data/README.md holds a line of the solution of q2: answer = "b"', marks=only_in_slow
        ),
        (
            "hidden_inputs_of_the_suite = (0.0, 1.5, -3.0)",
            "data/README.md holds a line of test_little.py: hidden_inputs",
        ),
        pytest.param("# BEGIN SOLUTION", "data/README.md holds a solution mark: # BEGIN SOLUTION", marks=only_in_slow),
    ],
)
def test_a_leak_stops_the_build(course, tmp_path, line, words):
    """A line of a solution or of the hidden suite in what students get is our failure, and nothing is written."""
    out = tmp_path / "out"
    (course.folder / "data" / "README.md").write_text(f"About the data\n{line}\n")  # it travels with the data
    done = build(course.folder, out)
    assert (done.returncode, out.exists()) == (3, False)
    assert words in done.stderr


def test_public_manifest_grades_the_solution(built):
    """The student's folder is an assignment of its own, with the public suite."""
    command = [sys.executable, "-m", "autograder", "grade", str(built / "solution" / "little.ipynb"), "--assignment"]
    out = built.parent / "grade.json"
    subprocess.run([*command, str(built / "student"), "--json", str(out)], check=True, capture_output=True, timeout=60)
    grade = json.loads(out.read_text())
    assert (grade["score"], grade["max_score"]) == (5.0, 5.0)
    assert [check["name"] for q in grade["questions"] for check in q["checks"]] == [
        "test_two",
        "test_letter",
        "test_total",
    ]
