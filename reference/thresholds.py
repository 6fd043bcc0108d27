"""Choosing a threshold: what each costs in false alarms, and what it finds."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from reference._arrays import (
    FloatArray,
    as_float64,
    as_labels,
    as_probability,
    require_same_shape,
)

THRESHOLDS: Final = tuple(percent / 100 for percent in range(10, 91, 5))
"""0.10 to 0.90 by 0.05, each the float64 nearest to its decimal: 17 thresholds."""


class ThresholdSweep(NamedTuple):
    """Precision, recall and F1 of class 1, each with one entry a threshold."""

    precision: FloatArray
    recall: FloatArray
    f1: FloatArray


def threshold_sweep(y_true: ArrayLike, proba: ArrayLike, thresholds: ArrayLike = THRESHOLDS) -> ThresholdSweep:
    """Return precision, recall and F1 when class 1 is predicted from each threshold on (>=).

    precision = TP / predicted positives, recall = TP / actual positives, and F1 is their harmonic
    mean, 2 TP / (predicted + actual positives). A quotient of nothing by nothing is 0.

    Args:
        y_true: labels 0 or 1, shape (n_samples,).
        proba: P(class 1), shape (n_samples,).
        thresholds: shape (n_thresholds,).

    Returns:
        Three float64 arrays of shape (n_thresholds,).

    Raises:
        TypeError: an argument is not real.
        ValueError: the shapes do not fit, a label is not 0 or 1, or proba is outside [0, 1].

    Source: van Rijsbergen, Information Retrieval (1979), ch. 7.

    >>> threshold_sweep([0, 1, 1], [0.2, 0.4, 0.9], [0.3, 0.5, 0.95]).f1
    array([1.        , 0.66666667, 0.        ])
    """
    call = "threshold_sweep(y_true, proba, thresholds)"
    p = as_probability(proba, "proba", call)
    y = as_labels(y_true, p.size, call)
    cuts = np.atleast_1d(as_float64(thresholds, "thresholds", call))
    chosen = p >= cuts[:, np.newaxis]
    hits, predicted, actual = chosen @ y, chosen.sum(axis=1), np.full(cuts.shape, y.sum())
    return ThresholdSweep(
        precision=_ratio(hits, predicted),
        recall=_ratio(hits, actual),
        f1=_ratio(2.0 * hits, predicted + actual),
    )


def best_thresholds(thresholds: ArrayLike, f1: ArrayLike, tolerance: float = 1e-9) -> FloatArray:
    """Return every threshold whose F1 is within `tolerance` of the best, in the order given.

    F1 is a quotient of counts: two that differ do so by more than 1/(2N)^2, which 1e-9 can tell
    apart up to 15,000 samples, and two that agree may be computed 1e-16 apart.

    Args:
        thresholds: shape (n_thresholds,).
        f1: their scores, of the same shape.
        tolerance: how far below the best a score still counts as the best.

    Raises:
        TypeError: an argument is not real.
        ValueError: the shapes differ.

    Source: the reading of the lesson's first exercise.

    >>> best_thresholds([0.1, 0.2, 0.3], [0.5, 0.8, 0.8])
    array([0.2, 0.3])
    """
    call = "best_thresholds(thresholds, f1)"
    cuts, scores = as_float64(thresholds, "thresholds", call), as_float64(f1, "f1", call)
    require_same_shape(cuts, scores, "thresholds and f1", call)
    return np.asarray(cuts[scores >= scores.max() - tolerance])


def best_threshold(thresholds: ArrayLike, f1: ArrayLike) -> np.float64:
    """Return the first of `best_thresholds`: in rising order the one that misses fewest customers.

    Args:
        thresholds: shape (n_thresholds,).
        f1: their scores, of the same shape.

    Raises:
        TypeError: an argument is not real.
        ValueError: the shapes differ.

    Source: as for `best_thresholds`.

    >>> best_threshold([0.1, 0.2, 0.3], [0.5, 0.8, 0.8])
    np.float64(0.2)
    """
    return np.float64(best_thresholds(thresholds, f1)[0])


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Return part / whole, and 0 where whole is 0 (and so is part)."""
    return part / np.where(whole == 0.0, 1.0, whole)
