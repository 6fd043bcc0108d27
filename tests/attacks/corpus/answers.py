"""Answers of awkward size, shape, order and content; none is twice x."""

from functools import partial

from tests.attacks.attack import Attack

awkward = partial(Attack, stopped_by="wire")


def returning(expression: str) -> str:
    """A function that returns it."""
    return f"import itertools, collections, decimal, fractions, datetime\ndef double(x): return {expression}"


ATTACKS = [
    awkward(
        "answer-nan", "return NaN everywhere", returning("np.full(np.shape(x), np.nan)"), points=6.0
    ),  # the right shape
    awkward(
        "answer-nan-of-other-bits",
        "return NaN with a payload",
        returning("np.array([0x7ff8dead00000001] * 3, 'u8').view('f8')"),
    ),
    awkward("answer-negative-strides", "return a view that runs backwards", returning("np.arange(9.0)[::-3]")),
    awkward(
        "answer-zero-strides",
        "return a view of one number",
        returning("np.lib.stride_tricks.as_strided(np.zeros(1), (10**9,), (0,))"),
    ),
    awkward(
        "answer-beyond-its-memory",
        "return a view beyond the memory of its array",
        returning("np.lib.stride_tricks.as_strided(np.zeros(1), (3,), (2**40,))"),
    ),
    awkward(
        "answer-fortran-order",
        "return a wrong matrix in another order",
        returning("np.asfortranarray(np.ones((3, 3)))"),
    ),
    awkward(
        "answer-object-array-in-itself",
        "return an array of objects that holds itself",
        "def double(x):\n    a = np.empty(1, object)\n    a[0] = a\n    return a",
    ),
    awkward("answer-object-numbers", "return wrong numbers as objects", returning("np.array([1.0, 2.0, 3.0], object)")),
    awkward(
        "answer-long-double",
        "return numbers of 80 bits that are infinite in 64",
        returning("np.array([1e4000] * 3, np.longdouble)"),
    ),
    awkward("answer-datetimes", "return dates", returning("np.array(['2024-01-01'] * 3, 'M8[D]')")),
    awkward("answer-void", "return raw memory", returning("np.zeros(3, 'V1000')")),
    awkward("answer-texts-of-a-megabyte", "return an array of huge texts", returning("np.array(['x' * 10**6] * 3)")),
    awkward(
        "answer-zero-dimensions",
        "return scalars with no dimension, in arrays of objects",
        returning("np.array(np.array(None, object), object)"),
    ),
    awkward(
        "answer-of-32-dimensions",
        "return an array with all dimensions that there are",
        returning("np.zeros((1,) * 32)"),
    ),
    awkward("answer-empty", "return nothing, in an array", returning("np.zeros((0, 10**6))")),
    awkward("answer-ragged", "return lists of different lengths", returning("[[1], [1, 2], []]")),
    awkward("answer-of-a-million-lists", "return a million lists", returning("[[1.0]] * 10**6")),
    awkward(
        "answer-shared-again-and-again",
        "return 2^60 leaves in 60 lists",
        "def double(x):\n    a = [1.0]\n    for _ in range(60): a = [a, a]\n    return a",
    ),
    awkward(
        "answer-cyclic-dict", "return a dict in itself", "def double(x):\n    d = {}\n    d['d'] = d\n    return d"
    ),
    awkward("answer-huge-range", "return a range of 10^18", returning("range(10**18)")),
    awkward("answer-huge-deque", "return a deque over the limit", returning("collections.deque([0] * 10**6)")),
    awkward(
        "answer-decimal",
        "return exact numbers of other classes",
        returning("[decimal.Decimal('NaN'), fractions.Fraction(1, 3), 1j]"),
    ),
    awkward("answer-negative-zero", "return minus zero", returning("-0.0")),
    awkward("answer-smallest-numbers", "return numbers below the smallest", returning("np.full(3, 5e-324)")),
    awkward("answer-largest-numbers", "return numbers whose squares overflow", returning("np.full(3, 1.7e308)")),
    awkward(
        "answer-integers-that-overflow", "return integers at the edge", returning("np.array([2**63 - 1, -2**63, 0])")
    ),
    awkward("answer-small-integers", "return what wraps round in 8 bits", returning("np.array([6, 254, 4], 'u1')")),
    awkward(
        "answer-frame-of-frames",
        "return a DataFrame of DataFrames",
        "def double(x):\n    import pandas as pd\n    return pd.DataFrame({'a': [pd.DataFrame({'b': [1]})] * 3})",
    ),
    awkward(
        "answer-frame-with-lying-columns",
        "return a DataFrame whose columns have no names",
        "def double(x):\n    import pandas as pd\n    return pd.DataFrame(np.zeros((2, 3)), columns=[None, float('nan'), (1, 2)])",
    ),
    awkward(
        "answer-frame-of-ten-thousand-columns",
        "return a very wide table",
        "def double(x):\n    import pandas as pd\n    return pd.DataFrame(np.zeros((1, 10_000)))",
    ),
    awkward(
        "answer-module-and-class",
        "return modules, classes and the shell",
        returning("[np, type, get_ipython(), sys.modules]"),
    ),
    awkward("answer-coroutine", "return a coroutine that is never awaited", "async def double(x): return 2 * x"),
    awkward(
        "answer-generator",
        "return a generator of the right numbers, not the numbers",
        "def double(x): yield from 2 * np.atleast_1d(x)",
    ),
    awkward(
        "answer-the-argument",
        "return the argument itself, changed in place",
        "def double(x):\n    x = np.asarray(x)\n    x[...] = 0\n    return x",
        points=6.0,
    ),
]
