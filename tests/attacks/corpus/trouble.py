"""Functions and cells that end in unusual ways: crashes, exits, exceptions that bite."""

from functools import partial

from tests.attacks.attack import Attack

fault = partial(Attack, stopped_by="wire")

ATTACKS = [
    fault(
        "exception-that-cannot-be-shown",
        "raise what ends the process when it is shown",
        "class E(Exception):\n    def __str__(self): raise SystemExit\ndef double(x): raise E",
    ),
    fault(
        "exception-that-cannot-be-shown-in-a-cell",
        "raise it in a cell",
        "class E(Exception):\n    def __str__(self): raise KeyboardInterrupt\n    __repr__ = __str__\nraise E",
    ),
    fault(
        "exception-with-a-huge-text", "raise with a hundred megabytes", "def double(x): raise ValueError('x' * 10**8)"
    ),
    fault(
        "exception-without-end",
        "raise what has no last traceback",
        "class E(Exception):\n    __traceback__ = property(lambda self: self)\n"
        "    tb_frame = f_code = property(lambda self: self)\n    tb_next = tb_frame\n"
        "def double(x): raise E",
    ),
    fault(
        "exception-in-a-circle",
        "raise what was caused by itself",
        "def double(x):\n    e = ValueError()\n    f = KeyError()\n    e.__cause__, f.__cause__ = f, e\n    raise e",
    ),
    fault(
        "exception-of-many",
        "raise a group of a hundred thousand",
        "def double(x): raise ExceptionGroup('x', [ValueError('y' * 99)] * 10**5)",
    ),
    fault(
        "exception-class-that-lies",
        "raise a class without a name",
        "class M(type):\n    __mro__ = property(lambda c: [])\n    __name__ = None\n"
        "class E(Exception, metaclass=M): pass\ndef double(x): raise E",
    ),
    fault(
        "exception-of-the-harness",
        "raise the harness's own exceptions",
        "from autograder.errors import HarnessError\ndef double(x): raise HarnessError('the grade is withheld')",
    ),
    fault(
        "exception-that-passes",
        "raise what a test runner takes for a skip or a pass",
        "class Skipped(BaseException): pass\nSkipped.__module__ = 'builtins'\ndef double(x): raise Skipped('passed')",
    ),
    fault(
        "exception-with-notes",
        "raise with notes without end",
        "def double(x):\n    e = ValueError()\n    e.__notes__ = ['x' * 10**5] * 999\n    raise e",
    ),
    fault(
        "syntax-error-that-lies",
        "raise a SyntaxError of another file and line",
        "def double(x): raise SyntaxError('x', ('<cell 1>', -5, 10**30, 'y' * 10**6))",
    ),
    fault(
        "stop-iteration",
        "raise StopIteration and GeneratorExit",
        "def double(x): raise StopIteration(2 * x)\ndef other(): raise GeneratorExit",
    ),
    fault("recursion", "call oneself without end", "def double(x): return double(x)"),
    fault(
        "recursion-in-c",
        "call oneself without end and without a limit",
        "sys.setrecursionlimit(10**9)\ndef double(x): return double(x)",
    ),
    fault(
        "recursion-in-repr", "show an object within itself", "class R:\n    def __repr__(self): return repr(self)\nR()"
    ),
    fault(
        "deep-source",
        "give the compiler a deep expression",
        "try: eval('(' * 10**5)\nexcept Exception: pass\n"
        "try: compile('-' * 10**6 + '1', 'x', 'eval')\nexcept (MemoryError, RecursionError, SyntaxError): pass",
    ),
    fault("exit-from-a-call", "exit from a call", "def double(x): sys.exit(0)"),
    fault(
        "exit-from-a-cell",
        "exit from a cell, by every name",
        "for leave in (exit, quit, sys.exit):\n    try: leave()\n    except SystemExit: pass\nraise SystemExit(0)",
    ),
    fault("hard-exit-from-a-call", "end the process with success", "def double(x): os._exit(0)"),
    fault("hard-exit-from-a-cell", "end the process with success in a cell", "os._exit(0)"),
    fault("interrupt-from-a-call", "raise KeyboardInterrupt", "def double(x): raise KeyboardInterrupt"),
    fault(
        "killed-by-itself",
        "kill the own process",
        "import signal\ndef double(x):\n    signal.raise_signal(signal.SIGKILL)\n    os.kill(os.getpid(), 9)",
    ),
    fault(
        "stopped-by-itself",
        "stop the own process, so that it can answer nothing",
        "import signal\ndef double(x):\n    signal.raise_signal(signal.SIGSTOP)\n    while True: time.sleep(1)",
    ),
    fault("abort", "abort the process", "def double(x): os.abort()"),
    fault("segmentation-fault", "read address zero", "def double(x): ctypes.string_at(0)"),
    fault("segmentation-fault-in-a-cell", "read address zero in a cell", "ctypes.string_at(0)"),
    fault(
        "stack-overflow-in-c",
        "overflow the stack in C",
        "def double(x):\n    f = ctypes.CFUNCTYPE(None)(lambda: f())\n    f()",
    ),
    fault(
        "memory-overwritten",
        "write over the interpreter's own objects",
        "def double(x):\n    for i in range(200): ctypes.memset(id(i) if i % 2 else id(None), 255, 16)",
    ),
    fault(
        "trace",
        "raise in every traced line",
        "def trace(*a):\n    raise SystemExit\ndef double(x):\n"
        "    sys.settrace(trace); sys.setprofile(trace)\n    return [x]",
    ),
    fault(
        "audit-hook",
        "raise in every audited event",
        "def hook(*a): raise SystemExit\ndef double(x):\n    sys.addaudithook(hook)\n    return [x]",
    ),
    fault(
        "warnings",
        "warn without end",
        "import warnings\ndef double(x):\n    for i in range(5000): warnings.warn('x' * 10**4 + str(i))\n    return [x]",
    ),
    fault(
        "warning-that-cannot-be-shown",
        "warn with what raises when shown",
        "import warnings\nclass W(UserWarning):\n    def __str__(self): raise SystemExit\n"
        "def double(x):\n    warnings.warn(W())\n    return [x]",
    ),
    fault(
        "output-that-raises",
        "replace the output by what raises",
        "class Out:\n    def write(self, text): raise ValueError\n    flush = write\n"
        "sys.stdout = sys.stderr = Out()\nprint('x')",
    ),
    fault("output-closed", "close the output", "sys.stdout.close()\nos.close(1); os.close(2)\nprint('x')", points=None),
    fault(
        "output-without-encoding",
        "print what no encoding can hold",
        "print('\\ud800' * 100, '\\x00', b'\\xff'.decode('latin-1'))\nsys.stdout.buffer.write(b'\\xff\\xfe' * 999)",
    ),
    fault(
        "current-folder-removed",
        "remove the folder that one is in",
        "os.mkdir('d'); os.chdir('d'); os.rmdir('../d')\ndef double(x): return os.getcwd()",
    ),
    fault(
        "hooks-that-exit",
        "end the process in every hook for what is not caught",
        "threading.excepthook = sys.excepthook = sys.unraisablehook = lambda *a: os._exit(1)\ndef double(x): 1 / 0",
    ),
    fault(
        "collector-off",
        "turn the garbage collector against the process",
        "import gc\ngc.set_threshold(1)\ngc.callbacks.append(lambda *a: 1 / 0)",
    ),
    fault(
        "magics",
        "misuse the shell's magics",
        "for m in ('reset -f', 'xmode Verbose', 'logstart x', 'pdb on', 'debug', 'autocall 2'):\n    try: get_ipython().run_line_magic(*m.partition(' ')[::2])\n"
        "    except BaseException: pass",
        points=None,
    ),
    fault("input", "wait for an answer from the keyboard", "def double(x): return input()"),
    fault("debugger", "stop in the debugger", "def double(x): breakpoint()"),
    fault(
        "asyncio-loop",
        "leave an event loop running, with tasks",
        "import asyncio\nasync def f():\n    while True: await asyncio.sleep(0.01)\n"
        "task = asyncio.ensure_future(f())\nawait asyncio.sleep(0.1)",
    ),
]
