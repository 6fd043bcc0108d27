"""The second assignment: its solution gets all points, a blank notebook none, and mistakes are named as what they are.

All variants are graded here; `autograder audit assignments/calibration` tries mutants, too.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from autograder.audit.solution import needed_cells, read_solution
from autograder.manifest import read_manifest
from autograder.misconceptions import Variant, load_equivalents, load_misconceptions, submitted
from autograder.records import QuestionResult, Verdict
from tests.support.grader import ROOT, Grader, grader

CALIBRATION = ROOT / "assignments" / "calibration"
MANIFEST = read_manifest(CALIBRATION)
SOLUTION = read_solution(MANIFEST)
WRONG = load_misconceptions(CALIBRATION / "misconceptions.py")
EQUAL = load_equivalents(CALIBRATION / "equivalents.py")
NAMES = [name for question in MANIFEST.questions for name in question.names]


@pytest.fixture(scope="module")
def grade() -> Iterator[Grader]:
    """A warm grader of the second assignment."""
    with grader(CALIBRATION) as warm:
        yield warm


def graded(grade: Grader, variant: Variant) -> QuestionResult:
    """The variant's question, from a notebook that holds what it needs."""
    cells = needed_cells(submitted(SOLUTION.cells, variant), SOLUTION, variant.question)
    result = grade(*cells, only=(variant.question,))
    assert not [cell.error for cell in result.cells if cell.error is not None], variant.slug
    return result.questions[0]


def test_solution_gets_all_points(grade):
    """Every cell of the lesson runs, and every check passes."""
    result = grade(*SOLUTION.cells)
    assert not [cell.error for cell in result.cells if cell.error is not None]
    assert (result.score, result.max_score) == (30.0, 30.0)


@pytest.mark.parametrize(
    "cell",
    [
        "pass",
        " = ".join(NAMES) + " = ...",
        "\n".join(f"def {name}(*args, **kwargs): return None" for name in NAMES),
        "\n".join(f"def {name}(*args, **kwargs): return 0.0" for name in NAMES),
    ],
    ids=["empty", "dots", "functions of nothing", "functions of zero"],
)
def test_blank_notebook_earns_nothing(grade, cell):
    """Nothing written, nothing earned, and nobody's harness error."""
    result = grade(cell)
    assert (result.score, result.withheld) == (0.0, None)


def test_there_are_enough():
    """A dozen misconceptions and eight right variants at least, of every question."""
    questions = {question.id for question in MANIFEST.questions}
    assert len({variant.slug for variant in WRONG}) >= 12
    assert len({variant.slug for variant in EQUAL}) >= 8
    assert {variant.question for variant in WRONG} == {variant.question for variant in EQUAL} == questions


def test_each_misconception_is_caught_and_named(grade):
    """It loses points in its own question, and is called by its name and nothing else."""
    for variant in WRONG:
        result = graded(grade, variant)
        assert result.score < result.max_score, variant.slug
        found = {check.misconception: check.hint for check in result.checks if check.misconception}
        assert found == {variant.slug: variant.hint}, variant.slug


def test_right_variants_are_right(grade):
    """They get all points, and nobody tells them anything."""
    for variant in EQUAL:
        result = graded(grade, variant)
        assert result.score == result.max_score, (variant.slug, [check.message for check in result.checks])
        assert not any(check.misconception or check.hint for check in result.checks), variant.slug


def test_broken_curve_costs_the_curve_alone(grade):
    """The calibration error that calls it is right but for that, and gets its points by follow-through."""
    variant = next(variant for variant in WRONG if variant.slug == "curve-share-of-all")
    result = grade(*submitted(SOLUTION.cells, variant))
    scores = {question.id: (question.score, question.max_score) for question in result.questions}
    assert scores["q2"][0] < 5.0
    assert scores["q3"] == (7.0, 7.0)
    q3 = next(question for question in result.questions if question.id == "q3")
    assert {check.verdict for check in q3.checks} == {Verdict.PASSED, Verdict.FOLLOWED_THROUGH}


def test_the_right_letter_is_told_nobody(grade):
    """The answer to a question of four letters is not in what a wrong one is told."""
    result = grade("what_weights_do = 'c'", only=("q6",))
    check = next(check for check in result.questions[0].checks if check.name == "test_what_weights_do")
    assert check.verdict is Verdict.FAILED
    assert "'c'" not in check.message
    assert check.hint.startswith("Compare the two figures")
