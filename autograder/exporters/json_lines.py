"""``grades.jsonl``: everything that is known of a class, one JSON object a line, for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from autograder.errors import InputError
from autograder.manifest import Manifest
from autograder.standing import Standing
from autograder.storing import storable

SCHEMA = "autograder/standing/v1"
_FIRST = b'{"schema":"' + SCHEMA.encode() + b'",'


def render_json_lines(manifest: Manifest, standings: Sequence[Standing]) -> bytes:
    """A :class:`~autograder.standing.Standing` a line, in the order of the students' ids; ``schema`` comes first.

    Texts are as they were, but for halves of surrogate pairs, which UTF-8 cannot hold: they are spelt out.
    ``manifest`` is not needed; every exporter takes it.
    """
    return b"".join(json_lines(sorted(standings, key=lambda standing: standing.student.id)))


def json_lines(standings: Iterable[Standing]) -> Iterator[bytes]:
    """The same line by line, in the order that is given: a class may be larger than memory."""
    for standing in standings:
        yield _FIRST + _encoded(standing)[1:] + b"\n"


def read_json_lines(data: bytes) -> list[Standing]:
    """What :func:`render_json_lines` wrote; :class:`InputError` with the line for anything else."""
    return [_decoded(line, number) for number, line in enumerate(data.splitlines(), start=1) if line.strip()]


def _encoded(standing: Standing) -> bytes:
    try:
        return msgspec.json.encode(standing)
    except UnicodeEncodeError:
        return msgspec.json.encode(storable(standing))


def _decoded(line: bytes, number: int) -> Standing:
    try:
        raw = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
        if msgspec.json.decode(raw.pop("schema", b"null")) != SCHEMA:
            raise InputError(f"line {number}: should have the schema {SCHEMA!r}")
        return msgspec.json.decode(msgspec.json.encode(raw), type=Standing)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(f"line {number}: is no standing of schema {SCHEMA}: {error}") from None
