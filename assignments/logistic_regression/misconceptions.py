"""What students of this course get wrong, each as they would write it: see autograder.misconceptions.

First the right forms, which the variants use as a notebook's cells use one another; then the variants, part by part.
"""

# ruff: noqa: B905, D101, D102 - written as students write

import math

import numpy as np

from autograder.misconceptions import misconception

# --- right forms ------------------------------------------------------------------------------------------------


def sigmoid(x):
    x = np.asarray(x, dtype=float)
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e))


def grad_sigmoid(x):
    s = sigmoid(x)
    return s * (1 - s)


def decision_boundary(weights, bias):
    weights = np.atleast_1d(weights)
    if len(weights) == 1:
        return -bias / weights[0]
    w1, w2 = weights
    if w2 == 0:
        return np.inf, -bias / w1
    return -w1 / w2, -bias / w2


def entropy(p):
    p = np.asarray(p, dtype=float)
    q = 1 - p
    return -(p * np.log2(np.where(p > 0, p, 1)) + q * np.log2(np.where(q > 0, q, 1)))


def log_loss(y_true, y_pred):
    y_true = np.asarray(y_true, dtype=float)
    p = np.clip(np.asarray(y_pred, dtype=float), 1e-15, 1 - 1e-15)
    return -(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))


why_not_mse = "c"


def bce_gradient(X, y, weights, bias, lambda_reg=0.0):
    error = sigmoid(X @ weights + bias) - y
    return X.T @ error / len(y) + lambda_reg / len(y) * weights, np.mean(error)


def coin_likelihood(theta):
    theta = np.asarray(theta, dtype=float)
    return theta**3 * (1 - theta) ** 2


theta_mle = 0.6


def neg_log_likelihood(X, y, weights, bias):
    z = X @ weights + bias
    return np.sum(np.logaddexp(0, z) - y * z)


def map_objective(X, y, weights, bias, lambda_reg=1.0, prior="gaussian"):
    nll = neg_log_likelihood(X, y, weights, bias)
    if prior == "gaussian":
        return nll + lambda_reg / 2 * np.sum(weights**2)
    if prior == "laplace":
        return nll + lambda_reg * np.sum(np.abs(weights))
    raise ValueError(f"unknown prior {prior!r}")


def log_odds(p):
    p = np.asarray(p, dtype=float)
    with np.errstate(divide="ignore"):
        return np.log(p) - np.log1p(-p)


def odds_ratios(weights):
    return np.exp(weights)


class LogisticRegression:
    def __init__(self, learning_rate=0.01, n_iterations=1000, lambda_reg=0.01):
        self.learning_rate = learning_rate
        self.n_iterations = n_iterations
        self.lambda_reg = lambda_reg

    def fit(self, X, y):
        self.weights, self.bias, self.losses = np.zeros(X.shape[1]), 0.0, []
        for _ in range(self.n_iterations):
            self.losses.append(self.compute_loss(X, y, self.predict_proba(X)))
            dw, db = bce_gradient(X, y, self.weights, self.bias, self.lambda_reg)
            self.weights = self.weights - self.learning_rate * dw
            self.bias = self.bias - self.learning_rate * db
        return self

    def predict_proba(self, X):
        return sigmoid(X @ self.weights + self.bias)

    def predict(self, X, threshold=0.5):
        return (self.predict_proba(X) >= threshold).astype(int)

    def compute_loss(self, X, y, y_pred):
        return np.mean(log_loss(y, y_pred)) + self.lambda_reg / (2 * len(y)) * np.sum(self.weights**2)


def train_1d(X, y, lr, lam, epochs):
    w = b = 0.0
    n, losses = len(X), []
    for _ in range(epochs):
        dw = db = loss = 0.0
        for x, target in zip(X, y):
            z = w * x + b
            p = 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))
            loss += max(z, 0) - z * target + math.log1p(math.exp(-abs(z)))
            dw += (p - target) * x
            db += p - target
        losses.append(loss / n + lam / (2 * n) * w * w)
        w -= lr * (dw / n + lam / n * w)
        b -= lr * db / n
    return w, b, losses


def softmax(Z):
    Z = np.asarray(Z, dtype=float)
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


class SoftmaxRegression:
    def __init__(self, learning_rate=0.01, max_iter=1000, tol=1e-4, random_state=None):
        self.learning_rate = learning_rate
        self.max_iter = max_iter
        self.tol = tol
        self.random_state = random_state

    def fit(self, X, y):
        self.classes_, index = np.unique(y, return_inverse=True)
        n, k = len(index), len(self.classes_)
        Y = np.eye(k)[index]
        rng = np.random.default_rng(self.random_state)
        self.weights = 0.01 * rng.standard_normal((X.shape[1], k))
        self.bias = np.zeros(k)
        previous = np.inf
        for _ in range(self.max_iter):
            P = self.predict_proba(X)
            loss = -np.mean(np.log(P[np.arange(n), index]))
            if abs(previous - loss) < self.tol:
                break
            previous = loss
            self.weights = self.weights - self.learning_rate * X.T @ (P - Y) / n
            self.bias = self.bias - self.learning_rate * (P - Y).mean(axis=0)
        return self

    def predict_proba(self, X):
        return softmax(X @ self.weights + self.bias)

    def predict(self, X):
        return self.classes_[np.argmax(self.predict_proba(X), axis=1)]


kc1, kc2, kc3, kc4 = "b", "d", "a", "c"


def majority_accuracy(y):
    _, counts = np.unique(y, return_counts=True)
    return counts.max() / counts.sum()


def balanced_class_weights(y):
    classes, counts = np.unique(y, return_counts=True)
    return {c: len(y) / (len(classes) * n) for c, n in zip(classes.tolist(), counts.tolist())}


def standardise(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    return (X_train - mean) / std, (X_test - mean) / std


def weight_norms(X, y, n_iterations, learning_rate, lambda_reg=0.0):
    weights, bias, norms = np.zeros(X.shape[1]), 0.0, []
    for _ in range(n_iterations):
        dw, db = bce_gradient(X, y, weights, bias, lambda_reg)
        weights, bias = weights - learning_rate * dw, bias - learning_rate * db
        norms.append(np.linalg.norm(weights))
    return norms


def threshold_sweep(y_true, proba, thresholds):
    y_true, proba = np.asarray(y_true), np.asarray(proba)
    precision, recall, f1 = [], [], []
    for t in thresholds:
        said_yes = proba >= t
        tp = np.sum(said_yes & (y_true == 1))
        p = tp / said_yes.sum() if said_yes.any() else 0.0
        r = tp / np.sum(y_true == 1) if np.any(y_true == 1) else 0.0
        precision.append(p)
        recall.append(r)
        f1.append(2 * p * r / (p + r) if p + r > 0 else 0.0)
    return {"precision": precision, "recall": recall, "f1": f1}


def lambda_sweep(X_train, y_train, X_test, y_test, lambdas):
    accuracies = []
    for lam in lambdas:
        m = LogisticRegression(learning_rate=0.1, n_iterations=500, lambda_reg=lam)
        m.fit(X_train, y_train)
        accuracies.append(np.mean(m.predict(X_test) == y_test))
    return accuracies


# --- part 1: the sigmoid ------------------------------------------------------------------------------------------


@misconception(
    "sigmoid-sign",
    question="q1",
    name="sigmoid",
    hint="Look at the sign of the exponent: what should large x give?",
)
def sigmoid_sign(x):
    return 1 / (1 + np.exp(x))


@misconception(
    "sigmoid-is-tanh",
    question="q1",
    name="sigmoid",
    hint="This runs from -1 to 1; a probability runs from 0 to 1.",
)
def sigmoid_is_tanh(x):
    return np.tanh(x)


@misconception(
    "sigmoid-loops",
    question="q1",
    name="sigmoid",
    hint="Over what does the loop go when x is one number? NumPy's functions take numbers and arrays alike.",
)
def sigmoid_loops(x):
    return np.array([1 / (1 + np.exp(-value)) for value in x])


@misconception("sigmoid-minus", question="q1", name="sigmoid", hint="Look at the sign in the denominator.")
def sigmoid_minus(x):
    return 1 / (1 - np.exp(-x))


@misconception(
    "sigmoid-is-exp",
    question="q1",
    name="sigmoid",
    hint="Only the exponential came back; where is the fraction?",
)
def sigmoid_is_exp(x):
    return np.exp(-x)


@misconception(
    "sigmoid-overflows",
    question="q1",
    name="sigmoid",
    hint="How large is e^1000? For x < 0 the same function can be written with an exponential that is never large.",
    source="numpy/numpy#11213 and many questions on 'overflow encountered in exp'",
)
def sigmoid_overflows(x):
    return 1 / (1 + np.exp(-x))


@misconception(
    "sigmoid-inf-over-inf",
    question="q1",
    name="sigmoid",
    hint="For which x is this form safe, and what does it become at x = 1000?",
)
def sigmoid_inf_over_inf(x):
    return np.exp(x) / (1 + np.exp(x))


@misconception(
    "sigmoid-clipped",
    question="q1",
    name="sigmoid",
    hint="Beyond the cut all x look alike: which form needs no cut, since its exponential is never large?",
)
def sigmoid_clipped(x):
    return 1 / (1 + np.exp(-np.clip(x, -500, 500)))


@misconception(
    "sigmoid-takes-no-arrays",
    question="q1",
    name="sigmoid",
    hint="The functions of `math` take one number at a time: which ones take an array?",
)
def sigmoid_takes_no_arrays(x):
    return 1 / (1 + math.exp(-x))


@misconception("sigmoid-rounded", question="q1", name="sigmoid", hint="Round what you print, not what you return.")
def sigmoid_rounded(x):
    e = np.exp(-np.abs(x))
    return np.round(np.where(np.asarray(x) >= 0, 1 / (1 + e), e / (1 + e)), 4)


@misconception(
    "sigmoid-changes-its-argument",
    question="q1",
    name="sigmoid",
    hint="Does `x` belong to this function alone? Operators such as `*=` write into the caller's array.",
)
def sigmoid_changes_its_argument(x):
    x = np.asarray(x, dtype=float)
    positive = x >= 0
    x *= np.where(positive, -1.0, 1.0)
    e = np.exp(x)
    return np.where(positive, 1 / (1 + e), e / (1 + e))


@misconception(
    "grad-sigmoid-of-output",
    question="q1",
    name="grad_sigmoid",
    hint="Is the sigmoid applied once, to x itself?",
    source="the sigmoid_derivative(x) of many tutorials on backpropagation, which expects the sigmoid's output",
)
def grad_sigmoid_of_output(x):
    return x * (1 - x)


@misconception(
    "grad-sigmoid-plus",
    question="q1",
    name="grad_sigmoid",
    hint="It is s times (1 - s): look at the sign inside.",
)
def grad_sigmoid_plus(x):
    s = sigmoid(x)
    return s * (1 + s)


@misconception(
    "grad-sigmoid-only-s",
    question="q1",
    name="grad_sigmoid",
    hint="The sigmoid itself came back; its slope is asked for.",
)
def grad_sigmoid_only_s(x):
    return sigmoid(x)


@misconception(
    "grad-sigmoid-one-minus-s",
    question="q1",
    name="grad_sigmoid",
    hint="A factor is missing: (1 - s) is only half of it.",
)
def grad_sigmoid_one_minus_s(x):
    return 1 - sigmoid(x)


@misconception(
    "grad-sigmoid-sign",
    question="q1",
    name="grad_sigmoid",
    hint="Does the sigmoid rise or fall? Its slope has that sign.",
)
def grad_sigmoid_sign(x):
    s = sigmoid(x)
    return s * (s - 1)


# --- part 2: the decision boundary ----------------------------------------------------------------------------------


@misconception(
    "boundary-sign",
    question="q2",
    name="decision_boundary",
    hint="Solve w.x + b = 0 for x: what becomes of b's sign?",
)
def boundary_sign(weights, bias):
    if len(weights) == 1:
        return bias / weights[0]
    w1, w2 = weights
    return (np.inf, -bias / w1) if w2 == 0 else (-w1 / w2, -bias / w2)


@misconception(
    "boundary-inverted",
    question="q2",
    name="decision_boundary",
    hint="Which of the two divides the other?",
)
def boundary_inverted(weights, bias):
    if len(weights) == 1:
        return -weights[0] / bias
    w1, w2 = weights
    return (np.inf, -bias / w1) if w2 == 0 else (-w1 / w2, -bias / w2)


@misconception(
    "boundary-bias-alone",
    question="q2",
    name="decision_boundary",
    hint="Move x further: does a larger weight not bring it closer to 0?",
)
def boundary_bias_alone(weights, bias):
    if len(weights) == 1:
        return -bias
    w1, w2 = weights
    return (np.inf, -bias / w1) if w2 == 0 else (-w1 / w2, -bias / w2)


@misconception(
    "boundary-score-half",
    question="q2",
    name="decision_boundary",
    hint="The probability is 1/2 on the boundary; which value has the score w.x + b there?",
)
def boundary_score_half(weights, bias):
    if len(weights) == 1:
        return (0.5 - bias) / weights[0]
    w1, w2 = weights
    return (np.inf, (0.5 - bias) / w1) if w2 == 0 else (-w1 / w2, (0.5 - bias) / w2)


@misconception(
    "boundary-slope-sign",
    question="q2",
    name="decision_boundary",
    hint="Solve w1 x1 + w2 x2 + b = 0 for x2: watch the sign of x1.",
)
def boundary_slope_sign(weights, bias):
    if len(weights) == 1:
        return -bias / weights[0]
    w1, w2 = weights
    return (np.inf, -bias / w1) if w2 == 0 else (w1 / w2, -bias / w2)


@misconception(
    "boundary-slope-inverted",
    question="q2",
    name="decision_boundary",
    hint="Solve for x2, the vertical axis: which weight divides?",
)
def boundary_slope_inverted(weights, bias):
    if len(weights) == 1:
        return -bias / weights[0]
    w1, w2 = weights
    return (np.inf, -bias / w1) if w2 == 0 else (-w2 / np.float64(w1), -bias / w2)


@misconception(
    "boundary-along-weights",
    question="q2",
    name="decision_boundary",
    hint="The weights point across the boundary, not along it.",
)
def boundary_along_weights(weights, bias):
    if len(weights) == 1:
        return -bias / weights[0]
    w1, w2 = weights
    return (np.inf, -bias / w1) if w2 == 0 else (w2 / np.float64(w1), -bias / w2)


@misconception(
    "boundary-order",
    question="q2",
    name="decision_boundary",
    hint="Both numbers are there: in which order are they asked for?",
)
def boundary_order(weights, bias):
    if len(weights) == 1:
        return -bias / weights[0]
    w1, w2 = weights
    return (np.inf, -bias / w1) if w2 == 0 else (-bias / w2, -w1 / w2)


@misconception(
    "boundary-intercept-sign",
    question="q2",
    name="decision_boundary",
    hint="Put x1 = 0 and solve for x2: watch the sign of b.",
)
def boundary_intercept_sign(weights, bias):
    if len(weights) == 1:
        return -bias / weights[0]
    w1, w2 = weights
    return (np.inf, -bias / w1) if w2 == 0 else (-w1 / w2, bias / w2)


@misconception(
    "boundary-intercept-on-x1",
    question="q2",
    name="decision_boundary",
    hint="That is where the line crosses x1; x2 is asked for.",
)
def boundary_intercept_on_x1(weights, bias):
    if len(weights) == 1:
        return -bias / weights[0]
    w1, w2 = weights
    return (np.inf, -bias / w1) if w2 == 0 else (-w1 / w2, -bias / np.float64(w1))


@misconception(
    "boundary-vertical-divides-by-zero",
    question="q2",
    name="decision_boundary",
    hint="A vertical line has no slope, yet it has a place: which axis does it cross?",
)
def boundary_vertical_divides_by_zero(weights, bias):
    if len(weights) == 1:
        return -bias / weights[0]
    return -weights[0] / weights[1], -bias / weights[1]


@misconception(
    "boundary-vertical-epsilon",
    question="q2",
    name="decision_boundary",
    hint="A small number added to w2 hides the division by 0; it does not say where the line is.",
)
def boundary_vertical_epsilon(weights, bias):
    if len(weights) == 1:
        return -bias / weights[0]
    w1, w2 = weights
    return -w1 / (w2 + 1e-12), -bias / (w2 + 1e-12)


@misconception(
    "boundary-vertical-no-slope",
    question="q2",
    name="decision_boundary",
    hint="Which number stands for 'steeper than any slope'?",
)
def boundary_vertical_no_slope(weights, bias):
    if len(weights) == 1:
        return -bias / weights[0]
    w1, w2 = weights
    return (None, -bias / w1) if w2 == 0 else (-w1 / w2, -bias / w2)


@misconception(
    "boundary-vertical-place-alone",
    question="q2",
    name="decision_boundary",
    hint="That is its place; for a line, two values are asked for.",
)
def boundary_vertical_place_alone(weights, bias):
    if len(weights) == 1:
        return -bias / weights[0]
    w1, w2 = weights
    return -bias / w1 if w2 == 0 else (-w1 / w2, -bias / w2)


# --- part 3: entropy and cross-entropy --------------------------------------------------------------------------------


@misconception(
    "entropy-in-nats",
    question="q3",
    name="entropy",
    hint="Which unit is asked for, and which base does it have?",
)
def entropy_in_nats(p):
    p = np.clip(p, 1e-15, 1 - 1e-15)
    return -(p * np.log(p) + (1 - p) * np.log(1 - p))


@misconception(
    "entropy-in-digits",
    question="q3",
    name="entropy",
    hint="A bit counts powers of two, not of ten.",
)
def entropy_in_digits(p):
    p = np.clip(p, 1e-15, 1 - 1e-15)
    return -(p * np.log10(p) + (1 - p) * np.log10(1 - p))


@misconception(
    "entropy-one-side",
    question="q3",
    name="entropy",
    hint="The coin has a second side: what is its probability?",
)
def entropy_one_side(p):
    p = np.clip(p, 1e-15, 1)
    return -p * np.log2(p)


@misconception(
    "entropy-sign",
    question="q3",
    name="entropy",
    hint="Can uncertainty be negative? The logarithm of a p < 1 is.",
)
def entropy_sign(p):
    p = np.clip(p, 1e-15, 1 - 1e-15)
    return p * np.log2(p) + (1 - p) * np.log2(1 - p)


@misconception(
    "entropy-is-gini",
    question="q3",
    name="entropy",
    hint="That is the Gini impurity; where is the logarithm?",
)
def entropy_is_gini(p):
    return 2 * p * (1 - p)


@misconception(
    "entropy-summed",
    question="q3",
    name="entropy",
    hint="Each p is a coin of its own, and has its own entropy.",
)
def entropy_summed(p):
    p = np.clip(p, 1e-15, 1 - 1e-15)
    return -np.sum(p * np.log2(p) + (1 - p) * np.log2(1 - p))


@misconception(
    "entropy-zero-times-log-zero",
    question="q3",
    name="entropy",
    hint="What does the computer make of 0 * log(0)?",
)
def entropy_zero_times_log_zero(p):
    return -p * np.log2(p) - (1 - p) * np.log2(1 - p)


@misconception(
    "entropy-clipped-too-far",
    question="q3",
    name="entropy",
    hint="If p is kept away from 0 and 1, how far away may it be before the values change?",
)
def entropy_clipped_too_far(p):
    p = np.clip(p, 1e-5, 1 - 1e-5)
    return -p * np.log2(p) - (1 - p) * np.log2(1 - p)


@misconception(
    "log-loss-averaged",
    question="q3",
    name="log_loss",
    hint="One number came back for all samples; who takes the mean?",
    source="sklearn.metrics.log_loss, which averages",
)
def log_loss_averaged(y_true, y_pred):
    p = np.clip(y_pred, 1e-15, 1 - 1e-15)
    return -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))


