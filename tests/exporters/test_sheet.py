"""Somebody else's CSV: byte for byte what it was, but for the cells that were written."""

import csv
import io
import random
from pathlib import Path

import pytest

from autograder.errors import InputError
from autograder.exporters.sheet import read_sheet

PATH = Path("class.csv")
FILES = [
    b"a,b\n1,2\n",
    b"a,b\r\n1,2",
    b'\xef\xbb\xbf"a";"b ""c"""\r\n"1\r\n2";x;\r\n\r\n;;\r\n',
    b'a\tb"c\td\n,\t;\t\n',
    b"a,b\r1,2\r",
    "a,b\nÄ,\u2028\n".encode(),
]


@pytest.mark.parametrize("data", FILES)
def test_what_is_not_written_stays(data):
    """Quotes, ends of lines, the mark of the byte order."""
    assert read_sheet(data, PATH).encoded() == data


def test_cells_are_those_of_the_standard_library():
    """On random files of all that is special."""
    choose = random.Random(7)
    for _ in range(300):
        table = [["".join(choose.choices('ab",;\n\r ', k=choose.randrange(5))) for _ in range(3)] for _ in range(4)]
        table[0] = ["x", "y", "z"]
        text = io.StringIO()
        csv.writer(text, quoting=choose.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])).writerows(table)
        sheet = read_sheet(text.getvalue().encode(), PATH)
        assert [[row.value(column) for column in range(3)] for row in sheet.rows] == table


def test_a_written_cell_keeps_its_quotes_or_gets_them():
    """Quoted where it was, and where the value needs it."""
    sheet = read_sheet(b'a,b,c\n"1",2\n', PATH)
    sheet.body[0].write(0, "5", ",")
    sheet.body[0].write(1, '6,"x"', ",")
    sheet.body[0].write(3, "7", ",")
    assert sheet.encoded() == b'a,b,c\n"5","6,""x""",,7\n'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a,b\nM\xfcller,1\n", "line 2: has the byte 0xfc, but a CSV file should be saved as UTF-8"),
        ("a,b\n".encode("utf-16"), "line 1: has the byte 0xff"),
        (b"", "line 1: is empty"),
        (b" \n\n", "line 1: is empty"),
        (b'a,b\n"1\n2",3\n"x,4\n5\n', "line 4: has a quotation mark that is not closed"),
        (b'a,b\n"x"y,4\n', "line 2: has a quotation mark"),
    ],
)
def test_what_is_no_csv_is_told_with_its_place(data, said):
    """File, line, what was expected."""
    with pytest.raises(InputError, match=r"class\.csv: ") as caught:
        read_sheet(data, PATH)
    assert said in str(caught.value)


def test_a_large_file_takes_no_time():
    """A cell of a million quotes, and a million cells."""
    data = b'a,b\n"' + b'""' * 1_000_000 + b'",' + b"x," * 300_000 + b"\n"
    assert read_sheet(data, PATH).encoded() == data
