"""A grade as JSON (schema ``autograder/grade/v1``), and back."""

from __future__ import annotations

import msgspec

from autograder.errors import InputError
from autograder.records import Grade
from autograder.report.text import storable


def render_json(grade: Grade) -> bytes:
    """The grade as UTF-8 JSON, indented by two spaces, with a newline at the end."""
    return msgspec.json.format(_encoded(grade), indent=2) + b"\n"


def read_json(data: bytes) -> Grade:
    """The grade that :func:`render_json` wrote; raise :class:`InputError` for anything else."""
    try:
        return msgspec.json.decode(data, type=Grade)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(f"The JSON is not a grade of schema autograder/grade/v1: {error}") from None


def _encoded(grade: Grade) -> bytes:
    try:
        return msgspec.json.encode(grade)
    except UnicodeEncodeError:  # half a surrogate pair in what a student raised or printed
        return msgspec.json.encode(storable(grade))
