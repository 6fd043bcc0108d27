"""``autograder doctor`` tries every level for real, says which is used, and what would raise it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from autograder.doctor import Examination, Trial, advice, examine
from autograder.manifest import read_manifest
from autograder.sandbox.levels import Level
from tests.support.grader import MINI, ROOT

linux = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is Linux's")


def doctor(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "autograder", "doctor", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=90, check=False)


@linux
def test_level_that_it_names_is_the_one_of_a_grade():
    """The same trial decides both."""
    from tests.support.grader import grader

    found = examine(read_manifest(MINI))
    with grader(MINI) as warm:
        assert warm("1").sandbox_level == found.level
    assert found.grade_seconds is not None
    assert 0 < found.grade_seconds < 5
    assert [trial.level for trial in found.trials] == sorted(trial.level for trial in found.trials)


@linux
def test_it_says_level_versions_and_speed():
    """In words, with the level first, and exit code 0 where that is safe."""
    done = doctor("--assignment", str(MINI))
    assert (done.returncode, done.stderr) == (0, "")
    assert "safe for notebooks that nobody trusts." in done.stdout.splitlines()[0]
    for words in ("<- used", "Versions", "autograder ", "numpy ", "Speed", "a notebook of one line takes"):
        assert words in done.stdout


def test_bad_input_is_one_sentence():
    """As everywhere."""
    done = doctor("--assignment", "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert "nowhere/manifest.toml: cannot be read" in done.stderr


def found(level: Level | None, *trials: Trial, root: bool = False, switches: tuple[str, ...] = ()) -> Examination:
    return Examination(
        versions={}, absent=(), root=root, trials=trials, level=level, switches=switches, start_seconds=None, grade_seconds=None
    )  # fmt: skip


A_REFUSED = Trial(Level.A, "unshare: Operation not permitted")


@pytest.mark.parametrize(
    ("examination", "words"),
    [
        (found(Level.A, Trial(Level.A)), []),
        (found(Level.B, A_REFUSED, Trial(Level.B), root=True), ["--cap-add SYS_ADMIN"]),
        (found(Level.C, A_REFUSED, Trial(Level.C)), ["As root, students' processes"]),
        (
            found(Level.C, A_REFUSED, Trial(Level.C), switches=("AppArmor keeps user namespaces from ordinary users",)),
            ["AppArmor keeps user namespaces from ordinary users: an administrator can allow them.", "As root"],
        ),
        (
            found(Level.E, A_REFUSED, Trial(Level.C, "landlock is not supported"), Trial(Level.E)),
            ["As root", "Linux 5.13 or newer"],
        ),
        (
            found(Level.C, A_REFUSED, Trial(Level.B, "a sealed process cannot read Python's own library"), root=True),
            ["--cap-add", "Python lies where other user ids cannot read it"],
        ),
        (found(None), ["The sandbox needs Linux"]),
    ],
)
def test_advice_follows_from_what_failed(examination, words):
    """Most helpful first, and none where nothing is to be raised."""
    told = advice(examination)
    assert len(told) == len(words)
    assert all(word in line for word, line in zip(words, told, strict=True))


def test_only_the_first_three_levels_are_safe():
    """D and E run only with --unsafe, and doctor ends with 1 there."""
    assert [level for level in Level if found(level).safe] == [Level.A, Level.B, Level.C]
    assert not found(None).safe
