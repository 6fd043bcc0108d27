"""What a suite says of an answer: right ones pass, wrong ones fail in words, and nothing else ever comes out."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from autograder import codec, expect
from autograder.diagnosis import Mistake
from autograder.engines.base import CopyDied, CopyTimedOut
from autograder.faults import CallRaised, CallTimedOut, CheckFailed, NameMissing, PartialCredit, ProcessDied
from autograder.faults import StudentFault as Fault
from autograder.numeric import Tolerance
from autograder.student import Answer, describe_call, wire_of
from tests.support import wire
from tests.support.wire import FakeLink, answer

X = np.array([3.0, -1.0, 2.0])
EXACT = Tolerance(because="nothing is rounded")
TENTH = Tolerance(atol=0.1, because="a trial")
NAN, INF = math.nan, math.inf
FUNCTION = codec.Handle(1, "function", "function", "f", ["x", "y"])
NAMES = {"precision": ("prec",), "recall": ("rec",)}
GRID = np.array([0.25, 0.5, 0.75])

# subject, actual, required, the call; a hint is kept apart
GRAMMAR = re.compile(
    r"`?[^`]+`? (returned|is|warned:|changed|raised) .+, "
    r"(but should (be|have|leave|not warn|return|raise)\b.*|which is not right.*)\.",
    re.DOTALL,
)


def failure(check, *arguments, **more):
    """How a check fails; its message is one sentence of the grammar."""
    with pytest.raises(CheckFailed) as caught:
        check(*arguments, **more)
    message = caught.value.message
    assert GRAMMAR.fullmatch(message), message
    assert not message.endswith("..")
    assert "\n" not in message
    assert str(caught.value) == message
    return caught.value


def said(check, *arguments, **more):
    return failure(check, *arguments, **more).message


# --- callable_ -------------------------------------------------------------------------------------------


def test_a_function_or_class_passes_as_callable():
    """Functions and classes pass, with the parameters asked for and more."""
    expect.callable_(answer(FUNCTION, "f"))
    expect.callable_(answer(FUNCTION, "f"), ["y"])
    expect.callable_(answer(codec.Handle(1, "class", "type", "Model", ["learning_rate"]), "Model"), ("learning_rate",))
    expect.callable_(answer(codec.Handle(1, "function", "function", "f", ["kwargs"]), "f"), ["anything"])


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (7, "7"),
        (None, "None"),
        ("sigmoid", "the text 'sigmoid'"),
        (X, "an array of shape (3,)"),
        (codec.Handle(1, "module", "module", "numpy"), "a module (numpy)"),
        (codec.Handle(1, "object", "Model"), "a Model"),
    ],
    ids=str,
)
def test_what_cannot_be_called_is_no_function(value, what):
    """Values, modules and objects are named for what they are."""
    assert said(expect.callable_, answer(value, "sigmoid", "")) == f"`sigmoid` is {what}, but should be a function."


def test_a_missing_parameter_is_named():
    """The signature is shown, and each parameter that it lacks."""
    found = failure(expect.callable_, answer(FUNCTION, "f", ""), ("x", "weights", "bias"))
    assert found.message == "`f` is defined as `f(x, y)`, but should have parameters named `weights` and `bias`."
    assert found.hint == "Parameters may be given by name, so their names matter."


# --- array -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        (X, (3,)),
        (X, None),
        ([3, -1, 2], (3,)),
        ((3.0, np.float32(-1), 2), (3,)),
        (2, ()),
        (True, ()),
        (np.float64(2), ()),
        ([[1, 2, 3], [4, 5, 6]], (2, 3)),
        (codec.Table("Series", ["a"], [codec.array_to_wire(X)]), (3,)),
        (np.empty((0, 2)), (0, 2)),
        (2**63, ()),
        (codec.int_to_wire(2**70), ()),
    ],
    ids=str,
)
def test_numbers_in_any_container_are_an_array(value, shape):
    """Lists, tuples, Series, numbers and booleans are read; the shape is as it came."""
    found = expect.array(answer(value), shape)
    assert shape is None or found.shape == shape


@pytest.mark.parametrize(
    ("value", "message", "hint"),
    [
        (None, "f(x) returned None, but should return shape (3,) [x.shape=(3,)].", "Does every path through it end"),
        (X[:, None], "f(x) returned an array of shape (3, 1), but should return shape (3,) [x.shape=(3,)].", "Did you"),
        (2.5, "f(x) returned 2.5, but should return shape (3,) [x.shape=(3,)].", "One number came back for many"),
        ([1, 2], "f(x) returned a list of 2, but should return shape (3,) [x.shape=(3,)].", ""),
        (["a", "b", "c"], "f(x) returned values of type <U1, but should return numbers [x.shape=(3,)].", ""),
        (1j * X, "f(x) returned values of type complex128, but should return numbers [x.shape=(3,)].", ""),
        ({"a": 1}, "f(x) returned a dict with the keys 'a', but should return shape (3,) [x.shape=(3,)].", ""),
    ],
    ids=str,
)
def test_what_is_no_such_array_is_said(value, message, hint):
    """What came is shown beside what should have, with the call; a hint where one is known."""
    found = failure(expect.array, answer(value), (3,))
    assert found.message == message
    assert found.hint.startswith(hint)
    assert bool(found.hint) == bool(hint)


def test_a_name_is_and_a_call_returns():
    """A variable of the notebook has no call, and is said to be."""
    assert said(expect.array, answer(2, "word", ""), (3,)) == "`word` is 2, but should be shape (3,)."


def test_one_number_is_asked_for_in_words():
    """The shape () is one number."""
    assert said(expect.array, answer(X), ()).startswith(
        "f(x) returned an array of shape (3,), but should return one number"
    )


@pytest.mark.parametrize(
    ("kind", "right", "wrong", "noun"),
    [
        ("number", [X, [1, 2], [True]], ["a", 1j], "numbers"),
        ("integer", [[1, 2], [True], np.uint8(3)], [X, "a", 1j], "integers"),
        ("float", [X, np.float32(1)], [[1, 2], [True], "a", 1j], "floating-point numbers"),
        ("complex", [X, [1], np.array([1j])], ["a"], "numbers"),
        ("any", [X, [1], [True], ["a"], np.array([1j])], [], ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_kinds_of_values(kind, right, wrong, noun):
    """Each kind takes some dtypes and names what it wants for others."""
    for value in right:
        expect.array(answer(value), kind=kind)
    for value in wrong:
        value = codec.Complex(0.0, 1.0) if isinstance(value, complex) else value
        message = said(expect.array, answer(value), kind=kind)
        assert message.endswith(f", but should return {noun} [x.shape=(3,)].")


# --- vector, number, items ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", [X, list(X), X[:, None], X[None, :], X.reshape(1, 3, 1)], ids=lambda v: str(np.shape(v))
)
def test_a_row_or_column_is_a_vector(value):
    """Values along one axis are a vector, whatever the other axes of length 1."""
    np.testing.assert_array_equal(expect.vector(answer(value), 3), X)


def test_a_bare_number_is_a_vector_of_one():
    """One value needs no brackets."""
    assert expect.vector(answer(2.5), 1).tolist() == [2.5]
    assert expect.vector(answer(np.empty(0)), 0).tolist() == []


@pytest.mark.parametrize(("value", "size"), [(X, 2), (np.ones((2, 3)), 6), (2.5, 3), (np.ones((0, 3)), 3), (None, 3)])
def test_another_number_of_values_is_no_vector(value, size):
    """Too few, too many, or in two directions."""
    message = said(expect.vector, answer(value), size)
    assert re.search(rf"but should return ({size} values|numbers) \[x.shape", message)


@pytest.mark.parametrize("value", [2, 2.0, np.float32(2), np.array([2.0]), [[2]], np.array([[[2]]])], ids=str)
def test_one_number_in_any_wrapping_is_a_number(value):
    """A number may come in an array or list of one."""
    assert expect.number(answer(value)) == 2.0


@pytest.mark.parametrize("value", [X, [], None, "2", {"a": 2}, codec.Complex(2.0, 0.0)], ids=str)
def test_what_is_not_one_number_fails(value):
    """Several, none, text and complex numbers are not one number."""
    assert "but should return" in said(expect.number, answer(value))


@pytest.mark.parametrize(
    "value", [(X, 2.0), [X, 2.0], np.array([[1, 2], [3, 4]]), codec.Sequence("tuple", [1, 2], ["dw", "db"])], ids=str
)
def test_items_are_answers_of_their_own(value):
    """Members of a tuple, list or array are read by themselves, under their names."""
    dw, db = expect.items(answer(value), 2, "(dw, db)")
    first = value.items[0] if isinstance(value, codec.Sequence) else value[0]
    np.testing.assert_array_equal(expect.array(dw), first)
    assert said(expect.array, db, (7,)).startswith("db of f(x) returned ")


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        (X, ""),
        (2.0, ""),
        (None, "Does every path through it end in `return`?"),
        ((1,), ""),
        ((1, 2, 3), ""),
        (codec.Sequence("set", [1, 2]), "A set has no order."),
        ({"dw": 1, "db": 2}, ""),
        (codec.Handle(1, "object", "generator"), "Wrap it in `list(...)`"),
        (np.ones(1_000_000), ""),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_has_not_so_many_items_fails(value, hint):
    """Another number of members, a set or no container at all; a long array costs nothing."""
    found = failure(expect.items, answer(value), 2, "(dw, db)")
    assert re.search(r"but should return (\(dw, db\)|numbers) \[x.shape", found.message)
    assert found.hint.startswith(hint)


# --- close -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (X, X),
        (list(X), X),
        (X + 0.05, X),
        (3, 3.0),
        (True, 1.0),
        ([True, False], [1, 0]),
        (NAN, NAN),
        ([INF, -INF, NAN], [INF, -INF, NAN]),
        (np.float32([0.1]), [0.1]),
        (np.uint8([0]), [0]),
        (np.empty(0), []),
    ],
    ids=str,
)
def test_values_within_the_tolerance_pass(value, expected):
    """Right values pass in any numeric type, and come back."""
    found = expect.close(answer(value), expected, TENTH)
    np.testing.assert_allclose(found, np.asarray(expected, float), atol=0.1)


def test_a_wrong_value_is_shown_where_its_input_is_smallest():
    """Actual, input, required and count; the input nearest to 0 is chosen."""
    message = said(expect.close, answer(X), 2 * X, EXACT, at={"x": X})
    assert message == "f(x) is -1 at x = -1, but should be -2 (3 of 3 values are off) [x.shape=(3,)]."


@pytest.mark.parametrize(
    ("value", "expected", "message"),
    [
        (2.0, 3.0, "f(x) is 2, but should be 3 [x.shape=(3,)]."),
        (NAN, 3.0, "f(x) is nan, but should be 3 [x.shape=(3,)]."),
        (3.0, NAN, "f(x) is 3, but should be nan [x.shape=(3,)]."),
        (-INF, INF, "f(x) is -inf, but should be inf [x.shape=(3,)]."),
        (True, 3.0, "f(x) is 1, but should be 3 [x.shape=(3,)]."),
        (1.0, 1.0 + 2**-52, "f(x) is 1, but should be 1.0000000000000002 [x.shape=(3,)]."),
        (1.0000001, 1.0, "f(x) is 1.0000001, but should be 1 [x.shape=(3,)]."),
        (5e-324, 0.0, "f(x) is 4.94066e-324, but should be 0 [x.shape=(3,)]."),
        (2**64 - 1, 0.0, "f(x) is 1.84467e+19, but should be 0 [x.shape=(3,)]."),
        ([[1, 2], [3, 4]], [[1, 2], [9, 4]], "f(x) is 3 at index [1, 0], but should be 9 (1 of 4 values are off) [x.s"),
    ],
    ids=str,
)
def test_two_numbers_that_differ_look_different(value, expected, message):
    """As few digits as show the difference, at least six; where it lies if there are several values."""
    assert said(expect.close, answer(value), expected, EXACT).startswith(message)


@pytest.mark.parametrize("value", ["3", None, codec.Complex(3.0, 0.0), ["3"], {"a": 3}, codec.Handle(1, "object", "F")])
def test_what_is_no_number_is_not_close(value):
    """Text, complex numbers and objects fail as such."""
    assert "but should return" in said(expect.close, answer(value), 3.0, TENTH)


def test_a_column_is_close_only_where_a_vector_is_asked_for():
    """like="vector" takes a column for a vector, for one value and for several; otherwise shape counts."""
    expect.close(answer(X[:, None]), X, EXACT, like="vector")
    expect.close(answer(X), X[:, None], EXACT, like="vector")
    expect.close(answer([[3.0]]), 3.0, EXACT, like="vector")
    assert "an array of shape (3, 1)" in said(expect.close, answer(X[:, None]), X, EXACT)
    assert (
        said(expect.close, answer([[2.0]]), 3.0, EXACT, like="vector") == "f(x) is 2, but should be 3 [x.shape=(3,)]."
    )


def test_the_expected_value_can_be_kept_back():
    """disclose=False shows what came and not what should have."""
    message = said(expect.close, answer(X), 2 * X, EXACT, disclose=False)
    assert message == "f(x) is 3 at index [0], which is not right (3 of 3 values are off) [x.shape=(3,)]."
    assert "6" not in message


def test_a_named_mistake_comes_with_its_slug():
    """The hint leads on, the slug is for the report."""
    squared = Mistake("squared", "Twice, not squared.", lambda: X**2)
    found = failure(expect.close, answer(X**2), 2 * X, EXACT, mistakes=[squared])
    assert (found.hint, found.misconception) == ("Twice, not squared.", "squared")


@pytest.mark.parametrize(
    ("at", "where"),
    [
        ({"x": X}, " at x = 3"),
        ({"x": X, "n": np.array([1, 2, 3])}, " at x = 3, n = 1"),
        ({"lambda": np.array(0.5)}, " at lambda = 0.5"),
        ({"label": np.array(["a", "b", "c"])}, " at label = 'a'"),
        ({"flag": np.array([True, False, True])}, " at flag = True"),
        ({"x": [3.0, -1.0, 2.0]}, " at x = 3"),
        ({"x": np.ones((3, 2))}, " at index [0]"),
        ({"x": np.empty(0)}, " at index [0]"),
        ({}, " at index [0]"),
        (None, " at index [0]"),
    ],
    ids=str,
)
def test_where_a_value_is_wrong_is_said_as_far_as_it_is_known(at, where):
    """Inputs of any type that are aligned with the entries are shown; else the index."""
    message = said(expect.close, answer(X), [6.0, -1.0, 2.0], EXACT, at=at)
    assert message == f"f(x) is 3{where}, but should be 6 (1 of 3 values are off) [x.shape=(3,)]."


# --- columns -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        {"precision": GRID, "recall": 1 - GRID},
        (GRID, 1 - GRID),
        np.stack([GRID, 1 - GRID]),
        codec.Table("DataFrame", ["recall", "prec"], [codec.array_to_wire(1 - GRID), codec.array_to_wire(GRID)]),
    ],
    ids=["dict", "tuple", "array", "table"],
)
def test_columns_come_in_any_container(value):
    """Named or in order, the columns are found."""
    found = expect.columns(answer(value), NAMES, GRID)
    np.testing.assert_array_equal(found["precision"], GRID)
    np.testing.assert_array_equal(found["recall"], 1 - GRID)


def test_columns_may_be_attributes_of_an_object():
    """An object's attributes are asked for over there."""
    replies = [codec.Answer(codec.array_to_wire(GRID)), codec.Answer(codec.array_to_wire(1 - GRID))]
    found = expect.columns(answer(codec.Handle(3, "object", "Curves"), replies=replies), NAMES, GRID)
    np.testing.assert_array_equal(found["recall"], 1 - GRID)


