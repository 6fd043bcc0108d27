"""The wire between the grader and the student's process: typed messages, and no pickle.

Theory of operation.  A message is the MessagePack body of one tagged ``msgspec`` struct; frames and sockets are
:mod:`autograder.channel`'s.  Values are a closed vocabulary: ``None``, ``bool``, ``int``, ``float``, ``complex``,
``str``, ``bytes``, sequences, mappings, arrays as raw buffers, tables of named columns, and *handles* to objects that
stay in the student's process.  Whoever receives checks lengths before it allocates: an array's buffer must have
exactly the size that its shape claims, and its dtype is on an allow-list.

Both sides import this module, so it knows nothing of tests, grades or IPython.

Rejected: pickle (runs code), ``.npy`` (a header can claim any size), JSON (no NaN, no buffers).
"""

from __future__ import annotations

import math
from typing import Any

import msgspec
import numpy as np

DTYPES = frozenset(
    "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128".split()
)
MAX_DIMENSIONS = 32
BIG_INT_BYTES = 1_024


class WireError(Exception):
    """The other side sent bytes that are no message, or more of them than allowed."""


# --- values ---------------------------------------------------------------------------------------


class Wire(msgspec.Struct, frozen=True, tag_field="_", forbid_unknown_fields=True, omit_defaults=True):
    """Base of everything that crosses."""


class BigInt(Wire, frozen=True, tag="i"):
    """An integer outside 64 bits, two's complement, little-endian."""

    data: bytes


class Bytes(Wire, frozen=True, tag="b"):
    """A ``bytes``."""

    data: bytes


class Complex(Wire, frozen=True, tag="c"):
    """A complex number."""

    real: float
    imag: float


class Array(Wire, frozen=True, tag="a"):
    """A NumPy array (or scalar, with shape ``()``) of a numeric dtype, C order."""

    dtype: str
    shape: tuple[int, ...]
    data: bytes


class Sequence(Wire, frozen=True, tag="s"):
    """A ``list``, ``tuple``, ``set``, ... (``kind``); ``fields`` are a named tuple's names."""

    kind: str
    items: list[WireValue]
    fields: list[str] = []


class Mapping(Wire, frozen=True, tag="m"):
    """A ``dict``, or the attributes of a dataclass or namespace (``kind``)."""

    kind: str
    items: list[tuple[WireValue, WireValue]]


class Table(Wire, frozen=True, tag="t"):
    """Named columns: a DataFrame, a Series or a structured array (``kind``)."""

    kind: str
    names: list[WireValue]
    columns: list[WireValue]


class Handle(Wire, frozen=True, tag="h"):
    """An object that stays on the other side.

    ``kind`` is ``"function"``, ``"class"``, ``"module"`` or ``"object"``; ``type_name`` the name of its type;
    ``parameters`` the names of a callable's parameters where Python knows them.
    """

    id: int
    kind: str
    type_name: str
    name: str = ""
    parameters: list[str] = []


class Opaque(Wire, frozen=True, tag="o"):
    """A value that has no plain form (``reason``): too deep, too large, an exhausted iterator."""

    type_name: str
    reason: str


WireValue = (
    None | bool | int | float | str | Bytes | BigInt | Complex | Array | Sequence | Mapping | Table | Handle | Opaque
)


# --- messages: the grader asks ----------------------------------------------------------------------


class CodeCell(Wire, frozen=True, tag="cell"):
    """A code cell: ``index`` among all cells from 0, ``number`` among code cells from 1."""

    index: int
    number: int
    source: str


class RunCell(Wire, frozen=True, tag="run"):
    """Run one cell in the shell; answered by :class:`CellDone`."""

    cell: CodeCell


class Fork(Wire, frozen=True, tag="fork"):
    """Fork a copy of the state that serves the descriptor sent along; answered by :class:`Done`."""


class GetName(Wire, frozen=True, tag="name"):
    """The value of a name of the notebook."""

    name: str


class GetAttribute(Wire, frozen=True, tag="attr"):
    """An attribute of the object behind a handle."""

    target: int
    name: str


class Call(Wire, frozen=True, tag="call"):
    """Call the object behind a handle."""

    target: int
    args: list[WireValue]
    kwargs: dict[str, WireValue]