@misconception(
    "log-loss-summed",
    question="q3",
    name="log_loss",
    hint="One number came back for all samples; each has its own loss.",
)
def log_loss_summed(y_true, y_pred):
    p = np.clip(y_pred, 1e-15, 1 - 1e-15)
    return -np.sum(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))


@misconception(
    "log-loss-sign",
    question="q3",
    name="log_loss",
    hint="A loss is what one pays: can it be negative?",
)
def log_loss_sign(y_true, y_pred):
    p = np.clip(y_pred, 1e-15, 1 - 1e-15)
    return y_true * np.log(p) + (1 - y_true) * np.log(1 - p)


@misconception(
    "log-loss-in-bits",
    question="q3",
    name="log_loss",
    hint="Nats are asked for: which base has the logarithm?",
)
def log_loss_in_bits(y_true, y_pred):
    p = np.clip(y_pred, 1e-15, 1 - 1e-15)
    return -(y_true * np.log2(p) + (1 - y_true) * np.log2(1 - p))


@misconception(
    "log-loss-in-digits",
    question="q3",
    name="log_loss",
    hint="Nats are asked for: which base has the logarithm?",
)
def log_loss_in_digits(y_true, y_pred):
    p = np.clip(y_pred, 1e-15, 1 - 1e-15)
    return -(y_true * np.log10(p) + (1 - y_true) * np.log10(1 - p))


@misconception(
    "log-loss-labels-swapped",
    question="q3",
    name="log_loss",
    hint="Which of the two logarithms counts when y is 1?",
)
def log_loss_labels_swapped(y_true, y_pred):
    p = np.clip(y_pred, 1e-15, 1 - 1e-15)
    return -((1 - y_true) * np.log(p) + y_true * np.log(1 - p))


@misconception(
    "log-loss-only-ones",
    question="q3",
    name="log_loss",
    hint="What do the samples with y = 0 cost?",
)
def log_loss_only_ones(y_true, y_pred):
    return -y_true * np.log(np.clip(y_pred, 1e-15, 1))


@misconception(
    "log-loss-minus-between",
    question="q3",
    name="log_loss",
    hint="Check the sign of the second part: what does the minus cover?",
)
def log_loss_minus_between(y_true, y_pred):
    p = np.clip(y_pred, 1e-15, 1 - 1e-15)
    return -y_true * np.log(p) + (1 - y_true) * np.log(1 - p)


@misconception(
    "log-loss-squared-error",
    question="q3",
    name="log_loss",
    hint="That is the squared error; where is the logarithm?",
)
def log_loss_squared_error(y_true, y_pred):
    return (np.asarray(y_true) - np.asarray(y_pred)) ** 2


@misconception(
    "log-loss-arguments-swapped",
    question="q3",
    name="log_loss",
    hint="Which argument comes first, and whose logarithm is taken?",
)
def log_loss_arguments_swapped(y_true, y_pred):
    y = np.clip(y_true, 1e-15, 1 - 1e-15)
    return -(y_pred * np.log(y) + (1 - y_pred) * np.log(1 - y))


@misconception(
    "log-loss-of-zero",
    question="q3",
    name="log_loss",
    hint="What is the logarithm of 0, and what is 0 times that?",
)
def log_loss_of_zero(y_true, y_pred):
    return -(y_true * np.log(y_pred) + (1 - y_true) * np.log(1 - y_pred))


@misconception(
    "log-loss-of-p-plus-epsilon",
    question="q3",
    name="log_loss",
    hint="log(p + something) is the logarithm of another number, which may even be above 1: keep p "
    "itself within bounds.",
    source="the epsilon inside the logarithm of many tutorials",
)
def log_loss_of_p_plus_epsilon(y_true, y_pred):
    eps = 1e-8
    return -(y_true * np.log(y_pred + eps) + (1 - y_true) * np.log(1 - y_pred + eps))


@misconception(
    "log-loss-clipped-too-far",
    question="q3",
    name="log_loss",
    hint="If p is kept away from 0 and 1, how far away may it be before the values change?",
)
def log_loss_clipped_too_far(y_true, y_pred):
    p = np.clip(y_pred, 1e-5, 1 - 1e-5)
    return -(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))


@misconception(
    "mse-is-only-slower",
    question="q3",
    value="why_not_mse",
    hint="Look at the two surfaces again: in which one does every way down lead to the lowest point?",
)
def mse_is_only_slower():
    return "a"


# --- part 4: the gradient -------------------------------------------------------------------------------------------


@misconception(
    "bce-gradient-sign",
    question="q4",
    name="bce_gradient",
    hint="This points downhill; the gradient points uphill. In which order are p and y subtracted?",
)
def bce_gradient_sign(X, y, weights, bias, lambda_reg=0.0):
    error = y - sigmoid(X @ weights + bias)
    return X.T @ error / len(y) + lambda_reg / len(y) * weights, np.mean(error)


@misconception(
    "bce-gradient-sum",
    question="q4",
    name="bce_gradient",
    hint="The loss is a mean over samples: what does that do to its gradient?",
)
def bce_gradient_sum(X, y, weights, bias, lambda_reg=0.0):
    error = sigmoid(X @ weights + bias) - y
    return X.T @ error + lambda_reg / len(y) * weights, np.sum(error)


@misconception(
    "bce-gradient-sum",
    question="q4",
    name="bce_gradient",
    hint="The loss is a mean over samples: what does that do to its gradient?",
)
def bce_gradient_sum_of_all(X, y, weights, bias, lambda_reg=0.0):
    error = sigmoid(X @ weights + bias) - y
    return X.T @ error + lambda_reg * weights, np.sum(error)


@misconception(
    "bce-gradient-halved",
    question="q4",
    name="bce_gradient",
    hint="Where does the 2 come from? The cross-entropy has no square.",
)
def bce_gradient_halved(X, y, weights, bias, lambda_reg=0.0):
    error = sigmoid(X @ weights + bias) - y
    return X.T @ error / (2 * len(y)) + lambda_reg / len(y) * weights, np.mean(error) / 2


@misconception(
    "bce-gradient-without-bias",
    question="q4",
    name="bce_gradient",
    hint="Which part of the model's score is missing in p?",
)
def bce_gradient_without_bias(X, y, weights, bias, lambda_reg=0.0):
    error = sigmoid(X @ weights) - y
    return X.T @ error / len(y) + lambda_reg / len(y) * weights, np.mean(error)


@misconception(
    "bce-gradient-without-sigmoid",
    question="q4",
    name="bce_gradient",
    hint="p is a probability: is the score one already?",
)
def bce_gradient_without_sigmoid(X, y, weights, bias, lambda_reg=0.0):
    error = X @ weights + bias - y
    return X.T @ error / len(y) + lambda_reg / len(y) * weights, np.mean(error)


@misconception(
    "bce-gradient-of-mse",
    question="q4",
    name="bce_gradient",
    hint="The factor p (1 - p) belongs to the squared error; the logarithm cancels it.",
)
def bce_gradient_of_mse(X, y, weights, bias, lambda_reg=0.0):
    p = sigmoid(X @ weights + bias)
    error = (p - y) * p * (1 - p)
    return X.T @ error / len(y) + lambda_reg / len(y) * weights, np.mean(error)


@misconception(
    "bce-gradient-of-labels",
    question="q4",
    name="bce_gradient",
    hint="The residual takes the probability itself, not the class that it is rounded to.",
    source="the update rule of the perceptron",
)
def bce_gradient_of_labels(X, y, weights, bias, lambda_reg=0.0):
    error = (sigmoid(X @ weights + bias) >= 0.5) - y
    return X.T @ error / len(y) + lambda_reg / len(y) * weights, np.mean(error)


@misconception(
    "bce-gradient-over-features",
    question="q4",
    name="bce_gradient",
    hint="The mean runs over samples: what does len() count here?",
)
def bce_gradient_over_features(X, y, weights, bias, lambda_reg=0.0):
    error = sigmoid(X @ weights + bias) - y
    return X.T @ error / len(weights) + lambda_reg / len(y) * weights, np.mean(error)


@misconception(
    "bce-gradient-one-number",
    question="q4",
    name="bce_gradient",
    hint="Each weight has a slope of its own: over which axis is the mean?",
)
def bce_gradient_one_number(X, y, weights, bias, lambda_reg=0.0):
    error = sigmoid(X @ weights + bias) - y
    return np.mean(X.T * error) + lambda_reg / len(y) * weights, np.mean(error)


@misconception(
    "bce-gradient-penalty-missing",
    question="q4",
    name="bce_gradient",
    hint="Does lambda_reg take part at all?",
)
def bce_gradient_penalty_missing(X, y, weights, bias, lambda_reg=0.0):
    error = sigmoid(X @ weights + bias) - y
    return X.T @ error / len(y), np.mean(error)


@misconception(
    "bce-gradient-penalty-not-over-n",
    question="q4",
    name="bce_gradient",
    hint="By what is the penalty of the loss divided?",
)
def bce_gradient_penalty_not_over_n(X, y, weights, bias, lambda_reg=0.0):
    error = sigmoid(X @ weights + bias) - y
    return X.T @ error / len(y) + lambda_reg * weights, np.mean(error)


@misconception(
    "bce-gradient-penalty-doubled",
    question="q4",
    name="bce_gradient",
    hint="The loss has lambda / (2 N): what becomes of the 2?",
)
def bce_gradient_penalty_doubled(X, y, weights, bias, lambda_reg=0.0):
    error = sigmoid(X @ weights + bias) - y
    return X.T @ error / len(y) + 2 * lambda_reg / len(y) * weights, np.mean(error)


