"""Part 4: the gradient of the mean cross-entropy with an L2 penalty on the weights, not on the bias."""

from typing import NamedTuple

import numpy as np
import pytest

import reference
from autograder import expect
from autograder.diagnosis import Mistake, diagnose
from autograder.faults import CheckFailed
from autograder.numeric import Tolerance, mismatch
from autograder.student import wire_of

pytestmark = pytest.mark.question("q4")


class Case(NamedTuple):
    """Data, and the parameters at which the gradient is taken."""

    X: np.ndarray
    y: np.ndarray
    weights: np.ndarray
    bias: float


def _case(seed, labels, weights, bias):
    """Features that are neither centred nor of one scale."""
    y = np.array(labels)
    rng = np.random.default_rng(seed)
    scale = np.linspace(0.6, 2.0, len(weights))
    X = np.round(rng.normal(0.4, 1.0, (len(y), len(weights))) * scale, 2)
    return Case(X, y, np.array(weights), bias)


CASE = _case(40, [1, 0, 0, 1, 0, 0, 0, 1, 0], [0.7, -0.4, 0.9], -0.65)
SLOPES = _case(41, [0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1], [-0.5, 0.3, 0.8, -1.1], 0.45)
FAR = CASE._replace(weights=np.array([400.0, -300.0, 500.0]))
LESS_FAR = FAR._replace(weights=0.38 * FAR.weights, bias=-0.25)
N, D = CASE.X.shape
LAMBDA = 2.7

assert N != D, "a sum over the wrong axis must show"
assert abs(FAR.X @ FAR.weights + FAR.bias).max() > 750, "e^z overflows"
assert abs(LESS_FAR.X @ LESS_FAR.weights + LESS_FAR.bias).min() > 17, "every p is within 4e-8 of 0 or 1"
assert abs(LESS_FAR.X @ LESS_FAR.weights + LESS_FAR.bias).max() < 700, "e^z does not overflow"

ENTRIES = Tolerance(
    rtol=1e-5,
    atol=1e-5,
    because="float32 inside is a right way: N residuals of half an epsilon, 6e-8, times |x| < 5, stay below 5e-7; "
    "the nearest named mistake is off by 0.02",
)
PENALTY = Tolerance(
    rtol=1e-5,
    atol=1e-5,
    because="the difference of two gradients, each within 5e-7 in float32; the nearest named mistake is off by 0.1",
)
FINITE = Tolerance(
    rtol=1e-5,
    atol=1e-5,
    because="float32 inside stays below 5e-7; central differences with h = 1e-5 are right to h^2 = 1e-10 and to "
    "epsilon / h = 2e-11; the check comes after those that tell the mistakes apart, each off by 0.02",
)
SATURATED = Tolerance(
    rtol=1e-5,
    atol=1e-5,
    because="the same function twice, where p differs by 4e-8 at most, times |x| < 5: 2e-7, and in float32 1e-6 more; "
    "one sample whose p became 0 instead of 1 moves db by 1 / N = 0.1",
)
UNMOVED = Tolerance(
    atol=1e-6,
    because="the same sum twice: equal, or in float32 off by its rounding, 1e-7; lambda/N times the bias is 0.2",
)


# --- mistakes ----------------------------------------------------------------------------------------------

_HINTS = {
    "bce-gradient-sign": "This points downhill; the gradient points uphill. In which order are p and y subtracted?",
    "bce-gradient-sum": "The loss is a mean over samples: what does that do to its gradient?",
    "bce-gradient-halved": "Where does the 2 come from? The cross-entropy has no square.",
    "bce-gradient-doubled": "Where does the 2 come from? The cross-entropy has no square.",
    "bce-gradient-over-features": "The mean runs over samples: what does len() count here?",
    "bce-gradient-without-bias": "Which part of the model's score is missing in p?",
    "bce-gradient-without-sigmoid": "p is a probability: is the score one already?",
    "bce-gradient-of-mse": "The factor p (1 - p) belongs to the squared error; the logarithm cancels it.",
    "bce-gradient-of-labels": "The residual takes the probability itself, not the class that it is rounded to.",
    "bce-gradient-sigmoid-sign": "Does p grow with the score?",
    "bce-gradient-sigmoid-twice": "How often is the sigmoid applied?",
    "bce-gradient-without-x": "How much a weight moves the score depends on its feature.",
    "bce-gradient-one-number": "Each weight has a slope of its own: over which axis is the mean?",
    "bce-gradient-bias-of-p": "Where are the labels in db?",
    "bce-gradient-bias-from-x": "The bias goes with no feature: what is the derivative of the score by it?",
}


