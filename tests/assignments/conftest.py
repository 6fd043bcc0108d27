"""``judge``: one question's results, from the real thing on a warm grader shared by all tests of a worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from autograder.records import CheckResult
from tests.support.grader import COURSE, Grader, grader


@pytest.fixture(scope="session")
def grade() -> Iterator[Grader]:
    """A warm grader of the course, for its suites: what follow-through makes of them is tested elsewhere."""
    with grader(COURSE, alone=True) as warm:
        yield warm


@pytest.fixture(scope="session")
def judge(grade: Grader) -> Callable[..., dict[str, CheckResult]]:
    """``judge("q1", cells...)``: the results of one question's checks by name."""

    def judged(question: str, *cells: str) -> dict[str, CheckResult]:
        result = grade(*cells, only=(question,))
        return {check.name: check for check in result.questions[0].checks}

    return judged
