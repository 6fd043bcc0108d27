"""One JSON object a line: read by the standard library, and back without a loss."""

import json

import pytest

from autograder.errors import InputError
from autograder.exporters.json_lines import SCHEMA, read_json_lines, render_json_lines
from tests.exporters.sample_class import everybody, hostile, manifest


def test_nothing_is_lost():
    """Sorted by id, and equal."""
    standings = sorted(everybody(), key=lambda standing: standing.student.id)
    assert read_json_lines(render_json_lines(manifest(), everybody())) == standings


def test_every_line_begins_with_the_schema():
    """For whoever looks into a file without a name."""
    for line in render_json_lines(manifest(), everybody()).splitlines():
        assert next(iter(json.loads(line).items())) == ("schema", SCHEMA)


def test_no_score_is_null():
    """Never a zero."""
    lines = [json.loads(line) for line in render_json_lines(manifest(), everybody()).splitlines()]
    assert {line["student"]["id"] for line in lines if line["score"] is None} == {"cleo", "dan", "eve"}


def test_hostile_texts_stay_on_their_line():
    """Half surrogates are spelt out, once; all else is as it was."""
    once = render_json_lines(manifest(), [hostile()])
    assert once.count(b"\n") == 1
    assert "\\ud800\ufffe'<b>" in json.loads(once)["student"]["name"]
    assert render_json_lines(manifest(), read_json_lines(once)) == once


@pytest.mark.parametrize(
    "line", [b"{}", b"[]", b"nonsense", b'{"schema":"autograder/standing/v1"}', b"\xff", b'{"schema":1}']
)
def test_what_is_no_standing_is_an_input_error(line):
    """With its line."""
    with pytest.raises(InputError, match="line 3: "):
        read_json_lines(render_json_lines(manifest(), everybody()[:1]) + b"\n" + line)
