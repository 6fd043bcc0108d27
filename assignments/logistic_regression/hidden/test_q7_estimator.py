"""Part 7: the class LogisticRegression, fitted by batch gradient descent from zeros on the penalised BCE.

What a fitted model says is held against its own weights, bias and gradient descent path, not against the
reference's: whoever has a slip in `fit` is still judged fairly on `losses`, `predict_proba`, `predict` and
`compute_loss`.
"""

import functools

import numpy as np
import pytest

import reference
from autograder import expect
from autograder.diagnosis import Mistake
from autograder.faults import StudentFault
from autograder.numeric import Tolerance
from autograder.student import Answer, label_of

pytestmark = pytest.mark.question("q7")

PARAMETERS = ("learning_rate", "n_iterations", "lambda_reg")
LN2 = float(np.log(2.0))
HUGE = 1e6

_rng = np.random.default_rng(77)
X = _rng.normal(size=(14, 3)) * [1.0, 1.6, 0.7] + [0.4, -0.7, 1.1]
Y = (X @ [1.1, -0.6, 0.5] - 1.3 + _rng.logistic(size=14) > 0).astype(int)
X_NEW = _rng.normal(size=(9, 3)) * 1.4 + [0.2, -0.4, 0.3]
P_GIVEN = _rng.uniform(0.05, 0.95, size=14)
X_SMALL, Y_SMALL = X[:5], np.array([1, 0, 0, 1, 0])
X_BALANCED, Y_BALANCED = X[:6], np.array([1, 0, 0, 1, 0, 1])
X_LARGE = 1e4 * X_NEW
Y_LARGE = np.array([0, 1, 1, 0, 1, 1, 0, 1, 0])

TRAINING = {"learning_rate": 0.3, "n_iterations": 25, "lambda_reg": 0.0}
REST = {"learning_rate": 0.1, "n_iterations": 300, "lambda_reg": 7.0}
LONG = {"learning_rate": 0.1, "n_iterations": 800, "lambda_reg": 7.0}
AGAIN = {"learning_rate": 0.5, "n_iterations": 8, "lambda_reg": 0.01}

assert Y.sum() in (4, 5, 9, 10), "an unbalanced set, so that the first step moves the bias"
assert Y_BALANCED.mean() == 0.5, "a balanced set, so that the first step does not"

FIT = Tolerance(
    rtol=1e-4,
    atol=1e-5,
    because="float32 inside is a right way: 25 (or 800 contracting) steps of its epsilon 1.2e-7 come to 1e-6; "
    "the nearest named mistake, one step of 25 too few, moves the weights by 1 %",
)
OWN = Tolerance(
    rtol=1e-5,
    atol=2e-6,
    because="one product, one sigmoid or one mean of 14 in float32, from weights below 3: 5e-7; "
    "clipping to [1e-7, 1 - 1e-7] is not felt at probabilities of 0.05 to 0.95",
)
SAME = Tolerance(
    rtol=1e-6,
    atol=1e-9,
    because="the same code on the same numbers gives the same bits; 1e-6 for a sum in another order in float32",
)
RESTART = Tolerance(
    atol=0.05,
    because="small random weights to start with (0.01 times a normal draw), which another check judges, differ by "
    "0.014 on average; what is carried over puts weights off by more than 10 and the bias by 0.7",
)


# --- one model, from here --------------------------------------------------------------------------------


def _fitted(student, X, y, settings):
    """A fitted model; what `fit` returns (the model or None) does not matter."""
    model = student.LogisticRegression(**settings)
    model.fit(X, y)
    return model


def _told(model, name, settings):
    """An attribute of a fitted model, with the settings for the message."""
    answer = getattr(model, name)
    given = ", ".join(f"{key}={value:g}" for key, value in settings.items()) or "the defaults"
    return Answer(model._link, answer._reply, label_of(answer)[0], f"[after fit(X, y) with {given}]")


