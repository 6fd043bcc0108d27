"""A trace is explained by the variants that give its every reply, and by none that a right form does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder import codec
from autograder.errors import InputError
from autograder.misconceptions import load_equivalents, load_misconceptions, submitted
from autograder.records import CheckResult, Verdict
from autograder.replay import Replay, Trace
from autograder.worker.objects import Objects

FILE = """
from autograder.misconceptions import misconception
import numpy as np

def half(x):
    return x / 2

def quarter(x):
    return half(half(x))

letter = "b"

@misconception("half-is-double", question="q1", name="half", hint="Which way?")
def half_is_double(x):
    return x * 2

@misconception("half-is-square", question="q1", name="half", hint="A square?")
def half_is_square(x):
    return x * x

@misconception("half-warns", question="q1", name="half", hint="Why does it warn?")
def half_warns(x):
    np.log(np.zeros(1))
    return x / 2

@misconception("half-raises", question="q1", name="half", hint="What is that?")
def half_raises(x):
    raise KeyError(x)

@misconception("letter-a", question="q2", value="letter", hint="Read again.")
def letter_a():
    return "a"

@misconception("theirs", question="q2", value="letter", hint="Where from?")
def theirs(letters):
    return letters[0]
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "misconceptions.py"
    path.write_text(FILE)
    return path


def trace(source: str, *requests: codec.Request) -> Trace:
    """What a student who wrote ``source`` replies to ``requests``."""
    names: dict[str, Any] = {"np": np}
    exec(source, names)
    objects, made = Objects(names, {}, 1 << 24), Trace()
    for request in requests:
        made.add(request, objects.answer(request))
    return made


def calls(name: str, *values: float) -> list[codec.Request]:
    return [codec.GetName(name), *(codec.Call(0, [value], {}) for value in values)]


def test_one_variant(path: Path) -> None:
    found = Replay(path).name("q1", trace("def half(x):\n    return 2 * x", *calls("half", 3.0, 5.0)))
    assert (found.misconception, found.hint) == ("half-is-double", "Which way?")


def test_several_variants(path: Path) -> None:
    """At 2 the double is the square."""
    found = Replay(path).name("q1", trace("def half(x):\n    return 4.0", *calls("half", 2.0)))
    assert (found.misconception, found.hint) == (None, "One of: Which way? Or: A square?")


def test_none(path: Path) -> None:
    """Another mistake, a right answer, another question."""
    replay = Replay(path)
    assert replay.name("q1", trace("def half(x):\n    return x - 1", *calls("half", 3.0))).hint == ""
    assert replay.name("q1", trace("def half(x):\n    return x / 2", *calls("half", 3.0))).hint == ""
    assert replay.name("q9", trace("def half(x):\n    return 2 * x", *calls("half", 3.0))).hint == ""


def test_what_calls_it(path: Path) -> None:
    """A variant stands in for the right form wherever that is called, and only meanwhile."""
    replay = Replay(path)
    source = "def half(x):\n    return 2 * x\ndef quarter(x):\n    return half(half(x))"
    assert replay.name("q1", trace(source, *calls("quarter", 3.0))).misconception == "half-is-double"
    assert replay._module.quarter(3.0) == 0.75


def test_exceptions_and_warnings(path: Path) -> None:
    replay = Replay(path)
    raises = trace("def half(x):\n    raise KeyError(1)", *calls("half", 3.0))
    assert replay.name("q1", raises).misconception == "half-raises"
    warns = trace("def half(x):\n    np.log(np.zeros(1))\n    return x / 2", *calls("half", 3.0))
    assert replay.name("q1", warns).misconception == "half-warns"


def test_values(path: Path) -> None:
    assert Replay(path).name("q2", trace("letter = 'a'", codec.GetName("letter"))).misconception == "letter-a"
    assert Replay(path).name("q2", trace("letter = 'c'", codec.GetName("letter"))).hint == ""


