"""Values of the wire, drawn by hypothesis, and a link that answers without a process."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from autograder import codec
from autograder.codec import CodeCell
from autograder.engines.base import error_of
from autograder.student import Answer

CELLS = (CodeCell(0, 1, "import numpy as np"), CodeCell(2, 2, "def f(x):\n    return 1 / 0"))

labels = st.sampled_from(["list", "tuple", "set", "array", "dict", "object", "Series", "DataFrame", "generator", ""])
texts = st.text(max_size=8)
floats = st.floats(width=64)
integers = st.integers(-(2**63), 2**64 - 1)
big_integers = st.integers(-(2**200), 2**200).filter(lambda n: not -(2**63) <= n < 2**64).map(codec.int_to_wire)
arrays = npst.arrays(
    st.sampled_from(sorted(codec.DTYPES)), npst.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
).map(codec.array_to_wire)
handles = st.builds(
    codec.Handle,
    st.integers(0, 9),
    st.sampled_from(["function", "class", "module", "object"]),
    st.sampled_from(["function", "generator", "DataFrame", "Model", ""]),
    texts,
    st.lists(texts, max_size=3),
)
plain = st.one_of(
    st.none(),
    st.booleans(),
    integers,
    floats,
    texts,
    big_integers,
    arrays,
    handles,
    st.builds(codec.Bytes, st.binary(max_size=8)),
    st.builds(codec.Complex, floats, floats),
    st.builds(codec.Opaque, texts, texts),
)


def _containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    parts = st.lists(inner, max_size=4)
    return st.one_of(
        st.builds(codec.Sequence, labels, parts, st.lists(texts, max_size=3)),
        st.builds(codec.Mapping, labels, st.lists(st.tuples(inner, inner), max_size=4)),
        st.lists(st.tuples(inner, inner), max_size=4).map(
            lambda pairs: codec.Table("DataFrame", [name for name, _ in pairs], [column for _, column in pairs])
        ),
        st.tuples(inner, inner).map(lambda pair: codec.Table("Series", [pair[0]], [pair[1]])),
    )


values = st.recursive(plain, _containers, max_leaves=12)


class FakeLink:
    """Gives the replies that it was made with, one after the other, and keeps what was asked."""

    patience = "within 5 s"

    def __init__(self, *replies: codec.Reply | Exception) -> None:
        self._replies = list(replies)
        self.asked: list[codec.Request] = []

    def ask(self, request: codec.Request) -> codec.Reply:
        self.asked.append(request)
        reply = self._replies.pop(0) if self._replies else codec.NoName()
        if isinstance(reply, Exception):
            raise reply
        return reply

    def error_of(self, failure: codec.Failure) -> Any:
        return error_of(CELLS, failure)


def to_wire(value: Any) -> codec.WireValue:
    """A plain value as a student's process sends it."""
    if isinstance(value, (np.ndarray, np.generic)):
        return codec.array_to_wire(value)
    if isinstance(value, (list, tuple)):
        return codec.Sequence(type(value).__name__, [to_wire(item) for item in value])
    if isinstance(value, dict):
        return codec.Mapping("dict", [(to_wire(key), to_wire(item)) for key, item in value.items()])
    return value


def answer(
    value: Any, label: str = "f(x)", detail: str = "[x.shape=(3,)]", *, replies: Any = (), **more: Any
) -> Answer:
    """An answer whose value came over the wire."""
    return Answer(FakeLink(*replies), codec.Answer(to_wire(value), **more), label, detail)
