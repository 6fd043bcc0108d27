"""Part 1: the sigmoid s(x) = 1 / (1 + e^-x) and its derivative s(x) (1 - s(x))."""

import numpy as np
import pytest

import reference
from autograder import expect
from autograder.diagnosis import Mistake
from autograder.numeric import Tolerance

pytestmark = pytest.mark.question("q1")

X = np.array([-30.0, -6.0, -2.5, -1.0, -0.25, 0.0, 0.25, 1.0, 2.5, 6.0, 30.0])
FAR = np.array([-1e308, -1000.0, -750.0, 750.0, 1000.0, 1e308])

VALUES = Tolerance(
    rtol=1e-6,
    atol=1e-12,
    because="float32 inside is a right way: its epsilon is 1.2e-7, and exp, + and / cost at most 4 of them; "
    "the nearest wrong form that is taught, 1/(1 + e^-x + 1e-15), is right here and is meant to be",
)
SLOPES = Tolerance(
    rtol=2e-6,
    atol=2e-7,
    because="s(1 - s) in float32: twice the relative error of s, and 1 - s cancels to an absolute 1.2e-7 at large x",
)


def _mistakes(x):
    with np.errstate(all="ignore"):
        return [
            Mistake(
                "sigmoid-sign",
                "Look at the sign of the exponent: what should large x give?",
                lambda: reference.sigmoid(-x),
            ),
            Mistake("sigmoid-is-tanh", "This runs from -1 to 1; a probability runs from 0 to 1.", lambda: np.tanh(x)),
            Mistake("sigmoid-minus", "Look at the sign in the denominator.", lambda: 1 / (1 - np.exp(-x))),
            Mistake("sigmoid-is-exp", "Only the exponential came back; where is the fraction?", lambda: np.exp(-x)),
        ]


def _grad_mistakes(x):
    s = reference.sigmoid(x)
    return [
        Mistake("grad-sigmoid-of-output", "Is the sigmoid applied once, to x itself?", lambda: x * (1 - x)),
        Mistake("grad-sigmoid-plus", "It is s times (1 - s): look at the sign inside.", lambda: s * (1 + s)),
        Mistake("grad-sigmoid-only-s", "The sigmoid itself came back; its slope is asked for.", lambda: s),
        Mistake("grad-sigmoid-squared", "It is s times (1 - s), not s times s.", lambda: s * s),
        Mistake("grad-sigmoid-one-minus-s", "A factor is missing: (1 - s) is only half of it.", lambda: 1 - s),
    ]


@pytest.mark.points(0.5)
def test_sigmoid_is_a_function_of_x(student):
    """`sigmoid` is a function that takes x"""
    expect.callable_(student.sigmoid)
    expect.array(student.sigmoid(np.array([0.0])), (1,))


@pytest.mark.points(2)
def test_sigmoid_values(student):
    """`sigmoid(x)` gives 1 / (1 + e^-x)"""
    expect.close(student.sigmoid(X), reference.sigmoid(X), VALUES, at={"x": X}, mistakes=_mistakes(X))


@pytest.mark.points(1)
@pytest.mark.depends("test_sigmoid_values")
def test_sigmoid_any_shape(student):
    """`sigmoid` takes single numbers, vectors and matrices, and gives back the same shape"""
    expect.close(student.sigmoid(0.5), reference.sigmoid(0.5), VALUES)
    for shape in [(3,), (2, 3), (3, 1), (2, 1, 2)]:
        x = np.linspace(-2.0, 2.0, int(np.prod(shape))).reshape(shape)
        expect.close(student.sigmoid(x), reference.sigmoid(x), VALUES, at={"x": x})


@pytest.mark.points(1)
def test_sigmoid_far_out(student):
    """`sigmoid` is 0 and 1 far out, never NaN: sigmoid(-1000) = 0, sigmoid(1000) = 1"""
    expect.close(student.sigmoid(FAR), reference.sigmoid(FAR), VALUES, at={"x": FAR})


@pytest.mark.points(0.5)
def test_sigmoid_tiny_is_not_zero(student):
    """`sigmoid(-745)` is tiny, but not 0"""
    value = expect.number(student.sigmoid(-745.0))
    clipped = 1e-300 < value < 1e-3  # e^-500, or another power that was as far as x was let go
    expect.true(
        0.0 < value < 1e-300,
        f"sigmoid(-745.0) returned {value:.6g}, but should be about 5e-324: small, yet above 0.",
        hint=_CLIPPED if clipped else "For x < 0 the same sigmoid can be written with e^x, which cannot overflow.",
        misconception="sigmoid-clipped" if clipped else None,
    )


_CLIPPED = "Beyond the cut all x look alike: which form needs no cut, since its exponential is never large?"


@pytest.mark.points(0.5)
def test_sigmoid_without_overflow(student):
    """`sigmoid` overflows nowhere, not even on the way"""
    answer = student.sigmoid(FAR)
    expect.array(answer, FAR.shape)
    expect.no_warnings(answer)


@pytest.mark.points(1.5)
def test_grad_sigmoid_values(student):
    """`grad_sigmoid(x)` gives s(x) (1 - s(x))"""
    expect.close(student.grad_sigmoid(X), reference.grad_sigmoid(X), SLOPES, at={"x": X}, mistakes=_grad_mistakes(X))


@pytest.mark.points(0.5)
def test_grad_sigmoid_far_out(student):
    """`grad_sigmoid` is 0 far out, never NaN"""
    expect.close(student.grad_sigmoid(FAR), np.zeros(FAR.shape), SLOPES, at={"x": FAR})


@pytest.mark.points(0.5)
def test_inputs_stay_as_they_were(student):
    """`sigmoid` and `grad_sigmoid` leave x as it was"""
    for function in (student.sigmoid, student.grad_sigmoid):
        answer = function(X)
        expect.array(answer, X.shape)  # else a function that does nothing would pass
        expect.unchanged(answer)
