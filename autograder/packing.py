"""What judges a submission, as files for another machine: sealed, on a cluster, in a container.

That is the manifest, the suite, the packages that it imports, the modules beside the manifest, the stand-ins and the
data: all that :func:`autograder.hashes.suite_sha256` covers, in the same places relative to each other, so the hash
is the same and tells that what arrived is what was sent.  Not the lesson with its solutions, which nothing that grades
reads: an empty file holds its place.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from autograder.errors import HarnessError
from autograder.hashes import suite_sha256
from autograder.manifest import Manifest, read_manifest

_SKIPPED = {"__pycache__", ".ipynb_checkpoints", ".git"}


class Packed(msgspec.Struct, frozen=True, kw_only=True):
    """The files by where they lie, the folder of them with the manifest, and the hash of the suites."""

    files: dict[str, bytes]
    folder: str
    suite_sha256: str


def pack(manifest: Manifest) -> Packed:
    """What judges by this manifest, in a fixed order."""
    roots = [manifest.folder, manifest.suite, *manifest.packages]
    base = Path(os.path.commonpath(roots))
    base = base.parent if base in roots else base
    files = {path.relative_to(base).as_posix(): path.read_bytes() for path in _judging(manifest)}
    if manifest.lesson is not None:  # the manifest wants it to be there
        files.setdefault(manifest.lesson.relative_to(base).as_posix(), b"")
    folder = manifest.folder.relative_to(base).as_posix()
    return Packed(files=dict(sorted(files.items())), folder=folder, suite_sha256=suite_sha256(manifest))


def unpack(packed: Packed, target: Path) -> Path:
    """Lay the files out under ``target``; the assignment's folder there."""
    lay_out(packed.files, target)
    folder = target / packed.folder
    if suite_sha256(read_manifest(folder)) != packed.suite_sha256:
        raise HarnessError(f"the assignment that arrived in {folder} is not the one that was sent")
    return folder


def lay_out(files: Mapping[str, bytes], target: Path) -> None:
    """Write the files under ``target``, in folders that only we can read; ``ValueError`` for a name that leads out."""
    for name, content in files.items():
        path = (target / name).resolve()
        if not path.is_relative_to(target.resolve()):
            raise ValueError(f"a file is called {name!r}")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_bytes(content)


def _judging(manifest: Manifest) -> set[Path]:
    found = {manifest.path, *manifest.data.values()}
    found |= {path for path in manifest.folder.glob("*.py") if path != manifest.lesson and path.is_file()}
    found |= {manifest.stand_ins} if manifest.stand_ins is not None else set()
    for root in (manifest.suite, *manifest.packages):
        found |= {path for path in root.rglob("*") if path.is_file() and not _SKIPPED.intersection(path.parts)}
    return found
