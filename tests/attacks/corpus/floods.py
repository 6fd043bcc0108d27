"""Attacks by quantity: processes, threads, memory, files, descriptors, output."""

from functools import partial

from tests.attacks.attack import Attack

flood = partial(Attack, stopped_by="limits")
# Processes of root are counted by no limit of the kernel's: without a sandbox only the watch stops these.
crowd = partial(Attack, stopped_by="limits", tame=False)

TREE = """
def double(x):
    for _ in range(12):
        if os.fork() == 0:
            hold = []
            for _ in range(24):
                hold.append(bytearray(b'x' * 10_000_000)); time.sleep(0.01)
            time.sleep(60)
    time.sleep(60)
"""

ATTACKS = [
    crowd(
        "threads",
        "start threads without end",
        "try:\n"
        "    while True: threading.Thread(target=time.sleep, args=(99,), daemon=True).start()\n"
        "except RuntimeError: print('full')",
    ),
    crowd(
        "processes",
        "fork a long chain",
        "try:\n    while os.fork(): pass\n    time.sleep(99)\nexcept OSError: print('full')",
    ),
    crowd("fork-bomb", "fork in every process", "while True:\n    try: os.fork()\n    except OSError: pass"),
    crowd(
        "fork-bomb-in-a-call",
        "fork in every process while a check waits",
        "def double(x):\n    while True:\n        try: os.fork()\n        except OSError: pass",
    ),
    crowd(
        "fork-and-end",
        "be nowhere to be killed: each process forks the next and ends",
        "def double(x):\n    while True:\n        try:\n            if os.fork(): os._exit(0)\n        except OSError: pass",
    ),
    crowd(
        "threads-that-fork",
        "fork from many threads at once",
        "def forks():\n    while True:\n        try:\n            if os.fork() == 0: time.sleep(60)\n        except OSError: "
        "time.sleep(0.01)\nfor _ in range(8): threading.Thread(target=forks, daemon=True).start()\ntime.sleep(0.5)",
    ),
    flood(
        "memory-of-arrays",
        "hold more than the limit at once",
        "import numpy\ndef all_of(): hold = [bytearray(10**8) for _ in range(99)]\n"
        "try_each(lambda: numpy.ones(10**9), all_of)",
    ),
    flood(
        "memory-piece-by-piece",
        "hold more and more in a call",
        "def double(x):\n    hold = []\n    while True: hold.append(b'x' * 10**6)",
    ),
    flood(
        "memory-and-no-exception",
        "hold more and more, and swallow every MemoryError",
        "def double(x):\n    hold = []\n    while True:\n        try: hold.append(b'x' * 10**6)\n"
        "        except BaseException: pass",
    ),
    crowd("memory-of-many-processes", "hold as much in each of many processes", TREE),
    flood(
        "memory-of-private-file-maps",
        "map the same file privately again and again, and touch every page",
        "import mmap\nwith open('big', 'wb') as f: f.write(b'x' * 4_000_000)\nhold = []\ntry:\n    for _ in range(250):\n"
        "        with open('big', 'r+b') as f: m = mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_COPY)\n"
        "        for i in range(0, len(m), 4096): m[i] = 1\n        hold.append(m)\n"
        "    print('GOT', len(hold))\nexcept (OSError, MemoryError): pass",
    ),
    flood(
        "memory-of-brk-and-remap",
        "get memory by the allocator's own calls",
        "libc.sbrk.restype = ctypes.c_long\nheld = sum(1 for _ in range(99) if libc.sbrk(ctypes.c_long(2**26)) != -1)\n"
        "print('GOT' if held > 8 else held)",
    ),
    flood(
        "memory-of-sockets",
        "fill socket pairs that nobody reads",
        "hold = []\ntry:\n    while True:\n        hold += socket.socketpair()\n        hold[-1].setblocking(False)\n"
        "        try:\n            while True: hold[-1].send(b'x' * 65536)\n        except BlockingIOError: pass\nexcept OSError: "
        "pass\nprint('GOT' if len(hold) > 512 else len(hold))",
    ),
    flood(
        "memory-of-descriptors-in-flight",
        "send descriptors of sockets over themselves and forget them",
        "try:\n    for _ in range(2000):\n        a, b = socket.socketpair()\n        socket.send_fds(a, [b'x'], [a.fileno(), "
        "b.fileno()] * 60)\n        a.close(); b.close()\nexcept OSError: pass",
    ),
    flood(
        "disk",
        "write more files than the scratch may hold",
        "for i in range(999):\n    with open(f'f{i}', 'wb') as file: file.write(b'x' * 10**6)\nprint('GOT')",
    ),
    flood(
        "disk-by-one-file",
        "write one file larger than allowed",
        "import signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nwith open('f', 'wb') as file:\n"
        "    for _ in range(999): file.write(b'x' * 10**6)\nprint('GOT')",
    ),
    flood(
        "disk-by-holes",
        "make files of a size that is not there",
        "try_each(lambda: os.truncate('f', 0), lambda: os.ftruncate(os.open('f', 66), 2**40) or 'large',\n"
        "    lambda: os.posix_fallocate(os.open('g', 66), 0, 2**30) or 'large')",
    ),
    flood(
        "disk-by-removed-files",
        "write to files that have no name any more",
        "hold = []\nfor i in range(99):\n    hold.append(open(f'f{i}', 'wb')); os.remove(f'f{i}')\n"
        "    hold[-1].write(b'x' * 10**6); hold[-1].flush()\nprint('done')",
    ),
    flood(
        "files-without-end", "make files without end", "for i in range(10**6): open(f'f{i}', 'w').close()\nprint('GOT')"
    ),
    flood(
        "hard-links-without-end",
        "give one file names without end",
        "open('f', 'w').close()\nfor i in range(10**6): os.link('f', f'f{i}')\nprint('GOT')",
    ),
    flood(
        "folders-without-end",
        "make a tree deeper than a path may be long",
        "for i in range(3000): os.mkdir('d' * 200); os.chdir('d' * 200)",
    ),
    flood(
        "descriptors",
        "use up all descriptors",
        "hold = []\ntry:\n    while True: hold.append(os.dup(0))\nexcept OSError: print(len(hold))",
    ),
    flood(
        "descriptors-in-a-call",
        "use up all descriptors while a check waits",
        "hold = []\ndef double(x):\n    while True: hold.append(os.dup(0))",
    ),
    flood(
        "pipes",
        "fill pipes that nobody reads",
        "hold = []\ntry:\n    while True:\n"
        "        hold.append(os.pipe()); os.set_blocking(hold[-1][1], False); os.write(hold[-1][1], "
        "b'x' * 65536)\n"
        "except OSError: pass",
    ),
    flood(
        "timers",
        "make timers without end",
        "n = 0\nfor n in range(10**5):\n"
        "    if libc.syscall(222, 1, 0, ctypes.byref(ctypes.c_int())) == -1: break\nprint('GOT' if n > 70_000 else n)",
    ),
    flood("output", "print hundreds of megabytes", "for _ in range(300): print('x' * 10**6)"),
    flood("output-of-one-line", "print one very long line of markup", "print('\\x1b[31m<script>' * 10**6)"),
    flood(
        "output-in-a-call",
        "print without end while a check waits",
        "def double(x):\n    while True: print('x' * 10**5)",
    ),
    flood(
        "displays",
        "display without end",
        "from IPython.display import display\nfor _ in range(300): display('x' * 10**5)",
    ),
    flood(
        "figures",
        "draw more figures than anybody looks at",
        "import warnings\ntry:\n    import matplotlib.pyplot as plt\n"
        "    for _ in range(200): plt.figure()\nexcept Exception: pass",
        seconds=20.0,
    ),
    flood(
        "unbounded-repr",
        "show a value whose repr has no end",
        "class R:\n    def __repr__(self): return 'x' * 10**8\nR()",
    ),
    flood(
        "name-of-a-megabyte", "define names of a megabyte", "globals()['x' * 10**6] = 1\ndouble.__name__ = 'y' * 10**7"
    ),
    flood(
        "many-names",
        "define a hundred thousand names that look alike",
        "for i in range(10**5): globals()[f'doubl{i}'] = i\ndel double",
    ),
]
