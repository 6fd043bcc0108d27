"""The suite of part 7 accepts right estimators, rejects wrong ones, and names the mistake."""

import pytest

from tests.support.slow import a_third
from tests.support.suites import failed

RIGHT = """
import numpy as np


class LogisticRegression:
    def __init__(self, learning_rate=0.01, n_iterations=1000, lambda_reg=0.01):
        self.learning_rate = learning_rate
        self.n_iterations = n_iterations
        self.lambda_reg = lambda_reg

    def sigmoid(self, z):
        with np.errstate(over="ignore"):
            return 1 / (1 + np.exp(-z))

    def fit(self, X, y):
        n, d = X.shape
        self.weights = np.zeros(d)
        self.bias = 0.0
        self.losses = []
        for _ in range(self.n_iterations):
            y_pred = self.predict_proba(X)
            self.losses.append(self.compute_loss(X, y, y_pred))
            error = y_pred - y
            dw = X.T @ error / n + self.lambda_reg / n * self.weights
            db = np.mean(error)
            self.weights = self.weights - self.learning_rate * dw
            self.bias = self.bias - self.learning_rate * db
        return self

    def compute_loss(self, X, y, y_pred):
        p = np.clip(y_pred, 1e-15, 1 - 1e-15)
        bce = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
        penalty = self.lambda_reg / (2 * len(y)) * np.sum(self.weights**2)
        return bce + penalty

    def predict_proba(self, X):
        return self.sigmoid(X @ self.weights + self.bias)

    def predict(self, X, threshold=0.5):
        return (self.predict_proba(X) >= threshold).astype(int)
"""

FLOAT32 = '''
import numpy as np
from scipy.special import expit


class LogisticRegression:
    """float32 throughout, losses as an array, fit without a return value, private names for the settings."""

    def __init__(self, learning_rate=1e-2, n_iterations=1_000, lambda_reg=1e-2, verbose=False, **_):
        self._lr, self._n, self._lam = np.float32(learning_rate), n_iterations, np.float32(lambda_reg)

    def fit(self, X, y):
        X, y = np.asarray(X, np.float32), np.asarray(y, np.float32)
        self.weights, self.bias = np.zeros(X.shape[1], np.float32), np.float32(0)
        self.losses = np.zeros(self._n, np.float32)
        for i in range(self._n):
            p = self.predict_proba(X)
            self.losses[i] = self.compute_loss(X, y, p)
            self.weights -= self._lr * (X.T @ (p - y) + self._lam * self.weights) / np.float32(len(X))
            self.bias -= self._lr * (p - y).mean()

    def compute_loss(self, X, y, y_pred):
        y_pred = np.clip(np.asarray(y_pred, np.float32), np.float32(1e-7), np.float32(1 - 1e-7))
        bce = -np.where(np.asarray(y) == 1, np.log(y_pred), np.log(1 - y_pred)).mean()
        return bce + self._lam * (self.weights ** 2).sum() / (2 * len(X))

    def predict_proba(self, X):
        return expit(np.asarray(X, np.float32) @ self.weights + self.bias)

    def predict(self, X, threshold=0.5):
        return np.where(self.predict_proba(X) >= threshold, 1, 0).astype(np.uint8)
'''

LOOPS = '''
import math


class LogisticRegression:
    """Loops over lists: no NumPy at all."""

    def __init__(self, learning_rate=0.01, n_iterations=1000, lambda_reg=0.01):
        self.lr, self.n, self.lam = learning_rate, n_iterations, lambda_reg

    def _one(self, row):
        z = sum(w * float(x) for w, x in zip(self.weights, row)) + self.bias
        return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))

    def fit(self, X, y):
        X, y = [[float(x) for x in row] for row in X], [int(label) for label in y]
        self.weights, self.bias, self.losses = [0.0] * len(X[0]), 0, []
        for _ in range(self.n):
            p = self.predict_proba(X)
            self.losses.append(self.compute_loss(X, y, p))
            errors = [pi - yi for pi, yi in zip(p, y)]
            dw = [sum(e * row[j] for e, row in zip(errors, X)) + self.lam * w for j, w in enumerate(self.weights)]
            self.weights = [w - self.lr * d / len(X) for w, d in zip(self.weights, dw)]
            self.bias -= self.lr * sum(errors) / len(X)

    def compute_loss(self, X, y, y_pred):
        total = 0.0
        for yi, pi in zip(y, y_pred):
            pi = min(max(pi, 1e-12), 1 - 1e-12)
            total -= math.log(pi) if yi == 1 else math.log(1 - pi)
        return total / len(X) + self.lam * sum(w * w for w in self.weights) / 2 / len(X)

    def predict_proba(self, X):
        return [self._one(row) for row in X]

    def predict(self, X, threshold=0.5):
        return [1 if p >= threshold else 0 for p in self.predict_proba(X)]
'''

