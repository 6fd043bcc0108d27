"""Stand-ins for what notebooks call and grading has no use for.

Course notebooks end in ``grader.check("q1")`` cells, which need Otter and the public tests; neither is here, and
a report full of "No module named 'otter'" would hide what is really wrong.
"""

from __future__ import annotations

import sys
import types
from typing import Any

NOTE = "(not run while grading)"


class _Silent:
    """Whatever is called on it says so and does nothing."""

    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *_args, **_kwargs: print(f"grader.{name} {NOTE}")


def install(shell: Any) -> None:
    """Put ``otter`` and the magics that install packages or choose a window out of action."""
    otter = types.ModuleType("otter", "A stand-in: checks are not run while grading.")
    otter.Notebook = _Silent  # type: ignore[attr-defined]
    sys.modules["otter"] = otter
    # Put in place directly: registering a function called "config" would collide with IPython's own trait.
    magics = shell.magics_manager.magics["line"]
    for name in ("pip", "conda", "mamba", "micromamba", "uv"):
        magics[name] = _say(f"%{name} {NOTE}")
    for name in ("matplotlib", "config"):
        magics[name] = _say("")
    # "!command": nothing can be started in here, and a notebook that begins with "!pip install" is no worse for it.
    shell.system = lambda _command: print(f"!command {NOTE}")
    shell.getoutput = lambda _command, split=True, depth=0: [] if split else ""


def _say(text: str) -> Any:
    def magic(_line: str) -> None:
        if text:
            print(text)

    return magic
