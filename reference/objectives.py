"""What training a binary model minimises, and the objective that it should not."""

import numpy as np
from numpy.typing import ArrayLike

from reference._problem import as_problem
from reference._summation import exact_mean, exact_sum
from reference.activations import sigmoid
from reference.losses import bce_from_logits


@np.errstate(under="ignore", over="ignore")
def regularised_loss(
    X: ArrayLike, y: ArrayLike, weights: ArrayLike, bias: ArrayLike, lambda_reg: float = 0.0
) -> np.float64:
    """Return the mean BCE of s(X w + b) plus lambda/(2N) sum(w^2), in nats. It is convex.

    The penalty is divided by N like the likelihood, so lambda means the same precision of the
    prior whatever the number of samples; and so it hardly shrinks anything at N = 800.

    Args:
        X: shape (n_samples, n_features).
        y: labels 0 or 1, or probabilities in between, shape (n_samples,).
        weights: shape (n_features,).
        bias: a scalar, not penalised.
        lambda_reg: the strength of the penalty, at least 0; 1/C in scikit-learn.

    Raises:
        TypeError: an argument is not real.
        ValueError: the shapes do not fit, or a label lies outside [0, 1].

    Source: ESL 4.4.1 and 18.3.2; Bishop, PRML, 4.3.2.

    >>> regularised_loss([[1.0], [2.0]], [0, 1], [0.0], 0.0, lambda_reg=1.0)
    np.float64(0.6931471805599453)
    """
    call = "regularised_loss(X, y, weights, bias, lambda_reg)"
    problem = as_problem(X, y, weights, bias, call)
    penalty = lambda_reg * exact_sum(problem.weights**2, 2.0 * problem.n_samples)
    return bce_from_logits(problem.y, problem.logits) + penalty


@np.errstate(under="ignore")
def mse_of_sigmoid(X: ArrayLike, y: ArrayLike, weights: ArrayLike, bias: ArrayLike) -> np.float64:
    """Return mean((s(X w + b) - y)^2), which is not convex in the weights.

    A sample that is surely wrong has next to no gradient: the derivative in the logit is
    2 (p - y) p (1 - p), and its last two factors die where the BCE's p - y does not.

    Args:
        X: shape (n_samples, n_features).
        y: labels 0 or 1, or probabilities in between, shape (n_samples,).
        weights: shape (n_features,).
        bias: a scalar.

    Raises:
        TypeError: an argument is not real.
        ValueError: the shapes do not fit, or a label lies outside [0, 1].

    Source: Brier (1950) for the score.

    >>> mse_of_sigmoid([[1.0]], [1], [0.0], 0.0)
    np.float64(0.25)
    """
    problem = as_problem(X, y, weights, bias, "mse_of_sigmoid(X, y, weights, bias)")
    return exact_mean((sigmoid(problem.logits) - problem.y) ** 2)
