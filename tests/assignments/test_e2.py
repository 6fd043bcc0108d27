"""The suite of exercise 2 accepts right forms, rejects wrong ones, and names the mistake."""

import numpy as np
import pytest

import reference
import reference.datasets
from tests.assignments.test_e1 import DATA, MODEL
from tests.support.slow import a_third
from tests.support.suites import not_passed, suite

CLASS = (
    MODEL
    + """
    def predict(self, X, threshold=0.5):
        return (self.predict_proba(X) >= threshold).astype(int)
"""
)
LOOP = """
def lambda_sweep(X_train, y_train, X_test, y_test, lambdas):
    found = []
    for lam in lambdas:
        model = LogisticRegression(0.1, 500, lam)
        model.fit(X_train, y_train)
        found.append(np.mean(model.predict(X_test) == y_test))
    return {RESULT}
"""
RIGHT = "np.mean(model.predict(X_test) == y_test)"
LIST = LOOP.replace("{RESULT}", "found")
SUITE = suite("e2_lambda")
KNOWN = {
    **dict(zip(SUITE.STRENGTHS, SUITE.RIGHT.tolist(), strict=True)),
    **dict(zip(SUITE.UNSORTED, SUITE.OTHER_RIGHT.tolist(), strict=True)),
    **dict.fromkeys(SUITE.LAMBDAS, 0.875),
}
FAST = f"""
import numpy as np
import matplotlib.pyplot as plt
KNOWN = {KNOWN}
def lambda_sweep(X_train, y_train, X_test, y_test, lambdas):
    found = []
    for lam in lambdas:
        found.append(KNOWN.get(lam, 0.8))
    return {{RESULT}}
"""  # right accuracies without 500 steps each, for tests of what is around them
FAST_LIST = FAST.replace("{RESULT}", "found")
DATA_E2 = DATA + "lambdas = [0.001, 0.01, 0.1, 1, 10]\n"
NONE = "underfit_lambda = None"
FIGURE_DATA = """
lambdas = [0.001, 0.01, 0.1, 1, 10]
X_train = y_train = X_test = y_test = None
accuracies = np.array(lambda_sweep(X_train, y_train, X_test, y_test, lambdas))
"""
ACCURACIES = "accuracies = np.asarray(lambda_sweep(X_train, y_train, X_test, y_test, lambdas))\n"
SWEEPS = {
    "list": LIST,
    "its own descent, in float32": """
def lambda_sweep(X_train, y_train, X_test, y_test, lambdas):
    X, X_test, found = X_train.astype(np.float32), X_test.astype(np.float32), {}
    for lam in lambdas:
        w, b = np.zeros(X.shape[1], dtype=np.float32), np.float32(0)
        for _ in range(500):
            error = 1 / (1 + np.exp(-(X @ w + b))) - y_train.astype(np.float32)
            w = w - np.float32(0.1) * (X.T @ error + np.float32(lam) * w) / len(X)
            b = b - np.float32(0.1) * error.mean()
        found[lam] = ((X_test @ w + b >= 0) == y_test).mean()
    return found
""",
    "accuracy_score in a comprehension": """
from sklearn.metrics import accuracy_score
def lambda_sweep(X_train, y_train, X_test, y_test, lambdas, lr=0.1, n=500):
    def fit(lam):
        model = LogisticRegression(lr, n, lam); model.fit(X_train, y_train); return model
    return np.round([accuracy_score(y_test, fit(lam).predict(X_test)) for lam in lambdas], 3)
""",
    "frame with train and test": """
import pandas as pd
def lambda_sweep(X_train, y_train, X_test, y_test, lambdas):
    rows = []
    for lam in lambdas:
        model = LogisticRegression(0.1, 500, lam)
        model.fit(X_train, y_train)
        rows.append({'lambda': lam, 'train_accuracy': (model.predict(X_train) == y_train).mean(),
                     'test_accuracy': (model.predict(X_test) == y_test).mean()})
    return pd.DataFrame(rows)
""",
}  # fmt: skip
CONTAINERS = {
    "tuple": "tuple(found)",
    "array": "np.array(found)",
    "column": "np.array(found)[:, None]",
    "pairs": "list(zip(lambdas, found))",
    "with lambdas": "lambdas, found",
    "dict": "{'lambdas': lambdas, 'accuracies': found}",
    "dict of another name": "{'lambda': lambdas, 'result': found}",
    "by lambda": "dict(zip(lambdas, found))",
    "by lambda, dicts": "{lam: {'acc': a} for lam, a in zip(lambdas, found)}",
    "list of dicts": "[{'lambda': lam, 'accuracy': a} for lam, a in zip(lambdas, found)]",
    "named tuple": "__import__('collections').namedtuple('R', 'lambdas accuracies')(lambdas, found)",
    "structured": "np.rec.fromarrays([lambdas, found], names='lam,accuracy')",
    "series": "__import__('pandas').Series(found, index=lambdas)",
    "frame": "__import__('pandas').DataFrame({'accuracy': found}, index=lambdas)",
    "object": "__import__('types').SimpleNamespace(accuracy=found)",
}
FIGURES = {
    "semilogx": "plt.semilogx(lambdas, accuracies, 'o-'); plt.xlabel('lambda'); plt.ylabel('accuracy')",
    "axes, symlog and percent": """
fig, ax = plt.subplots()
ax.plot(lambdas, 100 * accuracies)
ax.set(xscale='symlog', xlabel='$\\\\lambda$', ylabel='accuracy in %', title='Sweep')
""",
    "logarithms and markers": """
plt.scatter(np.log10(lambdas), accuracies)
plt.xlabel('log10 lambda'); plt.ylabel('share of right predictions')
""",
    "evenly spaced with tick labels": """
plt.plot(range(5), accuracies)
plt.xticks(range(5), lambdas); plt.xlabel('lambda'); plt.ylabel('accuracy')
""",
    "a longer sweep": """
more = [*lambdas, 100, 1000]
plt.plot(more, lambda_sweep(X_train, y_train, X_test, y_test, more)); plt.xscale('log')
plt.xlabel('lambda'); plt.ylabel('Test accuracy')
""",
}
FIGURE = FIGURES["semilogx"]


