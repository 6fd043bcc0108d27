"""Why the BCE: maximum likelihood is its minimum, and a prior on the weights is a penalty.

Up to a constant, -log P(w | data) = N BCE - log P(w). A Gaussian prior N(0, sigma^2) adds
lambda/2 sum(w^2) with lambda = 1/sigma^2, a Laplace prior lambda sum|w|, whose corner at 0 makes
weights exactly 0. The bias has a flat prior.
"""

from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from reference._arrays import FloatArray, as_probability
from reference._problem import as_problem
from reference._summation import exact_sum
from reference.losses import log_loss_from_logits

HEADS: Final = 3
FLIPS: Final = 5

theta_mle: Final[float] = HEADS / FLIPS
"""The theta that makes H, H, T, H, T most likely: the share of heads (PRML eq. 2.7)."""


@np.errstate(under="ignore", over="ignore")
def _minus_log_gaussian(weights: FloatArray, lambda_reg: float) -> np.float64:
    return lambda_reg * exact_sum(weights**2, 2.0)


@np.errstate(under="ignore", over="ignore")
def _minus_log_laplace(weights: FloatArray, lambda_reg: float) -> np.float64:
    return lambda_reg * exact_sum(np.abs(weights))


PRIORS: Final = MappingProxyType({"gaussian": _minus_log_gaussian, "laplace": _minus_log_laplace})


@np.errstate(under="ignore")
def coin_likelihood(theta: ArrayLike) -> FloatArray:
    """Return theta^3 (1 - theta)^2, the probability of H, H, T, H, T.

    Args:
        theta: probabilities of heads, any shape.

    Returns:
        float64 of theta's shape.

    Raises:
        TypeError: theta is not real.
        ValueError: theta lies outside [0, 1].

    Source: Bishop, PRML, eq. 2.5.

    >>> coin_likelihood([0, 0.5, 1])
    array([0.     , 0.03125, 0.     ])
    """
    theta = as_probability(theta, "theta", "coin_likelihood(theta)")
    return theta**HEADS * (1.0 - theta) ** (FLIPS - HEADS)


def neg_log_likelihood(X: ArrayLike, y: ArrayLike, weights: ArrayLike, bias: ArrayLike) -> np.float64:
    """Return -log P(y | X, w, b) in nats, the sum of the log losses: N times the BCE.

    Args:
        X: shape (n_samples, n_features).
        y: labels 0 or 1, shape (n_samples,).
        weights: shape (n_features,).
        bias: a scalar.

    Raises:
        TypeError: an argument is not real.
        ValueError: the shapes do not fit, or a label lies outside [0, 1].

    Source: Bishop, PRML, eq. 4.90.

    >>> neg_log_likelihood([[1.0], [2.0]], [0, 1], [0.0], 0.0)
    np.float64(1.3862943611198906)
    """
    problem = as_problem(X, y, weights, bias, "neg_log_likelihood(X, y, weights, bias)")
    return exact_sum(log_loss_from_logits(problem.y, problem.logits))


def map_objective(
    X: ArrayLike,
    y: ArrayLike,
    weights: ArrayLike,
    bias: ArrayLike,
    lambda_reg: float = 1.0,
    prior: str = "gaussian",
) -> np.float64:
    """Return -log of the posterior of the weights in nats, without its constant.

    Args:
        X: shape (n_samples, n_features).
        y: labels 0 or 1, shape (n_samples,).
        weights: shape (n_features,).
        bias: a scalar, whose prior is flat.
        lambda_reg: 1/sigma^2 of a Gaussian prior, 1/scale of a Laplace one; 1/C in scikit-learn.
        prior: "gaussian", which adds lambda/2 sum(w^2), or "laplace", lambda sum|w|.

    Raises:
        TypeError: an argument is not real.
        ValueError: another prior, shapes that do not fit, or a label outside [0, 1].

    Source: Bishop, PRML, 3.3 and 4.5; Tibshirani (1996) for the Laplace prior.

    >>> map_objective([[0.0]], [1], [3.0], 0.0) - neg_log_likelihood([[0.0]], [1], [3.0], 0.0)
    np.float64(4.5)
    """
    call = "map_objective(X, y, weights, bias, lambda_reg, prior)"
    if prior not in PRIORS:
        raise ValueError(f"prior={prior!r}, but should be one of {', '.join(PRIORS)} [{call}]")
    problem = as_problem(X, y, weights, bias, call)
    return neg_log_likelihood(*problem) + PRIORS[prior](problem.weights, lambda_reg)
