"""The right notebook: the code cells of the lesson with its solution, and which of them a question needs."""

from __future__ import annotations

import ast
import builtins
import functools
import symtable
from collections.abc import Collection, Iterable, Sequence

import msgspec

from autograder.authoring import marks
from autograder.authoring.lesson import Lesson, read_lesson
from autograder.codec import CodeCell
from autograder.follow_through import StandIns, with_stand_ins
from autograder.manifest import Manifest, Question
from autograder.notebook import Notebook


class Solution(msgspec.Struct, frozen=True, kw_only=True):
    """The code cells; ``owners`` has for each the question that it answers, ``None`` where it is given.

    ``blanks`` are the cells as students find them.
    """

    cells: tuple[str, ...]
    owners: tuple[str | None, ...]
    blanks: tuple[str, ...] = ()

    def blank(self, question: str) -> list[str]:
        """The cells where nothing is written for one question."""
        answers = self.answers(question)
        return [self.blanks[n] if n in answers else cell for n, cell in enumerate(self.cells)]

    def answers(self, question: str) -> list[int]:
        """The indices of a question's answer cells."""
        return [index for index, owner in enumerate(self.owners) if owner == question]


def read_solution(manifest: Manifest) -> Solution:
    """The manifest's lesson with its solution; nothing is run."""
    return solution_of(read_lesson(manifest))


def solution_of(lesson: Lesson) -> Solution:
    """A lesson's code cells, without the marks around its solution."""
    cells = [cell for cell in lesson.cells if cell.kind in ("given", "answer")]
    return Solution(
        cells=tuple(marks.without_marks(cell.source) for cell in cells),
        owners=tuple(cell.question if cell.kind == "answer" else None for cell in cells),
        blanks=tuple(marks.blank(cell.source) if cell.kind == "answer" else cell.source for cell in cells),
    )


def needed_cells(cells: Sequence[str], solution: Solution, question: str) -> list[str]:
    """Of ``cells``, a notebook made from the solution, those that ``question`` needs, in order.

    These are its answers and whatever is no cell of the solution, and the cells that bind what they use.
    """
    spare = {cell for cell, owner in zip(solution.cells, solution.owners, strict=True) if owner != question}
    parts = statements(cells)
    wanted = {index for index, cell in enumerate(cells) if cell not in spare}
    kept = closure(parts, [part for part in parts if part.cell in wanted], whole_cells=True)
    return [cells[index] for index in sorted(wanted | {part.cell for part in kept})]


def stood_on(solution: Solution, stand_ins: StandIns) -> list[str]:
    """The solution's cells with all stand-ins in the places of its own definitions."""
    cells = tuple(CodeCell(index, index + 1, cell) for index, cell in enumerate(solution.cells))
    made = with_stand_ins(Notebook(name="", sha256="", cells=cells), stand_ins, sorted(stand_ins.names))
    return [cell.source for cell in made.cells]


def users_of(solution: Solution, questions: Iterable[Question], changed: str) -> list[str]:
    """The questions that need an answer of the question ``changed``, without that one."""
    answers = {solution.cells[index] for index in solution.answers(changed)}
    others = [question.id for question in questions if question.id != changed]
    return [other for other in others if answers & {*needed_cells(solution.cells, solution, other)}]


def unbound(cells: Sequence[str], part: str) -> list[str]:
    """What ``part``, a piece of code, uses and neither Python nor it nor any of ``cells`` binds."""
    own = statements([part])
    known = {*dir(builtins)}.union(*(one.binds for one in (*own, *statements(cells))))
    return sorted({name for one in own for name in one.uses} - known)


# --- statements ----------------------------------------------------------------------------------------------


class Statement(msgspec.Struct, frozen=True):
    """A statement at the top level of a cell: the names it binds (or changes, by a method), and those it uses."""

    cell: int
    node: ast.stmt
    binds: frozenset[str]
    uses: frozenset[str]


def statements(cells: Sequence[str]) -> list[Statement]:
    """The statements of a notebook, in order; a cell that is no Python has none."""
    read = [_read(cell) for cell in cells]
    modules = frozenset[str]().union(*(part.binds for parts in read for part in parts if _is_import(part.node)))
    return [
        Statement(index, part.node, part.binds | (part.changes - modules), part.uses)
        for index, parts in enumerate(read)
        for part in parts
    ]


def closure(parts: Sequence[Statement], start: Iterable[Statement], *, whole_cells: bool = False) -> list[Statement]:
    """The statements that ``start`` needs, with itself; ``whole_cells`` takes a cell's others along."""
    kept: dict[int, Statement] = {}
    waiting = list(start)
    while waiting:
        part = waiting.pop()
        if id(part) in kept:
            continue
        kept[id(part)] = part
        waiting += [other for other in parts if other.binds & part.uses or (whole_cells and other.cell == part.cell)]
    return list(kept.values())


def binding(parts: Iterable[Statement], names: Collection[str]) -> list[Statement]:
    """The statements that bind one of ``names``."""
    return [part for part in parts if part.binds.intersection(names)]


class _Read(msgspec.Struct, frozen=True):
    """A statement by itself; ``changes`` are names that it may change the values of, if they are no modules."""

    node: ast.stmt
    binds: frozenset[str]
    changes: frozenset[str]
    uses: frozenset[str]


@functools.cache  # a thousand variants of a notebook differ in one cell each
def _read(cell: str) -> tuple[_Read, ...]:
    try:
        return tuple(_statement(node) for node in ast.parse(cell).body)
    except (SyntaxError, ValueError):
        return ()


def _statement(node: ast.stmt) -> _Read:
    table = symtable.symtable(ast.unparse(node), "cell", "exec")
    bound = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported() or s.is_namespace()}
    used = {s.get_name() for s in table.get_symbols() if s.is_referenced()}
    used = used.union(*(_globals(child) for child in table.get_children()))
    if isinstance(node, (ast.For, ast.With, ast.If, ast.Try, ast.While)):
        used -= bound
    if isinstance(node, ast.AugAssign):
        used |= bound
    changed = {  # `model.fit(X)` and `rows[0] = 1` change what a name stands for
        _root(part)
        for part in ast.walk(node)
        if isinstance(part, (ast.Attribute, ast.Subscript))
        and (isinstance(part.ctx, ast.Store) or isinstance(node, ast.Expr))
    }
    return _Read(node, frozenset(bound), frozenset(changed & used), frozenset(used))


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, (ast.Import, ast.ImportFrom))


def _root(node: ast.expr) -> str:
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _globals(table: symtable.SymbolTable) -> set[str]:
    """What a function or class takes from the notebook."""
    found = {s.get_name() for s in table.get_symbols() if s.is_global() and s.is_referenced()}
    return found.union(*(_globals(child) for child in table.get_children()))
