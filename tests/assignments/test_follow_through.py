"""The course's stand-ins are right, and its questions build on each other as its manifest says."""

from __future__ import annotations

import pytest

from tests.support.grader import COURSE, ROOT, grader
from tests.support.slow import only_in_slow

RIGHT = (ROOT / "examples" / "right.py").read_text()
STABLE = """    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e))
"""
DOWNHILL = "self.weights = self.weights - self.learning_rate * dw"
PREDICT = "return softmax(X @ self.weights + self.bias)"
SHARE = "accuracies.append(np.mean(m.predict(X_test) == y_test))"


@pytest.fixture(scope="module")
def grade():
    with grader(COURSE) as warm:
        yield warm


def cells(*changes):
    """The right notebook with some passages written differently."""
    text = RIGHT
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return [part.partition("\n")[2] for part in text.split("# %%")[1:] if not part.startswith(" [markdown]")]


def lost(graded):
    return {question.id for question in graded.questions if question.score < question.max_score}


def followed(graded):
    return {q.id for q in graded.questions for check in q.checks if check.verdict == "followed_through"}


def test_stand_ins_are_right(grade):
    """In place of the notebook's own they pass every check of the questions that they answer."""
    stand_ins = (COURSE / "stand_ins.py").read_text()
    graded = grade(*cells(), stand_ins, only=("q1", "q3", "q4", "q7", "q10"))
    asked = {"sigmoid", "log_loss", "bce_gradient", "LogisticRegression", "softmax", "SoftmaxRegression"}
    assert asked <= {
        line.split()[1].partition("(")[0].rstrip(":") for line in stand_ins.splitlines() if line[:3] in ("def", "cla")
    }
    assert lost(graded) == set()


def test_a_wrong_sigmoid_costs_its_own_question(grade):
    """The gradient, the estimator and the pitfalls are right but for it."""
    graded = grade(*cells((STABLE, "    return 1 / (1 + np.exp(x))\n")))
    assert lost(graded) == {"q1"}
    assert followed(graded) >= {"q4", "q7", "q13"}


@only_in_slow
def test_a_sigmoid_that_is_not_there_costs_its_own_question(grade):
    """Even where no later cell can run."""
    graded = grade(*cells((STABLE, "    return not_defined\n")))
    assert lost(graded) == {"q1"}
    assert followed(graded) >= {"q4", "q7", "q13", "e1", "e2"}


def test_a_wrong_estimator_costs_its_own_question(grade):
    """The exercises are right but for it; one that is wrong by itself stays wrong."""
    uphill = (DOWNHILL, "self.weights = self.weights + self.learning_rate * dw")
    graded = grade(*cells(uphill), only=("q7", "e1", "e2"))
    assert (lost(graded), followed(graded)) == ({"q7"}, {"e2"})
    graded = grade(*cells(uphill, (SHARE, SHARE.replace("==", "!="))), only=("q7", "e1", "e2"))
    assert lost(graded) == {"q7", "e2"}


@only_in_slow
def test_a_wrong_softmax_costs_its_own_question(grade):
    """The picture of the regions is right but for it."""
    graded = grade(*cells((PREDICT, "raise ValueError")), only=("q10", "q11"))
    assert (lost(graded), followed(graded)) == ({"q10"}, {"q11"})
