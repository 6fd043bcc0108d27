"""Wrong variants lose points and are named as what they are; right ones get all points, and no hint.

Each is graded as a student would submit it: the right notebook, with the variant in place.  Here that is some of them,
of every part; ``VARIANTS=all`` grades them all, which takes minutes.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from autograder.misconceptions import Variant, load_equivalents, load_misconceptions, submitted
from autograder.records import QuestionResult
from tests.support.grader import COURSE, Grader

RIGHT = Path(__file__).parents[2] / "examples" / "right.py"
CELLS = [
    body.strip()
    for head, _, body in (block.partition("\n") for block in RIGHT.read_text(encoding="utf-8").split("# %%")[1:])
    if head.strip() != "[markdown]"
]
# What a question's cells need of the others, by the cell's number: the rest would only take time.
NEEDED = {
    "q1": (0, 1),
    "q2": (0, 2),
    "q3": (0, 3),
    "q4": (0, 1, 4),
    "q5": (0, 1, 5),
    "q6": (0, 6),
    "q7": (0, 1, 3, 4, 7),
    "q8": (0, 8),
    "q9": (0, 9, 10),
    "q10": (0, 1, 9, 11),
    "q12": (0, 13),
    "q13": (0, 1, 4, 14),
    "e1": (0, 1, 3, 4, 7, 9, 15),
    "e2": (0, 1, 3, 4, 7, 9, 16),
}
WRONG = load_misconceptions(COURSE / "misconceptions.py")
EQUAL = load_equivalents(COURSE / "equivalents.py")
ALL = os.environ.get("VARIANTS") == "all"


def graded(grade: Grader, variant: Variant) -> QuestionResult:
    """The variant's question, from a notebook that lacks no name: else the right form would still stand."""
    result = grade(*submitted([CELLS[i] for i in NEEDED[variant.question]], variant), only=(variant.question,))
    missing = [cell.error.message for cell in result.cells if cell.error and cell.error.type == "NameError"]
    assert not missing, (variant.slug, missing)
    return result.questions[0]


def chosen(variants: tuple[Variant, ...], step: int) -> tuple[Variant, ...]:
    return variants if ALL else variants[::step]


def test_there_are_enough() -> None:
    """At least 60 misconceptions over the parts, and at least 30 right variants."""
    assert len({variant.slug for variant in WRONG}) >= 60
    assert len({variant.slug for variant in EQUAL}) >= 30
    assert set(Counter(variant.question for variant in WRONG)) >= set(NEEDED)
    assert not {variant.slug for variant in WRONG} & {variant.slug for variant in EQUAL}


def test_hints_are_short() -> None:
    """A hint is a sentence or two."""
    for variant in WRONG:
        assert 10 <= len(variant.hint) <= 160, variant.slug


@pytest.mark.timeout(900 if ALL else 120)
def test_misconceptions_are_named(grade: Grader) -> None:
    """95 % are named by their own slug and hint, each loses points, and none is named as another."""
    named, variants = 0, chosen(WRONG, 7)
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
