"""The suite of part 4 accepts right forms, rejects wrong ones, and names the mistake."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.suites import not_passed, suite

IMPORT = """
import math
import numpy as np
def sigmoid(x):
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e))
"""
TEMPLATE = """
def bce_gradient(X, y, weights, bias, lambda_reg=0.0):
    n, d = X.shape
    w, b, lam = weights, bias, lambda_reg
    z = {z}
    p = {p}
    r = {r}
    dw = {dw}
    db = {db}
    dw = dw + {penalty}
    {last}
    return {out}
"""
RIGHT_PARTS = {
    "z": "X @ w + b",
    "p": "sigmoid(z)",
    "r": "p - y",
    "dw": "X.T @ r / n",
    "db": "np.mean(r)",
    "penalty": "lam / n * w",
    "last": "pass",
    "out": "dw, db",
}


def variant(**parts: str) -> str:
    """The right solution with some parts replaced."""
    return TEMPLATE.format(**{**RIGHT_PARTS, **parts})


RIGHT = {
    "plain": variant(),
    "textbook-sigmoid": variant(p="1 / (1 + np.exp(-z))"),
    "clipped-sigmoid": variant(p="1 / (1 + np.exp(-np.clip(z, -500, 500)))"),
    "mean-of-products": variant(dw="(r[:, None] * X).mean(axis=0)", db="r.sum() / len(y)"),
    "einsum": variant(dw="np.einsum('ij,i->j', X, r) / n", out="[dw, db]"),
    "columns": variant(
        z="X @ w.reshape(-1, 1) + b",
        r="p - y.reshape(-1, 1)",
        dw="(X.T @ r / n).ravel()",
        db="np.sum(r, keepdims=True) / n",
    ),
    "one-row-more": variant(dw="(np.hstack([X, np.ones((n, 1))]).T @ r / n)[:-1]"),
    "float32": variant(
        z="X.astype(np.float32) @ w.astype(np.float32) + np.float32(b)",
        p="(1 / (1 + np.exp(-z))).astype(np.float32)",
        r="(p - y).astype(np.float32)",
        out="dw.astype(np.float32), np.float32(db)",
    ),
    "object-array": variant(last="o = np.empty(2, dtype=object); o[0] = dw; o[1] = db", out="o"),
    "named-tuple": "from collections import namedtuple\nG = namedtuple('G', 'dw db')" + variant(out="G(dw, db)"),
    "loops": """
def bce_gradient(X, y, weights, bias, lambda_reg=0.0, verbose=False):
    n, d = len(X), len(weights)
    dw, db = [0.0] * d, 0.0
    for row, label in zip(X, y):
        z = bias + sum(w * v for w, v in zip(weights, row))
        p = 1 / (1 + math.exp(-z)) if z >= 0 else 1 - 1 / (1 + math.exp(z)) if z > -700 else 0.0
        for j in range(d):
            dw[j] += (p - label) * row[j] / n
        db += (p - label) / n
    return [g + lambda_reg * w / n for g, w in zip(dw, weights)], db
""",
    "numbers-only-by-name": """
def bce_gradient(X, y, weights, bias, lambda_reg=0.0, **kwargs):
    from scipy.special import expit
    error = expit(np.dot(X, weights) + bias) - y
    return (np.dot(error, X) + lambda_reg * weights) / len(y), error.mean()
