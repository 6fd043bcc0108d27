"""The ``jupyter`` engine, with real kernels; its records are those of the ``fork`` engine."""

from __future__ import annotations

import contextlib
import time

import msgspec
import pytest

from autograder import codec
from autograder.engines.base import CopyDied, CopyTimedOut
from autograder.engines.fork import ForkEngine
from autograder.engines.jupyter import JupyterEngine
from autograder.manifest import Limits
from autograder.records import CellStatus
from tests.engines.kernels import ask, call, notebook, statuses

QUICK = Limits(cell_seconds=1, submission_seconds=60)


# --- the same records as the fork engine -----------------------------------------------------------------

ORDINARY = notebook(
    "import sys\nimport numpy as np\nx = 3\nprint('hello')\nx",
    "print('a'); print('b', file=sys.stderr); print('c')",
    "",
    "# only a comment",
    "\n1 / 0",
    "def f(y):\n    return y / 0\n\nf",
    "x = 1\nf(x)",
    "for i in range(3)\n    print(i)",
    "def g(): return g()\ng()",
    "import asyncio\nawait asyncio.sleep(0)\n'awaited'",
    "input('your name? ')",
    "from IPython.display import display, HTML\ndisplay({'a': 1})\nHTML('<b>x</b>')",
    "import warnings\nwarnings.warn('careful')\nnp.log(np.array([0.0, 1.0]))",
    "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);",
    "%pip install nothing\nimport otter\ngrader = otter.Notebook()\ngrader.check('q1')",
    "undefined_name",
    "raise SystemExit(3)",
    "class Odd(Exception):\n    def __str__(self): raise ValueError('no words')\nraise Odd()",
    "raise ValueError('x' * 100_000)",
    "print('y' * 100_000)",
    "open('data/numbers.csv').read()",
    "import random\nrandom.random()",
    "x?",
    "_, Out[1], In[1], __name__",
    "ones = np.ones(2**29)",
    "%notamagic",
)
CALLS = (
    codec.GetName("x"),
    codec.GetName("f"),
    codec.Call(0, [codec.Sequence("list", [1, 2])], {}),
    codec.GetName("G"),
    codec.GetName("nothing_like_it"),
    codec.GetName("asyncio"),
    codec.GetAttribute(1, "iscoroutine"),
    codec.Call(2, [3], {}),
)


def test_records_and_answers_are_those_of_the_fork_engine(manifest):
    """Status, error, place, output and answers are the same; only times and addresses differ."""

    def records(engine):
        with engine:
            session = engine.run(ORDINARY)
            copy = session.copy()
            answers = [ask(copy, request) for request in CALLS]
            copy.close()
            session.close()
            return [msgspec.structs.replace(cell, wall_seconds=0.0) for cell in session.cells], answers

    fork_cells, fork_answers = records(ForkEngine(manifest(), unsafe=True))
    cells, answers = records(JupyterEngine(manifest()))
    assert [hide_address(cell) for cell in cells] == [hide_address(cell) for cell in fork_cells]
    assert answers == fork_answers
    assert {cell.status for cell in cells} == {CellStatus.OK, CellStatus.ERROR, CellStatus.OUT_OF_MEMORY}


def hide_address(cell):
    text = cell.output.partition(" at 0x")[0]
    return msgspec.structs.replace(cell, output=text)


def test_missing_name_is_answered_with_similar_ones(engine):
    """A name that is not there is no failure of the call."""
    copy = engine().run(notebook("def sigmoid(x): return x")).copy()
    assert ask(copy, codec.GetName("Sigmoid")) == codec.NoName(["sigmoid"])


def test_warnings_come_with_the_answer_and_their_line(engine):
    """A warning of a call is in its answer, with cell and line."""
    copy = engine().run(notebook("import numpy as np", "def log(x):\n    return np.log(x)")).copy()
    answer = call(copy, "log", 0.0)
    assert [(w.category, w.cell, w.line) for w in answer.warnings] == [("RuntimeWarning", 2, 2)]


# --- cells that do not behave --------------------------------------------------------------------------------


def test_endless_loop_is_interrupted_and_later_cells_run(engine):
    """An interrupted cell keeps what it defined, and the notebook goes on."""
    session = engine(QUICK).run(notebook("x = 1\nwhile True:\n    pass", "print(x)"))
    assert statuses(session) == [CellStatus.TIMED_OUT, CellStatus.OK]
    assert session.cells[0].error.type == "KeyboardInterrupt"
    assert session.cells[1].output == "1\n"


def test_cell_that_ignores_the_interrupt_is_killed_and_its_definitions_kept(engine):
    """After the grace the kernel dies; the notebook runs again with what the cell defines."""
    stubborn = """
        import signal
        def f(): return 7
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        while True: pass
    """
    session = engine(QUICK).run(notebook("print('first')", stubborn, "f()"))
    assert statuses(session) == [CellStatus.OK, CellStatus.TIMED_OUT, CellStatus.OK]
    assert session.cells[1].error is None
    assert session.cells[2].output == "7\n"


def test_cell_that_ends_the_process_is_replayed_without(engine):
    """``os._exit`` costs its own cell alone, and ``exit()`` not even that."""
    session = engine().run(notebook("import os\nx = 1", "def f(): return x\nos._exit(1)", "exit()", "f()"))
    assert statuses(session) == [CellStatus.OK, CellStatus.KILLED, CellStatus.OK, CellStatus.OK]
    assert session.cells[3].output == "1\n"


