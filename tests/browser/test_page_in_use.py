"""The page of part 8 as a student uses it: checking, endless loops, keeping the code, keys and small screens."""

from __future__ import annotations

import re

import pytest

from tests.browser.visit import ENDLESS, LOADED, RIGHT, SOURCE, STARTER, WITHOUT_PENALTY, expect

# --- the check -----------------------------------------------------------------------------------------------------


def cases(page):
    """The cases of the check as they stand there: title and verdict."""
    items = page.page.locator("#check-list li")
    return [(item.locator(".title").inner_text(), item.locator(".mark").inner_text()) for item in items.all()]


def test_check_passes_with_a_right_solution(page):
    """Every public case is listed with its docstring, and the end is said plainly."""
    page.run(RIGHT, "check")
    page.shows("check-summary", "All 3 checks pass.")
    assert cases(page) == [
        ("train_1d(X, y, lr, lam, epochs) returns (w, b, losses)", "Pass"),
        ("The first loss is ln 2", "Pass"),
        ("A larger lam gives a smaller w", "Pass"),
    ]
    assert page.numbers()["w"] == "2.901", "a check runs the code, too"
    page.at("code").press("End")
    page.at("code").press("Space")
    page.shows("check-summary", "Your code has changed since.")


@pytest.mark.parametrize(
    ("code", "marks", "words"),
    [
        (WITHOUT_PENALTY, ["Pass", "Pass", "Fail"], "The penalty should pull w towards 0."),
        (
            RIGHT.replace("losses.append(", "losses.append(2 * "),
            ["Pass", "Fail", "Pass"],
            "losses[0] is 1.38629, but should be 0.693147.",
        ),
        (
            RIGHT.replace("    return w", "    1 / (epochs - 50)\n    return w"),
            ["Pass", "Pass", "Fail"],
            "Your code raised ZeroDivisionError: division by zero (line 11 of your code)",
        ),
        (
            STARTER,
            ["Fail", "Fail", "Fail"],
            "Three things should come back. The check could not use what your code returned.",
        ),
        ("x = 1\n", ["Fail", "Fail", "Fail"], "train_1d is not defined: write it, and mind its spelling."),
    ],
)
def test_check_fails_in_words(page, code, marks, words):
    """A wrong solution is told the assertion's message, or its own exception and line."""
    page.run(code, "check")
    page.shows("check-summary", f"{marks.count('Pass')} of 3 checks pass.")
    assert [mark for _, mark in cases(page)] == marks
    page.shows("check-list", words)
    assert "Traceback" not in page.page.inner_text("body")


def test_code_that_does_not_run_is_not_checked(page):
    """A syntax error is told once, and no old verdict stays."""
    page.run("def train_1d(:\n", "check")
    page.shows("status", "SyntaxError")
    page.shows("check-summary", "Nothing was checked")
    assert cases(page) == []


# --- loops that never end ------------------------------------------------------------------------------------------


def test_endless_loop_is_stopped_and_the_page_recovers(visit):
    """After the limit Python is started anew, what was printed stays, and the next run and check work."""
    one = visit("?limit=1").loaded()
    one.run(ENDLESS)
    one.shows("status", "Stopped after 1 s: is there a loop that never ends?")
    one.shows("printed", "round and round")
    one.run(RIGHT.replace("    return w", "    while epochs == 50: pass\n    return w"), "check")
    one.shows("check-summary", "The checks after the last one shown were not run.", timeout=LOADED)
    assert [mark for _, mark in cases(one)] == ["Pass", "Pass"]
    assert one.numbers()["w"] == "2.901"


def test_stop_ends_a_run(page):
    """Stop works long before the limit, and is idle when nothing runs."""
    expect(page.at("stop")).to_have_attribute("aria-disabled", "true")
    page.at("stop").click(force=True)  # nothing runs, and nothing happens
    page.run(ENDLESS, "check")
    expect(page.at("stop")).to_have_attribute("aria-disabled", "false")
    page.shows("status", "Running")
    page.at("stop").click()
    page.shows("status", "Stopped.")
    page.shows("check-summary", "Stopped.")
    page.run(RIGHT)
    page.shows("w", "2.901", timeout=LOADED)


# --- keeping the code ----------------------------------------------------------------------------------------------


def test_code_survives_a_reload_and_reset_asks(visit):
    """What was typed is there again; only a confirmed Reset gives the starter back."""
    one = visit()
    expect(one.at("code")).to_have_value(STARTER)
    one.at("code").fill(RIGHT)
    one.page.reload()
    expect(one.at("code")).to_have_value(RIGHT)
    one.shows("w", "2.901", timeout=LOADED)

    one.at("reset").click()
    assert one.focused() == "reset-no", "the harmless answer has the focus"
    one.page.keyboard.press("Escape")
    expect(one.at("reset-dialog")).to_be_hidden()
    one.at("reset").click()
    one.at("reset-no").click()
    expect(one.at("code")).to_have_value(RIGHT)
    one.at("reset").click()
    one.at("reset-yes").click()
    expect(one.at("code")).to_have_value(STARTER)
    one.shows("verdict", "still to be written")
    assert one.page.evaluate("localStorage.length") == 0


