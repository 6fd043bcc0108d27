"""Winnowing: what is shared is found wherever it stands, and what is short is not."""

import numpy as np

from autograder.similarity.fingerprints import GRAM, WINDOW, all_hashes, fingerprints, winnowed
from autograder.similarity.lexer import BREAK

RANDOM = np.random.default_rng(5)


def codes(count):
    """So many tokens that are all different."""
    return RANDOM.integers(8, 2**63, count, dtype=np.uint64)


def test_a_shared_run_is_always_found():
    """GRAM + WINDOW - 1 tokens in common, anywhere, give a fingerprint in common: the guarantee of the paper."""
    for _ in range(200):
        run = codes(GRAM + WINDOW - 1)
        one, other = (np.concatenate([codes(RANDOM.integers(0, 40)), run, codes(30)]) for _ in range(2))
        assert np.intersect1d(fingerprints(one), fingerprints(other)).size


def test_a_shorter_run_is_never_found():
    """GRAM - 1 tokens in common are noise."""
    run = codes(GRAM - 1)
    one, other = (np.concatenate([codes(20), run, codes(20)]) for _ in range(2))
    assert not np.intersect1d(fingerprints(one), fingerprints(other)).size


def test_no_fingerprint_reaches_across_cells():
    """Cells in another order have the same fingerprints, but for a few at their ends."""
    first, second, end = codes(60), codes(60), np.array([BREAK], np.uint64)
    one = set(fingerprints(np.concatenate([first, end, second, end])).tolist())
    other = set(fingerprints(np.concatenate([second, end, first, end])).tolist())
    assert len(one & other) / len(one | other) > 0.9
    assert one <= set(all_hashes(first).tolist() + all_hashes(second).tolist())


def test_one_in_a_few_is_kept():
    """About 2 / (WINDOW + 1) of the hashes, and no gap is longer than the window."""
    kept = winnowed(all_hashes(codes(10_000)))
    assert 0.3 < len(kept) / 10_000 < 0.5
    assert np.diff(kept).max() <= WINDOW


def test_short_code_has_few_or_none():
    """Less than GRAM tokens have none, a few more have one."""
    assert fingerprints(codes(0)).size == 0
    assert fingerprints(codes(GRAM - 1)).size == 0
    assert fingerprints(codes(GRAM + 1)).size == 1
    assert fingerprints(np.full(50, BREAK, np.uint64)).size == 0