def _residuals(case):
    """Wrong p - y by the slug of the mistake; each is then averaged as is right."""
    X, y = case.X, case.y
    z = X @ case.weights + case.bias
    p = reference.sigmoid(z)
    return {
        "bce-gradient-sign": [y - p],
        "bce-gradient-sum": [N * (p - y)],
        "bce-gradient-halved": [(p - y) / 2],
        "bce-gradient-doubled": [2 * (p - y)],
        "bce-gradient-over-features": [N / D * (p - y)],
        "bce-gradient-without-bias": [reference.sigmoid(z - case.bias) - y],
        "bce-gradient-without-sigmoid": [z - y],
        "bce-gradient-of-mse": [(p - y) * p * (1 - p), 2 * (p - y) * p * (1 - p)],
        "bce-gradient-of-labels": [(p >= 0.5) - y],
        "bce-gradient-sigmoid-sign": [1 - p - y],
        "bce-gradient-sigmoid-twice": [reference.sigmoid(p) - y],
    }


def _named(slug, values):
    return [Mistake(slug, _HINTS[slug], lambda value=value: value) for value in values]


def _weight_mistakes(case):
    X, found = case.X, []
    for slug, residuals in _residuals(case).items():
        found += _named(slug, [X.T @ r / N for r in residuals])
    r = -_residuals(case)["bce-gradient-sign"][0]
    found += _named("bce-gradient-without-x", [np.full(D, r.mean()), np.full(D, r.sum())])
    totals = [(X.T * r).mean(), (X.T * r).sum(), (X.T * r).sum() / N]  # a penalty on top makes one number a vector
    return found + _named("bce-gradient-one-number", [*totals, *(np.full(D, total) for total in totals)])


def _bias_mistakes(case):
    X, found = case.X, []
    for slug, residuals in _residuals(case).items():
        found += _named(slug, [[r.mean()] for r in residuals])
    r = -_residuals(case)["bce-gradient-sign"][0]
    found += _named("bce-gradient-bias-of-p", [[(r + case.y).mean()]])
    return found + _named(
        "bce-gradient-bias-from-x", [[(X.T @ r).mean()], [(X.T @ r / N).mean()], [(X.T @ r).sum() / N]]
    )


def _penalty_mistakes(w):
    rate = LAMBDA / N
    return [
        Mistake("bce-gradient-penalty-missing", "Does lambda_reg take part at all?", lambda: 0 * w),
        Mistake("bce-gradient-penalty-not-over-n", "By what is the penalty of the loss divided?", lambda: LAMBDA * w),
        Mistake("bce-gradient-penalty-half-sum", "The derivative of w^2 / 2 is ...?", lambda: LAMBDA * w / 2),
        Mistake("bce-gradient-penalty-halved", "The derivative of w^2 / 2 is ...?", lambda: rate * w / 2),
        Mistake(
            "bce-gradient-penalty-doubled", "The loss has lambda / (2 N): what becomes of the 2?", lambda: 2 * rate * w
        ),
        Mistake("bce-gradient-penalty-twice-sum", "By what is the penalty divided?", lambda: 2 * LAMBDA * w),
        Mistake("bce-gradient-penalty-over-n-twice", "Is the penalty divided by N once?", lambda: rate * w / N),
        Mistake("bce-gradient-penalty-over-features", "What is N here?", lambda: LAMBDA * w / D),
        Mistake(
            "bce-gradient-penalty-sign", "A larger weight costs more: which sign has that slope?", lambda: -rate * w
        ),
        Mistake(
            "bce-gradient-penalty-l1", "This is the slope of |w|; the penalty has squares.", lambda: rate * np.sign(w)
        ),
        Mistake(
            "bce-gradient-penalty-square", "This is the penalty; its derivative is asked for.", lambda: rate * w**2
        ),
        Mistake("bce-gradient-penalty-alone", "Which weight does each entry push on?", lambda: np.full(D, rate)),
        *(
            Mistake("bce-gradient-penalty-summed", _SUMMED, lambda value=value: np.full(D, value))
            for value in (rate * w.sum(), rate * (w @ w), rate / 2 * (w @ w), LAMBDA * (w @ w), LAMBDA / 2 * (w @ w))
        ),
    ]


