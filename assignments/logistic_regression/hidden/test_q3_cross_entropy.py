"""Part 3: the entropy of a coin in bits, and the binary cross-entropy of each sample in nats."""

import numpy as np
import pytest

import reference
from autograder import expect
from autograder.choice import chosen
from autograder.diagnosis import Mistake, diagnose
from autograder.faults import CallRaised, CheckFailed, StudentFault
from autograder.numeric import Tolerance, mismatch

pytestmark = pytest.mark.question("q3")

P = np.array([0.03, 0.12, 0.27, 0.5, 0.64, 0.81, 0.96])
Y_TRUE = np.array([1, 0, 0, 1, 0, 0, 1, 0])
Y_PRED = np.array([0.83, 0.07, 0.64, 0.22, 0.41, 0.31, 0.93, 0.58])
CERTAIN = np.array([0.0, 1.0])

# The ends of where the lesson asks for the right value, whatever the clipping.
FAR_TRUE = np.array([1, 1, 0, 0, 1, 0, 1])
FAR_PRED = np.array([1 - 1e-9, 1e-9, 1 - 1e-9, 1e-9, 1e-6, 1 - 1e-6, 3e-8])

# Sure and right, at the probabilities nearest to 1 and 0 for which nothing is infinite on the way.
SURE_TRUE = np.array([1, 0, 1, 0, 0])
SURE_PRED = np.array([np.nextafter(1.0, 0.0), 1e-17, 1 - 3e-16, 1e-18, 2e-17])

CERTAIN_TRUE = np.array([1, 0, 1, 0])
CERTAIN_PRED = np.array([0.0, 1.0, 1.0, 0.0])
NEAR_PRED = np.array([1e-9, 1 - 1e-9, 1 - 1e-9, 1e-9])

assert Y_TRUE.mean() not in (0.0, 0.5, 1.0), "unbalanced, so that swapped labels show"
assert len(set(np.minimum(P, 1 - P))) == len(P), "no p stands beside its mirror image"

BITS = Tolerance(
    rtol=2e-5,
    atol=2e-6,
    because="float32 inside is a right way: 1 - p for p = 0.96 keeps it to 7e-7 of its value, and H to 6e-7; "
    "the nearest named mistake, 4 p (1 - p), is off by a third of H at p = 0.96",
)
NATS = Tolerance(
    rtol=1e-5,
    atol=1e-6,
    because="float32 inside is a right way: p = 0.93 has a half epsilon of 3e-8, which is 4e-7 of its loss, "
    "and 1 - p for p = 0.93 the same; the nearest named mistake, bits, is off by two fifths",
)
ENDS = Tolerance(
    atol=3e-7,
    because="the coarsest clipping that the lesson allows, at 1e-9, gives H = 3.1e-8, a tenth of this; "
    "the next coarser habit, 1e-7, which is wrong at p = 1e-9, gives 2.6e-6, nine times this",
)
FAR = Tolerance(
    rtol=1e-6,
    atol=1e-12,
    because="1 - p rounds to 5.5e-17, which is 5.5e-8 of the smallest loss here, 1e-9; the coarsest wrong clipping, at "
    "1e-8, is off by a ninth, log(p + 1e-12) by 5e-5, and log(p + 1e-15) by 5e-8: that one shows where p is nearly 1",
)
NOT_FOR_NUMBERS = ("TypeError", "AttributeError", "IndexError")
"""What a function of vectors raises when it is given a number."""
EPSILONS = (1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8)


def _all(slug, hint, values):
    """One mistake in several sizes."""
    return [Mistake(slug, hint, lambda value=value: value) for value in values]