COLUMNS = '''
import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin


class LogisticRegression(ClassifierMixin, BaseEstimator):
    """Columns inside, the bias in the weights' vector, a class of scikit-learn's above it."""

    def __init__(self, learning_rate=0.01, n_iterations=1000, lambda_reg=0.01):
        self.learning_rate = learning_rate
        self.n_iterations = n_iterations
        self.lambda_reg = lambda_reg

    @property
    def weights(self):
        return self.theta_[1:]

    @property
    def bias(self):
        return self.theta_[0]

    def fit(self, X, y):
        A = np.c_[np.ones(len(X)), X]
        t = np.reshape(y, (-1, 1))
        self.theta_ = np.zeros((A.shape[1], 1))
        self.losses = []
        keep = np.ones_like(self.theta_)
        keep[0] = 0
        for _ in range(self.n_iterations):
            z = A @ self.theta_
            bce = np.mean(np.logaddexp(0, z) - t * z)
            self.losses.append([bce + self.lambda_reg / (2 * len(X)) * np.sum((keep * self.theta_) ** 2)])
            p = 0.5 * (1 + np.tanh(z / 2))
            self.theta_ = self.theta_ - self.learning_rate / len(X) * (
                A.T @ (p - t) + self.lambda_reg * keep * self.theta_
            )
        return self

    def compute_loss(self, X, y, y_pred):
        eps = np.finfo(float).eps
        p = np.clip(y_pred, eps, 1 - eps)
        bce = -(y @ np.log(p) + (1 - y) @ np.log1p(-p)) / len(y)
        return np.array([bce + self.lambda_reg / 2 / len(y) * np.sum(self.weights ** 2)])

    def predict_proba(self, X):
        return (0.5 * (1 + np.tanh((X @ self.weights + self.bias) / 2))).ravel()

    def predict(self, X, threshold=0.5):
        return (self.predict_proba(X) >= threshold).astype(np.int32).reshape(-1, 1)
'''


def broken(*edits):
    """The right class with some lines exchanged."""
    source = RIGHT
    for old, new in edits:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    return source


@pytest.mark.parametrize("source", [RIGHT, FLOAT32, LOOPS, COLUMNS], ids=["plain", "float32", "loops", "columns"])
def test_right_forms_get_all_points(judge, source):
    """float32, plain loops and columns inside a class of scikit-learn's are all right."""
    assert failed(judge("q7", source)) == {}


STEP_W = "dw = X.T @ error / n + self.lambda_reg / n * self.weights"
STEP_B = "db = np.mean(error)"
UPDATE_W = "self.weights = self.weights - self.learning_rate * dw"
UPDATE_B = "self.bias = self.bias - self.learning_rate * db"
APPEND = "self.losses.append(self.compute_loss(X, y, y_pred))"
TRAIN = ("training_without_penalty", "first_step", "penalised_minimum")
FIT = ("first_step", "training_without_penalty", "penalised_minimum")

