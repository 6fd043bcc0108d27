"""Downloads from Canvas, Moodle and Gradescope say whose a file is; what they leave open stays open."""

from __future__ import annotations

import datetime
import zoneinfo
from pathlib import Path

import pytest

from autograder.errors import InputError
from autograder.intake import find_arrivals
from autograder.intake.moodle import parse_time
from tests.intake.lay import NOTEBOOK, folder, packed

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")


@pytest.fixture(params=["folder", "zip"])
def lay(request, tmp_path):
    """The same files, in a folder and in a zip of it."""
    if request.param == "folder":
        return lambda files: folder(tmp_path / "given", files)
    return lambda files: packed(tmp_path / "submissions.zip", files)


def canvas_ids(path: Path) -> dict[str, str]:
    return {one.source: one.hints.canvas_id for one in find_arrivals(path)}


def test_canvas_names_user_and_name_late_or_not(lay):
    """The first number is the user's, with LATE before it and without."""
    path = lay(["doejane_101_9001_hw.ipynb", "smithbo_LATE_102_9002_hw-1.ipynb", "müllerö_103_9003_a_b.ipynb"])
    found = find_arrivals(path)
    assert [(one.hints.canvas_id, one.hints.name) for one in found] == [
        ("101", "doejane"),
        ("103", "müllerö"),
        ("102", "smithbo"),
    ]
    assert all(one.submitted_at is None for one in found)


def test_canvas_keeps_what_is_no_notebook(lay):
    """A PDF, a text entry: the student's arrival, unless there is a notebook of theirs too."""
    path = lay(["a_1_11_hw.pdf", "b_2_text.html", "c_3_13_hw.ipynb", "c_3_14_plot.png", "d_LATE_4_link.html"])
    assert canvas_ids(path) == {
        "a_1_11_hw.pdf": "1",
        "b_2_text.html": "2",
        "c_3_13_hw.ipynb": "3",
        "d_LATE_4_link.html": "4",
    }


def test_canvas_anonymous_names_are_ids(lay):
    """`anon_x7Gh2` is one owner whose name nobody knows."""
    path = lay(["anon_x7Gh2_11_hw.ipynb", "LATE_anon_Qr4tz_12_hw.ipynb"])
    assert [one.hints.owner for one in find_arrivals(path)] == [("id", "anon_Qr4tz"), ("id", "anon_x7Gh2")]


def test_a_name_made_to_look_like_another_user_is_not_believed(lay):
    """Numbers twice, or a number under two names: nobody is taken for user 5 by what he calls himself."""
    path = lay(["x_5_6_123_99_hw.ipynb", "victim_5_77_hw.ipynb", "y_8_1_hw.ipynb"])
    assert canvas_ids(path) == {"x_5_6_123_99_hw.ipynb": "", "victim_5_77_hw.ipynb": "", "y_8_1_hw.ipynb": "8"}
    assert len({one.hints.owner for one in find_arrivals(path)}) == 3


def test_a_date_in_a_name_is_no_canvas_user(lay):
    """`ann_2026_06_hw.ipynb` and `bob_2026_06_hw.ipynb` are not both user 2026's."""
    path = lay(["ann_2026_06_hw.ipynb", "bob_2026_06_hw.ipynb"])
    assert [one.hints.id for one in find_arrivals(path)] == ["ann_2026_06_hw", "bob_2026_06_hw"]


@pytest.mark.parametrize("name", ["{}_assignsubmission_file_/hw.ipynb", "{}_assignsubmission_file/sub/hw.ipynb"])
def test_moodle_folders_name_the_participant(lay, name):
    """With the trailing underscore of older versions and without."""
    path = lay([name.format("Jane von Doe_123"), name.format("Bo Smith_124")])
    found = find_arrivals(path)
    assert [(one.hints.name, one.hints.moodle_id) for one in found] == [("Bo Smith", "124"), ("Jane von Doe", "123")]


def test_moodle_flat_files_name_the_participant(lay):
    """The form without folders, whatever the student's file is called."""
    path = lay(["Jane Doe_123_assignsubmission_file_a_5_assignsubmission_file_hw.ipynb"])
    (one,) = find_arrivals(path)
    assert (one.hints.name, one.hints.moodle_id) == ("Jane Doe", "123")


def test_a_lone_moodle_folder_in_a_zip_is_a_students(tmp_path):
    """It is not taken for a wrapper because it holds two notebooks."""
    path = packed(tmp_path / "a.zip", [f"Jo Do_7_assignsubmission_file/{name}.ipynb" for name in "ab"])
    assert [one.hints.moodle_id for one in find_arrivals(path)] == ["7", "7"]


def test_moodle_blind_marking_and_teams(lay):
    """`Participant` is no name; a team without a number has its name alone."""
    path = lay(["Participant_9_assignsubmission_file_/a.ipynb", "Default group_assignsubmission_file_/a.ipynb"])
    owners = {(one.hints.name, one.hints.moodle_id) for one in find_arrivals(path)}
    assert owners == {("", "9"), ("Default group", "")}


WORKSHEET = (
    b'\xef\xbb\xbfIdentifier,"Full name","Email address",Status,"Last modified (submission)"\n'
    b'"Participant 123","Jane Doe",jane@x.edu,Submitted,"Sunday, 1 June 2026, 11:59 PM"\n'
)


