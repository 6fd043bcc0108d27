"""The ``dask`` executor: the same grader processes, one for each thread of each worker of a Dask cluster.

The assignment goes to each worker once, with a plugin; a submission's bytes travel with its task.  The task itself
runs no student code and holds no state: it hands the bytes to a grader process of its worker, whose end would be no
loss to the worker.  Dask gives a lost worker's tasks to others; a grade that comes twice is the same grade, and the
caller, the only writer, keeps one.
"""

from __future__ import annotations

import queue
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
from distributed import Client, Future, WorkerPlugin, as_completed, get_worker

from autograder.errors import HarnessError, InputError
from autograder.executors.base import ATTEMPTS, Outcome, Settings, Task, encode
from autograder.executors.process import GraderLost, GraderProcess
from autograder.manifest import read_manifest
from autograder.packing import Packed, pack, unpack

PLUGIN = "autograder"
AHEAD = 3
"""How many tasks are sent for each thread of the cluster: enough to keep it busy, and few to hold in memory."""
CONNECT_SECONDS = 30


class GraderPlugin(WorkerPlugin):
    """A worker's grader processes; started when first needed, ended with the worker."""

    name = PLUGIN

    def __init__(self, packed: Packed, settings: Settings, task_seconds: float) -> None:
        self._packed = packed
        self._settings = settings
        self._task_seconds = task_seconds

    def setup(self, worker: Any) -> None:
        """Lay the assignment out on the worker's machine."""
        self._folder = Path(tempfile.mkdtemp(prefix="autograder-worker-"))
        assignment = unpack(self._packed, self._folder)
        self._settings = msgspec.structs.replace(self._settings, assignment=str(assignment), suite="")
        self._idle: queue.SimpleQueue[GraderProcess] = queue.SimpleQueue()

    def teardown(self, worker: Any) -> None:
        """End the grader processes that are idle; one at work ends when its worker has."""
        while not self._idle.empty():
            self._idle.get().close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def grade(self, task: Task) -> Outcome:
        """Grade on a process that is free, or a new one."""
        why = ""
        for _ in range(ATTEMPTS):
            grader = self._free()
            try:
                grader.begin(task)
                outcome = grader.take(self._task_seconds)
            except GraderLost as error:
                grader.close()
                why = str(error)
            else:
                self._idle.put(grader)
                return outcome
        return Outcome(key=task.key, failure=why)

    def _free(self) -> GraderProcess:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            grader = GraderProcess(self._settings)
            try:
                grader.wait_until_ready()
            except BaseException:
                grader.close()
                raise
            return grader


def grade_on_worker(data: bytes) -> bytes:
    """Grade the :class:`Task` in ``data`` on this worker; bytes both ways, so that no class of ours is pickled."""
    plugin: Any = get_worker().plugins[PLUGIN]
    return encode(plugin.grade(msgspec.msgpack.decode(data, type=Task)))


class DaskCluster:
    """The workers of the Dask scheduler at ``address``."""

    def __init__(self, settings: Settings, address: str, task_seconds: float) -> None:
        self._finishing = False
        try:
            self._client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise InputError(f"{address}: no Dask scheduler answers there ({error})") from None
        manifest = read_manifest(Path(settings.assignment))
        if settings.suite not in ("", str(manifest.suite)):
            raise InputError(f"{settings.suite}: cannot travel to a cluster; seal it, or put it into the assignment")
        self._client.register_plugin(GraderPlugin(pack(manifest), settings, task_seconds))

    def run(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """See :class:`~autograder.executors.base.Executor`."""
        source = iter(tasks)
        done = as_completed(loop=self._client.loop)
        waiting: dict[object, str] = {}
        while True:
            while len(waiting) < self._room() and (task := self._next(source)) is not None:
                future = self._client.submit(grade_on_worker, msgspec.msgpack.encode(task), pure=False)
                waiting[future.key] = task.key
                done.add(future)
            if not waiting:
                return
            future = next(done)
            yield _outcome(future, waiting.pop(future.key))
            future.release()

    def finish(self) -> None:
        """Draw no more tasks; what was begun is still answered."""
        self._finishing = True

    def close(self) -> None:
        """Leave the cluster as it was found."""
        try:
            self._client.unregister_worker_plugin(PLUGIN)
        finally:
            self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _room(self) -> int:
        """Workers come and go, so this is asked each time."""
        threads: dict[str, int] = self._client.nthreads()
        return AHEAD * max(1, sum(threads.values()))

    def _next(self, source: Iterator[Task]) -> Task | None:
        return None if self._finishing else next(source, None)


def _outcome(future: Future[bytes], key: str) -> Outcome:
    error = future.exception()
    if isinstance(error, (InputError, HarnessError)):
        raise error  # no worker can grade: the assignment or the sandbox is at fault
    if error is not None:
        return Outcome(key=key, failure=f"the cluster lost it: {type(error).__name__}: {error}")
    return msgspec.msgpack.decode(future.result(), type=Outcome)
