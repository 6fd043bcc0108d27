"""Naming a mistake: what a wrong answer has in common with a right one, or with a known wrong one.

Runs after the verdict, and never changes it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
import numpy as np

from autograder.numeric import NUMERIC, Tolerance, agrees

Array = np.ndarray[Any, Any]
_FACTORS = {
    -1.0: "Every value has the wrong sign.",
    math.log(2): "Every value is ln 2 times what it should be: is the logarithm to base e where base 2 is asked?",
    1 / math.log(2): "Every value is 1/ln 2 times what it should be: is the logarithm to base 2 where base e is asked?",
    1 / math.log(10): "Every value is 1/ln 10 times what it should be: is the logarithm to base 10?",
}
_CLOSE = 1e-6


class Mistake(msgspec.Struct, frozen=True):
    """A known wrong answer to one check: its slug, a hint that leads and does not tell, and what it would give."""

    slug: str
    hint: str
    value: Callable[[], Any]


class Diagnosis(msgspec.Struct, frozen=True):
    """What a wrong answer looks like; empty when it looks like nothing known."""

    hint: str = ""
    misconception: str | None = None


def diagnose(actual: Array, expected: Array, tolerance: Tolerance, mistakes: Iterable[Mistake]) -> Diagnosis:
    """The one named mistake that gives ``actual``, several as "one of", or what the numbers alone tell."""
    named = [mistake for mistake in mistakes if _gives(mistake, actual, expected, tolerance)]
    if len(named) == 1:
        return Diagnosis(named[0].hint, named[0].slug)
    if named:
        return Diagnosis("One of: " + " Or: ".join(mistake.hint for mistake in named))
    return Diagnosis(generic(actual, expected))


def generic(actual: Array, expected: Array) -> str:
    """What the numbers alone tell: NaN, another shape, a constant factor."""
    if actual.shape != expected.shape:
        return _shape_hint(actual.shape, expected.shape)
    if actual.dtype.kind not in NUMERIC or expected.dtype.kind not in NUMERIC:
        return ""
    if np.isnan(actual).any() and not np.isnan(expected).any():
        return "NaN means 'not a number': look for 0/0, inf - inf, 0 * inf or the logarithm of a negative number."
    if np.isinf(actual).any() and not np.isinf(expected).any():
        return "Infinity means that something overflowed, was divided by 0, or was the logarithm of 0."
    return _factor_hint(actual, expected)


def _gives(mistake: Mistake, actual: Array, expected: Array, tolerance: Tolerance) -> bool:
    """Whether the mistake explains the answer; not if it gives the right answer on these inputs, too."""
    try:
        with np.errstate(all="ignore"):
            wrong = np.asarray(mistake.value(), dtype=np.float64)
    except Exception:  # a mistake that cannot be computed explains nothing, and must not cost the verdict
        return False
    if wrong.shape != actual.shape or actual.dtype.kind not in "fiub":
        return False
    loose = Tolerance(
        rtol=max(10 * tolerance.rtol, 1e-9),
        atol=10 * tolerance.atol,
        because="ten times the check's own: a mistaken form may round differently, too",
    )
    tells = wrong.shape != expected.shape or not agrees(wrong, expected, loose).all()
    return bool(tells and agrees(actual.astype(np.float64), wrong, loose).all())


def _shape_hint(actual: tuple[int, ...], expected: tuple[int, ...]) -> str:
    if actual == (*expected, 1):
        return "Did you reshape to a column?"
    if actual == expected[::-1]:
        return "Is it transposed?"
    if math.prod(actual) == 1 and math.prod(expected) > 1:
        return "One number came back for many: is there a mean or a sum too much?"
    if len(actual) == len(expected) + 1:
        return "It has a dimension too many: did a row and a column broadcast against each other?"
    return ""


def _factor_hint(actual: Array, expected: Array) -> str:
    if "c" in (actual.dtype.kind, expected.dtype.kind):
        return ""
    usable = np.isfinite(actual) & np.isfinite(expected) & (expected != 0)
    if usable.sum() < 2 or not np.isfinite(actual).all() or not (actual[expected == 0] == 0).all():
        return ""
    with np.errstate(all="ignore"):
        ratios = actual[usable] / expected[usable]
        factor = float(np.median(ratios))
    if factor == 0 or not math.isfinite(factor) or not np.allclose(ratios, factor, rtol=_CLOSE, atol=0):
        return ""
    if math.isclose(factor, 1.0, rel_tol=10 * _CLOSE):
        return ""  # rounding, not a factor
    for known, text in _FACTORS.items():
        if math.isclose(factor, known, rel_tol=_CLOSE):
            return text
    return f"Every value is {factor:.6g} times what it should be: is a constant factor missing or too much?"
