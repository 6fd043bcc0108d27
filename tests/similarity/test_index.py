"""Which fingerprints tell something, and which pairs the index leads to."""

import numpy as np
import pytest

from autograder.similarity import index as index_module
from autograder.similarity.index import COMMON_COUNT, COMMON_SHARE, build_index, candidates, weights_in, weights_of

NONE = np.zeros(0, np.uint64)


def prints(*sets):
    """The sorted fingerprints of each notebook."""
    return [np.array(sorted(each), np.uint64) for each in sets]


@pytest.mark.parametrize("size", [2, 30, 5_000])
def test_what_two_have_weighs_most_and_an_idiom_nothing(size):
    """From 1 for one or two owners down to 0 for a tenth of the class, or for ten."""
    common = int(max(COMMON_COUNT, COMMON_SHARE * size))
    weights = weights_of(np.arange(1, common + 5), size)
    assert weights[:2].tolist() == [1, 1]
    assert (np.diff(weights) <= 0).all()
    assert weights[common - 1] == weights[-1] == 0
    assert weights[common - 2] > 0


def test_given_fingerprints_weigh_nothing():
    """What stands in the starter leads to no pair."""
    index = build_index(prints({1, 2}, {1, 2}, {1}), np.array([1], np.uint64))
    assert weights_in(index, np.array([1, 2], np.uint64)).tolist() == [0, 1]
    assert candidates(index).shared.tolist() == [1]


def test_candidates_are_the_pairs_that_share():
    """The same as comparing all with all."""
    rest = np.random.default_rng(1)
    sets = [set(rest.integers(1, 400, 40).tolist()) for _ in range(20)]
    index = build_index(prints(*sets), NONE)
    found = candidates(index)
    for first, second, shared in zip(found.first, found.second, found.shared, strict=True):
        both = np.array(sorted(sets[first] & sets[second]), np.uint64)
        assert first < second
        assert shared == pytest.approx(weights_in(index, both).sum())
    expected = {(a, b) for a in range(20) for b in range(a + 1, 20) if sets[a] & sets[b]}
    telling = {(int(a), int(b)) for a, b in zip(found.first, found.second, strict=True)}
    assert telling <= expected
    assert len(telling) > 50


def test_the_rarest_come_first_and_the_work_is_bounded(monkeypatch):
    """With room for one comparison it is that of the two who share what nobody else has."""
    monkeypatch.setattr(index_module, "MAX_PAIRINGS", 1)
    found = candidates(build_index(prints({1, 9}, {1}, {1, 9}, {1}), NONE))
    assert (found.first.tolist(), found.second.tolist()) == ([0], [2])


def test_an_empty_class_has_no_pairs():
    """Nor have notebooks without a fingerprint."""
    assert candidates(build_index([], NONE)).shared.size == 0
    assert candidates(build_index([NONE, NONE], NONE)).shared.size == 0
