"""The course's lesson, built as students get it: complete, clean, and with public checks that fail in words only."""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder import public
from autograder.authoring.assign import otter_assign
from autograder.authoring.build import answer_cells
from autograder.authoring.lesson import read_lesson
from autograder.manifest import read_manifest
from tests.support.grader import COURSE, ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """The course, built without its browser page, which has tests of its own."""
    out = tmp_path_factory.mktemp("course") / "built"
    command = [sys.executable, "-m", "autograder", "build", str(COURSE), "--out", str(out), "--no-page", "--no-audit"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=115, check=False)
    assert done.returncode == 0, done.stderr
    assert "the solution gets 100 / 100, the blank notebook 0" in done.stdout
    return out


@pytest.fixture(scope="module")
def student(built):
    return nbformat.read(built / "student" / "logistic_regression.ipynb", as_version=4)


@pytest.fixture(scope="module")
def solution(built):
    return nbformat.read(built / "solution" / "logistic_regression.ipynb", as_version=4)


def prose(notebook) -> str:
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def test_all_parts_and_both_exercises_are_there_in_order(student):
    """Thirteen parts, two exercises, a way to hand in; every question is announced with its points."""
    headings = re.findall(r"^## (.*)$", prose(student), re.MULTILINE)
    assert [int(re.match(r"Part (\d+)", heading)[1]) for heading in headings if heading.startswith("Part")] == [
        *range(1, 14)
    ]
    assert headings[-2:] == ["Exercises", "Handing in"]
    points = re.findall(r"^### (?:Question|Exercise) (\d+).*\n\*(\d+) points\*", prose(student), re.MULTILINE)
    assert [int(number) for number, _ in points] == [*range(1, 14), 1, 2]
    assert sum(int(worth) for _, worth in points) == 100


def test_every_heading_is_followed_by_text(student):
    """No orphans."""
    for cell in student.cells:
        if cell.cell_type == "markdown":
            lines = [line for line in cell.source.split("\n") if line.strip()]
            for line, following in zip(lines, [*lines[1:], "#"], strict=True):
                assert not (line.startswith("#") and following.startswith("#")), line


def test_there_is_a_check_cell_for_each_question(student):
    """In the order of the manifest."""
    cells = [cell.source for cell in student.cells if cell.cell_type == "code"]
    ids = [f"q{number}" for number in range(1, 14)] + ["e1", "e2"]
    assert [source for source in cells if source.startswith("grader.check")] == [
        f'grader.check("{name}")' for name in ids
    ]


def test_answers_to_choose_cannot_be_read(built, student):
    """Neither in the notebook nor in the public tests: only that a letter is asked for."""
    cells = [cell.source for cell in student.cells]
    files = [path.read_text() for path in (built / "student").rglob("*") if path.suffix in (".py", ".toml", ".md")]
    for name in ("kc1", "kc2", "kc3", "kc4", "why_not_mse"):
        assert any(f"{name} = ..." in source for source in cells)
        assert not any(re.search(rf"{name}\W*=\W*[a-d]\W", text) for text in cells + files)


def test_figures_of_the_lesson_are_drawn(solution):
    """Thirteen pictures, each of a legible size, none of them empty; nothing is said on stderr."""
    outputs = [output for cell in solution.cells for output in cell.get("outputs", [])]
    pictures = [output.data["image/png"] for output in outputs if "image/png" in output.get("data", {})]
    assert len(pictures) == 13
    assert all(len(picture) > 8_000 for picture in pictures)
    assert not [output for output in outputs if output.get("name") == "stderr" or output.output_type == "error"]
    texts = [str(output.get("text", "")) + str(output.get("data", {}).get("text/plain", "")) for output in outputs]
    assert not any(re.search(r"0x[0-9a-f]{6,}", text) for text in texts)


