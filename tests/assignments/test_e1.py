"""The suite of exercise 1 accepts right forms, rejects wrong ones, and names the mistake."""

import pytest

from tests.support.suites import not_passed

MODEL = """
import numpy as np
import matplotlib.pyplot as plt

class LogisticRegression:
    def __init__(self, learning_rate=0.01, n_iterations=1000, lambda_reg=0.01):
        self.learning_rate, self.n_iterations, self.lambda_reg = learning_rate, n_iterations, lambda_reg

    def fit(self, X, y):
        self.weights, self.bias = np.zeros(X.shape[1]), 0.0
        for _ in range(self.n_iterations):
            error = self.predict_proba(X) - y
            self.weights -= self.learning_rate * (X.T @ error + self.lambda_reg * self.weights) / len(y)
            self.bias -= self.learning_rate * error.mean()

    def predict_proba(self, X):
        return 1 / (1 + np.exp(-(X @ self.weights + self.bias)))
"""
DATA = """
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
X, y = make_classification(n_samples=1000, n_features=5, n_informative=3, n_redundant=1, random_state=42, class_sep=0.8)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42)
scaler = StandardScaler().fit(X_train)
X_train, X_test = scaler.transform(X_train), scaler.transform(X_test)
model = LogisticRegression(0.1, 500, 0.1)
model.fit(X_train, y_train)
thresholds = np.arange(0.1, 0.91, 0.05)
proba = model.predict_proba(X_test)
"""
LOOP = """
def threshold_sweep(y_true, proba, thresholds):
    precision, recall, f1 = [], [], []
    for t in thresholds:
        pred = proba >= t
        tp = np.sum(pred & (y_true == 1))
        p = tp / pred.sum() if pred.sum() else 0.0
        r = tp / y_true.sum()
        precision.append(p)
        recall.append(r)
        f1.append(2 * p * r / (p + r) if p + r else 0.0)
    return {RESULT}
"""
DICT = LOOP.replace("{RESULT}", "{'precision': precision, 'recall': recall, 'f1': f1}")
SWEEPS = {
    "dict of lists": DICT,
    "pure Python": """
def threshold_sweep(y_true, proba, thresholds):
    rows = []
    for t in thresholds:
        tp = fp = fn = 0
        for truth, p in zip(y_true, proba):
            if p >= t and truth == 1: tp += 1
            elif p >= t: fp += 1
            elif truth == 1: fn += 1
        precision = tp / (tp + fp) if tp + fp > 0 else 0
        recall = tp / (tp + fn)
        rows.append((precision, recall, 0 if tp == 0 else 2 * tp / (2 * tp + fp + fn)))
    return rows
""",
    "vectorised, with a guard": """
def threshold_sweep(y_true, proba, thresholds):
    pred = (np.asarray(proba)[None, :] >= np.asarray(thresholds)[:, None]).astype(np.float32)
    tp = pred @ np.asarray(y_true, dtype=np.float32)
    precision = tp / np.maximum(pred.sum(axis=1), 1)
    recall = tp / np.sum(y_true)
    return precision, recall, 2 * precision * recall / (precision + recall + 1e-8)
""",
    "scikit-learn": """
import pandas as pd
from sklearn.metrics import f1_score, precision_score, recall_score
def threshold_sweep(y_true, proba, thresholds):
    rows = []
    for t in thresholds:
        pred = (proba >= t).astype(int)
        rows.append({'threshold': t, 'F1': f1_score(y_true, pred, zero_division=0),
                     'Precision': precision_score(y_true, pred, zero_division=0),
                     'Recall': recall_score(y_true, pred, zero_division=0)})
    return pd.DataFrame(rows)
""",
    "rounded to 4 decimals": LOOP.replace(
        "{RESULT}", "np.round([precision, recall, f1], 4)"
    ),
}  # fmt: skip
CONTAINERS = {
    "tuple": "precision, recall, f1",
    "list of lists": "[precision, recall, f1]",
    "tuple with thresholds": "thresholds, precision, recall, f1",
    "array (3, n)": "np.array([precision, recall, f1])",
    "array (n, 3)": "np.column_stack([precision, recall, f1])",
    "spelled otherwise": "{'F1-Score': f1, 'Recalls': recall, 'Precisions': precision, 'thresholds': thresholds}",
    "named tuple": "__import__('collections').namedtuple('S', 'precision recall f1')(precision, recall, f1)",
    "structured": "np.rec.fromarrays([f1, recall, precision], names='f1,recall,precision')",
    "list of dicts": "[dict(precision=p, recall=r, f1=f) for p, r, f in zip(precision, recall, f1)]",
    "by threshold": "{t: row for t, *row in zip(thresholds, precision, recall, f1)}",
    "by threshold, dicts": "{t: dict(recall=r, f1=f, precision=p)"
    " for t, p, r, f in zip(thresholds, precision, recall, f1)}",
    "frame": "__import__('pandas').DataFrame({'f1': f1, 'precision': precision, 'recall': recall})",
    "object": "__import__('types').SimpleNamespace(precision=precision, recall=recall, f1=f1)",
}  # fmt: skip
BEST = "best_threshold = 0.4"
CURVES = """
sweep = threshold_sweep(y_test, proba, thresholds)
p, r, f1 = sweep['precision'], sweep['recall'], sweep['f1']
"""
FIGURES = {
    "lines and a vertical line": """
plt.plot(thresholds, p, label='Precision'); plt.plot(thresholds, r, label='Recall');
plt.plot(thresholds, f1, label='F1')
plt.axvline(best_threshold); plt.legend(); plt.show()
""",
    "axes, a marker and a bare legend": """
fig, ax = plt.subplots()
ax.plot(thresholds, p, 'o-'); ax.plot(thresholds, r, 's--'); ax.plot(thresholds, f1)
ax.legend(['precision', 'recall', 'F$_1$'])
ax.plot(best_threshold, max(f1), 'r*')
""",
    "scatters, percent and an annotation": """
for name, curve in sweep.items():
    plt.scatter(100 * thresholds, 100 * np.array(curve), label=f'{name} (%)')
plt.annotate('best', xy=(100 * best_threshold, 100 * max(f1)), xytext=(60, 50), arrowprops={})
plt.legend()
""",
    "three plots side by side": """
fig, axes = plt.subplots(1, 3)
for ax, (name, curve) in zip(axes, sweep.items()):
    ax.plot(thresholds, curve)
    ax.set_title(name)
axes[2].scatter([best_threshold], [max(f1)])
""",
    "pandas, a finer grid and vlines": """
import pandas as pd
fine = np.linspace(0.05, 0.95, 91)
ax = pd.DataFrame(threshold_sweep(y_test, proba, fine), index=fine).plot()
ax.vlines(best_threshold, 0, 1, label='best threshold')
ax.legend()
""",
    "text beside the curves": """
for curve, name in zip((p, r, f1), ('Precision', 'Recall', 'F1')):
    plt.plot(thresholds, curve)
    plt.text(0.9, curve[-1], name)
plt.axvline(best_threshold)
""",
}  # fmt: skip
FIGURE = FIGURES["lines and a vertical line"]


