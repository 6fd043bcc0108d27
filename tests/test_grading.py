"""From cells to a grade: every verdict, fault isolation, and what a grade says of itself."""

import shutil

import msgspec
import pytest

from autograder.records import CellStatus, Verdict
from autograder.verdicts import DIFFERS
from tests.support.grader import MINI, grader

NUMPY = "import numpy as np"
DOUBLE = "def double(x):\n    return 2 * np.asarray(x)"
HALF = "def half(x):\n    return np.asarray(x) / 2"
WORD = "word = 'right'"


@pytest.fixture(scope="module")
def grade():
    with grader(MINI) as warm:
        yield warm


def results(graded):
    return {check.name: check for question in graded.questions for check in question.checks}


def test_right_notebook_gets_all_points(grade):
    """A right notebook has the full score, and every check passed."""
    graded = grade(NUMPY, DOUBLE, WORD, HALF)
    assert (graded.score, graded.max_score, graded.withheld) == (10.0, 10.0, None)
    assert {check.verdict for check in results(graded).values()} == {Verdict.PASSED}


def test_wrong_value_names_call_expected_actual_and_misconception(grade):
    """A failed check says what came, at which input, what should, and which mistake gives that."""
    check = results(grade(NUMPY, "def double(x):\n    return x ** 2"))["test_values"]
    assert check.verdict is Verdict.FAILED
    assert check.message == "double([3.0, -1.0, 2.0]) is 1 at x = -1, but should be -2 (2 of 3 values are off)."
    assert (check.hint, check.misconception) == ("Twice, not squared.", "squared")


def test_dependent_check_is_skipped_and_says_why(grade):
    """A check whose foundation failed is skipped, not failed, and earns nothing."""
    check = results(grade(NUMPY, "def double(x):\n    return x"))["test_scalar"]
    assert (check.verdict, check.points) == (Verdict.SKIPPED, 0.0)
    assert check.message == "Not assessed, because this comes first: double(x) is 2 x."


def test_partial_credit_earns_its_part(grade):
    """A partly right answer earns the stated part of the check's points."""
    check = results(grade("word = 'almost'"))["test_word"]
    assert (check.verdict, check.points, check.hint) == (Verdict.PARTIAL, 1.0, "One letter.")


def test_missing_name_costs_only_its_own_checks(grade):
    """Without one function the others keep their points."""
    graded = grade(NUMPY, WORD, HALF)
    assert results(graded)["test_values"].verdict is Verdict.MISSING
    assert [question.score for question in graded.questions] == [0.0, 3.0, 1.0]


def test_misspelt_name_is_suggested(grade):
    """A name of another spelling is pointed out."""
    check = results(grade("Word = 'right'"))["test_word"]
    assert check.hint == "There is `Word`: is it a different spelling?"


def test_exception_tells_cell_line_and_source(grade):
    """An exception in a call is a crash with the place in the notebook."""
    check = results(grade(NUMPY, "\ndef double(x):\n    y = 1\n    return y / 0"))["test_values"]
    assert check.verdict is Verdict.CRASHED
    assert "raised ZeroDivisionError: division by zero (code cell 2, line 4: `return y / 0`)" in check.message


def test_harness_error_withholds_the_score(grade):
    """A bug of the suite gives and takes no points: the score is withheld, and says so."""
    graded = grade(NUMPY, DOUBLE, HALF, "word = 'boom'")
    assert results(graded)["test_word"].verdict is Verdict.HARNESS_ERROR
    assert graded.score is None
    assert graded.questions[0].score == 6.0
    assert "word: test_word" in graded.withheld


def test_bare_assert_shows_no_code_of_the_suite(grade):
    """An assert without a message fails the check without a line of the test."""
    check = results(grade("word = 'far too long'"))["test_bare"]
    assert (check.verdict, check.message) == (Verdict.FAILED, "A condition of this check does not hold.")
    check = results(grade("word = 'wrong'"))["test_word"]
    assert check.message == "`word` should be right."


