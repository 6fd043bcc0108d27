"""A hidden suite: its checks as records, held against the manifest before anything is graded."""

from __future__ import annotations

import ast
import math
import re
from pathlib import Path
from types import TracebackType

import msgspec
import pytest

from autograder.errors import InputError
from autograder.manifest import Disclosure, Manifest

MARKERS = (
    "question(id): the question that a check belongs to",
    "points(n): what a check is worth",
    "depends(name, ...): checks of the same question without which this one says nothing",
    "disclose(level): how much a result says: full; hint (no input, no value); none (the verdict alone)",
)


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One test function: ``name`` is its id (with parameters), ``description`` its docstring's first line.

    These two are always shown; what else is said of it, ``disclosure`` decides.
    """

    name: str
    question: str
    points: float
    description: str
    depends: tuple[str, ...]
    disclosure: Disclosure = "full"


class OwnError(msgspec.Struct, frozen=True):
    """What a suite did wrong itself, for its author: the place (``file:line``, or nothing) and what, in a sentence."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}" if self.place else self.what


def own_error(error: BaseException) -> OwnError:
    """Where in a suite ``error`` was raised, or what it calls: not where in pytest, or in a library."""
    if isinstance(error, SyntaxError) and error.filename is not None and Path(error.filename).is_file():
        return OwnError(f"{error.filename}:{error.lineno or 1}", f"is not Python: {error.msg}")
    if isinstance(error, pytest.FixtureLookupError):
        path, line, _ = error.request.node.reportinfo()
        return OwnError(f"{path}:{(line or 0) + 1}", f"there is no fixture named {error.argname!r}")
    trace = suite_trace(error)
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else ""
    first = (str(error).strip().splitlines() or [""])[0]
    return OwnError(place, f"{type(error).__name__}: {first}" if first else type(error).__name__)


def suite_trace(error: BaseException) -> TracebackType | None:
    """The traceback without the hundred lines of pytest's before the suite begins; ``None`` where it never does."""
    trace = error.__traceback__
    while trace is not None and str(trace.tb_frame.f_globals.get("__name__", "")).partition(".")[0] in _NOT_SUITES:
        trace = trace.tb_next
    return trace


_NOT_SUITES = ("_pytest", "pluggy", "autograder", "importlib")


def check_of(item: pytest.Item, disclosure: Disclosure = "full") -> Check:
    """The check that a test function declares; :class:`InputError` when a mark is missing.

    ``disclosure`` is that of checks without the mark ``disclose``.
    """
    where = f"{item.path}: {item.name}"
    question = item.get_closest_marker("question")
    points = item.get_closest_marker("points")
    if question is None or points is None:
        raise InputError(f"{where}: a check needs the marks question(id) and points(n)")
    doc = getattr(getattr(item, "obj", None), "__doc__", None) or ""
    if not doc.strip():
        raise InputError(f"{where}: a check needs a docstring; its first line is what a student reads")
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    worth = _only_argument(points, f"{where}: the mark points(n)")
    if isinstance(worth, bool) or not isinstance(worth, (int, float)) or not 0 <= worth < math.inf:
        raise InputError(f"{where}: the mark points({worth!r}) should be a number of at least 0")
    return Check(
        name=item.name,
        question=str(_only_argument(question, f"{where}: the mark question(id)")),
        points=float(worth),
        description=_filled(doc.strip().splitlines()[0], parameters),
        depends=tuple(name for mark in item.iter_markers("depends") for name in mark.args),
        disclosure=_disclosure(item, where, disclosure),
    )


def _disclosure(item: pytest.Item, where: str, default: Disclosure) -> Disclosure:
    mark = item.get_closest_marker("disclose")
    level = default if mark is None else _only_argument(mark, f"{where}: the mark disclose(level)")
    try:
        found: Disclosure = msgspec.convert(level, Disclosure)
    except msgspec.ValidationError:
        raise InputError(f"{where}: the mark disclose({level!r}) should be 'full', 'hint' or 'none'") from None
    return found


def _only_argument(mark: pytest.Mark, what: str) -> object:
    if len(mark.args) != 1 or mark.kwargs:
        raise InputError(f"{what} needs exactly one value")
    return mark.args[0]


def _filled(text: str, parameters: dict[str, object]) -> str:
    """A description with ``{parameter}`` filled in, so that parametrised checks read differently."""
    for name, value in parameters.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def validate(manifest: Manifest, checks: list[Check]) -> None:
    """Every check belongs to a question of the manifest, names are unique, and points add up.

    ``checks`` are in the order in which they run: one that depends on another comes after it.
    """
    _refuse_hidden_by_another(manifest)
    known = {question.id: question for question in manifest.questions}
    seen: set[tuple[str, str]] = set()
    for check in checks:
        if check.question not in known:
            raise InputError(
                f"{manifest.suite}: {check.name} is for the question {check.question!r}, but should be for one of "
                f"{', '.join(known)}"
            )
        if (check.question, check.name) in seen:
            raise InputError(f"{manifest.suite}: two checks of {check.question} are named {check.name!r}")
        seen.add((check.question, check.name))
    before: set[tuple[str, str]] = set()
    for check in checks:
        for name in check.depends:
            if (check.question, name) not in before:
                why = f"should run before it in {check.question}"
                why = why if (check.question, name) in seen else f"{check.question} does not have"
                raise InputError(f"{manifest.suite}: {check.name} depends on {name!r}, which {why}")
        before.add((check.question, check.name))
    for question in manifest.questions:
        total = sum(check.points for check in checks if check.question == question.id)
        if abs(total - question.points) > 1e-9:
            raise InputError(
                f"{manifest.suite}: the checks of {question.id} add up to {total:g} points, "
                f"but should add up to {question.points:g}"
            )


_FUNCTION = re.compile(rb"^def (test\w*)", re.MULTILINE)


def _refuse_hidden_by_another(manifest: Manifest) -> None:
    """Of two functions of one name in a file Python keeps the second, so that the first would never run."""
    for path in sorted(manifest.suite.rglob("test_*.py")):
        source = path.read_bytes()
        names = _FUNCTION.findall(source)
        if len(names) == len(set(names)):  # nearly always, and a hundred times as fast as to parse the file
            continue
        seen: dict[str, int] = {}
        for node in (node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)):
            first = seen.setdefault(node.name, node.lineno)
            if first != node.lineno and node.name.startswith("test"):
                raise InputError(f"{path}:{node.lineno}: {node.name} is there twice; it stands in line {first} already")
