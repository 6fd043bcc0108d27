"""Part 12: four multiple-choice questions, each answered with one letter.

A wrong answer is told from no answer, and no message tells which letter is right.
"""

import pytest

from autograder.choice import chosen

pytestmark = pytest.mark.question("q12")


@pytest.mark.points(1)
def test_why_not_linear_regression(student):
    """`kc1`: why a straight line is no model of a probability"""
    chosen(student.kc1, "b", "Read part 1 again: which values can a straight line take, and which a probability?")


@pytest.mark.points(1)
def test_what_the_threshold_does(student):
    """`kc2`: what the threshold does"""
    chosen(student.kc2, "d", "Read part 2 again: what comes out of the model, and what is decided only afterwards?")


@pytest.mark.points(1)
def test_what_minimising_the_bce_equals(student):
    """`kc3`: what minimising the binary cross-entropy equals"""
    chosen(student.kc3, "a", "Read part 5 again: how does the cross-entropy follow from the probability of the data?")


@pytest.mark.points(1)
def test_what_a_weight_means(student):
    """`kc4`: what a weight of 0.693 means"""
    chosen(
        student.kc4, "c", "Read part 6 again: what does one more unit of a feature add to, and what does it multiply?"
    )
