"""Bytes that are nearly right: good messages and files, with parts cut out, doubled, overwritten and spliced."""

from __future__ import annotations

import io
import json
import zipfile

from hypothesis import strategies as st

from autograder import codec
from tests.support import wire

CELL = {"cell_type": "code", "source": "x = 1", "metadata": {}, "outputs": [], "execution_count": 1}
NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"kernelspec": {"name": "python3", "language": "python"}, "language_info": {"name": "python"}},
    "cells": [
        CELL,
        {"cell_type": "markdown", "source": ["# T\n", "t"], "metadata": {}},
        {**CELL, "source": ["a\n", "b"]},
    ],
}
EDGES = [
    b"",
    b"\0",
    b"\xff",
    b"\x7f",
    b"\x80",
    b"\xc1",
    b"\xdd\xff\xff\xff\xff",
    b"\xc6\xff\xff\xff\xff",
    b"\x9f",
    b"[",
    b"{",
    b'"',
    b"\\u",
]
"""What parsers stumble over: ends, largest lengths, unclosed brackets."""

replies = st.one_of(
    st.builds(codec.Answer, wire.values),
    st.builds(codec.CellDone, st.none() | st.builds(codec.Failure, wire.texts, wire.texts), wire.texts, wire.floats),
    st.builds(codec.NoName, st.lists(wire.texts, max_size=3)),
    st.builds(codec.Raised, st.builds(codec.Failure, wire.texts, wire.texts, wire.integers, wire.integers)),
)
requests = st.one_of(
    st.builds(codec.GetName, wire.texts),
    st.builds(
        codec.Call,
        st.integers(-3, 3),
        st.lists(wire.values, max_size=3),
        st.dictionaries(wire.texts, wire.values, max_size=2),
    ),
)


@st.composite
def damaged(draw: st.DrawFn, whole: st.SearchStrategy[bytes]) -> bytes:
    """A good value's bytes after up to four accidents."""
    body = draw(whole)
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(body)))
        stop = min(len(body), start + draw(st.sampled_from([0, 1, 2, 4, 16, 200])))
        new = draw(st.one_of(st.binary(max_size=4), st.sampled_from(EDGES), st.just(body[start:stop] * 3)))
        body = body[:start] + new + body[stop:]
    return body


json_values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=8),
        st.sampled_from(["code", "python", 4]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)),
    max_leaves=10,
)


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """A notebook, one of whose parts is anything at all."""
    whole = json.loads(json.dumps(NOTEBOOK))
    place = whole
    while isinstance(place, (dict, list)) and place:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = draw(st.sampled_from(keys))
        if not isinstance(place[key], (dict, list)) or draw(st.booleans()):
            place[key] = draw(json_values)
            break
        place = place[key]
    return json.dumps(whole).encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1"])), "replace")


@st.composite
def archives(draw: st.DrawFn) -> bytes:
    """A zip with a few members, some of them notebooks."""
    buffer = io.BytesIO()
    names = st.sampled_from(
        ["a.ipynb", "x/b.ipynb", "../c.ipynb", "__MACOSX/._a.ipynb", "d.csv", "e/", "\u202ef.ipynb"]
    )
    with zipfile.ZipFile(buffer, "w", draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))) as archive:
        for name in draw(st.lists(names, max_size=3, unique=True)):
            archive.writestr(name, draw(documents()))
    return buffer.getvalue()


reply_bytes = damaged(replies.map(codec.encode))
request_bytes = damaged(requests.map(codec.encode))
file_bytes = damaged(st.one_of(documents(), archives()))
