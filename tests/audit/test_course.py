"""The audit of the course itself, as much of it as there is time for; `make audit` does all of it."""

from __future__ import annotations

import pytest

from autograder.audit.accepted import read_accepted
from autograder.audit.mutants import mutants
from autograder.audit.run import audit
from autograder.audit.solution import read_solution
from autograder.manifest import read_manifest
from tests.support.grader import COURSE
from tests.support.slow import SLOW

QUESTIONS = ("q1", "q2", "q4", "q6")
"""Those that take the least time."""


@pytest.mark.timeout(1_800 if SLOW else 120)
def test_suites_of_the_course_fall_short_of_nothing():
    """Every right variant and misconception of four questions, and some of their mutants; of all in `make slow`."""
    whole = SLOW
    found = audit(COURSE, mutant_count=None if whole else 12, only=() if whole else QUESTIONS)
    assert found.shortcomings == ()
    assert found.misconceptions >= 50


def test_accepted_mutants_exist_and_are_few():
    """Those of audit.toml are mutants of the lesson's solution; at most 2 % of all are accepted without being equal."""
    manifest = read_manifest(COURSE)
    known = {mutant.id for mutant in mutants(manifest.questions, read_solution(manifest))}
    entries = read_accepted(COURSE).survivors
    assert {id_ for entry in entries for id_ in entry.ids} <= known
    assert sum(len(entry.ids) for entry in entries if entry.verdict == "accepted") <= 0.02 * len(known)
