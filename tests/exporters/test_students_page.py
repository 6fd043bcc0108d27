"""The student's page with a standing: name, final score, how it came about, what was decided by hand."""

import re

from msgspec.structs import replace

from autograder.batch.out import page_name
from autograder.report.arithmetic import moment, steps
from autograder.report.html import render_html, render_unreadable
from autograder.standing import Late, stand
from tests.exporters.sample_class import (
    DUE,
    EVIL,
    GRADE,
    TITLE,
    WIDTH,
    ann,
    bob,
    cleo,
    dan,
    fay,
    file,
    hostile,
    override,
    person,
)
from tests.report.test_html_page import Page


def page(standing):
    return Page(render_html(standing.grade, standing))


def test_a_page_without_decisions_is_the_page_with_a_name():
    """Nothing is explained where nothing differs."""
    text = page(ann()).text
    assert "Ann Example noether_emmy.ipynb" in text
    assert "How your score came about" not in text
    assert "Handed in 2026-06-01 11:00 UTC" in text


def test_the_final_score_is_explained():
    """What the checks gave, points by hand, late days, the result."""
    text = page(bob()).text
    earned = GRADE.score + 1.5
    assert f"{0.8 * earned:g} of {WIDTH:g} points" in text
    assert f"The checks gave {GRADE.score:g} points." in text
    assert "From probabilities to classes: 1.5 points given by tim instead of 0." in text
    assert (
        f"2 days late (due 2026-06-01 12:00 UTC): 20 % of the points earned taken off, {0.2 * earned:g} points." in text
    )
    assert f"The final score is {0.8 * earned:g} / {WIDTH:g}." in text
    assert f"Total how it came about {0.8 * earned:g} / {WIDTH:g}" in text
    assert "the latest of 3 submissions" in text


def test_a_decision_stands_with_its_question():
    """With who made it and why; the question shows the points that count."""
    html = render_html(bob().grade, bob())
    section = re.split('<section class="question"', html)[5]
    assert "<b>1.5</b> / 2" in section
    assert "1.5 points given by tim: <code>predict</code> is right but for its name" in section
    assert "comment by tim: Come and see me" in Page(html).text


def test_a_total_by_hand_replaces_everything():
    """Lateness is told, but takes nothing off."""
    late = stand(fay().student, WIDTH, file(), GRADE, Late(due=DUE, days=1, percent=10.0), fay().overrides, 1)
    assert steps(late)[1:] == (
        "1 day late (due 2026-06-01 12:00 UTC).",
        "The final score was set to 20 by tim.",
        f"The final score is 20 / {WIDTH:g}.",
    )
    assert "20 points given by tim: looked at it" in page(fay()).text


def test_only_the_latest_decision_about_a_question_counts():
    """Comments stay, scores that were replaced do not."""
    given = (
        override("q2_bce", 0.0, "copied"),
        override("q2_bce", 2.0, "sorry", earlier=True),
        override("q2_bce", None, "ok"),
    )
    text = page(stand(person("gus"), WIDTH, file(), GRADE, None, given)).text
    assert "copied" not in text
    assert "2 points given by tim, to an earlier submission: sorry" in text
    assert "comment by tim: ok" in text


def test_a_withheld_page_shows_no_number():
    """Also with a name on it."""
    text = page(cleo()).text
    assert "Grade withheld" in text
    assert "Total withheld" in text


def test_points_by_hand_lift_what_was_withheld():
    """The page is a page with a score again."""
    given = (override("q6_calibration", 1.0),)
    text = page(stand(cleo().student, 9.0, file(), cleo().grade, None, given)).text
    assert "Grade withheld" not in text
    assert "The checks could not give all points. Calibration: 1 point given by tim." in text


def test_all_points_by_hand_are_no_praise_for_checks():
    """Everything is right is said of checks only."""
    text = page(stand(person("hal"), WIDTH, file(), GRADE, None, (override(None, WIDTH),))).text
    assert "Everything is right" not in text


def test_a_submission_that_cannot_be_graded_has_its_page():
    """One sentence says why."""
    found = Page(render_unreadable(dan(), TITLE))
    assert "hw.docx: is not a notebook, but a Word document" in found.text
    assert "Dan Example" in found.text
    assert "default-src 'none'; style-src 'unsafe-inline'" in found.values("content")


TITLES = {"q2_bce": "Binary cross-entropy"}


def test_points_by_hand_for_what_cannot_be_read_are_on_its_page():
    """The score, who gave what and why, and what is wrong with the file: as in every table."""
    given = (override("q2_bce", 2.0, "by mail"), override(None, None, "Come and see me"))
    text = Page(
        render_unreadable(replace(stand(dan().student, WIDTH, dan().submission, overrides=given)), TITLE, TITLES)
    ).text
    assert f"2 of {WIDTH:g} points" in text
    assert "How your score came about Binary cross-entropy: 2 points given by tim." in text
    assert "Binary cross-entropy 2 points given by tim: by mail" in text
    assert "By hand comment by tim: Come and see me" in text
    assert "is not a notebook, but a Word document So the points are those that were given by hand." in text
    assert "No points were given or taken" not in text
    assert "Not graded" not in text


def test_no_two_students_have_the_same_page():
    """Also where an id is what another's page is called."""
    taken = page_name("Ann X").removesuffix(".html")
    assert len({page_name(id) for id in ("Ann X", taken, "ann-x")}) == 3
    assert page_name("ann-x") == "ann-x.html"


def test_who_handed_in_nothing_is_not_asked_to_look_at_a_file():
    """Points or a comment may be there all the same."""
    text = Page(render_unreadable(stand(person("liz"), WIDTH, overrides=(override(None, 3.0),)), TITLE)).text
    assert "You handed in nothing" in text
    assert "The final score was set to 3 by tim." in text
    assert "the file that you handed in" not in text
    text = Page(render_unreadable(stand(person("liz"), WIDTH, overrides=(override(None, None, "Ill"),)), TITLE)).text
    assert "Not graded" in text
    assert "What your teachers say By hand comment by tim: Ill" in text


def test_hostile_texts_add_no_element_and_no_control():
    """On both pages, a page of attacks has the elements of a page of the letter x."""
    evil = hostile()
    for html in (render_html(evil.grade, evil), render_unreadable(evil, EVIL)):
        html.encode()
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", html)
        assert not re.search("<b>,", html)
    plain = replace(
        evil, student=person("x"), overrides=tuple(replace(o, comment="x", author="x") for o in evil.overrides)
    )
    tags = [[tag for tag in page(who).tags if tag != "code"] for who in (evil, plain)]
    assert tags[0] == tags[1]


def test_a_time_has_its_offset():
    """As the assignment's date is written."""
    assert moment(DUE) == "2026-06-01 12:00 UTC"
    assert moment(DUE.fromisoformat("2026-06-01T12:00:00-05:30")) == "2026-06-01 12:00 UTC-05:30"


def test_anchors_are_unique_and_lead_somewhere():
    """With a standing, too."""
    found = page(bob())
    ids = found.values("id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in found.values("href")} | set(found.values("aria-labelledby")) <= set(ids)


def test_a_fault_of_ours_is_not_told_as_the_students():
    """A submission without a grade whose harness failed has a page that says so."""
    ours = stand(person("ida"), WIDTH, file(), withheld="The grader ended <b>twice</b>.")
    text = Page(render_unreadable(ours, TITLE)).text
    assert "This is not about your work" in text
    assert "For your teacher: The grader ended <b>twice</b>." in text
    assert "cannot be graded" not in text
