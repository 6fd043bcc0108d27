"""``autograder batch`` as a TA types it: a class in, grades out, nothing done twice, nothing lost."""

from __future__ import annotations

import csv
import json
import shutil
import signal
import sqlite3
import subprocess
import time

import pytest

from tests.batch.classes import checkout, command, hand_in, run, scores
from tests.executors.notebooks import RIGHT, notebook
from tests.support.grader import MINI, ROOT


@pytest.fixture
def own_course(tmp_path):
    """A copy of the small assignment that a test may change."""
    return shutil.copytree(MINI, tmp_path / "mini")


def number_of_grades(out):
    with sqlite3.connect(out / "gradebook.db") as connection:
        (count,) = connection.execute("SELECT count(*) FROM grades").fetchone()
    connection.close()
    return count


def test_a_class_is_graded_and_told(tmp_path):
    """Every student has a line, a page, and a place on the class's page."""
    worth = hand_in(tmp_path / "in", 8)
    done = run("batch", tmp_path / "in", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert {student: float(score) for student, score in scores(tmp_path / "out").items()} == worth
    assert "8 students, 8 graded" in done.stdout
    made = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"gradebook.db", "grades.csv", "grades.jsonl", "junit.xml", "class.html", "students"} <= made
    assert len(list((tmp_path / "out" / "students").iterdir())) == 8
    assert "student0002" in (tmp_path / "out" / "class.html").read_text()
    lines = (tmp_path / "out" / "grades.jsonl").read_text().splitlines()
    assert [json.loads(line)["score"] for line in lines] == list(worth.values())


def test_a_second_run_grades_only_what_is_new(tmp_path):
    """The rest is known; a changed file is a new submission, and the old one is kept."""
    hand_in(tmp_path / "in", 3)
    run("batch", tmp_path / "in", "--out", tmp_path / "out")
    (tmp_path / "in" / "student0002.ipynb").write_bytes(notebook(*RIGHT))
    (tmp_path / "in" / "student0007.ipynb").write_bytes(notebook("word = 'right'"))
    done = run("batch", tmp_path / "in", "--out", tmp_path / "out")
    assert done.returncode == 0
    assert number_of_grades(tmp_path / "out") == 5
    assert scores(tmp_path / "out")["student0002"] == "10"
    again = run("batch", tmp_path / "in", "--out", tmp_path / "out")
    assert (again.returncode, number_of_grades(tmp_path / "out")) == (0, 5)
    assert "nothing new to grade" in again.stderr
    assert "nothing new" not in done.stderr


def test_one_bad_file_costs_itself(tmp_path):
    """It has no score, a sentence, and a page; the others are graded."""
    hand_in(tmp_path / "in", 2)
    (tmp_path / "in" / "zed.ipynb").write_bytes(b"%PDF-1.4")
    done = run("batch", tmp_path / "in", "--out", tmp_path / "out")
    assert done.returncode == 0
    assert scores(tmp_path / "out") == {"student0000": "10", "student0001": "3", "zed": ""}
    assert "2 graded, 1 unreadable" in done.stdout
    assert "is a PDF document" in done.stdout
    assert "is a PDF document" in (tmp_path / "out" / "students" / "zed.html").read_text()


def test_the_roster_says_who_is_missing_unknown_and_twice(tmp_path):
    """The latest counts where somebody handed in more than once."""
    for student, cells in {"ann": ("pass",), "zoe": RIGHT}.items():
        (tmp_path / "in" / student).mkdir(parents=True)
        (tmp_path / "in" / student / "a.ipynb").write_bytes(notebook(*cells))
    (tmp_path / "in" / "ann" / "b.ipynb").write_bytes(notebook(*RIGHT))
    (tmp_path / "roster.csv").write_text("id,name\nann,Ann\nbob,Bob\n")
    done = run("batch", tmp_path / "in", "--out", tmp_path / "out", "--roster", tmp_path / "roster.csv")
    assert done.returncode == 0, done.stderr
    for line in ("Missing: 1", "bob (Bob)", "Unknown: 1", "zoe", "Several: 1", "ann"):
        assert line in done.stdout
    assert scores(tmp_path / "out") == {"ann": "10", "bob": "", "zoe": "10"}
    shutil.rmtree(tmp_path / "in" / "ann")
    done = run("batch", tmp_path / "in", "--out", tmp_path / "out", "--roster", tmp_path / "roster.csv")
    assert "Missing: 1" in done.stdout  # ann handed in before


