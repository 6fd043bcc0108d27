"""The JSON Schema of a grade, generated from the records, and the committed file that holds it.

``python -m autograder.report.schema`` writes the file; with ``--check`` it only tells whether the file is current.
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from autograder.records import Grade

SCHEMA_ID = "autograder/grade/v1"
SCHEMA_PATH = Path(__file__).resolve().parent.parent / "schemas" / "grade-v1.json"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def grade_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a grade; the descriptions are the records' docstrings."""
    schema = msgspec.json.schema(Grade)
    for record in schema["$defs"].values():
        if "description" in record:
            record["description"] = _one_line(record["description"])
    return {"$schema": _DIALECT, "$id": SCHEMA_ID, "title": "Grade of one submission", **schema}


def schema_text() -> str:
    """The schema as the committed file holds it: sorted keys, a newline at the end."""
    return json.dumps(grade_schema(), indent=2, sort_keys=True) + "\n"


def main(arguments: Sequence[str], path: Path = SCHEMA_PATH) -> int:
    """Write the file, or with ``--check`` compare it; the exit code."""
    if list(arguments) not in ([], ["--check"]):
        print("usage: python -m autograder.report.schema [--check]", file=sys.stderr)
        return 2
    if not arguments:
        path.write_text(schema_text(), encoding="utf-8")
        return 0
    if path.is_file() and path.read_text(encoding="utf-8") == schema_text():
        return 0
    print(f"{path.name} is stale: run `python -m autograder.report.schema` and commit it.", file=sys.stderr)
    return 1


def _one_line(docstring: str) -> str:
    return " ".join(inspect.cleandoc(docstring).replace("``", "`").split())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
