"""The levels of isolation: what this machine gives, the same attacks below it, and what happens without any."""

import os
import pwd
import signal
import subprocess
import sys
import threading
import time

import pytest

from tests.sandbox.attack import (
    ENVIRONMENT_SECRET,
    HONEST,
    PATHS,
    TOOLS,
    Attack,
    check_alone,
    check_safe,
    descendants,
    parametrize,
)
from tests.sandbox.test_floods import FLOODS
from tests.sandbox.test_kernel import KERNEL
from tests.sandbox.test_secrets import READING
from tests.support.grader import MINI, ROOT, grader

EVERYWHERE = {"paths-of-the-assignment"}
CORE = [attack for attack in READING + KERNEL if attack.id not in EVERYWHERE]
CORE += [
    a
    for a in FLOODS
    if a.id in ("fork-bomb", "memory-of-many-processes", "daemon", "folders-without-end", "cpu-left-behind")
]


@pytest.fixture(scope="module")
def level_c():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADER_TOKEN", ENVIRONMENT_SECRET)
        with grader(MINI, level="C") as warm:
            assert warm("1").sandbox_level == "C"
            yield warm


@pytest.fixture(scope="module")
def level_e():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADER_TOKEN", ENVIRONMENT_SECRET)
        with grader(MINI, level="E") as warm:
            yield warm


def test_best_level_is_safe_and_named(grade):
    """The grade names a safe level: as root with namespaces the best of them."""
    assert grade("1").sandbox_level in ("A", "B", "C")


@parametrize(CORE)
def test_core_attacks_fail_without_namespaces(level_c, attack):
    """With Landlock and seccomp alone, under the grader's own uid, the same attacks fail."""
    check_safe(level_c(*attack.cells), attack)
    check_alone(level_c)


def test_file_times_outside_stay_under_the_same_uid(level_c, tmp_path):
    """Landlock does not cover utime and chmod; the filter lets them do nothing."""
    target = tmp_path / "file"
    target.write_text("x")
    before = target.stat()
    calls = "os.utime(path, (0, 0)); os.chmod(path, 0); os.utime('data/numbers.csv', (0, 0))"
    assert level_c(f"import os\npath = {str(target)!r}\n{calls}").cells[0].error is None
    assert (target.stat().st_mode, target.stat().st_mtime_ns) == (before.st_mode, before.st_mtime_ns)


def test_disk_of_the_machine_is_not_filled(level_c):
    """Without a quota of its own, a notebook that writes on and on is ended."""
    graded = level_c(*HONEST, "for i in range(10**6):\n    with open(f'f{i}', 'wb') as file: file.write(b'x' * 10**6)")
    assert graded.cells[3].status in ("killed", "timed_out")
    assert graded.score == 4.0


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (f"print(open({PATHS['SUITE']!r}).read()[:99])", "A suite that can end in every verdict"),
        (f"import os\nprint(os.listdir({PATHS['ASSIGNMENT']!r}))", "manifest.toml"),
        ("import socket\nprint(socket.socket(socket.AF_INET).family.name)", "AF_INET\n"),
        ("import os\nprint(os.popen('echo ran').read())", "ran"),
        ("import os\nos.kill(os.getppid(), 0)\nprint('signalled')", "signalled"),
        ("import mmap\nprint(len(mmap.mmap(-1, 4096)))", "4096"),
        (f"{TOOLS}\ntry_each(lambda: libc.syscall(435, 0, 0) or 'no', lambda: os.memfd_create('x'))", "GOT 1"),
    ],
)
def test_attacks_succeed_where_nothing_stops_them(level_e, code, said):
    """Without a sandbox the same attempts go through: the tests above could fail, and the level says so."""
    graded = level_e(code)
    assert graded.sandbox_level == "E"
    assert graded.notices
    assert said in graded.cells[0].output


def nobody():
    """Why an ordinary user cannot run this Python here, or an empty string."""
    if os.getuid() != 0:
        return "we are an ordinary user already: the other tests show it"
    try:
        uid = pwd.getpwnam("nobody").pw_uid
        command = [sys.executable, "-c", "import autograder, os; os.listdir('.')"]
        done = subprocess.run(command, cwd=ROOT, user=uid, group=uid, extra_groups=[], capture_output=True, text=True)
    except (KeyError, OSError) as error:
        return f"user nobody cannot start {sys.executable} ({error})"
    return done.stderr.strip().rpartition("\n")[2]


def test_ordinary_user_gets_a_safe_level(tmp_path):
    """Without root, too, the best level is safe and the attacks fail."""
    reason = nobody()
    if reason:
        pytest.skip(reason)
    uid = pwd.getpwnam("nobody").pw_uid
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADER_TOKEN", ENVIRONMENT_SECRET)
        patch.setenv("HOME", str(tmp_path))
        patch.setenv("XDG_CACHE_HOME", str(tmp_path / "none"))
        for level in ("", "C"):
            with grader(MINI, level=level, uid=uid) as warm:
                for attack in (Attack("solved", "1"), *CORE):
                    graded = warm(*attack.cells)
                    assert graded.sandbox_level == (level or graded.sandbox_level) in ("A", "C")
                    check_safe(graded, attack)


@pytest.mark.parametrize("level", ["", "C"])
def test_nothing_outlives_a_killed_grader(level, tmp_path, monkeypatch):
    """When the grader itself is killed in the middle of a cell, all that the notebook started ends, too."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # where a killed grader leaves its folder
    daemon = (
        "import os, time\nif os.fork() == 0:\n    if os.fork() == 0: time.sleep(99)\n    os._exit(0)\ntime.sleep(99)"
    )
    with pytest.raises(AssertionError, match="the grader ended"), grader(MINI, level=level) as warm:
        warm("1")
        killer = threading.Timer(0.5, lambda: (below.extend(descendants(warm.pid)), os.kill(warm.pid, signal.SIGKILL)))
        below: list[int] = []
        killer.start()
        warm(daemon)
    assert len(below) >= 3
    deadline = time.monotonic() + 5.0
    while any(os.path.exists(f"/proc/{pid}") for pid in below) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert [pid for pid in below if os.path.exists(f"/proc/{pid}")] == []
