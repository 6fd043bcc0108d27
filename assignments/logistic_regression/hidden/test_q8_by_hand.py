"""Part 8: train_1d(X, y, lr, lam, epochs), gradient descent on one feature in pure Python."""

import math
import random

import numpy as np
import pytest

import reference
from autograder import expect
from autograder.diagnosis import Mistake
from autograder.faults import CallRaised
from autograder.numeric import Tolerance
from autograder.student import label_of, wire_of

pytestmark = pytest.mark.question("q8")

X = [1.7, -0.4, 2.9, 0.3, -1.6, 0.9, 3.4, -2.2, 1.1, 0.6, -0.9, 2.1, 1.4]
Y = [1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0]
X_FAR = [820.0, -640.0, 910.0, 35.0, -770.0, 505.0, -15.0]
Y_FAR = [1, 0, 1, 0, 0, 0, 1]
N = len(X)
LN2 = math.log(2.0)

_draw = random.Random(42)
X_LESSON = [_draw.gauss(-1, 1) for _ in range(30)] + [_draw.gauss(1, 1) for _ in range(30)]
Y_LESSON = [0] * 30 + [1] * 30

assert sum(Y) not in (0, N, N / 2), "an unbalanced set, so that the bias moves at once"
assert len({round(value, 6) for value in reference.train_1d(X, Y, 0.3, 0.0, 20)[:2]}) == 2

FIT = Tolerance(
    rtol=1e-6,
    atol=1e-8,
    because="plain Python floats are float64: 300 steps of sums of 60 in any order stay below 1e-12, and clipping z "
    "or p below 1e-9 is not felt; the nearest named mistake, one step too few, moves both by 0.1 % at least",
)
LESSON = Tolerance(
    rtol=0.03,
    because="the penalty of 0.01 over 60 points, whose factor another check judges, moves w by 0.6 % and b by 1 % when "
    "it is left out, twice that when its sign is wrong; without the division by N it moves w by 21 %",
)
LOSS = Tolerance(
    rtol=1e-5,
    atol=1e-9,
    because="clipping p to [1e-9, 1 - 1e-9] or log(p + 1e-9) at p > 1e-3 costs 1e-6; the nearest named mistake is a "
    "penalty with another factor, 5 %",
)


def _trained(student, X, y, lr, lam, epochs):
    """w, b and losses as answers; whatever is not these three ends the check."""
    return expect.items(student.train_1d(X, y, lr, lam, epochs), 3, "(w, b, losses)")


def _learns(student, X, y):
    """More epochs end elsewhere; what merely returns something is not training."""
    few, many = (expect.number(_trained(student, X, y, 0.3, 0.1, epochs)[0]) for epochs in (1, 4))
    expect.true(few != many, f"train_1d(X, y, 0.3, 0.1, epochs) returned w = {few:.6g} after 1 epoch and after 4.")


# --- gradient descent with a slip --------------------------------------------------------------------------


def _descend(lr, lam, epochs, *, w_scale=1.0, b_scale=1.0, penalty=1.0, b_penalty=0.0, start=0.0, how="logistic"):
    """Both parameters after ``epochs`` steps, with parts of the gradient multiplied."""
    x, y = np.array(X), np.array(Y)
    w = b = start
    for _ in range(epochs):
        p = reference.sigmoid(w * x + b)
        r = {
            "logistic": p - y,
            "mse": 2 * (p - y) * p * (1 - p),
            "linear": w * x + b - y,
            "hard": (p >= 0.5) - y,
        }[how if how != "bias-last" else "logistic"]
        w = w - lr * (w_scale * (r * x).mean() + penalty * lam * w / N)
        if how == "bias-last":
            r = reference.sigmoid(w * x + b) - y
        b = b - lr * (b_scale * r.mean() + b_penalty * lam * b / N)
    return np.array([w, b])


