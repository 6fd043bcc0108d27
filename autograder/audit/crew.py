"""Keeps several grader processes busy with jobs; a thread for each, which waits."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from autograder.audit.worker import Done, Job
from autograder.errors import HarnessError, InputError


def grade_all(
    assignment: Path, jobs: Iterable[Job], processes: int, tell: Callable[[int], None] = lambda count: None
) -> dict[str, Done]:
    """What came of each job, by its key; ``tell`` hears how many are done.

    Raises :class:`InputError` where the assignment cannot be graded with, :class:`HarnessError` where a process ended.
    """
    waiting: queue.SimpleQueue[Job] = queue.SimpleQueue()
    count = 0
    for job in jobs:
        waiting.put(job)
        count += 1
    ended: queue.SimpleQueue[Done | Exception] = queue.SimpleQueue()
    stop = threading.Event()
    threads = [
        threading.Thread(target=_work, args=(assignment, waiting, ended, stop), daemon=True)
        for _ in range(min(processes, count))
    ]
    for thread in threads:
        thread.start()
    found: dict[str, Done] = {}
    try:
        while len(found) < count:
            done = ended.get()
            if isinstance(done, Exception):
                raise done
            found[done.key] = done
            tell(len(found))
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    return found


def _work(
    assignment: Path,
    waiting: queue.SimpleQueue[Job],
    ended: queue.SimpleQueue[Done | Exception],
    stop: threading.Event,
) -> None:
    command = [sys.executable, "-m", "autograder.audit.worker", str(assignment)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            while not stop.is_set():
                ended.put(_asked(process, waiting.get_nowait()))
        except queue.Empty:
            pass
        except Exception as error:  # for the thread that collects, which raises it
            ended.put(error)


def _asked(process: subprocess.Popen[bytes], job: Job) -> Done:
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(msgspec.json.encode(job) + b"\n")
        process.stdin.flush()
    except BrokenPipeError:
        pass  # it says why
    line = process.stdout.readline()
    if not line:
        raise HarnessError(f"a grader process of the audit ended at {job.key}")
    done = msgspec.json.decode(line, type=Done)
    if done.refused:
        raise (InputError if done.input_error else HarnessError)(done.refused)
    return done