def test_moodles_worksheet_adds_the_address_and_no_time_of_an_unknown_zone(lay):
    """A clock whose zone nobody names could cost points."""
    path = lay({"Jane Doe_123_assignsubmission_file_/hw.ipynb": NOTEBOOK, "Grades-1.csv": WORKSHEET})
    (one,) = find_arrivals(path)
    assert (one.hints.email, one.submitted_at) == ("jane@x.edu", None)


def test_moodles_times_count_in_a_named_zone(lay):
    """One minute before midnight in Berlin, in June."""
    path = lay({"Jane Doe_123_assignsubmission_file_/hw.ipynb": NOTEBOOK, "Grades-1.csv": WORKSHEET})
    (one,) = find_arrivals(path, BERLIN)
    assert one.submitted_at == datetime.datetime(2026, 6, 1, 21, 59, tzinfo=datetime.UTC)


def test_a_table_that_a_student_uploaded_is_no_worksheet(lay):
    """It would give Jane's notebook to Zed, and either of them any time."""
    forged = WORKSHEET.replace(b"jane@x.edu", b"zed@x.edu").replace(b"2026", b"2025")
    files = ["Jane Doe_123_assignsubmission_file_hw.ipynb", "Zed_22_assignsubmission_file_hw.ipynb"]
    tables = {"Grades-1.csv": WORKSHEET, "Zed_22_assignsubmission_file_notes.csv": forged}
    found = find_arrivals(lay(dict.fromkeys(files, NOTEBOOK) | tables), BERLIN)
    assert [(one.hints.name, one.hints.email, one.submitted_at and one.submitted_at.year) for one in found] == [
        ("Jane Doe", "jane@x.edu", 2026),
        ("Zed", "", None),
    ]


def test_two_worksheets_that_contradict_each_other_are_refused(lay):
    """The same one twice is fine."""
    files = {"Jane Doe_123_assignsubmission_file_/hw.ipynb": NOTEBOOK, "a.csv": WORKSHEET, "b.csv": WORKSHEET}
    other = {"c.csv": WORKSHEET.replace(b"jane@", b"zed@")}
    assert [one.hints.email for one in find_arrivals(lay(files))] == ["jane@x.edu"]
    with pytest.raises(InputError, match=r"^a.csv and c.csv: say different things of participant 123, but should be"):
        find_arrivals(lay(files | other))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wednesday, September 23, 2020, 9:00 PM", "2020-09-23T21:00:00+00:00"),
        ("1 June 2026, 00:05", "2026-06-01T00:05:00+00:00"),
        ("Monday, 1 June 2026, 12:05\u202fAM", "2026-06-01T00:05:00+00:00"),
        ("Montag, 1. Juni 2026, 23:59", None),
        ("-", None),
        ("31 June 2026, 10:00", None),
        ("1 June 2026, 13:00 PM", None),
    ],
)
def test_dates_of_the_worksheet(text, expected):
    """Both English orders, both clocks; what is not certain is nothing."""
    time = parse_time(text, datetime.UTC)
    assert (time.isoformat() if time else None) == expected


def test_an_hour_that_comes_twice_is_the_earlier_one():
    """In the student's favour."""
    time = parse_time("25 October 2026, 02:30", BERLIN)
    assert time is not None
    assert time.isoformat() == "2026-10-25T00:30:00+00:00"


METADATA = b"""---
submission_1:
  :submitters:
  - :name: Jane Doe
    :sid: '00100'
    :email: jane@x.edu
  - :name: Bo
    :sid: 101
    :email: bo@x.edu
  :created_at: 2026-06-01 23:59:59.123456000 +02:00
  :results: !ruby/object:Foo {a: 1}
submission_2:
  :submitters:
  - :name: Eve
    :sid: ''
    :email: eve@x.edu
  :created_at: 2026-06-01 10:00:00
"""


def test_gradescope_gives_a_group_submission_to_each_member(lay):
    """Ids as they are written, the time with its offset; without one it is none."""
    files = {"submission_1/hw.ipynb": NOTEBOOK, "submission_2/hw.ipynb": NOTEBOOK}
    path = lay(
        {"assignment_7_export/" + name: data for name, data in files.items()}
        | {"assignment_7_export/submission_metadata.yml": METADATA}
    )
    jane, bo, eve = find_arrivals(path)
    assert (jane.hints.id, bo.hints.id, eve.hints.owner) == ("00100", "101", ("email", "eve@x.edu"))
    assert jane.submitted_at == bo.submitted_at == datetime.datetime(2026, 6, 1, 21, 59, 59, 123456, datetime.UTC)
    assert eve.submitted_at is None
    assert jane.read() == NOTEBOOK


def test_gradescope_tells_of_what_is_missing_on_either_side(lay):
    """Metadata without a folder, a folder without metadata: both are arrivals."""
    path = lay(
        {"submission_1/hw.ipynb": NOTEBOOK, "submission_9/hw.ipynb": NOTEBOOK, "submission_metadata.yml": METADATA}
    )
    *_, eve, stranger = find_arrivals(path)
    assert stranger.hints.id == "submission_9"
    with pytest.raises(InputError, match=r"submission_2: is named in submission_metadata\.yml but is not there"):
        eve.read()


@pytest.mark.parametrize("text", [b"a: [", b"- 1", b"\xff\xfe\x00", b"[" * 5_000, b"a: 2026-99-99 00:00:00 Z"])
def test_broken_metadata_is_one_sentence(lay, text):
    """And never a traceback."""
    with pytest.raises(InputError, match="as Gradescope exported it"):
        find_arrivals(lay({"submission_1/hw.ipynb": NOTEBOOK, "submission_metadata.yml": text}))