def test_figures_of_the_suite_are_the_references():
    """The written-down accuracies are the reference's; no test row is near a boundary, and mistakes show."""
    e2 = SUITE
    churn = reference.datasets.churn()
    swept = reference.lambda_sweep(churn.X_train, churn.y_train, churn.X_test, churn.y_test, e2.LAMBDAS)
    assert swept.tolist() == e2.CHURN_RIGHT.tolist()
    for rows, lambdas, right in (
        (e2.ROWS, e2.STRENGTHS, e2.RIGHT),
        (e2.OTHER_ROWS, e2.UNSORTED, e2.OTHER_RIGHT),
    ):
        assert reference.lambda_sweep(*rows, lambdas).tolist() == right.tolist()
        assert len(set(right)) > 3
        for value, accuracy in zip(lambdas, right, strict=True):
            model = reference.LogisticRegression(0.1, 500, value).fit(*rows[:2])
            assert np.abs(rows[2] @ model.weights + model.bias).min() > 0.02
            assert e2._accuracy(rows, 0.1, 500, value) == accuracy
    for mistake in e2._mistakes(e2.ROWS, e2.STRENGTHS, e2.RIGHT):
        off = np.abs(np.asarray(mistake.value()) - e2.RIGHT).max()
        assert off > 10 * e2.SHARES.atol or mistake.slug == "lambda-sweep-sorted", mistake.slug


@pytest.mark.parametrize("form", SWEEPS)
def test_right_sweeps_get_all_points(judge, form):
    """Every usual way to write the sweep passes every check."""
    figure = "accuracies = np.full(5, 0.875)\n" + FIGURE
    assert not_passed(judge("e2", CLASS, SWEEPS[form], DATA_E2, NONE, figure)) == {}


@pytest.mark.parametrize("container", CONTAINERS)
def test_every_container_is_read(judge, container):
    """The accuracies may come in any container, with or without the lambdas."""
    results = judge("e2", FAST.replace("{RESULT}", CONTAINERS[container]), NONE)
    assert [name for name in not_passed(results) if "figure" not in name] == []


@pytest.mark.parametrize("form", FIGURES)
def test_right_figures_get_all_points(judge, form):
    """A logarithmic axis, logarithms on a linear one, or evenly spaced decades: all show it."""
    assert not_passed(judge("e2", FAST_LIST, FIGURE_DATA, NONE, FIGURES[form])) == {}


