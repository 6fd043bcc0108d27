"""The suite of part 2 accepts right forms, rejects wrong ones, and names the mistake."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.suites import not_passed, suite

IMPORT = "import math\nimport numpy as np"
TEMPLATE = """
def decision_boundary(weights, bias):
    weights = np.asarray(weights)
    if weights.size == 1:
        return {point}
    w1, w2 = weights
    if {vertical}:
        return {place}
    return {line}
"""
RIGHT_PARTS = {
    "point": "-bias / weights[0]",
    "vertical": "w2 == 0",
    "place": "(np.inf, -bias / w1)",
    "line": "(-w1 / w2, -bias / w2)",
}


def variant(**parts: str) -> str:
    """The right solution with some parts replaced."""
    return TEMPLATE.format(**{**RIGHT_PARTS, **parts})


RIGHT = {
    "plain": variant(),
    "array-of-one": variant(point="-bias / weights"),
    "arrays-out": variant(place="np.array([np.inf, -bias / w1])", line="np.array([-w1 / w2, -bias / w2])"),
    "lists-out": variant(
        point="[float(-bias / weights[0])]", place="[math.inf, -bias / w1]", line="[-w1/w2, -bias/w2]"
    ),
    "float32": variant(
        point="-np.float32(bias) / np.float32(weights[0])",
        line="tuple(-np.array([w1, bias], dtype=np.float32) / np.float32(w2))",
    ),
    "guarded": variant(vertical="abs(w2) < 1e-10"),
    "named-tuple": "from collections import namedtuple\nLine = namedtuple('Line', 'slope intercept')\n"
    + variant(place="Line(float('inf'), -bias / w1)", line="Line(-w1 / w2, -bias / w2)"),
    "pure-python": """
def decision_boundary(weights, bias, eps=0.0):
    w = [float(v) for v in weights]
    b = float(bias)
    if len(w) == 1:
        return (0.0 - b) / w[0]
    try:
        return -w[0] / w[1], -b / w[1]
    except ZeroDivisionError:
        return float("inf"), -b / w[0]
""",
    "solved": """
def decision_boundary(weights, bias):
    if len(weights) == 1:
        return np.linalg.solve(np.diag(weights), [-bias])
    if weights[1] == 0:
        return np.inf, np.linalg.solve([[weights[0]]], [-bias])[0]
    at = lambda x: -(bias + weights[0] * x) / weights[1]
    return at(1.0) - at(0.0), at(0.0)
""",
}

POINT, SLOPE, INTERCEPT = "test_point", "test_slope", "test_intercept"
HORIZONTAL, VERTICAL = "test_horizontal_line", "test_vertical_line"
WRONG = {
    "boundary-sign": (variant(point="bias / weights[0]"), [POINT]),
    "boundary-inverted": (variant(point="-weights[0] / bias if bias else 0.0"), [POINT]),
    "boundary-inverted-sign": (variant(point="weights[0] / bias"), [POINT]),
    "boundary-bias-alone": (variant(point="-bias"), [POINT]),
    "boundary-product": (variant(point="-bias * weights[0]"), [POINT]),
    "boundary-score-half": (variant(point="(0.5 - bias) / weights[0]"), [POINT]),
    "boundary-slope-sign": (variant(line="(w1 / w2, -bias / w2)"), [SLOPE]),
    "boundary-slope-inverted": (variant(line="(-w2 / w1 if w1 else 0.0, -bias / w2)"), [SLOPE]),
    "boundary-along-weights": (variant(line="(w2 / w1 if w1 else 0.0, -bias / w2)"), [SLOPE]),
    "boundary-slope-undivided": (variant(line="(-w1, -bias / w2)"), [SLOPE]),
    "boundary-order": (variant(line="(-bias / w2, -w1 / w2)"), [SLOPE, INTERCEPT, HORIZONTAL]),
    "boundary-intercept-sign": (variant(line="(-w1 / w2, bias / w2)"), [INTERCEPT]),
    "boundary-intercept-on-x1": (variant(line="(-w1 / w2, -bias / w1 if w1 else 0.0)"), [INTERCEPT]),
    "boundary-intercept-undivided": (variant(line="(-w1 / w2, -bias)"), [INTERCEPT]),
    "boundary-intercept-is-bias": (variant(line="(-w1 / w2, bias)"), [INTERCEPT]),
    "boundary-distance": (variant(line="(-w1 / w2, -bias / np.linalg.norm(weights))"), [INTERCEPT]),
    "boundary-horizontal-as-vertical": (
        variant(vertical="w1 == 0 or w2 == 0", place="(np.inf, -bias / (w1 or w2))"),
        [HORIZONTAL],
    ),
    "boundary-vertical-sign": (variant(place="(np.inf, bias / w1)"), [VERTICAL]),
    "boundary-vertical-divides-by-zero": (variant(vertical="False"), [VERTICAL]),
    "boundary-vertical-epsilon": (
        variant(vertical="False", line="(-w1 / (w2 + 1e-12), -bias / (w2 + 1e-12))"),
        [VERTICAL],
    ),
    "boundary-vertical-no-slope": (variant(place="(None, -bias / w1)"), [VERTICAL]),
    "boundary-vertical-finite-slope": (variant(place="(0.0, -bias / w1)"), [VERTICAL]),
    "boundary-vertical-place-alone": (variant(place="-bias / w1"), [VERTICAL]),
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
    "three": "(1.0, 2.0, 3.0)",
    "pair-of-rubbish": "(None, 'x')",
    "pair-of-objects": "(object(), lambda: 1)",
    "pair-of-huge": "(10**400, -(10**400))",
    "pair-of-nan": "(np.nan, np.nan)",
    "complex": "(1j, 2j)",
    "booleans": "np.array([True, False])",
    "set": "{1.0, 2.0}",
    "exception": "1 / 0",
}


@pytest.mark.parametrize("form", RIGHT)
def test_right_forms_get_all_points(judge, form):
    """Every right way to write the boundary passes every check."""
    assert not_passed(judge("q2", IMPORT, RIGHT[form])) == {}


@pytest.mark.parametrize("slug", WRONG)
def test_mistake_is_named_where_it_shows(judge, slug):
    """A named mistake fails its own checks, by its name, and no other check."""
    cell, checks = WRONG[slug]
    results = judge("q2", IMPORT, cell)
    assert {name: results[name].misconception for name in checks} == dict.fromkeys(checks, slug)
    assert set(not_passed(results)) == set(checks)


def test_threshold_confused_with_the_score_is_named_for_lines_too(judge):
    """w.x + b = 1/2 for two weights is the same mistake as for one."""
    results = judge("q2", IMPORT, variant(line="(-w1 / w2, (0.5 - bias) / w2)"))
    assert results[INTERCEPT].misconception == "boundary-score-half"
    assert results[SLOPE].verdict == "passed"


@pytest.mark.parametrize("slope", ["np.nan", "'vertical'", "float('nan')"])
def test_no_slope_is_no_answer(judge, slope):
    """NaN or a word for the slope of a vertical line costs that check alone."""
    results = judge("q2", IMPORT, variant(place=f"({slope}, -bias / w1)"))
    assert results[VERTICAL].misconception == "boundary-vertical-no-slope"
    assert set(not_passed(results)) == {VERTICAL}


def test_minus_infinity_gets_half_of_the_vertical_line(judge):
    """The slope -inf with the right place earns half."""
    result = judge("q2", IMPORT, variant(place="(-np.inf, -bias / w1)"))[VERTICAL]
    assert (result.verdict, result.points, result.misconception) == ("partial", 0.75, "boundary-vertical-minus-inf")


def test_vertical_line_that_raises_costs_itself_alone(judge):
    """A ZeroDivisionError for w2 = 0 is reported in the student's line and keeps all other points."""
    cell = variant(vertical="False", line="(-float(w1) / float(w2), -bias / float(w2))")
    results = judge("q2", IMPORT, cell)
    assert set(not_passed(results)) == {VERTICAL}
    assert results[VERTICAL].verdict == "crashed"
    assert "ZeroDivisionError" in results[VERTICAL].message


