"""The clock by which a student's time is counted: it does not count waiting for a processor that others use.

A limit of 5 s is meant for 5 s of the student's program.  On a machine with more to do than it has processors, a right
answer that takes 2 s may take 10 s by the clock on the wall, and a grade would depend on who else computes.  Linux says
how long a process was ready to run and had to wait (``/proc/PID/schedstat``, in ns); by that, this clock falls behind.
Where nothing says so, it is ``time.monotonic``.
"""

from __future__ import annotations

import time

SLOWEST = 0.2
"""How fast it runs at least, beside the clock on the wall: a process may also crowd itself out, with threads."""

LOOK_SECONDS = 0.1
"""A wait that is shorter than this is not looked at: what it could be wrong by decides nothing."""

LEAST_SECONDS = 0.01
"""By less than this no deadline is put off, since looking takes time, too."""


class FairClock:
    """Seconds, like ``time.monotonic``, less those that the process that is watched had to wait for a processor."""

    def __init__(self) -> None:
        self._behind = 0.0
        self._pid = 0
        self._waited = 0.0
        self._looked = time.monotonic()

    def now(self) -> float:
        """The time, as far as it was looked."""
        return time.monotonic() - self._behind

    def watch(self, pid: int) -> None:
        """From now on this process is the one whose time counts."""
        self._pid = pid
        self._waited = _waited(pid)
        self._looked = time.monotonic()

    def look(self) -> float:
        """Learn how long the process had to wait since the last look; by how many seconds this clock fell behind."""
        waited, moment = _waited(self._pid), time.monotonic()
        fell = min(max(0.0, waited - self._waited), (1 - SLOWEST) * (moment - self._looked))
        self._waited, self._looked = waited, moment
        self._behind += fell
        return fell

    def since(self, start: float) -> float:
        """The seconds since ``start`` (of this clock), after a look where they are many."""
        if self.now() - start > LOOK_SECONDS:
            self.look()
        return self.now() - start

    def on_the_wall(self, deadline: float) -> float:
        """A moment of this clock as one of ``time.monotonic``, if nothing has to wait until then."""
        return deadline + self._behind

    def put_off(self, moment: float) -> float:
        """A moment of ``time.monotonic`` that has come, later by what was waited; the same where that is little."""
        fell = self.look()
        return moment + fell if fell > LEAST_SECONDS else moment


def _waited(pid: int) -> float:
    """How long a process was ready and had to wait so far; 0 where the system does not say, or it is gone."""
    if pid <= 0:
        return 0.0
    try:
        with open(f"/proc/{pid}/schedstat", "rb") as file:
            return int(file.read().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0
