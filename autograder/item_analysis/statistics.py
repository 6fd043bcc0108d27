"""The formulas of classical test theory, on arrays of points.

Sources: L. Crocker and J. Algina, *Introduction to Classical and Modern Test Theory* (1986), ch. 7 (alpha) and ch.
14 (difficulty, point-biserial and item-total correlations, corrected for the item's own part in the total);
L. J. Cronbach, *Psychometrika* 16 (1951), 297-334.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

DECIMALS = 6
"""Sums are rounded as a grade's are, so that scores that are equal are equal, and their variance is exactly zero."""


def correlation(x: Array, y: Array) -> float | None:
    """Pearson's correlation of ``x`` and ``y``, both of shape (n,); ``None`` if n < 2 or one of them is constant.

    With ``x`` of zeros and ones this is the point-biserial correlation
    ``(mean(y | x = 1) - mean(y | x = 0)) / s_y * sqrt(p (1 - p))``, with ``p = mean(x)`` and divisor n in ``s_y``.

    >>> correlation(np.array([0.0, 0.0, 1.0, 1.0]), np.array([1.0, 2.0, 3.0, 4.0])).__round__(4)
    0.8944
    """
    if len(x) < 2 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return None
    dx, dy = x - x.mean(), y - y.mean()
    norm = float(np.sqrt(dx @ dx) * np.sqrt(dy @ dy))
    return min(max(float(dx @ dy) / norm, -1.0), 1.0) if norm > 0 else None  # the squares of 1e-200 are zero


def rest(item: Array, total: Array) -> Array:
    """The score without the item, of shape (n,): what an item is correlated with, lest it be correlated with itself."""
    return np.asarray(np.round(total - item, DECIMALS), dtype=np.float64)


def totals(scores: Array) -> Array:
    """Row sums of ``scores`` of shape (n_students, n_items)."""
    return np.asarray(np.round(scores.sum(axis=1), DECIMALS), dtype=np.float64)


def cronbach_alpha(scores: Array) -> float | None:
    """``k / (k - 1) * (1 - sum(var_i) / var_total)`` of ``scores`` of shape (n_students, k), variances with n - 1.

    ``None`` if there are fewer than two items or students, or everybody has the same total.

    >>> cronbach_alpha(np.array([[1.0, 1.0], [2.0, 3.0], [3.0, 2.0]])).__round__(4)
    0.6667
    """
    n_students, k = scores.shape
    if n_students < 2 or k < 2:
        return None
    total = totals(scores)
    if np.ptp(total) == 0:
        return None
    return float(k / (k - 1) * (1 - scores.var(axis=0, ddof=1).sum() / total.var(ddof=1)))


def alpha_if_deleted(scores: Array) -> list[float | None]:
    """Alpha of the other items, for each item: above alpha itself, the item measures something else than the rest."""
    return [cronbach_alpha(np.delete(scores, column, axis=1)) for column in range(scores.shape[1])]


def deviation(values: Array) -> float | None:
    """The sample's standard deviation (divisor n - 1); ``None`` for fewer than two values."""
    return float(values.std(ddof=1)) if len(values) > 1 else None