@pytest.mark.parametrize("form", SWEEPS)
def test_right_sweeps_get_all_points(judge, form):
    """Every usual way to write the sweep passes every check."""
    cells = (MODEL, SWEEPS[form], DATA, BEST, DICT.replace("threshold_sweep", "own"))
    figure = CURVES.replace("threshold_sweep", "own") + FIGURE
    assert not_passed(judge("e1", *cells, figure)) == {}


@pytest.mark.parametrize("container", CONTAINERS)
def test_every_container_is_read(judge, container):
    """The three curves may come in any container."""
    results = judge("e1", MODEL, LOOP.replace("{RESULT}", CONTAINERS[container]), DATA, BEST)
    assert [name for name in not_passed(results) if "figure" not in name] == []


@pytest.mark.parametrize("form", FIGURES)
def test_right_figures_get_all_points(judge, form):
    """Curves may be lines or markers, named by a legend, a title or a text, and the best marked in any way."""
    assert not_passed(judge("e1", MODEL, DICT, DATA, BEST, CURVES, FIGURES[form])) == {}


@pytest.mark.parametrize(
    "value",
    ["0.4", "np.float64(0.4)", "np.float32(0.4)", "np.array(0.4)", "np.array([0.4])", "thresholds[6]", "round(0.4, 1)"],
)
def test_best_threshold_may_have_any_numeric_type(judge, value):
    """A float, a NumPy scalar, a 0-d array: all are the number 0.4."""
    results = judge("e1", MODEL, DICT, DATA, f"best_threshold = {value}")
    assert results["test_best_threshold"].verdict == "passed"