def _entropy_mistakes(p):
    q = 1 - p
    one, other = -p * np.log2(p), -q * np.log2(q)
    return [
        Mistake("entropy-in-nats", "Which unit is asked for, and which base does it have?", lambda: _nats(p)),
        Mistake("entropy-in-digits", "A bit counts powers of two, not of ten.", lambda: _nats(p) / np.log(10)),
        Mistake("entropy-one-side", "The coin has a second side: what is its probability?", lambda: one),
        Mistake("entropy-sign", "Can uncertainty be negative? The logarithm of a p < 1 is.", lambda: -one - other),
        Mistake("entropy-minus-between", "Both sides of the coin add to the uncertainty.", lambda: one - other),
        Mistake(
            "entropy-is-surprise", "That is the surprise of one outcome; its mean is asked for.", lambda: -np.log2(p)
        ),
        Mistake("entropy-is-variance", "That is the variance of the coin; where is the logarithm?", lambda: p * q),
        Mistake("entropy-is-gini", "That is the Gini impurity; where is the logarithm?", lambda: 2 * p * q),
        Mistake("entropy-is-parabola", "It has the right height, but where is the logarithm?", lambda: 4 * p * q),
        *_all("entropy-summed", _SUMMED, [one.sum(), (one + other).sum(), (one + other).mean()]),
    ]


_SUMMED = "Each p is a coin of its own, and has its own entropy."


def _nats(p):
    return -p * np.log(p) - (1 - p) * np.log(1 - p)


def _end_mistakes():
    eps = np.array(EPSILONS[:-2])
    return [
        Mistake("entropy-zero-times-log-zero", "What does the computer make of 0 * log(0)?", lambda: [np.nan, np.nan]),
        *_all("entropy-clipped-too-far", _CLIPPED, [[h, h] for h in _nats(eps) / np.log(2)]),
    ]


_CLIPPED = "If p is kept away from 0 and 1, how far away may it be before the values change?"


def _loss_mistakes(y, p):
    one, zero = -y * np.log(p), -(1 - y) * np.log(1 - p)
    loss = one + zero
    swapped = -(1 - y) * np.log(p) - y * np.log(1 - p)
    return [
        Mistake("log-loss-averaged", "One number came back for all samples; who takes the mean?", lambda: loss.mean()),
        Mistake("log-loss-summed", "One number came back for all samples; each has its own loss.", lambda: loss.sum()),
        Mistake("log-loss-sign", "A loss is what one pays: can it be negative?", lambda: -loss),
        Mistake("log-loss-in-bits", "Nats are asked for: which base has the logarithm?", lambda: loss / np.log(2)),
        Mistake("log-loss-in-digits", "Nats are asked for: which base has the logarithm?", lambda: loss / np.log(10)),
        Mistake("log-loss-labels-swapped", "Which of the two logarithms counts when y is 1?", lambda: swapped),
        Mistake("log-loss-only-ones", "What do the samples with y = 0 cost?", lambda: one),
        Mistake("log-loss-only-zeros", "What do the samples with y = 1 cost?", lambda: zero),
        Mistake("log-loss-ignores-labels", "The label plays no part in this.", lambda: -np.log(p)),
        Mistake(
            "log-loss-minus-between",
            "Check the sign of the second part: what does the minus cover?",
            lambda: one - zero,
        ),
        Mistake("log-loss-squared-error", "That is the squared error; where is the logarithm?", lambda: (y - p) ** 2),
        Mistake("log-loss-absolute-error", "That is the distance; where is the logarithm?", lambda: np.abs(y - p)),
        Mistake("log-loss-of-prediction-alone", "This is the entropy of the prediction; where is y?", lambda: _nats(p)),
        *_all(
            "log-loss-arguments-swapped", "Which argument comes first, and whose logarithm is taken?", _exchanged(y, p)
        ),
    ]


def _exchanged(y, p):
    """The loss with y and p in each other's place, unclipped and clipped as is usual."""
    with np.errstate(all="ignore"):
        sizes = [np.clip(y, eps, 1 - eps) for eps in (0.0, 1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7)]
        return [-p * np.log(q) - (1 - p) * np.log(1 - q) for q in sizes]


def _far_mistakes(y, p):
    clipped = [reference.log_loss(y, np.clip(p, eps, 1 - eps)) for eps in EPSILONS]
    added = [-y * np.log(p + eps) - (1 - y) * np.log(1 - p + eps) for eps in (*EPSILONS, 1e-9, 1e-10, 1e-12)]
    return [*_all("log-loss-clipped-too-far", _CLIPPED, clipped), *_all("log-loss-of-p-plus-epsilon", _PLUS, added)]


