"""The gradebook, on SQLite and on PostgreSQL: what is kept, what counts, what is refused."""

from __future__ import annotations

import datetime
import sqlite3
import subprocess
import sys

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from msgspec.structs import replace

from autograder.batch.plan import plan_batch
from autograder.errors import InputError
from autograder.gradebook import open_gradebook, tables
from autograder.gradebook.standings import Standings
from autograder.manifest import LatePolicy
from autograder.standing import Person, Status
from tests.gradebook.samples import KEY, LATER, MONDAY, grade_of, received

ANN, BOB = Person(id="ann", name="Ann Example", canvas_id="7"), Person(id="bob", name="Bob")
DAY = datetime.timedelta(days=1)


def hand_in(book, *what):
    book.receive(book.begin_scan(), what)


def only(book, student="ann"):
    return Standings(book).of(student)


def count(book, table):
    return len(list(book.rows(table)))


# --- submissions -------------------------------------------------------------------------------------------


def test_bytes_come_back_as_they_were(book):
    """Any bytes, whatever their size."""
    data = bytes(range(256)) * 5_000
    book.register([ANN])
    hand_in(book, one := received("ann", data))
    assert book.content(one.sha256) == data


def test_the_latest_submission_counts_and_all_are_kept(book):
    """By the time of handing in, not by the order of reading."""
    book.register([ANN])
    hand_in(book, received("ann", b"late", MONDAY + DAY), received("ann", b"early", MONDAY))
    standing = only(book)
    assert standing.submission.submitted_at == MONDAY + DAY
    assert (standing.handed_in, count(book, tables.notebooks)) == (2, 2)


def test_a_second_look_adds_nothing(book):
    """The same files again are the same submissions."""
    book.register([ANN])
    for _ in range(3):
        hand_in(book, received("ann", b"1", MONDAY), received("ann", b"2"))
    assert count(book, tables.submissions) == 2


def test_the_time_of_a_submission_never_changes(book):
    """A copy without a time does not make a late submission punctual."""
    book.register([ANN])
    hand_in(book, received("ann", b"1", MONDAY))
    hand_in(book, received("ann", b"1"))
    assert only(book).submission.submitted_at == MONDAY
    assert count(book, tables.submissions) == 1


def test_a_time_that_becomes_known_is_written_once(book):
    """A better source fills in what was not known; the next one that disagrees is another submission."""
    book.register([ANN])
    hand_in(book, received("ann", b"1"))
    hand_in(book, received("ann", b"1", MONDAY))
    assert [row["submitted_at"] for row in book.rows(tables.submissions)] == ["2026-06-01T12:30:15.123456Z"]
    hand_in(book, received("ann", b"1", MONDAY + DAY))
    assert count(book, tables.submissions) == 2


def test_what_lies_there_now_counts_when_a_file_was_put_back(book):
    """Without times, the latest look decides: a student's older file again is the older file."""
    book.register([ANN])
    hand_in(book, first := received("ann", b"1"))
    hand_in(book, received("ann", b"2"))
    hand_in(book, first)
    assert only(book).submission.sha256 == first.sha256


def test_a_look_that_does_not_see_a_student_takes_nothing_from_them(book):
    """Whoever grades the latecomers' folder keeps the others' grades."""
    book.register([ANN, BOB])
    hand_in(book, received("ann", b"1"))
    hand_in(book, received("bob", b"2"))
    assert [standing.status for standing in Standings(book)] == [Status.PENDING, Status.PENDING]


def test_a_file_that_could_not_be_read_is_kept_with_its_sentence(book):
    """No bytes, but a row: nothing is lost."""
    book.register([ANN])
    hand_in(book, received("ann", problem="ann/hw.ipynb: cannot be read (Permission denied)"))
    assert only(book).status is Status.UNREADABLE
    assert only(book).submission.problem.endswith("(Permission denied)")


def test_hostile_names_are_kept_as_text(book):
    """A zero character and half of a surrogate pair, which PostgreSQL and UTF-8 do not know."""
    book.register([Person(id="x", name="a\0b\ud800c")])
    hand_in(book, received("x", b"1", name="nul\0.ipynb"))
    standing = only(book, "x")
    assert (standing.student.name, standing.submission.name) == ("a\\x00b?c", "nul\\x00.ipynb")


