"""What a grade is a function of: what changes the hashes, and what does not."""

from __future__ import annotations

import datetime

import msgspec
import pytest
from msgspec.structs import replace

from autograder.hashes import manifest_sha256, suite_sha256
from autograder.manifest import FollowThrough, LatePolicy, Limits, Manifest, Question


@pytest.fixture
def manifest(tmp_path):
    """An assignment with two questions, whose files lie in a folder."""
    root = tmp_path / "trial"
    for name in ("hidden", "data", "truth"):
        (root / name).mkdir(parents=True)
    (root / "manifest.toml").write_text("id = 'trial'")
    (root / "hidden" / "test_q.py").write_text("pass")
    (root / "truth" / "right.py").write_text("x = 1")
    (root / "data" / "numbers.npy").write_bytes(b"123")
    return Manifest(
        folder=root,
        id="trial",
        title="Trial",
        points=3,
        questions=(Question(id="q", title="Q", points=2), Question(id="r", title="R", points=1)),
        suite=root / "hidden",
        packages=(root / "truth",),
        data={"data/numbers.npy": root / "data" / "numbers.npy"},
        warm=(),
        limits=Limits(),
    )


def test_the_hash_is_the_same_wherever_the_folder_lies(manifest, tmp_path):
    """Names within the assignment and bytes count, not where it was checked out."""
    moved = tmp_path / "elsewhere" / "trial"
    moved.parent.mkdir()
    before = suite_sha256(manifest)
    manifest.folder.rename(moved)
    after = msgspec.structs.replace(
        manifest,
        folder=moved,
        suite=moved / "hidden",
        packages=(moved / "truth",),
        data={"data/numbers.npy": moved / "data" / "numbers.npy"},
    )
    assert suite_sha256(after) == before
    assert len(bytes.fromhex(before)) == 32


@pytest.mark.parametrize("name", ["hidden/test_q.py", "truth/right.py", "data/numbers.npy", "beside.py"])
def test_the_hash_changes_with_what_decides_a_grade(manifest, name):
    """Suites, packages, data and modules beside the manifest all count."""
    before = suite_sha256(manifest)
    (manifest.folder / name).write_bytes(b"changed")
    assert suite_sha256(manifest) != before


def test_the_hash_does_not_change_with_the_lesson(manifest):
    """A sentence for students decides no grade."""
    told = msgspec.structs.replace(manifest, lesson=manifest.folder / "lesson.py")
    before = suite_sha256(told)
    (manifest.folder / "lesson.py").write_text("# mended")
    assert suite_sha256(told) == before


def test_the_hash_of_the_manifest_is_of_what_decides_a_grade(manifest):
    """Points and limits count; titles and the policy for late work do not."""
    before = manifest_sha256(manifest)
    due = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)
    assert manifest_sha256(replace(manifest, title="Another", late=LatePolicy(due=due))) == before
    assert manifest_sha256(replace(manifest, limits=Limits(cell_seconds=3))) != before
    question = replace(manifest.questions[0], points=1_000)
    assert manifest_sha256(replace(manifest, questions=(question,))) != before


def test_the_hash_of_the_manifest_is_of_its_policies(manifest):
    """Which question builds on which, how many of the points so earned count, and what is disclosed."""
    before = manifest_sha256(manifest)
    first, second = manifest.questions
    linked = replace(manifest, questions=(first, replace(second, builds_on=("q",))))
    half, none = (replace(manifest, follow_through=FollowThrough(stand_ins="s.py", share=s)) for s in (0.5, 0.0))
    told = replace(manifest, disclosure="hint")
    assert len({before, manifest_sha256(linked), manifest_sha256(half), manifest_sha256(told)}) == 4
    assert manifest_sha256(none) == before


def test_the_hash_is_of_stand_ins_wherever_they_lie(manifest):
    """A file in a folder of its own judges, too."""
    path = manifest.folder / "parts" / "stand_ins.py"
    path.parent.mkdir()
    path.write_text("def f(): return 1")
    before = suite_sha256(replace(manifest, stand_ins=path))
    path.write_text("def f(): return 2")
    assert suite_sha256(replace(manifest, stand_ins=path)) != before


def test_the_hash_changes_with_a_name(manifest):
    """The same bytes in another file are another suite."""
    before = suite_sha256(manifest)
    (manifest.folder / "hidden" / "test_q.py").rename(manifest.folder / "hidden" / "test_r.py")
    assert suite_sha256(manifest) != before


def test_suites_outside_the_folder_count(manifest, tmp_path):
    """Hidden suites may be kept elsewhere."""
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "test_q.py").write_text("pass")
    elsewhere = msgspec.structs.replace(manifest, suite=tmp_path / "kept")
    before = suite_sha256(elsewhere)
    (tmp_path / "kept" / "test_q.py").write_text("changed")
    assert suite_sha256(elsewhere) != before


def test_the_hash_does_not_change_with_caches_and_notes(manifest):
    """Compiled files and texts decide nothing."""
    before = suite_sha256(manifest)
    (manifest.folder / "hidden" / "__pycache__").mkdir()
    (manifest.folder / "hidden" / "__pycache__" / "test_q.py").write_text("cached")
    (manifest.folder / "README.md").write_text("notes")
    assert suite_sha256(manifest) == before
