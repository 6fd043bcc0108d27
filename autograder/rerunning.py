"""The runs of follow-through: the notebook once more, with right definitions in place of earlier mistakes.

Theory of operation.  Which questions are judged again, and what stands in, :mod:`autograder.follow_through` says from
results alone; here it is done.  A run is as sealed as the first, and what it gains is held against the first results:
no check ever loses by it.  Runs go on until nothing new would stand in, within the submission's time; one is begun
only where there is time for the cells and something to spare.  What could not be tried is a notice in the grade, and
costs nobody a point.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from autograder import verdicts
from autograder.attempt import Attempt
from autograder.engines.base import Engine
from autograder.errors import HarnessError
from autograder.follow_through import Rerun, Results, ancestors, is_open, read_stand_ins, reruns, with_stand_ins
from autograder.judging import Judging
from autograder.manifest import Manifest, Question
from autograder.notebook import Notebook
from autograder.records import CellResult, CellStatus

LEAST_SHARE = 1.5
"""How often the time that the cells took must be left, for the notebook to be run once more."""


class FirstRun(msgspec.Struct, frozen=True, kw_only=True):
    """The notebook as it was handed in, and what came of it; ``deadline``, of the engine's clock, is for all of it."""

    notebook: Notebook
    cells: tuple[CellResult, ...]
    results: Results
    ran_seconds: float
    deadline: float

    def has_time(self, now: float) -> bool:
        """Whether the notebook can be run once more."""
        return self.deadline - now >= LEAST_SHARE * self.ran_seconds


class Rerunning:
    """Follow-through with the stand-ins of one assignment; without any, nothing is run again."""

    def __init__(self, manifest: Manifest, engine: Engine, judging: Judging) -> None:
        self._manifest = manifest
        self._engine = engine
        self._judging = judging
        self._stand_ins = read_stand_ins(manifest)
        self._share = manifest.follow_through.share if manifest.follow_through is not None else 0.0

    def earlier(self, chosen: list[Question], results: Results) -> list[str]:
        """What questions that lost points build on, where it is not judged already."""
        judged = {question for question, _ in results}
        lost = {question for (question, _), result in results.items() if is_open(result, 1.0)}
        wanted = {name for question in chosen if question.id in lost for name in ancestors(self._manifest, question.id)}
        return sorted(wanted - judged) if self._stand_ins is not None else []

    def follow(self, first: FirstRun) -> tuple[Results, list[str]]:
        """The results with what is right but for an earlier mistake, and notices of what could not be tried."""
        results = first.results
        notices: list[str] = []
        tried: dict[str, frozenset[str]] = {}
        late: list[str] = []
        while self._stand_ins is not None and not late:
            todo = reruns(self._manifest, self._stand_ins.names, results, self._share, tried)
            if not todo:
                break
            for rerun in todo:
                if not first.has_time(self._engine.clock.now()):
                    late += rerun.questions
                    continue
                gained, notice = self._run(first, rerun, results)
                results = {**results, **gained}
                notices += notice
                for question in rerun.questions:
                    tried[question] = tried.get(question, frozenset()).union(i.question for i in rerun.stood_in)
        return results, [*notices, *([_too_late(late)] if late else [])]

    def _run(self, first: FirstRun, rerun: Rerun, results: Results) -> tuple[Results, list[str]]:
        """What is gained by one run, and notices."""
        assert self._stand_ins is not None
        names = [item.name for item in rerun.stood_in]
        left = first.deadline - self._engine.clock.now()
        try:
            session = self._engine.run(with_stand_ins(first.notebook, self._stand_ins, names), left)
        except HarnessError as error:
            return {}, [f"The notebook could not be run once more for {', '.join(rerun.questions)}: {error}"]
        attempt = Attempt(session, self._manifest.limits, first.deadline)
        keys = self._judging.key
        items = [item for item in self._judging.items_of(rerun.questions) if is_open(results[keys(item)], self._share)]
        try:
            again = self._judging.run(attempt, items, results, twice=False)
        finally:
            attempt.close()
            session.close()
        gained, notices = self._gained(first, rerun, results, {keys(item): again[keys(item)] for item in items})
        if _not_run(session.cells[1:]) > _not_run(first.cells):
            notices.append(_too_late(rerun.questions))
        return gained, notices

    def _gained(self, first: FirstRun, rerun: Rerun, results: Results, again: Results) -> tuple[Results, list[str]]:
        """Which results are better than before, and notices of checks that failed by themselves."""
        gained, notices = {}, []
        for key, result in again.items():
            if result.points is None:
                notices.append(
                    f"{key[0]}: {key[1]} failed by itself when it was judged once more; the first time counts."
                )
            found = verdicts.followed_through(first.results[key], result, rerun.stood_in, self._share)
            if (found.points or 0.0) > (results[key].points or 0.0):
                gained[key] = found
        return gained, notices


def _too_late(questions: Collection[str]) -> str:
    told = ", ".join(questions)
    return f"No time was left to judge {told} once more with the reference in place of earlier mistakes."


def _not_run(cells: tuple[CellResult, ...]) -> int:
    return sum(cell.status is CellStatus.NOT_RUN for cell in cells)
