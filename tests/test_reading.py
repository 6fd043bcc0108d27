"""Whatever container students choose, the same numbers are read from it; and what is wrong with it is said plainly."""

from __future__ import annotations

from collections import OrderedDict, deque, namedtuple
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from autograder import codec
from autograder.reading import Unreadable, as_array, as_columns, describe, hint, numeric
from autograder.worker.objects import Objects

GRID = np.array([0.15, 0.3, 0.45, 0.6, 0.75])
CURVES = {
    "precision": ("prec", "p"),
    "recall": ("rec", "r"),
    "f1": ("f1_score", "f"),
}
P = np.array([0.5, 0.55, 0.7, 0.8, 1.0])
R = np.array([1.0, 0.9, 0.6, 0.5, 0.25])
F = np.array([0.66, 0.68, 0.65, 0.61, 0.4])
T = GRID
ROWS = list(zip(P.tolist(), R.tolist(), F.tolist(), strict=True))
Sweep = namedtuple("Sweep", "precision recall f1")
Short = namedtuple("Short", "a b c")
Row = namedtuple("Row", "threshold precision recall f1")

LAMBDAS = np.array([0.001, 0.01, 0.1, 1.0, 10.0])
ACCURACY = np.array([0.9, 0.91, 0.88, 0.85, 0.7])
ONE = {"accuracy": ("accuracies", "acc", "test_accuracy", "test_accuracies", "score", "test")}


def wire(value):
    """What the grader gets to see of a student's value."""
    return Objects({}, {}, 2**24).to_wire(value)


def records(*fields):
    values = {"t": T, "p": P, "r": R, "f": F}
    return [{name: values[key][i] for key, name in fields} for i in range(len(T))]


CONTAINERS = {
    "dict of arrays": {"precision": P, "recall": R, "f1": F},
    "dict of lists": {"precision": P.tolist(), "recall": R.tolist(), "f1": F.tolist()},
    "dict in another order": {"f1": F, "recall": R, "precision": P},
    "dict with the grid": {"thresholds": T, "precision": P, "recall": R, "f1": F},
    "dict with more": {"best": 0.3, "accuracy": P, "precision": P, "recall": R, "f1": F},
    "dict of short names": {"p": P, "r": R, "f": F},
    "dict of capitals": {"Precision": P, "Recall": R, "F1": F},
    "dict of dashed names": {"prec.": P, "Rec": R, "F1-score": F},
    "dict of longer names": {"precision_scores": P, "recall_scores": R, "f1_scores": F},
    "dict of plurals": {"precisions": P, "recalls": R, "f1s": F},
    "dict of dicts by threshold": {
        "precision": dict(zip(T, P, strict=True)),
        "recall": dict(zip(T, R, strict=True)),
        "f1": dict(zip(T, F, strict=True)),
    },
    "dict of Series": {"precision": pd.Series(P), "recall": pd.Series(R), "f1": pd.Series(F)},
    "dict of columns": {"precision": P[:, None], "recall": R[:, None], "f1": F[:, None]},
    "ordered dict": OrderedDict(precision=P, recall=R, f1=F),
    "tuple of arrays": (P, R, F),
    "tuple of lists": (P.tolist(), R.tolist(), F.tolist()),
    "list of arrays": [P, R, F],
    "list of lists": [P.tolist(), R.tolist(), F.tolist()],
    "tuple with the grid first": (T, P, R, F),
    "tuple with the grid last": (P, R, F, T.tolist()),
    "tuple with the grid in float32": (T.astype(np.float32), P, R, F),
    "tuple of deques": (deque(P), deque(R), deque(F)),
    "tuple of object arrays": (P.astype(object), R.astype(object), F.astype(object)),
    "tuple of Series": (pd.Series(P), pd.Series(R), pd.Series(F)),
    "named tuple": Sweep(P, R, F),
    "named tuple in another order": namedtuple("Other", "f1 recall precision")(F, R, P),
    "named tuple with names that say nothing": Short(P, R, F),
    "array of 3 rows": np.array([P, R, F]),
    "array of 3 columns": np.column_stack([P, R, F]),
    "array of 4 rows": np.array([T, P, R, F]),
    "array of 4 columns": np.column_stack([T, P, R, F]),
    "list of tuples": ROWS,
    "tuple of tuples": tuple(ROWS),
    "list of tuples with the grid": [(t, *row) for t, row in zip(T, ROWS, strict=True)],
    "list of arrays, one a point": [np.array(row) for row in ROWS],
    "list of named tuples": [Row(t, *row) for t, row in zip(T, ROWS, strict=True)],
    "list of dicts": records(("p", "precision"), ("r", "recall"), ("f", "f1")),
    "list of dicts with the grid": records(("t", "threshold"), ("f", "f1"), ("r", "recall"), ("p", "precision")),
    "list of dicts in changing order": [
        dict(reversed(record.items())) if i % 2 else record
        for i, record in enumerate(records(("p", "precision"), ("r", "recall"), ("f", "f1")))
    ],
    "dict by threshold of tuples": dict(zip(T, ROWS, strict=True)),
    "dict by plain threshold of lists": {float(t): list(row) for t, row in zip(T, ROWS, strict=True)},
    "dict by threshold of arrays": {t: np.array(row) for t, row in zip(T, ROWS, strict=True)},
    "dict by threshold, backwards": dict(reversed(list(zip(T, ROWS, strict=True)))),
    "dict by threshold of dicts": dict(zip(T, records(("r", "recall"), ("f", "f1"), ("p", "precision")), strict=True)),
    "dict by threshold of named tuples": {t: Sweep(*row) for t, row in zip(T, ROWS, strict=True)},
    "dict by threshold as text": {f"{t:.2f}": row for t, row in zip(T, ROWS, strict=True)},
    "dict by threshold in float32": {np.float32(t): row for t, row in zip(T, ROWS, strict=True)},
    "structured array": np.array(ROWS, dtype=[("precision", float), ("recall", float), ("f1", float)]),
    "structured array in another order": np.array(
        [(f, p, r) for p, r, f in ROWS], dtype=[("f1", "f8"), ("prec", "f8"), ("rec", "f8")]
    ),
    "record array": np.rec.fromarrays([T, P, R, F], names="threshold,precision,recall,f1"),
    "structured array without names": np.rec.fromarrays([P, R, F]),
    "DataFrame": pd.DataFrame({"precision": P, "recall": R, "f1": F}),
    "DataFrame in another order": pd.DataFrame({"f1_score": F, "recall": R, "threshold": T, "precision": P}),
    "DataFrame by threshold": pd.DataFrame({"Precision": P, "Recall": R, "F1": F}, index=T),
    "DataFrame without names": pd.DataFrame(ROWS),
    "DataFrame without names, with the grid": pd.DataFrame(np.column_stack([T, P, R, F])),
    "DataFrame with thresholds across": pd.DataFrame([P, R, F], index=["precision", "recall", "f1"], columns=T),
    "DataFrame of objects": pd.DataFrame({"precision": P, "recall": R, "f1": F}, dtype=object),
}


