"""The suite of part 8 accepts right ways to train in pure Python, rejects wrong ones, and names the mistake."""

import pytest

from tests.support.suites import failed

RIGHT = """
import math, random

def sigmoid(z):
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))

def train_1d(X, y, lr, lam, epochs):
    n = len(X)
    w, b = 0.0, 0.0
    losses = []
    for epoch in range(epochs):
        loss, dw, db = 0.0, 0.0, 0.0
        for x, t in zip(X, y):
            p = sigmoid(w * x + b)
            q = min(max(p, 1e-12), 1 - 1e-12)
            loss += -(t * math.log(q) + (1 - t) * math.log(1 - q))
            dw += (p - t) * x
            db += p - t
        losses.append(loss / n)
        w -= lr * (dw / n + lam * w / n)
        b -= lr * db / n
    return w, b, losses
"""

PENALISED = RIGHT.replace("append(loss / n)", "append(loss / n + lam / (2 * n) * w ** 2)")
TANH = """
import math

def train_1d(X, y, lr, lam, epochs, verbose=False):
    \"\"\"Logits by comprehension, tanh for the sigmoid, softplus for the loss; a list comes back.\"\"\"
    w = b = 0
    losses = [None] * epochs
    for epoch in range(epochs):
        z = [w * x + b for x in X]
        losses[epoch] = sum(max(v, 0) - v * t + math.log1p(math.exp(-abs(v))) for v, t in zip(z, y)) / len(X)
        r = [(1 + math.tanh(v / 2)) / 2 - t for v, t in zip(z, y)]
        grad_w = math.fsum(e * x for e, x in zip(r, X)) / len(X) + lam / len(X) * w
        w, b = w - lr * grad_w, b - lr * math.fsum(r) / len(X)
    return [w, b, tuple(losses)]
"""
NAMED = """
import math
from collections import namedtuple
Model = namedtuple("Model", "w b losses")

def clip(z, far=30):
    return max(-far, min(far, z))

def train_1d(xs, ys, rate, strength, steps):
    \"\"\"Other parameter names, clipped logits, a generator for the path.\"\"\"
    def path(w=0.0, b=0.0):
        for _ in range(steps):
            p = [1 / (1 + math.exp(-clip(w * x + b))) for x in xs]
            loss = -sum(math.log(pi if t else 1 - pi) for pi, t in zip(p, ys)) / len(xs)
            dw = sum((pi - t) * x for pi, t, x in zip(p, ys, xs)) + strength * w
            w, b = w - rate * dw / len(xs), b - rate * sum(pi - t for pi, t in zip(p, ys)) / len(xs)
            yield w, b, loss
    steps_taken = list(path())
    return Model(steps_taken[-1][0], steps_taken[-1][1], [step[2] for step in steps_taken])
"""

W_STEP = "w -= lr * (dw / n + lam * w / n)"
B_STEP = "b -= lr * db / n"
APPEND = "losses.append(loss / n)"
ONE_STEP = "            w -= lr * ((p - t) * x + lam * w / n)\n            b -= lr * (p - t)\n"
AFTER = (
    "\n        z = [w * x + b for x in X]"
    "\n        losses.append(sum(math.log1p(math.exp(-v if t else v)) for v, t in zip(z, y)) / n)"
)
FIT = ("training_without_penalty", "training_with_penalty", "lesson_recipe")
LOSSES = ("one_loss_per_epoch", "losses_are_the_cross_entropy")


def broken(*edits):
    """The right function with some lines exchanged."""
    source = RIGHT
    for old, new in edits:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    return source


@pytest.mark.parametrize("source", [RIGHT, PENALISED, TANH, NAMED], ids=["loop", "penalised", "tanh", "named tuple"])
def test_right_forms_get_all_points(judge, source):
    """Loops or comprehensions, tanh or clipped logits, losses with or without the penalty: all are right."""
    assert failed(judge("q8", source)) == {}