@pytest.mark.parametrize(
    "value", [None, 3.0, {"precision": GRID}, (GRID, GRID[:2]), codec.Handle(3, "object", "Curves"), "text"], ids=str
)
def test_columns_that_are_missing_are_asked_for(value):
    """All names are listed, with the number of values of each."""
    message = said(expect.columns, answer(value), NAMES, GRID)
    assert message.endswith("but should return `precision` and `recall`, each with 3 values [x.shape=(3,)].")


def test_one_column_may_be_wrong():
    """A wrong column is named, with the point of the grid."""
    table = answer({"precision": GRID})
    expect.column_close(table, "precision", GRID, GRID, EXACT, at={"t": GRID})
    message = said(expect.column_close, table, "precision", GRID, GRID + np.eye(3)[2], EXACT, at={"t": GRID})
    assert message == (
        "precision of f(x) is 0.75 at t = 0.75, but should be 1.75 (1 of 3 values are off) [x.shape=(3,)]."
    )


# --- the rest ----------------------------------------------------------------------------------------------


def test_a_condition_that_does_not_hold_fails_in_the_authors_words():
    """true() passes what is true and says the author's sentence otherwise."""
    expect.true(np.bool_(True), "never said")
    with pytest.raises(CheckFailed) as caught:
        expect.true(0, "The loss should fall.", hint="Is the step too long?", misconception="long-step")
    assert (caught.value.message, caught.value.hint) == ("The loss should fall.", "Is the step too long?")
    assert caught.value.misconception == "long-step"


