"""The statistics of a class, against SciPy, pandas and examples worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import numpy as np
import pandas as pd
import pytest
from msgspec.structs import replace
from scipy.stats import pearsonr, pointbiserialr

from autograder.item_analysis import ClassAnalysis, analyse
from autograder.item_analysis.items import distribution
from autograder.item_analysis.results import Flag
from autograder.item_analysis.statistics import alpha_if_deleted, correlation, cronbach_alpha
from autograder.records import CellResult, CellStatus, Grade, Verdict
from autograder.standing import Late
from tests.report.sample_class import DAY, asked, class_of, graded, one_check, override, standing
from tests.report.sample_grade import check

QUESTIONS = asked(4, 3, 2, 1)
ROUNDING = 1e-9
"""Two double-precision sums of some hundred numbers of size 1 to 10 agree to far better than this."""


def table(n: int = 200, seed: int = 3) -> np.ndarray:
    """Points in halves that hang together, with all questions neither full nor empty for everybody."""
    rng = np.random.default_rng(seed)
    ability = rng.normal(size=(n, 1))
    most = np.array([question.points for question in QUESTIONS])
    share = 1 / (1 + np.exp(-(ability + rng.normal(size=(n, len(most))))))
    scores = np.round(2 * share * most) / 2
    assert (np.ptp(scores, axis=0) > 0).all()
    assert ((scores == most).any(axis=0) & (scores < most).any(axis=0)).all()
    return scores


def test_alpha_of_an_example_by_hand() -> None:
    """Two tables small enough for pencil and paper."""
    # columns (1, 2, 3), (1, 3, 2): variances 1 and 1; totals 2, 5, 5: variance 3; 2 / 1 * (1 - 2 / 3) = 2 / 3
    assert cronbach_alpha(np.array([[1.0, 1.0], [2.0, 3.0], [3.0, 2.0]])) == pytest.approx(2 / 3, abs=ROUNDING)
    # the same column twice: variances 1 and 1; totals 2, 4, 6: variance 4; 2 / 1 * (1 - 2 / 4) = 1
    assert cronbach_alpha(np.array([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]])) == pytest.approx(1, abs=ROUNDING)


def test_alpha_agrees_with_its_form_in_covariances() -> None:
    """Alpha is also k c / (v + (k - 1) c), with the mean variance v and the mean covariance c (pandas)."""
    covariances = pd.DataFrame(table()).cov().to_numpy()
    k = len(covariances)
    v, c = covariances.trace() / k, (covariances.sum() - covariances.trace()) / (k * (k - 1))
    assert cronbach_alpha(table()) == pytest.approx(k * c / (v + (k - 1) * c), abs=ROUNDING)


def test_alpha_without_an_item_is_alpha_of_the_others() -> None:
    """Each entry is the alpha of the table with that column dropped."""
    frame = pd.DataFrame(table())
    expected = [cronbach_alpha(frame.drop(columns=column).to_numpy()) for column in frame]
    assert alpha_if_deleted(table()) == pytest.approx(expected, abs=ROUNDING)


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (1, 3), (5, 1), (5, 0)])
def test_alpha_needs_two_students_and_two_items(shape: tuple[int, int]) -> None:
    """Without them there is none."""
    assert cronbach_alpha(np.arange(shape[0] * shape[1], dtype=float).reshape(shape)) is None


def test_no_variance_no_coefficient() -> None:
    """Equal totals have no alpha, a constant has no correlation, and thirds that add up are equal."""
    thirds = np.array([[1 / 3, 2 / 3], [2 / 3, 1 / 3], [1 / 3, 0.6666667]])
    assert len(set(thirds.sum(axis=1))) > 1
    assert cronbach_alpha(thirds) is None
    assert correlation(np.full(4, 0.1), np.arange(4.0)) is None
    assert correlation(np.array([0.0, 1e-200]), np.array([0.0, 1.0])) is None


def test_questions_agree_with_pandas_and_scipy() -> None:
    """Facility, discrimination, point-biserial and shares, each worked out another way."""
    scores = table()
    frame = pd.DataFrame(scores)
    for column, (question, got) in enumerate(
        zip(QUESTIONS, analyse(QUESTIONS, class_of(QUESTIONS, scores)).questions, strict=True)
    ):
        others = frame.drop(columns=column).sum(axis=1)
        full = frame[column] >= question.points
        assert got.facility == pytest.approx(frame[column].mean() / question.points, abs=ROUNDING)
        assert got.deviation == pytest.approx(frame[column].std(), abs=ROUNDING)
        assert got.discrimination == pytest.approx(pearsonr(frame[column], others).statistic, abs=ROUNDING)
        assert got.full_biserial == pytest.approx(pointbiserialr(full, others).statistic, abs=ROUNDING)
        assert got.full_share == pytest.approx(full.mean(), abs=ROUNDING)
        assert got.zero_share == pytest.approx((frame[column] == 0).mean(), abs=ROUNDING)


def test_checks_agree_with_scipy() -> None:
    """A check's discrimination is SciPy's point-biserial of its passes with the rest of the total."""
    scores = table()
    for column, got in enumerate(analyse(QUESTIONS, class_of(QUESTIONS, scores)).checks):
        passed = scores[:, column] >= QUESTIONS[column].points
        expected = pointbiserialr(passed, scores.sum(axis=1) - scores[:, column]).statistic
        assert got.discrimination == pytest.approx(expected, abs=ROUNDING)
        assert (got.n, got.passed) == (len(scores), passed.sum())


def test_point_biserial_of_the_textbook() -> None:
    """Pearson with zeros and ones is (M1 - M0) / s * sqrt(p q)."""
    x, y = np.array([0.0, 0, 1, 1, 1]), np.array([1.0, 3, 2, 5, 9])
    textbook = (y[x == 1].mean() - y[x == 0].mean()) / y.std() * math.sqrt(0.6 * 0.4)
    assert correlation(x, y) == pytest.approx(textbook, abs=ROUNDING)


def test_distribution_agrees_with_pandas() -> None:
    """Moments and quartiles are those of ``describe()``."""
    scores = table().sum(axis=1)
    got, expected = distribution(scores, 10), pd.Series(scores).describe()
    assert got is not None
    pairs = [
        (got.n, "count"), (got.mean, "mean"), (got.deviation, "std"), (got.minimum, "min"), (got.maximum, "max"),
        (got.lower_quartile, "25%"), (got.median, "50%"), (got.upper_quartile, "75%"),
    ]  # fmt: skip
    assert [value for value, _ in pairs] == pytest.approx([expected[name] for _, name in pairs], abs=ROUNDING)
    assert sum(got.bins) == got.n


@pytest.mark.parametrize(
    ("score", "place"), [(0, 0), (0.49, 0), (0.5, 1), (1.5, 3), (9.49, 18), (9.5, 19), (10, 19), (12, 19), (-1, 0)]
)
def test_a_score_on_an_edge_is_in_the_upper_bin(score: float, place: int) -> None:
    """Bins of 5 % of 10 points; what lies outside is counted at the end."""
    got = distribution(np.array([float(score)]), 10)
    assert got is not None
    assert got.bins.index(1) == place


def test_flags_tell_what_to_look_at() -> None:
    """Nobody, everybody, against the rest, hardly with the rest."""
    questions = asked(1, 1, 4, 4, 4)
    got = analyse(questions, class_of(questions, [(0, 1, 4 - k % 5, k % 5, k % 5) for k in range(20)]))
    assert [question.flag for question in got.questions][:3] == [Flag.NOBODY, Flag.EVERYBODY, Flag.NEGATIVE]
    assert [check.flag for check in got.checks][:2] == [Flag.NOBODY, Flag.EVERYBODY]
    weak = analyse(
        asked(1, 4), class_of(asked(1, 4), [(k % 2, (k // 2) % 5 * (1 + 0.02 * (k % 2))) for k in range(20)])
    )
    assert weak.questions[0].flag is Flag.LOW


@pytest.mark.parametrize("rows", [[], [(4, 3, 2, 1)], [(4, 3, 2, 1), (0, 3, 1, 0)], [(2, 2, 2, 1)] * 30])
def test_no_size_of_class_gives_a_nan(rows: list[tuple[float, ...]]) -> None:
    """Nobody, one, two, all equal: every number is finite or not there at all."""
    got = analyse(QUESTIONS, class_of(QUESTIONS, rows))
    assert got.counts.analysed == len(rows)
    assert (got.distribution is None) == (not rows)
    assert len(got.questions) == 4
    assert all(math.isfinite(number) for number in numbers(msgspec.to_builtins(got)))


def numbers(value: Any) -> list[float]:
    """All numbers in plain data."""
    if isinstance(value, dict | list | tuple):
        members = value.values() if isinstance(value, dict) else value
        return [number for member in members for number in numbers(member)]
    return [value] if isinstance(value, int | float) else []


def test_no_question_is_no_error() -> None:
    """An assignment without questions, and grades that ask other ones than the manifest."""
    assert analyse((), class_of(QUESTIONS, [(4, 3, 2, 1)])).alpha is None
    assert analyse(asked(1, 1, 1, 1, 1), class_of(QUESTIONS, [(4, 3, 2, 1)])).counts.analysed == 0


def test_overrides_and_lateness_change_scores_and_no_question() -> None:
    """The distribution is of final scores, the questions of what the suite gave."""
    late = Late(due=DAY, days=1, percent=50.0)
    rows = [
        standing(1, graded(QUESTIONS, (4, 0, 0, 0)), overrides=(override(3, "q2"),)),
        standing(2, graded(QUESTIONS, (0, 3, 2, 1)), late=late),
    ]
    got = analyse(QUESTIONS, rows)
    assert got.distribution is not None
    assert (got.distribution.minimum, got.distribution.maximum) == (3, 7)
    assert [question.facility for question in got.questions] == [0.5, 0.5, 0.5, 0.5]
    assert (got.counts.late, got.counts.overridden) == (1, 1)


def everything() -> ClassAnalysis:
    """One student of each kind."""
    withheld = graded(QUESTIONS, (4, None, 2, 1), withheld="q2: the worker died")
    return analyse(
        QUESTIONS,
        [
            standing(1, graded(QUESTIONS, (4, 3, 2, 1)), handed_in=3),
            standing(2, withheld),
            standing(3, problem="3.ipynb is no notebook"),
            standing(4, listed=False),
            standing(5, handed_in=0),
            standing(6, withheld, overrides=(override(5.0),)),
            standing(7, graded(QUESTIONS, (4, 3, 2, 1)), overrides=(override(None),)),
        ],
    )


def test_everybody_is_counted_once() -> None:
    """The kinds add up, and a withheld grade that a TA replaced has a score but is not analysed."""
    counts = everything().counts
    kinds = (counts.graded, counts.withheld, counts.unreadable, counts.pending, counts.missing)
    assert kinds == (3, 1, 1, 1, 1)
    assert counts.students == 7
    assert (counts.analysed, counts.overridden, counts.resubmitted) == (2, 1, 1)


def test_reasons_come_with_names() -> None:
    """Who has no score is named with the reason, and who is not on the roster is named."""
    faults = everything().faults
    assert [(one.student.id, one.reason) for one in faults.withheld] == [("s2", "q2: the worker died")]
    assert [(one.student.id, one.reason) for one in faults.unreadable] == [("s3", "3.ipynb is no notebook")]
    assert [person.id for person in faults.unlisted] == ["s4"]


def test_a_question_without_points_is_the_reason() -> None:
    """Where nobody said why, the questions that are withheld are named."""
    faults = analyse(QUESTIONS, [standing(1, graded(QUESTIONS, (4, None, None, 1)))]).faults
    assert [one.reason for one in faults.withheld] == ["no points for q2, q3"]


def with_checks(*checks: tuple[str, Verdict, str | None], **changes: Any) -> Grade:
    """A grade of one question with these checks: name, verdict, misconception."""
    made = tuple(
        check(name, name, verdict, 0.0, 1.0, **({"misconception": slug, "hint": f"About {slug}?"} if slug else {}))
        for name, verdict, slug in checks
    )
    grade = graded(asked(4), (0,), **changes)
    return replace(grade, questions=(replace(grade.questions[0], checks=made),))


def test_a_mistake_counts_once_a_student() -> None:
    """Two checks with the same slug are one student; the commonest comes first, then the alphabet."""
    wrong = Verdict.FAILED
    grades = [
        with_checks(("test_a", wrong, "no-mean"), ("test_b", wrong, "no-mean"), ("test_c", wrong, "a-sign")),
        with_checks(("test_a", wrong, "no-mean")),
        with_checks(("test_a", wrong, "a-base")),
    ]
    got = analyse(asked(4), [standing(number, grade) for number, grade in enumerate(grades)]).misconceptions
    assert [(one.slug, one.students) for one in got] == [("no-mean", 2), ("a-base", 1), ("a-sign", 1)]
    assert got[0].questions == ("q1",)
    assert got[0].hint == "About no-mean?"
    assert [person.id for person in got[0].examples] == ["s0", "s1"]


def test_faults_count_students() -> None:
    """Three checks that crash are one student of that question; cells are counted by how they ended."""
    crash, slow = Verdict.CRASHED, Verdict.TIMED_OUT
    cells = tuple(CellResult(index=k, number=k + 1, status=CellStatus.KILLED) for k in range(2))
    grades = [
        with_checks(("test_a", crash, None), ("test_b", crash, None), ("test_c", slow, None), cells=cells),
        with_checks(("test_a", crash, None)),
    ]
    got = analyse(asked(4), [standing(number, grade) for number, grade in enumerate(grades)])
    assert got.faults.checks == {"q1": {crash: 2, slow: 1}}
    assert got.faults.cells == {CellStatus.KILLED: 1}
    assert got.times is not None
    assert got.times.timed_out == 1


def test_times_name_the_slowest() -> None:
    """Median, sum and maximum, and the five slowest from the top."""
    seconds = [1.0, 9.0, 2.0, 8.0, 3.0, 7.0, 4.0]
    rows = [standing(k, graded(QUESTIONS, (4, 3, 2, 1), wall_seconds=s)) for k, s in enumerate(seconds)]
    times = analyse(QUESTIONS, rows).times
    assert times is not None
    assert (times.n, times.total_seconds, times.median_seconds, times.max_seconds) == (7, 34.0, 4.0, 9.0)
    assert [timed.student.id for timed in times.slowest] == ["s1", "s3", "s5", "s6", "s4"]


def test_a_check_that_some_do_not_have_is_judged_by_the_others() -> None:
    """A check that a later suite added counts those who were judged by it, and two suites are told."""
    old = class_of(QUESTIONS, table(10))
    grades = [row.grade for row in class_of(QUESTIONS, table(30)[10:]) if row.grade is not None]
    new = [replace(grade, suite=replace(grade.suite, sha256="f" * 64)) for grade in grades]
    first = [replace(g.questions[0], checks=(*g.questions[0].checks, one_check(0.0, 1, "test_new"))) for g in new]
    new = [replace(g, questions=(q, *g.questions[1:])) for g, q in zip(new, first, strict=True)]
    got = analyse(QUESTIONS, [*old, *(standing(100 + k, grade) for k, grade in enumerate(new))])
    added = next(one for one in got.checks if one.name == "test_new")
    assert (added.question, added.n, added.passed, added.flag) == ("q1", 20, 0, Flag.NOBODY)
    assert got.judged_by == 2