def _own(model, n_features, settings):
    """The student's weights and bias, which the other methods are held against."""
    values = []
    for name, size in (("weights", n_features), ("bias", 1)):
        answer = _told(model, name, settings)
        expect.finite(answer)
        values.append(expect.vector(answer, size).astype(np.float64))
        label, detail = label_of(answer)
        expect.true(
            np.abs(values[-1]).max() < HUGE,
            f"`{label}` grew to {np.abs(values[-1]).max():.3g} {detail}.",
            hint="Does every step go down the slope of the loss? Then it cannot run away.",
        )
    return values[0], float(values[1][0])


# --- gradient descent with a slip --------------------------------------------------------------------------


def _gradient(X, y, w, b, lam):
    r = reference.sigmoid(X @ w + b) - y
    return X.T @ r / len(X) + lam / len(X) * w, r.mean()


def _mse(X, y, w, b, lam):
    p = reference.sigmoid(X @ w + b)
    r = 2 * (p - y) * p * (1 - p)
    return X.T @ r / len(X) + lam / len(X) * w, r.mean()


def _hard(X, y, w, b, lam):
    r = (X @ w + b >= 0) - y
    return X.T @ r / len(X) + lam / len(X) * w, r.mean()


def _linear(X, y, w, b, lam):
    r = X @ w + b - y
    return X.T @ r / len(X) + lam / len(X) * w, r.mean()


def _bias_penalised(X, y, w, b, lam):
    dw, db = _gradient(X, y, w, b, lam)
    return dw, db + lam / len(X) * b


def _scaled(weights=1.0, bias=1.0, penalty=1.0):
    """The right gradient, with its parts multiplied."""

    def gradient(X, y, w, b, lam):
        dw, db = _gradient(X, y, w, b, 0.0)
        return weights * dw + penalty * lam / len(X) * w, bias * db

    return gradient


def _descend(X, y, settings, gradient=_gradient, *, start=0.0, more=0, bias_last=False):
    """Weights and bias after gradient descent; ``start`` is a number or (weights, bias)."""
    w, b = start if isinstance(start, tuple) else (np.full(X.shape[1], start), start)
    rate, lam = settings["learning_rate"], settings["lambda_reg"]
    for _ in range(settings["n_iterations"] + more):
        dw, db = gradient(X, y, w, b, lam)
        w = w - rate * dw
        b = b - rate * (gradient(X, y, w, b, lam)[1] if bias_last else db)
    return w, np.array([b])


def _slips(settings):
    """Slug, hint and the gradient descent that they stand for."""
    n = len(X)
    slips = [
        ("fit-ascends", "Each step raises the loss: which way does the gradient point?", _scaled(-1, -1), {}),
        ("fit-sums", "The loss is a mean over the samples; what must its gradient be divided by?", _scaled(n, n), {}),
        ("fit-weights-sum", "X^T (p - y) adds up over the samples, while the bias has a mean.", _scaled(n), {}),
        ("fit-bias-sums", "The weights have a mean over the samples, while the bias adds up.", _scaled(1, n), {}),
        ("fit-bias-stands-still", "Does the bias take a step, too?", _scaled(1, 0), {}),
        ("fit-half", "Every step is half as long as it should be: where does the 2 come from?", _scaled(0.5, 0.5), {}),
        ("fit-twice", "Every step is twice as long as it should be: where does the 2 come from?", _scaled(2, 2), {}),
        ("fit-mse-gradient", "This is the slope of the squared error; the loss here is the cross-entropy.", _mse, {}),
        ("fit-hard-labels", "The residual is p - y with the probability p, not with the class.", _hard, {}),
        ("fit-no-sigmoid", "w.x + b is not a probability yet.", _linear, {}),
        ("fit-starts-at-one", "Where does the descent start?", _gradient, {"start": 1.0}),
        ("fit-one-step-less", "Count the steps: how many does n_iterations ask for?", _gradient, {"more": -1}),
        ("fit-one-step-more", "Count the steps: how many does n_iterations ask for?", _gradient, {"more": 1}),
        ("fit-bias-last", "Both steps start from the same point: when is p computed?", _gradient, {"bias_last": True}),
    ]
    if not settings["lambda_reg"]:
        return slips
    return [
        *(slip for slip in slips if slip[0] not in ("fit-half", "fit-twice")),  # at rest: a penalty twice or half
        ("fit-no-penalty", "The penalty has a gradient, too.", _scaled(penalty=0), {}),
        ("fit-penalty-times-n", "The penalty is lambda/(2N): what is its slope divided by?", _scaled(penalty=n), {}),
        ("fit-penalty-halved", "What is the slope of w^2/2?", _scaled(penalty=0.5), {}),
        ("fit-penalty-doubled", "What is the slope of w^2/2?", _scaled(penalty=2), {}),
        (
            "fit-penalty-sign",
            "Should the penalty pull the weights towards 0 or push them away?",
            _scaled(penalty=-1),
            {},
        ),
        ("fit-bias-penalised", "Which of the parameters does the penalty leave alone?", _bias_penalised, {}),
    ]


