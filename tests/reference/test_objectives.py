"""The regularised BCE, which is convex, and the MSE of a sigmoid, which is not."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference import bce_from_logits, mse_of_sigmoid, regularised_loss
from tests.reference.strategies import EPS, Sample, coordinates, samples


def loss(sample: Sample) -> float:
    s = sample
    return float(regularised_loss(s.X, s.y, s.weights, s.bias, s.lambda_reg))


def test_zero_weights_cost_log_2() -> None:
    """At w = 0, b = 0 every sample costs log 2, whatever lambda."""
    X, y = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [0, 1, 1]
    assert regularised_loss(X, y, [0, 0], 0, lambda_reg=7.0) == np.log(2)


def test_the_penalty_is_half_lambda_over_n_without_the_bias() -> None:
    """lambda/(2N) sum(w^2): 3 / (2 * 2) * (1 + 4), however large the bias."""
    X, y, w = [[0.0, 0.0], [0.0, 0.0]], [1, 1], [1.0, 2.0]
    for bias in (0.0, 100.0):
        gap = regularised_loss(X, y, w, bias, 3.0) - regularised_loss(X, y, w, bias)
        assert gap == pytest.approx(3.75, rel=2 * EPS)  # a sum and a difference below 8


@given(s=samples())
def test_without_a_penalty_it_is_the_bce_of_the_logits(s: Sample) -> None:
    """lambda = 0 leaves bce_from_logits(y, X w + b)."""
    logits = s.X @ s.weights + s.bias
    assert regularised_loss(s.X, s.y, s.weights, s.bias) == bce_from_logits(s.y, logits)


@given(data=st.data(), s=samples(), t=st.sampled_from([0.25, 0.5, 0.75]))
def test_it_is_convex_along_every_line(data: st.DataObject, s: Sample, t: float) -> None:
    """Between two points of the parameters the loss lies on or below the chord."""
    d = len(s.weights)
    other = dataclasses.replace(
        s,
        weights=np.array(data.draw(st.lists(coordinates, min_size=d, max_size=d))),
        bias=data.draw(coordinates),
    )
    between = dataclasses.replace(
        s,
        weights=(1 - t) * s.weights + t * other.weights,
        bias=(1 - t) * s.bias + t * other.bias,
    )
    # Points between are exact (multiples of 2**-12); three losses round, and the chord once more.
    allowed = 3 * s.loss_rounding
    assert loss(between) <= (1 - t) * loss(s) + t * loss(other) + allowed


def test_the_mse_of_a_sigmoid_is_not_convex() -> None:
    """A witness: one sample of class 1; at w = -4 the MSE lies far above the chord of -8 and 0."""
    left, middle, right = (mse_of_sigmoid([[1.0]], [1], [w], 0.0) for w in (-8.0, -4.0, 0.0))
    assert middle - (left + right) / 2 > 0.3


def test_the_bce_of_the_witness_is_convex() -> None:
    """Where the MSE fails, the BCE lies below its chord by as clear a margin."""
    left, middle, right = (regularised_loss([[1.0]], [1], [w], 0.0) for w in (-8.0, -4.0, 0.0))
    assert (left + right) / 2 - middle > 0.3


def test_the_mse_hardly_sees_a_sample_that_is_surely_wrong() -> None:
    """From logit -20 to -19 the MSE falls by less than 1e-7, the BCE by 1."""
    mse = [mse_of_sigmoid([[1.0]], [1], [w], 0.0) for w in (-20.0, -19.0)]
    bce = [regularised_loss([[1.0]], [1], [w], 0.0) for w in (-20.0, -19.0)]
    assert 0 < mse[0] - mse[1] < 1e-7
    assert bce[0] - bce[1] == pytest.approx(1, abs=1e-8)  # 1 - (e^-19 - e^-20)


def test_the_mse_is_the_mean_square_of_the_residuals() -> None:
    """At p = 1/2 it is 1/4; sure and right it is 0, sure and wrong 1."""
    assert mse_of_sigmoid([[1.0], [2.0]], [0, 1], [0.0], 0.0) == 0.25
    assert mse_of_sigmoid([[1.0]], [1], [1000.0], 0.0) == 0
    assert mse_of_sigmoid([[1.0], [1.0]], [0, 1], [1000.0], 0.0) == 0.5


def test_huge_weights_are_silent() -> None:
    """The square of 1e200 overflows to an infinite penalty without a flag."""
    with np.errstate(all="raise"):
        assert regularised_loss([[0.0]], [1], [1e200], 0.0, 1.0) == np.inf


def test_what_is_too_small_to_count_is_silent() -> None:
    """The square of a weight of 1e-200, or of a residual of e^-400, is 0 without a flag."""
    with np.errstate(all="raise"):
        assert regularised_loss([[0.0]], [1], [1e-200], 0.0, 1.0) == np.log(2)
        assert mse_of_sigmoid([[1.0]], [0], [-400.0], 0.0) == 0