@pytest.mark.parametrize(
    ("old", "new", "check", "slug"),
    [
        ("proba >= t", "proba < t", "test_precision", "sweep-below-threshold"),
        ("proba >= t", "proba >= 0.5", "test_recall", "sweep-ignores-threshold"),
        ("proba >= t", "proba > t", "test_exactly_at_the_threshold", "sweep-strictly-above"),
        ("'precision': precision, 'recall': recall", "'precision': recall, 'recall': precision",
         "test_precision", "precision-recall-swapped"),
        ("'precision': precision, 'recall': recall", "'precision': recall, 'recall': precision",
         "test_recall", "precision-recall-swapped"),
        ("p = tp / pred.sum()", "p = tp / len(pred)", "test_precision", "precision-over-all-rows"),
        ("r = tp / y_true.sum()", "r = tp / len(y_true)", "test_recall", "recall-over-all-rows"),
        ("p = tp / pred.sum()", "p = np.mean(pred == y_true)", "test_precision", "sweep-is-accuracy"),
        ("2 * p * r / (p + r)", "(p + r) / 2", "test_f1", "f1-arithmetic-mean"),
        ("2 * p * r / (p + r)", "np.sqrt(p * r)", "test_f1", "f1-geometric-mean"),
        ("2 * p * r / (p + r)", "p * r / (p + r)", "test_f1", "f1-without-2"),
        ("2 * p * r / (p + r)", "2 * p * r", "test_f1", "f1-twice-the-product"),
        ("2 * p * r / (p + r)", "p * r", "test_f1", "f1-is-a-product"),
        ("'f1': f1}", "'f1': f1[::-1]}", "test_f1", "sweep-backwards"),
        ("'f1': f1}", "'f1': 100 * np.array(f1)}", "test_f1", "sweep-in-percent"),
        ("pred = proba >= t", "y_true, pred = 1 - y_true if t == thresholds[0] else y_true, proba < t",
         "test_precision", "sweep-of-class-0"),
    ],
)  # fmt: skip
def test_mistakes_are_named(judge, old, new, check, slug):
    """A usual mistake fails its check under its name."""
    assert old in DICT
    results = judge("e1", MODEL, DICT.replace(old, new))
    assert (results[check].verdict, results[check].misconception) == ("failed", slug)


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [
        ("p = tp / pred.sum()", "p = tp / max(pred.sum(), 2)", "test_precision"),
        ("r = tp / y_true.sum()", "r = tp / max(y_true.sum(), 2)", "test_recall"),
    ],
)
def test_a_guard_against_zero_that_guards_one_fails(judge, old, new, check):
    """One customer called, and one who leaves, are as good as many."""
    assert old in DICT
    assert "failed" in judge("e1", MODEL, DICT.replace(old, new))[check].verdict


@pytest.mark.parametrize(
    ("average", "slug"), [("macro", "sweep-macro-average"), ("weighted", "sweep-weighted-average")]
)
def test_averages_over_classes_are_named(judge, average, slug):
    """scikit-learn's average= over both classes is recognised."""
    code = DICT.replace("f1.append(", f"f1.append(f1_score(y_true, pred, average='{average}') or ")
    results = judge("e1", MODEL, "from sklearn.metrics import f1_score", code)
    assert results["test_f1"].misconception == slug
    assert results["test_precision"].verdict == "passed"


