"""Public checks: Otter's exception-based test files, judged from outside like a hidden suite.

A student's folder holds ``tests/q1.py`` and so on, as Otter Assign writes them.  In the notebook ``grader.check("q1")``
runs them beside the student's code.  Here they run in the grader: a check's parameters are names of the notebook, and
what it gets for them are plain values, or :class:`Proxy` objects whose calls and attributes are plain values again.
So one text serves both, and what it says is decided where the student's code cannot reach.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from autograder import codec
from autograder.errors import InputError
from autograder.plain import plain
from autograder.student import Answer, Student, label_of, wire_of

IMPORT = "otter.test_files"
"""What a test file in this format imports its decorator from."""


class Proxy:
    """An object that stays in the student's process: its attributes and calls are asked for there."""

    __slots__ = ("_answer",)

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __getattr__(self, name: str) -> Any:
        return present(getattr(self._answer, name))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it over there."""
        named = {key: _sent(value) for key, value in kwargs.items()}
        return present(self._answer(*map(_sent, args), **named))

    def __repr__(self) -> str:
        return f"<{label_of(self._answer)[0]}>"


def present(answer: Answer) -> Any:
    """An answer as a public check sees it: a plain value, ``...`` where that is still there, or a :class:`Proxy`."""

    def stand_in(value: codec.Handle | codec.Opaque) -> Any:
        if value.type_name == "ellipsis":
            return ...
        return Proxy(Answer(answer._link, codec.Answer(value), *label_of(answer)))

    return plain(wire_of(answer), stand_in)


def _sent(value: Any) -> Any:
    return value._answer if isinstance(value, Proxy) else value


def is_public(suite: Path) -> bool:
    """Whether a suite is of public checks: test files in this format, and nothing that pytest would take for a test."""
    files = [path for path in suite.iterdir() if path.suffix == ".py"]
    return bool(files) and not any(path.name.startswith("test_") for path in files) and all(map(is_test_file, files))


def is_test_file(path: Path) -> bool:
    """Whether a file is in Otter's exception-based format."""
    return path.suffix == ".py" and f"from {IMPORT} import" in path.read_text(encoding="utf-8")


def module_of(path: Path, parent: pytest.Collector) -> pytest.Module:
    """A test file as what pytest collects."""
    module = pytest.Module.from_parent(parent, path=path)
    module.obj = load(path)
    return module


def load(path: Path) -> ModuleType:
    """A test file as a module: a function for each case, with its question and points as marks, and a fixture a name.

    Raises :class:`InputError` when the file is not as Otter Assign writes it.
    """
    cases: list[_Case] = []
    module = ModuleType(path.stem)
    module.__file__ = str(path)
    module.__dict__["test_case"] = lambda **settings: _Case(cases, **settings)
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        tree.body = [node for node in tree.body if not (isinstance(node, ast.ImportFrom) and node.module == IMPORT)]
        exec(compile(tree, str(path), "exec"), module.__dict__)  # noqa: S102 - the author's, as a hidden suite is
    except Exception as error:  # whatever an author's file can do
        raise InputError(
            f"{path}: cannot be read ({type(error).__name__}: {error}), but should be a test file"
        ) from None
    del module.__dict__["test_case"]  # which pytest would take for a test
    question, points = module.__dict__.get("name"), module.__dict__.get("points")
    if not isinstance(question, str) or not cases:
        raise InputError(f"{path}: should have a name and at least one test case")
    for case in cases:
        module.__dict__[case.function.__name__] = case.marked(question, _worth(case, cases, points))
        for name in inspect.signature(case.function).parameters:
            module.__dict__[f"value_of_{name}"] = _fixture(name)
    return module


class _Case:
    """Stands in for Otter's decorator, and keeps what it was put on."""

    def __init__(self, cases: list[_Case], points: float | None = None, **_others: Any) -> None:
        self.points = points
        self._cases = cases

    def __call__(self, function: Callable[..., None]) -> Callable[..., None]:
        self.function = function
        self._cases.append(self)
        return function

    def marked(self, question: str, points: float) -> Callable[..., None]:
        """The function as a check."""
        pytest.mark.points(points)(self.function)
        pytest.mark.question(question)(self.function)
        return self.function


def _worth(case: _Case, cases: list[_Case], total: Any) -> float:
    """Its own points, or an equal part of what the others leave of the file's, as Otter has it."""
    if case.points is not None:
        return case.points
    given = sum(other.points or 0.0 for other in cases)
    alike = sum(other.points is None for other in cases)
    return (float(total if total is not None else 1.0) - given) / alike


def _fixture(name: str) -> Any:
    """A fixture called ``name``: that name of the notebook."""

    @pytest.fixture(name=name)
    def value(student: Student) -> Any:
        return present(getattr(student, name))

    return value
