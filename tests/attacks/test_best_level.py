"""Every attack at the best level that this machine gives to us: as root with namespaces, level A."""

import pytest

from autograder.report.html import render_html
from tests.attacks.attack import parametrize, what_lives_in
from tests.attacks.corpus import CORPUS
from tests.attacks.range import attack_range
from tests.support.grader import MINI, grader


@pytest.fixture(scope="module")
def best():
    with grader(MINI) as warm:
        level = warm("1").sandbox_level
    with attack_range(level, best=True) as there:
        yield there


def test_best_level_is_safe(best):
    """The grade names a safe level."""
    assert best.level in ("A", "B", "C")


@parametrize(CORPUS)
def test_attack_fails(best, attack):
    """Nothing is got, lost or left, and the page of the grade is nothing but text."""
    graded = best.try_safely(attack)
    assert what_lives_in(render_html(graded)) == []


def test_grader_is_as_good_as_new(best):
    """After all of them a right notebook earns everything."""
    code = (
        "import numpy as np\ndouble = lambda x: 2 * np.asarray(x)\nhalf = lambda x: np.asarray(x) / 2\nword = 'right'"
    )
    assert best.grade(code).score == 10.0
