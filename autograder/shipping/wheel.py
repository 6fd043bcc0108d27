"""The package as a wheel: a zip of its files with four texts about them (PEP 427, the binary distribution format).

Made here and not by ``pip wheel``: that needs hatchling and the source tree, takes seconds, and dates every file; a
bundle that is committed should have the same bytes as long as the package does.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
from pathlib import Path

import msgspec

from autograder.files import zipped

_WHEEL = "Wheel-Version: 1.0\nGenerator: autograder\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_LEFT_OUT = ("Requires-Dist: editables",)
"""What only an installation in place needs."""


class Wheel(msgspec.Struct, frozen=True):
    """A wheel's file name and its bytes."""

    name: str
    data: bytes


def build_wheel() -> Wheel:
    """This very package as a wheel."""
    distribution = importlib.metadata.distribution("autograder")
    information = f"autograder-{distribution.version}.dist-info"
    metadata = (distribution.read_text("METADATA") or "").splitlines(keepends=True)
    files = _files(Path(__file__).resolve().parents[1])
    files[f"{information}/METADATA"] = "".join(line for line in metadata if not line.startswith(_LEFT_OUT)).encode()
    files[f"{information}/WHEEL"] = _WHEEL.encode()
    files[f"{information}/entry_points.txt"] = (distribution.read_text("entry_points.txt") or "").encode()
    record = [f"{name},sha256={_digest(data)},{len(data)}" for name, data in files.items()]
    files[f"{information}/RECORD"] = "\n".join([*record, f"{information}/RECORD,,", ""]).encode()
    return Wheel(f"autograder-{distribution.version}-py3-none-any.whl", zipped(files))


def _files(package: Path) -> dict[str, bytes]:
    found = sorted(path for path in package.rglob("*") if path.is_file())
    return {
        path.relative_to(package.parent).as_posix(): path.read_bytes()
        for path in found
        if "__pycache__" not in path.parts and path.suffix != ".pyc"
    }


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