""",
}

DW, DB, PENALTY, FREE = (
    "test_weight_gradient",
    "test_bias_gradient",
    "test_penalty_on_weights",
    "test_bias_is_not_penalised",
)
SLOPE, FAR, DEFAULT = "test_gradient_is_the_slope_of_the_loss", "test_gradient_far_out", "test_no_penalty_by_default"
PAIR, NAMES, KEPT = "test_gradient_is_a_pair", "test_gradient_is_a_function", "test_inputs_stay_as_they_were"

RESIDUALS = {
    "bce-gradient-sign": variant(r="y - p"),
    "bce-gradient-sum": variant(dw="X.T @ r", db="r.sum()"),
    "bce-gradient-halved": variant(r="(p - y) / 2"),
    "bce-gradient-doubled": variant(r="2 * (p - y)"),
    "bce-gradient-over-features": variant(dw="X.T @ r / d", db="r.sum() / d"),
    "bce-gradient-without-bias": variant(z="X @ w"),
    "bce-gradient-without-sigmoid": variant(p="z"),
    "bce-gradient-of-mse": variant(r="2 * (p - y) * p * (1 - p)"),
    "bce-gradient-of-labels": variant(p="(sigmoid(z) >= 0.5).astype(int)"),
    "bce-gradient-sigmoid-sign": variant(p="sigmoid(-z)"),
    "bce-gradient-sigmoid-twice": variant(p="sigmoid(sigmoid(z))"),
}
WEIGHTS = {
    "bce-gradient-sum": variant(dw="X.T @ r"),
    "bce-gradient-without-x": variant(dw="np.full(d, r.mean())"),
    "bce-gradient-one-number": variant(dw="np.mean(X.T * r)"),
}
BIASES = {
    "bce-gradient-sum": variant(db="np.sum(r)"),
    "bce-gradient-bias-of-p": variant(db="np.mean(p)"),
    "bce-gradient-bias-from-x": variant(db="np.mean(dw)"),
    "bce-gradient-sign": variant(db="np.mean(y - p)"),
}
PENALTIES = {
    "bce-gradient-penalty-not-over-n": "lam * w",
    "bce-gradient-penalty-half-sum": "lam / 2 * w",
    "bce-gradient-penalty-halved": "lam / (2 * n) * w",
    "bce-gradient-penalty-doubled": "2 * lam / n * w",
    "bce-gradient-penalty-twice-sum": "2 * lam * w",
    "bce-gradient-penalty-over-n-twice": "lam / n**2 * w",
    "bce-gradient-penalty-over-features": "lam / d * w",
    "bce-gradient-penalty-sign": "-lam / n * w",
    "bce-gradient-penalty-l1": "lam / n * np.sign(w)",
    "bce-gradient-penalty-square": "lam / n * w**2",
    "bce-gradient-penalty-alone": "lam / n",
    "bce-gradient-penalty-summed": "lam / (2 * n) * np.sum(w**2)",
}
HOSTILE = {
    "none": "None",
    "text": "'text'",
    "empty-list": "[]",
    "empty-dict": "{}",
    "object": "object()",
    "nan": "np.nan",
    "huge": "10**400",
    "ragged": "[[1.0], [2.0, 3.0]]",
    "texts": "np.array(['a', 'b'])",
    "pair-of-texts": "('a', 'b')",
    "pair-of-none": "(None, None)",
    "pair-of-objects": "(object(), len)",
    "pair-of-nan": "(np.full(3, np.nan), np.nan)",
    "pair-of-inf": "(np.full(3, np.inf), -np.inf)",
    "pair-of-huge": "([10**400] * 3, 10**400)",
    "pair-of-booleans": "(np.array([True, False, True]), True)",
    "pair-of-bytes": "(np.uint8([1, 2, 3]), np.uint8(4))",
    "pair-of-complex": "(np.full(3, 1j), 1j)",
    "wrong-shapes": "(np.ones((3, 3)), np.ones(2))",
    "ragged-pair": "([1.0, [2.0], 3.0], [[]])",
    "gradient-in-one": "np.ones(4)",
    "dict": "{'dw': np.ones(3), 'db': 0.0}",
    "exception": "1 / 0",
}


@pytest.mark.parametrize("form", RIGHT)
def test_right_forms_get_all_points(judge, form):
    """Every right way to write the gradient passes every check."""
    assert not_passed(judge("q4", IMPORT, RIGHT[form])) == {}


@pytest.mark.parametrize("slug", RESIDUALS)
def test_wrong_residual_is_named_in_both_parts(judge, slug):
    """A mistake in p - y or its mean is named in dw and in db, and costs the penalty nothing."""
    results = judge("q4", IMPORT, RESIDUALS[slug])
    assert {results[DW].misconception, results[DB].misconception} == {slug}
    assert set(not_passed(results)) - {FAR} == {DW, DB, SLOPE}
    assert (results[FAR].verdict == "passed") == (slug != "bce-gradient-without-sigmoid")
    assert results[SLOPE].verdict == "skipped"


@pytest.mark.parametrize("slug", WEIGHTS)
def test_wrong_weight_gradient_is_named(judge, slug):
    """A mistake in dw alone costs db nothing."""
    results = judge("q4", IMPORT, WEIGHTS[slug])
    assert results[DW].misconception == slug
    assert {DB, FREE, NAMES, KEPT, DEFAULT, PENALTY}.isdisjoint(not_passed(results))


@pytest.mark.parametrize("slug", BIASES)
def test_wrong_bias_gradient_is_named(judge, slug):
    """A mistake in db alone costs dw and the penalty nothing."""
    results = judge("q4", IMPORT, BIASES[slug])
    assert results[DB].misconception == slug
    assert set(not_passed(results)) == {DB, SLOPE}


@pytest.mark.parametrize("slug", PENALTIES)
def test_wrong_penalty_is_named(judge, slug):
    """A mistake in the penalty costs that check, and the one that depends on it."""
    results = judge("q4", IMPORT, variant(penalty=PENALTIES[slug]))
    assert results[PENALTY].misconception == slug
    assert set(not_passed(results)) == {PENALTY, SLOPE}


@pytest.mark.parametrize("amount", ["lam / n * b", "lam * b", "2 * lam / n * b", "lam / n * np.sum(w)"])
def test_penalised_bias_is_named(judge, amount):
    """A penalty on the bias is recognised, whatever its size."""
    results = judge("q4", IMPORT, variant(last=f"db = db + {amount}"))
    assert results[FREE].misconception == "bce-gradient-bias-penalised"
    assert set(not_passed(results)) <= {FREE, SLOPE}


def test_ignored_penalty_is_named(judge):
    """Without any penalty dw and db keep their points."""
    results = judge("q4", IMPORT, variant(penalty="0"))
    assert results[PENALTY].misconception == results[FREE].misconception == "bce-gradient-penalty-missing"
    assert set(not_passed(results)) == {PENALTY, FREE, SLOPE}


@pytest.mark.parametrize(
    ("slug", "parts"),
    [
        ("bce-gradient-sum", {"dw": "X.T @ r", "db": "r.sum()", "penalty": "lam * w"}),
        ("bce-gradient-sign", {"r": "y - p", "penalty": "-lam / n * w"}),
        ("bce-gradient-over-features", {"dw": "X.T @ r / d", "db": "r.sum() / d", "penalty": "lam / d * w"}),
    ],
)
def test_penalty_in_step_with_a_wrong_gradient_gets_half(judge, slug, parts):
    """What is off by one factor throughout is one mistake: the penalty earns half."""
    result = judge("q4", IMPORT, variant(**parts))[PENALTY]
    assert (result.verdict, result.points, result.misconception) == ("partial", 0.75, slug)


@pytest.mark.parametrize("default", ["1.0", "0.01"])
def test_other_default_is_named(judge, default):
    """Another default of lambda_reg costs its check alone."""
    results = judge("q4", IMPORT, variant().replace("lambda_reg=0.0", f"lambda_reg={default}"))
    assert results[DEFAULT].misconception == "bce-gradient-default-lambda"
    assert set(not_passed(results)) == {DEFAULT}


def test_lambda_without_default_costs_one_check(judge):
    """A lambda_reg that must be given loses the default alone."""
    results = judge("q4", IMPORT, variant().replace("lambda_reg=0.0", "lambda_reg"))
    assert set(not_passed(results)) == {DEFAULT}


def test_other_parameter_names_cost_one_check(judge):
    """A lambda_reg of another name is given by position everywhere else."""
    cell = variant().replace("lambda_reg", "lam").replace("w, b, lam = weights, bias, lam", "w, b = weights, bias")
    assert set(not_passed(judge("q4", IMPORT, cell))) == {NAMES}


def test_column_of_weights_costs_its_shape_alone(judge):
    """A dw of shape (d, 1) has the right values, but not the shape of the weights."""
    assert set(not_passed(judge("q4", IMPORT, variant(out="dw.reshape(-1, 1), db")))) == {PAIR}


def test_overflowing_sigmoid_loses_the_far_out_values_alone(judge):
    """e^z / (1 + e^z) is NaN for large z: that costs one check."""
    results = judge("q4", IMPORT, variant(p="np.exp(z) / (1 + np.exp(z))"))
    assert set(not_passed(results)) == {FAR}


def test_saturated_values_hidden_by_zeros_are_caught(judge):
    """A NaN that is turned into 0 is finite, and wrong."""
    results = judge("q4", IMPORT, variant(p="np.nan_to_num(np.exp(z) / (1 + np.exp(z)))"))
    assert set(not_passed(results)) == {FAR}


def test_zeros_are_no_gradient(judge):
    """A body that returns zeros earns nothing but its form."""
    results = judge("q4", IMPORT, variant(out="np.zeros(d), 0.0"))
    assert {DW, DB, PENALTY, FREE, DEFAULT, SLOPE, FAR} == set(not_passed(results))


@pytest.mark.parametrize("step", ["weights -= 0.1 * dw", "X -= X.mean(axis=0)"])
def test_changed_inputs_are_caught(judge, step):
    """A step taken in the gradient, or centred features, change the caller's arrays: that costs one check."""
    assert set(not_passed(judge("q4", IMPORT, variant(last=step)))) == {KEPT}


