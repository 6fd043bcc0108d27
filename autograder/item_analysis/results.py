"""What an analysis consists of: frozen records, scores in points, times in wall-clock seconds."""

from __future__ import annotations

import enum

from autograder.records import CellStatus, Record, Verdict
from autograder.standing import Person


class Flag(enum.StrEnum):
    """What is worth a look about a question or a check."""

    NOBODY = "nobody"
    EVERYBODY = "everybody"
    NEGATIVE = "negative"
    LOW = "low"


class Counts(Record, frozen=True, kw_only=True):
    """How many students there are of each kind.

    The first five add up to ``students``; the others count across them.  ``analysed`` have a grade in which every
    question was judged, ``overridden`` have points from a TA, ``resubmitted`` handed in more than once.
    """

    graded: int
    withheld: int
    unreadable: int
    pending: int
    missing: int
    late: int
    overridden: int
    resubmitted: int
    analysed: int

    @property
    def students(self) -> int:
        """Everybody."""
        return self.graded + self.withheld + self.unreadable + self.pending + self.missing


class Distribution(Record, frozen=True, kw_only=True):
    """The final scores of ``n`` students (n > 0).

    ``deviation`` has the divisor n - 1 and is ``None`` for n = 1; quartiles interpolate linearly (type 7 of Hyndman and
    Fan, 1996).  ``bins`` counts the scores in equal parts of 0 to ``max_score``, each from its lower end up to but
    without its upper one, the last with it; what lies outside is counted in the first or the last.
    """

    n: int
    max_score: float
    mean: float
    deviation: float | None
    minimum: float
    lower_quartile: float
    median: float
    upper_quartile: float
    maximum: float
    bins: tuple[int, ...]


class QuestionStatistics(Record, frozen=True, kw_only=True):
    """How a question did.

    ``facility`` is the mean score over the points to be had (the difficulty index p: high is easy), ``discrimination``
    the correlation of its score with the sum of the *other* questions, ``full_biserial`` the point-biserial correlation
    of "has all points" with that same sum, ``alpha_without`` Cronbach's alpha of the other questions.
    """

    id: str
    title: str
    max_score: float
    facility: float | None
    deviation: float | None
    full_share: float | None
    zero_share: float | None
    discrimination: float | None
    full_biserial: float | None
    alpha_without: float | None
    flag: Flag | None


class CheckStatistics(Record, frozen=True, kw_only=True):
    """How a check did among the ``n`` students who have it; partly right is not passed.

    ``discrimination`` is the point-biserial correlation of "passed" with the total without this check's points.
    """

    question: str
    name: str
    description: str
    n: int
    passed: int
    discrimination: float | None
    flag: Flag | None


class Misconception(Record, frozen=True, kw_only=True):
    """A named mistake: how many ``students`` made it (in however many checks), where, and who the first few were."""

    slug: str
    students: int
    questions: tuple[str, ...]
    hint: str
    examples: tuple[Person, ...]


class Timed(Record, frozen=True, kw_only=True):
    """How long one student's submission took to grade."""

    student: Person
    wall_seconds: float


class Times(Record, frozen=True, kw_only=True):
    """How long ``n`` submissions took to grade (n > 0); ``timed_out`` of them had a cell or a check cut off."""

    n: int
    total_seconds: float
    median_seconds: float
    max_seconds: float
    slowest: tuple[Timed, ...]
    timed_out: int


class Explained(Record, frozen=True, kw_only=True):
    """A student, and one sentence about what became of the submission."""

    student: Person
    reason: str


class Faults(Record, frozen=True, kw_only=True):
    """What went wrong.

    ``cells`` has the number of students with at least one cell that ended so, ``checks`` the same for checks by
    question.
    """

    cells: dict[CellStatus, int]
    checks: dict[str, dict[Verdict, int]]
    withheld: tuple[Explained, ...]
    unreadable: tuple[Explained, ...]
    unlisted: tuple[Person, ...]


class ClassAnalysis(Record, frozen=True, kw_only=True):
    """Everything that is said about a class; ``with_grade`` students are behind misconceptions, times and faults.

    ``judged_by`` is how many versions of the suite their grades came from: with more than one, questions and checks may
    not have been the same for everybody.
    """

    counts: Counts
    max_score: float
    distribution: Distribution | None
    questions: tuple[QuestionStatistics, ...]
    checks: tuple[CheckStatistics, ...]
    alpha: float | None
    misconceptions: tuple[Misconception, ...]
    times: Times | None
    faults: Faults
    with_grade: int
    judged_by: int
