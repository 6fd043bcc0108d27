"""The roster is read from what schools export, and finds a person or nobody, never a guess."""

from __future__ import annotations

import datetime

import pytest

from autograder.errors import InputError
from autograder.intake import Hints, Roster, read_extensions, read_roster
from autograder.manifest import LatePolicy
from autograder.standing import Person

JANE = Person(id="100", name="Jane van Doe", email="jane@x.edu", login="jdoe", canvas_id="5", moodle_id="7")
BO = Person(id="101", name="Bo Li", email="bo@x.edu", login="ann-bo")
ROSTER = Roster([JANE, BO])


@pytest.fixture
def read(tmp_path):
    """A text as a roster."""

    def from_text(text: str | bytes) -> Roster:
        path = tmp_path / "roster.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read_roster(path)

    return from_text


def test_columns_go_by_many_names(read):
    """Case, blanks and underscores do not count; a mark and semicolons are what Excel writes."""
    (person,) = read(
        b"\xef\xbb\xbfStudent_ID;First name;Surname;E-Mail;Section;GitHub_Username;canvas_id\n100;Jane;Doe;j@x;A;jd;5\n"
    ).people
    assert person == Person(id="100", name="Jane Doe", email="j@x", section="A", login="jd", canvas_id="5")


def test_a_canvas_gradebook_is_a_roster(read):
    """Points possible and the test student are nobody."""
    (person,) = read(
        "Student,ID,SIS User ID,SIS Login ID,Section,HW 1 (42)\n"
        "    Points Possible,,,,,10\n"
        '"Doe, Jane",5,u100,jdoe,A,\n'
        '"Student, Test",9,,abcdef,A,\n'
    ).people
    assert person == Person(id="u100", name="Doe, Jane", login="jdoe", section="A", canvas_id="5")


def test_a_canvas_gradebook_without_the_schools_ids_goes_by_canvas(read):
    """The id is one that everybody has."""
    head = "Student,ID,SIS User ID,Section\nPoints Possible,,,\n"
    assert [p.id for p in read(head + '"Doe, J",5,,A\n"Li, B",6,u1,A\n').people] == ["5", "6"]


def test_a_moodle_worksheet_is_a_roster(read):
    """The participant's number is the id unless the school has one there."""
    head, row = "Identifier,Full name,Email address,Status", "Participant 7,Jane Doe,j@x,-"
    assert read(f"{head}\n{row}\n").people == (Person(id="7", name="Jane Doe", email="j@x", moodle_id="7"),)
    assert read(f"{head},ID number\n{row},u100\n").people[0].id == "u100"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"id,name\n", "names nobody"),
        (b"name,email\nJane,j@x\n", "should have one `id`"),
        (b"id,name\n1,A\n,B\n", "line 3 has nothing in the column 'id'"),
        (b"id,name\n1,A\n1,B\n", "lines 2 and 3 have the same id '1'"),
        (b"id,name\n1,J\xe4ne\n", "is not UTF-8"),
        (b'id,name\n1,"A\n', "is not CSV"),
        (b"id,name\n1,A,B\n", "line 2 has 3 values"),
    ],
)
def test_a_roster_that_cannot_be_used_is_one_sentence(read, text, sentence):
    """File, line, and what was expected."""
    with pytest.raises(InputError, match=sentence):
        read(text)


def test_no_roster_is_one_sentence(tmp_path):
    """A folder, and a file that is not there."""
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(InputError, match="cannot be read"):
            read_roster(path)


@pytest.mark.parametrize(
    "hints",
    [
        Hints(canvas_id="5", name="somebodyelse"),
        Hints(moodle_id="7", name="Jane Doe"),
        Hints(moodle_id="7"),
        Hints(id="100"),
        Hints(email="JANE@x.edu", id="zzz"),
        Hints(login="JDoe"),
        Hints(login="hw-1-jdoe"),
        Hints(name="vandoejane"),
        Hints(name="doejanevan"),
        Hints(name="Doe, Jane van"),
        Hints(name="JANE VAN DOE", canvas_id="5"),
    ],
)
def test_each_hint_finds_jane(hints):
    """Numbers, id, address, login, the end of a repository's name, and the name in any order."""
    assert ROSTER.find(hints) == JANE


@pytest.mark.parametrize(
    "hints",
    [
        Hints(),
        Hints(name="Jane"),
        Hints(name="Jane van Doe", canvas_id="6"),
        Hints(name="Jane van Doe", id="999"),
        Hints(name="Jane van Doe", email="other@x.edu"),
        Hints(moodle_id="7", name="Group A"),
        Hints(id="10"),
        Hints(login="hw-jdo"),
        Hints(login="hw-"),
    ],
)
def test_what_contradicts_or_does_not_suffice_finds_nobody(hints):
    """A namesake with another number, id or address, a team's number, a part of a name."""
    assert ROSTER.find(hints) is None


def test_a_name_that_two_bear_finds_nobody():
    """Also where only the order or the spaces tell them apart."""
    roster = Roster([Person(id="1", name="Ann Marie Lee"), Person(id="2", name="Annmarie Lee")])
    assert roster.find(Hints(name="annmarielee")) is None


def test_ids_that_differ_in_case_are_told_apart_where_they_can_be():
    """Exact first; another spelling of two is nobody."""
    roster = Roster([Person(id="Ann"), Person(id="ann")])
    assert (roster.find(Hints(id="ann")), roster.find(Hints(id="ANN"))) == (roster.people[1], None)


def test_the_longest_login_at_the_end_counts():
    """A login may have dashes of its own."""
    roster = Roster([BO, Person(id="102", login="bo")])
    assert roster.find(Hints(login="hw1-ann-bo")) == BO


POLICY = LatePolicy(due=datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC))


@pytest.fixture
def extend(tmp_path):
    """A text as extensions."""

    def from_text(text: str, roster: Roster | None = ROSTER, policy: LatePolicy | None = POLICY):
        path = tmp_path / "extensions.csv"
        path.write_text(text)
        return read_extensions(path, roster, policy)

    return from_text


def test_extensions_are_dates_or_days(extend):
    """An offset is kept account of; a login names its student, too."""
    extended = extend("id,due,days\n100,2026-06-03T23:59+02:00,\nann-bo,,1.5\n")
    assert {id: due.isoformat() for id, due in extended.items()} == {
        "100": "2026-06-03T21:59:00+00:00",
        "101": "2026-06-02T12:00:00+00:00",
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("id\n100\n", "should have the columns"),
        ("id,due\n100,2026-06-03T23:59\n", "no time zone"),
        ("id,due\n100,soon\n", "is due 'soon'"),
        ("id,due\n100,9999-12-31T23:59-14:00\n", "is due"),
        ("id,days\n100,nan\n", "should have a number"),
        ("id,days\n100,-1\n", "should have a number"),
        ("id,days\n100,1\n100,2\n", "line 3 is a second one for '100'"),
        ("id,days\n999,1\n", "line 2 is for '999', but should be for somebody on the roster"),
        ("id,days\n,1\n", "has no id"),
        ("id,due,days\n100,,\n", "and has neither"),
        ("id,due,days\n100,2026-06-03T23:59Z,1\n", "and has both"),
    ],
)
def test_an_extension_that_cannot_be_used_is_one_sentence(extend, text, sentence):
    """With the line."""
    with pytest.raises(InputError, match=sentence):
        extend(text)


def test_days_need_a_due_date(extend):
    """Without a policy there is nothing to add them to."""
    with pytest.raises(InputError, match="the assignment has no due date"):
        extend("id,days\n100,1\n", None, None)
