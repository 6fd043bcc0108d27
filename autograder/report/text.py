r"""Text that a student wrote, made harmless to look at.

A terminal obeys what it prints: ``"\x1b[2A"`` goes back and writes over the score above it, ``"\x9b"`` does the same
in one character, and U+202E makes the rest of the line run backwards, in a browser too.  Such characters are shown
the way that Python writes them (``\x1b``) rather than removed: what the student printed is part of the evidence.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from autograder.records import Grade
from autograder.storing import rewritten, spelt_out

MAX_CHARS = 4_000
"""How much of one text is shown; the JSON keeps all of it."""

MAX_NAME_CHARS = 255
"""How much of a file's name is shown: as much as a file system allows."""

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1 controls, but for tab and newline
    "\u2028-\u202e\u2066-\u2069"  # line separators, bidirectional embeddings, overrides and isolates
    "\ud800-\udfff]"  # halves of surrogate pairs, which no encoding can write
)
_COMMAND = re.compile(r":(?=:[A-Za-z][\w-]*(?:[ \t][^\n]*?)?::)|#(?=#(?:vso)?\[)")
"""What a CI runner takes for an order of ours, where it reads what we print: ``::error::`` and ``##[error]``.

Anywhere, and not only where a line begins: a terminal wraps lines where it likes.
"""


def clean(text: str, max_chars: int = MAX_CHARS) -> str:
    r"""``text`` with its controls visible, at most ``max_chars`` long (a few more where one had to be spelt out).

    >>> clean("10/10\x1b[2K\r\nfine")
    '10/10\\x1b[2K\nfine'
    """
    visible = _UNSAFE.sub(spelt_out, text[:max_chars].replace("\r\n", "\n"))
    visible = _COMMAND.sub(lambda found: f"\\x{ord(found[0]):02x}", visible)
    left_out = len(text) - max_chars
    return f"{visible} ... ({left_out:,} more characters)" if left_out > 0 else visible


def excerpt(text: str, max_lines: int) -> str:
    """The first ``max_lines`` lines, and how many more there are."""
    lines = text.rstrip().split("\n")
    more = len(lines) - max_lines
    return "\n".join([*lines[:max_lines], f"... ({more:,} more lines)"] if more > 0 else lines)


def tail(text: str, max_lines: int) -> str:
    """The last ``max_lines`` lines, and how many there are before."""
    lines = text.rstrip().split("\n")
    before = len(lines) - max_lines
    return "\n".join([f"... ({before:,} lines before)", *lines[-max_lines:]] if before > 0 else lines)


def encodable(text: str, encoding: str) -> str:
    r"""``text`` without what ``encoding`` cannot write (``\u03c3`` for a sigma on an ASCII terminal)."""
    return text.encode(encoding, "backslashreplace").decode(encoding)


def shown(grade: Grade, encoding: str = "utf-8") -> Grade:
    """The grade with every text in it cleaned: what a renderer works with.  A file's name becomes one line."""
    cleaned = rewritten(grade, lambda text: encodable(clean(text), encoding))
    name = clean(cleaned.submission.name.replace("\n", "\\n"), MAX_NAME_CHARS)
    return replace(cleaned, submission=replace(cleaned.submission, name=name))
