"""One submission in, one grade out: the engine runs the notebook, pytest runs the suites, verdicts add up.

Theory of operation.  The suites are collected once and run for every submission in the same pytest session, since
collecting costs more than judging.  So grading happens inside pytest's run loop: :func:`grade_with` enters it and
calls back with a function that grades one notebook.  pytest only runs the checks here; reports, capture and
plugins of third parties stay out.  For each notebook::

    engine.run            the notebook, cell by cell, in its process
    Judging.run           the checks, on copies of the state after the last cell
    Rerunning.follow      what lost points, once more with right definitions in place of earlier mistakes
    _assemble             all of it as a grade
"""

from __future__ import annotations

import functools
import importlib.metadata
import os
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Protocol

import pytest

from autograder import plugin, public
from autograder.attempt import Attempt
from autograder.engines.base import Engine
from autograder.errors import HarnessError, InputError
from autograder.faults import StudentFault
from autograder.follow_through import Results
from autograder.hashes import manifest_sha256, suite_sha256
from autograder.judging import Judging
from autograder.manifest import Manifest, Question
from autograder.notebook import Notebook
from autograder.records import CellResult, Grade, QuestionResult, SubmissionInfo, SuiteInfo, total, why_withheld
from autograder.rerunning import FirstRun, Rerunning
from autograder.sandbox.levels import SAFE
from autograder.student import Student
from autograder.suite import own_error


class GradeOne(Protocol):
    """Grades one notebook.

    ``only`` restricts it to some questions (and the maximum to theirs); ``look`` is shown the notebook's names at the
    end, for whoever wants to know more than a grade tells.
    """

    def __call__(
        self, notebook: Notebook, only: Collection[str] = (), look: Callable[[Student], None] | None = None
    ) -> Grade:
        """The grade of ``notebook``."""


# pytest's own plugins that a silent run has no use for; without them a check costs half.
_UNUSED = (
    "cacheprovider debugging doctest faulthandler junitxml logging pastebin setuponly setupplan stepwise subtests "
    "terminal terminalprogress threadexception unittest unraisableexception"
).split()


def grade_with(manifest: Manifest, engine: Engine, body: Callable[[GradeOne], None]) -> None:
    """Collect the hidden suites, then run ``body`` with a function that grades one notebook.

    Raises :class:`InputError` when the suites cannot be used, and whatever ``body`` raises.
    """
    plugin.make_importable(manifest)
    runner = _Runner(manifest, engine, body)
    arguments = [
        str(manifest.suite),
        f"--rootdir={manifest.folder}",
        f"--config-file={os.devnull}",
        "--import-mode=importlib",
        "--disable-plugin-autoload",
        "--capture=no",
        "-p",
        "autograder.plugin",
    ]
    if public.is_public(manifest.suite):
        arguments.append("--noconftest")  # it would be run from a folder that students write in
    for name in _UNUSED:
        arguments += ["-p", f"no:{name}"]
    with _without_addopts():
        code = pytest.main(arguments, plugins=[runner, runner.judging])
    runner.finish(code)


@contextmanager
def _without_addopts() -> Iterator[None]:
    """A user's PYTEST_ADDOPTS has no say in a grade."""
    saved = os.environ.pop("PYTEST_ADDOPTS", None)
    try:
        yield
    finally:
        if saved is not None:
            os.environ["PYTEST_ADDOPTS"] = saved