@pytest.mark.parametrize("container", CONTAINERS)
def test_three_curves_are_read_from(container):
    """Three curves come out of every container that can hold them, each under its name."""
    found = as_columns(wire(CONTAINERS[container]), CURVES, GRID)
    assert list(found) == ["precision", "recall", "f1"]
    for name, column in zip(found, (P, R, F), strict=True):
        assert numeric(found[name]).astype(float).tolist() == column.tolist()


SINGLE = {
    "list": ACCURACY.tolist(),
    "tuple": tuple(ACCURACY),
    "array": ACCURACY,
    "column": ACCURACY[:, None],
    "row": ACCURACY[None, :],
    "Series": pd.Series(ACCURACY, index=LAMBDAS),
    "list of 0-d arrays": [np.array(a) for a in ACCURACY],
    "dict values": dict(zip(LAMBDAS, ACCURACY, strict=True)).values(),
    "dict by lambda": dict(zip(LAMBDAS.tolist(), ACCURACY, strict=True)),
    "dict by lambda, backwards": dict(reversed(list(zip(LAMBDAS, ACCURACY, strict=True)))),
    "dict by whole lambda": {0.001: 0.9, 0.01: 0.91, 0.1: 0.88, 1: 0.85, 10: 0.7},
    "dict by lambda as text": {str(lam): a for lam, a in zip(LAMBDAS, ACCURACY, strict=True)},
    "dict by lambda of lists": {lam: [a] for lam, a in zip(LAMBDAS, ACCURACY, strict=True)},
    "dict by lambda of dicts": {lam: {"acc": a} for lam, a in zip(LAMBDAS, ACCURACY, strict=True)},
    "dict by name": {"accuracies": ACCURACY},
    "dict with lambdas": {"lambda": LAMBDAS, "accuracy": ACCURACY},
    "dict with lambdas and an unknown name": {"lams": LAMBDAS, "results": ACCURACY},
    "dict with train and test": {"train_accuracy": 1 - ACCURACY, "test_accuracy": ACCURACY},
    "dict with a longer name": {"lambda": LAMBDAS, "accuracies_on_test": ACCURACY},
    "tuple with lambdas": (LAMBDAS, ACCURACY),
    "list of pairs": list(zip(LAMBDAS, ACCURACY, strict=True)),
    "list of dicts": [{"lambda": lam, "acc": a} for lam, a in zip(LAMBDAS, ACCURACY, strict=True)],
    "list of one-entry dicts": [{"score": a} for a in ACCURACY],
    "array of pairs": np.column_stack([LAMBDAS, ACCURACY]),
    "array of 2 rows": np.array([LAMBDAS, ACCURACY]),
    "named tuple": namedtuple("Result", "accuracy")(ACCURACY),
    "named tuple with lambdas": namedtuple("Result", "lams found")(LAMBDAS, ACCURACY),
    "structured array": np.array(
        list(zip(LAMBDAS, ACCURACY, strict=True)), dtype=[("lambda", "f8"), ("accuracy", "f8")]
    ),
    "DataFrame": pd.DataFrame({"lambda": LAMBDAS, "test_accuracy": ACCURACY}),
    "DataFrame of one column": pd.DataFrame({"anything": ACCURACY}),
    "DataFrame by lambda": pd.DataFrame({"acc": ACCURACY}, index=LAMBDAS),
    "DataFrame without names": pd.DataFrame(np.column_stack([LAMBDAS, ACCURACY])),
}


