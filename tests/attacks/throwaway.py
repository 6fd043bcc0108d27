"""A machine to throw away: namespaces of its own, and a file system whose every change is forgotten.

``python -m tests.attacks.throwaway FOLDER COMMAND...`` runs COMMAND as process 1 of it.  The root is an overlay in memory
above the real one, so that even root can overwrite nothing; there is no network, no other process, and no /sys.
"""

from __future__ import annotations

import os
import signal
import sys

from autograder.sandbox import kernel


def enter(folder: str) -> None:
    """Leave the machine for a copy of it; the files are those of FOLDER, an empty folder, for this process alone."""
    kernel.mount("none", "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    kernel.mount("tmpfs", folder, "tmpfs", 0)
    for name in ("upper", "work", "root"):
        os.mkdir(f"{folder}/{name}")
    root = f"{folder}/root"
    kernel.mount("overlay", root, "overlay", 0, f"lowerdir=/,upperdir={folder}/upper,workdir={folder}/work")
    kernel.mount("proc", f"{root}/proc", "proc", 0)
    kernel.mount("tmpfs", f"{root}/dev", "tmpfs", 0)
    for device in ("null", "zero", "full", "random", "urandom"):
        open(f"{root}/dev/{device}", "w").close()
        kernel.mount(f"/dev/{device}", f"{root}/dev/{device}", None, kernel.MS_BIND)
    os.mkdir(f"{root}/dev/shm")
    here = os.getcwd()
    os.chdir(root)
    kernel.pivot_root(".", ".")
    kernel.detach(".")
    os.chdir(here)


def main(folder: str, command: list[str]) -> None:
    """Fork process 1, wait for it, and end as it ended; die with the tests, and it with us."""
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    kernel.unshare(
        kernel.CLONE_NEWNS | kernel.CLONE_NEWPID | kernel.CLONE_NEWNET | kernel.CLONE_NEWIPC | kernel.CLONE_NEWUTS
    )
    pid = os.fork()
    if pid == 0:
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        enter(folder)
        os.execvp(command[0], command)
    os.close(0)  # the end of its input is the child's to see
    _pid, status = os.waitpid(pid, 0)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