class _Runner:
    """The pytest plugin of one :func:`grade_with`."""

    def __init__(self, manifest: Manifest, engine: Engine, body: Callable[[GradeOne], None]) -> None:
        self._manifest = manifest
        self._engine = engine
        self._body = body
        self._error: BaseException | None = None
        self._broken: list[str] = []
        self._collected = False
        self.judging = Judging(manifest)

    def finish(self, code: int | pytest.ExitCode) -> None:
        """Raise what stopped the run; pytest itself would only return a number."""
        if self._broken:
            raise InputError(self._broken[0])
        if self._error is not None:
            raise self._error
        if not self._collected:
            raise InputError(f"{self._manifest.suite}: holds no checks")
        if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):  # failed checks are failed tests to pytest
            raise HarnessError(f"pytest ended with code {int(code)} instead of grading")

    # --- hooks ---

    def pytest_configure(self, config: pytest.Config) -> None:
        """Tell where the suites lie."""
        config.stash[plugin.SUITE] = self._manifest.suite

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A suite that cannot be imported is the author's to mend."""
        if report.failed:  # what is told of it below comes first
            last = str(report.longrepr).strip().splitlines()[-1]
            where = f"{self._manifest.suite}: {report.nodeid or 'the suite'}"
            self._broken.append(f"{where} cannot be collected: {last}")

    def pytest_exception_interact(
        self, call: pytest.CallInfo[object], report: pytest.CollectReport | pytest.TestReport
    ) -> None:
        """Tell what it raised and where: pytest's report is a traceback, whose last line may say neither."""
        if not isinstance(report, pytest.CollectReport) or call.excinfo is None:
            return
        error: BaseException | None = call.excinfo.value
        if isinstance(error, pytest.Collector.CollectError):  # around what an import raised, or pytest's own words
            error = error.__cause__
        if error is not None and (told := own_error(error)).place:
            self._broken.append(str(told))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Grade, instead of running each test once."""
        if self._broken or not session.items:
            return True
        try:
            self._adopt(session.items)
            self._body(self._grade)
        except BaseException as error:
            self._error = error
        return True

    # --- grading ---

    def _adopt(self, items: list[pytest.Item]) -> None:
        self.judging.adopt(items)
        self._collected = True
        self._rerunning = Rerunning(self._manifest, self._engine, self.judging)
        self._suite = SuiteInfo(
            assignment=self._manifest.id,
            title=self._manifest.title,
            sha256=suite_sha256(self._manifest),
            manifest_sha256=manifest_sha256(self._manifest),
        )

    def _grade(
        self, notebook: Notebook, only: Collection[str] = (), look: Callable[[Student], None] | None = None
    ) -> Grade:
        chosen = [question for question in self._manifest.questions if not only or question.id in only]
        start, clock = time.monotonic(), self._engine.clock
        began = clock.now()
        deadline = began + self._manifest.limits.submission_seconds
        self.judging.begin()
        session = self._engine.run(notebook)
        ran_seconds = clock.now() - began
        attempt = Attempt(session, self._manifest.limits, deadline)
        try:
            results = self.judging.run(attempt, self.judging.items_of({question.id for question in chosen}), {})
            if look is not None:
                _look(attempt, look)
            if earlier := self._rerunning.earlier(chosen, results):
                results = self.judging.run(attempt, self.judging.items_of(earlier), results)
        finally:
            attempt.close()
            session.close()
        first = FirstRun(
            notebook=notebook, cells=session.cells, results=results, ran_seconds=ran_seconds, deadline=deadline
        )
        results, notices = self._rerunning.follow(first)
        return self._assemble(notebook, session.cells, chosen, results, notices, time.monotonic() - start)

    def _assemble(
        self,
        notebook: Notebook,
        cells: tuple[CellResult, ...],
        chosen: list[Question],
        results: Results,
        notices: list[str],
        wall_seconds: float,
    ) -> Grade:
        questions = [_question_result(question, results) for question in chosen]
        level = self._engine.level
        if level not in SAFE:
            notices = ["Graded without a safe sandbox, at the grader's own risk.", *notices]
        return Grade(
            harness_version=_own_version(),
            submission=SubmissionInfo(name=notebook.name, sha256=notebook.sha256),
            suite=self._suite,
            engine=self._engine.name,
            sandbox_level=level.value,
            score=total([question.score for question in questions]),
            max_score=sum(question.points for question in chosen),
            withheld=why_withheld(questions),
            notices=tuple(notices),
            questions=tuple(questions),
            cells=cells,
            wall_seconds=round(wall_seconds, 6),
        )


def _question_result(question: Question, results: Results) -> QuestionResult:
    checks = tuple(result for (owner, _), result in results.items() if owner == question.id)
    return QuestionResult(
        id=question.id,
        title=question.title,
        score=total([check.points for check in checks]),
        max_score=question.points,
        checks=checks,
    )


@functools.cache
def _own_version() -> str:
    """Read once: it is parsed from the package's metadata, with the read-me in it, which costs 0.3 ms."""
    return importlib.metadata.version("autograder")


def _look(attempt: Attempt, look: Callable[[Student], None]) -> None:
    """Show the state after the last cell, on a copy that no check has used; nothing where none is left."""
    try:
        attempt.begin_question("")
        attempt.begin_check("")
    except StudentFault:
        return
    look(Student(attempt))
