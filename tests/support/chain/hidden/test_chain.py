"""more(x) is x + 1, twice(x) is 2 more(x), result is twice(10) + twice(20)."""

import numpy as np
import pytest

from autograder import expect
from autograder.diagnosis import Mistake
from autograder.numeric import Tolerance

X = np.array([3.0, -1.0, 2.0])
EXACT = Tolerance(because="small whole numbers are exact")


@pytest.mark.question("more")
@pytest.mark.points(2)
def test_more(student):
    """more(x) is x + 1"""
    expect.close(student.more(X), X + 1, EXACT)


@pytest.mark.question("twice")
@pytest.mark.points(2)
def test_twice(student):
    """twice(x) is 2 more(x)"""
    known = [Mistake("plain", "Twice what?", lambda: 2 * X)]
    expect.close(student.twice(X), 2 * (X + 1), EXACT, mistakes=known)


@pytest.mark.question("twice")
@pytest.mark.points(1)
@pytest.mark.depends("test_twice")
def test_twice_of_a_number(student):
    """twice takes a single number"""
    expect.close(student.twice(1.5), 5.0, EXACT)


@pytest.mark.question("twice")
@pytest.mark.points(1)
def test_twice_is_a_function(student):
    """twice is a function"""
    expect.callable_(student.twice)


@pytest.mark.question("sum")
@pytest.mark.points(2)
def test_result(student):
    """result is twice(10) + twice(20)"""
    value = expect.number(student.result)
    if value == 666:
        raise RuntimeError("a bug of the suite")
    if value == 63:
        expect.partial(0.5, "`result` is nearly right.")
    expect.true(value == 64, f"`result` is {value:g}, but should be 64.")


@pytest.mark.question("sum")
@pytest.mark.points(2)
def test_result_is_a_number(student):
    """result is a number"""
    expect.number(student.result)


@pytest.mark.question("word")
@pytest.mark.points(2)
def test_word(student):
    """the word is right"""
    assert str(expect.array(student.word, kind="any")) == "right", "`word` should be right."
