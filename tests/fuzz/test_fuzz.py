"""Whatever bytes come from a student, as a message or as a file: a value or one sentence, never anything else.

In CI a bounded and repeatable while; ``make fuzz`` looks for new things, and keeps what it finds in .hypothesis/.
"""

from __future__ import annotations

import os
import time

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.database import DirectoryBasedExampleDatabase

from autograder import codec
from autograder.codec import WireError
from autograder.errors import InputError
from autograder.notebook import read_notebook
from autograder.plain import plain
from autograder.reading import Unreadable, as_array, as_columns, describe
from tests.fuzz import strategies

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "0"))
FUZZ = settings(
    derandomize=not EXAMPLES,
    max_examples=EXAMPLES or 400,
    database=DirectoryBasedExampleDatabase(".hypothesis/fuzz") if EXAMPLES else None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
GRID = np.array([0.1, 0.2, 0.3])
NAMES = {"precision": ("p",), "recall": ("r",)}


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz") / "student.ipynb"


def check_value(value) -> None:
    """Everything that grading does with a value can be done with this one."""
    assert len(describe(value)) < 1_000
    plain(value, str)
    for read in (as_array, lambda it: as_columns(it, NAMES, GRID)):
        try:
            read(value)
        except Unreadable as error:
            assert len(error.what) < 1_000


@FUZZ
@given(strategies.reply_bytes)
def test_a_reply_is_a_value_or_no_message(body):
    """What decodes can be read, described and sent again; the rest is refused, quickly."""
    start = time.monotonic()
    try:
        reply = codec.decode_reply(body)
    except WireError as error:
        assert str(error)
    else:
        if isinstance(reply, codec.Answer):
            check_value(reply.value)
        again = codec.decode_reply(codec.encode(reply))
        assert codec.encode(again) == codec.encode(reply)
    assert time.monotonic() - start < 2


@FUZZ
@given(strategies.request_bytes)
def test_a_request_is_a_request_or_no_message(body):
    """The student's side refuses, too, what it cannot read."""
    try:
        request = codec.decode_request(body)
    except WireError as error:
        assert str(error)
    else:
        assert codec.encode(codec.decode_request(codec.encode(request))) == codec.encode(request)


@FUZZ
@given(strategies.file_bytes)
def test_a_file_is_a_notebook_or_one_sentence(path, body):
    """JSON, zip, or neither: nothing but code cells or an InputError comes out."""
    path.write_bytes(body)
    start = time.monotonic()
    try:
        notebook = read_notebook(path)
    except InputError as error:
        assert str(error).startswith(str(path))
        assert "\n" not in str(error)
        assert len(str(error)) < 1_000
    else:
        assert notebook.cells
        assert len(notebook.counts) == len(notebook.cells)
        assert msgspec.json.decode(msgspec.json.encode(notebook), type=type(notebook)) == notebook
    assert time.monotonic() - start < 2
