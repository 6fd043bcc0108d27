"""Noticing that a file was saved."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

POLL_SECONDS = 0.1
SETTLED_SECONDS = 0.1
"""A file that did not change for so long is written to its end."""

Stamp = tuple[int, int, int] | None


def saves(path: Path) -> Iterator[None]:
    """Yield each time that ``path`` has been saved since the last look; for ever.

    Polled, since notifications of the operating system miss network drives and editors that replace the file.
    """
    return _saves(path, stamp(path))  # looked at now, and not only when the first save is waited for


def _saves(path: Path, seen: Stamp) -> Iterator[None]:
    while True:
        time.sleep(POLL_SECONDS)
        now = stamp(path)
        if now == seen or now is None:
            continue
        while True:  # an editor may write in several strokes
            time.sleep(SETTLED_SECONDS)
            later = stamp(path)
            if later == now:
                break
            now = later
        seen = now
        yield


def stamp(path: Path) -> Stamp:
    """What changes when a file is written or replaced; ``None`` while it is not there."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
