"""The yardstick of ``grade.py``: the same cells and checks in one plain, warm process, once per line of input."""

from __future__ import annotations

import importlib.util
import inspect
import itertools
import json
import os
import shutil
import sys
import tempfile
import time
import warnings
from pathlib import Path

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from autograder import codec
from autograder.engines.base import error_of
from autograder.faults import StudentFault
from autograder.manifest import read_manifest
from autograder.notebook import read_notebook
from autograder.plugin import make_importable
from autograder.student import Student
from autograder.worker import stand_ins
from autograder.worker.objects import Objects


class _Direct:
    """A link without a wire: the notebook's objects are in this process."""

    seconds = 1e9

    def __init__(self, namespace, cells):
        self._objects = Objects(namespace, {}, 2**24)
        self._cells = cells

    def ask(self, request: codec.Request) -> codec.Reply:
        return self._objects.answer(request)

    def error_of(self, failure):
        return error_of(self._cells, failure)


def run_cells(notebook) -> dict:
    """Execute the cells as one program, magics left out."""
    namespace: dict = {"__name__": "__main__"}
    transform = TransformerManager().transform_cell
    for cell in notebook.cells:
        lines = [line for line in cell.source.splitlines() if not line.lstrip().startswith(("%", "!"))]
        try:
            exec(compile(transform("\n".join(lines)), f"<cell {cell.number}>", "exec"), namespace)
        except Exception as error:
            print(f"cell {cell.number}: {error!r}")
    return namespace


def load(manifest) -> list:
    """The check functions of the suites, parameters and fixtures filled in."""
    found = []
    for path in sorted(manifest.suite.glob("test_*.py")):
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for name, function in vars(module).items():
            if name.startswith("test_") and inspect.isfunction(function):
                found += [(module, function, case) for case in _cases(function)]
    return found


def _cases(function) -> list[dict]:
    cases = [{}]
    for mark in getattr(function, "pytestmark", []):
        if mark.name == "parametrize":
            names = mark.args[0].replace(",", " ").split() if isinstance(mark.args[0], str) else list(mark.args[0])
            values = [v.values if hasattr(v, "values") else v for v in mark.args[1]]
            rows = [dict(zip(names, v if len(names) > 1 else (v,), strict=True)) for v in values]
            cases = [{**a, **b} for a, b in itertools.product(cases, rows)]
    return cases


def run_checks(checks, student, fixtures) -> None:
    for module, function, case in checks:
        values = {}
        for name in inspect.signature(function).parameters:
            values[name] = case[name] if name in case else _value(module, name, student, fixtures)
        try:
            function(**values)
        except (StudentFault, AssertionError, pytest.skip.Exception) as fault:
            print(f"{function.__name__}: {fault}")


def _value(module, name, student, made):
    """The student, or a fixture of the suite; one that does not use the student is made once."""
    if name == "student":
        return student
    wrapped = getattr(module, name)
    function = getattr(wrapped, "__wrapped__", None) or wrapped._get_wrapped_function()
    needs = inspect.signature(function).parameters
    key = (module.__name__, name)
    if key not in made or "student" in needs:
        arguments = {need: _value(module, need, student, made) for need in needs}
        value = function(**arguments)
        made[key] = next(value) if inspect.isgenerator(value) else value
    return made[key]


class _NoShell:
    magics_manager = type("M", (), {"magics": {"line": {}}})()


def main(notebook_path: str, assignment: str) -> None:
    warnings.simplefilter("ignore")
    manifest, notebook = read_manifest(Path(assignment).resolve()), read_notebook(Path(notebook_path))
    make_importable(manifest)
    for name in manifest.warm:
        importlib.import_module(name)
    stand_ins.install(_NoShell())
    plots = "matplotlib.pyplot" in sys.modules
    if plots:
        importlib.import_module("autograder.worker.artists")  # once, as in the warm parent

    checks, fixtures = load(manifest), {}
    out = sys.stdout
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - for as long as the process lives
    scratch = tempfile.TemporaryDirectory()
    for name, path in manifest.data.items():
        Path(scratch.name, name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, Path(scratch.name, name))
    os.chdir(scratch.name)
    for _line in sys.stdin:
        start, cpu = time.monotonic(), time.process_time()
        if plots:
            sys.modules["matplotlib.pyplot"].close("all")
        namespace = run_cells(notebook)
        middle = time.monotonic()
        run_checks(checks, Student(_Direct(namespace, notebook.cells)), fixtures)
        end = time.monotonic()
        row = {"wall": end - start, "cpu": time.process_time() - cpu, "cells": middle - start, "checks": end - middle}
        out.write(json.dumps(row) + "\n")
        out.flush()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    main(*sys.argv[1:])
