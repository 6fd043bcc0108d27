"""Somebody else's CSV file, changed in a few cells and kept byte for byte everywhere else.

The standard library's reader forgets which cells were quoted and how a line ended; a course site may care, and a person
who compares the two files does.  So cells are kept as they are written, with their quotes, and read only when asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import InputError
from autograder.exporters.cells import one_line

_BOM = "\ufeff"
_DELIMITERS = (",", ";", "\t")


@dataclass
class Row:
    """One line: its cells as they are written, how it ended, and the number of the line it begins on."""

    cells: list[str]
    end: str
    line: int

    def value(self, column: int | None) -> str:
        """What a cell says; nothing where the line is too short, or there is no such column."""
        if column is None or column >= len(self.cells):
            return ""
        raw = self.cells[column]
        return raw[1:-1].replace('""', '"') if raw.startswith('"') else raw

    def write(self, column: int, value: str, delimiter: str) -> None:
        """Put a value into a cell, quoted where the old one was, or where it has to be."""
        self.cells += [""] * (column + 1 - len(self.cells))
        self.cells[column] = _quoted(value) if self.cells[column].startswith('"') else _written(value, delimiter)


@dataclass
class Sheet:
    """A file of separated values; ``rows[0]`` is the header."""

    path: Path
    rows: list[Row]
    delimiter: str
    bom: bool

    @property
    def header(self) -> list[str]:
        """The headings, without the white space around them."""
        return [self.rows[0].value(column).strip() for column in range(len(self.rows[0].cells))]

    @property
    def body(self) -> list[Row]:
        """The lines after the header."""
        return self.rows[1:]

    def column(self, *names: str) -> int | None:
        """The one column with one of these headings (capitals do not matter), or ``None``."""
        wanted = {name.casefold() for name in names}
        fitting = [number for number, heading in enumerate(self.header) if heading.casefold() in wanted]
        return self.only(fitting, names[0]) if fitting else None

    def only(self, columns: Sequence[int], wanted: str) -> int:
        """The one column of several that fit; :class:`InputError` where there are two."""
        if len(columns) > 1:
            named = " and ".join(f"{self.header[column]!r} (column {column + 1})" for column in columns)
            raise InputError(one_line(f"{self.path}: line 1: {named} both fit {wanted!r}, but one column should"))
        return columns[0]

    def keep(self, columns: Iterable[int]) -> None:
        """Leave out all other columns."""
        kept = sorted(set(columns))
        for row in self.rows:
            row.cells = [row.cells[column] for column in kept if column < len(row.cells)]

    def encoded(self) -> bytes:
        """The file again."""
        lines = (self.delimiter.join(row.cells) + row.end for row in self.rows)
        return ((_BOM if self.bom else "") + "".join(lines)).encode()


def read_sheet(data: bytes, path: Path) -> Sheet:
    """Read a CSV file; the separator is the one of ``, ; tab`` that gives the header the most cells.

    :class:`InputError` where it is not UTF-8, has no header, or a quotation mark is left open.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        place, found = data.count(b"\n", 0, error.start) + 1, data[error.start]
        raise InputError(
            f"{path}: line {place}: has the byte 0x{found:02x}, but a CSV file should be saved as UTF-8"
        ) from None
    bom, text = text.startswith(_BOM), text.removeprefix(_BOM)
    if not text.strip():
        raise InputError(f"{path}: line 1: is empty, but should hold the headings of a CSV file")
    delimiter = max(_DELIMITERS, key=lambda candidate: _width(text, candidate, path))
    return Sheet(path, list(_read(text, delimiter, path)), delimiter, bom)


def _width(text: str, delimiter: str, path: Path) -> int:
    """How many headings there are; none where the header cannot be read so."""
    try:
        return len(next(_read(text, delimiter, path)).cells)
    except InputError:
        return 0


def _read(text: str, delimiter: str, path: Path) -> Iterator[Row]:
    pattern = re.compile(rf'("[^"]*(?:""[^"]*)*"|[^"{delimiter}\r\n][^{delimiter}\r\n]*|)({delimiter}|\r\n|\r|\n|\Z)')
    at, line = 0, 1
    while at < len(text):
        row = Row([], delimiter, line)
        while row.end == delimiter:
            found = pattern.match(text, at)
            if found is None:
                raise InputError(f"{path}: line {line}: has a quotation mark that is not closed, or not escaped")
            row.cells.append(found[1])
            row.end, at = found[2], found.end()
            line += found[0].count("\n")
        yield row


def _written(value: str, delimiter: str) -> str:
    return _quoted(value) if re.search(rf'["\r\n{delimiter}]', value) else value


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'
