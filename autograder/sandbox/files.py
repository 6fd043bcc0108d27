"""Which files a student's process may open: Landlock, by path, for the process and all that it forks."""

from __future__ import annotations

from collections.abc import Iterable

import landlockpy
from landlockpy import AccessFS, Scope

READ = AccessFS.READ_FILE | AccessFS.READ_DIR
# In scratch: everything ordinary.  No device, no FIFO or socket for somebody else to trip over, nothing to execute.
WRITE = (
    READ
    | AccessFS.WRITE_FILE
    | AccessFS.TRUNCATE
    | AccessFS.MAKE_REG
    | AccessFS.MAKE_DIR
    | AccessFS.MAKE_SYM
    | AccessFS.REMOVE_FILE
    | AccessFS.REMOVE_DIR
    | AccessFS.REFER
)
# Not /dev/zero: mapped as shared it is memory that no limit counts.
DEVICES = ("/dev/null", "/dev/random", "/dev/urandom")


def load_landlock() -> None:
    """Let the library find libc now: it starts ldconfig and ld for that, which each session would do anew (4 ms)."""
    landlockpy.abi_version()


def restrict_files(readable: Iterable[str], scratch: str) -> None:
    """From now on read ``readable``, write ``scratch``, reach nothing else; signal nobody outside."""
    scopes = Scope.SIGNAL | Scope.ABSTRACT_UNIX_SOCKET
    with landlockpy.Ruleset(scoped=scopes) as rules:
        for path in readable:
            _allow(rules, path, READ)
        for device in DEVICES:
            _allow(rules, device, AccessFS.READ_FILE | AccessFS.WRITE_FILE)
        rules.allow_path(scratch, WRITE)
        rules.restrict()


def _allow(rules: landlockpy.Ruleset, path: str, access: AccessFS) -> None:
    """A path that is not there, or that this user may not reach anyhow, needs no rule; no folder rights for a file."""
    try:
        rules.allow_path(path, access)
    except (FileNotFoundError, PermissionError):
        return
    except landlockpy.LandlockError:
        rules.allow_path(path, access & ~AccessFS.READ_DIR)
