"""Names that a stranger chose: made presentable, compared, put in order."""

from __future__ import annotations

import hashlib
import re
import unicodedata

MAX_ID_CHARS = 100
MAX_SHOWN_CHARS = 400
_JOINERS = "\u200c\u200d"
"""Invisible, but part of how Persian and Indic names are written."""

_MAX_WORDS = 8
_COPY = re.compile(r"(.*?) ?\(([0-9]{1,9})\)(\.[^/.]*)", re.DOTALL)


def clean(text: str, max_chars: int = MAX_SHOWN_CHARS) -> str:
    """The text as it can be shown, logged and stored: UTF-8, one line, no control or direction marks, not too long."""
    if not text.isprintable():
        text = text.encode("utf-8", "replace").decode()
        text = "".join(char if _is_plain(char) else "\N{REPLACEMENT CHARACTER}" for char in text)
    text = " ".join(text.split())
    return text if len(text) <= max_chars else text[: max_chars - 1] + "…"


def _is_plain(char: str) -> bool:
    return char in _JOINERS or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp")


def clean_id(text: str) -> str:
    r"""An id out of any text: itself if it is clean, else what is clean of it and a digest of all.

    So two texts that differ only in what cannot be shown do not become the same id.

    >>> clean_id("jdoe"), clean_id("j/doe") == clean_id("j\\doe")
    ('jdoe', False)
    """
    shown = re.sub(r"[/\\]", "\N{REPLACEMENT CHARACTER}", clean(text, MAX_ID_CHARS))
    return shown if shown == text else f"{shown}~{digest(text)}"


def digest(text: str) -> str:
    """Eight hexadecimal digits that tell one text from another, surrogates included."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def folded(text: str) -> str:
    """For comparing ids, logins and addresses: case, width and outer blanks do not count."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def squeezed(text: str) -> str:
    """For comparing people's names: letters, their marks and digits alone, as Canvas puts them into a file's name.

    >>> squeezed("O'Neill, Zoë")
    'oneillzoë'
    """
    return "".join(char for char in folded(text) if char.isalnum() or unicodedata.category(char).startswith("M"))


def orders(name: str) -> set[str]:
    """A name squeezed, in each order in which a site may write it, whichever of its words is the surname.

    >>> sorted(orders("Doe, Jane")) == sorted(orders("Jane Doe")) == ["doejane", "janedoe"]
    True
    """
    words = [squeezed(word) for word in folded(name).replace(",", " ").split()]
    words = [word for word in words if word]
    turns = range(len(words) if len(words) <= _MAX_WORDS else min(len(words), 1))
    return {"".join(words[turn:] + words[:turn]) for turn in turns}


def share_a_word(one: str, other: str) -> bool:
    """Whether two names have a word in common."""
    return not set(re.findall(r"\w+", folded(one))).isdisjoint(re.findall(r"\w+", folded(other)))


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """A key for sorting in which numbers count as numbers: ``hw9`` before ``hw10``."""
    parts = re.split(r"([0-9]+)", text)
    return tuple(
        (len(part.lstrip("0")), part.lstrip("0")) if place % 2 else (0, part) for place, part in enumerate(parts)
    )


def copies_last(path: str) -> tuple[tuple[tuple[int, str], ...], int]:
    """The same for files, where a browser's ``hw (1).ipynb``, which it saves later, comes after ``hw.ipynb``.

    >>> sorted(["hw (10).ipynb", "hw (2).ipynb", "hw.ipynb"], key=copies_last)
    ['hw.ipynb', 'hw (2).ipynb', 'hw (10).ipynb']
    """
    found = _COPY.fullmatch(path)
    return (natural(found[1] + found[3]), int(found[2])) if found is not None else (natural(path), 0)
