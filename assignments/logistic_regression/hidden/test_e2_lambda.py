"""Exercise 2: test accuracy against the strength of the L2 penalty, and where underfitting starts."""

import functools

import numpy as np
import pytest

import reference
from autograder import expect, figures
from autograder.diagnosis import Mistake
from autograder.faults import CallTimedOut, CheckFailed, StudentFault
from autograder.numeric import Tolerance
from autograder.reading import describe
from autograder.student import wire_of
from reference import datasets

pytestmark = pytest.mark.question("e2")

NAMES = {
    "accuracy": (
        "accuracies",
        "test_accuracy",
        "test_accuracies",
        "acc",
        "accs",
        "test_acc",
        "test_accs",
        "acc_test",
        "accuracy_test",
        "scores",
        "score",
        "test_scores",
        "test_score",
        "test",
    )
}
LAMBDAS = list(reference.LAMBDAS)
STRENGTHS = [0.02, 0.5, 4.0, 30.0, 120.0, 600.0]
UNSORTED = [300.0, 0.05, 20.0, 5.0, 0.7]
MARGIN = 0.01

SHARES = Tolerance(
    atol=1e-3,
    because="accuracies are multiples of 1/48 = 0.0208; no test point lies closer to a boundary than a logit of 0.02 "
    "(its own test asserts that), so that neither float32 (1e-6) nor another order of summation moves one across; "
    "rounding to 3 decimals moves them by 5e-4",
)


def _rows(seed):
    """60 rows to fit and 48 to judge by: three features of unequal spread, noisy labels, fewer ones than zeros."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(108, 3)) * [1.0, 2.5, 0.6] + [0.3, -0.5, 0.0]
    z = X @ [1.6, 0.5, -1.8] - 0.9 + 0.9 * rng.standard_normal(108)
    y = (z > 0).astype(np.int64)
    return X[:60], y[:60], X[60:], y[60:]


ROWS, OTHER_ROWS = _rows(42), _rows(21)
RIGHT = np.array([39, 39, 38, 33, 26, 26]) / 48
OTHER_RIGHT = np.array([35, 41, 36, 38, 41]) / 48
CHURN_RIGHT = np.full(len(LAMBDAS), 0.875)
"""What the reference gives for the rows above and for the churn set.

