"""The suite of part 6 accepts right forms, rejects wrong ones, and names the mistake."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.suites import not_passed, suite

IMPORT = "import math\nimport numpy as np"


def log_odds(formula: str) -> str:
    """A cell that defines `log_odds`."""
    return f"def log_odds(p):\n    p = np.asarray(p, dtype=float)\n    return {formula}"


def odds_ratios(formula: str) -> str:
    """A cell that defines `odds_ratios`; w are its weights."""
    return f"def odds_ratios(weights):\n    w = weights\n    return {formula}"


LOG_ODDS = log_odds("np.log(p / (1 - p))")
RATIOS = odds_ratios("np.exp(w)")

RIGHT_LOG_ODDS = {
    "textbook": "def log_odds(p):\n    return np.log(p / (1 - p))",
    "array": LOG_ODDS,
    "difference": log_odds("np.log(p) - np.log1p(-p)"),
    "silenced": "@np.errstate(all='ignore')\ndef log_odds(p):\n    return np.log(p) - np.log(1 - np.array(p))",
    "artanh": log_odds("2 * np.arctanh(2 * p - 1)"),
    "minus": log_odds("-np.log(1 / p - 1)"),
    "scipy": "from scipy.special import logit as log_odds",
    "float32": "def log_odds(p):\n    p = np.asarray(p, dtype=np.float32)\n    return np.log(p / (1 - p))",
    "loop": """
def log_odds(p, base=None):
    def one(v):
        if v == 0:
            return -math.inf
        return math.inf if v == 1 else math.log(v / (1 - v))
    return [one(float(v)) for v in p] if np.ndim(p) else one(p)
""",
    "vectorize": """
@np.vectorize
def log_odds(p):
    return -np.inf if p == 0 else np.inf if p == 1 else math.log(p / (1 - p))
""",
}
RIGHT_RATIOS = {
    "exp": RATIOS,
    "itself": "odds_ratios = np.exp",
    "power": odds_ratios("np.e ** np.asarray(w)"),
    "loop": odds_ratios("[math.exp(v) for v in w]"),
    "float32": odds_ratios("np.exp(np.asarray(w, dtype=np.float32))"),
    "expm1": odds_ratios("1 + np.expm1(w)"),
    "series": "import pandas as pd\n" + odds_ratios("pd.Series(np.exp(w), name='odds')"),
    "lambda": "odds_ratios = lambda w, names=None: tuple(math.exp(v) for v in w)",
}

VALUES, ENDS, BACK = "test_log_odds_values", "test_log_odds_of_certainty", "test_log_odds_give_back_the_score"
MANY, RATIO_VALUES = "test_log_odds_of_one_and_of_many", "test_odds_ratios_values"
RATIO_MANY, TWICE = "test_odds_ratios_of_many", "test_odds_double"

WRONG_LOG_ODDS = {
    "log-odds-without-log": "p / (1 - p)",
    "log-odds-inverse-odds": "(1 - p) / p",
    "log-odds-upside-down": "np.log((1 - p) / p)",
    "log-odds-in-bits": "np.log2(p / (1 - p))",
    "log-odds-in-digits": "np.log10(p / (1 - p))",
    "log-odds-of-p-alone": "np.log(p)",
    "log-odds-sum-of-logs": "np.log(p) + np.log(1 - p)",
    "log-odds-quotient-of-logs": "np.log(p) / np.log(1 - p)",
    "log-odds-is-sigmoid": "1 / (1 + np.exp(-p))",
    "log-odds-is-exponential": "np.exp(p / (1 - p))",
    "log-odds-of-odds-plus-one": "np.log1p(p / (1 - p))",
}
WRONG_RATIOS = {
    "odds-ratios-are-weights": "w",
    "odds-ratios-inverted": "np.exp(-w)",
    "odds-ratios-base-two": "2.0 ** w",
    "odds-ratios-base-ten": "10.0 ** w",
    "odds-ratios-as-change": "np.exp(w) - 1",
    "odds-ratios-in-percent": "(np.exp(w) - 1) * 100",
    "odds-ratios-one-plus-w": "1 + w",
    "odds-ratios-without-sign": "np.exp(np.abs(w))",
    "odds-ratios-are-probabilities": "1 / (1 + np.exp(-w))",
    "odds-ratios-normalised": "np.exp(w) / np.exp(w).sum()",
    "odds-ratios-sorted": "sorted(np.exp(w), reverse=True)",
    "odds-ratios-multiplied": "np.exp(np.sum(w))",
    "odds-ratios-rounded": "np.exp(w).round(3)",
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
    "texts-of-the-length": "np.array(['1.0'] * 8)",
    "matrix": "np.ones((2, 2))",
    "complex": "1j",
    "set": "{1.0}",
    "dict-by-name": "{'tenure': 1.0}",
    "mixed": "[1.0, 'a']",
    "generator": "(v for v in [1.0])",
    "exception": "1 / 0",
}


@pytest.mark.parametrize("form", RIGHT_LOG_ODDS)
def test_right_log_odds_get_all_points(judge, form):
    """Every right way to write the log-odds passes every check, warnings and all."""
    assert not_passed(judge("q6", IMPORT, RIGHT_LOG_ODDS[form], RATIOS)) == {}


@pytest.mark.parametrize("form", RIGHT_RATIOS)
def test_right_ratios_get_all_points(judge, form):
    """Every right way to write the odds ratios passes every check."""
    assert not_passed(judge("q6", IMPORT, LOG_ODDS, RIGHT_RATIOS[form])) == {}


@pytest.mark.parametrize("slug", WRONG_LOG_ODDS)
def test_mistaken_log_odds_are_named(judge, slug):
    """A named mistake in the log-odds fails their values by its name, and costs the ratios nothing."""
    results = judge("q6", IMPORT, log_odds(WRONG_LOG_ODDS[slug]), RATIOS)
    assert results[VALUES].misconception == slug
    assert set(not_passed(results)) <= {VALUES, ENDS, BACK}
    assert results[BACK].verdict == "skipped"


@pytest.mark.parametrize("slug", WRONG_RATIOS)
def test_mistaken_ratios_are_named(judge, slug):
    """A named mistake in the odds ratios fails their values by its name, and costs the log-odds nothing."""
    results = judge("q6", IMPORT, LOG_ODDS, odds_ratios(WRONG_RATIOS[slug]))
    assert results[RATIO_VALUES].misconception == slug
    assert {VALUES, ENDS, BACK, MANY}.isdisjoint(not_passed(results))


@pytest.mark.parametrize("eps", ["1e-15", "1e-9", "1e-4"])
def test_clipped_log_odds_are_named(judge, eps):
    """Clipping p, which part 3 needs, makes the log-odds finite where they are not: that costs the ends."""
    clipped = f"def log_odds(p):\n    p = np.clip(p, {eps}, 1 - {eps})\n    return np.log(p / (1 - p))"
    results = judge("q6", IMPORT, clipped, RATIOS)
    assert results[ENDS].misconception == "log-odds-clipped"
    assert set(not_passed(results)) == {ENDS}


def test_upside_down_ends_get_half(judge):
    """Infinite at both ends with the signs exchanged earns half there."""
    result = judge("q6", IMPORT, log_odds(WRONG_LOG_ODDS["log-odds-upside-down"]), RATIOS)[ENDS]
    assert (result.verdict, result.points, result.misconception) == ("partial", 0.5, "log-odds-upside-down")


def test_functions_of_one_number_keep_their_values(judge):
    """`math.log` takes no vectors: that costs one check for each function, and the ends that raise."""
    results = judge(
        "q6",
        IMPORT,
        "def log_odds(p):\n    return math.log(p / (1 - p))",
        "def odds_ratios(weights):\n    return math.exp(weights)",
    )
    assert set(not_passed(results)) == {MANY, ENDS, RATIO_MANY}
    assert results[ENDS].verdict == "crashed"
    assert "math domain error" in results[ENDS].message


def test_rounded_ratios_still_double(judge):
    """Ratios rounded to two decimals are wrong, but 0.693 still doubles the odds."""
    results = judge("q6", IMPORT, LOG_ODDS, odds_ratios("np.round(np.exp(w), 2)"))
    assert set(not_passed(results)) == {RATIO_VALUES}


def test_missing_functions(judge):
    """A missing function costs its own checks alone."""
    results = judge("q6", IMPORT, LOG_ODDS)
    assert {name for name, r in results.items() if r.verdict == "missing"} == {RATIO_MANY, RATIO_VALUES, TWICE}
    results = judge("q6", IMPORT, RATIOS)
    assert set(not_passed(results)) == {MANY, VALUES, ENDS, BACK}


@pytest.mark.parametrize("value", ["5", "'text'", "object()", "np.exp(np.ones(3))"])
def test_name_that_is_no_function(judge, value):
    """A name that holds no function fails, by the student's fault."""
    results = judge("q6", IMPORT, f"log_odds = {value}", f"odds_ratios = {value}")
    assert {r.verdict for r in results.values()} <= {"failed", "missing", "crashed", "skipped"}


