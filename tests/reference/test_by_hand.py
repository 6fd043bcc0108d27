"""The pure-Python trainer: alone in an interpreter, and equal to the estimator."""

import ast
import inspect
import json
import subprocess
import sys

import numpy as np
import pytest

from reference import LogisticRegression, by_hand, sigmoid, softplus, train_1d
from reference.by_hand import log_loss_1d, sigmoid_1d
from reference.datasets import two_gaussians_1d
from tests.reference.strategies import EPS


def test_imports_nothing_but_math() -> None:
    """The module's source names math alone, so a browser page can run it as it stands."""
    nodes = list(ast.walk(ast.parse(inspect.getsource(by_hand))))
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    assert modules == {"math"}
    assert not [node for node in nodes if isinstance(node, ast.ImportFrom)]


def test_runs_in_a_bare_interpreter() -> None:
    """Its source alone, in a Python without site-packages, trains to the same numbers."""
    X, y = [-2.0, -1.0, 0.5, 1.0], [0, 0, 1, 1]
    program = f"import json\nprint(json.dumps(train_1d({X}, {y}, 0.5, 0.1, 20)))"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", inspect.getsource(by_hand) + "\n" + program],
        capture_output=True,
        check=True,
        text=True,
    )
    w, b, losses = train_1d(X, y, 0.5, 0.1, 20)
    assert json.loads(done.stdout) == [w, b, losses]


def test_equals_the_estimator_on_one_feature() -> None:
    """The same path as LogisticRegression, step by step; its losses leave out the penalty."""
    X, y = two_gaussians_1d()
    w, b, losses = train_1d(X, y, lr=0.5, lam=0.0, epochs=300)
    model = LogisticRegression(learning_rate=0.5, n_iterations=300, lambda_reg=0.0)
    model.fit(np.array(X)[:, np.newaxis], y)
    # 300 steps, each off by lr = 0.5 times some eps * 4 in a gradient whose terms are below 4;
    # descent on a convex loss contracts, so errors add at most.
    assert w == pytest.approx(model.weights[0], abs=300 * 4 * EPS)
    assert b == pytest.approx(model.bias, abs=300 * 4 * EPS)
    assert losses == pytest.approx(model.losses, abs=300 * 4 * EPS)


def test_the_penalty_shrinks_the_weight_and_not_the_bias() -> None:
    """A large lambda more than halves w; where x = 0, b is the same for every lambda."""
    X, y = two_gaussians_1d()
    free, _, _ = train_1d(X, y, lr=0.5, lam=0.0, epochs=300)
    held, _, _ = train_1d(X, y, lr=0.5, lam=60.0, epochs=300)
    assert abs(held) < abs(free) / 2
    biases = [train_1d([0.0, 0.0], [1, 1], 0.5, lam, 50)[1] for lam in (0.0, 60.0)]
    assert biases[0] == biases[1] > 1


def test_losses_are_taken_before_the_step() -> None:
    """The first is log 2, and there is one an epoch."""
    _, _, losses = train_1d([1.0, 2.0], [0, 1], lr=0.1, lam=0.0, epochs=7)
    assert len(losses) == 7
    assert losses[0] == np.log(2)
    assert losses == sorted(losses, reverse=True)


def test_its_sigmoid_and_loss_are_those_of_the_package() -> None:
    """The scalar forms agree with the array forms for huge and tiny arguments."""
    z = np.concatenate([np.linspace(-800, 800, 1601), [1e-300, -1e-300, 1e300, -1e300]])
    # math and NumPy have different exp and log1p, each good to 1 ulp: 4 ulp of either result, and
    # of the smallest number where that is subnormal.
    tiny = 4 * 5e-324
    ours = [sigmoid_1d(v) for v in z]
    np.testing.assert_allclose(ours, sigmoid(z), rtol=4 * EPS, atol=tiny)
    np.testing.assert_allclose([log_loss_1d(1, v) for v in z], softplus(-z), rtol=4 * EPS, atol=tiny)
    np.testing.assert_allclose([log_loss_1d(0, v) for v in z], softplus(z), rtol=4 * EPS, atol=tiny)


@pytest.mark.parametrize(("X", "y"), [([], []), ([1.0], []), ([1.0, 2.0], [1])])
def test_lists_that_do_not_fit_raise_value_error(X: list[float], y: list[int]) -> None:
    """Empty or unequal lists are refused with their lengths."""
    message = f"X and y have lengths {len(X)} and {len(y)}, but should be equal and not 0"
    with pytest.raises(ValueError, match=message):
        train_1d(X, y, 0.1, 0.0, 1)
