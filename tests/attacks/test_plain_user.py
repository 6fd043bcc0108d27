"""The attacks under a grader of an ordinary user, at the best level that it gets."""

import pytest

from tests.attacks.attack import parametrize
from tests.attacks.corpus import UNDER_OTHER_RULES
from tests.attacks.interpreter import nobody, place_for
from tests.attacks.range import attack_range
from tests.support.grader import MINI, grader


@pytest.fixture(scope="module")
def plain():
    with place_for(nobody()) as place:
        with grader(MINI, place=place) as warm:
            level = warm("1").sandbox_level
        with attack_range(level, place, best=True, uid=nobody()) as there:
            yield there


def test_ordinary_user_gets_a_safe_level(plain):
    """With user namespaces all of it, without them Landlock and seccomp."""
    assert plain.level in ("A", "C")


@parametrize(UNDER_OTHER_RULES)
def test_attack_fails_under_an_ordinary_user(plain, attack):
    """Without root the sandbox is as tight."""
    plain.try_safely(attack)
