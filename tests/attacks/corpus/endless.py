"""Code that does not end: loops that swallow every exception, calls that block in C, searches that explode."""

from functools import partial

from tests.attacks.attack import Attack

endless = partial(Attack, stopped_by="limits")

ATTACKS = [
    endless(
        "loop-that-swallows-everything",
        "swallow the interrupt in a cell",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    ),
    endless(
        "loop-that-swallows-everything-in-a-call",
        "swallow the interrupt in a call",
        "def double(x):\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass",
    ),
    endless(
        "loop-in-finally",
        "go on in the block that ends",
        "def double(x):\n    try: return None\n    finally:\n        while True: pass",
    ),
    endless(
        "blocking-call-in-c", "wait in C for what never comes", "r, w = os.pipe()\ndef double(x): return os.read(r, 1)"
    ),
    endless(
        "lock-held",
        "wait for a lock that is held",
        "lock = threading.Lock()\nlock.acquire()\ndef double(x): lock.acquire()",
    ),
    endless(
        "sleep-in-c",
        "sleep in C with the interpreter's lock held",
        "def double(x): ctypes.PyDLL(None).sleep(60)",
    ),
    endless(
        "catastrophic-regex",
        "match a regular expression that takes for ever",
        "import re\ndef double(x): return re.match(r'(a+)+$', 'a' * 60 + 'b')",
    ),
    endless("huge-power", "compute a number of a billion digits", "def double(x): return 10 ** 10 ** 10"),
    endless("huge-sort", "sort without letting go of the interpreter", "def double(x): return sum(range(10**12))"),
    endless(
        "endless-iterator", "iterate without end in C", "import itertools\ndef double(x): return sum(itertools.count())"
    ),
    endless(
        "signals-ignored",
        "ignore every signal that can be",
        "import signal\nfor s in range(1, 32):\n    try: signal.signal(s, signal.SIG_IGN)\n    except (OSError, ValueError): "
        "pass\ndef double(x):\n    while True: pass",
    ),
    endless(
        "signals-blocked",
        "block every signal that can be",
        "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))\ndef double(x):\n    while True: pass",
    ),
    endless(
        "endless-property",
        "never let an attribute be read",
        "class D:\n    @property\n    def __call__(self):\n        while True: pass\ndouble = D()",
    ),
    endless(
        "endless-name",
        "never tell what type an object has",
        "class M(type):\n    @property\n    def __name__(cls):\n        while True: pass\n"
        "class D(metaclass=M): pass\ndouble = D()",
    ),
    endless(
        "endless-traceback",
        "never let an exception be looked at",
        "class E(Exception):\n    def __str__(self):\n        while True: pass\ndef double(x): raise E",
    ),
    endless(
        "cells-one-after-the-other",
        "let every cell that is run again take its whole time",
        "n = len(os.listdir('.'))\nopen(f'f{n}', 'w').close()\ntime.sleep(60)",
    ),
]
