"""What is right but for an earlier mistake earns its points and says so; nothing else does."""

from __future__ import annotations

import json
import shutil

import msgspec
import pytest

from autograder.codec import CodeCell
from autograder.engines.source import rebound
from autograder.errors import InputError
from autograder.follow_through import StandIns, StoodIn, ancestors, in_words, read_stand_ins, reruns, with_stand_ins
from autograder.manifest import read_manifest
from autograder.notebook import Notebook
from autograder.records import CellStatus, CheckResult, Verdict
from autograder.verdicts import MAX_MESSAGE_CHARS, followed_through
from tests.support.grader import ROOT, grader

CHAIN = ROOT / "tests" / "support" / "chain"
NUMPY = "import numpy as np"
MORE = "def more(x):\n    return np.asarray(x) + 1"
LESS = "def more(x):\n    return np.asarray(x) - 1"
TWICE = "def twice(x):\n    return 2 * more(x)"
RESULT = "result = twice(10) + twice(20)"
WORD = "word = 'right'"
SECRET = "stands-in-here"


@pytest.fixture(scope="module")
def grade():
    with grader(CHAIN) as warm:
        yield warm


def results(graded):
    return {check.name: check for question in graded.questions for check in question.checks}


def scores(graded):
    return [question.score for question in graded.questions]


def text_of(graded):
    return msgspec.json.encode(graded).decode()


# --- what is earned -----------------------------------------------------------------------------------------


def test_a_right_notebook_is_run_once(grade):
    """Nothing stands in where nothing is wrong."""
    assert {check.verdict for check in results(grade(NUMPY, MORE, TWICE, RESULT, WORD)).values()} == {Verdict.PASSED}


def test_right_but_for_an_earlier_mistake(grade):
    """The earlier question loses its points; what builds on it gets them, with the failure and the reason."""
    graded = grade(NUMPY, LESS, TWICE, RESULT, WORD)
    check = results(graded)["test_twice"]
    assert scores(graded) == [0.0, 4.0, 4.0, 2.0]
    assert (check.verdict, check.points, check.stood_in) == (Verdict.FOLLOWED_THROUGH, 2.0, ("more",))
    assert check.message == (
        "twice([3.0, -1.0, 2.0]) is 4 at index [0], but should be 8 (3 of 3 values are off).\n"
        "Right, but for an earlier mistake: it passes with the reference's `more` (more) in place of yours."
    )
    assert (check.hint, check.misconception) == ("", None)
    assert results(graded)["test_twice_is_a_function"].verdict is Verdict.PASSED


def test_what_depended_on_it_is_judged_then(grade):
    """A check that was not assessed the first time may pass the second."""
    check = results(grade(NUMPY, LESS, TWICE))["test_twice_of_a_number"]
    assert (check.verdict, check.points) == (Verdict.FOLLOWED_THROUGH, 1.0)
    assert check.message.startswith("Not assessed, because this comes first")


def test_cells_are_run_again(grade):
    """What the cells computed with the wrong part is computed anew with the right one."""
    check = results(grade(NUMPY, LESS, TWICE, RESULT))["test_result"]
    assert (check.verdict, check.stood_in) == (Verdict.FOLLOWED_THROUGH, ("more",))
    assert check.message.endswith("with the reference's `more` (more) in place of yours.")


def test_what_stays_wrong_is_replaced_too(grade):
    """Two mistakes in a row: the last question is right but for both, the one between is wrong by itself."""
    graded = grade(NUMPY, LESS, "def twice(x):\n    return 3 * more(x)", RESULT)
    check = results(graded)["test_result"]
    assert scores(graded) == [0.0, 1.0, 4.0, 0.0]
    assert (check.verdict, check.stood_in) == (Verdict.FOLLOWED_THROUGH, ("more", "twice"))
    assert check.message.endswith("with the reference's `more` (more) and `twice` (twice) in place of yours.")


