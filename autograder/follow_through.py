"""Follow-through: what a question earns that is right but for a mistake in an earlier one.

Theory of operation.  A question that lost points, and that builds on a question that lost some too, is judged once
more: the notebook runs anew, in a sealed process of its own, with right definitions standing in for the earlier names.
Each takes its name's place after every statement that gives the name a value, so what the cells compute with it (a
model that is trained, a sweep) is computed with the right part.  Only the checks that did not get all their points are
judged again, and only how many points they now get is taken from there: not a word of that run reaches the student,
since its process holds the stand-ins' code.  The stand-ins of a run are of questions that the judged ones build on, and
so never an answer that they are judged by.

Questions with the same stand-ins share a run.  What is wrong by itself stands in first: where a sigmoid is all that is
wrong, one run with a right one shows it for everything that builds on it.  Only what stays wrong then is replaced, too,
for the questions behind it.  Rejected: to replace the names in the state after the last cell, which is cheaper, but
leaves whatever the cells have computed with the wrong part.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from autograder.codec import CodeCell
from autograder.engines.source import rebound
from autograder.errors import InputError
from autograder.manifest import Manifest
from autograder.notebook import Notebook
from autograder.records import CheckResult, Verdict

Results = Mapping[tuple[str, str], CheckResult]
"""What became of each check, by question and name."""

MODULE = "_stand_ins"

# A fresh definition for each import, since the notebook may have changed the one before; and each without the others,
# since which of them a run needs depends on the student's mistakes, and none may work in some runs alone.
_PRELUDE = """\
def {module}():
    import sys, types
    sources = {sources!r}
    def fresh(name):
        if name not in sources:
            raise AttributeError(name)
        space = {{"__name__": {module!r}}}
        exec(sources[name], space)
        return space[name]
    sys.modules[{module!r}] = module = types.ModuleType({module!r})
    module.__getattr__ = fresh
{module}()
del {module}
"""


class StandIns:
    """The file with right definitions: public functions and classes by name, and what they have in common."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        try:
            self._body = ast.parse(text).body
        except (SyntaxError, ValueError) as error:
            raise InputError(f"{path}: is not valid Python: {error}") from None

    @property
    def names(self) -> frozenset[str]:
        """What it defines."""
        return frozenset(name for node in self._body if (name := _public(node)))

    def source(self, name: str) -> str:
        """The code of one name, and of no other."""
        body = [node for node in self._body if _public(node) in ("", name)]
        return ast.unparse(ast.Module(body, []))


class StoodIn(NamedTuple):
    """A name with the question that it answers."""

    name: str
    question: str


class Rerun(NamedTuple):
    """One more run of the notebook: what stands in, and which questions are judged again."""

    stood_in: tuple[StoodIn, ...]
    questions: tuple[str, ...]


def read_stand_ins(manifest: Manifest) -> StandIns | None:
    """The assignment's stand-ins; ``None`` where nothing is followed through."""
    if manifest.stand_ins is None or manifest.follow_through is None or manifest.follow_through.share == 0:
        return None
    return StandIns(manifest.stand_ins.read_text(encoding="utf-8"), str(manifest.stand_ins))


def ancestors(manifest: Manifest, question: str) -> list[str]:
    """The questions that one builds on, and those that they build on, in the manifest's order."""
    direct = {item.id: item.builds_on for item in manifest.questions}
    found: set[str] = set()
    pending = [question]
    while pending:
        pending += [name for name in direct[pending.pop()] if name not in found]
        found.update(pending)
    return [item.id for item in manifest.questions if item.id in found]


def is_open(result: CheckResult, share: float) -> bool:
    """Whether there are points left to earn: for all that was followed through, its ``share`` is all."""
    if result.points is None:
        return False
    whole = result.max_points * (share if result.verdict is Verdict.FOLLOWED_THROUGH else 1.0)
    return result.points < round(whole, 6)


def reruns(
    manifest: Manifest, known: Collection[str], results: Results, share: float, tried: Mapping[str, frozenset[str]]
) -> list[Rerun]:
    """Which questions are to be judged again now, and with which of the ``known`` names in place.

    ``tried`` says with which questions' names each was judged last.  A question that lost points may have lost them by
    an earlier mistake alone, so for what builds on it nothing stands in before it has been judged with that mended.
    """
    lost = {question for (question, _), result in results.items() if is_open(result, share)}
    wrong = (Verdict.PASSED, Verdict.HARNESS_ERROR, Verdict.FOLLOWED_THROUGH)  # of our own failures nothing is known
    broken = lost | {question for (question, _), result in results.items() if result.verdict not in wrong}
    earlier = {
        item.id: [name for name in ancestors(manifest, item.id) if name in broken] for item in manifest.questions
    }
    names = {item.id: [name for name in item.names if name in known] for item in manifest.questions}
    by_itself = {name for name in broken if not {a for a in earlier[name] if names[a]} - tried.get(name, frozenset())}
    groups: dict[tuple[StoodIn, ...], list[str]] = {}
    for question in (item for item in manifest.questions if item.id in lost):
        owners = [name for name in earlier[question.id] if name in by_itself]
        own = tuple(StoodIn(n, owner) for owner in owners for n in names[owner] if n not in question.names)
        if {item.question for item in own} - tried.get(question.id, frozenset()):
            groups.setdefault(own, []).append(question.id)
    return [Rerun(stood_in, tuple(group)) for stood_in, group in groups.items()]


def with_stand_ins(notebook: Notebook, stand_ins: StandIns, names: Sequence[str]) -> Notebook:
    """The notebook with right definitions in the places of its own."""
    prelude = _PRELUDE.format(module=MODULE, sources={name: stand_ins.source(name) for name in names})
    first = CodeCell(-1, 0, "\n".join([prelude, *map(_line, names)]))
    cells = [CodeCell(cell.index, cell.number, rebound(cell.source, names, _line)) for cell in notebook.cells]
    return replace(notebook, cells=(first, *cells))


def in_words(stood_in: tuple[StoodIn, ...]) -> str:
    """What stood in: "`sigmoid` (q1), `entropy` and `log_loss` (q3)".

    >>> in_words((StoodIn("f", "q1"), StoodIn("g", "q2"), StoodIn("h", "q2")))
    '`f` (q1) and `g` and `h` (q2)'
    """
    questions = dict.fromkeys(item.question for item in stood_in)
    return _listed([f"{_listed([f'`{i.name}`' for i in stood_in if i.question == q])} ({q})" for q in questions])


def _listed(parts: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def _line(name: str) -> str:
    return f"from {MODULE} import {name}"  # an import is kept where only a cell's definitions are run


def _public(node: ast.stmt) -> str:
    named = isinstance(node, (ast.FunctionDef, ast.ClassDef))
    return node.name if named and not node.name.startswith("_") else ""  # type: ignore[attr-defined]
