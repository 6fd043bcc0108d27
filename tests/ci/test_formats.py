"""What machines read: whole points, a bounded output, commands that say only what we say, Markdown that is inert."""

from __future__ import annotations

import base64
import json
import math
from pathlib import Path
from types import SimpleNamespace

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from autograder.ci.files import append, clear, output_lines, replace_file
from autograder.ci.formats import classroom, classroom50
from autograder.ci.formats.actions import annotation, between_stops
from autograder.ci.markdown import block, code, prose, render_markdown
from autograder.ci.run import Result
from autograder.manifest import Question
from autograder.records import CheckResult, Grade, QuestionResult, SubmissionInfo, SuiteInfo, Verdict
from tests.ci.job import obeyed

points = st.sampled_from([1.0, 2.0, 2.5, 0.25, 1 / 3, 7.0, 12.0])
EVIL = "::error::x\n##[error]x\r\n`````\n| @teacher <img> # [a](b)\x1b[2A\u202e"


def graded(checks: list[list[float]], worth: list[float], text: str = "") -> Result:
    """A result whose questions' checks earned these shares of their points."""
    questions = []
    for number, (shares, most) in enumerate(zip(checks, worth, strict=True), 1):
        each = most / len(shares)
        results = tuple(
            CheckResult(
                name=f"test_{index}",
                description=f"`f` is right {text}",
                verdict=Verdict.PASSED if share == 1 else Verdict.PARTIAL if share else Verdict.FAILED,
                points=share * each,
                max_points=each,
                message="" if share == 1 else f"it is not {text}",
            )
            for index, share in enumerate(shares)
        )
        score = round(sum(result.points or 0 for result in results), 6)
        questions.append(
            QuestionResult(id=f"q{number}", title=f"Title {text}", score=score, max_score=most, checks=results)
        )
    total = round(sum(worth), 6)
    grade = Grade(
        harness_version="0",
        submission=SubmissionInfo(name="x.ipynb", sha256="0" * 64),
        suite=SuiteInfo(assignment="a", title="A", sha256="1" * 64, manifest_sha256="2" * 64),
        engine="fork",
        sandbox_level="A",
        score=round(sum(question.score or 0 for question in questions), 6),
        max_score=total,
        questions=tuple(questions),
        cells=(),
    )
    manifest = SimpleNamespace(
        title=f"A {text}",
        points=total,
        questions=[Question(id=question.id, title=question.title, points=question.max_score) for question in questions],
    )
    return Result(manifest=manifest, found=None, grade=grade, problem="", committed_at=None)  # type: ignore[arg-type]


@given(st.lists(st.tuples(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=1, max_size=7), points), min_size=1))
def test_whole_points_lose_less_than_a_point_and_give_none_away(questions):
    """All right has all; what is not right never has; the sum is as near as whole numbers can be."""
    result = graded([shares for shares, _ in questions], [most for _, most in questions])
    tests = classroom50._tests(result)
    for test, (shares, _) in zip(tests, questions, strict=True):
        assert type(test["score"]) is type(test["max-score"]) is int
        assert 0 <= test["score"] <= test["max-score"]
        assert test["passed"] == all(share == 1 for share in shares)
        assert (test["score"] == test["max-score"]) == test["passed"]
        if not any(shares):
            assert test["score"] == 0
    exact = sum(test["points"] / test["max-points"] * test["max-score"] for test in tests)
    left = sum(test["score"] for test in tests)
    slack = 1e-6 + sum(1e-6 * test["max-score"] / test["max-points"] for test in tests)  # points have six decimals
    capped = sum(
        min(
            test["max-score"] - (0 if test["passed"] else 1),
            math.ceil(test["points"] / test["max-points"] * test["max-score"] - 1e-6),
        )
        for test in tests
    )
    assert left <= exact + 0.5 + slack
    assert left >= min(exact - 0.5 - slack, capped)


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=20))
def test_whole_maxima_keep_the_proportions(worth):
    """As nearly as a hundredth of a point."""
    maxima = classroom50.whole_maxima(worth)
    factor = sum(maxima) / sum(worth)
    assert all(type(value) is int and value >= 0 for value in maxima)
    assert all(abs(value - factor * most) <= 2 for value, most in zip(maxima, worth, strict=True))


