"""Part 2: the decision boundary w.x + b = 0, a point for one weight and a line for two."""

import numpy as np
import pytest

import reference
from autograder import expect
from autograder.diagnosis import Mistake
from autograder.faults import CheckFailed
from autograder.numeric import Tolerance

pytestmark = pytest.mark.question("q2")

# Both signs, a small weight (a guard for w = 0 must not catch it), and whole numbers (// would show).
POINTS = [
    (np.array([2.5]), -0.75),
    (np.array([-1.6]), 0.4),
    (np.array([0.05]), 1.3),
    (np.array([4]), 6),
]
LINES = [
    (np.array([1.5, -2.5]), 0.75),
    (np.array([0.8, 2.0]), 3.0),
    (np.array([-3.0, 0.05]), -1.1),
    (np.array([4, 7]), 5),
]
VERTICAL = [(np.array([2.5, 0.0]), -1.75), (np.array([-0.8, 0.0]), 0.6)]

assert all(abs(w[0]) != abs(w[-1]) != abs(b) != abs(w[0]) for w, b in LINES), "a swap must show"

VALUES = Tolerance(
    rtol=2e-6,
    atol=1e-12,
    because="float32 inside is a right way: its half epsilon of 6e-8 comes in three times, from both numbers and their "
    "quotient, 1.8e-7; the nearest named mistake is off by half; atol is for a 0 that comes out as rounding",
)
_HALF = "The probability is 1/2 on the boundary; which value has the score w.x + b there?"
_INVERTED = "Solve for x2, the vertical axis: which weight divides?"
_ALONG = ("boundary-along-weights", "The weights point across the boundary, not along it.")
_ORDER = "Both numbers are there: in which order are they asked for?"
STEEP = 1e3
"""No line of this suite is so steep; what a guard like w2 + 1e-10 makes of a vertical one is far steeper."""


def _point_mistakes(weights, bias):
    w, b = float(weights[0]), float(bias)
    return [
        Mistake("boundary-sign", "Solve w.x + b = 0 for x: what becomes of b's sign?", lambda: [b / w]),
        Mistake("boundary-inverted", "Which of the two divides the other?", lambda: [-w / b]),
        Mistake("boundary-inverted-sign", "Which of the two divides the other, and what is its sign?", lambda: [w / b]),
        Mistake("boundary-bias-alone", "Move x further: does a larger weight not bring it closer to 0?", lambda: [-b]),
        Mistake("boundary-product", "What undoes a product?", lambda: [-b * w]),
        Mistake("boundary-score-half", _HALF, lambda: [(0.5 - b) / w]),
    ]


def _slope_mistakes(weights, bias):
    (w1, w2), b = weights.tolist(), float(bias)
    return [
        Mistake("boundary-slope-sign", "Solve w1 x1 + w2 x2 + b = 0 for x2: watch the sign of x1.", lambda: [w1 / w2]),
        Mistake("boundary-slope-inverted", _INVERTED, lambda: [-w2 / w1]),
        Mistake(*_ALONG, lambda: [w2 / w1]),
        Mistake("boundary-slope-undivided", "The weight of x2 has to go somewhere.", lambda: [-w1]),
        Mistake("boundary-order", _ORDER, lambda: [-b / w2]),
    ]


def _intercept_mistakes(weights, bias):
    (w1, w2), b = weights.tolist(), float(bias)
    return [
        Mistake("boundary-intercept-sign", "Put x1 = 0 and solve for x2: watch the sign of b.", lambda: [b / w2]),
        Mistake("boundary-intercept-on-x1", "That is where the line crosses x1; x2 is asked for.", lambda: [-b / w1]),
        Mistake("boundary-intercept-undivided", "Put x1 = 0: what does w2 do to x2?", lambda: [-b]),
        Mistake("boundary-intercept-is-bias", "The bias itself is no place on the x2 axis.", lambda: [b]),
        Mistake("boundary-distance", "That is how far the line is from 0.", lambda: [-b / np.hypot(w1, w2)]),
        Mistake("boundary-score-half", _HALF, lambda: [(0.5 - b) / w2]),
        Mistake("boundary-order", _ORDER, lambda: [-w1 / w2]),
    ]


def _horizontal_mistakes(weights, bias, signs):
    """``signs`` are those of both slopes: that of w2 / 0 goes with w2, that of what is taken for vertical does not."""
    w2, b = float(weights[1]), float(bias)
    upright = ("boundary-horizontal-as-vertical", "Which weight is 0 on a vertical line?")
    known = {(1, 1): upright, (1, -1): ("boundary-slope-inverted", _INVERTED), (-1, 1): _ALONG}
    return [
        *([Mistake(*known[signs], lambda: [signs[0] * np.inf])] if signs in known else []),
        Mistake("boundary-order", _ORDER, lambda: [-b / w2]),
    ]


def _line(student, weights, bias):
    """The slope and the intercept, each still to be read."""
    return expect.items(student.decision_boundary(weights, bias), 2, "(slope, intercept)")


