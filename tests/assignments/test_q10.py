"""The suite of part 10 accepts right forms, rejects wrong ones, and names the mistake."""

import numpy as np
import pytest

import reference
from tests.support.slow import a_third
from tests.support.suites import not_passed, suite

SUITE = suite("q10_softmax")
SOFTMAX = """
import numpy as np
def softmax(Z):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
"""
CLASS = """
class SoftmaxRegression:
    def __init__(self, learning_rate=0.01, max_iter=1000, tol=1e-4, random_state=None):
        self.learning_rate, self.max_iter, self.tol, self.random_state = learning_rate, max_iter, tol, random_state

    def fit(self, X, y):
        y = np.asarray(y)
        self.classes_ = np.unique(y)
        Y = (y[:, None] == self.classes_[None, :]).astype(float)
        rng = np.random.default_rng(self.random_state)
        self.weights = 0.01 * rng.standard_normal((X.shape[1], len(self.classes_)))
        self.bias = np.zeros(len(self.classes_))
        previous = np.inf
        for _ in range(self.max_iter):
            P = self.predict_proba(X)
            loss = -np.mean(np.sum(Y * np.log(P + 1e-15), axis=1))
            if abs(previous - loss) < self.tol:
                break
            previous = loss
            self.weights -= self.learning_rate * X.T @ (P - Y) / len(X)
            self.bias -= self.learning_rate * (P - Y).mean(axis=0)
        return self

    def predict_proba(self, X):
        return softmax(X @ self.weights + self.bias)

    def predict(self, X):
        return self.classes_[self.predict_proba(X).argmax(axis=1)]
"""
SOFTMAXES = {
    "shifted": SOFTMAX,
    "scipy": "import numpy as np\nfrom scipy.special import softmax as s\ndef softmax(Z): return s(Z, axis=1)",
    "logsumexp, in float32": """
import numpy as np
def softmax(Z):
    Z = np.asarray(Z, dtype=np.float32)
    m = Z.max(axis=-1, keepdims=True)
    return np.exp(Z - m - np.log(np.exp(Z - m).sum(axis=-1, keepdims=True)))
""",
    "pure Python rows": """
import math
import numpy as np
def softmax(Z):
    rows = []
    for row in Z:
        top = max(row)
        e = [math.exp(z - top) for z in row]
        rows.append([v / sum(e) for v in e])
    return rows
""",
}  # fmt: skip
CLASSES = {
    "textbook": CLASS,
    "loops, bias in a row, a random start of another generator": """
class SoftmaxRegression:
    def __init__(self, learning_rate=0.01, max_iter=1000, tol=1e-4, random_state=None, verbose=False):
        self.lr, self.max_iter, self.tol, self.seed = learning_rate, max_iter, tol, random_state

    def fit(self, X, y):
        self.classes_ = sorted(set(np.asarray(y).tolist()))
        N, K = len(X), len(self.classes_)
        Y = np.array([[float(label == c) for c in self.classes_] for label in np.asarray(y).tolist()])
        np.random.seed(self.seed)
        self.weights, self.bias, self.losses = np.random.randn(X.shape[1], K) * 0.01, np.zeros((1, K)), []
        for step in range(self.max_iter):
            P = np.array(softmax(X @ self.weights + self.bias))
            self.losses.append(-(Y * np.log(np.clip(P, 1e-12, 1))).sum() / N)
            self.weights = self.weights - self.lr * (X.T @ (P - Y)) / N
            self.bias = self.bias - self.lr * np.sum(P - Y, axis=0, keepdims=True) / N
            if step > 0 and abs(self.losses[-1] - self.losses[-2]) < self.tol:
                break

    def predict_proba(self, X):
        return np.array(softmax(np.asarray(X) @ self.weights + self.bias))

    def predict(self, X):
        return [self.classes_[k] for k in np.argmax(self.predict_proba(X), axis=1)]
""",
    "float32 with pandas": """
import pandas as pd
class SoftmaxRegression:
    def __init__(self, learning_rate=0.01, max_iter=1000, tol=1e-4, random_state=None):
        vars(self).update(learning_rate=learning_rate, max_iter=max_iter, tol=tol, random_state=random_state)

    def fit(self, X, y):
        X = np.asarray(X, dtype=np.float32)
        Y = pd.get_dummies(pd.Series(y))
        self.classes_, Y = Y.columns.to_numpy(), Y.to_numpy(dtype=np.float32)
        rng = np.random.RandomState(self.random_state)
        self.weights = (0.01 * rng.normal(size=(X.shape[1], Y.shape[1]))).astype(np.float32)
        self.bias = np.zeros(Y.shape[1], dtype=np.float32)
        losses = []
        for _ in range(self.max_iter):
            P = np.asarray(softmax(X @ self.weights + self.bias), dtype=np.float32)
            losses.append(float(-np.mean(np.log((P * Y).sum(axis=1)))))
            if len(losses) > 1 and losses[-2] - losses[-1] < self.tol: break
            self.weights -= np.float32(self.learning_rate) * (X.T @ (P - Y)) / np.float32(len(X))
            self.bias -= np.float32(self.learning_rate) * (P - Y).mean(axis=0)
        return self

    def predict_proba(self, X):
        return np.asarray(softmax(np.asarray(X, dtype=np.float32) @ self.weights + self.bias))

    def predict(self, X):
        return np.array([self.classes_[int(k)] for k in self.predict_proba(X).argmax(axis=1)])
""",
    "reference": "from copy import deepcopy\n" + CLASS.replace("return self\n", "return deepcopy(self)\n"),
}  # fmt: skip


