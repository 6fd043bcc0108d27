"""A limit on the time of a suite itself: an endless loop of its author's must not stop a class."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SUITE_SECONDS = 60.0
"""How long a check may compute by itself, beside the time that its calls may take."""


class SuiteTimedOut(Exception):
    """A check did not end, and not for waiting for the student."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise :class:`SuiteTimedOut` in the block after so many ``seconds``; nothing where there are no timers.

    A timer that was set before (a test runner's, say) is set again afterwards, for what is left of it.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise SuiteTimedOut(f"the check did not end within {seconds:g} s")

    start = time.monotonic()
    handler = signal.signal(signal.SIGALRM, stop)
    left, _interval = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if left > 0:
            signal.setitimer(signal.ITIMER_REAL, max(0.001, left - (time.monotonic() - start)))
