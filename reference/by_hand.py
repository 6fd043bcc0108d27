"""Logistic regression of one feature with `math` alone, for a browser page without a server.

Nothing else is imported, so the source of this module runs as it stands in any Python, Pyodide
included. The forms are those of `reference.activations`, one number at a time.
"""

import math


def sigmoid_1d(z: float) -> float:
    """Return 1 / (1 + e^-z) as e^min(z, 0) / (1 + e^-|z|), which cannot overflow.

    >>> sigmoid_1d(-1000.0), sigmoid_1d(0.0), sigmoid_1d(1000.0)
    (0.0, 0.5, 1.0)
    """
    return math.exp(min(z, 0.0)) / (1.0 + math.exp(-abs(z)))


def log_loss_1d(y: float, z: float) -> float:
    """Return the log loss in nats of a label 0 or 1 and the logit z, as softplus(z or -z).

    >>> log_loss_1d(1, -1000.0)
    1000.0
    """
    wrong = -z if y else z
    return max(wrong, 0.0) + math.log1p(math.exp(-abs(z)))


def train_1d(X: list[float], y: list[int], lr: float, lam: float, epochs: int) -> tuple[float, float, list[float]]:
    """Fit P(y = 1) = s(w x + b) by batch gradient descent from (0, 0).

    Args:
        X: the feature, a flat list of N numbers.
        y: its labels, 0 or 1.
        lr: the learning rate.
        lam: the L2 strength; dw has (lam / N) w, the bias is not penalised.
        epochs: the number of steps.

    Returns:
        `(w, b, losses)`; `losses` holds the mean BCE in nats, without the penalty, before each
        step.

    Raises:
        ValueError: X and y differ in length, or are empty.

    Source: ESL 4.4.1.

    >>> w, b, losses = train_1d([-1.0, 1.0], [0, 1], lr=1.0, lam=0.0, epochs=2)
    >>> round(w, 6), b, losses[0] == math.log(2)
    (0.877541, 0.0, True)
    """
    if not X or len(X) != len(y):
        raise ValueError(
            f"X and y have lengths {len(X)} and {len(y)}, "
            "but should be equal and not 0 [train_1d(X, y, lr, lam, epochs)]"
        )
    w, b, n = 0.0, 0.0, len(X)
    losses = []
    for _ in range(epochs):
        logits = [w * x + b for x in X]
        losses.append(math.fsum(map(log_loss_1d, y, logits)) / n)
        residuals = [-sigmoid_1d(-z) if label else sigmoid_1d(z) for z, label in zip(logits, y, strict=True)]
        dw = (math.fsum(r * x for r, x in zip(residuals, X, strict=True)) + lam * w) / n
        db = math.fsum(residuals) / n
        w, b = w - lr * dw, b - lr * db
    return w, b, losses
