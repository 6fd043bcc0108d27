"""The wire: what goes in comes out, and what is no message is refused."""

from __future__ import annotations

import math
import time
import tracemalloc

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from autograder import codec
from autograder.codec import WireError
from tests.support import wire

PROPERTY = settings(derandomize=True, database=None, deadline=None, max_examples=150)
pack = msgspec.msgpack.encode

failures = st.builds(codec.Failure, wire.texts, wire.texts, st.none() | wire.integers.filter(lambda n: n < 2**63))
warned = st.builds(codec.Warned, wire.texts, wire.texts)
replies = st.one_of(
    st.just(codec.Ready()),
    st.just(codec.Done()),
    st.builds(codec.CellDone, st.none() | failures, wire.texts, wire.floats),
    st.builds(codec.Answer, wire.values, st.lists(warned, max_size=2), st.lists(wire.texts, max_size=2)),
    st.builds(codec.Raised, failures),
    st.builds(codec.NoName, st.lists(wire.texts, max_size=2)),
)
cells = st.builds(codec.CodeCell, st.integers(0, 99), st.integers(1, 99), wire.texts)
requests = st.one_of(
    st.builds(codec.RunCell, cells),
    st.just(codec.Fork()),
    st.builds(codec.GetName, wire.texts),
    st.builds(codec.GetAttribute, st.integers(0, 9), wire.texts),
    st.builds(
        codec.Call,
        st.integers(0, 9),
        st.lists(wire.values, max_size=2),
        st.dictionaries(wire.texts, wire.values, max_size=2),
    ),
    st.just(codec.GetFigures()),
)


def answering(value):
    """The bytes of an answer whose value is as given, whatever it is."""
    return pack({"_": "value", "value": value})


def array_of(**fields):
    """An array as its fields, of which some may lie."""
    return {"_": "a", "dtype": "float64", "shape": [2], "data": bytes(16)} | fields


def arrayed(**fields):
    return codec.decode_reply(answering(array_of(**fields))).value


# --- round trips -----------------------------------------------------------------------------------------


@PROPERTY
@given(replies)
def test_a_reply_comes_out_as_it_went_in(reply):
    """Encoding what was decoded gives the same bytes, NaN included."""
    body = codec.encode(reply)
    assert codec.encode(codec.decode_reply(body)) == body


@PROPERTY
@given(requests)
def test_a_request_comes_out_as_it_went_in(request):
    """Encoding what was decoded gives the same bytes, NaN included."""
    body = codec.encode(request)
    assert codec.encode(codec.decode_request(body)) == body


@PROPERTY
@given(npst.arrays(st.sampled_from(sorted(codec.DTYPES)), npst.array_shapes(min_dims=0, max_dims=4, min_side=0)))
def test_an_array_keeps_dtype_shape_and_bits(array):
    """An array is bit for bit the same after the wire, and may be written to."""
    body = codec.encode(codec.Answer(codec.array_to_wire(array)))
    back = codec.array_from_wire(codec.decode_reply(body).value)
    assert (back.dtype, back.shape, back.tobytes()) == (array.dtype, array.shape, array.tobytes())
    assert back.flags.writeable


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6.0).reshape(2, 3).T,
        np.arange(6.0)[::-2],
        np.arange(6, dtype=">f8"),
        np.asfortranarray(np.eye(3)),
        np.broadcast_to(np.float32(2), (2, 2)),
        np.float64(0.1),
        np.ones(3).reshape((1,) * 30 + (3,)),
    ],
    ids=["transposed", "strided", "big-endian", "fortran", "broadcast", "scalar", "31 dimensions"],
)
def test_any_layout_arrives_in_native_c_order(array):
    """Memory layout and byte order do not cross; values and shape do."""
    back = codec.array_from_wire(codec.array_to_wire(array))
    assert back.dtype.isnative
    assert back.flags.c_contiguous
    np.testing.assert_array_equal(back, np.asarray(array))


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -0.0, 5e-324])
def test_special_floats_are_kept(value):
    """NaN, infinities, the sign of zero and subnormals cross as they are."""
    back = codec.decode_reply(codec.encode(codec.Answer(value))).value
    assert repr(back) == repr(value)


