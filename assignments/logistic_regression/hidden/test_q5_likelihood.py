"""Part 5: the likelihood of five coin flips, the negative log-likelihood of a model, and its MAP objective."""

import math
from contextlib import suppress

import numpy as np
import pytest

import reference
from autograder import expect
from autograder.diagnosis import Mistake
from autograder.faults import StudentFault
from autograder.numeric import Tolerance

pytestmark = pytest.mark.question("q5")

THETAS = (0.15, 0.35, 0.7, 0.9)
GRID = np.array([0.05, 0.28, 0.45, 0.62, 0.83, 0.97])

_rng = np.random.default_rng(51)
X = _rng.normal(size=(11, 3)) * [1.0, 1.5, 0.6] + [0.3, -0.5, 0.8]
Y = np.array([1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1])
W = np.array([0.9, -0.65, 1.7])
B = -0.8
N = len(Y)
LAMBDA = 2.6
X_FAR = np.array([[900.0, -700.0, 0.0], [-1100.0, 800.0, 20.0], [0.5, -0.2, 0.3]])
Y_FAR = np.array([1, 0, 1])

LOGITS = X @ W + B
NLL = float(reference.neg_log_likelihood(X, Y, W, B))
SQUARES, ABSOLUTES = float(W @ W), float(np.abs(W).sum())

assert np.abs(LOGITS).max() < 8, "no probability near 0 or 1, where clipping would be felt"
assert len({round(v, 3) for v in (SQUARES, ABSOLUTES, 2 * SQUARES, SQUARES / 2, abs(W.sum()), LAMBDA)}) == 6

LIKELIHOOD = Tolerance(
    rtol=1e-4,
    because="float32 inside is a right way: the half epsilon of theta = 0.97 is 2e-6 of 1 - theta, and comes "
    "in twice; the nearest named mistake is off by a third",
)
OBJECTIVE = Tolerance(
    rtol=1e-5,
    because="a sum of 11 logarithms and of 3 squares in float32, 1e-6; log(p + 1e-8) at p > 3e-4 costs 3e-5 of one "
    "term only, 3e-6 of the sum; the nearest named mistake, a penalised bias, is off by 5 %",
)
ZERO = Tolerance(atol=1e-12, because="0 exactly, but for a theta that was clipped by 1e-7 before it was squared")
GRID_THOUSAND = Tolerance(atol=5.1e-4, because="a grid of 1000 points from 0 to 1 has 0.6 within half a step, 5.005e-4")
GRID_HUNDRED = Tolerance(atol=6.1e-3, because="a grid of 100 points from 0 to 1 has 59/99 and 60/99: 6.06e-3 off")

_TWO_HEADS = "Count heads and tails in H, H, T, H, T: which power belongs to which?"
_ORDER = "These flips came in one order: in how many ways may they come out?"
_LOG = "This is a logarithm; the likelihood itself is asked for."


def _coin_mistakes(theta):
    right = theta**3 * (1 - theta) ** 2
    return [
        Mistake("coin-heads-and-tails-swapped", _TWO_HEADS, lambda: theta**2 * (1 - theta) ** 3),
        Mistake("coin-binomial", _ORDER, lambda: 10 * right),
        Mistake("coin-heads-only", "What of the tails?", lambda: theta**3),
        Mistake("coin-tails-only", "What of the heads?", lambda: (1 - theta) ** 2),
        Mistake("coin-one-of-each", "Every flip is a factor.", lambda: theta * (1 - theta)),
        Mistake("coin-five-heads", _TWO_HEADS, lambda: theta**5),
        Mistake("coin-sum", "Independent events: are their probabilities added?", lambda: theta**3 + (1 - theta) ** 2),
        Mistake("coin-sum-of-flips", "Independent events: are their probabilities added?", lambda: 2 + theta),
        Mistake("coin-log", _LOG, lambda: np.log(right)),
        Mistake("coin-minus-log", _LOG, lambda: -np.log(right)),
        Mistake("coin-minus", "A probability is never negative.", lambda: -right),
        Mistake("coin-mean", "Is a root taken, or a mean?", lambda: right**0.2),
    ]


