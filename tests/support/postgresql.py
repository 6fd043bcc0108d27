"""A PostgreSQL server of the tests' own: Debian's package, on localhost, in a folder that goes away."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def programs() -> Path:
    """Where the server's programs are; skips the test where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("needs PostgreSQL (Debian's package postgresql)")
    return found[-1].parent


@contextmanager
def server() -> Iterator[str]:
    """The URL of a server that lives as long as the block; it refuses to run as root, so there it is another user's."""
    where = programs()
    user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="postgresql-test-"))
    if user:
        shutil.chown(folder, "postgres", "postgres")
    port = _free_port()

    def run(*command: str) -> None:
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, timeout=60, **user)

    run(
        str(where / "initdb"),
        "-D",
        f"{folder}/data",
        "-U",
        "ta",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
    )
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    control = (str(where / "pg_ctl"), "-D", f"{folder}/data", "-w")
    run(*control, "-o", options, "-l", f"{folder}/log", "start")
    try:
        yield f"postgresql+psycopg://ta@127.0.0.1:{port}"
    finally:
        run(*control, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
