"""Regrade, override, export and similarity, on the output of a batch."""

from __future__ import annotations

import csv
import io
import shutil
import sqlite3
import subprocess
import sys

import pytest

from tests.batch.classes import checkout, hand_in, run, scores
from tests.executors.notebooks import RIGHT, notebook
from tests.support.grader import MINI, ROOT

SQUARED = "import numpy as np\ndef double(x): return np.asarray(x) ** 2\ndef half(x): return np.asarray(x) / 2"


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """A class of four that was graded: what came in, the assignment, and the output."""
    folder = tmp_path_factory.mktemp("once")
    shutil.copytree(MINI, folder / "mini")
    hand_in(folder / "in", 4)
    done = run("batch", folder / "in", "--out", folder / "out", assignment=folder / "mini")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def course(tmp_path):
    """A copy of the small assignment that a test may change."""
    return shutil.copytree(MINI, tmp_path / "mini")


@pytest.fixture
def graded(tmp_path, once):
    """A copy of the graded class's output; what came in is beside it."""
    shutil.copytree(once / "in", tmp_path / "in")
    return shutil.copytree(once / "out", tmp_path / "out")


def table(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def lenient(course):
    """Whoever nearly has the word has it."""
    suite = course / "hidden" / "test_mini.py"
    text = suite.read_text()
    assert text.count('if str(word) == "almost":') == 1
    suite.write_text(
        text.replace('if str(word) == "almost":', 'if str(word) == "almost":\n        return\n    if False:')
    )


# --- regrade -----------------------------------------------------------------------------------------------


def test_the_same_suite_changes_nothing(graded, course):
    """Nothing is graded, and that is said."""
    done = run("regrade", "--out", graded, assignment=course)
    assert done.returncode == 0
    assert "there is nothing to compare" in done.stdout


def test_batch_does_not_replace_what_another_suite_gave(tmp_path, graded, course):
    """It says how many there are, and which command shows what would change."""
    lenient(course)
    done = run("batch", tmp_path / "in", "--out", graded, assignment=course)
    assert done.returncode == 0
    assert "4 submissions keep the grade that another suite, manifest or version gave" in done.stderr
    assert scores(graded)["student0003"] == "9"


def test_regrade_shows_who_changes_by_how_much_and_why_before_anything_is_replaced(graded, course):
    """And only --accept replaces, what was shown; the old grades are kept."""
    lenient(course)
    shown = run("regrade", "--out", graded, assignment=course)
    assert shown.returncode == 1
    assert "1 of 4 grades would change: 1 up, 0 down, 0 with the same score" in shown.stdout
    assert "word test_word: partial -> passed" in shown.stdout
    assert "other than before: suite" in shown.stdout
    (row,) = [row for row in table(graded / "regrade.csv") if row["before"] != row["after"]]
    assert (row["id"], row["before"], row["after"], row["by"], row["reasons"]) == (
        "student0003",
        "9",
        "10",
        "1",
        "suite",
    )
    assert scores(graded)["student0003"] == "9"
    assert "Nothing is replaced yet" in shown.stdout
    accepted = run("regrade", "--out", graded, "--accept", assignment=course)
    assert accepted.returncode == 0
    assert "1 of 4 grades have changed: 1 up" in accepted.stdout
    assert "They stand now" in accepted.stdout
    assert "Nothing is replaced yet" not in accepted.stdout
    assert scores(graded)["student0003"] == "10"
    with sqlite3.connect(graded / "gradebook.db") as connection:
        assert connection.execute("SELECT count(*) FROM grades").fetchone() == (8,)
    connection.close()
    assert "there is nothing to compare" in run("regrade", "--out", graded, assignment=course).stdout
    (kept,) = graded.glob("regrade-accepted-*Z.csv")
    assert [line["by"] for line in table(kept) if line["by"] != "0"] == ["1"]


def test_a_suite_that_was_put_back_can_be_regraded(graded, course):
    """What stands is the loose grade, though the strict one stood before it."""
    strict = (course / "hidden" / "test_mini.py").read_text()
    lenient(course)
    run("regrade", "--out", graded, assignment=course)
    run("regrade", "--out", graded, "--accept", assignment=course)
    (course / "hidden" / "test_mini.py").write_text(strict)
    shown = run("regrade", "--out", graded, assignment=course)
    assert (shown.returncode, "word test_word: passed -> partial" in shown.stdout) == (1, True)
    assert run("regrade", "--out", graded, "--accept", assignment=course).returncode == 0
    assert scores(graded)["student0003"] == "9"


def test_accept_takes_nothing_that_was_not_shown(graded, course):
    """The suite changed again after somebody looked: they have to look again."""
    lenient(course)
    done = run("regrade", "--out", graded, "--accept", assignment=course)
    assert done.returncode == 2
    assert "nothing was accepted: 4 submissions had to be graded first" in done.stderr
    assert scores(graded)["student0003"] == "9"
    assert run("regrade", "--out", graded, "--accept", assignment=course).returncode == 0
    assert scores(graded)["student0003"] == "10"


def test_one_question_is_graded_again_on_its_own(graded, course):
    """The others stand as they were, and the grade says by what."""
    lenient(course)
    run("regrade", "--out", graded, "--only", "word", assignment=course)
    run("regrade", "--out", graded, "--only", "word", "--accept", assignment=course)
    assert scores(graded) == {"student0000": "10", "student0001": "3", "student0002": "0", "student0003": "10"}
    assert "word graded again later" in (graded / "students" / "student0003.html").read_text()


# --- the late policy ---------------------------------------------------------------------------------------

LATE = "\n[late]\ndue = 2026-06-01T12:00:00Z\npercent_per_day = {}\n"


def test_another_late_policy_moves_nobody_before_it_is_accepted(tmp_path, course):
    """Every command says that there is another one; regrade shows final scores by both."""
    manifest = course / "manifest.toml"
    text = manifest.read_text()
    manifest.write_text(text + LATE.format(10))
    for student, when in {
        "ann": "2026-06-01T10:00:00Z",
        "bob": "2026-06-02T11:00:00Z",
        "cem": "2026-06-02T11:00:00Z",
    }.items():
        checkout(tmp_path / "in" / student, when)
    out = tmp_path / "out"
    run("batch", tmp_path / "in", "--out", out, assignment=course)
    run("override", "cem", "--out", out, "--score", "5", assignment=course)
    assert scores(out) == {"ann": "10", "bob": "9", "cem": "5"}
    manifest.write_text(text + LATE.format(30))
    for verb in (["batch", tmp_path / "in"], ["export"]):
        done = run(*verb, "--out", out, assignment=course)
        assert "the manifest's [late] is another than the one by which the class was told its scores" in done.stderr
        assert scores(out)["bob"] == "9"
    early = run("regrade", "--out", out, "--accept", assignment=course)
    assert (early.returncode, "[late] was not shown before" in early.stderr) == (2, True)
    shown = run("regrade", "--out", out, assignment=course)
    assert shown.returncode == 1
    assert "1 of 3 grades would change: 0 up, 1 down, 0 with the same score" in shown.stdout
    rows = {row["id"]: (row["before"], row["after"], row["reasons"]) for row in table(out / "regrade.csv")}
    assert rows == {"ann": ("10", "10", ""), "bob": ("9", "7", "late policy"), "cem": ("5", "5", "late policy")}
    accepted = run("regrade", "--out", out, "--accept", assignment=course)
    assert (accepted.returncode, accepted.stderr) == (0, "")
    assert scores(out) == {"ann": "10", "bob": "7", "cem": "5"}
    assert "there is nothing to compare" in run("regrade", "--out", out, assignment=course).stdout


# --- override ----------------------------------------------------------------------------------------------


def test_an_override_counts_is_named_and_survives_a_regrade(graded, course):
    """In the table, on the student's page, and after the suite has changed."""
    options = ("--question", "word", "--score", "2.5", "--comment", "well argued", "--by", "Eve")
    done = run("override", "student0002", "--out", graded, *options, assignment=course)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("student0002: 2.5 / 10\n")
    page = (graded / "students" / "student0002.html").read_text()
    assert "well argued" in page
    assert "Eve" in page
    lenient(course)
    run("regrade", "--out", graded, assignment=course)
    run("regrade", "--out", graded, "--accept", assignment=course)
    (row,) = [row for row in table(graded / "grades.csv") if row["id"] == "student0002"]
    assert (row["score"], row["word"]) == ("2.5", "2.5")
    assert "Eve" in row["overrides"]


def test_an_override_can_be_withdrawn(graded, course):
    """Then the suite's points count again; a second time there is nothing to withdraw."""
    run("override", "student0000", "--out", graded, "--score", "1", assignment=course)
    assert scores(graded)["student0000"] == "1"
    assert run("override", "student0000", "--out", graded, "--withdraw", assignment=course).returncode == 0
    assert scores(graded)["student0000"] == "10"
    done = run("override", "student0000", "--out", graded, "--withdraw", assignment=course)
    assert (done.returncode, "no decision about total" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "needle"),
    [
        (["nobody", "--score", "1"], "has no student 'nobody'"),
        (["student0000", "--question", "q4", "--score", "1"], "has no question 'q4'"),
        (["student0000", "--question", "half", "--score", "5"], "--score 5: half is worth 1 points"),
        (["student0000", "--question", "half", "--score", "nan"], "nan is not a finite number"),
        (["student0000", "--score", "inf"], "inf is not a finite number"),
        (["student0000"], "say --score or --comment"),
        (["student0000", "--score", "1", "--withdraw"], "say it without --score and --comment"),
    ],
)
def test_an_override_that_makes_no_sense_is_one_sentence(graded, course, arguments, needle):
    """And changes nothing."""
    done = run("override", *arguments, "--out", graded, assignment=course)
    assert done.returncode == 2
    assert needle in done.stderr
    assert scores(graded)["student0000"] == "10"


