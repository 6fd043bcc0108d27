"""Part 12: four multiple-choice questions, each answered with one letter.

A wrong answer is told from no answer, and no message tells which letter is right.
"""

import re

import pytest

from autograder import codec, expect
from autograder.faults import CheckFailed
from autograder.reading import describe
from autograder.student import label_of, wire_of

pytestmark = pytest.mark.question("q12")

LETTERS = "abcd"
# One letter, as students write it: b, B, (b), b), b., "b) and the option's text".
_LETTER = re.compile(r"\s*[(\[]?\s*([a-z])\s*(?:[)\].:].*)?", re.IGNORECASE | re.DOTALL)


def _text(answer):
    """What the name holds: a string, also alone in a list."""
    wire = wire_of(answer)
    if isinstance(wire, codec.Sequence) and len(wire.items) == 1:
        wire = wire.items[0]
    return wire


def _judge(answer, right, again):
    name = label_of(answer)[0]
    wire = _text(answer)
    if wire is None or (isinstance(wire, str) and not wire.strip()) or getattr(wire, "type_name", "") == "ellipsis":
        raise CheckFailed(f"`{name}` is still to be answered, with one of the letters a, b, c and d.", hint=again)
    written = _LETTER.fullmatch(wire) if isinstance(wire, str) else None
    letter = written[1].lower() if written else ""
    if not letter or letter not in LETTERS:
        raise CheckFailed(
            f"`{name}` is {describe(wire)}, but should be one of the letters a, b, c and d.",
            hint=f'Write the letter in quotation marks: `{name} = "..."`.',
        )
    expect.true(letter == right, f"`{name}` is {letter!r}, which is not right.", hint=again)


@pytest.mark.points(1)
def test_why_not_linear_regression(student):
    """`kc1`: why a straight line is no model of a probability"""
    _judge(student.kc1, "b", "Read part 1 again: which values can a straight line take, and which a probability?")


@pytest.mark.points(1)
def test_what_the_threshold_does(student):
    """`kc2`: what the threshold does"""
    _judge(student.kc2, "d", "Read part 2 again: what comes out of the model, and what is decided only afterwards?")


@pytest.mark.points(1)
def test_what_minimising_the_bce_equals(student):
    """`kc3`: what minimising the binary cross-entropy equals"""
    _judge(student.kc3, "a", "Read part 5 again: how does the cross-entropy follow from the probability of the data?")


@pytest.mark.points(1)
def test_what_a_weight_means(student):
    """`kc4`: what a weight of 0.693 means"""
    _judge(
        student.kc4, "c", "Read part 6 again: what does one more unit of a feature add to, and what does it multiply?"
    )
