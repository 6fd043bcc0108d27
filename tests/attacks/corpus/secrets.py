"""Reading what a student must not know: suites, reference, other files, environments, descriptors, memory."""

from functools import partial

from tests.attacks.attack import Attack

file = partial(Attack, stopped_by="sandbox")
memory = partial(Attack, stopped_by="wire")

ATTACKS = [
    file("suite-by-its-path", "open the hidden suite", "try_each(lambda: read(SUITE))"),
    file(
        "suite-through-parents",
        "climb to the hidden suite from the working folder",
        "try_each(*(lambda n=n: read('../' * n + SUITE.lstrip('/')) for n in range(12)))",
    ),
    file(
        "suite-through-a-link",
        "open a symbolic link to the hidden suite",
        "os.symlink(SUITE, 'mine.py')\ntry_each(lambda: read('mine.py'))",
    ),
    file(
        "suite-under-proc-root",
        "reach the hidden suite through the links of /proc",
        "try_each(lambda: read('/proc/self/root' + SUITE), lambda: read('/proc/self/cwd/../..' + SUITE),\n"
        "    lambda: read(f'/proc/{os.getppid()}/root' + SUITE), lambda: read(f'/proc/self/task/{os.getpid()}/root' + SUITE),\n"
        "    lambda: read('/proc/thread-self/root' + SUITE), lambda: read('/proc/1/root' + SUITE))",
    ),
    file(
        "suite-from-a-folder-descriptor",
        "open the suite relative to descriptors of folders, and with O_PATH first",
        "for flags in (os.O_RDONLY, os.O_PATH):\n    for folder in ('/', '.', '..', '/proc/self/root'):\n"
        "        try_each(lambda: os.read(os.open(SUITE.lstrip('/'), os.O_RDONLY, "
        "dir_fd=os.open(folder, flags | os.O_DIRECTORY)), 99))\n"
        "try_each(lambda: read(f'/proc/self/fd/{os.open(SUITE, os.O_PATH)}'))",
    ),
    file(
        "suite-run-by-the-shell",
        "let IPython's magics run or show the hidden suite",
        "get_ipython().run_line_magic('run', SUITE)\nget_ipython().run_line_magic('pycat', SUITE)",
    ),
    file(
        "suite-by-import",
        "import the suite, the reference and the tests by paths and by loaders",
        "import importlib.machinery, importlib.util, runpy, zipimport\n"
        "sys.path[:0] = [ROOT, ASSIGNMENT, ASSIGNMENT + '/hidden']\n"
        "try_each(lambda: __import__('reference').__file__, lambda: __import__('test_mini'), "
        "lambda: runpy.run_path(SUITE) and 'ran',\n"
        "    lambda: importlib.machinery.SourceFileLoader('x', SUITE).get_code('x'))",
    ),
    file(
        "suite-by-libraries",
        "let libraries that open files in C read the suite",
        "import linecache, tokenize, mmap\n"
        "try_each(lambda: np.fromfile(SUITE, dtype='u1') is None or 'read', lambda: np.loadtxt(SUITE, dtype=str, "
        "delimiter='\\0').size or False,\n    lambda: np.memmap(SUITE, mode='r') is None or 'mapped', "
        "lambda: linecache.getlines(SUITE) or False,\n    lambda: tokenize.open(SUITE).read(), "
        "lambda: libc.fopen(SUITE.encode(), b'r') or False, lambda: ctypes.CDLL(SUITE))",
    ),
    file(
        "suite-without-opening",
        "copy, send or execute the suite's file without reading it oneself",
        "import shutil\ntry_each(lambda: shutil.copyfile(SUITE, 'mine'), lambda: os.execv(SUITE, ['x']),\n"
        "    lambda: os.copy_file_range(os.open(SUITE, os.O_RDONLY), os.open('mine', 66), 99),\n"
        "    lambda: os.sendfile(os.open('mine', 66), os.open(SUITE, os.O_RDONLY), 0, 99))",
    ),
    file(
        "hard-link-to-outside",
        "hard-link a file into scratch",
        "try_each(lambda: os.link(DECOY, 'mine.py') or 'linked')",
    ),
    file("move-from-outside", "move a file into scratch", "try_each(lambda: os.rename(DECOY, 'mine.py') or 'renamed')"),
    file("manifest", "open the manifest", "try_each(lambda: read(MANIFEST))"),
    file(
        "list-folders",
        "list folders that hold others' files",
        "try_each(*(lambda p=p: os.listdir(p) for p in (ASSIGNMENT, ROOT, REFERENCE, HOME, '/tmp', "
        "'/root', '/home', '/var', '/run', '/dev', '/sys')))",
    ),
    file(
        "home-files",
        "read the grader's home",
        "try_each(*(lambda p=p: read(os.path.join(HOME, p)) for p in ('.bashrc', '.profile', "
        "'.ssh/id_rsa', '.netrc', '.bash_history')), lambda: os.listdir(HOME) or 'empty')",
    ),
    file(
        "files-of-the-system",
        "open files of the system that tell something",
        "try_each(*(lambda p=p: os.open(p, os.O_RDONLY) for p in ('/etc/shadow', '/etc/hosts', '/proc/kcore', "
        "'/dev/mem', '/proc/kmsg', '/sys/kernel/notes')))",
    ),
    file(
        "environments-of-all-processes",
        "read environments and memory of other processes",
        "for pid in [1, os.getppid(), *range(2, 400)]:\n    if pid != os.getpid() and os.path.exists(f'/proc/{pid}'):\n"
        "        try_each(*(lambda w=w: read(f'/proc/{pid}/{w}') for w in ('environ', 'mem', 'auxv')))",
    ),
    file(
        "descriptors-of-all-processes",
        "list descriptors and roots of other processes",
        "for pid in [1, os.getppid(), *range(2, 400)]:\n    if pid != os.getpid() and os.path.exists(f'/proc/{pid}'):\n"
        "        try_each(lambda: os.listdir(f'/proc/{pid}/fd'), lambda: os.listdir(f'/proc/{pid}/root'))",
    ),
    file(
        "memory-of-the-warm-parent",
        "read what the warm parent holds, through every door of /proc",
        "p = os.getppid()\ntry_each(*(lambda w=w: read(f'/proc/{p}/{w}') or False for w in ('maps', 'smaps', 'pagemap', "
        "'environ', 'stack', 'syscall', 'auxv')),\n    *(lambda w=w: os.readlink(f'/proc/{p}/{w}') for w in "
        "('exe', 'cwd', 'root', 'fd/0')))",
    ),
    file(
        "hold-of-the-warm-parent",
        "get a descriptor of the warm parent that outlives its number, or one of its own",
        "p = os.getppid()\ntry_each(lambda: os.pidfd_open(p), lambda: libc.syscall(438, 3, 0, 0) != -1 and 'fd',\n"
        "    lambda: os.open(f'/proc/{p}/mem', os.O_RDWR), lambda: os.open(f'/proc/{p}/task', os.O_RDONLY))",
    ),
    memory("own-environment", "print the own environment", "print(dict(os.environ), read('/proc/self/environ'))"),
    memory(
        "environment-on-the-stack",
        "find variables below the main thread's stack, and in the libraries' copies",
        "import re\nlines = [l for l in open('/proc/self/maps') if '[stack]' in l or '[heap]' in l]\n"
        "memory = open('/proc/self/mem', 'rb', 0)\nfor line in lines:\n"
        "    start, end = (int(p, 16) for p in line.split()[0].split('-'))\n    memory.seek(start)\n"
        "    for found in re.finditer(rb'(GITHU[B]_|GRADE[R]_TOKEN)[A-Z_]*=[^\\0]*', memory.read(end - start)): "
        "print('GOT', found[0])",
    ),
    memory(
        "inherited-descriptors",
        "use descriptors that were left open, and requests that wait on the connection",
        "found = []\n"
        "for fd in range(3, 4096):\n    try:\n        os.fstat(fd); found.append(fd)\n    except OSError: pass\n"
        "try_each(lambda: found if len(found) > 1 else False)\n"
        "try_each(lambda: socket.socket(fileno=os.dup(found[0])).recv(99, socket.MSG_PEEK | socket.MSG_DONTWAIT),\n"
        "         lambda: socket.socket(fileno=os.dup(found[0])).recvmsg(1, 4096, socket.MSG_DONTWAIT))",
    ),
    memory(
        "descriptors-through-proc",
        "read each open descriptor again through /proc",
        "try_each(*(lambda n=n: read(f'/proc/self/fd/{n}') or False for n in range(64)))",
    ),
    memory(
        "offsets-of-descriptors",
        "read what /proc says of descriptors: no path of the grader's",
        "for fd in os.listdir('/proc/self/fd'):\n    try:\n        target = os.readlink(f'/proc/self/fd/{fd}')\n"
        "        info = read(f'/proc/self/fdinfo/{fd}')\n"
        "    except OSError: continue\n    if 'hidden' in target or 'log' in target: print('GOT', target, info)",
    ),
    memory(
        "strings-of-the-collector",
        "find texts of the suite among all Python objects",
        "import gc\nneedle = ' '.join(['doubling', 'a', 'float64'])\n"
        "for thing in gc.get_objects():\n"
        "    for item in (thing.values() if type(thing) is dict else thing if type(thing) in (list, tuple) else ()):\n"
        "        if type(item) is str and needle in item and item is not needle: print('GOT', item)",
    ),
    memory(
        "own-memory",
        "search the own memory for texts of the suite, the manifest and the grader",
        "import re\nmemory = open('/proc/self/mem', 'rb', 0)\n"
        "for line in open('/proc/self/maps'):\n"
        "    span, rights = line.split()[:2]\n    start, end = (int(part, 16) for part in span.split('-'))\n"
        "    if 'r' in rights and 'v' not in line.split()[-1]:\n"
        "        memory.seek(start)\n"
        "        for found in re.finditer(rb'doublin[g] a float64|s3cr3[t]-of|submission_second[s] = "
        "', memory.read(end - start)):\n"
        "            print('GOT', found[0])",
        seconds=20.0,
    ),
    memory(
        "frames-and-modules",
        "look through the callers' variables and the modules for the suite",
        "frame = sys._getframe()\nwhile frame is not None:\n"
        "    try_each(*(lambda k=k, f=frame: f.f_locals[k] for k in ('manifest', 'suite', 'expected', 'checks')))\n"
        "    frame = frame.f_back\n"
        "bad = ('tests', 'reference', 'hidden', 'test_mini', 'pytest', 'autograder.grading', 'autograder.expect')\n"
        "try_each(*(lambda n=n: sys.modules[n] for n in bad))",
    ),
    memory(
        "frames-during-a-call",
        "look through the callers of a call for what its answer should be",
        "def double(x):\n    frame, seen = sys._getframe(), []\n    while frame is not None:\n"
        "        seen += [k for k in frame.f_locals if k in ('expected', 'tolerance', 'points', 'check')]\n"
        "        frame = frame.f_back\n    return 'GOT' if seen else None",
    ),
    memory(
        "frames-of-all-threads",
        "look through other threads, tracebacks and the last exception",
        "found = [f.f_code.co_filename for f in sys._current_frames().values()] + [str(getattr(sys, n, '')) for n in "
        "('last_value', 'last_traceback')]\n"
        "if any('test_mini' in f or 'grading' in f for f in found): print('GOT', found)",
    ),
    memory(
        "imports",
        "import the suite by its name",
        "try_each(*(lambda n=n: __import__(n) for n in ('reference', 'tests', 'hidden', 'test_mini')))",
    ),
    memory(
        "paths-of-the-assignment",
        "find the assignment's paths in what the warm parent was told",
        "import gc\nprint([o for o in gc.get_objects() if 'Boot' in type(o).__name__ and o.secrets and print('GOT')])",
    ),
    memory(
        "earlier-submissions",
        "find another submission's names or output in the memory that was inherited",
        "import gc\nleft = [t for t in gc.get_objects() if type(t) is dict and t is not globals() and 'HONEST_OF_ANOTHER' "
        "in t]\nHONEST_OF_ANOTHER = 1\nif left or os.listdir('.') != ['data']: print('GOT', left, os.listdir('.'))",
    ),
    memory(
        "arguments-tell-nothing",
        "find more in a call's arguments than the values: attributes, bases, bytes around the array",
        "def double(x):\n    base = getattr(x, 'base', None)\n    return None if base is None else f'GOT {base!r}'",
    ),
]
