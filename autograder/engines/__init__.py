"""Engines: how a notebook is run so that its functions can be called.

Two engines behind one interface (:mod:`~autograder.engines.base`): ``fork`` (Linux; sealed, warm, fast; the
default) and ``jupyter`` (a real kernel, driven by nbclient; anywhere, but without a sandbox).
"""

from __future__ import annotations

from autograder.engines.base import Engine
from autograder.errors import InputError
from autograder.manifest import Manifest


def make_engine(name: str, manifest: Manifest, *, unsafe: bool) -> Engine:
    """The engine called ``name``, starting; imported on demand, since each needs what the other does not."""
    if name == "fork":
        from autograder.engines.fork import ForkEngine

        return ForkEngine(manifest, unsafe=unsafe)
    if not unsafe:
        raise InputError(
            "the jupyter engine has no sandbox: a notebook can read and change what you can; "
            "add --unsafe if you trust it"
        )
    from autograder.engines.jupyter import JupyterEngine

    return JupyterEngine(manifest)
