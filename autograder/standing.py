"""Where a student stands: the submission that counts, its grade, what came late, what a TA decided, the final score.

Everything that is told about a class (tables, pages, files for a course site) is made from a list of
:class:`Standing`, one for each student.  The order in which a final score comes about is fixed here::

    points of each question   as graded, unless a TA's override names the question
    sum over the questions    withheld as long as one of them is, pending as long as one was not graded at all
    minus what lateness costs a share of the points earned
    a TA's override of the total, if there is one, instead of all that
"""

from __future__ import annotations

import datetime
import enum

import msgspec

from autograder.records import Grade, Record, total


class Status(enum.StrEnum):
    """What became of a student's work, in one word."""

    GRADED = "graded"
    WITHHELD = "withheld"
    UNREADABLE = "unreadable"
    PENDING = "pending"
    MISSING = "missing"


class Person(Record, frozen=True, kw_only=True):
    """A student: ``id`` is unique in the class; the others are what course sites know them by, where the roster has it.

    ``listed`` is false for somebody who handed in but is not on the roster that was given.
    """

    id: str
    name: str = ""
    email: str = ""
    section: str = ""
    login: str = ""
    canvas_id: str = ""
    moodle_id: str = ""
    listed: bool = True


class HandedIn(Record, frozen=True, kw_only=True):
    """A submission as it came: the file's name and where it lay, SHA-256 of its bytes, when it was handed in.

    ``problem`` is what is wrong with a file that cannot be graded, empty for one that can.
    """

    name: str
    source: str
    sha256: str
    submitted_at: datetime.datetime | None = None
    problem: str = ""

    @property
    def complaint(self) -> str:
        """The problem as a sentence that begins with the file's name; empty where there is none."""
        if not self.problem or self.problem.startswith(self.name):
            return self.problem
        return f"{self.name}: {self.problem}"


class Late(Record, frozen=True, kw_only=True):
    """How late a submission came (begun days, after grace and extension) and which share of its points that costs."""

    due: datetime.datetime
    days: int
    percent: float
    extended: bool = False


class Override(Record, frozen=True, kw_only=True):
    """A TA's decision: points for one question, or for everything (``question`` is ``None``); or a comment alone.

    ``earlier`` tells that it was given to an earlier submission than the one that counts now.
    """

    question: str | None
    score: float | None
    comment: str
    author: str
    decided_at: datetime.datetime
    earlier: bool = False


class Standing(Record, frozen=True, kw_only=True):
    """One student's line in the class; ``handed_in`` counts all submissions, the latest of which is ``submission``.

    ``withheld`` says why there is no grade or no score, by our fault; ``ungraded`` are the questions that the grade is
    still to cover.
    """

    student: Person
    status: Status
    max_score: float
    scores: dict[str, float | None] = msgspec.field(default_factory=dict)
    score: float | None = None
    submission: HandedIn | None = None
    grade: Grade | None = None
    late: Late | None = None
    overrides: tuple[Override, ...] = ()
    handed_in: int = 0
    withheld: str = ""
    ungraded: tuple[str, ...] = ()


def stand(
    student: Person,
    max_score: float,
    submission: HandedIn | None = None,
    grade: Grade | None = None,
    late: Late | None = None,
    overrides: tuple[Override, ...] = (),
    handed_in: int = 0,
    withheld: str = "",
    ungraded: tuple[str, ...] = (),
) -> Standing:
    """Put together what is known of a student, and work the final score out.

    ``ungraded`` are the questions that nobody graded yet; a decision about one of them takes it off that list.
    """
    scores: dict[str, float | None] = {q.id: q.score for q in grade.questions} if grade is not None else {}
    everything: float | None = None
    for decision in overrides:  # the latest decision about a thing comes last
        if decision.score is not None and decision.question is not None:
            scores[decision.question] = decision.score
        elif decision.score is not None:
            everything = decision.score
    left = tuple(question for question in ungraded if question not in scores)
    earned = total(list(scores.values())) if scores and not left else None
    if earned is not None and late is not None:
        earned = round(earned * (1 - late.percent / 100), 6)
    score = everything if everything is not None else earned
    return Standing(
        student=student,
        status=_status(submission, grade, score, withheld, left),
        max_score=max_score,
        scores=scores,
        score=score,
        submission=submission,
        grade=grade,
        late=late,
        overrides=overrides,
        handed_in=handed_in,
        withheld=withheld or (grade.withheld if grade is not None else None) or "",
        ungraded=left,
    )


def _status(
    submission: HandedIn | None, grade: Grade | None, score: float | None, withheld: str, ungraded: tuple[str, ...]
) -> Status:
    if score is not None:
        return Status.GRADED
    if submission is None:
        return Status.MISSING
    if submission.problem:
        return Status.UNREADABLE
    if withheld or (grade is not None and grade.score is None):
        return Status.WITHHELD
    return Status.PENDING if grade is None or ungraded else Status.WITHHELD