def test_what_is_wrong_by_itself_stays_wrong(grade):
    """A check that fails both ways keeps its first result."""
    alone = results(grade(NUMPY, MORE, "def twice(x):\n    return 2 * np.asarray(x)"))["test_twice"]
    both = results(grade(NUMPY, LESS, "def twice(x):\n    return 2 * np.asarray(x)"))["test_twice"]
    assert msgspec.structs.replace(both, wall_seconds=0) == msgspec.structs.replace(alone, wall_seconds=0)
    assert (both.verdict, both.misconception, both.stood_in) == (Verdict.FAILED, "plain", ())


def test_a_part_may_be_earned(grade):
    """Partly right with the right part is partly paid."""
    check = results(grade(NUMPY, LESS, TWICE, "result = twice(10) + twice(20) - 1"))["test_result"]
    assert (check.verdict, check.points) == (Verdict.FOLLOWED_THROUGH, 1.0)
    assert "Partly right, but for an earlier mistake: it earns more with the reference's" in check.message


@pytest.mark.parametrize(
    "cells",
    [
        (TWICE, RESULT),
        ("def more(x:\n    return x", TWICE, RESULT),
        (f"{LESS}\n{TWICE}\n{RESULT}",),
        (f"{LESS}; y = more(2)\n{TWICE}", RESULT),
        (TWICE, f"if True:\n    more = lambda x: x\n{RESULT}"),
        ("from math import floor as more", TWICE, RESULT),
        ("%%time\n" + LESS + "\n" + TWICE, RESULT),
        (f"{LESS}\nimport os\nos._exit(1)", TWICE, RESULT),
        (LESS + "\n1 / 0", TWICE, RESULT),
    ],
    ids=["missing", "syntax", "one_cell", "one_line", "nested", "import", "magic", "fatal", "raises"],
)
def test_wherever_the_name_gets_its_value(grade, cells):
    """After each statement that defines it, whatever becomes of the cell, and from the start."""
    assert scores(grade(NUMPY, *cells))[1:3] == [4.0, 4.0]


def test_cells_of_the_grade_are_those_of_the_first_run(grade):
    """Numbers, output and errors are the notebook's own."""
    graded = grade(NUMPY, LESS + "\nprint(more(1))", TWICE, "1 / 0", RESULT)
    assert [(cell.index, cell.number, cell.status) for cell in graded.cells] == [
        (index, index + 1, CellStatus.ERROR if index == 3 else CellStatus.OK) for index in range(5)
    ]
    assert graded.cells[1].output == "0\n"


def test_a_part_of_the_questions(grade):
    """Earlier questions are looked at even if only a later one is to be graded."""
    graded = grade(NUMPY, LESS, TWICE, only=("twice",))
    assert [(question.id, question.score) for question in graded.questions] == [("twice", 4.0)]


# --- what is not given away -------------------------------------------------------------------------------------

LEAK = """
def leaked():
    import inspect, sys
    module = sys.modules.get("_stand_ins")
    if module is None:
        return "nothing"
    text = repr(vars(module)) + repr(module.__getattr__.__closure__) + repr(module.__getattr__.__code__.co_consts)
    return text + repr(module.more.__code__.co_consts) + repr(module.__getattr__("more").__globals__)
"""


@pytest.mark.parametrize(
    "tell",
    [
        "def twice(x):\n    raise ValueError(leaked())",
        "def twice(x):\n    return leaked()",
        "def twice(x):\n    print(leaked())\n    return 2 * more(x)",
        "def twice(x):\n    import warnings\n    warnings.warn(leaked())\n    return 2 * np.asarray(x)",
        "globals()[leaked()[:200]] = 1",
        "print(leaked())\nraise ValueError(leaked())",
        "result = leaked()",
    ],
)
def test_no_word_of_the_second_run_is_told(grade, tell):
    """The process in which a stand-in lies has no way to say what it looks like."""
    graded = grade(NUMPY, LESS, LEAK, tell)
    assert SECRET not in text_of(graded)


