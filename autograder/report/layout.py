"""Lines of text on a terminal: indented, cut to fit, or with something at either end."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

MAX_WIDTH = 100
"""Lines are no longer than this, however wide the terminal is."""


def width(console: Console) -> int:
    """How long a line may be there."""
    return min(console.width, MAX_WIDTH)


def write(console: Console, text: Text, indent: int = 0) -> None:
    """Print ``text``, indented and wrapped; a word longer than a line is broken."""
    text.overflow = "fold"
    console.print(Padding(text, (0, 0, 0, indent), expand=False), width=width(console))


def fitted(text: str, room: int) -> Text:
    """``text`` on one line of at most ``room`` characters."""
    return Text(text if cell_len(text) <= room else set_cell_size(text, max(room - 3, 0)) + "...")


def ends(left: Text, right: Text, console: Console, indent: int = 0) -> Text:
    """``left`` and ``right`` at the two ends of one (indented) line, or one after the other where they do not fit."""
    gap = width(console) - indent - left.cell_len - right.cell_len
    return Text.assemble(left, " " * gap if gap > 1 else "  ", right)