@pytest.mark.parametrize("container", SINGLE)
def test_one_curve_is_read_from(container):
    """One curve comes out of every container, with or without the grid beside it."""
    found = as_columns(wire(SINGLE[container]), ONE, LAMBDAS)
    assert list(found) == ["accuracy"]
    assert numeric(found["accuracy"]).astype(float).tolist() == ACCURACY.tolist()


def curves(value):
    return [numeric(column) for column in as_columns(wire(value), CURVES, GRID).values()]


def unreadable(value):
    with pytest.raises(Unreadable) as caught:
        curves(value)
    return caught.value


@pytest.mark.parametrize(
    "value",
    [
        None,
        "text",
        True,
        3.5,
        10**400,
        [],
        {},
        (),
        set(),
        b"abc",
        1j,
        object(),
        np.nan,
        np.array([]),
        np.zeros((0, 3)),
        [[1, 2], [3]],
        [1, "two", 3],
        ["a", "b", "c"],
        [None, None, None],
        ({}, {}, {}),
        (P, R),
        (P, R, F[:-1]),
        (P, R, F, P),
        {"precision": P, "recall": R},
        {"precision": P, "recall": R, "f1": 0.5},
        {"precision": P, "recall": R, "f1": None},
        {"precision": P, "recall": R, "f1": ["a"] * 5},
        {"x": P, "y": R, "z": F},
        {0.1: (1, 2, 3)},
        {1j: 2, (1, 2): 3, None: 4},
        [{"precision": 1.0}, {"recall": 1.0}],
        [{}, {}, {}],
        np.zeros((5, 5)),
        np.zeros((3, 5, 1)),
        np.array(["a", "b"]),
        pd.DataFrame(),
        pd.DataFrame({"precision": P}),
        pd.DataFrame({("a", "b"): P, ("a", "c"): R}),
        SimpleNamespace(precision=1),
        print,
        np,
        (x for x in range(3)),
        zip(P, R, F, strict=True),
    ],
    ids=lambda value: repr(value).partition(" at 0x")[0][:40].replace("\n", " "),
)
def test_anything_else_is_unreadable(value):
    """Whatever is not three curves is unreadable, and never another exception."""
    assert unreadable(value).what


def test_names_that_are_missing_are_listed():
    """A dict without one of the names says which are wanted."""
    error = unreadable({"precision": P, "recall": R, "z": F})
    assert error.what == "a dict with the keys 'precision', 'recall', 'z'"
    assert error.hint == "Expected the names 'precision', 'recall', 'f1'."


def test_a_column_of_the_wrong_length_is_named():
    """A column that has not one value a grid point is named, with both lengths."""
    error = unreadable({"precision": P, "recall": R[:3], "f1": F})
    assert error.what == "a dict with the keys 'precision', 'recall', 'f1' whose 'recall' has shape (3,), not (5,)"


