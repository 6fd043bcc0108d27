"""Reading a cell's source without running it."""

from __future__ import annotations

import ast
import functools
import math
import re
import warnings
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

MAX_CHARS = 100_000
"""A cell that is longer is not read, since reading takes a thousand times its memory: it is run as it is."""


def lines_of(source: str) -> list[str]:
    """The lines as Python counts them: ``str.splitlines`` breaks at form feeds and U+2028, too."""
    return re.split(r"\r\n|\r|\n", source)


def definitions_only(source: str) -> str:
    """What a cell defines without the rest, on its own lines; empty at a syntax error.

    Kept are imports, functions, classes, and names that are given a literal.

    A cell that ended its process is replayed like this, so that what it defined before is not lost with it.
    """
    tree = parsed(source)
    if tree is None:
        return ""
    lines = lines_of(source)
    kept = [""] * len(lines)
    for node in tree.body:
        first = node.lineno - 1
        if isinstance(node, (ast.Import, ast.ImportFrom)) or _is_literal(node):
            # Written anew, since what else stands on its lines may be what ended the process.
            kept[first] += ("; " if kept[first] else "") + written(node)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            first = min([first, *(item.lineno - 1 for item in node.decorator_list)])
            kept[first : node.end_lineno] = lines[first : node.end_lineno]
    return "\n".join(kept).rstrip()


def written(node: ast.AST) -> str:
    """A node as source; nothing for what cannot be written: a number of more than 4,300 digits, a very deep one."""
    try:
        return ast.unparse(node)
    except (ValueError, RecursionError, MemoryError):
        return ""


def _is_literal(node: ast.stmt) -> bool:
    """``kc1 = "b"``: cannot end a process, and may be an answer."""
    if not isinstance(node, ast.Assign):
        return False
    try:
        ast.literal_eval(node.value)
    except (ValueError, TypeError, MemoryError, RecursionError):
        return False
    return all(isinstance(target, ast.Name) for target in node.targets)


def rebound(source: str, names: Collection[str], line: Callable[[str], str]) -> str:
    """The cell with ``line(name)`` after each of its statements that gives one of ``names`` a value, or changes it.

    Only statements of the cell itself count, at whatever depth of ``if`` and ``try``; nothing where it cannot be read.
    """
    tree = parsed(source)
    body = tree.body if tree is not None else []
    if not body:
        return source
    after: dict[int, list[str]] = {}
    follows, its_end = math.inf, 0
    for statement in reversed(body):
        end = statement.end_lineno or 1
        end = max(end, its_end) if follows <= end else end  # the next one is behind a semicolon
        follows, its_end = statement.lineno, end
        bound = set(_bound(statement))
        after[end] = [line(name) for name in names if name in bound] + after.get(end, [])
    lines = lines_of(source)
    return "\n".join(text for number, kept in enumerate(lines, 1) for text in (kept, *after.get(number, ())))


def bound(source: str) -> set[str]:
    """The names that a cell's own statements give a value, or change; none where it cannot be read."""
    tree = parsed(source)
    return {name for statement in (tree.body if tree is not None else []) for name in _bound(statement)}


def _bound(statement: ast.stmt) -> Iterator[str]:
    pending: list[ast.AST] = [statement]
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
            continue
        if isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name):
            yield node.value.id  # LogisticRegression.fit = fit
        pending.extend(() if isinstance(node, ast.Lambda) else ast.iter_child_nodes(node))


class Span(NamedTuple):
    """The lines of a function or a loop, and whether a loop has a condition (``while``)."""

    first: int
    last: int
    is_loop: bool
    has_condition: bool


def loop_around(source: str, line: int) -> Span | None:
    """The loop of the same function that a line is in; of several the outermost ``while``, else the outermost."""
    around = [span for span in _spans(source) if span.first <= line <= span.last]
    begins = max((span.first for span in around if not span.is_loop), default=0)
    loops = [span for span in around if span.is_loop and span.first >= begins]
    return min(loops, key=lambda span: (not span.has_condition, span.first), default=None)


@functools.lru_cache(maxsize=8)  # a process that lies may ask for the same long cell again and again
def _spans(source: str) -> tuple[Span, ...]:
    tree = parsed(source)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.While, ast.For, ast.AsyncFor)
    nodes = [node for node in ast.walk(tree) if isinstance(node, kinds)] if tree is not None else []
    return tuple(
        Span(
            first=node.lineno,
            last=node.end_lineno or node.lineno,
            is_loop=isinstance(node, (ast.While, ast.For, ast.AsyncFor)),
            has_condition=isinstance(node, ast.While),
        )
        for node in nodes
    )


def parsed(source: str) -> ast.Module | None:
    """A cell as Python reads it, without the lines that only IPython reads; ``None`` where it cannot be read."""
    if len(source) > MAX_CHARS:
        return None
    return _parsed(source) or _parsed(_MAGIC.sub(r"\1pass", source))


def _parsed(source: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\s" in a student's string is not the grader's to warn of
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


# A line that IPython reads and Python does not.  Cell magics other than these two read the whole cell themselves.
_MAGIC = re.compile(r"^([ \t]*)(?:[%!?](?!%)|%%(?:time|capture)\b)[^\r\n]*", re.MULTILINE)
