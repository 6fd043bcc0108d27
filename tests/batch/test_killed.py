"""Killing a batch with SIGKILL, at any moment, again and again: nothing torn, nothing twice, nothing left running.

Twenty times in ``make slow``, a few times in CI.
"""

from __future__ import annotations

import collections
import os
import random
import signal
import sqlite3
import subprocess
import time
import zlib
from pathlib import Path

import msgspec

from autograder.records import Grade
from tests.batch.classes import command, hand_in, run, scores
from tests.support.grader import ROOT
from tests.support.slow import SLOW

KILLS, CLASS = (20, 120) if SLOW else (5, 60)


def test_a_batch_killed_again_and_again_has_every_grade_once(tmp_path):
    """After each kill the gradebook is whole; in the end each submission has one grade, the right one."""
    random.seed(5)
    worth = hand_in(tmp_path / "in", CLASS)
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    known: dict[str, bytes] = {}
    for number in range(KILLS):
        more = (
            random.randint(1, 5) if number % 2 else 0
        )  # half of the kills hit the grading, half whatever comes before
        group = killed(tmp_path, scratch, more, random.uniform(0.0, 0.2 if more else 2.0))
        assert not alive(group), "a grader process outlived its master"
        now = stored(tmp_path / "out")
        assert known.items() <= now.items(), "a grade that was stored is gone or another"
        known = now
    assert 0 < len(known) < CLASS, "the kills should hit a batch at work"
    assert run("batch", tmp_path / "in", "--out", tmp_path / "out", "--workers", 2).returncode == 0
    assert len(stored(tmp_path / "out")) == CLASS
    assert known.items() <= stored(tmp_path / "out").items()
    assert {student: float(score) for student, score in scores(tmp_path / "out").items()} == worth
    assert not list(scratch.iterdir()), "a killed batch left files"


def killed(tmp_path, scratch, more, seconds):
    """Start a batch, kill it some time after so many ``more`` grades; the ids of its grader processes."""
    wanted = count(tmp_path / "out") + more
    arguments = command("batch", tmp_path / "in", "--out", tmp_path / "out")
    process = subprocess.Popen(
        arguments,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TMPDIR": str(scratch)},
    )
    while count(tmp_path / "out") < wanted and process.poll() is None:
        time.sleep(0.01)
    time.sleep(seconds)
    graders = children(process.pid)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return graders


def count(out):
    """How many grades are stored."""
    try:
        with sqlite3.connect(f"file:{out}/gradebook.db?mode=ro", uri=True) as connection:
            (number,) = connection.execute("SELECT count(*) FROM grades").fetchone()
        connection.close()
    except sqlite3.OperationalError:  # not made yet
        return 0
    return number


def children(pid):
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def alive(pids):
    """Those that are still there after a few seconds; each has to end its warm parent and remove its folder."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        left = [
            pid for pid in pids if Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes()
        ]
        if not left:
            return []
        time.sleep(0.05)
    return left


def stored(out):
    """Each submission's grade as it is stored, readable to the last byte, and one only."""
    if not (out / "gradebook.db").exists():
        return {}
    with sqlite3.connect(out / "gradebook.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        rows = connection.execute("SELECT sha256, body FROM grades").fetchall() if "grades" in tables else []
        accepted = connection.execute("SELECT sha256 FROM acceptances").fetchall() if "grades" in tables else []
    connection.close()
    assert max(collections.Counter(sha256 for sha256, _ in rows).values(), default=1) == 1
    assert sorted(sha256 for sha256, _ in rows) == sorted(sha256 for (sha256,) in accepted)
    for _, body in rows:
        assert msgspec.json.decode(zlib.decompress(body), type=Grade).score is not None
    return dict(rows)
