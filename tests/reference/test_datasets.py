"""The recipes: same draws as the lesson's, and no global state touched."""

import random
from collections.abc import Callable

import numpy as np
import pytest
import sklearn.datasets
import sklearn.model_selection
import sklearn.preprocessing

from reference.datasets import (
    CHURN_CLASSES,
    CHURN_FEATURES,
    Split,
    churn,
    diagonal,
    diagonal_split,
    iris,
    two_gaussians_1d,
)
from tests.reference.strategies import EPS


def test_diagonal_has_the_draws_of_seed_0() -> None:
    """np.random.seed(0), then randn(200, 2), and class 1 above the anti-diagonal."""
    X, y = diagonal()
    expected = np.random.RandomState(0).randn(200, 2)
    assert X.tolist() == expected.tolist()
    assert X[0, 0] == 1.764052345967664  # the first draw of seed 0
    assert y.tolist() == [int(a + b > 0) for a, b in X]
    assert y.dtype == np.int64


def test_two_gaussians_have_the_draws_of_seed_42() -> None:
    """random.seed(42), then thirty gauss(-1, 1) and thirty gauss(1, 1)."""
    state = random.getstate()
    try:
        random.seed(42)
        expected = [random.gauss(-1, 1) for _ in range(30)]
        expected += [random.gauss(1, 1) for _ in range(30)]
    finally:
        random.setstate(state)
    assert two_gaussians_1d() == (expected, [0] * 30 + [1] * 30)


def test_churn_is_scaled_by_its_training_rows(churn_split: Split) -> None:
    """make_classification, split and StandardScaler as the lesson calls them."""
    X, y = sklearn.datasets.make_classification(
        n_samples=1000, n_features=5, n_informative=3, n_redundant=1, random_state=42, class_sep=0.8
    )
    X_train, X_test, y_train, y_test = sklearn.model_selection.train_test_split(X, y, test_size=0.2, random_state=42)
    scaler = sklearn.preprocessing.StandardScaler().fit(X_train)
    # Means and variances of 800 terms, summed pairwise or with compensation: far below 800 eps.
    np.testing.assert_allclose(churn_split.X_train, scaler.transform(X_train), atol=800 * EPS)
    np.testing.assert_allclose(churn_split.X_test, scaler.transform(X_test), atol=800 * EPS)
    assert churn_split.y_train.tolist() == y_train.tolist()
    assert churn_split.y_test.tolist() == y_test.tolist()


def test_churn_features_and_classes_are_in_order() -> None:
    """Five features and two classes, as the lesson names them."""
    assert CHURN_FEATURES == (
        "monthly_charges",
        "tenure",
        "data_usage",
        "support_calls",
        "contract_length",
    )
    assert CHURN_CLASSES == ("Stay", "Churn")


@pytest.mark.parametrize(
    ("recipe", "train", "test", "features"),
    [(churn, 800, 200, 5), (iris, 120, 30, 4), (diagonal_split, 160, 40, 2)],
)
def test_a_fifth_of_the_rows_is_kept_for_judging(
    recipe: Callable[[], Split], train: int, test: int, features: int
) -> None:
    """Shapes of all splits, and no row in both parts."""
    split = recipe()
    assert (split.X_train.shape, split.y_train.shape) == ((train, features), (train,))
    assert (split.X_test.shape, split.y_test.shape) == ((test, features), (test,))
    if recipe is not iris:  # Fisher measured two virginicas alike
        rows = np.vstack([split.X_train, split.X_test])
        assert len(np.unique(rows, axis=0)) == train + test


def test_global_generators_are_left_alone() -> None:
    """No recipe draws from, or seeds, the generators of random and numpy.random."""
    before = random.getstate(), repr(np.random.get_state(legacy=False))
    recipes: list[Callable[[], object]] = [diagonal, diagonal_split, two_gaussians_1d, churn, iris]
    for recipe in recipes:
        recipe()
    assert (random.getstate(), repr(np.random.get_state(legacy=False))) == before