MISTAKES = [
    ("train-1d-ascends", [(W_STEP, W_STEP.replace("-=", "+=")), (B_STEP, "b += lr * db / n")], FIT),
    ("train-1d-sums", [(W_STEP, "w -= lr * (dw + lam * w / n)"), (B_STEP, "b -= lr * db")], FIT),
    ("train-1d-w-sums", [(W_STEP, "w -= lr * (dw + lam * w / n)")], FIT),
    ("train-1d-b-sums", [(B_STEP, "b -= lr * db")], FIT),
    ("train-1d-b-stands-still", [(B_STEP, "")], FIT),
    ("train-1d-half", [("    n = len(X)\n", "    n = len(X)\n    lr = lr / 2\n")], FIT),
    ("train-1d-twice", [("    n = len(X)\n", "    n = len(X)\n    lr = lr * 2\n")], FIT),
    (
        "train-1d-mse-gradient",
        [
            ("db += p - t", "db += 2 * (p - t) * p * (1 - p)"),
            ("dw += (p - t) * x", "dw += 2 * (p - t) * p * (1 - p) * x"),
        ],
        FIT,
    ),
    (
        "train-1d-no-sigmoid",
        [("db += p - t", "db += w * x + b - t"), ("dw += (p - t) * x", "dw += (w * x + b - t) * x")],
        FIT,
    ),
    (
        "train-1d-hard-labels",
        [("db += p - t", "db += (p >= 0.5) - t"), ("dw += (p - t) * x", "dw += ((p >= 0.5) - t) * x")],
        FIT,
    ),
    ("train-1d-b-last", [(B_STEP, "b -= lr * sum(sigmoid(w * x + b) - t for x, t in zip(X, y)) / n")], FIT),
    ("train-1d-starts-at-one", [("w, b = 0.0, 0.0", "w, b = 1.0, 1.0")], (*FIT, "one_loss_per_epoch")),
    ("train-1d-step-less", [("range(epochs)", "range(epochs - 1)")], (*FIT, *LOSSES[:1])),
    ("train-1d-one-by-one", [("            db += p - t\n", ONE_STEP), (W_STEP, ""), (B_STEP, "")], (*FIT, *LOSSES)),
    ("train-1d-no-penalty", [(W_STEP, "w -= lr * dw / n")], ("training_with_penalty",)),
    ("train-1d-penalty-times-n", [(W_STEP, "w -= lr * (dw / n + lam * w)")], FIT[1:]),
    ("train-1d-penalty-doubled", [("+ lam * w / n", "+ 2 * lam * w / n")], ("training_with_penalty",)),
    ("train-1d-penalty-halved", [("+ lam * w / n", "+ lam * w / n / 2")], ("training_with_penalty",)),
    ("train-1d-penalty-sign", [("+ lam * w / n", "- lam * w / n")], ("training_with_penalty",)),
    ("train-1d-b-penalised", [(B_STEP, "b -= lr * (db + lam * b) / n")], ("training_with_penalty",)),
    ("train-1d-losses-one-too-many", [("    return w", "    losses.append(loss / n)\n    return w")], LOSSES[:1]),
    ("train-1d-losses-after-step", [(APPEND, ""), (B_STEP, B_STEP + AFTER)], (*LOSSES[:1], "far_out")),
    (
        "train-1d-losses-penalty-after-step",
        [(APPEND, ""), (B_STEP, B_STEP + "\n        losses.append(loss / n + lam / (2 * n) * w ** 2)")],
        LOSSES,
    ),
    ("train-1d-losses-in-bits", [("loss / n)", "loss / n / math.log(2))")], LOSSES),
    ("train-1d-losses-sum", [("loss / n)", "loss)")], LOSSES),
    ("train-1d-losses-sign", [("loss += -(", "loss += (")], LOSSES),
    ("train-1d-losses-mse", [("-(t * math.log(q) + (1 - t) * math.log(1 - q))", "(p - t) ** 2")], LOSSES),
    ("train-1d-losses-only-class-1", [(" + (1 - t) * math.log(1 - q)", "")], LOSSES),
    ("train-1d-losses-penalty-doubled", [("loss / n)", "loss / n + lam / n * w ** 2)")], LOSSES[1:]),
    ("train-1d-losses-penalty-times-n", [("loss / n)", "loss / n + lam / 2 * w ** 2)")], LOSSES[1:]),
    ("train-1d-losses-penalise-b", [("loss / n)", "loss / n + lam / (2 * n) * (w ** 2 + b ** 2))")], LOSSES[1:]),
    (
        "train-1d-overflow",
        [("1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))", "1 / (1 + math.exp(-z))")],
        ("far_out",),
    ),
    ("train-1d-overflow", [("q = min(max(p, 1e-12), 1 - 1e-12)", "q = p")], ("far_out",)),
    (
        "train-1d-numpy",
        [("import math, random", "import math, numpy as np"), ("w, b = 0.0, 0.0", "w, b = np.zeros(2)")],
        ("plain_python",),
    ),
    (
        "train-1d-numpy",
        [("return w, b, losses", "import numpy as np\n    return w, b, np.array(losses)")],
        ("plain_python",),
    ),
]


