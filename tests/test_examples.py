"""The example submissions are what their source makes, and each verdict on them is right and says why."""

import json
import subprocess
import sys

import pytest

from tests.support.grader import COURSE, ROOT

FULL = {
    "q1": 8, "q2": 6, "q3": 8, "q4": 8, "q5": 8, "q6": 6, "q7": 12, "q8": 6, "q9": 8,
    "q10": 10, "q11": 3, "q12": 4, "q13": 4, "e1": 5, "e2": 4,
}  # fmt: skip

# What each example loses, and nothing else; see examples/make.py for the passages.
LOSSES = {
    "right": {},
    "overflows": {"q1": 1.0, "q3": 0.75, "q10": 1.0},
    "gradient_not_averaged": {"q3": None, "q4": None},
    "swapped": {"q2": 1.5, "q7": None, "e1": None, "e2": None},
    "shapes": {"q5": 0.5, "q7": 1.0, "q10": None},
    "loops_for_ever": {"q5": 5.0},
    "kills_its_process": {"q6": 2.5},
    "syntax_error": {"q4": 8.0},
    "half_done": {"q6": 3.5, "q8": 6.0, "q10": None},
}

# What is right but for a mistake in an earlier question, and loses nothing.
FOLLOWED = {
    "overflows": {"q7"},
    "gradient_not_averaged": {"q7", "q13"},
    "syntax_error": {"q7", "q13", "e1", "e2"},
    "half_done": {"q11"},
}


pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def grades(tmp_path_factory):
    """One run of the command line over all examples."""
    out = tmp_path_factory.mktemp("grades")
    notebooks = sorted(map(str, (ROOT / "examples" / "submissions").glob("*.ipynb")))
    command = [sys.executable, "-m", "autograder", "grade", *notebooks, "--assignment", str(COURSE), "--json", str(out)]
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL, timeout=235)
    return {path.stem: json.loads(path.read_text()) for path in out.iterdir()}


def lost(grade):
    return {q["id"]: q["max_score"] - q["score"] for q in grade["questions"] if q["score"] < q["max_score"]}


def check(grade, name):
    return next(c for q in grade["questions"] for c in q["checks"] if c["name"] == name)


def test_committed_notebooks_are_what_the_source_makes():
    """examples/make.py --check finds nothing stale."""
    done = subprocess.run([sys.executable, "examples/make.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_every_example_is_graded(grades):
    """There is a grade for each, out of 100, with nothing withheld."""
    assert sorted(grades) == sorted(LOSSES)
    for grade in grades.values():
        assert {q["id"]: q["max_score"] for q in grade["questions"]} == FULL
        assert grade["withheld"] is None


@pytest.mark.parametrize("name", LOSSES)
def test_example_loses_where_it_is_wrong_and_nowhere_else(grades, name):
    """The questions that lose points are those that the mistake touches."""
    found = lost(grades[name])
    assert sorted(found) == sorted(LOSSES[name])
    for question, points in LOSSES[name].items():
        assert points is None or found[question] == points


@pytest.mark.parametrize("name", LOSSES)
def test_an_earlier_mistake_costs_its_own_question(grades, name):
    """What is right but for it says so, and nothing else does."""
    followed = {q["id"] for q in grades[name]["questions"] for c in q["checks"] if c["verdict"] == "followed_through"}
    assert followed == FOLLOWED.get(name, set())


@pytest.mark.parametrize(
    ("example", "name", "verdict", "misconception", "words"),
    [
        ("overflows", "test_sigmoid_without_overflow", "failed", None, "overflow encountered in exp (code cell 2"),
        ("overflows", "test_log_loss_of_certain_predictions", "failed", None, "returned inf"),
        ("gradient_not_averaged", "test_weight_gradient", "failed", "bce-gradient-sum", "but should be"),
        ("gradient_not_averaged", "test_entropy_values", "failed", "entropy-in-nats", "but should return"),
        ("swapped", "test_point", "failed", "boundary-sign", "but should be"),
        ("swapped", "test_precision", "failed", "precision-recall-swapped", "precision"),
        ("swapped", "test_underfit_lambda", "failed", None, "underfit_lambda"),
        ("shapes", "test_coin_likelihood_of_many", "failed", None, "shape (6, 1), but should return shape (6,)"),
        ("shapes", "test_one_loss_per_iteration", "failed", "losses-after-step", "0.693147"),
        (
            "loops_for_ever",
            "test_neg_log_likelihood",
            "timed_out",
            None,
            "did not return within 5 s (code cell 6, line 1",
        ),
        ("kills_its_process", "test_odds_ratios_values", "crashed", None, "ended the whole Python process"),
        ("syntax_error", "test_weight_gradient", "missing", None, "does not define `bce_gradient`"),
        ("half_done", "test_log_odds_values", "missing", None, "does not define `log_odds`"),
    ],
)
def test_message_says_what_is_wrong(grades, example, name, verdict, misconception, words):
    """The verdict, the name of the mistake where it has one, and words that show it."""
    found = check(grades[example], name)
    assert found["verdict"] == verdict
    assert words in found["message"]
    assert misconception is None or found["misconception"] == misconception


def test_cells_tell_where_it_broke(grades):
    """The syntax error's line, and the cells that ended the process."""
    cells = {cell["number"]: cell for cell in grades["syntax_error"]["cells"] if cell["status"] == "error"}
    assert cells[5]["error"]["type"] == "SyntaxError"
    assert cells[5]["error"]["place"]["source"] == "error = (sigmoid(X @ weights + bias) - y"
    killed = [cell["number"] for cell in grades["kills_its_process"]["cells"] if cell["status"] == "killed"]
    assert killed == [7, 14]
