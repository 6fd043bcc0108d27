"""Lambda sweeps, and where underfitting starts."""

import pytest

from reference import LAMBDAS, LogisticRegression, lambda_sweep, underfit_lambda
from reference.datasets import diagonal_split


def test_the_grid_of_the_exercise() -> None:
    """Five lambdas by powers of ten."""
    assert LAMBDAS == (0.001, 0.01, 0.1, 1.0, 10.0)


def test_the_accuracies_are_those_of_separate_fits() -> None:
    """Each entry is the test accuracy of a fresh estimator with that lambda."""
    data = diagonal_split()
    lambdas = [0.0, 10.0, 1000.0]
    expected = [
        (LogisticRegression(0.3, 40, v).fit(data.X_train, data.y_train).predict(data.X_test) == data.y_test).mean()
        for v in lambdas
    ]
    got = lambda_sweep(data.X_train, data.y_train, data.X_test, data.y_test, lambdas, 0.3, n_iterations=40)
    assert got.tolist() == expected
    assert len(set(expected)) > 1


@pytest.mark.parametrize(
    ("accuracies", "expected"),
    [
        ([0.9, 0.9, 0.9], None),
        ([0.9, 0.9, 0.8], 10.0),
        ([0.8, 0.9, 0.7], 0.1),  # the first that is low, though no smaller lambda did better
        ([0.90, 0.90, 0.89], None),  # 0.90 - 0.89 is 0.01, if 1e-17 more in float64
        ([0.875, 0.875, 0.865], None),  # one such pair on 200 rows
        ([0.900, 0.900, 0.885], 10.0),  # 3 of 200 rows: 0.015
        ([0.900, 0.889, 0.700], 1.0),  # 0.011 on 1,000 rows
    ],
)
def test_underfitting_starts_more_than_0_01_below_the_best(accuracies: list[float], expected: float | None) -> None:
    """The first lambda that loses more than 0.01, or None."""
    assert underfit_lambda([0.1, 1.0, 10.0], accuracies) == expected


def test_the_margin_is_an_argument() -> None:
    """With a margin of 0.2 a loss of 0.1 is no underfitting."""
    assert underfit_lambda([1.0, 2.0], [0.9, 0.8], margin=0.2) is None


def test_unequal_lengths_are_refused() -> None:
    """Two lambdas and three accuracies raise ValueError."""
    with pytest.raises(ValueError, match=r"lambdas and accuracies have shapes \(2,\) and \(3,\)"):
        underfit_lambda([0.1, 1.0], [0.9, 0.9, 0.8])
