"""The page of a class: complete in itself, true to its numbers, and inert whatever students are called."""

from __future__ import annotations

import itertools
import re

import pytest
from msgspec.structs import replace

from autograder.item_analysis import analyse
from autograder.records import CellResult, CellStatus, Verdict
from autograder.report.charts import histogram
from autograder.report.class_page import MAX_ROWS, render_class, shade
from autograder.report.findings import findings
from autograder.standing import Late, Standing
from tests.report.sample_class import DAY, asked, class_of, graded, one_check, override, standing
from tests.report.sample_grade import HOSTILE
from tests.report.test_html_page import Page

QUESTIONS = asked(4, 3, 3)


def full() -> list[Standing]:
    """A class of forty with everything in it."""
    rows = [((k % 5), 3 - (k % 4 == 0), 3 * (k % 5 > 1)) for k in range(36)]
    people = class_of(QUESTIONS, rows)
    cells = (CellResult(index=0, number=1, status=CellStatus.KILLED),)
    grade = graded(QUESTIONS, (0, 3, 3), cells=cells)
    slip = one_check(0.0, 4, misconception="no-mean", hint="Is it a mean?")
    crash = replace(one_check(0.0, 3, "test_crash"), verdict=Verdict.CRASHED)
    grade = replace(grade, questions=(replace(grade.questions[0], checks=(slip, crash)), *grade.questions[1:]))
    late = Late(due=DAY, days=2, percent=20.0)
    return [
        *people,
        standing(90, grade, late=late, overrides=(override(2.5, "q1"),), handed_in=2, listed=False),
        standing(91, graded(QUESTIONS, (1, None, 1), withheld="q2: the worker died")),
        standing(92, problem="92.ipynb is no notebook"),
        standing(93, handed_in=0),
    ]


def hostile(text: str) -> list[Standing]:
    """The same class, with ``text`` wherever a student, a file or a suite has a say."""
    changed = []
    for row in full():
        person = replace(row.student, name=text, email=text)
        work = row.submission and replace(row.submission, name=text, problem=row.submission.problem and text)
        grade = row.grade
        if grade is not None:
            questions = tuple(
                replace(
                    q,
                    checks=tuple(
                        replace(c, description=text, hint=c.hint and text, misconception=c.misconception and text)
                        for c in q.checks
                    ),
                )
                for q in grade.questions
            )
            grade = replace(grade, questions=questions, withheld=grade.withheld and text)
        changed.append(replace(row, student=person, submission=work, grade=grade))
    return changed


def page(rows: list[Standing], **more: dict[str, str]) -> str:
    """The page of these standings."""
    return render_class("Logistic regression", analyse(QUESTIONS, rows), rows, **more)


CLASSES = {"empty": [], "one": full()[:1], "two": full()[:2], "full": full(), "missing": full()[-1:]}


@pytest.mark.parametrize("name", CLASSES)
def test_page_is_complete_in_itself(name: str) -> None:
    """Nothing is loaded or run, the browser is told so, every tag is closed, every label exists."""
    html = page(CLASSES[name])
    for forbidden in ("http://", "https://", "src=", "<script", "@import", "url("):
        assert forbidden not in html
    read = Page(html)
    assert "default-src 'none'; style-src 'unsafe-inline'" in read.values("content")
    ids = read.values("id")
    labels = {label for labels in read.values("aria-labelledby") for label in labels.split()}
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in read.values("href") if link.startswith("#")} | labels <= set(ids)


@pytest.mark.parametrize("name", CLASSES)
def test_page_shows_no_nan(name: str) -> None:
    """What cannot be computed is a dash."""
    assert not re.search(r"\b(nan|inf|None|NaN)\b", Page(page(CLASSES[name])).text)


