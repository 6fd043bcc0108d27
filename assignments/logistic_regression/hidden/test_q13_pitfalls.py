"""Part 13: imbalance (two functions), feature scaling (one) and separability (one)."""

import numpy as np
import pytest

import reference
from autograder import codec, expect
from autograder.diagnosis import Mistake
from autograder.numeric import Tolerance
from autograder.reading import Unreadable, as_array, describe
from autograder.student import Answer, label_of, wire_of

pytestmark = pytest.mark.question("q13")

# Mostly 0, and mostly 1: which class is the common one must be found out.
FEW_ONES = np.array([0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0])
MANY_ONES = np.array([1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1])

_rng = np.random.default_rng(131)
X_TRAIN = _rng.normal(size=(9, 3)) * [2.0, 30.0, 0.1] + [5.0, -40.0, 0.7]
X_TEST = _rng.normal(size=(5, 3)) * [3.0, 20.0, 0.2] + [3.0, -10.0, 0.9]
X_BOTH = np.vstack([X_TRAIN, X_TEST])

_side = _rng.normal(size=(11, 2))
Y_APART = np.array([1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0])
X_APART = _side - np.outer(_side @ [1.0, -0.7] / 1.49, [1.0, -0.7])  # on a line; then moved off it, by class
X_APART += np.outer((2 * Y_APART - 1) * _rng.uniform(0.5, 1.5, size=11), [1.0, -0.7]) + np.array([0.2, 0.1])

_score = (X_APART - [0.2, 0.1]) @ [1.0, -0.7]
assert ((_score > 0) == (Y_APART == 1)).all(), "a line separates the classes"

EXACT = Tolerance(
    rtol=1e-6,
    because="a quotient of two counts; float32 is right to 6e-8; the nearest named mistake is off by a third",
)
SCALED = Tolerance(
    rtol=1e-4,
    atol=1e-5,
    because="float32 inside is a right way: (x - mean)/std of numbers near 100 with a spread of 0.1 to 30, 1e-6; "
    "scikit-learn and NumPy agree to 1e-15; the nearest named mistake, the test set's own mean, is off by 0.3",
)
NORMS = Tolerance(
    rtol=1e-4,
    because="float32 over 15 steps, 1e-6; the nearest named mistake, the bias in the norm, is off by 1 %",
)


def _mistakes(*table):
    """Known wrong answers from rows of slug, hint and the value that each gives."""
    return [Mistake(slug, hint, lambda value=value: value) for slug, hint, value in table]


# --- imbalance ----------------------------------------------------------------------------------------------


@pytest.mark.points(1)
def test_majority_accuracy(student):
    """`majority_accuracy(y)` is the accuracy of always predicting the commoner class"""
    answers = [student.majority_accuracy(y) for y in (FEW_ONES, MANY_ONES)]
    values = np.array([expect.number(answer) for answer in answers])
    right = np.array([reference.majority_accuracy(y) for y in (FEW_ONES, MANY_ONES)])
    ones = np.array([FEW_ONES.mean(), MANY_ONES.mean()])
    sizes = np.array([len(FEW_ONES), len(MANY_ONES)])
    table = [
        ("majority-is-class-1", "Is class 1 always the commoner one?", ones),
        ("majority-is-class-0", "Is class 0 always the commoner one?", 1 - ones),
        ("majority-is-minority", "This is the share of the rarer class.", 1 - right),
        ("majority-percent", "An accuracy lies between 0 and 1.", 100 * right),
        ("majority-count", "This is how many; which share is it?", right * sizes),
        ("majority-class", "This is the class; how often is it right?", (ones > 0.5).astype(float)),
        ("majority-ratio", "Among how many samples is it right?", right / (1 - right)),
        ("majority-half", "Does guessing at random come into it?", np.full(2, 0.5)),
    ]
    table = [row for row in table if expect.agree(values, row[2], EXACT)]  # those that explain both answers
    for k, answer in enumerate(answers):
        named = _mistakes(*((slug, hint, [value[k]]) for slug, hint, value in table))
        expect.close(answer, right[k : k + 1], EXACT, like="vector", mistakes=named)