def test_points_that_are_whole_stay_as_they_are():
    """The maximum that teachers see is the manifest's."""
    assert classroom50.whole_maxima([8.0, 6.0, 86.0]) == [8, 6, 86]


def test_github_s_reporter_gets_a_score_for_each_test_and_a_document_that_travels():
    """A test without a score would make the sum NaN; Linux takes 128 KiB in a variable."""
    result = graded([[1, 0.5, 0.0]] * 400, [2.5] * 400, "x" * 3_000)
    value = classroom.render_classroom(result)
    assert len(value) < 128 * 1024 or len(json.loads(base64.b64decode(value))["tests"]) == 1_200
    small = json.loads(base64.b64decode(classroom.render_classroom(graded([[1, 0.5, 0.0]], [3.0], EVIL))))
    assert [test["score"] for test in small["tests"]] == [1.0, 0.5, 0.0]
    assert small["max_score"] == 3.0
    assert all("::error::" not in str(value) for test in small["tests"] for value in test.values())


def test_an_annotation_is_one_line_whatever_it_says():
    """Nothing in it is another command, another property or another line."""
    line = annotation("warning", EVIL, title=EVIL, file="a,line=9::\n.ipynb", line=3)
    assert line.count("\n") == 1
    assert line.startswith("::warning file=a%2Cline=9%3A%3A%0A.ipynb,line=3,title=%3A%3Aerror")
    assert len(obeyed(line)) == 1


def test_nothing_is_obeyed_between_stops():
    """Not even a stop of the student's own, nor the token of another run."""
    stolen = between_stops("x").split("\n")[0].partition("::stop-commands::")[2]
    log = between_stops(f"::error::x\n::{stolen}::\n##[error]x\n::stop-commands::y")
    assert obeyed(log) == []
    assert obeyed(log + "::notice::ours\n") == ["::notice::ours"]


def test_an_output_cannot_set_another():
    """Its delimiter is drawn anew."""
    text = output_lines("result", "a\nEOF\nstatus=success\n")
    first = text.split("\n")[0]
    assert first.startswith("result<<")
    assert text.endswith(f"\n{first.partition('<<')[2]}\n")
    assert output_lines("a", "") != output_lines("a", "")


@given(st.text(alphabet="`ab|<>&@#[]()*_~!:/.\n\\w", max_size=60))
def test_text_in_markdown_is_inert(text):
    """Code spans and blocks are longer than what they hold; all else is letters and references."""
    span = code(text)
    fence = span[: len(span) - len(span.lstrip("`"))]
    assert fence
    assert span.endswith(fence)
    assert fence not in span[len(fence) : -len(fence)].strip(" ").split(" ")
    lines = block(text).rstrip("\n").split("\n")
    assert not any(line.startswith(lines[-1]) for line in lines[1:-1])
    assert not set("<>[]*_@#|`") & set(prose(text.replace("`", "")).replace("&#", ""))


def test_a_page_that_is_too_long_ends_between_questions():
    """GitHub would refuse it whole."""
    result = graded([[0.0] * 5] * 100, [1.0] * 100, "y" * 2_000)
    page = render_markdown(result, 30_000)
    assert len(page) < 31_000
    assert page.endswith("see feedback.html.\n")
    assert page.count("<details>") == page.count("</details>")


def test_files_are_written_over_whatever_lies_there(tmp_path):
    """A link is replaced and not followed, a folder put aside."""
    outside = tmp_path / "outside"
    outside.write_text("mine")
    (tmp_path / "a").symlink_to(outside)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "kept").write_text("kept")
    for name in "abc":
        replace_file(tmp_path / name, b"new")
        assert (tmp_path / name).read_bytes() == b"new"
    assert outside.read_text() == "mine"
    assert [path.read_text() for path in tmp_path.glob("b.aside-*/kept")] == ["kept"]
    clear(tmp_path / "never there")


def test_a_step_s_file_is_added_to_and_no_link_followed(tmp_path):
    """Each step's lines stay."""
    path = Path(tmp_path / "output")
    append(path, "a=1\n")
    append(path, "b=2\n")
    assert path.read_text() == "a=1\nb=2\n"
    assert msgspec.json.encode(path.read_text())
