"""Likely copies as one page for the teacher: no script, nothing loaded, every text escaped and cleaned."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

import jinja2

from autograder.report import words
from autograder.report.pages import page_environment
from autograder.report.text import MAX_NAME_CHARS, clean, excerpt
from autograder.similarity.pairs import Pair

MAX_LINES = 60
"""How many lines of a passage are shown; its numbers say how long it is."""

MAX_ALSO = 12
"""How many of those with the same code are named."""

_DEGREES = (
    (0.995, "all"),
    (0.9, "nearly all"),
    (0.7, "most"),
    (0.45, "about half"),
    (0.25, "a good part"),
    (0.0, "a small part"),
)


def render_similarity(pairs: Sequence[Pair], title: str, count: int, people: Mapping[str, str] | None = None) -> str:
    """The page of a class of ``count`` notebooks; ``people`` has the name of each id, where it is not the id."""
    names = people or {}
    environment = _environment()

    def name(who: str) -> str:
        return _name(names.get(who, who))

    environment.filters["person"] = name
    template = environment.get_template("similarity.html.j2")
    return template.render(pairs=pairs, title=_name(title), count=count, name=name, words=words)


def degree(share: float) -> str:
    """A share in words.

    >>> degree(1.0), degree(0.95), degree(0.5)
    ('all', 'nearly all', 'about half')
    """
    return next(word for least, word in _DEGREES if share >= least or least == 0.0)


def whole_percent(share: float) -> str:
    """A share as a number: "87 %", which stays on one line."""
    return f"{round(100 * min(max(share, 0.0), 1.0))}\N{NO-BREAK SPACE}%"


def uncommon(rarity: float) -> str:
    """How far what two notebooks share is theirs alone, in words."""
    if rarity >= 0.9:
        return "Hardly anybody else in the class has it"
    if rarity >= 0.5:
        return "Only a few others in the class have parts of it"
    return "Parts of it stand in several other notebooks, too"


def lines(first: int, last: int) -> str:
    """Lines of a cell: "line 3", "lines 3 to 9"."""
    return f"line {first}" if first == last else f"lines {first} to {last}"


def also(names: Sequence[str]) -> str:
    """Those with the same code, in words, the first of them by name.

    >>> also(["gus", "kim"])
    'gus and kim'
    """
    if len(names) > MAX_ALSO:
        return f"{', '.join(names[:MAX_ALSO])} and {len(names) - MAX_ALSO} more"
    return " and ".join(", ".join(names).rsplit(", ", 1))


def _name(text: str) -> str:
    return clean(text.replace("\n", "\\n"), MAX_NAME_CHARS)


def passage(text: str) -> str:
    """Shared lines, cleaned, without the indentation that they have in common."""
    return excerpt(clean(textwrap.dedent(text)), MAX_LINES)


def _environment() -> jinja2.Environment:
    environment = page_environment(degree, whole_percent, uncommon, lines, passage, also)
    environment.globals["lines"] = lines
    return environment
