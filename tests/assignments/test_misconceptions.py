"""Wrong variants lose points and are named as what they are; right ones get all points, and no hint.

Each is graded as a student would submit it: the lesson's solution, with the variant in place.  Here that is some of them,
of every part; ``make slow`` grades them all, which takes minutes.
"""

from __future__ import annotations

from collections import Counter

import pytest

from autograder.audit.solution import needed_cells, read_solution
from autograder.manifest import read_manifest
from autograder.misconceptions import Variant, load_equivalents, load_misconceptions, submitted
from autograder.records import QuestionResult
from tests.support.grader import COURSE, Grader
from tests.support.slow import SLOW

MANIFEST = read_manifest(COURSE)
SOLUTION = read_solution(MANIFEST)
WRONG = load_misconceptions(COURSE / "misconceptions.py")
EQUAL = load_equivalents(COURSE / "equivalents.py")
ALL = SLOW


def graded(grade: Grader, variant: Variant) -> QuestionResult:
    """The variant's question, from a notebook that lacks no name: else the right form would still stand."""
    cells = needed_cells(submitted(SOLUTION.cells, variant), SOLUTION, variant.question)
    result = grade(*cells, only=(variant.question,))
    missing = [cell.error.message for cell in result.cells if cell.error and cell.error.type == "NameError"]
    assert not missing, (variant.slug, missing)
    return result.questions[0]


def chosen(variants: tuple[Variant, ...], step: int) -> tuple[Variant, ...]:
    return variants if ALL else variants[::step]


def test_there_are_enough() -> None:
    """At least 60 misconceptions over the parts, and at least 30 right variants."""
    assert len({variant.slug for variant in WRONG}) >= 60
    assert len({variant.slug for variant in EQUAL}) >= 30
    assert set(Counter(variant.question for variant in WRONG)) >= {
        question.id for question in MANIFEST.questions if question.names
    }
    assert not {variant.slug for variant in WRONG} & {variant.slug for variant in EQUAL}


def test_hints_are_short() -> None:
    """A hint is a sentence or two."""
    for variant in WRONG:
        assert 10 <= len(variant.hint) <= 160, variant.slug


@pytest.mark.timeout(900 if ALL else 120)
def test_misconceptions_are_named(grade: Grader) -> None:
    """95 % are named by their own slug and hint, each loses points, and none is named as another."""
    named, variants = 0, chosen(WRONG, 9)
    for variant in variants:
        result = graded(grade, variant)
        assert result.score is not None
        assert result.score < result.max_score, variant.slug
        found = {check.misconception: check.hint for check in result.checks if check.misconception}
        assert set(found) <= {variant.slug}, variant.slug
        assert set(found.values()) <= {variant.hint}, variant.slug
        named += variant.slug in found
    assert named >= 0.95 * len(variants), f"{named} of {len(variants)}"


@pytest.mark.timeout(900 if ALL else 120)
def test_right_variants_are_right(grade: Grader) -> None:
    """They get all points, and nobody tells them anything."""
    for variant in chosen(EQUAL, 3):
        result = graded(grade, variant)
        assert result.score == result.max_score, variant.slug
        assert not any(check.misconception or check.hint for check in result.checks), variant.slug
