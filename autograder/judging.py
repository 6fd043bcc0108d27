"""How the checks of a submission are judged: question by question, each on a fresh copy, and once more to compare.

Theory of operation.  pytest runs a check (its fixtures, its parameters); here is decided on which copy of the
notebook's state, and what counts.  :class:`Judging` is a plugin of the session: it skips a check whose foundation is
missing, and keeps what ended each.  Its words come from :mod:`autograder.verdicts`.

**One copy a question, and no second chance.**  A fork costs 5 to 13 ms of CPU.  But on a copy that has answered an
earlier question an answer may be an after-effect; and were it judged again elsewhere, whoever tells the copies apart
(by a global that the earlier calls set) could give two answers and have the better one.  What failed by its answer is
asked the same once more, of the copy that has just answered, and only to tell a student whose answers change from call
to call: on another fresh copy a function that counts its calls, or draws from NumPy's generator, would answer the same.
"""

from __future__ import annotations

import itertools
import time
import traceback
from collections.abc import Collection

import pytest

from autograder import plugin, verdicts
from autograder.attempt import Attempt
from autograder.engines.fair_clock import SLOWEST
from autograder.faults import CallRaised
from autograder.follow_through import Results
from autograder.manifest import Manifest
from autograder.own_time import SUITE_SECONDS, limited
from autograder.records import CheckResult, Verdict
from autograder.replay import read_replay
from autograder.suite import Check, check_of, validate

CREDITED = (Verdict.PASSED, Verdict.FOLLOWED_THROUGH)


class _Skip(Exception):
    """A check that depends on another one which did not pass."""

    def __init__(self, cause: Check) -> None:
        super().__init__(cause.name)
        self.cause = cause


class Judging:
    """The checks of a suite, run against one attempt after the other."""

    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest
        self._most_seconds = manifest.limits.check_seconds / SLOWEST + SUITE_SECONDS
        self._items: list[pytest.Item] = []
        self._checks: dict[str, Check] = {}
        self._ended: dict[str, BaseException] = {}
        self._results: dict[tuple[str, str], CheckResult] = {}
        self._answered: list[pytest.Item] = []
        self._said: dict[str, str] = {}

    def adopt(self, items: list[pytest.Item]) -> None:
        """Take the collected checks, in the order of the manifest's questions, and hold them against the manifest."""
        self._checks = {item.nodeid: check_of(item, self._manifest.disclosure) for item in items}
        validate(self._manifest, list(self._checks.values()))
        self._replay = read_replay(self._manifest.folder)
        order = [question.id for question in self._manifest.questions]
        self._items = sorted(items, key=lambda item: order.index(self._checks[item.nodeid].question))

    def begin(self) -> None:
        """Another submission comes."""
        if self._replay is not None:
            self._replay.begin()

    def items_of(self, questions: Collection[str]) -> list[pytest.Item]:
        """The checks of some questions."""
        return [item for item in self._items if self._checks[item.nodeid].question in questions]

    def key(self, item: pytest.Item) -> tuple[str, str]:
        """By what a check is found among :data:`~autograder.follow_through.Results`."""
        check = self._checks[item.nodeid]
        return check.question, check.name

    def run(self, attempt: Attempt, items: list[pytest.Item], before: Results, *, twice: bool = True) -> Results:
        """The results ``before``, on which checks may depend, with those of ``items``."""
        self._results = dict(before)
        groups = [list(group) for _, group in itertools.groupby(items, lambda item: self._checks[item.nodeid].question)]
        for group, following in zip(groups, [*(later[0] for later in groups[1:]), None], strict=True):
            group[0].config.stash[plugin.ATTEMPT] = lambda: attempt
            self._run_question(attempt, group, following, twice=twice)
        return self._results

    # --- hooks ---

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

    # --- a question ---

    def _run_question(
        self, attempt: Attempt, items: list[pytest.Item], following: pytest.Item | None, *, twice: bool
    ) -> None:
        """Judge one question."""
        question = self._checks[items[0].nodeid].question
        attempt.begin_question(question)
        wrong = self._run_items(items, following)
        if wrong and twice:
            self._ask_twice(attempt, [item for item in wrong if item in self._answered], following)

    def _ask_twice(self, attempt: Attempt, items: list[pytest.Item], following: pytest.Item | None) -> None:
        """Tell whose answers change from call to call."""
        if not items or not attempt.usable:
            return
        first, said = dict(self._results), dict(self._said)
        self._run_items(items, following)
        again, self._results = self._results, first
        for item in items:
            check, key = self._checks[item.nodeid], self.key(item)
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
            with limited(self._most_seconds):
                item.ihook.pytest_runtest_protocol(item=item, nextitem=after)
            check = self._checks[item.nodeid]
            result = self._judge(item, check, time.monotonic() - start)
            self._results[check.question, check.name] = result
            if result.verdict is not Verdict.PASSED:
                wrong.append(item)
        return wrong

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


def _forget(error: BaseException) -> None:
    """Let go of an exception's frames: each holds the answer that failed, 16 MiB of it if a student likes."""
    link: BaseException | None = error
    while link is not None:
        traceback.clear_frames(link.__traceback__)
        link.__traceback__ = None
        link = link.__context__
