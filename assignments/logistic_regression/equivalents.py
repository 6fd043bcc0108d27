"""Right answers that look different: what must get all points, and no hint.  See autograder.misconceptions."""

# ruff: noqa: B905, D101, D102 - written as students write

import math

import numpy as np
import pandas as pd

from autograder.misconceptions import equivalent


def sigmoid(x):
    x = np.asarray(x, dtype=float)
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e))


def log_loss(y_true, y_pred):
    p = np.clip(np.asarray(y_pred, dtype=float), 1e-15, 1 - 1e-15)
    return -(np.asarray(y_true) * np.log(p) + (1 - np.asarray(y_true)) * np.log(1 - p))


def bce_gradient(X, y, weights, bias, lambda_reg=0.0):
    error = sigmoid(X @ weights + bias) - y
    return X.T @ error / len(y) + lambda_reg / len(y) * weights, np.mean(error)


def softmax(Z):
    e = np.exp(Z - np.max(Z, axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


# --- part 1 ------------------------------------------------------------------------------------------------------


@equivalent("sigmoid-two-branches", question="q1", name="sigmoid")
def sigmoid_two_branches(x):
    x = np.asarray(x, dtype=float)
    result = np.empty_like(x)
    right = x >= 0
    result[right] = 1 / (1 + np.exp(-x[right]))
    e = np.exp(x[~right])
    result[~right] = e / (1 + e)
    return result


@equivalent("sigmoid-logaddexp", question="q1", name="sigmoid")
def sigmoid_logaddexp(x):
    return np.exp(-np.logaddexp(0, -np.asarray(x, dtype=float)))


@equivalent("sigmoid-loop", question="q1", name="sigmoid")
def sigmoid_loop(x):
    def one(value):
        if value >= 0:
            return 1 / (1 + math.exp(-value))
        return math.exp(value) / (1 + math.exp(value))

    values = np.array([one(value) for value in np.ravel(x).tolist()])
    return values.reshape(np.shape(x)) if np.ndim(x) else float(values[0])


@equivalent("grad-sigmoid-of-both-sides", question="q1", name="grad_sigmoid")
def grad_sigmoid_of_both_sides(x):
    return sigmoid(x) * sigmoid(-np.asarray(x, dtype=float))


# --- part 2 ------------------------------------------------------------------------------------------------------


@equivalent("boundary-lists", question="q2", name="decision_boundary")
def boundary_lists(weights, bias):
    w = np.ravel(weights).tolist()
    if len(w) == 1:
        return [-float(bias) / w[0]]
    return [math.inf, -bias / w[0]] if w[1] == 0 else [-w[0] / w[1], -bias / w[1]]


@equivalent("boundary-namedtuple", question="q2", name="decision_boundary")
def boundary_namedtuple(weights, bias):
    from collections import namedtuple

    line = namedtuple("line", "slope intercept")
    if weights.size == 1:
        return np.array([-bias]) / weights
    if np.isclose(weights[1], 0):
        return line(np.inf, -bias / weights[0])
    return line(-weights[0] / weights[1], -bias / weights[1])


# --- part 3 ------------------------------------------------------------------------------------------------------


@equivalent("entropy-clipped", question="q3", name="entropy")
def entropy_clipped(p):
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return -(p * np.log(p) + (1 - p) * np.log(1 - p)) / np.log(2)


@equivalent("entropy-scipy", question="q3", name="entropy")
def entropy_scipy(p):
    from scipy.special import entr

    p = np.asarray(p)
    return (entr(p) + entr(1 - p)) / np.log(2)


@equivalent("entropy-loop", question="q3", name="entropy")
def entropy_loop(p):
    values = []
    for one in np.atleast_1d(p):
        parts = [q * math.log2(q) for q in (float(one), 1 - float(one)) if q > 0]
        values.append(-sum(parts))
    return np.array(values) if np.ndim(p) else values[0]


@equivalent("log-loss-other-clip", question="q3", name="log_loss")
def log_loss_other_clip(y_true, y_pred):
    p = np.clip(y_pred, 1e-12, 1 - 1e-12)
    return -np.where(np.asarray(y_true) == 1, np.log(p), np.log(1 - p))


@equivalent("log-loss-of-chosen", question="q3", name="log_loss")
def log_loss_of_chosen(y_true, y_pred):
    y, p = np.asarray(y_true), np.asarray(y_pred, dtype=float)
    with np.errstate(divide="ignore"):
        return np.minimum(np.where(y == 1, -np.log(p), -np.log1p(-p)), 700.0)


# --- part 4 ------------------------------------------------------------------------------------------------------


@equivalent("bce-gradient-loops", question="q4", name="bce_gradient")
def bce_gradient_loops(X, y, weights, bias, lambda_reg=0.0):
    n, d = X.shape
    dw, db = [0.0] * d, 0.0
    for row, target in zip(X, y):
        z = sum(w * x for w, x in zip(weights, row)) + bias
        error = float(sigmoid(z)) - target
        for j in range(d):
            dw[j] += error * row[j] / n
        db += error / n
    return np.array(dw) + lambda_reg / n * np.array(weights), db


@equivalent("bce-gradient-einsum", question="q4", name="bce_gradient")
def bce_gradient_einsum(X, y, weights, bias, lambda_reg=0.0):
    error = sigmoid(np.einsum("ij,j->i", X, weights) + bias) - y
    return (np.einsum("ij,i->j", X, error) + lambda_reg * weights) / len(X), error.sum() / len(X)


@equivalent("bce-gradient-columns", question="q4", name="bce_gradient")
def bce_gradient_columns(X, y, weights, bias, lambda_reg=0.0):
    w, t = np.reshape(weights, (-1, 1)), np.reshape(y, (-1, 1))
    error = sigmoid(X @ w + bias) - t
    dw = (X.T @ error + lambda_reg * w) / len(t)
    return dw.flatten(), error.mean()


@equivalent("bce-gradient-augmented", question="q4", name="bce_gradient")
def bce_gradient_augmented(X, y, weights, bias, lambda_reg=0.0):
    Xb = np.hstack([X, np.ones((len(X), 1))])
    theta = np.append(weights, bias)
    gradient = Xb.T @ (sigmoid(Xb @ theta) - y) / len(y)
    gradient[:-1] += lambda_reg * theta[:-1] / len(y)
    return gradient[:-1], gradient[-1]


@equivalent("bce-gradient-float32", question="q4", name="bce_gradient")
def bce_gradient_float32(X, y, weights, bias, lambda_reg=0.0):
    X32, w32 = X.astype(np.float32), np.asarray(weights, dtype=np.float32)
    error = sigmoid(X32 @ w32 + np.float32(bias)).astype(np.float32) - y.astype(np.float32)
    return X32.T @ error / len(y) + np.float32(lambda_reg / len(y)) * w32, error.mean()


# --- part 5 ------------------------------------------------------------------------------------------------------


@equivalent("coin-product-of-flips", question="q5", name="coin_likelihood")
def coin_product_of_flips(theta):
    result = 1.0
    for flip in "HHTHT":
        result = result * (theta if flip == "H" else 1 - theta)
    return result


@equivalent("theta-mle-closed-form", question="q5", value="theta_mle")
def theta_mle_closed_form():
    return "HHTHT".count("H") / 5


@equivalent("theta-mle-minimised", question="q5", value="theta_mle")
def theta_mle_minimised():
    from scipy.optimize import minimize_scalar

    return minimize_scalar(lambda t: -(t**3) * (1 - t) ** 2, bounds=(0, 1), method="bounded").x


@equivalent("nll-softplus", question="q5", name="neg_log_likelihood")
def nll_softplus(X, y, weights, bias):
    z = X @ weights + bias
    return float(np.sum(np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))))


