"""A job, emulated: a git checkout of a student's, the variables that a runner sets, and the files that it reads back."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import nbformat

COMMIT_TIME = "2026-06-01T16:32:01+02:00"
"""A committer whose clock is in another zone."""

SECOND_CHECK = "double(0)"
Q1 = '''from otter.test_files import test_case

OK_FORMAT = False

name = "q1"
points = 2.5

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
Q2 = """from otter.test_files import test_case

OK_FORMAT = False

name = "q2"
points = 1

@test_case(points=None, hidden=False)
def test_letter(answer):
    '''`answer` is a letter'''
    assert answer in ("a", "b"), f"`answer` is {answer}, but should be a or b."
"""
MANIFEST = """
schema = "autograder/manifest/v1"
id = "little"
title = "A little course"
points = 3.5
suite = "tests"

[limits]
cell_seconds = 2
submission_seconds = 30

[[questions]]
id = "q1"
title = "Doubling"
points = 2.5
names = ["double"]

[[questions]]
id = "q2"
title = "A | letter"
points = 1
names = ["answer"]
"""
RIGHT = ("def double(x):\n    return 2 * x", "answer = 'a'")
HALF = ("import math", "def double(x):\n    return 2", "answer = 'a'")
RUN = [sys.executable, "-P", "-c", "from autograder.cli.ci import ci; ci()"]
"""As the console script does it: with -P, so that no module is imported from the checkout."""


class Ran(NamedTuple):
    """How a job's step ended."""

    code: int
    stdout: str
    stderr: str
    checkout: Path
    output: str
    summary: str

    @property
    def result(self) -> dict[str, Any]:
        return json.loads((self.checkout / "result.json").read_text(encoding="utf-8"))


def assignment(folder: Path) -> Path:
    """What students are given, without the notebook."""
    (folder / "tests").mkdir(parents=True)
    (folder / "tests" / "q1.py").write_text(Q1)
    (folder / "tests" / "q2.py").write_text(Q2)
    (folder / "manifest.toml").write_text(MANIFEST)
    return folder


def notebook(*cells: str) -> str:
    document = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    document.cells = [nbformat.v4.new_markdown_cell("# Hello"), *map(nbformat.v4.new_code_cell, cells)]
    return nbformat.writes(document)


def commit(checkout: Path) -> str:
    """Commit all that lies there, as ``actions/checkout`` leaves it: HEAD is the commit and no branch."""
    who = {"GIT_AUTHOR_NAME": "s", "GIT_AUTHOR_EMAIL": "s@x", "GIT_COMMITTER_NAME": "s", "GIT_COMMITTER_EMAIL": "s@x"}
    environment = {**os.environ, **who, "GIT_COMMITTER_DATE": COMMIT_TIME, "GIT_CONFIG_GLOBAL": os.devnull}

    def git(*arguments: str) -> str:
        command = ["git", "-C", str(checkout), *arguments]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.strip()

    git("init", "-q")
    git("add", "-A", "-f")
    git("commit", "-q", "--allow-empty", "-m", "work")
    git("checkout", "-q", "--detach")
    return git("rev-parse", "HEAD")


def actions(checkout: Path, sha: str) -> dict[str, str]:
    """The variables of a step on GitHub Actions."""
    return {
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": "school/ml-little-ada",
        "GITHUB_SHA": sha,
        "GITHUB_ACTOR": "ada",
        "GITHUB_ACTOR_ID": "7",
        "GITHUB_WORKSPACE": str(checkout),
        "GITHUB_OUTPUT": str(checkout.parent / "output"),
        "GITHUB_STEP_SUMMARY": str(checkout.parent / "summary"),
    }


def classroom50(checkout: Path, sha: str) -> dict[str, str]:
    """What Classroom 50's runner adds to them."""
    commit_url = f"https://github.com/school/ml-little-ada/commit/{sha}"
    return {
        **actions(checkout, sha),
        "PAGES_BASE_URL": "https://school.github.io/classroom50",
        "CLASSROOM": "ml",
        "ASSIGNMENT": "little",
        "SUBMISSION_TAG": "submit/2026-06-01T14-32-05Z-a1b2c3d",
        "USERNAME": "ada",
        "OWNER": "ada",
        "ASSIGNMENT_TYPE": "individual",
        "COMMIT_URL": commit_url,
        "RELEASE_URL": "https://github.com/school/ml-little-ada/releases/tag/submit%2F2026",
        "REVIEW_URL": commit_url.replace("commit", "compare"),
    }


def run(
    checkout: Path, variables: Mapping[str, str], *arguments: object, command: list[str] = RUN, seconds: float = 100
) -> Ran:
    """Run a step in ``checkout``, with these variables and no others that a CI sets."""
    clean = {key: value for key, value in os.environ.items() if not re.match("GITHUB_|CI$|CLASSROOM|RUNNER_", key)}
    done = subprocess.run(
        [*command, *map(str, arguments)],
        cwd=checkout,
        env={**clean, "PYTHONPATH": str(Path(__file__).parents[2]), **variables},
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )

    def read(name: str) -> str:
        path = variables.get(name)
        return Path(path).read_text(encoding="utf-8") if path and Path(path).exists() else ""

    return Ran(done.returncode, done.stdout, done.stderr, checkout, read("GITHUB_OUTPUT"), read("GITHUB_STEP_SUMMARY"))


def obeyed(log: str) -> list[str]:
    """The workflow commands in a log that GitHub's runner would obey, by the rules of its ``ActionCommand.cs``."""
    found: list[str] = []
    token = None
    for line in log.split("\n"):
        words = re.match(r"::([\w-]+)(?: [^\n]*?)?::(.*)", line.lstrip())
        if token is not None:
            token = None if words and words[1] == token else token
        elif words and words[1] == "stop-commands":
            token = words[2]
        elif words or re.search(r"##\[(\w|-)+[^\]]*\]", line):
            found.append(line)
    return found
