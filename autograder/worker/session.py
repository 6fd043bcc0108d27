"""The student's process: runs the cells, then forks copies of its state that answer calls.

Everything here runs with the student's code in the same process and is worth what that code leaves of it.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import time

from autograder import codec
from autograder.channel import Channel, ChannelClosed
from autograder.codec import WireError
from autograder.worker.objects import Objects
from autograder.worker.output import Output
from autograder.worker.shell import make_shell, run_cell

FORK_ATTEMPTS = 50
SPARE_DESCRIPTORS = 32


def serve(channel: Channel, answer_bytes: int) -> None:
    """Serve one submission until the grader hangs up."""
    shell = make_shell()
    output = Output()
    sys.modules["__main__"] = shell.user_module
    channel.send(codec.encode(codec.Ready()))
    while True:
        try:
            body, fds = channel.receive_fds()
        except ChannelClosed:
            return
        request = codec.decode_request(body)
        if isinstance(request, codec.RunCell):
            signal.signal(signal.SIGINT, signal.default_int_handler)
            _limit_descriptors(SPARE_DESCRIPTORS)
            try:
                done = run_cell(shell, request.cell, output)
            finally:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                _limit_descriptors(0)
            channel.send(codec.encode(done))
        elif isinstance(request, codec.Fork):
            if _fork() == 0:
                channel.close()
                objects = Objects(shell.user_ns, shell.user_ns_hidden, answer_bytes)
                output.begin()
                answer_calls(Channel(socket.socket(fileno=fds[0]), 2**30), objects)
                os._exit(0)
            os.close(fds[0])
            channel.send(codec.encode(codec.Done()))


def answer_calls(channel: Channel, objects: Objects) -> None:
    """Answer calls on one copy of the state until the grader hangs up."""
    channel.send(codec.encode(codec.Ready()))
    while True:
        try:
            body = channel.receive()
        except ChannelClosed:
            return
        try:
            reply = codec.encode(_interruptible(objects, codec.decode_request(body)))
        except WireError as error:
            reply = codec.encode(codec.Answer(codec.Opaque("value", f"cannot be sent: {error}")))
        channel.send(reply)


def _interruptible(objects: Objects, request: codec.Request) -> codec.Reply:
    """Answer; an interrupt during the call becomes an answer, too, and tells where the call was."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return objects.answer(request)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _limit_descriptors(spare: int) -> None:
    """Keep some back from the cells: with all of them taken, no copy's connection could be received."""
    import resource  # not on Windows, where the other engine uses parts of this module

    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard - spare, hard))


def _fork() -> int:
    """``fork(2)``; -1 where the cells' own threads use up the limit (the grader then sees its end closed).

    What the cells left running was killed a moment ago, and counts until it is gone.
    """
    for _attempt in range(FORK_ATTEMPTS):
        _reap()
        try:
            return os.fork()
        except OSError:
            time.sleep(0.01)
    return -1


def _reap() -> None:
    """Collect copies that are done: a zombie counts against the process limit."""
    while True:
        try:
            pid, _status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