@pytest.mark.parametrize("name", CLASSES)
def test_headings_leave_no_level_out(name: str) -> None:
    """One h1, and below it levels in turn."""
    levels = [int(tag[1]) for tag in Page(page(CLASSES[name])).tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_what_matters_comes_first() -> None:
    """Above the scores: who has no score, which check nobody passes, the hardest question, the commonest mistake."""
    text = Page(page(full())).text
    first = text[: text.index("Final scores")]
    assert "2 students handed in and have no score: 1 grade withheld by a fault of the harness; 1 file" in first
    assert "Nobody passes 1 check: q1 test_crash. Is it right" in first
    assert "q1 was hardest: Question 1" in first
    assert "1 student made a known mistake: no-mean (q1)" in first
    assert "Student 91: q2: the worker died" in first
    assert "Student 92: 92.ipynb is no notebook" in first


def test_a_perfect_class_has_nothing_to_look_at() -> None:
    """No finding is made up."""
    rows = class_of(QUESTIONS, [(4, 3, 3)] * 30)
    assert findings(analyse(QUESTIONS, rows)) == []
    assert "Look here first" not in page(rows)


def test_chance_raises_no_alarm() -> None:
    """A question goes against the rest only when it does by more than chance, and in a class that is no handful."""
    against = [(k % 5, 3 - 3 * (k % 5) / 4, 3 - 3 * (k % 5) / 4) for k in range(40)]
    told = [finding.lead for finding in findings(analyse(QUESTIONS, class_of(QUESTIONS, against)))]
    assert "q1 goes against the rest" in told
    few = [finding.lead for finding in findings(analyse(QUESTIONS, class_of(QUESTIONS, against[:10])))]
    assert "q1 goes against the rest" not in few
    assert "mostly chance" in page(class_of(QUESTIONS, against[:10]))


def test_numbers_are_beside_the_figure() -> None:
    """The histogram has a title, a description, and a table with the same counts."""
    rows = class_of(QUESTIONS, [(4, 3, 3), (4, 3, 3), (0, 1, 0)])
    text = Page(page(rows)).text
    assert "3 scores from 1 to 10, half of them between 5.5 and 10, median 10, mean 7" in text
    assert "9.5 to 10 2" in text
    assert "1 to under 1.5 1" in text
    assert "standard deviation 5.2" in text


def test_bars_are_as_high_as_their_counts() -> None:
    """Heights are in proportion, bars lie inside the figure and stand on its axis."""
    scores = analyse(QUESTIONS, class_of(QUESTIONS, [(4, 3, 3)] * 4 + [(0, 1, 0)] * 2)).distribution
    assert scores is not None
    figure = histogram(scores)
    assert figure.bars[-1].height == 2 * figure.bars[2].height > 0
    for bar in figure.bars:
        assert bar.y + bar.height == pytest.approx(100)
        assert 0 <= bar.x < bar.x + bar.width <= 100
    assert [tick.label for tick in figure.ticks] == ["0", "2.5", "5", "7.5", "10"]


def test_a_student_has_a_line() -> None:
    """Name, link, final score, points by question, what a TA decided, what came late."""
    html = page(full(), pages={"s90": "students/s90%20x.html"})
    line = next(row for row in html.split("<tr>") if "Student 90</a>" in row)
    assert 'href="students/s90%20x.html"' in line
    assert "not on the roster" in line
    assert ">6.8<span" in line  # (2.5 + 3 + 3) less 20 %
    assert '<td class="heat lost2">2.5*</td>' in line
    assert "2 days, −20%" in line
    whole = standing(94, full()[0].grade, late=Late(due=DAY, days=2, percent=20.0), overrides=(override(9.0),))
    assert "<td>2 days</td>" in page([whole])
    withheld = next(row for row in html.split("<tr>") if "Student 91</th>" in row.replace("\n", ""))
    assert '<td class="heat ours">?</td>' in withheld
    assert "withheld" in withheld


@pytest.mark.parametrize(
    ("score", "expected"), [(4, "full"), (5, "full"), (3.9, "lost1"), (3, "lost1"), (2.9, "lost2"), (1, "lost3"),
                            (0.9, "lost4"), (0, "lost4"), (-1, "lost4"), (None, "ours")]
)  # fmt: skip
def test_shade_grows_with_what_was_lost(score: float | None, expected: str) -> None:
    """Quarters, and none for full marks."""
    assert shade(score, 4) == expected


def test_a_large_class_has_no_table_of_students() -> None:
    """Above the limit the page says where the lines are."""
    rows = full()
    many = rows + [replace(rows[-1], student=replace(rows[-1].student, id=f"x{k}")) for k in range(MAX_ROWS)]
    html = page(many)
    assert "see grades.csv" in html
    assert "Table of students" not in html
    assert len(html) < 100_000


def test_hostile_text_adds_no_element() -> None:
    """A class of attackers has the elements and attributes of a class of people called x."""
    attacked, plain = Page(page(hostile(HOSTILE))), Page(page(hostile("x")))
    assert [tag for tag in attacked.tags if tag != "code"] == [tag for tag in plain.tags if tag != "code"]
    assert attacked.attributes == plain.attributes


def test_hostile_text_is_shown_and_inert() -> None:
    """Templates are not evaluated, controls are spelt out, nothing turns the writing, and UTF-8 can hold it."""
    html = page(hostile(HOSTILE))
    text = Page(html).text
    assert "<script>alert(1)</script>" in text
    assert "{{7*7}}{% raw %}" in text
    assert r"\x1b[2K" in text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", html)
    assert html.encode()