def test_parametrised_check_fills_its_description(grade):
    """A parametrised check is told apart by its description."""
    names = results(grade(NUMPY, DOUBLE))
    assert names["test_sizes[1]"].description == "double keeps 1 values"


def test_endless_function_costs_only_itself(grade):
    """A function that never returns times out check by check; the other questions are untouched."""
    graded = grade(NUMPY, "def double(x):\n    while True:\n        pass", HALF, WORD)
    found = results(graded)
    assert found["test_values"].verdict is Verdict.TIMED_OUT
    assert "did not return within 1 s" in found["test_values"].message
    assert [question.score for question in graded.questions] == [0.0, 3.0, 1.0]


def test_question_budget_bounds_many_timeouts(grade):
    """Checks of one question share its time: what cannot be tried any more says so."""
    slow = "import time\ndef double(x):\n    time.sleep(60)"
    graded = grade(NUMPY, slow, HALF, WORD)
    assert graded.wall_seconds < 10.0
    assert graded.questions[0].score == 0.0


def test_dying_function_costs_only_its_checks(grade):
    """A function that ends the process is a crash; later checks get a fresh copy of the state."""
    graded = grade(
        NUMPY, "import os\ndef double(x):\n    if np.ndim(x) == 0: os._exit(3)\n    return 2 * x", HALF, WORD
    )
    found = results(graded)
    assert found["test_scalar"].verdict is Verdict.CRASHED
    assert "ended the whole Python process" in found["test_scalar"].message
    assert found["test_sizes[2]"].verdict is Verdict.PASSED


def test_memory_hunger_is_told_as_such(grade):
    """A function that needs more than the limit is out of memory, nothing else."""
    graded = grade(NUMPY, "def double(x):\n    return np.ones((10**5, 10**5))", HALF, WORD)
    assert results(graded)["test_values"].verdict is Verdict.OUT_OF_MEMORY
    assert graded.questions[2].score == 1.0


def test_question_cannot_damage_the_next(grade):
    """Each question is judged on a fresh copy of the state."""
    spoil = "def double(x):\n    global half\n    half = None\n    return 2 * x"
    assert grade(NUMPY, HALF, spoil, WORD).score == 10.0


def test_calls_for_one_question_cannot_bring_another_answer_for_the_next(grade):
    """A name that earlier calls set would be a second guess; right or wrong, only the state after the cells counts."""
    second = "def half(x): return x / 2\ndef double(x):\n    global word\n    word = 'right'\n    return 2 * x"
    assert grade(NUMPY, second, "word = 'wrong answer'").questions[1].score == 0.0
    swapped = second.replace("'right'", "'wrong'")
    assert grade(NUMPY, swapped, "word = 'right'").questions[1].score == 3.0


def test_a_value_that_a_call_sets_is_read_after_the_call(grade):
    """What a name stands for is asked for anew each time, but for functions and classes, which stay the same."""
    graded = grade(NUMPY, "def double(x):\n    global double\n    double = None\n    return 2 * x", HALF, WORD)
    assert graded.score == 10.0


def test_failing_cell_does_not_stop_later_cells(grade):
    """Cells after an error still run, and the error is reported with its line."""
    graded = grade(NUMPY, "x = 1\nraise ValueError('no')", DOUBLE, "y = (", WORD, HALF)
    assert graded.score == 10.0
    assert [cell.status for cell in graded.cells] == ["ok", "error", "ok", "error", "ok", "ok"]
    error = graded.cells[1].error
    assert (error.type, error.message, error.place.line, error.place.source) == (
        "ValueError",
        "no",
        2,
        "raise ValueError('no')",
    )
    assert graded.cells[3].error.type == "SyntaxError"


def test_endless_cell_is_interrupted_and_the_rest_runs(grade):
    """A cell over its limit is interrupted; what comes after is graded."""
    graded = grade(NUMPY, DOUBLE, "while True: pass", WORD, HALF)
    assert graded.cells[2].status is CellStatus.TIMED_OUT
    assert graded.score == 10.0


