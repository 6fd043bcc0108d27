"""Classes that hand in the small assignment, as folders; and the command that grades them."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

from tests.executors.notebooks import RIGHT, notebook
from tests.support.grader import MINI, ROOT

VARIANTS = {
    "right": RIGHT,
    "word": ("word = 'right'",),
    "empty": ("pass",),
    "almost": (*RIGHT, "word = 'almost'"),
}
SCORES = {"right": 10.0, "word": 3.0, "empty": 0.0, "almost": 9.0}


def hand_in(folder: Path, count: int) -> dict[str, float]:
    """``count`` notebooks of different students, each of its own bytes; what each of them is worth."""
    folder.mkdir(parents=True, exist_ok=True)
    worth = {}
    for number in range(count):
        kind = list(VARIANTS)[number % len(VARIANTS)]
        (folder / f"student{number:04d}.ipynb").write_bytes(notebook(*VARIANTS[kind], f"number = {number}"))
        worth[f"student{number:04d}"] = SCORES[kind]
    return worth


def checkout(folder: Path, when: str) -> None:
    """A repository with a right notebook that was committed at that time."""
    folder.mkdir(parents=True)
    (folder / "hw.ipynb").write_bytes(notebook(*RIGHT))
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-C", str(folder)]
    environment = {**os.environ, "GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": when}
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "done"]):
        subprocess.run([*git, *arguments], check=True, env=environment)


def command(verb: str, *arguments: object, assignment: Path = MINI) -> list[str]:
    return [sys.executable, "-m", "autograder", verb, *map(str, arguments), "--assignment", str(assignment)]


def run(verb: str, *arguments: object, assignment: Path = MINI, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command, to its end; with one grader process, which is there sooner than two."""
    if verb in ("batch", "regrade") and not {"--workers", "--executor"}.intersection(arguments):
        arguments = (*arguments, "--workers", 1)
    return subprocess.run(
        command(verb, *arguments, assignment=assignment),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        env={**os.environ, "COLUMNS": "100", **environment},
    )


def scores(out: Path) -> dict[str, str]:
    """The scores in ``grades.csv`` as they are written."""
    with (out / "grades.csv").open(newline="", encoding="utf-8") as file:
        return {row["id"]: row["score"] for row in csv.DictReader(file)}