@misconception(
    "bce-gradient-penalty-halved",
    question="q4",
    name="bce_gradient",
    hint="The derivative of w^2 / 2 is ...?",
)
def bce_gradient_penalty_halved(X, y, weights, bias, lambda_reg=0.0):
    error = sigmoid(X @ weights + bias) - y
    return X.T @ error / len(y) + lambda_reg / (2 * len(y)) * weights, np.mean(error)


@misconception(
    "bce-gradient-penalty-sign",
    question="q4",
    name="bce_gradient",
    hint="A larger weight costs more: which sign has that slope?",
)
def bce_gradient_penalty_sign(X, y, weights, bias, lambda_reg=0.0):
    error = sigmoid(X @ weights + bias) - y
    return X.T @ error / len(y) - lambda_reg / len(y) * weights, np.mean(error)


@misconception(
    "bce-gradient-penalty-l1",
    question="q4",
    name="bce_gradient",
    hint="This is the slope of |w|; the penalty has squares.",
)
def bce_gradient_penalty_l1(X, y, weights, bias, lambda_reg=0.0):
    error = sigmoid(X @ weights + bias) - y
    return X.T @ error / len(y) + lambda_reg / len(y) * np.sign(weights), np.mean(error)


@misconception(
    "bce-gradient-bias-penalised",
    question="q4",
    name="bce_gradient",
    hint="Should a model pay for its base rate? Which parameter does the penalty leave out?",
    source="scikit-learn's liblinear, which penalises the intercept",
)
def bce_gradient_bias_penalised(X, y, weights, bias, lambda_reg=0.0):
    error = sigmoid(X @ weights + bias) - y
    return X.T @ error / len(y) + lambda_reg / len(y) * weights, np.mean(error) + lambda_reg / len(y) * bias


@misconception(
    "bce-gradient-default-lambda",
    question="q4",
    name="bce_gradient",
    hint="What is the default of lambda_reg?",
)
def bce_gradient_default_lambda(X, y, weights, bias, lambda_reg=0.1):
    error = sigmoid(X @ weights + bias) - y
    return X.T @ error / len(y) + lambda_reg / len(y) * weights, np.mean(error)


# --- part 5: maximum likelihood and MAP -----------------------------------------------------------------------------


@misconception(
    "coin-heads-and-tails-swapped",
    question="q5",
    name="coin_likelihood",
    hint="Count heads and tails in H, H, T, H, T: which power belongs to which?",
)
def coin_heads_and_tails_swapped(theta):
    return theta**2 * (1 - theta) ** 3


@misconception(
    "coin-binomial",
    question="q5",
    name="coin_likelihood",
    hint="These flips came in one order: in how many ways may they come out?",
)
def coin_binomial(theta):
    return math.comb(5, 3) * theta**3 * (1 - theta) ** 2


@misconception("coin-heads-only", question="q5", name="coin_likelihood", hint="What of the tails?")
def coin_heads_only(theta):
    return theta**3


@misconception(
    "coin-log",
    question="q5",
    name="coin_likelihood",
    hint="This is a logarithm; the likelihood itself is asked for.",
)
def coin_log(theta):
    return 3 * np.log(theta) + 2 * np.log(1 - theta)


@misconception(
    "coin-sum",
    question="q5",
    name="coin_likelihood",
    hint="Independent events: are their probabilities added?",
)
def coin_sum(theta):
    return theta**3 + (1 - theta) ** 2


@misconception(
    "theta-mle-of-tails",
    question="q5",
    value="theta_mle",
    hint="Of which side of the coin is theta the probability?",
)
def theta_mle_of_tails():
    return 2 / 5


@misconception(
    "theta-mle-fair",
    question="q5",
    value="theta_mle",
    hint="Is the coin assumed to be fair? What do the flips say?",
)
def theta_mle_fair():
    return 0.5


@misconception(
    "theta-mle-is-the-maximum",
    question="q5",
    value="theta_mle",
    hint="This is how large the likelihood gets; *where* does it?",
)
def theta_mle_is_the_maximum():
    return 0.6**3 * 0.4**2


@misconception("theta-mle-odds", question="q5", value="theta_mle", hint="These are the odds, heads against tails.")
def theta_mle_odds():
    return 3 / 2


@misconception(
    "nll-mean",
    question="q5",
    name="neg_log_likelihood",
    hint="The likelihood multiplies over samples: what does its logarithm do?",
)
def nll_mean(X, y, weights, bias):
    z = X @ weights + bias
    return np.mean(np.logaddexp(0, z) - y * z)


@misconception(
    "nll-sign",
    question="q5",
    name="neg_log_likelihood",
    hint="The logarithm of a probability is negative; what is the *negative* log?",
)
def nll_sign(X, y, weights, bias):
    z = X @ weights + bias
    return np.sum(y * z - np.logaddexp(0, z))


@misconception("nll-no-bias", question="q5", name="neg_log_likelihood", hint="Is the bias in the model?")
def nll_no_bias(X, y, weights, bias):
    z = X @ weights
    return np.sum(np.logaddexp(0, z) - y * z)


@misconception(
    "nll-log-of-zero",
    question="q5",
    name="neg_log_likelihood",
    hint="p is exactly 0 or 1 there: what is its logarithm, and what is 0 times that?",
)
def nll_log_of_zero(X, y, weights, bias):
    p = sigmoid(X @ weights + bias)
    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))


@misconception(
    "nll-only-class-1",
    question="q5",
    name="neg_log_likelihood",
    hint="Every sample has a term, those of class 0, too.",
)
def nll_only_class_1(X, y, weights, bias):
    return np.sum(y * np.logaddexp(0, -(X @ weights + bias)))


@misconception(
    "map-no-penalty",
    question="q5",
    name="map_objective",
    hint="This is the likelihood alone; what does the prior add?",
)
def map_no_penalty(X, y, weights, bias, lambda_reg=1.0, prior="gaussian"):
    if prior not in ("gaussian", "laplace"):
        raise ValueError(prior)
    return neg_log_likelihood(X, y, weights, bias)


@misconception(
    "map-priors-swapped",
    question="q5",
    name="map_objective",
    hint="Which prior has squares in its exponent, which absolute values?",
)
def map_priors_swapped(X, y, weights, bias, lambda_reg=1.0, prior="gaussian"):
    nll = neg_log_likelihood(X, y, weights, bias)
    if prior == "laplace":
        return nll + lambda_reg / 2 * np.sum(weights**2)
    if prior == "gaussian":
        return nll + lambda_reg * np.sum(np.abs(weights))
    raise ValueError(prior)


@misconception(
    "map-penalises-bias",
    question="q5",
    name="map_objective",
    hint="The bias has a flat prior: what does that add?",
)
def map_penalises_bias(X, y, weights, bias, lambda_reg=1.0, prior="gaussian"):
    nll, theta = neg_log_likelihood(X, y, weights, bias), np.append(weights, bias)
    if prior == "gaussian":
        return nll + lambda_reg / 2 * np.sum(theta**2)
    if prior == "laplace":
        return nll + lambda_reg * np.sum(np.abs(theta))
    raise ValueError(prior)


@misconception(
    "map-penalty-doubled",
    question="q5",
    name="map_objective",
    hint="Look at the factor in front of the penalty.",
)
def map_penalty_doubled(X, y, weights, bias, lambda_reg=1.0, prior="gaussian"):
    nll = neg_log_likelihood(X, y, weights, bias)
    if prior == "gaussian":
        return nll + lambda_reg * np.sum(weights**2)
    if prior == "laplace":
        return nll + lambda_reg * np.sum(np.abs(weights))
    raise ValueError(prior)


@misconception(
    "map-mean",
    question="q5",
    name="map_objective",
    hint="The likelihood part is a sum over samples here.",
)
def map_mean(X, y, weights, bias, lambda_reg=1.0, prior="gaussian"):
    nll = neg_log_likelihood(X, y, weights, bias) / len(y)
    if prior == "gaussian":
        return nll + lambda_reg / 2 * np.sum(weights**2)
    if prior == "laplace":
        return nll + lambda_reg * np.sum(np.abs(weights))
    raise ValueError(prior)


@misconception(
    "map-lambda-inverted",
    question="q5",
    name="map_objective",
    hint="Is lambda the variance of the prior, or one over it?",
)
def map_lambda_inverted(X, y, weights, bias, lambda_reg=1.0, prior="gaussian"):
    nll = neg_log_likelihood(X, y, weights, bias)
    if prior == "gaussian":
        return nll + np.sum(weights**2) / (2 * lambda_reg)
    if prior == "laplace":
        return nll + np.sum(np.abs(weights)) / lambda_reg
    raise ValueError(prior)


@misconception(
    "map-penalty-sign",
    question="q5",
    name="map_objective",
    hint="Does a prior favour large weights or small ones?",
)
def map_penalty_sign(X, y, weights, bias, lambda_reg=1.0, prior="gaussian"):
    nll = neg_log_likelihood(X, y, weights, bias)
    if prior == "gaussian":
        return nll - lambda_reg / 2 * np.sum(weights**2)
    if prior == "laplace":
        return nll - lambda_reg * np.sum(np.abs(weights))
    raise ValueError(prior)


@misconception(
    "map-default-prior",
    question="q5",
    name="map_objective",
    hint="Which prior is meant when nobody names one?",
)
def map_default_prior(X, y, weights, bias, lambda_reg=1.0, prior="laplace"):
    nll = neg_log_likelihood(X, y, weights, bias)
    if prior == "gaussian":
        return nll + lambda_reg / 2 * np.sum(weights**2)
    if prior == "laplace":
        return nll + lambda_reg * np.sum(np.abs(weights))
    raise ValueError(prior)


@misconception(
    "map-any-prior",
    question="q5",
    name="map_objective",
    hint="What does an `else` do with a prior that nobody has heard of?",
)
def map_any_prior(X, y, weights, bias, lambda_reg=1.0, prior="gaussian"):
    nll = neg_log_likelihood(X, y, weights, bias)
    if prior == "gaussian":
        return nll + lambda_reg / 2 * np.sum(weights**2)
    return nll + lambda_reg * np.sum(np.abs(weights))


# --- part 6: log-odds and odds ratios ---------------------------------------------------------------------------------


@misconception(
    "log-odds-without-log",
    question="q6",
    name="log_odds",
    hint="Those are the odds; what is still to be taken of them?",
)
def log_odds_without_log(p):
    return p / (1 - p)


@misconception(
    "log-odds-upside-down",
    question="q6",
    name="log_odds",
    hint="Should the log-odds be positive for a p above 1/2?",
)
def log_odds_upside_down(p):
    return np.log((1 - p) / p)


@misconception(
    "log-odds-in-bits",
    question="q6",
    name="log_odds",
    hint="Which base makes this the score w.x + b?",
)
def log_odds_in_bits(p):
    return np.log2(p / (1 - p))


@misconception(
    "log-odds-in-digits",
    question="q6",
    name="log_odds",
    hint="Which base makes this the score w.x + b?",
)
def log_odds_in_digits(p):
    return np.log10(p / (1 - p))


@misconception(
    "log-odds-of-p-alone",
    question="q6",
    name="log_odds",
    hint="Odds compare p with something: with what?",
)
def log_odds_of_p_alone(p):
    return np.log(p)


@misconception(
    "log-odds-quotient-of-logs",
    question="q6",
    name="log_odds",
    hint="The logarithm of a quotient is no quotient.",
)
def log_odds_quotient_of_logs(p):
    return np.log(p) / np.log(1 - p)


@misconception(
    "log-odds-clipped",
    question="q6",
    name="log_odds",
    hint="Which score would a model need to be entirely sure? Nothing has to be kept finite here.",
)
def log_odds_clipped(p):
    p = np.clip(p, 1e-15, 1 - 1e-15)
    return np.log(p / (1 - p))


@misconception(
    "log-odds-clipped",
    question="q6",
    name="log_odds",
    hint="Which score would a model need to be entirely sure? Nothing has to be kept finite here.",
)
def log_odds_clipped_coarsely(p):
    p = np.clip(p, 0.01, 0.99)
    return np.log(p / (1 - p))


@misconception(
    "odds-ratios-are-weights",
    question="q6",
    name="odds_ratios",
    hint="A weight adds to the log-odds; what does it do to the odds?",
)
def odds_ratios_are_weights(weights):
    return weights


@misconception(
    "odds-ratios-inverted",
    question="q6",
    name="odds_ratios",
    hint="Does a positive weight raise the odds?",
)
def odds_ratios_inverted(weights):
    return np.exp(-weights)


@misconception(
    "odds-ratios-base-two",
    question="q6",
    name="odds_ratios",
    hint="The log-odds are in nats: which base undoes them?",
)
def odds_ratios_base_two(weights):
    return 2.0**weights


@misconception(
    "odds-ratios-as-change",
    question="q6",
    name="odds_ratios",
    hint="That is the change; the factor itself is asked for.",
)
def odds_ratios_as_change(weights):
    return np.exp(weights) - 1


@misconception(
    "odds-ratios-in-percent",
    question="q6",
    name="odds_ratios",
    hint="That is the change in percent; the factor is asked for.",
)
def odds_ratios_in_percent(weights):
    return 100 * (np.exp(weights) - 1)


@misconception(
    "odds-ratios-are-probabilities",
    question="q6",
    name="odds_ratios",
    hint="That is a probability; odds may exceed 1.",
)
def odds_ratios_are_probabilities(weights):
    return 1 / (1 + np.exp(-weights))


# --- part 7: the estimator --------------------------------------------------------------------------------------------


@misconception(
    "fit-ascends",
    question="q7",
    name="LogisticRegression",
    hint="Each step raises the loss: which way does the gradient point?",
)
class FitAscends(LogisticRegression):
    def fit(self, X, y):
        self.weights, self.bias, self.losses = np.zeros(X.shape[1]), 0.0, []
        for _ in range(self.n_iterations):
            p = self.predict_proba(X)
            self.losses.append(self.compute_loss(X, y, p))
            dw = X.T @ (y - p) / len(y) + self.lambda_reg / len(y) * self.weights
            self.weights = self.weights - self.learning_rate * dw
            self.bias = self.bias - self.learning_rate * np.mean(y - p)
        return self


@misconception(
    "fit-sums",
    question="q7",
    name="LogisticRegression",
    hint="The loss is a mean over the samples; what must its gradient be divided by?",
)
class FitSums(LogisticRegression):
    def fit(self, X, y):
        self.weights, self.bias, self.losses = np.zeros(X.shape[1]), 0.0, []
        for _ in range(self.n_iterations):
            p = self.predict_proba(X)
            self.losses.append(self.compute_loss(X, y, p))
            dw = X.T @ (p - y) + self.lambda_reg / len(y) * self.weights
            self.weights = self.weights - self.learning_rate * dw
            self.bias = self.bias - self.learning_rate * np.sum(p - y)
        return self


