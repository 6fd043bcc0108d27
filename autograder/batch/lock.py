"""One command at a time in one output folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.errors import InputError

LOCK_NAME = ".lock"


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold ``out``, which is made if need be; the lock ends with the process, however it ends."""
    path = out / LOCK_NAME
    try:
        out.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise InputError(
            f"{out}: cannot be written ({error.strerror}), but should be a folder for the output"
        ) from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InputError(f"{out}: another autograder is at work there; wait for it to end") from None
        yield
    finally:
        os.close(descriptor)
