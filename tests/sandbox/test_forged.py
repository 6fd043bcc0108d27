"""Attacks on the connection to the grader, and objects that lie: nothing but a right value earns points."""

import os
import time

import pytest

from autograder.engines import fork
from autograder.records import Verdict
from tests.sandbox.attack import HONEST, Attack, check_alone, check_safe, parametrize

# On the session's own connection; what the student breaks there is the student's.
THREAD = "threading.Thread(target={}, daemon=True).start()\ntime.sleep(0.05)"
CONNECTION = [
    Attack("garbage", "os.write(channel(), b'\\x00garbage' * 999)", None),
    Attack("huge-header", "os.write(channel(), b'\\xff\\xff\\xff\\xff')", None),
    Attack("half-a-frame", "os.write(channel(), frame(b'x' * 99)[:50])", None),
    Attack("close-it", "os.close(channel())"),
    Attack("shut-it-down", "socket.socket(fileno=os.dup(channel())).shutdown(2)"),
    Attack("replace-it", "a, b = socket.socketpair()\nos.dup2(a.fileno(), channel())"),
    Attack(
        "answers-in-advance",
        "from autograder import codec\n"
        "value = codec.Array('float64', (3,), __import__('numpy').array([6.0, -2.0, "
        "4.0]).tobytes())\n"
        "for message in (codec.CellDone(None, '', 0.0), codec.Done(), codec.Ready(), "
        "codec.Answer(value), codec.Answer(value)):\n"
        "    os.write(channel(), frame(codec.encode(message)))",
        None,
    ),
    Attack(
        "flood-of-frames",
        "def flood():\n    while True: os.write(channel(), frame(b'\\x80' * 999))\n" + THREAD.format("flood"),
        None,
    ),
    Attack(
        "descriptors-to-the-grader",
        "s = socket.socket(fileno=os.dup(channel()))\n"
        "for _ in range(9): socket.send_fds(s, [b''], [0] * 200)\n"
        "try: socket.send_fds(s, [frame(b'x')], [0] * 200)\nexcept OSError: pass",
        None,
    ),
    Attack(
        "slow-drip",
        "def drip():\n    for byte in frame(b'x' * 999):\n        os.write(channel(), bytes([byte])); time.sleep(0.3)\n"
        + THREAD.format("drip"),
        None,
        20.0,
    ),
    Attack(
        "requests-stolen",
        "def steal():\n    while True:\n        os.read(channel(), 99); time.sleep(0.001)\n" + THREAD.format("steal"),
        None,
        25.0,
    ),
    Attack(
        "not-a-time",
        "import autograder.worker.session as s\nrun = s.run_cell\n"
        "s.run_cell = lambda *a: __import__('msgspec').structs.replace(run(*a), "
        "wall_seconds=float('nan'))",
    ),
    Attack(
        "harness-taken-apart",
        "for name in [n for n in sys.modules if n.startswith(('autograder', 'msgspec'))]: sys.modules[name] = None",
    ),
    Attack(
        "encoder-replaced", "import autograder.codec as c\nc._encoder = None\nc.encode = lambda message: b'\\xc0'", None
    ),
    Attack("serve-never-returns", "import autograder.worker.session as s\ns.Objects = lambda *a: os._exit(0)", 0.0),
    Attack("copy-closes-its-connection", "def double(x): os.close(channel())"),
    Attack(
        "copy-answers-twice",
        "def double(x):\n    from autograder import codec\n"
        "    os.write(channel(), frame(codec.encode(codec.Answer(1.0))) * 9)\n    return x",
    ),
    Attack("copy-hands-its-connection-on", "def double(x):\n    if os.fork(): os._exit(0)\n    time.sleep(60)"),
    Attack(
        "copy-drips",
        "def double(x):\n    fd = channel()\n    for byte in frame(b'x' * 999):\n"
        "        os.write(fd, bytes([byte])); time.sleep(0.1)",
    ),
    Attack(
        "copy-sends-without-end",
        "def double(x):\n    os.write(channel(), (2**24).to_bytes(4, 'little'))\n"
        "    while True: os.write(channel(), b'\\x00' * 65536)",
    ),
    Attack(
        "arrays-patched",
        "import numpy\nnumpy.asarray = numpy.ascontiguousarray = lambda *a, **k: numpy.zeros(3)\n"
        "def double(x): return [x]",
        3.0,
    ),
]

