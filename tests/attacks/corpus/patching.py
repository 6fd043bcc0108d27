"""Monkeypatched libraries: whatever is replaced, is replaced in the student's process alone."""

from functools import partial

from tests.attacks.attack import Attack

patch = partial(Attack, stopped_by="wire")

ATTACKS = [
    patch(
        "numpy-compares-true",
        "have NumPy's comparisons say yes",
        "for n in ('allclose', 'isclose', 'array_equal', 'all', 'any'): setattr(np, n, lambda *a, **k: True)\n"
        "np.testing.assert_allclose = lambda *a, **k: None",
    ),
    patch(
        "numpy-functions-gone",
        "take NumPy's functions away",
        "for n in dir(np):\n    if callable(getattr(np, n)) and not n.startswith('_') and n not in ('asarray', 'ndarray', 'generic', 'bool_'): "
        "setattr(np, n, None)",
        points=None,
    ),
    patch(
        "numpy-errors-raised",
        "have NumPy raise on everything",
        "np.seterr(all='raise')\nnp.set_printoptions(threshold=10**9, formatter={'float': lambda v: 'GOT' * 99})",
    ),
    patch(
        "numpy-types-replaced", "replace NumPy's classes", "np.ndarray = np.generic = np.bool_ = object", points=None
    ),
    patch(
        "math-lies",
        "have math's functions lie",
        "import math\nfor n in dir(math):\n    if not n.startswith('_'): setattr(math, n, lambda *a: 6.0)",
        points=None,
    ),
    patch(
        "builtins-replaced",
        "replace builtins that the harness uses",
        "import builtins\nbuiltins.print = builtins.isinstance = builtins.open = None",
        points=None,
    ),
    patch("builtins-emptied", "empty the builtins", "import builtins\nbuiltins.__dict__.clear()", points=None),
    patch(
        "builtins-that-lie",
        "have builtins lie",
        "import builtins\nbuiltins.len = lambda x: 0\nbuiltins.isinstance = lambda *a: True\nbuiltins.abs = builtins.max = builtins.sum = lambda *a: 0.0",
        points=None,
    ),
    patch(
        "builtins-that-exit",
        "have builtins end the process",
        "import builtins\nbuiltins.len = builtins.type = builtins.getattr = lambda *a: os._exit(0)",
        points=None,
    ),
    patch(
        "json-and-msgspec-lie",
        "have encoders send something else",
        "import json, msgspec\njson.dumps = lambda *a, **k: '{\"score\": 10}'\nmsgspec.msgpack.encode = msgspec.json.encode = lambda *a, **k: b'{\"score\": 10}'",
    ),
    patch(
        "pytest-patched",
        "patch pytest and its plugins",
        "try:\n    import _pytest.runner, pytest\n    _pytest.runner.runtestprotocol = pytest.fail = lambda *a, **k: True\nexcept ImportError: pass",
        seconds=20.0,
    ),
    patch(
        "harness-patched",
        "patch the verdicts of the harness",
        "import autograder\ntry:\n    import autograder.expect, autograder.verdicts, autograder.grading\n"
        "    autograder.expect.close = autograder.expect.array = lambda *a, **k: None\nexcept ImportError: pass",
        seconds=20.0,
    ),
    patch(
        "shell-replaced",
        "replace the shell's own functions",
        "get_ipython().run_cell = lambda *a, **k: None\nget_ipython().user_ns['double'] = lambda x: [x]",
    ),
    patch(
        "namespace-that-lies",
        "replace the notebook's names by a dict that has all",
        "class N(dict):\n    __contains__ = lambda *a: True\n    __getitem__ = lambda *a: 1\nget_ipython().user_ns = N()",
        points=None,
    ),
    patch(
        "serve-replaced",
        "patch how copies answer: right for each question in turn",
        "import autograder.worker.session as s\ns.answer_calls = lambda channel, objects: [channel.send(b'\\x80') for _ in iter(int, 1)]",
        points=0.0,
    ),
    patch(
        "wire-values-forged",
        "patch how values are sent",
        "import autograder.worker.objects as o\no.Objects.to_wire = lambda s, v: 1.0",
        points=None,
    ),
    patch(
        "warnings-patched",
        "break what records a call's warnings",
        "import warnings\nwarnings.catch_warnings = None\nwarnings.simplefilter('error')",
        points=None,
    ),
    patch(
        "signals-patched",
        "break what interrupts a call",
        "import signal\nsignal.signal = lambda *a: None\nsignal.pthread_sigmask(signal.SIG_BLOCK, [2])\ndef double(x):\n    while True: pass",
    ),
    patch(
        "random-poisoned",
        "take over the global random numbers",
        "import random\nrandom.seed = np.random.seed = lambda *a: None\nnp.random.rand = lambda *a: 6.0",
    ),
    patch(
        "immortal-integers",
        "change the value of small integers by their memory",
        "ctypes.memmove(id(2) + 24, ctypes.byref(ctypes.c_int(3)), 4)\ndef double(x): return None",
        points=None,
    ),
    patch(
        "floats-changed-in-memory",
        "change an argument by its memory, and answer with it",
        "def double(x):\n    a = np.asarray(x, dtype=float).reshape(-1)\n    ctypes.memset(a.ctypes.data, 0, a.nbytes)\n    return a",
        points=6.0,
    ),
]
