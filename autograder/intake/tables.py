"""A table that somebody exported: CSV with a header, from a spreadsheet, a course site or an editor."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import msgspec

from autograder.errors import InputError
from autograder.intake.names import clean

MAX_TABLE_BYTES = 64 * 2**20


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """The rows by the names of their columns (lower case, ``_`` and ``-`` as blanks), all values clean text.

    ``lines`` has for each row the line on which it ends.
    """

    where: str
    columns: tuple[str, ...]
    rows: list[dict[str, str]]
    lines: list[int]


def read_table(path: Path) -> Table:
    """The table at ``path``; :class:`InputError` where it cannot be read."""
    shown = clean(str(path))
    try:
        with path.open("rb") as file:
            data = file.read(MAX_TABLE_BYTES + 1)
    except OSError as error:
        raise InputError(f"{shown}: cannot be read ({error.strerror}), but should be a CSV file") from None
    except ValueError:
        raise InputError(f"{shown}: is no path, but should be that of a CSV file") from None
    return parse_table(str(path), data)


def parse_table(where: str, data: bytes) -> Table:
    """The table in ``data``: UTF-8 with or without a mark, between its values a comma, a semicolon or a tab."""
    where = clean(where)
    if len(data) > MAX_TABLE_BYTES:
        raise InputError(f"{where}: has more than {MAX_TABLE_BYTES} bytes, but should be a CSV file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{where}: byte {error.start} is not UTF-8; save it as CSV in UTF-8") from None
    head = next((line for line in text.splitlines() if line.strip()), "")
    if not head:
        raise InputError(f"{where}: is empty, but should begin with a line that names the columns")
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        found = [(reader.line_num, row) for row in reader if any(value.strip() for value in row)]
    except csv.Error as error:
        raise InputError(f"{where}: line {reader.line_num} is not CSV ({error})") from None
    return _table(where, found)


def _table(where: str, found: list[tuple[int, list[str]]]) -> Table:
    columns = tuple(re.sub(r"[\s_-]+", " ", clean(name).casefold()).strip() for name in found[0][1])
    rows: list[dict[str, str]] = []
    for line, row in found[1:]:
        if len(row) > len(columns) and any(value.strip() for value in row[len(columns) :]):
            raise InputError(f"{where}: line {line} has {len(row)} values, but should have {len(columns)}")
        values = [clean(value) for value in row[: len(columns)]] + [""] * (len(columns) - len(row))
        rows.append(dict(reversed(list(zip(columns, values, strict=True)))))  # of two alike the first counts
    return Table(where=where, columns=columns, rows=rows, lines=[line for line, _ in found[1:]])
