"""What a grade costs: CPU and wall time of one notebook, beside its cells and checks in one plain process.

    python benchmarks/grade.py [NOTEBOOK] [--assignment DIR] [--repeat N] [--limit-ms MS]

*Graded*: the fork engine, warm, everything counted: grader, warm parent, session, copies.
*Plain*: one warm process that executes the same cells and calls the same check functions on the notebook's own
objects: no sandbox, no fork, no pytest, no pipe.  Both in one run, alternating, so that both see the same machine.
CPU is user plus system time; the kernel counts that of ended processes in ticks of 10 ms, so it is taken over all
repeats together.  Exits with 1 when the difference is above --limit-ms.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from autograder.engines.fork import ForkEngine
from autograder.grading import GradeOne, grade_with
from autograder.manifest import Manifest, read_manifest
from autograder.notebook import Notebook, read_notebook

ROOT = Path(__file__).parents[1]
TICK = os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebook", nargs="?", type=Path, default=ROOT / "examples/submissions/right.ipynb")
    parser.add_argument("--assignment", type=Path, default=ROOT / "assignments/logistic_regression")
    parser.add_argument("--repeat", type=int, default=10)
    parser.add_argument("--limit-ms", type=float, default=700.0)
    options = parser.parse_args()
    manifest, notebook = read_manifest(options.assignment), read_notebook(options.notebook)
    _print_cold(options)
    graded, plain = _measure(manifest, notebook, options)
    return _report(graded, plain, options.limit_ms)


def _print_cold(options: argparse.Namespace) -> None:
    """A whole ``autograder grade`` from nothing, as a TA types it."""
    grade = [sys.executable, "-m", "autograder", "grade"]
    command = [*grade, str(options.notebook), "--assignment", str(options.assignment)]
    start, before = time.monotonic(), os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    print(f"cold `autograder grade`, one notebook: {time.monotonic() - start:5.2f} s wall, {cpu:5.2f} s CPU\n")


def _measure(manifest: Manifest, notebook: Notebook, options: argparse.Namespace) -> tuple[list[dict], list[dict]]:
    graded: list[dict] = []
    plain: list[dict] = []
    with ForkEngine(manifest) as engine, _Plain(options) as process:

        def body(grade_one: GradeOne) -> None:
            grade_one(notebook)
            process.once()
            for _ in range(options.repeat):
                graded.append(_graded(engine, grade_one, notebook))
                plain.append(process.once())

        grade_with(manifest, engine, body)
    return graded, plain


def _graded(engine: ForkEngine, grade_one: GradeOne, notebook: Notebook) -> dict:
    outside = engine.process_id
    grader_cpu, others_cpu, start = time.process_time(), _tree_cpu(outside), time.monotonic()
    grade = grade_one(notebook)
    wall = time.monotonic() - start
    return {
        "wall": wall,
        "grader": time.process_time() - grader_cpu,
        "student": _tree_cpu(outside) - others_cpu,
        "cells": sum(cell.wall_seconds for cell in grade.cells),
        "checks": sum(check.wall_seconds for question in grade.questions for check in question.checks),
        "count": sum(len(question.checks) for question in grade.questions),
    }


def _tree_cpu(pid: int) -> float:
    """CPU seconds of a process, its living children, and all that they have waited for."""
    total = 0.0
    for process in [pid, *_children(pid)]:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        total += sum(map(int, fields[11:15])) / TICK
    return total


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class _Plain:
    """The plain process: see ``benchmarks/plain.py``."""

    def __init__(self, options: argparse.Namespace) -> None:
        program = Path(__file__).with_name("plain.py")
        command = [sys.executable, str(program), str(options.notebook), str(options.assignment)]
        settings = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")} | {"MPLBACKEND": "agg"}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **settings}
        )

    def once(self) -> dict:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def __enter__(self) -> _Plain:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def _report(graded: list[dict], plain: list[dict], limit_ms: float) -> int:
    def mean(rows: list[dict], key: str) -> float:
        return 1_000 * statistics.fmean(row[key] for row in rows)

    checks = graded[0]["count"]
    cpu = mean(graded, "grader") + mean(graded, "student")
    extra = cpu - mean(plain, "cpu")
    print(f"one notebook, warm, {checks} checks, mean of {len(graded)} runs, in ms:\n")
    print(f"  {'':34}{'CPU':>8}{'wall':>9}")
    print(f"  {'graded':34}{cpu:8.0f}{mean(graded, 'wall'):9.0f}")
    print(f"    {'the student side (all processes)':32}{mean(graded, 'student'):8.0f}")
    print(f"    {'the grader':32}{mean(graded, 'grader'):8.0f}")
    print(f"    {'cells':32}{'':8}{mean(graded, 'cells'):9.0f}")
    print(f"    {'checks':32}{'':8}{mean(graded, 'checks'):9.0f}")
    print(f"  {'plain process':34}{mean(plain, 'cpu'):8.0f}{mean(plain, 'wall'):9.0f}")
    print(f"    {'cells':32}{'':8}{mean(plain, 'cells'):9.0f}")
    print(f"    {'checks':32}{'':8}{mean(plain, 'checks'):9.0f}")
    verdict = "within" if extra <= limit_ms else "ABOVE"
    print(f"\n  isolation, pytest and messages cost {extra:.0f} ms of CPU: {verdict} the limit of {limit_ms:.0f} ms")
    return 0 if extra <= limit_ms else 1


if __name__ == "__main__":
    sys.exit(main())
