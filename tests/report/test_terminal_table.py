"""The table on a terminal: complete, 80 columns wide, and not to be forged."""

import io
import re

import msgspec
import pytest
from rich.cells import cell_len
from rich.console import Console

from autograder.records import CheckResult, Grade, SubmissionInfo, Verdict
from autograder.report.terminal import render_grade, render_summary
from tests.report.sample_grade import HOSTILE, check, complete, hostile, question, realistic, withheld

GRADES = {"realistic": realistic, "complete": complete, "withheld": withheld, "hostile": hostile}


def printed(grade: Grade, width: int = 80, *, colour: bool = False) -> str:
    """What a terminal of that width gets."""
    colours = "truecolor" if colour else None
    console = Console(file=io.StringIO(), width=width, force_terminal=colour, color_system=colours)
    render_grade(grade, console)
    return console.file.getvalue()  # type: ignore[attr-defined]


def summarised(*grades: Grade) -> str:
    """The summary of those grades at 80 columns."""
    console = Console(file=io.StringIO(), width=80)
    render_summary(grades, console)
    return console.file.getvalue()  # type: ignore[attr-defined]


def joined(text: str) -> str:
    """The text with its line breaks and indents taken out."""
    return " ".join(text.split())


def filled(text: str) -> list[str]:
    """The lines that are not empty."""
    return [line for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("name", GRADES)
@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_too_wide(name: str, width: int) -> None:
    """Nothing sticks out of the terminal."""
    assert max(cell_len(line) for line in printed(GRADES[name](), width).splitlines()) <= width


@pytest.mark.parametrize("verdict", [v for v in Verdict if v is not Verdict.PASSED])
def test_verdict_is_told_with_its_reason(verdict: Verdict) -> None:
    """A check that did not pass shows its verdict in words, its message, its hint and its misconception."""
    item = check("test_it", "It is so.", verdict, 0.0, 1.0, message="The why.", hint="The how.", misconception="a-slug")
    text = joined(printed(_with(item)))
    for part in (verdict.replace("_", " "), "0 / 1 test_it It is so. The why. Hint: The how. Misconception: a-slug"):
        assert part in text


def test_passed_checks_are_only_counted() -> None:
    """What is right takes no space."""
    text = printed(realistic())
    assert "test_half_at_zero" not in text
    assert "7 of 15" in text


def test_stopped_cells_show_error_line_and_output() -> None:
    """A cell that broke shows the error, where it came from, and the end of what it printed."""
    text = printed(realistic())
    assert "Code cell 7: error" in text
    assert "NameError: name 'wieghts' is not defined" in text
    assert "code cell 7, line 2: plot_boundary(X, y, wieghts, bias)" in text
    assert "step 4879" in text
    assert "step 4811" not in text
    assert "Not run: code cells 9 to 11" in text


def test_footer_names_sandbox_engine_and_notices() -> None:
    """How the grade came about is part of it."""
    text = joined(printed(realistic()))
    assert "engine fork" in text
    assert "sandbox level A (own namespaces" in text
    assert "Notice: Cells 3 and 4 have the same id; both were run." in text


def test_withheld_grade_says_whose_fault() -> None:
    """A withheld grade is neither a zero nor the student's failure."""
    text = joined(printed(withheld()))
    assert "WITHHELD. The grading harness failed here, not the student: no points were given or taken." in text
    assert "q6_calibration Calibration withheld" in text
    assert "Total withheld" in text


def test_markup_of_rich_is_plain_text() -> None:
    """``[red]`` in a student's text is shown and not obeyed."""
    assert "[1;1H[red]20 / 20[/red][/]" in joined(printed(hostile(), 120))


@pytest.mark.parametrize("colour", [False, True])
def test_hostile_text_sends_no_control(colour: bool) -> None:
    """The only escape sequences are the renderer's own colours."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", printed(hostile(), colour=colour)) if colour else printed(hostile())
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert r"\x1b[2K" in text


def test_colour_carries_no_information() -> None:
    """Without colour, the same characters are printed."""
    assert re.sub(r"\x1b\[[0-9;]*m", "", printed(realistic(), colour=True)) == printed(realistic())


def test_ascii_terminal_is_enough() -> None:
    """A terminal that has only ASCII gets only ASCII."""
    raw = io.BytesIO()
    console = Console(file=io.TextIOWrapper(raw, encoding="ascii"), width=80)
    for make in GRADES.values():
        render_grade(make(), console)
    render_summary([realistic(), hostile()], console)
    console.file.flush()
    assert raw.getvalue().isascii()


def test_summary_has_one_line_each() -> None:
    """A submission takes one line, whatever its name; the last line counts them."""
    text = summarised(realistic(), withheld(), complete(), hostile())
    rows = filled(text)
    assert len(rows) == 2 + 4 + 1
    assert max(cell_len(line) for line in rows) <= 80
    assert rows[-1].strip() == "4 submissions, 1 withheld"


def test_summary_row_stays_on_its_line() -> None:
    """Many questions are cut where the line ends, under short names as under long ones."""
    many = tuple(question(f"q{n}_with_a_name", "", check("c", "", Verdict.FAILED, 0.0, 1.0)) for n in range(20))
    for name in ("a", "a" * 29 + ".ipynb"):
        grade = msgspec.structs.replace(realistic(), questions=many, submission=SubmissionInfo(name=name, sha256=""))
        row = filled(summarised(grade))[2]
        assert row.rstrip().endswith("...")
        assert 78 <= len(row.rstrip()) <= 80


def test_summary_names_questions() -> None:
    """Lost and withheld points are found by question."""
    _, _, lost, kept_back, full, _ = filled(summarised(realistic(), withheld(), complete()))
    assert "6.5 / 17   q1_sigmoid, q3_gradient" in lost
    assert "withheld   q6_calibration (withheld), q1_sigmoid" in kept_back
    assert full.strip().endswith("3 / 3")


def test_summary_of_nothing() -> None:
    """No submission is no crash."""
    assert "0 submissions, 0 withheld" in summarised()


def _with(item: CheckResult) -> Grade:
    grade = complete()
    return type(grade)(
        harness_version="0",
        submission=grade.submission,
        suite=grade.suite,
        engine="jupyter",
        sandbox_level="E",
        score=0.0,
        max_score=1.0,
        questions=(question("q1", "One", item),),
        cells=(),
    )


def test_hostile_sample_is_hostile() -> None:
    """The text that the tests above rely on holds what they defend against."""
    for attack in ("<script>", "{{7*7}}", "\x1b[2K", "[red]", "\u202e", "\x00", "\x9b", "\ud800", "A" * 10_000):
        assert attack in HOSTILE