def test_late_days_cost_what_the_manifest_says(tmp_path, own_course):
    """Times are the commits', and an extension moves the due date of one student."""
    manifest = (own_course / "manifest.toml").read_text()
    late = "\n[late]\ndue = 2026-06-01T12:00:00Z\ngrace_minutes = 30\npercent_per_day = 10\nmax_percent = 30\n"
    (own_course / "manifest.toml").write_text(manifest + late)
    for student, when in {
        "ann": "2026-06-01T12:20:00Z",
        "bob": "2026-06-03T11:00:00Z",
        "cat": "2026-06-20T00:00:00Z",
    }.items():
        checkout(tmp_path / "in" / student, when)
    (tmp_path / "extensions.csv").write_text("id,due\nbob,2026-06-02T12:00:00Z\n")
    options = ("--out", tmp_path / "out", "--extensions", tmp_path / "extensions.csv")
    done = run("batch", tmp_path / "in", *options, assignment=own_course)
    assert done.returncode == 0, done.stderr
    assert scores(tmp_path / "out") == {"ann": "10", "bob": "9", "cat": "7"}
    assert "as late" not in done.stdout
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "dan.ipynb").write_bytes(notebook(*RIGHT))
    done = run("batch", tmp_path / "more", *options, assignment=own_course)
    assert "nothing was taken off 1 submission as late: its time is not known" in done.stdout


