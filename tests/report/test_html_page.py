"""The page of a grade: well-formed, complete in itself, and nothing in it but text comes from a student."""

import itertools
import re
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest

import autograder.report
from autograder.records import CellStatus, Grade, Verdict
from autograder.report.html import most_to_win, percent, prose, render_html, tone
from autograder.report.json import render_json
from autograder.report.words import CELLS, VERDICTS
from tests.report.sample_grade import check, complete, hostile, question, realistic, withheld

GRADES = {"realistic": realistic, "complete": complete, "withheld": withheld, "hostile": hostile}
INLINE = {"code", "a", "b", "svg"}
VOID = {"meta", "use", "path", "circle", "rect"}
CSS = (Path(autograder.report.__file__).parent / "templates" / "grade.css").read_text(encoding="utf-8")


class Page(HTMLParser):
    """What a page consists of; fails on a tag that is not closed in its turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self._pieces: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        if tag not in INLINE:
            self._pieces.append(" ")

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self._pieces.append(data)

    @property
    def text(self) -> str:
        """What is there to read, its white space as single blanks."""
        return " ".join("".join(self._pieces).split())

    def values(self, attribute: str) -> list[str]:
        """All values of an attribute."""
        return [value for name, value in self.attributes if name == attribute]


@pytest.mark.parametrize("name", ["realistic", "complete", "withheld"])
def test_page_needs_nothing_else(name: str) -> None:
    """There is no script and no address in the page."""
    html = render_html(GRADES[name]())
    for forbidden in ("http://", "https://", "src=", "<script", "@import", "url("):
        assert forbidden not in html


@pytest.mark.parametrize("name", GRADES)
def test_page_forbids_loading(name: str) -> None:
    """The browser is told to load nothing and to run nothing."""
    assert "default-src 'none'; style-src 'unsafe-inline'" in Page(render_html(GRADES[name]())).values("content")


@pytest.mark.parametrize("name", GRADES)
def test_ids_are_unique_and_links_resolve(name: str) -> None:
    """Every anchor leads to one place on the page, and every label exists."""
    page = Page(render_html(GRADES[name]()))
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    links = page.values("href")
    assert links
    assert all(link.startswith("#") for link in links)
    assert {link[1:] for link in links} | set(page.values("aria-labelledby")) <= set(ids)


@pytest.mark.parametrize("name", GRADES)
def test_headings_and_landmarks(name: str) -> None:
    """One h1, no level left out, and the landmarks that a screen reader jumps to."""
    tags = Page(render_html(GRADES[name]())).tags
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert [tags.count(landmark) for landmark in ("header", "main", "footer")] == [1, 1, 1]


def test_hostile_text_adds_no_element() -> None:
    """A page of attacks has the elements and attributes of a page of the letter x."""
    grade = hostile()
    harmless = msgspec.json.decode(re.sub(rb"<script>.*?A{10000}", b"x", render_json(grade)), type=Grade)
    page, plain = Page(render_html(grade)), Page(render_html(harmless))
    assert [tag for tag in page.tags if tag != "code"] == [tag for tag in plain.tags if tag != "code"]
    assert page.attributes == plain.attributes


def test_hostile_text_is_shown_and_inert() -> None:
    """Templates are not evaluated, controls are visible, and nothing turns the writing."""
    html = render_html(hostile())
    text = Page(html).text
    assert "<script>alert(1)</script>" in text
    assert "{{7*7}}{% raw %}" in text
    assert r"\x1b[2K" in text
    assert r"\u202egnp\u2066\x00\x9b31m&amp;" in text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", html)
    html.encode("utf-8")


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_its_word_and_icon(verdict: Verdict) -> None:
    """A verdict is told by a word and a sign, so that colour is not needed."""
    points = None if verdict is Verdict.HARNESS_ERROR else 0.0
    more = {"message": "The why.", "hint": "The how.", "misconception": "slug"}
    item = check("test_it", "It is `so`.", verdict, points, 1.0, **more)
    grade = msgspec.structs.replace(complete(), questions=(question("q1", "One", item),), score=points, max_score=1.0)
    page = Page(render_html(grade))
    assert f"{VERDICTS[verdict].word} " in page.text
    assert "It is so. The why. Hint The how. known mistake: slug" in page.text
    assert f"#icon-{VERDICTS[verdict].icon}" in page.values("href")


@pytest.mark.parametrize("status", [s for s in CellStatus if s is not CellStatus.OK])
def test_every_cell_status_has_its_word(status: CellStatus) -> None:
    """How a cell ended is told in words."""
    cells = (msgspec.structs.replace(complete().cells[0], status=status),)
    text = Page(render_html(msgspec.structs.replace(complete(), cells=cells))).text
    assert CELLS[status].word in text or "was not run" in text


def test_failing_checks_are_open_and_passed_ones_folded() -> None:
    """Printed or on screen, what to work on is visible without a click."""
    folded = "".join(re.findall("<details>.*?</details>", render_html(realistic()), re.DOTALL))
    assert "is one half" in folded
    assert "Not right yet" not in folded
    assert "should return shape (3,)" not in folded


def test_cells_show_error_place_and_output() -> None:
    """A broken cell shows its error, the line, and the end of its output."""
    text = Page(render_html(realistic())).text
    assert "NameError: name 'wieghts' is not defined" in text
    assert "Code cell 7, line 2 plot_boundary(X, y, wieghts, bias)" in text
    assert "step 4879" in text
    assert "step 4811" not in text
    assert "Code cells 9 to 11 were not run." in text


def test_withheld_page_is_kind() -> None:
    """A withheld grade is explained, and no number stands in its place."""
    text = Page(render_html(withheld())).text
    assert "Grade withheld" in text
    assert "You have not lost any points" in text
    assert "Total withheld" in text


def test_footer_says_how_it_was_graded() -> None:
    """Version, engine, level in words and short hashes."""
    text = Page(render_html(realistic())).text
    for part in ("autograder 0.1.0, fork engine", "level A: own namespaces", "41d041d041d0", "9f2c9f2c9f2c"):
        assert part in text
    assert "9f2c" * 4 not in text


def test_start_leads_to_the_first_broken_cell_and_the_most_points() -> None:
    """The page says where to begin."""
    assert most_to_win(realistic()) == 3
    assert most_to_win(complete()) is None
    links = Page(render_html(realistic())).values("href")
    assert {"#cell-5", "#question-3"} <= set(links)
    assert "Where to start" not in render_html(complete())


def test_grade_without_questions_and_cells() -> None:
    """An empty grade is a page, too."""
    empty = msgspec.structs.replace(complete(), questions=(), cells=(), score=0.0, max_score=0.0)
    assert "There are no code cells." in Page(render_html(empty)).text


def test_prose_escapes_before_it_marks_code() -> None:
    """Backticks become code; what is inside them stays text."""
    assert prose("`<b>` & `a") == "<code>&lt;b&gt;</code> &amp; `a"


def test_bar_stays_within_its_track() -> None:
    """A score is never less than nothing or more than all of a bar."""
    widths = [percent(1.0, 3.0), percent(None, 3.0), percent(5.0, 3.0), percent(0.0, 0.0)]
    assert widths == ["33.3%", "0.0%", "100.0%", "0.0%"]
    assert [tone(score, 2.0) for score in (None, 2.0, 1.0, 0.0)] == ["ours", "good", "part", "bad"]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_contrast_is_aa(theme: int) -> None:
    """Every colour of text reaches 4.5 : 1 on every ground it is used on (WCAG 2.1, 1.4.3)."""
    block = re.findall(r":root \{([^}]*)\}", CSS)[theme]
    colours = dict(re.findall(r"--(\w+): (#\w{6})", block))
    grounds = {"paper": ("ink", "soft"), "card": ("ink", "soft", "link", "good", "part", "bad", "idle", "ours")}
    pairs = [(ground, text) for ground, texts in grounds.items() for text in texts]
    for ground, text in [*pairs, ("hint", "ink"), ("code", "ink")]:
        assert _contrast(colours[ground], colours[text]) >= 4.5, (ground, text)


def _contrast(first: str, second: str) -> float:
    dark, light = sorted((_luminance(first), _luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_what_is_right_but_for_an_earlier_mistake_is_counted() -> None:
    """No check passed, and there are points all the same: the line says why, and the header, too."""
    checks = (check(name, "it is right", Verdict.FOLLOWED_THROUGH, 1.0, 1.0) for name in ("one", "two"))
    lost = check("three", "it is fast", Verdict.FAILED, 0.0, 1.0)
    grade = msgspec.structs.replace(
        complete(), questions=(question("q1", "One", *checks, lost),), score=2.0, max_score=3.0
    )
    assert Page(render_html(grade)).text.count("0 of 3 checks passed, 2 right but for an earlier mistake") == 2
