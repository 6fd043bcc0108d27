"""One submission in, one grade out: the engine runs the notebook, pytest runs the suites, verdicts add up.

Theory of operation.  The suites are collected once and run for every submission in the same pytest session, since
collecting costs more than judging.  So grading happens inside pytest's run loop: :func:`grade_with` enters it and
calls back with a function that grades one notebook.  pytest only runs the checks here; reports, capture and
plugins of third parties stay out, and what ended a check is judged by :mod:`autograder.verdicts`.
"""

from __future__ import annotations

import functools
import importlib.metadata
import itertools
import os
import time
import traceback
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Protocol

import pytest

from autograder import plugin, public, verdicts
from autograder.attempt import Attempt
from autograder.engines.base import Engine
from autograder.errors import HarnessError, InputError
from autograder.faults import CallRaised, StudentFault
from autograder.follow_through import Rerun, ancestors, is_open, read_stand_ins, reruns, with_stand_ins
from autograder.hashes import manifest_sha256, suite_sha256
from autograder.manifest import Manifest, Question
from autograder.notebook import Notebook
from autograder.records import (
    CellResult,
    CellStatus,
    CheckResult,
    Grade,
    QuestionResult,
    SubmissionInfo,
    SuiteInfo,
    Verdict,
    total,
    why_withheld,
)
from autograder.replay import read_replay
from autograder.sandbox.levels import SAFE
from autograder.student import Student
from autograder.suite import Check, check_of, validate


class GradeOne(Protocol):
    """Grades one notebook.

    ``only`` restricts it to some questions (and the maximum to theirs); ``look`` is shown the notebook's names at the
    end, for whoever wants to know more than a grade tells.
    """

    def __call__(
        self, notebook: Notebook, only: Collection[str] = (), look: Callable[[Student], None] | None = None
    ) -> Grade:
        """The grade of ``notebook``."""


CREDITED = (Verdict.PASSED, Verdict.FOLLOWED_THROUGH)

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
        code = pytest.main(arguments, plugins=[runner])
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


_Results = dict[tuple[str, str], CheckResult]

LEAST_SHARE = 1.5
"""How often the time that the cells took must be left, for the notebook to be run once more."""


class _Skip(Exception):
    """A check that depends on another one which did not pass."""

    def __init__(self, cause: Check) -> None:
        super().__init__(cause.name)
        self.cause = cause


