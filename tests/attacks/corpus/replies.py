"""Replies that no function returns: what a student's process may send in the place of an answer."""

from tests.attacks.attack import Attack

FORGING = """
from autograder import codec
import msgspec
def nest(depth):
    value = 1.0
    for _ in range(depth): value = codec.Sequence('list', [value])
    return value
def rough(tag, **fields): return {'_': tag, **fields}
forge(lambda: %s)
"""

# By id: what is answered, and the reply as a Python expression.
REPLIES = {
    "reply-forbidden-dtype": ("an array of objects", "codec.Answer(codec.Array('object', (1,), b'12345678'))"),
    "reply-unknown-dtype": (
        "an array of a type with a very long name",
        "codec.Answer(codec.Array('x' * 10**6, (1,), b'12345678'))",
    ),
    "reply-buffer-too-short": (
        "an array of a billion numbers without bytes",
        "codec.Answer(codec.Array('float64', (10**9,), b''))",
    ),
    "reply-negative-shape": ("an array of negative shape", "codec.Answer(codec.Array('float64', (-1, -3), b'1' * 24))"),
    "reply-empty-but-huge": ("an empty array of a huge shape", "codec.Answer(codec.Array('float64', (2**62, 0), b''))"),
    "reply-shape-of-64-bits": ("a shape outside 64 bits", "codec.Answer(codec.Array('float64', (2**64 - 1, 0), b''))"),
    "reply-too-many-dimensions": (
        "an array of 65 dimensions",
        "codec.Answer(codec.Array('float64', (1,) * 65, b'1' * 8))",
    ),
    "reply-nested-400-deep": ("lists nested 400 deep", "codec.Answer(nest(400))"),
    "reply-nested-100000-deep": ("lists nested 100,000 deep", "codec.Answer(nest(100_000))"),
    "reply-nested-31-deep": ("lists nested 31 deep", "codec.Answer(nest(31))"),
    "reply-three-million-strings": ("three million strings", "codec.Answer(codec.Sequence('list', ['a'] * 3_000_000))"),
    "reply-a-million-empty-lists": (
        "a million lists",
        "codec.Answer(codec.Sequence('list', [codec.Sequence('list', [])] * 700_000))",
    ),
    "reply-long-names": (
        "names of five million characters",
        "codec.Answer(codec.Opaque('x' * 5_000_000, 'y' * 5_000_000))",
    ),
    "reply-long-handle": (
        "a handle with a name of five million characters",
        "codec.Answer(codec.Handle(0, 'object', 'x' * 5_000_000))",
    ),
    "reply-huge-integer": ("an integer of ten million bytes", "codec.Answer(codec.BigInt(b'1' * 10_000_000))"),
    "reply-series-without-column": (
        "a Series without a column",
        "codec.Answer(rough('t', kind='Series', names=[], columns=[]))",
    ),
    "reply-table-of-unequal-parts": (
        "a table with more columns than names",
        "codec.Answer(rough('t', kind='DataFrame', names=['a'], columns=[1, 2]))",
    ),
    "reply-handle-of-nobody": ("a handle to no object", "codec.Answer(codec.Handle(2**60, 'function', 'function'))"),
    "reply-a-cell-for-a-value": ("a finished cell for a value", "codec.CellDone(None, 'x', 0.0)"),
    "reply-no-name-for-a-value": ("a missing name for a value", "codec.NoName(['x' * 10**6])"),
    "reply-raised-by-nobody": (
        "an exception from nowhere",
        "codec.Raised(codec.Failure('x' * 10**6, 'y' * 10**6, -5, 10**18))",
    ),
    "reply-not-a-number": ("NaN", "codec.Answer(float('nan'))"),
    "reply-mapping-of-mappings": (
        "dicts as keys of dicts",
        "codec.Answer(codec.Mapping('dict', [(codec.Mapping('dict', []), 1)] * 1000))",
    ),
    "reply-mapping-with-long-keys": (
        "a dict with keys of a million characters",
        "codec.Answer(codec.Mapping('dict', [('x' * 10**6, 1)] * 6))",
    ),
    "reply-table-with-long-names": (
        "a table with names of a million characters",
        "codec.Answer(codec.Table('x', ['x' * 10**6] * 6, [1] * 6))",
    ),
    "reply-long-text": ("a text of ten million characters", "codec.Answer('x' * 10**7)"),
    "reply-list-of-long-texts": ("a list of long texts", "codec.Answer(codec.Sequence('list', ['x' * 10**6] * 3))"),
    "reply-nested-in-turn": (
        "900 lists of 999 numbers",
        "codec.Answer(codec.Sequence('list', [codec.Sequence('list', [1.0] * 999)] * 900))",
    ),
    "reply-warnings-without-end": (
        "ten thousand warnings",
        "codec.Answer(1.0, [codec.Warned('w', 'x' * 1000)] * 10_000)",
    ),
    "reply-changed-nonsense": ("changed arguments that there are not", "codec.Answer(1.0, [], ['-1', 'x' * 10**6])"),
    "reply-twice-the-same-column": (
        "a table with one name for many columns",
        "codec.Answer(codec.Table('DataFrame', ['a'] * 999, [1] * 999))",
    ),
    "reply-bytes-of-a-bool": (
        "a bool array of other bytes",
        "codec.Answer(codec.Array('bool', (3,), b'\\x06\\xfe\\x04'))",
    ),
    "reply-another-byte-order": (
        "an array in the other byte order",
        "codec.Answer(codec.Array('>f8', (3,), b'1' * 24))",
    ),
    "reply-dtype-with-fields": (
        "an array with a structured type",
        "codec.Answer(codec.Array('f8,O', (1,), b'1' * 16))",
    ),
    "reply-markup-for-a-type": (
        "markup for the name of a type",
        "codec.Answer(codec.Opaque('<script>', '<img src=x onerror=alert(1)>'))",
    ),
    "reply-infinite-times": (
        "a warning from an impossible line",
        "codec.Answer(1.0, [codec.Warned('w', 'x', -1, -2**63)])",
    ),
    "reply-surrogates": ("a text that no encoding can hold", "codec.Answer('\\ud800')"),
    "reply-for-the-control-socket": ("a message to the warm parent", "codec.Answer({'type': 'Stop'})"),
    "reply-of-a-request": ("a request instead of a reply", "codec.Fork()"),
    "reply-nothing-at-all": ("nothing", "None"),
}

# Two questions cannot be answered by such a reply; the one that is a name and no call keeps its points.
ATTACKS = [
    Attack(id, f"answer every call with {what}", FORGING % reply, "wire", points=3.0)
    for id, (what, reply) in REPLIES.items()
]
