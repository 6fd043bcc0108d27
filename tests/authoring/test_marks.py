"""Solution marks: what is taken out, what stays, and what does not fit together."""

from __future__ import annotations

import pytest

from autograder.authoring.marks import MarkError, blank, has_mark, parts, without_marks

CELL = """\
def f(x):
    given = 1
    # BEGIN SOLUTION
    y = x
    return y
    # END SOLUTION
a = 3  # SOLUTION
# BEGIN SOLUTION NO PROMPT
def g(): pass
# END SOLUTION
b = 4"""


def test_lines_are_told_apart():
    """What lies between marks or bears one is the solution's; the marks are nobody's."""
    told = parts(CELL)
    assert told.solution == ("    y = x", "    return y", "a = 3", "def g(): pass")
    assert told.given == ("def f(x):", "    given = 1", "b = 4")


def test_solution_without_its_marks_reads_as_written():
    """The marks go, the lines stay in order."""
    assert without_marks(CELL) == ("def f(x):\n    given = 1\n    y = x\n    return y\na = 3\ndef g(): pass\nb = 4")


def test_blank_cell_is_what_students_find():
    """One `...` for a block, a name without its value, nothing where there is no prompt."""
    assert blank(CELL) == "def f(x):\n    given = 1\n    ...\na = ...\nb = 4"
    assert blank("total = sum(x, start=1)  # SOLUTION\nrun(a=1)  # SOLUTION\n  a == b  # SOLUTION NO PROMPT") == (
        "total = ...\n...\n"
    )


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("x = 1\n# BEGIN SOLUTION\ny = 2", 1, "never closed"),
        ("# BEGIN SOLUTION\n# BEGIN SOLUTION\n# END SOLUTION", 1, "inside a solution"),
        ("y = 2\n\n# END SOLUTION", 2, "without a"),
        ("x = 1  # SOLUTION: one", 0, "no solution mark"),
        ("# BEGIN SOLUTIONS\nx = 1\n# END SOLUTION", 2, "without a"),
        ("#BEGIN SOLUTION\nx\n# END SOLUTION", 0, "no solution mark"),
        ("# begin solution\nx = 1", 0, "no solution mark"),
    ],
)
def test_marks_that_do_not_fit_are_refused_at_their_line(source, line, words):
    """An author's slip is told where it is, before it could leave a solution in the student's copy."""
    with pytest.raises(MarkError, match=words) as caught:
        parts(source)
    assert caught.value.line == line


@pytest.mark.parametrize("text", ["my solution", "# the solution is below", "solutions = 3"])
def test_the_word_alone_is_no_mark(text):
    """Prose may speak of solutions."""
    assert not has_mark(text)
