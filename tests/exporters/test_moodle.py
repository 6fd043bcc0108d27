"""Moodle: a worksheet with grades and comments, or a column for the gradebook's import."""

import csv
import html
import io
import re
from pathlib import Path

import pandas as pd
import pytest

from autograder.batch.out import slim
from autograder.errors import InputError
from autograder.exporters.feedback import feedback
from autograder.exporters.moodle import fill_moodle
from autograder.standing import stand
from tests.exporters.sample_class import GRADE, TITLE, WIDTH, ann, bob, dan, eve, everybody, hostile, manifest, override

PATH = Path("worksheet.csv")
HEAD = (
    'Identifier,"Full name","Email address",Status,Grade,"Maximum grade","Grade can be changed",'
    '"Last modified (submission)","Last modified (grade)","Feedback comments"'
)
BOB = f"{0.8 * (GRADE.score + 1.5):g}"
SHEET = f"""{HEAD}
"Participant 501","Ann Example",ann@example.org,"Submitted for grading - ",,{WIDTH:.2f},Yes,"Monday, 1 June 2026, 1:00 PM",-,
"Participant 502","Bob Example",bob@example.org,"Submitted for grading - ",1.00,{WIDTH:.2f},Yes,-,-,"<p>Autograder: old</p>"
"Participant 503","Cleo Example",cleo@example.org,"Submitted for grading - ",2.00,{WIDTH:.2f},Yes,-,-,old
"Participant 506","Fay Example",fay@example.org,"Submitted for grading - ",3.00,{WIDTH:.2f},No,-,-,
"Participant 599","Zoe Example",zoe@example.org,"No submission",,{WIDTH:.2f},Yes,-,-,
"""


def filled(text=SHEET, standings=None, column=None, **changes):
    standings = everybody() if standings is None else standings
    return fill_moodle(text.encode(), PATH, manifest(**changes), standings, column)