def test_the_leak_would_leak():
    """The attack above finds what it looks for."""
    stand_ins = read_stand_ins(read_manifest(CHAIN))
    space: dict = {}
    for cell in with_stand_ins(Notebook(name="n", sha256="", cells=()), stand_ins, ["more"]).cells:
        exec(cell.source, space)
    exec(LEAK, space)
    assert SECRET in space["leaked"]()


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        # The stand-in as the answer to its own question.
        (("import sys", "def more(x):\n    return sys.modules['_stand_ins'].more(x)", TWICE, RESULT), [0.0, 4.0, 4.0]),
        # An earlier question broken on purpose, so that it does the work of a later one.
        ((LESS, "def twice(x):\n    from _stand_ins import twice\n    return twice(x)"), [0.0, 1.0, 0.0]),
        ((LESS, "import sys\ntwice = sys.modules['_stand_ins'].twice"), [0.0, 0.0, 0.0]),
        ((LESS, "from _stand_ins import word"), [0.0, 0.0, 0.0]),
        ((LESS, TWICE, "result = 0\nif twice(0)[()] == 2: result = 1"), [0.0, 4.0, 2.0]),
    ],
    ids=["itself", "in_the_call", "in_the_cell", "another", "knowing_it"],
)
def test_a_stand_in_is_no_answer(grade, cells, expected):
    """No question is judged where its own answer, or a later one's, stands in."""
    assert scores(grade(NUMPY, *cells))[:3] == expected


def test_our_own_failure_then_takes_nothing(grade):
    """A check that fails by itself the second time keeps what it was, and the grade says so."""
    graded = grade(NUMPY, LESS, TWICE, "import sys\nresult = 666 if '_stand_ins' in sys.modules else 1")
    assert graded.withheld is None
    assert results(graded)["test_result"].message == "`result` is 1, but should be 64."
    assert graded.notices == ("sum: test_result failed by itself when it was judged once more; the first time counts.",)


def test_a_second_run_that_ends_badly_takes_nothing(grade):
    """What the notebook gained before is kept."""
    graded = grade(NUMPY, LESS, TWICE, "result = 1", "import sys, os\nif '_stand_ins' in sys.modules: os._exit(1)")
    assert scores(graded) == [0.0, 4.0, 2.0, 0.0]


# --- the policy -------------------------------------------------------------------------------------------------


def course(tmp_path, old, new):
    """The assignment with another manifest."""
    folder = tmp_path / "chain"
    shutil.copytree(CHAIN, folder)
    text = (folder / "manifest.toml").read_text()
    assert old in text
    (folder / "manifest.toml").write_text(text.replace(old, new))
    return folder


def test_a_share_of_the_points(tmp_path):
    """Half of them, and the student reads that it is half."""
    folder = course(tmp_path, '"stand_ins.py"', '"stand_ins.py"\nshare = 0.5')
    with grader(folder) as grade:
        check = results(grade(NUMPY, LESS, TWICE))["test_twice"]
    assert (check.verdict, check.points) == (Verdict.FOLLOWED_THROUGH, 1.0)
    assert check.message.endswith("in place of yours. So earned, 50 % of the points count.")


def test_it_may_be_switched_off(tmp_path):
    """With a share of 0 nothing is judged again."""
    with grader(course(tmp_path, '"stand_ins.py"', '"stand_ins.py"\nshare = 0')) as grade:
        graded = grade(NUMPY, LESS, TWICE, RESULT)
    assert scores(graded) == [0.0, 1.0, 2.0, 0.0]


def test_when_time_is_short_it_is_left_out(tmp_path):
    """The grade says so, and keeps what was found."""
    folder = course(tmp_path, "submission_seconds = 30.0", "submission_seconds = 3.0")
    with grader(folder) as grade:
        graded = grade(NUMPY, LESS, TWICE, "import time\ntime.sleep(1.6)")
    assert scores(graded)[1] == 1.0
    left_out = "No time was left to judge {} once more with the reference in place of earlier mistakes."
    assert graded.notices == (left_out.format("twice, sum"),)


