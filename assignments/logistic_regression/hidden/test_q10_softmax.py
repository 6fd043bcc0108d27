"""Part 10: the softmax, and softmax regression for any number of classes and any labels."""

import numpy as np
import pytest

import reference
from autograder import expect
from autograder.diagnosis import Mistake
from autograder.faults import CallRaised, CheckFailed, StudentFault
from autograder.numeric import Tolerance

pytestmark = pytest.mark.question("q10")

LOGITS = np.array([[0.3, -1.2, 2.1], [1.7, 1.6, -0.4], [-2.5, 0.8, -0.9], [0.0, 3.1, 0.6], [-0.7, -2.0, -1.1]])
SQUARE = np.array([[0.5, -1.0, 2.0], [1.5, 0.2, -2.2], [-0.3, 1.1, 0.9]])
FAR = np.array([[1000.0, 999.0, -1000.0], [-1000.0, -1002.0, -1001.0], [710.0, -745.0, 709.0], [0.0, -1000.0, 1e5]])

PROBABILITIES = Tolerance(
    rtol=1e-5,
    atol=1e-9,
    because="in float32 a difference of logits of size 6 is off by 4e-7, and exp, + and / add 3 epsilons of 1.2e-7: "
    "below 1e-6 in all; the nearest named wrong form, base 2 for base e, is off by more than 5 % somewhere",
)
SAME_CLASSIFIER = Tolerance(
    atol=0.004,
    because="after 400 steps the probabilities are within 2e-4 of the optimum from any start of size 0.01; "
    "without a bias they are off by up to 0.39",
)


def _customers():
    """72 rows of three overlapping groups of unequal size and spread, shuffled: no line separates them."""
    rng = np.random.default_rng(3)
    centres, sizes = np.array([[0.2, 1.4], [1.9, -0.3], [-1.2, -1.1]]), (34, 22, 16)
    X = np.concatenate([rng.normal(centre, [1.1, 0.8], (n, 2)) for centre, n in zip(centres, sizes, strict=True)])
    order = rng.permutation(len(X))
    return X[order], np.repeat([0, 1, 2], sizes)[order]


X, INDEX = _customers()
CLASSES = np.array([2, 5, 9])
Y = CLASSES[INDEX]
WORDS = np.array(["Churn", "Downgrade", "Stay"])
FEW, RATE = 20, 0.5
WIDE = np.random.default_rng(12).normal(size=(12, 60))
ENOUGH = (RATE, 400, 0.0, 1)  # learning_rate, max_iter, tol, random_state


def _descended(X, index, steps, rate=RATE, factor=1.0, penalty=0.0, with_bias=True):
    """Probabilities after so many steps from zeros; ``factor`` on the gradient, ``penalty`` on the weights."""
    one_hot = np.eye(index.max() + 1)[index]
    weights, bias = np.zeros((X.shape[1], one_hot.shape[1])), np.zeros(one_hot.shape[1])
    with np.errstate(all="ignore"):
        for _ in range(steps):
            slope = factor * (reference.softmax(X @ weights + bias) - one_hot) / len(X)
            weights = weights - rate * (X.T @ slope + penalty * weights)
            bias = bias - rate * with_bias * slope.sum(axis=0)
        return reference.softmax(X @ weights + bias)


def _cost(proba, index):
    """The mean categorical cross-entropy, in nats."""
    return -np.mean(np.log(np.maximum(proba[np.arange(len(index)), index], 1e-300)))


def _known(slug, hint, value):
    return Mistake(slug, hint, lambda: value)


def _mistakes(Z):
    with np.errstate(all="ignore"):
        e, largest = np.exp(Z), Z.max(axis=1, keepdims=True)
        by_column = np.exp(Z - Z.max(axis=0))
        halves = 2.0**Z
        shares = Z / Z.sum(axis=1, keepdims=True)
        unnormalised = "The rows do not sum to 1: what is missing?"
        known = [
            _known("softmax-over-columns", "Which entries sum to 1: a row's, or a column's?", e / e.sum(axis=0)),
            _known("softmax-over-everything", "All rows together sum to 1: should not each by itself?", e / e.sum()),
            _known("softmax-not-normalised", unnormalised, e),
            _known("softmax-not-normalised", unnormalised, np.exp(Z - largest)),
            _known("softmax-without-exp", "Shares of logits can be negative: what makes them positive?", shares),
            _known("softmax-is-sigmoid", "The rows do not sum to 1: each class is by itself.", reference.sigmoid(Z)),
            _known("softmax-sign", "The largest logit got the smallest probability.", reference.softmax(-Z)),
            _known("softmax-is-its-logarithm", "These are logarithms of probabilities.", np.log(reference.softmax(Z))),
            _known(
                "softmax-base-2",
                "Powers of 2 came where powers of e belong.",
                halves / halves.sum(axis=1, keepdims=True),
            ),
            _known(
                "softmax-clipped",
                "Logits that were cut off are no longer different: what else prevents an overflow?",
                reference.softmax(np.clip(Z, -500, 500)),
            ),
            _known(
                "softmax-shifted-by-columns",
                "The shift must be one number per row: along which axis is the maximum?",
                by_column / by_column.sum(axis=1, keepdims=True),
            ),
        ]
        if Z.shape[0] == Z.shape[1]:
            hint = "Each entry is divided by another row's sum: what does `keepdims` do?"
            known.append(_known("softmax-sums-misaligned", hint, e / e.sum(axis=1)))
    return known


