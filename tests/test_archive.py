"""A zip archive is read as the one notebook in it, or refused in one sentence; nothing is ever extracted."""

from __future__ import annotations

import io
import json
import stat
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograder.errors import InputError
from autograder.notebook import read_notebook
from tests.support.grader import MINI

NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"kernelspec": {"name": "python3", "language": "python"}},
    "cells": [{"cell_type": "code", "source": "word = 'right'", "metadata": {}, "outputs": [], "execution_count": 1}],
}
DATA = json.dumps(NOTEBOOK).encode()


def member(name: str, mode: int = stat.S_IFREG | 0o644, system: int = 3) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
    info.external_attr = mode << 16
    info.create_system = system
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def packed(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, content in members:
            archive.writestr(member(info) if isinstance(info, str) else info, content)  # else it holds the time of day
    return buffer.getvalue()


@pytest.fixture
def read(tmp_path):
    """The bytes of a zip as a notebook."""

    def from_bytes(data: bytes):
        path = tmp_path / "handed in.zip"
        path.write_bytes(data)
        return read_notebook(path)

    return from_bytes


@pytest.fixture
def refusal(read, tmp_path):
    """The sentence that refuses a zip."""

    def of(data: bytes) -> str:
        with pytest.raises(InputError) as caught:
            read(data)
        text = str(caught.value)
        assert "\n" not in text
        return text.removeprefix(f"{tmp_path / 'handed in.zip'}: ")

    return of


@pytest.mark.parametrize(
    "members",
    [
        [("a.ipynb", DATA)],
        [("folder/sub/a.ipynb", DATA), ("folder/data.csv", b"1"), ("folder/", b"")],
        [("a.ipynb", DATA), (".ipynb_checkpoints/a-checkpoint.ipynb", b"{}"), ("__MACOSX/._a.ipynb", b"\0\5")],
        [("a.ipynb", DATA), ("x/._a.ipynb", b"\0")],
        [(member("a.ipynb", 0, 0), DATA)],
        [("../../etc/a.ipynb", DATA)],
        [("/etc/a.ipynb", DATA)],
        [("..\\..\\a.ipynb", DATA)],
        [("a.ipynb", DATA), (member("link.ipynb", stat.S_IFLNK | 0o777), b"/etc/passwd")],
        [("a.ipynb", DATA), (member("pipe.ipynb", stat.S_IFIFO | 0o644), b"")],
        [("a.ipynb", DATA), ("inner.zip", packed(("b.ipynb", DATA)))],
    ],
    ids=["plain", "folders", "leftovers", "apple-double", "windows", "slip", "absolute", "backslashes", "link", "pipe", "nested"],
)  # fmt: skip
def test_the_only_notebook_is_read_and_nothing_is_written(read, tmp_path, members):
    """Wherever its name says that it lies."""
    assert read(packed(*members)).cells[0].source == "word = 'right'"
    assert [path.name for path in tmp_path.iterdir()] == ["handed in.zip"]


def test_the_hash_is_the_notebooks(read):
    """The same notebook is the same submission, however it is packed."""
    plain = read(DATA)
    assert read(packed(("x/a.ipynb", DATA))).sha256 == plain.sha256
    assert read(packed(("x/a.ipynb", DATA), ("y", b"1"))).name == "a.ipynb"


def encrypted() -> bytes:
    data = bytearray(packed(("a.ipynb", DATA)))
    data[6] |= 1  # the flag in the local header, and in the directory
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def patched(signature: bytes, offset: int, value: bytes) -> bytes:
    data = bytearray(packed(("a.ipynb", DATA)))
    place = data.index(signature) + offset
    data[place : place + len(value)] = value
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (packed(), "holds no notebook (.ipynb), but should hold one"),
        (packed(("[Content_Types].xml", b"x"), ("word/document.xml", b"")), "is an Office document (Word, Excel), but"),
        (packed(("a.txt", b"x"), ("folder.ipynb/", b"")), "holds no notebook (.ipynb), but should hold one"),
        (packed((member("a.ipynb", stat.S_IFLNK | 0o777), b"/etc/passwd")), "holds no notebook (.ipynb), but should"),
        (packed(("a.ipynb", DATA), ("b.ipynb", DATA)), "holds 2 notebooks ('a.ipynb', 'b.ipynb'), but should hold one"),
        (packed(*((f"{n}.ipynb", DATA) for n in range(9))), "holds 9 notebooks ('0.ipynb', '1.ipynb', '2.ipynb' and 6 more)"),
        (packed(("a\n\u202eb.ipynb", DATA), ("b.ipynb", DATA)), "holds 2 notebooks ('a\\n\\u202eb.ipynb', 'b.ipynb')"),
        (packed(*((str(n), b"") for n in range(10_001))), "holds 10001 files, but should hold at most 10000"),
        (packed(("a.ipynb", DATA))[:-30], "is a broken zip archive ("),
        (packed(("a.ipynb", DATA))[:60], "is a broken zip archive ("),
        (encrypted(), "is an encrypted zip archive, but should open without a password"),
        (patched(b"PK\x03\x04", 40, b"\xff\xff\xff"), "is a broken zip archive ("),
        (patched(b"PK\x01\x02", 16, b"\0\0\0\0"), "is a broken zip archive (Bad CRC-32"),
        (patched(b"PK\x01\x02", 10, struct.pack("<H", 99)), "is compressed in a way that cannot be read"),
        (patched(b"PK\x01\x02", 42, b"\xff\xff\xff\x7f"), "is a broken zip archive ("),
        (packed(("a.ipynb", b"")), "is empty, but should be a notebook (.ipynb)"),
        (packed(("a.ipynb", b"{")), "is not complete JSON"),
        (packed(("a.ipynb", packed(("b.ipynb", DATA)))), "byte "),
    ],
)  # fmt: skip
def test_what_cannot_be_read_gets_one_sentence(refusal, data, said):
    """The file, what is in it, and what should be."""
    assert refusal(data).startswith(said)


