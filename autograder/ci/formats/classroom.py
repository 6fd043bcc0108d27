"""What GitHub Classroom's reporter reads: base64 of JSON, in the step's output ``result``.

Classroom itself was retired; repositories that it made keep their workflow, in which
``classroom-resources/autograding-grading-reporter`` adds up ``tests[].score``.  A test without a score makes the sum
``NaN`` and a document without tests ends the reporter (its ``src/notify-classroom.js``), so both are always there.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from autograder.ci.run import Result
from autograder.records import CheckResult, has_all_points
from autograder.report.text import clean

OUTPUT_NAME = "result"
MAX_BYTES = 90_000
"""It travels in one environment variable, of which Linux takes 128 KiB; base64 makes 4 bytes of 3."""

_MESSAGE_CHARS = 600


def render_classroom(result: Result) -> str:
    """The output's value; messages are left out where the document would be too long to travel."""
    for chars in (_MESSAGE_CHARS, 120, 0):
        document = json.dumps(_document(result, chars)).encode()
        if len(document) <= MAX_BYTES:
            break
    return base64.b64encode(document).decode()


def _document(result: Result, chars: int) -> dict[str, Any]:
    if result.grade is None:
        tests = [
            _test(question.id, question.title, "error", 0.0, clean(result.problem, chars or 200), result, 0.0)
            for question in result.manifest.questions
        ]
    else:
        tests = [
            _checked(question.id, check, result, chars)
            for question in result.grade.questions
            for check in question.checks
        ]
    right = result.grade is not None and all(test["status"] == "pass" for test in tests)
    return {
        "version": 3,
        "status": "pass" if right else "fail" if result.grade is not None else "error",
        "max_score": round(result.manifest.points, 6),
        "tests": tests,
    }


def _checked(question: str, check: CheckResult, result: Result, chars: int) -> dict[str, Any]:
    well = has_all_points(check)
    said = "" if well or not chars else clean(f"{check.message}\n{check.hint}".strip(), chars)
    score = round(check.points or 0.0, 6)
    status = "pass" if well else "fail"
    return _test(question, check.description, status, score, said, result, check.wall_seconds)


def _test(
    question: str, name: str, status: str, score: float, message: str, result: Result, wall_seconds: float
) -> dict[str, Any]:
    return {
        "name": " ".join(clean(f"{question}: {name}", 200).split()),
        "status": status,
        "message": message or None,
        "test_code": question,
        "task_id": 0,
        "filename": " ".join(clean(result.found.path, 255).split()) if result.found is not None else "",
        "line_no": 0,
        "duration": round(wall_seconds, 3),
        "score": score,
        "output": message,
    }
