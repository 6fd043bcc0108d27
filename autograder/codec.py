"""The wire between the grader and the student's process: typed messages, and no pickle.

Theory of operation.  A message is the MessagePack body of one tagged ``msgspec`` struct; frames and sockets are
:mod:`autograder.channel`'s.  Values are a closed vocabulary: ``None``, ``bool``, ``int``, ``float``, ``complex``,
``str``, ``bytes``, sequences, mappings, arrays as raw buffers, tables of named columns, and *handles* to objects that
stay in the student's process.  Whoever receives checks lengths before it allocates: an array's buffer must have
exactly the size that its shape claims, and its dtype is on an allow-list.  A reply is counted through before it is
decoded (:func:`_check_structure`): 16 MiB of it could otherwise become 8 million Python objects.

Both sides import this module, so it knows nothing of tests, grades or IPython.

Rejected: pickle (runs code), ``.npy`` (a header can claim any size), JSON (no NaN, no buffers).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from typing import Annotated, Any

import msgspec
import numpy as np

DTYPES = frozenset(
    "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128".split()
)
MAX_DIMENSIONS = 32
MAX_SIZE = 2**40
BIG_INT_BYTES = 1_024
MAX_NODES = 1_000_000
MAX_NESTING = 64
LABEL_CHARS = 200
Label = Annotated[str, msgspec.Meta(max_length=LABEL_CHARS)]
"""A name or kind that ends up in messages; the student's process may send what it likes for one."""


class WireError(Exception):
    """The other side sent bytes that are no message, or more of them than allowed."""


# --- values ---------------------------------------------------------------------------------------


class Wire(msgspec.Struct, frozen=True, tag_field="_", forbid_unknown_fields=True, omit_defaults=True):
    """Base of everything that crosses."""


class BigInt(Wire, frozen=True, tag="i"):
    """An integer outside 64 bits, two's complement, little-endian."""

    data: Annotated[bytes, msgspec.Meta(max_length=BIG_INT_BYTES)]


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

    kind: Label
    items: list[WireValue]
    fields: list[Label] = []


class Mapping(Wire, frozen=True, tag="m"):
    """A ``dict``, or the attributes of a dataclass or namespace (``kind``)."""

    kind: Label
    items: list[tuple[WireValue, WireValue]]


class Table(Wire, frozen=True, tag="t"):
    """Named columns: a DataFrame, a Series or a structured array (``kind``)."""

    kind: Label
    names: list[WireValue]
    columns: list[WireValue]

    def __post_init__(self) -> None:
        if len(self.names) != len(self.columns) or (self.kind == "Series" and len(self.names) != 1):
            raise ValueError("a table needs a name for each column, and a Series is one column")


class Handle(Wire, frozen=True, tag="h"):
    """An object that stays on the other side.

    ``kind`` is ``"function"``, ``"class"``, ``"module"`` or ``"object"``; ``type_name`` the name of its type;
    ``parameters`` the names of a callable's parameters where Python knows them.
    """

    id: int
    kind: Label
    type_name: Label
    name: Label = ""
    parameters: list[Label] = []


class Opaque(Wire, frozen=True, tag="o"):
    """A value that has no plain form (``reason``): too deep, too large, an exhausted iterator."""

    type_name: Label
    reason: Label


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


MAX_FRAMES = 20
"""How many frames of an interrupt are told, and read: the loop that does not end is near the outermost."""


class Failure(Wire, frozen=True, tag="err"):
    """An exception: its type, its message, and the innermost frame that lies in a cell.

    Of an interrupt also the others, from the outermost on, as (cell, line): where in a loop it came is luck.
    """

    type: str
    message: str
    cell: int | None = None
    line: int | None = None
    frames: list[tuple[int, int]] = []


class Ready(Wire, frozen=True, tag="ready"):
    """The first message on a channel; the kernel adds who sent it."""


class Done(Wire, frozen=True, tag="done"):
    """A request without a value was carried out."""


class CellDone(Wire, frozen=True, tag="celldone"):
    """A cell ended: ``failure`` is ``None`` when it ran to its end; ``output`` is the tail of what it printed.

    ``opened`` are the files outside the notebook's folder that it opened, where that is watched.
    """

    failure: Failure | None
    output: str
    wall_seconds: float
    opened: list[str] = []


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
    _check_structure(body)
    reply: Reply = _decode(_replies, body)
    if isinstance(reply, Answer):
        _check_arrays(reply.value)
    return reply


def _decode(decoder: msgspec.msgpack.Decoder[Any], body: bytes) -> Any:
    try:
        return decoder.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, MemoryError, OverflowError) as error:
        raise WireError(f"not a message: {type(error).__name__}") from None


# --- the shape of a message, before anything is allocated for it ---------------------------------------------