def _softmax_is_right(student, Z):
    expect.close(student.softmax(Z), reference.softmax(Z), PROBABILITIES, mistakes=_mistakes(Z))


# --- softmax ---------------------------------------------------------------------------------------------------


@pytest.mark.points(0.25)
def test_softmax_is_a_function(student):
    """`softmax(Z)` is a function that keeps the shape of Z"""
    expect.callable_(student.softmax)
    expect.array(student.softmax(LOGITS), LOGITS.shape)


@pytest.mark.points(1.25)
def test_softmax_values(student):
    """`softmax(Z)` gives e^z over the sum of e^z, row by row"""
    _softmax_is_right(student, LOGITS)
    _softmax_is_right(student, SQUARE)


@pytest.mark.points(0.75)
def test_softmax_far_out(student):
    """`softmax` is right for logits of 1000 and -1000, never NaN"""
    _softmax_is_right(student, FAR)


@pytest.mark.points(0.25)
def test_softmax_without_overflow(student):
    """`softmax` overflows nowhere, not even on the way"""
    answer = student.softmax(FAR)
    expect.array(answer, FAR.shape)
    expect.no_warnings(answer)


@pytest.mark.points(0.5)
def test_softmax_of_two_is_the_sigmoid(student):
    """`softmax` of the row [z, 0] is [s(z), 1 - s(z)]"""
    z = np.array([-4.0, -0.5, 0.0, 1.5, 3.0, 8.0, 30.0])
    s = reference.sigmoid(z)
    expect.close(
        student.softmax(np.column_stack([z, np.zeros(z.size)])),
        np.column_stack([s, reference.sigmoid(-z)]),
        PROBABILITIES,
        at={"z": z},
        mistakes=_mistakes(np.column_stack([z, np.zeros(z.size)])),
    )


@pytest.mark.points(0.25)
def test_softmax_leaves_its_argument(student):
    """`softmax` leaves Z as it was"""
    answer = student.softmax(LOGITS)
    expect.array(answer, LOGITS.shape)
    expect.unchanged(answer)


# --- the class -----------------------------------------------------------------------------------------------------


def _fitted(student, X, y, *settings):
    model = student.SoftmaxRegression(*(settings or ENOUGH))
    model.fit(X, y)
    return model


def _proba(model, X, n_classes):
    """Its probabilities, which are some: of the right shape, within [0, 1], each row with the sum 1."""
    answer = model.predict_proba(X)
    shape = (len(X), n_classes)
    if n_classes == 2 and expect.array(answer).size == len(X):
        raise CheckFailed(
            f"predict_proba(X) returned one value per row, but should return shape {shape}: a column for each class.",
            hint="Two classes need two columns; some tools that make one-hot labels give only one.",
            misconception="softmax-one-column",
        )
    proba = expect.array(answer, shape).astype(np.float64)
    expect.finite(answer)
    off = np.abs(proba.sum(axis=1) - 1)
    expect.true(
        off.max() <= 1e-5 and proba.min() >= -1e-9,
        f"predict_proba(X) returned the row {np.round(proba[off.argmax()], 6).tolist()}, "
        "but should return rows of probabilities that sum to 1.",
    )
    return proba


def _cost_is(student, proba, tolerance, wanted, when, known):
    """The cost on the training rows is ``wanted``; ``known`` are probabilities of usual mistakes."""
    came = _cost(proba, INDEX)
    if abs(came - wanted) <= tolerance:
        return
    named = [one for one in known if _leads_to(one, came, tolerance, wanted)]
    slug, hint = None, "Is it the mean gradient, times the learning rate, for weights and bias?"
    if len(named) == 1:
        slug, hint = named[0].slug, named[0].hint
    elif came > 1.2 and not named:  # worse than knowing nothing (ln 3): it leaps about, differently from every start
        slug, hint = "softmax-gradient-summed", "Each step goes too far: is the gradient a mean over the samples?"
    if slug and not _builds_on_what_holds(student):
        slug, hint = None, "It builds on `softmax` and on the order of the classes: do these hold?"
    raise CheckFailed(
        f"{when} the mean cross-entropy of the training rows is {came:.4g}, but should be {wanted:.4g}.",
        hint=hint,
        misconception=slug,
    )


