"""A grade as bytes to keep, and back.

What a student raised or printed may hold half of a surrogate pair, which UTF-8 cannot write: it is spelt out, since
a grade that cannot be stored would be a grade lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from autograder.errors import InputError
from autograder.records import Grade, Record

AnyRecord = TypeVar("AnyRecord", bound=Record)

_HALF = re.compile("[\ud800-\udfff]")


def encode_grade(grade: Grade) -> bytes:
    """The grade as compact UTF-8 JSON."""
    try:
        return msgspec.json.encode(grade)
    except UnicodeEncodeError:
        return msgspec.json.encode(storable(grade))


def decode_grade(data: bytes) -> Grade:
    """The grade that :func:`encode_grade` wrote; raise :class:`InputError` for anything else."""
    try:
        return msgspec.json.decode(data, type=Grade)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(f"The JSON is not a grade of schema autograder/grade/v1: {error}") from None


def storable(record: AnyRecord) -> AnyRecord:
    """The record with nothing changed but halves of surrogate pairs."""
    return rewritten(record, lambda text: _HALF.sub(spelt_out, text))


def rewritten(record: AnyRecord, change: Callable[[str], str]) -> AnyRecord:
    """The record with ``change`` applied to each of its strings."""
    return msgspec.convert(_rewrite(msgspec.to_builtins(record), change), type(record))


def spelt_out(match: re.Match[str]) -> str:
    r"""The characters as Python writes them: ``\u202e``."""
    return match[0].encode("unicode_escape").decode("ascii")


def _rewrite(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _rewrite(member, change) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_rewrite(member, change) for member in value]
    return value