def test_inputs_tell_mistakes_apart():
    """Every named mistake is visible, the least cost is written down right, and the reference earns all costs."""
    for Z in (SUITE.LOGITS, SUITE.SQUARE):
        right = reference.softmax(Z)
        for mistake in SUITE._mistakes(Z):
            assert mistake.slug == "softmax-clipped" or np.abs(mistake.value() - right).max() > 0.05
    best = SUITE._cost(SUITE._descended(SUITE.X, SUITE.INDEX, 5000), SUITE.INDEX)
    assert best == pytest.approx(0.320141, abs=1e-6)
    for seed in range(5):
        model = reference.SoftmaxRegression(SUITE.RATE, SUITE.FEW, 0.0, seed).fit(SUITE.X, SUITE.Y)
        few = SUITE._cost(model.predict_proba(SUITE.X), SUITE.INDEX)
        assert few == pytest.approx(SUITE.COSTS[SUITE.FEW], abs=3e-4)


@pytest.mark.parametrize("form", SOFTMAXES)
def test_right_softmaxes_get_all_points(judge, form):
    """Every stable way to write the softmax passes every check."""
    textbook = CLASS.replace("softmax(X @ self.weights + self.bias)", "np.array(softmax(X @ self.weights + self.bias))")
    assert not_passed(judge("q10", SOFTMAXES[form], textbook)) == {}


@pytest.mark.parametrize("form", CLASSES)
def test_right_classes_get_all_points(judge, form):
    """Every usual way to write the class passes every check."""
    assert not_passed(judge("q10", SOFTMAX, CLASSES[form])) == {}


def test_labels_that_are_words_arrive_as_an_array(judge):
    """A class that compares `y == c` need not convert y first: it is an array."""
    code = CLASS.replace("        y = np.asarray(y)\n", "")
    assert not_passed(judge("q10", SOFTMAX, code)) == {}


@pytest.mark.parametrize(
    ("body", "slug"),
    a_third(
        [
            ("e = np.exp(Z); return e / e.sum(axis=0)", "softmax-over-columns"),
            ("e = np.exp(Z - Z.max()); return e / e.sum()", "softmax-over-everything"),
            ("return np.exp(Z)", "softmax-not-normalised"),
            ("return np.exp(Z - Z.max(axis=1, keepdims=True))", "softmax-not-normalised"),
            ("return Z / Z.sum(axis=1, keepdims=True)", "softmax-without-exp"),
            ("return 1 / (1 + np.exp(-Z))", "softmax-is-sigmoid"),
            ("e = np.exp(-Z); return e / e.sum(axis=1, keepdims=True)", "softmax-sign"),
            ("return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))", "softmax-is-its-logarithm"),
            ("e = 2.0 ** Z; return e / e.sum(axis=1, keepdims=True)", "softmax-base-2"),
            ("e = np.exp(Z - Z.max(axis=0)); return e / e.sum(axis=1, keepdims=True)", "softmax-shifted-by-columns"),
            (
                "e = np.exp(Z); s = e.sum(axis=1); return e / (s if len(s) == 3 else s[:, None])",
                "softmax-sums-misaligned",
            ),
        ]
    ),
)
def test_wrong_softmaxes_are_named(judge, body, slug):
    """A usual mistake fails the values under its name."""
    results = judge("q10", f"import numpy as np\ndef softmax(Z):\n    {body}")
    assert (results["test_softmax_values"].verdict, results["test_softmax_values"].misconception) == ("failed", slug)