def test_stand_ins_that_python_cannot_read(tmp_path):
    """One sentence with the file's name."""
    folder = course(tmp_path, "30.0", "30.0")
    (folder / "stand_ins.py").write_text("def more(")
    with pytest.raises(InputError, match=r"stand_ins\.py: is not valid Python"):
        read_stand_ins(read_manifest(folder))


# --- both engines ----------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_both_engines_follow_through_alike(grade):
    """Verdicts, points and words."""
    notebooks = [(NUMPY, LESS, TWICE, RESULT), (NUMPY, LESS, "def twice(x):\n    return 3 * more(x)", "result = 5")]
    with grader(CHAIN, "jupyter") as other:
        for cells in notebooks:
            one, two = (json.loads(msgspec.json.encode(engine(*cells).questions)) for engine in (grade, other))
            for question in (*one, *two):
                for check in question["checks"]:
                    check.pop("wall_seconds")
            assert one == two


# --- the parts -------------------------------------------------------------------------------------------------


def judged(**verdicts):
    """Results of one check a question: ``more="failed"``."""
    return {
        (question, "test"): CheckResult(
            name="test",
            description="",
            verdict=Verdict(verdict),
            points={"passed": 1.0, "followed_through": 1.0, "harness_error": None}.get(verdict, 0.0),
            max_points=1.0,
        )
        for question, verdict in verdicts.items()
    }


ALL = ("more", "twice", "sum", "word")
MANIFEST = read_manifest(CHAIN)


def test_ancestors_are_all_that_a_question_builds_on():
    """Directly or not, in the manifest's order, and not the question itself."""
    assert [ancestors(MANIFEST, question) for question in ALL] == [[], ["more"], ["more", "twice"], []]


NAMES = {"more", "twice", "word"}


def planned(results, share=1.0, manifest=MANIFEST, **tried):
    """What is run again, in short: names, and questions."""
    found = reruns(manifest, NAMES, results, share, {key: frozenset(value.split()) for key, value in tried.items()})
    return [(" ".join(i.name for i in rerun.stood_in), " ".join(rerun.questions)) for rerun in found]


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        (judged(more="passed", twice="failed", sum="failed", word="failed"), [("twice", "sum")]),
        (judged(more="failed", twice="failed", sum="failed", word="failed"), [("more", "twice sum")]),
        (judged(more="failed", twice="passed", sum="failed", word="passed"), [("more", "sum")]),
        (judged(more="failed", twice="passed", sum="passed", word="passed"), []),
        (judged(more="harness_error", twice="failed", sum="passed", word="passed"), []),
        (judged(more="failed", twice="harness_error", sum="failed", word="passed"), [("more", "sum")]),
    ],
)
def test_what_is_run_again(results, expected):
    """With the names of the questions that are wrong by themselves, for all that build on them and lost points."""
    assert planned(results) == expected


def test_what_is_run_again_after_that():
    """What is still wrong was so by itself; what was not needs nothing in its place."""
    wrong = judged(more="failed", twice="failed", sum="failed")
    assert planned(wrong, twice="more", sum="more") == [("more twice", "sum")]
    assert planned(wrong, twice="more", sum="more twice") == []
    assert planned(judged(more="failed", twice="followed_through", sum="failed"), twice="more", sum="more") == []


def test_a_share_is_all_of_what_is_followed_through():
    """A question that got its share is not judged again, nor taken for wrong."""
    results = judged(more="failed", twice="passed", sum="failed")
    half = msgspec.structs.replace(results["twice", "test"], verdict=Verdict.FOLLOWED_THROUGH, points=0.5)
    results["twice", "test"] = half
    assert planned(results, 0.5, twice="more", sum="more") == []
    assert planned(results, 1.0, twice="more", sum="more") == [("more twice", "sum")]


