"""Memory moved onto huge pages: the same bytes, in fewer pages, and nothing else touched."""

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.worker.huge_pages import HUGE_BYTES, _own_memory

PROGRAM = """
import hashlib
from autograder.worker.huge_pages import collapse

def huge():
    lines = open("/proc/self/smaps_rollup").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("AnonHugePages:"))

held = [bytes([number % 251]) * 1000 for number in range(20_000)]
before, digest = huge(), hashlib.sha256(b"".join(held)).hexdigest()
collapse()
assert hashlib.sha256(b"".join(held)).hexdigest() == digest
print(huge() - before)
"""


def _collapses() -> bool:
    if sys.platform != "linux":
        return False
    enabled = Path("/sys/kernel/mm/transparent_hugepage/enabled")
    release = tuple(int(part) for part in platform.release().split(".")[:2])
    return release >= (6, 1) and enabled.exists() and "[never]" not in enabled.read_text()


@pytest.mark.skipif(not _collapses(), reason="this kernel makes no huge pages on request")
def test_memory_moves_and_stays_the_same():
    """20 MB of small objects, of which more than half come to lie on huge pages."""
    said = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert int(said.stdout) > 10_000


def test_only_whole_huge_pages_of_own_memory_are_taken():
    """Not what files stand behind, what is read-only, or what is smaller than a huge page."""
    lines = """\
200000-400000 r-xp 00000000 08:01 7 /usr/bin/python3.11
600000-a00000 rw-p 00000000 08:01 7 /usr/lib/my lib.so
b00000-1100000 rw-p 00000000 00:00 0                          [heap]
7f0000100000-7f0000200000 rw-p 00000000 00:00 0
7f0000400000-7f0000a80000 rw-p 00000000 00:00 0 \n\
7f0001000000-7f0002000000 r--p 00000000 00:00 0 \n\
7ffc00000000-7ffc00400000 rw-p 00000000 00:00 0                          [stack]
""".splitlines(keepends=True)
    assert list(_own_memory(iter(lines))) == [
        (0xC00000, 0x1000000),
        (0x7F0000400000, 0x7F0000A00000),
    ]
    assert HUGE_BYTES == 0x200000