def test_unguarded_softmax_loses_only_what_is_far_out(judge):
    """Without the shift the values are right, and far out there are NaN and warnings."""
    code = "import numpy as np\ndef softmax(Z):\n    e = np.exp(Z)\n    return e / e.sum(axis=1, keepdims=True)"
    assert list(not_passed(judge("q10", code, CLASS))) == ["test_softmax_far_out", "test_softmax_without_overflow"]


def test_clipping_is_named(judge):
    """Logits cut to 500 do not overflow, but 1000 and 999 become equal."""
    code = SOFTMAX.replace("e = np.exp(Z -", "Z = np.clip(Z, -500, 500)\n    e = np.exp(Z -")
    assert judge("q10", code)["test_softmax_far_out"].misconception == "softmax-clipped"


def test_changing_the_argument_costs_that_check(judge):
    """`Z -= Z.max(...)` changes the caller's array."""
    code = SOFTMAX.replace(
        "np.exp(Z - Z.max(axis=1, keepdims=True))", "np.exp(np.subtract(Z, Z.max(axis=1, keepdims=True), out=Z))"
    )
    assert list(not_passed(judge("q10", code, CLASS))) == ["test_softmax_leaves_its_argument"]


@pytest.mark.parametrize(
    ("old", "new", "check", "slug"),
    a_third([
        ("(P - Y) / len(X)", "(P - Y)", "test_first_steps", "softmax-gradient-summed"),
        ("* X.T @ (P - Y) / len(X)\n            self.bias -= self.learning_rate * (P - Y).mean(axis=0)",
         "* X.T @ (P - Y)\n            self.bias -= self.learning_rate * (P - Y).sum(axis=0)",
         "test_first_steps", "softmax-gradient-summed"),
        ("(P - Y).mean(axis=0)", "0", "test_first_steps", "softmax-without-bias"),
        ("(P - Y).mean(axis=0)", "0", "test_reaches_the_least_cost", "softmax-without-bias"),
        ("P = self.predict_proba(X)\n", "P = self.predict_proba(X); P = Y - (P - Y)\n", "test_first_steps",
         "softmax-gradient-sign"),
        ("-= self.learning_rate", "-= 0.01", "test_first_steps", "softmax-ignores-learning-rate"),
        ("-= self.learning_rate", "+= self.learning_rate", "test_first_steps", "softmax-gradient-sign"),
        ("range(self.max_iter)", "range(0)", "test_reaches_the_least_cost", "softmax-untrained"),
        ("np.unique(y)", "np.array(list(dict.fromkeys(y.tolist())))", "test_classes", "softmax-classes-unsorted"),
        ("return self.classes_[self.predict_proba(X).argmax(axis=1)]", "return self.predict_proba(X).argmax(axis=1)",
         "test_predict_gives_the_likeliest_label", "softmax-predicts-positions"),
        ("argmax(axis=1)", "argmin(axis=1)", "test_predict_gives_the_likeliest_label",
         "softmax-predicts-the-unlikeliest"),
        ("argmax(axis=1)]", "shape[1] - 1 - self.predict_proba(X)[:, ::-1].argmax(axis=1)]",
         "test_ties_go_to_the_first", "softmax-tie-goes-to-another"),
        ("< self.tol", "< -1", "test_tol_stops_early", "softmax-ignores-tol"),
        ("< self.tol", "< 50 * self.tol", "test_tol_stops_early", "softmax-stops-too-early"),
        ("self.weights = 0.01", "if not hasattr(self, 'weights'): self.weights = 0.01",
         "test_refitting_starts_afresh", "softmax-refit-continues"),
    ]),
)  # fmt: skip
def test_mistakes_of_the_class_are_named(judge, old, new, check, slug):
    """A usual mistake fails its check under its name, and costs the softmax nothing."""
    assert old in CLASS
    results = judge("q10", SOFTMAX, CLASS.replace(old, new))
    assert results[check].verdict in ("failed", "crashed")
    assert results[check].misconception == slug
    assert not [name for name in not_passed(results) if name.startswith("test_softmax")]


