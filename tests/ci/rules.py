"""The rules of ``classroom50/result/v1``, written down here once more and by another hand: schema and what it cannot say.

After ``schemas/result-v1.schema.json`` and ``validate_result`` of foundation50/classroom50.
"""

from __future__ import annotations

from typing import Any

import jsonschema

_TIME = r"^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$"
_TEXT = {"type": "string", "minLength": 1}
_POINTS = {"type": "integer", "minimum": 0}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        *("schema classroom assignment assignment_type owner submission commit release review datetime".split()),
        *("score max-score tests".split()),
    ],
    "properties": {
        "schema": {"const": "classroom50/result/v1"},
        "classroom": _TEXT,
        "assignment": _TEXT,
        "assignment_type": {"enum": ["individual", "group"]},
        "owner": _TEXT,
        "submission": {"type": "string", "pattern": "^submit/"},
        "commit": _TEXT,
        "release": _TEXT,
        "review": _TEXT,
        "datetime": {"type": "string", "pattern": _TIME},
        "graded_at": {"type": "string", "pattern": _TIME},
        "score": _POINTS,
        "max-score": _POINTS,
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["test-name", "passed", "score", "max-score"],
                "properties": {
                    "test-name": _TEXT,
                    "passed": {"type": "boolean"},
                    "score": _POINTS,
                    "max-score": _POINTS,
                },
            },
        },
        "submitted_by": {
            "type": "object",
            "additionalProperties": False,
            "required": ["username"],
            "properties": {"username": _TEXT, "id": {"type": ["integer", "null"]}},
        },
    },
}


def require_valid(result: dict[str, Any], variables: dict[str, str]) -> None:
    """Fail unless the result is one that the collector would take for this repository."""
    jsonschema.validate(result, SCHEMA)
    assert result["classroom"] == variables["CLASSROOM"]
    assert result["assignment"] == variables["ASSIGNMENT"]
    assert result["owner"].lower() == variables["OWNER"].lower()
    assert all(type(test[key]) is int for test in [result, *result["tests"]] for key in ("score", "max-score"))
    assert all(test["score"] <= test["max-score"] for test in [result, *result["tests"]])
    assert result["score"] == sum(test["score"] for test in result["tests"])
    assert result["max-score"] == sum(test["max-score"] for test in result["tests"])
