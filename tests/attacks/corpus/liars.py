"""Objects that lie about themselves; none is twice x, and an object is what its bytes say."""

from functools import partial

from tests.attacks.attack import Attack

liar = partial(Attack, stopped_by="wire")

ATTACKS = [
    liar(
        "equal-to-everything",
        "return what is equal to everything",
        "class Liar:\n    __eq__ = lambda *a: True\n    __array__ = lambda *a, **k: [6.0, -2.0, 4.0]\ndef double(x): return Liar()",
    ),
    liar(
        "array-that-exits",
        "exit while being made an array",
        "class Liar:\n    def __array__(self, *a, **k): os._exit(1)\ndef double(x): return Liar()",
    ),
    liar(
        "float-with-another-value",
        "return a float that shows another value",
        "class Liar(float):\n    __float__ = __index__ = __repr__ = lambda *a: 3.0\ndef double(x): return Liar(0.5)",
    ),
    liar(
        "array-with-another-shape",
        "return an array that claims another shape",
        "import numpy as np\nclass Liar(np.ndarray):\n    shape = (3,)\n    dtype = np.dtype('f8')\n    tobytes = lambda *a: b'x'\ndef double(x): return np.zeros((2, 2)).view(Liar)",
    ),
    liar(
        "array-equal-to-everything",
        "return an array whose comparisons are true",
        "import numpy as np\nclass Liar(np.ndarray):\n    __eq__ = __array_ufunc__ = lambda *a, **k: True\n    __abs__ = __sub__ = lambda *a: 0\ndef double(x): return np.ones(3).view(Liar)",
    ),
    liar(
        "another-class",
        "claim another class",
        "class Liar:\n    __class__ = property(lambda self: float)\ndef double(x): return Liar()",
    ),
    liar(
        "another-class-each-time",
        "exit when asked for the class",
        "class Liar:\n    @property\n    def __class__(self): raise SystemExit\ndef double(x): return Liar()",
    ),
    liar(
        "list-with-another-length",
        "return a list of negative length and without end",
        "class Liar(list):\n    __len__ = lambda self: -1\n    __iter__ = lambda self: iter(int, 1)\ndef double(x): return Liar([1])",
    ),
    liar(
        "dict-without-end",
        "return a dict without end",
        "import itertools\nclass Liar(dict):\n    items = lambda self: ((i, i) for i in itertools.count())\ndef double(x): return Liar()",
    ),
    liar(
        "generator-without-end",
        "return a generator without end",
        "import itertools\ndef double(x): return itertools.count()",
    ),
    liar(
        "named-by-a-liar",
        "fail when asked for the type's name",
        "class Meta(type):\n    __name__ = property(lambda cls: 1 / 0)\nclass Liar(metaclass=Meta): pass\ndef double(x): return Liar()",
    ),
    liar(
        "unprintable-name",
        "return a type whose name cannot be printed",
        "def double(x): return type('\\ud800' * 10**6, (), {})()",
    ),
    liar(
        "attributes-that-raise",
        "interrupt when asked for any attribute",
        "class Liar:\n    def __getattribute__(self, name): raise KeyboardInterrupt\ndef double(x): return Liar()",
    ),
    liar("answer-cycle", "return a list in itself", "def double(x):\n    a = []\n    a.append(a)\n    return a"),
    liar(
        "answer-deep",
        "return a list of 100,000 levels",
        "def double(x):\n    a = 1\n    for _ in range(10**5): a = [a]\n    return a",
    ),
    liar(
        "answer-objects",
        "return an array of objects",
        "import numpy as np\ndef double(x): return np.array([6, -2, None], dtype=object)",
    ),
    liar("answer-strings", "return numbers as texts", "def double(x): return ['6', '-2', '4']"),
    liar("answer-huge-integer", "return a number of 100,000 digits", "def double(x): return 10**100_000"),
    liar("huge-string", "return a hundred megabytes of text", "def double(x): return 'x' * 10**8"),
    liar("huge-array", "return an array over the limit", "import numpy as np\ndef double(x): return np.zeros(10**7)"),
    liar(
        "broadcast-array",
        "return an array of 10^12 entries that takes no memory",
        "import numpy as np\ndef double(x): return np.broadcast_to(1.0, (10**6, 10**6))",
    ),
    liar(
        "structured-array",
        "return 5,000 columns",
        "import numpy as np\ndef double(x): return np.zeros(3, dtype=[(f'f{i}', 'f8') for i in range(5000)])",
    ),
    liar("answer-infinities", "return infinities", "import numpy as np\ndef double(x): return [np.inf] * 9"),
    liar(
        "buffer-freed-later",
        "return an array at an address of one's choice",
        "import numpy as np\nclass Liar:\n    __array_interface__ = {'shape': (3,), 'typestr': '<f8', 'data': (8, True), 'version': 3}\ndef double(x): return np.asarray(Liar())",
    ),
    liar(
        "death-of-the-object",
        "exit when the answer is forgotten",
        "class Liar:\n    def __del__(self): os._exit(1)\ndef double(x): return [Liar(), 1]",
    ),
    liar(
        "sized-by-a-liar",
        "return an int that lies about its size",
        "class Liar(int):\n    bit_length = lambda self: 0\n    __lt__ = __le__ = lambda *a: True\ndef double(x): return Liar(10**6)",
    ),
    liar(
        "array-function-that-lies",
        "answer NumPy's functions oneself",
        "class L:\n    __array_function__ = lambda *a, **k: True\n    __array_ufunc__ = lambda *a, **k: np.array(0.0)\n"
        "    shape = (3,); dtype = np.dtype('f8'); ndim = 1\ndef double(x): return L()",
    ),
    liar(
        "array-interface-of-another",
        "lend another array's memory by __array_interface__ and the buffer protocol",
        "class L:\n    def __init__(s, a): s.__array_interface__ = a.__array_interface__\n"
        "def double(x): return L(np.asarray(x))",
    ),
    liar(
        "index-and-float-disagree",
        "be one number as an index and another as a float",
        "class L(int):\n    __index__ = __int__ = __float__ = __neg__ = lambda s: 6\ndef double(x): return [L(0)] * 3",
    ),
    liar(
        "length-that-changes",
        "have another length each time",
        "import itertools\nclass L(list):\n    n = itertools.count()\n    __len__ = lambda s: next(L.n)\n    __iter__ = lambda s: iter([6.0, -2.0])\ndef double(x): return L()",
        points=5.0,
    ),  # of two, as one check asks
    liar(
        "properties-with-side-effects",
        "change the answer while it is looked at",
        "class L:\n    @property\n    def shape(self):\n        globals()['double'] = lambda x: 2 * x\n        return (3,)\ndef double(x): return L()",
    ),
    liar(
        "answers-every-attribute",
        "have every attribute, each of them oneself, callable, iterable",
        "class L:\n    __getattr__ = lambda s, n: s\n    __call__ = __getitem__ = __iter__ = __next__ = lambda s, *a: s\ndouble = L()",
    ),
    liar(
        "metaclass-that-lies",
        "be an instance of everything",
        "class M(type):\n    __instancecheck__ = __subclasscheck__ = lambda *a: True\n    __eq__ = lambda *a: True\n    __hash__ = lambda c: hash(float)\n"
        "class L(metaclass=M): pass\ndef double(x): return L",
    ),
    liar(
        "mro-that-lies",
        "have another class's ancestors",
        "class M(type):\n    def mro(cls): return [cls, *float.__mro__]\ntry:\n    class L(float, metaclass=M): pass\nexcept TypeError: L = object\ndef double(x): return L()",
    ),
    liar(
        "fields-that-lie",
        "be a named tuple of other fields",
        "class L(tuple): _fields = property(lambda s: ['<b>' * 10**5] * 10**5)\ndef double(x): return L([1])",
    ),
    liar(
        "keys-that-lie",
        "be a dict whose keys are equal to each other",
        "class K(str):\n    __eq__ = lambda *a: True\n    __hash__ = lambda s: 1\ndef double(x): return {K('a'): 1, K('b'): 2}",
    ),
    liar(
        "string-subclass",
        "be a text that shows another",
        "class S(str):\n    __str__ = __repr__ = __format__ = encode = lambda *a: b'right'\nword = S('wrong')",
        points=2.0,
    ),
    liar(
        "string-that-is-equal",
        "be a word that is equal to every word",
        "class S(str):\n    __eq__ = lambda *a: True\n    __hash__ = str.__hash__\nword = S('w' * 9)",
        points=1.0,
    ),
    liar("bool-for-a-number", "return True and False", "def double(x): return [True] * 3"),
    liar(
        "values-that-are-handles",
        "return functions for numbers",
        "def double(x): return [lambda: 6.0, lambda: -2.0, lambda: 4.0]",
    ),
    liar(
        "dtype-of-ones-own",
        "return an array whose dtype carries metadata and a title",
        "def double(x): return np.zeros(3, dtype=np.dtype('f8', metadata={'x': 'y' * 10**6}))",
    ),
    liar(
        "masked-and-matrix",
        "return subclasses of arrays with hidden values",
        "def double(x): return np.ma.array([6.0, -2.0, 5.0], mask=[0, 0, 1])",
    ),
    liar(
        "pickles-that-run",
        "return what runs code when unpickled or copied",
        "class L:\n    def __reduce__(self): return (os.system, ('echo GOT',))\n    __reduce_ex__ = __copy__ = __deepcopy__ = lambda s, *a: s.__reduce__()\n"
        "def double(x): return [L(), 1]",
    ),
    liar(
        "hash-that-raises",
        "return a set and a dict of what cannot be hashed again",
        "class H:\n    n = 0\n    def __hash__(self):\n        H.n += 1\n        if H.n > 1: raise SystemExit\n        return 1\ndef double(x): return {H()}",
    ),
]
