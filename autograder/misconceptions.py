"""What students write, as code: named wrong variants with a hint each, and right ones that look different.

An assignment may have a ``misconceptions.py`` and an ``equivalents.py`` beside its manifest.  They are Python that
lints: right forms of what students define, undecorated, then the variants, each a function or class with one of the
two decorators here.  A decorator attaches data and does nothing else::

    @misconception("sigmoid-sign", question="q1", name="sigmoid", hint="Does p grow with the score?")
    def sigmoid_sign(x):
        return 1 / (1 + np.exp(x))

    @misconception("best-threshold-by-recall", question="e1", value="best_threshold", hint="...")
    def best_threshold_by_recall(thresholds, sweep):  # the notebook's own names
        return thresholds[np.argmax(sweep["recall"])]

The first is a function named ``sigmoid`` in a notebook, the second the value of ``best_threshold``.
"""

from __future__ import annotations

import ast
import importlib.util
import inspect
import re
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import msgspec

from autograder.errors import InputError
from autograder.manifest import Manifest

MISCONCEPTIONS, EQUIVALENTS = "misconceptions.py", "equivalents.py"
"""Their names beside the manifest."""

_MARK = "__variant__"
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_T = TypeVar("_T", bound=Callable[..., Any])


class Variant(msgspec.Struct, frozen=True, kw_only=True):
    """One way to write what a question asks for.

    ``source`` is what stands in the cell and defines ``names``; a right variant has no ``hint``.  ``reference`` is
    where a misconception is known from.
    """

    slug: str
    question: str
    names: tuple[str, ...]
    source: str
    hint: str = ""
    reference: str = ""


class _Mark(msgspec.Struct, frozen=True, kw_only=True):
    slug: str
    question: str
    name: str
    is_value: bool
    replayed: bool = True
    hint: str = ""
    reference: str = ""


class Known(msgspec.Struct, frozen=True):
    """A variant, and what it makes of its name: one value, or none where only a notebook can tell."""

    variant: Variant
    values: tuple[Any, ...]


def misconception(
    slug: str,
    *,
    question: str,
    hint: str,
    name: str = "",
    value: str = "",
    source: str = "",
    replayed: bool = True,
) -> Callable[[_T], _T]:
    """Mark a wrong variant of the function or class ``name``, or of the variable ``value``.

    ``source`` is where it is known from.  One that takes long, or answers by chance, is not ``replayed`` in the grader
    (:mod:`autograder.replay`): the suite itself has to know it.
    """
    if not hint.strip():
        raise ValueError(f"the misconception {slug} has an empty hint, but should lead a student on")
    return _marked(
        _Mark(
            slug=slug,
            question=question,
            name=name or value,
            is_value=bool(value),
            replayed=replayed,
            hint=hint,
            reference=source,
        )
    )


def equivalent(slug: str, *, question: str, name: str = "", value: str = "") -> Callable[[_T], _T]:
    """Mark a right variant."""
    return _marked(_Mark(slug=slug, question=question, name=name or value, is_value=bool(value)))


def load_misconceptions(path: Path) -> tuple[Variant, ...]:
    """The wrong variants of a file, in its order; :class:`InputError` where it cannot be used."""
    return tuple(known.variant for known in collect(path, load(path)))


def load_equivalents(path: Path) -> tuple[Variant, ...]:
    """The right variants of a file, in its order."""
    found = load_misconceptions(path)
    slugs = [variant.slug for variant in found]
    for slug in slugs:
        if slugs.count(slug) > 1:
            raise InputError(f"{path}: two variants have the slug {slug}, but each should have its own")
    return found


def read_variants(manifest: Manifest, file: str) -> tuple[Variant, ...]:
    """The variants of :data:`MISCONCEPTIONS` or :data:`EQUIVALENTS` beside the manifest; none without such a file.

    Raises :class:`InputError` where it cannot be used, or is about a question that there is not.
    """
    path = manifest.folder / file
    if not path.exists():
        return ()
    found = (load_equivalents if file == EQUIVALENTS else load_misconceptions)(path)
    ids = [question.id for question in manifest.questions]
    for variant in found:
        if variant.question not in ids:
            raise InputError(
                f"{path}: {variant.slug} is of the question {variant.question!r}, but should be of one of "
                f"{', '.join(ids)}"
            )
    return found


