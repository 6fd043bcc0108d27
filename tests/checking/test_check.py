"""``autograder check`` as a student types it: what it says of a notebook, and how it ends."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from tests.support.grader import MINI

TESTS = '''from otter.test_files import test_case

OK_FORMAT = False

name = "q1"
points = 2

@test_case(points=None, hidden=False)
def test_two(double):
    """`double(1)` is 2"""
    value = double(1)
    assert value == 2, f"double(1) is {value}, but should be 2."

@test_case(points=None, hidden=False)
def test_zero(double):
    """`double(0)` is 0"""
    value = double(0)
    assert value == 0, f"double(0) is {value}, but should be 0."
'''
MANIFEST = """
schema = "autograder/manifest/v1"
id = "little"
title = "A little course"
points = 3
suite = "tests"
data = ["data/numbers.csv"]

[limits]
cell_seconds = 2
submission_seconds = 30

[[questions]]
id = "q1"
title = "Doubling"
points = 2
names = ["double", "other"]

[[questions]]
id = "q2"
title = "A letter"
points = 1
names = ["answer"]
"""
LETTER = """from otter.test_files import test_case

OK_FORMAT = False

name = "q2"
points = 1

@test_case(points=None, hidden=False)
def test_letter(answer):
    '''`answer` is a letter'''
    assert answer in ("a", "b"), "`answer` should be a or b."
"""
RIGHT = ("def double(x):\n    return 2 * x", "other = 1", "answer = 'a'")


@pytest.fixture
def folder(tmp_path) -> Path:
    """What a student was given, at a place that is nobody's temporary folder."""
    given = tmp_path / "little course"
    (given / "tests").mkdir(parents=True)
    (given / "data").mkdir()
    (given / "tests" / "q1.py").write_text(TESTS)
    (given / "tests" / "q2.py").write_text(LETTER)
    (given / "manifest.toml").write_text(MANIFEST)
    (given / "data" / "numbers.csv").write_text("number\n1\n2\n")
    return given


def write(folder: Path, *cells: str, counts: list[int | None] | None = None) -> Path:
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    numbers = counts or list(range(1, len(cells) + 1))
    notebook.cells = [
        nbformat.v4.new_code_cell(source, execution_count=count) for source, count in zip(cells, numbers, strict=True)
    ]
    path = folder / "little.ipynb"
    nbformat.write(notebook, path)
    return path


def check(*arguments: object, **options) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "autograder", "check", *map(str, arguments)]
    environment = {**os.environ, "COLUMNS": "200"}
    return subprocess.run(command, capture_output=True, text=True, timeout=100, check=False, env=environment, **options)


def said(done: subprocess.CompletedProcess[str]) -> str:
    return re.sub(r"\s+", " ", done.stdout)


def test_a_notebook_that_is_right_has_nothing_to_mend(folder):
    """Every question a line, and what it does not mean."""
    done = check(write(folder, *RIGHT))
    assert (done.returncode, done.stderr) == (0, "")
    text = said(done)
    assert "✓ q1 Doubling 2 of 2 ✓ q2 A letter 1 of 1" in text
    assert "✓ All 3 code cells run to their end." in text
    assert "All public checks pass, and it runs. The grade comes from more checks than these." in text


def test_what_is_wrong_is_said_in_words(folder):
    """The check's description and its message; no traceback, no test code."""
    done = check(write(folder, "def double(x):\n    return 2 * x + 1", *RIGHT[1:]))
    assert done.returncode == 1
    text = said(done)
    assert "✗ q1 Doubling 0 of 2 `double(1)` is 2 double(1) is 3, but should be 2." in text
    assert not re.search("Traceback|assert |test_two", text)


def test_what_is_not_begun_is_said_in_one_word(folder):
    """A page of failing checks would tell a beginner nothing."""
    done = check(write(folder, "def double(x):\n    ...\nother = ...", "answer = 'a'"))
    assert done.returncode == 1
    assert "· q1 Doubling not begun ✓ q2" in said(done)
    assert "1 question not begun" in said(done)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (
            ("print(double(1))", *RIGHT),
            "✗ Code cell 1 uses `double`, which is only defined in code cell 2 (code cell 1, line 1: `print(double(1))`). "
            "Move the definition of `double` up",
        ),
        (
            (*RIGHT, "total = sum(values)"),
            "✗ Code cell 4 uses `values`, which no cell defines (code cell 4, line 1: `total = sum(values)`). Was its cell",
        ),
        ((RIGHT[0], RIGHT[2]), "✗ `other`, which q1 asks for, is not defined at the end. The grader looks for exactly"),
        ((*RIGHT, "open('mine.csv')"), "✗ Code cell 4 stops with FileNotFoundError: [Errno 2] No such file or directory: "
         "'mine.csv' (code cell 4, line 1: `open('mine.csv')`). Only these files will be there: data/numbers.csv."),
        ((*RIGHT, "while True: pass"), "✗ Code cell 4 ran longer than the 2 s that a cell may take"),
        ((*RIGHT, "import os\nos._exit(0)"), "✗ Code cell 4 ended the whole Python process."),
        ((*RIGHT, "1 / 0"), "✗ Code cell 4 stops with ZeroDivisionError: division by zero (code cell 4, line 1: `1 / 0`)."),
        ((*RIGHT, *["1 / 0"] * 5), "2 more code cells stop with an error: 7, 8. Mend the earliest first"),
    ],
)  # fmt: skip
def test_what_would_go_wrong_where_it_is_graded(folder, cells, words):
    """Each finding names the cell, and leads on."""
    done = check(write(folder, *cells))
    assert done.returncode == 1
    assert words in said(done)


