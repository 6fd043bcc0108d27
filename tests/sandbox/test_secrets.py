"""Attacks on what a student must not know: suites, reference, other files, environments, memory."""

from tests.sandbox.attack import HONEST, Attack, check_safe, parametrize
from tests.support.grader import COURSE, grader

READING = [
    Attack("suite-by-its-path", "try_each(lambda: read(SUITE))"),
    Attack("suite-through-parents", "try_each(*(lambda n=n: read('../' * n + SUITE.lstrip('/')) for n in range(12)))"),
    Attack("suite-through-a-link", "os.symlink(SUITE, 'mine.py')\ntry_each(lambda: read('mine.py'))"),
    Attack("hard-link-to-outside", "try_each(lambda: os.link(DECOY, 'mine.py') or 'linked')"),
    Attack("move-from-outside", "try_each(lambda: os.rename(DECOY, 'mine.py') or 'renamed')"),
    Attack(
        "suite-under-proc-root",
        "try_each(lambda: read('/proc/self/root' + SUITE), lambda: read('/proc/self/cwd/../..' + SUITE))",
    ),
    Attack(
        "suite-run-by-the-shell",
        "get_ipython().run_line_magic('run', SUITE)\nget_ipython().run_line_magic('pycat', SUITE)",
    ),
    Attack("manifest", "try_each(lambda: read(MANIFEST))"),
    Attack(
        "list-folders",
        "try_each(*(lambda p=p: os.listdir(p) for p in (ASSIGNMENT, ROOT, REFERENCE, HOME, '/tmp', "
        "'/root', '/home', '/var', '/run', '/dev', '/sys')))",
    ),
    Attack(
        "home-files",
        "try_each(*(lambda p=p: read(os.path.join(HOME, p)) for p in ('.bashrc', '.profile', "
        "'.ssh/id_rsa', '.netrc', '.bash_history')))",
    ),
    Attack(
        "files-of-the-system",
        "try_each(*(lambda p=p: os.open(p, os.O_RDONLY) for p in ('/etc/shadow', '/etc/hosts', '/proc/kcore', "
        "'/dev/mem', '/proc/kmsg', '/sys/kernel/notes')))",
    ),
    Attack(
        "environments-of-all-processes",
        "for pid in [1, os.getppid(), *range(2, 400)]:\n    if pid != os.getpid():\n"
        "        try_each(*(lambda w=w: read(f'/proc/{pid}/{w}') for w in ('environ', 'mem', 'auxv')))",
    ),
    Attack(
        "descriptors-of-all-processes",
        "for pid in [1, os.getppid(), *range(2, 200)]:\n    if pid != os.getpid():\n"
        "        try_each(lambda: os.listdir(f'/proc/{pid}/fd'), lambda: os.listdir(f'/proc/{pid}/root'))",
    ),
    Attack("own-environment", "print(dict(os.environ), read('/proc/self/environ'))"),
    Attack(
        "inherited-descriptors",
        "found = []\n"
        "for fd in range(3, 4096):\n    try:\n        os.fstat(fd); found.append(fd)\n    except OSError: pass\n"
        "try_each(lambda: found if len(found) > 1 else False)\n"
        "try_each(lambda: socket.socket(fileno=os.dup(found[0])).recv(99, socket.MSG_PEEK | socket.MSG_DONTWAIT),\n"
        "         lambda: socket.socket(fileno=os.dup(found[0])).recvmsg(1, 4096, socket.MSG_DONTWAIT))",
    ),
    Attack(
        "descriptors-through-proc", "try_each(*(lambda n=n: read(f'/proc/self/fd/{n}') or False for n in range(64)))"
    ),
    Attack(
        "strings-of-the-collector",
        "import gc\nneedle = ' '.join(['doubling', 'a', 'float64'])\n"
        "for thing in gc.get_objects():\n"
        "    for item in (thing.values() if type(thing) is dict else thing if type(thing) in (list, tuple) else ()):\n"
        "        if type(item) is str and needle in item and item is not needle: print('GOT', item)",
    ),
    Attack(
        "own-memory",
        "import re\nmemory = open('/proc/self/mem', 'rb', 0)\n"
        "for line in open('/proc/self/maps'):\n"
        "    span, rights = line.split()[:2]\n    start, end = (int(part, 16) for part in span.split('-'))\n"
        "    if 'r' in rights and 'v' not in line.split()[-1]:\n"
        "        memory.seek(start)\n"
        "        for found in re.finditer(rb'doublin[g] a float64|s3cr3[t]-of|submission_second[s] = "
        "', memory.read(end - start)):\n"
        "            print('GOT', found[0])",
    ),
    Attack(
        "frames-and-modules",
        "frame = sys._getframe()\nwhile frame is not None:\n"
        "    try_each(*(lambda k=k, f=frame: f.f_locals[k] for k in ('manifest', 'suite', 'expected', 'checks')))\n"
        "    frame = frame.f_back\n"
        "bad = ('tests', 'reference', 'hidden', 'test_mini', 'pytest', 'autograder.grading', 'autograder.expect')\n"
        "try_each(*(lambda n=n: sys.modules[n] for n in bad))",
    ),
    Attack("imports", "try_each(*(lambda n=n: __import__(n) for n in ('reference', 'tests', 'hidden', 'test_mini')))"),
    Attack(
        "paths-of-the-assignment",
        "import gc\nprint([o for o in gc.get_objects() if 'Boot' in type(o).__name__ and o.secrets and print('GOT')])",
    ),
]


@parametrize(READING)
def test_secret_stays_secret(grade, attack):
    """Whatever a notebook reads or scans, nothing of the grader's comes out."""
    check_safe(grade(*attack.cells), attack)


def test_course_files_are_out_of_reach():
    """The suites and the reference of the real course can be neither read nor imported."""
    probe = (
        f"import os, glob\n"
        f"for folder in ({str(COURSE)!r}, {str(COURSE / 'hidden')!r}, "
        f"{str(COURSE.parents[1] / 'reference')!r}):\n"
        f""
        "    try: print('GOT', os.listdir(folder))\n    except OSError: pass\n"
        "    print(['GOT' for path in glob.glob(folder + '/**', recursive=True)[1:]])\n"
        "try:\n    import reference; print('GOT')\nexcept ImportError: pass\n"
        "import matplotlib.pyplot as plt\nfrom matplotlib.axes import Axes\n"
        "Axes.get_lines = Axes.get_title = lambda self, *a: ['GOT'] * 10**6\nplt.figure = lambda *a, **k: None"
    )
    with grader(COURSE) as warm:
        graded = warm(*HONEST, probe, only=("q1",))
    assert (graded.score, graded.withheld) == (0.0, None)
    assert "GOT" not in str(graded)
    assert graded.cells[3].error is None