@pytest.mark.points(0.5)
def test_boundary_is_a_function(student):
    """`decision_boundary` is a function of `weights` and `bias`, and returns a number or numbers"""
    expect.callable_(student.decision_boundary, ("weights", "bias"))
    expect.array(student.decision_boundary(weights=np.array([2.0, 4.0]), bias=1.0))  # a given signature earns nothing


@pytest.mark.points(1.5)
def test_point(student):
    """With one weight, `decision_boundary` gives the x at which w x + b = 0"""
    for weights, bias in POINTS:
        answer = student.decision_boundary(weights, bias)
        wanted = [reference.decision_boundary(weights, bias)]
        expect.close(answer, wanted, VALUES, mistakes=_point_mistakes(weights, bias), like="vector")


@pytest.mark.points(1)
def test_slope(student):
    """With two weights, `decision_boundary` gives the slope of the line first"""
    for weights, bias in LINES:
        slope, _ = _line(student, weights, bias)
        wanted, _ = reference.decision_boundary(weights, bias)
        expect.close(slope, [wanted], VALUES, mistakes=_slope_mistakes(weights, bias), like="vector")


@pytest.mark.points(1)
def test_intercept(student):
    """With two weights, `decision_boundary` gives the intercept of the line second"""
    for weights, bias in LINES:
        _, intercept = _line(student, weights, bias)
        _, wanted = reference.decision_boundary(weights, bias)
        expect.close(intercept, [wanted], VALUES, mistakes=_intercept_mistakes(weights, bias), like="vector")


@pytest.mark.points(0.5)
def test_horizontal_line(student):
    """A horizontal line (the first weight is 0) is a line like any other: its slope is 0"""
    lines = [(np.array([0.0, -1.25]), 2.0), (np.array([0.0, 3.2]), 0.8)]
    answers = [_line(student, weights, bias) for weights, bias in lines]
    signs = tuple(np.sign(expect.number(slope)) for slope, _ in answers)
    for (weights, bias), (slope, intercept) in zip(lines, answers, strict=True):
        expect.close(slope, [0.0], VALUES, mistakes=_horizontal_mistakes(weights, bias, signs), like="vector")
        expect.finite(intercept)


@pytest.mark.points(1.5)
def test_vertical_line(student):
    """For a vertical line (the second weight is 0) `decision_boundary` gives (inf, its place on x1)"""
    for weights, bias in VERTICAL:
        answer = student.decision_boundary(weights, bias)
        place = float(reference.decision_boundary(weights, bias)[1])
        slope, position = _vertical(answer, place)
        _judge_slope(slope, f"decision_boundary({weights.tolist()}, {bias})")
        b_over_w = Mistake("boundary-vertical-sign", "Put the point back into w.x + b: is it 0?", lambda p=place: [-p])
        expect.true(
            np.isfinite(expect.number(position)),
            f"decision_boundary({weights.tolist()}, {bias}) gives no finite position, but should give {place:g}.",
            hint="A vertical line has no slope, yet it has a place: which axis does it cross?",
            misconception="boundary-vertical-divides-by-zero",
        )
        expect.close(position, [place], VALUES, mistakes=[b_over_w], like="vector")
        if expect.number(slope) < 0:
            expect.partial(
                0.5,
                f"decision_boundary({weights.tolist()}, {bias}) has the right place, but the slope -inf; "
                "should be inf, as agreed in the lesson.",
                hint="A vertical line goes neither up nor down; one sign had to be agreed on.",
                misconception="boundary-vertical-minus-inf",
            )


def _vertical(answer, place):
    """The two parts of the answer; a bare number that is the right place is told so."""
    try:
        return expect.items(answer, 2, "(slope, position)")
    except CheckFailed as fault:
        if fault.hint or not _is_number(answer, place):
            raise
        hint = "That is its place; for a line, two values are asked for."
        raise CheckFailed(fault.message, hint=hint, misconception="boundary-vertical-place-alone") from None


def _is_number(answer, value):
    try:
        return expect.agree(np.array(expect.number(answer)), value, VALUES)
    except CheckFailed:
        return False


def _judge_slope(slope, call):
    """Infinite, whatever its sign; ``None`` and NaN say that there is no slope, a huge number hides it."""
    try:
        value = expect.number(slope)
    except CheckFailed as fault:
        hint = "Which number stands for 'steeper than any slope'?"
        raise CheckFailed(fault.message, hint=hint, misconception="boundary-vertical-no-slope") from None
    if np.isinf(value):
        return
    slug, hint = "boundary-vertical-finite-slope", "How steep is a line that goes straight up?"
    if np.isnan(value):
        slug, hint = "boundary-vertical-no-slope", "Which number stands for 'steeper than any slope'?"
    elif abs(value) > STEEP:
        slug = "boundary-vertical-epsilon"
        hint = "A small number added to w2 hides the division by 0; it does not say where the line is."
    expect.true(False, f"slope of {call} is {value:.6g}, but should be inf.", hint=hint, misconception=slug)
