"""Part 6: what weights and resampling do to probabilities, and how to undo it."""

import numpy as np
import pytest

import reference
from autograder import expect
from autograder.choice import chosen
from autograder.numeric import Tolerance

pytestmark = pytest.mark.question("q6")

P = np.array([0.02, 0.15, 0.4, 0.5, 0.77, 0.98])
ENDS = np.array([0.0, 1.0])

VALUES = Tolerance(
    rtol=1e-5,
    because="float32 inside is a right way: p = 0.98 keeps 1 - p to 3e-6 of itself, which is 6e-8 of the answer, and "
    "through odds or logits 1e-6; the nearest named mistake, the swapped shares, is off by more than the answer",
)
EXACT = Tolerance(
    atol=1e-6,
    because="0 and 1 stay what they are; through logits of p clipped at 1e-9 they are off by 1e-8, and a wrong form "
    "gives NaN or a number below 0.6 for 1",
)


@pytest.mark.points(1.5)
def test_corrected_values(student):
    """`corrected_proba` multiplies the odds by the ratio of the odds of both shares"""
    for trained, true in ((0.5, 0.1), (0.3, 0.6)):
        wanted = reference.corrected_proba(P, trained, true)
        expect.close(student.corrected_proba(P, trained, true), wanted, VALUES, at={"proba": P})


@pytest.mark.points(0.5)
@pytest.mark.depends("test_corrected_values")
def test_corrected_ends(student):
    """`corrected_proba` leaves 0 and 1 as they are; parameters go by name, too"""
    answer = student.corrected_proba(proba=ENDS, share_trained=0.5, share_true=0.2)
    expect.close(answer, ENDS, EXACT, at={"proba": ENDS})


@pytest.mark.points(1)
@pytest.mark.disclose("hint")
def test_what_weights_do(student):
    """`what_weights_do` is right"""
    chosen(student.what_weights_do, "b", "Compare the two figures of part 6: what moved, and what did not?")