def test_what_passed_tells_more(path: Path) -> None:
    """Who passed a check at 3 took no square there."""
    replay = Replay(path)
    replay.explain(result(Verdict.PASSED), "q1", trace("def half(x):\n    return 2 * x", *calls("half", 3.0)))
    both = trace("def half(x):\n    return 4.0", *calls("half", 2.0))
    assert replay.explain(result(Verdict.FAILED), "q1", both).misconception == "half-is-double"
    replay.begin()
    assert replay.explain(result(Verdict.FAILED), "q1", both).misconception is None


def test_nothing_is_replayed_without_end(path: Path) -> None:
    """Not many iterations, not long traces, and nothing large is kept."""
    replay = Replay(path)
    assert replay.name("q1", trace("def half(x):\n    return 2 * x", *calls("half", 10_000))).hint == ""
    assert replay.name("q1", trace("def half(x):\n    return 2 * x", *calls("half", *[3.0] * 200))).hint == ""
    large = trace("def half(x):\n    return np.zeros(10**6)", *calls("half", 3.0))
    assert not large.steps


def test_points_stay(path: Path) -> None:
    """Only names and hints change, a verdict's name stays, and so does a suite's own hint that says more."""
    replay, both = Replay(path), trace("def half(x):\n    return 4.0", *calls("half", 2.0))
    hinted = result(Verdict.FAILED, hint="The suite's own.")
    assert replay.explain(hinted, "q1", both) == hinted
    named = result(Verdict.FAILED, misconception="other")
    assert replay.explain(named, "q1", both) == named
    late = result(Verdict.TIMED_OUT)
    assert replay.explain(late, "q1", both) == late


def result(verdict: Verdict, **other: Any) -> CheckResult:
    points = 1.0 if verdict is Verdict.PASSED else 0.0
    return CheckResult(
        name="test", description="", verdict=verdict, points=points, max_points=1.0, wall_seconds=0.0, **other
    )


def test_submitted(path: Path) -> None:
    """A variant comes right after what it replaces, and what follows in the cell uses it."""
    double, *_, letter_a, theirs = load_misconceptions(path)
    cells = ["import numpy as np", "def half(x):\n    return x / 2\nten = half(20)", "letter = 'b'"]
    names: dict[str, Any] = {}
    exec("\n".join(submitted(cells, double)), names)
    assert names["ten"] == 40
    assert submitted(cells, letter_a)[2].endswith("letter = letter_a()\n")
    assert theirs.source.endswith("letter = theirs(letters)")
    with pytest.raises(InputError, match="no cell defines half"):
        submitted(["x = 1"], double)


def test_a_slug_is_of_one_right_variant(tmp_path):
    """Two ways to write a mistake are one mistake; two right forms are two."""
    twice = "@equivalent('half-again', question='q1', name='half')\ndef half_{}(x):\n    return 0.5 * x\n"
    path = tmp_path / "equivalents.py"
    path.write_text(f"from autograder.misconceptions import equivalent\n{twice.format(1)}{twice.format(2)}")
    with pytest.raises(InputError, match="two variants have the slug half-again"):
        load_equivalents(path)


def test_an_unusable_file_is_logged_once(path, caplog):
    """Not for every check that fails, and it costs nobody a verdict."""
    path.write_text(FILE.replace(', hint="Which way?"', ""))
    replay = Replay(path)
    assert [replay.name("q1", Trace()).misconception for _ in range(3)] == [None] * 3
    (record,) = caplog.records
    assert record.exc_info is None
    assert record.getMessage().endswith("argument: 'hint'; no mistake is named")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("half-is-double", "Half is double", "words in lower case"),
        ('"half-is-square", question="q1"', '"half-is-double", question="q1"', "two hints"),
        ("import numpy as np", "import numpy as", r"misconceptions.py:3: cannot be loaded: SyntaxError"),
        (', hint="Which way?"', "", r"misconceptions.py:13: cannot be loaded: TypeError: .* 'hint'"),
        ("Which way?", " ", r"misconceptions.py:13: cannot be loaded: ValueError: .* has an empty hint"),
        ('name="half", hint="Which way?"', 'hint="Which way?"', "which name"),
    ],
)
def test_unusable_files(path: Path, old: str, new: str, message: str) -> None:
    path.write_text(FILE.replace(old, new, 1))
    with pytest.raises(InputError, match=message):
        load_misconceptions(path)