def test_only_finite_numbers_are_finite():
    """NaN and infinities are named with their input, integers and booleans are finite."""
    np.testing.assert_array_equal(expect.finite(answer([1, True, 2])), [1, 1, 2])
    found = failure(expect.finite, answer([1.0, NAN, INF]), at={"x": X})
    assert found.message == "f(x) returned nan at x = -1, but should return a finite number [x.shape=(3,)]."
    assert found.hint.startswith("NaN means 'not a number'")


def test_a_warning_of_the_call_fails_with_its_place():
    """A RuntimeWarning is quoted with cell and line; others are the student's business."""
    expect.no_warnings(answer(1, warnings=[codec.Warned("DeprecationWarning", "old")]))
    warned = [codec.Warned("RuntimeWarning", "overflow in exp", 2, 2)]
    found = failure(expect.no_warnings, answer(1, warnings=warned))
    assert found.message == (
        "f(x) warned: overflow in exp (code cell 2, line 2: `return 1 / 0`), but should not warn [x.shape=(3,)]."
    )
    assert found.hint == "The result may be right, but only by luck."


def test_a_changed_argument_fails():
    """Arguments belong to the caller."""
    expect.unchanged(answer(1))
    found = failure(expect.unchanged, answer(1, changed=["0"]))
    assert found.message == "f(x) changed its own argument, but should leave it as it was [x.shape=(3,)]."
    assert found.hint == "Work on a copy: `x = x.copy()`."