def test_a_student_is_renewed_but_not_emptied(book):
    """A second roster adds what it knows."""
    book.register([ANN])
    book.register([Person(id="ann", email="ann@example.org")])
    student = only(book).student
    assert (student.name, student.email, student.canvas_id) == ("Ann Example", "ann@example.org", "7")


def test_an_extension_moves_the_due_time_and_stays(book, manifest):
    """It is kept in the gradebook, and a later one replaces it."""
    book.manifest = replace(manifest, late=LatePolicy(due=MONDAY, percent_per_day=10))
    book.register([ANN], {"ann": MONDAY + 2 * DAY})
    hand_in(book, one := received("ann", b"1", MONDAY + 3 * DAY))
    book.register([ANN])
    book.keep(KEY, one.sha256, grade_of(double=6.0, word=3.0, half=1.0), accept=True)
    assert (only(book).late.days, only(book).late.extended, only(book).score) == (1, True, 9.0)
    book.register([], {"ann": MONDAY + 3 * DAY})
    assert only(book).late is None


# --- grades ------------------------------------------------------------------------------------------------


def test_a_grade_comes_back_whole(book):
    """Under the name of the student's own file, since equal bytes have one grade."""
    book.register([ANN, BOB])
    hand_in(book, one := received("ann", b"1"), received("bob", b"1", name="mine.ipynb"))
    grade = grade_of(double=6.0, word=0.0, half=1.0)
    book.keep(KEY, one.sha256, grade, accept=True)
    assert only(book).grade == grade
    assert only(book, "bob").grade == replace(grade, submission=replace(grade.submission, name="mine.ipynb"))


def test_a_later_grade_counts_when_it_is_accepted(book):
    """Until then it is only kept."""
    book.register([ANN])
    hand_in(book, one := received("ann", b"1"))
    book.keep(KEY, one.sha256, grade_of(double=6.0, word=3.0, half=1.0), accept=True)
    later = book.keep(LATER, one.sha256, grade_of(LATER, double=0.0, word=3.0, half=1.0), accept=False)
    assert only(book).score == 10
    book.accept([(one.sha256, later)])
    assert only(book).score == 4
    assert count(book, tables.grades) == 2


def test_all_are_accepted_or_none(book):
    """A grade that is not there spoils the whole acceptance."""
    book.register([ANN])
    hand_in(book, one := received("ann", b"1"))
    grade_id = book.keep(KEY, one.sha256, grade_of(double=6.0), accept=False)
    with pytest.raises(sa.exc.IntegrityError):
        book.accept([(one.sha256, grade_id), (one.sha256, 999)])
    assert count(book, tables.acceptances) == 0


def test_a_question_graded_anew_lies_over_the_rest(book):
    """Its points are new, the others' as they were, and the grade says so."""
    book.register([ANN])
    hand_in(book, one := received("ann", b"1"))
    book.keep(KEY, one.sha256, grade_of(double=6.0, word=3.0, half=1.0), accept=True)
    part = replace(LATER, only="word")
    book.keep(part, one.sha256, grade_of(part, word=1.0), accept=True)
    grade = only(book).grade
    assert [(question.id, question.score) for question in grade.questions] == [
        ("double", 6.0),
        ("word", 1.0),
        ("half", 1.0),
    ]
    assert (grade.score, grade.max_score) == (8.0, 10.0)
    assert grade.notices == ("word graded again later, by suite cccccccccccc; the rest by aaaaaaaaaaaa.",)


def test_some_questions_alone_are_no_final_score(book):
    """Also over a whole grade that was lost; a whole one that is older than a question is one, as it was told."""
    book.register([ANN])
    hand_in(book, one := received("ann", b"1"))
    part = replace(KEY, only="word")
    book.keep(KEY, one.sha256, None, failure="no grade after 400 s", accept=True)
    book.keep(part, one.sha256, grade_of(part, word=3.0), accept=True)
    assert (only(book).status, only(book).ungraded) == (Status.PENDING, ("double", "half"))
    assert list(plan_batch(book, KEY).pending) == [one.sha256]
    assert plan_batch(book, part).done == 1
    book.keep(KEY, one.sha256, grade_of(double=6.0, word=3.0), accept=True)
    assert (only(book).status, only(book).score) == (Status.GRADED, 9.0)