def test_stubborn_cell_is_killed_and_the_rest_is_replayed(grade):
    """A cell that swallows the interrupt is killed; the notebook runs again with only its definitions."""
    stubborn = (
        "def half(x): return x / 2\nwhile True:\n    try:\n        while True: pass\n    except BaseException: pass"
    )
    graded = grade(NUMPY, DOUBLE, stubborn, WORD)
    assert graded.cells[2].status is CellStatus.TIMED_OUT
    assert graded.score == 10.0


def test_cell_that_kills_its_process_costs_only_itself(grade):
    """os._exit in a cell loses that cell; definitions before, in and after it count."""
    graded = grade(NUMPY, DOUBLE, "import os\nword = 'right'\ndef half(x): return x / 2\nos._exit(0)", WORD)
    assert [cell.status for cell in graded.cells] == ["ok", "ok", "killed", "ok"]
    assert graded.score == 10.0


def test_cell_whose_definitions_kill_is_dropped(grade):
    """A cell that is fatal even as definitions is left out altogether."""
    graded = grade(NUMPY, DOUBLE, "import os\n@(lambda f: os._exit(1))\ndef bad(): pass", WORD, HALF)
    assert graded.cells[2].status is CellStatus.KILLED
    assert graded.score == 10.0


def test_many_fatal_cells_end_in_not_run(grade):
    """After too many fatal cells the rest is not run, but what came before is graded."""
    graded = grade(NUMPY, DOUBLE, WORD, HALF, *["import os; os._exit(1)"] * 12)
    assert graded.score == 10.0
    assert graded.cells[-1].status is CellStatus.NOT_RUN


def test_output_keeps_its_last_2000_characters(grade):
    """A flood of output leaves its tail."""
    graded = grade("for i in range(200_000): print(i)")
    assert len(graded.cells[0].output) == 2_000
    assert graded.cells[0].output.endswith("199999\n")


def test_warnings_prints_and_shadowed_builtins_cost_nothing(grade):
    """Noise around a right answer is no fault."""
    noisy = (
        "import sys, warnings\nsorted = 5\ndef double(x, extra=None):\n    print('hi', file=sys.stderr)\n"
        "    warnings.warn('x', RuntimeWarning)\n    np.log(np.zeros(1))\n    return 2 * x"
    )
    assert grade(NUMPY, noisy, WORD, HALF).score == 10.0


@pytest.mark.parametrize(
    "cell",
    [
        "%matplotlib inline",
        "%pip install numpy",
        "!ls -l",
        "%load_ext autoreload\n%autoreload 2",
        "import asyncio\nawait asyncio.sleep(0)",
        "display('x')\nfrom IPython.display import display, Markdown\ndisplay(Markdown('# x'))",
        "import otter\ngrader = otter.Notebook('x.ipynb')\ngrader.check('q1')",
        "%%time\n1 + 1",
        "%config InlineBackend.figure_format = 'retina'",
        "open('mine.txt', 'w').write('x')\nassert open('mine.txt').read() == 'x'",
        "assert open('data/numbers.csv').read().startswith('number')",
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2])\nplt.show()\nfig.savefig('f.png')",
        "import tempfile, random, threading\nt = threading.Thread(target=print)\nt.start(); t.join()\ntempfile.mkstemp()",
    ],
)
def test_ordinary_notebook_habits_run(grade, cell):
    """What notebooks usually do works in the shell."""
    graded = grade(cell)
    assert graded.cells[0].error is None, graded.cells[0].error


def test_same_notebook_same_grade(grade):
    """Grading twice gives the same grade but for times; random numbers included."""
    cells = (NUMPY, "import random\nprint(random.random(), np.random.rand(), hash('a'), {1, 'b'})", DOUBLE)
    first, second = (grade(*cells) for _ in range(2))
    assert first.cells[1].output == second.cells[1].output
    assert [c.message for c in results(first).values()] == [c.message for c in results(second).values()]


