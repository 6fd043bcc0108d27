"""What the student's code prints: kept to its tail, so that a flood of output costs nothing."""

from __future__ import annotations

import io
import sys

TAIL_BYTES = 16_384  # enough for 2,000 characters of any script, and for what is cut off before them


class _Tail(io.RawIOBase):
    """A sink that remembers its last bytes."""

    def __init__(self) -> None:
        self.kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        chunk = bytes(memoryview(data))  # type: ignore[arg-type]
        self.kept += chunk[-TAIL_BYTES:]
        if len(self.kept) > 2 * TAIL_BYTES:
            del self.kept[:-TAIL_BYTES]
        return len(chunk)


class Output:
    """``sys.stdout`` and ``sys.stderr`` in one stream, in the order of writing."""

    def __init__(self) -> None:
        self._tail = _Tail()
        buffered = io.BufferedWriter(self._tail, TAIL_BYTES)
        self._stream = io.TextIOWrapper(buffered, encoding="utf-8", errors="replace")

    def begin(self) -> None:
        """Take the standard streams and forget what was printed before."""
        self._stream.flush()
        self._tail.kept.clear()
        sys.stdout = sys.stderr = self._stream

    def tail(self, chars: int) -> str:
        """The last ``chars`` characters printed since :meth:`begin`."""
        self._stream.flush()
        return self._tail.kept.decode("utf-8", errors="replace")[-chars:]
