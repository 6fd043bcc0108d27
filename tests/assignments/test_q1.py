"""The suite of part 1 accepts right forms, rejects wrong ones, and names the mistake."""

import pytest

RIGHT = {
    "textbook": "def sigmoid(x):\n    x = np.asarray(x, dtype=float)\n    with np.errstate(over='ignore'):\n        return 1 / (1 + np.exp(-x))",
    "two-branch": "def sigmoid(x):\n    e = np.exp(-np.abs(x))\n    return np.where(np.asarray(x) >= 0, 1 / (1 + e), e / (1 + e))",
    "logaddexp": "def sigmoid(x):\n    return np.exp(-np.logaddexp(0, -np.asarray(x, dtype=float)))",
    "scipy": "from scipy.special import expit as sigmoid",
}
IMPORT = "import numpy as np"
GRAD = "def grad_sigmoid(x):\n    s = sigmoid(x)\n    return s * (1 - s)"


@pytest.mark.parametrize("form", ["two-branch", "logaddexp"])
def test_right_forms_get_all_points(judge, form):
    """Every stable way to write the sigmoid passes every check."""
    results = judge("q1", IMPORT, RIGHT[form], GRAD)
    assert {name: r.message for name, r in results.items() if r.verdict != "passed"} == {}


@pytest.mark.parametrize("form", ["textbook", "scipy"])
def test_form_that_overflows_loses_only_the_tiny_value(judge, form):
    """1/(1+e^-x) with the warning silenced is right but for sigmoid(-745), where e^745 overflows; so is SciPy's expit."""
    results = judge("q1", IMPORT, RIGHT[form], GRAD)
    assert [name for name, r in results.items() if r.verdict != "passed"] == ["test_sigmoid_tiny_is_not_zero"]


def test_sign_of_the_exponent_is_named(judge):
    """A sigmoid of -x is recognised as such."""
    results = judge("q1", IMPORT, "def sigmoid(x): return 1 / (1 + np.exp(x))", GRAD)
    assert results["test_sigmoid_values"].misconception == "sigmoid-sign"
    assert results["test_sigmoid_any_shape"].verdict == "skipped"


def test_one_mistake_does_not_cost_the_other_function(judge):
    """Without grad_sigmoid the sigmoid keeps its points."""
    results = judge("q1", IMPORT, RIGHT["two-branch"])
    assert results["test_sigmoid_values"].verdict == "passed"
    assert results["test_grad_sigmoid_values"].verdict == "missing"