def _fit_mistakes(settings, weights, bias):
    """The slips that explain weights and bias together (else all of them), for each of the two."""
    ends = []
    for slug, hint, gradient, options in _slips(settings):
        with np.errstate(all="ignore"):
            ends.append((slug, hint, _descend(X, Y, settings, gradient, **options)))
    whole = [end for end in ends if expect.agree(weights, end[2][0], FIT) and expect.agree(bias, end[2][1], FIT)]
    return [[Mistake(slug, hint, lambda v=end[part]: v) for slug, hint, end in whole or ends] for part in (0, 1)]


@functools.cache
def _right(learning_rate, n_iterations, lambda_reg):
    model = reference.LogisticRegression(learning_rate, n_iterations, lambda_reg).fit(X, Y)
    return model.weights, np.array([model.bias])


def _judge_fit(student, settings):
    """Weights and bias are those of the descent; a column of weights is fine."""
    model = _fitted(student, X, Y, settings)
    answers = [_told(model, name, settings) for name in ("weights", "bias")]
    actual = [expect.vector(answer, size) for answer, size in zip(answers, (3, 1), strict=True)]
    wanted = _right(*settings.values())
    if all(expect.agree(*pair, FIT) for pair in zip(actual, wanted, strict=True)):
        return
    for answer, value, mistakes in zip(answers, wanted, _fit_mistakes(settings, *actual), strict=True):
        expect.close(answer, value, FIT, like="vector", mistakes=mistakes)


# --- the loss, with a slip ------------------------------------------------------------------------------------


def _loss_mistakes(prefix, bce, w, b, lam, n):
    """``bce`` is the mean of the right cross-entropy; the right loss has lam / (2 n) sum(w^2) on top."""
    squares = float(w @ w)
    half = lam / (2 * n) * squares
    factor = "Look at the factor in front of sum(w^2)."
    positive = "The logarithm of a probability is negative; is the loss?"
    mean = "The loss is a mean over the samples."
    wrong = [
        ("no-penalty", "This is the cross-entropy alone; what belongs to the loss, too?", bce),
        ("penalty-times-n", factor, bce + n * half),
        ("penalty-lambda", factor, bce + 2 * n * half),
        ("penalty-doubled", factor, bce + 2 * half),
        ("penalty-halved", factor, bce + half / 2),
        ("penalty-sign", "Should large weights make the loss smaller?", bce - half),
        ("penalty-norm", "The penalty has the squares of the weights.", bce + lam / (2 * n) * squares**0.5),
        ("penalty-abs", "The penalty has the squares of the weights.", bce + lam / (2 * n) * np.abs(w).sum()),
        ("penalty-mean", "Squares are added up, not averaged.", bce + half / len(w)),
        ("penalises-bias", "Which of the parameters does the penalty leave alone?", bce + half + lam / (2 * n) * b * b),
        ("sum", mean, n * bce + half),
        ("sum-of-all", mean, n * (bce + half)),
        ("sign", positive, -bce + half),
        ("sign-of-all", positive, -bce - half),
        ("in-bits", "Which logarithm is it?", bce / LN2 + half),
    ]
    return [Mistake(f"{prefix}-{slug}", hint, lambda value=value: [value]) for slug, hint, value in wrong]


