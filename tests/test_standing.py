"""How a student's final score comes about, and what lateness costs."""

import datetime

import msgspec
import pytest

from autograder.lateness import lateness
from autograder.manifest import LatePolicy
from autograder.records import Grade, QuestionResult, SubmissionInfo, SuiteInfo, total
from autograder.standing import HandedIn, Late, Override, Person, Status, stand

ANN = Person(id="ann", name="Ann Example")
DUE = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)
POLICY = LatePolicy(due=DUE, grace_minutes=15, percent_per_day=10, max_percent=50)
FILE = HandedIn(name="hw.ipynb", source="ann/hw.ipynb", sha256="0" * 64)


def grade_of(**scores):
    questions = tuple(QuestionResult(id=name, title=name, score=score, max_score=5.0) for name, score in scores.items())
    return Grade(
        harness_version="0",
        submission=SubmissionInfo(name="hw.ipynb", sha256="0" * 64),
        suite=SuiteInfo(assignment="mini", title="Mini", sha256="1" * 64, manifest_sha256="9" * 64),
        engine="fork",
        sandbox_level="A",
        score=total([question.score for question in questions]),
        max_score=5.0 * len(questions),
        questions=questions,
        cells=(),
    )


def override(question, score, comment="looked at it"):
    return Override(question=question, score=score, comment=comment, author="ta", decided_at=DUE)


@pytest.mark.parametrize(
    ("minutes", "days"),
    [(-1, 0), (0, 0), (15, 0), (15.1, 1), (24 * 60, 1), (24 * 60 + 0.1, 2), (4 * 24 * 60, 4), (30 * 24 * 60, 30)],
)
def test_a_begun_day_counts_after_the_grace(minutes, days):
    """Days are begun days since the due time; the grace decides only whether anything is late."""
    late = lateness(POLICY, DUE + datetime.timedelta(minutes=minutes))
    assert (late.days if late else 0) == days
    assert (late.percent if late else 0) == min(10 * days, 50)


def test_an_extension_moves_the_due_time_of_one_student():
    """Days count from the extended date; an earlier date takes nothing away."""
    moment = DUE + datetime.timedelta(days=3)
    assert lateness(POLICY, moment, DUE + datetime.timedelta(days=3)) is None
    assert lateness(POLICY, moment, DUE + datetime.timedelta(days=2)).days == 1
    assert lateness(POLICY, moment, DUE - datetime.timedelta(days=9)).days == 3
    there = datetime.timezone(datetime.timedelta(hours=1))
    policy = msgspec.structs.replace(POLICY, due=DUE.astimezone(there))
    assert lateness(policy, moment, DUE + datetime.timedelta(days=2)).due.isoformat() == "2026-06-03T13:00:00+01:00"


@pytest.mark.parametrize(("policy", "moment"), [(None, DUE), (POLICY, None)])
def test_nothing_is_late_without_policy_or_time(policy, moment):
    """Where nobody knows the time, nobody is late."""
    assert lateness(policy, moment) is None


def test_times_with_different_offsets_are_compared_as_moments():
    """23:00 in Honolulu is the next day in UTC."""
    honolulu = datetime.timezone(datetime.timedelta(hours=-10))
    assert lateness(POLICY, datetime.datetime(2026, 6, 1, 23, tzinfo=honolulu)).days == 1


def test_the_score_is_the_sum_of_the_questions():
    """Without anything else the final score is the grade's."""
    standing = stand(ANN, 10, FILE, grade_of(a=3.0, b=4.5))
    assert (standing.status, standing.score, standing.scores) == (Status.GRADED, 7.5, {"a": 3.0, "b": 4.5})


def test_lateness_takes_a_share_of_what_was_earned():
    """20 per cent of 7.5 points."""
    late = Late(due=DUE, days=2, percent=20.0)
    assert stand(ANN, 10, FILE, grade_of(a=3.0, b=4.5), late).score == 6.0


def test_an_override_of_a_question_counts_before_lateness_and_one_of_the_total_instead_of_it():
    """A question's points are still subject to the policy; a total is what the TA says."""
    late = Late(due=DUE, days=2, percent=20.0)
    grade = grade_of(a=3.0, b=4.5)
    assert stand(ANN, 10, FILE, grade, late, (override("a", 5.0),)).score == 7.6
    assert stand(ANN, 10, FILE, grade, late, (override("a", 5.0), override(None, 9.0))).score == 9.0


def test_the_latest_override_counts_and_a_comment_changes_nothing():
    """Overrides come in the order in which they were decided."""
    decisions = (override("a", 5.0), override("a", 1.0), override("a", None, "well argued"))
    assert stand(ANN, 10, FILE, grade_of(a=3.0, b=4.5), None, decisions).scores == {"a": 1.0, "b": 4.5}


def test_a_withheld_question_withholds_the_score_until_a_ta_decides():
    """Our failure is no zero; an override of that question ends it."""
    grade = grade_of(a=None, b=4.5)
    assert stand(ANN, 10, FILE, grade).status is Status.WITHHELD
    assert stand(ANN, 10, FILE, grade).score is None
    assert stand(ANN, 10, FILE, grade, None, (override("a", 2.0),)).score == 6.5


def test_a_complaint_names_the_file_once():
    """As its owner called it."""
    what = "is empty, but should be a notebook"
    for problem in (what, f"hw.ipynb: {what}"):
        assert msgspec.structs.replace(FILE, problem=problem).complaint == f"hw.ipynb: {what}"
    assert FILE.complaint == ""


def test_a_grade_of_some_questions_is_no_final_score():
    """The points are there; the rest is to come, or a TA's to give."""
    part = stand(ANN, 10, FILE, grade_of(a=3.0), ungraded=("b",))
    assert (part.status, part.score, part.scores, part.ungraded) == (Status.PENDING, None, {"a": 3.0}, ("b",))
    given = stand(ANN, 10, FILE, grade_of(a=3.0), None, (override("b", 1.0),), ungraded=("b",))
    assert (given.status, given.score, given.ungraded) == (Status.GRADED, 4.0, ())
    assert stand(ANN, 10, FILE, grade_of(a=3.0), None, (override(None, 7.0),), ungraded=("b",)).score == 7.0
    assert stand(ANN, 10, FILE, grade_of(a=None), ungraded=("b",)).status is Status.WITHHELD


def test_what_was_not_graded_has_no_score_until_a_ta_decides():
    """Nothing handed in, an unreadable file, a grade still to come: three words, no zero."""
    unreadable = msgspec.structs.replace(FILE, problem="hw.ipynb: is empty, but should be a notebook")
    assert stand(ANN, 10).status is Status.MISSING
    assert stand(ANN, 10, unreadable).status is Status.UNREADABLE
    assert stand(ANN, 10, FILE).status is Status.PENDING
    assert stand(ANN, 10, unreadable, overrides=(override(None, 4.0),)).score == 4.0