@misconception(
    "fit-bias-stands-still",
    question="q7",
    name="LogisticRegression",
    hint="Does the bias take a step, too?",
)
class FitBiasStandsStill(LogisticRegression):
    def fit(self, X, y):
        self.weights, self.bias, self.losses = np.zeros(X.shape[1]), 0.0, []
        for _ in range(self.n_iterations):
            self.losses.append(self.compute_loss(X, y, self.predict_proba(X)))
            dw, _ = bce_gradient(X, y, self.weights, self.bias, self.lambda_reg)
            self.weights = self.weights - self.learning_rate * dw
        return self


@misconception(
    "fit-mse-gradient",
    question="q7",
    name="LogisticRegression",
    hint="This is the slope of the squared error; the loss here is the cross-entropy.",
)
class FitMseGradient(LogisticRegression):
    def fit(self, X, y):
        self.weights, self.bias, self.losses = np.zeros(X.shape[1]), 0.0, []
        for _ in range(self.n_iterations):
            p = self.predict_proba(X)
            self.losses.append(self.compute_loss(X, y, p))
            error = 2 * (p - y) * p * (1 - p)
            self.weights = self.weights - self.learning_rate * (
                X.T @ error / len(y) + self.lambda_reg / len(y) * self.weights
            )
            self.bias = self.bias - self.learning_rate * np.mean(error)
        return self


@misconception(
    "fit-starts-at-one",
    question="q7",
    name="LogisticRegression",
    hint="Where does the descent start?",
)
class FitStartsAtOne(LogisticRegression):
    def fit(self, X, y):
        self.weights, self.bias, self.losses = np.ones(X.shape[1]), 1.0, []
        for _ in range(self.n_iterations):
            self.losses.append(self.compute_loss(X, y, self.predict_proba(X)))
            dw, db = bce_gradient(X, y, self.weights, self.bias, self.lambda_reg)
            self.weights = self.weights - self.learning_rate * dw
            self.bias = self.bias - self.learning_rate * db
        return self


@misconception(
    "fit-no-penalty",
    question="q7",
    name="LogisticRegression",
    hint="The penalty has a gradient, too.",
)
class FitNoPenalty(LogisticRegression):
    def fit(self, X, y):
        self.weights, self.bias, self.losses = np.zeros(X.shape[1]), 0.0, []
        for _ in range(self.n_iterations):
            self.losses.append(self.compute_loss(X, y, self.predict_proba(X)))
            dw, db = bce_gradient(X, y, self.weights, self.bias)
            self.weights = self.weights - self.learning_rate * dw
            self.bias = self.bias - self.learning_rate * db
        return self


@misconception(
    "fit-penalty-times-n",
    question="q7",
    name="LogisticRegression",
    hint="The penalty is lambda/(2N): what is its slope divided by?",
)
class FitPenaltyTimesN(LogisticRegression):
    def fit(self, X, y):
        self.weights, self.bias, self.losses = np.zeros(X.shape[1]), 0.0, []
        for _ in range(self.n_iterations):
            p = self.predict_proba(X)
            self.losses.append(self.compute_loss(X, y, p))
            dw = X.T @ (p - y) / len(y) + self.lambda_reg * self.weights
            self.weights = self.weights - self.learning_rate * dw
            self.bias = self.bias - self.learning_rate * np.mean(p - y)
        return self


@misconception(
    "fit-penalty-doubled",
    question="q7",
    name="LogisticRegression",
    hint="What is the slope of w^2/2?",
)
class FitPenaltyDoubled(LogisticRegression):
    def fit(self, X, y):
        self.weights, self.bias, self.losses = np.zeros(X.shape[1]), 0.0, []
        for _ in range(self.n_iterations):
            p = self.predict_proba(X)
            self.losses.append(self.compute_loss(X, y, p))
            dw = X.T @ (p - y) / len(y) + 2 * self.lambda_reg / len(y) * self.weights
            self.weights = self.weights - self.learning_rate * dw
            self.bias = self.bias - self.learning_rate * np.mean(p - y)
        return self


@misconception(
    "fit-bias-penalised",
    question="q7",
    name="LogisticRegression",
    hint="Which of the parameters does the penalty leave alone?",
)
class FitBiasPenalised(LogisticRegression):
    def fit(self, X, y):
        self.weights, self.bias, self.losses = np.zeros(X.shape[1]), 0.0, []
        for _ in range(self.n_iterations):
            self.losses.append(self.compute_loss(X, y, self.predict_proba(X)))
            dw, db = bce_gradient(X, y, self.weights, self.bias, self.lambda_reg)
            db = db + self.lambda_reg / len(y) * self.bias
            self.weights = self.weights - self.learning_rate * dw
            self.bias = self.bias - self.learning_rate * db
        return self


@misconception(
    "fit-one-step-less",
    question="q7",
    name="LogisticRegression",
    hint="Count the steps: how many does n_iterations ask for?",
)
class FitOneStepLess(LogisticRegression):
    def fit(self, X, y):
        self.weights, self.bias, self.losses = np.zeros(X.shape[1]), 0.0, []
        for step in range(self.n_iterations):
            self.losses.append(self.compute_loss(X, y, self.predict_proba(X)))
            if step == self.n_iterations - 1:
                break
            dw, db = bce_gradient(X, y, self.weights, self.bias, self.lambda_reg)
            self.weights = self.weights - self.learning_rate * dw
            self.bias = self.bias - self.learning_rate * db
        return self


@misconception(
    "fit-bias-last",
    question="q7",
    name="LogisticRegression",
    hint="Both steps start from the same point: when is p computed?",
)
class FitBiasLast(LogisticRegression):
    def fit(self, X, y):
        self.weights, self.bias, self.losses = np.zeros(X.shape[1]), 0.0, []
        for _ in range(self.n_iterations):
            self.losses.append(self.compute_loss(X, y, self.predict_proba(X)))
            rate, lam = self.learning_rate, self.lambda_reg
            self.weights = self.weights - rate * bce_gradient(X, y, self.weights, self.bias, lam)[0]
            self.bias = self.bias - rate * bce_gradient(X, y, self.weights, self.bias, lam)[1]
        return self


@misconception(
    "losses-after-step",
    question="q7",
    name="LogisticRegression",
    hint="Losses are taken before the step: what is the loss at weights of zero?",
)
class LossesAfterStep(LogisticRegression):
    def fit(self, X, y):
        self.weights, self.bias, self.losses = np.zeros(X.shape[1]), 0.0, []
        for _ in range(self.n_iterations):
            dw, db = bce_gradient(X, y, self.weights, self.bias, self.lambda_reg)
            self.weights = self.weights - self.learning_rate * dw
            self.bias = self.bias - self.learning_rate * db
            self.losses.append(self.compute_loss(X, y, self.predict_proba(X)))
        return self


@misconception(
    "losses-one-too-many",
    question="q7",
    name="LogisticRegression",
    hint="Is the loss taken once more after the last step?",
)
class LossesOneTooMany(LogisticRegression):
    def fit(self, X, y):
        super().fit(X, y)
        self.losses.append(self.compute_loss(X, y, self.predict_proba(X)))
        return self


@misconception(
    "losses-no-penalty",
    question="q7",
    name="LogisticRegression",
    hint="This is the cross-entropy alone; what belongs to the loss, too?",
)
class LossesNoPenalty(LogisticRegression):
    def fit(self, X, y):
        self.weights, self.bias, self.losses = np.zeros(X.shape[1]), 0.0, []
        for _ in range(self.n_iterations):
            self.losses.append(np.mean(log_loss(y, self.predict_proba(X))))
            dw, db = bce_gradient(X, y, self.weights, self.bias, self.lambda_reg)
            self.weights = self.weights - self.learning_rate * dw
            self.bias = self.bias - self.learning_rate * db
        return self


@misconception(
    "losses-log-of-zero",
    question="q7",
    name="LogisticRegression",
    hint="Far out p is exactly 0 or 1 in floating point: what is its logarithm there?",
)
class LossesLogOfZero(LogisticRegression):
    def compute_loss(self, X, y, y_pred):
        bce = -np.mean(y * np.log(y_pred) + (1 - y) * np.log(1 - y_pred))
        return bce + self.lambda_reg / (2 * len(y)) * np.sum(self.weights**2)


@misconception(
    "predict-proba-two-columns",
    question="q7",
    name="LogisticRegression",
    hint="Two columns are scikit-learn's way; here one probability is asked for: that of class 1.",
    source="sklearn.linear_model.LogisticRegression.predict_proba",
)
class PredictProbaTwoColumns(LogisticRegression):
    def predict_proba(self, X):
        p = sigmoid(X @ self.weights + self.bias)
        return np.column_stack([1 - p, p])

    def predict(self, X, threshold=0.5):
        return (self.predict_proba(X)[:, 1] >= threshold).astype(int)

    def compute_loss(self, X, y, y_pred):
        p = y_pred[:, 1] if np.ndim(y_pred) == 2 else y_pred
        return super().compute_loss(X, y, p)


@misconception(
    "predict-proba-logits",
    question="q7",
    name="LogisticRegression",
    hint="w.x + b runs over all numbers; a probability does not.",
)
class PredictProbaLogits(LogisticRegression):
    def fit(self, X, y):
        self.weights, self.bias, self.losses = np.zeros(X.shape[1]), 0.0, []
        for _ in range(self.n_iterations):
            self.losses.append(self.compute_loss(X, y, sigmoid(self.predict_proba(X))))
            dw, db = bce_gradient(X, y, self.weights, self.bias, self.lambda_reg)
            self.weights = self.weights - self.learning_rate * dw
            self.bias = self.bias - self.learning_rate * db
        return self

    def predict_proba(self, X):
        return X @ self.weights + self.bias

    def predict(self, X, threshold=0.5):
        return (sigmoid(self.predict_proba(X)) >= threshold).astype(int)


@misconception(
    "predict-strict",
    question="q7",
    name="LogisticRegression",
    hint="At exactly the threshold the answer is 1: which comparison says so?",
)
class PredictStrict(LogisticRegression):
    def predict(self, X, threshold=0.5):
        return (self.predict_proba(X) > threshold).astype(int)


@misconception("predict-ignores-threshold", question="q7", name="LogisticRegression", hint="Is the threshold used?")
class PredictIgnoresThreshold(LogisticRegression):
    def predict(self, X, threshold=0.5):
        return (self.predict_proba(X) >= 0.5).astype(int)


@misconception(
    "predict-thresholds-logits",
    question="q7",
    name="LogisticRegression",
    hint="A threshold of 0.5 is for the probability; what is compared with it?",
)
class PredictThresholdsLogits(LogisticRegression):
    def predict(self, X, threshold=0.5):
        return (X @ self.weights + self.bias >= threshold).astype(int)


@misconception(
    "predict-booleans",
    question="q7",
    name="LogisticRegression",
    hint="A comparison gives True and False: `.astype(int)` makes them 1 and 0.",
)
class PredictBooleans(LogisticRegression):
    def predict(self, X, threshold=0.5):
        return self.predict_proba(X) >= threshold


@misconception(
    "compute-loss-no-penalty",
    question="q7",
    name="LogisticRegression",
    hint="This is the cross-entropy alone; what belongs to the loss, too?",
)
class ComputeLossNoPenalty(LogisticRegression):
    def fit(self, X, y):
        self.weights, self.bias, self.losses = np.zeros(X.shape[1]), 0.0, []
        for _ in range(self.n_iterations):
            bce = self.compute_loss(X, y, self.predict_proba(X))
            self.losses.append(bce + self.lambda_reg / (2 * len(y)) * np.sum(self.weights**2))
            dw, db = bce_gradient(X, y, self.weights, self.bias, self.lambda_reg)
            self.weights = self.weights - self.learning_rate * dw
            self.bias = self.bias - self.learning_rate * db
        return self

    def compute_loss(self, X, y, y_pred):
        return np.mean(log_loss(y, y_pred))


@misconception(
    "compute-loss-of-own-prediction",
    question="q7",
    name="LogisticRegression",
    hint="Is the given y_pred used?",
)
class ComputeLossOfOwnPrediction(LogisticRegression):
    def compute_loss(self, X, y, y_pred):
        return super().compute_loss(X, y, self.predict_proba(X))


@misconception(
    "refit-keeps-losses",
    question="q7",
    name="LogisticRegression",
    hint="Where does `losses` become an empty list: once in the object's life, or once per fit?",
)
class RefitKeepsLosses(LogisticRegression):
    def __init__(self, learning_rate=0.01, n_iterations=1000, lambda_reg=0.01):
        super().__init__(learning_rate, n_iterations, lambda_reg)
        self.losses = []

    def fit(self, X, y):
        self.weights, self.bias = np.zeros(X.shape[1]), 0.0
        for _ in range(self.n_iterations):
            self.losses.append(self.compute_loss(X, y, self.predict_proba(X)))
            dw, db = bce_gradient(X, y, self.weights, self.bias, self.lambda_reg)
            self.weights = self.weights - self.learning_rate * dw
            self.bias = self.bias - self.learning_rate * db
        return self


@misconception(
    "refit-continues",
    question="q7",
    name="LogisticRegression",
    hint="The second fit went on from where the first one ended: where is it set to 0?",
)
class RefitContinues(LogisticRegression):
    def __init__(self, learning_rate=0.01, n_iterations=1000, lambda_reg=0.01):
        super().__init__(learning_rate, n_iterations, lambda_reg)
        self.weights, self.bias = None, 0.0

    def fit(self, X, y):
        if self.weights is None:
            self.weights = np.zeros(X.shape[1])
        self.losses = []
        for _ in range(self.n_iterations):
            self.losses.append(self.compute_loss(X, y, self.predict_proba(X)))
            dw, db = bce_gradient(X, y, self.weights, self.bias, self.lambda_reg)
            self.weights = self.weights - self.learning_rate * dw
            self.bias = self.bias - self.learning_rate * db
        return self


@misconception(
    "default-learning-rate",
    question="q7",
    name="LogisticRegression",
    hint="Which value does learning_rate have when nobody gives one?",
)
class DefaultLearningRate(LogisticRegression):
    def __init__(self, learning_rate=0.1, n_iterations=1000, lambda_reg=0.01):
        super().__init__(learning_rate, n_iterations, lambda_reg)


@misconception(
    "default-lambda-reg",
    question="q7",
    name="LogisticRegression",
    hint="Which value does lambda_reg have when nobody gives one?",
)
class DefaultLambdaReg(LogisticRegression):
    def __init__(self, learning_rate=0.01, n_iterations=1000, lambda_reg=0.0):
        super().__init__(learning_rate, n_iterations, lambda_reg)


# --- part 8: by hand ----------------------------------------------------------------------------------------------