# What a call may answer; each is a Python expression of a reply.
REPLIES = {
    "forbidden-dtype": "codec.Answer(codec.Array('object', (1,), b'12345678'))",
    "unknown-dtype": "codec.Answer(codec.Array('x' * 10**6, (1,), b'12345678'))",
    "buffer-too-short": "codec.Answer(codec.Array('float64', (10**9,), b''))",
    "negative-shape": "codec.Answer(codec.Array('float64', (-1, -3), b'1' * 24))",
    "empty-but-huge": "codec.Answer(codec.Array('float64', (2**62, 0), b''))",
    "shape-of-64-bits": "codec.Answer(codec.Array('float64', (2**64 - 1, 0), b''))",
    "too-many-dimensions": "codec.Answer(codec.Array('float64', (1,) * 65, b'1' * 8))",
    "nested-400-deep": "codec.Answer(nest(400))",
    "nested-100000-deep": "codec.Answer(nest(100_000))",
    "nested-31-deep": "codec.Answer(nest(31))",
    "three-million-strings": "codec.Answer(codec.Sequence('list', ['a'] * 3_000_000))",
    "a-million-empty-lists": "codec.Answer(codec.Sequence('list', [codec.Sequence('list', [])] * 700_000))",
    "long-names": "codec.Answer(codec.Opaque('x' * 5_000_000, 'y' * 5_000_000))",
    "long-handle": "codec.Answer(codec.Handle(0, 'object', 'x' * 5_000_000))",
    "huge-integer": "codec.Answer(codec.BigInt(b'1' * 10_000_000))",
    "series-without-column": "codec.Answer(rough('t', kind='Series', names=[], columns=[]))",
    "table-of-unequal-parts": "codec.Answer(rough('t', kind='DataFrame', names=['a'], columns=[1, 2]))",
    "handle-of-nobody": "codec.Answer(codec.Handle(2**60, 'function', 'function'))",
    "a-cell-for-a-value": "codec.CellDone(None, 'x', 0.0)",
    "no-name-for-a-value": "codec.NoName(['x' * 10**6])",
    "raised-by-nobody": "codec.Raised(codec.Failure('x' * 10**6, 'y' * 10**6, -5, 10**18))",
    "not-a-number": "codec.Answer(float('nan'))",
    "mapping-of-mappings": "codec.Answer(codec.Mapping('dict', [(codec.Mapping('dict', []), 1)] * 1000))",
    "mapping-with-long-keys": "codec.Answer(codec.Mapping('dict', [('x' * 10**6, 1)] * 6))",
    "table-with-long-names": "codec.Answer(codec.Table('x', ['x' * 10**6] * 6, [1] * 6))",
    "long-text": "codec.Answer('x' * 10**7)",
    "list-of-long-texts": "codec.Answer(codec.Sequence('list', ['x' * 10**6] * 3))",
    "nested-in-turn": "codec.Answer(codec.Sequence('list', [codec.Sequence('list', [1.0] * 999)] * 900))",
    "warnings-without-end": "codec.Answer(1.0, [codec.Warned('w', 'x' * 1000)] * 10_000)",
    "changed-nonsense": "codec.Answer(1.0, [], ['-1', 'x' * 10**6])",
}
FORGING = """
from autograder import codec
import msgspec
def nest(depth):
    value = 1.0
    for _ in range(depth): value = codec.Sequence('list', [value])
    return value
def rough(tag, **fields): return {'_': tag, **fields}
forge(lambda: %s)
"""

