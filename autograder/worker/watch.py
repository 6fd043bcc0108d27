"""Watching a whole session: the kernel limits each process, this limits them together.

``RLIMIT_DATA`` holds for one process, so that 64 of them could take 64 times as much; a process that a question left
behind would burn the next question's time; below level A the student's folder lies on the machine's own disk.
Control groups would do it, too, but are seldom there to write to.
"""

from __future__ import annotations

import os
import signal
import stat
from collections.abc import Iterator

from autograder.sandbox.policy import Policy

POLL_SECONDS = 0.05
MAX_FILES = 65_536
MAX_ROUNDS = 20
_MEMORY = ("VmRSS:", "VmSwap:")
_SHARE = ("Pss:", "SwapPss:")


class Watch:
    """One session: ``leader`` is its first process, ``scratch`` its folder where that has no quota of its own."""

    def __init__(self, policy: Policy, leader: int, scratch: str | None) -> None:
        self._leader = leader
        self._scratch = scratch
        self._scratch_bytes = policy.scratch_bytes
        self._tasks = policy.processes
        self._doomed: set[int] = set()
        # The session's own share and as much again for a copy of it; what they share counts once.
        self._own_bytes = _kibibytes("/proc/self/status", _MEMORY)
        self._memory_bytes = 2 * policy.memory_bytes + self._own_bytes

    def too_much_memory(self) -> bool:
        """The session's processes together hold more than their limit."""
        pids = self._living()
        bound = sum(max(0, _kibibytes(f"/proc/{pid}/status", _MEMORY) - self._own_bytes) for pid in pids)
        if bound <= self._memory_bytes:
            return False  # counts shared pages several times, but costs 30 microseconds a process and not 3 ms
        return sum(_kibibytes(f"/proc/{pid}/smaps_rollup", _SHARE) for pid in pids) > self._memory_bytes

    def too_many_tasks(self) -> bool:
        """More processes and threads than allowed: RLIMIT_NPROC does not bind root, and is vague for a shared uid."""
        return sum(len(_listing(f"/proc/{pid}/task")) for pid in self._living()) > self._tasks

    def too_much_disk(self) -> bool:
        """More files or bytes than allowed; a tree too deep to look into counts as that."""
        if self._scratch is None:
            return False
        size, files = self._removed_bytes(), 0
        if size > 2 * self._scratch_bytes:
            return True
        folders = [self._scratch]
        while folders:
            try:
                with os.scandir(folders.pop()) as entries:
                    for entry in entries:
                        files += 1
                        size += entry.stat(follow_symlinks=False).st_blocks * 512
                        if files > MAX_FILES or size > 2 * self._scratch_bytes:
                            return True
                        if entry.is_dir(follow_symlinks=False):
                            folders.append(entry.path)
            except FileNotFoundError:  # the student removed it meanwhile
                continue
            except OSError:  # a path longer than PATH_MAX hides what lies below it
                return True
        return False

    def _removed_bytes(self) -> int:
        """What files without a name take, which processes still hold open (in a container we may not look)."""
        held = set()
        for pid in self._living():
            for descriptor in _listing(f"/proc/{pid}/fd"):
                try:
                    status = os.stat(f"/proc/{pid}/fd/{descriptor}")
                except OSError:
                    continue
                if stat.S_ISREG(status.st_mode) and status.st_nlink == 0:
                    held.add((status.st_ino, status.st_blocks))
        return sum(blocks * 512 for _inode, blocks in held)

    def sweep(self) -> None:
        """End all but the first process: a copy that is done, and whatever it or a cell left running.

        Stopped first and killed then: of a fork bomb each death would make room for another birth.
        """
        stopped: set[int] = set()
        for _round in range(MAX_ROUNDS):
            fresh = [pid for pid in _descendants() if pid != self._leader and pid not in stopped]
            if not fresh:
                break
            for pid in fresh:
                self._send(pid, signal.SIGSTOP)
            stopped.update(fresh)
        for pid in stopped:
            self._send(pid, signal.SIGKILL)
        self._doomed |= stopped

    def _living(self) -> list[int]:
        """The processes that were not killed yet: five hundred of them take a second to die, and do no more harm."""
        pids = list(_descendants())
        self._doomed.intersection_update(pids)  # a number may come back
        return [pid for pid in pids if pid not in self._doomed]

    def _send(self, pid: int, number: signal.Signals) -> None:
        """Signal by descriptor, and only a member of the session: the number may belong to somebody else by now."""
        try:
            descriptor = os.pidfd_open(pid)
        except OSError:
            return
        try:
            if session_of(pid) == self._leader:
                signal.pidfd_send_signal(descriptor, number)
        except ProcessLookupError:
            pass
        finally:
            os.close(descriptor)


def session_of(pid: int) -> int:
    """The session that a process belongs to (it cannot leave it: setsid is refused); 0 when it is gone."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return int(file.read().rpartition(b")")[2].split()[3])
    except (OSError, IndexError):
        return 0


def _descendants() -> Iterator[int]:
    """Every process below this one; each thread of a process has children of its own."""
    parents = [os.getpid()]
    while parents:
        pid = parents.pop()
        for task in _listing(f"/proc/{pid}/task"):
            try:
                with open(f"/proc/{pid}/task/{task}/children", "rb") as file:
                    children = [int(word) for word in file.read().split()]
            except OSError:
                continue
            parents += children
            yield from children


def _listing(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _kibibytes(path: str, fields: tuple[str, ...]) -> int:
    """The sum of the named fields of a /proc file, in bytes."""
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            return sum(int(line.split()[1]) * 1_024 for line in file if line.startswith(fields))
    except (OSError, IndexError, ValueError):
        return 0