@misconception(
    "train-1d-ascends",
    question="q8",
    name="train_1d",
    hint="Which way does the gradient point?",
)
def train_1d_ascends(X, y, lr, lam, epochs):
    w = b = 0.0
    n, losses = len(X), []
    for _ in range(epochs):
        dw = db = loss = 0.0
        for x, target in zip(X, y):
            z = w * x + b
            p = 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))
            loss += max(z, 0) - z * target + math.log1p(math.exp(-abs(z)))
            dw += (target - p) * x
            db += target - p
        losses.append(loss / n)
        w -= lr * (dw / n - lam / n * w)
        b -= lr * db / n
    return w, b, losses


@misconception(
    "train-1d-sums",
    question="q8",
    name="train_1d",
    hint="The loss is a mean over the samples: what is its gradient divided by?",
)
def train_1d_sums(X, y, lr, lam, epochs):
    w = b = 0.0
    n, losses = len(X), []
    for _ in range(epochs):
        dw = db = loss = 0.0
        for x, target in zip(X, y):
            z = w * x + b
            p = 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))
            loss += max(z, 0) - z * target + math.log1p(math.exp(-abs(z)))
            dw += (p - target) * x
            db += p - target
        losses.append(loss / n)
        w -= lr * (dw + lam / n * w)
        b -= lr * db
    return w, b, losses


@misconception(
    "train-1d-b-stands-still",
    question="q8",
    name="train_1d",
    hint="Does b take a step, too?",
)
def train_1d_b_stands_still(X, y, lr, lam, epochs):
    w = b = 0.0
    n, losses = len(X), []
    for _ in range(epochs):
        dw = loss = 0.0
        for x, target in zip(X, y):
            z = w * x + b
            p = 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))
            loss += max(z, 0) - z * target + math.log1p(math.exp(-abs(z)))
            dw += (p - target) * x
        losses.append(loss / n)
        w -= lr * (dw / n + lam / n * w)
    return w, b, losses


@misconception(
    "train-1d-no-penalty",
    question="q8",
    name="train_1d",
    hint="Is lam used?",
)
def train_1d_no_penalty(X, y, lr, lam, epochs):
    w = b = 0.0
    n, losses = len(X), []
    for _ in range(epochs):
        dw = db = loss = 0.0
        for x, target in zip(X, y):
            z = w * x + b
            p = 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))
            loss += max(z, 0) - z * target + math.log1p(math.exp(-abs(z)))
            dw += (p - target) * x
            db += p - target
        losses.append(loss / n)
        w -= lr * dw / n
        b -= lr * db / n
    return w, b, losses


@misconception(
    "train-1d-penalty-times-n",
    question="q8",
    name="train_1d",
    hint="The penalty is lam/(2N) w^2: what is its slope divided by?",
)
def train_1d_penalty_times_n(X, y, lr, lam, epochs):
    w = b = 0.0
    n, losses = len(X), []
    for _ in range(epochs):
        dw = db = loss = 0.0
        for x, target in zip(X, y):
            z = w * x + b
            p = 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))
            loss += max(z, 0) - z * target + math.log1p(math.exp(-abs(z)))
            dw += (p - target) * x
            db += p - target
        losses.append(loss / n)
        w -= lr * (dw / n + lam * w)
        b -= lr * db / n
    return w, b, losses


@misconception(
    "train-1d-penalty-doubled",
    question="q8",
    name="train_1d",
    hint="What is the slope of w^2/2?",
)
def train_1d_penalty_doubled(X, y, lr, lam, epochs):
    w = b = 0.0
    n, losses = len(X), []
    for _ in range(epochs):
        dw = db = loss = 0.0
        for x, target in zip(X, y):
            z = w * x + b
            p = 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))
            loss += max(z, 0) - z * target + math.log1p(math.exp(-abs(z)))
            dw += (p - target) * x
            db += p - target
        losses.append(loss / n)
        w -= lr * (dw / n + 2 * lam / n * w)
        b -= lr * db / n
    return w, b, losses


@misconception(
    "train-1d-b-penalised",
    question="q8",
    name="train_1d",
    hint="Which of the two does the penalty leave alone?",
)
def train_1d_b_penalised(X, y, lr, lam, epochs):
    w = b = 0.0
    n, losses = len(X), []
    for _ in range(epochs):
        dw = db = loss = 0.0
        for x, target in zip(X, y):
            z = w * x + b
            p = 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))
            loss += max(z, 0) - z * target + math.log1p(math.exp(-abs(z)))
            dw += (p - target) * x
            db += p - target
        losses.append(loss / n)
        w -= lr * (dw / n + lam / n * w)
        b -= lr * (db / n + lam / n * b)
    return w, b, losses


@misconception(
    "train-1d-no-sigmoid",
    question="q8",
    name="train_1d",
    hint="w x + b is not a probability yet.",
)
def train_1d_no_sigmoid(X, y, lr, lam, epochs):
    w = b = 0.0
    n, losses = len(X), []
    for _ in range(epochs):
        dw = db = loss = 0.0
        for x, target in zip(X, y):
            z = w * x + b
            p = z
            loss += max(z, 0) - z * target + math.log1p(math.exp(-abs(z)))
            dw += (p - target) * x
            db += p - target
        losses.append(loss / n)
        w -= lr * (dw / n + lam / n * w)
        b -= lr * db / n
    return w, b, losses


@misconception(
    "train-1d-mse-gradient",
    question="q8",
    name="train_1d",
    hint="This is the slope of the squared error.",
)
def train_1d_mse_gradient(X, y, lr, lam, epochs):
    w = b = 0.0
    n, losses = len(X), []
    for _ in range(epochs):
        dw = db = loss = 0.0
        for x, target in zip(X, y):
            z = w * x + b
            p = 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))
            loss += max(z, 0) - z * target + math.log1p(math.exp(-abs(z)))
            dw += 2 * (p - target) * p * (1 - p) * x
            db += 2 * (p - target) * p * (1 - p)
        losses.append(loss / n)
        w -= lr * (dw / n + lam / n * w)
        b -= lr * db / n
    return w, b, losses


@misconception(
    "train-1d-one-by-one",
    question="q8",
    name="train_1d",
    hint="One step an epoch: the gradient of all samples together.",
)
def train_1d_one_by_one(X, y, lr, lam, epochs):
    w = b = 0.0
    n, losses = len(X), []
    for _ in range(epochs):
        loss = 0.0
        for x, target in zip(X, y):
            z = w * x + b
            p = 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))
            loss += max(z, 0) - z * target + math.log1p(math.exp(-abs(z)))
            w -= lr * ((p - target) * x + lam / n * w)
            b -= lr * (p - target)
        losses.append(loss / n)
    return w, b, losses


@misconception(
    "train-1d-step-less",
    question="q8",
    name="train_1d",
    hint="Count the steps.",
)
def train_1d_step_less(X, y, lr, lam, epochs):
    w = b = 0.0
    n, losses = len(X), []
    for _ in range(epochs):
        dw = db = loss = 0.0
        for x, target in zip(X, y):
            z = w * x + b
            p = 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))
            loss += max(z, 0) - z * target + math.log1p(math.exp(-abs(z)))
            dw += (p - target) * x
            db += p - target
        losses.append(loss / n)
        if len(losses) == epochs:
            break
        w -= lr * (dw / n + lam / n * w)
        b -= lr * db / n
    return w, b, losses


@misconception(
    "train-1d-losses-after-step",
    question="q8",
    name="train_1d",
    hint="Losses are taken before the step: what is the loss at w = b = 0?",
)
def train_1d_losses_after_step(X, y, lr, lam, epochs):
    w = b = 0.0
    n, losses = len(X), []
    for _ in range(epochs):
        dw = db = loss = 0.0
        for x, target in zip(X, y):
            z = w * x + b
            p = 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))
            loss += max(z, 0) - z * target + math.log1p(math.exp(-abs(z)))
            dw += (p - target) * x
            db += p - target
        w -= lr * (dw / n + lam / n * w)
        b -= lr * db / n
        loss = 0.0
        for x, target in zip(X, y):
            z = w * x + b
            loss += max(z, 0) - z * target + math.log1p(math.exp(-abs(z)))
        losses.append(loss / n)
    return w, b, losses


@misconception(
    "train-1d-losses-sum",
    question="q8",
    name="train_1d",
    hint="The loss is a mean over the samples.",
)
def train_1d_losses_sum(X, y, lr, lam, epochs):
    w = b = 0.0
    n, losses = len(X), []
    for _ in range(epochs):
        dw = db = loss = 0.0
        for x, target in zip(X, y):
            z = w * x + b
            p = 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))
            loss += max(z, 0) - z * target + math.log1p(math.exp(-abs(z)))
            dw += (p - target) * x
            db += p - target
        losses.append(loss)
        w -= lr * (dw / n + lam / n * w)
        b -= lr * db / n
    return w, b, losses


@misconception(
    "train-1d-losses-one-too-many",
    question="q8",
    name="train_1d",
    hint="Is the loss taken once more after the last step?",
)
def train_1d_losses_one_too_many(X, y, lr, lam, epochs):
    w = b = 0.0
    n, losses = len(X), []
    for _ in range(epochs):
        dw = db = loss = 0.0
        for x, target in zip(X, y):
            z = w * x + b
            p = 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))
            loss += max(z, 0) - z * target + math.log1p(math.exp(-abs(z)))
            dw += (p - target) * x
            db += p - target
        losses.append(loss / n)
        w -= lr * (dw / n + lam / n * w)
        b -= lr * db / n
    losses.append(losses[-1])
    return w, b, losses


@misconception(
    "train-1d-overflow",
    question="q8",
    name="train_1d",
    hint="For which numbers does math.exp overflow, and what is the logarithm of a p that is exactly 0?",
)
def train_1d_overflow(X, y, lr, lam, epochs):
    w = b = 0.0
    n, losses = len(X), []
    for _ in range(epochs):
        dw = db = loss = 0.0
        for x, target in zip(X, y):
            z = w * x + b
            p = 1 / (1 + math.exp(-z))
            loss += -(target * math.log(p) + (1 - target) * math.log(1 - p))
            dw += (p - target) * x
            db += p - target
        losses.append(loss / n)
        w -= lr * (dw / n + lam / n * w)
        b -= lr * db / n
    return w, b, losses


@misconception(
    "train-1d-numpy",
    question="q8",
    name="train_1d",
    hint="Only `math` and `random` are there in the browser: did NumPy come in on the way?",
)
def train_1d_numpy(X, y, lr, lam, epochs):
    w = b = np.float64(0.0)
    n, losses = len(X), []
    for _ in range(epochs):
        dw = db = loss = 0.0
        for x, target in zip(X, y):
            z = w * x + b
            p = 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))
            loss += max(z, 0) - z * target + math.log1p(math.exp(-abs(z)))
            dw += (p - target) * x
            db += p - target
        losses.append(loss / n)
        w -= lr * (dw / n + lam / n * w)
        b -= lr * db / n
    return w, b, losses


# --- part 9: churn ------------------------------------------------------------------------------------------------


@misconception(
    "scaler-fitted-to-all-rows",
    question="q9",
    value="scaler",
    hint="Which rows may the scaler see?",
    source="scikit-learn, 'Common pitfalls': data leakage",
)
def scaler_fitted_to_all_rows(X_made):
    from sklearn.preprocessing import StandardScaler

    return StandardScaler().fit(X_made)


@misconception(
    "scaler-fitted-to-test",
    question="q9",
    value="scaler",
    hint="Which rows may the scaler see?",
)
def scaler_fitted_to_test(X_test_raw):
    from sklearn.preprocessing import StandardScaler

    return StandardScaler().fit(X_test_raw)


@misconception(
    "model-sk-unpenalised",
    question="q9",
    value="model_sk",
    hint="How strong is the penalty by default?",
)
def model_sk_unpenalised(X_train, y_train):
    from sklearn.linear_model import LogisticRegression as Model

    return Model(C=1e9, max_iter=1000).fit(X_train, y_train)


@misconception(
    "model-sk-weighted",
    question="q9",
    value="model_sk",
    hint="The set is balanced: are class weights needed?",
)
def model_sk_weighted(X_train, y_train):
    from sklearn.linear_model import LogisticRegression as Model

    return Model(class_weight="balanced").fit(X_train, y_train)


@misconception(
    "model-sk-on-test",
    question="q9",
    value="model_sk",
    hint="Which rows may the model see?",
)
def model_sk_on_test(X_test, y_test):
    from sklearn.linear_model import LogisticRegression as Model

    return Model().fit(X_test, y_test)


@misconception(
    "model-sk-labels-swapped",
    question="q9",
    value="model_sk",
    hint="Which class is 1?",
)
def model_sk_labels_swapped(X_train, y_train):
    from sklearn.linear_model import LogisticRegression as Model

    return Model().fit(X_train, 1 - y_train)


@misconception(
    "model-sk-unscaled",
    question="q9",
    value="model_sk",
    hint="Was the model fitted to the scaled rows?",
)
def model_sk_unscaled(scaler, X_train, y_train):
    from sklearn.linear_model import LogisticRegression as Model

    return Model(max_iter=1000).fit(scaler.inverse_transform(X_train), y_train)


@misconception(
    "test-accuracy-on-train",
    question="q9",
    value="test_accuracy",
    hint="On which rows?",
)
def test_accuracy_on_train(model_sk, X_train, y_train):
    return model_sk.score(X_train, y_train)


@misconception(
    "test-accuracy-in-percent",
    question="q9",
    value="test_accuracy",
    hint="A share between 0 and 1 is asked for.",
)
def test_accuracy_in_percent(model_sk, X_test, y_test):
    return 100 * model_sk.score(X_test, y_test)


@misconception(
    "test-accuracy-is-the-error",
    question="q9",
    value="test_accuracy",
    hint="This is the share of wrong predictions.",
)
def test_accuracy_is_the_error(model_sk, X_test, y_test):
    return 1 - model_sk.score(X_test, y_test)


@misconception(
    "test-accuracy-is-a-count",
    question="q9",
    value="test_accuracy",
    hint="This is how many; a share is asked for.",
)
def test_accuracy_is_a_count(model_sk, X_test, y_test):
    return np.sum(model_sk.predict(X_test) == y_test)


@misconception(
    "odds-are-coefficients",
    question="q9",
    value="odds",
    hint="These are log-odds; what makes odds of them?",
)
def odds_are_coefficients(model_sk):
    return model_sk.coef_[0]


@misconception(
    "odds-inverse",
    question="q9",
    value="odds",
    hint="Look at the sign: a positive weight should raise the odds.",
)
def odds_inverse(model_sk):
    return np.exp(-model_sk.coef_[0])


@misconception(
    "odds-minus-one",
    question="q9",
    value="odds",
    hint="These are changes of the odds; the ratios are asked for.",
)
def odds_minus_one(model_sk):
    return np.exp(model_sk.coef_[0]) - 1