def test_a_withheld_grade_has_no_score_and_its_successor_has(book):
    """Our failure is mended by the next grade."""
    book.register([ANN])
    hand_in(book, one := received("ann", b"1"))
    book.keep(KEY, one.sha256, grade_of(double=None, word=3.0, half=1.0), accept=True)
    assert (only(book).status, only(book).score) == (Status.WITHHELD, None)
    book.keep(KEY, one.sha256, None, failure="no grade after 400 s", accept=True)
    assert (only(book).status, only(book).withheld) == (Status.WITHHELD, "no grade after 400 s")
    book.keep(KEY, one.sha256, grade_of(double=6.0, word=3.0, half=1.0), accept=True)
    assert only(book).score == 10
    assert [row["attempt"] for row in book.rows(tables.grades, tables.grades.c.id)] == [0, 1, 2]


# --- a TA's word -------------------------------------------------------------------------------------------


def test_an_override_outlives_a_regrade_and_can_be_withdrawn(book):
    """It is the student's, whatever is graded again."""
    book.register([ANN])
    hand_in(book, one := received("ann", b"1"))
    book.keep(KEY, one.sha256, grade_of(double=6.0, word=0.0, half=1.0), accept=True)
    book.override("ann", "word", 2.5, "says it in other words", "ta", one.sha256)
    book.keep(LATER, one.sha256, grade_of(LATER, double=3.0, word=0.0, half=1.0), accept=True)
    standing = only(book)
    assert (standing.score, standing.scores["word"]) == (6.5, 2.5)
    assert (standing.overrides[0].author, standing.overrides[0].earlier) == ("ta", False)
    assert book.withdraw("ann", "word") == 1
    assert (only(book).score, only(book).overrides) == (4.0, ())
    assert count(book, tables.overrides) == 1


def test_an_override_of_an_earlier_submission_says_so(book):
    """It counts, and whoever reads it can see that it was about another file."""
    book.register([ANN])
    hand_in(book, one := received("ann", b"1", MONDAY))
    book.override("ann", None, 7.0, "", "ta", one.sha256)
    hand_in(book, received("ann", b"2", MONDAY + DAY))
    assert (only(book).score, only(book).overrides[0].earlier) == (7.0, True)


# --- what late work costs ----------------------------------------------------------------------------------

STRICT, MILD = (LatePolicy(due=MONDAY, percent_per_day=percent) for percent in (50, 10))


def late_class(place, manifest, late):
    """A gradebook opened with this policy, in which ann has handed in a day late."""
    with open_gradebook(place, replace(manifest, late=late)) as book:
        book.register([ANN])
        hand_in(book, one := received("ann", b"1", MONDAY + DAY))
    return one.sha256


def test_the_late_policy_is_the_manifests_until_somebody_has_a_grade(place, manifest):
    """Nobody was told anything by the first one."""
    late_class(place, manifest, STRICT)
    with open_gradebook(place, replace(manifest, late=MILD)) as book:
        assert (book.manifest.late, book.late_differs) == (MILD, False)


def test_a_time_at_the_end_of_all_times_stays_as_it_is(place, manifest):
    """A commit may claim any, and no offset moves it beyond."""
    there = datetime.timezone(datetime.timedelta(hours=2))
    end = datetime.datetime(9999, 12, 31, 23, 30, tzinfo=datetime.UTC)
    with open_gradebook(place, replace(manifest, late=replace(MILD, due=MONDAY.astimezone(there)))) as book:
        book.register([ANN])
        hand_in(book, received("ann", b"1", end))
        assert only(book).submission.submitted_at == end


def test_a_late_policy_stays_in_force_until_another_is_accepted(place, manifest):
    """It is kept with the grades, and the offset of its date with it."""
    there = datetime.timezone(datetime.timedelta(hours=2))
    first = replace(MILD, due=MONDAY.astimezone(there))
    sha256 = late_class(place, manifest, first)
    whole = grade_of(double=6.0, word=3.0, half=1.0)
    with open_gradebook(place, replace(manifest, late=first)) as book:
        book.keep(KEY, sha256, whole, accept=True)
        assert [moment.isoformat()[11:16] for moment in (only(book).late.due, only(book).submission.submitted_at)] == [
            "14:30",
            "14:30",
        ]
    for late in (STRICT, None):
        with open_gradebook(place, replace(manifest, late=late)) as book:
            assert (book.proposed_late, book.late_differs, only(book).score) == (late, True, 9.0)
            assert book.manifest.late.due.utcoffset() == datetime.timedelta(hours=2)
    with open_gradebook(place, replace(manifest, late=STRICT)) as book:
        assert (book.show_policy(), book.show_policy()) == (False, True)
        book.accept([])
        assert (book.late_differs, only(book).score) == (False, 5.0)
    with open_gradebook(place, replace(manifest, late=None)) as book:
        assert (only(book).score, count(book, tables.policies)) == (5.0, 3)