def test_a_label_binariser_breaks_two_classes_only(judge):
    """With one column for two classes the softmax is 1 everywhere; three classes are fine."""
    code = CLASS.replace("(y[:, None] == self.classes_[None, :]).astype(float)", "LabelBinarizer().fit_transform(y)")
    code = "from sklearn.preprocessing import LabelBinarizer\n" + code
    code = code.replace("(X.shape[1], len(self.classes_))", "(X.shape[1], Y.shape[1])")
    code = code.replace("np.zeros(len(self.classes_))", "np.zeros(Y.shape[1])")
    results = judge("q10", SOFTMAX, code)
    assert results["test_two_classes"].misconception == "softmax-one-column"
    assert set(not_passed(results)) <= {"test_two_classes", "test_one_class"}


def test_slow_loops_are_in_time(judge):
    """A gradient in plain Python loops over samples and classes is slow, and right."""
    code = CLASS.replace(
        "self.weights -= self.learning_rate * X.T @ (P - Y) / len(X)",
        """G = [[0.0] * P.shape[1] for _ in range(X.shape[1])]
            for x, p, t in zip(X.tolist(), P.tolist(), Y.tolist()):
                for k in range(len(p)):
                    for j in range(len(x)):
                        G[j][k] += x[j] * (p[k] - t[k]) / len(X)
            self.weights = self.weights - self.learning_rate * np.array(G)""",
    )
    assert not_passed(judge("q10", SOFTMAX, code)) == {}


HOSTILE = [
    "None", "'text'", "[]", "{}", "object()", "np.nan", "10**400", "[[1, 2], [3]]", "np.array(['a', 'b'])", "1j",
    "np.zeros((72, 3))", "np.full((72, 3), np.nan)", "np.full((72, 3), -1.0)", "['a'] * 72", "(x for x in ())", "print",
    "np.zeros((0, 3))", "[None] * 72",
]  # fmt: skip


@pytest.mark.parametrize("value", a_third(HOSTILE))
def test_other_returns_fail_in_words(judge, value):
    """Whatever comes back from the function, the methods and the attributes, it is never the harness's failure."""
    code = f"""
import numpy as np
def softmax(Z): return {value}
class SoftmaxRegression:
    def __init__(self, learning_rate=0.01, max_iter=1000, tol=1e-4, random_state=None): pass
    def fit(self, X, y): self.weights = self.bias = self.classes_ = {value}
    def predict_proba(self, X): return {value}
    def predict(self, X): return {value}
"""
    results = judge("q10", code)
    assert {r.verdict for r in results.values()} <= {"failed", "skipped", "passed"}
    assert results["test_softmax_values"].verdict == "failed"
    assert results["test_reaches_the_least_cost"].verdict == "failed"
    method = "def predict_proba(self, X): return "
    code = code.replace(method + value, method + "np.full((len(X), 3), 1 / 3)")
    assert "harness_error" not in {r.verdict for r in judge("q10", code).values()}


@pytest.mark.parametrize(
    "code",
    [
        "",
        "softmax = SoftmaxRegression = 5",
        "softmax = SoftmaxRegression = None",
        "def softmax(): pass\nclass SoftmaxRegression: pass",
        "def softmax(Z): raise ValueError('no')\ndef SoftmaxRegression(*a, **k): raise NotImplementedError",
        "from sklearn.linear_model import LogisticRegression as SoftmaxRegression",
        "def softmax(Z): raise SystemExit\nclass SoftmaxRegression:\n    def __init__(self, *a): self.fit = 3",
    ],
)
def test_what_is_not_there_earns_nothing(judge, code):
    """Missing names, other things and raises have their verdicts, and nothing is a harness error."""
    results = judge("q10", code)
    assert "harness_error" not in {r.verdict for r in results.values()}
    assert sum(r.points for r in results.values()) == 0.0


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [
        ("0.01 * rng", "0.02 * rng", "test_weights_and_bias"),
        ("self.bias -= self.learning_rate * (P", "self.bias -= (P", "test_first_steps"),
        ("np.zeros(len(self.classes_))", "np.ones(len(self.classes_))", "test_first_steps"),
        ("range(self.max_iter)", "range(self.max_iter + 1)", "test_first_steps"),
        ("learning_rate=0.01", "learning_rate=0.02", "test_tol_stops_early"),
        ("tol=1e-4", "tol=2e-4", "test_tol_stops_early"),
    ],
)
def test_slips_that_training_forgets_fail(judge, old, new, check):
    """The optimum is the same from any start and at any rate, so the first step and the defaults are looked at."""
    assert CLASS.count(old) == 1
    assert set(not_passed(judge("q10", SOFTMAX, CLASS.replace(old, new)))) == {check}
