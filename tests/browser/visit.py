"""A folder served on this machine, and a page opened in Chromium: what the tests of the page share."""

from __future__ import annotations

import functools
import http.server
import re
import shutil
import threading
from pathlib import Path

import pytest

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
