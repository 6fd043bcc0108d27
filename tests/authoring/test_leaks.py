"""Whatever would answer a question is found in what students get, and nothing else is taken for it."""

from __future__ import annotations

import pytest

from autograder.authoring.leaks import refuse_leaks
from autograder.authoring.lesson import read_lesson
from autograder.errors import HarnessError
from autograder.manifest import read_manifest

LINES = {
    "stand_ins.py": "    return np.multiply(2.0, x)  # right",
    "misconceptions.py": "def twice_as_power(numbers_of_mine):",
    "equivalents.py": "    return sum((x, x), start=np.zeros(3))",
    "hidden/test_more.py": "    expect.close(student.twice(3.0), 6.0)",
}


@pytest.fixture
def look(course, tmp_path):
    """Look for leaks in a read-me with the text that is given."""
    for name, line in LINES.items():
        (course.folder / name).write_text(f"def twice(x):\n    return x\n{line}\n")
    given = tmp_path / "given"
    given.mkdir()

    def look(text: str) -> None:
        (given / "README.md").write_text(text)
        manifest = read_manifest(course.folder)
        refuse_leaks(given, read_lesson(manifest), manifest)

    return look


@pytest.mark.parametrize("name", LINES)
def test_a_line_of_what_only_the_staff_has_is_a_leak(look, name):
    """Indented or not; the message says where it is from."""
    with pytest.raises(HarnessError, match=rf"README.md holds a line of {name.rpartition('/')[2]}: "):
        look(f"About\n{LINES[name].strip()}\n")


def test_what_the_lesson_gives_and_what_says_nothing_are_no_leaks(look):
    """`def twice(x):` and `return x` stand in all of these files."""
    look("def twice(x):\n    return x\n")


def test_a_line_of_the_lesson_is_no_leak_wherever_else_it_stands(course, look):
    """A helper that the lesson shows may be in the stand-ins, too."""
    text = (course.folder / "stand_ins.py").read_text()
    shown = 'raise AssertionError(f"{what} is still to be written.") from None'
    assert shown in (course.folder / "lesson.py").read_text()
    (course.folder / "stand_ins.py").write_text(f"{text}\n{shown}  \n")
    look(shown)
