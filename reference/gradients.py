"""Gradients of the cross-entropies: in both, residuals p - y carried back through X.

The logistic loss is the one for which the sigmoid's derivative cancels, which is why p - y is all
that is left of it.
"""

import numpy as np
from numpy.typing import ArrayLike

from reference._arrays import FloatArray, as_float64, as_probability, as_samples, require_shape
from reference._problem import as_problem
from reference.activations import sigmoid
from reference.multiclass import softmax


@np.errstate(under="ignore")
def bce_gradient(
    X: ArrayLike, y: ArrayLike, weights: ArrayLike, bias: ArrayLike, lambda_reg: float = 0.0
) -> tuple[FloatArray, np.float64]:
    """Return the gradient (dw, db) of `regularised_loss`.

    dw = X^T (p - y) / N + (lambda / N) w and db = mean(p - y), with p = s(X w + b).

    Args:
        X: shape (n_samples, n_features).
        y: labels 0 or 1, or probabilities in between, shape (n_samples,).
        weights: shape (n_features,).
        bias: a scalar, not penalised.
        lambda_reg: the strength of the penalty, at least 0.

    Returns:
        dw of shape (n_features,) and the scalar db, float64.

    Raises:
        TypeError: an argument is not real.
        ValueError: the shapes do not fit, or a label lies outside [0, 1].

    Source: ESL eq. 4.21; Bishop, PRML, eq. 4.91.

    >>> bce_gradient([[2.0], [4.0]], [0, 1], [0.0], 0.0)
    (array([-0.5]), np.float64(0.0))
    """
    call = "bce_gradient(X, y, weights, bias, lambda_reg)"
    problem = as_problem(X, y, weights, bias, call)
    residual = bce_residual(problem.y, problem.logits)
    dw = problem.X.T @ residual + lambda_reg * problem.weights
    return dw / problem.n_samples, np.float64(residual.mean())


@np.errstate(under="ignore")
def bce_residual(y: FloatArray, logits: FloatArray) -> FloatArray:
    """Return p - y as (1-y) s(z) - y s(-z), which keeps its digits where p has rounded to 1.

    >>> bce_residual(np.array([1.0]), np.array([40.0]))
    array([-4.24835426e-18])
    """
    return (1.0 - y) * sigmoid(logits) - y * sigmoid(-logits)


@np.errstate(under="ignore")
def softmax_gradient(X: ArrayLike, Y: ArrayLike, weights: ArrayLike, bias: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return the gradient (dW, db) of the mean categorical cross-entropy.

    dW = X^T (P - Y) / N and db = mean over samples of P - Y, with P = softmax(X W + b).

    Args:
        X: shape (n_samples, n_features).
        Y: one-hot labels, shape (n_samples, n_classes).
        weights: shape (n_features, n_classes).
        bias: shape (n_classes,).

    Returns:
        dW of shape (n_features, n_classes) and db of shape (n_classes,), float64.

    Raises:
        TypeError: an argument is not real.
        ValueError: the shapes do not fit, or a label lies outside [0, 1].

    Source: Bishop, PRML, eq. 4.109.

    >>> softmax_gradient([[2.0]], [[1, 0]], [[0.0, 0.0]], [0.0, 0.0])
    (array([[-1.,  1.]]), array([-0.5,  0.5]))
    """
    call = "softmax_gradient(X, Y, weights, bias)"
    X, Y = as_samples(X, call), as_probability(Y, "Y", call)
    W, b = as_float64(weights, "weights", call), as_float64(bias, "bias", call)
    require_shape(b, Y.shape[1:], "bias", call)
    require_shape(Y, (len(X), *b.shape), "Y", call)
    require_shape(W, (X.shape[1], *b.shape), "weights", call)
    residual = softmax(X @ W + b) - Y
    return X.T @ residual / len(X), residual.mean(axis=0)
