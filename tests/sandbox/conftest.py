"""One warm grader for all attacks of a file, with something worth stealing in its environment."""

import os
import sys

import pytest

from tests.sandbox.attack import ENVIRONMENT_SECRET
from tests.support.grader import MINI, grader

if sys.platform != "linux":
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="module")
def grade():
    os.environ["GRADER_TOKEN"] = ENVIRONMENT_SECRET
    try:
        with grader(MINI) as warm:
            warm("1")
            yield warm
    finally:
        del os.environ["GRADER_TOKEN"]
