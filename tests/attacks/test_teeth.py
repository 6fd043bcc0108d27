"""The attacks have teeth: on a machine to throw away, without any sandbox, those that only a sandbox stops succeed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.attacks.attack import PATHS, gets_something, parametrize
from tests.attacks.corpus import CORPUS
from tests.attacks.range import attack_range
from tests.support.grader import ROOT, Place
from tests.support.slow import only_in_slow

BITING = [attack for attack in CORPUS if attack.stopped_by == "sandbox" and attack.tame and attack.bites]
HARMLESS = [attack for attack in CORPUS if attack.stopped_by != "sandbox" and attack.tame]


@pytest.fixture(scope="module")
def unsealed(tmp_path_factory):
    """Limits alone, in namespaces and on files that are gone afterwards."""
    folder = tmp_path_factory.mktemp("throwaway")
    wrapper = (sys.executable, "-m", "tests.attacks.throwaway", str(folder))
    probe = [*wrapper, sys.executable, "-c", "import autograder, os; assert os.getpid() == 1; open('/probe', 'w')"]
    done = subprocess.run(probe, cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        pytest.skip(f"no machine to throw away can be made here ({done.stderr.strip().splitlines()[-1:]})")
    assert not os.path.exists("/probe")
    with attack_range("E", Place(wrapper=wrapper, forks=True)) as there:
        yield there


@parametrize(BITING)
def test_attack_succeeds_without_a_sandbox(unsealed, attack):
    """So the tests that it fails elsewhere could fail."""
    decoy = Path(f"/proc/{unsealed.pid}/root{PATHS['DECOY']}")
    for path in (decoy, *(Path(f"{decoy}{end}") for end in (".output", ".summary"))):
        path.write_text("untouched")
    assert gets_something(graded := unsealed.grade(attack.cells[0], *attack.cells[3:])), graded.cells


@only_in_slow
@parametrize(HARMLESS)
def test_attack_fails_without_a_sandbox(unsealed, attack):
    """What the wire and the limits stop, they stop without a sandbox, too."""
    unsealed.try_safely(attack)


def test_what_is_too_wild_to_try_is_little():
    """Nearly all of the corpus is tried here, too."""
    assert len(BITING) + len(HARMLESS) > 0.95 * len(CORPUS)
