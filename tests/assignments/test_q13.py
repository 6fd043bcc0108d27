"""The suite of part 13 accepts right functions in several forms, rejects wrong ones, and names the mistake."""

import pytest

from tests.support.suites import failed

MAJORITY = {
    "unique": "def majority_accuracy(y):\n    return np.unique(y, return_counts=True)[1].max() / len(y)",
    "mean": "def majority_accuracy(y):\n    return max(np.mean(y), 1 - np.mean(y))",
    "counter": (
        "from collections import Counter\ndef majority_accuracy(y):\n"
        "    return Counter(y).most_common(1)[0][1] / len(y)"
    ),
    "sklearn": (
        "from sklearn.dummy import DummyClassifier\ndef majority_accuracy(y):\n    X = np.zeros((len(y), 1))\n"
        "    return np.array([DummyClassifier(strategy='most_frequent').fit(X, y).score(X, y)])"
    ),
}
WEIGHTS = {
    "dict": (
        "def balanced_class_weights(y):\n    classes, counts = np.unique(y, return_counts=True)\n"
        "    return dict(zip(classes, len(y) / (len(classes) * counts)))"
    ),
    "array": "def balanced_class_weights(y):\n    return len(y) / (2 * np.bincount(y))",
    "list": (
        "def balanced_class_weights(y):\n    ones = sum(y)\n"
        "    return [len(y) / (2 * (len(y) - ones)), len(y) / (2 * ones)]"
    ),
    "reversed": (
        "def balanced_class_weights(y):\n    half = len(y) / 2\n"
        "    return {1: half / int((y == 1).sum()), 0.0: half / (y == 0).sum()}"
    ),
    "sklearn": (
        "from sklearn.utils.class_weight import compute_class_weight\ndef balanced_class_weights(y):\n"
        "    return compute_class_weight('balanced', classes=np.unique(y), y=y)"
    ),
}
STANDARDISE = {
    "numpy": (
        "def standardise(X_train, X_test):\n    mean, std = X_train.mean(axis=0), X_train.std(axis=0)\n"
        "    return (X_train - mean) / std, (X_test - mean) / std"
    ),
    "sample": (
        "def standardise(X_train, X_test):\n    mean, std = X_train.mean(0), X_train.std(0, ddof=1)\n"
        "    return [(X_train - mean) / std, (X_test - mean) / std]"
    ),
    "sklearn": (
        "from sklearn.preprocessing import StandardScaler\ndef standardise(X_train, X_test):\n"
        "    scaler = StandardScaler().fit(X_train)\n    return scaler.transform(X_train), scaler.transform(X_test)"
    ),
    "pandas": (
        "import pandas as pd\ndef standardise(X_train, X_test):\n"
        "    a, b = pd.DataFrame(X_train), pd.DataFrame(X_test)\n"
        "    return (a - a.mean()) / a.std(), (b - a.mean()) / a.std()"
    ),
    "loops": (
        "def standardise(a, b):\n    n, columns = len(a), list(zip(*a))\n    means = [sum(c) / n for c in columns]\n"
        "    sds = [(sum((v - m) ** 2 for v in c) / n) ** 0.5 for c, m in zip(columns, means)]\n"
        "    z = lambda X: [[(v - m) / s for v, m, s in zip(row, means, sds)] for row in X]\n    return z(a), z(b)"
    ),
}
NORMS = {
    "loop": """
def weight_norms(X, y, n_iterations, learning_rate, lambda_reg=0.0):
    w, b, norms = np.zeros(X.shape[1]), 0.0, []
    for _ in range(n_iterations):
        error = 1 / (1 + np.exp(-(X @ w + b))) - y
        dw = (X.T @ error + lambda_reg * w) / len(y)
        w = w - learning_rate * dw
        b = b - learning_rate * error.mean()
        norms.append(np.linalg.norm(w))
    return norms
""",
    "float32": """
def weight_norms(X, y, n_iterations, learning_rate, lambda_reg=0.0):
    A = np.c_[np.ones(len(X)), X].astype(np.float32)
    t, norms = np.zeros(A.shape[1], np.float32), np.zeros((n_iterations, 1), np.float32)
    for i in range(n_iterations):
        penalty = np.float32(lambda_reg) * t
        penalty[0] = 0
        t -= np.float32(learning_rate) / len(y) * (A.T @ (1 / (1 + np.exp(-A @ t)) - y).astype(np.float32) + penalty)
        norms[i] = np.sqrt(np.sum(t[1:] ** 2))
    return norms
""",
    "plain": """
import math
def weight_norms(X, y, n_iterations, learning_rate, lambda_reg=0.0):
    w, b, norms = [0.0] * len(X[0]), 0.0, []
    for _ in range(n_iterations):
        errors = [1 / (1 + math.exp(-sum(a * c for a, c in zip(w, row)) - b)) - t for row, t in zip(X, y)]
        dw = [(sum(e * row[j] for e, row in zip(errors, X)) + lambda_reg * w[j]) / len(X) for j in range(len(w))]
        w = [a - learning_rate * d for a, d in zip(w, dw)]
        b -= learning_rate * sum(errors) / len(X)
        norms.append(math.hypot(*w))
    return tuple(norms)
""",
}


