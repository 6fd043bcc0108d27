"""The suite of part 3 accepts right forms, rejects wrong ones, and names the mistake."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.suites import not_passed, suite

IMPORT = "import math\nimport numpy as np\nwhy_not_mse = 'c'"


def entropy(formula: str, before: str = "") -> str:
    """A cell that defines `entropy`; q is 1 - p."""
    start = before or "p = np.clip(p, 1e-15, 1 - 1e-15)"
    return f"def entropy(p):\n    {start}\n    q = 1 - p\n    return {formula}"


def log_loss(formula: str, before: str = "") -> str:
    """A cell that defines `log_loss`; y and p are its arguments, q is 1 - p."""
    start = before or "p = np.clip(y_pred, 1e-15, 1 - 1e-15)"
    return f"def log_loss(y_true, y_pred):\n    y = y_true\n    {start}\n    q = 1 - p\n    return {formula}"


ENTROPY = entropy("-p * np.log2(p) - q * np.log2(q)")
LOG_LOSS = log_loss("-(y * np.log(p) + (1 - y) * np.log(q))")

RIGHT_ENTROPIES = {
    "clipped": ENTROPY,
    "clipped-at-1e-9": entropy("-p * np.log2(p) - q * np.log2(q)", "p = np.clip(p, 1e-9, 1 - 1e-9)"),
    "natural-over-ln2": entropy("-(p * np.log(p) + q * np.log(q)) / np.log(2)"),
    "xlogy": "from scipy.special import xlogy, xlog1py\n"
    "def entropy(p):\n    return -(xlogy(p, p) + xlog1py(1 - np.asarray(p), -np.asarray(p))) / np.log(2)",
    "plus-epsilon": entropy("-p * np.log2(p + 1e-15) - q * np.log2(q + 1e-15)", "pass"),
    "where": entropy(
        "np.where((p == 0) | (p == 1), 0.0, -p * np.log2(np.where(p > 0, p, 1)) - q * np.log2(np.where(q > 0, q, 1)))",
        "p = np.asarray(p, dtype=float)",
    ),
    "nan-to-num": entropy("np.nan_to_num(-p * np.log2(p) - q * np.log2(q))", "p = np.asarray(p)"),
    "scipy": "from scipy.stats import bernoulli\n"
    "def entropy(p):\n    return bernoulli.entropy(np.asarray(p, dtype=float)) / np.log(2)",
    "loop": """
def entropy(p):
    def one(v):
        if v <= 0 or v >= 1:
            return 0
        return -v * math.log2(v) - (1 - v) * math.log2(1 - v)
    return [one(float(v)) for v in p] if np.ndim(p) else one(p)
""",
    "vectorize": """
@np.vectorize
def entropy(p):
    return 0.0 if p in (0, 1) else -p * math.log2(p) - (1 - p) * math.log2(1 - p)
""",
}
RIGHT_LOSSES = {
    "clipped": LOG_LOSS,
    "clipped-at-1e-9": log_loss("-(y * np.log(p) + (1 - y) * np.log(q))", "p = np.clip(y_pred, 1e-9, 1 - 1e-9)"),
    "log1p": log_loss("-(y * np.log(p) + (1 - y) * np.log1p(-p))"),
    "where": log_loss("-np.log(np.where(y == 1, p, q))"),
    "power": log_loss("-np.log(p**y * q**(1 - y))"),
    "maximum": log_loss("-np.log(np.maximum(1e-300, 1 - np.abs(y - p)))", "p = np.asarray(y_pred)"),
    "loop": """
def log_loss(y_true, y_pred, eps=1e-12):
    out = []
    for y, p in zip(y_true, y_pred):
        p = min(max(p, eps), 1 - eps)
        out.append(-math.log(p) if y == 1 else -math.log(1 - p))
    return out
""",
    "masks": """
