"""Part 6: log-odds log(p / (1 - p)), which are w.x + b, and odds ratios e^w."""

import numpy as np
import pytest

import reference
from autograder import expect
from autograder.diagnosis import Mistake, diagnose
from autograder.faults import CallRaised, CheckFailed
from autograder.numeric import Tolerance, mismatch

pytestmark = pytest.mark.question("q6")

P = np.array([0.04, 0.11, 0.27, 0.36, 0.5, 0.62, 0.85, 0.95])
WEIGHTS = np.array([0.35, -2.9, 0.0, 2.1, -0.08, 0.9])
DOUBLING = np.array([0.693, 0.0, -0.693])

# Scores of a small model on a few customers, up to 7 either way, where p is within 0.001 of 0 and 1.
MODEL = np.array([1.3, -0.8, 0.6])
CUSTOMERS = np.array([[4.1, -1.5, 0.2], [-3.2, 2.0, -1.5], [0.4, 0.9, 1.0], [1.1, 3.0, -0.5], [-0.3, -0.2, 2.5]])
SCORES = CUSTOMERS @ MODEL + 0.25

assert 6.0 < np.abs(SCORES).max() < 7.0, "within what float32 can say, beyond what coarse clipping leaves"
assert len(set(np.minimum(P, 1 - P))) == len(P), "no p stands beside its mirror image"
assert len(set(np.abs(WEIGHTS))) == len(WEIGHTS), "a lost sign must show"

LOG_ODDS = Tolerance(
    rtol=1e-5,
    atol=1e-5,
    because="float32 inside is a right way: p = 0.95 rounds to 3e-8, which is 6e-7 of 1 - p and of its logarithm; "
    "the nearest named mistake, bits, is off by two fifths",
)
RATIOS = Tolerance(
    rtol=3e-6,
    because="float32 inside is a right way: a half epsilon of 1.2e-7 in w = 2.9 and one of 6e-8 in e^w make 2e-7; "
    "the nearest named mistake rounds to 4 decimals, which is 4e-4 of the smallest ratio, 0.055",
)
BACK = Tolerance(
    atol=1e-3,
    because="float32 inside is a right way: at a score of 6.8, p rounds to 3e-8, which is 3e-5 of 1 - p = 0.001; "
    "clipping at 0.01 is off by 2",
)
TWICE = Tolerance(
    atol=1e-2,
    because="0.693 is ln 2 cut after three digits, 1.5e-4 below it, which is 3e-4 of the 2; rounded to two decimals it "
    "is still right; percentages, the nearest mistake, are off by 1",
)


NOT_FOR_NUMBERS = ("TypeError", "AttributeError", "IndexError")
"""What a function of vectors raises when it is given a number."""


def _log_odds_mistakes(p):
    odds = p / (1 - p)
    nats = np.log(odds)
    return [
        Mistake("log-odds-without-log", "Those are the odds; what is still to be taken of them?", lambda: odds),
        Mistake("log-odds-inverse-odds", "Those are odds, but which probability is on top?", lambda: 1 / odds),
        Mistake("log-odds-upside-down", _SIGN, lambda: -nats),
        Mistake("log-odds-in-bits", "Which base makes this the score w.x + b?", lambda: nats / np.log(2)),
        Mistake("log-odds-in-digits", "Which base makes this the score w.x + b?", lambda: nats / np.log(10)),
        Mistake("log-odds-of-p-alone", "Odds compare p with something: with what?", lambda: np.log(p)),
        Mistake("log-odds-sum-of-logs", "The logarithm of a quotient is ...?", lambda: np.log(p) + np.log(1 - p)),
        Mistake(
            "log-odds-quotient-of-logs",
            "The logarithm of a quotient is no quotient.",
            lambda: np.log(p) / np.log(1 - p),
        ),
        Mistake(
            "log-odds-is-sigmoid", "The sigmoid goes from score to p; this goes back.", lambda: reference.sigmoid(p)
        ),
        Mistake("log-odds-is-exponential", "Which function undoes the exponential?", lambda: np.exp(odds)),
        Mistake("log-odds-of-odds-plus-one", "log1p adds 1 to what it is given.", lambda: np.log1p(odds)),
    ]


_SIGN = "Should the log-odds be positive for a p above 1/2?"


def _ratio_mistakes(w):
    ratios = np.exp(w)
    return [
        Mistake("odds-ratios-are-weights", "A weight adds to the log-odds; what does it do to the odds?", lambda: w),
        Mistake("odds-ratios-inverted", "Does a positive weight raise the odds?", lambda: 1 / ratios),
        Mistake("odds-ratios-base-two", "The log-odds are in nats: which base undoes them?", lambda: 2.0**w),
        Mistake("odds-ratios-base-ten", "The log-odds are in nats: which base undoes them?", lambda: 10.0**w),
        Mistake("odds-ratios-as-change", "That is the change; the factor itself is asked for.", lambda: ratios - 1),
        Mistake(
            "odds-ratios-in-percent",
            "That is the change in percent; the factor is asked for.",
            lambda: 100 * (ratios - 1),
        ),
        Mistake("odds-ratios-one-plus-w", "Near 0 that is close; which function is it the start of?", lambda: 1 + w),
        Mistake("odds-ratios-without-sign", "A negative weight lowers the odds.", lambda: np.exp(np.abs(w))),
        Mistake(
            "odds-ratios-are-probabilities", "That is a probability; odds may exceed 1.", lambda: reference.sigmoid(w)
        ),
        Mistake(
            "odds-ratios-normalised",
            "Each feature has its own factor; need they add to 1?",
            lambda: ratios / ratios.sum(),
        ),
        Mistake("odds-ratios-sorted", "In which order are the weights?", lambda: np.sort(ratios)[::-1]),
        Mistake("odds-ratios-sorted", "In which order are the weights?", lambda: np.sort(ratios)),
        Mistake("odds-ratios-multiplied", "Each feature has its own factor.", lambda: ratios.prod()),
        *(
            Mistake("odds-ratios-rounded", "Round what you print, not what you return.", lambda d=d: ratios.round(d))
            for d in (1, 2, 3, 4)
        ),
    ]


