"""Shadowing: modules, start-up files and import hooks that wait for somebody to import them."""

from functools import partial

from tests.attacks.attack import Attack

shadow = partial(Attack, stopped_by="wire")

SPELL = "'import builtins; builtins.GOT = 1; print(\"GOT\")'"


def beside(*names: str) -> str:
    """Writes modules beside the notebook."""
    return f"for name in {names!r}:\n    os.makedirs(os.path.dirname(name) or '.', exist_ok=True)\n    open(name, 'w').write({SPELL})\n"


ATTACKS = [
    shadow(
        "numpy-beside-the-notebook",
        "have the harness import a numpy.py of the student's",
        beside("numpy.py", "pandas.py", "json.py", "random.py", "inspect.py", "difflib.py")
        + "import numpy.linalg, json, secrets, statistics\ndef double(x):\n    import colorsys\n    return None",
    ),
    shadow(
        "modules-not-loaded-yet",
        "shadow what the harness imports on demand",
        beside("autograder.py", "pyseccomp.py", "landlockpy.py", "fractions.py", "matplotlib.py", "_strptime.py")
        + "import fractions, datetime\ndatetime.datetime.strptime('1', '%d')",
    ),
    shadow(
        "harness-beside-the-notebook",
        "shadow the harness itself",
        beside("autograder/__init__.py", "autograder/worker/figures.py", "msgspec/__init__.py")
        + "import matplotlib.pyplot as plt\nplt.plot([1])",
    ),
    shadow(
        "site-customised",
        "write what Python runs when it starts",
        beside("sitecustomize.py", "usercustomize.py", ".pythonrc", "python._pth", "pyvenv.cfg")
        + "os.environ.update(PYTHONSTARTUP=os.path.abspath('.pythonrc'), PYTHONPATH=os.getcwd(), PYTHONHOME=os.getcwd())",
    ),
    shadow(
        "start-up-files-of-ipython",
        "write what IPython runs when it starts",
        beside(
            ".ipython/profile_default/startup/00.py",
            "profile_default/startup/00.py",
            "profile_default/ipython_config.py",
            ".config/matplotlib/matplotlibrc",
            "matplotlibrc",
        ),
    ),
    Attack(
        "start-up-files-in-the-home",
        "write them where the grader's own tools look",
        "for name in ('.ipython/profile_default/startup/' + MARK, '.config/' + MARK, '.local/lib/' + MARK, MARK, '.ssh/' + MARK):\n"
        "    try_each(lambda: write(os.path.join(HOME, name)) or 'wrote')",
        "sandbox",
    ),
    Attack(
        "path-files-of-packages",
        "write a .pth file that every Python runs",
        "import numpy\nsite = os.path.dirname(os.path.dirname(numpy.__file__))\n"
        "try_each(lambda: write(f'{site}/{MARK}.pth') or 'wrote', lambda: write(os.path.join(sys.prefix, MARK)) or 'wrote', lambda: write(os.path.dirname(os.__file__) + '/' + MARK) or 'wrote')",
        "sandbox",
    ),
    shadow(
        "path-emptied",
        "take away where modules are found",
        "sys.path[:] = []\nsys.meta_path[:] = []\nsys.path_hooks[:] = []\nsys.path_importer_cache.clear()",
    ),
    shadow(
        "path-turned-round",
        "look into scratch first",
        beside("encodings.py", "traceback.py", "autograder_x.py")
        + "sys.path.insert(0, os.getcwd())\nsys.path.insert(0, '')",
    ),
    shadow(
        "finder-that-lies",
        "find every module oneself",
        "class F:\n    def find_spec(self, *a): raise SystemExit\nsys.meta_path.insert(0, F())",
    ),
    shadow(
        "loader-that-lies",
        "load every module oneself",
        "import importlib.machinery as m, types\nclass F:\n    def find_spec(self, name, *a): return m.ModuleSpec(name, self)\n"
        "    def create_module(self, spec): return types.ModuleType(spec.name)\n    def exec_module(self, module): module.__getattr__ = lambda n: 'GOT'\nsys.meta_path.insert(0, F())",
    ),
    shadow(
        "import-replaced",
        "replace __import__",
        "import builtins\nbuiltins.__import__ = lambda *a, **k: os._exit(0)",
        points=None,
    ),
    shadow(
        "modules-replaced",
        "put other modules in the table of modules",
        "for n in ('json', 'pytest', 'msgspec', 'autograder', 'autograder.codec', 'os.path', 'inspect'): sys.modules[n] = type(sys)('GOT')",
    ),
    shadow(
        "main-replaced",
        "replace the notebook's module",
        "sys.modules['__main__'] = type(sys)('__main__')\nsys.modules['__main__'].double = lambda x: 2 * x",
    ),
    shadow(
        "bytecode-beside-the-notebook",
        "leave compiled code for a library's module",
        "import py_compile, numpy\nopen('x.py', 'w').write('print(1)')\npy_compile.compile('x.py', '__pycache__/numpy.cpython-311.pyc')\n"
        "sys.pycache_prefix = os.getcwd()",
    ),
    shadow(
        "library-preloaded",
        "have C libraries loaded from scratch",
        "os.environ.update(LD_PRELOAD=os.path.abspath('x.so'), LD_LIBRARY_PATH=os.getcwd())\nopen('x.so', 'wb').write(b'\\x7fELF')\nopen('libc.so.6', 'wb').write(b'x')\n"
        "try: ctypes.CDLL('./x.so')\nexcept OSError: pass",
    ),
]