def cells(**other):
    """A right notebook, but for the functions given."""
    parts = {
        "majority": MAJORITY["unique"],
        "weights": WEIGHTS["dict"],
        "standardise": STANDARDISE["numpy"],
        "norms": NORMS["loop"],
    }
    return ["import numpy as np", *{**parts, **other}.values()]


@pytest.mark.parametrize(
    ("majority", "weights", "standardise", "norms"),
    [
        ("unique", "dict", "numpy", "loop"),
        ("mean", "array", "sample", "float32"),
        ("counter", "list", "sklearn", "plain"),
        ("sklearn", "reversed", "pandas", "loop"),
        ("mean", "sklearn", "loops", "loop"),
    ],
)
def test_right_forms_get_all_points(judge, majority, weights, standardise, norms):
    """Dicts, arrays and lists, both standard deviations, DataFrames and float32 are all right."""
    chosen = cells(
        majority=MAJORITY[majority],
        weights=WEIGHTS[weights],
        standardise=STANDARDISE[standardise],
        norms=NORMS[norms],
    )
    assert failed(judge("q13", *chosen)) == {}


@pytest.mark.parametrize(
    ("slug", "body"),
    [
        ("majority-is-class-1", "np.mean(y)"),
        ("majority-is-class-0", "1 - np.mean(y)"),
        ("majority-is-minority", "min(np.mean(y), 1 - np.mean(y))"),
        ("majority-percent", "100 * max(np.mean(y), 1 - np.mean(y))"),
        ("majority-count", "np.bincount(y).max()"),
        ("majority-class", "np.bincount(y).argmax()"),
        ("majority-half", "0.5"),
        ("majority-ratio", "np.bincount(y).max() / np.bincount(y).min()"),
    ],
)
def test_mistake_about_the_majority_is_named(judge, slug, body):
    """A wrong baseline is named and costs one check."""
    results = judge("q13", *cells(majority=f"def majority_accuracy(y): return {body}"))
    assert set(failed(results)) == {"majority_accuracy"}
    assert results["test_majority_accuracy"].misconception == slug


@pytest.mark.parametrize(
    ("slug", "body"),
    [
        ("class-weights-without-k", "len(y) / np.bincount(y)"),
        ("class-weights-inverse", "2 * np.bincount(y) / len(y)"),
        ("class-weights-swapped", "dict(zip([1, 0], len(y) / (2 * np.bincount(y))))"),
        ("class-weights-shares", "np.bincount(y) / len(y)"),
        ("class-weights-sum-to-1", "1 - np.bincount(y) / len(y)"),
        ("class-weights-counts", "np.bincount(y)"),
        ("class-weights-one-over-count", "1 / np.bincount(y)"),
        ("class-weights-relative", "np.bincount(y).max() / np.bincount(y)"),
        ("class-weights-equal", "[1, 1]"),
        (None, "{'stay': 1.0, 'churn': 2.0}"),
        (None, "{1: 2.0}"),
        (None, "{(0, 1): 2.0, None: 3.0}"),
        (None, "(len(y) / (2 * np.bincount(y)))[y]"),
    ],
)
def test_mistake_about_class_weights_is_named(judge, slug, body):
    """Wrong class weights are named and cost one check."""
    results = judge("q13", *cells(weights=f"def balanced_class_weights(y): return {body}"))
    assert set(failed(results)) == {"balanced_class_weights"}
    assert results["test_balanced_class_weights"].verdict == "failed"
    assert results["test_balanced_class_weights"].misconception == slug


TRAIN, TEST = "standardise_the_training_rows", "standardise_the_test_rows_like_the_training_rows"


@pytest.mark.parametrize(
    ("slug", "a", "b", "checks"),
    [
        ("standardise-test-by-itself", "z(a, a)", "z(b, b)", [TEST]),
        ("standardise-leaks", "z(a, np.r_[a, b])", "z(b, np.r_[a, b])", [TRAIN, TEST]),
        ("standardise-all-columns", "(a - a.mean()) / a.std()", "(b - a.mean()) / a.std()", [TRAIN, TEST]),
        ("standardise-rows", "z(a.T, a.T).T", "z(b.T, b.T).T", [TRAIN, TEST]),
        ("standardise-min-max", "(a - a.min(0)) / (a.max(0) - a.min(0))", "z(b, a)", [TRAIN]),
        ("standardise-mean-only", "a - a.mean(0)", "b - a.mean(0)", [TRAIN, TEST]),
        ("standardise-spread-only", "a / a.std(0)", "b / a.std(0)", [TRAIN, TEST]),
        ("standardise-variance", "(a - a.mean(0)) / a.var(0)", "(b - a.mean(0)) / a.var(0)", [TRAIN, TEST]),
        ("standardise-not", "z(a, a)", "b", [TEST]),
        (None, "z(b, a)", "z(a, a)", [TRAIN, TEST]),
    ],
)
def test_mistake_in_scaling_is_named(judge, slug, a, b, checks):
    """Wrong scaling of either set is named, and costs the check of that set."""
    z = "    z = lambda X, like: (X - like.mean(0)) / like.std(0)\n"
    results = judge("q13", *cells(standardise=f"def standardise(a, b):\n{z}    return {a}, {b}"))
    assert set(failed(results)) == set(checks)
    assert results[f"test_{checks[0]}"].misconception == slug


