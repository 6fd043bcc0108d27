"""grades.csv: read back by independent readers, nothing in it a formula."""

import csv
import io
import re

import pandas as pd
import pytest
from msgspec.structs import replace

from autograder.exporters.cells import decimal, inert, number
from autograder.exporters.grades_csv import render_grades_csv
from autograder.manifest import Question
from tests.exporters.sample_class import EVIL, GRADE, WIDTH, ann, everybody, hostile, manifest


def rows(standings, assignment=None):
    text = render_grades_csv(assignment or manifest(), standings).decode()
    return {row["id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def test_a_line_a_student_in_the_order_of_ids():
    """The order does not depend on the order given, nor do the bytes."""
    assert list(rows(everybody())) == ["ann", "bob", "cleo", "dan", "eve", "fay"]
    assert render_grades_csv(manifest(), everybody()) == render_grades_csv(manifest(), everybody()[::-1])


def test_scores_are_those_of_the_standing():
    """Questions, late days and points given by hand."""
    bob = rows(everybody())["bob"]
    earned = GRADE.score + 1.5
    assert float(bob["q5_predict"]) == 1.5
    assert float(bob["score"]) == pytest.approx(0.8 * earned)
    assert (bob["late_days"], bob["late_percent"], bob["handed_in"]) == ("2", "20", "3")
    assert bob["submitted_at"] == "2026-06-02T18:00:00Z"
    assert bob["overrides"] == "q5_predict: 1.5 by tim"
    assert bob["comment"] == "`predict` is right but for its name; Come and see me"


@pytest.mark.parametrize(("name", "status"), [("cleo", "withheld"), ("dan", "unreadable"), ("eve", "missing")])
def test_no_score_is_an_empty_cell(name, status):
    """Never a zero."""
    row = rows(everybody())[name]
    assert (row["status"], row["score"]) == (status, "")
    assert float(row["max_score"]) == WIDTH


def test_the_problem_is_told():
    """For a file that cannot be graded, and for a grade that is withheld."""
    assert rows(everybody())["dan"]["problem"] == "hw.docx: is not a notebook, but a Word document"
    assert "could not be carried out" in rows(everybody())["cleo"]["problem"]


def test_late_days_are_empty_where_nobody_knows():
    """In time is 0; without a policy or a time there is no number."""
    assert rows([ann()])["ann"]["late_days"] == "0"
    assert rows([ann()], manifest(late=None))["ann"]["late_days"] == ""


def test_pandas_reads_numbers():
    """The columns of scores are floats with gaps."""
    frame = pd.read_csv(io.BytesIO(render_grades_csv(manifest(), everybody())), index_col="id")
    assert frame["score"].dtype == float
    assert list(frame["score"].isna()) == [False, False, True, True, True, False]
    assert frame["score"].sum() == pytest.approx(20 + GRADE.score + 0.8 * (GRADE.score + 1.5))


def test_hostile_texts_stay_in_their_cell_and_are_no_formula():
    """One line, no control, and no cell that a spreadsheet would calculate, whatever separator it takes."""
    content = render_grades_csv(manifest(), [hostile()]).decode()
    assert content.count("\n") == 2
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", content)
    (row,) = csv.DictReader(io.StringIO(content))
    assert row["name"].startswith("'=HYPERLINK")
    for cell in [*row.values(), *re.split(r"[;\n]", content)]:
        assert not re.match(r"\s*[=+@-]", cell)


def test_a_question_named_like_a_column_has_its_own():
    """A question may be called score."""
    assignment = manifest(questions=(Question(id="score", title="Score", points=1.0),))
    standing = replace(ann(), scores={"score": 0.5}, score=0.5)
    row = rows([standing], assignment)["ann"]
    assert (row["score"], row["question score"]) == ("0.5", "0.5")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", "＝"])
def test_a_cell_never_begins_a_formula(start):
    """What a spreadsheet would calculate becomes text."""
    assert inert(f"{start}1+1")[0] in "'\\"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (-1e-9, "0"),
        (1234567.5, "1234567.5"),
        (1 / 3, "0.33333"),
        (10.0, "10"),
        (1e16, "1" + "0" * 16),
    ],
)
def test_numbers_have_no_exponent_and_no_separator(value, text):
    """As short as they are exact to five decimals."""
    assert number(value) == text


@pytest.mark.parametrize("text", ["", "-", "EX", "(read only)", "1e5", ",", "nan", "1 000", EVIL, "٣"])
def test_what_is_no_number_is_none(text):
    """Only digits with a mark are a number."""
    assert decimal(text) is None