@PROPERTY
@given(st.integers(1 - 2 ** (8 * codec.BIG_INT_BYTES - 1), 2 ** (8 * codec.BIG_INT_BYTES - 1) - 1))
def test_an_integer_of_any_allowed_size_is_kept(number):
    """Integers up to 1,024 bytes come back exactly."""
    back = codec.decode_reply(codec.encode(codec.Answer(codec.int_to_wire(number)))).value
    assert number == (int.from_bytes(back.data, "little", signed=True) if isinstance(back, codec.BigInt) else back)


@pytest.mark.parametrize("number", [2**63, 2**63 - 1, -(2**63), -(2**63) - 1, 2**64, -(2**64), 255, 256, 2**8191 - 1])
def test_integers_at_the_borders_are_kept(number):
    """The borders of 64 bits and of the largest size are on the right side."""
    back = codec.int_to_wire(number)
    assert isinstance(back, codec.BigInt) == (not -(2**63) <= number < 2**63)
    assert number == (int.from_bytes(back.data, "little", signed=True) if isinstance(back, codec.BigInt) else back)


def test_text_of_any_script_is_kept():
    """Text outside ASCII and outside the basic plane crosses."""
    assert codec.decode_reply(codec.encode(codec.Answer("σ(x) 𝜎 \0\n"))).value == "σ(x) 𝜎 \0\n"


# --- refusals on sending ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "array",
    [np.array([{}, None]), np.array(["a"]), np.array([b"a"]), np.array(["2020"], "M8[D]"), np.zeros(2, "i4,f8")],
    ids=["object", "text", "bytes", "date", "structured"],
)
def test_an_array_without_a_plain_form_is_not_sent(array):
    """Object arrays are addresses; they and all that is not a number are refused before their bytes are made."""
    with pytest.raises(WireError, match="is not allowed"):
        codec.array_to_wire(array)


def test_an_integer_over_the_limit_is_not_sent():
    """An integer of more than 1,024 bytes is refused."""
    with pytest.raises(WireError, match="8193 bits is too large"):
        codec.int_to_wire(2**8192)


# --- refusals on receiving ---------------------------------------------------------------------------------

GOOD = codec.encode(
    codec.Answer(codec.Sequence("list", [1.5, codec.array_to_wire(np.arange(3)), codec.BigInt(b"\1" * 9), "text"]))
)


@pytest.mark.parametrize("length", range(len(GOOD)))
def test_a_message_cut_short_is_refused(length):
    """No beginning of a message is a message."""
    with pytest.raises(WireError):
        codec.decode_reply(GOOD[:length])


@pytest.mark.parametrize("rest", [b"\0", b"\xc0", GOOD])
def test_bytes_behind_a_message_are_refused(rest):
    """One frame is one message."""
    with pytest.raises(WireError):
        codec.decode_reply(GOOD + rest)


@PROPERTY
@given(st.binary(max_size=80))
def test_random_bytes_are_a_message_or_refused(body):
    """Whatever comes, decoding raises nothing but WireError."""
    for decode in (codec.decode_reply, codec.decode_request):
        try:
            decode(body)
        except WireError:
            continue


@PROPERTY
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_a_changed_byte_is_a_message_or_refused(position, byte):
    """A message with one wrong byte decodes to a message whose arrays can be read, or is refused."""
    try:
        reply = codec.decode_reply(GOOD[:position] + bytes([byte]) + GOOD[position + 1 :])
    except WireError:
        return
    value = getattr(reply, "value", None)
    for item in value.items if isinstance(value, codec.Sequence) else []:
        if isinstance(item, codec.Array):
            codec.array_from_wire(item)


@pytest.mark.parametrize(
    "message",
    [
        {"_": "nonsense"},
        {"_": "run", "cell": {"_": "cell", "index": 0, "number": 1, "source": ""}},
        {"_": "value"},
        {"_": 1, "value": 1},
        {"value": 1},
        {"_": "value", "value": 1, "more": 1},
        {"_": "value", "value": {"_": "nonsense"}},
        {"_": "value", "value": {}},
        {"_": "value", "value": [1, 2]},
        {"_": "value", "value": {"_": "value", "value": 1}},
        {"_": "value", "value": msgspec.msgpack.Ext(1, b"x")},
        {"_": "value", "value": b"raw"},
        {"_": "celldone", "failure": None, "output": "", "wall_seconds": "long"},
        {"_": "celldone", "failure": None, "output": b"\xff", "wall_seconds": 1.0},
        {"_": "raised", "failure": {"_": "err", "type": "E", "message": "", "cell": "first"}},
        {"_": "raised", "failure": {"_": "err", "type": "E", "message": "", "cell": 1.5}},
        {"_": "noname", "similar": "x"},
        [],
        "value",
        None,
        7,
    ],
    ids=lambda value: str(value).partition(" at 0x")[0],
)
def test_what_is_no_reply_is_refused(message):
    """Wrong tags, fields that lack, are too many or of another type, extensions: none is a reply."""
    with pytest.raises(WireError, match="not a message"):
        codec.decode_reply(pack(message))