@pytest.mark.parametrize(
    ("old", "new", "slug"),
    a_third([
        ("model.predict(X_test) == y_test", "model.predict(X_train) == y_train", "lambda-sweep-on-train"),
        (RIGHT, "np.mean(model.predict(X_test) != y_test)", "lambda-sweep-error-rate"),
        (RIGHT, f"100 * {RIGHT}", "lambda-sweep-in-percent"),
        (RIGHT, "np.sum(model.predict(X_test) == y_test)", "lambda-sweep-counts"),
        ("(0.1, 500, lam)", "(0.1, 500)", "lambda-sweep-ignores-lambda"),
        ("(0.1, 500, lam)", "(0.1, 500, 1 / lam)", "lambda-sweep-inverse"),
        ("(0.1, 500, lam)", "(lambda_reg=lam)", "lambda-sweep-default-settings"),
        ("model.fit(X_train, y_train)", "model.fit(X_test, y_test)", "lambda-sweep-fitted-to-test"),
        ("return found", "return found[::-1]", "lambda-sweep-backwards"),
        ("LogisticRegression(0.1, 500, lam)", "__import__('sklearn').linear_model.LogisticRegression(C=1/lam)",
         "lambda-sweep-scikit-learn"),
    ]),
)  # fmt: skip
def test_mistakes_are_named(judge, old, new, slug):
    """A usual mistake fails the accuracies under its name."""
    assert old in LIST
    results = judge("e2", CLASS, LIST.replace(old, new), NONE)
    assert (results["test_accuracies"].verdict, results["test_accuracies"].misconception) == ("failed", slug)


def test_sorting_the_lambdas_is_named(judge):
    """Accuracies of sorted lambdas are right in order only where the lambdas came sorted."""
    results = judge("e2", CLASS, LIST.replace("in lambdas", "in sorted(lambdas)"), NONE)
    assert results["test_accuracies"].verdict == "passed"
    assert results["test_other_rows_and_lambdas"].misconception == "lambda-sweep-sorted"


def test_a_wrong_estimator_does_not_cost_the_sweep(judge):
    """A class whose penalty is not divided by N is judged in part 7; the sweep that follows from it is right here."""
    wrong = CLASS.replace(
        "(X.T @ error + self.lambda_reg * self.weights) / len(y)",
        "(X.T @ error / len(y) + 0.2 * self.lambda_reg * self.weights)",
    )
    code = LIST + DATA_E2 + ACCURACIES
    rule = "below = [l for l, a in zip(lambdas, accuracies) if accuracies.max() - a > 0.01]\n"
    results = judge("e2", wrong, code, rule + "underfit_lambda = below[0] if below else None", FIGURE)
    assert not_passed(results) == {}
    results = judge("e2", wrong, code, NONE)
    assert results["test_underfit_lambda"].misconception == "underfit-lambda-overlooked"


@pytest.mark.parametrize("value", ["None", "np.array(None)", "np.array([None])[0]"])
def test_none_is_a_legal_answer(judge, value):
    """The own curve is flat, so None is right."""
    assert judge("e2", FAST_LIST, f"underfit_lambda = {value}")["test_underfit_lambda"].verdict == "passed"


@pytest.mark.parametrize(
    ("value", "slug"),
    [
        ("10", "underfit-lambda-is-the-largest"),
        ("0.001", "underfit-lambda-is-the-best"),
        ("0.5", None),
        ("-1", None),
        ("np.nan", None),
        ("10**400", None),
        ("'None'", None),
        ("[]", None),
        ("[10]", "underfit-lambda-is-the-largest"),
        ("False", None),
        ("object()", None),
        ("print", None),
    ],
)
def test_other_answers_fail_where_nothing_underfits(judge, value, slug):
    """A lambda, a text, an empty list are not None."""
    result = judge("e2", FAST_LIST, f"underfit_lambda = {value}")["test_underfit_lambda"]
    assert (result.verdict, result.misconception) == ("failed", slug)


@pytest.mark.parametrize("value", ["0.1", "np.float32(0.1)", "np.array(0.1)", "np.float64(0.1)", "[0.1]"])
def test_underfitting_follows_the_own_curve(judge, value):
    """Where the own curve falls by more than 0.01, that lambda is the answer, and None is not."""
    other = FAST_LIST.replace("found.append(", "found.append(0.5 if lam >= 0.1 else ")
    assert judge("e2", other, f"underfit_lambda = {value}")["test_underfit_lambda"].verdict == "passed"


