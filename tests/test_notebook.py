"""Reading a submission: its code cells, or one sentence about what is wrong with the file."""

from __future__ import annotations

import copy
import hashlib
import json
import os
import socket

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder import notebook as module
from autograder.codec import CodeCell
from autograder.errors import InputError
from autograder.notebook import Notebook, read_notebook

CODE = {"cell_type": "code", "id": "a", "metadata": {}, "source": "x = 1", "outputs": [], "execution_count": None}
TEXT = {"cell_type": "markdown", "id": "b", "metadata": {}, "source": ["# Title\n", "words"]}
PYTHON = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}


def document(*cells, **fields):
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": PYTHON, "cells": list(cells or [CODE])} | fields


@pytest.fixture
def read(tmp_path):
    """Read what a test writes: bytes as they are, anything else as JSON."""
    path = tmp_path / "student.ipynb"

    def reading(content) -> Notebook:
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return read_notebook(path)

    return reading


@pytest.fixture
def refusal(read, tmp_path):
    """What is said of a file, without its name, which every sentence begins with."""

    def refused(content) -> str:
        with pytest.raises(InputError) as caught:
            read(content)
        return sentence(caught.value, tmp_path / "student.ipynb")

    return refused


def sentence(error, path):
    message = str(error)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    assert len(message) < len(str(path)) + 300
    return message.removeprefix(f"{path}: ")


# --- what is accepted ------------------------------------------------------------------------------------


def test_code_cells_keep_their_place_among_all(read):
    """A cell's index counts all cells from 0, its number the code cells from 1."""
    second = {**CODE, "source": "y = 2"}
    assert read(document(TEXT, CODE, {**TEXT, "cell_type": "raw"}, second)).cells == (
        CodeCell(1, 1, "x = 1"),
        CodeCell(3, 2, "y = 2"),
    )


def test_source_may_be_a_list_of_lines(read):
    """A list of lines is joined as it is, with the newlines that it holds."""
    assert read(document({**CODE, "source": ["a = 1\n", "\n", "b = 2"]})).cells[0].source == "a = 1\n\nb = 2"
    assert read(document({**CODE, "source": []})).cells[0].source == ""


def test_the_hash_is_that_of_the_files_bytes(read):
    """The SHA-256 is of the file, not of what was understood of it."""
    body = b"\xef\xbb\xbf" + json.dumps(document(), indent=3).encode() + b"\r\n\r\n"
    assert read(body).sha256 == hashlib.sha256(body).hexdigest()


def test_the_name_is_the_files(read):
    """A submission is called what its file is called."""
    assert read(document()).name == "student.ipynb"


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: b"\n\n  " + text.encode() + b"\n \t\n",
    ],
    ids=["byte order mark", "CRLF", "white space around"],
)
def test_what_editors_do_to_a_file_is_accepted(read, encode):
    """A byte order mark, CRLF and blank lines around the JSON change nothing."""
    assert read(encode(json.dumps(document(TEXT, CODE), indent=1))).cells == (CodeCell(1, 1, "x = 1"),)