def test_a_reply_is_no_request():
    """The two directions have no message in common."""
    with pytest.raises(WireError):
        codec.decode_request(GOOD)


@pytest.mark.parametrize("text", [b"\xed\xa0\x80", b"\xff", b"\xc0\x80", b"\xf4\x90\x80\x80"])
def test_text_that_is_not_utf8_is_refused(text):
    """Lone surrogates, overlong forms and stray bytes are no text."""
    body = b"\x82\xa1_\xa5value\xa5value" + bytes([0xA0 + len(text)]) + text
    with pytest.raises(WireError):
        codec.decode_reply(body)


def nested(levels, opening, closing=b""):
    return b"\x82\xa1_\xa5value\xa5value" + opening * levels + b"\xc0" + closing * levels


@pytest.mark.parametrize("levels", [100, 5_000, 2_000_000])
@pytest.mark.parametrize(
    "opening",
    [b"\x91", b"\x81\xc0", b"\x83\xa1_\xa1s\xa4kind\xa4list\xa5items\x91"],
    ids=["bare lists", "bare maps", "sequences"],
)
def test_a_depth_bomb_is_refused_at_once(levels, opening):
    """Nesting without end is refused before anything recurses into it."""
    start = time.process_time()
    with pytest.raises(WireError):
        codec.decode_reply(nested(levels, opening))
    assert time.process_time() - start < 2


def test_the_deepest_message_allowed_can_be_read():
    """What passes the limit on nesting is shallow enough for recursive readers."""
    levels = (codec.MAX_NESTING - 1) // 2
    reply = codec.decode_reply(nested(levels, b"\x83\xa1_\xa1s\xa4kind\xa4list\xa5items\x91"))
    assert repr(reply).count("Sequence") == levels


@pytest.mark.parametrize(
    "claim",
    [
        b"\xdd\xff\xff\xff\xff",
        b"\xdf\xff\xff\xff\xff",
        b"\xdb\xff\xff\xff\xff",
        b"\xc6\xff\xff\xff\xff",
        b"\xc9\xff\xff\xff\xff\x01",
        b"\xdc\xff\xff",
        b"\xde\xff\xff",
        b"\xda\xff\xff",
    ],
    ids=["list", "map", "text", "bytes", "extension", "list16", "map16", "text16"],
)
def test_a_claimed_length_costs_nothing(claim):
    """A header that claims 4 GiB of items is refused without memory for them."""
    tracemalloc.start()
    try:
        for body in (claim, b"\x82\xa1_\xa5value\xa5value" + claim):
            with pytest.raises(WireError):
                codec.decode_reply(body)
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


def test_too_many_items_are_refused():
    """A frame of one-byte items would become as many Python objects."""
    body = b"\x83\xa1_\xa1s\xa4kind\xa4list\xa5items\xdd" + (2**21).to_bytes(4, "big") + b"\xc0" * 2**21
    with pytest.raises(WireError, match="items"):
        codec.decode_reply(b"\x82\xa1_\xa5value\xa5value" + body)


