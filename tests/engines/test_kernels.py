"""The kernels of the ``jupyter`` engine: what they see, and what is left of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import msgspec
import pytest

from autograder import codec
from autograder.engines import jupyter, kernel_process
from autograder.engines.base import CopyDied
from autograder.engines.jupyter import JupyterEngine
from autograder.errors import HarnessError
from tests.engines.kernels import alive, ask, call, gone, notebook


def test_nothing_is_left_after_close(manifest, tmp_path, monkeypatch):
    """Neither files nor the kernel nor a process that a cell started."""
    monkeypatch.setattr(jupyter.tempfile, "tempdir", str(tmp_path))
    before = {path.name for path in tmp_path.iterdir()}
    with JupyterEngine(manifest()) as engine:
        child = "import os, subprocess\nchild = subprocess.Popen(['sleep', '1000'])\n[os.getpid(), child.pid]"
        session = engine.run(notebook("deep = 'd/' * 500\n__import__('os').makedirs(deep)", child))
        pids = msgspec.json.decode(session.cells[1].output)
        assert all(map(alive, pids))
    assert gone(*pids)
    assert {path.name for path in tmp_path.iterdir()} == before


def test_kernel_ends_with_its_grader(tmp_path):
    """A grader that is killed leaves no kernel behind."""
    program = f"""
        import sys, time
        sys.path.insert(0, {str(Path(__file__).parents[2])!r})
        from pathlib import Path
        from autograder.engines.jupyter import JupyterEngine
        from autograder.manifest import Limits, Manifest
        from tests.engines.kernels import notebook
        here = Path({str(tmp_path)!r})
        manifest = Manifest(folder=here, id="x", title="x", points=0, questions=(), suite=here, packages=(), data={{}},
                            warm=(), limits=Limits())
        session = JupyterEngine(manifest).run(notebook("import os\\nos.getpid()"))
        session.copy()
        print(session.cells[0].output, flush=True)
        time.sleep(60)
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    ) as grader:
        pid = int(grader.stdout.readline())
        assert alive(pid)
        grader.send_signal(signal.SIGKILL)
    assert gone(pid)


def test_two_engines_in_one_folder_do_not_meet(manifest, tmp_path, monkeypatch):
    """Each kernel has its own sockets, wherever the grader stands."""
    monkeypatch.chdir(tmp_path)
    with JupyterEngine(manifest()) as one, JupyterEngine(manifest()) as other:
        first = one.run(notebook("import os\nwho = 'one'\nos.getpid()")).copy()
        second = other.run(notebook("import os\nwho = 'other'\nos.getpid()")).copy()
        assert ask(first, codec.GetName("who")) == codec.Answer("one")
        assert ask(second, codec.GetName("who")) == codec.Answer("other")
    assert [path.name for path in tmp_path.iterdir()] == ["numbers.csv"]


def test_kernel_sees_nothing_of_the_graders_environment(engine, monkeypatch):
    """No secret, no path of the grader's; one thread; the scratch folder with the data."""
    monkeypatch.setenv("SECRET", "hidden")
    cells = (
        "import os\n'SECRET' in os.environ or b'hidden' in open('/proc/self/environ', 'rb').read()",
        "os.environ['OMP_NUM_THREADS'], os.environ['MPLBACKEND'], [k for k in os.environ if 'AUTOGRADER' in k]",
        "os.getcwd() == os.environ['HOME'], os.listdir('.'), open('data/numbers.csv').read()",
    )
    session = engine().run(notebook(*cells))
    assert [cell.output for cell in session.cells] == [
        "False\n",
        "('1', 'module://autograder.worker.figures', [])\n",
        "(True, ['data'], '1,2\\n')\n",
    ]


def test_without_unix_sockets_everything_goes_over_tcp(manifest, monkeypatch):
    """Where there are no Unix sockets the loopback interface takes their place."""
    monkeypatch.setattr(kernel_process, "POSIX", False)
    with JupyterEngine(manifest()) as engine:
        session = engine.run(notebook("def f(x): return x + 1\nf(1)"))
        assert session.cells[0].output == "2\n"
        assert call(session.copy(), "f", 2) == codec.Answer(3)


def test_kernel_that_does_not_start_is_the_harnesss_failure(manifest, tmp_path, monkeypatch):
    """No result of a student's comes of it, and nothing is left."""
    monkeypatch.setattr(kernel_process, "_CLASS", "nowhere.Kernel")
    monkeypatch.setattr(jupyter.tempfile, "tempdir", str(tmp_path))
    with JupyterEngine(manifest()) as engine, pytest.raises(HarnessError, match="a kernel did not start"):
        engine.run(notebook("x = 1"))
    assert [path.name for path in tmp_path.iterdir()] == ["numbers.csv"]


def test_copy_of_a_closed_session_is_refused(engine):
    """After ``close`` there is no state to copy."""
    session = engine().run(notebook("x = 1"))
    session.close()
    with pytest.raises(CopyDied):
        session.copy()
