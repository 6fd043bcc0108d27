"""Threshold sweeps: quotients of counts, ties, and nothing divided by nothing."""

from typing import Any

import numpy as np
import pytest
import sklearn.metrics
from hypothesis import given
from hypothesis import strategies as st

from reference import (
    THRESHOLDS,
    best_threshold,
    best_thresholds,
    threshold_sweep,
)
from tests.reference.strategies import EPS


def test_the_grid_of_the_exercise() -> None:
    """17 thresholds from 0.10 to 0.90 by 0.05, each its decimal."""
    assert tuple(float(f"{0.1 + 0.05 * i:.2f}") for i in range(17)) == THRESHOLDS
    assert (THRESHOLDS[0], THRESHOLDS[-1], len(THRESHOLDS)) == (0.1, 0.9, 17)


def test_a_sweep_by_hand() -> None:
    """Two of three found at 0.3 with one false alarm; at 0.7 one found and none false."""
    got = threshold_sweep([1, 1, 1, 0, 0], [0.9, 0.3, 0.2, 0.5, 0.1], [0.3, 0.7])
    assert got.precision.tolist() == [2 / 3, 1.0]
    assert got.recall.tolist() == [2 / 3, 1 / 3]
    assert got.f1.tolist() == [2 / 3, 0.5]


def test_as_a_tuple_the_order_is_precision_recall_f1() -> None:
    """The result unpacks in that order, and has names."""
    sweep = threshold_sweep([1, 0], [0.9, 0.4])
    precision, recall, f1 = sweep
    assert (precision is sweep.precision, recall is sweep.recall, f1 is sweep.f1) == (True,) * 3
    assert {array.shape for array in sweep} == {(17,)}


def test_a_probability_on_the_threshold_is_predicted_positive() -> None:
    """>=, not >."""
    assert threshold_sweep([1], [0.4], [0.4]).recall.tolist() == [1.0]
    assert threshold_sweep([1], [0.4], [np.nextafter(0.4, 1)]).recall.tolist() == [0.0]


@pytest.mark.parametrize(
    ("y", "proba"),
    [([1, 0], [0.1, 0.2]), ([0, 0], [0.9, 0.9]), ([0, 0], [0.1, 0.1]), ([1, 0], [0.2, 0.9])],
)
def test_a_quotient_of_nothing_is_0_and_silent(y: list[int], proba: list[float]) -> None:
    """No predicted positive, no actual one, neither, or no hit: F1 is 0 without a flag."""
    with np.errstate(all="raise"):
        sweep = threshold_sweep(y, proba, [0.5])
    assert sweep.f1.tolist() == [0.0]
    assert sweep.precision.tolist() == sweep.recall.tolist() == [0.0]


@given(rows=st.lists(st.tuples(st.integers(0, 1), st.integers(0, 20).map(lambda k: k / 20)), min_size=1))
def test_agrees_with_scikit_learn(rows: list[tuple[int, float]]) -> None:
    """precision_recall_fscore_support with zero_division=0, at every threshold."""
    y, proba = (np.array(column) for column in zip(*rows, strict=True))
    sweep = threshold_sweep(y, proba, THRESHOLDS)
    theirs = [
        sklearn.metrics.precision_recall_fscore_support(y, proba >= threshold, average="binary", zero_division=0)[:3]
        for threshold in THRESHOLDS
    ]
    # Quotients of counts: one rounding for us, up to three for them.
    np.testing.assert_allclose(np.array(sweep).T, theirs, rtol=2 * EPS, atol=0)


@given(
    y=st.lists(st.integers(0, 1), min_size=5, max_size=5),
    proba=st.lists(st.floats(0, 1), min_size=5, max_size=5),
)
def test_recall_never_rises_with_the_threshold(y: list[int], proba: list[float]) -> None:
    """A higher threshold finds no one more."""
    assert np.all(np.diff(threshold_sweep(y, proba).recall) <= 0)


def test_thresholds_that_tie_are_all_best() -> None:
    """Within 1e-9 of the best, in the order given; the first of them is best_threshold."""
    thresholds, f1 = [0.3, 0.1, 0.2, 0.4], [0.8, 0.8 - 5e-10, 0.8 - 5e-9, 0.1]
    assert best_thresholds(thresholds, f1).tolist() == [0.3, 0.1]
    assert best_threshold(thresholds, f1) == 0.3
    assert type(best_threshold(thresholds, f1)) is np.float64


def test_the_best_is_among_the_best_at_any_tolerance() -> None:
    """With tolerance 0 only the best itself is left."""
    assert best_thresholds([0.1, 0.2], [0.5, np.nextafter(0.5, 1)], tolerance=0.0).tolist() == [0.2]


def test_all_thresholds_are_best_if_none_finds_anyone() -> None:
    """F1 = 0 everywhere is a tie of all."""
    assert best_thresholds([0.1, 0.2], [0.0, 0.0]).tolist() == [0.1, 0.2]


@pytest.mark.parametrize(
    ("y", "proba", "message"),
    [
        ([0, 1], [0.5], r"y\.shape=\(2,\), but should be \(1,\)"),
        ([0, 2], [0.5, 0.5], r"y=2\.0, but should lie in \[0, 1\]"),
        ([0, 1], [0.5, 1.5], r"proba=1\.5, but should lie in \[0, 1\]"),
        ([[0], [1]], [0.5, 0.5], r"Did you reshape to a column\?"),
    ],
)
def test_a_sweep_refuses_what_does_not_fit(y: Any, proba: Any, message: str) -> None:
    """Each misfit raises ValueError."""
    with pytest.raises(ValueError, match=message):
        threshold_sweep(y, proba)


def test_best_thresholds_refuse_unequal_lengths() -> None:
    """Two thresholds and three scores raise ValueError."""
    with pytest.raises(ValueError, match=r"thresholds and f1 have shapes \(2,\) and \(3,\)"):
        best_thresholds([0.1, 0.2], [0.1, 0.2, 0.3])
