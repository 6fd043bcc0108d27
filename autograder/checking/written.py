"""What a notebook defines and what it leaves open, from its source alone."""

from __future__ import annotations

import ast
import functools
import symtable
from collections.abc import Collection, Iterable

from autograder.engines.source import parsed, written

_OPEN = (ast.Pass, ast.Raise)


@functools.lru_cache(maxsize=1_000)
def names_bound(source: str) -> frozenset[str]:
    """The names that a cell gives a value: assigned, imported, defined as functions or classes."""
    tree = parsed(source)
    if tree is None:
        return frozenset()
    try:
        table = symtable.symtable(ast.unparse(tree), "<cell>", "exec")
    except (SyntaxError, ValueError, RecursionError):  # what parses may still be no program: return outside of def
        return frozenset()
    return frozenset(
        symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()
    )


def open_names(sources: Iterable[str]) -> set[str]:
    """The names whose last definition is still the template's: ``...``, or a function in which nothing is written."""
    last: dict[str, bool] = {}
    for source in sources:
        tree = parsed(source)
        for node in tree.body if tree is not None else []:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                last[node.name] = _is_open(node)
            elif isinstance(node, ast.Assign):
                last |= dict.fromkeys(map(written, node.targets), _is_ellipsis(node.value))
    return {name for name, is_open in last.items() if is_open}


def not_begun(names: Collection[str], bound: set[str], still_open: set[str]) -> bool:
    """Whether nothing of a question is written: each of its names is missing or as the template left it."""
    return bool(names) and all(name not in bound or name in still_open for name in names)


def _is_open(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    """Whether nothing is written in it; of a class, in none of its methods but ``__init__``, which is often given.

    A function with lines that were given has something in it all the same, so ``...`` without a ``return`` of anything
    is open, too.
    """
    body = [item for item in node.body if not _is_text(item)]
    if isinstance(node, ast.ClassDef):
        methods = [item for item in body if isinstance(item, ast.FunctionDef) and item.name != "__init__"]
        return all(map(_is_open, methods)) if methods else all(map(_says_nothing, body))
    returns = any(isinstance(item, ast.Return) and item.value is not None for item in ast.walk(node))
    waits = any(isinstance(item, ast.Expr) and _is_ellipsis(item.value) for item in ast.walk(node))
    return all(map(_says_nothing, body)) or (waits and not returns)


def _says_nothing(node: ast.stmt) -> bool:
    return isinstance(node, _OPEN) or (isinstance(node, ast.Expr) and _is_ellipsis(node.value))


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _is_ellipsis(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is ...
