"""What goes into a cell: numbers without a locale's whims, text that no spreadsheet carries out."""

from __future__ import annotations

import datetime
import re

from autograder.report.text import clean

_DECIMALS = 5
"""As many as Moodle stores; Canvas shows two."""

_FORMULA = re.compile(r"(^|;\s*)(?=[=+\-@＝＋－＠])")
"""Where a spreadsheet begins to calculate: at the start of a cell, and after the separator of half of Europe."""


def number(value: float | None, decimal_mark: str = ".") -> str:
    """A number as short as it is exact to five decimals, without a thousands separator; nothing for ``None``.

    >>> number(2.0), number(2 / 3), number(2.5, ","), number(None)
    ('2', '0.66667', '2,5', '')
    """
    if value is None:
        return ""
    text = f"{value:.{_DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace(".", decimal_mark)


def decimal(text: str) -> float | None:
    """The number in a cell: the last point or comma is the decimal mark; ``None`` where there is no number.

    >>> decimal(" 10,50 "), decimal("1.000,5"), decimal("(read only)")
    (10.5, 1000.5, None)
    """
    if not re.fullmatch(r"\s*-?[0-9.,]*[0-9][.,]?\s*", text, re.ASCII):
        return None
    *whole, last = re.split("[.,]", text.strip())
    return float(f"{''.join(whole)}.{last or 0}" if whole else last)


def one_line(text: str) -> str:
    r"""``text`` on one line, with its control characters visible (see :func:`autograder.report.text.clean`).

    >>> one_line("two\nlines")
    'two\\nlines'
    """
    return clean(text).replace("\n", "\\n").replace("\t", "\\t")


def inert(text: str) -> str:
    """``text`` on one line, with an apostrophe where a spreadsheet would begin a formula (CSV injection).

    >>> inert("=HYPERLINK(1)"), inert("fine; -1 for the shape")
    ("'=HYPERLINK(1)", "fine; '-1 for the shape")
    """
    return _FORMULA.sub(r"\1'", one_line(text))


def moment(value: datetime.datetime | None) -> str:
    """A time as ISO 8601 in UTC, to the second.

    >>> moment(datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC))
    '2026-06-01T12:00:00Z'
    """
    return "" if value is None else f"{value.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}"