@pytest.mark.parametrize("minor", [0, 1, 4, 5, 99, None, "5"])
def test_any_minor_format_is_read(read, minor):
    """Minor formats differ in what is not read here."""
    assert len(read(document(nbformat_minor=minor)).cells) == 1


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"kernelspec": {}},
        {"kernelspec": {"name": "python3"}},
        {"kernelspec": {"name": "conda-env-ml-py"}},
        {"kernelspec": {"name": ".venv"}},
        {"kernelspec": {"name": "my course", "language": "Python"}},
        {"kernelspec": {"name": "my course"}, "language_info": {"name": "python", "version": "3.11"}},
        {"language_info": {"name": "ipython"}},
        {"kernelspec": {"name": None, "language": None}},
        {"kernelspec": None, "language_info": None},
        {"kernelspec": [], "language_info": []},
        {"kernelspec": ["R"], "language_info": "R"},
        {"kernelspec": "python3", "language_info": 3},
        {"kernelspec": {"name": ["r"], "language": {"R": 1}}, "language_info": {"name": 4}},
        {"kernelspec": True},
        {"authors": "me", "title": 7},
        [],
        ["kernelspec"],
        "python",
        3.5,
        None,
        True,
    ],
    ids=str,
)
def test_metadata_that_names_no_other_language_is_pythons(read, metadata):
    """A kernel that is missing or unreadable is Python's, whatever is in its place."""
    assert len(read(document(metadata=metadata)).cells) == 1
    without = document()
    del without["metadata"]
    assert len(read(without).cells) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"outputs": "none"},
        {"outputs": [{"output_type": "nonsense"}]},
        {"outputs": [{"output_type": "stream", "name": "stdout", "text": "x" * 3_000_000}]},
        {"outputs": None},
        {"execution_count": "1"},
        {"metadata": None},
        {"metadata": {"tags": 4}},
        {"attachments": {"a.png": {"image/png": 5}}},
        {"id": "not a valid id!"},
        {"id": None},
        {"more": [1]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_grading_does_not_use_cannot_be_wrong(read, change):
    """Outputs, counts, metadata, ids and attachments are not read."""
    assert read(document({**CODE, **change}, {**TEXT, **change})).cells == (CodeCell(0, 1, "x = 1"),)


def test_cells_may_lack_everything_but_type_and_source(read):
    """A cell without id, metadata and outputs is a cell; nothing warns of it."""
    assert read(document({"cell_type": "code", "source": "x"})).cells == (CodeCell(0, 1, "x"),)


def test_duplicate_ids_are_accepted(read):
    """Cells that were copied with their id are two cells."""
    assert len(read(document(CODE, CODE, TEXT)).cells) == 2


def test_lone_surrogates_become_question_marks(read):
    """A source that is no text that can be sent is made one."""
    body = json.dumps(document({**CODE, "source": "s = 'LONE'"})).replace("LONE", "\\ud800").encode()
    assert read(body).cells[0].source == "s = '?'"


def test_pairs_of_surrogates_are_characters(read):
    """JSON writes what lies outside the basic plane as two halves."""
    assert read(json.dumps(document({**CODE, "source": "'𝜎'"})).encode("ascii")).cells[0].source == "'𝜎'"


def test_special_numbers_of_json_are_accepted(read):
    """NaN and Infinity in metadata, as Python writes them, are no reason to refuse."""
    assert len(read(document(metadata={"a": float("nan"), "b": float("inf")})).cells) == 1


def test_a_file_may_be_a_link(tmp_path, read):
    """A link to a notebook is read."""
    read(document())
    (tmp_path / "link.ipynb").symlink_to(tmp_path / "student.ipynb")
    assert read_notebook(tmp_path / "link.ipynb").name == "link.ipynb"


def test_a_file_name_of_any_bytes_can_be_in_a_grade(tmp_path):
    """A name that is not UTF-8 is made text that JSON can hold."""
    path = os.fsencode(tmp_path) + b"/gr\xfc\xdfe.ipynb"
    with open(path, "wb") as file:
        file.write(json.dumps(document()).encode())
    notebook = read_notebook(tmp_path / os.fsdecode(b"gr\xfc\xdfe.ipynb"))
    assert msgspec.json.decode(msgspec.json.encode(notebook))["name"] == "gr??e.ipynb"


@pytest.mark.parametrize(
    ("saved", "count"),
    [(3, 3), (None, None), (True, None), (10**30, None), (-1, None), (2.5, None), ("1", None), ([], None)],
)
def test_execution_counts_are_whole_numbers_or_none(read, saved, count):
    """What else stands there was never a count, and must not be one in a grade."""
    assert read(document({**CODE, "execution_count": saved})).counts == (count,)


# --- what is refused -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty, but should be a notebook (.ipynb)"),
        (b" \n\t\r\n ", "is empty, but should be a notebook (.ipynb)"),
        (b'{"cells": [', "is not complete JSON (line 1, column 12: Expecting value); was it truncated?"),
        (json.dumps(document()).encode()[:-1], "is not complete JSON (line 1, "),
        (json.dumps(document()).encode() + b"}", "is not complete JSON (line 1, "),
        (b"# Title\n\nsome words", "is no notebook: it should be JSON, which begins with {"),
        (b"\xff\xfe{\x00", "byte 0 is not UTF-8, but a notebook is UTF-8 text"),
        (json.dumps(document()).encode("utf-16"), "byte 0 is not UTF-8, but a notebook is UTF-8 text"),
        (b'{"nbformat": 4, "x": "\xe9"}', "byte 22 is not UTF-8, but a notebook is UTF-8 text"),
        (b"PK\x03\x04\xff", "is a broken zip archive (File is not a zip file); was it truncated?"),
        (b"\x1f\x8b\x08\x00", "is a gzip archive, but should be a notebook (.ipynb)"),
        (b"7z\xbc\xaf\x27\x1c\x00", "is a 7z archive, but should be a notebook (.ipynb)"),
        (b"%PDF-1.7", "is a PDF document, but should be a notebook (.ipynb)"),
        (b"<!DOCTYPE html><html>", "is a web page, but should be a notebook (.ipynb)"),
        (b"{}", "is JSON but no notebook: it should be an object with 'nbformat' and 'cells'"),
        ([1, 2], "is JSON but no notebook: it should be an object with 'nbformat' and 'cells'"),
        (None, "is JSON but no notebook: it should be an object with 'nbformat' and 'cells'"),
        ("nbformat", "is JSON but no notebook: it should be an object with 'nbformat' and 'cells'"),
        ({"cells": []}, "is JSON but no notebook: it should be an object with 'nbformat' and 'cells'"),
        (document(nbformat=3), "has notebook format 3, but should have 4; open it in Jupyter and save it again"),
        (document(nbformat=2), "has notebook format 2, but should have 4"),
        (document(nbformat=5), "has notebook format 5, but should have 4"),
        (document(nbformat="4"), "has notebook format '4', but should have 4"),
        (document(nbformat=4.5), "has notebook format 4.5, but should have 4"),
        (document(nbformat=True), "has notebook format True, but should have 4"),
        (document(nbformat=None), "has notebook format missing, but should have 4"),
        (document(nbformat=[4] * 10_000), "has notebook format a list, but should have 4"),
        (document(nbformat="4" * 10_000), "has notebook format '4444"),
        ({"nbformat": 4}, "'cells' is missing, but should be a list"),
        (document(cells=None), "'cells' is missing, but should be a list"),
        (document(cells={"0": CODE}), "'cells' is an object, but should be a list"),
        (document(cells="none"), "'cells' is text, but should be a list"),
        (document(cells=7), "'cells' is a number, but should be a list"),
        (document(cells=False), "'cells' is true or false, but should be a list"),
        (document(CODE, [1]), "cells[1] is a list, but should be an object with 'cell_type' and 'source'"),
        (document(CODE, None), "cells[1] is missing, but should be an object with 'cell_type' and 'source'"),
        (document(CODE, "x = 1"), "cells[1] is text, but should be an object with 'cell_type' and 'source'"),
        (document({**CODE, "cell_type": "sql"}), "cells[0].cell_type is 'sql', but should be 'code', 'markdown' or"),
        (document({**CODE, "cell_type": ["code"]}), "cells[0].cell_type is a list, but should be 'code'"),
        (document({"source": "x"}), "cells[0].cell_type is missing, but should be 'code', 'markdown' or 'raw'"),
        (document(CODE, {**TEXT, "source": 7}), "cells[1].source is a number, but should be text or a list of lines"),
        (document({"cell_type": "code"}), "cells[0].source is missing, but should be text or a list of lines"),
        (document({**CODE, "source": ["a", 1]}), "cells[0].source is a list, but should be text or a list of lines"),
        (document({**CODE, "source": {"a": 1}}), "cells[0].source is an object, but should be text or a list of lines"),
        (document(cells=[]), "has no code cell, so there is nothing to grade"),
        (document(TEXT, TEXT), "has no code cell, so there is nothing to grade"),
        (document(CODE, {**CODE, "source": "#" * 2_000_001}), "holds 20000"),
        (b'{"nbformat": 4, "x": [' + b"[]," * 2_500_000, "holds some 5000003 values, but should hold at most 5000000;"),
        (document(cells=[CODE] * 10_001), "has 10001 cells, but should have at most 10000"),
        (b'{"nbformat": 4, "x": ' + b"[" * 200_000, "is nested too deeply to be a notebook"),
        (b'{"nbformat": 4, "x": ' + b'{"a":' * 200_000, "is nested too deeply to be a notebook"),
        (b'{"nbformat": 4, "x": ' + b"9" * 5_000 + b"}", "holds a number that is too long to be read, so it is no"),
    ],
    ids=lambda value: None,
)
def test_what_is_no_notebook_gets_one_sentence(refusal, content, said):
    """The file, the place in it, what is there and what should be."""
    assert refusal(content).startswith(said)


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        ({"kernelspec": {"name": "ir", "language": "R"}}, "is for the kernel 'ir' ('R'), but should be for Python"),
        ({"kernelspec": {"name": "julia-1.9"}, "language_info": {"name": "julia"}}, "is for the kernel 'julia-1.9' "),
        ({"language_info": {"name": "R"}}, "is for the kernel 'python3' ('R'), but should be for Python"),
        ({"kernelspec": {"name": "ir"}}, "is for the unknown kernel 'ir', but should be for Python"),
        ({"kernelspec": {"name": "x" * 9_999}}, "is for the unknown kernel 'xxx"),
        (
            {"kernelspec": {"name": "a\nb", "language": "c\nd"}},
            "is for the kernel 'a\\nb' ('c\\nd'), but should be for",
        ),
    ],
    ids=lambda value: None,
)
def test_a_notebook_of_another_language_is_refused(refusal, metadata, said):
    """The kernel is named."""
    assert refusal(document(metadata=metadata)).startswith(said)