@equivalent("nll-clipped", question="q5", name="neg_log_likelihood")
def nll_clipped(X, y, weights, bias):
    p = np.clip(sigmoid(X @ weights + bias), 1e-12, 1 - 1e-12)
    return -(np.log(p[y == 1]).sum() + np.log(1 - p[y == 0]).sum())


# --- part 6 ------------------------------------------------------------------------------------------------------


@equivalent("log-odds-logit", question="q6", name="log_odds")
def log_odds_logit(p):
    from scipy.special import logit

    return logit(p)


@equivalent("odds-ratios-list", question="q6", name="odds_ratios")
def odds_ratios_list(weights):
    return [math.exp(w) for w in weights]


# --- part 7 ------------------------------------------------------------------------------------------------------


@equivalent("estimator-of-scikit-learn", question="q7", value="LogisticRegression")
def estimator_of_scikit_learn():
    from sklearn.base import BaseEstimator, ClassifierMixin

    class LogisticRegression(ClassifierMixin, BaseEstimator):
        def __init__(self, learning_rate=0.01, n_iterations=1000, lambda_reg=0.01):
            self.learning_rate = learning_rate
            self.n_iterations = n_iterations
            self.lambda_reg = lambda_reg

        def fit(self, X, y):
            self.classes_ = np.unique(y)
            self.weights, self.bias, self.losses = np.zeros(X.shape[1]), 0.0, []
            for _ in range(self.n_iterations):
                p = self.predict_proba(X)
                self.losses.append(self.compute_loss(X, y, p))
                dw, db = bce_gradient(X, y, self.weights, self.bias, self.lambda_reg)
                self.weights -= self.learning_rate * dw
                self.bias -= self.learning_rate * db
            return self

        def predict_proba(self, X):
            return sigmoid(X @ self.weights + self.bias)

        def predict(self, X, threshold=0.5):
            return np.where(self.predict_proba(X) >= threshold, 1, 0)

        def compute_loss(self, X, y, y_pred):
            return np.mean(log_loss(y, y_pred)) + self.lambda_reg * self.weights @ self.weights / (2 * len(y))

    return LogisticRegression


