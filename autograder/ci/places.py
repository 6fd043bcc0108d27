"""Where in a notebook's file a line of a cell stands: what GitHub needs to put an annotation at it.

A notebook is JSON, in which Jupyter writes a cell's source as a list with a text a line.  Other programs write it all
on one line, so the places are read off the file itself: its JSON is decoded once more, by Python's own decoder with
one part exchanged, which keeps where each text began.
"""

from __future__ import annotations

import json
from json import decoder, scanner
from typing import Any

from autograder.checking.written import names_bound
from autograder.codec import CodeCell

MAX_BYTES = 8 * 2**20
"""Beyond this the file's first line has to do: the decoder takes a second for 8 MB."""


class _Text(str):
    """A text and the offset at which it begins in the file."""

    __slots__ = ("offset",)
    offset: int


class Places:
    """Lines of the file for lines of its cells."""

    def __init__(self, data: bytes) -> None:
        self._text, self._cells = _located(data)

    def line_of(self, cell_index: int, line: int | None = None) -> int:
        """The line of the file (from 1) at which ``line`` (from 1) of a cell stands; 1 where that is not known."""
        try:
            source = self._cells[cell_index]["source"]
        except (LookupError, TypeError):
            return 1
        parts = source if isinstance(source, list) else [source]
        number, at = 0, None
        for part in parts:
            if not isinstance(part, _Text):
                return 1
            if at is None or number < (line or 1):
                at = part.offset
            number += part.count("\n")
            if number >= (line or 1):
                break
        return self._text.count("\n", 0, at) + 1 if at is not None else 1


def _located(data: bytes) -> tuple[str, Any]:
    if len(data) > MAX_BYTES:
        return "", []
    try:
        text = data.decode("utf-8-sig")
        reader = json.JSONDecoder()
        reader.parse_string = _parse_string  # type: ignore[attr-defined]
        reader.scan_once = scanner.py_make_scanner(reader)  # type: ignore[attr-defined]
        document = reader.decode(text)
        return text, document.get("cells") if isinstance(document, dict) else []
    except (ValueError, RecursionError):  # it was read before, by the faster decoder: then without places
        return "", []


def _parse_string(text: str, end: int, strict: bool = True) -> tuple[_Text, int]:
    value, after = decoder.scanstring(text, end, strict)  # type: ignore[attr-defined]
    located = _Text(value)
    located.offset = end
    return located, after


def defining_cell(cells: tuple[CodeCell, ...], names: tuple[str, ...]) -> CodeCell | None:
    """The last cell that gives one of the names a value."""
    return next((cell for cell in reversed(cells) if names_bound(cell.source) & set(names)), None)