def test_an_older_gradebook_takes_the_policy_that_it_was_used_with(place, manifest):
    """The schema before this one kept none: what the manifest says was in force."""
    sha256 = late_class(place, manifest, MILD)
    with open_gradebook(place, replace(manifest, late=MILD)) as book:
        book.keep(KEY, sha256, grade_of(double=6.0, word=3.0, half=1.0), accept=True)
        with book.engine.begin() as connection:
            connection.execute(sa.text("DROP TABLE policies"))
            connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    with open_gradebook(place, replace(manifest, late=MILD)) as book:
        assert (book.manifest.late, only(book).score) == (MILD, 9.0)


# --- databases ---------------------------------------------------------------------------------------------


def test_the_migrations_make_the_tables_that_the_code_knows(book):
    """Nothing to add, nothing to take away."""
    with book.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []


def test_a_gradebook_opens_again_with_what_is_in_it(place, manifest):
    """The schema is made once."""
    for _ in range(2):
        with open_gradebook(place, manifest) as book:
            book.register([ANN])
    with open_gradebook(place, manifest) as book:
        assert len(Standings(book)) == 1


def test_the_gradebook_of_another_assignment_is_refused(place, manifest):
    """With both names."""
    open_gradebook(place, manifest).close()
    with pytest.raises(InputError, match=r"is the gradebook of 'mini', but should be that of 'other'$"):
        open_gradebook(place, replace(manifest, id="other"))


def test_a_newer_schema_is_refused_and_left_alone(place, manifest):
    """Whoever has the newer autograder loses nothing."""
    with open_gradebook(place, manifest) as book, book.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0042'"))
    with pytest.raises(InputError, match=r"was written by a newer autograder \(schema '0042'\)"):
        open_gradebook(place, manifest)


def test_a_database_of_something_else_is_refused(tmp_path, manifest):
    """Not filled with tables of ours."""
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE songs (title TEXT)")
    connection.close()
    with pytest.raises(InputError, match=r"other.db: is a database of something else \(it has a table 'songs'\)$"):
        open_gradebook(path, manifest)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("/dev/null/gradebook.db", "unable to open database file"),
        ("postgresql+psycopg://ta:secret@127.0.0.1:1/x", "connection failed"),
        ("nonsense://x", "nonsense"),
    ],
)
def test_a_database_that_cannot_be_opened_is_one_sentence(manifest, place, said):
    """With its place, without a password."""
    with pytest.raises(InputError) as caught:
        open_gradebook(place, manifest)
    assert said in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_database_is_refused(tmp_path, manifest):
    """And not overwritten."""
    path = tmp_path / "notes.txt"
    path.write_text("my notes " * 100)
    with pytest.raises(InputError, match=r"cannot be .* as a gradebook"):
        open_gradebook(path, manifest)
    assert path.read_text() == "my notes " * 100


def test_two_writers_do_not_meet(place, manifest):
    """Two processes store grades of other submissions at the same time; none is lost."""
    program = (
        "import sys; from pathlib import Path\n"
        "from autograder.gradebook import open_gradebook; from autograder.manifest import read_manifest\n"
        "from autograder.standing import Person\n"
        "from tests.gradebook.samples import KEY, grade_of, received\n"
        "place, who = sys.argv[2:]\n"
        "with open_gradebook(place, read_manifest(Path(sys.argv[1]))) as book:\n"
        "    book.register([Person(id=who)])\n"
        "    for number in range(30):\n"
        "        one = received(who, f'{who}{number}'.encode())\n"
        "        book.receive(1, [one])\n"
        "        book.keep(KEY, one.sha256, grade_of(double=6.0), accept=True)\n"
    )
    open_gradebook(place, manifest).close()
    arguments = [sys.executable, "-c", program, str(manifest.folder), str(place)]
    both = [subprocess.Popen([*arguments, who]) for who in ("ann", "bob")]
    assert [process.wait(60) for process in both] == [0, 0]
    with open_gradebook(place, manifest) as book:
        assert (count(book, tables.grades), count(book, tables.submissions)) == (60, 60)