_SUMMED = "One number was added to every entry; but each weight is penalised for itself."


def _bias_penalties(case):
    b, w, rate = case.bias, case.weights, LAMBDA / N
    amounts = [rate * b, LAMBDA * b, 2 * rate * b, rate * b / 2, rate * w.sum(), rate * w.mean(), rate * (w @ w)]
    hint = "Should a model pay for its base rate? Which parameter does the penalty leave out?"
    return [Mistake("bce-gradient-bias-penalised", hint, lambda value=value: [value]) for value in amounts]


# --- checks ------------------------------------------------------------------------------------------------


@pytest.mark.points(0.5)
def test_gradient_is_a_function(student):
    """`bce_gradient` is a function of X, y, weights, bias and lambda_reg"""
    expect.callable_(student.bce_gradient, ("X", "y", "weights", "bias", "lambda_reg"))
    rows, labels = np.array([[1.0, 2.0], [0.5, -1.0], [3.0, 0.0]]), np.array([1.0, 0.0, 1.0])
    answer = student.bce_gradient(X=rows, y=labels, weights=np.zeros(2), bias=0.0, lambda_reg=0.0)
    expect.true(
        wire_of(answer) is not None, "bce_gradient(X, y, weights, bias) returned None.", hint="Is there a return?"
    )


@pytest.mark.points(0.5)
def test_gradient_is_a_pair(student):
    """`bce_gradient` gives (dw, db): dw of the shape of the weights, db one number"""
    dw, db = _pair(student, CASE, 0.0)
    expect.array(dw, CASE.weights.shape)
    expect.number(db)


@pytest.mark.points(1.5)
def test_weight_gradient(student):
    """`dw` is X^T (p - y) / N when lambda_reg is 0"""
    dw, _ = _pair(student, CASE, 0.0)
    wanted, _ = reference.bce_gradient(*CASE)
    _close_vector(dw, wanted, ENTRIES, _weight_mistakes(CASE))


@pytest.mark.points(1)
def test_bias_gradient(student):
    """`db` is the mean of p - y"""
    _, db = _pair(student, CASE, 0.0)
    _, wanted = reference.bce_gradient(*CASE)
    expect.close(db, [wanted], ENTRIES, mistakes=_bias_mistakes(CASE), like="vector")


@pytest.mark.points(1.5)
def test_penalty_on_weights(student):
    """`lambda_reg` adds (lambda_reg / N) w to dw"""
    plain, penalised = _weights(student, CASE, 0.0), _weights(student, CASE, LAMBDA)
    added, wanted = penalised - plain, LAMBDA / N * CASE.weights
    wrong = mismatch(added, wanted, PENALTY)
    if wrong is None:
        return
    _credit_if_in_step(plain, added, wanted)
    found = diagnose(added, wanted, PENALTY, _penalty_mistakes(CASE.weights))
    raise CheckFailed(
        f"lambda_reg = {LAMBDA} adds {wrong.actual:.6g} to dw{list(wrong.index)}, but should add {wrong.expected:.6g} "
        f"[weights{list(wrong.index)} = {CASE.weights[wrong.index]:g}, N = {N}].",
        hint=found.hint,
        misconception=found.misconception,
    )


@pytest.mark.points(1)
def test_bias_is_not_penalised(student):
    """`lambda_reg` changes dw, and leaves db as it is"""
    plain, penalised = _bias(student, CASE, 0.0), _bias(student, CASE, LAMBDA)
    change = np.array([penalised - plain])
    if mismatch(change, np.zeros(1), UNMOVED) is not None:
        found = diagnose(change, np.zeros(1), UNMOVED, _bias_penalties(CASE))
        raise CheckFailed(
            f"lambda_reg = {LAMBDA} adds {change[0]:.6g} to db, but should add nothing [bias = {CASE.bias}].",
            hint=found.hint,
            misconception=found.misconception,
        )
    expect.true(
        not expect.agree(_weights(student, CASE, LAMBDA), _weights(student, CASE, 0.0), UNMOVED),
        "lambda_reg changes neither dw nor db, but should change dw.",
        hint="Does lambda_reg take part at all?",
        misconception="bce-gradient-penalty-missing",
    )


