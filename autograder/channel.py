"""Frames over a stream socket: a four-byte little-endian length, then a message of :mod:`autograder.codec`.

Every wait has a deadline and every frame a size limit, since the other end may be a student's process that
says nothing, everything or half of it.
"""

from __future__ import annotations

import os
import socket
import struct
import time
from collections.abc import Callable

from autograder.codec import WireError

HEADER = struct.Struct("<I")


class ChannelClosed(WireError):
    """The other side is gone."""


class ChannelTimeout(WireError):
    """Nothing came before the deadline."""


PutOff = Callable[[float], float]
"""What is asked when a deadline has come: the same moment, or a later one until which to go on waiting."""


class _Until:
    """A deadline of one message: put off for its first part, it is so for the rest."""

    def __init__(self, moment: float | None, put_off: PutOff | None) -> None:
        self.moment = moment
        self._put_off = put_off

    def left(self) -> float | None:
        """Seconds; raises :class:`TimeoutError` when there are none."""
        while self.moment is not None:
            left = self.moment - time.monotonic()
            if left > 0:
                return left
            later = self._put_off(self.moment) if self._put_off is not None else self.moment
            if later <= self.moment:
                raise TimeoutError
            self.moment = later
        return None


_FOR_EVER = _Until(None, None)


class Channel:
    """Length-prefixed frames over a stream socket, with a limit on size and a deadline on waiting."""

    def __init__(self, sock: socket.socket, max_bytes: int) -> None:
        self._sock = sock
        self._max_bytes = max_bytes

    def fileno(self) -> int:
        """The socket's descriptor."""
        return self._sock.fileno()

    def close(self) -> None:
        """Close this end."""
        self._sock.close()

    def send(self, body: bytes, *, deadline: float | None = None, fds: tuple[int, ...] = ()) -> None:
        """Send one frame, with descriptors if any (Unix sockets only); ``deadline`` is a ``time.monotonic`` moment."""
        frame = HEADER.pack(len(body)) + body
        try:
            self._wait_until(_Until(deadline, None))
            sent = socket.send_fds(self._sock, [frame], fds) if fds else 0
            self._sock.sendall(memoryview(frame)[sent:])
        except TimeoutError:
            raise ChannelTimeout("not taken in time") from None
        except OSError as error:
            raise ChannelClosed(str(error)) from None

    def receive(self, *, deadline: float | None = None, put_off: PutOff | None = None) -> bytes:
        """The next frame's body; raises :class:`ChannelTimeout`, :class:`ChannelClosed` or :class:`WireError`."""
        until = _Until(deadline, put_off)
        return self._exactly(self._size(self._exactly(HEADER.size, until)), until)

    def receive_fds(self) -> tuple[bytes, list[int]]:
        """The next frame's body and the descriptors that came with it."""
        self._wait_until(_FOR_EVER)
        try:
            head, fds, _flags, _address = socket.recv_fds(self._sock, HEADER.size, 4)
        except OSError as error:
            raise ChannelClosed(str(error)) from None
        try:
            if not head:
                raise ChannelClosed("end of stream")
            head += self._exactly(HEADER.size - len(head), _FOR_EVER)
            return self._exactly(self._size(head), _FOR_EVER), list(fds)
        except WireError:
            for fd in fds:
                os.close(fd)
            raise

    def _size(self, head: bytes) -> int:
        """The length that a header claims, if that is allowed."""
        (size,) = HEADER.unpack(head)
        if size > self._max_bytes:
            raise WireError(f"a message of {size} bytes is over the limit of {self._max_bytes}")
        return int(size)

    def _exactly(self, size: int, until: _Until) -> bytes:
        """Grows with what really came, so that a claimed size costs no memory by itself."""
        received = bytearray()
        while len(received) < size:
            self._wait_until(until)
            try:
                chunk = self._sock.recv(min(size - len(received), 1 << 20))
            except TimeoutError:
                continue  # whether it is put off, is asked above
            except OSError as error:
                raise ChannelClosed(str(error)) from None
            if not chunk:
                raise ChannelClosed("end of stream")
            received += chunk
        return bytes(received)

    def _wait_until(self, until: _Until) -> None:
        try:
            self._sock.settimeout(until.left())
        except TimeoutError:
            raise ChannelTimeout("no answer in time") from None
        except OSError as error:  # this end is closed
            raise ChannelClosed(str(error)) from None