def _by_class(answer):
    """Weights of class 0 and 1, from a dict (keys may be any numbers) or in the order of the classes."""
    wire = wire_of(answer)
    if not isinstance(wire, codec.Mapping):
        return answer
    found = {}
    for key, item in wire.items:
        try:
            found[float(as_array(key).reshape(()))] = item
        except (Unreadable, ValueError, TypeError):  # a key that is no number
            found[str(key)] = item
    label, detail = label_of(answer)
    expect.true(
        set(found) == {0.0, 1.0},
        f"{label} returned {describe(wire)}, but should return a dict with the keys 0 and 1 {detail}.",
    )
    return Answer(answer._link, codec.Answer(codec.Sequence("list", [found[0.0], found[1.0]])), label, detail)


@pytest.mark.points(1)
def test_balanced_class_weights(student):
    """`balanced_class_weights(y)` gives each class the weight N / (K N_k): {0: ..., 1: ...}"""
    for y in (FEW_ONES, MANY_ONES):
        right = reference.balanced_class_weights(y)
        counts = np.array([np.sum(y == 0), np.sum(y == 1)])
        rare = "Which class should weigh more, the common one or the rare one?"
        total = "What do the weights of all samples add up to?"
        mistakes = _mistakes(
            ("class-weights-without-k", "How many classes share the weight of all samples?", 2 * right),
            ("class-weights-inverse", rare, 1 / right),
            ("class-weights-swapped", rare, right[::-1]),
            ("class-weights-shares", rare, counts / len(y)),
            ("class-weights-counts", rare, counts),
            ("class-weights-one-over-count", total, 1 / counts),
            ("class-weights-relative", "Relative to which number is a class common or rare?", counts.max() / counts),
            ("class-weights-sum-to-1", total, right / right.sum()),
            ("class-weights-equal", "Do the classes weigh the same?", np.ones(2)),
        )
        expect.close(_by_class(student.balanced_class_weights(y)), right, EXACT, like="vector", mistakes=mistakes)


# --- scaling --------------------------------------------------------------------------------------------------


def _scaled(X, like, ddof=0):
    return (X - like.mean(axis=0)) / like.std(axis=0, ddof=ddof)


def _judge_scaled(answer, X, mistakes):
    """Scaled like the training rows; dividing by N - 1 gives a standard deviation, too."""
    if not expect.agree(expect.array(answer, X.shape), _scaled(X, X_TRAIN, 1), SCALED):
        expect.close(answer, _scaled(X, X_TRAIN), SCALED, mistakes=mistakes)


LEAK = "What may be known of the test rows when the scaler is fitted?"


@pytest.mark.points(0.5)
def test_standardise_the_training_rows(student):
    """`standardise(X_train, X_test)` gives each column of the training rows mean 0 and standard deviation 1"""
    train, _ = expect.items(student.standardise(X_TRAIN, X_TEST), 2, "(train, test)")
    centred = X_TRAIN - X_TRAIN.mean(axis=0)
    columns = "Each feature is a column with its own mean and spread."
    mistakes = _mistakes(
        ("standardise-leaks", LEAK, _scaled(X_TRAIN, X_BOTH)),
        ("standardise-leaks", LEAK, _scaled(X_TRAIN, X_BOTH, 1)),
        ("standardise-all-columns", columns, (X_TRAIN - X_TRAIN.mean()) / X_TRAIN.std()),
        ("standardise-rows", columns, _scaled(X_TRAIN.T, X_TRAIN.T).T),
        ("standardise-min-max", "This is min-max scaling.", (X_TRAIN - X_TRAIN.min(axis=0)) / np.ptp(X_TRAIN, axis=0)),
        ("standardise-mean-only", "The mean is 0; what of the spread?", centred),
        ("standardise-spread-only", "The spread is 1; what of the mean?", X_TRAIN / X_TRAIN.std(axis=0)),
        ("standardise-variance", "In which unit is a variance?", centred / X_TRAIN.var(axis=0)),
        ("standardise-not", "These are the rows that came in.", X_TRAIN),
    )
    _judge_scaled(train, X_TRAIN, mistakes)


