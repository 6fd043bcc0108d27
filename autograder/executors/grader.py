"""A grader process: one warm engine, one pytest session, one submission after the other.

    python -m autograder.executors.grader DESCRIPTOR

It talks over the socket that it inherits: first :class:`Settings` come and :class:`Ready` (or :class:`Refused`) goes,
then a :class:`Task` comes and an :class:`Outcome` goes, until the other end closes.  Both ends are ours; a student's
process is a grandchild that knows nothing of this socket.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import sys
from pathlib import Path
from types import FrameType

import msgspec

from autograder.channel import Channel, ChannelClosed
from autograder.engines import make_engine
from autograder.errors import HarnessError, InputError
from autograder.executors.base import Outcome, Ready, Refused, Settings, Task, encode
from autograder.grading import GradeOne, grade_with
from autograder.hashes import manifest_sha256, suite_sha256
from autograder.manifest import chosen, read_manifest
from autograder.notebook import MAX_NOTEBOOK_BYTES, parse_notebook

MESSAGE_BYTES = MAX_NOTEBOOK_BYTES + 2**20
_PR_SET_PDEATHSIG = 1  # prctl(2)


def main(descriptor: int) -> None:
    """Serve until the other end closes."""
    ending = _Ending()
    end_with_parent(signal.SIGTERM)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started us
    channel = Channel(socket.socket(fileno=descriptor), MESSAGE_BYTES)
    try:
        settings = msgspec.msgpack.decode(channel.receive(), type=Settings)
        _serve(channel, settings, ending)
    except ChannelClosed:
        pass  # nobody wants an answer any more
    except InputError as error:
        channel.send(encode(Refused(str(error), input_error=True)))
    except HarnessError as error:
        channel.send(encode(Refused(str(error), input_error=False)))


def end_with_parent(number: signal.Signals) -> None:
    """Be sent a signal when the parent ends, however it ends; on Linux only, elsewhere the closed socket tells."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)


class _Ending:
    """Turns a signal into an orderly end, so that the engine takes its processes and folders with it.

    Not while the engine is made, when nobody could take them yet, nor while they are taken.
    """

    def __init__(self) -> None:
        self._wanted = False
        self._held = True
        signal.signal(signal.SIGTERM, self._handle)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        self._wanted = True
        if not self._held:
            self.hold()
            raise SystemExit(128 + number)

    def release(self) -> None:
        """From now on the signal ends the process; one that came before ends it now."""
        self._held = False
        if self._wanted:
            self.hold()
            raise SystemExit(128 + signal.SIGTERM)

    def hold(self) -> None:
        """From now on the signal only is remembered."""
        self._held = True


def _serve(channel: Channel, settings: Settings, ending: _Ending) -> None:
    manifest = read_manifest(Path(settings.assignment))
    if settings.suite:
        manifest = msgspec.structs.replace(manifest, suite=Path(settings.suite))
    with make_engine(settings.engine, manifest, unsafe=settings.unsafe) as engine:

        def body(grade_one: GradeOne) -> None:
            ending.release()
            channel.send(encode(Ready(engine.level.value, suite_sha256(manifest), manifest_sha256(manifest))))
            try:
                while True:
                    task = msgspec.msgpack.decode(channel.receive(), type=Task)
                    channel.send(encode(grade_task(grade_one, task, settings.only)))
            except ChannelClosed:
                ending.hold()  # the signal of the parent's death comes a little later
                raise

        chosen(manifest, settings.only)  # or say which is not there
        grade_with(manifest, engine, body)


def grade_task(grade_one: GradeOne, task: Task, only: tuple[str, ...] = ()) -> Outcome:
    """Grade one submission; a file that is no notebook is the student's problem and no error of ours."""
    try:
        notebook = parse_notebook(Path(task.name), task.data)
    except InputError as error:
        return Outcome(key=task.key, problem=str(error))
    return Outcome(key=task.key, grade=grade_one(notebook, only))


if __name__ == "__main__":
    os.environ.pop("PYTHONSTARTUP", None)
    main(int(sys.argv[1]))
