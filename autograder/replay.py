"""Naming a mistake by replay: which known wrong variants answer a failed check as the student did.

Theory of operation.  While a check runs, the requests to the student's process and its replies are kept
(:class:`Trace`).  When it has failed, and its suite could not say why, the same requests go to the assignment's
misconceptions (:mod:`autograder.misconceptions`), which are our own code and run here, in the place of the right
form, so that whatever calls them is wrong in the same way.  A variant explains the failure if it gives every reply
that the student gave, and the right form does not.

The verdict stands before this begins, and no points depend on it.  It is a function of the trace alone, not of the
time that it takes, or two grades of one notebook would differ; what bounds the time are the bounds below, and that a
variant is left at its first reply that differs.  In a batch the same requests come again and again, so what the
variants reply is kept.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import msgspec
import numpy as np

from autograder import codec, misconceptions
from autograder.diagnosis import Diagnosis
from autograder.errors import InputError
from autograder.misconceptions import MISCONCEPTIONS, Known
from autograder.numeric import NUMERIC, Tolerance, agrees
from autograder.reading import Unreadable, as_array
from autograder.records import CheckResult, Verdict

MAX_STEPS = 120
"""Requests of a check that is replayed; a longer one is not."""

MAX_COUNT = 100
"""The largest whole number among the arguments: iterations cost time."""

MAX_NAMED = 3
"""More variants than these explain nothing."""

ONE_OF = "One of: "
"""How a hint begins that holds those of several variants."""

MAX_BYTES = 1 << 20
"""What a trace may hold of a student's: a reply may be of any size, and this is kept in the grader."""

MAX_TRACES = 256
ANSWER_BYTES = 1 << 24

SAME = Tolerance(
    rtol=1e-6,
    atol=1e-9,
    because="two ways to write one mistake in float64 differ by rounding, 1e-12 after 100 steps of training; a variant "
    "in float32 stays unnamed, and two variants that differ by less than this explain the same to a student",
)
APART = Tolerance(rtol=1e-5, atol=1e-8, because="ten times SAME: what is nearer to the right form is not told from it")


NAMED = (Verdict.FAILED, Verdict.CRASHED, Verdict.PARTIAL)
_log = logging.getLogger(__name__)


class Trace:
    """What a check asked, and what came back."""

    def __init__(self) -> None:
        self.steps: list[tuple[codec.Request, codec.Reply]] = []
        self.is_whole = True
        self._left = MAX_BYTES

    def add(self, request: codec.Request, reply: codec.Reply) -> None:
        """Keep one exchange, up to a bound."""
        if isinstance(reply, codec.Answer):
            self._left -= _size(reply.value, self._left)
        self.is_whole = self.is_whole and self._left > 0 and len(self.steps) < MAX_STEPS
        if self.is_whole:
            self.steps.append((request, reply))
        else:
            self.steps.clear()


