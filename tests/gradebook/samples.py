"""Grades and submissions to store."""

from __future__ import annotations

import datetime
import hashlib

from autograder.gradebook import GradeKey
from autograder.gradebook.store import Received
from autograder.records import CheckResult, Grade, QuestionResult, SubmissionInfo, SuiteInfo, Verdict, total

KEY = GradeKey(suite_sha256="a" * 64, manifest_sha256="b" * 64, harness_version="0.1.0")
LATER = GradeKey(suite_sha256="c" * 64, manifest_sha256="b" * 64, harness_version="0.1.0")
MONDAY = datetime.datetime(2026, 6, 1, 12, 30, 15, 123456, tzinfo=datetime.UTC)
POINTS = {"double": 6.0, "word": 3.0, "half": 1.0}


def received(student, data=b"{}", at=None, name="hw.ipynb", problem=""):
    sha256 = "" if problem else hashlib.sha256(data).hexdigest()
    return Received(
        student=student,
        sha256=sha256,
        name=name,
        source=f"{student}/{name}",
        submitted_at=at,
        data=data,
        problem=problem,
    )


def grade_of(key=KEY, name="hw.ipynb", **scores):
    """A grade with a check for each question of the small assignment; ``None`` for one that was withheld."""
    questions = tuple(
        QuestionResult(id=question, title=question, score=score, max_score=POINTS[question], checks=(_check(score),))
        for question, score in scores.items()
    )
    return Grade(
        harness_version=key.harness_version,
        submission=SubmissionInfo(name=name, sha256="f" * 64),
        suite=SuiteInfo(assignment="mini", title="Mini", sha256=key.suite_sha256, manifest_sha256=key.manifest_sha256),
        engine="fork",
        sandbox_level="A",
        score=total([question.score for question in questions]),
        max_score=sum(question.max_score for question in questions),
        withheld="These checks failed by themselves: it." if None in scores.values() else None,
        questions=questions,
        cells=(),
    )


def _check(score):
    verdict = Verdict.HARNESS_ERROR if score is None else Verdict.PASSED if score else Verdict.FAILED
    return CheckResult(name="test_it", description="it is right", verdict=verdict, points=score, max_points=1.0)
