"""``student``: the notebook's names, as a hidden suite sees them.

``student.sigmoid(x)`` is a message to the student's process and an :class:`Answer` back; nothing of the student's
is ever in this process.  An ``Answer`` is opaque on purpose: it has no ``==``, no ``float()``, no ``len()``.  It is
read with :mod:`autograder.expect`, which turns what is wrong with it into the student's fault, where
``np.mean(answer)`` would turn it into a crash of ours.
"""

from __future__ import annotations

import contextlib
from typing import Any, Protocol

import numpy as np

from autograder import codec
from autograder.codec import WireValue
from autograder.engines.base import CopyDied, CopyTimedOut
from autograder.errors import HarnessError
from autograder.faults import CallRaised, CallTimedOut, NameMissing, OutOfMemory, ProcessDied, in_words
from autograder.reading import describe
from autograder.records import ErrorInfo

__tracebackhide__ = True  # under plain pytest a failure points at the suite's line, not in here

SHORT_ARRAY = 4


class Link(Protocol):
    """Where calls go: one copy of the student's state, with the current check's deadline."""

    patience: str
    """How long a check waits, in words: ``"within 5 s"``."""

    def ask(self, request: codec.Request) -> codec.Reply:
        """One request; raises ``CopyTimedOut`` or ``CopyDied``."""

    def error_of(self, failure: codec.Failure) -> ErrorInfo:
        """A failure with its place in the notebook."""


class Student:
    """The notebook's names as attributes; a missing one raises :class:`~autograder.faults.NameMissing`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def __getattr__(self, name: str) -> Answer:
        if name.startswith("__"):
            raise AttributeError(name)
        reply = _ask(self._link, codec.GetName(name), f"`{name}`")
        if isinstance(reply, codec.NoName):
            raise NameMissing(f"The notebook does not define `{name}`.", hint=_did_you_mean(reply))
        return _answer(self._link, reply, name)


class Answer:
    """A value in the student's process: plain (then it is here, as bytes) or behind a handle (then it stays there).

    Attributes and calls go over to the student; ``answer(...)`` works on whatever is callable.
    """

    __slots__ = ("_detail", "_label", "_link", "_reply")

    def __init__(self, link: Link, reply: codec.Answer, label: str, detail: str = "") -> None:
        self._link = link
        self._reply = reply
        self._label = label
        self._detail = detail

    def __getattr__(self, name: str) -> Answer:
        if name.startswith("__"):
            raise AttributeError(name)
        handle = self._handle(f"has no attribute `{name}`")
        label = f"{_owner(handle, self._label)}.{name}"
        reply = _ask(self._link, codec.GetAttribute(handle.id, name), f"`{label}`")
        if isinstance(reply, codec.NoName):
            raise NameMissing(f"`{_owner(handle, self._label)}` has no attribute `{name}`.", hint=_did_you_mean(reply))
        return _answer(self._link, reply, label)

    def __call__(self, *args: Any, **kwargs: Any) -> Answer:
        """Call it over there, before the check's deadline."""
        handle = self._handle("cannot be called")
        label, detail = describe_call(self._label, handle.parameters, args, kwargs)
        wired = [to_wire(value) for value in args]
        named = {key: to_wire(value) for key, value in kwargs.items()}
        reply = _ask(self._link, codec.Call(handle.id, wired, named), f"`{label}`", detail)
        return _answer(self._link, reply, label, detail)

    def _handle(self, complaint: str) -> codec.Handle:
        value = self._reply.value
        if isinstance(value, codec.Handle):
            return value
        raise NameMissing(f"`{self._label}` is {describe(value)}, which {complaint}.")

    __hash__ = None  # type: ignore[assignment]

    def _refuse(self, *_: Any) -> Any:
        """A suite's slip, caught before it can become a wrong mark."""
        raise HarnessError(f"the suite used {self._label} as a value; it should read it with autograder.expect")

    __eq__ = __ne__ = __bool__ = __iter__ = __len__ = __float__ = __int__ = __array__ = __getitem__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = __add__ = __sub__ = __mul__ = __truediv__ = __radd__ = __rmul__ = _refuse

    def __repr__(self) -> str:
        return f"<answer of {self._label}>"


def ask(student: Student, request: codec.Request, label: str) -> WireValue:
    """What the student's process says to a request about the whole notebook."""
    link = object.__getattribute__(student, "_link")
    return wire_of(_answer(link, _ask(link, request, label), label))


def wire_of(answer: Answer) -> WireValue:
    """The value as it came over the wire."""
    return answer._reply.value


def label_of(answer: Answer) -> tuple[str, str]:
    """What the answer is called in a message: ``sigmoid(x)``, and ``[x.shape=(3,)]``."""
    return answer._label, answer._detail


def warnings_of(answer: Answer) -> list[codec.Warned]:
    """The warnings that the call issued."""
    return answer._reply.warnings


def changed_by(answer: Answer) -> list[str]:
    """Which of its arguments the call changed: positions and keywords."""
    return answer._reply.changed