def function(*replies, label="f"):
    return Answer(FakeLink(*replies), codec.Answer(FUNCTION), label)


def raised(kind, message="no"):
    return codec.Raised(codec.Failure(kind, message, 2, 2))


def test_the_exception_asked_for_passes():
    """raises() passes the exception of that name."""
    expect.raises("ValueError", function(raised("ValueError")), -1)


def test_another_exception_or_none_fails():
    """What happened instead is said, with the call."""
    assert said(expect.raises, "ValueError", function(raised("KeyError")), -1) == (
        "`f(-1)` raised KeyError: no (code cell 2, line 2: `return 1 / 0`), but should raise ValueError."
    )
    message = said(expect.raises, "ValueError", function(codec.Answer(2.0)), X)
    assert message == "f([3.0, -1.0, 2.0]) returned 2.0, but should raise ValueError."


@pytest.mark.parametrize(
    ("error", "fault"), [(CopyTimedOut(), CallTimedOut), (CopyDied(), ProcessDied)], ids=["endless", "dead"]
)
def test_a_call_that_never_ends_raises_nothing(error, fault):
    """An endless loop or a dead process is its own verdict, also where an exception was asked for."""
    with pytest.raises(fault):
        expect.raises("ValueError", function(error), -1)


def test_partial_credit_ends_the_check():
    """partial() ends the check with a fraction between 0 and 1."""
    with pytest.raises(PartialCredit, match="Nearly") as caught:
        expect.partial(0.5, "Nearly.", hint="One letter.")
    assert (caught.value.fraction, caught.value.hint) == (0.5, "One letter.")
    for fraction in (0, 1, -0.5, NAN):
        with pytest.raises(ValueError, match="strictly between 0 and 1"):
            expect.partial(fraction, "no")


