"""Checks as records: declared with marks, held against the manifest before anything is graded."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from autograder.errors import InputError
from autograder.manifest import Limits, Manifest, Question
from autograder.suite import Check, check_of, validate


class Item:
    """What ``check_of`` reads of a pytest item."""

    path = Path("hidden/test_q.py")

    def __init__(self, *marks, doc="It is right.\n\nMore.", name="test_it", params=None):
        self.name = name
        self._marks = [mark.mark for mark in marks]
        self.obj = type("function", (), {"__doc__": doc})
        if params is not None:
            self.callspec = type("callspec", (), {"params": params})

    def get_closest_marker(self, name):
        return next(self.iter_markers(name), None)

    def iter_markers(self, name):
        return (mark for mark in self._marks if mark.name == name)


QUESTION, POINTS = pytest.mark.question("q"), pytest.mark.points(2)


def test_a_check_is_read_from_its_marks():
    """Id, question, points, the docstring's first line, and all dependencies."""
    depends = pytest.mark.depends("test_a", "test_b"), pytest.mark.depends("test_c")
    assert check_of(Item(QUESTION, POINTS, *depends)) == Check(
        name="test_it", question="q", points=2.0, description="It is right.", depends=("test_a", "test_b", "test_c")
    )


def test_parameters_are_filled_into_the_description():
    """Checks that differ in a parameter read differently; other braces stay."""
    item = Item(QUESTION, POINTS, doc="f keeps {size} values of {kind}", params={"size": 3})
    assert check_of(item).description == "f keeps 3 values of {kind}"


@pytest.mark.parametrize("worth", [0, 0.5, 3])
def test_points_are_any_number_from_0(worth):
    """A check may be worth nothing: a gate for others."""
    assert check_of(Item(QUESTION, pytest.mark.points(worth))).points == worth


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (Item(POINTS), "a check needs the marks question(id) and points(n)"),
        (Item(QUESTION), "a check needs the marks question(id) and points(n)"),
        (Item(QUESTION, POINTS, doc=None), "a check needs a docstring; its first line is what a student reads"),
        (Item(QUESTION, POINTS, doc=" \n "), "a check needs a docstring; its first line is what a student reads"),
        (Item(pytest.mark.question(), POINTS), "the mark question(id) needs exactly one value"),
        (Item(pytest.mark.question("a", "b"), POINTS), "the mark question(id) needs exactly one value"),
        (Item(QUESTION, pytest.mark.points()), "the mark points(n) needs exactly one value"),
        (Item(QUESTION, pytest.mark.points(n=2)), "the mark points(n) needs exactly one value"),
        (Item(QUESTION, pytest.mark.points("2")), "the mark points('2') should be a number of at least 0"),
        (Item(QUESTION, pytest.mark.points(-1)), "the mark points(-1) should be a number of at least 0"),
        (Item(QUESTION, pytest.mark.points(True)), "the mark points(True) should be a number of at least 0"),
        (Item(QUESTION, pytest.mark.points(float("nan"))), "the mark points(nan) should be a number of at least 0"),
        (Item(QUESTION, pytest.mark.points(float("inf"))), "the mark points(inf) should be a number of at least 0"),
    ],
    ids=lambda value: None,
)
def test_a_check_that_is_not_declared_is_named(item, said):
    """File, function, and what it lacks."""
    with pytest.raises(InputError) as caught:
        check_of(item)
    assert str(caught.value) == f"hidden/test_q.py: test_it: {said}"


# --- against the manifest ----------------------------------------------------------------------------------


@pytest.fixture
def manifest(tmp_path):
    """An assignment with two questions."""
    return Manifest(
        folder=tmp_path / "trial",
        id="trial",
        title="Trial",
        points=3,
        questions=(Question(id="q", title="Q", points=2), Question(id="r", title="R", points=1)),
        suite=tmp_path / "trial" / "hidden",
        packages=(),
        data={},
        warm=(),
        limits=Limits(),
    )


def check(name, question="q", points=1.0, depends=()):
    return Check(name=name, question=question, points=points, description=name, depends=depends)


RIGHT = [
    check("a"),
    check("b", points=0.5, depends=("a",)),
    check("c", points=0.5, depends=("a", "b")),
    check("a", "r"),
]


def test_checks_that_fit_the_manifest_are_valid(manifest):
    """Names may repeat in another question, dependencies come first, points add up."""
    validate(manifest, RIGHT)


def test_thirds_add_up(manifest):
    """Rounding of fractions is no error."""
    validate(manifest, [check(str(i), points=2 / 3) for i in range(3)] + [check(str(i), "r", 0.1) for i in range(10)])


def test_a_check_that_another_hides_is_refused(manifest, tmp_path):
    """Python keeps the second of the two, and where the points fit nobody would notice."""
    suite = tmp_path / "hidden"
    suite.mkdir()
    (suite / "test_q.py").write_text("def test_a():\n    pass\n\n\ndef test_a():\n    pass\n")
    with pytest.raises(InputError, match=r"test_q.py:5: test_a is there twice; it stands in line 1 already"):
        validate(msgspec.structs.replace(manifest, suite=suite), RIGHT)


@pytest.mark.parametrize(
    ("checks", "said"),
    [
        ([*RIGHT, check("d", "s", 0)], "hidden: d is for the question 's', but should be for one of q, r"),
        ([*RIGHT, check("a", points=0)], "hidden: two checks of q are named 'a'"),
        ([*RIGHT, check("d", points=0, depends=("x",))], "hidden: d depends on 'x', which q does not have"),
        ([*RIGHT, check("d", "r", 0, ("b",))], "hidden: d depends on 'b', which r does not have"),
        ([RIGHT[1], RIGHT[0], *RIGHT[2:]], "hidden: b depends on 'a', which should run before it in q"),
        ([*RIGHT, check("d", points=0, depends=("d",))], "hidden: d depends on 'd', which should run before it in q"),
        (RIGHT[:3], "hidden: the checks of r add up to 0 points, but should add up to 1"),
        ([*RIGHT, check("d", points=0.25)], "hidden: the checks of q add up to 2.25 points, but should add up to 2"),
        ([], "hidden: the checks of q add up to 0 points, but should add up to 2"),
    ],
    ids=lambda value: None,
)
def test_checks_that_do_not_fit_are_named(manifest, checks, said):
    """The check, and what it should be."""
    with pytest.raises(InputError) as caught:
        validate(manifest, checks)
    assert str(caught.value) == f"{manifest.folder}/{said}"


@pytest.mark.parametrize("level", ["full", "hint", "none"])
def test_how_much_is_told_of_a_check(level):
    """The mark says it, else the manifest does."""
    assert check_of(Item(QUESTION, POINTS, pytest.mark.disclose(level)), "hint").disclosure == level
    assert check_of(Item(QUESTION, POINTS), level).disclosure == level
    assert check_of(Item(QUESTION, POINTS)).disclosure == "full"


@pytest.mark.parametrize("mark", [pytest.mark.disclose("all"), pytest.mark.disclose(1), pytest.mark.disclose()])
def test_a_wrong_level_is_refused(mark):
    """With the place, and what it may be."""
    with pytest.raises(InputError, match=r"the mark disclose\("):
        check_of(Item(QUESTION, POINTS, mark))