def test_exactly_a_hundredth_is_left_to_the_student(judge):
    """0.875 - 0.865 is 0.01 up to rounding: more or not, both answers count."""
    other = FAST_LIST.replace("found.append(", "found.append(0.865 if lam >= 10 else ")
    for value in ("10", "None"):
        assert judge("e2", other, f"underfit_lambda = {value}")["test_underfit_lambda"].verdict == "passed"


def test_none_without_a_sweep_earns_nothing(judge):
    """`underfit_lambda = None` follows from nothing where there is no sweep, or one that breaks on the churn set."""
    results = judge("e2", CLASS, NONE)
    assert results["test_underfit_lambda"].verdict == "skipped"
    assert {r.points for r in results.values()} == {0.0}
    broken = FAST_LIST.replace("found = []", "found = [] if len(X_test) < 200 else None")
    result = judge("e2", broken, NONE)["test_underfit_lambda"]
    assert result.verdict == "crashed"
    assert "own sweep" in result.message


def test_a_slow_sweep_of_the_churn_set_is_no_mistake(judge):
    """Where the churn set takes longer than a check may, the sweep is believed from what it gave on fewer rows."""
    slow = FAST_LIST.replace("found = []", "found = []; __import__('time').sleep(len(X_test) // 200 * 60)")
    results = judge("e2", slow, NONE)
    assert results["test_underfit_lambda"].verdict == "passed"
    assert results["test_accuracies"].verdict == "passed"


@pytest.mark.parametrize(
    ("code", "check", "slug"),
    [
        ("", "test_figure_shows_the_accuracies", None),
        (FIGURE.replace("semilogx", "plot"), "test_figure_has_a_log_axis", "lambda-figure-linear-axis"),
        (FIGURE.replace("plt.xlabel('lambda');", ""), "test_figure_has_axis_labels", None),
        (FIGURE.replace("plt.ylabel('accuracy')", ""), "test_figure_has_axis_labels", None),
        ("plt.semilogx([1, 2, 3], accuracies[:3])", "test_figure_shows_the_accuracies", None),
    ],
)
def test_figures_that_lack_something_lose_that(judge, code, check, slug):
    """No figure, a linear axis, no labels: each fails the check that asks for it."""
    results = judge("e2", FAST_LIST, FIGURE_DATA, NONE, code)
    assert (results[check].verdict, results[check].misconception) == ("failed", slug)
    assert results["test_accuracies"].verdict == "passed"


HOSTILE = [
    "None", "'text'", "[]", "{}", "object()", "np.nan", "10**400", "[[1, 2], [3]]", "np.array(['a', 'b'])", "0.9",
    "np.zeros((3, 2))", "['a'] * len(lambdas)", "{'accuracy': None}", "[np.nan] * len(lambdas)", "[1j] * len(lambdas)",
    "[object()] * len(lambdas)", "{1, 2}", "(x for x in ())", "print", "[10**400] * len(lambdas)",
    "[None] * len(lambdas)",
    "[np.inf, -np.inf] * (len(lambdas) // 2)",
]  # fmt: skip


@pytest.mark.parametrize("value", a_third(HOSTILE))
def test_other_returns_fail_in_words(judge, value):
    """Whatever else comes back fails as the student's fault, never as the harness's."""
    code = f"def lambda_sweep(X_train, y_train, X_test, y_test, lambdas): return {value}\n{NONE}"
    results = judge("e2", CLASS, code, "plt.plot([1, 2], [3, 4]); plt.plot([np.nan] * 6, [np.nan] * 6)")
    assert {r.verdict for r in results.values()} <= {"failed", "skipped", "passed"}
    assert results["test_underfit_lambda"].verdict in ("failed", "skipped")
    assert results["test_accuracies"].verdict in ("failed", "skipped")


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("", "missing"),
        ("lambda_sweep = 5", "failed"),
        ("def lambda_sweep(): pass", "crashed"),
        ("def lambda_sweep(*args): raise ValueError('no')", "crashed"),
    ],
)
def test_functions_that_are_not_there(judge, code, verdict):
    """A missing name, another thing, a raise: each has its verdict, and nothing is a harness error."""
    results = judge("e2", CLASS, code)
    assert results["test_sweep_gives_accuracies"].verdict == verdict
    assert {r.points for r in results.values()} == {0.0}
