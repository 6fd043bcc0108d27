"""The suite of part 9 accepts right forms, rejects wrong ones, and names the mistake."""

import pytest

from tests.support.suites import not_passed

DATA = """
import numpy as np
import pandas as pd
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
X, y = make_classification(n_samples=1000, n_features=5, n_informative=3, n_redundant=1, random_state=42, class_sep=0.8)
features = ["monthly_charges", "tenure", "data_usage", "support_calls", "contract_length"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42)
"""
SYNTHETIC = """
scaler = StandardScaler().fit(X_train)
X_train_s, X_test_s = scaler.transform(X_train), scaler.transform(X_test)
model_sk = LogisticRegression().fit(X_train_s, y_train)
test_accuracy = model_sk.score(X_test_s, y_test)
odds = np.exp(model_sk.coef_[0])
"""
REAL = """
class Real:
    def predict_proba(self, X): return X
model_real = Real()
proba_real = np.random.default_rng(0).beta(1, 3, 1409)
auc_real = 0.842
"""  # what a fit of the real customers gives, without the fit
FORMS = {
    "plain": SYNTHETIC,
    "a pipeline of both": SYNTHETIC.replace(
        "LogisticRegression().fit(X_train_s, y_train)",
        "make_pipeline(StandardScaler(), LogisticRegression()).fit(X_train, y_train)",
    ).replace("model_sk.score(X_test_s,", "model_sk.score(X_test,").replace("model_sk.coef_", "model_sk[-1].coef_"),
    "frames and another solver": """
X_train, X_test = pd.DataFrame(X_train, columns=features), pd.DataFrame(X_test, columns=features)
scaler = StandardScaler().set_output(transform='pandas').fit(X_train)
model_sk = LogisticRegression(solver='liblinear', random_state=1).fit(scaler.transform(X_train), pd.Series(y_train))
test_accuracy = round(float((model_sk.predict(scaler.transform(X_test)) == y_test).mean()), 3)
odds = pd.Series(np.exp(model_sk.coef_).ravel(), index=features)
""",
    "float32, a pipeline of one, a column of odds": """
scaler = StandardScaler()
A = scaler.fit_transform(X_train.astype(np.float32))
model_sk = Pipeline([('clf', LogisticRegression(solver='newton-cg', C=1))]).fit(A, y_train)
test_accuracy = np.mean(model_sk.predict(scaler.transform(X_test.astype(np.float32))) == y_test)
odds = np.exp(model_sk.named_steps['clf'].coef_).T
""",
    "a grid search around it": SYNTHETIC.replace(
        "model_sk = LogisticRegression().fit",
        "from sklearn.model_selection import GridSearchCV\n"
        "model_sk = GridSearchCV(LogisticRegression(), {'C': [1.0]}, cv=3).fit",
    ).replace("model_sk.coef_", "model_sk.best_estimator_.coef_"),
}  # fmt: skip
ODDS = {
    "list": "odds.tolist()",
    "row": "odds[None, :]",
    "rounded": "odds.round(2)",
    "dict by name": "dict(sorted(zip(features, odds)))",
    "dict by name as written": "{f.replace('_', ' ').title(): o for f, o in zip(features, odds)}",
    "pairs": "sorted(zip(features, odds), key=lambda pair: -pair[1])",
    "frame": "pd.DataFrame({'feature': features, 'weight': np.log(odds), 'odds_ratio': odds})"
    ".sort_values('odds_ratio')",
    "frame of one row": "pd.DataFrame([odds], columns=features)[features[::-1]]",
    "frame of one column": "pd.DataFrame({'odds': odds}, index=features)",
    "dict of columns": "{'feature': features[::-1], 'odds': odds[::-1]}",
}
REAL_FORMS = {
    "one-hot columns, missing values filled": """
customers = pd.read_csv('data/telco_churn.csv')
customers['total_charges'] = customers['total_charges'].fillna(0)
Z, t = pd.get_dummies(customers.drop(columns='churn'), drop_first=True).astype(float), customers.churn == 'Yes'
a, b, c, d = train_test_split(Z, t, test_size=0.25, random_state=0, stratify=t)
s = StandardScaler().fit(a)
model_real = LogisticRegression(max_iter=500).fit(s.transform(a), c)
proba_real = model_real.predict_proba(s.transform(b))[:, 1]
""",
    "missing values dropped, balanced, a pipeline, a Series": """
customers = pd.read_csv('data/telco_churn.csv').dropna()
Z, t = pd.get_dummies(customers.drop(columns='churn')).astype(float), customers.churn.map({'No': 0, 'Yes': 1})
a, b, c, d = train_test_split(Z, t, test_size=0.2, random_state=42)
model_real = make_pipeline(StandardScaler(), LogisticRegression(class_weight='balanced', max_iter=500)).fit(a, c)
proba_real = pd.Series(model_real.predict_proba(b)[:, 1], index=b.index)
""",
}  # fmt: skip
AUC = "from sklearn.metrics import roc_auc_score\nauc_real = roc_auc_score(d, proba_real)"


