# %% [markdown]
# # Logistic regression: who is going to leave?
# A telecoms company wants each customer's probability of leaving.

# %%
import math
import random

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

# %% [markdown]
# ## Part 1: the sigmoid

# %%
def sigmoid(x):
    x = np.asarray(x, dtype=float)
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e))


def grad_sigmoid(x):
    s = sigmoid(x)
    return s * (1 - s)


xs = np.linspace(-6, 6, 200)
plt.plot(xs, sigmoid(xs), label="sigmoid")
plt.plot(xs, grad_sigmoid(xs), label="its derivative")
plt.xlabel("x")
plt.legend()
plt.title("The sigmoid and its slope")
plt.show()

# %% [markdown]
# ## Part 2: the decision boundary

# %%
def decision_boundary(weights, bias):
    weights = np.atleast_1d(weights)
    if len(weights) == 1:
        return -bias / weights[0]
    w1, w2 = weights
    if w2 == 0:
        return np.inf, -bias / w1
    return -w1 / w2, -bias / w2


decision_boundary(np.array([1.5]), -3.0)

# %% [markdown]
# ## Part 3: entropy and cross-entropy

# %%
def entropy(p):
    p = np.asarray(p, dtype=float)
    q = 1 - p
    safe_p, safe_q = np.where(p > 0, p, 1), np.where(q > 0, q, 1)
    return -(p * np.log2(safe_p) + q * np.log2(safe_q))


def log_loss(y_true, y_pred):
    y_true = np.asarray(y_true, dtype=float)
    p = np.clip(np.asarray(y_pred, dtype=float), 1e-15, 1 - 1e-15)
    return -(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))


why_not_mse = "c"
print("H(0.5) =", entropy(0.5), "bit")
print("BCE =", np.mean(log_loss([1, 0, 1], [0.9, 0.2, 0.6])))

# %% [markdown]
# ## Part 4: the gradient

# %%
def bce_gradient(X, y, weights, bias, lambda_reg=0.0):
    n = len(y)
    error = sigmoid(X @ weights + bias) - y
    dw = X.T @ error / n + lambda_reg / n * weights
    db = np.mean(error)
    return dw, db

# %% [markdown]
# ## Part 5: maximum likelihood and MAP

# %%
def coin_likelihood(theta):
    theta = np.asarray(theta, dtype=float)
    return theta**3 * (1 - theta) ** 2


thetas = np.linspace(0, 1, 1001)
theta_mle = thetas[np.argmax(coin_likelihood(thetas))]


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


theta_mle

# %% [markdown]
# ## Part 6: what the weights mean

# %%
def log_odds(p):
    p = np.asarray(p, dtype=float)
    with np.errstate(divide="ignore"):
        return np.log(p) - np.log1p(-p)


def odds_ratios(weights):
    return np.exp(weights)


odds_ratios(np.array([0.693]))

# %% [markdown]
# ## Part 7: logistic regression from scratch

# %%
class LogisticRegression:
    def __init__(self, learning_rate=0.01, n_iterations=1000, lambda_reg=0.01):
        self.learning_rate = learning_rate
        self.n_iterations = n_iterations
        self.lambda_reg = lambda_reg

    def fit(self, X, y):
        n_samples, n_features = X.shape
        self.weights = np.zeros(n_features)
        self.bias = 0.0
        self.losses = []
        for _ in range(self.n_iterations):
            p = self.predict_proba(X)
            self.losses.append(self.compute_loss(X, y, p))
            dw, db = bce_gradient(X, y, self.weights, self.bias, self.lambda_reg)
            self.weights = self.weights - self.learning_rate * dw
            self.bias = self.bias - self.learning_rate * db
        return self

    def predict_proba(self, X):
        return sigmoid(X @ self.weights + self.bias)

    def predict(self, X, threshold=0.5):
        return (self.predict_proba(X) >= threshold).astype(int)

    def compute_loss(self, X, y, y_pred):
        penalty = self.lambda_reg / (2 * len(y)) * np.sum(self.weights**2)
        return np.mean(log_loss(y, y_pred)) + penalty


np.random.seed(0)
X_toy = np.random.randn(200, 2)
y_toy = (X_toy[:, 0] + X_toy[:, 1] > 0).astype(int)
model = LogisticRegression(learning_rate=0.1, n_iterations=500, lambda_reg=0.1).fit(X_toy, y_toy)
print("loss", model.losses[0], "->", model.losses[-1])
print("accuracy", np.mean(model.predict(X_toy) == y_toy))
plt.plot(model.losses)
plt.xlabel("iteration")
plt.ylabel("loss")
plt.show()

# %% [markdown]
# ## Part 8: by hand

# %%
def train_1d(X, y, lr, lam, epochs):
    w, b = 0.0, 0.0
    losses = []
    n = len(X)
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


random.seed(42)
X_hand = [random.gauss(-1, 1) for _ in range(30)] + [random.gauss(1, 1) for _ in range(30)]
y_hand = [0] * 30 + [1] * 30
w, b, losses = train_1d(X_hand, y_hand, 0.5, 0.01, 300)
print(w, b, losses[-1])

# %% [markdown]
# ## Part 9: churn

# %%
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression as SkLogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.compose import make_column_transformer

