"""What judges travels whole, and nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from autograder.errors import HarnessError
from autograder.hashes import manifest_sha256, suite_sha256
from autograder.manifest import read_manifest
from autograder.packing import lay_out, pack, unpack
from tests.support.grader import COURSE, MINI


@pytest.mark.parametrize("assignment", [MINI, COURSE], ids=["mini", "course"])
def test_an_assignment_travels_whole(assignment, tmp_path):
    """With its packages, wherever they lie; what arrived has the hashes of what was sent."""
    manifest = read_manifest(assignment)
    arrived = read_manifest(unpack(pack(manifest), tmp_path))
    assert arrived.folder.is_relative_to(tmp_path)
    assert suite_sha256(arrived) == suite_sha256(manifest)
    assert manifest_sha256(arrived) == manifest_sha256(manifest)
    assert all(Path(package).is_relative_to(tmp_path) for package in arrived.packages)


def test_the_solutions_stay_here():
    """Of the lesson only its place, of the page and of editors' folders nothing."""
    manifest = read_manifest(COURSE)
    files = pack(manifest).files
    (lesson,) = [name for name in files if name.endswith("/lesson.py")]
    assert files[lesson] == b""
    assert not [name for name, content in files.items() if b"BEGIN SOLUTION" in content]
    assert not [name for name in files if "/browser/" in name or "__pycache__" in name]


def test_what_arrives_changed_is_not_used(tmp_path):
    """Our failure, not a student's."""
    packed = pack(read_manifest(MINI))
    with pytest.raises(HarnessError, match="is not the one that was sent"):
        unpack(replace(packed, suite_sha256="00"), tmp_path)


@pytest.mark.parametrize("name", ["../out", "/tmp/out-of-it", "a/../../out"])
def test_no_file_leads_out(tmp_path, name):
    """Whoever wrote the archive."""
    with pytest.raises(ValueError, match="a file is called"):
        lay_out({name: b""}, tmp_path / "in")
    assert not list(tmp_path.iterdir())
