"""A checkout's commit says when it was handed in, and nothing in the checkout runs."""

from __future__ import annotations

import datetime
import shutil
import subprocess
import tempfile
import tracemalloc
from pathlib import Path

import pytest

from autograder.intake import find_arrivals, git
from tests.intake.lay import committed, folder

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
WHEN = "2026-06-01T10:00:00+02:00"
NOON = datetime.datetime(2026, 6, 1, 8, tzinfo=datetime.UTC)


def test_the_time_is_that_of_the_commit_at_head(tmp_path):
    """In UTC, loose or packed; the login is what follows the assignment's name."""
    committed(tmp_path / "hw1-ann", WHEN, ["hw.ipynb"])
    packed = committed(tmp_path / "hw1-bob", WHEN, ["hw.ipynb"])
    subprocess.run(["git", "-c", "gc.auto=0", "gc", "-q"], cwd=packed, check=True)
    assert not list((packed / ".git/objects").glob("??/*"))
    assert [(one.hints.login, one.submitted_at) for one in find_arrivals(tmp_path)] == [
        ("hw1-ann", NOON),
        ("hw1-bob", NOON),
    ]


def test_a_path_may_be_relative(tmp_path, monkeypatch):
    """As it is typed, and as the staff's workflow writes it; git looks from another folder."""
    committed(tmp_path / "given" / "ann", WHEN, ["hw.ipynb"])
    monkeypatch.chdir(tmp_path)
    assert find_arrivals(Path("given"))[0].submitted_at == NOON


def test_of_several_notebooks_the_assignments_own_is_handed_in(tmp_path):
    """All have the commit's time, so none is the latest; where none is called so, all are kept."""
    committed(tmp_path / "ann", WHEN, ["HW.ipynb", "notes/scratch.ipynb"])
    committed(tmp_path / "bob", WHEN, ["a.ipynb", "b.ipynb"])
    committed(tmp_path / "cat", WHEN, ["hw.ipynb", "old/hw.ipynb"])
    found = find_arrivals(tmp_path, called="hw.ipynb")
    assert [one.source for one in found] == [
        "ann/HW.ipynb",
        "bob/a.ipynb",
        "bob/b.ipynb",
        "cat/hw.ipynb",
        "cat/old/hw.ipynb",
    ]


def test_a_detached_head_has_its_time(tmp_path):
    """What CI checks out."""
    path = committed(tmp_path / "ann", WHEN, ["hw.ipynb"])
    subprocess.run(["git", "checkout", "-q", "--detach"], cwd=path, check=True)
    assert find_arrivals(tmp_path)[0].submitted_at == NOON


def test_nothing_that_the_repository_configures_runs(tmp_path):
    """Signature programs, file system monitors, promisor remotes, hooks: git never reads that configuration."""
    path = committed(tmp_path / "given" / "ann", WHEN, ["hw.ipynb"])
    script = tmp_path / "attack"
    script.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    script.chmod(0o755)
    (path / ".git/config").write_text(
        f"[core]\nrepositoryformatversion = 1\nfsmonitor = {script}\nsshCommand = {script}\nhooksPath = {tmp_path}\n"
        f'pager = {script}\n[extensions]\npartialClone = o\n[remote "o"]\nurl = ssh://x/y\npromisor = true\n'
        f"[log]\nshowSignature = true\n[gpg]\nprogram = {script}\n[alias]\ncat-file = !{script}\n"
    )
    assert find_arrivals(tmp_path / "given")[0].submitted_at == NOON
    (path / ".git/refs/heads/main").write_text("1" * 40)  # an object that only the remote would have
    assert find_arrivals(tmp_path / "given")[0].submitted_at is None
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    "head",
    [b"", b"ref: refs/heads/none", b"ref: refs/../../../x", b"ref: /etc/passwd", b"-x", b"\xff" * 100, b"0" * 40],
)
def test_a_head_that_is_none_has_no_time(tmp_path, head):
    """The notebook is there all the same."""
    path = committed(tmp_path / "ann", WHEN, ["hw.ipynb"])
    (path / ".git/HEAD").write_bytes(head)
    (one,) = find_arrivals(tmp_path)
    assert (one.source, one.submitted_at) == ("ann/hw.ipynb", None)


def test_a_checkout_with_a_time_of_its_own_has_none(tmp_path):
    """What is committed as `timestamp.txt` is no word of nbgrader's, least of all where HEAD was broken for it."""
    path = committed(tmp_path / "ann", WHEN, ["ps1/hw.ipynb"])
    folder(path, {".git/HEAD": b"", "ps1/timestamp.txt": b"2020-02-09 10:00:00 UTC"})
    assert find_arrivals(tmp_path)[0].submitted_at is None


def test_a_git_file_that_points_elsewhere_has_no_time(tmp_path):
    """A work tree's `.git` names a folder; it is not followed."""
    other = committed(tmp_path / "other", WHEN, ["hw.ipynb"])
    (tmp_path / "given/ann").mkdir(parents=True)
    (tmp_path / "given/ann/hw.ipynb").write_bytes(b"{}")
    (tmp_path / "given/ann/.git").write_text(f"gitdir: {other}/.git\n")
    assert find_arrivals(tmp_path / "given")[0].submitted_at is None


def _commit_object(path: Path, text: bytes) -> None:
    """Make the object the head of main, whatever git would say of it."""
    made = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"],
        cwd=path,
        input=text,
        check=True,
        capture_output=True,
    )
    (path / ".git/refs/heads/main").write_bytes(made.stdout)


def test_a_line_of_the_message_is_no_time(tmp_path):
    """Only the commit's head is read."""
    path = committed(tmp_path / "ann", WHEN, ["hw.ipynb"])
    _commit_object(path, b"tree " + b"1" * 40 + b"\nauthor A <a> 1 +0000\n\ncommitter A <a> 99 +0000\n")
    assert find_arrivals(tmp_path)[0].submitted_at is None


def test_a_huge_commit_is_not_held(tmp_path, monkeypatch):
    """Its head has the time; the message, which packs well, is never read to its end."""
    path = committed(tmp_path / "ann", WHEN, ["hw.ipynb"])
    size = 64 * 2**20
    _commit_object(path, b"tree " + b"1" * 40 + b"\nauthor A <a> 1 +0000\ncommitter A <a> 99 +0000\n\n" + b"x" * size)
    monkeypatch.setattr(git, "read_bytes", Path.read_bytes)  # the other asks for room that it does not touch
    tracemalloc.start()
    try:
        when = find_arrivals(tmp_path)[0].submitted_at
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert when == datetime.datetime.fromtimestamp(99, datetime.UTC)
    assert peak < size / 4


def test_without_a_checkout_nothing_is_left_to_clean_up(tmp_path, monkeypatch):
    """A process that is killed leaves no folder behind that it did not need."""
    monkeypatch.setattr(tempfile, "TemporaryDirectory", None)
    (tmp_path / "ann").mkdir()
    (tmp_path / "ann/hw.ipynb").write_bytes(b"{}")
    assert len(find_arrivals(tmp_path)) == 1