MISTAKES = [
    # slug, the edits, the checks that fail (the first of them names the slug)
    (
        "fit-ascends",
        [(UPDATE_W, UPDATE_W.replace(" - ", " + ")), (UPDATE_B, UPDATE_B.replace(" - ", " + "))],
        (*FIT, "losses_are_penalised"),
    ),
    (
        "fit-sums",
        [(STEP_W, "dw = X.T @ error + self.lambda_reg / n * self.weights"), (STEP_B, "db = np.sum(error)")],
        FIT,
    ),
    ("fit-weights-sum", [(STEP_W, "dw = X.T @ error + self.lambda_reg / n * self.weights")], FIT),
    ("fit-bias-sums", [(STEP_B, "db = np.sum(error)")], FIT[:2]),
    ("fit-bias-stands-still", [(UPDATE_B, "")], FIT),
    ("fit-half", [("error = y_pred - y", "error = (y_pred - y) / 2")], TRAIN),
    ("fit-twice", [("error = y_pred - y", "error = 2 * (y_pred - y)")], FIT),
    (
        "fit-mse-gradient",
        [("error = y_pred - y", "error = 2 * (y_pred - y) * y_pred * (1 - y_pred)")],
        ("training_without_penalty", "first_step", "penalised_minimum"),
    ),
    ("fit-hard-labels", [("error = y_pred - y", "error = (y_pred >= 0.5) - y")], FIT),
    ("fit-no-sigmoid", [("error = y_pred - y", "error = X @ self.weights + self.bias - y")], (*FIT, "large_features")),
    (
        "fit-starts-at-one",
        [("np.zeros(d)", "np.ones(d)"), ("self.bias = 0.0", "self.bias = 1.0")],
        (*FIT[:2], "one_loss_per_iteration"),
    ),
    (
        "fit-one-step-less",
        [("range(self.n_iterations)", "range(1, self.n_iterations)")],
        (*FIT[:2], "one_loss_per_iteration"),
    ),
    ("fit-bias-last", [(STEP_B, ""), (UPDATE_W, UPDATE_W + "; db = np.mean(self.predict_proba(X) - y)")], FIT[:2]),
    ("fit-no-penalty", [(STEP_W, "dw = X.T @ error / n")], FIT[2:]),
    ("fit-penalty-times-n", [(STEP_W, "dw = X.T @ error / n + self.lambda_reg * self.weights")], FIT[2:]),
    ("fit-penalty-halved", [(STEP_W, "dw = X.T @ error / n + self.lambda_reg / (2 * n) * self.weights")], FIT[2:]),
    ("fit-penalty-doubled", [(STEP_W, "dw = X.T @ error / n + 2 * self.lambda_reg / n * self.weights")], FIT[2:]),
    ("fit-bias-penalised", [(STEP_B, "db = np.mean(error) + self.lambda_reg / n * self.bias")], FIT[2:]),
    ("default-learning-rate", [("learning_rate=0.01", "learning_rate=0.1")], ("defaults",)),
    ("default-n-iterations", [("n_iterations=1000", "n_iterations=100")], ("defaults",)),
    ("default-lambda-reg", [("lambda_reg=0.01", "lambda_reg=0.0")], ("defaults",)),
    (
        "losses-one-too-many",
        [("        return self\n\n    def compute", "        " + APPEND + "\n        return self\n\n    def compute")],
        ("one_loss_per_iteration",),
    ),
    (
        "losses-after-step",
        [(APPEND, ""), (UPDATE_B, UPDATE_B + "; self.losses.append(self.compute_loss(X, y, self.predict_proba(X)))")],
        ("one_loss_per_iteration",),
    ),
    ("losses-penalty-after-step", [(APPEND, ""), (UPDATE_B, UPDATE_B + "; " + APPEND)], ("one_loss_per_iteration",)),
    ("compute-loss-no-penalty", [("return bce + penalty", "return bce")], ("compute_loss", "losses_are_penalised")),
    ("compute-loss-penalty-doubled", [("(2 * len(y))", "len(y)")], ("compute_loss", "losses_are_penalised")),
    ("compute-loss-penalty-times-n", [("(2 * len(y))", "2")], ("compute_loss", "losses_are_penalised")),
    (
        "compute-loss-penalises-bias",
        [("np.sum(self.weights**2)", "(np.sum(self.weights**2) + self.bias**2)")],
        ("compute_loss", "losses_are_penalised"),
    ),
    (
        "losses-sum",
        [("bce = -np.mean", "bce = -np.sum")],
        ("losses_are_penalised", "one_loss_per_iteration", "compute_loss"),
    ),
    (
        "losses-in-bits",
        [("return bce + penalty", "return bce / np.log(2) + penalty")],
        ("one_loss_per_iteration", "losses_are_penalised", "compute_loss"),
    ),
    (
        "losses-sign",
        [("bce = -np.mean", "bce = np.mean")],
        ("one_loss_per_iteration", "losses_are_penalised", "compute_loss"),
    ),
    (
        "compute-loss-of-own-prediction",
        [("p = np.clip(y_pred,", "p = np.clip(self.predict_proba(X),")],
        ("compute_loss",),
    ),
    (
        "compute-loss-only-class-1",
        [(" + (1 - y) * np.log(1 - p)", "")],
        ("compute_loss", "one_loss_per_iteration", "losses_are_penalised"),
    ),
    (
        "predict-proba-two-columns",
        [
            (
                "return self.sigmoid(X @ self.weights + self.bias)",
                "p = self._p(X); return np.column_stack([1 - p, p])\n\n"
                "    def _p(self, X):\n        return self.sigmoid(X @ self.weights + self.bias)",
            ),
            ("y_pred = self.predict_proba(X)", "y_pred = self._p(X)"),
            ("(self.predict_proba(X) >=", "(self._p(X) >="),
        ],
        ("predict_proba",),
    ),
    (
        "predict-strict",
        [("(self.predict_proba(X) >= threshold)", "(self.predict_proba(X) > threshold)")],
        ("predict_at_the_threshold",),
    ),
    (
        "predict-ignores-threshold",
        [("(self.predict_proba(X) >= threshold)", "(self.predict_proba(X) >= 0.5)")],
        ("predict_honours_the_threshold",),
    ),
    (
        "predict-inverted",
        [("(self.predict_proba(X) >= threshold)", "(self.predict_proba(X) < threshold)")],
        ("predict_honours_the_threshold", "predict_at_the_threshold"),
    ),
    (
        "predict-booleans",
        [("(self.predict_proba(X) >= threshold).astype(int)", "self.predict_proba(X) >= threshold")],
        ("predict_gives_integers",),
    ),
    ("predict-floats", [(".astype(int)", ".astype(float)")], ("predict_gives_integers",)),
    (
        "refit-keeps-losses",
        [
            ("        self.losses = []\n", ""),
            ("self.lambda_reg = lambda_reg", "self.lambda_reg = lambda_reg; self.losses = []"),
        ],
        ("refit_starts_the_losses_afresh",),
    ),
    (
        "refit-continues",
        [
            (
                "        self.weights = np.zeros(d)\n        self.bias = 0.0\n",
                "        if not hasattr(self, 'weights'):\n            self.weights, self.bias = np.zeros(d), 0.0\n",
            )
        ],
        ("refit_starts_the_weights_afresh",),
    ),
    ("losses-log-of-zero", [("np.clip(y_pred, 1e-15, 1 - 1e-15)", "y_pred")], ("large_features",)),
]