def log_loss(y_true, y_pred):
    p = np.clip(np.asarray(y_pred, dtype=np.longdouble), 1e-15, 1 - 1e-15)
    out = np.empty(p.shape)
    out[y_true == 1] = -np.log(p[y_true == 1])
    out[y_true == 0] = -np.log(1 - p[y_true == 0])
    return out
""",
    "nan-to-num": log_loss("np.nan_to_num(-y * np.log(p)) + np.nan_to_num(-(1 - y) * np.log(q))", "p = y_pred"),
    "series": log_loss("pd.Series(-(y * np.log(p) + (1 - y) * np.log(q)))").replace(
        "def", "import pandas as pd\ndef", 1
    ),
    "sklearn": """
from sklearn.metrics import log_loss as sk_log_loss
def log_loss(y_true, y_pred):
    return np.array([sk_log_loss([y], [p], labels=[0, 1]) for y, p in zip(y_true, y_pred)])
""",
}

CERTAINTY, VALUES_H, MANY_H = "test_entropy_of_certainty", "test_entropy_values", "test_entropy_of_many"
VALUES, MANY, FAR = "test_log_loss_values", "test_log_loss_of_many", "test_log_loss_of_extreme_predictions"
CERTAIN, NEGATIVE = "test_log_loss_of_certain_predictions", "test_log_loss_is_never_negative"

WRONG_ENTROPIES = {
    "entropy-in-nats": (entropy("-p * np.log(p) - q * np.log(q)"), [VALUES_H]),
    "entropy-in-digits": (entropy("-p * np.log10(p) - q * np.log10(q)"), [VALUES_H]),
    "entropy-one-side": (entropy("-p * np.log2(p)"), [VALUES_H]),
    "entropy-sign": (entropy("p * np.log2(p) + q * np.log2(q)"), [VALUES_H]),
    "entropy-minus-between": (entropy("-p * np.log2(p) + q * np.log2(q)"), [VALUES_H]),
    "entropy-is-surprise": (entropy("-np.log2(p)"), [VALUES_H]),
    "entropy-is-variance": (entropy("p * q"), [VALUES_H]),
    "entropy-is-gini": (entropy("1 - p**2 - q**2"), [VALUES_H]),
    "entropy-is-parabola": (entropy("4 * p * q"), [VALUES_H]),
    "entropy-summed": (entropy("np.sum(-p * np.log2(p) - q * np.log2(q))"), [MANY_H]),
    "entropy-zero-times-log-zero": (entropy("-p * np.log2(p) - q * np.log2(q)", "pass"), [CERTAINTY]),
    "entropy-clipped-too-far": (entropy("-p*np.log2(p) - q*np.log2(q)", "p = np.clip(p, 1e-4, 1 - 1e-4)"), [CERTAINTY]),
}
WRONG_LOSSES = {
    "log-loss-averaged": (log_loss("-np.mean(y * np.log(p) + (1 - y) * np.log(q))"), [MANY]),
    "log-loss-summed": (log_loss("-np.sum(y * np.log(p) + (1 - y) * np.log(q))"), [MANY]),
    "log-loss-sign": (log_loss("y * np.log(p) + (1 - y) * np.log(q)"), [VALUES]),
    "log-loss-in-bits": (log_loss("-(y * np.log2(p) + (1 - y) * np.log2(q))"), [VALUES]),
    "log-loss-in-digits": (log_loss("-(y * np.log10(p) + (1 - y) * np.log10(q))"), [VALUES]),
    "log-loss-labels-swapped": (log_loss("-((1 - y) * np.log(p) + y * np.log(q))"), [VALUES]),
    "log-loss-only-ones": (log_loss("-y * np.log(p)"), [VALUES]),
    "log-loss-only-zeros": (log_loss("-(1 - y) * np.log(q)"), [VALUES]),
    "log-loss-ignores-labels": (log_loss("-np.log(p)"), [VALUES]),
    "log-loss-minus-between": (log_loss("-y * np.log(p) + (1 - y) * np.log(q)"), [VALUES]),
    "log-loss-squared-error": (log_loss("(y - p) ** 2"), [VALUES]),
    "log-loss-absolute-error": (log_loss("np.abs(y - p)"), [VALUES]),
    "log-loss-of-prediction-alone": (log_loss("-p * np.log(p) - q * np.log(q)"), [VALUES]),
    "log-loss-arguments-swapped": (LOG_LOSS.replace("(y_true, y_pred)", "(y_pred, y_true)"), [VALUES]),
    "log-loss-clipped-too-far": (
        log_loss("-(y * np.log(p) + (1 - y) * np.log(q))", "p = np.clip(y_pred, 1e-7, 1 - 1e-7)"),
        [FAR],
    ),
    "log-loss-of-p-plus-epsilon": (
        log_loss("-(y*np.log(p + 1e-9) + (1-y)*np.log(q + 1e-9))", "p = y_pred"),
        [FAR, NEGATIVE],
    ),
    "log-loss-sure-and-wrong-is-free": (
        log_loss("-y * np.log(np.where(p > 0, p, 1)) - (1 - y) * np.log(np.where(q > 0, q, 1))", "p = y_pred"),
        [CERTAIN],
    ),
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
    "matrix": "np.ones((2, 2))",
    "complex": "1j",
    "set": "{1.0}",
    "generator": "(v for v in [1.0])",
    "mixed": "[1.0, 'a']",
    "nested": "[[[object()]]]",
    "exception": "1 / 0",
}


@pytest.mark.parametrize("form", RIGHT_ENTROPIES)
def test_right_entropies_get_all_points(judge, form):
    """Every right way to write the entropy passes every check."""
    assert not_passed(judge("q3", IMPORT, RIGHT_ENTROPIES[form], LOG_LOSS)) == {}


@pytest.mark.parametrize("form", RIGHT_LOSSES)
def test_right_losses_get_all_points(judge, form):
    """Every right way to write the log loss passes every check."""
    assert not_passed(judge("q3", IMPORT, ENTROPY, RIGHT_LOSSES[form])) == {}


@pytest.mark.parametrize("slug", WRONG_ENTROPIES)
def test_mistaken_entropy_is_named(judge, slug):
    """A named mistake in the entropy fails its check by its name, and costs the log loss nothing."""
    cell, checks = WRONG_ENTROPIES[slug]
    results = judge("q3", IMPORT, cell, LOG_LOSS)
    assert {name: results[name].misconception for name in checks} == dict.fromkeys(checks, slug)
    assert set(not_passed(results)) <= {*checks, CERTAINTY}


@pytest.mark.parametrize("slug", WRONG_LOSSES)
def test_mistaken_log_loss_is_named(judge, slug):
    """A named mistake in the log loss fails its check by its name, and costs the entropy nothing."""
    cell, checks = WRONG_LOSSES[slug]
    results = judge("q3", IMPORT, ENTROPY, cell)
    assert {name: results[name].misconception for name in checks} == dict.fromkeys(checks, slug)
    assert set(not_passed(results)) - {FAR} == set(checks) - {FAR}
    assert results[FAR].verdict == ("skipped" if VALUES in checks else "failed" if FAR in checks else "passed")


def test_log_of_p_plus_a_little_is_caught_where_it_turns_negative(judge):
    """log(p + 1e-15) is right within every tolerance, but negative at the ends: that costs one check."""
    cell = log_loss("-(y * np.log(p + 1e-15) + (1 - y) * np.log(q + 1e-15))", "p = y_pred")
    results = judge("q3", IMPORT, ENTROPY, cell)
    assert set(not_passed(results)) == {NEGATIVE}
    assert results[NEGATIVE].misconception == "log-loss-of-p-plus-epsilon"


def test_unclipped_log_loss_loses_the_ends_alone(judge):
    """Without any guard the loss is right but where y_pred is 0 or 1."""
    results = judge("q3", IMPORT, ENTROPY, log_loss("-(y * np.log(p) + (1 - y) * np.log(q))", "p = y_pred"))
    assert set(not_passed(results)) == {CERTAIN}
    assert results[CERTAIN].misconception == "log-loss-of-zero"


def test_float32_loses_only_what_float32_cannot_say(judge):
    """float32 inside is right but within 1e-7 of 0 and 1."""
    single = "p = np.clip(np.asarray(y_pred, dtype=np.float32), np.float32(1e-30), 1)"
    loss = log_loss("-np.where(np.asarray(y) == 1, np.log(p), np.log(np.maximum(q, 1e-30)))", single)
    results = judge(
        "q3", IMPORT, entropy("-p*np.log2(p) - q*np.log2(q)", "p = np.float32(np.clip(p, 1e-30, 1 - 6e-8))"), loss
    )
    assert set(not_passed(results)) <= {CERTAINTY, FAR}
    assert results[VALUES].verdict == results[VALUES_H].verdict == "passed"


def test_functions_of_one_number_keep_their_values(judge):
    """`if p == 0` and `if y == 1` take no vectors: that costs one check for each function."""
    one = "def entropy(p):\n    return 0 if p in (0, 1) else -p * math.log2(p) - (1 - p) * math.log2(1 - p)"
    loss = "def log_loss(y_true, y_pred):\n    p = min(max(float(y_pred), 1e-15), 1 - 1e-15)\n"
    loss += "    return -math.log(p) if y_true == 1 else -math.log(1 - p)"
    assert set(not_passed(judge("q3", IMPORT, one, loss))) == {MANY_H, MANY}


def test_function_of_vectors_alone_loses_the_number(judge):
    """An entropy that indexes p takes no number, which costs one small check."""
    cell = """