def test_flood_of_output_leaves_only_its_tail(engine):
    """However much a cell prints, by Python or by a program, the grader keeps 2,000 characters."""
    flood = (
        "import os\nfor i in range(200_000):\n    print('x' * 1_000)\nos.system('yes | head -c 30000000')\nprint('end')"
    )
    session = engine().run(notebook(flood, "print('next')"))
    assert len(session.cells[0].output) == 2_000
    assert session.cells[0].output.endswith("xxx\nend\n")
    assert session.cells[1].output == "next\n"


def test_cell_that_closes_every_descriptor_is_killed(engine):
    """Without the connection there is no report, so the process is lost, but the grader does not wait for ever."""
    session = engine(QUICK).run(notebook("x = 5", "import os\nos.closerange(3, 1_000)", "x"))
    assert session.cells[1].status in (CellStatus.KILLED, CellStatus.TIMED_OUT)
    assert session.cells[2].output == "5\n"


def test_kernel_that_sends_nonsense_is_killed(engine):
    """Neither Jupyter's messages nor ours have to be well formed: that cell loses its process, the grader nothing."""
    jupyters = "get_ipython().kernel.session.pack = lambda message: b'[' * 100_000"
    ours = "get_ipython().kernel._channel._sock.sendall(b'\\xff\\xff\\xff\\x7f and more')"
    session = engine().run(notebook("x = 5", jupyters, ours, "x"))
    assert statuses(session) == [CellStatus.OK, CellStatus.KILLED, CellStatus.KILLED, CellStatus.OK]


# --- calls that do not behave --------------------------------------------------------------------------------


def test_call_that_never_returns_is_interrupted_and_says_where_it_was(engine):
    """The state is the same afterwards, as after any call."""
    session = engine().run(notebook("n = 0\ndef loop():\n    global n\n    n += 1\n    while True: pass"))
    copy = session.copy()
    handle = ask(copy, codec.GetName("loop")).value
    with pytest.raises(CopyTimedOut) as caught:
        ask(copy, codec.Call(handle.id, [], {}), seconds=0.3)
    assert (caught.value.where.cell, caught.value.where.line) == (1, 5)
    assert ask(session.copy(), codec.GetName("n")) == codec.Answer(1)


def test_call_that_cannot_be_interrupted_costs_itself_and_the_next_copy_is_fresh(engine):
    """The kernel is killed, the notebook run again, and changes made by earlier calls are gone."""
    loop = "import signal\ndef loop():\n    signal.signal(signal.SIGINT, signal.SIG_IGN)\n    while True: pass"
    cells = ("n = 0\n" + loop, "def count():\n    global n\n    n += 1\n    return n")
    session = engine().run(notebook(*cells))
    copy = session.copy()
    assert call(copy, "count").value == 1
    copy.close()
    copy = session.copy()
    assert call(copy, "count").value == 2  # the state is shared while nothing goes wrong
    handle = ask(copy, codec.GetName("loop")).value
    with pytest.raises(CopyTimedOut):
        ask(copy, codec.Call(handle.id, [], {}), seconds=0.3)
    with pytest.raises(CopyDied):
        ask(copy, codec.GetName("n"))
    assert call(session.copy(), "count").value == 1


def test_call_that_ends_the_process_costs_itself(engine):
    """``os._exit`` in a function is :class:`CopyDied`, and the next copy answers."""
    session = engine().run(notebook("import os\ndef leave(): os._exit(3)\nx = 1"))
    with pytest.raises(CopyDied):
        call(session.copy(), "leave")
    assert ask(session.copy(), codec.GetName("x")) == codec.Answer(1)


def test_repetitions_for_copies_have_one_time_budget(engine):
    """A notebook whose calls kill it again and again ends in :class:`CopyDied`, not in hours."""
    session = engine(Limits(submission_seconds=6.0)).run(notebook("import os\ndef leave(): os._exit(3)"))
    assert statuses(session) == ["ok"]

    def leave_for_ever():
        while True:
            copy = session.copy()
            with contextlib.suppress(CopyDied):
                call(copy, "leave")

    start = time.monotonic()
    with pytest.raises(CopyDied, match="no time is left"):
        leave_for_ever()
    assert time.monotonic() - start < 20


def test_repetition_that_time_cuts_short_is_no_copy(engine, tmp_path):
    """Its functions would be told as never written."""
    cell = f"""
        import os, pathlib, time
        seen = pathlib.Path({str(tmp_path / "seen")!r})
        if seen.exists(): time.sleep(60)
        seen.touch()
        def leave(): os._exit(3)
    """
    session = engine(Limits(submission_seconds=6.0)).run(notebook(cell))
    with pytest.raises(CopyDied):
        call(session.copy(), "leave")
    with pytest.raises(CopyDied, match="no time is left"):
        session.copy()


def test_answer_over_the_limit_is_no_answer(manifest):
    """What is too large is said so by the kernel; the grader reads no more than the limit."""
    small = Limits(answer_bytes=2**16)
    with JupyterEngine(manifest(small)) as engine:
        copy = engine.run(notebook("import numpy as np\ndef f(): return np.zeros(100_000)")).copy()
        assert isinstance(call(copy, "f").value, codec.Opaque)
