"""The pytest plugin (entry point ``autograder``): the ``student`` fixture, and ``--notebook`` for authors.

Hidden suites are ordinary pytest.  Under ``autograder grade`` the grader runs them and keeps verdicts
(:mod:`autograder.grading`); under ``pytest --notebook student.ipynb assignments/ID/hidden`` the same suites run with
pytest's own output, for whoever writes or debugs them.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder import public
from autograder.attempt import Attempt
from autograder.engines import make_engine
from autograder.engines.base import Engine, Session
from autograder.errors import InputError
from autograder.faults import in_words
from autograder.manifest import MANIFEST_NAME, Manifest, read_manifest
from autograder.notebook import Notebook, read_notebook
from autograder.records import CellStatus
from autograder.student import Student
from autograder.suite import MARKERS

ATTEMPT = pytest.StashKey[Callable[[], Attempt]]()
"""Where the ``student`` fixture finds the submission at hand."""

SUITE = pytest.StashKey[Path]()
"""The folder of the suites that are judged by; nowhere else are test files taken for public checks."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of ``pytest --notebook``."""
    group = parser.getgroup("autograder", "judge a notebook with its assignment's hidden suites")
    group.addoption("--notebook", type=Path, default=None, help="the student's notebook (.ipynb)")
    group.addoption("--engine", choices=("fork", "jupyter"), default="fork", help="how the notebook is run")
    group.addoption("--unsafe", action="store_true", help="run it even without a safe sandbox")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marks; with ``--notebook`` find the assignment and make its packages importable."""
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    if config.getoption("notebook", None) is not None:
        try:
            manifest = read_manifest(_assignment_of(config))
            notebook = read_notebook(config.getoption("notebook"))
        except InputError as error:
            raise pytest.UsageError(str(error)) from None
        make_importable(manifest)
        config.stash[SUITE] = manifest.suite
        config.pluginmanager.register(_Author(config, manifest, notebook), "autograder-author")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Public checks are collected from Otter's test files."""
    if file_path.parent != parent.config.stash.get(SUITE, None) or file_path.name.startswith("test_"):
        return None
    return public.module_of(file_path, parent) if public.is_test_file(file_path) else None


def make_importable(manifest: Manifest) -> None:
    """Let the suites import what they compare with."""
    for package in manifest.packages:
        if str(package.parent) not in sys.path:
            sys.path.insert(0, str(package.parent))


@pytest.fixture
def student(request: pytest.FixtureRequest) -> Student:
    """The notebook's names; see :mod:`autograder.student` and :mod:`autograder.expect`."""
    current = request.config.stash.get(ATTEMPT, None)
    if current is None:
        pytest.fail("the student fixture needs a notebook: pytest --notebook student.ipynb ...", pytrace=False)
    attempt = current()
    question = request.node.get_closest_marker("question")
    attempt.begin_check(str(question.args[0]) if question is not None else "")
    return Student(attempt)


class _Author:
    """``pytest --notebook``: runs the notebook before the first check that needs it."""

    def __init__(self, config: pytest.Config, manifest: Manifest, notebook: Notebook) -> None:
        self._config = config
        self._manifest = manifest
        self._notebook = notebook
        self._engine: Engine | None = None
        self._session: Session | None = None
        self._attempt: Attempt | None = None
        config.stash[ATTEMPT] = self._current

    def _current(self) -> Attempt:
        if self._attempt is None:
            name, unsafe = self._config.getoption("engine"), self._config.getoption("unsafe")
            self._engine = make_engine(name, self._manifest, unsafe=unsafe)
            self._session = self._engine.run(self._notebook)
            self._attempt = Attempt(self._session, self._manifest.limits, deadline=math.inf)
        return self._attempt

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell which cells did not end well, since a check that fails for that reason only says "missing"."""
        cells = self._session.cells if self._session is not None else ()
        broken = [cell for cell in cells if cell.status is not CellStatus.OK]
        if broken:
            terminalreporter.section("cells that did not end well")
        for cell in broken:
            error = cell.error
            what = f": {error.type}: {error.message}{in_words(error.place)}" if error is not None else ""
            terminalreporter.line(f"code cell {cell.number} {cell.status}{what}")

    def pytest_unconfigure(self) -> None:
        """End everything."""
        for part in (self._attempt, self._session, self._engine):
            if part is not None:
                part.close()


def _assignment_of(config: pytest.Config) -> Path:
    """The folder with a manifest above the suites that were named on the command line."""
    for argument in config.args:
        start = Path(config.invocation_params.dir, argument.partition("::")[0]).resolve()
        for folder in (start, *start.parents):
            if (folder / MANIFEST_NAME).is_file():
                return folder
    raise InputError(f"no {MANIFEST_NAME} above {', '.join(map(str, config.args))}; name an assignment's suite")
