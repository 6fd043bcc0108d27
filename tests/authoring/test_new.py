"""A new assignment builds, audits and grades as it is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring.new import make
from autograder.errors import InputError
from autograder.manifest import read_manifest
from tests.support.grader import ROOT
from tests.support.slow import only_in_slow

TITLE = 'Means & "spreads" for beginners'


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "autograder", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110, check=False)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A new assignment, in a folder that was not there."""
    folder = tmp_path_factory.mktemp("new") / "courses" / "week-2"
    done = run("new", folder, "--title", TITLE)
    assert done.returncode == 0, done.stderr
    assert str(folder / "lesson.py") in done.stdout.splitlines()
    return folder


def test_it_has_its_id_and_title(made):
    """The id is the folder's name as an identifier; the title stands in manifest and lesson."""
    manifest = read_manifest(made)
    assert (manifest.id, manifest.title, manifest.points) == ("week_2", TITLE, 10.0)
    assert f"# # {TITLE}\n" in (made / "lesson.py").read_text()
    assert not list(made.rglob("__pycache__"))


@only_in_slow
def test_it_builds_and_its_solution_gets_all_points(made, tmp_path):
    """new, build, grade: the solution has 100 %, the notebook that students get has 0."""
    built = tmp_path / "built"
    done = run("build", made, "--out", built)
    assert done.returncode == 0, done.stderr
    assert "the solution gets 10 / 10, the blank notebook 0" in done.stdout
    notebooks = [built / kind / "week_2.ipynb" for kind in ("solution", "student")]
    scores = []
    for number, notebook in enumerate(notebooks):
        out = tmp_path / f"{number}.json"
        done = run("grade", notebook, "--assignment", made, "--json", out)
        assert done.returncode == 0, done.stderr
        scores.append(json.loads(out.read_text())["score"])
    assert scores == [10.0, 0.0]


@only_in_slow
def test_its_audit_finds_nothing(made):
    """Right variants pass, misconceptions are caught and named, mutants are killed, margins are wide."""
    done = run("audit", made)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("Nothing falls short.")
    assert "named            8 (100.0 %)" in done.stdout


def test_empty_folder_is_filled(tmp_path):
    """It may be there, if it is empty."""
    (tmp_path / "empty").mkdir()
    make(tmp_path / "empty", "other")
    assert read_manifest(tmp_path / "empty").title == "Other"


def test_folder_that_is_not_empty_is_left_alone(tmp_path):
    """One sentence, exit code 2, and nothing is written."""
    (tmp_path / "mine.txt").write_text("mine")
    done = run("new", tmp_path, "--id", "fine")
    assert done.returncode == 2
    assert done.stderr == f"autograder: {tmp_path}: is there already, but should be an empty folder or not there\n"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("id_", ["2nd", "Week", "a b", "", "ä", "a\n"])
def test_bad_id_is_refused(tmp_path, id_):
    """It names files and columns."""
    with pytest.raises(InputError, match="is no id, but should be lower-case letters"):
        make(tmp_path / "new", id_)
    assert not (tmp_path / "new").exists()


def test_folder_whose_name_is_no_id_needs_one(tmp_path):
    """The sentence says what to type."""
    with pytest.raises(InputError, match="the folder's name; --id gives another"):
        make(tmp_path / "2. week")
    make(tmp_path / "2. week", "second_week")


@pytest.mark.parametrize("title", ["", "  ", "two\nlines", "\x00"])
def test_title_is_a_line_of_text(tmp_path, title):
    """It becomes a heading."""
    with pytest.raises(InputError, match="is no title, but should be one line of text"):
        make(tmp_path / "new", "fine", title)


def test_file_is_no_folder(tmp_path):
    """Nor is anything below one."""
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="is there already"):
        make(tmp_path / "file", "fine")
    with pytest.raises(InputError, match="cannot be made"):
        make(tmp_path / "file" / "below", "fine")