class _Runner:
    """The pytest plugin of one :func:`grade_with`."""

    def __init__(self, manifest: Manifest, engine: Engine, body: Callable[[GradeOne], None]) -> None:
        self._manifest = manifest
        self._engine = engine
        self._body = body
        self._error: BaseException | None = None
        self._broken: list[str] = []
        self._items: list[pytest.Item] = []
        self._checks: dict[str, Check] = {}
        self._ended: dict[str, BaseException] = {}
        self._results: _Results = {}
        self._answered: list[pytest.Item] = []
        self._said: dict[str, str] = {}

    def finish(self, code: int | pytest.ExitCode) -> None:
        """Raise what stopped the run; pytest itself would only return a number."""
        if self._broken:
            raise InputError(f"{self._manifest.suite}: {self._broken[0]}")
        if self._error is not None:
            raise self._error
        if not self._items:
            raise InputError(f"{self._manifest.suite}: holds no checks")
        if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):  # failed checks are failed tests to pytest
            raise HarnessError(f"pytest ended with code {int(code)} instead of grading")

    # --- hooks ---

    def pytest_configure(self, config: pytest.Config) -> None:
        """Tell where the suites lie."""
        config.stash[plugin.SUITE] = self._manifest.suite

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A suite that cannot be imported is the author's to mend."""
        if report.failed:
            last = str(report.longrepr).strip().splitlines()[-1]
            self._broken.append(f"{report.nodeid or 'the suite'} cannot be collected: {last}")

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

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Skip a check whose foundation is missing."""
        check = self._checks[item.nodeid]
        for name in check.depends:
            if self._results[check.question, name].verdict not in CREDITED:
                raise _Skip(next(c for c in self._checks.values() if (c.question, c.name) == (check.question, name)))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Keep what ended the check; the report itself is a blank form, since formatting a traceback costs 10 ms."""
        if call.excinfo is not None:
            self._ended.setdefault(item.nodeid, call.excinfo.value)
        outcome = "passed" if call.excinfo is None else "failed"
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, call.when)  # type: ignore[arg-type]

    # --- grading ---

    def _adopt(self, items: list[pytest.Item]) -> None:
        """Checks in the order of the manifest's questions, held against the manifest."""
        self._checks = {item.nodeid: check_of(item, self._manifest.disclosure) for item in items}
        validate(self._manifest, list(self._checks.values()))
        self._stand_ins = read_stand_ins(self._manifest)
        self._replay = read_replay(self._manifest.folder)
        order = [question.id for question in self._manifest.questions]
        self._items = sorted(items, key=lambda item: order.index(self._checks[item.nodeid].question))
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
        start = time.monotonic()
        deadline = start + self._manifest.limits.submission_seconds
        if self._replay is not None:
            self._replay.begin()
        session = self._engine.run(notebook)
        ran_seconds = time.monotonic() - start
        attempt = Attempt(session, self._manifest.limits, deadline)
        self._results = {}
        try:
            self._run_checks(attempt, self._items_of({question.id for question in chosen}))
            if look is not None:
                _look(attempt, look)
            if earlier := self._earlier(chosen):
                self._run_checks(attempt, self._items_of(earlier))
        finally:
            attempt.close()
            session.close()
        results, notices = self._follow_through(notebook, session.cells, ran_seconds, deadline)
        return self._assemble(notebook, session.cells, chosen, results, notices, time.monotonic() - start)

    def _items_of(self, questions: Collection[str]) -> list[pytest.Item]:
        return [item for item in self._items if self._checks[item.nodeid].question in questions]

    def _run_checks(self, attempt: Attempt, items: list[pytest.Item], *, twice: bool = True) -> None:
        groups = [list(group) for _, group in itertools.groupby(items, lambda item: self._checks[item.nodeid].question)]
        for group, following in zip(groups, [*(later[0] for later in groups[1:]), None], strict=True):
            group[0].config.stash[plugin.ATTEMPT] = lambda: attempt
            self._run_question(attempt, group, following, twice=twice)

    def _run_question(
        self, attempt: Attempt, items: list[pytest.Item], following: pytest.Item | None, *, twice: bool
    ) -> None:
        """Judge one question.

        A fork costs 10 ms of CPU, so a question begins on the copy of the question before when all was well with that
        one.  What then fails may be an after-effect, so it is judged again on a copy of its own; only that counts.
        """
        question = self._checks[items[0].nodeid].question
        attempt.begin_question(question, share=True)
        wrong = self._run_items(items, following)
        if wrong and attempt.shared:
            attempt.begin_question(question)
            wrong = self._run_items(items, following)
        if wrong and twice:
            self._ask_twice(attempt, [item for item in wrong if item in self._answered], following)
        if wrong:
            attempt.close()

    def _ask_twice(self, attempt: Attempt, items: list[pytest.Item], following: pytest.Item | None) -> None:
        """Tell whose answers change from call to call: ask the same again, of the copy that has just answered.

        On another fresh copy a function that counts its calls, or draws from NumPy's generator, would answer the same.
        """
        if not items or not attempt.usable:
            return
        first, said = dict(self._results), dict(self._said)
        self._run_items(items, following)
        again, self._results = self._results, first
        for item in items:
            check, key = self._checks[item.nodeid], self._key(item)
            messages = said[item.nodeid], self._said[item.nodeid]
            if verdicts.differs(first[key], again[key], messages):
                first[key] = verdicts.changeable(check, first[key])

    def _run_items(self, items: list[pytest.Item], following: pytest.Item | None) -> list[pytest.Item]:
        """Run some checks; those that did not pass."""
        wrong: list[pytest.Item] = []
        self._answered = []
        for item, after in zip(items, [*items[1:], following], strict=True):
            start = time.monotonic()
            self._ended.pop(item.nodeid, None)
            item.ihook.pytest_runtest_protocol(item=item, nextitem=after)
            check = self._checks[item.nodeid]
            result = self._judge(item, check, time.monotonic() - start)
            self._results[check.question, check.name] = result
            if result.verdict is not Verdict.PASSED:
                wrong.append(item)
        return wrong

    # --- follow-through ---

    def _earlier(self, chosen: list[Question]) -> list[str]:
        """What questions that lost points build on, where it is not judged already."""
        judged = {question for question, _ in self._results}
        lost = {question for (question, _), result in self._results.items() if is_open(result, 1.0)}
        wanted = {name for question in chosen if question.id in lost for name in ancestors(self._manifest, question.id)}
        return sorted(wanted - judged) if self._stand_ins is not None else []

    def _follow_through(
        self, notebook: Notebook, cells: tuple[CellResult, ...], ran_seconds: float, deadline: float
    ) -> tuple[_Results, list[str]]:
        """The results with what is right but for an earlier mistake, and notices of what could not be tried."""
        first = results = self._results
        notices: list[str] = []
        tried: dict[str, frozenset[str]] = {}
        late: list[str] = []
        while self._stand_ins is not None and not late:
            todo = reruns(self._manifest, self._stand_ins.names, results, self._share, tried)
            if not todo:
                break
            for rerun in todo:
                if deadline - time.monotonic() < LEAST_SHARE * ran_seconds:
                    late += rerun.questions
                    continue
                again, notice = self._follow(notebook, rerun, first, results, cells, deadline)
                results = results | again
                notices += notice
                for question in rerun.questions:
                    tried[question] = tried.get(question, frozenset()).union(i.question for i in rerun.stood_in)
        return results, [*notices, *([_too_late(late)] if late else [])]

    @property
    def _share(self) -> float:
        return self._manifest.follow_through.share if self._manifest.follow_through is not None else 0.0

    def _follow(
        self,
        notebook: Notebook,
        rerun: Rerun,
        first: _Results,
        results: _Results,
        cells: tuple[CellResult, ...],
        deadline: float,
    ) -> tuple[_Results, list[str]]:
        """What is gained when the notebook runs with right definitions in earlier questions' place, and notices."""
        assert self._stand_ins is not None
        names = [item.name for item in rerun.stood_in]
        left = deadline - time.monotonic()
        try:
            session = self._engine.run(with_stand_ins(notebook, self._stand_ins, names), left)
        except HarnessError as error:
            return {}, [f"The notebook could not be run once more for {', '.join(rerun.questions)}: {error}"]
        attempt = Attempt(session, self._manifest.limits, deadline)
        items = [item for item in self._items_of(rerun.questions) if is_open(results[self._key(item)], self._share)]
        self._results = dict(results)  # what a check depends on may have passed before
        try:
            self._run_checks(attempt, items, twice=False)
        finally:
            attempt.close()
            session.close()
        gained, notices = {}, []
        for item in items:
            key = self._key(item)
            again = self._results[key]
            if again.points is None:
                notices.append(
                    f"{key[0]}: {key[1]} failed by itself when it was judged once more; the first time counts."
                )
            found = verdicts.followed_through(first[key], again, rerun.stood_in, self._share)
            if (found.points or 0.0) > (results[key].points or 0.0):
                gained[key] = found
        if _not_run(session.cells[1:]) > _not_run(cells):
            notices.append(_too_late(rerun.questions))
        return gained, notices

    def _key(self, item: pytest.Item) -> tuple[str, str]:
        check = self._checks[item.nodeid]
        return check.question, check.name

    # --- the end ---

    def _judge(self, item: pytest.Item, check: Check, wall_seconds: float) -> CheckResult:
        error = self._ended.pop(item.nodeid, None)
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise error
        if isinstance(error, _Skip):
            return verdicts.skipped(check, error.cause)
        result = verdicts.judge(check, error, wall_seconds)
        if self._replay is not None:
            result = self._replay.explain(result, check.question, item.config.stash[plugin.ATTEMPT]().trace)
        self._said[item.nodeid] = str(error)
        if error is not None:
            if isinstance(error, CallRaised) or result.verdict in (Verdict.FAILED, Verdict.PARTIAL):
                self._answered.append(item)
            _forget(error)
        return result

    def _assemble(
        self,
        notebook: Notebook,
        cells: tuple[CellResult, ...],
        chosen: list[Question],
        results: _Results,
        notices: list[str],
        wall_seconds: float,
    ) -> Grade:
        questions = []
        for question in chosen:
            checks = tuple(result for (owner, _), result in results.items() if owner == question.id)
            questions.append(
                QuestionResult(
                    id=question.id,
                    title=question.title,
                    score=total([check.points for check in checks]),
                    max_score=question.points,
                    checks=checks,
                )
            )
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


@functools.cache
def _own_version() -> str:
    """Read once: it is parsed from the package's metadata, with the read-me in it, which costs 0.3 ms."""
    return importlib.metadata.version("autograder")


def _too_late(questions: Collection[str]) -> str:
    told = ", ".join(questions)
    return f"No time was left to judge {told} once more with the reference in place of earlier mistakes."


def _not_run(cells: tuple[CellResult, ...]) -> int:
    return sum(cell.status is CellStatus.NOT_RUN for cell in cells)


def _forget(error: BaseException) -> None:
    """Let go of an exception's frames: each holds the answer that failed, 16 MiB of it if a student likes."""
    link: BaseException | None = error
    while link is not None:
        traceback.clear_frames(link.__traceback__)
        link.__traceback__ = None
        link = link.__context__


def _look(attempt: Attempt, look: Callable[[Student], None]) -> None:
    """Show the state after the last cell, on a copy that no check has used; nothing where none is left."""
    try:
        attempt.begin_question("")
        attempt.begin_check("")
    except StudentFault:
        return
    look(Student(attempt))