@pytest.mark.parametrize("value", HOSTILE)
def test_odd_returns_are_verdicts(judge, value):
    """Whatever comes back, the verdict is about the student and the value checks do not pass."""
    odd = HOSTILE[value]
    results = judge("q6", IMPORT, f"def log_odds(p):\n    return {odd}", f"def odds_ratios(weights):\n    return {odd}")
    assert {r.verdict for r in results.values()} <= {"passed", "failed", "crashed", "skipped"}
    assert {VALUES, ENDS, BACK, RATIO_VALUES, TWICE} <= set(not_passed(results))
    assert all(r.message for r in results.values() if r.verdict != "passed")


def test_tolerances_have_room_on_both_sides():
    """float32 is ten times inside the tolerance, every named mistake ten times outside."""
    q6 = suite("q6_interpretation")
    p, w = q6.P.astype(np.float32), q6.WEIGHTS.astype(np.float32)
    logits, ratios = q6.reference.log_odds(q6.P), q6.reference.odds_ratios(q6.WEIGHTS)
    assert _excess(np.log(p / (1 - p)), logits, q6.LOG_ODDS) < 0.1
    assert _excess(np.exp(w), ratios, q6.RATIOS) < 0.1
    p = q6.reference.sigmoid(q6.SCORES).astype(np.float32)
    assert _excess(np.log(p / (1 - p)), q6.SCORES, q6.BACK) < 0.1
    for mistakes, truth, tolerance in [
        (q6._log_odds_mistakes(q6.P), logits, q6.LOG_ODDS),
        (q6._ratio_mistakes(q6.WEIGHTS), ratios, q6.RATIOS),
    ]:
        for mistake in mistakes:
            wrong = np.asarray(mistake.value())
            assert wrong.shape != truth.shape or _excess(wrong, truth, tolerance) > 10, mistake.slug


def _excess(actual, truth, tolerance):
    """The largest difference in units of what is allowed."""
    with np.errstate(all="ignore"):
        return (np.abs(actual - truth) / (tolerance.atol + tolerance.rtol * np.abs(truth))).max()