def test_commands_about_a_class_want_the_output_of_a_batch(tmp_path, course):
    """A folder without a gradebook is not made one."""
    for arguments in (["regrade"], ["export"], ["similarity"], ["override", "ann", "--score", "1"]):
        done = run(*arguments, "--out", tmp_path / "none", assignment=course)
        assert (done.returncode, "is no folder" in done.stderr) == (2, True), arguments
    (tmp_path / "none").mkdir()
    done = run("export", "--out", tmp_path / "none", assignment=course)
    assert (done.returncode, "holds no gradebook.db" in done.stderr) == (2, True)
    assert not list((tmp_path / "none").iterdir())


# --- export and similarity ---------------------------------------------------------------------------------


def test_export_fills_in_the_file_of_a_course_site(tmp_path, graded, course):
    """Matched by what the site calls its students; who is not in it is said."""
    (tmp_path / "worksheet.csv").write_text(
        "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Feedback comments\n"
        "Participant 7,student0000,,Submitted,,10.00,Yes,\nParticipant 8,Nobody Known,,,,10.00,Yes,\n"
    )
    (tmp_path / "roster.csv").write_text("id,moodle_id\nstudent0000,7\n")
    run("batch", tmp_path / "in", "--out", graded, "--roster", tmp_path / "roster.csv", assignment=course)
    done = run("export", "--out", graded, "--moodle", tmp_path / "worksheet.csv", assignment=course)
    assert done.returncode == 0, done.stderr
    rows = table(graded / "moodle.csv")
    assert [float(row["Grade"] or -1) for row in rows] == [10, -1]
    said = " ".join(done.stdout.split())
    assert "1 score filled in" in said
    assert "student0003" in said
    later = run("override", "student0000", "--out", graded, "--score", "1", assignment=course)
    assert f"{graded}/moodle.csv is older than these tables; `autograder export --moodle FILE`" in later.stderr


