"""From each fingerprint to the notebooks that have it: how rare it is, and which pairs share the rare ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from autograder.similarity.lexer import Codes

COMMON_SHARE = 0.1
"""What more than this share of the class has is an idiom and counts nothing ..."""

COMMON_COUNT = 10
"""... unless it is had by fewer than so many."""

MAX_PAIRINGS = 4_000_000
"""How often two notebooks are put side by side for one fingerprint, over the whole class; the rarest come first."""

Weights = npt.NDArray[np.float64]


class Index(NamedTuple):
    """The fingerprints of a class, each once and sorted, with the place of each one's owners in ``owners``."""

    hashes: Codes
    starts: npt.NDArray[np.intp]
    counts: npt.NDArray[np.intp]
    owners: npt.NDArray[np.int32]
    given: npt.NDArray[np.bool_]
    weights: Weights
    size: int


class Candidates(NamedTuple):
    """Pairs of notebooks by their numbers, ``first < second``, and the weight found so far to be shared."""

    first: npt.NDArray[np.int64]
    second: npt.NDArray[np.int64]
    shared: Weights


def build_index(prints: Sequence[Codes], given: Codes) -> Index:
    """Index the fingerprints of each notebook, but for those of given code."""
    everything = np.concatenate([*prints, np.zeros(0, np.uint64)])
    owners = np.repeat(np.arange(len(prints), dtype=np.int32), [len(own) for own in prints])
    order = np.argsort(everything, kind="stable")  # owners stay in order within a fingerprint
    hashes, starts, counts = np.unique(everything[order], return_index=True, return_counts=True)
    weights = weights_of(counts, len(prints))
    is_given = np.isin(hashes, given)
    weights[is_given] = 0.0
    return Index(hashes, starts, counts, owners[order], is_given, weights, len(prints))


def weights_of(counts: npt.NDArray[np.intp], size: int) -> Weights:
    """How telling a fingerprint is that so many of ``size`` notebooks have: 1 for two, 0 for a common one.

    In between it falls with the logarithm, as an inverse document frequency does.
    """
    common = max(COMMON_COUNT, COMMON_SHARE * size)
    return np.clip(np.log(common / counts) / math.log(common / 2), 0.0, 1.0)


def weights_in(index: Index, own: Codes) -> Weights:
    """The weight of each of a notebook's fingerprints."""
    return index.weights[np.searchsorted(index.hashes, own)]


def candidates(index: Index) -> Candidates:
    """The pairs that share a telling fingerprint, as far as ``MAX_PAIRINGS`` reaches."""
    keys, weights = [np.zeros(0, np.int64)], [np.zeros(0)]
    room = MAX_PAIRINGS
    telling = index.weights > 0
    for count in np.unique(index.counts[telling & (index.counts > 1)]):
        runs = np.flatnonzero(telling & (index.counts == count))[: room // (count * (count - 1) // 2)]
        if len(runs) == 0:
            break
        room -= len(runs) * int(count * (count - 1) // 2)
        found, times = np.unique(_keys(index, runs, int(count)), return_counts=True)
        keys.append(found)
        weights.append(times * index.weights[runs[0]])
    pairs, places = np.unique(np.concatenate(keys), return_inverse=True)
    shared = np.bincount(places, np.concatenate(weights), len(pairs)).astype(np.float64)
    return Candidates(pairs // max(index.size, 1), pairs % max(index.size, 1), shared)


def _keys(index: Index, runs: npt.NDArray[np.intp], count: int) -> npt.NDArray[np.int64]:
    """Each pair of owners of these fingerprints, all of which ``count`` notebooks have, as one number."""
    owners = index.owners[index.starts[runs][:, None] + np.arange(count)].astype(np.int64)
    first, second = np.triu_indices(count, 1)
    keys: npt.NDArray[np.int64] = (owners[:, first] * index.size + owners[:, second]).ravel()
    return keys