def test_ambiguous_names_are_not_guessed():
    """Two keys that both contain a name are as good as none."""
    assert unreadable({"precision_train": P, "precision_test": P, "recall": R, "f1": F}).what.startswith("a dict")


def test_a_fault_inside_a_list_is_said_of_the_list():
    """`[None, None]` is not called None."""
    with pytest.raises(Unreadable) as caught:
        as_array(wire([None, None]))
    assert caught.value.what == "a list of 2 that holds None"


def test_a_buffer_that_lies_is_unreadable():
    """An array whose bytes do not fit its shape is the student's process's fault, not a crash of the grader."""
    for lie in (codec.Array("float64", (3,), b"12"), codec.Array("object", (1,), b"12345678")):
        with pytest.raises(Unreadable, match="cannot be read"):
            as_array(lie)
    with pytest.raises(Unreadable):
        describe(codec.Array("float64", (), b"1"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, True),
        (3, 3),
        (2.5, 2.5),
        ("a", "a"),
        (np.float32(0.5), 0.5),
        (np.array(7), 7),
        ([1, 2.5], [1.0, 2.5]),
        ((True, False), [True, False]),
        (range(3), [0, 1, 2]),
        ([np.arange(2), (5, 6)], [[0, 1], [5, 6]]),
        (pd.Series([1.5, 2.5]), [1.5, 2.5]),
        (pd.Index([1, 2]), [1, 2]),
        (pd.DataFrame({"a": [1, 2], "b": [3, 4]}), [[1, 3], [2, 4]]),
        (pd.DataFrame({"a": [1, 2]}), [1, 2]),
        (np.array(["Stay", "Churn"]), ["Stay", "Churn"]),
        (np.array(["Stay", "Churn"], dtype=object), ["Stay", "Churn"]),
        (pd.Series(["Stay", "Churn"]), ["Stay", "Churn"]),
        ({1: "a"}.keys(), [1]),
        ([], []),
        (np.longdouble(0.25), 0.25),
    ],
    ids=lambda value: repr(value).partition(" at 0x")[0][:30].replace("\n", " "),
)
def test_arrays_are_read_from_what_students_return(value, expected):
    """Numbers, text, nested sequences, arrays and pandas objects are arrays."""
    assert as_array(wire(value)).tolist() == expected


def test_integers_beyond_64_bits_become_floats():
    """2^70 keeps its size; what no float can hold is infinite, with its sign."""
    assert as_array(wire(2**70)).tolist() == 2.0**70
    assert as_array(wire(10**400)).tolist() == float("inf")
    assert as_array(wire(-(10**400))).tolist() == float("-inf")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "None"),
        (True, "True"),
        (0.5, "0.5"),
        ("ab", "the text 'ab'"),
        (np.float64(0.5), "0.5"),
        (np.zeros((4, 1)), "an array of shape (4, 1)"),
        ((1, 2), "a tuple of 2"),
        ([1], "a list of 1"),
        (Sweep(1, 2, 3), "a named tuple of 3"),
        ({}, "a dict of 0"),
        ({"a": 1, 2: 3}, "a dict with the keys 'a', 2"),
        (pd.DataFrame({"a": [1]}), "a DataFrame with the columns 'a'"),
        (pd.DataFrame({("a", "b"): [1], 3: [2]}), "a DataFrame with the columns a tuple of 2, 3"),
        (pd.DataFrame({"x" * 99: [1]}), f"a DataFrame with the columns '{'x' * 80}'"),
        ({"k" * 10**6: 1}, f"a dict with the keys '{'k' * 80}'"),
        (print, "a function (print)"),
        (np, "a module (numpy)"),
        (dict, "a class (dict)"),
        (object(), "an object"),
        (10**400, "a very large integer"),
        (1j, "a complex number"),
        (b"x", "bytes"),
    ],
    ids=lambda value: repr(value).partition(" at 0x")[0][:30].replace("\n", " "),
)
def test_values_are_described_in_a_few_words(value, words):
    """Every kind of value has words for a message."""
    assert describe(wire(value)) == words


def test_hints_lead_on():
    """None, generators and sets have usual causes."""
    assert "return" in hint(wire(None))
    assert "list(...)" in hint(wire(x for x in range(2)))
    assert hint(wire({1})) == "A set has no order."
    assert hint(wire(2.5)) == ""
