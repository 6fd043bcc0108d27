r"""The source of a cell as tokens without the writer's freedom: no comments, docstrings, layout or chosen names.

One regular expression rather than :mod:`tokenize`: it is seven times as fast, and it reads what Python refuses
(``%matplotlib``, half a line, null bytes) all the same.  Every repetition in it is possessive, so that no input takes
longer than its length asks for.
"""

from __future__ import annotations

import hashlib
import keyword
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from autograder.codec import CodeCell

MAX_CHARS = 1_000_000
"""How much of one notebook's code is read; 40 times the longest solution of the course."""

MAX_TOKENS = 100_000
"""How many tokens of one notebook are looked at."""

Codes = npt.NDArray[np.uint64]

_STRING = (
    r'(?:"""(?:[^"\\]++|\\.|"(?!""))*+(?:""")?|' + r"'''(?:[^'\\]++|\\.|'(?!''))*+(?:''')?"
    r'|"(?:[^"\\\n]++|\\.)*+"?|' + r"'(?:[^'\\\n]++|\\.)*+'?)"
)
_TOKEN = re.compile(
    r"#[^\n]*+|\\\n"  # a comment, and a line that goes on: no groups, so they come out empty
    rf"|^[ \t]*+[rRuU]?{_STRING}(?=[ \t]*+(?:$|\#))"  # a string that is a line by itself: a docstring
    r"|((?![rRbBfFuUtT]{1,2}[\"'])[^\W\d]\w*+"
    rf"|[rRbBfFuUtT]{{0,2}}{_STRING}"
    r"|\.\s*+[^\W\d]\w*+"  # an attribute with its dot
    r"|(?:\d|\.\d)(?:[eE][-+]|[\w.])*+"
    r"|->|(?:\*\*|//|>>|<<|[-+*/%@&|^=<>!:])=?|[^\s\w])",
    re.MULTILINE | re.DOTALL,
)
_METHOD = re.compile(r"^[ \t]++(?:async[ \t]++)?def\s++\w++\s*+\(\s*+([^\W\d]\w*+)", re.MULTILINE)
_IGNORED = 0
BREAK = 1
"""The code of a break between two cells, which no token has."""
_MEMORABLE = 64  # characters of a spelling that is worth remembering


class Place(NamedTuple):
    """Where a token stands: the place of its cell among those given, and its first and last character there."""

    cell: int
    start: int
    end: int


class Lexer:
    """Reads notebooks; remembers the code of each spelling, which most notebooks share."""

    def __init__(self) -> None:
        self._codes = _Codes()

    def read(self, cells: Iterable[CodeCell]) -> Codes:
        """The notebook's tokens as codes, the same for tokens that are alike; a ``BREAK`` ends each cell."""
        pieces: list[Codes] = []
        room = MAX_TOKENS
        for source in _bounded(cells):
            codes = self._cell(source)[: max(room, 0)]
            room -= len(codes)
            pieces += [codes, _BREAKS]
        return np.concatenate(pieces) if pieces else _BREAKS[:0]

    def _cell(self, source: str) -> Codes:
        spelt = _TOKEN.findall(source)
        own = {*_METHOD.findall(source)}
        codes = np.fromiter(map(self._codes.__getitem__, spelt), np.uint64, len(spelt))
        kept = codes != _IGNORED
        if own:
            _rename_attributes(codes, np.fromiter(map(own.__contains__, spelt), bool, len(spelt)))
        tokens: Codes = codes[kept]
        return tokens


def places(cells: Iterable[CodeCell]) -> list[Place]:
    """Where each code of :meth:`Lexer.read` stands; a break stands nowhere, at the end of its cell."""
    found: list[Place] = []
    room = MAX_TOKENS
    for number, source in enumerate(_bounded(cells)):
        spans = [match.span(1) for match in _TOKEN.finditer(source) if match.lastindex][: max(room, 0)]
        room -= len(spans)
        found += [Place(number, start, end) for start, end in spans]
        found.append(Place(number, len(source), len(source)))
    return found


def _bounded(cells: Iterable[CodeCell]) -> Iterator[str]:
    room = MAX_CHARS
    for cell in cells:
        yield cell.source[:room]
        room -= min(room, len(cell.source))


def _rename_attributes(codes: Codes, is_own: npt.NDArray[np.bool_]) -> None:
    """Make all attributes of ``self``, by whatever name it goes, alike: the student may have chosen them."""
    after = np.flatnonzero(is_own[:-1]) + 1
    after = after[(codes[after] & _ATTRIBUTE) != 0]
    codes[after] = _OWN_ATTRIBUTE


class _Codes(dict[str, int]):
    """The code of each spelling, worked out when it is first asked for."""

    def __missing__(self, spelt: str) -> int:
        code = _code(spelt) if spelt else _IGNORED
        if len(spelt) <= _MEMORABLE:
            self[spelt] = code
        return code


_ATTRIBUTE = np.uint64(2)
"""The bit that tells an attribute's code from any other."""


def _code(spelt: str) -> int:
    kind = _normalised(spelt)
    digest = hashlib.blake2b(kind.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    code = int.from_bytes(digest, "little") & ~3 | 4
    return code | 2 if kind.startswith(".") and len(kind) > 1 else code


def _normalised(spelt: str) -> str:
    """What a token is to be compared by.

    Numbers and texts are alike, as they are changed first; attributes are kept, as they belong to a library, which
    halves what independent answers share (see tests/similarity) and costs a copy almost nothing.
    """
    first, last = spelt[0], spelt[-1]
    if last in "\"'" or first in "\"'":
        return "text"
    if first.isdigit() or (first == "." and spelt[1:2].isdigit()):
        return "number"
    if first == ".":
        return "." + spelt[1:].strip() if len(spelt) > 1 else spelt
    if first.isidentifier():
        return spelt if keyword.iskeyword(spelt) else "name"
    return spelt


_BREAKS: Codes = np.array([BREAK], np.uint64)
_OWN_ATTRIBUTE = np.uint64(_code(".own attribute"))
