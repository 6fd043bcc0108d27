"""The one notebook in a zip archive, as Otter's export and downloads from a course site hold it.

Nothing is extracted: the member is read into memory, bounded, and its path is only a name.  So there is no folder to
leave (zip slip), a bomb costs at most what a large notebook costs, and a link is no file.
"""

from __future__ import annotations

import io
import lzma
import stat
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from autograder.errors import InputError

MAX_MEMBERS = 10_000
SHOWN = 3
MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
"""How a zip archive begins: with a member, or with the end of an empty one."""

OTHERS = {
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"<!DOCTYPE": "a web page",
    b"<html": "a web page",
}
"""What else students hand in by mistake, by its first bytes."""

OFFICE = "[Content_Types].xml"
"""What Word and its kin have in their archives."""

BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, OverflowError)
"""What zipfile raises of an archive that is none, or a damaged one."""


def is_zip(data: bytes) -> bool:
    """Whether the bytes begin as a zip archive does."""
    return data.startswith(MAGIC)


def kind_of(data: bytes) -> str:
    """What a file that is no notebook is, where its first bytes say so."""
    return next((kind for magic, kind in OTHERS.items() if data.startswith(magic)), "")


def notebook_in(path: Path, data: bytes, max_bytes: int) -> tuple[str, bytes]:
    """The name and the bytes of the only notebook in an archive; :class:`InputError` with one sentence otherwise."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            member = _only_notebook(path, archive)
            return PurePosixPath(member.filename).name, _read(path, archive, member, max_bytes)
    except BROKEN as error:
        raise InputError(f"{path}: is a broken zip archive ({_words(error)}); was it truncated?") from None
    except NotImplementedError:
        raise InputError(f"{path}: is compressed in a way that cannot be read; pack it as an ordinary zip") from None
    except RuntimeError:  # what zipfile raises where a password is needed
        raise InputError(f"{path}: is an encrypted zip archive, but should open without a password") from None


def _only_notebook(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise InputError(f"{path}: holds {len(members)} files, but should hold at most {MAX_MEMBERS}")
    found = [member for member in members if _is_notebook(member)]
    if len(found) == 1:
        return found[0]
    if not found and any(member.filename == OFFICE for member in members):
        raise InputError(f"{path}: is an Office document (Word, Excel), but should be a notebook (.ipynb)")
    if not found:
        raise InputError(f"{path}: holds no notebook (.ipynb), but should hold one")
    names = ", ".join(repr(member.filename[:80]) for member in found[:SHOWN])
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    raise InputError(f"{path}: holds {len(found)} notebooks ({names}{more}), but should hold one")


def _is_notebook(member: zipfile.ZipInfo) -> bool:
    """A regular file of that ending; not what Jupyter and macOS put beside it."""
    parts = PurePosixPath(member.filename).parts
    if member.is_dir() or not parts or not parts[-1].endswith(".ipynb") or parts[-1].startswith("._"):
        return False
    mode = member.external_attr >> 16
    linked = stat.S_IFMT(mode) not in (0, stat.S_IFREG)  # 0: packed on Windows
    return not linked and "__MACOSX" not in parts and ".ipynb_checkpoints" not in parts


def _read(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo, max_bytes: int) -> bytes:
    """At most ``max_bytes`` of it, whatever its header promises."""
    with archive.open(member) as file:
        content = file.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise InputError(f"{path}: holds a notebook of more than {max_bytes} bytes, but should hold a smaller one")
    return content


def _words(error: Exception) -> str:
    return " ".join(str(error).split())[:100] or type(error).__name__