@equivalent("estimator-with-columns-inside", question="q7", name="LogisticRegression")
class EstimatorWithColumnsInside:
    def __init__(self, learning_rate=0.01, n_iterations=1000, lambda_reg=0.01):
        self.lr, self.n_iter, self.lam = learning_rate, n_iterations, lambda_reg

    def fit(self, X, y):
        y = np.asarray(y).reshape(-1, 1)
        n = len(y)
        theta = np.zeros((X.shape[1] + 1, 1))
        Xb = np.c_[X, np.ones(n)]
        losses = np.zeros(self.n_iter)
        for t in range(self.n_iter):
            p = sigmoid(Xb @ theta)
            self.weights, self.bias = theta[:-1, 0].copy(), float(theta[-1, 0])
            losses[t] = self.compute_loss(X, y[:, 0], p[:, 0])
            step = Xb.T @ (p - y) / n
            step[:-1] += self.lam / n * theta[:-1]
            theta = theta - self.lr * step
        self.weights, self.bias, self.losses = theta[:-1, 0], float(theta[-1, 0]), losses
        return self

    def predict_proba(self, X):
        return sigmoid(X @ self.weights + self.bias)

    def predict(self, X, threshold=0.5):
        return np.array([int(p >= threshold) for p in self.predict_proba(X)])

    def compute_loss(self, X, y, y_pred):
        p = np.clip(y_pred, 1e-10, 1 - 1e-10)
        bce = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
        return bce + self.lam / (2 * len(y)) * np.linalg.norm(self.weights) ** 2


# --- part 8 ------------------------------------------------------------------------------------------------------


@equivalent("train-1d-comprehensions", question="q8", name="train_1d")
def train_1d_comprehensions(X, y, lr, lam, epochs):
    def s(z):
        return 1 / (1 + math.exp(-z)) if z > -700 else 0.0

    w, b, losses, n = 0.0, 0.0, [], len(X)
    for _ in range(epochs):
        p = [min(max(s(w * x + b), 1e-12), 1 - 1e-12) for x in X]
        losses.append(-sum(math.log(q if t == 1 else 1 - q) for q, t in zip(p, y)) / n)
        w, b = (
            w - lr * (sum((q - t) * x for q, t, x in zip(p, y, X)) / n + lam * w / n),
            b - lr * sum(q - t for q, t in zip(p, y)) / n,
        )
    return [w, b, losses]


# --- part 9 ------------------------------------------------------------------------------------------------------


@equivalent("odds-as-frame", question="q9", value="odds")
def odds_as_frame(feature_names, model_sk):
    return pd.DataFrame({"feature": feature_names, "odds ratio": np.exp(model_sk.coef_[0])})


@equivalent("odds-as-dict", question="q9", value="odds")
def odds_as_dict(feature_names, model_sk):
    return dict(zip(feature_names, np.exp(model_sk.coef_.ravel()).tolist()))


@equivalent("test-accuracy-counted", question="q9", value="test_accuracy")
def test_accuracy_counted(model_sk, X_test, y_test):
    return sum(int(a == b) for a, b in zip(model_sk.predict(X_test), y_test)) / len(y_test)


@equivalent("proba-real-as-series", question="q9", value="proba_real")
def proba_real_as_series(model_real, X_real_test):
    return pd.Series(model_real.predict_proba(X_real_test)[:, 1], index=X_real_test.index)


# --- part 10 -----------------------------------------------------------------------------------------------------


@equivalent("softmax-of-logsumexp", question="q10", name="softmax")
def softmax_of_logsumexp(Z):
    from scipy.special import logsumexp

    return np.exp(Z - logsumexp(Z, axis=1, keepdims=True))


@equivalent("softmax-row-by-row", question="q10", name="softmax")
def softmax_row_by_row(Z):
    rows = []
    for row in np.asarray(Z, dtype=float):
        e = np.exp(row - row.max())
        rows.append(e / e.sum())
    return np.array(rows)