def test_order_of_a_tuple_is_named(judge):
    """(f1, precision, recall) is the wrong order."""
    results = judge("e1", MODEL, LOOP.replace("{RESULT}", "f1, precision, recall"))
    assert {results[f"test_{name}"].misconception for name in ("precision", "f1")} == {"sweep-order"}


def test_unguarded_division_loses_only_the_empty_predictions(judge):
    """0/0 without a guard gives NaN and a warning, and costs no more than those two checks."""
    code = DICT.replace("tp / pred.sum() if pred.sum() else 0.0", "tp / pred.sum()").replace(
        "2 * p * r / (p + r) if p + r else 0.0", "2 * p * r / (p + r)"
    )
    results = judge("e1", MODEL, code, DATA, BEST, CURVES, FIGURE)
    assert list(not_passed(results)) == ["test_nobody_predicted", "test_nobody_predicted_without_warning"]


def test_default_zero_division_of_scikit_learn_warns(judge):
    """precision_score without zero_division gives 0 and warns."""
    code = SWEEPS["scikit-learn"].replace(
        "precision_score(y_true, pred, zero_division=0)", "precision_score(y_true, pred)"
    )
    results = judge("e1", MODEL, code)
    assert results["test_nobody_predicted"].verdict == "passed"
    assert results["test_nobody_predicted_without_warning"].verdict == "failed"


@pytest.mark.parametrize(
    ("value", "slug"),
    [
        ("0.5", "best-threshold-is-the-default"),
        ("max(threshold_sweep(y_test, proba, thresholds)['f1'])", "best-threshold-is-its-f1"),
        ("6", "best-threshold-is-an-index"),
        ("40", "best-threshold-in-percent"),
        ("0.1", "best-threshold-by-recall"),
        ("0.6", "best-threshold-by-precision"),
        ("0.9", "best-threshold-is-the-worst"),
        ("0.55", "best-threshold-on-train"),
        ("0.7", None),
        ("0.41", None),
        ("np.nan", None),
        ("10**400", None),
        ("'0.4'", None),
        ("[0.4, 0.88]", None),
        ("None", None),
        ("object()", None),
    ],
)
def test_wrong_best_thresholds_fail(judge, value, slug):
    """Another threshold, its F1, its index, text: all fail, the usual ones with their name."""
    result = judge("e1", MODEL, DICT, DATA, f"best_threshold = {value}")["test_best_threshold"]
    assert result.verdict == "failed"
    assert result.misconception == slug


def test_best_threshold_follows_the_own_model(judge):
    """With another model the own curve has its best elsewhere, and that is what counts."""
    other = MODEL.replace(
        "return 1 / (1 + np.exp(-(X @ self.weights + self.bias)))",
        "return 1 / (1 + np.exp(-(X @ self.weights + self.bias))) ** 3",
    )
    best = "sweep = threshold_sweep(y_test, proba, thresholds)\nbest_threshold = thresholds[np.argmax(sweep['f1'])]"
    results = judge("e1", other, DICT, DATA, best, "print(best_threshold)")
    assert results["test_best_threshold"].verdict == "passed"
    results = judge("e1", other, DICT, DATA, BEST)
    assert results["test_best_threshold"].verdict == "failed"


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("import numpy as np", "does not define `LogisticRegression`"),
        ("import numpy as np\nLogisticRegression = None", "they give no curve"),
        ("import numpy as np\nfrom sklearn.linear_model import LogisticRegression", "they give no curve"),
        (MODEL.replace("return 1 /", "return None and 1 /"), "they give no curve"),
    ],
)
def test_without_an_own_curve_the_reason_is_said(judge, model, words):
    """No model, no curve: the best threshold cannot be right, and the message says why."""
    results = judge("e1", model, DICT, BEST)
    assert results["test_best_threshold"].verdict in ("failed", "missing", "crashed")
    assert words in results["test_best_threshold"].message
    assert results["test_f1"].verdict == "passed"