def place_of_warning(answer: Answer, warned: codec.Warned) -> str:
    """Where a warning came from, in words."""
    failure = codec.Failure(warned.category, warned.message, warned.cell, warned.line)
    return in_words(answer._link.error_of(failure).place)


def _ask(link: Link, request: codec.Request, label: str, detail: str = "") -> codec.Reply:
    call = f"{label} {detail}".strip()
    try:
        reply = link.ask(request)
    except CopyTimedOut as error:
        where = in_words(link.error_of(error.where).place) if error.where is not None else ""
        raise CallTimedOut(
            f"{call} did not return {link.patience}{where}.",
            hint="Is there a loop whose condition never becomes false?",
        ) from None
    except CopyDied:
        raise ProcessDied(
            f"{call} ended the whole Python process.", hint="Is there an exit(), or a recursion without an end?"
        ) from None
    if isinstance(reply, codec.Raised):
        raise _fault(link.error_of(reply.failure), call)
    return reply


def _fault(error: ErrorInfo, call: str) -> CallRaised | OutOfMemory:
    where = in_words(error.place)
    if error.type == "MemoryError":
        return OutOfMemory(f"{call} needed more memory than allowed{where}.")
    message = f": {error.message}" if error.message else ""
    hint = "This part is still to be written." if error.type == "NotImplementedError" else ""
    return CallRaised(f"{call} raised {error.type}{message}{where}", error, hint=hint)


def _answer(link: Link, reply: codec.Reply, label: str, detail: str = "") -> Answer:
    """An answer of the expected kind; any other message is the student's process breaking the protocol."""
    if not isinstance(reply, codec.Answer):
        raise ProcessDied(f"`{label}` was answered by something that is no answer.")
    return Answer(link, reply, label, detail)


def _owner(handle: codec.Handle, label: str) -> str:
    return handle.type_name if handle.kind == "object" else label


def _did_you_mean(reply: codec.NoName) -> str:
    names = " or ".join(f"`{name[:60]}`" for name in reply.similar[:2])
    return f"There is {names}: is it a different spelling?" if names else ""


def describe_call(label: str, parameters: list[str], args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[str, str]:
    """A call as a student would write it, and the shapes of what is too large to write out."""
    names = [*parameters, *("argument",) * len(args)][: len(args)]
    given = [*zip(names, args, strict=True), *kwargs.items()]
    texts = [_short(value) or name for name, value in given]
    shown = [*texts[: len(args)], *(f"{name}={text}" for name, text in zip(kwargs, texts[len(args) :], strict=True))]
    large = [(name, _shape(value)) for name, value in given if _short(value) is None]
    shapes = [f"{name}.shape={shape}" for name, shape in large if shape is not None]
    return f"{label}({', '.join(shown)})", f"[{', '.join(shapes)}]" if shapes else ""


def _shape(value: Any) -> tuple[int, ...] | None:
    """The shape of what has one: an array, or a list that is not ragged and holds no answers."""
    if not isinstance(value, (np.ndarray, list, tuple)):
        return None
    if not isinstance(value, np.ndarray) and any(isinstance(item, Answer) for item in value):
        return None
    shape: tuple[int, ...] | None = None
    with contextlib.suppress(ValueError):
        shape = np.shape(value)
    return shape


def _short(value: Any) -> str | None:
    if isinstance(value, (bool, int, float, str, type(None), np.generic)):
        return repr(value.item() if isinstance(value, np.generic) else value)
    if isinstance(value, np.ndarray) and value.ndim <= 1 and value.size <= SHORT_ARRAY:
        return repr(value.tolist())
    if (
        isinstance(value, (list, tuple))
        and len(value) <= SHORT_ARRAY
        and all(isinstance(v, (int, float, str)) for v in value)
    ):
        return repr(value)
    return None


def to_wire(value: Any) -> WireValue:
    """An argument of the suite's in the wire's vocabulary; an :class:`Answer` goes back as what it stands for."""
    if isinstance(value, Answer):
        return wire_of(value)
    if value is None or isinstance(value, (bool, float, str)):
        return value if not isinstance(value, np.generic) else codec.array_to_wire(value)
    if isinstance(value, (np.ndarray, np.generic)):
        return _array(value)
    if isinstance(value, int):
        return codec.int_to_wire(value)
    if isinstance(value, (list, tuple)):
        return codec.Sequence(type(value).__name__, [to_wire(item) for item in value])
    if isinstance(value, dict):
        return codec.Mapping("dict", [(to_wire(key), to_wire(item)) for key, item in value.items()])
    raise TypeError(f"a suite cannot send a {type(value).__name__} to a student")


def _array(value: np.ndarray[Any, Any] | np.generic) -> WireValue:
    array = np.asarray(value)
    if array.dtype.kind in "US":
        return codec.Sequence("array", [to_wire(item) for item in array.tolist()])
    return codec.array_to_wire(array)
