"""Every figure of the lesson, to the digits that it gives: half a unit of the last one."""

import numpy as np
import pytest
import sklearn.linear_model

from reference import (
    THRESHOLDS,
    LogisticRegression,
    SoftmaxRegression,
    best_thresholds,
    lambda_sweep,
    odds_ratios,
    threshold_sweep,
    train_1d,
    underfit_lambda,
)
from reference.datasets import Split, diagonal, diagonal_split, two_gaussians_1d

LAMBDAS = [0.001, 0.01, 0.1, 1, 10]


def test_the_estimator_on_200_points() -> None:
    """First loss log 2, last 0.1522987216, accuracy 0.995, weights and bias to 6 digits."""
    X, y = diagonal()
    model = LogisticRegression(learning_rate=0.1, n_iterations=500, lambda_reg=0.1).fit(X, y)
    assert model.losses[0] == np.log(2)
    assert model.losses[-1] == pytest.approx(0.1522987216, abs=0.5e-10)
    assert np.mean(model.predict(X) == y) == 0.9950
    assert model.weights == pytest.approx([2.826906, 2.901204], abs=0.5e-6)
    assert model.bias == pytest.approx(-0.003411, abs=0.5e-6)


def test_training_by_hand() -> None:
    """w, b, boundary, accuracy and last loss of the pure-Python trainer."""
    X, y = two_gaussians_1d()
    w, b, losses = train_1d(X, y, lr=0.5, lam=0.01, epochs=300)
    right = sum((w * x + b >= 0) == bool(label) for x, label in zip(X, y, strict=True))
    assert w == pytest.approx(2.901096, abs=0.5e-6)
    assert b == pytest.approx(0.318297, abs=0.5e-6)
    assert -b / w == pytest.approx(-0.109716, abs=0.5e-6)
    assert 100 * right / len(X) == pytest.approx(91.7, abs=0.05)
    assert losses[-1] == pytest.approx(0.278872, abs=0.5e-6)


def test_scikit_learn_on_churn(churn_split: Split) -> None:
    """Accuracy 0.875, support 87 and 113, odds ratios to 3 decimals."""
    model = sklearn.linear_model.LogisticRegression(C=1.0)
    model.fit(churn_split.X_train, churn_split.y_train)
    assert model.score(churn_split.X_test, churn_split.y_test) == 0.875
    assert np.bincount(churn_split.y_test).tolist() == [87, 113]
    ratios = odds_ratios(model.coef_[0])
    assert ratios == pytest.approx([1.030, 3.318, 1.006, 15.614, 1.153], abs=0.5e-3)


def test_the_best_threshold_on_churn(churn_split: Split, churn_model: LogisticRegression) -> None:
    """F1 0.8839 at 0.40 (precision 0.8919, recall 0.8761), and 0.8780 at 0.50."""
    sweep = threshold_sweep(churn_split.y_test, churn_model.predict_proba(churn_split.X_test))
    assert best_thresholds(THRESHOLDS, sweep.f1).tolist() == [0.40]
    best, half = THRESHOLDS.index(0.40), THRESHOLDS.index(0.50)
    assert sweep.f1[best] == pytest.approx(0.8839, abs=0.5e-4)
    assert sweep.precision[best] == pytest.approx(0.8919, abs=0.5e-4)
    assert sweep.recall[best] == pytest.approx(0.8761, abs=0.5e-4)
    assert sweep.f1[half] == pytest.approx(0.8780, abs=0.5e-4)


def test_no_lambda_of_the_sweep_underfits_on_churn(churn_split: Split) -> None:
    """0.875 at all five lambdas; beyond them 0.870 at 100 and 0.835 at 1,000."""
    s = churn_split
    got = lambda_sweep(s.X_train, s.y_train, s.X_test, s.y_test, [*LAMBDAS, 100, 1000])
    assert got.tolist() == [0.875] * 5 + [0.870, 0.835]
    assert underfit_lambda(LAMBDAS, got[:5]) is None


def test_lambda_10_underfits_on_200_points() -> None:
    """0.975 up to 1, 0.950 at 10 (one test point of 40), 0.875 at 100, 0.575 at 1,000."""
    s = diagonal_split()
    got = lambda_sweep(s.X_train, s.y_train, s.X_test, s.y_test, [*LAMBDAS, 100, 1000])
    assert got.tolist() == [0.975] * 4 + [0.950, 0.875, 0.575]
    assert underfit_lambda(LAMBDAS, got[:5]) == 10


def test_softmax_on_iris(iris_split: Split, iris_model: SoftmaxRegression) -> None:
    """Test accuracy 1.0, loss 0.0946 at the end."""
    assert np.mean(iris_model.predict(iris_split.X_test) == iris_split.y_test) == 1.0
    assert iris_model.losses[-1] == pytest.approx(0.0946, abs=0.5e-4)


def test_a_weight_of_0_693_doubles_the_odds() -> None:
    """e^0.693 = 2.000 to three decimals."""
    assert odds_ratios(0.693) == pytest.approx(2.000, abs=0.5e-3)