Written down, since its exact sums take 0.4 s a sweep; the suite's own test compares.
"""


def _accuracy(rows, learning_rate, n_iterations, strength):
    """The test accuracy of one model, quickly: for naming mistakes."""
    X, y, X_test, y_test = rows
    weights, bias = np.zeros(X.shape[1]), 0.0
    for _ in range(n_iterations):
        error = reference.sigmoid(X @ weights + bias) - y
        weights = weights - learning_rate * (X.T @ error + strength * weights) / len(y)
        bias = bias - learning_rate * error.mean()
    return np.mean((X_test @ weights + bias >= 0) == y_test)


def _mistakes(rows, lambdas, right):
    X, y, X_test, y_test = rows
    order = "The right accuracies in the wrong order: they should follow the lambdas as given."
    same = "The same accuracy everywhere: does each lambda reach its model?"

    def shown(*settings):
        return [_accuracy(rows, *setting) for setting in settings]

    def always(strength):
        return lambda: shown((0.1, 500, strength)) * len(lambdas)

    def sweep(*other):
        return lambda: [_accuracy(other, 0.1, 500, value) for value in lambdas]

    def by_scikit_learn():
        from sklearn.linear_model import LogisticRegression

        models = [LogisticRegression(C=1 / value, max_iter=1000, tol=1e-8) for value in lambdas]
        return [model.fit(X, y).score(X_test, y_test) for model in models]

    return [
        Mistake("lambda-sweep-on-train", "On which rows should a lambda be judged?", sweep(X, y, X, y)),
        Mistake("lambda-sweep-trained-on-test", "Which rows is the model fitted to?", sweep(X_test, y_test, X, y)),
        Mistake(
            "lambda-sweep-fitted-to-test", "It is judged by rows that it knows.", sweep(X_test, y_test, X_test, y_test)
        ),
        Mistake("lambda-sweep-ignores-lambda", same, always(0.01)),
        Mistake("lambda-sweep-ignores-lambda", same, always(lambdas[-1])),
        Mistake(
            "lambda-sweep-default-settings",
            "Learning rate and iterations are those of the exercise: which are yours?",
            lambda: shown(*[(0.01, 1000, value) for value in lambdas]),
        ),
        Mistake(
            "lambda-sweep-inverse",
            "Is it lambda, or its inverse as scikit-learn's C is?",
            lambda: shown(*[(0.1, 500, 1 / value) for value in lambdas]),
        ),
        Mistake("lambda-sweep-error-rate", "This is the share of wrong predictions.", lambda: 1 - right),
        Mistake("lambda-sweep-in-percent", "These are percentages; shares are asked for.", lambda: 100 * right),
        Mistake(
            "lambda-sweep-counts", "Counts of right predictions; shares are asked for.", lambda: len(y_test) * right
        ),
        Mistake("lambda-sweep-backwards", order, lambda: right[::-1]),
        Mistake("lambda-sweep-sorted", order, lambda: right[np.argsort(lambdas)]),
        Mistake(
            "lambda-sweep-scikit-learn",
            "Is it the estimator of part 7, with learning rate 0.1 and 500 iterations?",
            by_scikit_learn,
        ),
    ]


@pytest.fixture
def churn():
    """The synthetic churn set, as in the recipe."""
    return _churn()


@functools.cache
def _churn():
    """Made once, not once a submission."""
    return datasets.churn()


def _swept(student, rows, lambdas):
    """The answer, and its accuracies as read from whatever holds them."""
    answer = student.lambda_sweep(*rows, lambdas)
    return answer, expect.columns(answer, NAMES, np.array(lambdas))["accuracy"]


def _judge(student, rows, lambdas, expected):
    """The accuracies are the reference's, or at least those of the student's own estimator (judged in part 7)."""
    answer, found = _swept(student, rows, lambdas)
    if expect.agree(found, expected, SHARES) or _follows_own_model(student, rows, lambdas, found):
        return
    at, known = {"lambda": np.array(lambdas)}, _mistakes(rows, lambdas, expected)
    expect.column_close(answer, "accuracy", found, expected, SHARES, at=at, mistakes=known)


def _follows_own_model(student, rows, lambdas, found):
    X, y, X_test, y_test = rows
    try:
        own = []
        for value in lambdas:
            model = student.LogisticRegression(0.1, 500, value)
            model.fit(X, y)
            own.append(np.mean(expect.vector(model.predict(X_test), len(y_test)) == y_test))
    except StudentFault:
        return False
    return len(set(own)) > 1 and expect.agree(found, np.array(own), SHARES)


# --- the function -------------------------------------------------------------------------------------------


@pytest.mark.points(0.5)
def test_sweep_gives_accuracies(student):
    """`lambda_sweep(X_train, y_train, X_test, y_test, lambdas)` gives one accuracy per lambda"""
    expect.callable_(student.lambda_sweep)
    _swept(student, ROWS, STRENGTHS)


@pytest.mark.points(1)
@pytest.mark.depends("test_sweep_gives_accuracies")
def test_accuracies(student):
    """Each accuracy is that of a model trained with that lambda, on the test rows"""
    _judge(student, ROWS, STRENGTHS, RIGHT)


@pytest.mark.points(0.5)
@pytest.mark.depends("test_accuracies")
def test_other_rows_and_lambdas(student):
    """The sweep follows other rows, and lambdas in any order"""
    _judge(student, OTHER_ROWS, UNSORTED, OTHER_RIGHT)


# --- where underfitting starts ------------------------------------------------------------------------------


@pytest.mark.points(1)
@pytest.mark.depends("test_sweep_gives_accuracies")
def test_underfit_lambda(student, churn):
    """`underfit_lambda` is the first lambda more than 0.01 below the best accuracy of your own sweep, or None"""
    answer = student.underfit_lambda
    own = _own_curve(student, churn)
    legal = [reference.underfit_lambda(LAMBDAS, own, margin) for margin in (MARGIN, MARGIN - 2e-9)]
    value = None if wire_of(answer) is None else _number(answer, legal[0])
    if any(_same(value, right) for right in legal):
        return
    raise CheckFailed(
        f"`underfit_lambda` is {'None' if value is None else f'{value:.6g}'}, but should be {_in_words(legal[0])}: "
        f"{_why(own, legal[0])}.",
        hint=_hint(value, own),
        misconception=_slug(value, own),
    )


def _own_curve(student, churn):
    """The student's sweep on the churn set, which is what the notebook's answer must follow from; always fractions."""
    try:
        _, own = _swept(student, (churn.X_train, churn.y_train, churn.X_test, churn.y_test), LAMBDAS)
    except CallTimedOut:
        # Slow and right, as loops over 800 rows in plain Python are: that the sweep ends is known from fewer rows.
        return CHURN_RIGHT
    except StudentFault as fault:
        fault.message = (
            f"This follows from your own sweep of the churn set, but there it gives no curve: {fault.message}"
        )
        raise
    if not np.isfinite(own).all():
        raise CheckFailed("This follows from your own sweep of the churn set, but there it gives no numbers.")
    return own / 100 if own.max() > 1 else own


def _number(answer, right):
    try:
        return expect.number(answer)
    except CheckFailed:
        raise CheckFailed(
            f"`underfit_lambda` is {describe(wire_of(answer))}, but should be one of the lambdas or None."
        ) from None


def _same(value, right):
    if value is None or right is None:
        return value is right
    return abs(value - right) <= 1e-6 * right


def _in_words(right):
    return "None" if right is None else f"{right:g}"


def _why(own, right):
    worst = own.max() - own.min()
    if right is None:
        return f"no accuracy of your own sweep is more than 0.01 below its best (the worst is {worst:.3g} below)"
    return f"there the accuracy of your own sweep is {own.max() - own[LAMBDAS.index(right)]:.3g} below its best"


def _slug(value, own):
    if value is None:
        return "underfit-lambda-overlooked"
    if _same(value, LAMBDAS[-1]) and own.max() - own[-1] <= MARGIN:
        return "underfit-lambda-is-the-largest"
    if any(_same(value, LAMBDAS[i]) for i in np.flatnonzero(own >= own.max() - 1e-9)):
        return "underfit-lambda-is-the-best"
    return None


def _hint(value, own):
    if value is None:
        return "How far below the best is the accuracy at each lambda?"
    if own.max() - own.min() <= MARGIN:
        return "The penalty is divided by the number of samples: does anything shrink enough here to be seen?"
    return "How far below the best is the accuracy at that lambda, and is it the first?"


# --- the figure -----------------------------------------------------------------------------------------------


@pytest.mark.points(0.5)
def test_figure_shows_the_accuracies(student, churn):
    """A plot shows the accuracy over the lambdas"""
    found = _plots(student, churn)
    expect.true(
        found,
        "No plot shows the accuracy at the five lambdas, but one should.",
        hint="One point for each lambda: `plt.plot(lambdas, accuracies, marker='o')`.",
    )


@pytest.mark.points(0.25)
@pytest.mark.depends("test_figure_shows_the_accuracies")
def test_figure_has_a_log_axis(student, churn):
    """The lambdas stand on a logarithmic axis"""
    expect.true(
        any(logarithmic for _, logarithmic in _plots(student, churn)),
        "The plot's lambdas stand on a linear axis, but should stand on a logarithmic one.",
        hint="From 0.001 to 10 each lambda is ten times the last: which scale shows them evenly?",
        misconception="lambda-figure-linear-axis",
    )


@pytest.mark.points(0.25)
@pytest.mark.depends("test_figure_shows_the_accuracies")
def test_figure_has_axis_labels(student, churn):
    """The plot's axes are labelled"""
    for plot, _ in _plots(student, churn):
        if plot.xlabel.strip() and plot.ylabel.strip():
            return
    raise CheckFailed("The plot lacks the label of an axis, but both should have one.", hint="What is on which axis?")


