"""What judges a submission, as an archive that is always the same, and back.

That is the manifest, the suite, the packages that it imports, the modules beside the manifest, the stand-ins and the
data: all that :func:`autograder.hashes.suite_sha256` covers, in the same places relative to each other, so the hash
is the same.  Not the lesson with its solutions, which nothing that grades reads: an empty file holds its place.
"""

from __future__ import annotations

import io
import os
import stat
import zipfile
from pathlib import Path

import msgspec

from autograder.errors import InputError
from autograder.hashes import suite_sha256
from autograder.manifest import Manifest, read_manifest

INDEX = "sealed.json"
MAX_FILES = 10_000
MAX_BYTES = 512 * 2**20
_SKIPPED = {"__pycache__", ".ipynb_checkpoints", ".git"}
_EPOCH = (1980, 1, 1, 0, 0, 0)  # what zip can say at the earliest


class Index(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the archive holds: the assignment, where its folder lies in it, and the hash of its suites."""

    schema: str = "autograder/sealed/v1"
    assignment: str
    folder: str
    suite_sha256: str


def pack_suite(manifest: Manifest) -> bytes:
    """The archive; the same files give the same bytes."""
    roots = [manifest.folder, manifest.suite, *manifest.packages]
    base = Path(os.path.commonpath(roots))
    base = base.parent if base in roots else base
    contents = {path.relative_to(base).as_posix(): path.read_bytes() for path in _judging(manifest)}
    for path in _placeholders(manifest):
        contents.setdefault(path.relative_to(base).as_posix(), b"")
    index = Index(
        assignment=manifest.id,
        folder=manifest.folder.relative_to(base).as_posix(),
        suite_sha256=suite_sha256(manifest),
    )
    contents[INDEX] = msgspec.json.encode(index)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(contents.items()):
            member = zipfile.ZipInfo(name, date_time=_EPOCH)
            member.external_attr = (stat.S_IFREG | 0o600) << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
    return buffer.getvalue()


def unpack_suite(data: bytes, target: Path) -> Manifest:
    """Lay the archive out in ``target``, which is private and empty; the manifest there."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            index = msgspec.json.decode(archive.read(INDEX), type=Index)
            _extract(archive, target)
    except (zipfile.BadZipFile, KeyError, msgspec.MsgspecError, EOFError, ValueError, OSError) as error:
        raise InputError(f"the sealed suite cannot be unpacked ({error})") from None
    manifest = read_manifest(target / index.folder)
    if suite_sha256(manifest) != index.suite_sha256:
        raise InputError("the sealed suite is not what it says that it is: its hash is another one")
    return manifest


def _extract(archive: zipfile.ZipFile, target: Path) -> None:
    """Its members as files that only we can read; it is signed, and checked all the same."""
    members = archive.infolist()
    if len(members) > MAX_FILES or sum(member.file_size for member in members) > MAX_BYTES:
        raise ValueError("too many files, or too large")
    for member in members:
        path = (target / member.filename).resolve()
        if member.is_dir() or not path.is_relative_to(target.resolve()):
            raise ValueError(f"a member is called {member.filename!r}")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with archive.open(member) as file:
            path.write_bytes(file.read(MAX_BYTES))


def _judging(manifest: Manifest) -> list[Path]:
    found = {manifest.path, *manifest.data.values()}
    found |= {path for path in manifest.folder.glob("*.py") if path != manifest.lesson and path.is_file()}
    found |= {manifest.stand_ins} if manifest.stand_ins is not None else set()
    for root in (manifest.suite, *manifest.packages):
        found |= {path for path in root.rglob("*") if path.is_file() and not _SKIPPED.intersection(path.parts)}
    return sorted(found)


def _placeholders(manifest: Manifest) -> list[Path]:
    """Files that the manifest wants to be there, and that no grade needs."""
    return [manifest.lesson] if manifest.lesson is not None else []
