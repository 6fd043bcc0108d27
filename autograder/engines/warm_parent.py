"""Starting the warm parent and talking to it: the grader's side of the control socket."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import autograder
from autograder.channel import Channel
from autograder.codec import WireError
from autograder.engines.environment import clean_environment
from autograder.errors import HarnessError, SandboxError
from autograder.manifest import Limits, Manifest
from autograder.sandbox.levels import PROMISES, Level, candidates, own_uid
from autograder.sandbox.policy import Policy
from autograder.worker import control

BOOT_SECONDS = 60.0
STOP_SECONDS = 10.0
SLOT_UIDS = range(61_000, 65_000)  # unused by any distribution; one per warm parent

_LIBRARIES = (
    "/usr/lib /usr/lib64 /usr/local/lib /lib /lib64 /usr/share/fonts /usr/share/fontconfig /usr/share/zoneinfo "
    "/etc/fonts /etc/ld.so.cache /etc/localtime /etc/mime.types /etc/passwd /etc/group /etc/nsswitch.conf"
).split()


class WarmParent:
    """A warm parent at the strongest level that this machine gives; started at once, waited for on first use.

    ``levels`` are to be tried instead of all that are safe (or, with ``unsafe``, of all).
    """

    def __init__(self, manifest: Manifest, *, unsafe: bool, levels: Sequence[Level] | None = None) -> None:
        self._manifest = manifest
        self._levels = candidates(unsafe=unsafe) if levels is None else list(levels)
        self._reasons: list[str] = []
        self._folder = tempfile.mkdtemp(prefix="autograder-")
        os.chmod(self._folder, 0o755)  # noqa: S103 - a slot's own uid passes through it to its scratch
        self._scratch_count = 0
        self._ready = False
        self._log = open(os.path.join(self._folder, "log"), "w+b")  # noqa: SIM115 - closed in close()
        self._spawn()

    @property
    def process_id(self) -> int:
        """The outermost process of the tree in which students' code runs."""
        return self._process.pid

    @property
    def level(self) -> Level:
        """The level it came up at."""
        self._wait_until_up()
        return self._levels[0]

    def start(self, theirs: socket.socket) -> None:
        """Fork a session that serves ``theirs``."""
        self._wait_until_up()
        self._ask(control.Start(self._new_scratch()), (theirs.fileno(),))

    def interrupt(self) -> None:
        """Send the session what Ctrl-C sends; on return it is sent, and cannot hit a later cell."""
        self._ask(control.Interrupt())

    def sweep(self) -> None:
        """Kill what the session has forked, but not the session."""
        self._ask(control.Sweep())

    def alive(self) -> bool:
        """Whether the session goes on, after a look at what it takes."""
        return bool(self._ask(control.Look()).alive)

    def stop(self) -> None:
        """Kill the session and all that it left; its scratch folder goes too."""
        self._ask(control.Stop())
        self._remove_scratch()

    def log(self) -> str:
        """The last line that the warm parent said on stderr, for a harness error."""
        self._log.seek(0)
        lines = self._log.read()[-4_000:].decode("utf-8", "replace").strip().splitlines()
        return f"it said: {lines[-1]}" if lines else "it said nothing"

    def close(self) -> None:
        """End it; the kernel takes its children along."""
        self._channel.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
        self._remove_scratch()
        shutil.rmtree(self._folder, ignore_errors=True)

    # --- coming up ---

    def _spawn(self) -> None:
        """Start a process at the first level left, with a clean environment and the control socket alone."""
        if not self._levels:
            raise SandboxError(self._refusal(), tuple(self._reasons))
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-s", "-P", "-m", "autograder.worker", str(theirs.fileno())],
                env=_environment(self._home()),
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=self._log,
                cwd="/",
            )
        self._channel = Channel(ours, 2**20)
        self._tell(self._boot(self._levels[0]))

    def _wait_until_up(self) -> None:
        """Take the answer to the boot; one level down where the machine refuses."""
        while not self._ready:
            answer = self._receive(BOOT_SECONDS)
            if isinstance(answer, control.BootFailed):
                self._reasons.append(f"{self._levels.pop(0)}: {answer.reason}")
                self._channel.close()
                self._process.wait()
                self._spawn()
            else:
                self._ready = True

    def _boot(self, level: Level) -> control.Boot:
        manifest = self._manifest
        secrets = [str(path) for path in (manifest.folder, *manifest.packages)]
        readable = readable_paths(level)
        _check_secrets(secrets, readable)
        trial = os.path.join(self._folder, "trial")
        os.makedirs(trial, exist_ok=True)
        return control.Boot(
            policy=_policy(manifest.limits, level, readable),
            root=trial,
            home=self._home(),
            secrets=secrets,
            writable=[str(cache_folder())],
            data={name: path.read_bytes() for name, path in manifest.data.items()},
            warm=list(manifest.warm),
            answer_bytes=manifest.limits.answer_bytes,
        )

    def _home(self) -> str:
        home = os.path.join(self._folder, "home")
        os.makedirs(home, exist_ok=True)
        return home

    def _refusal(self) -> str:
        if sys.platform != "linux":
            return "the fork engine needs Linux; use --engine jupyter --unsafe, which has no sandbox"
        tried = "; ".join(self._reasons) or "none could be tried"
        return (
            f"this machine gives no safe sandbox ({tried}); --unsafe grades all the same, but then a notebook "
            f"can read and change what you can"
        )

    # --- talking ---

    def _ask(self, message: control.Message, fds: tuple[int, ...] = ()) -> Any:
        self._tell(message, fds)
        return self._receive(STOP_SECONDS)

    def _tell(self, message: control.Message, fds: tuple[int, ...] = ()) -> None:
        try:
            self._channel.send(control.encode(message), fds=fds)
        except WireError as error:
            self._process.wait(STOP_SECONDS)
            raise HarnessError(f"the warm parent is gone ({error}); {self.log()}") from None

    def _receive(self, seconds: float) -> Any:
        try:
            return control.decode(self._channel.receive(deadline=time.monotonic() + seconds))
        except WireError as error:
            raise HarnessError(f"the warm parent is gone ({error}); {self.log()}") from None

    # --- scratch (below level A a folder of the grader's; at A the session mounts its own) ---

    def _new_scratch(self) -> str:
        if self.level is Level.A:
            return ""
        self._scratch_count += 1
        self._scratch = os.path.join(self._folder, f"scratch-{self._scratch_count}")
        os.mkdir(self._scratch, 0o700)
        return self._scratch

    def _remove_scratch(self) -> None:
        scratch = getattr(self, "_scratch", None)
        if scratch is not None:
            # rm(1) walks by descriptor and needs no recursion, so a tree of any depth or with links in it is safe.
            subprocess.run(["rm", "-rf", "--one-file-system", "--", scratch], check=True)
            del self._scratch


