"""One kernel process of the ``jupyter`` engine: starting it, running cells in it, asking it, ending it."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import nbformat.v4
import zmq
import zmq.asyncio
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete

from autograder import codec
from autograder.channel import Channel
from autograder.codec import CodeCell, Reply, Request, WireError
from autograder.engines import base
from autograder.engines.environment import clean_environment
from autograder.errors import HarnessError
from autograder.manifest import Limits, Manifest
from autograder.worker.kernel import ADDRESS, SERVE, TOKEN

POSIX = os.name == "posix"
START_SECONDS = 60.0
STOP_SECONDS = 10.0
INTERRUPT_GRACE_SECONDS = 0.5
REPORT_SECONDS = 2.0
MESSAGE_BYTES = 2**22  # of Jupyter's messages; a kernel that sends larger ones is cut off by ZeroMQ
UNIX_PATH_BYTES = 90  # of 104 (macOS) or 108, less the names in the folder
MESSAGES = 64  # kept unread per socket; the rest is dropped in the kernel
_CLASS = "autograder.worker.kernel.NotebookKernel"


class _Manager(AsyncKernelManager):
    """Starts the kernel that it is told, whatever is installed on this machine."""

    @property
    def kernel_spec(self) -> KernelSpec:
        local = {"kernel_provisioner": {"provisioner_name": "local-provisioner"}}
        return KernelSpec(argv=self.command, language="python", metadata=local)

    def __init__(self, command: list[str], **kwargs: Any) -> None:
        self.command = command
        super().__init__(kernel_name="autograder", **kwargs)


class _Client(NotebookClient):
    """nbclient without the outputs: what counts comes over our own socket, bounded."""

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> None:
        """Only the end of a cell matters."""
        if msg["msg_type"] == "status" and msg["content"]["execution_state"] == "idle":
            raise CellExecutionComplete


class KernelProcess:
    """One kernel process with its folder; starting it fails only through the harness's fault."""

    def __init__(self, manifest: Manifest, home: Path) -> None:
        self._limits = manifest.limits
        self._folder = Path(tempfile.mkdtemp(prefix="kernel-", dir=home))
        self._scratch = _scratch(self._folder / "scratch", manifest.data)
        self._context = zmq.asyncio.Context()
        self._context.setsockopt(zmq.MAXMSGSIZE, MESSAGE_BYTES)
        self._context.setsockopt(zmq.RCVHWM, MESSAGES)
        local = _has_unix_sockets(self._folder)
        self._manager = _Manager(
            _command(self._limits, manifest.warm),
            context=self._context,
            connection_file=str(self._folder / "connection.json"),
            transport="ipc" if local else "tcp",
            ip=str(self._folder / "zmq") if local else "127.0.0.1",  # absolute: a relative one depends on the folder
        )
        empty = nbformat.v4.new_notebook()  # type: ignore[no-untyped-call]
        self._client = _Client(empty, km=self._manager, timeout=None, iopub_timeout=1)
        self._requests: Any = None  # Jupyter's kernel client; its stubs leave half of it out
        self._runner = asyncio.Runner()
        self._channel: Channel | None = None
        self._serving = False
        try:
            self._channel = self._start(home)
        except BaseException as error:
            log = self._log()
            self.close()
            if isinstance(error, Exception):
                raise HarnessError(f"a kernel did not start ({type(error).__name__}: {error}); {log}") from None
            raise

    def _start(self, home: Path) -> Channel:
        token = secrets.token_hex(16)
        listener, address = _listen(self._folder)
        environment = {**_environment(home, self._scratch), ADDRESS: address, TOKEN: token}
        with listener:
            self._runner.run(asyncio.wait_for(self._launch(environment), START_SECONDS + STOP_SECONDS))
            return _accept(listener, token, self._limits.answer_bytes)

    async def _launch(self, environment: dict[str, str]) -> None:
        with open(self._folder / "log", "wb") as log:
            await self._manager.start_kernel(env=environment, cwd=str(self._scratch), stdout=log, stderr=log)
        self._client.kc = self._requests = self._manager.client(context=self._context)
        self._requests.start_channels(stdin=False, hb=False)
        await self._requests.wait_for_ready(timeout=START_SECONDS)

    def run_cell(self, cell: CodeCell, seconds: float) -> tuple[codec.CellDone | None, bool]:
        """How the cell ended (``None``: the kernel is lost), and whether it had to be interrupted."""
        assert self._channel is not None
        if not cell.source.strip():  # nbclient leaves it out
            return codec.CellDone(None, "", 0.0), False
        ended, interrupted = self._runner.run(self._execute(cell, seconds))
        if not ended:
            return None, interrupted
        try:
            done = codec.decode_reply(self._channel.receive(deadline=time.monotonic() + REPORT_SECONDS))
        except WireError:
            return None, interrupted
        return done if isinstance(done, codec.CellDone) else None, interrupted

    async def _execute(self, cell: CodeCell, seconds: float) -> tuple[bool, bool]:
        """(whether Jupyter saw the cell end, whether it had to be interrupted)."""
        node = nbformat.v4.new_code_cell(cell.source)  # type: ignore[no-untyped-call]
        self._client.nb.cells = [node]
        self._name_requests(str(cell.number))
        task = asyncio.ensure_future(self._client.async_execute_cell(node, 0))
        ended, _ = await asyncio.wait({task}, timeout=seconds)
        interrupted = not ended
        if interrupted:
            await self._manager.interrupt_kernel()
            ended, _ = await asyncio.wait({task}, timeout=INTERRUPT_GRACE_SECONDS)
        if not ended:
            task.cancel()
            await asyncio.wait({task}, timeout=REPORT_SECONDS)
        # What nbclient raises is a dead kernel, or messages that are none: lost either way.
        return task.done() and not task.cancelled() and task.exception() is None, interrupted

    def _name_requests(self, cell_id: str) -> None:
        """Jupyter's metadata for "this code is that cell", which :class:`NotebookClient` leaves empty."""
        self._requests.session.metadata = {"cellId": cell_id}

    def serve(self) -> None:
        """From now on answer calls; :class:`WireError` when it does not."""
        if not self._serving:
            self._serving = True
            self._runner.run(self._begin_serving())
            if not isinstance(self._receive(time.monotonic() + STOP_SECONDS), codec.Ready):
                raise WireError("the kernel sent more than it was asked for")

    async def _begin_serving(self) -> None:
        self._name_requests(SERVE)
        self._requests.execute("", silent=True)

    def ask(self, request: Request, deadline: float) -> Reply:
        """One call; :class:`WireError` when no answer came."""
        if self._channel is None:
            raise WireError("the kernel is gone")
        self._channel.send(codec.encode(request), deadline=deadline)
        return self._receive(deadline)

    def interrupted(self) -> codec.Failure | None:
        """Interrupt a call that takes too long, and learn where it was, if it still says so."""
        with contextlib.suppress(WireError):
            self._runner.run(self._interrupt())
            return base.where_interrupted(self._receive(time.monotonic() + base.LAST_WORD_SECONDS))
        return None

    async def _interrupt(self) -> None:
        await self._manager.interrupt_kernel()

    def _receive(self, deadline: float) -> Reply:
        assert self._channel is not None
        return codec.decode_reply(self._channel.receive(deadline=deadline))

    def close(self) -> None:
        """Kill the kernel with its process group; remove its folder."""
        if self._channel is not None:
            self._channel.close()
            self._channel = None
        try:
            self._runner.run(asyncio.wait_for(self._manager.shutdown_kernel(now=True), STOP_SECONDS))
        finally:
            if self._requests is not None:
                self._requests.stop_channels()
            self._runner.close()
            self._context.destroy(linger=0)
            remove_folder(self._folder)

    def _log(self) -> str:
        path = self._folder / "log"
        lines = path.read_bytes()[-4_000:].decode("utf-8", "replace").split("\n") if path.exists() else []
        return f"it said: {lines[-2]}" if len(lines) > 1 else "it said nothing"


