"""The harness as it is installed here, as a wheel; no build tool is needed, and the same files give the same bytes.

https://packaging.python.org/en/latest/specifications/binary-distribution-format/
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import io
import stat
import zipfile
from pathlib import Path

import autograder

EPOCH = (1980, 1, 1, 0, 0, 0)
_WHEEL = "Wheel-Version: 1.0\nGenerator: autograder\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def wheel() -> tuple[str, bytes]:
    """Its file name and its bytes."""
    distribution = importlib.metadata.distribution("autograder")
    info = f"autograder-{distribution.version}.dist-info"
    root = Path(autograder.__file__).parent
    files = {f"autograder/{path.relative_to(root).as_posix()}": path.read_bytes() for path in _sources(root)}
    files[f"{info}/METADATA"] = _metadata(distribution).encode()
    files[f"{info}/WHEEL"] = _WHEEL.encode()
    files[f"{info}/entry_points.txt"] = (distribution.read_text("entry_points.txt") or "").encode()
    record = [f"{name},sha256={_digest(content)},{len(content)}\n" for name, content in sorted(files.items())]
    files[f"{info}/RECORD"] = "".join([*record, f"{info}/RECORD,,\n"]).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in sorted(files.items()):
            archive.writestr(member(name), content)
    return f"autograder-{distribution.version}-py3-none-any.whl", buffer.getvalue()


def member(name: str, mode: int = 0o644) -> zipfile.ZipInfo:
    """A file in a zip that says nothing of when and by whom it was made."""
    info = zipfile.ZipInfo(name, date_time=EPOCH)
    info.create_system = 3  # Unix: else the mode is not one
    info.external_attr = (stat.S_IFREG | mode) << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _sources(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts]


def _metadata(distribution: importlib.metadata.Distribution) -> str:
    return (
        distribution.read_text("METADATA")
        or f"Metadata-Version: 2.1\nName: autograder\nVersion: {distribution.version}\n"
    )


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