@pytest.mark.points(0.5)
def test_no_penalty_by_default(student):
    """Without lambda_reg there is no penalty: its default is 0.0"""
    dw, _ = expect.items(student.bce_gradient(*CASE), 2, "(dw, db)")
    values = expect.vector(dw, D).astype(np.float64)
    _not_all_zero(values)
    expect.true(
        expect.agree(values, _weights(student, CASE, 0.0), UNMOVED),
        "bce_gradient(X, y, weights, bias) is not bce_gradient(X, y, weights, bias, 0.0), but should be the same.",
        hint="What is the default of lambda_reg?",
        misconception="bce-gradient-default-lambda",
    )


@pytest.mark.points(0.5)
@pytest.mark.depends("test_weight_gradient", "test_bias_gradient", "test_penalty_on_weights")
def test_gradient_is_the_slope_of_the_loss(student):
    """(dw, db) agree with finite differences of the loss, on other data"""
    dw, db = _pair(student, SLOPES, LAMBDA)
    slopes = _finite_differences(SLOPES, LAMBDA)
    expect.close(dw, slopes[:-1], FINITE, like="vector")
    expect.close(db, slopes[-1:], FINITE, like="vector")


@pytest.mark.points(0.5)
def test_gradient_far_out(student):
    """`bce_gradient` holds for huge weights, too, where every p is 0 or 1: no NaN, nothing lost"""
    far, less_far = [_pair(student, case, 0.0) for case in (FAR, LESS_FAR)]
    for part, size, beside in zip(far, (D, 1), less_far, strict=True):
        expect.finite(part)
        expect.close(part, expect.vector(beside, size), SATURATED, like="vector")
    _not_all_zero(expect.vector(far[0], D))


@pytest.mark.points(0.5)
def test_inputs_stay_as_they_were(student):
    """`bce_gradient` leaves X, y and the weights as they were"""
    answer = student.bce_gradient(*CASE, LAMBDA)
    expect.items(answer, 2, "(dw, db)")
    expect.unchanged(answer)


# --- reading -----------------------------------------------------------------------------------------------


def _pair(student, case, lambda_reg):
    """Both parts, each still to be read; by position, since names are another check's matter."""
    return expect.items(student.bce_gradient(*case, lambda_reg), 2, "(dw, db)")


def _weights(student, case, lambda_reg):
    dw, _ = _pair(student, case, lambda_reg)
    return expect.vector(dw, case.weights.size).astype(np.float64)


def _bias(student, case, lambda_reg):
    _, db = _pair(student, case, lambda_reg)
    return expect.number(db)


def _not_all_zero(dw):
    """What is 0 everywhere agrees with itself, and is no gradient yet."""
    expect.true(dw.any(), "dw is 0 for every weight, but should not be.", hint="Is this part still to be written?")


def _close_vector(answer, wanted, tolerance, mistakes):
    """``expect.close`` for a vector, which also knows mistakes of another shape."""
    try:
        expect.vector(answer, wanted.size)
    except CheckFailed as fault:
        found = diagnose(expect.array(answer), wanted, tolerance, mistakes)
        hint = found.hint or fault.hint
        raise CheckFailed(fault.message, hint=hint, misconception=found.misconception) from None
    expect.close(answer, wanted, tolerance, mistakes=mistakes, like="vector")


def _credit_if_in_step(plain, added, wanted):
    """Half where the penalty is off by the very factor by which the rest of dw is off: that is one mistake."""
    truth, _ = reference.bce_gradient(*CASE)
    factor = float(added @ wanted) / float(wanted @ wanted)
    in_step = np.isfinite(factor) and abs(factor) > 0.01
    if in_step and expect.agree(added, factor * wanted, PENALTY) and expect.agree(plain, factor * truth, ENTRIES):
        found = diagnose(plain, truth, ENTRIES, _weight_mistakes(CASE))
        expect.partial(
            0.5,
            f"lambda_reg = {LAMBDA} adds {factor:.6g} times what it should to dw, as the rest of dw is "
            f"{factor:.6g} times what it should be.",
            hint=found.hint,
            misconception=found.misconception,
        )


def _finite_differences(case, lambda_reg, step=1e-5):
    """Central differences of the loss by each weight, then by the bias."""
    X, y, weights, bias = case
    at = np.array([*weights, bias])

    def loss(theta):
        return reference.regularised_loss(X, y, theta[:-1], theta[-1], lambda_reg)

    directions = np.eye(at.size) * step
    return np.array([(loss(at + h) - loss(at - h)) / (2 * step) for h in directions])
