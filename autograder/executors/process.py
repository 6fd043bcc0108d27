"""The other end of a grader process: start it, give it a submission, take what comes back, replace it."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time

import msgspec

from autograder.channel import Channel
from autograder.codec import WireError
from autograder.errors import HarnessError, InputError
from autograder.executors.base import Outcome, Ready, Refused, Settings, Task, encode

BOOT_SECONDS = 120.0
STOP_SECONDS = 15.0
SEND_SECONDS = 60.0
OUTCOME_BYTES = 2**28


class GraderLost(Exception):
    """The grader process ended, or did not answer in time; what it was at is lost."""


class GraderProcess:
    """One grader process, starting; :meth:`wait_until_ready` before the first task."""

    def __init__(self, settings: Settings) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close()
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "autograder.executors.grader", str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._log,
                start_new_session=True,  # Ctrl-C on the terminal is ours to handle
            )
        self._channel = Channel(ours, OUTCOME_BYTES)
        with contextlib.suppress(WireError):  # it is gone already: found out when it should be ready
            self._channel.send(encode(settings), deadline=time.monotonic() + SEND_SECONDS)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def fileno(self) -> int:
        """The descriptor that becomes readable when it answers or ends."""
        return self._channel.fileno()

    def wait_until_ready(self) -> Ready:
        """Wait for it to come up; :class:`InputError` or :class:`HarnessError` when it says why it cannot."""
        try:
            body = self._channel.receive(deadline=time.monotonic() + BOOT_SECONDS)
        except WireError as error:
            raise HarnessError(f"a grader process did not come up ({error}); {self.last_words()}") from None
        answer = msgspec.msgpack.decode(body, type=Ready | Refused)
        if isinstance(answer, Refused):
            raise (InputError if answer.input_error else HarnessError)(answer.reason)
        return answer

    def begin(self, task: Task) -> None:
        """Give it a submission."""
        try:
            self._channel.send(encode(task), deadline=time.monotonic() + SEND_SECONDS)
        except WireError as error:
            raise self._lost(error) from None

    def take(self, seconds: float) -> Outcome:
        """What became of the submission; :class:`GraderLost` when that cannot be had within ``seconds``."""
        try:
            return msgspec.msgpack.decode(self._channel.receive(deadline=time.monotonic() + seconds), type=Outcome)
        except WireError as error:
            raise self._lost(error) from None

    def last_words(self) -> str:
        """The last line that it wrote on stderr."""
        size = self._log.seek(0, os.SEEK_END)
        self._log.seek(max(0, size - 4_000))
        lines = self._log.read().decode("utf-8", "replace").strip().splitlines()
        return f"it said: {lines[-1]}" if lines else "it said nothing"

    def close(self) -> None:
        """End it: gently, so that it cleans up after itself, then by force."""
        self._channel.close()
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def _lost(self, error: WireError) -> GraderLost:
        return GraderLost(f"a grader process was lost ({error}); {self.last_words()}")
