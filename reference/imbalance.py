"""The first pitfall: where one class is rare, accuracy says little and weights must help."""

from itertools import islice

import numpy as np
from numpy.typing import ArrayLike

from reference._arrays import FloatArray, as_float64, as_labels, as_samples, require_shape
from reference._problem import as_problem
from reference.descent import descend_from_zeros
from reference.gradients import bce_residual


def majority_accuracy(y: ArrayLike) -> np.float64:
    """Return the accuracy of always predicting the commoner class: what a model has to beat.

    Args:
        y: labels 0 or 1, shape (n_samples,).

    Raises:
        ValueError: a label is not 0 or 1, or there is none.

    Source: He and Garcia (2009), Learning from imbalanced data.

    >>> majority_accuracy([0, 0, 0, 1])
    np.float64(0.75)
    """
    share = _labels(y, "majority_accuracy(y)").mean()
    return np.float64(max(share, 1.0 - share))


def balanced_class_weights(y: ArrayLike) -> FloatArray:
    """Return N / (2 N_k) for the classes 0 and 1, with which both weigh N/2 in all.

    Args:
        y: labels 0 or 1, shape (n_samples,), both of which occur.

    Returns:
        float64 of shape (2,); indexed by integer labels it gives the weight of each sample.

    Raises:
        ValueError: a label is not 0 or 1, or a class is absent.

    Source: scikit-learn's class_weight="balanced".

    >>> balanced_class_weights([0, 0, 0, 1])
    array([0.66666667, 2.        ])
    """
    call = "balanced_class_weights(y)"
    labels = _labels(y, call)
    counts = np.array([np.sum(labels == 0.0), np.sum(labels == 1.0)])
    if not counts.all():
        raise ValueError(f"y has only one class, but should have both [{call}]")
    return np.asarray(len(labels) / (2.0 * counts))


def weighted_bce_gradient(
    X: ArrayLike,
    y: ArrayLike,
    weights: ArrayLike,
    bias: ArrayLike,
    sample_weight: ArrayLike,
    lambda_reg: float = 0.0,
) -> tuple[FloatArray, np.float64]:
    """Return the gradient (dw, db) of the BCE in which sample i counts c_i times.

    dw = (X^T (c (p - y)) + lambda w) / sum(c) and db = sum(c (p - y)) / sum(c): a row of weight 2
    is the row twice.

    Args:
        X: shape (n_samples, n_features).
        y: labels 0 or 1, or probabilities in between, shape (n_samples,).
        weights: shape (n_features,).
        bias: a scalar, not penalised.
        sample_weight: c, at least 0 and not all 0, shape (n_samples,).
        lambda_reg: the L2 strength.

    Raises:
        TypeError: an argument is not real.
        ValueError: the shapes do not fit, a label lies outside [0, 1], or the weights are bad.

    Source: King and Zeng (2001), Logistic regression in rare events data.

    >>> weighted_bce_gradient([[1.0], [1.0]], [0, 1], [0.0], 0.0, [3.0, 1.0])
    (array([0.25]), np.float64(0.25))
    """
    call = "weighted_bce_gradient(X, y, weights, bias, sample_weight, lambda_reg)"
    problem = as_problem(X, y, weights, bias, call)
    counts = as_float64(sample_weight, "sample_weight", call)
    require_shape(counts, problem.y.shape, "sample_weight", call)
    if (counts < 0.0).any() or not counts.any():
        raise ValueError(f"sample_weight should be at least 0 and not all 0 [{call}]")
    residual = counts * bce_residual(problem.y, problem.logits)
    dw = problem.X.T @ residual + lambda_reg * problem.weights
    return dw / counts.sum(), np.float64(residual.sum() / counts.sum())


def fit_weighted(
    X: ArrayLike,
    y: ArrayLike,
    sample_weight: ArrayLike,
    learning_rate: float = 0.1,
    n_iterations: int = 500,
    lambda_reg: float = 0.0,
) -> tuple[FloatArray, np.float64]:
    """Return (weights, bias) after gradient descent from zeros on the weighted BCE.

    Args:
        X: shape (n_samples, n_features).
        y: labels 0 or 1, shape (n_samples,).
        sample_weight: at least 0 and not all 0, shape (n_samples,).
        learning_rate: each step is this times the gradient.
        n_iterations: the number of steps.
        lambda_reg: the L2 strength.

    Returns:
        weights of shape (n_features,) and the scalar bias, float64.

    Raises:
        TypeError: an argument is not real.
        ValueError: as for `weighted_bce_gradient`.

    Source: King and Zeng (2001), as for `weighted_bce_gradient`.

    >>> weights, bias = fit_weighted([[0.0], [0.0]], [0, 1], [1.0, 3.0], 1.0, 200)
    >>> round(float(bias), 6) == round(float(np.log(3.0)), 6)
    True
    """
    X = as_samples(X, "fit_weighted(X, y, sample_weight)")
    path = descend_from_zeros(
        lambda weights, bias: weighted_bce_gradient(X, y, weights, bias, sample_weight, lambda_reg),
        X.shape[1],
        learning_rate,
    )
    return next(islice(path, n_iterations, None))


def _labels(y: ArrayLike, call: str) -> FloatArray:
    """Return at least one 0/1 label as float64 of shape (n_samples,)."""
    if not np.size(y):
        raise ValueError(f"y is empty, but should have at least one label [{call}]")
    return as_labels(y, np.size(y), call)