@pytest.mark.points(0.5)
def test_standardise_the_test_rows_like_the_training_rows(student):
    """`standardise` scales the test rows with the mean and spread of the training rows"""
    _, test = expect.items(student.standardise(X_TRAIN, X_TEST), 2, "(train, test)")
    alone = "A single new customer has no spread: whose mean and spread are to be used?"
    mistakes = _mistakes(
        ("standardise-test-by-itself", alone, _scaled(X_TEST, X_TEST)),
        ("standardise-test-by-itself", alone, _scaled(X_TEST, X_TEST, 1)),
        ("standardise-leaks", LEAK, _scaled(X_TEST, X_BOTH)),
        ("standardise-leaks", LEAK, _scaled(X_TEST, X_BOTH, 1)),
        ("standardise-not", "These are the rows that came in.", X_TEST),
    )
    _judge_scaled(test, X_TEST, mistakes)


# --- separability -----------------------------------------------------------------------------------------------


def _norms(student, n_iterations, lambda_reg):
    answer = student.weight_norms(X_APART, Y_APART, n_iterations=n_iterations, learning_rate=0.5, lambda_reg=lambda_reg)
    return answer, expect.vector(answer, n_iterations).astype(np.float64)


def _norm_mistakes(right, lam):
    n = len(Y_APART)
    path = [reference.LogisticRegression(0.5, k, lam).fit(X_APART, Y_APART) for k in range(1, 16)]
    length = "The length of a vector is the root of a sum of squares."

    def norms(rate, strength):
        return reference.weight_norms(X_APART, Y_APART, 15, rate, strength)

    return _mistakes(
        ("norms-before-the-step", "After each step: what is the first entry?", [0.0, *right[:-1]]),
        ("norms-squared", length, right**2),
        ("norms-with-bias", "Is the bias one of the weights?", np.hypot(right, [model.bias for model in path])),
        ("norms-of-absolute-values", length, [np.abs(model.weights).sum() for model in path]),
        ("norms-largest", length, [np.abs(model.weights).max() for model in path]),
        ("norms-without-penalty", "Is lambda_reg used?", norms(0.5, 0.0)),
        ("norms-penalty-times-n", "The gradient of the penalty is divided by N, too.", norms(0.5, lam * n)),
        ("norms-sums", "The loss is a mean: what is its gradient divided by?", norms(0.5 * n, lam / n)),
    )


@pytest.mark.points(0.5)
def test_weight_norms(student):
    """`weight_norms(X, y, n_iterations, learning_rate, lambda_reg)` gives the length of the weights after each step"""
    expect.callable_(student.weight_norms, ("n_iterations", "learning_rate", "lambda_reg"))
    for lam in (0.0, 3.0):
        answer, _ = _norms(student, 15, lam)
        right = reference.weight_norms(X_APART, Y_APART, 15, 0.5, lam)
        expect.close(answer, right, NORMS, like="vector", mistakes=_norm_mistakes(right, lam))
    by_default = student.weight_norms(X_APART, Y_APART, n_iterations=15, learning_rate=0.5)
    expect.close(by_default, reference.weight_norms(X_APART, Y_APART, 15, 0.5, 0.0), NORMS, like="vector")


@pytest.mark.points(0.5)
def test_only_the_penalty_stops_the_weights(student):
    """Where a line separates the classes, the weights grow on and on; with lambda_reg=3 they come to rest"""
    answer, free = _norms(student, 400, 0.0)
    expect.finite(answer)
    expect.true(
        free[0] > 0 and free[399] > 1.05 * free[199],
        f"weight_norms(X, y, n_iterations=400, learning_rate=0.5, lambda_reg=0.0) ended with {free[399]:.4g} after "
        f"{free[199]:.4g} half-way, but should grow on.",
        hint="On such classes longer weights are always better: does each step go down the slope of the loss?",
    )
    answer, held = _norms(student, 400, 3.0)
    expect.finite(answer)
    expect.true(
        0 < held[399] < free[399] / 2 and abs(held[399] - held[199]) <= 1e-3 * held[399],
        f"weight_norms(X, y, n_iterations=400, learning_rate=0.5, lambda_reg=3.0) ended with {held[399]:.4g} after "
        f"{held[199]:.4g} half-way, but should be at rest, and well below the {free[399]:.4g} without a penalty.",
        hint="The penalty pulls each weight back, the more the longer it is: is it in the gradient?",
    )