def load(path: Path) -> ModuleType:
    """The file as a module of its own, which nothing else can import."""
    spec = importlib.util.spec_from_file_location(f"_autograder_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise InputError(f"{path}: is no Python file")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        line = _line_of(error, path)
        raise InputError(f"{path}:{line}: cannot be loaded: {type(error).__name__}: {error}") from error
    return module


def _line_of(error: Exception, path: Path) -> int:
    if isinstance(error, SyntaxError):
        return error.lineno or 1
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    return (lines or [None])[-1] or 1


def collect(path: Path, module: ModuleType) -> list[Known]:
    """The variants of a loaded file, in its order."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    found: list[Known] = []
    for node in ast.parse(text).body:
        if not isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            continue
        thing = vars(module)[node.name]
        mark = vars(thing).get(_MARK)
        if mark is not None:
            found.append(_variant(mark, node, lines, thing))
    _check(path, [known.variant for known in found])
    return found


def submitted(cells: Sequence[str], variant: Variant) -> list[str]:
    """A notebook's code cells as from a student who wrote ``variant``: it comes right after what it replaces."""
    for number, cell in enumerate(cells):
        line = max((_end_of(cell, name) for name in variant.names), default=0)
        if line:
            lines = cell.splitlines()
            changed = "\n".join([*lines[:line], "", variant.source, "", *lines[line:]])
            return [*cells[:number], changed, *cells[number + 1 :]]
    raise InputError(f"no cell defines {' or '.join(variant.names)}, which the variant {variant.slug} is of")


def _marked(mark: _Mark) -> Callable[[_T], _T]:
    def decorate(thing: _T) -> _T:
        setattr(thing, _MARK, mark)
        return thing

    return decorate


def _variant(mark: _Mark, node: ast.FunctionDef | ast.ClassDef, lines: list[str], thing: Callable[..., Any]) -> Known:
    source = "\n".join(lines[node.lineno - 1 : node.end_lineno])
    wants = list(inspect.signature(thing).parameters) if mark.is_value else []
    if mark.is_value:
        source += f"\n\n\n{mark.name} = {node.name}({', '.join(wants)})"
    else:
        source = source.replace(f" {node.name}", f" {mark.name}", 1)  # of `def` or `class`
    variant = Variant(
        slug=mark.slug,
        question=mark.question,
        names=(mark.name,),
        source=source,
        hint=mark.hint,
        reference=mark.reference,
    )
    if not mark.replayed or wants:
        return Known(variant, ())
    return Known(variant, (thing() if mark.is_value else thing,))


def _check(path: Path, variants: list[Variant]) -> None:
    """One slug has one question and one hint, however many ways there are to write it."""
    known: dict[str, Variant] = {}
    for variant in variants:
        if not _SLUG.fullmatch(variant.slug):
            raise InputError(f"{path}: the slug {variant.slug!r} should be words in lower case, joined by hyphens")
        if not variant.names[0].isidentifier():
            raise InputError(f"{path}: {variant.slug} should say which name or value it is of")
        first = known.setdefault(variant.slug, variant)
        if (variant.question, variant.hint) != (first.question, first.hint):
            raise InputError(f"{path}: {variant.slug} has two questions or two hints, but should have one")


def _end_of(cell: str, name: str) -> int:
    """The last line of the last statement of a cell that defines ``name``; 0 where none does."""
    try:
        body = ast.parse(cell).body
    except SyntaxError:  # a cell with a magic
        return 0
    return max((node.end_lineno or 0 for node in body if name in _defined_by(node)), default=0)


def _defined_by(node: ast.stmt) -> set[str]:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, (ast.Assign, ast.AnnAssign, ast.For)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return {inner.id for target in targets for inner in ast.walk(target) if isinstance(inner, ast.Name)} | {
            name for inner in getattr(node, "body", []) for name in _defined_by(inner)
        }
    if isinstance(node, ast.If):
        return {name for inner in node.body for name in _defined_by(inner)}
    return set()
