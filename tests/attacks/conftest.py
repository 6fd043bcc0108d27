"""A file that attacks may try to change."""

import sys
from pathlib import Path

import pytest

from tests.attacks.attack import PATHS

if sys.platform != "linux":
    collect_ignore_glob = ["*.py", "corpus/*.py"]  # doctests are looked for in all of them


@pytest.fixture(scope="session", autouse=True)
def decoy():
    """It is there, and nobody has changed it."""
    path = Path(PATHS["DECOY"])
    path.write_text("untouched")
    before = path.stat()
    yield path
    after = path.stat()
    assert path.read_text() == "untouched"
    assert (after.st_mode, after.st_uid, after.st_mtime_ns) == (before.st_mode, before.st_uid, before.st_mtime_ns)
    path.unlink()
