"""Reading a file of others within bounds; writing files for others to read, and zips of them."""

from __future__ import annotations

import io
import os
import stat
import tempfile
import zipfile
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from autograder.errors import InputError

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""What a zip can say at the earliest."""


def read_file(path: Path, max_bytes: int, what: str) -> bytes:
    """What is in it; :class:`InputError` where it cannot be read or is too large to be ``what`` it should be."""
    try:
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}), but should be {what}") from None
    if len(data) > max_bytes:
        raise InputError(f"{path}: has more than {max_bytes} bytes, but should be {what}")
    return data


def write_file(target: Path, content: bytes | Iterable[bytes]) -> None:
    """Write atomically, so that a reader sees the old file or the new one; :class:`InputError` where that cannot be.

    ``content`` may come in parts, of which one at a time is in memory.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.writelines([content] if isinstance(content, bytes) else content)
            os.chmod(name, 0o644)
            os.replace(name, target)
        except BaseException:
            os.unlink(name)  # half a file is nobody's
            raise
    except OSError as error:
        raise InputError(f"{target}: cannot be written ({error.strerror})") from None


def zipped(files: Mapping[str, bytes], executable: Collection[str] = ()) -> bytes:
    """The files as a zip, in this order; the same files are the same bytes, whenever and by whomever it is made."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name, date_time=_EPOCH)
            member.create_system = 3  # Unix: else the mode is not one
            member.external_attr = (stat.S_IFREG | (0o755 if name in executable else 0o644)) << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
    return buffer.getvalue()
