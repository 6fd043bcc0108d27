"""The shell that runs the cells: IPython's own, without a terminal, a history file or a traceback of ours."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from autograder.codec import MAX_FRAMES, CellDone, CodeCell, Failure
from autograder.records import OUTPUT_TAIL_CHARS
from autograder.worker import stand_ins
from autograder.worker.output import Output

MESSAGE_CHARS = 1_000
_CELL_FILE = re.compile(r"<cell (\d+)>\Z")


class _Compiler(CachingCompiler):
    """Names a cell's code after the cell, so that a traceback tells where in the notebook it was."""

    number = 0

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        return f"<cell {self.number}>"


class _DisplayHook(DisplayHook):
    """Shows a cell's last value without an Out[n] prompt."""

    def write_output_prompt(self) -> None:
        """Nothing."""


class NotebookShell(InteractiveShell):
    """IPython's shell with quiet tracebacks: the failure is reported once, as a record."""

    compiler_class = _Compiler
    displayhook_class = _DisplayHook

    def showtraceback(self, *_args: Any, **_kwargs: Any) -> None:
        """Nothing: see :func:`failure_of`."""

    def showsyntaxerror(self, *_args: Any, **_kwargs: Any) -> None:
        """Nothing: see :func:`failure_of`."""

    @contextmanager
    def _tee(self, channel: str) -> Iterator[None]:
        """Keep no second copy of the output: IPython's own grows without bound, and makes print 20 times slower."""
        yield

    def _format_exception_for_storage(self, *_args: Any, **_kwargs: Any) -> dict[str, Any]:
        """Keep no traceback for the history: formatting one costs 50 ms."""
        return {}

    def ask_exit(self) -> None:
        """``exit()`` in a cell would otherwise end the process, and with it all that the notebook defined."""

    def enable_gui(self, gui: str | None = None) -> None:
        """No windows here."""


def make_shell() -> NotebookShell:
    """The process's one shell; made in the warm parent, since it costs 50 ms."""
    if NotebookShell.initialized():
        return NotebookShell.instance()
    config = Config()
    config.HistoryManager.enabled = False  # its database would start a thread
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.banner1 = ""
    shell = NotebookShell.instance(config=config)
    stand_ins.install(shell)
    return shell


def run_cell(shell: NotebookShell, cell: CodeCell, output: Output) -> CellDone:
    """Run one cell to its end, as Jupyter would, and say how it went."""
    start = time.monotonic()
    output.begin()
    assert isinstance(shell.compile, _Compiler)
    shell.compile.number = cell.number
    result = shell.run_cell(cell.source, store_history=True)  # type: ignore[no-untyped-call]
    if "matplotlib.pyplot" in sys.modules:
        from autograder.worker import figures

        figures.finish()
    error = result.error_before_exec or result.error_in_exec
    failure = failure_of(error) if error is not None else None
    return CellDone(failure, output.tail(OUTPUT_TAIL_CHARS), time.monotonic() - start)


def failure_of(error: BaseException) -> Failure:
    """An exception as a record: its type, its message, and the innermost line that lies in a cell."""
    cell = line = None
    if isinstance(error, SyntaxError) and (match := _CELL_FILE.match(str(error.filename))):
        cell, line = int(match[1]), error.lineno
    frames: list[tuple[int, int]] = []
    trace = error.__traceback__
    while trace is not None:
        if match := _CELL_FILE.match(trace.tb_frame.f_code.co_filename):
            cell, line = int(match[1]), trace.tb_lineno
            if isinstance(error, KeyboardInterrupt) and len(frames) < MAX_FRAMES:
                frames.append((cell, line))
        trace = trace.tb_next
    # The first public name: Python 3.13 calls an unclosed bracket an _IncompleteInputError.
    kind = next(base.__name__ for base in type(error).__mro__ if not base.__name__.startswith("_"))
    return Failure(kind, _message(error), cell, line, frames)


def cell_line(filename: str, line: int) -> tuple[int | None, int | None]:
    """A file name and line as (cell number, line), where it is a cell's."""
    match = _CELL_FILE.match(filename)
    return (int(match[1]), line) if match else (None, None)


def _message(error: BaseException) -> str:
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
    except Exception:
        return "(its message cannot be shown)"
    return str(text)[:MESSAGE_CHARS].encode("utf-8", "replace").decode()