@pytest.mark.parametrize(
    ("slug", "edits", "checks"), a_third(pytest.param(*mistake, id=mistake[0]) for mistake in MISTAKES)
)
def test_mistake_is_named_and_costs_its_own_checks(judge, slug, edits, checks):
    """Each usual mistake fails its own checks only, and the first of them names it."""
    results = judge("q7", broken(*edits))
    assert set(failed(results)) == set(checks), failed(results)
    assert results[f"test_{checks[0]}"].misconception == slug


def test_probabilities_without_bias_or_sigmoid_are_named(judge):
    """predict_proba alone may be wrong while training is right."""
    separate = [("y_pred = self.predict_proba(X)", "y_pred = self.sigmoid(X @ self.weights + self.bias)")]
    own = "return self.sigmoid(X @ self.weights + self.bias)"
    for wrong, slug in (
        ("return X @ self.weights + self.bias", "predict-proba-logits"),
        ("return self.sigmoid(X @ self.weights)", "predict-proba-no-bias"),
        ("return 1 - self.sigmoid(X @ self.weights + self.bias)", "predict-proba-of-class-0"),
    ):
        results = judge("q7", broken(*separate, (own, wrong)))
        assert results["test_predict_proba"].misconception == slug
        assert results["test_training_without_penalty"].verdict == "passed"
        assert results["test_compute_loss"].verdict == "passed"


def test_column_of_probabilities_costs_one_check(judge):
    """Probabilities of shape (n, 1) are not what is asked for, but cost predict_proba only."""
    results = judge("q7", COLUMNS.replace(".ravel()", ""))
    assert set(failed(results)) == {"predict_proba"}
    assert results["test_predict_proba"].hint == "Did you reshape to a column?"


