"""A browser, a server and a page for all tests of this folder."""

from __future__ import annotations

import shutil

import pytest

from autograder.authoring.page import build_page
from autograder.authoring.pyodide import fetch_pyodide
from autograder.errors import InputError
from tests.browser.visit import CHECK, CHROMIUM, FLAGS, SOURCE, STARTER, Server, Visit, expect, sync_api


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
def server(folder):
    server = Server(folder)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def browser():
    """Chromium, for one module: Playwright's event loop runs in this thread while it lives, and others want their own."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium")
    expect.set_options(timeout=15_000)  # waiting ends as soon as it can; this is for a machine with much else to do
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


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