_PLUS = "log(p + something) is the logarithm of another number, which may even be above 1: keep p itself within bounds."


@pytest.mark.points(0.25)
def test_entropy_is_a_function(student):
    """`entropy` is a function that takes a number"""
    expect.callable_(student.entropy)
    expect.number(student.entropy(0.37))


@pytest.mark.points(1.5)
def test_entropy_values(student):
    """`entropy(p)` gives -p log p - (1 - p) log(1 - p), in bits"""
    _judge("entropy", student.entropy, [P], reference.entropy(P), BITS, _entropy_mistakes(P))


@pytest.mark.points(0.75)
def test_entropy_of_certainty(student):
    """`entropy` is 0 where nothing is uncertain: H(0) = H(1) = 0"""
    _judge("entropy", student.entropy, [CERTAIN], np.zeros(CERTAIN.shape), ENDS, _end_mistakes())


@pytest.mark.points(0.5)
def test_entropy_of_many(student):
    """`entropy` takes many probabilities at once, and gives one value for each"""
    _one_for_each(student.entropy(P), reference.entropy(P), BITS, _entropy_mistakes(P))


@pytest.mark.points(0.25)
def test_entropy_leaves_p_as_it_was(student):
    """`entropy` leaves p as it was"""
    for p in CERTAIN.tolist():
        answer = _at(student.entropy, p)
        expect.number(answer)
        expect.unchanged(answer)


@pytest.mark.points(0.25)
def test_log_loss_is_a_function(student):
    """`log_loss` is a function of `y_true` and `y_pred`"""
    expect.callable_(student.log_loss, ("y_true", "y_pred"))
    try:  # a given signature earns nothing: it has to return something, for one sample or for several
        expect.array(student.log_loss(y_true=1.0, y_pred=0.5))
    except StudentFault:
        expect.array(student.log_loss(y_true=np.array([1.0, 0.0]), y_pred=np.array([0.5, 0.5])))


@pytest.mark.points(1.5)
def test_log_loss_values(student):
    """`log_loss(y_true, y_pred)` gives -y log p - (1 - y) log(1 - p), in nats"""
    wanted = reference.log_loss(Y_TRUE, Y_PRED)
    _judge("log_loss", student.log_loss, [Y_TRUE, Y_PRED], wanted, NATS, _loss_mistakes(Y_TRUE, Y_PRED))


@pytest.mark.points(0.5)
def test_log_loss_of_many(student):
    """`log_loss` takes all samples at once, and gives one value for each"""
    wanted = reference.log_loss(Y_TRUE, Y_PRED)
    _one_for_each(student.log_loss(Y_TRUE, Y_PRED), wanted, NATS, _loss_mistakes(Y_TRUE, Y_PRED))


@pytest.mark.points(0.5)
@pytest.mark.depends("test_log_loss_values")
def test_log_loss_of_extreme_predictions(student):
    """`log_loss` is right for every y_pred from 1e-9 to 1 - 1e-9"""
    wanted = reference.log_loss(FAR_TRUE, FAR_PRED)
    _judge("log_loss", student.log_loss, [FAR_TRUE, FAR_PRED], wanted, FAR, _far_mistakes(FAR_TRUE, FAR_PRED))


@pytest.mark.points(0.75)
def test_log_loss_of_certain_predictions(student):
    """`log_loss` is finite where y_pred is 0 or 1, and large where that is wrong"""
    certain = zip(CERTAIN_TRUE.tolist(), CERTAIN_PRED.tolist(), NEAR_PRED.tolist(), strict=True)
    values = []
    for y, p, near in certain:
        values.append(_finite_loss(student, y, p))
        beside = expect.number(_at(student.log_loss, y, near))
        expect.true(
            y == p or abs(values[-1]) >= 0.99 * abs(beside) - 1e-6,
            f"log_loss([{y}], [{p}]) returned {values[-1]:.6g}, but should be above log_loss([{y}], [{near}]), "
            f"which is {beside:.6g}.",
            hint=_FREE,
            misconception="log-loss-sure-and-wrong-is-free",
        )
    expect.true(
        any(values),
        "log_loss(y_true, y_pred) is 0 for every certain prediction, but should be large where that is wrong.",
        hint=_FREE,
        misconception="log-loss-sure-and-wrong-is-free",
    )


