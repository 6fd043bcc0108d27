"""What must hold of ``stand_ins.py`` before anybody's points depend on it.

A stand-in that is wrong, or that is not there, never fails aloud: it only keeps points from students who have an
earlier question wrong.  So the solution is made to stand on all of them, where it has to get every point as before.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from msgspec.structs import replace

from autograder.authoring import marks
from autograder.authoring.lesson import Lesson
from autograder.codec import CodeCell
from autograder.engines.source import parsed
from autograder.errors import InputError
from autograder.follow_through import StandIns, ancestors, read_stand_ins, with_stand_ins
from autograder.manifest import Manifest
from autograder.notebook import Notebook
from autograder.records import CellStatus, Grade, Verdict

FIRST = 2
"""Cells that come before the solution's own: the file, and what puts its definitions into their places."""


def checked_stand_ins(manifest: Manifest, lesson: Lesson) -> StandIns | None:
    """The stand-ins, ``None`` where there are none.

    Raises :class:`InputError` where one is for no name, or a name that a later question uses has none.
    """
    stand_ins = read_stand_ins(manifest)
    if stand_ins is None:
        return None
    known = {name for question in manifest.questions for name in question.names}
    for name in sorted(stand_ins.names - known):
        raise InputError(
            f"{stand_ins.path}: `{name}` is no name of a question in {manifest.path.name}, but should be one; the name "
            "of what stand-ins share begins with an underscore"
        )
    for question in manifest.questions:
        used = _used([cell.source for cell in lesson.cells if cell.question == question.id])
        for earlier in (q for q in manifest.questions if q.id in ancestors(manifest, question.id)):
            defined = _defined([cell.source for cell in lesson.cells_of(earlier.id, "answer")])
            for name in earlier.names:
                if name in used & defined - stand_ins.names:
                    raise InputError(
                        f"{stand_ins.path}: should define `{name}` of {earlier.id}, which {question.id} builds on"
                    )
    return stand_ins


def standing_in(solution: Notebook, stand_ins: StandIns) -> Notebook:
    """The solution with all stand-ins in the places of its own; the file itself comes first, to be seen to run."""
    made = with_stand_ins(solution, stand_ins, sorted(stand_ins.names))
    sources = [stand_ins.text, *(cell.source for cell in made.cells)]
    return replace(made, cells=tuple(CodeCell(n, n + 1, source) for n, source in enumerate(sources)))


def refuse_broken(stand_ins: StandIns, grade: Grade) -> None:
    """Raise :class:`InputError` unless ``grade``, of :func:`standing_in`, has every point and no broken cell."""
    for cell in grade.cells:
        if cell.status is CellStatus.OK:
            continue
        what = f"{cell.error.type}: {cell.error.message}" if cell.error is not None else cell.status.value
        line = cell.error.place.line if cell.error is not None and cell.error.place is not None else None
        if cell.index == 0:
            raise InputError(f"{stand_ins.path}:{line or 1}: stops with {what}")
        raise InputError(
            f"{stand_ins.path}: with the stand-ins in place of the solution's own definitions, code cell "
            f"{cell.number - FIRST} stops with {what}"
        )
    for question in grade.questions:
        for check in question.checks:
            if check.verdict is not Verdict.PASSED:
                raise InputError(
                    f"{stand_ins.path}: with the stand-ins in place of the solution's own definitions, {check.name} of "
                    f"{question.id} does not pass: {check.message}"
                )


def _trees(sources: Iterable[str]) -> list[ast.Module]:
    return [tree for source in sources if (tree := parsed(marks.without_marks(source))) is not None]


def _used(sources: Iterable[str]) -> set[str]:
    nodes = [node for tree in _trees(sources) for node in ast.walk(tree)]
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def _defined(sources: Iterable[str]) -> set[str]:
    """The functions and classes: of a variable nothing can stand in."""
    nodes = [node for tree in _trees(sources) for node in tree.body]
    return {node.name for node in nodes if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
