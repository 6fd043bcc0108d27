"""Naming a mistake: from what a wrong answer has in common with a known one, and never at the verdict's cost."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from autograder import codec
from autograder.diagnosis import Diagnosis, Mistake, diagnose, generic
from autograder.numeric import Tolerance

X = np.array([1.0, 2.0, 4.0])
EXACT = Tolerance(because="a trial")
CLOSE = Tolerance(rtol=1e-6, because="a trial")
SQUARED = Mistake("squared", "Is it squared?", lambda: X**2)
HALVED = Mistake("halved", "Is it halved?", lambda: X / 2)


# --- known mistakes --------------------------------------------------------------------------------------


def test_a_known_mistake_is_named():
    """An answer that one mistake gives gets that mistake's hint and slug."""
    assert diagnose(X**2, 2 * X, EXACT, [HALVED, SQUARED]) == Diagnosis("Is it squared?", "squared")


def test_several_mistakes_are_offered_without_a_slug():
    """Two mistakes that give the same answer cannot be told apart, so none is named."""
    other = Mistake("also-squared", "Or a product?", lambda: X * X)
    assert diagnose(X**2, 2 * X, EXACT, [SQUARED, other]) == Diagnosis("One of: Is it squared? Or: Or a product?")


def test_a_mistake_that_rounds_differently_is_recognised():
    """Ten times the check's tolerance, and at least 1e-9, is allowed to a mistaken form."""
    assert diagnose(X**2 * (1 + 5e-6), 2 * X, CLOSE, [SQUARED]).misconception == "squared"
    assert diagnose(X**2 * (1 + 5e-10), 2 * X, EXACT, [SQUARED]).misconception == "squared"
    assert diagnose(X**2 * (1 + 5e-5), 2 * X, CLOSE, [SQUARED]).misconception is None


def test_a_mistake_that_is_right_here_explains_nothing():
    """On inputs where a mistaken form gives the right answer it is not the reason."""
    harmless = Mistake("harmless", "Never said.", lambda: 2 * X)
    assert diagnose(2 * X * (1 + 1e-9), 2 * X, CLOSE, [harmless]).misconception is None


def test_a_mistake_in_shape_can_be_named():
    """A mistaken form that gives another shape explains an answer of that shape."""
    column = Mistake("column", "Is it a column?", lambda: (2 * X)[:, None])
    assert diagnose((2 * X)[:, None], 2 * X, EXACT, [column]).misconception == "column"


def test_nan_can_be_a_mistakes_answer():
    """A form that overflows to NaN is recognised by its NaN."""
    unstable = Mistake("unstable", "Does it overflow?", lambda: np.array([NAN, 2.0, NAN]))
    assert diagnose(np.array([NAN, 2.0, NAN]), X, EXACT, [unstable]).misconception == "unstable"


@pytest.mark.parametrize(
    "value",
    [
        lambda: 1 / 0,
        lambda: np.linalg.inv(np.zeros((2, 2))),
        lambda: "text",
        lambda: [[1], [1, 2]],
        lambda: {}["a"],
        lambda: X @ np.eye(2),
        lambda: np.log(-X) / 0,
    ],
    ids=["division", "singular", "text", "ragged", "no key", "shapes", "warnings"],
)
def test_a_mistake_that_cannot_be_computed_is_passed_over(value):
    """A broken mistake costs its hint and not the verdict; the others are still tried."""
    assert diagnose(X**2, 2 * X, EXACT, [Mistake("broken", "?", value), SQUARED]).misconception == "squared"


# --- what numbers alone tell -------------------------------------------------------------------------------

NAN = math.nan


@pytest.mark.parametrize(
    ("actual", "expected", "hint"),
    [
        (np.ones((3, 1)), X, "Did you reshape to a column?"),
        (np.ones((2, 3)), np.ones((3, 2)), "Is it transposed?"),
        (np.array(7.0), X, "One number came back for many: is there a mean or a sum too much?"),
        (np.ones((1,)), X, "One number came back for many: is there a mean or a sum too much?"),
        (np.ones((3, 3)), X, "It has a dimension too many: did a row and a column broadcast against each other?"),
        (np.ones(4), X, ""),
        (np.array([NAN, 1, 1]), X, "NaN means 'not a number': look for 0/0, inf - inf, 0 * inf or the logarithm of a"),
        (np.array([NAN, NAN, NAN]), X * NAN, ""),
        (np.array([math.inf, 1, 1]), X, "Infinity means that something overflowed, was divided by 0, or was the log"),
        (-X, X, "Every value has the wrong sign."),
        (np.log(2) * X, X, "Every value is ln 2 times what it should be: is the logarithm to base e where base 2"),
        (X / np.log(2), X, "Every value is 1/ln 2 times what it should be: is the logarithm to base 2 where base e"),
        (X / np.log(10), X, "Every value is 1/ln 10 times what it should be: is the logarithm to base 10?"),
        (3 * X, X, "Every value is 3 times what it should be: is a constant factor missing or too much?"),
        (np.array([0.0, 2, 4]), np.array([0.0, 1, 2]), "Every value is 2 times what it should be: is a constant"),
        (np.array([1.0, 2, 4]), np.array([0.0, 1, 2]), ""),
        (X + 1, X, ""),
        (0 * X, X, ""),
        (X * (1 + 1e-7), X, ""),
        (np.array([6.0]), np.array([2.0]), ""),
        (X > 1.5, X, ""),
        (1j * X, X, ""),
        (np.array(["a", "b", "c"]), X, ""),
        (X * 1e307, X * 1e-300, ""),
        (np.empty(0), np.empty(0), ""),
    ],
    ids=str,
)
def test_numbers_alone_hint_at_a_cause(actual, expected, hint):
    """Shapes, NaN, infinity and a constant factor say something; rounding and one single number do not."""
    said = generic(actual, expected)
    assert said.startswith(hint)
    assert bool(said) == bool(hint)


def test_without_a_known_mistake_the_numbers_speak():
    """What no mistake explains gets the generic hint, without a slug."""
    assert diagnose(-X, X, EXACT, [SQUARED]) == Diagnosis("Every value has the wrong sign.")
    assert diagnose(X + 1, X, EXACT, []) == Diagnosis()


arrays = npst.arrays(
    st.sampled_from(sorted(codec.DTYPES)), npst.array_shapes(min_dims=0, max_dims=2, min_side=0, max_side=3)
)


@settings(derandomize=True, database=None, deadline=None, max_examples=300)
@given(arrays, npst.arrays(np.float64, npst.array_shapes(min_dims=0, max_dims=2, min_side=0, max_side=3)))
def test_any_answer_can_be_diagnosed(actual, expected):
    """Whatever the dtype, the shape and the values, there is a diagnosis and no warning."""
    found = diagnose(actual, expected, CLOSE, [SQUARED, Mistake("same", "?", lambda: expected + 1)])
    assert isinstance(found.hint, str)
