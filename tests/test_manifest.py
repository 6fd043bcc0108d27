"""``manifest.toml``: read as it is written, or refused with the file, the place and what was required."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.errors import InputError
from autograder.manifest import Limits, read_manifest
from tests.support.grader import COURSE, MINI

TEXT = """\
schema = "autograder/manifest/v1"
id = "trial"
title = "A trial"
points = 3
suite = "hidden"
packages = ["truth"]
data = ["data/numbers.csv"]
warm = ["numpy"]

[limits]
cell_seconds = 2
memory_bytes = 268_435_456

[[questions]]
id = "one"
title = "One"
points = 2
names = ["f", "g"]

[[questions]]
id = "two"
title = "Two"
points = 1
"""


@dataclasses.dataclass
class Assignment:
    """An assignment's folder, whose manifest a test writes."""

    folder: Path

    def read(self, text: str = TEXT):
        (self.folder / "manifest.toml").write_text(text, encoding="utf-8")
        return read_manifest(self.folder)

    def refusal(self, text: str) -> str:
        """What is said of a manifest, without the file's name, which every message begins with."""
        with pytest.raises(InputError) as caught:
            self.read(text)
        message = str(caught.value)
        assert "\n" not in message
        prefix = f"{self.folder / 'manifest.toml'}: "
        assert message.startswith(prefix)
        return message.removeprefix(prefix)


@pytest.fixture
def assignment(tmp_path):
    """An assignment with all the folders and files that ``TEXT`` names."""
    folder = tmp_path / "trial"
    for name in ("hidden", "truth", "data"):
        (folder / name).mkdir(parents=True)
    (folder / "data" / "numbers.csv").write_text("1,2\n")
    return Assignment(folder)


def test_every_field_is_read(assignment):
    """Fields arrive as written, paths absolute."""
    manifest = assignment.read()
    folder = assignment.folder.resolve()
    assert (manifest.id, manifest.title, manifest.points) == ("trial", "A trial", 3.0)
    assert (manifest.folder, manifest.path) == (folder, folder / "manifest.toml")
    assert (manifest.suite, manifest.packages) == (folder / "hidden", (folder / "truth",))
    assert manifest.data == {"data/numbers.csv": folder / "data" / "numbers.csv"}
    assert manifest.warm == ("numpy",)
    assert [(q.id, q.title, q.points, q.names) for q in manifest.questions] == [
        ("one", "One", 2.0, ("f", "g")),
        ("two", "Two", 1.0, ()),
    ]


def test_limits_not_given_have_their_defaults(assignment):
    """A table of limits names only those that differ."""
    assert assignment.read().limits == Limits(cell_seconds=2, memory_bytes=2**28)


def test_optional_fields_may_lack(assignment):
    """Suites lie in hidden/, and there need be no data, packages, modules or limits."""
    lines = TEXT.partition("[limits]")[0].splitlines()[:4]
    manifest = assignment.read("\n".join(lines) + "\n[[questions]]" + TEXT.partition("[[questions]]")[2])
    assert manifest.suite.name == "hidden"
    assert (manifest.packages, manifest.data, manifest.warm, manifest.limits) == ((), {}, (), Limits())


@pytest.mark.parametrize("folder", [COURSE, MINI], ids=lambda path: path.name)
def test_the_manifests_of_this_repository_can_be_used(folder):
    """The course and the trial assignment are valid."""
    assert read_manifest(folder).id == folder.name


def test_a_package_may_lie_outside(assignment):
    """The reference belongs to several assignments, so it need not lie in one."""
    (assignment.folder.parent / "common").mkdir()
    manifest = assignment.read(TEXT.replace('["truth"]', '["../common"]'))
    assert manifest.packages == (assignment.folder.parent.resolve() / "common",)


def test_points_of_thirds_add_up(assignment):
    """Rounding of decimal fractions is no error."""
    text = TEXT.replace("points = 3", "points = 0.3").replace("points = 2", "points = 0.2")
    assert assignment.read(text.replace("points = 1\n", "points = 0.1\n")).points == 0.3