MEASURE = """
import resource, sys, time
from pathlib import Path
from autograder.errors import InputError
from autograder.notebook import read_notebook
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.monotonic()
try:
    print(len(read_notebook(Path(sys.argv[1])).cells), "cells")
except InputError as error:
    print(error)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024, time.monotonic() - start)
"""


def measured(path: Path) -> tuple[str, int, float]:
    """What reading a file says, and what it takes: MiB and seconds."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, timeout=60, check=True
    )
    said, numbers = done.stdout.strip().rsplit("\n", 1)
    memory, seconds = numbers.split()
    return said, int(memory), float(seconds)


def test_a_bomb_costs_no_more_than_a_large_notebook(tmp_path):
    """Half a gigabyte of blanks in half a megabyte of zip is given up at the limit, also where the header lies."""
    path = tmp_path / "bomb.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(member("a.ipynb"), "w", force_zip64=True) as file,
    ):
        for _ in range(512):
            file.write(b" " * 2**20)
    said, memory, seconds = measured(path)
    assert "holds a notebook of more than 104857600 bytes, but should hold a smaller one" in said
    assert (memory < 400, seconds < 10) == (True, True), (memory, seconds)


@pytest.mark.parametrize("count", [100_000])
def test_a_hundred_thousand_cells_are_refused_quickly(tmp_path, count):
    """There is a bound, and it is said."""
    path = tmp_path / "long.ipynb"
    path.write_text(json.dumps({**NOTEBOOK, "cells": NOTEBOOK["cells"] * count}))
    said, memory, seconds = measured(path)
    assert f"has {count} cells, but should have at most 10000" in said
    assert (memory < 400, seconds < 10) == (True, True), (memory, seconds)


def test_fifty_megabytes_of_outputs_are_read_past(tmp_path):
    """Pictures and printed answers are no answers, and no burden."""
    cell = NOTEBOOK["cells"][0] | {
        "outputs": [{"output_type": "stream", "name": "stdout", "text": "right " * 9_000_000}]
    }
    path = tmp_path / "fat.ipynb"
    path.write_text(json.dumps({**NOTEBOOK, "cells": [cell]}))
    said, memory, seconds = measured(path)
    assert said == "1 cells"
    assert (memory < 400, seconds < 10) == (True, True), (memory, seconds)


NAMES = (
    "with spaces.ipynb",
    "two\nlines.ipynb",
    "\u202egnp.ipynb",
    "-rf.ipynb",
    "*.ipynb",
    "ünïcødé.ipynb",
    "a'b\"c;$(x).ipynb",
)


def test_any_name_of_a_file_is_graded(tmp_path):
    """And cannot write over the terminal that it is shown on."""
    for name in NAMES:
        (tmp_path / name).write_bytes(DATA)
    out = tmp_path / "out"
    paths = [f"./{name}" for name in NAMES]
    command = [sys.executable, "-m", "autograder", "grade", *paths, "--assignment", str(MINI), "--json", str(out)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    grades = [json.loads(path.read_text()) for path in out.iterdir()]
    assert sorted(grade["submission"]["name"] for grade in grades) == sorted(NAMES)
    assert "\u202e" not in done.stdout
    assert all(name in done.stdout for name in NAMES if name.isprintable())
    assert "two\\nlines.ipynb" in done.stdout


def test_a_zip_is_graded_as_its_notebook_is(tmp_path):
    """From the command line, as a student exported it."""
    (tmp_path / "export.zip").write_bytes(packed(("course/work.ipynb", DATA), ("course/tests/q1.py", b"x")))
    command = [
        sys.executable,
        "-m",
        "autograder",
        "grade",
        "export.zip",
        "--assignment",
        str(MINI),
        "--json",
        "grade.json",
    ]
    subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60, check=True)
    grade = json.loads((tmp_path / "grade.json").read_text())
    assert (grade["submission"]["name"], grade["score"]) == ("work.ipynb", 3.0)