features = ["monthly_charges", "tenure", "data_usage", "support_calls", "contract_length"]
X, y = make_classification(
    n_samples=1000, n_features=5, n_informative=3, n_redundant=1, random_state=42, class_sep=0.8
)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42)
scaler = StandardScaler().fit(X_train)
X_train, X_test = scaler.transform(X_train), scaler.transform(X_test)
model_sk = SkLogisticRegression(C=1.0).fit(X_train, y_train)
test_accuracy = model_sk.score(X_test, y_test)
odds = np.exp(model_sk.coef_[0])
pd.DataFrame({"feature": features, "odds ratio": odds})

# %%
customers = pd.read_csv("data/telco_churn.csv")
customers["total_charges"] = customers["total_charges"].fillna(0.0)
target = (customers.pop("churn") == "Yes").astype(int)
numbers = ["tenure", "monthly_charges", "total_charges"]
categories = [name for name in customers.columns if name not in numbers]
real_train, real_test, target_train, target_test = train_test_split(
    customers, target, test_size=0.2, random_state=42, stratify=target
)
model_real = make_pipeline(
    make_column_transformer((StandardScaler(), numbers), (OneHotEncoder(handle_unknown="ignore"), categories)),
    SkLogisticRegression(max_iter=1000),
)
model_real.fit(real_train, target_train)
proba_real = model_real.predict_proba(real_test)[:, 1]
auc_real = roc_auc_score(target_test, proba_real)
print("AUC", auc_real)

# %% [markdown]
# ## Part 10: softmax

# %%
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
        self.losses = []
        for _ in range(self.max_iter):
            P = self.predict_proba(X)
            loss = -np.mean(np.log(np.clip(P[np.arange(n), index], 1e-300, None)))
            self.losses.append(loss)
            if abs(previous - loss) < self.tol:
                break
            previous = loss
            self.weights -= self.learning_rate * X.T @ (P - Y) / n
            self.bias -= self.learning_rate * (P - Y).mean(axis=0)
        return self

    def predict_proba(self, X):
        return softmax(X @ self.weights + self.bias)

    def predict(self, X):
        return self.classes_[np.argmax(self.predict_proba(X), axis=1)]


from sklearn.datasets import load_iris

iris = load_iris()
Xi_train, Xi_test, yi_train, yi_test = train_test_split(iris.data, iris.target, test_size=0.2, random_state=42)
iris_scaler = StandardScaler().fit(Xi_train)
soft = SoftmaxRegression(0.1, 2000, 1e-5, 42).fit(iris_scaler.transform(Xi_train), yi_train)
print("accuracy", np.mean(soft.predict(iris_scaler.transform(Xi_test)) == yi_test))

# %% [markdown]
# ## Part 11: decision regions

# %%
petals = iris_scaler.transform(iris.data)[:, 2:]
soft2 = SoftmaxRegression(0.1, 2000, 1e-5, 0).fit(petals, iris.target)
gx, gy = np.meshgrid(np.linspace(-2, 2, 150), np.linspace(-2, 2, 150))
regions = soft2.predict(np.column_stack([gx.ravel(), gy.ravel()])).reshape(gx.shape)
fig, ax_regions = plt.subplots()
plt.contourf(gx, gy, regions, alpha=0.3)
for label, marker in enumerate("osv"):
    chosen = iris.target == label
    plt.scatter(petals[chosen, 0], petals[chosen, 1], marker=marker, label=iris.target_names[label])
plt.xlabel("petal length (scaled)")
plt.ylabel("petal width (scaled)")
plt.title("Three kinds of iris")
plt.legend()
plt.show()

# %% [markdown]
# ## Part 12: knowledge check

# %%
kc1 = "b"
kc2 = "d"
kc3 = "a"
kc4 = "c"

# %% [markdown]
# ## Part 13: pitfalls

# %%
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


separable = np.array([[-2.0], [-1.0], [1.0], [2.0]])
for lam in (0.0, 1.0):
    plt.plot(weight_norms(separable, np.array([0, 0, 1, 1]), 300, 0.5, lam), label=f"lambda = {lam}")
plt.xlabel("iteration")
plt.ylabel("length of the weights")
plt.legend()
plt.show()

# %% [markdown]
# ## Exercise 1: the threshold

# %%
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


thresholds = np.arange(0.10, 0.901, 0.05)
churn_model = LogisticRegression(learning_rate=0.1, n_iterations=500, lambda_reg=0.1).fit(X_train, y_train)
sweep = threshold_sweep(y_test, churn_model.predict_proba(X_test), thresholds)
best_threshold = thresholds[np.argmax(sweep["f1"])]
for name, curve in sweep.items():
    plt.plot(thresholds, curve, label=name)
plt.axvline(best_threshold, color="grey", linestyle="--", label="best F1")
plt.xlabel("threshold")
plt.legend()
plt.show()
print(best_threshold)

# %% [markdown]
# ## Exercise 2: lambda

# %%
def lambda_sweep(X_train, y_train, X_test, y_test, lambdas):
    accuracies = []
    for lam in lambdas:
        m = LogisticRegression(learning_rate=0.1, n_iterations=500, lambda_reg=lam)
        m.fit(X_train, y_train)
        accuracies.append(np.mean(m.predict(X_test) == y_test))
    return accuracies


lambdas = [0.001, 0.01, 0.1, 1, 10]
accuracies = lambda_sweep(X_train, y_train, X_test, y_test, lambdas)
underfit_lambda = None
for lam, accuracy in zip(lambdas, accuracies):
    if accuracy < max(accuracies) - 0.01:
        underfit_lambda = lam
        break
plt.semilogx(lambdas, accuracies, marker="o")
plt.xlabel("lambda")
plt.ylabel("test accuracy")
plt.show()
print(accuracies, underfit_lambda)
