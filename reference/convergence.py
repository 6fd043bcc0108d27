"""The other two pitfalls: features on unlike scales, and classes that a line separates.

Gradient descent has one step for all directions. It may be as long as the steepest of them
bears, and the flattest then takes as many steps as the two differ: the condition number, which
scaling brings near 1. On separable classes the loss has no minimum at all: longer weights are
always better, and only a penalty says stop.
"""

from itertools import islice

import numpy as np
from numpy.typing import ArrayLike

from reference._arrays import FloatArray, as_samples
from reference.descent import descend_from_zeros
from reference.gradients import bce_gradient


def safe_learning_rate(X: ArrayLike, lambda_reg: float = 0.0) -> np.float64:
    """Return 1/L, the step with which gradient descent on `regularised_loss` always descends.

    L = max eigenvalue of A^T A / (4N) + lambda/N, with A = [X 1]: the sigmoid is nowhere steeper
    than 1/4.

    Args:
        X: shape (n_samples, n_features).
        lambda_reg: the L2 strength.

    Raises:
        TypeError: X is not real.
        ValueError: X is not two-dimensional or has no samples.

    Source: Böhning and Lindsay (1988), Monotonicity of quadratic-approximation algorithms.

    >>> safe_learning_rate([[0.0], [0.0]]).round(9)
    np.float64(4.0)
    """
    X = as_samples(X, "safe_learning_rate(X, lambda_reg)")
    steepest = np.linalg.norm(np.column_stack([X, np.ones(len(X))]), ord=2) ** 2
    return np.float64(len(X) / (steepest / 4.0 + lambda_reg))


def iterations_to_converge(
    X: ArrayLike,
    y: ArrayLike,
    learning_rate: float,
    lambda_reg: float = 0.0,
    tol: float = 1e-6,
    max_iterations: int = 10_000,
) -> int | None:
    """Return the number of steps from zeros until no entry of the gradient exceeds `tol`.

    Args:
        X: shape (n_samples, n_features).
        y: labels 0 or 1, shape (n_samples,).
        learning_rate: each step is this times the gradient.
        lambda_reg: the L2 strength.
        tol: the largest entry of (dw, db), by magnitude, that counts as none.
        max_iterations: where to give up.

    Returns:
        The number of steps, or None if `max_iterations` were not enough.

    Raises:
        TypeError: X or y is not real.
        ValueError: the shapes do not fit, or a label lies outside [0, 1].

    Source: ESL 10.10.1; Boyd and Vandenberghe, Convex Optimization, 9.3 (the condition number).

    >>> iterations_to_converge([[-1.0], [1.0], [1.0], [-1.0]], [0, 1, 0, 1], 0.1)
    0
    """
    X = as_samples(X, "iterations_to_converge(X, y, learning_rate)")
    path = descend_from_zeros(
        lambda weights, bias: bce_gradient(X, y, weights, bias, lambda_reg),
        X.shape[1],
        learning_rate,
    )
    for step, (weights, bias) in enumerate(islice(path, max_iterations + 1)):
        dw, db = bce_gradient(X, y, weights, bias, lambda_reg)
        if max(np.abs(dw).max(), np.abs(db)) <= tol:
            return step
    return None


def weight_norms(
    X: ArrayLike,
    y: ArrayLike,
    n_iterations: int,
    learning_rate: float,
    lambda_reg: float = 0.0,
) -> FloatArray:
    """Return the Euclidean norm of the weights after each step of gradient descent from zeros.

    On separable classes without a penalty it grows for ever, like the logarithm of the number of
    steps; with one it stays below `weight_norm_bound`.

    Args:
        X: shape (n_samples, n_features).
        y: labels 0 or 1, shape (n_samples,).
        n_iterations: the number of steps.
        learning_rate: each step is this times the gradient.
        lambda_reg: the L2 strength.

    Returns:
        float64 of shape (n_iterations,).

    Raises:
        TypeError: X or y is not real.
        ValueError: the shapes do not fit, or a label lies outside [0, 1].

    Source: Albert and Anderson (1984); Soudry et al. (2018) for the logarithm.

    >>> weight_norms([[-1.0], [1.0]], [0, 1], n_iterations=2, learning_rate=1.0)
    array([0.5       , 0.87754067])
    """
    X = as_samples(X, "weight_norms(X, y, n_iterations, learning_rate)")
    path = descend_from_zeros(
        lambda weights, bias: bce_gradient(X, y, weights, bias, lambda_reg),
        X.shape[1],
        learning_rate,
    )
    steps = islice(path, 1, n_iterations + 1)
    return np.array([np.linalg.norm(weights) for weights, _ in steps])


def weight_norm_bound(n_samples: int, lambda_reg: float) -> np.float64:
    """Return sqrt(2 N log 2 / lambda), which no minimum of `regularised_loss` can exceed.

    There the penalty alone would be lambda/(2N) |w|^2 = log 2, the whole loss of zero weights.

    Args:
        n_samples: N, at least 1.
        lambda_reg: the L2 strength, above 0.

    Source: the minimum is at most the loss of zero weights, and the BCE at least 0.

    >>> weight_norm_bound(n_samples=50, lambda_reg=1.0).round(6)
    np.float64(8.325546)
    """
    return np.float64(np.sqrt(2.0 * n_samples * np.log(2.0) / lambda_reg))
