"""The student's process of the ``jupyter`` engine: ipykernel's kernel, reporting to the grader as a session does.

``ipykernel_launcher --IPKernelApp.kernel_class=autograder.worker.kernel.NotebookKernel`` starts it.  Before any cell
it connects to the grader; cells then come over Jupyter's own protocol, and how each ended goes back over that
connection, as do the answers to calls.  Output stays here but for its tail: nothing of it is published, so a
flood of it costs the grader nothing, and ``stdout`` and ``stderr`` keep their order.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import random
import signal
import socket
import sys
import time
from typing import Any, NoReturn

import numpy as np
from ipykernel.ipkernel import IPythonKernel
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.displaypub import DisplayPublisher
from traitlets import Int, Unicode

from autograder import codec
from autograder.channel import Channel
from autograder.codec import WireError
from autograder.records import OUTPUT_TAIL_CHARS
from autograder.worker import stand_ins
from autograder.worker.objects import Objects
from autograder.worker.opened import OpenedFiles
from autograder.worker.output import Output
from autograder.worker.session import answer_calls
from autograder.worker.shell import NotebookShell, failure_of

ADDRESS = "AUTOGRADER_ADDRESS"
TOKEN = "AUTOGRADER_TOKEN"  # noqa: S105 - the name of the variable
SERVE = "serve"
"""The cell id that stands for: the cells are done, answer calls from now on."""


class KernelShell(NotebookShell, ZMQInteractiveShell):
    """The shell of the ``fork`` engine inside a kernel: the same names, the same silence, the same output."""

    displayhook_class = NotebookShell.displayhook_class  # type: ignore[assignment]
    display_pub_class = DisplayPublisher  # type: ignore[assignment]

    def set_parent(self, parent: Any) -> None:
        """Nothing is published, so nobody needs to know to which request it belongs."""
        self.parent_header = parent

    def payloadpage_page(self, strg: Any, start: int = 0, screen_lines: int = 0, pager_cmd: str | None = None) -> None:
        """What ``name?`` shows: printed, since there is no pager."""
        print(strg["text/plain"] if isinstance(strg, dict) else strg)


class NotebookKernel(IPythonKernel):
    """An IPython kernel that reports the end of each cell to the grader and then answers its calls."""

    shell: KernelShell
    shell_class = KernelShell
    compiler_class = NotebookShell.compiler_class  # type: ignore[assignment]
    answer_bytes = Int(2**24, help="the size of an answer").tag(config=True)
    memory_bytes = Int(2**30, help="memory on top of what the kernel itself takes").tag(config=True)
    scratch_bytes = Int(2**28, help="the size of a file").tag(config=True)
    warm = Unicode("", help="modules to import before the first cell, with commas between").tag(config=True)

    def start(self) -> None:
        """Connect, then begin to take requests."""
        self._channel = _connect(os.environ.pop(ADDRESS), os.environ.pop(TOKEN))
        self._output = Output()
        self._opened = OpenedFiles(os.getcwd())
        for module in filter(None, self.warm.split(",")):
            with contextlib.suppress(ImportError):  # the cell that needs it will say so
                importlib.import_module(module)
        stand_ins.install(self.shell)
        sys.path.append(os.getcwd())  # last: a numpy.py beside the notebook shadows nothing
        super().start()  # type: ignore[no-untyped-call]
        _limit_resources(self.memory_bytes, self.scratch_bytes)

    def raw_input(self, prompt: Any = "") -> NoReturn:
        """``input()``: nobody is there to answer, as with a closed standard input."""
        print(prompt, end="")
        raise EOFError("EOF when reading a line")

    async def do_execute(
        self, code: str, silent: bool, *args: Any, cell_id: str | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        """Run a cell; its number in the notebook is the request's cell id.

        Jupyter's own reply says nothing: it would hold the whole of an error message, however long.
        """
        if cell_id == SERVE:
            self._serve()
        if self.shell.execution_count == 1:
            random.seed(0)  # only now, since ipykernel draws numbers of its own; a grade must not depend on luck
            np.random.seed(0)
        start = time.monotonic()
        self._output.begin()
        self._opened.begin()
        assert isinstance(self.shell.compile, NotebookShell.compiler_class)
        self.shell.compile.number = int(cell_id or 0)
        error = await self._run(code, silent, *args, cell_id=cell_id, **kwargs)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a late interrupt must not cut the report in two
        _finish_figures()
        failure = failure_of(error) if error is not None else None
        opened = self._opened.end()
        self._report(codec.CellDone(failure, self._output.tail(OUTPUT_TAIL_CHARS), time.monotonic() - start, opened))
        count = self.shell.execution_count - 1
        return {"status": "ok", "execution_count": count, "user_expressions": {}, "payload": []}

    async def _run(self, *args: Any, **kwargs: Any) -> BaseException | None:
        """What the cell raised, or what IPython raised on its way."""
        self.shell.last_execution_result = None
        raised: BaseException | None = None
        try:
            await super().do_execute(*args, **kwargs)  # type: ignore[no-untyped-call]
        except BaseException as error:  # for example an exception whose __str__ raises
            raised = error
        result = self.shell.last_execution_result
        return raised if result is None else result.error_before_exec or result.error_in_exec

    def _report(self, done: codec.CellDone) -> None:
        try:
            self._channel.send(codec.encode(done))
        except WireError:
            os._exit(1)  # a cell closed the connection: nothing that this process does can reach the grader

    def _serve(self) -> NoReturn:
        """Answer calls until the grader hangs up, in the thread that ran the cells."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self._output.begin()
        shell = self.shell
        with contextlib.suppress(WireError):
            answer_calls(self._channel, Objects(shell.user_ns, shell.user_ns_hidden, self.answer_bytes))
        os._exit(0)


def _connect(address: str, token: str) -> Channel:
    """The connection to the grader; ``token`` shows that it is no other program of this machine."""
    kind, _, place = address.partition(":")
    if kind == "unix":
        sock = socket.socket(socket.AF_UNIX)
        sock.connect(place)
    else:
        sock = socket.create_connection(("127.0.0.1", int(place)))
    channel = Channel(sock, 2**30)
    channel.send(token.encode())
    return channel


def _finish_figures() -> None:
    if "matplotlib.pyplot" in sys.modules:
        from autograder.worker import figures

        figures.finish()


def _limit_resources(memory_bytes: int, file_bytes: int) -> None:
    """Memory and the size of files, where the operating system has such limits (Linux counts both rightly)."""
    if sys.platform != "linux":
        return
    import resource

    with open("/proc/self/status", encoding="ascii") as file:
        held = next(int(line.split()[1]) * 1_024 for line in file if line.startswith("VmData:"))
    limits = {resource.RLIMIT_DATA: held + memory_bytes, resource.RLIMIT_FSIZE: file_bytes, resource.RLIMIT_CORE: 0}
    for limit, value in limits.items():
        _soft, hard = resource.getrlimit(limit)
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (bound, bound))