def _builds_on_what_holds(student):
    """Whether `softmax` and `classes_` are right, so that what is off in the training has its reason there."""
    try:
        shown = expect.array(student.softmax(LOGITS), LOGITS.shape)
        classes = expect.vector(_fitted(student, X, Y, RATE, 1, 0.0, 1).classes_, 3)
    except StudentFault:
        return False
    return expect.agree(shown, reference.softmax(LOGITS), PROBABILITIES) and classes.tolist() == CLASSES.tolist()


def _leads_to(mistake, came, tolerance, wanted):
    """Whether a mistake explains a cost: the farther off it leads, the more the random start matters."""
    there = _cost(mistake.value(), INDEX)
    return abs(there - came) <= max(tolerance, 0.1 * abs(there - wanted))


def _slow_ways(steps):
    def after(**settings):
        return lambda: _descended(X, INDEX, steps, **settings)

    return [
        Mistake("softmax-gradient-over-classes", "A mean over samples, or also over classes?", after(factor=1 / 3)),
        Mistake("softmax-gradient-sign", "The cost grows: does each step go down the slope?", after(factor=-1.0)),
        Mistake("softmax-without-bias", "Does the bias move at all?", after(with_bias=False)),
        Mistake("softmax-ignores-learning-rate", "Which learning rate is used: the one given?", after(rate=0.01)),
        Mistake("softmax-untrained", "The model knows no more than at the start.", after(rate=0.0)),
    ]


@pytest.mark.points(0.25)
def test_class_takes_its_parameters(student):
    """`SoftmaxRegression(learning_rate, max_iter, tol, random_state)` can be fitted, and then has `weights`"""
    expect.callable_(student.SoftmaxRegression, ("learning_rate", "max_iter", "tol", "random_state"))
    model = student.SoftmaxRegression(learning_rate=0.1, max_iter=3, tol=1e-4, random_state=0)
    model.fit(X, Y)
    expect.array(model.weights)  # the signatures are given: they earn nothing before something is written


@pytest.mark.points(0.5)
def test_weights_and_bias(student):
    """`weights` has the shape (n_features, n_classes), and `bias` one entry per class"""
    model = _fitted(student, X, Y, RATE, 5, 0.0, 1)
    expect.array(model.weights, (2, 3))
    expect.vector(model.bias, 3)
    expect.finite(model.weights)
    start = _fitted(student, WIDE, CLASSES[np.arange(len(WIDE)) % 3], 1e-12, 1, 0.0, 1).weights
    size = np.sqrt(np.mean(expect.array(start, (WIDE.shape[1], 3)).astype(np.float64) ** 2))
    # 180 draws: their size is 0.01 to 5 %; a student's that ignores the rate of 1e-12 gets 0.004 on top
    expect.true(
        size < 0.015,
        f"`weights` start {size:.3g} from 0 on average, but should start with 0.01 times standard normal draws.",
        hint="How far from 0 do the weights start?",
    )


_UNSORTED = "The labels in the order of the rows: which is theirs?"


@pytest.mark.points(0.5)
def test_classes(student):
    """`classes_` holds the labels, sorted"""
    labels = np.array([40, 10, 30, 20])[[0, 2, 1, 0, 3, 1, 2, 0, 3]]
    model = _fitted(student, X[:9], labels, RATE, 5, 0.0, 1)
    known = [
        _known("softmax-classes-unsorted", _UNSORTED, [40, 30, 10, 20]),
        _known("softmax-classes-are-positions", "These are positions; which labels stand there?", [0, 1, 2, 3]),
    ]
    exact = Tolerance(because="labels are what they are")
    expect.close(model.classes_, [10, 20, 30, 40], exact, like="vector", mistakes=known)


@pytest.mark.points(0.5)
def test_proba_are_probabilities(student):
    """`predict_proba(X)` gives one column per class, and rows that sum to 1"""
    model = _fitted(student, X, Y, RATE, 5, 0.0, 1)
    _proba(model, X, 3)
    _proba(model, X[:4], 3)