def _nll_of(logits, labels=Y):
    return float(reference.log_loss_from_logits(labels, logits).sum())


def _nll_mistakes():
    p = reference.sigmoid(LOGITS)
    one = float(reference.log_loss_from_logits(np.ones(N), LOGITS) @ Y)
    few = "Every sample has a term, those of class 0, too."
    return [
        Mistake("nll-mean", "The likelihood multiplies over samples: what does its logarithm do?", lambda: NLL / N),
        Mistake("nll-sign", "The logarithm of a probability is negative; what is the *negative* log?", lambda: -NLL),
        Mistake("nll-mean-and-sign", "It is a sum over samples, and negative logs are positive.", lambda: -NLL / N),
        Mistake("nll-in-bits", "Which logarithm is it?", lambda: NLL / math.log(2)),
        Mistake("nll-no-bias", "Is the bias in the model?", lambda: _nll_of(X @ W)),
        Mistake("nll-minus-bias", "Is the bias added?", lambda: _nll_of(X @ W - B)),
        Mistake("nll-classes-swapped", "Which probability goes with y = 1?", lambda: _nll_of(LOGITS, 1 - Y)),
        Mistake("nll-only-class-1", few, lambda: one),
        Mistake("nll-only-class-0", "Every sample has a term, those of class 1, too.", lambda: NLL - one),
        Mistake("nll-likelihood", "This is the likelihood; where is its logarithm?", lambda: math.exp(-NLL)),
        Mistake("nll-squared-error", "This is the squared error.", lambda: float(((Y - p) ** 2).sum())),
        Mistake("nll-with-penalty", "No prior has come in yet.", lambda: NLL + SQUARES / 2),
    ]


def _map_mistakes(nll, lam, prior):
    """``nll`` is the part before the penalty; ``prior`` the one that was asked for."""
    right = lam / 2 * SQUARES if prior == "gaussian" else lam * ABSOLUTES
    other = lam * ABSOLUTES if prior == "gaussian" else lam / 2 * SQUARES
    bias = lam / 2 * B**2 if prior == "gaussian" else lam * abs(B)
    factor = "Look at the factor in front of the penalty."
    return [
        Mistake("map-no-penalty", "This is the likelihood alone; what does the prior add?", lambda: nll),
        Mistake(
            "map-priors-swapped", "Which prior has squares in its exponent, which absolute values?", lambda: nll + other
        ),
        Mistake("map-penalises-bias", "The bias has a flat prior: what does that add?", lambda: nll + right + bias),
        Mistake("map-penalty-sign", "Does a prior favour large weights or small ones?", lambda: nll - right),
        Mistake("map-penalty-doubled", factor, lambda: nll + 2 * right),
        Mistake("map-penalty-halved", factor, lambda: nll + right / 2),
        Mistake("map-penalty-per-sample", factor, lambda: nll + right / N),
        Mistake("map-mean", "The likelihood part is a sum over samples here.", lambda: nll / N + right),
        Mistake("map-mean-of-all", "The objective is a sum over samples here.", lambda: (nll + right) / N),
        Mistake(
            "map-lambda-inverted", "Is lambda the variance of the prior, or one over it?", lambda: nll + right / lam**2
        ),
        Mistake("map-lambda-ignored", "Is lambda used?", lambda: nll + right / lam),
        Mistake("map-norm", "The penalty has the squares of the weights.", lambda: nll + lam / 2 * SQUARES**0.5),
        Mistake("map-abs-of-sum", "Can positive and negative weights cancel?", lambda: nll + lam * abs(float(W.sum()))),
        Mistake("map-penalty-mean", "The penalty adds up over the weights.", lambda: nll + right / len(W)),
        Mistake("map-minus", "Is it maximised or minimised?", lambda: -nll - right),
        Mistake("map-penalty-alone", "Where is the likelihood?", lambda: right),
    ]


