"""The lesson's source as cells and questions; whatever is wrong with it is said with its line.

The format is jupytext's percent format.  What a cell is for stands in its first line::

    # %% [markdown]                          prose
    # %%                                     code that students are given
    # %% [markdown] question="q1" points=8   the task of a question, which begins here
    # %% tags=["answer"]                     code to complete, with its solution between marks
    # %% tags=["check"]                      one public check; after its last one the question ends
    # %% tags=["helpers"]                    once: what the checks share
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec
import nbformat

from autograder.authoring import marks
from autograder.engines.source import bound, parsed
from autograder.errors import InputError
from autograder.manifest import Manifest

Kind = Literal["prose", "given", "task", "answer", "check", "helpers"]
_TAGS: dict[str, Kind] = {"answer": "answer", "check": "check", "helpers": "helpers"}


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One cell: what it is for, its text, the line of its marker (from 1), and the question it belongs to."""

    kind: Kind
    source: str
    line: int
    question: str | None = None


class LessonQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question: its id and points, and the line where it begins."""

    id: str
    points: float
    line: int


class Lesson(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson, read and held against its manifest."""

    path: Path
    cells: tuple[Cell, ...]
    questions: tuple[LessonQuestion, ...]

    def cells_of(self, question: str, kind: Kind) -> list[Cell]:
        """The cells of one kind in one question."""
        return [cell for cell in self.cells if cell.question == question and cell.kind == kind]

    @property
    def helpers(self) -> str:
        """What the checks share."""
        return next((cell.source for cell in self.cells if cell.kind == "helpers"), "")


def read_lesson(manifest: Manifest) -> Lesson:
    """Read the manifest's lesson; :class:`InputError` with file and line where it cannot be used."""
    path = _path(manifest)
    cells: list[Cell] = []
    questions: list[LessonQuestion] = []
    reader = _Reader(path)
    for raw in _raw_cells(path):
        cell, question = reader.take(raw)
        cells.append(cell)
        questions += [question] if question is not None else []
    reader.finish()
    lesson = Lesson(path=path, cells=tuple(cells), questions=tuple(questions))
    for cell in lesson.cells:
        _check_code(path, cell)
    _check_questions(lesson, manifest)
    return lesson


def refusal(path: Path, line: int, message: str) -> InputError:
    """What is wrong, with the file and the line."""
    return InputError(f"{path}:{line}: {message}")


def check_function(cell: Cell) -> ast.FunctionDef:
    """The function that a check cell holds."""
    return next(node for node in ast.parse(cell.source).body if isinstance(node, ast.FunctionDef))


class _Raw(msgspec.Struct, frozen=True):
    type: str
    source: str
    metadata: dict[str, Any]
    line: int


def _path(manifest: Manifest) -> Path:
    if manifest.lesson is None:
        raise InputError(f"{manifest.path}: lesson: is missing, but should name the lesson's source to be built")
    return manifest.lesson


def _raw_cells(path: Path) -> Iterator[_Raw]:
    """The cells as jupytext reads them, with the lines of their markers."""
    import jupytext

    try:
        text = path.read_text(encoding="utf-8")
        notebook = jupytext.reads(text, fmt="py:percent")
    except (OSError, ValueError, nbformat.ValidationError) as error:
        what = str(error).strip().partition("\n")[0]
        raise InputError(f"{path}: cannot be read ({what}), but should be a lesson in percent format") from None
    lines = [number for number, line in enumerate(text.split("\n"), 1) if line.startswith("# %%")]
    if len(lines) != len(notebook.cells):
        raise refusal(path, 1, "should begin with a cell (`# %%`) and be in percent format from there on")
    for cell, line in zip(notebook.cells, lines, strict=True):
        yield _Raw(cell.cell_type, cell.source, dict(cell.metadata), line)


