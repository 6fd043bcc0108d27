"""``autograder grade`` as it is typed: exit codes, files, and one sentence for bad input."""

import json
import os
import subprocess
import sys

import jsonschema
import pytest

from autograder.report.schema import grade_schema
from tests.support.grader import MINI, ROOT
from tests.support.slow import only_in_slow

RIGHT = (
    "import numpy as np\ndef double(x): return 2 * np.asarray(x)\ndef half(x): return np.asarray(x) / 2",
    "word = 'right'",
)


def run(*arguments, cwd=ROOT, **environment):
    command = [sys.executable, "-m", "autograder", *map(str, arguments)]
    return subprocess.run(
        command,
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "COLUMNS": "100", **environment},
    )


def test_right_notebook_exits_0_and_shows_the_score(write_notebook):
    """A graded notebook is exit code 0, with its score in the table."""
    done = run("grade", write_notebook(*RIGHT), "--assignment", MINI)
    assert (done.returncode, done.stderr) == (0, "")
    assert "10 / 10" in done.stdout


def test_wrong_notebook_exits_0_too(write_notebook):
    """A bad score is a result, not an error."""
    done = run("grade", write_notebook("1/0"), "--assignment", MINI)
    assert done.returncode == 0
    assert "0 / 10" in done.stdout
    assert "ZeroDivisionError" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_json_is_valid_against_the_schema(write_notebook, tmp_path):
    """The JSON file is of the documented schema, and its parts add up."""
    target = tmp_path / "deep" / "grade.json"
    run("grade", write_notebook(*RIGHT), "--assignment", MINI, "--json", target)
    grade = json.loads(target.read_text())
    jsonschema.validate(grade, grade_schema())
    assert grade["schema"] == "autograder/grade/v1"
    assert grade["score"] == sum(q["score"] for q in grade["questions"]) == 10


def test_several_notebooks_get_a_file_each(write_notebook, tmp_path):
    """With several notebooks --json and --html are folders."""
    paths = [write_notebook(*RIGHT, name="ann.ipynb"), write_notebook("x = 1", name="bo b.ipynb")]
    done = run("grade", *paths, "--assignment", MINI, "--json", tmp_path / "out", "--html", tmp_path / "out")
    assert done.returncode == 0
    assert "ann.ipynb" in done.stdout
    assert "does not define" not in done.stdout
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["ann.html", "ann.json", "bo b.html", "bo b.json"]


def test_details_of_several_on_demand(write_notebook):
    """--details shows the reasons of each of several notebooks."""
    paths = [write_notebook(*RIGHT, name="ann.ipynb"), write_notebook("x = 1", name="bob.ipynb")]
    assert "does not define `double`" in run("grade", *paths, "--assignment", MINI, "--details").stdout


def test_same_name_twice_does_not_overwrite(write_notebook, tmp_path):
    """Two students whose notebooks have one name keep two files, even if the notebooks are the same."""
    one, two, three = (tmp_path / name / "hw.ipynb" for name in ("a", "b", "c"))
    content = write_notebook("x = 1").read_bytes()
    for path in (one, two, three):
        path.parent.mkdir()
        path.write_bytes(content)
    run("grade", one, two, three, "--assignment", MINI, "--json", tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a-hw.json", "b-hw.json", "c-hw.json"]


def test_fail_under_exits_1(write_notebook):
    """--fail-under turns a low score into exit code 1, and leaves a sufficient one at 0."""
    path = write_notebook("word = 'right'")
    assert run("grade", path, "--assignment", MINI, "--fail-under", "31").returncode == 1
    assert run("grade", path, "--assignment", MINI, "--fail-under", "30").returncode == 0
    done = run("grade", path, "--assignment", MINI, "--fail-under", "nan")
    assert (done.returncode, "nan is not a finite number" in done.stderr) == (2, True)


def test_suite_bug_exits_3(write_notebook):
    """A withheld grade is exit code 3, and says that it is not the student's fault."""
    done = run("grade", write_notebook("word = 'boom'"), "--assignment", MINI)
    assert done.returncode == 3
    assert "withheld" in done.stdout.lower()


@pytest.mark.parametrize(
    ("content", "needle"),
    [
        (None, "No such file"),
        (b"", "is empty"),
        (b'{"cells": [', "truncated"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"[1, 2]", "no notebook"),
        (b'{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}', "notebook format 3"),
        (
            b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": {"name": "ir", "language": "R", '
            b'"display_name": "R"}}, "cells": [{"cell_type": "code", "id": "a", "metadata": {}, "source": "1", '
            b'"outputs": [], "execution_count": null}]}',
            "'ir'",
        ),
    ],
)
def test_bad_notebook_is_one_sentence_and_exit_2(tmp_path, content, needle):
    """A file that is no notebook is refused with its name and what was expected; nothing is written."""
    path = tmp_path / "student.ipynb"
    if content is not None:
        path.write_bytes(content)
    done = run("grade", path, "--assignment", MINI, "--json", tmp_path / "o.json", "--html", tmp_path / "o.html")
    assert (done.returncode, done.stdout) == (2, "")
    assert needle in done.stderr
    assert str(path) in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "o.json").exists()
    assert not (tmp_path / "o.html").exists()