_FREE = "What should a model pay that is sure, and wrong?"


@pytest.mark.points(0.5)
def test_log_loss_is_never_negative(student):
    """`log_loss` is not negative, not even by a little, where y_pred is all but certain and right"""
    for y, p in zip(SURE_TRUE.tolist(), SURE_PRED.tolist(), strict=True):
        value = expect.number(_at(student.log_loss, y, p))
        inside = expect.number(_at(student.log_loss, y, 0.6))  # a sign that is wrong everywhere is another check's
        expect.true(
            value >= 0.0 or inside < 0.0,
            f"log_loss([{y}], [{p}]) returned {value:.6g}, but should never be below 0.",
            hint=_PLUS if value < 0.0 else "",
            misconception="log-loss-of-p-plus-epsilon" if value < 0.0 else None,
        )


@pytest.mark.points(0.25)
def test_log_loss_leaves_its_inputs_as_they_were(student):
    """`log_loss` leaves y_true and y_pred as they were"""
    for y, p in zip(CERTAIN_TRUE.tolist(), CERTAIN_PRED.tolist(), strict=True):
        answer = _at(student.log_loss, y, p)
        expect.number(answer)
        expect.unchanged(answer)


# --- why this loss --------------------------------------------------------------------------------------------


@pytest.mark.points(0.5)
def test_why_not_the_squared_error(student):
    """`why_not_mse`: what the squared error of a sigmoid lacks"""
    again = "Look at the two surfaces again: in which one does every way down lead to the lowest point?"
    chosen(student.why_not_mse, "c", again)


# --- reading -----------------------------------------------------------------------------------------------


def _at(function, *numbers):
    """The answer at one point, so that a sum or mean over points, another check's matter, changes nothing.

    Asked as vectors of one entry, since a function of vectors may refuse numbers; else as numbers.
    """
    try:
        return function(*(np.array([number]) for number in numbers))
    except CallRaised as fault:
        try:
            return function(*numbers)
        except CallRaised as other:
            raise (fault if other.error.type in NOT_FOR_NUMBERS else other) from None


def _finite_loss(student, y, p):
    """The loss at one point where a logarithm may be that of 0."""
    answer = _at(student.log_loss, y, p)
    value = expect.number(answer)
    try:
        expect.finite(answer)
    except CheckFailed as fault:
        hint = "What is the logarithm of 0, and what is 0 times that?"
        raise CheckFailed(fault.message, hint=hint, misconception="log-loss-of-zero") from None
    return value


def _judge(name, function, inputs, wanted, tolerance, mistakes):
    """The values point by point against ``wanted``, and all together against the mistakes."""
    points = list(zip(*(vector.tolist() for vector in inputs), strict=True))
    values = np.array([expect.number(_at(function, *point)) for point in points])
    wrong = mismatch(values, wanted, tolerance)
    if wrong is None:
        return
    found = diagnose(values, wanted, tolerance, mistakes)
    call = ", ".join(f"[{number}]" for number in points[wrong.index[0]])
    raise CheckFailed(
        f"{name}({call}) returned {wrong.actual:.10g}, but should return {wrong.expected:.10g} "
        f"({wrong.count} of {wrong.size} values are off).",
        hint=found.hint,
        misconception=found.misconception,
    )


def _one_for_each(answer, wanted, tolerance, mistakes):
    """One value a point, right or wrong; of another shape, the mistake may be known."""
    try:
        expect.array(answer, wanted.shape)
    except CheckFailed as fault:
        value = expect.array(answer)
        found = diagnose(value, wanted, tolerance, mistakes)
        hint = found.hint or fault.hint
        raise CheckFailed(fault.message, hint=hint, misconception=found.misconception) from None
