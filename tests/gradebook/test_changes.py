"""What would change, and what is left to grade, when suites come, go and come back."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from autograder.batch.plan import plan_batch, plan_regrade
from autograder.gradebook.changes import find_changes
from autograder.standing import Person
from tests.gradebook.samples import KEY, LATER, grade_of, received

STRICT = {"double": 6.0, "word": 0.0, "half": 1.0}
LOOSE = {"double": 6.0, "word": 3.0, "half": 1.0}


@pytest.fixture
def ann(book):
    """The hash of the one submission in the gradebook."""
    book.register([Person(id="ann", name="Ann")])
    one = received("ann", b"1")
    book.receive(book.begin_scan(), [one])
    return one.sha256


def by(book, key):
    return [(change.before, change.after) for change in find_changes(book, key)]


def test_a_suite_that_was_put_back_is_compared_with_what_stands(book, ann):
    """Its grade stood once and was replaced, so it is a change to have it stand again."""
    strict = book.keep(KEY, ann, grade_of(KEY, **STRICT), accept=True)
    book.keep(LATER, ann, grade_of(LATER, **LOOSE), accept=True)
    assert by(book, KEY) == [(10.0, 7.0)]
    assert (plan_regrade(book, KEY).done, plan_batch(book, KEY).stale) == (1, 1)
    book.accept([(ann, strict)])
    assert by(book, KEY) == []
    assert by(book, LATER) == [(7.0, 10.0)]
    assert (plan_batch(book, KEY).stale, plan_batch(book, KEY).done) == (0, 1)


def test_a_suite_that_was_put_back_is_compared_with_a_question_graded_by_another(book, ann):
    """Whole as well as for that question alone; what was replaced does not make the class old."""
    book.keep(KEY, ann, grade_of(KEY, **STRICT), accept=True)
    part, back = replace(LATER, only="word"), replace(KEY, only="word")
    book.keep(part, ann, grade_of(part, word=3.0), accept=True)
    assert by(book, KEY) == [(10.0, 7.0)]
    assert list(plan_regrade(book, back).pending) == [ann]
    again = book.keep(back, ann, grade_of(back, word=0.0), accept=False)
    assert by(book, back) == [(10.0, 7.0)]
    book.accept([(ann, again)])
    assert (by(book, back), by(book, KEY), by(book, part)) == ([], [], [(7.0, 10.0)])
    assert plan_batch(book, KEY).stale == 0


def test_final_scores_are_compared(book, ann):
    """A TA's total stays whatever the checks say; the verdict that changed is still told."""
    book.keep(KEY, ann, grade_of(KEY, **STRICT), accept=True)
    book.override("ann", None, 8.0, "", "ta", ann)
    book.keep(LATER, ann, grade_of(LATER, **LOOSE), accept=False)
    (change,) = find_changes(book, LATER)
    assert (change.before, change.after, change.by, change.overridden) == (8.0, 8.0, 0.0, ("total",))
    assert change.changes
    assert [(check.question, check.before, check.after) for check in change.checks] == [("word", "failed", "passed")]
