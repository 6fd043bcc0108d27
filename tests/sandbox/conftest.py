"""One warm grader for all attacks of a file, with something worth stealing in its environment."""

import os
import sys
from pathlib import Path

import pytest

from tests.sandbox.attack import ENVIRONMENT_SECRET, PATHS
from tests.support.grader import MINI, grader

if sys.platform != "linux":
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session", autouse=True)
def decoy():
    """A file that attacks may try to change."""
    path = Path(PATHS["DECOY"])
    path.write_text("untouched")
    yield path
    assert path.read_text() == "untouched"
    path.unlink()


@pytest.fixture(scope="module")
def grade():
    os.environ["GRADER_TOKEN"] = ENVIRONMENT_SECRET
    try:
        with grader(MINI) as warm:
            warm("1")
            yield warm
    finally:
        del os.environ["GRADER_TOKEN"]