def entropy(p):
    h = np.zeros(len(p))
    inside = (p > 0) & (p < 1)
    h[inside] = -p[inside] * np.log2(p[inside]) - (1 - p[inside]) * np.log2(1 - p[inside])
    return h
"""
    assert set(not_passed(judge("q3", IMPORT, cell, LOG_LOSS))) == {"test_entropy_is_a_function"}


def test_clipping_in_place_is_caught(judge):
    """Writing the clipped values into the caller's arrays costs one small check a function."""
    h = entropy("-p * np.log2(p) - q * np.log2(q)", "p = np.clip(p, 1e-15, 1 - 1e-15, out=p if np.ndim(p) else None)")
    loss = log_loss("-(y * np.log(p) + (1 - y) * np.log(q))", "p = np.clip(y_pred, 1e-15, 1 - 1e-15, out=y_pred)")
    changed = {"test_entropy_leaves_p_as_it_was", "test_log_loss_leaves_its_inputs_as_they_were"}
    assert set(not_passed(judge("q3", IMPORT, h, loss))) == changed


def test_other_parameter_names_cost_one_check(judge):
    """`log_loss(y, p)` is called by position everywhere else."""
    cell = LOG_LOSS.replace("(y_true, y_pred)", "(labels, y_pred)").replace("y = y_true", "y = labels")
    assert set(not_passed(judge("q3", IMPORT, ENTROPY, cell))) == {"test_log_loss_is_a_function"}