@pytest.mark.points(0.75)
def test_first_steps(student):
    """After 20 steps the cost is where gradient descent on the mean cross-entropy leads"""
    proba = _proba(_fitted(student, X, Y, RATE, FEW, 0.0, 1), X, 3)
    # a step more or less moves it by 0.0021, the random start by 1.3e-4; a penalty of 0.01 by 0.0053
    _cost_is(student, proba, 0.003, _cost(_descended(X, INDEX, FEW), INDEX), f"After {FEW} steps", _slow_ways(FEW))
    _first_bias_is(student)


def _first_bias_is(student):
    """One step from zeros: -rate times the mean of p - y, where p is 1/3 but for the small start's 0.01."""
    rate = 0.05
    answer = _fitted(student, X, Y, rate, 1, 0.0, 1).bias
    shares = np.bincount(INDEX) / len(INDEX)
    wanted = -rate * (1 / 3 - shares)
    came = expect.vector(answer, 3).astype(np.float64)
    off = np.abs(came - wanted).max()
    expect.true(
        off
        <= 0.1 * rate * 0.14,  # as large as the largest entry is a step too many or too few; a rate ignored, 20 times
        f"`bias` is {np.round(came, 5).tolist()} after one step with learning_rate={rate}, "
        f"but should be near {np.round(wanted, 5).tolist()}.",
        hint="It starts from zeros, and each step is the learning rate times the mean gradient.",
    )


@pytest.mark.points(1.25)
def test_reaches_the_least_cost(student):
    """After 400 steps the cost is the least that there is"""
    proba = _proba(_fitted(student, X, Y), X, 3)
    # the least is 0.32014, and 1.6e-5 above it after 400 steps; without a bias 0.0226 above, at rate 0.01 0.08
    _cost_is(student, proba, 0.0015, 0.320141, f"After {ENOUGH[1]} steps", _slow_ways(ENOUGH[1]))


@pytest.mark.points(0.5)
def test_predict_gives_the_likeliest_label(student):
    """`predict(X)` gives the label, not the position, of the largest probability"""
    model = _fitted(student, X, Y)
    proba = _proba(model, X, 3)
    wanted = CLASSES[proba.argmax(axis=1)]
    position = "These are positions; which labels stand there?"
    known = [
        _known("softmax-predicts-positions", position, proba.argmax(axis=1)),
        _known("softmax-predicts-positions", position, proba.argmax(axis=1) + 1),
        _known("softmax-predicts-the-unlikeliest", "The smallest probability won.", CLASSES[proba.argmin(axis=1)]),
    ]
    expect.close(model.predict(X), wanted, Tolerance(because="labels are what they are"), like="vector", mistakes=known)
    right = np.mean(wanted == Y)
    expect.true(right > 0.8, f"predict(X) is right for {right:.0%} of the training rows, but should be for over 80 %.")


@pytest.mark.points(0.25)
def test_labels_may_be_words(student):
    """Labels may be words, and come back as words"""
    model = _fitted(student, X, WORDS[INDEX])
    wanted = WORDS[_proba(model, X, 3).argmax(axis=1)]
    _words_are(model.classes_, WORDS, "`classes_`")
    _words_are(model.predict(X), wanted, "predict(X)")


def _words_are(answer, wanted, subject):
    came = expect.vector(answer, len(wanted), kind="any").astype(str)
    wrong = np.flatnonzero(came != wanted)
    if wrong.size:
        i = wrong[0]
        raise CheckFailed(f"{subject} holds {came[i]!r} at index {i}, but should hold {str(wanted[i])!r} there.")


@pytest.mark.points(0.75)
def test_two_classes(student):
    """With two classes it is logistic regression: two columns, the second the sigmoid's"""
    rows = INDEX < 2
    two, index = X[rows], INDEX[rows]
    model = _fitted(student, two, np.array([-1, 1])[index])
    proba = _proba(model, two, 2)
    expected = _descended(two, index, ENOUGH[1])
    if not expect.agree(proba, expected, SAME_CLASSIFIER):
        swapped = expect.agree(proba[:, ::-1], expected, SAME_CLASSIFIER)
        unsorted = swapped and expect.vector(model.classes_, 2).tolist() == [1, -1]
        worst = np.unravel_index(np.abs(proba - expected).argmax(), proba.shape)
        raise CheckFailed(
            f"predict_proba(X) returned {proba[worst]:.4g} for row {worst[0]} and column {worst[1]}, "
            f"but should return {expected[worst]:.4g} when trained on two classes.",
            hint=_UNSORTED
            if unsorted
            else "In which order are the columns?"
            if swapped
            else "Two classes need two columns of one-hot labels.",
            misconception="softmax-classes-unsorted" if unsorted else "softmax-columns-swapped" if swapped else None,
        )
    expect.array(model.weights, (2, 2))


