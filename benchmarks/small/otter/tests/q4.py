# ruff: noqa
# fmt: off
OK_FORMAT = False

import numpy as np
from otter.test_files import test_case

name = "q4"
points = None

X = np.random.default_rng(4).normal(size=(120, 2))
Y = (X @ np.array([2.0, -1.0]) + 0.3 > 0).astype(float)


@test_case(points=1)
def test_first_step(LogisticRegression):
    """One step from zero goes against the gradient"""
    model = LogisticRegression(0.5, 1)
    model.fit(X, Y)
    np.testing.assert_allclose(model.weights, -0.5 * X.T @ (0.5 - Y) / 120, rtol=1e-06, atol=1e-09)
    np.testing.assert_allclose(model.bias, -0.5 * np.mean(0.5 - Y), rtol=1e-06, atol=1e-09)


@test_case(points=1)
def test_loss_falls(LogisticRegression):
    """`losses` begins with log 2 and falls with each step"""
    model = LogisticRegression(0.5, 100)
    model.fit(X, Y)
    losses = np.asarray(model.losses)
    assert len(losses) == 100, '`losses` should hold the loss before each step.'
    assert abs(losses[0] - np.log(2.0)) < 1e-09, '`losses` should begin with log 2.'
    assert np.all(np.diff(losses) < 0), 'The loss should fall with each step.'


@test_case(points=1)
def test_predictions(LogisticRegression):
    """`predict` is right for nine samples of ten that a line separates"""
    model = LogisticRegression(0.5, 500)
    model.fit(X, Y)
    assert np.mean(np.asarray(model.predict(X)) == Y) > 0.9, 'Fewer than nine of ten samples are predicted rightly.'


@test_case(points=1)
def test_fits_anew(LogisticRegression):
    """A second `fit` forgets the first"""
    model = LogisticRegression(0.5, 50)
    model.fit(X, Y)
    model.fit(X, 1 - Y)
    fresh = LogisticRegression(0.5, 50)
    fresh.fit(X, 1 - Y)
    np.testing.assert_allclose(model.predict_proba(X), np.asarray(fresh.predict_proba(X)), rtol=1e-06, atol=1e-09)
