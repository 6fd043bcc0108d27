"""The attacks at level B: root in a container under Docker's default profile, where no namespace can be made."""

import sys

import pytest

from tests.attacks.attack import parametrize
from tests.attacks.corpus import UNDER_OTHER_RULES
from tests.attacks.interpreter import place_for
from tests.attacks.range import attack_range
from tests.support.grader import MINI, grader


@pytest.fixture(scope="module")
def docker():
    with place_for(0, under=(sys.executable, "-m", "tests.attacks.docker")) as place:
        with grader(MINI, place=place) as warm:
            level = warm("1").sandbox_level
        if level == "C":
            pytest.skip("no Python that other users can read, hence no level B")
        with attack_range(level, place, best=True) as there:
            yield there


def test_container_gets_level_b(docker):
    """Namespaces are refused; a user id of one's own, Landlock and seccomp are not."""
    assert docker.level == "B"


@parametrize(UNDER_OTHER_RULES)
def test_attack_fails_in_a_container(docker, attack):
    """Without namespaces, the user id and the rules of files and calls hold."""
    docker.try_safely(attack)