def test_missing_name(judge):
    """Without the function every check is missing, or was not assessed for that."""
    results = judge("q4", IMPORT)
    assert {r.verdict for r in results.values()} == {"missing", "skipped"}


@pytest.mark.parametrize("value", ["5", "'text'", "object()"])
def test_name_that_is_no_function(judge, value):
    """A name that holds no function fails, by the student's fault."""
    results = judge("q4", IMPORT, f"bce_gradient = {value}")
    assert {r.verdict for r in results.values()} <= {"failed", "missing", "crashed", "skipped"}


@pytest.mark.parametrize("value", HOSTILE)
def test_odd_returns_are_verdicts(judge, value):
    """Whatever comes back, the verdict is about the student and the value checks do not pass."""
    cell = f"def bce_gradient(X, y, weights, bias, lambda_reg=0.0):\n    return {HOSTILE[value]}"
    results = judge("q4", IMPORT, cell)
    assert {r.verdict for r in results.values()} <= {"passed", "failed", "crashed", "skipped"}
    assert {DW, DB, PENALTY, FREE, SLOPE} <= set(not_passed(results))
    assert all(r.message for r in results.values() if r.verdict != "passed")


def test_reference_agrees_with_finite_differences():
    """What the suite expects is the slope of the loss, by another way, to ten digits."""
    q4 = suite("q4_gradient")
    for case in (q4.CASE, q4.SLOPES):
        dw, db = q4.reference.bce_gradient(*case, q4.LAMBDA)
        np.testing.assert_allclose(q4._finite_differences(case, q4.LAMBDA), [*dw, db], rtol=0, atol=1e-10)