def _one_by_one(lr, lam, epochs):
    """Stochastic: a step after every sample."""
    w = b = 0.0
    for _ in range(epochs):
        for x, y in zip(X, Y, strict=True):
            r = float(reference.sigmoid(w * x + b)) - y
            w, b = w - lr * (r * x + lam * w / N), b - lr * r
    return np.array([w, b])


def _mistakes(lr, lam, epochs):
    mean = "The loss is a mean over the samples: what is its gradient divided by?"
    count = "Count the steps."
    slips = [
        ("ascends", "Which way does the gradient point?", {"w_scale": -1, "b_scale": -1, "penalty": -1}),
        ("sums", mean, {"w_scale": N, "b_scale": N}),
        ("sums-all", mean, {"w_scale": N, "b_scale": N, "penalty": N}),
        ("w-sums", mean, {"w_scale": N}),
        ("b-sums", mean, {"b_scale": N}),
        ("b-stands-still", "Does b take a step, too?", {"b_scale": 0}),
        ("half", "Every step is half as long as it should be.", {"w_scale": 0.5, "b_scale": 0.5, "penalty": 0.5}),
        ("twice", "Every step is twice as long as it should be.", {"w_scale": 2, "b_scale": 2, "penalty": 2}),
        ("mse-gradient", "This is the slope of the squared error.", {"how": "mse"}),
        ("no-sigmoid", "w x + b is not a probability yet.", {"how": "linear"}),
        ("hard-labels", "The residual is p - y with the probability p, not with the class.", {"how": "hard"}),
        ("b-last", "Both steps start from the same point: when is p computed?", {"how": "bias-last"}),
        ("starts-at-one", "Where does the descent start?", {"start": 1.0}),
        ("no-penalty", "Is lam used?", {"penalty": 0}),
        ("penalty-times-n", "The penalty is lam/(2N) w^2: what is its slope divided by?", {"penalty": N}),
        ("penalty-doubled", "What is the slope of w^2/2?", {"penalty": 2}),
        ("penalty-halved", "What is the slope of w^2/2?", {"penalty": 0.5}),
        ("penalty-sign", "Should the penalty pull w towards 0 or push it away?", {"penalty": -1}),
        ("b-penalised", "Which of the two does the penalty leave alone?", {"b_penalty": 1}),
    ]
    ends = [(slug, hint, _descend(lr, lam, epochs, **options)) for slug, hint, options in slips]
    ends += [
        ("step-less", count, _descend(lr, lam, epochs - 1)),
        ("step-more", count, _descend(lr, lam, epochs + 1)),
        ("one-by-one", "One step an epoch: the gradient of all samples together.", _one_by_one(lr, lam, epochs)),
    ]
    if not lam:  # without a penalty a slip in it is none, and "sums-all" is "sums"
        ends = [end for end in ends if "penal" not in end[0] and end[0] != "sums-all"]
    return [(f"train-1d-{slug}", hint, end) for slug, hint, end in ends]


def _judge_fit(student, lr, lam, epochs):
    """Both parameters are those of the descent; a slip is named if it explains both."""
    answers = _trained(student, X, Y, lr, lam, epochs)[:2]
    actual = np.array([expect.number(answer) for answer in answers])
    wanted = np.array(reference.train_1d(X, Y, lr, lam, epochs)[:2])
    if expect.agree(actual, wanted, FIT):
        return
    with np.errstate(all="ignore"):
        slips = _mistakes(lr, lam, epochs)
    slips = [slip for slip in slips if expect.agree(actual, slip[2], FIT)]
    for k, answer in enumerate(answers):
        named = [Mistake(slug, hint, lambda value=end[k]: [value]) for slug, hint, end in slips]
        expect.close(answer, wanted[k : k + 1], FIT, like="vector", mistakes=named)


# --- the checks -----------------------------------------------------------------------------------------------


@pytest.mark.points(0.5)
def test_lists_in_three_things_out(student):
    """`train_1d(X, y, lr, lam, epochs)` takes flat lists and returns (w, b, losses)"""
    expect.callable_(student.train_1d)
    w, b, losses = _trained(student, X, Y, 0.3, 0.1, 4)
    expect.number(w)
    expect.number(b)
    expect.true(expect.array(losses).ndim >= 1, f"{label_of(losses)[0]} should be a list, with one entry an epoch.")


