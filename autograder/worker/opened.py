"""Which files outside its own folder a notebook opens: on the student's machine they are there, elsewhere they are not.

An audit hook sees every ``open``, whoever calls it.  It is a service to an honest student, not a defence.
"""

from __future__ import annotations

import os
import site
import sys
import sysconfig
from typing import Any

MAX_PATHS = 20
MAX_CHARS = 300
_SYSTEM = ("/proc", "/sys", "/dev", "/etc", "/usr", "/lib", "/lib64", "/opt", "/bin", "/System", "/Library")


class OpenedFiles:
    """Collects the paths; those of Python, of its packages and of the system are nobody's data."""

    def __init__(self, folder: str) -> None:
        self._own = tuple(_with_end(path) for path in {os.path.abspath(folder), os.path.realpath(folder)})
        self._known = self._own + tuple(map(_with_end, _libraries()))
        self._paths: list[str] | None = None
        sys.addaudithook(self._hook)

    def begin(self) -> None:
        """From now on, and with nothing seen."""
        self._paths = []

    def end(self) -> list[str]:
        """What was opened since :meth:`begin`, each path once."""
        paths, self._paths = self._paths or [], None
        return paths

    def _hook(self, event: str, args: tuple[Any, ...]) -> None:
        """Called by Python itself, in the middle of anything: it must not raise, and opens nothing."""
        if event != "open" or self._paths is None or not isinstance(args[0], (str, bytes)):
            return
        try:
            path = os.path.abspath(os.fsdecode(args[0]))
        except (OSError, ValueError):  # a zero byte, or a current folder that is gone
            return
        if path.startswith(self._known) or path in self._paths or len(self._paths) >= MAX_PATHS:
            return
        self._paths.append(path[:MAX_CHARS].encode("utf-8", "replace").decode())


def _libraries() -> set[str]:
    paths = {sys.prefix, sys.base_prefix, sys.exec_prefix, site.getusersitepackages(), *sysconfig.get_paths().values()}
    paths |= {os.environ[name] for name in ("MPLCONFIGDIR", "SYSTEMROOT") if name in os.environ}
    paths |= {os.path.dirname(os.path.dirname(os.path.abspath(__file__)))}  # ours, where it is installed in place
    return paths | {os.path.realpath(path) for path in paths} | set(_SYSTEM)


def _with_end(path: str) -> str:
    return path.rstrip(os.sep) + os.sep