def test_random_start_keeps_what_does_not_depend_on_it(judge):
    """Small random weights to start with cost the start, not the minimum, the loss or the predictions."""
    results = judge("q7", broken(("np.zeros(d)", "np.random.default_rng().normal(size=d) * 0.01")))
    assert set(failed(results)) == {"defaults", "first_step", "training_without_penalty", "one_loss_per_iteration"}


def test_scikit_learn_instead_of_the_class(judge):
    """An imported LogisticRegression lacks the parameters, and no check breaks on it."""
    results = judge("q7", "from sklearn.linear_model import LogisticRegression")
    assert {r.verdict for r in results.values()} <= {"failed", "crashed", "missing"}
    assert "learning_rate" in results["test_class_and_parameters"].message


def test_parameters_that_are_not_stored_by_position(judge):
    """Settings under other names inside the object cost nothing."""
    results = judge("q7", RIGHT.replace("self.lambda_reg", "self.lam").replace("self.n_iterations", "self.T"))
    assert failed(results) == {}


@pytest.mark.parametrize(
    "stub",
    [
        "",
        "LogisticRegression = None",
        "LogisticRegression = 'text'",
        "LogisticRegression = 3",
        "class LogisticRegression: pass",
        "def LogisticRegression(*a, **k): return None",
        "class LogisticRegression:\n    def __init__(self, learning_rate, n_iterations, lambda_reg): pass",
    ],
)
def test_stubs_get_sensible_verdicts(judge, stub):
    """What is missing or no class at all is the student's fault, and worth nothing."""
    results = judge("q7", stub)
    assert all(r.verdict in ("failed", "missing", "crashed") and r.message for r in results.values())


HOSTILE = [
    "None",
    "'text'",
    "[]",
    "{}",
    "object()",
    "np.nan",
    "10**400",
    "[[1], [2, 3]]",
    "np.array(['a', 'b', 'c'])",
    "np.zeros((2, 2, 2))",
    "np.inf",
    "1j",
    "[None] * 14",
    "lambda: 0",
    "b'bytes'",
    "{1, 2}",
    "np.array(None)",
]


@pytest.mark.parametrize("value", a_third(HOSTILE))
def test_any_return_value_is_judged(judge, value):
    """No value of any method or attribute breaks a check."""
    source = f"""
import numpy as np
class LogisticRegression:
    def __init__(self, learning_rate=1, n_iterations=1, lambda_reg=1): pass
    def fit(self, X, y):
        self.weights = self.bias = self.losses = self.junk()
    def junk(self): return {value}
    def predict_proba(self, X): return self.junk()
    def predict(self, X, threshold=0.5): return self.junk()
    def compute_loss(self, X, y, y_pred): return self.junk()
"""
    results = judge("q7", source)
    assert [r.message for r in results.values() if r.verdict == "harness_error"] == []
    assert {name for name, r in results.items() if r.verdict == "passed"} <= {"test_class_and_parameters"}
    results = judge(
        "q7",
        broken(
            ("return bce + penalty", f"return {value}"), ("(self.predict_proba(X) >= threshold).astype(int)", value)
        ),
    )
    assert [r.message for r in results.values() if r.verdict == "harness_error"] == []
    assert results["test_predict_proba"].verdict == "passed"
    assert results["test_compute_loss"].verdict == "failed"


def test_wrong_default_is_named_though_training_is_wrong_too(judge):
    """Defaults are held against the student's own model, so a slip in the gradient hides nothing."""
    results = judge("q7", broken((STEP_B, "db = np.sum(error)"), ("n_iterations=1000", "n_iterations=500")))
    assert results["test_defaults"].misconception == "default-n-iterations"
    assert judge("q7", broken((STEP_B, "db = np.sum(error)")))["test_defaults"].verdict == "passed"


def test_predict_without_a_threshold_keeps_its_other_points(judge):
    """A predict that takes X alone loses what needs the threshold, and nothing else."""
    results = judge("q7", broken(("(self, X, threshold=0.5)", "(self, X)"), (">= threshold", ">= 0.5")))
    assert set(failed(results)) == {"class_and_parameters", "predict_honours_the_threshold"}
