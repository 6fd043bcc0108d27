"""Choosing a lambda: the accuracy that each leaves on rows that the model has not seen."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from reference._arrays import FloatArray, as_float64, as_labels, as_samples, require_same_shape
from reference.logistic_regression import LogisticRegression

LAMBDAS: Final = (0.001, 0.01, 0.1, 1.0, 10.0)


def lambda_sweep(
    X_train: ArrayLike,
    y_train: ArrayLike,
    X_test: ArrayLike,
    y_test: ArrayLike,
    lambdas: Sequence[float] = LAMBDAS,
    learning_rate: float = 0.1,
    n_iterations: int = 500,
) -> FloatArray:
    """Return the test accuracy of `LogisticRegression` trained with each lambda.

    Args:
        X_train: rows to fit, shape (n_train, n_features).
        y_train: their labels 0 or 1, shape (n_train,).
        X_test: rows to judge by, shape (n_test, n_features).
        y_test: their labels 0 or 1, shape (n_test,).
        lambdas: the L2 strengths.
        learning_rate: of every fit.
        n_iterations: of every fit.

    Returns:
        float64 accuracies of shape (n_lambdas,).

    Raises:
        TypeError, ValueError: as for `LogisticRegression`.

    Source: ESL 7.10 (model selection); the lesson's second exercise.
    """
    call = "lambda_sweep(X_train, y_train, X_test, y_test, lambdas)"
    X = as_samples(X_test, call)
    y = as_labels(y_test, len(X), call)
    models = (LogisticRegression(learning_rate, n_iterations, value) for value in lambdas)
    return np.array([np.mean(model.fit(X_train, y_train).predict(X) == y) for model in models])


def underfit_lambda(lambdas: Sequence[float], accuracies: ArrayLike, margin: float = 0.01) -> float | None:
    """Return the first lambda whose accuracy is more than `margin` below the best, or None.

    Accuracies are multiples of 1/N, but 0.90 - 0.89 is 1e-17 more than 0.01 in float64: a
    difference counts as more from 1e-9 on.

    Args:
        lambdas: the L2 strengths, in the order of the sweep.
        accuracies: one for each, shape (n_lambdas,).
        margin: how far below the best is still the same.

    Raises:
        TypeError: accuracies are not real.
        ValueError: the lengths differ.

    Source: the reading of the lesson's second exercise.

    >>> underfit_lambda([0.1, 1.0, 10.0], [0.90, 0.90, 0.85])
    10.0
    >>> underfit_lambda([0.1, 1.0, 10.0], [0.90, 0.90, 0.89]) is None
    True
    """
    call = "underfit_lambda(lambdas, accuracies)"
    scores = as_float64(accuracies, "accuracies", call)
    require_same_shape(np.asarray(lambdas), scores, "lambdas and accuracies", call)
    for value, score in zip(lambdas, scores, strict=True):
        if scores.max() - score > margin + 1e-9:
            return value
    return None
