"""Writing files for others to read."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from autograder.errors import InputError


def write_file(target: Path, content: bytes) -> None:
    """Write atomically, so that a reader sees the old file or the new one; :class:`InputError` where that cannot be."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            os.chmod(name, 0o644)
            os.replace(name, target)
        except BaseException:
            os.unlink(name)  # half a file is nobody's
            raise
    except OSError as error:
        raise InputError(f"{target}: cannot be written ({error.strerror})") from None