class _Reader:
    """Gives each cell its kind and its question, in order."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: LessonQuestion | None = None
        self._checked = False
        self._seen: dict[str, int] = {}
        self._helpers = 0

    def take(self, raw: _Raw) -> tuple[Cell, LessonQuestion | None]:
        """The cell, and the question that it begins, if it does."""
        kind = self._kind(raw)
        begun = None
        if kind == "task":
            self._end(raw.line)
            begun = self._open = self._begin(raw)
        elif kind == "check":
            self._checked = True
        elif self._checked:  # the last check was the question's end
            self._open, self._checked = None, False
        if kind in ("answer", "check") and self._open is None:
            raise refusal(self._path, raw.line, f"is tagged {kind!r}, but stands in no question")
        if kind == "helpers":
            if self._helpers:
                raise refusal(
                    self._path, raw.line, f"is tagged 'helpers', as the cell of line {self._helpers} already is"
                )
            self._helpers = raw.line
        question = self._open.id if self._open is not None and kind != "helpers" else None
        return Cell(kind=kind, source=raw.source, line=raw.line, question=question), begun

    def finish(self) -> None:
        """The lesson ends here."""
        self._end(None)

    def _end(self, line: int | None) -> None:
        if self._open is not None and not self._checked:
            before = f"before line {line}" if line is not None else "before the end"
            raise refusal(self._path, self._open.line, f"{self._open.id} should end with a public check {before}")
        self._open, self._checked = None, False

    def _begin(self, raw: _Raw) -> LessonQuestion:
        name, points = raw.metadata["question"], raw.metadata.get("points")
        if not isinstance(name, str):
            raise refusal(self._path, raw.line, f'question={name!r} should be an id, as in question="q1"')
        if isinstance(points, bool) or not isinstance(points, (int, float)):
            raise refusal(self._path, raw.line, f"{name} should say its points, as in points=8")
        if name in self._seen:
            raise refusal(self._path, raw.line, f"{name} is there twice; it began in line {self._seen[name]} already")
        self._seen[name] = raw.line
        return LessonQuestion(id=name, points=float(points), line=raw.line)

    def _kind(self, raw: _Raw) -> Kind:
        tags = raw.metadata.get("tags", [])
        unknown = {*raw.metadata} - {"tags", "question", "points", "lines_to_next_cell"}  # the last is jupytext's
        if unknown or not isinstance(tags, list) or any(tag not in _TAGS for tag in tags) or len(tags) > 1:
            if "incorrectly_encoded_metadata" in unknown:  # jupytext's word for it
                raise refusal(
                    self._path, raw.line, 'values need quotes and brackets, as in question="q1" and tags=["answer"]'
                )
            if "title" in unknown:  # what stands there without an equals sign
                kinds = "`# %%`, `# %% [markdown]` or one with question, points or tags"
                raise refusal(self._path, raw.line, f"begins with {raw.metadata['title']!r}, but should be {kinds}")
            if unknown:
                told = "; a cell may have question, points and tags"
                raise refusal(self._path, raw.line, f"{', '.join(sorted(unknown))} is not known{told}")
            raise refusal(self._path, raw.line, f"tags={tags!r} is not known; a tag is one of {', '.join(_TAGS)}")
        if raw.type == "raw":
            raise refusal(self._path, raw.line, "is a raw cell, but should be code or [markdown]")
        if raw.type == "markdown":
            if tags:
                raise refusal(self._path, raw.line, f"is prose, but tagged {tags[0]!r}, which only code can be")
            return "task" if "question" in raw.metadata else "prose"
        if "question" in raw.metadata:
            raise refusal(self._path, raw.line, "begins a question, so it should be [markdown] with the task")
        return _TAGS[tags[0]] if tags else "given"


def _check_code(path: Path, cell: Cell) -> None:
    """Code is Python, with and without its solution; solutions stand in answers only, and in each of them."""
    if cell.kind in ("prose", "task", "given", "check", "helpers") and marks.has_mark(cell.source):
        raise refusal(path, cell.line, "holds a solution mark, but only cells tagged 'answer' may")
    if cell.kind in ("prose", "task"):
        return
    first = cell.line + 1
    if parsed(cell.source) is None:
        raise refusal(path, *_syntax(cell.source, first))
    if cell.kind == "answer":
        try:
            parts = marks.parts(cell.source)
        except marks.MarkError as error:
            raise refusal(path, first + error.line, str(error)) from None
        if not parts.solution:
            raise refusal(path, cell.line, "is tagged 'answer', but holds no solution")
    if cell.kind == "check":
        _check_check(path, cell)


def _syntax(source: str, first: int) -> tuple[int, str]:
    try:
        ast.parse(source)
    except SyntaxError as error:
        return first + (error.lineno or 1) - 1, f"is not Python: {error.msg}"
    return first, "is not Python"


def _check_check(path: Path, cell: Cell) -> None:
    body = ast.parse(cell.source).body
    function = body[0] if len(body) == 1 else None
    if not isinstance(function, ast.FunctionDef) or not function.name.startswith("test_"):
        raise refusal(
            path, cell.line, "is tagged 'check', but should hold one function named test_... and nothing else"
        )
    if not (ast.get_docstring(function) or "").strip():
        raise refusal(path, cell.line, f"{function.name} needs a docstring, which a student reads")
    if function.args.posonlyargs or function.args.kwonlyargs or function.args.vararg or function.args.kwarg:
        raise refusal(path, cell.line, f"{function.name} should take names of the notebook as plain parameters")


def _check_questions(lesson: Lesson, manifest: Manifest) -> None:
    path = lesson.path
    points = {question.id: question.points for question in manifest.questions}
    for question in lesson.questions:
        there = points.get(question.id)
        if there is None:
            raise refusal(path, question.line, f"{question.id} is not in {manifest.path.name}")
        if abs(question.points - there) > 1e-9:
            told = f"{question.id} has {question.points:g} points here, but {there:g} in {manifest.path.name}"
            raise refusal(path, question.line, told)
        if not lesson.cells_of(question.id, "answer"):
            raise refusal(path, question.line, f"{question.id} has no cell tagged 'answer'")
        names = [check_function(cell).name for cell in lesson.cells_of(question.id, "check")]
        for cell, name in zip(lesson.cells_of(question.id, "check"), names, strict=True):
            if names.count(name) > 1:
                raise refusal(path, cell.line, f"two checks of {question.id} are named {name}")
    _check_names(lesson, manifest)
    absent = [name for name in points if name not in {question.id for question in lesson.questions}]
    if absent:
        raise InputError(f"{path}: lacks the question {absent[0]}, which is in {manifest.path.name}")


def _check_names(lesson: Lesson, manifest: Manifest) -> None:
    """What a question asks for is answered in its own section, where its points are."""
    for question in manifest.questions:
        own = {name for cell in lesson.cells_of(question.id, "answer") for name in bound(cell.source)}
        for name in set(question.names) - own:
            for cell in lesson.cells:
                if cell.kind == "answer" and name in bound(cell.source):
                    told = f"answers `{name}` in {cell.question}, but {manifest.path.name} has it in {question.id}"
                    raise refusal(lesson.path, cell.line, told)
