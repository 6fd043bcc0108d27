"""Canvas: the right score in the right line, and nothing else changed."""

import csv
import io
import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from autograder.errors import InputError
from autograder.exporters.canvas import fill_canvas
from autograder.standing import stand
from tests.exporters.sample_class import GRADE, WIDTH, ann, bob, everybody, hostile, manifest, override, person

PATH = Path("gradebook.csv")
HEAD = "Student,ID,SIS User ID,SIS Login ID,Section,Notes,Other (70),Logistic regression (77),Current Score"
EXPORT = f"""{HEAD}
,,,,,,,Manual Posting,
    Points Possible,,,,,,5.00,{WIDTH:.2f},(read only)
"Example, Ann",1001,,ann1,A,n,3.00,,80.00
"Example, Bob",1002,,bob1,A,,4.00,1.00,90.00
"Example, Cleo",1003,,cleo1,A,,4.00,2.00,
"Example, Eve",1005,,eve1,A,,4.00,,
"Example, Fay",1006,,fay1,A,,,EX,
"Student, Test",9999,,6f1e,A,,,,
"""


def filled(text=EXPORT, standings=None, column=None, **changes):
    standings = everybody() if standings is None else standings
    return fill_canvas(text.encode(), PATH, manifest(**changes), standings, column)