@misconception(
    "odds-of-unscaled",
    question="q9",
    value="odds",
    hint="For one step of which unit: the scaled one, or the raw one?",
)
def odds_of_unscaled(model_sk, scaler):
    return np.exp(model_sk.coef_[0] / scaler.scale_)


@misconception(
    "odds-sorted",
    question="q9",
    value="odds",
    hint="The right ratios in another order: it should be that of the features.",
)
def odds_sorted(model_sk):
    return np.sort(np.exp(model_sk.coef_[0]))


@misconception(
    "model-real-is-model-sk",
    question="q9",
    value="model_real",
    hint="The real customers have other features: which rows was it fitted to?",
)
def model_real_is_model_sk(model_sk):
    return model_sk


@misconception(
    "proba-real-two-columns",
    question="q9",
    value="proba_real",
    hint="Which of the two columns is the probability of leaving?",
)
def proba_real_two_columns(model_real, X_real_test):
    return model_real.predict_proba(X_real_test)


@misconception(
    "proba-real-is-classes",
    question="q9",
    value="proba_real",
    hint="`predict` gives classes; what gives probabilities?",
)
def proba_real_is_classes(model_real, X_real_test):
    return model_real.predict(X_real_test)


@misconception(
    "proba-real-of-staying",
    question="q9",
    value="proba_real",
    hint="Is it the probability of leaving, or that of staying?",
)
def proba_real_of_staying(model_real, X_real_test):
    return model_real.predict_proba(X_real_test)[:, 0]


@misconception(
    "auc-of-classes",
    question="q9",
    value="auc_real",
    hint="Are these the probabilities, or classes that were predicted from them?",
    source="scikit-learn's roc_auc_score wants scores; many questions on Stack Overflow pass predictions",
)
def auc_of_classes(model_real, X_real_test, y_real_test):
    from sklearn.metrics import roc_auc_score

    return roc_auc_score(y_real_test, model_real.predict(X_real_test))


@misconception(
    "auc-of-staying",
    question="q9",
    value="auc_real",
    hint="Below 0.5 is worse than guessing: whose probability was ranked?",
)
def auc_of_staying(model_real, X_real_test, y_real_test):
    from sklearn.metrics import roc_auc_score

    return roc_auc_score(y_real_test, model_real.predict_proba(X_real_test)[:, 0])


@misconception(
    "auc-in-percent",
    question="q9",
    value="auc_real",
    hint="An area between 0 and 1 is asked for.",
)
def auc_in_percent(y_real_test, proba_real):
    from sklearn.metrics import roc_auc_score

    return 100 * roc_auc_score(y_real_test, proba_real)


# --- part 10: softmax ---------------------------------------------------------------------------------------------


@misconception(
    "softmax-over-columns",
    question="q10",
    name="softmax",
    hint="Which entries sum to 1: a row's, or a column's?",
)
def softmax_over_columns(Z):
    e = np.exp(Z - np.max(Z))
    return e / np.sum(e, axis=0)


@misconception(
    "softmax-over-everything",
    question="q10",
    name="softmax",
    hint="All rows together sum to 1: should not each by itself?",
    source="the one-vector softmax of many tutorials, given a matrix",
)
def softmax_over_everything(Z):
    e = np.exp(Z - np.max(Z))
    return e / np.sum(e)


@misconception(
    "softmax-not-normalised",
    question="q10",
    name="softmax",
    hint="The rows do not sum to 1: what is missing?",
)
def softmax_not_normalised(Z):
    return np.exp(Z - np.max(Z, axis=1, keepdims=True))


@misconception(
    "softmax-is-sigmoid",
    question="q10",
    name="softmax",
    hint="The rows do not sum to 1: each class is by itself.",
)
def softmax_is_sigmoid(Z):
    return sigmoid(Z)


@misconception(
    "softmax-sign",
    question="q10",
    name="softmax",
    hint="The largest logit got the smallest probability.",
)
def softmax_sign(Z):
    e = np.exp(np.min(Z, axis=1, keepdims=True) - Z)
    return e / np.sum(e, axis=1, keepdims=True)


