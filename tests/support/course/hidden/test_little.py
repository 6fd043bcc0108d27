"""The hidden suite of the little course."""

import pytest

from autograder import expect
from autograder.choice import chosen


@pytest.mark.question("q1")
@pytest.mark.points(3)
def test_doubles(student):
    """`double(x)` is 2 x"""
    hidden_inputs_of_the_suite = (0.0, 1.5, -3.0)
    for x in hidden_inputs_of_the_suite:
        expect.true(expect.number(student.double(x)) == 2 * x, "wrong")


@pytest.mark.question("q2")
@pytest.mark.points(1)
def test_answer(student):
    """`answer` is right"""
    chosen(student.answer, "b", "Read again.")


@pytest.mark.question("q2")
@pytest.mark.points(1)
def test_sum(student):
    """`total` is the sum"""
    expect.true(expect.number(student.total) > 0, "wrong")