def cells(result, delimiter=","):
    return list(csv.reader(io.StringIO(result.content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def scores(result, delimiter=","):
    return {row[1]: row[-1] for row in cells(result, delimiter)[1:] if row[1]}


def line(*values, score=""):
    name, canvas_id, sis, login = values
    return f'{HEAD}\n    Points Possible,,,,,,5,{WIDTH},\n"{name}",{canvas_id},{sis},{login},A,,,{score},\n'


def test_scores_come_into_their_line():
    """Whoever has a score has it; everybody else keeps what was there."""
    result = filled()
    expected = {"1001": f"{GRADE.score:g}", "1002": f"{0.8 * (GRADE.score + 1.5):g}", "1003": "2.00"}
    assert scores(result) == {**expected, "1005": "", "1006": "EX", "9999": ""}
    assert result.written == ("ann", "bob")


def test_only_what_identifies_and_the_assignment_are_kept():
    """An old copy of other columns would take back what was entered since; header and points possible stay."""
    kept = "Student,ID,SIS User ID,SIS Login ID,Section,Logistic regression (77)"
    lines = filled().content.decode().split("\n")
    assert lines[:3] == [kept, ",,,,,Manual Posting", f"    Points Possible,,,,,{WIDTH:.2f}"]
    assert lines[3].startswith('"Example, Ann",1001,,ann1,A,')
    assert len(lines) == len(EXPORT.split("\n"))


def test_who_is_only_on_one_side_is_told():
    """In the gradebook and unknown, and the other way round."""
    result = filled()
    assert result.unmatched == ("line 9 (Student, Test)",)
    assert result.not_in_file == ("dan",)
    assert result.notices == ("line 8 (Example, Fay) is excused in Canvas (EX), and stays so",)


def test_canvas_reads_the_header_and_rows_that_are_no_students():
    """By the rules of Canvas's own importer: student columns first, the rest assignments, two kinds of other rows."""
    header, muted, points, *_ = cells(filled())
    assert (header[0], header[1], header[4]) == ("Student", "ID", "Section")
    assert re.fullmatch(r".*\S\s*\(\d+\)", header[5])
    assert all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell) for cell in muted)
    assert "Points Possible" in points[0]


def test_scores_are_scaled_to_the_points_possible():
    """And that is said."""
    result = filled(EXPORT.replace(f"{WIDTH:.2f}", "100.00"))
    assert float(scores(result)["1001"]) == pytest.approx(100 * GRADE.score / WIDTH, abs=1e-5)
    assert any("is out of 100 in Canvas" in notice for notice in result.notices)


def test_nothing_to_scale_by_is_said():
    """An assignment of 0 points, or none."""
    result = filled(EXPORT.replace(f"{WIDTH:.2f}", "0.00"))
    assert scores(result)["1001"] == f"{GRADE.score:g}"
    assert any("no points possible" in notice for notice in result.notices)


def test_a_semicolon_file_with_decimal_commas_stays_one():
    """As Canvas writes it where commas are decimal marks."""
    lines = [HEAD, f"    Points Possible,,,,,,5,{WIDTH}~00,", "Ann Example,1001,,ann1,A,,3~00,,"]
    text = "\ufeff" + "\r\n".join(lines).replace(",", ";").replace("~", ",").replace(".", "") + "\r\n"
    text = text.replace(f"{WIDTH}".replace(".", "") + ",00", f"{WIDTH:.2f}".replace(".", ","))
    result = filled(text)
    assert result.content.startswith(b"\xef\xbb\xbfStudent;ID;")
    assert scores(result, ";") == {"1001": f"{GRADE.score:g}".replace(".", ",")}


@pytest.mark.parametrize(
    "who",
    [
        ("x", "1001", "", ""),
        ("x", "", "ann", ""),
        ("x", "", "", "ANN1"),
        ("x", "", "", "ann"),
        ("x", "", "", "Ann@Example.org"),
        ("Example, Ann", "", "", ""),
        ("ann  example", "", "", ""),
        ("Example, Ann", "1001", "zz", ""),
    ],
)
def test_a_student_is_found_by_any_identifier(who):
    """Id, SIS id, login, e-mail, or a name that is there once."""
    assert filled(line(*who)).written == ("ann",)


@pytest.mark.parametrize(
    "who",
    [
        ("Example, Ann", "1777", "", ""),
        ("Example, Ann", "", "", "other"),
        ("x", "1001", "", "bob1"),
        ("x", "", "", ""),
    ],
)
def test_in_doubt_nothing_is_written(who):
    """Another id under the same name, or two identifiers that are two students."""
    result = filled(line(*who, score="7"))
    assert result.written == ()
    assert len(result.unmatched) == 1
    assert cells(result)[-1][-1] == "7"


def test_a_name_that_two_students_have_is_nobodys():
    """On either side."""
    twin = stand(person("twin", name="Ann Example"), WIDTH, ann().submission, ann().grade)
    assert filled(line("Example, Ann", "", "", ""), [ann(), twin]).written == ()
    twice = line("Example, Ann", "", "", "") + '"Example, Ann",,,,B,,,,\n'
    assert filled(twice, [ann()]).written == ()


def test_a_student_with_two_lines_is_refused():
    """Which of them counts is not ours to guess."""
    with pytest.raises(InputError, match="lines 3 and 4: are both 'ann'"):
        filled(line("x", "1001", "", "") + "y,,,ann1,A,,,,\n")


@pytest.mark.parametrize("column", ["77", "Logistic regression (77)", "logistic regression"])
def test_the_column_can_be_named(column):
    """By title, id or whole heading."""
    assert filled(column=column, title="Something else").written == ("ann", "bob")


def test_first_and_last_names_apart():
    """Canvas can export them so."""
    text = EXPORT.replace("Student,ID", "LastName,FirstName,ID", 1).replace('"Example, Ann",1001', "Example,Ann,", 1)
    text = (
        text.replace("ann1", "").replace("Points Possible", "Points Possible,").replace('"Example, Bob"', "Example,Bob")
    )
    text = "\n".join(row for row in text.split("\n") if not row.startswith('"') and "Manual" not in row)
    assert filled(text).written == ("ann", "bob")


def test_a_score_above_the_maximum_is_written():
    """Canvas takes extra points."""
    more = stand(ann().student, WIDTH, ann().submission, ann().grade, None, (override(None, WIDTH + 1),))
    assert scores(filled(standings=[more]))["1001"] == f"{WIDTH + 1:g}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Name,Grade\nx,1\n", "line 1: begins Name, Grade, but should have Student, ID, SIS Login ID, Section"),
        (EXPORT.replace("Section", "Group", 1), "but should have Student"),
        (EXPORT.replace("Logistic regression (77)", "HW (77)"), "should have a column 'Logistic regression', but has 'Other (70)', 'HW (77)'"),
        (EXPORT.replace("Other (70)", "Logistic regression (70)"), "'Logistic regression (70)' (column 7) and 'Logistic regression (77)' (column 8) both fit"),
        (EXPORT.replace(f"{WIDTH:.2f},(read only)", "(read only),"), "line 3: 'Logistic regression (77)' is read only in Canvas"),
        (EXPORT.replace('"Student, Test"', '"Student, Test'), "line 9: has a quotation mark"),
    ],
)  # fmt: skip
def test_what_cannot_be_filled_in_is_one_sentence(text, said):
    """File, place, what was expected."""
    with pytest.raises(InputError) as caught:
        filled(text)
    assert str(caught.value).startswith("gradebook.csv: line")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_hostile_students_change_nothing_but_a_number():
    """Nothing that a student chose comes into the file."""
    result = filled(line("x", "66", "", ""), [hostile()])
    assert float(cells(result)[-1][-1]) == pytest.approx(0.9 * 1.25 * WIDTH / 2)
    assert b"HYPERLINK" not in result.content


def test_filling_in_twice_is_filling_in_once():
    """A regrade of the same standings changes no byte."""
    once = filled(standings=[ann(), bob()])
    assert filled(once.content.decode(), [ann(), bob()]).content == once.content


def test_notices_are_one_line():
    """Whatever the gradebook's names are."""
    result = filled(EXPORT.replace('"Example, Fay"', '"Example,\nFay"'))
    assert all("\n" not in text for text in (*result.notices, *result.unmatched))
    assert replace(result, notices=()).written == ("ann", "bob")
