"""Question 4: gradient descent on the log loss, from w = 0 and b = 0."""

import numpy as np
import pytest

from autograder import expect
from autograder.numeric import Tolerance

pytestmark = pytest.mark.question("q4")

X = np.random.default_rng(4).normal(size=(120, 2))
Y = (X @ np.array([2.0, -1.0]) + 0.3 > 0).astype(float)
CLOSE = Tolerance(rtol=1e-6, atol=1e-9, because="one or a hundred steps in float64: rounding grows by far less")


@pytest.mark.points(1)
def test_first_step(student):
    """One step from zero goes against the gradient"""
    model = student.LogisticRegression(0.5, 1)
    model.fit(X, Y)
    expect.close(model.weights, -0.5 * X.T @ (0.5 - Y) / 120, CLOSE)
    expect.close(model.bias, -0.5 * np.mean(0.5 - Y), CLOSE)


@pytest.mark.points(1)
def test_loss_falls(student):
    """`losses` begins with log 2 and falls with each step"""
    model = student.LogisticRegression(0.5, 100)
    model.fit(X, Y)
    losses = expect.array(model.losses)
    assert len(losses) == 100, "`losses` should hold the loss before each step."
    assert abs(losses[0] - np.log(2.0)) < 1e-9, "`losses` should begin with log 2."
    assert np.all(np.diff(losses) < 0), "The loss should fall with each step."


@pytest.mark.points(1)
def test_predictions(student):
    """`predict` is right for nine samples of ten that a line separates"""
    model = student.LogisticRegression(0.5, 500)
    model.fit(X, Y)
    assert np.mean(expect.array(model.predict(X)) == Y) > 0.9, "Fewer than nine of ten samples are predicted rightly."


@pytest.mark.points(1)
def test_fits_anew(student):
    """A second `fit` forgets the first"""
    model = student.LogisticRegression(0.5, 50)
    model.fit(X, Y)
    model.fit(X, 1 - Y)
    fresh = student.LogisticRegression(0.5, 50)
    fresh.fit(X, 1 - Y)
    expect.close(model.predict_proba(X), expect.array(fresh.predict_proba(X)), CLOSE)
