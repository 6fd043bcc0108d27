"""The page of part 8 in a real browser: Python runs there, offline, and a student gets by with it."""

from __future__ import annotations

import functools
import http.server
import itertools
import re
import shutil
import threading
from pathlib import Path

import pytest

from autograder.authoring.page import build_page
from autograder.authoring.pyodide import fetch_pyodide
from autograder.errors import InputError

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
expect = sync_api.expect

SOURCE = Path(__file__).parents[2] / "assignments/logistic_regression/browser"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
LOADED = 30_000  # milliseconds for Python to load, which takes 2 to 3 s on one slow core

STARTER = '''import math


def train_1d(X, y, lr, lam, epochs):
    """Gradient descent on one feature.  Returns (w, b, losses)."""
    ...
'''

RIGHT = """import math


def train_1d(X, y, lr, lam, epochs):
    w, b, losses = 0.0, 0.0, []
    for _ in range(epochs):
        z = [w * x + b for x in X]
        losses.append(sum(max(v, 0) - v * t + math.log1p(math.exp(-abs(v))) for v, t in zip(z, y)) / len(X))
        r = [(1 + math.tanh(v / 2)) / 2 - t for v, t in zip(z, y)]
        w, b = w - lr * (sum(e * x for e, x in zip(r, X)) + lam * w) / len(X), b - lr * sum(r) / len(X)
    return w, b, losses
"""
WITHOUT_PENALTY = RIGHT.replace(" + lam * w)", ")")
ENDLESS = "print('round and round')\nwhile True:\n    pass\n"

CHECK = '''from otter.test_files import test_case

OK_FORMAT = False
name = "q8"
points = 6

import math

DATA = [1.0, -1.0, 2.0, 0.5], [1, 0, 1, 0]


def close(actual, wanted, what):
    assert abs(actual - wanted) < 1e-9, f"{what} is {actual:.6g}, but should be {wanted:.6g}."


@test_case(points=None, hidden=False, failure_message="Three things should come back.")
def test_three_things_come_back(train_1d):
    """`train_1d(X, y, lr, lam, epochs)` returns (w, b, losses)"""
    w, b, losses = train_1d(*DATA, 0.1, 0.0, 3)


@test_case(points=None, hidden=False)
def test_first_loss(env, train_1d):
    """The first loss is ln 2"""
    assert env["train_1d"] is train_1d
    close(train_1d(*DATA, 0.1, 0.0, 3)[2][0], math.log(2), "losses[0]")


@test_case(points=None, hidden=True)
def test_for_the_grader_alone(train_1d):
    assert False, "a hidden case is never run here"


@test_case(points=None, hidden=False, failure_message="The penalty should pull w towards 0.")
def test_penalty_pulls(train_1d):
    """A larger `lam` gives a smaller w"""
    assert train_1d(*DATA, 0.1, 9.0, 50)[0] < train_1d(*DATA, 0.1, 0.0, 50)[0] - 1e-6
'''


# --- a browser, a server, a page ------------------------------------------------------------------------------


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Notes what was asked for, in place of logging it."""

    def log_request(self, code="-", size="-"):
        self.server.answers.append((self.path, int(code)))

    def log_message(self, *args):
        pass


class Server(http.server.ThreadingHTTPServer):
    """A folder on a free port."""

    daemon_threads = True

    def __init__(self, folder):
        self.answers = []
        super().__init__(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}/"

    def handle_error(self, request, client_address):
        """A page that is closed while it loads cuts the connection."""

    def stop(self):
        self.shutdown()
        self.server_close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The page's folder, as an author builds it."""
    try:
        pyodide = fetch_pyodide()
    except InputError:
        if shutil.which("npm") is None:
            pytest.skip("needs npm, to fetch Pyodide")
        raise
    out = tmp_path_factory.mktemp("page")
    build_page(SOURCE, STARTER, CHECK, out, pyodide)
    return out


@pytest.fixture(scope="module")
def server(folder):
    server = Server(folder)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("needs Chromium")
    expect.set_options(timeout=15_000)  # waiting ends as soon as it can; this is for a machine with much else to do
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Visit:
    """A page opened afresh, whose every request to another host would be noted and stopped."""

    def __init__(self, browser, address, query="", **options):
        self.context = browser.new_context(**options)
        self.asked, self.strange, self.complaints = [], [], []
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.context.route(lambda url: not url.startswith(address), self._refuse)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.goto(address + query)

    def _refuse(self, route):
        self.strange.append(route.request.url)
        route.abort()

    def at(self, name):
        return self.page.locator(f"#{name}")

    def loaded(self):
        expect(self.at("verdict")).not_to_be_empty(timeout=LOADED)
        return self

    def shows(self, name, words, **options):
        """Wait until the element's text contains the words, or matches the pattern."""
        expect(self.at(name)).to_contain_text(words, **options)

    def run(self, code, button="run"):
        self.at("code").fill(code)
        self.at(button).click()

    def slide(self, name, value):
        """Move a slider to the stop that shows the value; by halves, since each move trains."""
        low, high = 0, int(self.at(name).get_attribute("max"))
        while self.at(f"{name}-value").inner_text() != value:
            assert low <= high, f"no stop of {name} shows {value}"
            middle = (low + high) // 2
            self.at(name).fill(str(middle))
            shown = self.at(f"{name}-value").inner_text()
            low, high = (middle + 1, high) if float(shown) < float(value) else (low, middle - 1)

    def numbers(self):
        read = {name: self.at(name).inner_text() for name in ("w", "b", "boundary", "accuracy", "loss")}
        return {name: text.replace("\u2212", "-") for name, text in read.items()}

    def curve(self, plot):
        """The points of the curve in a plot, in pixels."""
        path = self.page.locator(f"#{plot} path.curve").get_attribute("d")
        return [tuple(map(float, pair.split())) for pair in re.split("[ML]", path)[1:]]

    def scrolls_sideways(self):
        return self.page.evaluate("document.documentElement.scrollWidth > innerWidth")

    def focused(self):
        return self.page.evaluate("document.activeElement.id")


@pytest.fixture
def visit(browser, server):
    """``visit(query, **options)``: a page of this test's own."""
    opened = []

    def visit(query="", **options):
        opened.append(Visit(browser, server.address, query, **options))
        return opened[-1]

    yield visit
    for one in opened:
        one.context.close()


@pytest.fixture(scope="module")
def shared(browser, server):
    """A page with Python loaded, for tests that leave it usable; loading it for each would take a minute."""
    one = Visit(browser, server.address, viewport={"width": 1280, "height": 900}).loaded()
    one.answers = list(server.answers)
    yield one
    one.context.close()


@pytest.fixture
def page(shared):
    """The shared page with the starter code and the settings of the lesson."""
    shared.at("epochs").fill("300")
    shared.slide("lr", "0.5")
    shared.slide("lam", "0.01")
    shared.run(STARTER)
    shared.shows("verdict", "train_1d is still to be written")
    shared.shows("status", "Your code ran.")
    return shared


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
