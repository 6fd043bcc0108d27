"""Grades to render: a realistic one, a withheld one, a hostile one."""

from __future__ import annotations

import msgspec

from autograder.records import (
    CellResult,
    CellStatus,
    CheckResult,
    ErrorInfo,
    Grade,
    Place,
    QuestionResult,
    SubmissionInfo,
    SuiteInfo,
    Verdict,
)

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}{% raw %}\x1b[2K\x1b[1;1H[red]20 / 20[/red][/]"
    "\u202egnp\u2066\x00\x9b31m&amp;\"'>\ud800`<b>`" + "A" * 10_000
)


def check(
    name: str, description: str, verdict: Verdict, points: float | None, out_of: float, **more: str
) -> CheckResult:
    """A check with the fields that matter to a page."""
    return CheckResult(
        name=name, description=description, verdict=verdict, points=points, max_points=out_of, wall_seconds=0.01, **more
    )


def question(id_: str, title: str, *checks: CheckResult) -> QuestionResult:
    """A question whose scores are the sums of its checks'."""
    points = [item.points for item in checks]
    score = None if None in points else sum(value for value in points if value is not None)
    return QuestionResult(id=id_, title=title, score=score, max_score=sum(c.max_points for c in checks), checks=checks)


def _sigmoid() -> QuestionResult:
    return question(
        "q1_sigmoid",
        "The sigmoid function",
        check("test_has_sigmoid", "`sigmoid` is a function of `z`.", Verdict.PASSED, 0.5, 0.5),
        check("test_half_at_zero", "`sigmoid(0)` is one half.", Verdict.PASSED, 0.5, 0.5),
        check(
            "test_keeps_the_shape",
            "`sigmoid` keeps the shape of its input.",
            Verdict.FAILED,
            0.0,
            1.0,
            message="sigmoid(z) returned an array of shape (3, 1), but should return shape (3,) [z.shape=(3,)].",
            hint="Did you reshape to a column?",
        ),
        check(
            "test_stable_far_out",
            "`sigmoid` is right far from zero, where `exp` overflows.",
            Verdict.PARTIAL,
            1.0,
            2.0,
            message="sigmoid(z) is nan at z = -1000, but should be 0 (2 of 9 values are off).",
            hint="For very negative `z`, `np.exp(-z)` is infinite. Which form of the same formula never overflows?",
            misconception="naive-sigmoid",
        ),
    )


def _loss() -> QuestionResult:
    return question(
        "q2_bce",
        "Binary cross-entropy",
        check("test_by_hand", "`bce` agrees with two values worked out by hand.", Verdict.PASSED, 1.0, 1.0),
        check("test_random", "`bce` is right on 200 random samples.", Verdict.PASSED, 1.0, 1.0),
        check("test_sure_and_right", "`bce` is 0 for sure and right predictions.", Verdict.PASSED, 1.0, 1.0),
    )


def _gradient() -> QuestionResult:
    return question(
        "q3_gradient",
        "The gradient of the loss",
        check("test_shapes", "`bce_gradient` returns `(3,)` weights and one bias.", Verdict.PASSED, 0.5, 0.5),
        check(
            "test_finite_differences",
            "`bce_gradient` agrees with finite differences of the loss.",
            Verdict.FAILED,
            0.0,
            2.0,
            message="dw of bce_gradient(X, y, weights, bias) is 14.2078 at index [0], but should be 0.0710392"
            " (3 of 3 values are off)\n[X.shape=(200, 3), y.shape=(200,)].",
            hint="This is the gradient of the sum of the losses. What makes the loss a mean?",
            misconception="gradient-without-mean",
        ),
        check(
            "test_zero_at_optimum",
            "`bce_gradient` is zero where the loss is smallest.",
            Verdict.SKIPPED,
            0.0,
            1.5,
            message="Not assessed, because `test_finite_differences` did not pass.",
        ),
    )


def _descent() -> QuestionResult:
    return question(
        "q4_descent",
        "Gradient descent",
        check(
            "test_converges",
            "`fit` reaches the optimum of a small problem.",
            Verdict.TIMED_OUT,
            0.0,
            2.0,
            message="fit(X, y, learning_rate=0.1) did not return within 5 s.",
            hint="Does your loop end when the loss stops falling?",
        ),
        check(
            "test_memory",
            "`fit` needs memory for one gradient, not for all of them.",
            Verdict.OUT_OF_MEMORY,
            0.0,
            1.0,
            message="fit(X, y, max_iter=100000) needed more than 1 GiB of memory.",
        ),
        check("test_history_falls", "The loss never rises on the way.", Verdict.PASSED, 1.0, 1.0),
    )


def _predict() -> QuestionResult:
    return question(
        "q5_predict",
        "From probabilities to classes",
        check(
            "test_has_predict",
            "`predict` is a function of `X` and `threshold`.",
            Verdict.MISSING,
            0.0,
            1.0,
            message="`predict` is not defined when the notebook ends.",
            hint="You define `predicts`. Is that the same name?",
        ),
        check(
            "test_threshold",
            "A higher threshold gives fewer positives.",
            Verdict.CRASHED,
            0.0,
            1.0,
            message="predict_proba(X) raised ValueError: matmul: Input operand 1 has a mismatch in its core dimension 0"
            " (code cell 6, line 3: `return sigmoid(X @ weights + bias)`).",
        ),
    )


def _cells() -> tuple[CellResult, ...]:
    place = Place(cell_index=9, cell_number=5, line=7, source="    while abs(loss - previous) > 0:")
    missing = Place(cell_index=13, cell_number=7, line=2, source="plot_boundary(X, y, wieghts, bias)")
    loop = ErrorInfo(type="TimeoutError", message="the cell ran for more than 20 s", place=place)
    name = ErrorInfo(type="NameError", message="name 'wieghts' is not defined", place=missing)
    steps = "".join(f"step {i}: loss = 0.3491\n" for i in range(4_810, 4_880))
    ran = [CellResult(index=2 * n - 1, number=n, status=CellStatus.OK, wall_seconds=0.1) for n in (1, 2, 3, 4)]
    return (
        *ran,
        CellResult(index=9, number=5, status=CellStatus.TIMED_OUT, error=loop, output=steps, wall_seconds=20.0),
        CellResult(index=11, number=6, status=CellStatus.OK),
        CellResult(index=13, number=7, status=CellStatus.ERROR, error=name, wall_seconds=0.02),
        CellResult(index=15, number=8, status=CellStatus.OK),
        *(CellResult(index=2 * n - 1, number=n, status=CellStatus.NOT_RUN) for n in (9, 10, 11)),
    )


def realistic() -> Grade:
    """A grade with every verdict of a student's own."""
    questions = (_sigmoid(), _loss(), _gradient(), _descent(), _predict())
    return Grade(
        harness_version="0.1.0",
        submission=SubmissionInfo(name="noether_emmy.ipynb", sha256="9f2c" * 16),
        suite=SuiteInfo(
            assignment="logreg-1",
            title="Logistic regression from scratch",
            sha256="41d0" * 16,
            manifest_sha256="9" * 64,
        ),
        engine="fork",
        sandbox_level="A",
        score=sum(item.score or 0.0 for item in questions),
        max_score=sum(item.max_score for item in questions),
        notices=("Cells 3 and 4 have the same id; both were run.",),
        questions=questions,
        cells=_cells(),
        wall_seconds=34.2,
    )


def complete() -> Grade:
    """A grade with nothing left to do."""
    grade = realistic()
    cells = tuple(cell for cell in grade.cells if cell.status is CellStatus.OK)
    return msgspec.structs.replace(grade, questions=(_loss(),), cells=cells, score=3.0, max_score=3.0, notices=())


def withheld() -> Grade:
    """A grade that the harness could not finish."""
    broken = question(
        "q6_calibration",
        "Calibration",
        check(
            "test_curve",
            "The calibration curve is monotone.",
            Verdict.HARNESS_ERROR,
            None,
            2.0,
            message="The suite itself failed here; your teacher has the details.",
        ),
    )
    return msgspec.structs.replace(
        realistic(),
        questions=(_sigmoid(), _loss(), broken),
        score=None,
        max_score=9.0,
        withheld="A check of q6_calibration could not be carried out (FileNotFoundError in the hidden suite).",
    )


def hostile() -> Grade:
    """A grade in which every text that a student could have written is an attack."""
    verdicts = [check(HOSTILE, HOSTILE, verdict, 0.0, 1.0, message=HOSTILE, hint=HOSTILE) for verdict in Verdict]
    first = msgspec.structs.replace(verdicts[0], misconception=HOSTILE)
    place = Place(cell_index=1, cell_number=1, line=1, source=HOSTILE)
    error = ErrorInfo(type=HOSTILE, message=HOSTILE, place=place)
    grade = realistic()
    return msgspec.structs.replace(
        grade,
        submission=SubmissionInfo(name=HOSTILE, sha256="0" * 64),
        questions=(question(HOSTILE, HOSTILE, first, *verdicts[1:]),),
        notices=(HOSTILE,),
        cells=(CellResult(index=1, number=1, status=CellStatus.ERROR, error=error, output=HOSTILE),),
    )
