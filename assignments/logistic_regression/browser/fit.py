"""Part 8's data, and what a student's ``train_1d`` returned, read into plain numbers or refused in words."""

import math
import random

from words import shorten

LOSSES_SHOWN = 5_000


def points():
    """The 60 points: 30 around -1 labelled 0, then 30 around 1 labelled 1; always the same ones."""
    draw = random.Random(42)  # not the shared generator, which belongs to the student
    X = [draw.gauss(-1, 1) for _ in range(30)] + [draw.gauss(1, 1) for _ in range(30)]
    return X, [0] * 30 + [1] * 30


class Unusable(Exception):
    """The answer cannot be drawn; the message says what it should have been."""


def read(answer, X, y):
    """The numbers to show for an answer of ``train_1d``.

    Raises:
        Unusable: It is not ``(w, b, losses)``.
    """
    call = "train_1d(X, y, lr, lam, epochs)"
    if not isinstance(answer, (tuple, list)) or len(answer) != 3:
        raise Unusable(f"{call} returned {_name(answer)}, but should return the three things (w, b, losses).")
    w, b = (_number(value, f"{name} of {call}") for name, value in zip("wb", answer, strict=False))
    try:
        entries = list(answer[2])
    except TypeError:
        raise Unusable(f"losses of {call} is {_name(answer[2])}, but should be a list of numbers.") from None
    losses = [_number(value, f"losses[{k}]") for k, value in enumerate(entries[:LOSSES_SHOWN])]
    finite = math.isfinite(w) and math.isfinite(b)
    right = sum((w * x + b >= 0) == (label == 1) for x, label in zip(X, y, strict=True))
    return {
        "w": plain(w),
        "b": plain(b),
        "losses": [plain(value) for value in losses],
        "count": len(entries),
        "boundary": plain(-b / w) if finite and w else None,
        "accuracy": right / len(X) if finite else None,  # comparisons with NaN would call all of them 0
    }


def plain(value):
    """A number as JSON can carry it: what is not finite becomes the word that JavaScript's Number() reads."""
    if value != value:
        return "NaN"
    if abs(value) == float("inf"):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def _number(value, name):
    try:
        if isinstance(value, (str, bytes)):
            raise TypeError
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")
    except Exception:  # whatever a student's own object raises
        raise Unusable(f"{name} is {_name(value)}, but should be a number.") from None


def _name(value):
    """A value as a message names it; its own repr may fail, or never end well."""
    if value is None or value is ...:
        return str(value)
    if isinstance(value, (tuple, list)):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, (int, float, str)):
        return shorten(repr(value), 60)
    return f"an object of type {type(value).__name__}"