def test_missing_functions(judge):
    """A missing function costs its own checks alone."""
    results = judge("q3", IMPORT, ENTROPY)
    assert {r.verdict for name, r in results.items() if "log_loss" in name} == {"missing", "skipped"}
    assert {r.verdict for name, r in results.items() if "entropy" in name} == {"passed"}
    results = judge("q3", IMPORT, LOG_LOSS)
    assert {r.verdict for name, r in results.items() if "log_loss" in name} == {"passed"}


def test_unwritten_functions(judge):
    """A body that is still to be written is said to be so."""
    results = judge("q3", "def entropy(p):\n    raise NotImplementedError", "log_loss = 3")
    assert {r.verdict for r in results.values()} <= {"crashed", "missing", "failed", "skipped"}
    assert results[VALUES_H].hint == "This part is still to be written."
    assert not any(r.points for name, r in results.items())


@pytest.mark.parametrize("value", HOSTILE)
def test_odd_returns_are_verdicts(judge, value):
    """Whatever comes back, the verdict is about the student and the value checks do not pass."""
    odd = HOSTILE[value]
    cells = [f"def entropy(p):\n    return {odd}", f"def log_loss(y_true, y_pred):\n    return {odd}"]
    results = judge("q3", IMPORT, *cells)
    assert {r.verdict for r in results.values()} <= {"passed", "failed", "crashed", "skipped"}
    never = {VALUES_H, MANY_H, CERTAINTY, VALUES, MANY, FAR}
    assert never <= set(not_passed(results))
    assert all(r.message for r in results.values() if r.verdict != "passed")


