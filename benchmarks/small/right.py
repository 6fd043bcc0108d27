# %% [markdown]
# # Logistic regression, in short

# %%
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(400, 3))
y = (rng.random(400) < 1 / (1 + np.exp(-(X @ np.array([1.5, -2.0, 0.5]) + 0.4)))).astype(float)

# %% [markdown]
# ## Question 1
# Write `sigmoid(x)`.


# %% q1
def sigmoid(x):
    return 1 / (1 + np.exp(-x))


# %% [markdown]
# ## Question 2
# Write `log_loss(y, p)`, finite for every p from 0 to 1.


# %% q2
def log_loss(y, p):
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


# %% [markdown]
# ## Question 3
# Write `gradient(X, y, w, b)`, which gives `(dw, db)` of the log loss.


# %% q3
def gradient(X, y, w, b):
    error = sigmoid(X @ w + b) - y
    return X.T @ error / len(y), np.mean(error)


# %% [markdown]
# ## Question 4
# Write `LogisticRegression(learning_rate, steps)` with `fit(X, y)`, `predict_proba(X)`, `predict(X)`, `weights`, `bias`
# and `losses`, and train it.


# %% q4
class LogisticRegression:
    def __init__(self, learning_rate=0.5, steps=1000):
        self.learning_rate = learning_rate
        self.steps = steps

    def fit(self, X, y):
        self.weights = np.zeros(X.shape[1])
        self.bias = 0.0
        self.losses = []
        for _ in range(self.steps):
            self.losses.append(log_loss(y, self.predict_proba(X)))
            dw, db = gradient(X, y, self.weights, self.bias)
            self.weights = self.weights - self.learning_rate * dw
            self.bias = self.bias - self.learning_rate * db
        return self

    def predict_proba(self, X):
        return sigmoid(X @ self.weights + self.bias)

    def predict(self, X):
        return (self.predict_proba(X) >= 0.5).astype(int)


# %%
model = LogisticRegression(learning_rate=0.5, steps=1000).fit(X, y)
print(f"loss {model.losses[-1]:.4f}, accuracy {np.mean(model.predict(X) == y):.3f}")

# %% [markdown]
# ## Question 5
# Write `f1_score(y, p, threshold)` and `best_threshold(y, p, thresholds)`.


# %% q5
def f1_score(y, p, threshold):
    chosen = p >= threshold
    hits = np.sum(chosen & (y == 1))
    return 2 * hits / (np.sum(chosen) + np.sum(y == 1))


def best_threshold(y, p, thresholds):
    return thresholds[np.argmax([f1_score(y, p, t) for t in thresholds])]


# %%
best_threshold(y, model.predict_proba(X), np.linspace(0.05, 0.95, 19))