@equivalent("softmax-regression-augmented", question="q10", name="SoftmaxRegression")
class SoftmaxRegressionAugmented:
    def __init__(self, learning_rate=0.01, max_iter=1000, tol=1e-4, random_state=None):
        self.learning_rate, self.max_iter, self.tol, self.random_state = learning_rate, max_iter, tol, random_state

    def fit(self, X, y):
        self.classes_ = np.array(sorted(set(np.asarray(y).tolist())))
        one_hot = (np.asarray(y)[:, None] == self.classes_).astype(float)
        rng = np.random.RandomState(self.random_state)
        self.weights = rng.normal(0, 0.01, (X.shape[1], len(self.classes_)))
        self.bias = np.zeros((1, len(self.classes_)))
        losses = []
        for _ in range(self.max_iter):
            P = softmax(X @ self.weights + self.bias)
            losses.append(-np.sum(one_hot * np.log(P + 1e-15)) / len(X))
            G = (P - one_hot) / len(X)
            self.weights -= self.learning_rate * np.einsum("ij,ik->jk", X, G)
            self.bias -= self.learning_rate * G.sum(axis=0, keepdims=True)
            if len(losses) > 1 and abs(losses[-1] - losses[-2]) < self.tol:
                break

    def predict_proba(self, X):
        return softmax(X @ self.weights + self.bias)

    def predict(self, X):
        return self.classes_[self.predict_proba(X).argmax(axis=1)]


# --- part 13 -----------------------------------------------------------------------------------------------------


@equivalent("majority-by-counter", question="q13", name="majority_accuracy")
def majority_by_counter(y):
    from collections import Counter

    return Counter(np.asarray(y).tolist()).most_common(1)[0][1] / len(y)


@equivalent("class-weights-of-scikit-learn", question="q13", name="balanced_class_weights")
def class_weights_of_scikit_learn(y):
    from sklearn.utils.class_weight import compute_class_weight

    return dict(enumerate(compute_class_weight("balanced", classes=np.array([0, 1]), y=y)))


@equivalent("standardise-by-scaler", question="q13", name="standardise")
def standardise_by_scaler(X_train, X_test):
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler()
    return [scaler.fit_transform(X_train), scaler.transform(X_test)]


@equivalent("norms-by-hypot", question="q13", name="weight_norms")
def norms_by_hypot(X, y, n_iterations, learning_rate, lambda_reg=0.0):
    w, b = np.zeros(X.shape[1]), 0.0
    norms = np.empty(n_iterations)
    for k in range(n_iterations):
        p = sigmoid(X @ w + b)
        w, b = (
            w - learning_rate * (X.T @ (p - y) + lambda_reg * w) / len(y),
            b - learning_rate * (p - y).mean(),
        )
        norms[k] = math.sqrt(w @ w)
    return norms


# --- the exercises -----------------------------------------------------------------------------------------------


@equivalent("sweep-as-frame", question="e1", name="threshold_sweep")
def sweep_as_frame(y_true, proba, thresholds):
    from sklearn.metrics import f1_score, precision_score, recall_score

    rows = []
    for t in thresholds:
        said = (np.asarray(proba) >= t).astype(int)
        rows.append(
            {
                "precision": precision_score(y_true, said, zero_division=0),
                "recall": recall_score(y_true, said, zero_division=0),
                "f1": f1_score(y_true, said, zero_division=0),
            }
        )
    return pd.DataFrame(rows)


@equivalent("sweep-vectorised", question="e1", name="threshold_sweep")
def sweep_vectorised(y_true, proba, thresholds):
    y, said = np.asarray(y_true) == 1, np.asarray(proba)[None, :] >= np.asarray(thresholds)[:, None]
    tp, fp, fn = (said & y).sum(axis=1), (said & ~y).sum(axis=1), (~said & y).sum(axis=1)
    keys = ("precision", "recall", "f1")
    ratios = (tp / np.maximum(tp + fp, 1), tp / np.maximum(tp + fn, 1), 2 * tp / np.maximum(2 * tp + fp + fn, 1))
    return {key: ratio.tolist() for key, ratio in zip(keys, ratios)}


@equivalent("best-threshold-as-float", question="e1", value="best_threshold")
def best_threshold_as_float(thresholds, sweep):
    return max(zip(sweep["f1"], [round(float(t), 2) for t in thresholds]))[1]


@equivalent("lambda-sweep-of-its-own", question="e2", name="lambda_sweep")
def lambda_sweep_of_its_own(X_train, y_train, X_test, y_test, lambdas):
    found = []
    for lam in lambdas:
        w, b = np.zeros(X_train.shape[1]), 0.0
        for _ in range(500):
            dw, db = bce_gradient(X_train, y_train, w, b, lam)
            w, b = w - 0.1 * dw, b - 0.1 * db
        found.append(float(np.mean((X_test @ w + b >= 0) == y_test)))
    return np.array(found)