# --- for everybody -------------------------------------------------------------------------------------------------


def test_focus_goes_in_reading_order(visit):
    """Tab reaches every control, once Escape has opened the way out of the cell."""
    one = visit()
    expect(one.at("code")).to_have_value(STARTER)
    one.page.keyboard.press("Tab")
    order = [one.focused()]
    one.page.keyboard.press("Tab")
    assert one.focused() == "code", "Tab alone indents"
    one.page.keyboard.press("Escape")
    for _ in range(7):
        one.page.keyboard.press("Tab")
        order.append(one.focused())
    assert order == ["code", "run", "check", "stop", "reset", "lr", "lam", "epochs"]


def test_keys_of_the_cell(page):
    """Tab and Enter indent, Shift+Tab takes it back, undo knows of both, and Ctrl+Enter runs."""
    press, code = page.page.keyboard.press, page.at("code")
    code.focus()
    press("Control+a")
    page.page.keyboard.type("for k in range(2):\nprint(k)")
    press("Enter")
    press("Tab")
    page.page.keyboard.type("pass")
    assert code.input_value() == "for k in range(2):\n    print(k)\n        pass"
    press("Shift+Tab")
    assert code.input_value() == "for k in range(2):\n    print(k)\n    pass"
    press("Control+z")
    assert code.input_value().endswith("        pass")
    press("Control+a")
    press("Tab")
    assert code.input_value() == "    for k in range(2):\n        print(k)\n            pass"
    press("Shift+Tab")
    press("Control+End")
    press("Shift+Tab")
    press("Control+Enter")
    page.shows("printed", "0\n1\n", use_inner_text=True)
    assert page.focused() == "code"


def test_arrow_keys_move_a_slider(page):
    """One stop a key, its value is spoken, and training follows."""
    page.run(RIGHT)
    page.shows("w", "2.901")
    page.at("lr").focus()
    page.page.keyboard.press("ArrowRight")
    expect(page.at("lr")).to_have_attribute("aria-valuetext", "0.6")
    page.shows("w", "2.91")


def test_everything_has_a_name(page):
    """Controls, plots and live regions are named for those who hear the page."""
    names = {"textbox": ["Your code"], "slider": ["Learning rate", "Penalty"], "spinbutton": ["Epochs"]}
    names |= {"button": ["Run", "Check", "Stop", "Reset"], "img": ["The loss by epoch", "60 points"]}
    for role, wanted in names.items():
        for name in wanted:
            assert page.page.get_by_role(role, name=name, exact=False).count() == 1, (role, name)
    assert page.page.locator("#status[role=status], #verdict[role=status], #check-summary[role=status]").count() == 3


def test_narrow_screen_needs_no_sideways_scrolling(page):
    """At 360 px all is readable, and what is touched is at least 40 px high."""
    page.page.set_viewport_size({"width": 360, "height": 740})
    try:
        assert not page.scrolls_sideways()
        page.run(RIGHT + f"print('wide ' * 100)\nprint({'x' * 300!r})\n", "check")
        page.shows("check-summary", "All 3 checks pass.")
        assert not page.scrolls_sideways()
        page.run("raise ValueError('x' * 300)\n")
        page.shows("status", "ValueError")
        assert not page.scrolls_sideways()
        for control in page.page.locator("button:visible, input:visible").all():
            assert control.bounding_box()["height"] >= 40, control.get_attribute("id")
    finally:
        page.page.set_viewport_size({"width": 1280, "height": 900})


def _luminance(colour):
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one, other):
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_colours_have_contrast():
    """WCAG AA in both schemes: 4.5 for text, 3 for the outlines of controls and for curves."""
    light, dark = re.findall(r":root \{(.*?)\}", (SOURCE / "style.css").read_text(encoding="utf-8"), re.DOTALL)[:2]
    for scheme in (light, dark):
        colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", scheme))
        text = [(ink, ground) for ink in ("ink", "soft", "accent", "bad") for ground in ("ground", "card")]
        text += [
            ("ink", "tint"),
            ("accent", "tint"),
            ("bad", "bad-tint"),
            ("on-accent", "accent"),
            ("on-accent", "bad"),
        ]
        assert {
            pair: _contrast(*map(colours.get, pair)) for pair in text if _contrast(*map(colours.get, pair)) < 4.5
        } == {}
        assert min(_contrast(colours[name], colours["card"]) for name in ("control", "accent", "soft")) >= 3