@pytest.mark.parametrize(("slug", "edits", "checks"), MISTAKES, ids=[f"{i}-{m[0]}" for i, m in enumerate(MISTAKES)])
def test_mistake_is_named_and_costs_its_own_checks(judge, slug, edits, checks):
    """Each usual mistake fails its own checks only, and the first of them names it."""
    results = judge("q8", broken(*edits))
    assert set(failed(results)) == set(checks), failed(results)
    assert results[f"test_{checks[0]}"].misconception == slug


def test_function_that_needs_arrays_crashes_on_lists(judge):
    """A NumPy function that is given plain lists fails with its own error, in words."""
    source = """
import numpy as np
def train_1d(X, y, lr, lam, epochs):
    w, b, losses = 0.0, 0.0, []
    for _ in range(epochs):
        p = 1 / (1 + np.exp(-(w * X + b)))
        losses.append(np.mean(p))
        w -= lr * X.T @ (p - y)
    return w, b, losses
"""
    results = judge("q8", source)
    assert {r.verdict for r in results.values()} <= {"crashed", "skipped"}


HOSTILE = ["None", "'text'", "[]", "{}", "object()", "float('nan')", "10**400", "[[1], [2, 3]]", "['a', 'b', 'c']",
           "(1, 2)", "(1, 2, 3, 4)", "(None, None, None)", "('a', 'b', ['c'])", "([1, 2], [3], {})", "lambda: 0",
           "(1.0, 2.0, [0.5] * epochs)", "{'w': 1, 'b': 2, 'losses': []}", "(1j, object(), [None])", "1 / 0",
           "(float('inf'), 10**400, [float('nan')] * epochs)", "(1.0, 2.0, 0.5)", "b'bytes'"]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE)
def test_any_return_value_is_judged(judge, value):
    """No value breaks a check; what only looks like an answer is worth half a point at most."""
    results = judge("q8", f"def train_1d(X, y, lr, lam, epochs): return {value}")
    assert [r.message for r in results.values() if r.verdict == "harness_error"] == []
    assert {name for name, r in results.items() if r.verdict == "passed"} <= {"test_lists_in_three_things_out"}
    assert all(r.message for r in results.values() if r.verdict != "passed")


@pytest.mark.parametrize("cell", ["", "train_1d = None", "train_1d = 3", "def train_1d(X, y): pass"])
def test_missing_function_gets_sensible_verdicts(judge, cell):
    """Without a function of five arguments nothing passes and nothing breaks."""
    assert {r.verdict for r in judge("q8", cell).values()} <= {"missing", "failed", "crashed", "skipped"}
