"""Tokens to fingerprints: the hashes of all runs of so many tokens, and of these the ones that winnowing keeps.

Winnowing takes the smallest hash of every ``WINDOW`` neighbours.  Two notebooks that share ``GRAM + WINDOW - 1``
tokens in a row share at least one fingerprint, and nothing shorter than ``GRAM`` tokens is ever seen.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from autograder.similarity.lexer import BREAK, Codes

GRAM = 10
"""Tokens in a run: about a line of NumPy."""

WINDOW = 4
"""Neighbours of which one is kept."""

_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # odd, and its bits look random: the golden ratio's
_SHIFT = np.uint64(29)
_NONE = np.uint64(2**64 - 1)


def all_hashes(codes: Codes) -> Codes:
    """The hash of each run of ``GRAM`` tokens; the largest number where it would reach across two cells."""
    count = len(codes) - GRAM + 1
    if count <= 0:
        return codes[:0]
    hashes = np.zeros(count, np.uint64)
    breaks = np.zeros(count, bool)
    for offset in range(GRAM):
        part = codes[offset : offset + count]
        hashes = hashes * _FACTOR + part
        breaks |= part == BREAK
    hashes ^= hashes >> _SHIFT  # the low bits decide nothing else
    hashes *= _FACTOR
    hashes ^= hashes >> _SHIFT
    hashes[breaks] = _NONE
    return hashes


def winnowed(hashes: Codes) -> npt.NDArray[np.intp]:
    """The places that winnowing keeps, in order."""
    if len(hashes) == 0:
        return np.zeros(0, np.intp)
    if len(hashes) < WINDOW:
        kept = np.array([np.argmin(hashes)])
    else:
        windows = np.lib.stride_tricks.sliding_window_view(hashes, WINDOW)
        starts = np.arange(len(windows))
        kept = np.unique(starts + WINDOW - 1 - np.argmin(windows[:, ::-1], axis=1))  # the rightmost of equals
    inside: npt.NDArray[np.intp] = kept[hashes[kept] != _NONE]
    return inside


def fingerprints(codes: Codes) -> Codes:
    """The fingerprints of a notebook, each once, in the order of their numbers."""
    hashes = all_hashes(codes)
    return np.unique(hashes[winnowed(hashes)])
