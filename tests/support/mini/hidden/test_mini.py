"""A suite that can end in every verdict."""

import numpy as np
import pytest

from autograder import expect
from autograder.diagnosis import Mistake
from autograder.numeric import Tolerance

X = np.array([3.0, -1.0, 2.0])
EXACT = Tolerance(because="doubling a float64 is exact")


@pytest.mark.question("double")
@pytest.mark.points(3)
def test_values(student):
    """double(x) is 2 x"""
    expect.close(
        student.double(X), 2 * X, EXACT, at={"x": X}, mistakes=[Mistake("squared", "Twice, not squared.", lambda: X**2)]
    )


@pytest.mark.question("double")
@pytest.mark.points(1)
@pytest.mark.depends("test_values")
def test_scalar(student):
    """double takes a single number"""
    expect.close(student.double(1.5), 3.0, EXACT)


@pytest.mark.question("double")
@pytest.mark.points(1)
@pytest.mark.parametrize("size", [1, 2])
def test_sizes(student, size):
    """double keeps {size} values"""
    expect.array(student.double(np.ones(size)), (size,))


@pytest.mark.question("word")
@pytest.mark.points(2)
def test_word(student):
    """the word is right, or nearly"""
    word = expect.array(student.word, kind="any")
    if str(word) == "almost":
        expect.partial(0.5, "`word` is nearly right.", hint="One letter.")
    if str(word) == "boom":
        raise RuntimeError("a bug of the suite")
    assert str(word) == "right", "`word` should be right."


@pytest.mark.question("word")
@pytest.mark.points(1)
def test_bare(student):
    """the word is short"""
    word = str(expect.array(student.word, kind="any"))
    assert len(word) < 8


@pytest.mark.question("half")
@pytest.mark.points(1)
def test_half(student):
    """half(x) is x / 2"""
    expect.close(student.half(X), X / 2, EXACT)
