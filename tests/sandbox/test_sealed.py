"""A sealed process beside the attacks: what ordinary code may still do, and what it leaves as it was."""

import os
import sys
import time

import pytest

from tests.attacks.attack import HONEST
from tests.support.grader import COURSE, MINI, grader

if sys.platform == "linux":
    from autograder.engines import fork


@pytest.fixture(scope="module")
def level_c():
    with grader(MINI, level="C") as warm:
        yield warm


@pytest.mark.parametrize(
    "cell",
    [
        "import shutil\nshutil.copy('data/numbers.csv', 'a.csv')\nshutil.copy2('data/numbers.csv', 'b.csv')",
        "import zipfile\nwith zipfile.ZipFile('z.zip', 'w') as z: z.write('data/numbers.csv')\n"
        "zipfile.ZipFile('z.zip').extractall('out')",
        "import pathlib\npathlib.Path('x').touch()\npathlib.Path('x').touch()\npathlib.Path('x').unlink()",
        "from concurrent.futures import ThreadPoolExecutor\nassert sum(ThreadPoolExecutor(8).map(abs, range(9))) == 36",
        "import numpy as np\nm = np.memmap('m.bin', mode='w+', shape=10)\nm[:] = 1\nm.flush()",
        "import os\nfor call in (os.getpid, os.cpu_count, os.getloadavg, os.getcwd): call()",
        "import threading\nt = threading.Timer(0.01, print)\nt.start()\nt.join()",
        "import asyncio\nawait asyncio.sleep(0.01)",
        "import signal, time\nsignal.signal(signal.SIGALRM, lambda *a: None)\nsignal.alarm(1)\nsignal.alarm(0)",
    ],
)
def test_ordinary_code_is_not_hit(grade, cell):
    """What notebooks do with files, threads and timers of their own works under the same rules."""
    assert grade(cell).cells[0].error is None


@pytest.mark.parametrize("level", ["best", "C"])
def test_modes_and_times_outside_stay(grade, level_c, tmp_path, level):
    """chmod and utime say yes and do nothing to what is not the student's, whose name they know."""
    warm = grade if level == "best" else level_c
    os.chmod(tmp_path, 0o755)
    target = tmp_path / "file"
    target.write_text("x")
    before = target.stat()
    calls = "(lambda: os.chmod(path, 0o777), lambda: os.utime(path, (0, 0)), lambda: os.chmod(path, 0))"
    code = f"import os\npath = {str(target)!r}\nfor call in {calls}:\n    try: call()\n    except OSError: pass"
    assert warm(code, "os.utime('data/numbers.csv', (0, 0))").cells[1].error is None
    assert (target.stat().st_mode, target.stat().st_mtime_ns) == (before.st_mode, before.st_mtime_ns)


def test_course_files_are_out_of_reach():
    """The suites and the reference of the real course can be neither read nor imported."""
    folders = (str(COURSE), str(COURSE / "hidden"), str(COURSE.parents[1] / "reference"))
    probe = (
        f"import os, glob\nfor folder in {folders!r}:\n"
        "    try: print('GOT', os.listdir(folder))\n    except OSError: pass\n"
        "    print(['GOT' for path in glob.glob(folder + '/**', recursive=True)[1:]])\n"
        "try:\n    import reference; print('GOT')\nexcept ImportError: pass\n"
        "import matplotlib.pyplot as plt\nfrom matplotlib.axes import Axes\n"
        "Axes.get_lines = Axes.get_title = lambda self, *a: ['GOT'] * 10**6\nplt.figure = lambda *a, **k: None"
    )
    with grader(COURSE) as warm:
        graded = warm(*HONEST, probe, only=("q1",))
    assert (graded.score, graded.withheld) == (0.0, None)
    assert "GOT" not in str(graded)
    assert graded.cells[3].error is None


def test_honest_subclasses_count_by_their_value(grade):
    """A subclass that tells the truth is as good as its base: only values are judged."""
    code = (
        "class F(float): pass\nclass A(np.ndarray): pass\ndef double(x):\n"
        "    y = 2 * np.asarray(x)\n    return F(y) if y.ndim == 0 else y.view(A)"
    )
    assert grade(*HONEST, code).score == 10.0


def test_old_credentials_kill_nobody_else():
    """A message from a process that is not of the session gives no right to kill whoever has its number."""
    ours, theirs = fork._pair()
    with ours, theirs:
        theirs.send(b"x")
        deadline = time.monotonic() + 1.0
        with pytest.raises(OSError, match="no longer there"):
            fork._sender_and_pidfd(ours, deadline, group=1)
        os.close(fork._sender_and_pidfd(ours, deadline, group=os.getsid(0))[1])