def _judge_map(student, answer, lam, prior):
    """The objective is right, or right but for a slip in the student's own `neg_log_likelihood`."""
    penalty = lam / 2 * SQUARES if prior == "gaussian" else lam * ABSOLUTES
    value = np.array([expect.number(answer)])
    try:
        own = expect.number(student.neg_log_likelihood(X, Y, W, B))
    except StudentFault:
        own = NLL
    for nll in (own, NLL):
        if math.isfinite(nll) and expect.agree(value, [nll + penalty], OBJECTIVE):
            return
    mistakes = [Mistake(m.slug, m.hint, lambda m=m: [m.value()]) for m in _map_mistakes(NLL, lam, prior)]
    expect.close(answer, [NLL + penalty], OBJECTIVE, like="vector", mistakes=mistakes)


@pytest.mark.points(1)
def test_coin_likelihood_values(student):
    """`coin_likelihood(theta)` gives the probability of H, H, T, H, T in this order"""
    expect.callable_(student.coin_likelihood)
    answers = [student.coin_likelihood(theta) for theta in THETAS]
    values = np.array([expect.number(answer) for answer in answers])
    mistakes = [m for m in _coin_mistakes(np.array(THETAS)) if expect.agree(values, m.value(), LIKELIHOOD)]
    for k, (answer, right) in enumerate(zip(answers, reference.coin_likelihood(THETAS), strict=True)):
        named = [Mistake(m.slug, m.hint, lambda m=m, k=k: [m.value()[k]]) for m in mistakes]
        expect.close(answer, [right], LIKELIHOOD, like="vector", mistakes=named)


@pytest.mark.points(0.5)
def test_coin_likelihood_of_many(student):
    """`coin_likelihood` takes an array of thetas, and gives the likelihood of each"""
    answer = student.coin_likelihood(GRID)
    right = reference.coin_likelihood(GRID)
    expect.close(answer, right, LIKELIHOOD, at={"theta": GRID}, mistakes=_coin_mistakes(GRID))


@pytest.mark.points(0.5)
def test_coin_likelihood_at_the_ends(student):
    """`coin_likelihood` is 0 at theta = 0 and at theta = 1: neither coin can show both sides"""
    for theta in (0.0, 1.0):
        answer = student.coin_likelihood(theta)
        expect.number(answer)
        expect.close(answer, [0.0], ZERO, like="vector")


def _why_tails(student):
    """Slug and hint of a maximum at 2/5: it may be that of the student's own likelihood, judged by itself."""
    with suppress(StudentFault):
        if expect.number(student.coin_likelihood(0.4)) > expect.number(student.coin_likelihood(0.6)):
            return "coin-heads-and-tails-swapped", _TWO_HEADS
    return "theta-mle-of-tails", "Of which side of the coin is theta the probability?"


@pytest.mark.points(1)
def test_theta_mle(student):
    """`theta_mle` is the theta with the largest likelihood"""
    answer = student.theta_mle
    value = expect.number(answer)
    if not expect.agree(np.array(value), 0.6, GRID_THOUSAND) and expect.agree(np.array(value), 0.6, GRID_HUNDRED):
        expect.partial(
            0.5,
            f"`theta_mle` is {value:.6g}, which is near the maximum, but should be at it.",
            hint="A finer grid comes nearer; where the derivative is 0 one gets there.",
        )
    if expect.agree(np.array(value), 0.6, GRID_THOUSAND):
        return
    top = float(reference.coin_likelihood(0.6))
    mistakes = [
        Mistake(*_why_tails(student), lambda: [0.4]),
        Mistake("theta-mle-fair", "Is the coin assumed to be fair? What do the flips say?", lambda: [0.5]),
        Mistake("theta-mle-count", "theta is a probability.", lambda: [3.0]),
        Mistake("theta-mle-odds", "These are the odds, heads against tails.", lambda: [1.5]),
        Mistake("theta-mle-smoothed", "This is Laplace's rule: a prior came in.", lambda: [4 / 7]),
        Mistake("theta-mle-is-the-maximum", "This is how large the likelihood gets; *where* does it?", lambda: [top]),
        Mistake("theta-mle-log-maximum", "This is how large the log gets; *where* does it?", lambda: [math.log(top)]),
    ]
    expect.close(answer, [0.6], GRID_THOUSAND, like="vector", mistakes=mistakes, disclose=False)