# MessagePack's first bytes: the width of an item with its payload (0: it says so itself), then how the others say it.
_WIDTHS = [1] * 0x80 + [0] * 0x20 + [1 + n for n in range(0x20)] + [1] * 4 + [0] * 6
_WIDTHS += [5, 9, 2, 3, 5, 9, 2, 3, 5, 9, 3, 4, 6, 10, 18] + [0] * 7 + [1] * 0x20
_LENGTH_BYTES = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xC7: 1, 0xC8: 2, 0xC9: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4}
_COUNT_BYTES = {0xDC: 2, 0xDD: 4, 0xDE: 2, 0xDF: 4}


def _check_structure(body: bytes) -> None:
    """Refuse a message of too many or too deeply nested items, in time proportional to the items allowed."""
    position = nodes = 0
    left = 1
    outer: list[int] = []
    try:
        while left or outer:
            if not left:
                left = outer.pop()
                continue
            left -= 1
            nodes += 1
            head = body[position]
            width = _WIDTHS[head]
            if not width:
                width, count = _measure(body, position, head)
                if count:
                    outer.append(left)
                    left = count
                if nodes + count > MAX_NODES or len(outer) > MAX_NESTING:
                    break
            position += width
            if nodes > MAX_NODES:
                break
        else:
            return
    except IndexError:
        raise WireError("not a message: cut short") from None
    raise WireError(f"a message of more than {MAX_NODES} items, or nested deeper than {MAX_NESTING} levels")


def _measure(body: bytes, position: int, head: int) -> tuple[int, int]:
    """How many bytes an item's own part takes, and how many items follow in it."""
    if head < 0xA0:
        return 1, (head & 0xF) * (2 if head < 0x90 else 1)
    if head in _LENGTH_BYTES:
        size = _LENGTH_BYTES[head]
        return 1 + size + int.from_bytes(body[position + 1 : position + 1 + size], "big") + (0xC7 <= head <= 0xC9), 0
    size = _COUNT_BYTES[head]
    count = int.from_bytes(body[position + 1 : position + 1 + size], "big")
    return 1 + size, count * (2 if head >= 0xDE else 1)


# --- plain Python <-> wire values ------------------------------------------------------------------------


def array_to_wire(array: np.ndarray[Any, Any] | np.generic) -> Array:
    """A numeric array (or NumPy scalar) as a raw buffer in native byte order."""
    base = np.asarray(array)
    if base.dtype.name not in DTYPES:  # asked before the bytes are made: those of objects are addresses
        raise WireError(f"dtype {base.dtype.name!r} is not allowed")
    native = np.ascontiguousarray(base, dtype=base.dtype.newbyteorder("="))
    return Array(native.dtype.name, base.shape, native.tobytes())


def array_from_wire(wire: Array) -> np.ndarray[Any, Any]:
    """The array behind a raw buffer, freshly allocated and writable; the claimed shape is checked first."""
    _check_array(wire)
    array = np.frombuffer(wire.data, dtype=wire.dtype).reshape(wire.shape).copy()
    if wire.dtype == "bool":
        np.not_equal(array.view(np.uint8), 0, out=array)  # bytes other than 0 and 1 would break `&` and `|`
    return array


def _check_arrays(value: WireValue) -> None:
    """Look through an answer where it arrives: behind this, an array that lies would look like our own failure."""
    pending = [value]
    while pending:
        item = pending.pop()
        parts: Iterable[WireValue] = ()
        if isinstance(item, Array):
            _check_array(item)
        elif isinstance(item, Sequence):
            parts = item.items
        elif isinstance(item, Mapping):
            parts = itertools.chain.from_iterable(item.items)
        elif isinstance(item, Table):
            parts = (*item.names, *item.columns)
        pending += [part for part in parts if type(part) in (Array, Sequence, Mapping, Table)]


def _check_array(wire: Array) -> None:
    if wire.dtype not in DTYPES:
        raise WireError(f"dtype {wire.dtype[:40]!r} is not allowed")
    if len(wire.shape) > MAX_DIMENSIONS or any(side < 0 for side in wire.shape):
        raise WireError("impossible array shape")
    if math.prod(side for side in wire.shape if side) > MAX_SIZE:  # of an empty array, too: NumPy refuses it
        raise WireError("impossible array shape")
    dtype = np.dtype(wire.dtype)
    if math.prod(wire.shape) * dtype.itemsize != len(wire.data):
        raise WireError("array buffer and shape disagree")


def int_to_wire(value: int) -> int | BigInt:
    """An integer; those outside 64 bits as bytes, up to :data:`BIG_INT_BYTES`."""
    if -(2**63) <= value < 2**63:
        return value
    size = value.bit_length() // 8 + 1
    if size > BIG_INT_BYTES:
        raise WireError(f"an integer of {value.bit_length()} bits is too large")
    return BigInt(value.to_bytes(size, "little", signed=True))