@pytest.mark.parametrize(
    ("slug", "old", "new", "checks"),
    [
        ("norms-squared", "np.linalg.norm(w)", "w @ w", ["weight_norms"]),
        ("norms-with-bias", "np.linalg.norm(w)", "np.hypot(np.linalg.norm(w), b)", ["weight_norms"]),
        ("norms-of-absolute-values", "np.linalg.norm(w)", "np.abs(w).sum()", ["weight_norms"]),
        ("norms-largest", "np.linalg.norm(w)", "np.abs(w).max()", ["weight_norms"]),
        (
            "norms-without-penalty",
            "(X.T @ error + lambda_reg * w) / len(y)",
            "X.T @ error / len(y)",
            ["weight_norms", "only_the_penalty_stops_the_weights"],
        ),
        (
            "norms-sums",
            "(X.T @ error + lambda_reg * w) / len(y)",
            "X.T @ error + lambda_reg * w / len(y)",
            ["weight_norms"],
        ),
        (
            "norms-penalty-times-n",
            "(X.T @ error + lambda_reg * w) / len(y)",
            "X.T @ error / len(y) + lambda_reg * w",
            ["weight_norms"],
        ),
        (None, "return norms", "return norms[-1]", ["weight_norms", "only_the_penalty_stops_the_weights"]),
    ],
)
def test_mistake_in_the_norms_is_named(judge, slug, old, new, checks):
    """Wrong norms are named; that they grow or rest is judged by itself."""
    assert NORMS["loop"].count(old) == 1
    source = NORMS["loop"].replace(old, new)
    if slug == "norms-sums":
        source = source.replace("error.mean()", "error.sum()")
    results = judge("q13", *cells(norms=source))
    assert set(failed(results)) == set(checks)
    assert results[f"test_{checks[0]}"].misconception == slug


def test_norms_penalised_by_default_fail(judge):
    """Without a lambda there is no penalty."""
    source = NORMS["loop"].replace("lambda_reg=0.0", "lambda_reg=1.0")
    assert set(failed(judge("q13", *cells(norms=source)))) == {"weight_norms"}


def test_norms_before_the_step_are_named(judge):
    """A list that begins with the norm of zero weights is one step late."""
    late = NORMS["loop"].replace("        norms.append(np.linalg.norm(w))\n", "")
    late = late.replace("        error =", "        norms.append(np.linalg.norm(w))\n        error =")
    results = judge("q13", *cells(norms=late))
    assert results["test_weight_norms"].misconception == "norms-before-the-step"


@pytest.mark.parametrize(
    ("part", "checks"),
    [
        ("majority", {"majority_accuracy"}),
        ("weights", {"balanced_class_weights"}),
        ("standardise", {TRAIN, TEST}),
        ("norms", {"weight_norms", "only_the_penalty_stops_the_weights"}),
    ],
)
def test_missing_function_costs_its_own_checks(judge, part, checks):
    """Each of the four functions is judged by itself."""
    results = judge("q13", *cells(**{part: ""}))
    assert set(failed(results)) == checks
    assert {results[f"test_{name}"].verdict for name in checks} == {"missing"}


HOSTILE = ["None", "'text'", "[]", "{}", "object()", "np.nan", "10**400", "[[1], [2, 3]]", "np.array(['a', 'b', 'c'])",
           "np.zeros((2, 2))", "np.inf", "1j", "[None] * 15", "lambda: 0", "b'bytes'", "{1, 2}", "np.array(None)",
           "1 / 0", "(None, None)", "('a', 'b')", "([[1]], {})", "{0: None, 1: 'x'}",
           "{0: [1, 2], 1: []}", "{'0': 1, 0: 2}",
           "(np.zeros((9, 3)), np.full((5, 3), np.nan))", "{1j: 1, b'0': 2}"]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE)
def test_any_return_value_is_judged(judge, value):
    """No value breaks a check, and none of these is right."""
    heads = (
        "majority_accuracy(y)",
        "balanced_class_weights(y)",
        "standardise(X_train, X_test)",
        "weight_norms(X, y, n_iterations, learning_rate, lambda_reg=0.0)",
    )
    results = judge("q13", "import numpy as np\n" + "".join(f"def {head}: return {value}\n" for head in heads))
    assert {name: r.message for name, r in results.items() if r.verdict in ("harness_error", "passed")} == {}
    assert all(r.message for r in results.values())
