"""What judges a submission (:mod:`autograder.packing`) as an archive that is always the same, and back."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import msgspec

from autograder.errors import InputError
from autograder.files import zipped
from autograder.hashes import suite_sha256
from autograder.manifest import Manifest, read_manifest
from autograder.packing import lay_out, pack

INDEX = "sealed.json"
MAX_FILES = 10_000
MAX_BYTES = 512 * 2**20


class Index(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the archive holds: the assignment, where its folder lies in it, and the hash of its suites."""

    schema: str = "autograder/sealed/v1"
    assignment: str
    folder: str
    suite_sha256: str


def pack_suite(manifest: Manifest) -> bytes:
    """The archive; the same files give the same bytes."""
    packed = pack(manifest)
    index = Index(assignment=manifest.id, folder=packed.folder, suite_sha256=packed.suite_sha256)
    return zipped({**packed.files, INDEX: msgspec.json.encode(index)})


def unpack_suite(data: bytes, target: Path) -> Manifest:
    """Lay the archive out in ``target``, which is private and empty; the manifest there."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            index = msgspec.json.decode(archive.read(INDEX), type=Index)
            lay_out(_members(archive), target)
    except (zipfile.BadZipFile, KeyError, msgspec.MsgspecError, EOFError, ValueError, OSError) as error:
        raise InputError(f"the sealed suite cannot be unpacked ({error})") from None
    manifest = read_manifest(target / index.folder)
    if suite_sha256(manifest) != index.suite_sha256:
        raise InputError("the sealed suite is not what it says that it is: its hash is another one")
    return manifest


def _members(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Its files; the archive is signed, and its size is checked all the same."""
    members = archive.infolist()
    if len(members) > MAX_FILES or sum(member.file_size for member in members) > MAX_BYTES:
        raise ValueError("too many files, or too large")
    if odd := next((member for member in members if member.is_dir()), None):
        raise ValueError(f"a member is called {odd.filename!r}")
    return {member.filename: archive.read(member) for member in members}