# --- the checks -----------------------------------------------------------------------------------------------


@pytest.mark.points(0.5)
def test_class_and_parameters(student):
    """`LogisticRegression` takes its parameters by name, has the four methods, and has `weights` once it is fitted"""
    expect.callable_(student.LogisticRegression, PARAMETERS)
    model = student.LogisticRegression(learning_rate=0.1, n_iterations=3, lambda_reg=0.1)
    expect.callable_(model.fit)
    expect.callable_(model.predict_proba)
    expect.callable_(model.predict, ["threshold"])
    expect.callable_(model.compute_loss)
    model.fit(X_SMALL, Y_SMALL)
    expect.array(model.weights)  # the signatures are given: they earn nothing before something is written


@pytest.mark.points(0.5)
def test_defaults(student):
    """Without arguments the model has learning_rate=0.01, n_iterations=1000 and lambda_reg=0.01"""
    plain = {"learning_rate": 0.01, "n_iterations": 1000, "lambda_reg": 0.01}
    explicit = _fitted(student, X_SMALL, Y_SMALL, plain)
    weights, _ = _own(explicit, 3, plain)
    expect.true(weights.any(), "`LogisticRegression.weights` is still 0 after 1000 iterations.")
    model = _fitted(student, X_SMALL, Y_SMALL, {})
    answer = _told(model, "weights", {})

    def own(**other):
        """What the student's model gives with another setting, whether its training is right or not."""
        try:
            return _own(_fitted(student, X_SMALL, Y_SMALL, {**plain, **other}), 3, plain)[0]
        except StudentFault:
            return np.full(3, np.nan)

    mistakes = [
        Mistake(
            f"default-{name.replace('_', '-')}",
            f"Which value does {name} have when nobody gives one?",
            lambda name=name, value=value: own(**{name: value}),
        )
        for name, values in (
            ("learning_rate", (0.001, 0.05, 0.1, 0.5, 1.0)),
            ("n_iterations", (100, 500, 2000)),
            ("lambda_reg", (0.0, 0.001, 0.1, 1.0)),
        )
        for value in values
    ]
    expect.close(answer, weights, SAME, like="vector", mistakes=mistakes, disclose=False)


@pytest.mark.points(0.5)
def test_first_step(student):
    """One iteration is one step of gradient descent from zeros, for weights and bias"""
    _judge_fit(student, {"learning_rate": 0.4, "n_iterations": 1, "lambda_reg": 0.0})


@pytest.mark.points(1.5)
def test_training_without_penalty(student):
    """After 25 iterations with lambda_reg=0, weights and bias are those of batch gradient descent"""
    _judge_fit(student, TRAINING)


@pytest.mark.points(2)
def test_penalised_minimum(student):
    """With a large lambda_reg, training ends at the minimum of the penalised loss; the bias is not penalised"""
    _judge_fit(student, LONG)


