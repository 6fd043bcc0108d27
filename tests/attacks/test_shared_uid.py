"""The attacks at level C: Landlock and seccomp alone, under the grader's own user id."""

import pytest

from tests.attacks.attack import parametrize
from tests.attacks.corpus import UNDER_OTHER_RULES
from tests.attacks.range import attack_range
from tests.support.slow import only_in_slow

pytestmark = only_in_slow  # Docker's rules, without namespaces either, are tried in CI


@pytest.fixture(scope="module")
def shared():
    with attack_range("C") as there:
        yield there


@parametrize(UNDER_OTHER_RULES)
def test_attack_fails_without_namespaces(shared, attack):
    """Without a user id, a root folder and process numbers of its own, a notebook gets no further."""
    shared.try_safely(attack)
