"""``classroom50/result/v1``: a test a question, in whole points.

Source: ``schemas/result-v1.schema.json`` of foundation50/classroom50, ``validate_result`` and ``finalize_result`` of
its ``runner.py``, and its wiki page "Advanced Autograding".  The runner writes ``owner``, ``assignment_type``,
``datetime``, ``graded_at`` and ``submitted_by`` over whatever an autograder says; they are given all the same, as it
would, so that the file is valid before.

Points.  Classroom 50 knows whole numbers only.  The questions' maxima are multiplied by the smallest number that makes
them whole (1 for most assignments).  A question that is all right has all its points, one that is not never has: what
was earned is rounded down, and what the rounding took from the total goes back to the questions that lost most by it.
The exact points stand beside it, as fields of a test's own, which the format allows.
"""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from autograder.ci.environment import Environment
from autograder.ci.run import Result
from autograder.errors import HarnessError, InputError
from autograder.records import QuestionResult, has_all_points
from autograder.report.text import clean
from autograder.report.words import open_checks

RESULT_NAME = "result.json"
BODY_NAME = "release-body.md"
SCHEMA = "classroom50/result/v1"
MAX_FACTOR = 100
_MESSAGE_CHARS = 500


def render_result(result: Result, environment: Environment, graded_at: datetime.datetime) -> bytes:
    """``result.json``.

    Raises :class:`InputError` where the commit's date cannot be read: the clock's is no substitute, since lateness is
    made of it.
    """
    if result.committed_at is None:
        raise InputError("the checkout's commit cannot be read, but its date is that of the submission")
    tests = _tests(result)
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "classroom": environment.classroom,
        "assignment": environment.assignment,
        "assignment_type": environment.assignment_type,
        "owner": environment.owner,
        "submission": environment.submission,
        "commit": environment.commit_url,
        "release": environment.release_url,
        "review": environment.review_url,
        "datetime": _moment(result.committed_at),
        "graded_at": _moment(graded_at),
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }
    if environment.actor:
        document["submitted_by"] = {"username": environment.actor, "id": environment.actor_id}
    return json.dumps(document, indent=2, ensure_ascii=False).encode() + b"\n"


def render_outputs(result: Result, document: bytes) -> str:
    """``status=`` and ``summary=`` for the step's outputs: our words alone, a line each, as the runner looks for."""
    read = json.loads(document)
    tests = read["tests"]
    passed = sum(test["passed"] for test in tests)
    said = f"{read['score']}/{read['max-score']} ({passed} of {len(tests)} questions right)"
    summary = said if result.grade is not None else f"{read['score']}/{read['max-score']} (no notebook could be graded)"
    return f"status={'success' if passed == len(tests) else 'failure'}\nsummary={summary}\n"


def whole_maxima(points: Sequence[float]) -> list[int]:
    """The maxima as whole numbers.

    >>> whole_maxima([8.0, 6.0]), whole_maxima([0.5, 1.5]), whole_maxima([1 / 3, 2 / 3])
    ([8, 6], [1, 3], [1, 2])
    """
    exact = [Fraction(value).limit_denominator(MAX_FACTOR) for value in points]
    factor = math.lcm(*(value.denominator for value in exact)) if exact else 1
    if factor <= MAX_FACTOR:
        return [int(value * factor) for value in exact]
    return apportioned([value * MAX_FACTOR for value in points], [math.ceil(value * MAX_FACTOR) for value in points])


def apportioned(exact: Sequence[float], caps: Sequence[int]) -> list[int]:
    """Whole numbers, none above its cap, that add up to the rounded sum as nearly as caps allow (largest remainder).

    >>> apportioned([2.5, 2.5, 1.0], [2, 8, 1])
    [2, 3, 1]
    """
    near = [value + 1e-9 for value in exact]
    whole = [min(math.floor(value), cap) for value, cap in zip(near, caps, strict=True)]
    left = math.floor(sum(exact) + 0.5 + 1e-9) - sum(whole)
    order = sorted(range(len(whole)), key=lambda index: (-(near[index] - math.floor(near[index])), index))
    for index in order:
        if left > 0 and whole[index] < caps[index] and near[index] - whole[index] > 1e-6:
            whole[index] += 1
            left -= 1
    return whole


def _tests(result: Result) -> list[dict[str, Any]]:
    questions = result.manifest.questions
    maxima = whole_maxima([question.points for question in questions])
    graded = {question.id: question for question in result.grade.questions} if result.grade is not None else {}
    right = [question.id in graded and all(map(has_all_points, graded[question.id].checks)) for question in questions]
    shares = [_share(graded.get(question.id)) for question in questions]
    caps = [most if well else max(most - 1, 0) for most, well in zip(maxima, right, strict=True)]
    exact = [most if well else share * most for most, share, well in zip(maxima, shares, right, strict=True)]
    return [
        {
            "test-name": _name(f"{question.id}: {question.title}"),
            "passed": well,
            "score": score,
            "max-score": most,
            "points": round(share * question.points, 6),
            "max-points": question.points,
            "message": _message(graded.get(question.id), result.problem),
        }
        for question, well, score, most, share in zip(
            questions, right, apportioned(exact, caps), maxima, shares, strict=True
        )
    ]


def _share(question: QuestionResult | None) -> float:
    if question is None:
        return 0.0
    if question.score is None:
        raise HarnessError(f"{question.id}: its points are withheld")
    return min(max(question.score / question.max_score, 0.0), 1.0)


def _message(question: QuestionResult | None, problem: str) -> str:
    if question is None:
        return clean(problem, _MESSAGE_CHARS)
    said = next((check for check in open_checks(question) if not has_all_points(check)), None)
    return clean(f"{said.description}\n{said.message}", _MESSAGE_CHARS).strip() if said is not None else ""


def _name(text: str) -> str:
    """On one line, and inert in the table of a release's body, where the runner escapes bars alone."""
    return " ".join(clean(text, 200).translate({ord(sign): None for sign in "<>[]`"}).split())


def _moment(when: datetime.datetime) -> str:
    return when.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