def test_a_shadowed_class_is_explained(judge):
    """Where scikit-learn's class took the name of the student's own, the hint says so."""
    results = judge("e1", MODEL, "from sklearn.linear_model import LogisticRegression", DICT, BEST)
    assert "scikit-learn" in results["test_best_threshold"].hint


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [
        ("plt.plot(thresholds, r, label='Recall');", "", "test_figure_shows_three_curves"),
        ("plt.legend();", "", "test_figure_names_its_curves"),
        ("label='Recall'", "label='Precision'", "test_figure_names_its_curves"),
        ("plt.axvline(best_threshold); ", "", "test_figure_marks_the_best"),
        ("plt.axvline(best_threshold);", "plt.axvline(0.5);", "test_figure_marks_the_best"),
        ("plt.axvline(best_threshold);", "plt.axvline(0.5, label='best');", "test_figure_marks_the_best"),
        ("plt.axvline(best_threshold);", "plt.axhline(max(f1));", "test_figure_marks_the_best"),
        ("thresholds, p,", "range(17), p,", "test_figure_shows_three_curves"),
    ],
)
def test_figures_that_lack_something_lose_that(judge, old, new, check):
    """A missing curve, legend or mark fails the check that asks for it."""
    assert old in FIGURE
    results = judge("e1", MODEL, DICT, DATA, BEST, CURVES, FIGURE.replace(old, new))
    assert results[check].verdict == "failed"
    assert results["test_f1"].verdict == "passed"


def test_swapped_labels_are_named(judge):
    """A curve labelled precision that shows recall is recognised by its data."""
    swapped = (
        FIGURE.replace("thresholds, p,", "thresholds, X,")
        .replace("thresholds, r,", "thresholds, p,")
        .replace("X,", "r,")
    )
    results = judge("e1", MODEL, DICT, DATA, BEST, CURVES, swapped)
    assert results["test_figure_shows_three_curves"].verdict == "passed"
    assert results["test_figure_names_its_curves"].misconception == "threshold-figure-labels-swapped"


def test_figure_counts_without_a_model(judge):
    """Labelled curves count even where no own sweep can be computed any more."""
    results = judge("e1", MODEL, DICT, DATA, BEST, CURVES, FIGURE, "del LogisticRegression")
    assert sorted(not_passed(results)) == ["test_best_threshold"]


HOSTILE = [
    "None", "'text'", "[]", "{}", "()", "object()", "np.nan", "10**400", "[[1, 2], [3]]", "np.array(['a', 'b'])",
    "np.zeros((3, 2))", "np.zeros((7, 3, 1))", "['a'] * 7", "{'precision': None, 'recall': None, 'f1': None}",
    "(np.full(7, np.nan),) * 3", "(np.full(7, 1j),) * 3", "[object()] * 3", "{1, 2, 3}", "(x for x in ())", "print",
    "([10**400] * 7,) * 3", "{'precision': {}, 'recall': {}, 'f1': {}}",
]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE)
def test_other_returns_fail_in_words(judge, value):
    """Whatever else comes back fails as the student's fault, never as the harness's."""
    code = f"def threshold_sweep(y_true, proba, thresholds): return {value}\nbest_threshold = {value}"
    results = judge("e1", MODEL, code, "plt.plot([1, 2], [3, 4])")
    assert {r.verdict for r in results.values()} <= {"failed", "skipped", "passed"}
    assert results["test_f1"].verdict in ("failed", "skipped")
    assert results["test_best_threshold"].verdict == "failed"


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("", "missing"),
        ("threshold_sweep = 5", "failed"),
        ("def threshold_sweep(): pass", "crashed"),
        ("def threshold_sweep(y_true, proba, thresholds): raise NotImplementedError", "crashed"),
    ],
)
def test_functions_that_are_not_there(judge, code, verdict):
    """A missing name, another thing, a raise: each has its verdict, and nothing is a harness error."""
    results = judge("e1", code)
    assert results["test_sweep_gives_three_curves"].verdict == verdict
    assert {r.points for r in results.values()} == {0.0}