def test_only_what_is_asked_for_lies_in_the_process():
    """And what all of the file needs."""
    source = StandIns((CHAIN / "stand_ins.py").read_text(), "").source("more")
    assert "def more" in source
    assert "ONE = 1" in source
    assert "def twice" not in source


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("f = 1", "f = 1\n<f>"),
        ("f = 1; g = 2\nh = 3", "f = 1; g = 2\n<f>\nh = 3"),
        ("f = 1; g = [\n2]", "f = 1; g = [\n2]\n<f>"),
        ("@cache\ndef f():\n    pass\n\n@cache\ndef g():\n    pass", "@cache\ndef f():\n    pass\n<f>\n\n@cache\ndef g():\n    pass"),
        ("class f:\n    pass\nf.fit = 1", "class f:\n    pass\n<f>\nf.fit = 1\n<f>"),
        ("for f in x: pass", "for f in x: pass\n<f>"),
        ("try:\n    import f.g\nexcept E:\n    pass", "try:\n    import f.g\nexcept E:\n    pass\n<f>"),
        ("def g():\n    f = 1", "def g():\n    f = 1"),
        ("g = f(1)", "g = f(1)"),
        ("%time f = 1\nf = 2", "%time f = 1\nf = 2\n<f>"),
        ("f = (", "f = ("),
        ("", ""),
    ],
)  # fmt: skip
def test_a_name_is_given_its_value_after_each_statement_that_takes_it(source, expected):
    """Assignments, definitions, imports, loops and changed attributes, but nothing inside a function."""
    assert rebound(source, ["f"], "<{}>".format) == expected


def test_the_notebooks_own_cells_keep_their_numbers():
    """What is put before them has none of theirs."""
    cells = (CodeCell(1, 1, LESS), CodeCell(4, 2, TWICE))
    made = with_stand_ins(Notebook(name="n", sha256="s", cells=cells), read_stand_ins(MANIFEST), ["more"])
    assert [(cell.index, cell.number) for cell in made.cells] == [(-1, 0), (1, 1), (4, 2)]
    assert made.cells[1].source == f"{LESS}\nfrom _stand_ins import more"
    assert made.cells[2].source == TWICE


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("a1", "`a` (q1)"),
        ("a1 b1", "`a` and `b` (q1)"),
        ("a1 b2", "`a` (q1) and `b` (q2)"),
        ("a1 b2 c2 d3", "`a` (q1), `b` and `c` (q2) and `d` (q3)"),
    ],
)
def test_stand_ins_in_words(names, words):
    """Grouped by question."""
    assert in_words(tuple(StoodIn(name[0], f"q{name[1]}") for name in names.split())) == words


def result(verdict, points, message="no"):
    return CheckResult(name="t", description="", verdict=verdict, points=points, max_points=2.0, message=message)


def test_never_less_than_before():
    """What was earned the first time is kept where the second gives no more."""
    first = result(Verdict.PARTIAL, 1.0)
    stood_in = (StoodIn("f", "q1"),)
    assert followed_through(first, result(Verdict.FAILED, 0.0), stood_in, 1.0) is first
    assert followed_through(first, result(Verdict.PARTIAL, 1.0), stood_in, 1.0) is first
    assert followed_through(first, result(Verdict.HARNESS_ERROR, None), stood_in, 1.0) is first
    assert followed_through(first, result(Verdict.PASSED, 2.0), stood_in, 0.5) is first
    assert followed_through(first, result(Verdict.PASSED, 2.0), stood_in, 0.75).points == 1.5


def test_a_long_message_leaves_room_for_the_reason():
    """The reason is never cut off."""
    made = followed_through(
        result(Verdict.FAILED, 0.0, "x" * MAX_MESSAGE_CHARS), result(Verdict.PASSED, 2.0), (StoodIn("f", "q1"),), 1.0
    )
    assert len(made.message) == MAX_MESSAGE_CHARS
    assert made.message.endswith("in place of yours.")