def test_the_page_of_a_decision_goes_with_it(tmp_path, graded, course):
    """Who handed in nothing has a page as long as something is decided about them; other files stay."""
    (tmp_path / "roster.csv").write_text("id,name\nliz,Liz\nstudent0000,Nought\n")
    (graded / "students" / "notes.html").write_text("mine")
    run("batch", tmp_path / "in", "--out", graded, "--roster", tmp_path / "roster.csv", assignment=course)
    page = graded / "students" / "liz.html"
    assert not page.exists()
    run("override", "liz", "--out", graded, "--question", "word", "--score", "1", assignment=course)
    assert "A word: 1 point given by" in page.read_text()
    done = run("override", "liz", "--out", graded, "--question", "word", "--withdraw", assignment=course)
    assert not page.exists()
    assert done.stdout.endswith("liz: missing\n")
    assert len(list((graded / "students").iterdir())) == 5


def test_similarity_lists_a_copy_and_not_the_independent(tmp_path, course):
    """With a page that shows both; renaming did not hide it."""
    long = "\n".join(
        f"def helper_{i}(a, b, c):\n    d = a * {i} + b ** 2 - c\n    return [d - e for e in (a, b)]" for i in range(9)
    )
    other = "\n".join(
        f"def util{i}(x):\n    while x > {i}: x = x // 2 or -x\n    print(str(x).upper(), x)\n    return not x"
        for i in range(9)
    )
    (tmp_path / "in").mkdir()
    for student, code in {"ann": long, "bob": long.replace("helper_", "h").replace("d", "q"), "cat": other}.items():
        (tmp_path / "in" / f"{student}.ipynb").write_bytes(notebook(*RIGHT, code))
    run("batch", tmp_path / "in", "--out", tmp_path / "out", assignment=course)
    done = run("similarity", "--out", tmp_path / "out", assignment=course)
    assert done.returncode == 0, done.stderr
    assert "ann  bob" in done.stdout
    assert "cat" not in done.stdout
    assert "h3" in (tmp_path / "out" / "similarity.html").read_text()


def test_a_class_is_graded_by_a_sealed_suite(tmp_path, course):
    """The assignment's folder holds no hidden check; grades and hashes are those of the plain suite."""
    pytest.importorskip("pyrage", reason="needs pyrage (the extra `sealed`)")
    hand_in(tmp_path / "in", 2)
    keys = tmp_path / "keys"
    for arguments in (
        ["keygen", keys],
        [
            "seal",
            course,
            "--out",
            tmp_path / "suite.age",
            "--recipient",
            keys / "recipient.txt",
            "--key",
            keys / "signing.key",
        ],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "autograder", *map(str, arguments)], cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    shutil.rmtree(course / "hidden")
    sealed = ["--suite", tmp_path / "suite.age", "--identity", keys / "identity.txt", "--signer", keys / "signer.pub"]
    done = run("batch", tmp_path / "in", "--out", tmp_path / "out", *sealed, assignment=course)
    assert done.returncode == 0, done.stderr
    assert scores(tmp_path / "out") == {"student0000": "10", "student0001": "3"}
    done = run("regrade", "--out", tmp_path / "out")
    assert "there is nothing to compare" in done.stdout