@pytest.mark.points(1)
def test_one_loss_per_iteration(student):
    """`losses` has one entry per iteration, taken before the step: the first is ln 2"""
    settings = {"learning_rate": 0.3, "n_iterations": 12, "lambda_reg": 4.0}
    model = _fitted(student, X, Y, settings)
    answer = _told(model, "losses", settings)
    losses = expect.array(answer)
    expect.true(
        losses.size != 13,
        f"`LogisticRegression.losses` has 13 entries, but should have 12 {label_of(answer)[1]}.",
        hint="Is the loss taken once more after the last step?",
        misconception="losses-one-too-many",
    )
    losses = expect.vector(answer, 12).astype(np.float64)
    w, b = _descend(X, Y, {**settings, "n_iterations": 1})
    bce = reference.bce_from_logits(Y, X @ w + b)
    half = settings["lambda_reg"] / 28 * (w @ w)
    after = "Losses are taken before the step: what is the loss at weights of zero?"
    mistakes = [
        Mistake("losses-after-step", after, lambda: [bce + half]),
        Mistake("losses-after-step", after, lambda: [bce]),
        Mistake(
            "losses-penalty-after-step", "Which weights are in the penalty of the first entry?", lambda: [LN2 + half]
        ),
        Mistake("losses-in-bits", "Which logarithm is it?", lambda: [1.0]),
        Mistake("losses-sum", "The loss is a mean over the samples.", lambda: [14 * LN2]),
        Mistake("losses-sign", "A log of a probability is negative; is the loss?", lambda: [-LN2]),
        Mistake("losses-mse", "This is the squared error; the loss is the cross-entropy.", lambda: [0.25]),
        Mistake("losses-only-class-1", "A sample of class 0 costs something, too.", lambda: [LN2 * Y.mean()]),
    ]
    expect.column_close(answer, "the first entry", losses[:1], np.array([LN2]), OWN, at={}, mistakes=mistakes)


@pytest.mark.points(1)
def test_losses_are_penalised(student):
    """The entries of `losses` are the mean BCE plus lambda/(2N) times the sum of the squared weights"""
    lam = REST["lambda_reg"]
    answer = _told(_fitted(student, X, Y, REST), "losses", REST)
    losses = expect.array(answer).astype(np.float64).reshape(-1)
    expect.true(losses.size > 0, f"`LogisticRegression.losses` is empty {label_of(answer)[1]}.")
    # The last loss belongs to the weights before the last step: those after one iteration less.
    before = {**REST, "n_iterations": REST["n_iterations"] - 1}
    w, b = _own(_fitted(student, X, Y, before), 3, before)
    bce = reference.bce_from_logits(Y, X @ w + b)
    right = np.array([reference.regularised_loss(X, Y, w, b, lam)])
    mistakes = _loss_mistakes("losses", bce, w, b, lam, len(X))
    expect.column_close(answer, "the last entry", losses[-1:], right, OWN, at={}, mistakes=mistakes)


@pytest.mark.points(1)
def test_predict_proba(student):
    """`predict_proba(X)` gives P(class 1) of new rows, one number a row"""
    model = _fitted(student, X, Y, TRAINING)
    w, b = _own(model, 3, TRAINING)
    answer = model.predict_proba(X_NEW)
    proba = expect.array(answer)
    expect.true(
        proba.shape != (9, 2),
        "LogisticRegression.predict_proba(X) returned shape (9, 2), but should return shape (9,) [X.shape=(9, 3)].",
        hint="Two columns are scikit-learn's way; here one probability is asked for: that of class 1.",
        misconception="predict-proba-two-columns",
    )
    logits = X_NEW @ w + b
    p = reference.sigmoid(logits)
    mistakes = [
        Mistake("predict-proba-logits", "w.x + b runs over all numbers; a probability does not.", lambda: logits),
        Mistake("predict-proba-of-class-0", "Of which class is this the probability?", lambda: 1 - p),
        Mistake("predict-proba-no-bias", "Is the bias in it?", lambda: reference.sigmoid(X_NEW @ w)),
        Mistake("predict-proba-classes", "The classes came back; their probability is asked for.", lambda: p >= 0.5),
        Mistake("predict-proba-log", "This is the logarithm of the probability.", lambda: np.log(p)),
        Mistake("predict-proba-twice", "Is the sigmoid applied twice?", lambda: reference.sigmoid(p)),
    ]
    expect.close(answer, p, OWN, mistakes=mistakes)