class Replay:
    """An assignment's misconceptions, to be held against what students answered."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._plays: dict[bytes, dict[int, _Play]] = {}
        self._passed: list[tuple[str, Trace]] = []

    def begin(self) -> None:
        """Another submission."""
        self._passed.clear()

    def explain(self, result: CheckResult, question: str, trace: Trace) -> CheckResult:
        """The result of a check with the name and hint of what explains it, where it has none yet."""
        if result.verdict is Verdict.PASSED:
            self._passed.append((question, trace))
        if result.misconception is not None or result.verdict not in NAMED:
            return result
        try:
            found = self.name(question, trace)
        except Exception:  # a variant of ours that breaks in here explains nothing, and must not cost the verdict
            _log.exception("%s of %s could not be replayed", result.name, question)
            return result
        if found.misconception is None and result.hint:
            found = Diagnosis(result.hint)  # the suite's own says more than "one of"
        return msgspec.structs.replace(result, hint=found.hint, misconception=found.misconception)

    def name(self, question: str, trace: Trace) -> Diagnosis:
        """The one misconception that explains the trace, several as "one of", or nothing."""
        known = self._known.get(question, [])
        steps = _numbered(trace)
        if not known or not steps:
            return Diagnosis()
        requests = [request for request, _ in steps]
        replies = [reply for _, reply in steps]
        plays = self._plays_of(question, requests)
        right = plays[-1]
        fitting = [i for i in range(len(known)) if plays[i].gives(replies)]
        named = [i for i in fitting if plays[i].differs_from(right)]
        if not named:
            careful = [i for i in fitting if plays[i].warns_like(replies)]
            named = [i for i in careful if not right.warns_like(plays[i].replies)]
        if len(named) > 1:
            named = self._left_by_passed(question, named) or named
        return _diagnosis([known[i] for i in named])

    def _left_by_passed(self, question: str, named: list[int]) -> list[int]:
        """Those that would have passed the checks that the student passed, too."""
        for owner, trace in self._passed:
            steps = _numbered(trace) if owner == question else []
            if steps:
                plays = self._plays_of(question, [request for request, _ in steps])
                named = [i for i in named if plays[i].gives([reply for _, reply in steps])]
        return named

    @functools.cached_property
    def _module(self) -> ModuleType:
        """Loaded once something is to be named: who makes no mistake does not pay for it."""
        return misconceptions.load(self._path)

    @functools.cached_property
    def _known(self) -> dict[str, list[Known]]:
        known: dict[str, list[Known]] = {}
        try:
            found = misconceptions.collect(self._path, self._module)
        except InputError as error:  # said once, and not for every check that fails from now on
            _log.error("%s; no mistake is named", error)
            return known
        for one in found:
            if one.values:
                known.setdefault(one.variant.question, []).append(one)
        return known

    def _plays_of(self, question: str, requests: list[codec.Request]) -> dict[int, _Play]:
        key = msgspec.msgpack.encode((question, requests))
        if key not in self._plays:
            if len(self._plays) >= MAX_TRACES:
                del self._plays[next(iter(self._plays))]
            plays = {i: _Play(self._module, requests, known) for i, known in enumerate(self._known[question])}
            self._plays[key] = {**plays, -1: _Play(self._module, requests)}
        return self._plays[key]


class _Play:
    """One variant (without one: the right form) that answers the requests of one trace, as far as anybody asks."""

    def __init__(self, module: ModuleType, requests: list[codec.Request], known: Known | None = None) -> None:
        from autograder.worker.objects import Objects  # with the shell of a notebook: only for whoever needs it

        self.replies: list[codec.Reply] = []
        self._module = module
        self._requests = requests
        self._known = known
        self._objects = Objects(vars(module), {}, ANSWER_BYTES)
        self._handles: list[int] = []

    def gives(self, replies: list[codec.Reply]) -> bool:
        """Whether it gives all of them, but for warnings; it is asked no further than the first that differs."""
        return all(_same(reply, self._reply(step), SAME) for step, reply in enumerate(replies))

    def differs_from(self, other: _Play) -> bool:
        return not all(_same(reply, other._reply(step), APART) for step, reply in enumerate(self.replies))

    def warns_like(self, replies: list[codec.Reply]) -> bool:
        """Whether it warns, and changes its arguments, where these do."""
        return all(_side_effects(reply) == _side_effects(self._reply(step)) for step, reply in enumerate(replies))

    def _reply(self, step: int) -> codec.Reply:
        while len(self.replies) <= step:
            with self._in_place():
                reply = self._objects.answer(self._own(self._requests[len(self.replies)]))
            if isinstance(reply, codec.Answer) and isinstance(reply.value, codec.Handle):
                self._handles.append(reply.value.id)
            self.replies.append(reply)
        return self.replies[step]

    def _own(self, request: codec.Request) -> codec.Request:
        """The request with the handles of this side."""
        if isinstance(request, (codec.GetAttribute, codec.Call)):
            return msgspec.structs.replace(request, target=self._handles[request.target])
        return request

    @contextmanager
    def _in_place(self) -> Iterator[None]:
        """The variant stands where the right form does, for all that call it by its name."""
        if self._known is None:
            yield
            return
        names, name = vars(self._module), self._known.variant.names[0]
        right = names.get(name, names)
        names[name] = self._known.values[0]
        try:
            yield
        finally:
            if right is names:
                del names[name]
            else:
                names[name] = right


class _Step(NamedTuple):
    request: codec.Request
    reply: codec.Reply


def _numbered(trace: Trace) -> list[_Step]:
    """The steps with handles numbered as replies brought them; none where they cannot be replayed."""
    steps: list[_Step] = []
    places: list[int] = []
    for request, reply in trace.steps if trace.is_whole else []:
        if isinstance(request, codec.GetFigures) or not _is_small(request):
            return []
        if isinstance(request, (codec.GetAttribute, codec.Call)):
            place = len(places) - 1 - places[::-1].index(request.target)
            request = msgspec.structs.replace(request, target=place)
        if isinstance(reply, codec.Answer) and isinstance(reply.value, codec.Handle):
            places.append(reply.value.id)
        steps.append(_Step(request, reply))
    return steps


def read_replay(folder: Path) -> Replay | None:
    """That of the assignment in ``folder``; ``None`` where it names no misconceptions."""
    path = folder / MISCONCEPTIONS
    return Replay(path) if path.is_file() else None


def _size(value: codec.WireValue, enough: int) -> int:
    """About how many bytes a value holds; counted no further than ``enough``."""
    if isinstance(value, codec.Array):
        return len(value.data)
    if isinstance(value, (str, codec.Bytes)):
        return len(value) if isinstance(value, str) else len(value.data)
    parts: list[codec.WireValue] = []
    if isinstance(value, codec.Sequence):
        parts = value.items
    elif isinstance(value, codec.Mapping):
        parts = [part for pair in value.items for part in pair]
    elif isinstance(value, codec.Table):
        parts = value.columns
    total = 16
    for part in parts:
        total += _size(part, enough - total)
        if total > enough:
            break
    return total


def _is_small(request: codec.Request) -> bool:
    """Its arguments are values of the suite's, none of which asks for much work."""
    if not isinstance(request, codec.Call):
        return True
    given = [*request.args, *request.kwargs.values()]
    return not any(
        isinstance(value, (codec.Handle, codec.Opaque))
        or (isinstance(value, int) and not isinstance(value, bool) and value > MAX_COUNT)
        for value in given
    )