@pytest.mark.points(1.5)
def test_neg_log_likelihood(student):
    """`neg_log_likelihood(X, y, weights, bias)` adds up the log losses of all samples, in nats"""
    expect.callable_(student.neg_log_likelihood)
    answer = student.neg_log_likelihood(X, Y, W, B)
    mistakes = [Mistake(m.slug, m.hint, lambda m=m: [m.value()]) for m in _nll_mistakes()]
    expect.number(answer)
    expect.close(answer, [NLL], OBJECTIVE, like="vector", mistakes=mistakes)


@pytest.mark.points(0.5)
def test_neg_log_likelihood_of_sure_predictions(student):
    """`neg_log_likelihood` stays finite where the model is sure: p is 0 or 1 in floating point"""
    for labels in (Y_FAR, 1 - Y_FAR):
        answer = student.neg_log_likelihood(X_FAR, labels, W, B)
        value = expect.number(answer)
        expect.true(
            math.isfinite(value),
            f"neg_log_likelihood(X, y, weights, bias) returned {value:.6g}, but should return a finite number, "
            f"where w.x + b runs from -1500 to 1264 [X.shape=(3, 3)].",
            hint="p is exactly 0 or 1 there: what is its logarithm, and what is 0 times that?",
            misconception="nll-log-of-zero",
        )
        own = "right" if labels is Y_FAR else "wrong"
        expect.true(
            (value < 3.0) if labels is Y_FAR else (value > 20.0),
            f"neg_log_likelihood(X, y, weights, bias) returned {value:.6g} for predictions that are sure and {own}, "
            f"but should be {'small' if labels is Y_FAR else 'large'} [X.shape=(3, 3)].",
        )


@pytest.mark.points(1)
def test_map_with_gaussian_prior(student):
    """`map_objective(..., lambda_reg, prior="gaussian")` adds lambda/2 sum(w^2); the bias is free"""
    expect.callable_(student.map_objective, ("lambda_reg", "prior"))
    answer = student.map_objective(X, Y, W, B, lambda_reg=LAMBDA, prior="gaussian")
    _judge_map(student, answer, LAMBDA, "gaussian")


@pytest.mark.points(0.5)
def test_map_defaults(student):
    """`map_objective` has lambda_reg=1.0 and a Gaussian prior unless told otherwise"""
    explicit = [
        expect.number(student.map_objective(X, Y, W, B, lambda_reg=lam, prior="gaussian")) for lam in (1.0, LAMBDA)
    ]
    expect.true(
        abs(explicit[0] - explicit[1]) > 1e-3,
        f"map_objective(X, y, weights, bias, lambda_reg, prior='gaussian') returned {explicit[0]:.6g} "
        f"for lambda_reg=1.0 and for lambda_reg={LAMBDA}, but should depend on it.",
        hint="Is lambda used?",
    )
    hint = "Which prior is meant when nobody names one?"
    for settings, right, lam in (({}, explicit[0], 1.0), ({"lambda_reg": LAMBDA}, explicit[1], LAMBDA)):
        laplace = reference.map_objective(X, Y, W, B, lam, "laplace")
        slip = Mistake("map-default-prior", hint, lambda value=laplace: [value])
        answer = student.map_objective(X, Y, W, B, **settings)
        expect.number(answer)
        expect.close(answer, [right], OBJECTIVE, like="vector", mistakes=[slip])


@pytest.mark.points(1)
def test_map_with_laplace_prior(student):
    """`map_objective(..., prior="laplace")` adds lambda sum(abs(w))"""
    answer = student.map_objective(X, Y, W, B, lambda_reg=LAMBDA, prior="laplace")
    _judge_map(student, answer, LAMBDA, "laplace")


@pytest.mark.points(0.5)
def test_map_with_another_prior(student):
    """`map_objective` with a prior that it does not know raises ValueError"""
    for prior in ("cauchy", "uniform"):
        expect.raises("ValueError", student.map_objective, X, Y, W, B, lambda_reg=LAMBDA, prior=prior)