# Objects that lie about themselves; none is twice x.
LIARS = {
    "equal-to-everything": (
        "class Liar:\n    __eq__ = lambda *a: True\n"
        "    __array__ = lambda *a, **k: [6.0, -2.0, 4.0]\ndef double(x): return Liar()"
    ),
    "array-that-exits": "class Liar:\n    def __array__(self, *a, **k): os._exit(1)\ndef double(x): return Liar()",
    "float-with-another-value": (
        "class Liar(float):\n    __float__ = __index__ = __repr__ = lambda *a: 3.0\ndef double(x): return Liar(0.5)"
    ),
    "array-with-another-shape": (
        "import numpy as np\nclass Liar(np.ndarray):\n    shape = (3,)\n"
        "    dtype = np.dtype('f8')\n    tobytes = lambda *a: b'x'\n"
        "def double(x): return np.zeros((2, 2)).view(Liar)"
    ),
    "array-equal-to-everything": (
        "import numpy as np\nclass Liar(np.ndarray):\n"
        "    __eq__ = __array_ufunc__ = lambda *a, **k: True\n"
        "    __abs__ = __sub__ = lambda *a: 0\ndef double(x): return np.ones(3).view(Liar)"
    ),
    "another-class": "class Liar:\n    __class__ = property(lambda self: float)\ndef double(x): return Liar()",
    "another-class-each-time": (
        "class Liar:\n    @property\n    def __class__(self): raise SystemExit\ndef double(x): return Liar()"
    ),
    "list-with-another-length": (
        "class Liar(list):\n    __len__ = lambda self: -1\n"
        "    __iter__ = lambda self: iter(int, 1)\ndef double(x): return Liar([1])"
    ),
    "dict-without-end": (
        "import itertools\nclass Liar(dict):\n"
        "    items = lambda self: ((i, i) for i in itertools.count())\n"
        "def double(x): return Liar()"
    ),
    "generator-without-end": "import itertools\ndef double(x): return itertools.count()",
    "named-by-a-liar": (
        "class Meta(type):\n    __name__ = property(lambda cls: 1 / 0)\n"
        "class Liar(metaclass=Meta): pass\ndef double(x): return Liar()"
    ),
    "unprintable-name": "def double(x): return type('\\ud800' * 10**6, (), {})()",
    "attributes-that-raise": (
        "class Liar:\n    def __getattribute__(self, name): raise KeyboardInterrupt\ndef double(x): return Liar()"
    ),
    "cycle": "def double(x):\n    a = []\n    a.append(a)\n    return a",
    "deep": "def double(x):\n    a = 1\n    for _ in range(10**5): a = [a]\n    return a",
    "objects": "import numpy as np\ndef double(x): return np.array([6, -2, None], dtype=object)",
    "strings": "def double(x): return ['6', '-2', '4']",
    "huge-integer": "def double(x): return 10**100_000",
    "huge-string": "def double(x): return 'x' * 10**8",
    "huge-array": "import numpy as np\ndef double(x): return np.zeros(10**7)",
    "broadcast-array": "import numpy as np\ndef double(x): return np.broadcast_to(1.0, (10**6, 10**6))",
    "structured-array": (
        "import numpy as np\ndef double(x): return np.zeros(3, dtype=[(f'f{i}', 'f8') for i in range(5000)])"
    ),
    "infinities": "import numpy as np\ndef double(x): return [np.inf] * 9",
    "buffer-freed-later": (
        "import numpy as np\nclass Liar:\n"
        "    __array_interface__ = {'shape': (3,), 'typestr': '<f8', 'data': (8, True), 'version': "
        "3}\n"
        "def double(x): return np.asarray(Liar())"
    ),
    "death-of-the-object": "class Liar:\n    def __del__(self): os._exit(1)\ndef double(x): return [Liar(), 1]",
    "sized-by-a-liar": (
        "class Liar(int):\n    bit_length = lambda self: 0\n"
        "    __lt__ = __le__ = lambda *a: True\ndef double(x): return Liar(10**6)"
    ),
}