@pytest.mark.parametrize("form", FORMS)
def test_right_models_get_all_points(judge, form):
    """Any solver, a pipeline with or without the scaler, frames or arrays: all are the same model."""
    assert not_passed(judge("q9", DATA, FORMS[form], REAL)) == {}


@pytest.mark.parametrize("form", ODDS)
def test_odds_may_be_in_any_container(judge, form):
    """Odds ratios may come as numbers in the order of the features, or with the features' names."""
    results = judge("q9", DATA, SYNTHETIC, f"odds = {ODDS[form]}", REAL)
    assert not_passed(results) == {}


@pytest.mark.parametrize("form", REAL_FORMS)
def test_right_fits_of_the_real_customers_get_all_points(judge, form):
    """Filled or dropped missing values, weighted or not: the real set leaves room."""
    assert not_passed(judge("q9", DATA, SYNTHETIC, REAL_FORMS[form], AUC)) == {}


@pytest.mark.parametrize(
    ("new", "slug"),
    [
        ("model_sk = LogisticRegression(C=1e5).fit(X_train_s, y_train)", "model-sk-unpenalised"),
        ("model_sk = LogisticRegression(C=0.1).fit(X_train_s, y_train)", None),
        ("model_sk = LogisticRegression(C=2).fit(X_train_s, y_train)", None),
        ("model_sk = LogisticRegression(class_weight='balanced').fit(X_train_s, y_train)", "model-sk-weighted"),
        ("model_sk = LogisticRegression().fit(X_train, y_train)", "model-sk-unscaled"),
        ("model_sk = LogisticRegression().fit(X_test_s, y_test)", "model-sk-on-test"),
        ("model_sk = LogisticRegression().fit(scaler.transform(X), y)", "model-sk-on-all-rows"),
        ("model_sk = LogisticRegression().fit(X_train_s, 1 - y_train)", "model-sk-labels-swapped"),
    ],
)
def test_other_models_are_named(judge, new, slug):
    """Another penalty, other rows, no scaling: not this model, and the usual ones have a name."""
    results = judge("q9", DATA, SYNTHETIC, new, REAL)
    assert (results["test_model_sk"].verdict, results["test_model_sk"].misconception) == ("failed", slug)
    assert list(not_passed(results)) == ["test_model_sk"]


def test_another_split_is_no_match(judge):
    """Another random state gives another model, scaler and ratios."""
    results = judge(
        "q9", DATA.replace("test_size=0.2, random_state=42", "test_size=0.2, random_state=0"), SYNTHETIC, REAL
    )
    assert {"test_model_sk", "test_scaler", "test_test_accuracy"} <= set(not_passed(results))


@pytest.mark.parametrize(
    ("fit", "slug"),
    [
        ("StandardScaler().fit(X)", "scaler-fitted-to-all-rows"),
        ("StandardScaler().fit(X_test)", "scaler-fitted-to-test"),
        ("StandardScaler().fit(StandardScaler().fit_transform(X_train))", "scaler-fitted-twice"),
    ],
)
def test_leaky_scalers_are_named(judge, fit, slug):
    """A scaler that saw other rows is recognised by its means."""
    results = judge("q9", DATA, SYNTHETIC, f"scaler = {fit}")
    assert results["test_scaler"].misconception == slug


def test_a_scaler_of_all_rows_costs_the_scaler_alone(judge):
    """The model behind such a scaler gives nearly the same probabilities, and keeps its points."""
    results = judge("q9", DATA, SYNTHETIC.replace("StandardScaler().fit(X_train)", "StandardScaler().fit(X)"), REAL)
    assert list(not_passed(results)) == ["test_scaler"]


@pytest.mark.parametrize("code", ["StandardScaler()", "MinMaxScaler().fit(X_train)", "None", "X_train", "5"])
def test_scalers_without_means_fail_in_words(judge, code):
    """An unfitted scaler, another scaler, an array: each has no mean_."""
    result = judge("q9", DATA, SYNTHETIC, f"scaler = {code}")["test_scaler"]
    assert (result.verdict, result.points) == ("missing", 0.0)


@pytest.mark.parametrize(
    ("value", "slug"),
    [
        ("87.5", "test-accuracy-in-percent"),
        ("0.86875", "test-accuracy-on-train"),
        ("model_sk.score(X_train_s, y_train)", "test-accuracy-on-train"),
        ("0.125", "test-accuracy-is-the-error"),
        ("175", "test-accuracy-is-a-count"),
        ("0.9", None),
        ("np.nan", None),
        ("'87.5 %'", None),
        ("None", None),
    ],
)
def test_wrong_accuracies_are_named(judge, value, slug):
    """Percent, errors, counts and training rows are recognised."""
    result = judge("q9", DATA, SYNTHETIC, f"test_accuracy = {value}")["test_test_accuracy"]
    assert (result.verdict, result.misconception) == ("failed", slug)