@pytest.mark.points(1.5)
def test_training_without_penalty(student):
    """With lam=0, w and b after 20 epochs are those of gradient descent from (0, 0)"""
    _judge_fit(student, 0.3, 0.0, 20)


@pytest.mark.points(1)
def test_training_with_penalty(student):
    """With a large lam, w is pulled towards 0 by (lam / N) w a step; b is not"""
    _judge_fit(student, 0.4, 9.0, 30)


@pytest.mark.points(0.5)
@pytest.mark.depends("test_training_without_penalty")
def test_lesson_recipe(student):
    """On the 60 points of the lesson, 300 epochs end at w = 2.9011 and b = 0.3183"""
    w, b, _ = _trained(student, X_LESSON, Y_LESSON, 0.5, 0.01, 300)
    right_w, right_b, _ = reference.train_1d(X_LESSON, Y_LESSON, 0.5, 0.01, 300)
    expect.number(w)
    expect.number(b)
    expect.close(w, [right_w], LESSON, like="vector")
    expect.close(b, [right_b], LESSON, like="vector")


@pytest.mark.points(0.5)
def test_one_loss_per_epoch(student):
    """`losses` has one entry an epoch, taken before the step: the first is ln 2"""
    answer = _trained(student, X, Y, 0.3, 2.0, 11)[2]
    losses = expect.array(answer)
    expect.true(
        losses.size != 12,
        f"{label_of(answer)[0]} has 12 entries, but should have 11.",
        hint="Is the loss taken once more after the last step?",
        misconception="train-1d-losses-one-too-many",
    )
    losses = expect.vector(answer, 11).astype(np.float64)
    w, b, _ = reference.train_1d(X, Y, 0.3, 2.0, 1)
    bce = float(reference.bce_from_logits(Y, w * np.array(X) + b))
    half = 2.0 / (2 * N) * w**2
    after = "Losses are taken before the step: what is the loss at w = b = 0?"
    mean = "The loss is a mean over the samples."
    mistakes = [
        Mistake("train-1d-losses-after-step", after, lambda: [bce]),
        Mistake("train-1d-losses-after-step", after, lambda: [bce + half]),
        Mistake(
            "train-1d-losses-penalty-after-step", "Which w is in the penalty of the first entry?", lambda: [LN2 + half]
        ),
        Mistake("train-1d-losses-in-bits", "Which logarithm is it?", lambda: [1.0]),
        Mistake("train-1d-losses-sum", mean, lambda: [N * LN2]),
        Mistake("train-1d-losses-sign", "The logarithm of a probability is negative; is the loss?", lambda: [-LN2]),
        Mistake("train-1d-losses-mse", "This is the squared error.", lambda: [0.25]),
        Mistake("train-1d-losses-only-class-1", "A sample of class 0 costs, too.", lambda: [LN2 * sum(Y) / N]),
    ]
    expect.column_close(answer, "the first entry", losses[:1], np.array([LN2]), LOSS, at={}, mistakes=mistakes)