def edit(old, new):
    assert TEXT.count(old) >= 1
    return TEXT.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            edit("points = 3", 'points = 3\nrequirements = ["numpy", "pandas>>2"]'),
            "requirements[1]: 'pandas>>2' cannot be read (Expected semicolon (after name with no version specifier) or end), "
            "but should be as in 'numpy>=2.1,<3'",
        ),
        (edit('"autograder/manifest/v1"', '"v2"'), "schema: should be 'autograder/manifest/v1', not 'v2'"),
        (edit('schema = "autograder/manifest/v1"\n', ""), "top level: Object missing required field `schema`"),
        (edit('schema = "autograder/manifest/v1"', "schema = 1"), "schema: Expected `str`, got `int`"),
        (edit('id = "trial"', "id = 7"), "id: Expected `str`, got `int`"),
        (edit('id = "trial"\n', ""), "top level: Object missing required field `id`"),
        (
            edit('id = "trial"', 'id = "Trial 1"'),
            "id: should be lower-case letters, digits and underscores, and begin with a letter",
        ),
        (
            edit('id = "trial"', 'id = "../etc"'),
            "id: should be lower-case letters, digits and underscores, and begin with a letter",
        ),
        (
            edit('id = "trial"', 'id = "trial\\n"'),
            "id: should be lower-case letters, digits and underscores, and begin with a letter",
        ),
        (edit('title = "A trial"', "title = []"), "title: Expected `str`, got `array`"),
        (edit('title = "A trial"\n', ""), "top level: Object missing required field `title`"),
        (edit("points = 3", 'points = "3"'), "points: Expected `float`, got `str`"),
        (edit("points = 3", "points = true"), "points: Expected `float`, got `bool`"),
        (edit("points = 3", "points = 0"), "points: Expected `float` > 0.0"),
        (edit("points = 3", "points = nan"), "points: Expected `float` > 0.0"),
        (edit("points = 3", "points = inf"), "points: Expected `float` <= 1000000.0"),
        (edit("points = 3\n", ""), "top level: Object missing required field `points`"),
        (edit('suite = "hidden"', "suite = 1"), "suite: Expected `str`, got `int`"),
        (edit('["truth"]', '"truth"'), "packages: Expected `array`, got `str`"),
        (edit('["truth"]', '["truth", 1]'), "packages[1]: Expected `str`, got `int`"),
        (edit('["data/numbers.csv"]', "[{}]"), "data[0]: Expected `str`, got `object`"),
        (edit('["numpy"]', '{ numpy = "2" }'), "warm: Expected `array`, got `object`"),
        (edit("cell_seconds = 2", "cell_seconds = 0"), "limits.cell_seconds: Expected `float` > 0.0"),
        (edit("cell_seconds = 2", "cell_seconds = 3601"), "limits.cell_seconds: Expected `float` <= 3600.0"),
        (edit("cell_seconds = 2", "check_seconds = nan"), "limits.check_seconds: Expected `float` > 0.0"),
        (edit("cell_seconds = 2", "question_seconds = inf"), "limits.question_seconds: Expected `float` <= 3600.0"),
        (edit("cell_seconds = 2", "submission_seconds = -1"), "limits.submission_seconds: Expected `float` > 0.0"),
        (edit("cell_seconds = 2", "scratch_bytes = 1"), "limits.scratch_bytes: Expected `int` >= 1048576"),
        (edit("cell_seconds = 2", "answer_bytes = 4_294_967_296"), "limits.answer_bytes: Expected `int` <= 268435456"),
        (edit("cell_seconds = 2", "processes = 1"), "limits.processes: Expected `int` >= 4"),
        (edit("268_435_456", "1"), "limits.memory_bytes: Expected `int` >= 67108864"),
        (edit("268_435_456", "1e9.5"), "is not valid TOML: "),
        (edit("268_435_456", "268435456.5"), "limits.memory_bytes: Expected `int`, got `float`"),
        (edit("cell_seconds = 2", "cells = 2"), "limits: Object contains unknown field `cells`"),
        (edit("warm =", "colour ="), "top level: Object contains unknown field `colour`"),
        (
            edit('names = ["f", "g"]', "weight = 2"),
            "questions[0]: Object contains unknown field `weight`, but may contain id, title, points, names, builds_on",
        ),
        (edit('names = ["f", "g"]', 'names = "f"'), "questions[0].names: Expected `array`, got `str`"),
        (edit('names = ["f", "g"]', "names = [1]"), "questions[0].names[0]: Expected `str`, got `int`"),
        (edit('id = "two"', 'id = "Two!"'), "questions[1].id: should be lower-case letters, digits and underscores"),
        (edit('title = "Two"\n', ""), "questions[1]: Object missing required field `title`"),
        (edit("points = 1\n", ""), "questions[1]: Object missing required field `points`"),
        (edit("points = 1\n", "points = -1\n"), "questions[1].points: Expected `float` > 0.0"),
        (edit('id = "two"', 'id = "one"'), "questions[1].id: 'one' is there twice, but should be unique"),
        (edit("points = 3", "points = 4"), "points: the questions add up to 3, but should add up to 4"),
        (edit("points = 1\n", "points = 1.25\n"), "points: the questions add up to 3.25, but should add up to 3"),
        (TEXT.partition("[[questions]]")[0], "top level: Object missing required field `questions`"),
        (
            edit("[limits]", '[late]\ndue = "soon"\n[limits]'),
            "late.due: should be a time with its offset from UTC, as in 2026-",
        ),
        (
            edit('title = "Two"\n', 'title = "Two"\nbuilds_on = ["one"]\n'),
            "questions[1].builds_on: says nothing without [follow_through], which names the stand-ins",
        ),
        (edit("[limits]", "[questions]"), "is not valid TOML: "),
        (edit("[limits]", "[[limits]]"), "limits: Expected `object`, got `array`"),
        (edit('suite = "hidden"', 'suite = "tests"'), "suite: 'tests' is no folder beside the manifest"),
        (edit('suite = "hidden"', 'suite = "manifest.toml"'), "suite: 'manifest.toml' is no folder beside the"),
        (edit('["truth"]', '["lies"]'), "packages: 'lies' is no folder beside the manifest"),
        (edit("data/numbers.csv", "data/words.csv"), "data: 'data/words.csv' is no file beside the manifest"),
        (edit("data/numbers.csv", "data"), "data: 'data' is no file beside the manifest"),
        (edit("data/numbers.csv", ""), "data: '' is no file beside the manifest"),
        (edit("data/numbers.csv", "../secret.csv"), "data: '../secret.csv' leaves the assignment's folder"),
        (edit("data/numbers.csv", "data/../../secret.csv"), "data: 'data/../../secret.csv' leaves the assignment's"),
        (edit("data/numbers.csv", "/etc/passwd"), "data: '/etc/passwd' leaves the assignment's folder"),
        (edit("data/numbers.csv", "a\\u0000b"), "data: 'a\\x00b' is no path, but should be one beside the manifest"),
        (edit('["truth"]', '["' + "x" * 300 + '"]'), "packages: '" + "x" * 300 + "' is no path, but should be one"),
        ("", "top level: Object missing required field `schema`"),
        ("points = = 3", "is not valid TOML: Invalid value (at line 1, column 10)"),
        (edit('title = "A trial"', 'title = "A trial'), "is not valid TOML: Illegal character '\\n' (at line 3, "),
        (TEXT + 'title = "Twice"\n', "is not valid TOML: Cannot overwrite a value (at line 24"),
        ("x = " + "[" * 5_000, "is not valid TOML: maximum recursion depth exceeded"),
    ],
    ids=lambda value: None,
)
def test_what_cannot_be_used_is_named_with_its_place(assignment, text, said):
    """One line: the file, the place in it, what is there and what should be."""
    (assignment.folder.parent / "secret.csv").write_text("secret")
    assert assignment.refusal(text).startswith(said)