class GetFigures(Wire, frozen=True, tag="figures"):
    """What the notebook has drawn, as plain data (see :mod:`autograder.figures`)."""


Request = RunCell | Fork | GetName | GetAttribute | Call | GetFigures

# --- messages: the student's process answers -----------------------------------------------------------


class Warned(Wire, frozen=True, tag="w"):
    """A warning issued during a call."""

    category: str
    message: str
    cell: int | None = None
    line: int | None = None


class Failure(Wire, frozen=True, tag="err"):
    """An exception: its type, its message, and the innermost frame that lies in a cell."""

    type: str
    message: str
    cell: int | None = None
    line: int | None = None


class Ready(Wire, frozen=True, tag="ready"):
    """The first message on a channel; the kernel adds who sent it."""


class Done(Wire, frozen=True, tag="done"):
    """A request without a value was carried out."""


class CellDone(Wire, frozen=True, tag="celldone"):
    """A cell ended: ``failure`` is ``None`` when it ran to its end; ``output`` is the tail of what it printed."""

    failure: Failure | None
    output: str
    wall_seconds: float


class Answer(Wire, frozen=True, tag="value"):
    """A value, and the warnings on the way to it; ``changed`` are the positions of arguments that the call changed."""

    value: WireValue
    warnings: list[Warned] = []
    changed: list[str] = []


class Raised(Wire, frozen=True, tag="raised"):
    """The call raised."""

    failure: Failure


class NoName(Wire, frozen=True, tag="noname"):
    """There is no such name or attribute; ``similar`` are names of the student's that look like it."""

    similar: list[str] = []


Reply = Ready | Done | CellDone | Answer | Raised | NoName

_encoder = msgspec.msgpack.Encoder()
_requests = msgspec.msgpack.Decoder(Request)
_replies = msgspec.msgpack.Decoder(Reply)


def encode(message: Request | Reply) -> bytes:
    """One message as bytes."""
    return _encoder.encode(message)


def decode_request(body: bytes) -> Request:
    """Bytes as a request; :class:`WireError` when they are none."""
    request: Request = _decode(_requests, body)
    return request


def decode_reply(body: bytes) -> Reply:
    """Bytes as a reply; :class:`WireError` when they are none.  Never trusts what it reads."""
    reply: Reply = _decode(_replies, body)
    return reply


def _decode(decoder: msgspec.msgpack.Decoder[Any], body: bytes) -> Any:
    try:
        return decoder.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, MemoryError, OverflowError) as error:
        raise WireError(f"not a message: {type(error).__name__}") from None


# --- plain Python <-> wire values ------------------------------------------------------------------------


def array_to_wire(array: np.ndarray[Any, Any] | np.generic) -> Array:
    """A numeric array (or NumPy scalar) as a raw buffer in native byte order."""
    base = np.asarray(array)
    native = np.ascontiguousarray(base, dtype=base.dtype.newbyteorder("="))
    return Array(native.dtype.name, base.shape, native.tobytes())


def array_from_wire(wire: Array) -> np.ndarray[Any, Any]:
    """The array behind a raw buffer, freshly allocated and writable; the claimed shape is checked first."""
    if wire.dtype not in DTYPES:
        raise WireError(f"dtype {wire.dtype!r} is not allowed")
    if len(wire.shape) > MAX_DIMENSIONS or any(side < 0 for side in wire.shape):
        raise WireError("impossible array shape")
    dtype = np.dtype(wire.dtype)
    if math.prod(wire.shape) * dtype.itemsize != len(wire.data):
        raise WireError("array buffer and shape disagree")
    return np.frombuffer(wire.data, dtype=dtype).reshape(wire.shape).copy()


def int_to_wire(value: int) -> int | BigInt:
    """An integer; those outside 64 bits as bytes, up to :data:`BIG_INT_BYTES`."""
    if -(2**63) <= value < 2**63:
        return value
    size = value.bit_length() // 8 + 1
    if size > BIG_INT_BYTES:
        raise WireError(f"an integer of {value.bit_length()} bits is too large")
    return BigInt(value.to_bytes(size, "little", signed=True))
