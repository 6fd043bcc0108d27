"""The page of part 8 in a real browser: it loads offline, trains what a student writes, and says what went wrong."""

from __future__ import annotations

import itertools
import re

import pytest

from tests.browser.visit import LOADED, RIGHT, SOURCE, expect

# --- it loads, and nothing leaves the computer ---------------------------------------------------------------------


def test_loads_from_its_own_folder_alone(shared, server):
    """Every request goes to the page's own server, all are answered, and the browser has nothing to complain of."""
    assert any(url.endswith("pyodide.asm.wasm") for url in shared.asked), "the worker's requests are seen, too"
    assert [url for url in shared.asked if not url.startswith(server.address)] == []
    assert shared.strange == []
    assert [answer for answer in shared.answers if answer[1] not in (200, 304)] == []
    assert shared.complaints == []


def test_sources_name_no_other_host():
    """No address stands in the files, but for the name of SVG's namespace."""
    for path in SOURCE.iterdir():
        if path.is_file():
            found = re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"'`)]*", path.read_text(encoding="utf-8"))
            assert [address for address in found if address != "http://www.w3.org/2000/svg"] == [], path.name


def test_another_host_is_out_of_reach(page):
    """The policy of the page stops what would ask another host all the same."""
    before = len(page.complaints)
    answer = page.page.evaluate("fetch('http://example.invalid/').then(() => 'sent', () => 'refused')")
    assert answer == "refused"
    assert page.strange == [], "it did not even come to a request"
    assert "Content Security Policy" in page.complaints[before]
    del page.complaints[before:]


def test_words_where_python_cannot_be_loaded_or_breaks_down(visit, folder):
    """Without Pyodide the page says what to look for, and a second try works; the end of the interpreter is told."""
    hidden = folder / "pyodide-away"
    (folder / "pyodide").rename(hidden)
    try:
        one = visit()
        one.shows("status", "Python could not be loaded", timeout=LOADED)
        one.shows("status", "Is the folder pyodide beside index.html")
    finally:
        hidden.rename(folder / "pyodide")
    one.at("run").click()
    one.shows("verdict", "train_1d is still to be written", timeout=LOADED)
    one.run("import os\nos._exit(3)\n")
    one.shows("status", "Python broke down")
    one.shows("status", "was started again")


# --- training ------------------------------------------------------------------------------------------------------


def test_points_are_drawn_before_anything_is_written(page):
    """The starter gives the 60 points, no curve, and words."""
    for label in ("zero", "one"):
        assert page.page.locator(f"#fit-plot .point.{label}").count() == 30
    assert page.page.locator("path.curve[d]").count() == 1, "the one in the legend"
    assert set(page.numbers().values()) == {"–"}


def test_right_solution_gives_the_numbers_of_the_lesson(page):
    """lr 0.5, lambda 0.01, 300 epochs on the 60 points."""
    page.run(RIGHT)
    page.shows("verdict", "The loss has settled at 0.2789.")
    wanted = {"w": "2.901", "b": "0.318", "boundary": "-0.110", "accuracy": "91.7 %", "loss": "0.2789"}
    assert page.numbers() == wanted
    losses = page.curve("loss-plot")
    assert len(losses) == 300
    assert all(below >= above for (_, above), (_, below) in itertools.pairwise(losses)), "it falls"
    heights = [y for _, y in page.curve("fit-plot")]
    assert heights == sorted(heights, reverse=True), "the sigmoid rises"
    assert page.page.locator("#fit-plot .boundary").count() == 1


def test_slider_trains_at_once(page):
    """Another learning rate and another lambda change the curve and the numbers, without Run."""
    page.run(RIGHT)
    page.shows("loss", "0.2789")
    before = page.curve("loss-plot")
    page.slide("lr", "0.01")
    page.shows("loss", "0.4024")
    page.shows("verdict", "still falling")
    assert page.curve("loss-plot") != before
    page.slide("lr", "0.5")
    page.slide("lam", "10")
    page.shows("w", "0.989")
    assert page.numbers()["loss"] == "0.3861"
    page.at("epochs").fill("1")
    page.shows("loss", "0.6931")