def test_data_may_not_leave_by_a_link(assignment):
    """A link in the folder to a file outside it is outside."""
    secret = assignment.folder.parent / "secret.csv"
    secret.write_text("secret")
    (assignment.folder / "data" / "link.csv").symlink_to(secret)
    said = assignment.refusal(edit("data/numbers.csv", "data/link.csv"))
    assert said == "data: 'data/link.csv' leaves the assignment's folder, but should lie in it"


def test_a_loop_of_links_is_no_folder(assignment):
    """Links that lead to each other lead nowhere."""
    (assignment.folder / "round").symlink_to("round")
    assert assignment.refusal(edit('"hidden"', '"round"')).startswith("suite: 'round' is no ")


def test_bytes_that_are_not_utf8_are_no_toml(assignment):
    """TOML is UTF-8."""
    (assignment.folder / "manifest.toml").write_bytes(TEXT.encode() + b"# \xff")
    with pytest.raises(InputError, match="is not valid TOML: 'utf-8' codec can't decode byte 0xff"):
        read_manifest(assignment.folder)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda folder: None, "No such file"),
        (lambda folder: folder.mkdir(), "No such file"),
        (lambda folder: folder.write_text(""), "Not a directory"),
        (lambda folder: (folder / "manifest.toml").mkdir(parents=True), "Is a directory"),
    ],
    ids=["no folder", "no manifest", "a file", "a folder for a manifest"],
)
def test_a_folder_without_a_manifest_is_no_assignment(tmp_path, make, why):
    """The message names the file that an assignment needs."""
    make(tmp_path / "a")
    with pytest.raises(InputError) as caught:
        read_manifest(tmp_path / "a")
    assert str(caught.value).startswith(f"{tmp_path / 'a' / 'manifest.toml'}: cannot be read ({why}")
    assert str(caught.value).endswith("; an assignment needs one")