def _same(came: codec.Reply, known: codec.Reply, tolerance: Tolerance) -> bool:
    if isinstance(came, codec.Raised) and isinstance(known, codec.Raised):
        return came.failure.type == known.failure.type
    if isinstance(came, codec.Answer) and isinstance(known, codec.Answer):
        return _same_value(came.value, known.value, tolerance)
    return isinstance(came, codec.NoName) and isinstance(known, codec.NoName)


def _same_value(came: codec.WireValue, known: codec.WireValue, tolerance: Tolerance) -> bool:
    if isinstance(came, codec.Handle) or isinstance(known, codec.Handle):
        return isinstance(came, codec.Handle) and isinstance(known, codec.Handle)
    ours, theirs = _flat(known), _flat(came)
    if [part.shape for part in ours] != [part.shape for part in theirs]:
        return False
    kinds = [(a.dtype.kind in NUMERIC, b.dtype.kind in NUMERIC) for a, b in zip(theirs, ours, strict=True)]
    return all(a == b for a, b in kinds) and all(
        bool(agrees(a, b, tolerance).all()) for a, b in zip(theirs, ours, strict=True)
    )


def _flat(value: codec.WireValue) -> list[np.ndarray[Any, Any]]:
    """What a value holds, whatever containers it is in: an array, or the arrays of its members in order."""
    if isinstance(value, codec.Mapping):
        return [part for _, item in value.items for part in _flat(item)]
    if isinstance(value, codec.Table):
        return [part for column in value.columns for part in _flat(column)]
    try:
        array = as_array(value)
    except Unreadable:
        if isinstance(value, codec.Sequence):
            return [part for item in value.items for part in _flat(item)]
        return [np.array(repr(type(value)))]
    if isinstance(value, codec.Sequence) and array.ndim == 2:  # a pair of lists, a list of columns
        return list(array)
    return [array]


def _side_effects(reply: codec.Reply) -> tuple[bool, list[str]]:
    if not isinstance(reply, codec.Answer):
        return False, []
    return any(warned.category == "RuntimeWarning" for warned in reply.warnings), reply.changed


def _diagnosis(named: list[Known]) -> Diagnosis:
    hints = {known.variant.slug: known.variant.hint for known in named}
    if len(hints) == 1:
        slug, hint = next(iter(hints.items()))
        return Diagnosis(hint, slug)
    if 1 < len(hints) <= MAX_NAMED:
        return Diagnosis(ONE_OF + " Or: ".join(dict.fromkeys(hints.values())))
    return Diagnosis()