def test_tolerances_have_room_on_both_sides():
    """float32 is ten times inside the tolerance, every named mistake ten times outside."""
    q3 = suite("q3_cross_entropy")
    p = q3.P.astype(np.float32)
    single = -p * np.log2(p) - (1 - p) * np.log2(1 - p)
    assert _excess(single, q3.reference.entropy(q3.P), q3.BITS) < 0.1
    y, p = q3.Y_TRUE, q3.Y_PRED.astype(np.float32)
    single = -(y * np.log(p) + (1 - y) * np.log(np.float32(1) - p))
    assert _excess(single, q3.reference.log_loss(y, q3.Y_PRED), q3.NATS) < 0.1
    for mistakes, truth, tolerance in [
        (q3._entropy_mistakes(q3.P), q3.reference.entropy(q3.P), q3.BITS),
        (q3._loss_mistakes(y, q3.Y_PRED), q3.reference.log_loss(y, q3.Y_PRED), q3.NATS),
        (q3._far_mistakes(q3.FAR_TRUE, q3.FAR_PRED), q3.reference.log_loss(q3.FAR_TRUE, q3.FAR_PRED), q3.FAR),
    ]:
        for mistake in mistakes:
            wrong = np.asarray(mistake.value())
            assert wrong.shape != truth.shape or not _excess(wrong, truth, tolerance) < 10, mistake.slug


def test_naive_float64_is_far_inside_at_the_ends():
    """1 - p and log, unclipped or clipped at 1e-9, are ten times inside the tolerance at 1e-9 and 1 - 1e-9."""
    q3 = suite("q3_cross_entropy")
    truth = q3.reference.log_loss(q3.FAR_TRUE, q3.FAR_PRED)
    for p in (q3.FAR_PRED, np.clip(q3.FAR_PRED, 1e-9, 1 - 1e-9)):
        naive = -(q3.FAR_TRUE * np.log(p) + (1 - q3.FAR_TRUE) * np.log(1 - p))
        assert _excess(naive, truth, q3.FAR) < 0.1
    p = 1e-9
    assert -p * np.log2(p) - (1 - p) * np.log2(1 - p) < 0.11 * q3.ENDS.atol


def _excess(actual, truth, tolerance):
    """The largest difference in units of what is allowed."""
    with np.errstate(all="ignore"):
        return (np.abs(actual - truth) / (tolerance.atol + tolerance.rtol * np.abs(truth))).max()


@pytest.mark.parametrize("letter", ["a", "b", "d", "D)", "e", "", None, 3])
def test_other_answers_to_why_not_the_squared_error_are_wrong(judge, letter):
    """Any other letter, and what is none, costs its own check alone; which is right is not told."""
    results = judge("q3", IMPORT, ENTROPY, LOG_LOSS, f"why_not_mse = {letter!r}")
    assert set(not_passed(results)) == {"test_why_not_the_squared_error"}
    assert "'c'" not in results["test_why_not_the_squared_error"].message


@pytest.mark.parametrize("letter", ["c", "C", " c) ", "(c)", "c) As a function of the weights it is not convex"])
def test_ways_to_write_the_letter_are_right(judge, letter):
    """Case, brackets and the option's text make no difference."""
    assert not_passed(judge("q3", IMPORT, ENTROPY, LOG_LOSS, f"why_not_mse = {letter!r}")) == {}