@pytest.mark.parametrize(
    ("actual", "expected", "result"),
    [
        (X, X + 0.05, True),
        (X, X + 0.2, False),
        (X, X[:2], False),
        (np.array([True]), [True], True),
        (np.array([True]), [False], False),
        (np.array(["a"]), ["a"], True),
        (np.array(["a"]), [1.0], False),
        (np.array([NAN]), [NAN], True),
        (np.array(2, "uint8"), 3, False),
    ],
    ids=str,
)
def test_agreement_is_asked_without_ending_the_check(actual, expected, result):
    """agree() is a plain yes or no for arrays of any dtype and shape."""
    assert expect.agree(actual, expected, TENTH) is result


# --- whatever comes ----------------------------------------------------------------------------------------

CHECKS = {
    "callable": lambda a: expect.callable_(a, ["x"]),
    "array": lambda a: expect.array(a, (3,)),
    "array of any shape": lambda a: expect.array(a, kind="any"),
    "array of integers": lambda a: expect.array(a, (), kind="integer"),
    "vector": lambda a: expect.vector(a, 3),
    "vector of none": lambda a: expect.vector(a, 0),
    "number": expect.number,
    "items": lambda a: [expect.array(part) for part in expect.items(a, 2, "(dw, db)")],
    "close": lambda a: expect.close(a, X, EXACT, at={"x": X}, mistakes=[Mistake("m", "?", lambda: X**2)]),
    "close to one": lambda a: expect.close(a, 1.0, TENTH),
    "close like a vector": lambda a: expect.close(a, X, TENTH, like="vector", disclose=False),
    "columns": lambda a: expect.columns(a, NAMES, GRID),
    "one column": lambda a: expect.columns(a, {"loss": ()}, GRID),
    "finite": lambda a: expect.finite(a, at={"x": X}),
    "no warnings": expect.no_warnings,
    "unchanged": expect.unchanged,
    "raises": lambda a: expect.raises("ValueError", a, 1),
}


