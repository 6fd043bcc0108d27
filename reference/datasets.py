"""The data of the course, each set one recipe.

scikit-learn makes, splits and loads three of the five, and is imported only when asked; no other
module of this package imports this one. Every recipe has a generator of its own: the global ones
are left alone, and the draws are those of `np.random.seed(0)` and `random.seed(42)`.
"""

import random
from importlib import import_module
from typing import Final, NamedTuple

import numpy as np

from reference._arrays import FloatArray, IntArray
from reference.interpretation import standardise

CHURN_FEATURES: Final = (
    "monthly_charges",
    "tenure",
    "data_usage",
    "support_calls",
    "contract_length",
)
CHURN_CLASSES: Final = ("Stay", "Churn")

SPLIT_SEED: Final = 42
TEST_SHARE: Final = 0.2


class Split(NamedTuple):
    """Rows to fit and rows to judge by; X of shape (n, n_features), y of shape (n,)."""

    X_train: FloatArray
    X_test: FloatArray
    y_train: IntArray
    y_test: IntArray


def diagonal(n_samples: int = 200, seed: int = 0) -> tuple[FloatArray, IntArray]:
    """Return standard normal points of the plane, of class 1 where x0 + x1 > 0.

    >>> X, y = diagonal()
    >>> X.shape, int(y.sum())
    ((200, 2), 96)
    """
    X = np.random.RandomState(seed).randn(n_samples, 2)
    return X, (X[:, 0] + X[:, 1] > 0).astype(np.int64)


def two_gaussians_1d(n_per_class: int = 30, seed: int = 42) -> tuple[list[float], list[int]]:
    """Return draws around -1 (class 0), then around 1 (class 1), as flat lists: pure Python.

    >>> X, y = two_gaussians_1d()
    >>> len(X), sum(y)
    (60, 30)
    """
    rng = random.Random(seed)  # noqa: S311 - draws, no secrets
    X = [rng.gauss(centre, 1) for centre in (-1, 1) for _ in range(n_per_class)]
    return X, [label for label in (0, 1) for _ in range(n_per_class)]


def diagonal_split() -> Split:
    """Return `diagonal()`, 160 rows to fit and 40 to judge by, as drawn: the scales are equal."""
    return _split(*diagonal())


def churn() -> Split:
    """Return the synthetic churn set, 800 rows and 200, scaled by the former.

    Five features in the order of `CHURN_FEATURES`, classes 0 and 1 as in `CHURN_CLASSES`.
    """
    X, y = import_module("sklearn.datasets").make_classification(
        n_samples=1000,
        n_features=5,
        n_informative=3,
        n_redundant=1,
        random_state=42,
        class_sep=0.8,
    )
    return _scaled(_split(X, y))


def iris() -> Split:
    """Return Fisher's irises, 120 rows and 30, scaled by the former; three classes 0, 1, 2."""
    load_iris = import_module("sklearn.datasets").load_iris
    return _scaled(_split(*load_iris(return_X_y=True)))


def _split(X: FloatArray, y: IntArray) -> Split:
    train_test_split = import_module("sklearn.model_selection").train_test_split
    return Split(*train_test_split(X, y, test_size=TEST_SHARE, random_state=SPLIT_SEED))


def _scaled(split: Split) -> Split:
    """Return the split with mean and spread of the training rows taken from all rows."""
    X_train, mean, scale = standardise(split.X_train)
    return split._replace(X_train=X_train, X_test=(split.X_test - mean) / scale)
