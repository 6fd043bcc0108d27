"""A grade as JSON (schema ``autograder/grade/v1``), for people to read."""

from __future__ import annotations

import msgspec

from autograder.records import Grade
from autograder.storing import encode_grade


def render_json(grade: Grade) -> bytes:
    """The grade as UTF-8 JSON, indented by two spaces, with a newline at the end."""
    return msgspec.json.format(encode_grade(grade), indent=2) + b"\n"
