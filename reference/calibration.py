"""Whether a probability can be taken at its word: scores, reliability, recalibration, costs, priors."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from reference._arrays import FloatArray, IntArray, as_float64, as_labels, as_probability
from reference._summation import exact_mean, exact_sum
from reference.activations import sigmoid
from reference.losses import bce_from_logits

NEWTON_STEPS = 200


class Reliability(NamedTuple):
    """A reliability curve: for each bin that holds a forecast its mean, the share of ones, and how many it holds."""

    forecast: FloatArray
    observed: FloatArray
    counts: IntArray


class BrierParts(NamedTuple):
    """The Brier score, taken apart: reliability - resolution + uncertainty."""

    reliability: np.float64
    resolution: np.float64
    uncertainty: np.float64


def brier_score(y_true: ArrayLike, proba: ArrayLike) -> np.float64:
    """Return the mean of (p - y)^2.

    Args:
        y_true: labels 0 or 1, shape (n_samples,), at least one.
        proba: P(class 1), shape (n_samples,).

    Raises:
        TypeError: an argument is not real.
        ValueError: the shapes do not fit, a label is not 0 or 1, or proba is outside [0, 1].

    Source: Brier (1950), Verification of forecasts expressed in terms of probability; halved, as is usual for two
    classes.

    >>> brier_score([1, 0], [0.5, 0.5])
    np.float64(0.25)
    """
    y, p = _forecasts(y_true, proba, "brier_score(y_true, proba)")
    return exact_mean((p - y) ** 2)


def reliability_curve(y_true: ArrayLike, proba: ArrayLike, n_bins: int = 10) -> Reliability:
    """Return mean forecast, share of ones and count of each of n equal bins of [0, 1] that holds a forecast.

    Bin k is [k/n, (k+1)/n), and the last one holds 1, too.

    Args:
        y_true: labels 0 or 1, shape (n_samples,).
        proba: P(class 1), shape (n_samples,).
        n_bins: at least 1.

    Returns:
        Three arrays of shape (n_occupied,), in the order of the bins.

    Raises:
        TypeError: an argument is not real.
        ValueError: as for `brier_score`, or n_bins is below 1.

    Source: Murphy and Winkler (1977), Reliability of subjective probability forecasts.

    >>> reliability_curve([0, 1, 1], [0.1, 0.2, 0.9], n_bins=2).observed
    array([0.5, 1. ])
    """
    call = "reliability_curve(y_true, proba, n_bins)"
    y, p = _forecasts(y_true, proba, call)
    if n_bins < 1:
        raise ValueError(f"n_bins={n_bins}, but should be at least 1 [{call}]")
    place = np.minimum((p * n_bins).astype(int), n_bins - 1)
    return _grouped(y, p, place)


def expected_calibration_error(y_true: ArrayLike, proba: ArrayLike, n_bins: int = 10) -> np.float64:
    """Return the mean distance between forecast and observed share, each bin counting as many times as it holds.

    Args:
        y_true: labels 0 or 1, shape (n_samples,).
        proba: P(class 1), shape (n_samples,).
        n_bins: at least 1.

    Raises:
        TypeError: an argument is not real.
        ValueError: as for `reliability_curve`.

    Source: Naeini, Cooper and Hauskrecht (2015), Obtaining well calibrated probabilities using Bayesian binning.

    >>> expected_calibration_error([0, 1], [0.25, 0.25], n_bins=1)
    np.float64(0.25)
    """
    curve = reliability_curve(y_true, proba, n_bins)
    gaps = curve.counts.astype(np.float64) * np.abs(curve.forecast - curve.observed)
    return exact_sum(gaps, float(curve.counts.sum()))


def brier_decomposition(y_true: ArrayLike, proba: ArrayLike) -> BrierParts:
    """Return reliability, resolution and uncertainty, with brier_score = reliability - resolution + uncertainty.

    The samples are grouped by equal forecasts f_k; o_k is the share of ones in a group, n_k its size, o that of all:
    reliability = sum n_k (f_k - o_k)^2 / N, resolution = sum n_k (o_k - o)^2 / N, uncertainty = o (1 - o).

    Args:
        y_true: labels 0 or 1, shape (n_samples,), at least one.
        proba: P(class 1), shape (n_samples,).

    Raises:
        TypeError: an argument is not real.
        ValueError: as for `brier_score`.

    Source: Murphy (1973), A new vector partition of the probability score.

    >>> brier_decomposition([0, 1, 1, 1], [0.5, 0.5, 1.0, 1.0])
    BrierParts(reliability=np.float64(0.0), resolution=np.float64(0.0625), uncertainty=np.float64(0.1875))
    """
    y, p = _forecasts(y_true, proba, "brier_decomposition(y_true, proba)")
    groups = _grouped(y, p, np.unique(p, return_inverse=True)[1])
    n, rate = float(len(y)), exact_mean(y)
    return BrierParts(
        reliability=exact_sum(groups.counts * (groups.forecast - groups.observed) ** 2, n),
        resolution=exact_sum(groups.counts * (groups.observed - rate) ** 2, n),
        uncertainty=np.float64(rate * (1.0 - rate)),
    )


def fit_platt(scores: ArrayLike, y_true: ArrayLike) -> tuple[np.float64, np.float64]:
    """Return (a, b) of sigmoid(a score + b) with the smallest log loss, without a penalty.

    Args:
        scores: real, shape (n_samples,).
        y_true: labels 0 or 1, shape (n_samples,), that no threshold of the scores tells apart.

    Raises:
        TypeError: an argument is not real.
        ValueError: the shapes do not fit, a label is not 0 or 1, or a threshold tells them apart: a is then infinite.

    Source: Platt (1999), Probabilistic outputs for support vector machines, with the labels themselves as targets.

    >>> a, b = fit_platt([-1, -1, -1, 1, 1, 1], [0, 0, 1, 0, 1, 1])
    >>> round(float(a), 6) == round(float(np.log(2)), 6), bool(abs(b) < 1e-12)
    (True, True)
    """
    call = "fit_platt(scores, y_true)"
    z = as_float64(scores, "scores", call)
    y = as_labels(y_true, z.size, call)
    ones, zeros = z[y == 1.0], z[y == 0.0]
    if not (ones.size and zeros.size and ones.min() < zeros.max() and zeros.min() < ones.max()):
        raise ValueError(f"a threshold tells the labels apart, so no finite slope is best [{call}]")
    a, b = _minimum(np.column_stack([z, np.ones_like(z)]), y)
    return np.float64(a), np.float64(b)


def fit_temperature(logits: ArrayLike, y_true: ArrayLike) -> np.float64:
    """Return the T > 0 for which sigmoid(logit / T) has the smallest log loss.

    Args:
        logits: real, shape (n_samples,).
        y_true: labels 0 or 1, shape (n_samples,).

    Raises:
        TypeError: an argument is not real.
        ValueError: the shapes do not fit, a label is not 0 or 1, or no finite T above 0 is best.

    Source: Guo, Pleiss, Sun and Weinberger (2017), On calibration of modern neural networks.

    >>> round(float(fit_temperature([-2, -2, -2, 2, 2, 2], [0, 0, 1, 0, 1, 1]) * np.log(2)), 6)
    2.0
    """
    call = "fit_temperature(logits, y_true)"
    z = as_float64(logits, "logits", call)
    towards = z * (2.0 * as_labels(y_true, z.size, call) - 1.0)
    if not (towards < 0.0).any() or exact_sum(towards) <= 0.0:  # the slope of the loss at 1/T = 0
        raise ValueError(f"the logits are all on the right side, or point the wrong way: no T is best [{call}]")
    (slope,) = _minimum(towards[:, np.newaxis], np.ones_like(towards))
    return np.float64(1.0 / slope)


def cost_threshold(cost_fp: ArrayLike, cost_fn: ArrayLike) -> FloatArray:
    """Return the probability from which on saying 1 is cheaper: cost_fp / (cost_fp + cost_fn).

    Saying 1 costs (1 - p) cost_fp on average, saying 0 costs p cost_fn.

    Args:
        cost_fp: what a false alarm costs, above 0.
        cost_fn: what a miss costs, above 0.

    Raises:
        TypeError: an argument is not real.
        ValueError: a cost is not above 0.

    Source: Elkan (2001), The foundations of cost-sensitive learning, eq. 2.

    >>> cost_threshold(1.0, 4.0)
    np.float64(0.2)
    """
    call = "cost_threshold(cost_fp, cost_fn)"
    fp, fn = _positive(cost_fp, "cost_fp", call), _positive(cost_fn, "cost_fn", call)
    return fp / (fp + fn)


def average_cost(y_true: ArrayLike, proba: ArrayLike, threshold: float, cost_fp: float, cost_fn: float) -> np.float64:
    """Return the mean cost of a sample where 1 is said from the threshold on (>=).

    Args:
        y_true: labels 0 or 1, shape (n_samples,), at least one.
        proba: P(class 1), shape (n_samples,).
        threshold: a probability.
        cost_fp: what a false alarm costs.
        cost_fn: what a miss costs.

    Raises:
        TypeError: an argument is not real.
        ValueError: as for `brier_score`.

    Source: Elkan (2001), as for `cost_threshold`.

    >>> average_cost([0, 1], [0.6, 0.4], 0.5, 1.0, 3.0)
    np.float64(2.0)
    """
    y, p = _forecasts(y_true, proba, "average_cost(y_true, proba, threshold, cost_fp, cost_fn)")
    said = p >= threshold
    return exact_mean(cost_fp * (said & (y == 0.0)) + cost_fn * (~said & (y == 1.0)))


def corrected_proba(proba: ArrayLike, share_trained: float, share_true: float) -> FloatArray:
    """Return the probabilities of a model that was trained with another share of ones than there is.

    The odds are multiplied by the ratio of the true odds of the classes to those trained with; a class weight w has
    the effect of training on odds that are w times as large, however they came about.

    Args:
        proba: P(class 1) as the model has it, of any shape.
        share_trained: the share of ones that the model was trained with, in (0, 1).
        share_true: the share of ones where it is used, in (0, 1).

    Raises:
        TypeError: an argument is not real.
        ValueError: proba is outside [0, 1], or a share is not inside.

    Source: Elkan (2001), theorem 2; Saerens, Latinne and Decaestecker (2002).

    >>> corrected_proba([0.0, 0.5, 1.0], 0.5, 0.1)
    array([0. , 0.1, 1. ])
    """
    call = "corrected_proba(proba, share_trained, share_true)"
    p = as_probability(proba, "proba", call)
    for share, name in ((share_trained, "share_trained"), (share_true, "share_true")):
        if not 0.0 < share < 1.0:
            raise ValueError(f"{name}={share}, but should lie between 0 and 1 [{call}]")
    ones = p * (share_true * (1.0 - share_trained))
    return ones / (ones + (1.0 - p) * (share_trained * (1.0 - share_true)))


def _forecasts(y_true: ArrayLike, proba: ArrayLike, call: str) -> tuple[FloatArray, FloatArray]:
    """Return labels and probabilities, both float64 of shape (n_samples,), at least one."""
    p = as_probability(proba, "proba", call)
    if not p.size:
        raise ValueError(f"proba is empty, but should have at least one value [{call}]")
    return as_labels(y_true, p.size, call), p.reshape(p.size)


def _grouped(y: FloatArray, p: FloatArray, place: IntArray) -> Reliability:
    """Mean forecast, share of ones and count of each place that occurs."""
    members = [np.flatnonzero(place == k) for k in np.unique(place)]
    return Reliability(
        forecast=np.array([exact_mean(p[one]) for one in members]),
        observed=np.array([exact_mean(y[one]) for one in members]),
        counts=np.array([len(one) for one in members]),
    )


def _positive(value: ArrayLike, name: str, call: str) -> FloatArray:
    array = as_float64(value, name, call)
    if not (array > 0.0).all():
        raise ValueError(f"{name} has values of 0 or below, but should have none [{call}]")
    return array


def _minimum(X: FloatArray, y: FloatArray) -> FloatArray:
    """Return the weights of the smallest log loss, which is known to exist, by Newton's method with halved steps.

    Source: ESL 4.4.1. It ends where the loss no longer falls, which is where it is known to 1e-16 of itself, and so
    the weights to 1e-8; one more whole step squares that.
    """
    weights = np.zeros(X.shape[1])
    loss = bce_from_logits(y, X @ weights)
    for _ in range(NEWTON_STEPS):
        step = _newton_step(X, y, weights)
        while bce_from_logits(y, X @ (weights - step)) > loss and np.abs(step).max() > 1e-9:
            step = step / 2.0
        weights = weights - step
        loss = bce_from_logits(y, X @ weights)
        if np.abs(step).max() <= 1e-9 * max(1.0, float(np.abs(weights).max())):
            break
    return weights - _newton_step(X, y, weights)


def _newton_step(X: FloatArray, y: FloatArray, weights: FloatArray) -> FloatArray:
    p = sigmoid(X @ weights)
    hessian = X.T @ ((p * (1.0 - p))[:, np.newaxis] * X)
    step: FloatArray = np.linalg.lstsq(hessian, X.T @ (p - y))[0].astype(np.float64)
    return step