@pytest.mark.parametrize(
    "fields",
    [
        {"dtype": "object"},
        {"dtype": "<U4"},
        {"dtype": "V8"},
        {"dtype": "datetime64[ns]"},
        {"dtype": ">f8"},
        {"dtype": "float128"},
        {"dtype": "f8,f8"},
        {"dtype": ""},
        {"shape": [3]},
        {"shape": []},
        {"shape": [1, 1]},
        {"shape": [-2]},
        {"shape": [-1, -2]},
        {"shape": [0]},
        {"shape": [2**32, 2**32, 2]},
        {"shape": [2**62, 2]},
        {"shape": [2**63 - 1, 2**63 - 1]},
        {"shape": [1] * 33 + [2]},
        {"shape": [0, 2**62], "data": b""},
        {"shape": [0, 2**40, 2**40], "data": b""},
        {"shape": [2**62, 2**62, 0], "data": b""},
        {"data": b""},
        {"data": bytes(15)},
        {"data": bytes(17)},
        {"dtype": "complex128"},
        {"dtype": "float32"},
    ],
    ids=str,
)
def test_an_array_that_does_not_hold_together_is_refused(fields):
    """Dtypes off the list, negative sides, products that overflow and buffers of another size are no array."""
    with pytest.raises(WireError, match=r"is not allowed|impossible|disagree"):
        arrayed(**fields)
    lie = array_of(**fields)
    with pytest.raises(WireError, match=r"is not allowed|impossible|disagree"):
        codec.array_from_wire(codec.Array(lie["dtype"], tuple(lie["shape"]), lie["data"]))


@pytest.mark.parametrize(
    "around",
    [
        lambda lie: {"_": "s", "kind": "list", "items": [1, lie]},
        lambda lie: {"_": "m", "kind": "dict", "items": [["a", lie]]},
        lambda lie: {"_": "m", "kind": "dict", "items": [[lie, 1]]},
        lambda lie: {"_": "t", "kind": "Series", "names": [lie], "columns": [1]},
        lambda lie: {"_": "t", "kind": "DataFrame", "names": ["a"], "columns": [lie]},
        lambda lie: {"_": "s", "kind": "list", "items": [{"_": "s", "kind": "list", "items": [lie]}]},
    ],
    ids=["item", "value", "key", "name", "column", "item of an item"],
)
def test_an_array_is_looked_at_wherever_it_lies(around):
    """An array that does not hold together makes its whole message no message."""
    codec.decode_reply(answering(around(array_of())))
    with pytest.raises(WireError, match="disagree"):
        codec.decode_reply(answering(around(array_of(shape=[3]))))


@pytest.mark.parametrize(
    "fields", [{"shape": [1.5]}, {"shape": "2"}, {"shape": [None]}, {"data": "text"}, {"dtype": 8}]
)
def test_an_array_with_fields_of_other_types_is_refused(fields):
    """Sides are integers, the buffer is bytes."""
    with pytest.raises(WireError, match="not a message"):
        arrayed(**fields)


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0, 2)])
def test_an_empty_array_keeps_its_shape(shape):
    """An array without entries crosses with its shape."""
    assert codec.array_from_wire(codec.array_to_wire(np.empty(shape))).shape == shape


def test_a_boolean_is_true_or_false():
    """Bytes other than 0 and 1 in a buffer of booleans would break the operators on bits."""
    array = arrayed(dtype="bool", shape=[4], data=bytes([0, 1, 2, 255]))
    assert codec.array_from_wire(array).tobytes() == bytes([0, 1, 1, 1])


@pytest.mark.parametrize(
    "table",
    [
        {"kind": "DataFrame", "names": ["a"], "columns": []},
        {"kind": "DataFrame", "names": [], "columns": [1]},
        {"kind": "Series", "names": [], "columns": []},
        {"kind": "Series", "names": ["a", "b"], "columns": [1, 2]},
    ],
    ids=str,
)
def test_a_table_that_does_not_hold_together_is_refused(table):
    """Each column has a name, and a Series is one column."""
    with pytest.raises(WireError):
        codec.decode_reply(answering({"_": "t", **table}))


@pytest.mark.parametrize(
    "value",
    [
        {"_": "i", "data": bytes(codec.BIG_INT_BYTES + 1)},
        {"_": "h", "id": 1, "kind": "object", "type_name": "x" * (codec.LABEL_CHARS + 1)},
        {"_": "h", "id": 1, "kind": "object", "type_name": "x", "parameters": ["x" * (codec.LABEL_CHARS + 1)]},
        {"_": "s", "kind": "x" * (codec.LABEL_CHARS + 1), "items": []},
        {"_": "o", "type_name": "x", "reason": "x" * (codec.LABEL_CHARS + 1)},
    ],
    ids=["integer", "type", "parameter", "sequence", "reason"],
)
def test_names_and_integers_have_a_largest_size(value):
    """What ends up in a message cannot fill it."""
    with pytest.raises(WireError):
        codec.decode_reply(answering(value))
