"""A disk that is full: one sentence, exit code 2, and what was stored is safe."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.batch.classes import command, hand_in, run, scores
from tests.support.grader import ROOT

# A small file system of the test's own, in a mount namespace of its own.
MOUNTED = """
import ctypes, os, subprocess, sys
libc = ctypes.CDLL(None, use_errno=True)
if os.getuid():
    sys.exit(77)
if libc.unshare(0x00020000) or libc.mount(b"none", b"/", None, 0x44000, None):
    sys.exit(77)
if libc.mount(b"tmpfs", sys.argv[1].encode(), b"tmpfs", 0, b"size=" + sys.argv[2].encode()):
    sys.exit(77)
first = subprocess.run(sys.argv[4:]).returncode
os.system(f"cp -r {sys.argv[1]}/. {sys.argv[3]}")
sys.exit(first)
"""


def test_a_full_disk_is_one_sentence_and_loses_nothing(tmp_path):
    """What was stored before it was full is there, and the next run, with room, does the rest."""
    worth = hand_in(tmp_path / "in", 60)
    disk, kept = tmp_path / "disk", tmp_path / "kept"
    disk.mkdir()
    kept.mkdir()
    grading = command("batch", tmp_path / "in", "--out", disk)
    done = subprocess.run(
        [sys.executable, "-c", MOUNTED, str(disk), "300k", str(kept), *grading],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        env={**os.environ, "COLUMNS": "100"},
    )
    if done.returncode == 77:
        pytest.skip("needs root, to mount a small disk")
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert "disk is full" in done.stderr or "No space left on device" in done.stderr
    assert run("batch", tmp_path / "in", "--out", kept).returncode == 0
    assert {student: float(score) for student, score in scores(kept).items()} == worth
