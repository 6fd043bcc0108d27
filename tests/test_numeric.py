"""Comparing numbers: what counts as equal, and which entry shows a fault best."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from autograder import codec, expect
from autograder.numeric import EPS, Mismatch, Tolerance, agrees, distance, mismatch, observed

EXACT = Tolerance(because="nothing is rounded")
TENTH = Tolerance(atol=0.1, because="a trial")
PROPERTY = settings(derandomize=True, database=None, deadline=None, max_examples=200)
NAN, INF = math.nan, math.inf

any_array = st.sampled_from(sorted(codec.DTYPES)).flatmap(lambda dtype: npst.arrays(dtype, (3,)))


def agree(actual, expected, tolerance=EXACT):
    return agrees(np.asarray(actual), np.asarray(expected), tolerance).tolist()


def test_eps_is_the_step_after_one():
    """EPS is the machine epsilon of float64."""
    assert np.finfo(np.float64).eps == EPS


def test_the_tolerance_is_relative_to_what_is_expected():
    """|actual - expected| <= atol + rtol |expected|, the border included."""
    tolerance = Tolerance(rtol=0.5, atol=1.0, because="a trial")
    assert agree([4.0, 4.1, -4.0, -4.1, 0.0], [2.0, 2.0, -2.0, -2.0, 2.0], tolerance) == [
        True,
        False,
        True,
        False,
        True,
    ]


def test_special_values_agree_only_with_themselves():
    """NaN agrees with NaN, an infinity with that of its sign, whatever the tolerance; zeros have no sign."""
    wide = Tolerance(rtol=1.0, atol=1e308, because="a trial")
    values = [NAN, INF, -INF, 0.0, 1e308]
    table = [[agree(a, e, wide) for a in values[:3]] for e in values]
    assert table == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
        [False, False, False],
        [False, False, False],
    ]
    assert agree(-0.0, 0.0) is True


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (np.array([1], "uint8"), np.array([2], "uint8")),
        (np.array([0], "uint64"), np.array([1], "uint64")),
        (np.array([-128], "int8"), np.array([-128], "int8")),
        (np.array([True]), np.array([True])),
        (np.array([True]), np.array([1.05])),
    ],
    ids=["uint8", "uint64", "int8", "bool", "bool and float"],
)
def test_integers_and_booleans_are_compared_as_numbers(actual, expected):
    """No difference wraps around, and booleans are 0 and 1."""
    loose = Tolerance(atol=1.0, because="a trial")
    assert agrees(actual, expected, loose).all()
    assert agrees(expected, actual, loose).all()


def test_unsigned_integers_that_differ_do_not_agree():
    """0 and 255 are 255 apart, not 1."""
    assert agree(np.array([0], "uint8"), np.array([255], "uint8"), Tolerance(atol=1.0, because="a trial")) == [False]


def test_complex_numbers_agree_by_their_distance():
    """A complex number agrees with one nearby, and with a real one if its imaginary part is small."""
    assert agree([1 + 1j, 1 + 0j, 1 + 1j], [1 + 1.05j, 1.0, 1.0], TENTH) == [True, True, False]
    assert agree([complex(NAN, 0), complex(INF, 0)], [NAN, INF]) == [True, True]


def test_labels_agree_when_they_are_equal():
    """Text is compared as text; a number is no label, and a label no number."""
    assert agree(["a", "b"], ["a", "c"]) == [True, False]
    assert agree(["1", "2"], [1.0, 2.0]) == [False, False]
    assert agree([1.0, 2.0], ["1", "2"]) == [False, False]


@PROPERTY
@given(any_array, any_array)
def test_any_two_arrays_can_be_compared(actual, expected):
    """Whatever the dtypes, there is an answer for each entry and no warning."""
    same = agrees(actual, expected, EXACT)
    assert (same.dtype, same.shape) == (np.dtype(bool), (3,))


@PROPERTY
@given(any_array)
def test_every_array_agrees_with_itself(array):
    """An array agrees with itself without any tolerance, NaN and infinities included."""
    assert agrees(array, array, EXACT).all()
    assert mismatch(array, array, EXACT) is None


@PROPERTY
@given(npst.arrays(np.float64, (4,)), npst.arrays(np.float64, (4,)))
def test_without_tolerance_agreement_is_equality(actual, expected):
    """rtol = atol = 0 asks for the same numbers."""
    assert agrees(actual, expected, EXACT).tolist() == [
        a == e or (a != a and e != e) for a, e in zip(actual, expected, strict=True)
    ]


def test_a_mismatch_tells_the_entry_and_how_many_are_off():
    """The index, both values as Python numbers, the number of wrong entries and of all."""
    found = mismatch(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 2.5], [3.5, 4.0]]), TENTH)
    assert found == Mismatch(index=(0, 1), actual=2.0, expected=2.5, count=2, size=4)
    assert type(found.actual) is float


def test_the_smallest_input_shows_a_mismatch_best():
    """Among wrong entries the one at the input nearest to 0 is named; equals in their order, NaN last."""
    wrong = np.zeros(5)
    right = np.array([1.0, 0.0, 1.0, 1.0, 1.0])
    assert mismatch(wrong, right, EXACT, np.array([NAN, 0.0, -9.0, -2.0, 2.0])).index == (3,)
    assert mismatch(wrong, right, EXACT).index == (0,)


def test_inputs_of_another_shape_do_not_order_a_mismatch():
    """Inputs that are not aligned with the entries are left out of account."""
    assert mismatch(np.zeros(3), np.ones(3), EXACT, np.array([3.0, 1.0])).index == (0,)


@pytest.mark.parametrize("value", [np.array(3.0), np.array(3), np.array(True), np.array(2 + 1j)])
def test_a_single_number_can_mismatch(value):
    """An array without dimensions has the empty index."""
    found = mismatch(value, np.array(7.0), EXACT)
    assert (found.index, found.expected, found.size) == ((), 7.0, 1)


def test_nothing_to_compare_is_no_mismatch():
    """Empty arrays agree."""
    assert mismatch(np.empty((0, 3)), np.empty((0, 3)), EXACT) is None


@pytest.mark.parametrize(
    ("actual", "expected", "tolerances"),
    [
        ([1.0, 2.0], [1.0, 2.05], 0.5),
        ([1.0], [1.4], 4.0),
        ([NAN, INF, -INF], [NAN, INF, -INF], 0.0),
        ([NAN], [1.0], INF),
        ([INF], [-INF], INF),
        ([], [], 0.0),
        (["a"], ["a"], 0.0),
        (["a"], ["b"], INF),
        (["1"], [1.0], INF),
    ],
)
def test_distance_counts_in_tolerances(actual, expected, tolerances):
    """The worst entry decides; what cannot be near is infinitely far."""
    assert distance(np.asarray(actual), np.asarray(expected), TENTH) == pytest.approx(tolerances)


@pytest.mark.parametrize(("actual", "tolerances"), [(1.0, 0.0), (1.5, INF)])
def test_distance_without_a_tolerance_is_none_or_infinite(actual, tolerances):
    """Nothing is allowed, so nothing but equality is near."""
    assert distance(np.array(actual), np.array(1.0), EXACT) == tolerances


@PROPERTY
@given(any_array, any_array, st.sampled_from([EXACT, TENTH, Tolerance(rtol=0.01, because="a trial")]))
def test_distance_of_at_most_one_is_agreement(actual, expected, tolerance):
    """Both say the same of any two arrays, but for a rounding at the very edge."""
    far = distance(actual, expected, tolerance)
    if not math.isclose(far, 1.0):
        assert (far <= 1) == agrees(actual, expected, tolerance).all()


def test_an_observer_hears_of_comparisons_while_it_is_asked_to():
    """A mismatch decides, an agreement that is merely asked after does not; afterwards nobody listens."""
    heard = []
    with observed(lambda distance, decides: heard.append((round(distance, 6), decides))):
        mismatch(np.array([1.0]), np.array([1.05]), TENTH)
        expect.agree(np.array([1.0]), np.array([1.2]), TENTH)
        expect.agree(np.array([1.0]), np.array([1.2, 1.2]), TENTH)
    mismatch(np.array([1.0]), np.array([2.0]), TENTH)
    assert heard == [(0.5, True), (2.0, False)]