@pytest.mark.points(1)
def test_losses_are_the_cross_entropy(student):
    """The entries of `losses` are the mean BCE, with or without the penalty"""
    lr, lam, epochs = 0.4, 6.0, 6
    answer = _trained(student, X, Y, lr, lam, epochs)[2]
    losses = expect.array(answer).astype(np.float64).reshape(-1)
    expect.true(losses.size > epochs - 2, f"{label_of(answer)[0]} has {losses.size} entries, but should have {epochs}.")
    # The entry k belongs to the student's own w and b after k epochs, whether these are right or not.
    path = [[expect.number(part) for part in _trained(student, X, Y, lr, lam, k)[:2]] for k in range(1, epochs)]
    expect.true(
        np.isfinite(path).all() and np.abs(path).max() < 1e6, "train_1d(X, y, 0.4, 6.0, epochs) ran away with w or b."
    )
    logits = [w * np.array(X) + b for w, b in path]
    bce = np.array([reference.bce_from_logits(Y, z) for z in logits])
    half = lam / (2 * N) * np.array([w * w for w, _ in path])
    for taken in (losses[1:epochs], losses[: epochs - 1]):  # before the step, or after it: judged by another check
        if expect.agree(taken, bce, LOSS) or expect.agree(taken, bce + half, LOSS):
            return
    squared = np.array([((reference.sigmoid(z) - Y) ** 2).mean() for z in logits])
    one = np.array([(reference.log_loss_from_logits(np.ones(N), z) * Y).mean() for z in logits])
    other = np.array([(reference.log_loss_from_logits(np.zeros(N), z) * (1 - np.array(Y))).mean() for z in logits])
    factor = "Look at the factor in front of w^2."
    mean = "The loss is a mean over the samples."
    bias = 3 * np.array([b * b for _, b in path]) / N
    mistakes = [
        Mistake("train-1d-losses-sum", mean, lambda: N * bce),
        Mistake("train-1d-losses-sum-and-penalty", mean, lambda: N * bce + half),
        Mistake("train-1d-losses-sum-of-all", mean, lambda: N * (bce + half)),
        Mistake("train-1d-losses-in-bits", "Which logarithm is it?", lambda: bce / LN2),
        Mistake("train-1d-losses-sign", "Is the loss negative?", lambda: -bce),
        Mistake("train-1d-losses-mse", "This is the squared error.", lambda: squared),
        Mistake("train-1d-losses-only-class-1", "A sample of class 0 costs, too.", lambda: one),
        Mistake("train-1d-losses-only-class-0", "A sample of class 1 costs, too.", lambda: other),
        Mistake("train-1d-losses-penalty-times-n", factor, lambda: bce + N * half),
        Mistake("train-1d-losses-penalty-lambda", factor, lambda: bce + 2 * N * half),
        Mistake("train-1d-losses-penalty-doubled", factor, lambda: bce + 2 * half),
        Mistake("train-1d-losses-penalty-sign", "Should a large w make the loss smaller?", lambda: bce - half),
        Mistake(
            "train-1d-losses-penalise-b", "Which of the two does the penalty leave alone?", lambda: bce + half + bias
        ),
    ]
    expect.column_close(answer, "an entry", losses[1:epochs], bce, LOSS, at={}, mistakes=mistakes)


@pytest.mark.points(0.5)
def test_plain_python(student):
    """`train_1d` works on plain numbers: w, b and the losses are Python floats, not NumPy's"""
    _learns(student, X, Y)
    w, b, losses = _trained(student, X, Y, 0.3, 0.1, 4)
    entries = getattr(wire_of(losses), "items", [losses])
    for name, wire in (("w", wire_of(w)), ("b", wire_of(b)), *(("an entry of losses", entry) for entry in entries)):
        expect.true(
            isinstance(wire, (int, float)),
            f"{name} of train_1d(X, y, 0.3, 0.1, 4) is not a Python number.",
            hint="Only `math` and `random` are there in the browser: did NumPy come in on the way?",
            misconception="train-1d-numpy",
        )


@pytest.mark.points(0.5)
def test_far_out(student):
    """`train_1d` stays finite where x is in the hundreds: no overflow, no logarithm of 0"""
    try:
        w, b, losses = _trained(student, X_FAR, Y_FAR, 0.5, 0.1, 15)
    except CallRaised as fault:
        if fault.error.type in ("OverflowError", "ValueError", "ZeroDivisionError"):
            fault.hint = "For which numbers does math.exp overflow, and what is the logarithm of a p that is exactly 0?"
            fault.misconception = "train-1d-overflow"
        raise
    for part in (w, b, losses):
        expect.finite(part)
    _learns(student, X_FAR, Y_FAR)