@settings(derandomize=True, database=None, deadline=None, max_examples=400)
@given(
    value=wire.values,
    warnings=st.lists(st.builds(codec.Warned, st.just("RuntimeWarning"), wire.texts, wire.integers), max_size=1),
    replies=st.lists(st.builds(codec.Answer, wire.values), max_size=2),
)
def test_any_value_is_right_or_the_students_fault(value, warnings, replies):
    """Whatever a student's process sends, each check passes or ends in a StudentFault; nothing else comes out."""
    reply = codec.Answer(value, warnings, ["0"] if warnings else [])
    for name, check in CHECKS.items():
        note(name)
        try:
            check(Answer(FakeLink(*replies), reply, "f(x)", "[x.shape=(3,)]"))
        except Fault as fault:
            assert fault.message.endswith(".")


# --- how a call is written ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameters", "args", "kwargs", "call", "detail"),
    [
        (["x"], (X,), {}, "f([3.0, -1.0, 2.0])", ""),
        (["x"], (np.ones(5),), {}, "f(x)", "[x.shape=(5,)]"),
        (["X", "y"], (np.ones((4, 2)), np.ones(4)), {}, "f(X, [1.0, 1.0, 1.0, 1.0])", "[X.shape=(4, 2)]"),
        (["X"], (np.ones((1, 1)),), {}, "f(X)", "[X.shape=(1, 1)]"),
        (["x", "k"], (np.ones(5), 2), {}, "f(x, 2)", "[x.shape=(5,)]"),
        ([], (np.ones(5), 0.5), {}, "f(argument, 0.5)", "[argument.shape=(5,)]"),
        (["x"], (1,), {"lambda_reg": 0.1, "w": np.ones(5)}, "f(1, lambda_reg=0.1, w=w)", "[w.shape=(5,)]"),
        ([], (), {}, "f()", ""),
        (["x"], ("it's", None, True), {}, 'f("it\'s", None, True)', ""),
        (["x"], (np.float64(0.5), np.int64(3)), {}, "f(0.5, 3)", ""),
        (["x"], ([1, 2],), {}, "f([1, 2])", ""),
        (["x"], ([1] * 9,), {}, "f(x)", "[x.shape=(9,)]"),
        (["x"], (np.array(["a", "b"]),), {}, "f(['a', 'b'])", ""),
        (["x"], (np.array(2.0),), {}, "f(2.0)", ""),
        (["options"], ({"a": 1},), {}, "f(options)", ""),
        (["x"], (NAN, -INF), {}, "f(nan, -inf)", ""),
    ],
    ids=lambda value: None,
)
def test_a_call_is_written_as_a_student_would(parameters, args, kwargs, call, detail):
    """Short values in full, long ones by their parameter's name with the shape behind."""
    assert describe_call("f", parameters, args, kwargs) == (call, detail)


def test_an_answer_as_an_argument_goes_by_its_parameter():
    """What stays over there cannot be written out."""
    assert describe_call("fit", ["model"], (function(),), {}) == ("fit(model)", "")


def test_the_answer_of_a_call_carries_the_call():
    """A message about the answer names the call that gave it."""
    result = function(codec.Answer(2.0))(np.ones(5), y=3)
    assert wire_of(result) == 2.0
    assert said(expect.array, result, (5,)) == "f(x, y=3) returned 2.0, but should return shape (5,) [x.shape=(5,)]."


def test_a_failing_call_is_the_students_fault():
    """What the call raised is said with its place."""
    with pytest.raises(CallRaised) as caught:
        function(raised("ZeroDivisionError", "division by zero"))(1)
    assert caught.value.message == (
        "`f(1)` raised ZeroDivisionError: division by zero (code cell 2, line 2: `return 1 / 0`)"
    )
    with pytest.raises(NameMissing):
        answer(2.0)(1)