def test_lines_without_points_keep_their_points(judge):
    """A function for two weights alone loses the point, not the line."""
    results = judge("q2", IMPORT, variant(point="{}[0]"))
    assert set(not_passed(results)) == {POINT}


def test_other_parameter_names_cost_one_check(judge):
    """`decision_boundary(w, b)` is called by position everywhere else."""
    results = judge(
        "q2", IMPORT, RIGHT["plain"].replace("(weights, bias)", "(w, bias)").replace("asarray(weights)", "asarray(w)")
    )
    assert set(not_passed(results)) == {"test_boundary_is_a_function"}


def test_missing_name(judge):
    """Without the function every check is missing."""
    assert {r.verdict for r in judge("q2", IMPORT).values()} == {"missing"}


@pytest.mark.parametrize("value", ["5", "'text'", "object()"])
def test_name_that_is_no_function(judge, value):
    """A name that holds no function fails, by the student's fault."""
    results = judge("q2", IMPORT, f"decision_boundary = {value}")
    assert {r.verdict for r in results.values()} <= {"failed", "missing", "crashed"}


@pytest.mark.parametrize("value", HOSTILE)
def test_odd_returns_are_verdicts(judge, value):
    """Whatever comes back, the verdict is about the student and the value checks do not pass."""
    results = judge("q2", IMPORT, f"def decision_boundary(weights, bias):\n    return {HOSTILE[value]}")
    assert {r.verdict for r in results.values()} <= {"passed", "failed", "crashed"}
    assert set(not_passed(results)) >= set(results) - {"test_boundary_is_a_function"}
    assert all(r.message for r in results.values() if r.verdict != "passed")


def test_tolerance_has_room_on_both_sides():
    """float32 is ten times inside the tolerance, every named mistake ten times outside."""
    q2 = suite("q2_boundary")
    _assert_room(q2, q2.POINTS, q2._point_mistakes, lambda w, b: -b / w[0])
    _assert_room(q2, q2.LINES, q2._slope_mistakes, lambda w, b: -w[0] / w[1])
    _assert_room(q2, q2.LINES, q2._intercept_mistakes, lambda w, b: -b / w[1])


def _assert_room(q2, cases, mistakes, formula):
    allowed = q2.VALUES.rtol
    for weights, bias in cases:
        truth = formula(weights, bias)
        assert abs(formula(weights.astype(np.float32), np.float32(bias)) / truth - 1) < allowed / 10
    weights, bias = cases[0]
    for mistake in mistakes(weights, bias):
        assert abs(mistake.value()[0] / formula(weights, bias) - 1) > 10 * allowed, mistake.slug
