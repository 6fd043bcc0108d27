"""Works in, a ranked list of pairs out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from autograder.codec import CodeCell
from autograder.records import Record
from autograder.similarity.fingerprints import all_hashes, fingerprints
from autograder.similarity.index import Index, build_index, candidates, weights_in
from autograder.similarity.lexer import Codes, Lexer
from autograder.similarity.passages import Passage, prepared, shared_passages

SHOWN_FROM = 0.4
"""The least score of a pair that is listed.

Measured with the writers of tests/similarity: independent answers to one starter notebook reach 0.06; among 600
students who answer each question in one of four ways, differing in every fourth expression, two reach 0.39.  A copy
keeps 0.9 when renamed, reordered and commented, 0.5 when every trick is used at once, and half a copy 0.5.
"""

MIN_OWN = 30.0
"""A notebook with less weight than this counts as having it: some ten lines, too few to be told apart."""

LEAST_DISTINCTIVE = 0.05
"""The share of a notebook's own code that counts as distinctive at least, where nearly all of it is common."""

_EXAMINED = 20
"""How many candidates are worked out for each pair that may be listed: the index's order is an estimate."""


class Work(Record, frozen=True, kw_only=True):
    """What one student handed in: ``id`` says who, the cells are those of their notebook."""

    id: str
    cells: tuple[CodeCell, ...]


class Pair(Record, frozen=True, kw_only=True):
    """Two notebooks that share much, by the ids of their works.

    ``score`` is the share, from 0 to 1, of the distinctive code of the one with less of it that stands in the other,
    too.  Distinctive is what was not given and few of the class have; what is rare counts more.  ``first_share`` and
    ``second_share`` are the same for each of the two, ``shared`` the number of fingerprints in common, and ``rarity``
    their mean weight: 1 if nobody else has any of them, near 0 if a tenth of the class has.  ``first_stands_for`` and
    ``second_stands_for`` are the ids of others with the same code, who are not compared once more.
    """

    first: str
    second: str
    score: float
    first_share: float
    second_share: float
    shared: int
    rarity: float
    passages: tuple[Passage, ...]
    first_stands_for: tuple[str, ...] = ()
    second_stands_for: tuple[str, ...] = ()


class _Found(NamedTuple):
    """A pair by the numbers of its works; ``telling`` are the fingerprints that it shares, and have weight."""

    score: float
    first: int
    second: int
    shares: tuple[float, float]
    telling: Codes
    rarity: float


def find_pairs(
    works: Iterable[Work], given: Iterable[CodeCell] = (), limit: int = 50, least: float = SHOWN_FROM
) -> list[Pair]:
    """The pairs with a score of at least ``least``, the highest first, ``limit`` at most.

    ``given`` are the code cells of the starter notebook.  Works of one and the same code are compared with others
    once, and listed as pairs with the first of them.
    """
    works = list(works)
    lexer = Lexer()
    template = np.unique(all_hashes(lexer.read(given)))
    groups, prints = _groups(works, lexer)
    index = build_index(prints, template)
    found = sorted(_found(groups, prints, index, limit), key=lambda pair: (-pair.score, pair.first, pair.second))
    same = {members[0]: members for members in groups}
    return [_shown(pair, works, lexer, template, same) for pair in found[:limit] if pair.score >= least]


def _groups(works: Sequence[Work], lexer: Lexer) -> tuple[list[list[int]], list[Codes]]:
    """The numbers of works with equal fingerprints, and these; a hundred equal ones are no idiom of the class."""
    groups: dict[bytes, list[int]] = {}
    prints: list[Codes] = []
    for number, work in enumerate(works):
        own = fingerprints(lexer.read(work.cells))
        members = groups.setdefault(own.tobytes(), [])
        if not members:
            prints.append(own)
        members.append(number)
    return list(groups.values()), prints


def _found(groups: list[list[int]], prints: list[Codes], index: Index, limit: int) -> Iterator[_Found]:
    own = [_own_weight(each, index) for each in prints]
    for number, members in enumerate(groups):
        for other in members[1 : limit + 1]:
            yield _equal(members[0], other, prints[number], index)
    pairs = candidates(index)
    least = np.minimum(np.array(own)[pairs.first], np.array(own)[pairs.second])
    scores = pairs.shared / least
    for place in np.argsort(-scores, kind="stable")[: _EXAMINED * limit]:
        first, second = int(pairs.first[place]), int(pairs.second[place])
        yield _compared(groups[first][0], groups[second][0], prints[first], prints[second], index)


def _equal(first: int, second: int, own: Codes, index: Index) -> _Found:
    """Two works of the same code: all of it shared, however common, if there is enough of it."""
    rest = own[~index.given[np.searchsorted(index.hashes, own)]]
    share = min(len(rest) / MIN_OWN, 1.0)
    return _Found(
        share, first, second, (share, share), rest, float(weights_in(index, rest).mean()) if len(rest) else 0.0
    )


def _compared(first: int, second: int, one: Codes, other: Codes, index: Index) -> _Found:
    both = np.intersect1d(one, other, assume_unique=True)
    weights = weights_in(index, both)
    shared = float(weights.sum())
    shares = [shared / _own_weight(own, index) for own in (one, other)]
    telling = both[weights > 0]
    rarity = shared / len(telling) if len(telling) else 0.0
    return _Found(max(shares), first, second, (shares[0], shares[1]), telling, rarity)


def _own_weight(own: Codes, index: Index) -> float:
    """The weight of all that is a notebook's own, and not less than makes a share of it worth a word."""
    weights = weights_in(index, own)
    return max(float(weights.sum()), MIN_OWN, LEAST_DISTINCTIVE * len(weights))


def _shown(
    pair: _Found, works: Sequence[Work], lexer: Lexer, template: Codes, same: Mapping[int, Sequence[int]]
) -> Pair:
    first, second = works[pair.first], works[pair.second]
    one, other = (prepared(work.cells, lexer, template) for work in (first, second))
    return Pair(
        first=first.id,
        second=second.id,
        score=pair.score,
        first_share=pair.shares[0],
        second_share=pair.shares[1],
        shared=len(pair.telling),
        rarity=pair.rarity,
        passages=shared_passages(one, other, set(pair.telling.tolist())),
        first_stands_for=_others(pair.first, pair.second, works, same),
        second_stands_for=_others(pair.second, pair.first, works, same),
    )


def _others(number: int, other: int, works: Sequence[Work], same: Mapping[int, Sequence[int]]) -> tuple[str, ...]:
    """For whom a work stands: those of its code, unless the pair itself is of one and the same code."""
    members = same.get(number, ())
    return () if other in members else tuple(works[member].id for member in members if member != number)