@misconception(
    "softmax-base-2",
    question="q10",
    name="softmax",
    hint="Powers of 2 came where powers of e belong.",
)
def softmax_base_2(Z):
    e = 2.0 ** (Z - np.max(Z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


@misconception(
    "softmax-overflows",
    question="q10",
    name="softmax",
    hint="What is e^1000 for a computer? Only differences of logits matter: which number may be "
    "taken from all of a row?",
)
def softmax_overflows(Z):
    e = np.exp(Z)
    return e / np.sum(e, axis=1, keepdims=True)


@misconception(
    "softmax-clipped",
    question="q10",
    name="softmax",
    hint="Logits that were cut off are no longer different: what else prevents an overflow?",
)
def softmax_clipped(Z):
    e = np.exp(np.clip(Z, -500, 500))
    return e / np.sum(e, axis=1, keepdims=True)


@misconception(
    "softmax-shifted-by-columns",
    question="q10",
    name="softmax",
    hint="The shift must be one number per row: along which axis is the maximum?",
)
def softmax_shifted_by_columns(Z):
    e = np.exp(Z - np.max(Z, axis=0))
    return e / np.sum(e, axis=1, keepdims=True)


@misconception(
    "softmax-without-exp",
    question="q10",
    name="softmax",
    hint="Shares of logits can be negative: what makes them positive?",
)
def softmax_without_exp(Z):
    return Z / np.sum(Z, axis=1, keepdims=True)


@misconception(
    "softmax-is-its-logarithm",
    question="q10",
    name="softmax",
    hint="These are logarithms of probabilities.",
)
def softmax_is_its_logarithm(Z):
    Z = Z - np.max(Z, axis=1, keepdims=True)
    return Z - np.log(np.sum(np.exp(Z), axis=1, keepdims=True))


@misconception(
    "softmax-gradient-summed",
    question="q10",
    name="SoftmaxRegression",
    hint="Each step goes too far: is the gradient a mean over the samples?",
)
class SoftmaxGradientSummed(SoftmaxRegression):
    def fit(self, X, y):
        self.classes_, index = np.unique(y, return_inverse=True)
        n, k = len(index), len(self.classes_)
        Y = np.eye(k)[index]
        rng = np.random.default_rng(self.random_state)
        self.weights = 0.01 * rng.standard_normal((X.shape[1], k))
        self.bias = np.zeros(k)
        previous = np.inf
        for _ in range(self.max_iter):
            P = self.predict_proba(X)
            loss = -np.mean(np.log(P[np.arange(n), index] + 1e-300))
            if abs(previous - loss) < self.tol:
                break
            previous = loss
            self.weights = self.weights - self.learning_rate * X.T @ (P - Y)
            self.bias = self.bias - self.learning_rate * (P - Y).sum(axis=0)
        return self


@misconception(
    "softmax-gradient-sign",
    question="q10",
    name="SoftmaxRegression",
    hint="The cost grows: does each step go down the slope?",
)
class SoftmaxGradientSign(SoftmaxRegression):
    def fit(self, X, y):
        self.classes_, index = np.unique(y, return_inverse=True)
        n, k = len(index), len(self.classes_)
        Y = np.eye(k)[index]
        rng = np.random.default_rng(self.random_state)
        self.weights = 0.01 * rng.standard_normal((X.shape[1], k))
        self.bias = np.zeros(k)
        previous = np.inf
        for _ in range(self.max_iter):
            P = self.predict_proba(X)
            loss = -np.mean(np.log(P[np.arange(n), index] + 1e-300))
            if abs(previous - loss) < self.tol:
                break
            previous = loss
            self.weights = self.weights - self.learning_rate * X.T @ (Y - P) / n
            self.bias = self.bias - self.learning_rate * (Y - P).mean(axis=0)
        return self


@misconception(
    "softmax-gradient-over-classes",
    question="q10",
    name="SoftmaxRegression",
    hint="A mean over samples, or also over classes?",
)
class SoftmaxGradientOverClasses(SoftmaxRegression):
    def fit(self, X, y):
        self.classes_, index = np.unique(y, return_inverse=True)
        n, k = len(index), len(self.classes_)
        Y = np.eye(k)[index]
        rng = np.random.default_rng(self.random_state)
        self.weights = 0.01 * rng.standard_normal((X.shape[1], k))
        self.bias = np.zeros(k)
        previous = np.inf
        for _ in range(self.max_iter):
            P = self.predict_proba(X)
            loss = -np.mean(np.log(P[np.arange(n), index] + 1e-300))
            if abs(previous - loss) < self.tol:
                break
            previous = loss
            self.weights = self.weights - self.learning_rate * X.T @ (P - Y) / (n * k)
            self.bias = self.bias - self.learning_rate * (P - Y).mean(axis=0) / k
        return self


@misconception(
    "softmax-without-bias",
    question="q10",
    name="SoftmaxRegression",
    hint="Does the bias move at all?",
)
class SoftmaxWithoutBias(SoftmaxRegression):
    def fit(self, X, y):
        self.classes_, index = np.unique(y, return_inverse=True)
        n, k = len(index), len(self.classes_)
        Y = np.eye(k)[index]
        rng = np.random.default_rng(self.random_state)
        self.weights = 0.01 * rng.standard_normal((X.shape[1], k))
        self.bias = np.zeros(k)
        previous = np.inf
        for _ in range(self.max_iter):
            P = self.predict_proba(X)
            loss = -np.mean(np.log(P[np.arange(n), index] + 1e-300))
            if abs(previous - loss) < self.tol:
                break
            previous = loss
            self.weights = self.weights - self.learning_rate * X.T @ (P - Y) / n
        return self


@misconception(
    "softmax-ignores-learning-rate",
    question="q10",
    name="SoftmaxRegression",
    hint="Which learning rate is used: the one given?",
)
class SoftmaxIgnoresLearningRate(SoftmaxRegression):
    def fit(self, X, y):
        self.classes_, index = np.unique(y, return_inverse=True)
        n, k = len(index), len(self.classes_)
        Y = np.eye(k)[index]
        rng = np.random.default_rng(self.random_state)
        self.weights = 0.01 * rng.standard_normal((X.shape[1], k))
        self.bias = np.zeros(k)
        previous = np.inf
        for _ in range(self.max_iter):
            P = self.predict_proba(X)
            loss = -np.mean(np.log(P[np.arange(n), index] + 1e-300))
            if abs(previous - loss) < self.tol:
                break
            previous = loss
            self.weights = self.weights - 0.01 * X.T @ (P - Y) / n
            self.bias = self.bias - 0.01 * (P - Y).mean(axis=0)
        return self


@misconception(
    "softmax-ignores-tol",
    question="q10",
    name="SoftmaxRegression",
    hint="Is there a way out of the loop before max_iter?",
)
class SoftmaxIgnoresTol(SoftmaxRegression):
    def fit(self, X, y):
        self.classes_, index = np.unique(y, return_inverse=True)
        n, k = len(index), len(self.classes_)
        Y = np.eye(k)[index]
        rng = np.random.default_rng(self.random_state)
        self.weights = 0.01 * rng.standard_normal((X.shape[1], k))
        self.bias = np.zeros(k)
        for _ in range(self.max_iter):
            P = self.predict_proba(X)
            self.weights = self.weights - self.learning_rate * X.T @ (P - Y) / n
            self.bias = self.bias - self.learning_rate * (P - Y).mean(axis=0)
        return self


@misconception(
    "softmax-stops-too-early",
    question="q10",
    name="SoftmaxRegression",
    hint="What is compared with tol, and from when on?",
)
class SoftmaxStopsTooEarly(SoftmaxRegression):
    def fit(self, X, y):
        self.classes_, index = np.unique(y, return_inverse=True)
        n, k = len(index), len(self.classes_)
        Y = np.eye(k)[index]
        rng = np.random.default_rng(self.random_state)
        self.weights = 0.01 * rng.standard_normal((X.shape[1], k))
        self.bias = np.zeros(k)
        previous = np.inf
        for _ in range(self.max_iter):
            P = self.predict_proba(X)
            loss = -np.mean(np.log(P[np.arange(n), index] + 1e-300))
            if abs(previous - loss) < 100 * self.tol:
                break
            previous = loss
            self.weights = self.weights - self.learning_rate * X.T @ (P - Y) / n
            self.bias = self.bias - self.learning_rate * (P - Y).mean(axis=0)
        return self


@misconception(
    "softmax-classes-unsorted",
    question="q10",
    name="SoftmaxRegression",
    hint="The labels in the order of the rows: which is theirs?",
)
class SoftmaxClassesUnsorted(SoftmaxRegression):
    def fit(self, X, y):
        self.classes_ = np.array(list(dict.fromkeys(y.tolist())))
        index = np.array([self.classes_.tolist().index(label) for label in y.tolist()])
        n, k = len(index), len(self.classes_)
        Y = np.eye(k)[index]
        rng = np.random.default_rng(self.random_state)
        self.weights = 0.01 * rng.standard_normal((X.shape[1], k))
        self.bias = np.zeros(k)
        previous = np.inf
        for _ in range(self.max_iter):
            P = self.predict_proba(X)
            loss = -np.mean(np.log(P[np.arange(n), index] + 1e-300))
            if abs(previous - loss) < self.tol:
                break
            previous = loss
            self.weights = self.weights - self.learning_rate * X.T @ (P - Y) / n
            self.bias = self.bias - self.learning_rate * (P - Y).mean(axis=0)
        return self


@misconception(
    "softmax-refit-continues",
    question="q10",
    name="SoftmaxRegression",
    hint="What does the object keep from the first `fit`?",
)
class SoftmaxRefitContinues(SoftmaxRegression):
    def fit(self, X, y):
        self.classes_, index = np.unique(y, return_inverse=True)
        n, k = len(index), len(self.classes_)
        Y = np.eye(k)[index]
        rng = np.random.default_rng(self.random_state)
        if not hasattr(self, "weights"):
            self.weights = 0.01 * rng.standard_normal((X.shape[1], k))
            self.bias = np.zeros(k)
        previous = np.inf
        for _ in range(self.max_iter):
            P = self.predict_proba(X)
            loss = -np.mean(np.log(P[np.arange(n), index] + 1e-300))
            if abs(previous - loss) < self.tol:
                break
            previous = loss
            self.weights = self.weights - self.learning_rate * X.T @ (P - Y) / n
            self.bias = self.bias - self.learning_rate * (P - Y).mean(axis=0)
        return self


@misconception(
    "softmax-one-column",
    question="q10",
    name="SoftmaxRegression",
    hint="Two classes need two columns; some tools that make one-hot labels give only one.",
    source="scikit-learn's LabelBinarizer, which gives one column for two classes",
)
class SoftmaxOneColumn(SoftmaxRegression):
    def fit(self, X, y):
        from sklearn.preprocessing import LabelBinarizer

        self.classes_, index = np.unique(y, return_inverse=True)
        n, k = len(index), len(self.classes_)
        Y = LabelBinarizer().fit_transform(y)
        k = Y.shape[1]
        rng = np.random.default_rng(self.random_state)
        self.weights = 0.01 * rng.standard_normal((X.shape[1], k))
        self.bias = np.zeros(k)
        previous = np.inf
        for _ in range(self.max_iter):
            P = self.predict_proba(X)
            loss = -np.mean(np.sum(Y * np.log(P + 1e-300), axis=1))
            if abs(previous - loss) < self.tol:
                break
            previous = loss
            self.weights = self.weights - self.learning_rate * X.T @ (P - Y) / n
            self.bias = self.bias - self.learning_rate * (P - Y).mean(axis=0)
        return self


@misconception(
    "softmax-predicts-positions",
    question="q10",
    name="SoftmaxRegression",
    hint="These are positions; which labels stand there?",
)
class SoftmaxPredictsPositions(SoftmaxRegression):
    def predict(self, X):
        return np.argmax(self.predict_proba(X), axis=1)


@misconception(
    "softmax-predicts-the-unlikeliest",
    question="q10",
    name="SoftmaxRegression",
    hint="The smallest probability won.",
)
class SoftmaxPredictsTheUnlikeliest(SoftmaxRegression):
    def predict(self, X):
        return self.classes_[np.argmin(self.predict_proba(X), axis=1)]


# --- part 12: knowledge check -------------------------------------------------------------------------------------


@misconception(
    "line-has-no-solution",
    question="q12",
    value="kc1",
    hint="Read part 1 again: which values can a straight line take, and which a probability?",
)
def line_has_no_solution():
    return "a"


@misconception(
    "line-is-only-slower",
    question="q12",
    value="kc1",
    hint="Read part 1 again: which values can a straight line take, and which a probability?",
)
def line_is_only_slower():
    return "d"


@misconception(
    "threshold-retrains",
    question="q12",
    value="kc2",
    hint="Read part 2 again: what comes out of the model, and what is decided only afterwards?",
)
def threshold_retrains():
    return "a"


@misconception(
    "threshold-moves-probabilities",
    question="q12",
    value="kc2",
    hint="Read part 2 again: what comes out of the model, and what is decided only afterwards?",
)
def threshold_moves_probabilities():
    return "b"


@misconception(
    "bce-is-accuracy",
    question="q12",
    value="kc3",
    hint="Read part 5 again: how does the cross-entropy follow from the probability of the data?",
)
def bce_is_accuracy():
    return "b"


@misconception(
    "bce-is-squared-error",
    question="q12",
    value="kc3",
    hint="Read part 5 again: how does the cross-entropy follow from the probability of the data?",
)
def bce_is_squared_error():
    return "c"


@misconception(
    "weight-adds-to-probability",
    question="q12",
    value="kc4",
    hint="Read part 6 again: what does one more unit of a feature add to, and what does it multiply?",
)
def weight_adds_to_probability():
    return "a"


@misconception(
    "weight-doubles-the-probability",
    question="q12",
    value="kc4",
    hint="Read part 6 again: what does one more unit of a feature add to, and what does it multiply?",
)
def weight_doubles_the_probability():
    return "b"


@misconception(
    "weight-is-a-percentage",
    question="q12",
    value="kc4",
    hint="Read part 6 again: what does one more unit of a feature add to, and what does it multiply?",
)
def weight_is_a_percentage():
    return "d"


# --- part 13: pitfalls --------------------------------------------------------------------------------------------


@misconception(
    "majority-is-class-1",
    question="q13",
    name="majority_accuracy",
    hint="Is class 1 always the commoner one?",
)
def majority_is_class_1(y):
    return np.mean(y == 1)


@misconception(
    "majority-is-class-0",
    question="q13",
    name="majority_accuracy",
    hint="Is class 0 always the commoner one?",
)
def majority_is_class_0(y):
    return np.mean(y == 0)


@misconception(
    "majority-is-minority",
    question="q13",
    name="majority_accuracy",
    hint="This is the share of the rarer class.",
)
def majority_is_minority(y):
    return min(np.mean(y), 1 - np.mean(y))


@misconception(
    "majority-percent",
    question="q13",
    name="majority_accuracy",
    hint="An accuracy lies between 0 and 1.",
)
def majority_percent(y):
    return 100 * max(np.mean(y), 1 - np.mean(y))


@misconception(
    "majority-count",
    question="q13",
    name="majority_accuracy",
    hint="This is how many; which share is it?",
)
def majority_count(y):
    return max(np.sum(y == 0), np.sum(y == 1))


@misconception(
    "majority-class",
    question="q13",
    name="majority_accuracy",
    hint="This is the class; how often is it right?",
)
def majority_class(y):
    return np.bincount(y).argmax()


@misconception(
    "class-weights-without-k",
    question="q13",
    name="balanced_class_weights",
    hint="How many classes share the weight of all samples?",
)
def class_weights_without_k(y):
    n, counts = len(y), np.bincount(y)
    return {k: n / counts[k] for k in (0, 1)}


@misconception(
    "class-weights-shares",
    question="q13",
    name="balanced_class_weights",
    hint="Which class should weigh more, the common one or the rare one?",
)
def class_weights_shares(y):
    n, counts = len(y), np.bincount(y)
    return {k: counts[k] / n for k in (0, 1)}


@misconception(
    "class-weights-one-over-count",
    question="q13",
    name="balanced_class_weights",
    hint="What do the weights of all samples add up to?",
)
def class_weights_one_over_count(y):
    counts = np.bincount(y)
    return {k: 1 / counts[k] for k in (0, 1)}


@misconception(
    "class-weights-swapped",
    question="q13",
    name="balanced_class_weights",
    hint="Which class should weigh more, the common one or the rare one?",
)
def class_weights_swapped(y):
    n, counts = len(y), np.bincount(y)
    return {k: n / (2 * counts[1 - k]) for k in (0, 1)}


@misconception(
    "class-weights-relative",
    question="q13",
    name="balanced_class_weights",
    hint="Relative to which number is a class common or rare?",
)
def class_weights_relative(y):
    counts = np.bincount(y)
    return {k: max(counts) / counts[k] for k in (0, 1)}


@misconception(
    "standardise-leaks",
    question="q13",
    name="standardise",
    hint="What may be known of the test rows when the scaler is fitted?",
    source="scikit-learn, 'Common pitfalls': data leakage",
)
def standardise_leaks(X_train, X_test):
    both = np.vstack([X_train, X_test])
    mean, std = both.mean(axis=0), both.std(axis=0)
    return (X_train - mean) / std, (X_test - mean) / std


@misconception(
    "standardise-test-by-itself",
    question="q13",
    name="standardise",
    hint="A single new customer has no spread: whose mean and spread are to be used?",
    source="fit_transform on the test rows",
)
def standardise_test_by_itself(X_train, X_test):
    train = (X_train - X_train.mean(axis=0)) / X_train.std(axis=0)
    return train, (X_test - X_test.mean(axis=0)) / X_test.std(axis=0)


@misconception(
    "standardise-all-columns",
    question="q13",
    name="standardise",
    hint="Each feature is a column with its own mean and spread.",
)
def standardise_all_columns(X_train, X_test):
    mean, std = X_train.mean(), X_train.std()
    return (X_train - mean) / std, (X_test - mean) / std


@misconception(
    "standardise-min-max",
    question="q13",
    name="standardise",
    hint="This is min-max scaling.",
)
def standardise_min_max(X_train, X_test):
    low, width = X_train.min(axis=0), np.ptp(X_train, axis=0)
    return (X_train - low) / width, (X_test - low) / width


@misconception(
    "standardise-variance",
    question="q13",
    name="standardise",
    hint="In which unit is a variance?",
)
def standardise_variance(X_train, X_test):
    mean, var = X_train.mean(axis=0), X_train.var(axis=0)
    return (X_train - mean) / var, (X_test - mean) / var


@misconception(
    "standardise-mean-only",
    question="q13",
    name="standardise",
    hint="The mean is 0; what of the spread?",
)
def standardise_mean_only(X_train, X_test):
    mean = X_train.mean(axis=0)
    return X_train - mean, X_test - mean


@misconception(
    "norms-before-the-step",
    question="q13",
    name="weight_norms",
    hint="After each step: what is the first entry?",
)
def norms_before_the_step(X, y, n_iterations, learning_rate, lambda_reg=0.0):
    weights, bias, norms = np.zeros(X.shape[1]), 0.0, []
    for _ in range(n_iterations):
        norms.append(np.linalg.norm(weights))
        dw, db = bce_gradient(X, y, weights, bias, lambda_reg)
        weights, bias = weights - learning_rate * dw, bias - learning_rate * db
    return norms


@misconception(
    "norms-squared",
    question="q13",
    name="weight_norms",
    hint="The length of a vector is the root of a sum of squares.",
)
def norms_squared(X, y, n_iterations, learning_rate, lambda_reg=0.0):
    weights, bias, norms = np.zeros(X.shape[1]), 0.0, []
    for _ in range(n_iterations):
        dw, db = bce_gradient(X, y, weights, bias, lambda_reg)
        weights, bias = weights - learning_rate * dw, bias - learning_rate * db
        norms.append(np.sum(weights**2))
    return norms


@misconception(
    "norms-of-absolute-values",
    question="q13",
    name="weight_norms",
    hint="The length of a vector is the root of a sum of squares.",
)
def norms_of_absolute_values(X, y, n_iterations, learning_rate, lambda_reg=0.0):
    weights, bias, norms = np.zeros(X.shape[1]), 0.0, []
    for _ in range(n_iterations):
        dw, db = bce_gradient(X, y, weights, bias, lambda_reg)
        weights, bias = weights - learning_rate * dw, bias - learning_rate * db
        norms.append(np.sum(np.abs(weights)))
    return norms


@misconception(
    "norms-with-bias",
    question="q13",
    name="weight_norms",
    hint="Is the bias one of the weights?",
)
def norms_with_bias(X, y, n_iterations, learning_rate, lambda_reg=0.0):
    weights, bias, norms = np.zeros(X.shape[1]), 0.0, []
    for _ in range(n_iterations):
        dw, db = bce_gradient(X, y, weights, bias, lambda_reg)
        weights, bias = weights - learning_rate * dw, bias - learning_rate * db
        norms.append(np.linalg.norm(np.append(weights, bias)))
    return norms


@misconception(
    "norms-without-penalty",
    question="q13",
    name="weight_norms",
    hint="Is lambda_reg used?",
)
def norms_without_penalty(X, y, n_iterations, learning_rate, lambda_reg=0.0):
    weights, bias, norms = np.zeros(X.shape[1]), 0.0, []
    for _ in range(n_iterations):
        dw, db = bce_gradient(X, y, weights, bias)
        weights, bias = weights - learning_rate * dw, bias - learning_rate * db
        norms.append(np.linalg.norm(weights))
    return norms


# --- exercise 1: the threshold ------------------------------------------------------------------------------------


@misconception(
    "precision-recall-swapped",
    question="e1",
    name="threshold_sweep",
    hint="Precision and recall share their numerator: of which total is each a share?",
)
def precision_recall_swapped(y_true, proba, thresholds):
    y_true, proba = np.asarray(y_true), np.asarray(proba)
    precision, recall, f1 = [], [], []
    for t in thresholds:
        said_yes = proba >= t
        tp = np.sum(said_yes & (y_true == 1))
        p = tp / said_yes.sum() if said_yes.any() else 0.0
        r = tp / np.sum(y_true == 1)
        precision.append(r)
        recall.append(p)
        f1.append(2 * p * r / (p + r) if p + r > 0 else 0.0)
    return {"precision": precision, "recall": recall, "f1": f1}


@misconception(
    "sweep-strictly-above",
    question="e1",
    name="threshold_sweep",
    hint="What happens to a probability that equals the threshold?",
)
def sweep_strictly_above(y_true, proba, thresholds):
    y_true, proba = np.asarray(y_true), np.asarray(proba)
    precision, recall, f1 = [], [], []
    for t in thresholds:
        said_yes = proba > t
        tp = np.sum(said_yes & (y_true == 1))
        p = tp / said_yes.sum() if said_yes.any() else 0.0
        r = tp / np.sum(y_true == 1)
        precision.append(p)
        recall.append(r)
        f1.append(2 * p * r / (p + r) if p + r > 0 else 0.0)
    return {"precision": precision, "recall": recall, "f1": f1}


@misconception(
    "sweep-ignores-threshold",
    question="e1",
    name="threshold_sweep",
    hint="The curve is flat: is the threshold used where 0 and 1 are predicted?",
)
def sweep_ignores_threshold(y_true, proba, thresholds):
    y_true, proba = np.asarray(y_true), np.asarray(proba)
    precision, recall, f1 = [], [], []
    for _ in thresholds:
        said_yes = proba >= 0.5
        tp = np.sum(said_yes & (y_true == 1))
        p = tp / said_yes.sum() if said_yes.any() else 0.0
        r = tp / np.sum(y_true == 1)
        precision.append(p)
        recall.append(r)
        f1.append(2 * p * r / (p + r) if p + r > 0 else 0.0)
    return {"precision": precision, "recall": recall, "f1": f1}


@misconception(
    "sweep-below-threshold",
    question="e1",
    name="threshold_sweep",
    hint="On which side of the threshold is a customer predicted to leave?",
)
def sweep_below_threshold(y_true, proba, thresholds):
    y_true, proba = np.asarray(y_true), np.asarray(proba)
    precision, recall, f1 = [], [], []
    for t in thresholds:
        said_yes = proba < t
        tp = np.sum(said_yes & (y_true == 1))
        p = tp / said_yes.sum() if said_yes.any() else 0.0
        r = tp / np.sum(y_true == 1)
        precision.append(p)
        recall.append(r)
        f1.append(2 * p * r / (p + r) if p + r > 0 else 0.0)
    return {"precision": precision, "recall": recall, "f1": f1}


@misconception(
    "sweep-is-accuracy",
    question="e1",
    name="threshold_sweep",
    hint="The share of all rows that are right; which rows count here?",
)
def sweep_is_accuracy(y_true, proba, thresholds):
    y_true, proba = np.asarray(y_true), np.asarray(proba)
    precision, recall, f1 = [], [], []
    for t in thresholds:
        said_yes = proba >= t
        tp = np.sum(said_yes & (y_true == 1))
        p = np.mean(said_yes == (y_true == 1))
        r = tp / np.sum(y_true == 1)
        precision.append(p)
        recall.append(r)
        f1.append(2 * p * r / (p + r) if p + r > 0 else 0.0)
    return {"precision": precision, "recall": recall, "f1": f1}


@misconception(
    "sweep-in-percent",
    question="e1",
    name="threshold_sweep",
    hint="These are percentages; fractions between 0 and 1 are asked for.",
)
def sweep_in_percent(y_true, proba, thresholds):
    y_true, proba = np.asarray(y_true), np.asarray(proba)
    precision, recall, f1 = [], [], []
    for t in thresholds:
        said_yes = proba >= t
        tp = np.sum(said_yes & (y_true == 1))
        p = tp / said_yes.sum() if said_yes.any() else 0.0
        r = tp / np.sum(y_true == 1)
        precision.append(p)
        recall.append(r)
        f1.append(2 * p * r / (p + r) if p + r > 0 else 0.0)
    return {"precision": 100 * np.array(precision), "recall": 100 * np.array(recall), "f1": 100 * np.array(f1)}


@misconception(
    "f1-arithmetic-mean",
    question="e1",
    name="threshold_sweep",
    hint="A mean of precision and recall, but not the arithmetic one.",
)
def f1_arithmetic_mean(y_true, proba, thresholds):
    y_true, proba = np.asarray(y_true), np.asarray(proba)
    precision, recall, f1 = [], [], []
    for t in thresholds:
        said_yes = proba >= t
        tp = np.sum(said_yes & (y_true == 1))
        p = tp / said_yes.sum() if said_yes.any() else 0.0
        r = tp / np.sum(y_true == 1)
        precision.append(p)
        recall.append(r)
        f1.append((p + r) / 2)
    return {"precision": precision, "recall": recall, "f1": f1}


@misconception(
    "f1-geometric-mean",
    question="e1",
    name="threshold_sweep",
    hint="A mean of precision and recall, but not the geometric one.",
)
def f1_geometric_mean(y_true, proba, thresholds):
    y_true, proba = np.asarray(y_true), np.asarray(proba)
    precision, recall, f1 = [], [], []
    for t in thresholds:
        said_yes = proba >= t
        tp = np.sum(said_yes & (y_true == 1))
        p = tp / said_yes.sum() if said_yes.any() else 0.0
        r = tp / np.sum(y_true == 1)
        precision.append(p)
        recall.append(r)
        f1.append(np.sqrt(p * r))
    return {"precision": precision, "recall": recall, "f1": f1}


@misconception(
    "f1-without-2",
    question="e1",
    name="threshold_sweep",
    hint="Where precision equals recall, F1 should equal both: test that.",
)
def f1_without_2(y_true, proba, thresholds):
    y_true, proba = np.asarray(y_true), np.asarray(proba)
    precision, recall, f1 = [], [], []
    for t in thresholds:
        said_yes = proba >= t
        tp = np.sum(said_yes & (y_true == 1))
        p = tp / said_yes.sum() if said_yes.any() else 0.0
        r = tp / np.sum(y_true == 1)
        precision.append(p)
        recall.append(r)
        f1.append(p * r / (p + r) if p + r > 0 else 0.0)
    return {"precision": precision, "recall": recall, "f1": f1}


@misconception(
    "f1-is-a-product",
    question="e1",
    name="threshold_sweep",
    hint="This is the product alone; what is it divided by?",
)
def f1_is_a_product(y_true, proba, thresholds):
    y_true, proba = np.asarray(y_true), np.asarray(proba)
    precision, recall, f1 = [], [], []
    for t in thresholds:
        said_yes = proba >= t
        tp = np.sum(said_yes & (y_true == 1))
        p = tp / said_yes.sum() if said_yes.any() else 0.0
        r = tp / np.sum(y_true == 1)
        precision.append(p)
        recall.append(r)
        f1.append(p * r)
    return {"precision": precision, "recall": recall, "f1": f1}


@misconception(
    "precision-over-all-rows",
    question="e1",
    name="threshold_sweep",
    hint="Hits as a share of all customers: of whom should it be?",
)
def precision_over_all_rows(y_true, proba, thresholds):
    y_true, proba = np.asarray(y_true), np.asarray(proba)
    precision, recall, f1 = [], [], []
    for t in thresholds:
        said_yes = proba >= t
        tp = np.sum(said_yes & (y_true == 1))
        p = tp / len(y_true)
        r = tp / np.sum(y_true == 1)
        precision.append(p)
        recall.append(r)
        f1.append(2 * p * r / (p + r) if p + r > 0 else 0.0)
    return {"precision": precision, "recall": recall, "f1": f1}


@misconception(
    "recall-over-all-rows",
    question="e1",
    name="threshold_sweep",
    hint="Hits as a share of all customers: of whom should it be?",
)
def recall_over_all_rows(y_true, proba, thresholds):
    y_true, proba = np.asarray(y_true), np.asarray(proba)
    precision, recall, f1 = [], [], []
    for t in thresholds:
        said_yes = proba >= t
        tp = np.sum(said_yes & (y_true == 1))
        p = tp / said_yes.sum() if said_yes.any() else 0.0
        r = tp / len(y_true)
        precision.append(p)
        recall.append(r)
        f1.append(2 * p * r / (p + r) if p + r > 0 else 0.0)
    return {"precision": precision, "recall": recall, "f1": f1}


@misconception(
    "sweep-zero-over-zero",
    question="e1",
    name="threshold_sweep",
    hint="What is 0/0 for a computer, and what should precision be where nobody is predicted to leave?",
)
def sweep_zero_over_zero(y_true, proba, thresholds):
    y_true, proba = np.asarray(y_true), np.asarray(proba)
    precision, recall, f1 = [], [], []
    for t in thresholds:
        said_yes = proba >= t
        tp = np.sum(said_yes & (y_true == 1))
        p = tp / said_yes.sum()
        r = tp / np.sum(y_true == 1)
        precision.append(p)
        recall.append(r)
        f1.append(2 * p * r / (p + r))
    return {"precision": precision, "recall": recall, "f1": f1}


@misconception(
    "sweep-precision-of-nobody-is-1",
    question="e1",
    name="threshold_sweep",
    hint="Where nobody is predicted to leave, the lesson has a value for precision: which one?",
    source="the end point that sklearn.metrics.precision_recall_curve adds",
)
def sweep_precision_of_nobody_is_1(y_true, proba, thresholds):
    y_true, proba = np.asarray(y_true), np.asarray(proba)
    precision, recall, f1 = [], [], []
    for t in thresholds:
        said_yes = proba >= t
        tp = np.sum(said_yes & (y_true == 1))
        p = tp / said_yes.sum() if said_yes.any() else 1.0
        r = tp / np.sum(y_true == 1)
        precision.append(p)
        recall.append(r)
        f1.append(2 * p * r / (p + r) if p + r > 0 else 0.0)
    return {"precision": precision, "recall": recall, "f1": f1}


@misconception(
    "sweep-without-the-end",
    question="e1",
    name="threshold_sweep",
    hint="One value for each threshold: does the last one have one, too?",
    source="np.arange, which leaves out its end",
)
def sweep_without_the_end(y_true, proba, thresholds):
    y_true, proba = np.asarray(y_true), np.asarray(proba)
    precision, recall, f1 = [], [], []
    for t in thresholds[:-1]:
        said_yes = proba >= t
        tp = np.sum(said_yes & (y_true == 1))
        p = tp / said_yes.sum() if said_yes.any() else 0.0
        r = tp / np.sum(y_true == 1)
        precision.append(p)
        recall.append(r)
        f1.append(2 * p * r / (p + r) if p + r > 0 else 0.0)
    return {"precision": precision, "recall": recall, "f1": f1}


@misconception(
    "best-threshold-is-its-f1",
    question="e1",
    value="best_threshold",
    hint="This is the best F1 itself; at which threshold is it reached?",
)
def best_threshold_is_its_f1(sweep):
    return np.max(sweep["f1"])


@misconception(
    "best-threshold-is-an-index",
    question="e1",
    value="best_threshold",
    hint="This is a position in the list; which threshold stands there?",
)
def best_threshold_is_an_index(sweep):
    return np.argmax(sweep["f1"])


@misconception(
    "best-threshold-by-precision",
    question="e1",
    value="best_threshold",
    hint="This has the best precision; is it also the best compromise?",
)
def best_threshold_by_precision(thresholds, sweep):
    return thresholds[np.argmax(sweep["precision"])]


@misconception(
    "best-threshold-by-recall",
    question="e1",
    value="best_threshold",
    hint="This has the best recall; is it also the best compromise?",
)
def best_threshold_by_recall(thresholds, sweep):
    return thresholds[np.argmax(sweep["recall"])]


@misconception(
    "best-threshold-in-percent",
    question="e1",
    value="best_threshold",
    hint="Thresholds are probabilities between 0 and 1.",
)
def best_threshold_in_percent(thresholds, sweep):
    return 100 * thresholds[np.argmax(sweep["f1"])]


@misconception(
    "best-threshold-is-the-worst",
    question="e1",
    value="best_threshold",
    hint="Is the smallest F1 the best?",
)
def best_threshold_is_the_worst(thresholds, sweep):
    return thresholds[np.argmin(sweep["f1"])]


@misconception(
    "best-threshold-on-train",
    question="e1",
    value="best_threshold",
    hint="On which rows should the threshold be chosen: on those that the model knows?",
)
def best_threshold_on_train(tuned, X_train, y_train, thresholds):
    curves = threshold_sweep(y_train, tuned.predict_proba(X_train), thresholds)
    return thresholds[np.argmax(curves["f1"])]


@misconception(
    "best-threshold-is-the-default",
    question="e1",
    value="best_threshold",
    hint="0.5 is the default; what does your sweep say?",
)
def best_threshold_is_the_default():
    return 0.5


# --- exercise 2: lambda -------------------------------------------------------------------------------------------


@misconception(
    "lambda-sweep-on-train",
    question="e2",
    name="lambda_sweep",
    hint="On which rows should a lambda be judged?",
)
def lambda_sweep_on_train(X_train, y_train, X_test, y_test, lambdas):
    accuracies = []
    for lam in lambdas:
        m = LogisticRegression(learning_rate=0.1, n_iterations=500, lambda_reg=lam)
        m.fit(X_train, y_train)
        accuracies.append(np.mean(m.predict(X_train) == y_train))
    return accuracies


@misconception(
    "lambda-sweep-fitted-to-test",
    question="e2",
    name="lambda_sweep",
    hint="It is judged by rows that it knows.",
)
def lambda_sweep_fitted_to_test(X_train, y_train, X_test, y_test, lambdas):
    accuracies = []
    for lam in lambdas:
        m = LogisticRegression(learning_rate=0.1, n_iterations=500, lambda_reg=lam)
        m.fit(X_test, y_test)
        accuracies.append(np.mean(m.predict(X_test) == y_test))
    return accuracies


@misconception(
    "lambda-sweep-ignores-lambda",
    question="e2",
    name="lambda_sweep",
    hint="The same accuracy everywhere: does each lambda reach its model?",
)
def lambda_sweep_ignores_lambda(X_train, y_train, X_test, y_test, lambdas):
    accuracies = []
    for _ in lambdas:
        m = LogisticRegression(learning_rate=0.1, n_iterations=500)
        m.fit(X_train, y_train)
        accuracies.append(np.mean(m.predict(X_test) == y_test))
    return accuracies


@misconception(
    "lambda-sweep-default-settings",
    question="e2",
    name="lambda_sweep",
    hint="Learning rate and iterations are those of the exercise: which are yours?",
)
def lambda_sweep_default_settings(X_train, y_train, X_test, y_test, lambdas):
    accuracies = []
    for lam in lambdas:
        m = LogisticRegression(lambda_reg=lam)
        m.fit(X_train, y_train)
        accuracies.append(np.mean(m.predict(X_test) == y_test))
    return accuracies


@misconception(
    "lambda-sweep-inverse",
    question="e2",
    name="lambda_sweep",
    hint="Is it lambda, or its inverse as scikit-learn's C is?",
    source="scikit-learn's C = 1/lambda",
)
def lambda_sweep_inverse(X_train, y_train, X_test, y_test, lambdas):
    accuracies = []
    for lam in lambdas:
        m = LogisticRegression(learning_rate=0.1, n_iterations=500, lambda_reg=1 / lam)
        m.fit(X_train, y_train)
        accuracies.append(np.mean(m.predict(X_test) == y_test))
    return accuracies


@misconception(
    "lambda-sweep-error-rate",
    question="e2",
    name="lambda_sweep",
    hint="This is the share of wrong predictions.",
)
def lambda_sweep_error_rate(X_train, y_train, X_test, y_test, lambdas):
    accuracies = []
    for lam in lambdas:
        m = LogisticRegression(learning_rate=0.1, n_iterations=500, lambda_reg=lam)
        m.fit(X_train, y_train)
        accuracies.append(np.mean(m.predict(X_test) != y_test))
    return accuracies


@misconception(
    "lambda-sweep-in-percent",
    question="e2",
    name="lambda_sweep",
    hint="These are percentages; shares are asked for.",
)
def lambda_sweep_in_percent(X_train, y_train, X_test, y_test, lambdas):
    accuracies = []
    for lam in lambdas:
        m = LogisticRegression(learning_rate=0.1, n_iterations=500, lambda_reg=lam)
        m.fit(X_train, y_train)
        accuracies.append(100 * np.mean(m.predict(X_test) == y_test))
    return accuracies


@misconception(
    "lambda-sweep-counts",
    question="e2",
    name="lambda_sweep",
    hint="Counts of right predictions; shares are asked for.",
)
def lambda_sweep_counts(X_train, y_train, X_test, y_test, lambdas):
    accuracies = []
    for lam in lambdas:
        m = LogisticRegression(learning_rate=0.1, n_iterations=500, lambda_reg=lam)
        m.fit(X_train, y_train)
        accuracies.append(np.sum(m.predict(X_test) == y_test))
    return accuracies


@misconception(
    "lambda-sweep-sorted",
    question="e2",
    name="lambda_sweep",
    hint="The right accuracies in the wrong order: they should follow the lambdas as given.",
)
def lambda_sweep_sorted(X_train, y_train, X_test, y_test, lambdas):
    accuracies = []
    for lam in sorted(lambdas):
        m = LogisticRegression(learning_rate=0.1, n_iterations=500, lambda_reg=lam)
        m.fit(X_train, y_train)
        accuracies.append(np.mean(m.predict(X_test) == y_test))
    return accuracies


@misconception(
    "underfit-lambda-is-the-largest",
    question="e2",
    value="underfit_lambda",
    hint="The penalty is divided by the number of samples: does anything shrink enough here to be seen?",
)
def underfit_lambda_is_the_largest(lambdas):
    return lambdas[-1]


@misconception(
    "underfit-lambda-is-the-best",
    question="e2",
    value="underfit_lambda",
    hint="The penalty is divided by the number of samples: does anything shrink enough here to be seen?",
)
def underfit_lambda_is_the_best(lambdas, accuracies):
    return lambdas[int(np.argmax(accuracies))]
