"""Frames over a stream socket: a four-byte little-endian length, then a message of :mod:`autograder.codec`.

Every wait has a deadline and every frame a size limit, since the other end may be a student's process that
says nothing, everything or half of it.
"""

from __future__ import annotations

import os
import socket
import struct
import time

from autograder.codec import WireError

HEADER = struct.Struct("<I")


class ChannelClosed(WireError):
    """The other side is gone."""


class ChannelTimeout(WireError):
    """Nothing came before the deadline."""


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
            self._wait_until(deadline)
            sent = socket.send_fds(self._sock, [frame], fds) if fds else 0
            self._sock.sendall(memoryview(frame)[sent:])
        except TimeoutError:
            raise ChannelTimeout("not taken in time") from None
        except OSError as error:
            raise ChannelClosed(str(error)) from None

    def receive(self, *, deadline: float | None = None) -> bytes:
        """The next frame's body; raises :class:`ChannelTimeout`, :class:`ChannelClosed` or :class:`WireError`."""
        return self._exactly(self._size(self._exactly(HEADER.size, deadline)), deadline)

    def receive_fds(self) -> tuple[bytes, list[int]]:
        """The next frame's body and the descriptors that came with it."""
        self._wait_until(None)
        try:
            head, fds, _flags, _address = socket.recv_fds(self._sock, HEADER.size, 4)
        except OSError as error:
            raise ChannelClosed(str(error)) from None
        try:
            if not head:
                raise ChannelClosed("end of stream")
            head += self._exactly(HEADER.size - len(head), None)
            return self._exactly(self._size(head), None), list(fds)
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

    def _exactly(self, size: int, deadline: float | None) -> bytes:
        """Grows with what really came, so that a claimed size costs no memory by itself."""
        received = bytearray()
        while len(received) < size:
            try:
                self._wait_until(deadline)
                chunk = self._sock.recv(min(size - len(received), 1 << 20))
            except TimeoutError:
                raise ChannelTimeout("no answer in time") from None
            except OSError as error:
                raise ChannelClosed(str(error)) from None
            if not chunk:
                raise ChannelClosed("end of stream")
            received += chunk
        return bytes(received)

    def _wait_until(self, deadline: float | None) -> None:
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise ChannelTimeout("no answer in time")
        try:
            self._sock.settimeout(left)
        except OSError as error:  # this end is closed
            raise ChannelClosed(str(error)) from None