def test_grade_names_its_circumstances(grade):
    """A grade tells engine, sandbox level, suite and submission."""
    graded = grade(NUMPY)
    assert graded.engine == "fork"
    assert graded.sandbox_level in ("A", "B", "C")
    assert len(graded.suite.sha256) == len(graded.submission.sha256) == 64
    assert graded.suite.assignment == "mini"


@pytest.mark.parametrize(
    "double",
    [
        "calls = 0\ndef double(x):\n    global calls\n    calls += 1\n    return np.full(3, calls)",
        "def double(x):\n    return np.random.rand(3)",
        "def double(x):\n    return np.random.default_rng().random(3)",
        "seen = []\ndef double(x):\n    seen.append(1)\n    return [len(seen)] * len(seen)",
        "seen = []\ndef double(x):\n    seen.append(1)\n    return 2 * x if len(seen) > 1 else x",
        "def double(x):\n    global double\n    del double\n    return x",
    ],
    ids=["counts", "global", "entropy", "grows", "right_later", "once"],
)
def test_an_answer_that_differs_from_call_to_call_is_told_so(grade, double):
    """The first judging counts; the hint says that the second was another."""
    check = results(grade(NUMPY, double))["test_values"]
    assert (check.verdict, check.points) == (Verdict.FAILED, 0.0)
    assert check.hint.startswith(DIFFERS)


@pytest.mark.parametrize(
    "double",
    [
        "def double(x):\n    return x ** 2",
        "def double(x):\n    raise ValueError(object())",
        "def double(x):\n    return object()",
        "def double(x):\n    np.random.seed(1)\n    return np.random.rand(3)",
        "import os\ndef double(x):\n    os._exit(1)",
        "def double(x):\n    while True: pass",
        "x = 1",
    ],
    ids=["wrong", "address", "object", "seeded", "dies", "endless", "missing"],
)
def test_an_answer_that_is_wrong_in_the_same_way_twice_is_not(grade, double):
    """Nor is a place in memory that a message happens to tell."""
    assert DIFFERS not in results(grade(NUMPY, double))["test_values"].hint


def test_a_hint_is_kept_behind_it(grade):
    """A named mistake made at random is still a named mistake."""
    check = results(grade(NUMPY, "k = 1\ndef double(x):\n    global k\n    k += 1\n    return x ** k"))["test_values"]
    assert (check.hint, check.misconception) == (f"{DIFFERS} Twice, not squared.", "squared")


TELLS = """
def double(x):
    globals()["doubled_" + "_".join(str(int(v)) for v in np.ravel(x)).replace("-", "m")] = 1
    kind = type("Got_3_m1_2", (Exception,), {})
    raise kind(f"the hidden input is {x}")
"""


@pytest.mark.parametrize(("level", "hint"), [("hint", True), ("none", False)])
def test_a_hidden_input_is_not_shown_unless_disclosed(tmp_path, level, hint):
    """Neither in the words of an exception, nor in a type or a name made for it; full messages would show it."""
    folder = tmp_path / "mini"
    shutil.copytree(MINI, folder)
    text = (folder / "manifest.toml").read_text()
    (folder / "manifest.toml").write_text(f'disclosure = "{level}"\n{text}')
    with grader(folder) as grade:
        told = grade(NUMPY, TELLS, "word = doubled = half = 'wrong'")
        random = results(grade(NUMPY, "def double(x):\n    return np.random.rand(3)"))["test_values"]
    check = results(told)["test_values"]
    assert check.message == (
        'Your code raised an exception (code cell 2, line 5: `raise kind(f"the hidden input is {x}")`).' if hint else ""
    )
    for text in ("3_m1_2", "-1", "1.5"):
        assert text not in msgspec.json.encode([c.checks for c in told.questions]).decode().replace("null", "")
    assert random.hint.startswith(DIFFERS) is hint
