"""The attacks under a grader of an ordinary user at level C: where user namespaces are denied, as on Ubuntu 24.04."""

import pytest

from tests.attacks.attack import parametrize
from tests.attacks.corpus import UNDER_OTHER_RULES
from tests.attacks.interpreter import nobody, place_for
from tests.attacks.range import attack_range
from tests.support.slow import only_in_slow

pytestmark = only_in_slow  # Docker's rules, without namespaces either, are tried in CI


@pytest.fixture(scope="module")
def plain():
    with place_for(nobody()) as place, attack_range("C", place, uid=nobody()) as there:
        yield there


@parametrize(UNDER_OTHER_RULES)
def test_attack_fails_under_an_ordinary_users_own_uid(plain, attack):
    """Landlock and seccomp alone keep a notebook from what its own user may do."""
    plain.try_safely(attack)
