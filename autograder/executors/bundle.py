"""An assignment as bytes, for machines that do not share a disk: its folder and its packages, in a zip.

The folders keep their places relative to each other, so the manifest means the same there; the hash of the suites
tells that what arrived is what was sent.
"""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import msgspec

from autograder.errors import HarnessError
from autograder.hashes import suite_sha256
from autograder.manifest import Manifest, read_manifest

_SKIPPED = {"__pycache__", ".ipynb_checkpoints", ".git"}


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    """A packed assignment: the archive, where the manifest lies in it, and the hash of its suites."""

    archive: bytes
    folder: str
    suite_sha256: str


def pack(manifest: Manifest) -> Bundle:
    """The assignment's folder, its suite and its packages."""
    roots = [manifest.folder, manifest.suite, *manifest.packages]
    base = Path(os.path.commonpath(roots))
    base = base.parent if base in roots else base
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted({path for root in roots for path in _files(root)}):
            archive.write(path, path.relative_to(base).as_posix())
    folder = manifest.folder.relative_to(base).as_posix()
    return Bundle(archive=buffer.getvalue(), folder=folder, suite_sha256=suite_sha256(manifest))


def unpack(bundle: Bundle, target: Path) -> Path:
    """Lay the assignment out under ``target``; its folder there."""
    with zipfile.ZipFile(io.BytesIO(bundle.archive)) as archive:
        archive.extractall(target)
    folder = target / bundle.folder
    if suite_sha256(read_manifest(folder)) != bundle.suite_sha256:
        raise HarnessError(f"the assignment that arrived in {folder} is not the one that was sent")
    return folder


def _files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file() and not _SKIPPED.intersection(path.parts)]
