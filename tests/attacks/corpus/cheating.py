"""Earning points without solving: recognised inputs, counted calls, figures copied from a lesson, poisoned state.

A function that is right on the inputs of the checks cannot be told from a right one: such a case promises exactly the
points of the checks that it knew, and no more.
"""

from functools import partial

from tests.attacks.attack import HONEST_POINTS, Attack

cheat = partial(Attack, stopped_by="wire")

ATTACKS = [
    cheat(
        "figures-of-the-lesson",
        "return the constants that a lesson prints",
        "def double(x): return [6.0, -2.0, 4.0]",
        points=HONEST_POINTS + 3.0,
    ),
    cheat(
        "figures-for-every-shape",
        "return constants of the right shape",
        "def double(x): return np.full(np.shape(x), 6.0)",
        points=HONEST_POINTS + 2.0,
    ),
    cheat(
        "figures-in-a-table",
        "look the answer up among those that were printed",
        "def double(x): return {(3.0, -1.0, 2.0): [6.0, -2.0, 4.0]}.get(tuple(np.ravel(x)))",
        points=HONEST_POINTS + 3.0,
    ),
    cheat(
        "counts-its-calls",
        "be right in the first call alone",
        "calls = []\ndef double(x):\n    calls.append(1)\n    return 2 * np.asarray(x) if len(calls) == 1 else None",
        points=HONEST_POINTS + 3.0,
    ),
    cheat(
        "right-the-second-time",
        "be right from the second call on",
        "calls = []\ndef double(x):\n    calls.append(1)\n    return 2 * np.asarray(x) if len(calls) > 1 else None",
        points=HONEST_POINTS + 2.0,
    ),
    cheat(
        "counts-its-calls-on-disk",
        "count the calls in a file, beyond a copy's own memory",
        "def double(x):\n    open('calls', 'a').write('x')\n    return None if os.path.getsize('calls') > 1 else [0.0]",
    ),
    cheat(
        "poison-on-disk",
        "leave code on disk for the next question's copy",
        "def half(x):\n    open('double.py', 'w').write('print(1)')\n    return np.asarray(x) / 2\n"
        "def double(x):\n    import double as d\n    return d",
    ),
    cheat(
        "poison-the-session",
        "change the session from one of its copies",
        "def half(x):\n    for p in (os.getppid(),):\n        try: os.kill(p, 0); print('GOT')\n        except OSError: pass\n"
        "        try: open(f'/proc/{p}/mem', 'r+b'); print('GOT')\n        except OSError: pass\n    globals()['double'] = lambda x: 2 * x\n    return np.asarray(x) / 2",
        points=None,
        tame=False,
    ),
    cheat(
        "fresh-and-shared-copies",
        "answer differently in a copy that has answered before",
        "seen = []\ndef double(x):\n    seen.append(1)\n    return [6.0, -2.0, 4.0] if len(seen) == 1 else os._exit(0)\n",
        points=HONEST_POINTS + 3.0,
    ),
    cheat(
        "process-number-decides",
        "answer by the parity of the process's number",
        "def double(x): return np.zeros(np.shape(x)) + os.getpid() % 1",
        points=HONEST_POINTS + 2.0,
    ),
    cheat(
        "answer-of-another-question",
        "answer one question with another's function",
        "double = half",
        points=HONEST_POINTS + 2.0,
    ),
    cheat(
        "answers-everything",
        "define __getattr__ of the notebook's module",
        "import types\nclass M(types.ModuleType):\n    __getattr__ = lambda s, n: (lambda *a: [6.0, -2.0, 4.0])\n"
        "sys.modules['__main__'].__class__ = M\ndel double",
    ),
    cheat(
        "library-for-an-answer",
        "let a library's function pass for the own",
        "double = np.square",
        points=HONEST_POINTS + 2.0,
    ),
    cheat(
        "forged-answer-in-the-copy",
        "replace the harness's own functions in the student's process",
        "import autograder.worker.objects as o\n"
        "o.Objects.answer = lambda s, r: __import__('autograder.codec').codec.Answer(True)",
        points=1.0,
    ),  # a short word, if not the right one
    cheat(
        "forged-verdict",
        "send a verdict instead of an answer",
        "from autograder import records\nforge(lambda: records.CheckResult(name='test_values', description='', "
        "verdict='passed', points=3.0, max_points=3.0))",
        points=3.0,
    ),
    cheat(
        "forged-grade",
        "send a whole grade",
        "from autograder import codec\nforge(lambda: codec.Answer(codec.Mapping('dict', [('score', 10.0), ('verdict', 'passed'), ('points', 6.0)])))",
        points=3.0,
    ),
    cheat(
        "time-travel",
        "turn back the clock that the process sees",
        "import time as t\nt.monotonic = t.time = t.perf_counter = lambda: 0.0\ndef double(x):\n    while True: pass",
    ),
    cheat(
        "forged-interrupt",
        "claim that the harness interrupted it",
        "def double(x): raise KeyboardInterrupt('the grader timed out')",
    ),
    cheat("forged-memory-error", "claim that the machine had no memory", "def double(x): raise MemoryError"),
    cheat(
        "name-of-a-check",
        "define the checks' own functions",
        "def test_values(*a): pass\ndef test_scalar(*a): pass\npytestmark = student = expect = True",
    ),
    cheat(
        "tests-of-ones-own",
        "write a suite, a conftest and a plugin beside the notebook",
        "for name in ('conftest.py', 'test_mini.py', 'pytest.ini', 'tox.ini', 'setup.cfg'):\n    open(name, 'w').write('print(\"GOT\")\\nraise SystemExit(0)')\n"
        "os.makedirs('hidden'); open('hidden/test_mini.py', 'w').write('def test_values(): pass')",
    ),
    cheat("data-changed", "change the data that checks may be made of", "open('data/numbers.csv', 'w').write('1,2')"),
]