def test_a_relative_folder_gives_absolute_paths(assignment, monkeypatch):
    """Where the grader was started does not matter afterwards."""
    assignment.read()
    monkeypatch.chdir(assignment.folder.parent)
    manifest = read_manifest(Path("trial"))
    assert all(os.path.isabs(path) for path in (manifest.folder, manifest.suite, *manifest.data.values()))


@settings(derandomize=True, database=None, deadline=None, max_examples=150)
@given(st.integers(0, len(TEXT) - 1), st.integers(0, 8), st.text(max_size=3))
def test_a_damaged_manifest_is_read_or_refused(tmp_path_factory, start, length, text):
    """Whatever is cut out and written in, reading ends in a manifest or an InputError."""
    folder = tmp_path_factory.mktemp("damaged")
    for name in ("hidden", "truth", "data"):
        (folder / name).mkdir()
    (folder / "data" / "numbers.csv").touch()
    damaged = TEXT[:start] + text + TEXT[start + length :]
    (folder / "manifest.toml").write_bytes(damaged.encode("utf-8", "surrogatepass"))
    try:
        read_manifest(folder)
    except InputError as error:
        assert str(error).startswith(str(folder))


BUILT = "points = 1\nbuilds_on = [%s]\n"
FOLLOW = '\n[follow_through]\nstand_ins = "%s"\n'


def test_what_a_question_builds_on(assignment):
    """Earlier questions by id, and the file with what stands in for them."""
    (assignment.folder / "right.py").write_text("")
    manifest = assignment.read(TEXT.replace("points = 1\n", BUILT % '"one"') + FOLLOW % "right.py" + "share = 0.5\n")
    assert [question.builds_on for question in manifest.questions] == [(), ("one",)]
    assert (manifest.follow_through.share, manifest.stand_ins) == (0.5, assignment.folder.resolve() / "right.py")
    assert assignment.read(TEXT).stand_ins is None


@pytest.mark.parametrize("name", ["two", "three"], ids=["itself", "unknown"])
def test_a_question_builds_on_earlier_ones_only(assignment, name):
    """So no two of them can build on each other."""
    message = assignment.refusal(TEXT.replace("points = 1\n", BUILT % f'"{name}"'))
    assert message == f"questions[1].builds_on: {name!r} is no question before 'two', but should be one"


def test_stand_ins_lie_beside_the_manifest(assignment):
    """A file that is not there is missed before anything runs."""
    message = assignment.refusal(TEXT + FOLLOW % "gone.py")
    assert message == "follow_through.stand_ins: 'gone.py' is no file beside the manifest"
    assert "follow_through.share" in assignment.refusal(TEXT + FOLLOW % "gone.py" + "share = 2\n")


def test_how_much_is_disclosed(assignment):
    """All, unless the manifest says otherwise; another word is refused."""
    head = TEXT.replace("[limits]", 'disclosure = "hint"\n[limits]')
    assert (assignment.read(TEXT).disclosure, assignment.read(head).disclosure) == ("full", "hint")
    message = assignment.refusal(head.replace('"hint"', '"some"'))
    assert message == "disclosure: should be 'full', 'hint' or 'none', not 'some'"
