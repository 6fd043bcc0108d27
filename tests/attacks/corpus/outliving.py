"""Outliving the run: daemons, threads, timers and handlers that wait for the next submission or the end."""

from functools import partial

from tests.attacks.attack import MARK, Attack

outlive = partial(Attack, stopped_by="limits")

ATTACKS = [
    outlive(
        "cpu-left-behind",
        "leave children that burn time, and answer",
        "def double(x):\n    for _ in range(8):\n        if os.fork() == 0:\n"
        "            while True: pass\n    return [x]",
    ),
    outlive(
        "daemon",
        "become a daemon by two forks and a session of one's own",
        "if os.fork() == 0:\n    try: os.setsid()\n    except OSError: pass\n"
        "    if os.fork() == 0:\n        while True: time.sleep(0.01)\n    os._exit(0)",
        tame=False,
    ),
    outlive(
        "daemon-of-a-sibling",
        "make a child that the warm parent has for its own (CLONE_PARENT)",
        "libc.syscall(56, ctypes.c_long(0x8011), 0, 0, 0, 0) or time.sleep(99)",
    ),
    outlive(
        "daemon-that-shares-memory",
        "make a child that shares this one's memory and files (CLONE_VM, CLONE_FILES)",
        "libc.syscall(56, ctypes.c_long(0x500 | 17 | 0x4000), 0, 0, 0, 0) or time.sleep(99)",
    ),
    outlive(
        "daemon-without-a-signal",
        "make a child whose end nobody is told of",
        "libc.syscall(56, ctypes.c_long(0), 0, 0, 0, 0) or time.sleep(99)",
    ),
    outlive(
        "thread-left-behind",
        "leave threads that run on",
        "def spin():\n    while True: time.sleep(0.001)\nfor _ in range(4): threading.Thread(target=spin).start()",
    ),
    outlive(
        "thread-that-writes-later",
        "write results from a thread after the cells are done",
        f"def late():\n    for _ in range(100):\n        for p in ('/tmp/{MARK}', 'late'):\n            try: write(p)\n"
        "            except OSError: pass\n        time.sleep(0.02)\nthreading.Thread(target=late, daemon=True).start()",
        tame=False,
    ),
    outlive(
        "thread-that-solves-later",
        "define the answers from a thread, after the cells: the copies are made of the main thread",
        "def late():\n    time.sleep(0.3)\n    globals()['double'] = lambda x: 2 * x\n"
        "threading.Thread(target=late, daemon=True).start()",
        points=None,
    ),
    outlive(
        "exit-handlers",
        "run code at the end of the process",
        "import atexit\natexit.register(lambda: print('GOT'))\nimport weakref\nweakref.finalize(atexit, print, 'GOT')",
    ),
    outlive(
        "fork-handlers",
        "run code in every copy: before, after, and in the child",
        "os.register_at_fork(before=lambda: time.sleep(0.01), after_in_child=lambda: os._exit(0))",
        points=0.0,
    ),
    outlive(
        "fork-handlers-that-fork",
        "fork again in every copy",
        "os.register_at_fork(after_in_child=lambda: os.fork() if len(os.listdir('/proc/self/task')) else 0)",
        points=None,
        tame=False,
    ),
    outlive(
        "timer-ends-the-process",
        "end the process a moment later, again and again",
        "threading.Timer(0.2, os._exit, (1,)).start()\nwhile True: pass",
    ),
    outlive(
        "death-of-the-leader",
        "end the first process and go on in its child",
        "if os.fork(): os._exit(0)\ntime.sleep(0.05)",
    ),
    outlive(
        "finalizers-of-modules",
        "run code when modules are taken down",
        "import builtins\nclass F:\n    def __del__(self): print('GOT')\nsys.modules['zzz'] = builtins.zzz = F()",
    ),
    outlive(
        "alarm",
        "end the process by an alarm",
        "import signal\nsignal.signal(signal.SIGALRM, lambda *a: os._exit(9))\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.2)\ntime.sleep(1)",
    ),
    outlive(
        "alarm-in-a-call",
        "have alarms ring while the answer is sent",
        "import signal\ndef double(x):\n    signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)\n"
        "    signal.signal(signal.SIGALRM, lambda *a: 1 / 0)\n    return None",
    ),
    outlive(
        "alarm-kept-for-the-copies",
        "have an alarm ring in later questions",
        "import signal\nsignal.signal(signal.SIGALRM, lambda *a: os._exit(9))\nsignal.setitimer(signal.ITIMER_REAL, 30)",
    ),
]