@pytest.mark.points(0.75)
def test_predict_honours_the_threshold(student):
    """`predict(X, threshold)` gives class 1 where P(class 1) reaches the threshold, which is 0.5 by default"""
    model = _fitted(student, X, Y, TRAINING)
    w, b = _own(model, 3, TRAINING)
    rows = np.concatenate([X, X_NEW])
    logits = rows @ w + b
    p = reference.sigmoid(logits)
    for threshold in (0.5, 0.3, 0.75):
        clear = np.abs(p - threshold) > 1e-4  # float32 may round a row that lies on the threshold to either side
        answer = model.predict(rows[clear]) if threshold == 0.5 else model.predict(rows[clear], threshold=threshold)
        mistakes = [
            Mistake("predict-proba-instead", "A class is asked for: 0 or 1.", lambda c=clear: p[c]),
            Mistake("predict-inverted", "Which class has a high probability?", lambda c=clear, t=threshold: p[c] < t),
            Mistake("predict-ignores-threshold", "Is the threshold used?", lambda c=clear: p[c] >= 0.5),
            Mistake(
                "predict-thresholds-logits",
                _LOGITS,
                lambda c=clear, t=threshold: logits[c] >= t,
            ),
            Mistake("predict-minus-one", "The classes are 0 and 1.", lambda c=clear, t=threshold: 2 * (p[c] >= t) - 1),
        ]
        expect.close(answer, p[clear] >= threshold, SAME, like="vector", mistakes=mistakes)


@pytest.mark.points(0.5)
def test_predict_at_the_threshold(student):
    """`predict` gives class 1 where P(class 1) is exactly the threshold"""
    settings = {"learning_rate": 0.4, "n_iterations": 1, "lambda_reg": 0.0}
    model = _fitted(student, X_BALANCED, Y_BALANCED, settings)
    _, b = _own(model, 3, settings)
    rows = np.zeros((4, 3))  # so that p is the sigmoid of the bias, which a balanced set leaves at 0
    wanted = np.full(4, b >= 0.0)
    hint = "At exactly the threshold the answer is 1: which comparison says so?"
    slug = "predict-strict"
    answer = model.predict(rows)
    if not expect.agree(expect.vector(answer, 4), wanted, SAME) and not _passes_below(model, rows):
        slug, hint = "predict-thresholds-logits", _LOGITS
    expect.close(answer, wanted, SAME, like="vector", mistakes=[Mistake(slug, hint, lambda: np.zeros(4))])


_LOGITS = "A threshold of 0.5 is for the probability; what is compared with it?"


def _passes_below(model, rows):
    """Whether a probability of 1/2 is enough for a threshold of 0.4; the logit there, 0, is not."""
    try:
        return expect.vector(model.predict(rows, threshold=0.4), len(rows)).all()
    except StudentFault:
        return True


@pytest.mark.points(0.25)
def test_predict_gives_integers(student):
    """`predict` gives integers, neither True and False nor 0.0 and 1.0"""
    model = _fitted(student, X, Y, TRAINING)
    classes = expect.vector(model.predict(X_NEW), 9)
    kind = classes.dtype.kind
    expect.true(
        kind in "iu",
        f"LogisticRegression.predict(X) returned values of type {classes.dtype}, but should return integers "
        "[X.shape=(9, 3)].",
        hint="A comparison gives True and False: `.astype(int)` makes them 1 and 0."
        if kind == "b"
        else "Classes are counted, not measured.",
        misconception="predict-booleans" if kind == "b" else "predict-floats",
    )


