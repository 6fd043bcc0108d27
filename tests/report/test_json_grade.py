"""A grade as JSON: the same grade comes back, and it is valid against its schema."""

import json

import jsonschema
import msgspec
import pytest

from autograder.errors import InputError
from autograder.report.json import render_json
from autograder.report.schema import SCHEMA_ID, SCHEMA_PATH, grade_schema, main, schema_text
from autograder.storing import decode_grade
from tests.report.sample_grade import complete, hostile, realistic, withheld

GRADES = {"realistic": realistic, "complete": complete, "withheld": withheld, "hostile": hostile}


@pytest.mark.parametrize("name", ["realistic", "complete", "withheld"])
def test_round_trip(name: str) -> None:
    """Nothing is lost on the way."""
    assert decode_grade(render_json(GRADES[name]())) == GRADES[name]()


def test_hostile_round_trip_is_stable() -> None:
    """Half a surrogate pair is spelt out once; after that nothing changes."""
    once = render_json(hostile())
    assert render_json(decode_grade(once)) == once


@pytest.mark.parametrize("name", GRADES)
def test_json_is_valid_against_the_committed_schema(name: str) -> None:
    """The file in the package describes what is written."""
    schema = json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(render_json(GRADES[name]())), schema, cls=jsonschema.Draft202012Validator)


def test_schema_refuses_what_is_no_grade() -> None:
    """A verdict that does not exist, a field too many and a field too few are found."""
    validator = jsonschema.Draft202012Validator(grade_schema())
    for change in (
        lambda grade: grade["questions"][0]["checks"][0].update(verdict="good"),
        lambda grade: grade.update(extra=1),
        lambda grade: grade.pop("score"),
    ):
        grade = json.loads(render_json(realistic()))
        change(grade)
        assert not validator.is_valid(grade)


def test_json_is_for_people_too() -> None:
    """Two spaces of indent, UTF-8 as it is, a newline at the end."""
    title = "Régression logistique"
    grade = realistic()
    text = render_json(msgspec.structs.replace(grade, suite=msgspec.structs.replace(grade.suite, title=title))).decode()
    assert text.startswith('{\n  "schema": "autograder/grade/v1",\n')
    assert text.endswith("}\n")
    assert title in text


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b'{"schema": "autograder/grade/v2"}', b"[1]"])
def test_what_is_no_grade_is_an_input_error(data: bytes) -> None:
    """A wrong file is the caller's mistake, told in a sentence."""
    with pytest.raises(InputError, match="not a grade of schema autograder/grade/v1"):
        decode_grade(data)


def test_schema_file_is_current() -> None:
    """The committed file is what the records give today."""
    assert SCHEMA_PATH.read_text(encoding="utf-8") == schema_text()
    assert main(["--check"]) == 0


def test_schema_names_itself_and_its_records() -> None:
    """The schema has an id, a title, and the docstrings as descriptions."""
    schema = grade_schema()
    assert schema["$id"] == SCHEMA_ID == realistic().schema
    assert schema["title"]
    assert {"Grade", "QuestionResult", "CheckResult", "CellResult", "Verdict"} <= set(schema["$defs"])
    assert all(record["description"] for record in schema["$defs"].values())


def test_stale_schema_file_is_told(tmp_path, capsys) -> None:
    """``--check`` exits with 1 and one sentence; without it the file is written."""
    path = tmp_path / "grade-v1.json"
    assert main(["--check"], path) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert main([], path) == 0
    assert main(["--check"], path) == 0


def test_unknown_option_is_refused(capsys) -> None:
    """A typing mistake writes nothing."""
    assert main(["--chekc"]) == 2
    assert "usage" in capsys.readouterr().err