def test_a_run_longer_than_the_limit_is_told(folder):
    """The cells together may take two thirds of a submission's time, the checks have the rest."""
    manifest = folder / "manifest.toml"
    manifest.write_text(manifest.read_text().replace("submission_seconds = 30", "submission_seconds = 3"))
    done = check(write(folder, *["import time; time.sleep(0.7)"] * 5, *RIGHT))
    assert done.returncode == 1
    assert "The time of 3 s was used up before code cell" in said(done)


def test_a_file_from_elsewhere_is_told(folder, tmp_path):
    """It opens here, and would not where it is graded; the assignment's own data and Python's files are fine."""
    mine = Path(os.environ.get("HOME", "/")).resolve() / f"autograder-test-{os.getpid()}.csv"
    mine.write_text("1")
    try:
        done = check(
            write(folder, f"open({str(mine)!r}).read()", "open('data/numbers.csv').read()", "import json", *RIGHT)
        )
    finally:
        mine.unlink()
    assert done.returncode == 1
    assert f"✗ Code cell 1 opens `{mine}`, which is outside the assignment's folder." in said(done)
    assert said(done).count("outside the assignment") == 1


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ([3, None, 4], "! Code cell 2 was never run before saving."),
        ([2, 1, 3], "! The cells were run in another order than they stand in."),
        ([None, None, None], "! No cell was run before saving."),
    ],
)
def test_how_it_was_run_before_saving_is_told_and_costs_nothing(folder, counts, words):
    """What its author saw may not be what it does; run afresh it is right all the same."""
    done = check(write(folder, *RIGHT, counts=counts))
    assert done.returncode == 0
    assert words in said(done)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("none.ipynb",), "none.ipynb: cannot be read (No such file or directory)"),
        (("little.ipynb", "--assignment", MINI), "its suite is hidden, but should be public"),
        (
            ("little.ipynb", "--assignment", "data"),
            "little.ipynb: there is no manifest.toml in data; keep the notebook in the folder that you were given",
        ),
    ],
)
def test_bad_input_is_one_sentence(folder, arguments, words):
    """Exit code 2, before a kernel is started."""
    write(folder, *RIGHT)
    done = check(*arguments, cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_nothing_is_left_beside_the_notebook(folder):
    """It runs in a folder of its own."""
    path = write(folder, "open('made.txt', 'w').write('x')", *RIGHT)
    before = sorted(folder.rglob("*"))
    check(path)
    assert sorted(folder.rglob("*")) == before


def test_works_where_nothing_but_the_public_files_is_known(folder, tmp_path):
    """From another folder, with a notebook that lies elsewhere, through --assignment."""
    elsewhere = tmp_path / "handed in.ipynb"
    shutil.copyfile(write(folder, *RIGHT), elsewhere)
    assert check(elsewhere, "--assignment", folder, cwd="/").returncode == 0


def test_watching_checks_again_after_each_save(folder):
    """The second verdict begins within half a second of the save, and a broken save is survived."""
    path = write(folder, "def double(x):\n    return 3 * x", *RIGHT[1:])
    command = [sys.executable, "-u", "-m", "autograder", "check", str(path), "--watch"]
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    # A job that a shell started in the background ignores Ctrl-C, and hands that on.
    heed = lambda: signal.signal(signal.SIGINT, signal.default_int_handler)  # noqa: E731
    with subprocess.Popen(command, **options, preexec_fn=heed) as process, ended(process):
        wait_for(process.stdout, "watching")
        write(folder, *RIGHT)
        saved = time.monotonic()
        wait_for(process.stdout, "was saved")
        noticed = time.monotonic() - saved
        wait_for(process.stdout, "All public checks pass")
        took = time.monotonic() - saved
        time.sleep(1.5)  # the next kernel is being started
        path.write_text("{")
        wait_for(process.stdout, "is not complete JSON")
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0  # of the last notebook that could be read
    assert noticed < 0.5
    assert took < 5


@contextlib.contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[None]:
    """Whatever happens, it does not go on."""
    try:
        yield
    finally:
        process.kill()


def wait_for(stream, words: str) -> None:
    for line in stream:
        if words in line:
            return
    raise AssertionError(f"{words!r} was never said")