def _plots(student, churn):
    """(plot, whether its x axis is logarithmic) of every plot with a curve of the accuracies over the lambdas."""
    named, unnamed = [], []
    for plot in figures.drawn(student):
        for curve in (*plot.lines, *plot.points):
            kind, y = _axis_of(curve.x, plot.xscale), _as_fractions(curve.y)
            if kind and y.size:
                (named if _says_accuracy(plot, curve) else unnamed).append((plot, kind == "log", y))
    found = named or _like_the_own_sweep(student, churn, unnamed)
    return sorted([(plot, is_log) for plot, is_log, _ in found], key=lambda one: one[1], reverse=True)


def _like_the_own_sweep(student, churn, candidates):
    """Those whose values are the own sweep's, within 2 of 200 rows."""
    if not candidates:
        return []
    try:
        own = _own_curve(student, churn)
    except StudentFault:
        return []
    return [one for one in candidates if one[2].size == own.size and np.abs(one[2] - own).max() <= 0.0101]


def _axis_of(x, scale):
    """``"log"`` or ``"linear"`` where the x are the lambdas (more are fine), on a log axis or as logarithms."""
    decades = np.log10(LAMBDAS)
    if x.size < len(LAMBDAS) or not np.isfinite(x).all():
        return ""
    if all(np.isclose(x, value, rtol=1e-3, atol=0).any() for value in LAMBDAS):
        return "log" if scale in ("log", "symlog", "logit") else "linear"
    for logs in (decades, decades * np.log(10)):
        if all(np.isclose(x, value, rtol=1e-3, atol=1e-3).any() for value in logs):
            return "log"
    step = np.diff(x)  # 0, 1, 2, ... with the lambdas as tick labels: evenly spaced, as on a log axis
    return "log" if x.size == len(LAMBDAS) and step[0] > 0 and np.allclose(step, step[0]) else ""


def _as_fractions(y):
    """The values as shares; nothing where they are none."""
    if not np.isfinite(y).all() or not y.size or y.min() < 0 or y.max() > 100:
        return np.empty(0)
    return y / 100 if y.max() > 1.5 else y


def _says_accuracy(plot, curve):
    words = " ".join((curve.label, plot.ylabel, plot.title, *plot.legend)).lower()
    return "acc" in words or "score" in words
