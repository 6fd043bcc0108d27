"""What a hidden suite says of a student's answer.

Every function reads an :class:`~autograder.student.Answer`; what is wrong with it ends the check as the student's
fault, with a message of one grammar: subject, actual, required, the call, and a hint if one is known::

    sigmoid(x) returned an array of shape (3, 1), but should return shape (3,) [x.shape=(3,)].

The ladder of a suite is: :func:`callable_` → :func:`array` (shape and dtype) → :func:`close` (values) → special values.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import numpy as np

from autograder import codec, reading
from autograder.diagnosis import Diagnosis, Mistake, diagnose, generic
from autograder.faults import CallRaised, CheckFailed, NameMissing, PartialCredit
from autograder.numeric import Mismatch, Tolerance, agrees, mismatch, tell
from autograder.reading import Unreadable, describe
from autograder.student import Answer, changed_by, label_of, place_of_warning, warnings_of, wire_of

Array = np.ndarray[Any, Any]
__tracebackhide__ = True  # under plain pytest a failure points at the suite's line, not in here
_KINDS = {"number": "fiub", "integer": "iub", "float": "f", "complex": "fiubc", "any": "fiubcU"}


def callable_(answer: Answer, parameters: Iterable[str] = ()) -> None:
    """It is a function or class, and takes ``parameters`` by name (more of them are fine)."""
    wire = wire_of(answer)
    label, _ = label_of(answer)
    if not isinstance(wire, codec.Handle) or wire.kind not in ("function", "class"):
        raise CheckFailed(f"`{label}` is {describe(wire)}, but should be a function.")
    known = wire.parameters
    missing = [name for name in parameters if name not in known]
    if missing and "kwargs" not in known:
        noun = "a parameter" if len(missing) == 1 else "parameters"
        raise CheckFailed(
            f"`{label}` is defined as `{label}({', '.join(known)})`, but should have {noun} named {_list(missing)}.",
            hint="Parameters may be given by name, so their names matter.",
        )


def array(answer: Answer, shape: tuple[int, ...] | None = None, *, kind: str = "number") -> Array:
    """The answer as an array of ``shape``.

    ``kind`` is ``"number"``, ``"integer"``, ``"float"``, ``"complex"`` (real, too) or ``"any"`` (labels, too).
    Lists, tuples, Series and 0-d values are read; a shape is never changed.
    """
    label, detail = label_of(answer)
    try:
        value = reading.as_array(wire_of(answer))
    except Unreadable as error:
        raise CheckFailed(
            f"{_returned(label)} {error.what}, but should {_verb(label)} {_wanted(shape)}{_in(detail)}.",
            hint=error.hint,
        ) from None
    if shape is not None and value.shape != shape:
        raise CheckFailed(
            f"{_returned(label)} {describe(wire_of(answer))}, but should {_verb(label)} {_wanted(shape)}{_in(detail)}.",
            hint=generic(value, np.empty(shape)),
        )
    if value.dtype.kind not in _KINDS[kind]:
        raise CheckFailed(
            f"{_returned(label)} values of type {value.dtype}, but should {_verb(label)} {_noun(kind)}{_in(detail)}."
        )
    return value


def vector(answer: Answer, size: int, *, kind: str = "number") -> Array:
    """The answer as ``size`` values; a column or row of them is fine, and so is a bare number when ``size`` is 1."""
    label, detail = label_of(answer)
    value = array(answer, kind=kind)
    if value.size != size or max(value.shape, default=1) != size:
        raise CheckFailed(
            f"{_returned(label)} {describe(wire_of(answer))}, but should {_verb(label)} {size} values{_in(detail)}.",
            hint=generic(value, np.empty((size,))),
        )
    return value.reshape(size)


def number(answer: Answer) -> float:
    """The answer as one real number; an array that holds one is fine."""
    label, detail = label_of(answer)
    value = array(answer)
    if value.size != 1:
        raise CheckFailed(
            f"{_returned(label)} {describe(wire_of(answer))}, but should {_verb(label)} one number{_in(detail)}."
        )
    return float(value.reshape(()))


def items(answer: Answer, count: int, what: str) -> list[Answer]:
    """The ``count`` members of a tuple or list (or rows of an array), each to be read by itself.

    ``what`` names them, as in ``"(dw, db)"``.
    """
    label, detail = label_of(answer)
    wire = wire_of(answer)
    parts: list[codec.WireValue] = []
    if isinstance(wire, codec.Sequence) and wire.kind != "set":
        parts = wire.items
    elif isinstance(wire, codec.Array) and wire.shape[:1] == (count,):
        parts = [codec.array_to_wire(row) for row in array(answer, kind="complex")]
    if len(parts) != count:
        raise CheckFailed(
            f"{_returned(label)} {describe(wire)}, but should {_verb(label)} {what}{_in(detail)}.",
            hint=reading.hint(wire),
        )
    names = [name.strip() for name in what.strip("()").split(",")]
    labels = names if len(names) == count else [f"{label}[{i}]" for i in range(count)]
    return [
        Answer(answer._link, codec.Answer(part), f"{part_name} of {label}", detail)
        for part, part_name in zip(parts, labels, strict=True)
    ]


def close(
    answer: Answer,
    expected: Any,
    tolerance: Tolerance,
    *,
    at: dict[str, Array] | None = None,
    mistakes: Iterable[Mistake] = (),
    like: str = "same",
    disclose: bool = True,
) -> Array:
    """The answer equals ``expected`` within ``tolerance``, entry by entry; returns it.

    ``at`` names an input aligned with the entries, so that a message can say at which one it went wrong (the
    smallest such).  ``mistakes`` are known wrong answers.  ``like="vector"`` takes a column for a vector.
    ``disclose=False`` keeps the expected value out of the message.
    """
    wanted = np.asarray(expected, dtype=np.float64)
    if like == "vector":
        wanted = wanted.ravel()
    actual = vector(answer, wanted.size) if like == "vector" else array(answer, wanted.shape)
    inputs = [np.asarray(values) for values in (at or {}).values()]
    wrong = mismatch(actual, wanted, tolerance, inputs[0] if inputs and inputs[0].dtype.kind in "fiub" else None)
    if wrong is None:
        return actual
    found = diagnose(np.asarray(actual), wanted, tolerance, mistakes)
    raise _wrong_value(answer, wrong, at, found, disclose)


def column_close(
    answer: Answer,
    name: str,
    column: Array,
    expected: Array,
    tolerance: Tolerance,
    *,
    at: dict[str, Array],
    mistakes: Iterable[Mistake] = (),
) -> None:
    """One of the :func:`columns` of an answer equals ``expected``."""
    values = np.asarray(column, dtype=np.float64)
    wrong = mismatch(values, expected, tolerance)
    if wrong is not None:
        found = diagnose(values, expected, tolerance, mistakes)
        raise _wrong_value(answer, wrong, at, found, True, f"{name} of ")


def columns(answer: Answer, names: dict[str, tuple[str, ...]], grid: Array) -> dict[str, Array]:
    """Named curves over ``grid``, whatever container holds them (see :mod:`autograder.reading`)."""
    label, detail = label_of(answer)
    try:
        found = reading.as_columns(_with_attributes(answer, names), names, grid)
        return {name: reading.numeric(column).astype(np.float64) for name, column in found.items()}
    except Unreadable as error:
        wanted = f"{_list(list(names))}, each with {len(grid)} values"
        raise CheckFailed(
            f"{_returned(label)} {error.what}, but should {_verb(label)} {wanted}{_in(detail)}.", hint=error.hint
        ) from None


def true(condition: Any, message: str, *, hint: str = "", misconception: str | None = None) -> None:
    """``condition`` holds, or the check fails with ``message`` (a whole sentence for the student)."""
    if not bool(condition):
        raise CheckFailed(message, hint=hint, misconception=misconception)


def finite(answer: Answer, *, at: dict[str, Array] | None = None) -> Array:
    """All entries are finite numbers."""
    value = array(answer).astype(np.float64)
    ok = np.isfinite(value)
    if not ok.all():
        index = tuple(int(i) for i in np.argwhere(~ok)[0])
        label, detail = label_of(answer)
        raise CheckFailed(
            f"{_returned(label)} {value[index]}{_where(at, index)}, "
            f"but should {_verb(label)} a finite number{_in(detail)}.",
            hint=generic(value, np.zeros(value.shape)),
        )
    return value


def no_warnings(answer: Answer) -> None:
    """The call issued no ``RuntimeWarning``."""
    for warned in warnings_of(answer):
        if warned.category == "RuntimeWarning":
            label, detail = label_of(answer)
            where = place_of_warning(answer, warned)
            raise CheckFailed(
                f"{label} warned: {warned.message}{where}, but should not warn{_in(detail)}.",
                hint="The result may be right, but only by luck.",
            )


def unchanged(answer: Answer) -> None:
    """The call left its arguments as they were."""
    if changed_by(answer):
        label, detail = label_of(answer)
        raise CheckFailed(
            f"{label} changed its own argument, but should leave it as it was{_in(detail)}.",
            hint="Work on a copy: `x = x.copy()`.",
        )


def raises(kind: str, call: Any, *args: Any, **kwargs: Any) -> None:
    """Calling raises the exception named ``kind``."""
    try:
        answer = call(*args, **kwargs)
    except CallRaised as fault:
        if fault.error.type == kind:
            return
        raise CheckFailed(f"{fault.message}, but should raise {kind}.") from None
    label, detail = label_of(answer)
    raise CheckFailed(f"{_returned(label)} {describe(wire_of(answer))}, but should raise {kind}{_in(detail)}.")


def partial(fraction: float, message: str, *, hint: str = "", misconception: str | None = None) -> None:
    """End the check with ``fraction`` of its points."""
    raise PartialCredit(fraction, message, hint=hint, misconception=misconception)


def agree(actual: Array, expected: Any, tolerance: Tolerance) -> bool:
    """Whether two plain arrays agree, without ending the check."""
    if actual.shape != np.shape(expected):
        return False
    tell(actual, np.asarray(expected), tolerance, decides=False)
    return bool(agrees(actual, np.asarray(expected), tolerance).all())


# --- words ------------------------------------------------------------------------------------------------


def _wrong_value(
    answer: Answer, wrong: Mismatch, at: dict[str, Array] | None, found: Diagnosis, disclose: bool, prefix: str = ""
) -> CheckFailed:
    label, detail = label_of(answer)
    came, wanted = _told_apart(wrong.actual, wrong.expected)
    should = f", but should be {wanted}" if disclose else ", which is not right"
    many = f" ({wrong.count} of {wrong.size} values are off)" if wrong.size > 1 else ""
    where = _where(at, wrong.index) or (f" at index {list(wrong.index)}" if wrong.size > 1 else "")
    return CheckFailed(
        f"{prefix}{label} is {came}{where}{should}{many}{_in(detail)}.",
        hint=found.hint,
        misconception=found.misconception,
    )


def _told_apart(actual: Any, expected: Any) -> tuple[str, str]:
    """Both numbers with as few digits (at least 6) as show that they differ."""
    for digits in range(6, 18):
        came, wanted = f"{actual:.{digits}g}", f"{expected:.{digits}g}"
        if came != wanted:
            break
    return came, wanted


def _where(at: dict[str, Array] | None, index: tuple[int, ...]) -> str:
    parts = []
    for name, values in (at or {}).items():
        given = np.asarray(values)
        place = index[: given.ndim]
        if len(place) == given.ndim and all(i < side for i, side in zip(place, given.shape, strict=True)):
            value = given[place]
            parts.append(f"{name} = {value:.6g}" if given.dtype.kind in "fiu" else f"{name} = {value.item()!r}")
    return f" at {', '.join(parts)}" if parts else ""


def _with_attributes(answer: Answer, names: dict[str, tuple[str, ...]]) -> Any:
    """An object with the columns as attributes (a dataclass, a namespace) as a mapping of them."""
    wire = wire_of(answer)
    if not isinstance(wire, codec.Handle) or wire.kind != "object":
        return wire
    found: list[tuple[codec.WireValue, codec.WireValue]] = []
    for name, others in names.items():
        for spelling in (name, *others):
            with suppress(NameMissing):
                found.append((name, wire_of(getattr(answer, spelling))))
                break
        else:
            return wire
    return codec.Mapping("object", found)


def _returned(label: str) -> str:
    return f"{label} returned" if label.endswith(")") else f"`{label}` is"


def _verb(label: str) -> str:
    return "return" if label.endswith(")") else "be"


def _wanted(shape: tuple[int, ...] | None) -> str:
    if shape is None:
        return "numbers"
    return "one number" if shape == () else f"shape {shape}"


def _noun(kind: str) -> str:
    return {"integer": "integers", "float": "floating-point numbers"}.get(kind, "numbers")


def _in(detail: str) -> str:
    return f" {detail}" if detail else ""


def _list(names: list[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