@pytest.mark.points(1)
def test_compute_loss(student):
    """`compute_loss(X, y, y_pred)` gives the mean BCE of y_pred plus lambda/(2N) sum(w^2)"""
    settings = {"learning_rate": 0.3, "n_iterations": 40, "lambda_reg": 5.0}
    model = _fitted(student, X, Y, settings)
    w, b = _own(model, 3, settings)
    bce = reference.bce(Y, P_GIVEN)
    right = bce + settings["lambda_reg"] / 28 * (w @ w)
    rest = right - bce
    swapped, one = reference.bce(1 - Y, P_GIVEN), -np.mean(Y * np.log(P_GIVEN))
    squared = np.mean((Y - P_GIVEN) ** 2)
    own = reference.bce_from_logits(Y, X @ w + b)
    other = [
        ("of-own-prediction", "Is the given y_pred used?", own),
        ("classes-swapped", "Which of the two logarithms goes with y = 1?", swapped),
        ("only-class-1", "A sample of class 0 costs something, too.", one),
        ("mse", "This is the squared error; the loss is the cross-entropy.", squared),
    ]
    mistakes = [
        *_loss_mistakes("compute-loss", bce, w, b, settings["lambda_reg"], len(X)),
        *(Mistake(f"compute-loss-{slug}", hint, lambda value=value: [value + rest]) for slug, hint, value in other),
    ]
    answer = model.compute_loss(X, Y, P_GIVEN)
    expect.number(answer)
    expect.close(answer, [right], OWN, like="vector", mistakes=mistakes)


@pytest.mark.points(0.5)
def test_refit_starts_the_losses_afresh(student):
    """Fitting the same object again starts `losses` afresh"""
    model = _fitted(student, X, Y, AGAIN)
    once = expect.finite(_told(model, "losses", AGAIN))
    model.fit(X, 1 - Y)
    twice = expect.finite(_told(model, "losses", AGAIN))
    expect.true(once.size > 0, "`LogisticRegression.losses` is empty after fit(X, y) of 8 iterations.")
    expect.true(
        twice.size == once.size,
        f"`LogisticRegression.losses` has {twice.size} entries after a second fit of the same object, "
        f"but should have {once.size}.",
        hint="Where does `losses` become an empty list: once in the object's life, or once per fit?",
        misconception="refit-keeps-losses" if twice.size == 2 * once.size else None,
    )
    expect.true(
        not np.array_equal(once, twice),
        "`LogisticRegression.losses` is the same after a second fit of the same object to other labels.",
    )


@pytest.mark.points(0.5)
def test_refit_starts_the_weights_afresh(student):
    """Fitting the same object again starts from zeros, whatever it learnt before"""
    w, b = _own(_fitted(student, X, Y, AGAIN), 3, AGAIN)
    hint = "The second fit went on from where the first one ended: where is it set to 0?"
    before = (  # one that moves the weights far, one that moves the bias alone
        ("weights", w, 150 * X, 1 - Y),
        ("bias", np.array([b]), np.zeros((14, 3)), np.ones(14, dtype=int)),
    )
    for part, (name, wanted, X_first, y_first) in enumerate(before):
        model = _fitted(student, X_first, y_first, AGAIN)
        model.fit(X, Y)
        start, bias = _descend(X_first, y_first, AGAIN)
        carried = _descend(X, Y, AGAIN, start=(start, float(bias[0])))[part]
        mistake = Mistake("refit-continues", hint, lambda carried=carried: carried)
        answer = _told(model, name, AGAIN)
        expect.close(answer, wanted, RESTART, like="vector", mistakes=[mistake])


@pytest.mark.points(0.5)
def test_large_features(student):
    """Features in the ten thousands give finite weights, losses and probabilities, not NaN"""
    settings = {"learning_rate": 0.1, "n_iterations": 20, "lambda_reg": 0.01}
    model = _fitted(student, X_LARGE, Y_LARGE, settings)
    _own(model, 3, settings)
    answer = _told(model, "losses", settings)
    losses = expect.array(answer)
    label, detail = label_of(answer)
    expect.true(losses.size > 0, f"`{label}` is empty {detail}.")
    expect.true(
        np.isfinite(losses.astype(np.float64)).all(),
        f"`{label}` holds NaN or infinity {detail}, where X runs to 20000.",
        hint="Far out p is exactly 0 or 1 in floating point: what is its logarithm there?",
        misconception="losses-log-of-zero",
    )
    proba = expect.finite(model.predict_proba(X_LARGE))
    expect.true(
        ((proba >= 0.0) & (proba <= 1.0)).all(),
        "LogisticRegression.predict_proba(X) left the interval from 0 to 1 [X.shape=(9, 3)].",
    )