@pytest.mark.points(0.5)
def test_one_class(student):
    """With one class that class has probability 1"""
    model = _fitted(student, X[:7], np.full(7, 4), RATE, 20, 0.0, 1)
    exact = Tolerance(atol=1e-6, because="e^z / e^z is 1, up to one rounding of float32")
    answer = model.predict_proba(X[:5])
    expect.close(answer, np.ones(5), exact, like="vector")
    expect.close(model.predict(X[:5]), np.full(5, 4), exact, like="vector")


@pytest.mark.points(0.25)
def test_ties_go_to_the_first(student):
    """Where classes are equally likely, the first of `classes_` is predicted"""
    nothing = np.zeros((8, 2))  # no feature tells anything, the classes are balanced: the bias stays at 0
    model = _fitted(student, nothing, np.array([30, 10, 40, 20, 20, 40, 10, 30]), RATE, 20, 0.0, 1)
    proba, came = _proba(model, nothing, 4), expect.vector(model.predict(nothing), 8)
    tied = np.ptp(proba, axis=1) == 0  # a start with a random bias ties nowhere, and is not asked
    wrong = came[tied & (came != 10)]
    expect.true(
        not wrong.size,
        f"predict(X) returned {wrong[:1].tolist()} where all classes are equally likely, but should return 10.",
        hint="Of equal probabilities, which one does `argmax` take?",
        misconception="softmax-tie-goes-to-another" if set(came) <= {10, 20, 30, 40} and _in_order(model) else None,
    )


def _in_order(model):
    """Labels in another order are another check's matter."""
    return expect.vector(model.classes_, 4).tolist() == [10, 20, 30, 40]


COSTS = [_cost(_descended(X, INDEX, steps), INDEX) for steps in range(0, 40)]
"""After 0, 1, 2, ... steps, falling ever more slowly; a start of size 0.01 and a step more or less do not matter."""


@pytest.mark.points(0.5)
def test_tol_stops_early(student):
    """Training stops when the cost changes by less than tol"""
    proba = _proba(_fitted(student, X, Y, RATE, 3000, 2e-3, 1), X, 3)
    index = int(np.argmax(np.abs(np.diff(COSTS)) < 2e-3))
    came = _cost(proba, INDEX)
    lowest, highest = COSTS[index + 4], COSTS[index - 3]
    if lowest <= came <= highest:
        _stops_by_default(student)
        return
    late, trained = came < lowest, _trains_well(student)
    raise CheckFailed(
        f"With tol = 0.002 the cost is {came:.4g} at the end, but training should stop near {COSTS[index]:.4g}.",
        hint="Is there a way out of the loop before max_iter?"
        if late
        else "What is compared with tol, and from when on?",
        misconception=("softmax-ignores-tol" if late else "softmax-stops-too-early") if trained else None,
    )


def _stops_by_default(student):
    """Without settings, after some 680 steps: at 0.3738, whatever the start; at twice the rate or tol 0.02 off."""
    model = student.SoftmaxRegression()
    model.fit(X, Y)
    came = _cost(_proba(model, X, 3), INDEX)
    expect.true(
        abs(came - 0.3738) <= 0.007,
        f"SoftmaxRegression() ends at a cost of {came:.4g}, but should end near 0.374.",
        hint="Are the defaults those of the signature: learning_rate=0.01, max_iter=1000, tol=1e-4?",
    )


@pytest.mark.points(0.25)
def test_refitting_starts_afresh(student):
    """A second `fit`, on other rows and classes, leaves nothing of the first"""
    model = _fitted(student, np.column_stack([X, X[:, :1] ** 2])[:20], INDEX[:20] % 2)
    try:
        model.fit(X, Y)
    except CallRaised as fault:
        fault.hint, fault.misconception = _KEPT, "softmax-refit-continues"
        raise
    expect.array(model.weights, (2, 3))
    proba = _proba(model, X, 3)
    came = _cost(proba, INDEX)
    expect.true(
        abs(came - 0.320141) <= 0.0015,
        f"After a second fit(X, y) the mean cross-entropy is {came:.4g}, but should be 0.3201, as after a first one.",
        hint=_KEPT,
        misconception="softmax-refit-continues" if _trains_well(student) else None,
    )


_KEPT = "What does the object keep from the first `fit`?"


def _trains_well(student):
    """Whether the first steps lead where they should: else whatever is off afterwards has its reason there."""
    proba = _proba(_fitted(student, X, Y, RATE, FEW, 0.0, 1), X, 3)
    return abs(_cost(proba, INDEX) - _cost(_descended(X, INDEX, FEW), INDEX)) <= 0.003