@pytest.mark.points(0.5)
def test_log_odds_of_one_and_of_many(student):
    """`log_odds` takes one probability or many, and gives one value for each"""
    expect.callable_(student.log_odds)
    expect.number(student.log_odds(0.37))
    expect.array(student.log_odds(P), P.shape)


@pytest.mark.points(1.5)
def test_log_odds_values(student):
    """`log_odds(p)` gives log(p / (1 - p)), in nats"""
    _judge("log_odds", student.log_odds, P, reference.log_odds(P), LOG_ODDS, _log_odds_mistakes(P))


@pytest.mark.points(1)
def test_log_odds_of_certainty(student):
    """`log_odds` is -inf at p = 0 and inf at p = 1"""
    low, high = (expect.number(_at(student.log_odds, p)) for p in (0.0, 1.0))
    if (low, high) == (np.inf, -np.inf):
        expect.partial(
            0.5,
            "log_odds is inf at p = 0 and -inf at p = 1, but should be the other way round.",
            hint=_SIGN,
            misconception="log-odds-upside-down",
        )
    clipped = low < 0 < high and np.isfinite(low) and np.isfinite(high)
    for p, value, wanted in [(0.0, low, -np.inf), (1.0, high, np.inf)]:
        expect.true(
            value == wanted,
            f"log_odds([{p}]) returned {value:.6g}, but should return {wanted}.",
            hint="Which score would a model need to be entirely sure? Nothing has to be kept finite here."
            if clipped
            else "",
            misconception="log-odds-clipped" if clipped else None,
        )


@pytest.mark.points(0.5)
@pytest.mark.depends("test_log_odds_values")
def test_log_odds_give_back_the_score(student):
    """The log-odds of a model's probability are its score w.x + b"""
    _judge("log_odds", student.log_odds, reference.sigmoid(SCORES), SCORES, BACK, [])


@pytest.mark.points(0.5)
def test_odds_ratios_of_many(student):
    """`odds_ratios` takes the weights, and gives one value for each"""
    expect.callable_(student.odds_ratios)
    expect.array(student.odds_ratios(WEIGHTS), WEIGHTS.shape)
    expect.array(student.odds_ratios(WEIGHTS[:1]), (1,))


@pytest.mark.points(1.5)
def test_odds_ratios_values(student):
    """`odds_ratios(weights)` gives e^w for each weight"""
    wanted = reference.odds_ratios(WEIGHTS)
    _judge("odds_ratios", student.odds_ratios, WEIGHTS, wanted, RATIOS, _ratio_mistakes(WEIGHTS))


@pytest.mark.points(0.5)
def test_odds_double(student):
    """A weight of 0.693 doubles the odds, one of -0.693 halves them, one of 0 leaves them"""
    wanted = np.array([2.0, 1.0, 0.5])
    _judge("odds_ratios", student.odds_ratios, DOUBLING, wanted, TWICE, _ratio_mistakes(DOUBLING)[:-4])


# --- reading -----------------------------------------------------------------------------------------------


def _at(function, number):
    """The answer at one point: as a vector of one entry, since p / (1 - p) of the number 1.0 raises; else as it is."""
    try:
        return function(np.array([number]))
    except CallRaised as fault:
        try:
            return function(number)
        except CallRaised as other:
            raise (fault if other.error.type in NOT_FOR_NUMBERS else other) from None


def _judge(name, function, inputs, wanted, tolerance, mistakes):
    """The values at ``inputs``; where the function takes no vectors, another check's matter, one by one."""
    try:
        answer = function(inputs)
    except CallRaised as fault:
        try:
            values = np.array([expect.number(function(number)) for number in inputs.tolist()])
        except CallRaised as other:
            raise (fault if other.error.type in NOT_FOR_NUMBERS else other) from None
    else:
        values = _values(answer, wanted, tolerance, mistakes)
    wrong = mismatch(values, wanted, tolerance)
    if wrong is None:
        return
    found = diagnose(values, wanted, tolerance, mistakes)
    raise CheckFailed(
        f"{name} gives {wrong.actual:.6g} at {inputs[wrong.index]:g}, but should give {wrong.expected:.6g} "
        f"({wrong.count} of {wrong.size} values are off).",
        hint=found.hint,
        misconception=found.misconception,
    )


def _values(answer, wanted, tolerance, mistakes):
    """One value for each; of another shape, the mistake may be known."""
    try:
        return expect.array(answer, wanted.shape).astype(np.float64)
    except CheckFailed as fault:
        found = diagnose(expect.array(answer), wanted, tolerance, mistakes)
        hint = found.hint or fault.hint
        raise CheckFailed(fault.message, hint=hint, misconception=found.misconception) from None