def readable_paths(level: Level) -> tuple[str, ...]:
    """What a student's process may read: Python, its packages, the system's libraries and fonts, its own /proc."""
    python = [sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix]
    harness = str(Path(autograder.__file__).parent)  # no secret, and some of it is imported on demand
    paths = dict.fromkeys([*python, *map(os.path.realpath, python), *_LIBRARIES, harness, str(cache_folder())])
    paths["/proc" if level is Level.A else "/proc/self"] = None
    return tuple(paths)


def describe(level: Level) -> str:
    """A level in words."""
    return f"{level}: {PROMISES[level]}"


def cache_folder() -> Path:
    """Where matplotlib's font list is kept between runs; only the warm parent writes there."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folder = Path(base, "autograder", "matplotlib")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.gettempdir(), f"autograder-cache-{os.getuid()}")
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _policy(limits: Limits, level: Level, readable: tuple[str, ...]) -> Policy:
    return Policy(
        level=level,
        readable=readable,
        memory_bytes=limits.memory_bytes,
        scratch_bytes=limits.scratch_bytes,
        processes=limits.processes,
        other_tasks=_tasks_of_user() if level is Level.C else 0,
        cpu_seconds=int(2 * limits.submission_seconds) + 1,
        uid=SLOT_UIDS[os.getpid() % len(SLOT_UIDS)] if own_uid(level) else None,
    )


def _tasks_of_user() -> int:
    """How many processes and threads run under this user id, with room for what it starts meanwhile."""
    count = 0
    for name in filter(str.isdecimal, os.listdir("/proc")):
        try:
            if os.stat(f"/proc/{name}").st_uid == os.getuid():
                count += len(os.listdir(f"/proc/{name}/task"))
        except OSError:
            continue
    return 2 * count + 1_024


def _check_secrets(secrets: list[str], readable: tuple[str, ...]) -> None:
    for secret in secrets:
        for path in readable:
            if secret == path or secret.startswith(path.rstrip("/") + "/"):
                raise SandboxError(
                    f"{secret} lies in {path}, which student code may read; move the assignment out of it"
                )


def _environment(home: str) -> dict[str, str]:
    """A clean one, with the allocator's settings that make a fork cheap: huge pages, and few arenas.

    ``PYTHONMALLOC=malloc`` would make it cheaper still, but costs the student's own code 3 % of its speed.
    """
    allocator = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1", "MALLOC_ARENA_MAX": "2"}
    return clean_environment(home, matplotlib=str(cache_folder())) | allocator