def test_every_bad_notebook_of_several_is_named(tmp_path, write_notebook):
    """All bad files are named at once, and nothing is graded."""
    done = run("grade", tmp_path / "a.ipynb", write_notebook("x = 1"), tmp_path / "b.ipynb", "--assignment", MINI)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.strip().splitlines()) == 2


@pytest.mark.parametrize(
    ("old", "new", "needle"),
    [
        ("points = 10", "points = 11", "the questions add up to 10, but should add up to 11"),
        ("points = 6", "points = 'six'", "questions[0].points"),
        ('title = "A word"', "title = ", "line "),
        ('id = "half"', 'id = "word"', "is there twice"),
        ('["data/numbers.csv"]', '["../../etc/passwd"]', "leaves the assignment's folder"),
        (
            "points = 6",
            "points = 5\n[[questions]]\nid = 'x'\ntitle = 'x'\npoints = 1",
            "add up to 6 points, but should add up to 5",
        ),
    ],
)
def test_manifest_error_names_file_and_place(tmp_path, write_notebook, old, new, needle):
    """A manifest with an error is refused with the place, exit code 2."""
    folder = copy_of_mini(tmp_path)
    manifest = folder / "manifest.toml"
    manifest.write_text(manifest.read_text().replace(old, new, 1))
    done = run("grade", write_notebook(*RIGHT), "--assignment", folder)
    assert done.returncode == 2
    assert needle in done.stderr
    assert str(folder) in done.stderr


@pytest.mark.parametrize(
    ("text", "needle"),
    [
        (
            "\nassert 1 > 2, 'the inputs have a symmetry'\n",
            "test_mini.py:2: AssertionError: the inputs have a symmetry\n",
        ),
        pytest.param("\ndef broken()\n", "test_mini.py:2: is not Python: expected ':'\n", marks=only_in_slow),
        pytest.param(
            "import nump\n", "test_mini.py:1: ModuleNotFoundError: No module named 'nump'\n", marks=only_in_slow
        ),
    ],
)
def test_suite_that_cannot_be_imported_is_named(tmp_path, write_notebook, text, needle):
    """It is bad input: file, line and the author's own words, exit code 2."""
    folder = copy_of_mini(tmp_path)
    (folder / "hidden" / "test_mini.py").write_text(text)
    done = run("grade", write_notebook(*RIGHT), "--assignment", folder)
    assert done.returncode == 2
    assert done.stderr.endswith(needle)


def test_unsafe_engine_is_refused_without_the_word(write_notebook):
    """The jupyter engine has no sandbox, and says so before it runs anything."""
    done = run("grade", write_notebook("x = 1"), "--assignment", MINI, "--engine", "jupyter")
    assert done.returncode == 2
    assert "--unsafe" in done.stderr


def test_unknown_option_is_usage(write_notebook):
    """A usage error is exit code 2."""
    assert run("grade", write_notebook("x = 1"), "--assignment", MINI, "--nope").returncode == 2


def test_users_pytest_settings_have_no_say(tmp_path, write_notebook):
    """PYTEST_ADDOPTS and a pytest.ini nearby change no grade."""
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -k nothing\n")
    done = run("grade", write_notebook(*RIGHT), "--assignment", MINI, cwd=tmp_path, PYTEST_ADDOPTS="--nope")
    assert "10 / 10" in done.stdout


def test_nothing_is_left_behind(write_notebook, tmp_path):
    """No temporary folder and no process outlives a run."""
    private = tmp_path / "tmp"
    private.mkdir()
    run("grade", write_notebook(*RIGHT), "--assignment", MINI, TMPDIR=str(private))
    assert list(private.iterdir()) == []


def copy_of_mini(tmp_path):
    folder = tmp_path / "mini"
    for name in ("manifest.toml", "hidden/test_mini.py", "data/numbers.csv"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((MINI / name).read_bytes())
    return folder