def test_tolerances_have_room_on_both_sides():
    """float32 is ten times inside the tolerance, every named mistake ten times outside, and no two are alike."""
    q4 = suite("q4_gradient")
    dw, db = q4.reference.bce_gradient(*q4.CASE)
    X, y, w, b = (np.asarray(part, dtype=np.float32) for part in q4.CASE)
    residual = 1 / (1 + np.exp(-(X @ w + b))) - y
    assert residual.dtype == np.float32
    assert np.abs(X.T @ residual / np.float32(len(y)) - dw).max() < q4.ENTRIES.atol / 10
    assert abs(residual.mean() - db) < q4.UNMOVED.atol / 10
    for mistakes, truth, tolerance in [
        (q4._weight_mistakes(q4.CASE), dw, q4.ENTRIES),
        (q4._bias_mistakes(q4.CASE), np.array([db]), q4.ENTRIES),
        (q4._penalty_mistakes(q4.CASE.weights), q4.LAMBDA / q4.N * q4.CASE.weights, q4.PENALTY),
        (q4._bias_penalties(q4.CASE), np.zeros(1), q4.UNMOVED),
    ]:
        wrong = [(mistake.slug, np.asarray(mistake.value(), dtype=float)) for mistake in mistakes]
        for i, (slug, value) in enumerate(wrong):
            assert value.shape != truth.shape or np.abs(value - truth).max() > 1e-3 > 10 * tolerance.atol, slug
            alike = [
                s for s, v in wrong[:i] if s != slug and v.shape == value.shape and np.allclose(v, value, atol=1e-3)
            ]
            assert alike == [], slug
