"""A zip archive as a folder: its directory read once, a member when it is asked for, and nothing put on the disk."""

from __future__ import annotations

import functools
import io
import os
import stat
import zipfile
from collections.abc import Callable

from autograder.archive import BROKEN
from autograder.errors import InputError
from autograder.intake.names import clean
from autograder.intake.tree import File, Folder, Listing, is_left_over, refusal
from autograder.notebook import MAX_NOTEBOOK_BYTES

MAX_MEMBERS = 1_000_000
MAX_DEPTH = 64
"""A member's name may have 32,000 levels; what is deeper hangs below the last one."""


class _At(io.RawIOBase):
    """A file read at places of its own: a forked process shares the offset of a descriptor, and pread needs none."""

    def __init__(self, path: str) -> None:
        self._descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        self._size = os.fstat(self._descriptor).st_size
        self._place = 0

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError("there is nothing before the beginning")
        self._place = base + offset
        return self._place

    def tell(self) -> int:
        return self._place

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # narrower than any buffer there is
        count = os.preadv(self._descriptor, [buffer], self._place)
        self._place += count
        return count

    def close(self) -> None:
        if not self.closed:
            os.close(self._descriptor)
        super().close()


def zip_folder(path: str) -> Folder:
    """The archive's members as a tree; :class:`InputError` where it is broken or too large to be a class's."""
    try:
        archive = zipfile.ZipFile(io.BufferedReader(_At(path), 2**16))  # type: ignore[type-var]  # it is a raw file
        members = archive.infolist()
    except (*BROKEN, NotImplementedError) as error:
        raise InputError(f"{clean(path)}: is a broken zip archive ({_words(error)}); was it truncated?") from None
    if len(members) > MAX_MEMBERS:
        raise InputError(f"{clean(path)}: holds {len(members)} files, but should hold at most {MAX_MEMBERS}")
    return _Branch(()).grown(archive, path, members)


class _Branch:
    """A folder of the archive while its members are dealt out."""

    def __init__(self, parts: tuple[str, ...]) -> None:
        self.parts = parts
        self.files: list[File] = []
        self.branches: dict[str, _Branch] = {}
        self.checkout = False

    def grown(self, archive: zipfile.ZipFile, path: str, members: list[zipfile.ZipInfo]) -> Folder:
        for member in members:
            parts = _parts(member)
            if member.is_dir():
                self._branch(parts)
            elif parts and (branch := self._branch(parts[:-1])) and not is_left_over(parts[-1]):
                branch.files.append(_file(archive, path, member, parts))
        return self.folder()

    def _branch(self, parts: tuple[str, ...]) -> _Branch | None:
        """The folder of that name, made if need be; none inside of what is left out."""
        branch = self
        for depth, name in enumerate(parts):
            branch.checkout = branch.checkout or name == ".git"
            if is_left_over(name):
                return None
            branch = branch.branches.setdefault(name, _Branch(parts[: depth + 1]))
        return branch

    def folder(self) -> Folder:
        return Folder(self.parts, self._listing)

    def _listing(self) -> Listing:
        folders = [self.branches[name].folder() for name in sorted(self.branches)]
        files = sorted(self.files, key=lambda file: file.parts)
        return Listing(files=files, folders=folders, checkout=self.checkout)


def _parts(member: zipfile.ZipInfo) -> tuple[str, ...]:
    """The names on the way to a member; ``..`` and a leading slash mean nothing, since nothing is extracted."""
    name = member.filename
    if member.create_system == 0:  # packed on Windows, by a program that took its separator for zip's
        name = name.replace("\\", "/")
    parts = tuple(part for part in name.split("/") if part not in ("", ".", ".."))
    return parts if len(parts) <= MAX_DEPTH else (*parts[: MAX_DEPTH - 1], parts[-1])


def _file(archive: zipfile.ZipFile, path: str, member: zipfile.ZipInfo, parts: tuple[str, ...]) -> File:
    where = f"{path}/{'/'.join(parts)}"
    mode = stat.S_IFMT(member.external_attr >> 16)
    if mode not in (0, stat.S_IFREG):  # 0: packed on Windows
        sentence = f"{where}: is a link or a device, but should be a notebook (.ipynb)"
        return File(parts=parts, read=refusal(sentence), regular=False)
    read: Callable[[], bytes] = functools.partial(_read, archive, member, clean(where))
    return File(parts=parts, read=read)


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, where: str) -> bytes:
    """At most what a notebook may have, whatever the archive's directory promises."""
    try:
        with archive.open(member) as file:
            content = file.read(MAX_NOTEBOOK_BYTES + 1)
    except BROKEN as error:
        raise InputError(f"{where}: is broken in the archive ({_words(error)})") from None
    except NotImplementedError:
        raise InputError(f"{where}: is compressed in a way that cannot be read") from None
    except RuntimeError:  # what zipfile raises where a password is needed
        raise InputError(f"{where}: is encrypted, but should open without a password") from None
    if len(content) > MAX_NOTEBOOK_BYTES:
        raise InputError(f"{where}: has more than {MAX_NOTEBOOK_BYTES} bytes, but should have at most that")
    return content


def _words(error: Exception) -> str:
    return clean(str(error), 100) or type(error).__name__