def test_only_one_question_and_then_the_rest(tmp_path):
    """A quick look at one question is no grade of the others, and the next run completes it."""
    hand_in(tmp_path / "in", 1)
    done = run("batch", tmp_path / "in", "--out", tmp_path / "out", "--only", "word")
    assert "1 student is graded in part (word)" in done.stdout
    with (tmp_path / "out" / "grades.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["word"], row["double"], row["status"], row["score"]) == ("3", "", "pending", "")
    assert not (tmp_path / "out" / "students").exists()
    run("batch", tmp_path / "in", "--out", tmp_path / "out")
    assert scores(tmp_path / "out") == {"student0000": "10"}


def test_a_withheld_grade_is_exit_3_and_tried_again(tmp_path, own_course):
    """Our failure is nobody's zero, and mended with the suite."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "ann.ipynb").write_bytes(notebook("word = 'boom'"))
    done = run("batch", tmp_path / "in", "--out", tmp_path / "out", assignment=own_course)
    assert done.returncode == 3
    assert "withheld" in done.stdout
    assert scores(tmp_path / "out") == {"ann": ""}
    suite = own_course / "hidden" / "test_mini.py"
    suite.write_text(suite.read_text().replace('raise RuntimeError("a bug of the suite")', "pass"))
    assert run("batch", tmp_path / "in", "--out", tmp_path / "out", assignment=own_course).returncode == 0
    assert scores(tmp_path / "out") == {"ann": "1"}


def test_one_at_a_time_in_one_folder(tmp_path):
    """A second command waits for its turn, in one sentence."""
    from autograder.batch.lock import locked

    hand_in(tmp_path / "in", 1)
    with locked(tmp_path / "out"):
        done = run("batch", tmp_path / "in", "--out", tmp_path / "out")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"autograder: {tmp_path}/out: another autograder is at work there; wait for it to end\n"


# --- interrupted and killed --------------------------------------------------------------------------------


def start(tmp_path, *options):
    return subprocess.Popen(
        command("batch", tmp_path / "in", "--out", tmp_path / "out", *options),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def wait_for_grades(out, count, process):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if number_of_grades(out) >= count:
                return
        except sqlite3.OperationalError:  # not made yet
            pass
        time.sleep(0.02)
    raise AssertionError(f"no {count} grades came: {process.communicate()}")


def test_ctrl_c_keeps_what_was_begun_and_the_next_run_goes_on(tmp_path):
    """Exit code 130, tables of what there is, no process left; the second run does the rest."""
    worth = hand_in(tmp_path / "in", 40)
    process = start(tmp_path)
    wait_for_grades(tmp_path / "out", 3, process)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "finishing what was begun" in said[1]
    assert "run the same command again to go on" in said[1]
    assert "Traceback" not in said[1]
    between = number_of_grades(tmp_path / "out")
    assert 3 <= between < 40
    assert sum(score != "" for score in scores(tmp_path / "out").values()) == between
    assert run("batch", tmp_path / "in", "--out", tmp_path / "out").returncode == 0
    assert number_of_grades(tmp_path / "out") == 40
    assert {student: float(score) for student, score in scores(tmp_path / "out").items()} == worth


# --- bad input ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prepare", "needle"),
    [
        (lambda path: path.mkdir(), "in: is empty"),
        (lambda path: None, "in: "),
        (lambda path: (path.mkdir(), (path / "notes.txt").write_text("x")), "in: holds no "),
    ],
)
def test_nothing_to_grade_is_one_sentence(tmp_path, prepare, needle):
    """An empty folder, none at all, one without a notebook."""
    prepare(tmp_path / "in")
    done = run("batch", tmp_path / "in", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert needle in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("options", "needle"),
    [
        (["--roster", "{tmp}/roster.csv"], "roster.csv: "),
        (["--only", "q4"], "has no question 'q4', but double, word, half"),
        (["--executor", "dask"], "--executor dask needs --scheduler ADDRESS"),
        (["--engine", "jupyter"], "has no sandbox"),
        (["--time-zone", "Nowhere"], "--time-zone Nowhere: is no time zone"),
        (["--gradebook", "postgresql+psycopg://127.0.0.1:1/x"], "cannot be opened as a gradebook"),
        (["--canvas", "{tmp}/none.csv"], "none.csv: cannot be read"),
        (["--moodle", "{tmp}/roster.csv"], "roster.csv: line 1: "),
    ],
)
def test_bad_options_are_one_sentence(tmp_path, options, needle):
    """With what was expected."""
    hand_in(tmp_path / "in", 1)
    (tmp_path / "roster.csv").write_text("colour\nred\n")
    arguments = [option.format(tmp=tmp_path) for option in options]
    done = run("batch", tmp_path / "in", "--out", tmp_path / "out", *arguments)
    assert done.returncode == 2
    assert needle in done.stderr
    assert "Traceback" not in done.stderr
    before_all = ("--roster", "--only", "--time-zone", "--canvas", "--moodle")
    assert options[0] not in before_all or not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    """Before anything is graded."""
    hand_in(tmp_path / "in", 1)
    (tmp_path / "file").write_text("")
    done = run("batch", tmp_path / "in", "--out", tmp_path / "file" / "out")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "cannot be written (Not a directory)" in done.stderr
    done = run("batch", tmp_path / "in", "--out", "/proc/out")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_the_output_of_another_assignment_is_refused(tmp_path, own_course):
    """Its gradebook stays as it is."""
    hand_in(tmp_path / "in", 1)
    run("batch", tmp_path / "in", "--out", tmp_path / "out")
    manifest = own_course / "manifest.toml"
    manifest.write_text(manifest.read_text().replace('id = "mini"', 'id = "maxi"'))
    done = run("batch", tmp_path / "in", "--out", tmp_path / "out", assignment=own_course)
    assert done.returncode == 2
    assert "is the gradebook of 'mini', but should be that of 'maxi'" in done.stderr
    assert number_of_grades(tmp_path / "out") == 1