@pytest.mark.parametrize("levels", [100, 300, 900, 5_000])
def test_deep_nesting_is_read_or_refused(read, levels):
    """Metadata that is nested deeply is no traceback, at any depth."""
    body = json.dumps(document()).replace('"python3"', "[" * levels + "]" * levels).encode()
    try:
        assert len(read(body).cells) == 1
    except InputError as error:
        assert "is nested too deeply" in str(error)


def socket_at(path):
    with socket.socket(socket.AF_UNIX) as sock:
        sock.bind(path.name)


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: None, "cannot be read (No such file or directory), but should be a notebook (.ipynb)"),
        (lambda path: path.mkdir(), "is a folder, but should be a notebook (.ipynb)"),
        (os.mkfifo, "is no regular file, but should be a notebook (.ipynb)"),
        (lambda path: path.symlink_to("/dev/zero"), "is no regular file, but should be a notebook (.ipynb)"),
        (lambda path: path.symlink_to(path.name), "cannot be read ("),
        (socket_at, "cannot be read ("),
    ],
    ids=["missing", "folder", "fifo", "device", "loop", "socket"],
)
def test_what_is_no_file_is_refused_without_waiting(tmp_path, monkeypatch, make, said):
    """A path that is missing, a folder, a pipe or a device is named; nothing waits for a writer."""
    monkeypatch.chdir(tmp_path)  # a socket's path is short
    make(tmp_path / "s.ipynb")
    with pytest.raises(InputError) as caught:
        read_notebook(tmp_path / "s.ipynb")
    assert sentence(caught.value, tmp_path / "s.ipynb").startswith(said)


@pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path, read):
    """A file that may not be read is named."""
    read(document())
    (tmp_path / "student.ipynb").chmod(0)
    with pytest.raises(InputError, match="cannot be read"):
        read_notebook(tmp_path / "student.ipynb")


def test_a_path_with_a_zero_byte_is_refused(tmp_path):
    """No file can have such a name."""
    with pytest.raises(InputError, match=r"b\.ipynb': is no path"):
        read_notebook(tmp_path / "a\0b.ipynb")


def test_a_file_that_is_too_large_is_refused_unread(tmp_path):
    """The size is looked at before the content; a sparse file costs nothing."""
    path = tmp_path / "s.ipynb"
    with path.open("wb") as file:
        file.truncate(module.MAX_NOTEBOOK_BYTES + 1)
    with pytest.raises(InputError) as caught:
        read_notebook(path)
    assert sentence(caught.value, path) == "has 104857601 bytes, but should have at most 104857600"


# --- anything at all -------------------------------------------------------------------------------------

json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.sampled_from(["code", 4])),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=6,
)
VALID = document(
    TEXT, CODE, {**CODE, "source": ["a\n"]}, metadata={**PYTHON, "language_info": {"name": "python", "version": "3"}}
)


def places(value, path=()):
    yield path
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(item, (*path, key))


def replaced(value, path, new):
    if not path:
        return new
    changed = copy.copy(value)
    changed[path[0]] = replaced(value[path[0]], path[1:], new)
    return changed


def check_readable_or_refused(read, content):
    try:
        notebook = read(content)
    except InputError as error:
        assert "\n" not in str(error)
    else:
        assert notebook.cells
        assert all(isinstance(cell.source, str) for cell in notebook.cells)
        msgspec.json.encode(notebook)


FUZZ = settings(derandomize=True, database=None, deadline=None, max_examples=300)


@pytest.fixture(scope="module")
def read_again(tmp_path_factory):
    """Like ``read``, for many examples in one test."""
    path = tmp_path_factory.mktemp("fuzz") / "student.ipynb"

    def reading(content) -> Notebook:
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return read_notebook(path)

    return reading


@FUZZ
@given(place=st.sampled_from(list(places(VALID))), new=json_values)
def test_any_json_in_any_place_is_read_or_refused(read_again, place, new):
    """A notebook with one value replaced by another is read, or refused with one sentence."""
    check_readable_or_refused(read_again, replaced(VALID, place, new))


@FUZZ
@given(start=st.integers(0, 600), length=st.integers(0, 40), new=st.binary(max_size=4))
def test_a_damaged_file_is_read_or_refused(read_again, start, length, new):
    """A file with bytes cut out and others written in is read, or refused with one sentence."""
    body = json.dumps(VALID).encode()
    check_readable_or_refused(read_again, body[:start] + new + body[start + length :])


@FUZZ
@given(json_values)
def test_any_json_is_read_or_refused(read_again, value):
    """Any JSON is a notebook or refused with one sentence."""
    check_readable_or_refused(read_again, value)
