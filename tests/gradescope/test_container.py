"""A submission on Gradescope: graded in a container, as root, with hidden suites that stay hidden."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys

import pytest

from autograder.errors import InputError
from autograder.gradescope.submission import find_notebook
from autograder.manifest import read_manifest
from tests.attacks.interpreter import place_for
from tests.gradescope.container import METADATA, RIGHT, Container, documented
from tests.support.grader import HERE, MINI

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is Linux's")

HOSTILE = """
import glob, json, os
places = %(places)s
seen = []
for place in places:
    try:
        seen.append(open(place).read())
    except OSError:
        pass
    try:
        open(place, "w").write('{"score": 100}')
        seen.append("written " + place)
    except OSError:
        pass
for folder in %(folders)s:
    try:
        seen.append(os.listdir(folder))
        open(os.path.join(folder, "x"), "w").close()
    except OSError:
        pass
for name in ("/proc/self/environ", "/proc/1/environ", "/proc/%%d/environ" %% os.getppid()):
    try:
        seen.append([part for part in open(name, "rb").read().split(b"\\0") if b"TOKEN" in part] or "")
    except OSError:
        pass
seen += [value for name, value in os.environ.items() if "TOKEN" in name]
print("SEEN", [what for what in seen if what], os.getuid())
"""


@pytest.fixture(scope="module")
def container(tmp_path_factory):
    """Under what Docker leaves to root, where we are root; the assignment has a policy for late work."""
    root = tmp_path_factory.mktemp("gradescope")
    shutil.copytree(MINI, root / "mini")
    with (root / "mini/manifest.toml").open("a") as file:
        file.write("\n[late]\ndue = 2026-05-01T00:00:00Z\npercent_per_day = 10\nmax_percent = 50\n")
    with contextlib.ExitStack() as stack:
        place = HERE
        if os.getuid() == 0:
            place = stack.enter_context(place_for(0, under=(sys.executable, "-m", "tests.attacks.docker")))
        yield Container(root, root / "mini", place)


@pytest.fixture(autouse=True)
def clean(container):
    container.empty()
    container.metadata(METADATA)


def test_a_right_notebook_that_is_late(container):
    """All points for the tests, in documented fields; the total has lateness taken off; the staff sees the grade."""
    container.metadata({**METADATA, "created_at": "2026-06-03T12:00:00+02:00"})
    container.submit("1", name="scratch.ipynb")  # among several the one with the assignment's name counts
    container.submit(*RIGHT, name="mini.ipynb")
    ran = container.run()
    assert ran.code == 0, ran.stdout
    documented(ran.results)
    assert sum(test["score"] for test in ran.results["tests"]) == 10
    assert {test["status"] for test in ran.results["tests"]} == {"passed"}
    assert ran.results["score"] == 8
    assert "2 days late (due 2026-06-01 21:59 UTC" in ran.results["output"]
    assert ran.results["extra_data"]["sandbox_level"] == "B" or os.getuid() != 0
    assert "10 / 10" in ran.stdout


def test_a_hostile_notebook(container):
    """It reads no suite and no token, writes no result, and what it prints is text."""
    root = container.root
    places = [
        root / "results/results.json",
        root / "submission_metadata.json",
        root / "run_autograder",
        root / "source/gradescope.json",
    ]
    places += (root / "source").rglob("*.py")
    folders = [root, root / "source", root / "results", root / "submission"]
    (root / "results/results.json").write_text('{"score": 77}')
    script = HOSTILE % {"places": [str(p) for p in places], "folders": [str(f) for f in folders]}
    ending = "\nprint('\\x1b[2A::error::<script>')\nraise RuntimeError(str([w for w in seen if w]))"
    container.submit(script + ending, "word = 'right'")
    ran = container.run(GITHUB_TOKEN="ghp_secret", GIT_TOKEN_VALUE="ghp_secret")
    assert ran.code == 0, ran.stdout
    documented(ran.results)
    assert "Code cell 1: stopped with an error. RuntimeError: []" in ran.results["output"]
    assert ran.results["score"] == 3
    assert "ghp_secret" not in ran.stdout
    assert (root / "source/gradescope.json").exists()


@pytest.mark.parametrize(
    ("created", "due", "own", "score"),
    [
        ("2026-06-01T23:59:00+02:00", "2026-06-01T23:59:00+02:00", None, 10),
        ("2026-06-01T22:58:00+00:00", "2026-06-01T23:59:00+02:00", None, 9),  # 59 minutes late, in another zone
        ("2026-06-03T12:00:00+02:00", "2026-06-01T23:59:00+02:00", None, 8),
        ("2026-06-03T12:00:00+02:00", "2026-06-01T23:59:00+02:00", "2026-06-04T00:00:00+02:00", 10),
        ("2027-06-03T12:00:00+02:00", "2026-06-01T23:59:00+02:00", None, 5),
        ("2026-05-01T12:00:00+00:00", None, None, 9),  # the manifest's own date
        (None, "2026-06-01T23:59:00+02:00", None, 10),
        ("2026-06-09T12:00:00", "2026-06-01T23:59:00+02:00", None, 10),  # of no zone: no time
        (17, [], "never", 10),
    ],
)
def test_lateness_is_that_of_the_metadata(created, due, own, score):
    """Handed in, due and extended as Gradescope says; what is unknown costs nothing; no clock is asked."""
    import datetime
    import json
    import tempfile
    from pathlib import Path

    from autograder.gradescope.metadata import read_metadata
    from autograder.manifest import LatePolicy

    value = {**METADATA, "created_at": created, "assignment": {"due_date": due}}
    value["users"] = [{"email": "a@b", "assignment": {"due_date": own}}, "odd"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "submission_metadata.json")
        path.write_text(json.dumps(value))
        found = read_metadata(path)
    policy = LatePolicy(due=datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC), percent_per_day=10, max_percent=50)
    late = found.late(policy)
    assert 10 * (1 - (late.percent if late else 0) / 100) == score


@pytest.mark.parametrize("metadata", ["", "[]", "{", "null", '{"users": {"a": 1}, "assignment": 3}', "[" * 100_000])
def test_odd_metadata_costs_nothing(container, metadata):
    """Missing, broken, of other types: read all the same."""
    from autograder.gradescope.metadata import read_metadata

    container.metadata(metadata)
    found = read_metadata(container.root / "submission_metadata.json")
    assert (found.student.id, found.created_at, found.due) == ("unknown", None, None)
    assert found.notices


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ([], "No notebook (.ipynb) was handed in. Hand in one."),
        (["a.py"], "No notebook (.ipynb) was handed in, only a.py. Hand in one."),
        (
            ["a.ipynb", "sub/b.ipynb"],
            "2 notebooks were handed in (a.ipynb, sub/b.ipynb), and one is graded. Hand in one, or call it mini.ipynb.",
        ),
        (["empty.ipynb"], "empty.ipynb: is empty, but should be a notebook (.ipynb)"),
    ],
)
def test_what_cannot_be_graded_has_one_sentence(container, names, sentence):
    """What their student is told; nothing is guessed."""
    for name in names:
        path = container.root / "submission" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    with pytest.raises(InputError) as caught:
        find_notebook(container.root / "submission", read_manifest(MINI))
    assert str(caught.value) == sentence


def test_no_notebook_is_a_valid_result(container):
    """No points, and the sentence."""
    ran = container.run()
    documented(ran.results)
    assert (ran.code, ran.results["score"]) == (0, 0.0)
    assert ran.results["output"] == "No notebook (.ipynb) was handed in. Hand in one."


def test_a_check_that_fails_by_itself_withholds_the_grade(container):
    """No score anywhere, a sentence, exit code 3: not a zero.  Missing metadata is told to the staff."""
    (container.root / "submission_metadata.json").unlink()
    container.submit("word = 'boom'")
    ran = container.run()
    documented(ran.results)
    assert ran.code == 3
    assert "score" not in ran.results
    assert not any("score" in test or "status" in test for test in ran.results["tests"])
    assert "The score is withheld." in ran.results["output"]
    assert "Notice: submission_metadata.json cannot be read" in ran.stdout


def test_a_suite_that_was_changed_withholds_the_grade(tmp_path):
    """What was uploaded is what grades; what happened is for the staff."""
    container = Container(tmp_path)
    container.submit(*RIGHT)
    suite = next((container.root / "source").rglob("test_mini.py"))
    suite.write_text(suite.read_text() + "\n")
    ran = container.run()
    documented(ran.results)
    assert (ran.code, "score" in ran.results) == (3, False)
    assert "upload the zip anew" in ran.stdout
    assert "zip" not in ran.results["output"]