def _command(limits: Limits, warm: tuple[str, ...]) -> list[str]:
    """How the kernel is started: this interpreter, nothing of the user's own, no history."""
    options = {
        "IPKernelApp.kernel_class": _CLASS,
        "IPKernelApp.ignore_cwd": True,
        "HistoryManager.enabled": False,
        "InteractiveShell.colors": "nocolor",
        "NotebookKernel.answer_bytes": limits.answer_bytes,
        "NotebookKernel.memory_bytes": limits.memory_bytes,
        "NotebookKernel.scratch_bytes": limits.scratch_bytes,
        "NotebookKernel.warm": ",".join(warm),
    }
    program = [sys.executable, "-s", "-P", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    return program + [f"--{name}={value}" for name, value in options.items()]


def _environment(home: Path, scratch: Path) -> dict[str, str]:
    """All that the kernel knows of the grader's environment: what Windows cannot do without."""
    return {
        **{name: os.environ[name] for name in ("SYSTEMROOT", "WINDIR", "COMSPEC") if name in os.environ},
        **clean_environment(str(home), matplotlib=str(home / "matplotlib")),
        **dict.fromkeys(("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP", "PWD"), str(scratch)),
        "PATH": "/usr/bin:/bin" if POSIX else os.defpath,
    }


def _scratch(folder: Path, data: dict[str, Path]) -> Path:
    """A fresh folder with copies of the assignment's data."""
    folder.mkdir()
    for name, path in data.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    return folder


def _has_unix_sockets(folder: Path) -> bool:
    """Whether sockets can lie in ``folder``: not on Windows, nor where its path is longer than a socket's may be."""
    return POSIX and len(os.fsencode(folder)) < UNIX_PATH_BYTES


def _listen(folder: Path) -> tuple[socket.socket, str]:
    """A socket for the kernel to connect to, and its address: in our private folder where there are Unix sockets."""
    if not _has_unix_sockets(folder):
        listener = socket.create_server(("127.0.0.1", 0))
        return listener, f"tcp:{listener.getsockname()[1]}"
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / "calls"))
    listener.listen()
    return listener, f"unix:{folder / 'calls'}"


def _accept(listener: socket.socket, token: str, answer_bytes: int) -> Channel:
    """The connection that knows the token: over TCP any program of this machine could have been first."""
    deadline = time.monotonic() + STOP_SECONDS
    while True:
        listener.settimeout(max(0.001, deadline - time.monotonic()))
        sock, _address = listener.accept()
        try:
            said = Channel(sock, len(token)).receive(deadline=min(deadline, time.monotonic() + REPORT_SECONDS))
        except WireError:
            said = b""
        if hmac.compare_digest(said, token.encode()):
            return Channel(sock, answer_bytes)
        sock.close()


def remove_folder(folder: Path) -> None:
    """Remove a folder that a student wrote in; rm(1) walks trees of any depth, where ``shutil`` recurses."""
    if POSIX:
        subprocess.run(["rm", "-rf", "--", str(folder)], check=False, stderr=subprocess.DEVNULL)
    else:
        shutil.rmtree(folder, ignore_errors=True)
