"""Wire values become plain Python and NumPy values, whatever the other side sends."""

import numpy as np
import pytest
from hypothesis import given

from autograder import codec
from autograder.plain import plain
from tests.support import wire


def stays(value):
    """What does not cross."""
    return f"<{value.type_name}>"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (3, 3),
        ("x", "x"),
        (codec.Complex(1.0, -2.0), 1 - 2j),
        (codec.int_to_wire(-(2**80)), -(2**80)),
        (codec.Bytes(b"ab"), b"ab"),
        (codec.Sequence("tuple", [1, codec.Sequence("list", [2.0])]), (1, [2.0])),
        (codec.Mapping("dict", [("a", 1), (codec.Sequence("tuple", [1, 2]), 2)]), {"a": 1, (1, 2): 2}),
        (codec.Mapping("dict", [(codec.Sequence("list", [1]), 2)]), {"[1]": 2}),
        (codec.Table("DataFrame", ["a", "b"], [1, 2]), {"a": 1, "b": 2}),
        (codec.Table("Series", ["a"], [codec.Sequence("list", [1])]), [1]),
        (codec.Handle(0, "object", "Model"), "<Model>"),
        (codec.Sequence("list", [codec.Opaque("generator", "is used up")]), ["<generator>"]),
    ],
)
def test_value_arrives(value, expected):
    """Each kind of the wire's vocabulary, and a key that cannot be one."""
    assert plain(value, stays) == expected


def test_arrays_arrive_as_arrays_and_scalars_as_scalars():
    """Shape and dtype survive; no dimension means a scalar; labels become an array, too."""
    array = plain(codec.array_to_wire(np.float32([[1, 2]])), stays)
    assert (array.dtype, array.shape, array.tolist()) == (np.float32, (1, 2), [[1.0, 2.0]])
    assert isinstance(plain(codec.array_to_wire(np.float64(2.5)), stays), np.float64)
    assert plain(codec.Sequence("array", ["a", "b"]), stays).tolist() == ["a", "b"]


@given(wire.values)
def test_anything_that_decodes_has_a_plain_form(value):
    """No message makes it raise: what arrives is the student's, and a crash here would look like ours."""
    plain(value, stays)
