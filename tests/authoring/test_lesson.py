"""The lesson's source is read as cells and questions, and whatever is wrong with it is refused with its line."""

from __future__ import annotations

import pytest

from autograder.authoring.lesson import read_lesson
from autograder.errors import InputError
from autograder.manifest import read_manifest


def read(course):
    return read_lesson(read_manifest(course.folder))


def test_cells_know_their_kind_and_question(course):
    """A question reaches from its task to its last check."""
    lesson = read(course)
    assert [(cell.kind, cell.question) for cell in lesson.cells] == [
        ("prose", None),
        ("given", None),
        ("helpers", None),
        ("task", "q1"),
        ("answer", "q1"),
        ("check", "q1"),
        ("prose", None),
        ("given", None),
        ("task", "q2"),
        ("answer", "q2"),
        ("prose", "q2"),
        ("answer", "q2"),
        ("check", "q2"),
        ("check", "q2"),
        ("prose", None),
    ]
    assert [(question.id, question.points) for question in lesson.questions] == [("q1", 3), ("q2", 2)]


def test_lines_are_those_of_the_file(course):
    """Also below a header, which is no cell."""
    course.edit(
        "# %% [markdown]\n# # A little",
        "# ---\n# jupyter:\n#   kernelspec:\n#     name: python3\n#     display_name: Python 3\n# ---\n\n# %% [markdown]\n# # A little",
    )
    lesson = read(course)
    assert lesson.questions[0].line == course.line_of('# %% [markdown] question="q1"')
    assert lesson.cells_of("q2", "check")[1].line == course.line_of("def test_total") - 1


TASK1, TASK2 = '# %% [markdown] question="q1" points=3', '# %% [markdown] question="q2" points=2'


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("    # END SOLUTION\n\n# %% tags", "\n# %% tags", "    # BEGIN SOLUTION", "is never closed"),
        ("    # BEGIN SOLUTION\n", "", "    # END SOLUTION", "without a `# BEGIN SOLUTION`"),
        (
            TASK2,
            TASK1.replace("3", "2"),
            '# %% [markdown] question="q1" points=2',
            "q1 is there twice; it began in line",
        ),
        (TASK2, TASK2.replace("2", "3"), '# %% [markdown] question="q3"', "q3 is not in manifest.toml"),
        (
            TASK1,
            TASK1.replace("=3", "=4"),
            '# %% [markdown] question="q1"',
            "q1 has 4 points here, but 3 in manifest.toml",
        ),
        (TASK1, TASK1.replace(" points=3", ""), '# %% [markdown] question="q1"', "q1 should say its points"),
        (TASK1, TASK1.replace("points=3", 'points="3"'), '# %% [markdown] question="q1"', "q1 should say its points"),
        (TASK1, TASK1.replace('"q1"', "1"), "# %% [markdown] question=1", "question=1 should be an id"),
        (TASK1, "# %% [markdown]", '# %% tags=["answer"]', "is tagged 'answer', but stands in no question"),
        (
            '# %% tags=["check"]\ndef test_two',
            "# %%\ndef test_two",
            TASK1,
            "q1 should end with a public check before line",
        ),
        ("def test_two", "def two", '# %% tags=["check"]', "should hold one function named test_"),
        ("def test_total", "x = 1\ndef test_total", None, "should hold one function named test_"),
        ('    """`total` is a number"""\n', "", None, "test_total needs a docstring"),
        (
            "def test_total(total)",
            "def test_total(*total)",
            None,
            "should take names of the notebook as plain parameters",
        ),
        ("def test_total", "def test_letter", None, "two checks of q2 are named test_letter"),
        ("import numpy as np\n\n# %% tags", "import numpy as\n\n# %% tags", "import numpy as", "is not Python"),
        ("print(numbers.shape)", "print(numbers.shape)  # SOLUTION", None, "only cells tagged 'answer' may"),
        ('answer = "b"  # SOLUTION', "answer = ...", None, "is tagged 'answer', but holds no solution"),
        (
            '# %% tags=["helpers"]',
            '# %% tags=["helper"]',
            '# %% tags=["helper"]',
            "a tag is one of answer, check, helpers",
        ),
        (
            '# %% tags=["helpers"]',
            "# %% [markdwn] of mine",
            "# %% [markdwn] of mine",
            "begins with '[markdwn] of mine', but should be `# %%`, `# %% [markdown]` or one with question",
        ),
        (
            '# %% tags=["helpers"]',
            "# %% hidden=true",
            "# %% hidden=true",
            "hidden is not known; a cell may have question, points and tags",
        ),
        ('# %% tags=["helpers"]', "# %% tags=[helpers]", None, "values need quotes and brackets"),
        ("# %%\nnumbers", '# %% tags=["helpers"]\nnumbers', None, "is tagged 'helpers', as the cell of line"),
        ("# %%\nnumbers", "# %% [raw]\nnumbers", "# %% [raw]", "is a raw cell"),
        ("# %%\nnumbers", '# %% question="q9" points=1\nnumbers', '# %% question="q9"', "so it should be [markdown]"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(course, old, new, place, words):
    """File, line, and what was expected, in one sentence."""
    course.edit(old, new)
    with pytest.raises(InputError) as caught:
        read(course)
    text = str(caught.value)
    assert text.startswith(str(course.folder / "lesson.py") + ":")
    assert words in text
    assert "\n" not in text
    if place is not None:
        assert text.startswith(f"{course.folder / 'lesson.py'}:{course.line_of(place)}: ")


def test_question_of_the_manifest_that_is_missing_is_named(course):
    """A manifest's question without a place in the lesson could not be answered."""
    path = course.folder / "lesson.py"
    path.write_text(path.read_text().partition('# %% [markdown] question="q2"')[0])
    with pytest.raises(InputError, match="lacks the question q2"):
        read(course)


def test_name_that_another_question_answers_is_refused(course):
    """Its points would be asked for where its answer is not."""
    course.edit('names = ["double"]', 'names = ["double", "answer"]', "manifest.toml")
    course.edit('names = ["answer", "total"]', 'names = ["total"]', "manifest.toml")
    with pytest.raises(InputError, match=r"lesson.py:\d+: answers `answer` in q2, but manifest.toml has it in q1"):
        read(course)


def test_manifest_without_a_lesson_cannot_be_built(course):
    """It says which field names it."""
    course.edit('lesson = "lesson.py"\n', "", "manifest.toml")
    with pytest.raises(InputError, match="lesson: is missing"):
        read(course)


def test_header_that_is_none_is_refused(course):
    """One sentence, not a page of schema."""
    course.edit(
        "# %% [markdown]\n# # A little", "# ---\n# jupyter:\n#   kernelspec: {}\n# ---\n\n# %% [markdown]\n# # A little"
    )
    with pytest.raises(InputError, match=r"lesson\.py: cannot be read") as caught:
        read(course)
    assert "\n" not in str(caught.value)


def test_magics_are_python_enough(course):
    """A cell may hold lines that only IPython reads."""
    course.edit("print(numbers.shape)", "%time print(numbers.shape)")
    assert read(course).questions
