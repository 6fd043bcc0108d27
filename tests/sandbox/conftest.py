"""One warm grader for all tests of a file."""

import sys

import pytest

from tests.support.grader import MINI, grader

if sys.platform != "linux":
    collect_ignore_glob = ["test_sealed.py", "test_watch.py", "test_endings.py"]


@pytest.fixture(scope="module")
def grade():
    with grader(MINI) as warm:
        warm("1")
        yield warm