def test_many_moves_make_few_trainings(page):
    """A slider that is dragged across its range ends at its last value, and does not train for every one."""
    page.run(
        RIGHT.replace("    w, b, losses", "    print('trains')\n    for _ in range(10**5): pass\n    w, b, losses")
    )
    page.shows("loss", "0.2789")
    sent = page.page.evaluate(
        """async () => {
          let sent = 0;
          const post = Worker.prototype.postMessage;
          Worker.prototype.postMessage = function (job) { sent += 1; return post.call(this, job); };
          const slider = document.getElementById("lr");
          for (let k = 0; k <= 20; k += 1) {
            slider.value = k;
            slider.dispatchEvent(new Event("input"));
          }
          while (document.getElementById("loss").textContent === "0.2789") await new Promise((f) => setTimeout(f, 20));
          await new Promise((f) => setTimeout(f, 300));
          Worker.prototype.postMessage = post;
          return sent;
        }"""
    )
    assert page.at("lr-value").inner_text() == "1"
    page.shows("w", "2.921")
    assert sent <= 3


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (RIGHT.replace("w - lr", "w + lr").replace("b - lr", "b + lr"), "The loss grew from 0.6931 to"),
        (RIGHT.replace("return w, b", "return w * float('nan'), b"), "w and b are no longer finite"),
        (RIGHT.replace("return w, b, losses", "return w, b, losses[:9] + [float('nan')]"), "NaN) from epoch 10 on"),
        (RIGHT.replace("return w, b, losses", "return 0, 0, [-1e308, 1e308]"), "The loss grew from"),
        (RIGHT.replace("return w, b, losses", "return w, b, losses + [0.2]"), "losses has 301 entries for 300 epochs"),
        (RIGHT.replace("return w, b, losses", "return w, b"), "returned a tuple of 2, but should return the three"),
        (RIGHT.replace("return w, b, losses", "return w, b, 0.2"), "is 0.2, but should be a list of numbers"),
        (
            RIGHT.replace("return w, b, losses", "return w, None, losses"),
            "b of train_1d(X, y, lr, lam, epochs) is None",
        ),
        (RIGHT.replace("train_1d", "train1d"), "There is no function train_1d"),
    ],
)
def test_what_went_wrong_in_training_is_said(page, code, words):
    """Divergence, NaN and answers of another form are named."""
    page.run(code)
    page.shows("verdict", words)
    assert page.complaints == []


def test_learning_rate_that_is_too_long_is_named(page):
    """With lr = 10 and lambda = 10 the steps overshoot, and the page says what to try."""
    page.run(RIGHT)
    page.slide("lam", "10")
    page.slide("lr", "10")
    page.shows("verdict", "Try a smaller learning rate")
    expect(page.at("verdict")).to_have_class("bad")


# --- the student's code --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (RIGHT.replace("len(X)", "len(Z)", 1), "NameError: name 'Z' is not defined (line 8 of your code)"),
        (RIGHT.replace("epochs):", "epochs)"), "SyntaxError: expected ':' (line 4 of your code)"),
        ("def train_1d(X, y):\n    pass\n", "TypeError: train_1d() takes 2 positional arguments but 5 were given"),
        ("\nimport numpy as np\n", "ModuleNotFoundError: no module named 'numpy': Python's own modules"),
        ("math.exp(1)\n", "name 'math' is not defined: write import math in the first line (line 1 of your code)"),
        ("x = input()\n", "EOFError: input() has nothing to read here"),
        ("import sys\nsys.exit('bye')\n", "SystemExit: bye (line 2 of your code)"),
        ("raise ValueError('<b id=bold>not HTML</b>')\n", "ValueError: <b id=bold>not HTML</b> (line 1 of your code)"),
        (
            "class Odd(Exception):\n    def __str__(self):\n        return 1 / 0\nraise Odd\n",
            "Odd (line 4 of your code)",
        ),
    ],
)
def test_error_is_told_by_type_message_and_line(page, code, words):
    """No traceback of ours; the line is marked beside the code."""
    page.run(code)
    page.shows("status", words)
    assert "Traceback" not in page.page.inner_text("body")
    assert page.page.locator("#bold").count() == 0
    if line := re.search(r"line (\d+)", words):
        assert page.page.locator("#gutter .marked").inner_text() == line[1]


def test_what_is_printed_is_shown_up_to_a_bound(page):
    """A flood of print() does not drown the page."""
    page.run("print('one', 2)\nimport sys\nprint('to stderr', file=sys.stderr)\n")
    page.shows("printed", "one 2\nto stderr\n", use_inner_text=True)
    page.run("for k in range(10**5): print(k)\nprint('end')\n")
    page.shows("printed", "and more, which is not shown")
    shown = page.at("printed").text_content()
    assert shown.startswith("0\n1\n2\n")
    assert len(shown.splitlines()) < 210
    page.run("print('x' * 10**6)\n")
    expect(page.at("printed")).to_have_text(re.compile("^x{10000}\n… and more"))