def lines(result, delimiter=","):
    return list(csv.DictReader(io.StringIO(result.content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def with_score(score):
    return stand(ann().student, WIDTH, ann().submission, ann().grade, None, (override(None, score),))


def test_grades_come_into_their_line():
    """Whoever has a score has it; a line without one keeps what was there, a locked one, too."""
    result = filled()
    assert [row["Grade"] for row in lines(result)] == [f"{GRADE.score:g}", BOB, "2.00", "3.00", ""]
    assert result.written == ("ann", "bob")
    assert result.unmatched == ("line 6 (Zoe Example)",)
    assert result.not_in_file == ("dan", "eve")
    assert result.notices == ("line 5 (Fay Example) has a grade that is locked in Moodle, and keeps it",)


def test_everything_else_stays_byte_for_byte():
    """Without its grades and comments, the file is the file."""
    after = filled(standings=[ann()]).content.decode().split("\n")
    before = SHEET.split("\n")
    assert after[0] == before[0]
    assert after[2:] == before[2:]
    assert after[1].startswith(before[1].partition(",,")[0] + f",{GRADE.score:g},")


def test_the_comment_says_where_points_went():
    """The arithmetic, decisions by hand, and the questions that cost something."""
    comment = lines(filled())[1]["Feedback comments"]
    first, *rest = html.unescape(comment).split("<br>")
    assert first == f"Autograder: {BOB} / {WIDTH:g} points"
    assert any("2 days late (due 2026-06-01 12:00 UTC): 20 % of the points earned taken off" in line for line in rest)
    assert "comment by tim: Come and see me" in rest
    assert any(
        line.startswith("From probabilities to classes, 1.5 / 2: 1.5 points given by tim: `predict`") for line in rest
    )
    assert any(
        line.startswith(
            "The sigmoid function, 2 / 4: not right yet: `sigmoid` keeps the shape of its input; partly right:"
        )
        for line in rest
    )
    assert "Code cell 7 stopped with an error: NameError: name 'wieghts' is not defined" in rest
    assert "Binary cross-entropy" not in comment


def test_the_comment_is_the_same_from_the_slim_records_of_a_class():
    """What a table leaves out of memory is not what a comment needs."""
    assert feedback(slim([bob()])[0]) == feedback(bob())


def test_the_comment_of_who_has_no_grade_says_what_a_ta_decided():
    """And that nothing was handed in, or what is wrong with the file."""
    given = (override("q2_bce", 2.0, "by mail"), override(None, None, "Come and see me"))
    eve_by_hand = stand(eve().student, WIDTH, overrides=given)
    assert feedback(eve_by_hand, {"q2_bce": "Binary cross-entropy"}) == (
        f"Autograder: 2 / {WIDTH:g} points",
        "Binary cross-entropy: 2 points given by tim.",
        f"The final score is 2 / {WIDTH:g}.",
        "Binary cross-entropy: 2 points given by tim: by mail",
        "comment by tim: Come and see me",
        "Nothing was handed in.",
    )
    dan_by_hand = stand(dan().student, WIDTH, dan().submission, overrides=given)
    assert feedback(dan_by_hand)[-1].startswith("The submission cannot be graded: hw.docx: is not a notebook")


def test_a_persons_comment_stays():
    """Only a comment of ours is written anew."""
    result = filled(SHEET.replace("<p>Autograder: old</p>", "<p>Well argued</p>"))
    assert lines(result)[1]["Feedback comments"] == "<p>Well argued</p>"
    assert lines(result)[1]["Grade"] == BOB
    assert "line 3 (Bob Example) has a comment already, which stays" in result.notices


def test_hostile_texts_are_text_on_one_line():
    """No markup but the breaks, no control, no formula."""
    text = SHEET.replace("Participant 501", "Participant 66")
    (row, *_) = lines(filled(text, [hostile()]))
    comment = row["Feedback comments"]
    assert comment.startswith("Autograder:")
    assert set(re.findall("<[^>]*>", comment)) == {"<br>"}
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202e\ud800]", comment)
    assert "&lt;b&gt;" in comment


def test_grades_are_scaled_to_the_maximum():
    """And that is said."""
    result = filled(SHEET.replace(f"{WIDTH:.2f}", '"100,00"'), [ann()])
    assert float(lines(result)[0]["Grade"]) == pytest.approx(100 * GRADE.score / WIDTH, abs=1e-5)
    assert any("the maximum grade is 100" in notice for notice in result.notices)


def test_a_grade_above_the_maximum_is_told():
    """Moodle would leave it out without a word."""
    result = filled(standings=[with_score(WIDTH + 1)])
    assert any("Moodle leaves out a grade above the maximum" in notice for notice in result.notices)


def test_a_point_is_the_decimal_mark_everywhere():
    """Moodle reads it in every language; the file's separator, mark and ends of lines stay."""
    text = "\ufeff" + SHEET.replace("Monday, 1 June 2026, 1:00 PM", "-").replace(",", ";").replace("\n", "\r\n")
    result = filled(text, [with_score(7.5)])
    assert result.content.startswith(b"\xef\xbb\xbfIdentifier;")
    assert result.content.count(b"\r\n") == SHEET.count("\n")
    assert lines(result, ";")[0]["Grade"] == "7.5"
    assert any("with commas only" in notice for notice in result.notices)


def test_a_worksheet_of_hidden_names_is_matched_by_number():
    """Blind marking leaves the identifier only."""
    text = "Identifier,Status,Grade,Maximum grade,Last modified (grade)\nParticipant 501,x,,20.00,-\nParticipant 7,x,,20.00,-\n"
    result = filled(text)
    assert (result.written, result.unmatched) == (("ann",), ("line 3 (Participant 7)",))


def test_a_column_is_added_for_the_gradebook():
    """A line a score, in pandas' eyes, too."""
    text = "First name,Last name,ID number,Email address\nAnn,Example,,ANN@example.org\nDan,E,dan,\nBob,Example,bob,\n"
    result = filled(text)
    frame = pd.read_csv(io.BytesIO(result.content))
    assert list(frame.columns) == ["First name", "Last name", "ID number", "Email address", TITLE]
    assert list(frame[TITLE]) == [GRADE.score, pytest.approx(float(BOB))]
    assert any("lines without a score are left out" in notice for notice in result.notices)


@pytest.mark.parametrize("heading", [f"Assignment: {TITLE} (Real)", TITLE.upper(), "My own"])
def test_a_column_of_the_gradebook_is_filled_in(heading):
    """An export of Moodle's own has it already; its other cells stay."""
    text = f"Email address,{heading},Course total (Real)\ncleo@example.org,4,4\nbob@example.org,-,-\n"
    result = filled(text, column="My own" if heading == "My own" else None)
    assert result.content.decode().split("\n")[1:3] == ["cleo@example.org,4,4", f"bob@example.org,{BOB},-"]


def test_more_than_the_gradebook_takes_is_told():
    """Its import refuses everything for one grade above 100."""
    result = filled("Email address\nann@example.org\n", [with_score(101.0)])
    assert any("refuses the whole import" in notice for notice in result.notices)


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("Name,Grade\nx,1\n", None, "line 1: should have Identifier, Email address, ID number or Username, but has Name, Grade"),
        (HEAD.replace("Status", "Grade") + "\n", None, "'Grade' (column 4) and 'Grade' (column 5) both fit 'Grade'"),
        (HEAD + "\n", "Points", "should have a column 'Points', but has Identifier, Full name"),
        (HEAD.replace("Maximum grade", "Scale") + "\n", None, "graded on a scale"),
        ("Email,email address\n", None, "both fit"),
        (SHEET + "Participant 501,,,,,,,,,\n", None, "lines 2 and 7: are both 'ann'"),
    ],
)  # fmt: skip
def test_what_cannot_be_filled_in_is_one_sentence(text, column, said):
    """File, place, what was expected."""
    with pytest.raises(InputError) as caught:
        filled(text, column=column)
    assert str(caught.value).startswith("worksheet.csv: line")
    assert said in str(caught.value)


def test_filling_in_twice_is_filling_in_once():
    """A regrade of the same standings changes no byte."""
    once = filled(standings=[ann(), bob()])
    assert filled(once.content.decode(), [ann(), bob()]).content == once.content
