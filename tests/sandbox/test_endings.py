"""Whatever ends first, nothing of a submission goes on."""

import os
import signal
import threading
import time

import pytest

from tests.attacks.machine import descendants
from tests.support.grader import MINI, grader


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