# Functions that end in unusual ways.
TROUBLE = {
    "exception-that-cannot-be-shown": (
        "class E(Exception):\n    def __str__(self): raise SystemExit\ndef double(x): raise E"
    ),
    "exception-with-a-huge-text": "def double(x): raise ValueError('x' * 10**8)",
    "exception-without-end": (
        "class E(Exception):\n    __traceback__ = property(lambda self: self)\n"
        "    tb_frame = f_code = property(lambda self: self)\n    tb_next = tb_frame\n"
        "def double(x): raise E"
    ),
    "recursion": "def double(x): return double(x)",
    "recursion-in-c": "sys.setrecursionlimit(10**9)\ndef double(x): return double(x)",
    "exit-from-a-call": "def double(x): sys.exit(0)",
    "interrupt-from-a-call": "def double(x): raise KeyboardInterrupt",
    "abort": "def double(x): os.abort()",
    "segmentation-fault": "def double(x): ctypes.string_at(0)",
    "signals-ignored": (
        "import signal\nfor s in (2, 15): signal.signal(s, signal.SIG_IGN)\ndef double(x):\n    while True: pass"
    ),
    "alarm": (
        "import signal\nsignal.signal(signal.SIGALRM, lambda *a: os._exit(9))\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.2)\ntime.sleep(1)"
    ),
    "alarm-in-a-call": (
        "import signal\ndef double(x):\n    signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)\n"
        "    signal.signal(signal.SIGALRM, lambda *a: 1 / 0)\n    return None"
    ),
    "trace": (
        "def trace(*a):\n    raise SystemExit\ndef double(x):\n"
        "    sys.settrace(trace); sys.setprofile(trace)\n    return [x]"
    ),
    "warnings": (
        "import warnings\ndef double(x):\n    for i in range(5000): warnings.warn('x' * 10**4 + str(i))\n    return [x]"
    ),
    "output-that-raises": (
        "class Out:\n    def write(self, text): raise ValueError\n    flush = write\n"
        "sys.stdout = sys.stderr = Out()\nprint('x')"
    ),
    "print-replaced": "import builtins\nbuiltins.print = builtins.isinstance = builtins.open = None",
    "builtins-emptied": "import builtins\nbuiltins.__dict__.clear()",
    "exit-handlers": (
        "import atexit\natexit.register(lambda: print('GOT'))\nimport weakref\nweakref.finalize(atexit, print, 'GOT')"
    ),
    "exit-hook-in-a-thread": (
        "threading.excepthook = sys.excepthook = sys.unraisablehook = lambda *a: os._exit(1)\ndef double(x): 1 / 0"
    ),
    "shell-replaced": "get_ipython().run_cell = lambda *a, **k: None\nget_ipython().user_ns['double'] = lambda x: [x]",
    "namespace-that-lies": (
        "class N(dict):\n    __contains__ = lambda *a: True\n    __getitem__ = lambda *a: 1\n"
        "get_ipython().user_ns = N()"
    ),
}


@parametrize(CONNECTION)
def test_connection_can_be_broken_but_not_forged(grade, attack):
    """Whatever is written to the connection, no question is answered by it, and the grader goes on."""
    check_safe(grade(*attack.cells), attack)
    check_alone(grade)
    assert grade(*HONEST, "double = lambda x: 2 * np.asarray(x)").score == 10.0


@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES)
def test_forged_reply_is_the_students_fault(grade, reply):
    """A reply of any form ends the check as a fault of the student's, never as the harness's."""
    attack = Attack(reply, FORGING % reply, None)
    graded = grade(*HONEST[:1], "word = 'right'", *attack.cells[3:])
    check_safe(graded, attack)
    assert graded.score == 3.0
    assert {check.verdict for check in graded.questions[0].checks} <= {
        Verdict.FAILED,
        Verdict.CRASHED,
        Verdict.SKIPPED,
        Verdict.TIMED_OUT,
        Verdict.PASSED,
    }
    assert graded.questions[0].score == 0.0


@pytest.mark.parametrize("code", LIARS.values(), ids=LIARS)
def test_lying_object_earns_nothing(grade, code):
    """An object is what its bytes say, whatever its class says of it."""
    attack = Attack("liar", code)
    check_safe(grade(*attack.cells), attack)


@pytest.mark.parametrize("code", TROUBLE.values(), ids=TROUBLE)
def test_trouble_costs_only_its_question(grade, code):
    """A function that ends in an unusual way costs its own question, and in bounded time."""
    attack = Attack("trouble", code, None if "builtins" in code or "user_ns" in code else 4.0)
    check_safe(grade(*attack.cells), attack)
    check_alone(grade)


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
            fork._pidfd_of_sender(ours, deadline, group=1)
        os.close(fork._pidfd_of_sender(ours, deadline, group=os.getsid(0)))