@pytest.mark.parametrize("value", ["0.875", "np.float32(0.875)", "np.array([0.875])", "0.88", "0.87"])
def test_accuracies_within_one_row_pass(judge, value):
    """A row more or less, or two decimals, is no mistake."""
    assert judge("q9", DATA, SYNTHETIC, f"test_accuracy = {value}")["test_test_accuracy"].verdict == "passed"


@pytest.mark.parametrize(
    ("value", "slug"),
    [
        ("model_sk.coef_[0]", "odds-are-coefficients"),
        ("np.exp(-model_sk.coef_[0])", "odds-inverse"),
        ("odds - 1", "odds-minus-one"),
        ("100 * (odds - 1)", "odds-in-percent"),
        ("odds / (1 + odds)", "odds-are-probabilities"),
        ("np.exp(LogisticRegression().fit(X_train, y_train).coef_[0])", "odds-of-unscaled"),
        ("np.exp(model_sk.coef_[0] / scaler.scale_)", "odds-of-unscaled"),
        ("np.sort(odds)", "odds-sorted"),
        ("pd.Series(odds, index=features).sort_values(ascending=False)", "odds-sorted"),
        ("2 ** model_sk.coef_[0]", "odds-base-2"),
        ("np.exp([*model_sk.coef_[0], model_sk.intercept_[0]])", None),
    ],
)
def test_wrong_odds_are_named(judge, value, slug):
    """Weights, inverses, changes and probabilities are recognised."""
    results = judge("q9", DATA, SYNTHETIC, f"odds = {value}", REAL)
    assert (results["test_odds"].verdict, results["test_odds"].misconception) == ("failed", slug)
    assert list(not_passed(results)) == ["test_odds"]


@pytest.mark.parametrize(
    ("code", "check", "verdict", "slug"),
    [
        ("model_real = model_sk", "test_model_real", "failed", "model-real-is-model-sk"),
        ("model_real = print", "test_model_real", "missing", None),
        ("model_real = 5", "test_model_real", "missing", None),
        ("proba_real = np.column_stack([1 - proba_real, proba_real])", "test_proba_real", "partial",
         "proba-real-two-columns"),
        ("proba_real = (proba_real > 0.5).astype(int)", "test_proba_real", "failed", "proba-real-is-classes"),
        ("proba_real = 1 - proba_real", "test_proba_real", "failed", "proba-real-of-staying"),
        ("proba_real = 100 * proba_real", "test_proba_real", "failed", "proba-real-no-probabilities"),
        ("proba_real = np.log(proba_real)", "test_proba_real", "failed", "proba-real-no-probabilities"),
        ("proba_real = np.repeat(proba_real, 5)", "test_proba_real", "failed", None),
        ("proba_real = proba_real[:100]", "test_proba_real", "failed", None),
        ("proba_real = np.full(1409, 0.26)", "test_proba_real", "failed", None),
        ("proba_real[3] = np.nan", "test_proba_real", "failed", None),
        ("auc_real = 0.75", "test_auc_real", "failed", "auc-of-classes"),
        ("auc_real = 0.16", "test_auc_real", "failed", "auc-of-staying"),
        ("auc_real = 0.97", "test_auc_real", "failed", "auc-too-good"),
        ("auc_real = 84.2", "test_auc_real", "failed", "auc-in-percent"),
        ("auc_real = (0.84, 0.01)", "test_auc_real", "failed", None),
    ],
)  # fmt: skip
def test_wrong_answers_for_the_real_customers_are_named(judge, code, check, verdict, slug):
    """Classes, percentages and the other column's probabilities are recognised, and cost one check."""
    results = judge("q9", DATA, SYNTHETIC, REAL, code)
    assert (results[check].verdict, results[check].misconception) == (verdict, slug)
    assert list(not_passed(results)) == [check]


HOSTILE = [
    "None", "'text'", "[]", "{}", "np.nan", "10**400", "[[1, 2], [3]]", "np.array(['a', 'b'])", "[1j] * 5",
    "np.zeros((3, 2))", "{'odds': None}", "[np.nan] * 5", "(x for x in ())", "print", "pd.DataFrame()",
    "pd.DataFrame({'feature': features, 'odds': ['a'] * 5})", "dict.fromkeys(features)", "LogisticRegression()",
    "[('tenure', 1)] * 5", "np.inf",
]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE)
def test_anything_else_fails_in_words(judge, value):
    """Whatever the names stand for, it is the student's fault, never the harness's."""
    names = ("model_sk", "scaler", "test_accuracy", "odds", "model_real", "proba_real", "auc_real")
    results = judge("q9", DATA, *[f"{name} = {value}" for name in names])
    assert "harness_error" not in {r.verdict for r in results.values()}
    assert sum(r.points for name, r in results.items() if name != "test_model_real") == 0.0


def test_missing_names_are_missing(judge):
    """Nothing defined, nothing earned."""
    assert {r.verdict for r in judge("q9", "pass").values()} == {"missing"}