@pytest.mark.parametrize(
    "words",
    [
        "loss 0.6931 -> 0.1523, 99.5% right",
        "w = 2.901096, b = 0.318297, boundary at -0.1097",
        "91.7% right",
        "test accuracy 0.875",
        "training loss 0.0946, test accuracy 1.000",
        "7,043 customers",
    ],
)
def test_figures_in_words_are_those_of_the_course(solution, words):
    """What the solution prints is what the course says that it prints."""
    texts = [output.text for cell in solution.cells for output in cell.get("outputs", []) if "text" in output]
    assert any(words in text for text in texts), texts


def test_check_up_of_solution_and_blank_notebook(built):
    """All well with the one; the other is not begun, and that is all that is said of most questions."""
    done = check_up(built, built / "solution" / "logistic_regression.ipynb")
    assert (done.returncode, "All public checks pass, and it runs." in done.stdout) == (0, True), done.stdout
    blank = check_up(built, built / "student" / "logistic_regression.ipynb")
    assert blank.returncode == 1
    assert "15 questions not begun" in blank.stdout
    assert not re.search("Traceback|harness", blank.stdout + blank.stderr)


def test_the_right_example_passes_every_public_check(built):
    """Whoever tries the public checks on the example finds nothing to mend in it."""
    done = check_up(built, ROOT / "examples" / "submissions" / "right.ipynb")
    assert (done.returncode, "All public checks pass, and it runs." in done.stdout) == (0, True), done.stdout


def check_up(built: Path, notebook: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "autograder", "check", str(notebook), "--assignment", str(built / "student")]
    return subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)


def test_page_of_part_8_starts_from_its_answer_cell_alone():
    """What students find in the notebook there, ready to run where there is no NumPy."""
    lesson = read_lesson(read_manifest(COURSE))
    cells = answer_cells(otter_assign(lesson, "logistic_regression").student, "q8")
    assert len(cells) == 1
    assert cells[0].startswith("import math\n\n\ndef train_1d(X, y, lr, lam, epochs):")
    assert cells[0].endswith("...")
    assert not re.search("matplotlib|numpy", cells[0])
    exec(compile(cells[0], "starter.py", "exec"), {})


class Nothing:
    """A class in which nothing is written."""

    def __init__(self, *args, **kwargs): ...
    def fit(self, *args): ...
    def predict(self, *args): ...
    def predict_proba(self, *args): ...
    def compute_loss(self, *args): ...


ODD = {
    "none": None,
    "ellipsis": ...,
    "text": "x",
    "number": -3.0,
    "nan": float("nan"),
    "list": [1.0, [2.0, 3.0]],
    "dict": {"a": None},
    "returns none": lambda *args, **kwargs: None,
    "returns ellipsis": lambda *args, **kwargs: ...,
    "returns text": lambda *args, **kwargs: "0.5",
    "returns a ragged list": lambda *args, **kwargs: [[1.0], [2.0, 3.0]],
    "returns a nan": lambda *args, **kwargs: float("nan"),
    "returns a dict": lambda *args, **kwargs: {1: 2},
    "returns an object": lambda *args, **kwargs: object(),
    "returns a column": lambda *args, **kwargs: [[0.3], [0.2], [0.1]],
    "does nothing": Nothing,
}


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
def test_public_checks_fail_in_words_whatever_they_get(built, value):
    """An assertion with a sentence: any other exception would be the check's own failure, or code in a student's eyes."""
    for path in sorted((built / "student" / "tests").glob("*.py")):
        for name, function in vars(public.load(path)).items():
            if name.startswith("test_"):
                with pytest.raises(AssertionError) as caught:
                    function(**dict.fromkeys(inspect.signature(function).parameters, value))
                text = str(caught.value)
                assert re.search(r"[a-z]{2}.*[.?!]$", text, re.DOTALL), (path.name, name, text)
                assert "Traceback" not in text


def test_public_tests_of_part_8_need_no_numpy(built):
    """They run in a browser, too."""
    text = (built / "student" / "tests" / "q8.py").read_text()
    assert not re.search(r"numpy|\bnp\.", text)


def test_notebook_says_which_python_it_is_for(student):
    """Nothing of the machine that built it is in it."""
    assert json.loads(nbformat.writes(student))["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
