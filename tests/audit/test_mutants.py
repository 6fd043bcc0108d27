"""Mutants are one slip each, wherever a name depends on it, and keep their ids."""

from __future__ import annotations

import ast

import pytest

from autograder.audit.mutants import mutants, sample
from autograder.audit.solution import Solution, needed_cells, users_of
from autograder.manifest import Question


def of(source: str, name: str = "f") -> dict[str, str]:
    """What becomes of the lines of a cell, by the id's kind."""
    question = Question(id="q1", title="", points=1, names=(name,))
    found = mutants([question], Solution(cells=(source,), owners=("q1",)))
    for mutant in found:
        ast.parse(mutant.source)
    assert len({mutant.id for mutant in found}) == len(found)
    return {mutant.after: mutant.id.split("/")[2] for mutant in found}


@pytest.mark.parametrize(
    ("line", "mutated"),
    [
        ("return a - b", "return ((a) + (b))"),
        ("return a - b", "return ((a))"),
        ("return a >= b", "return ((a) > (b))"),
        ("return -a", "return (a)"),
        ("return a[1]", "return a[(2)]"),
        ("return a[1]", "return a[(0)]"),
        ("return 0.5 * a", "return (1.0) * a"),
        ("return 0.0 * a", "return (1.0) * a"),
        ("return a.sum(axis=0)", "return (a.mean(axis=0))"),
        ("return a.sum(axis=0)", "return (a.sum())"),
        ("return np.log(a)", "return (np.log2(a))"),
        ("return np.log(a)", "return (a)"),
        ("return max(a, b)", "return (min(a, b))"),
        ("return a.T @ b", "return (a) @ b"),
        ("return a if b else 0", "return (a)"),
        ("return a and b", "return ((a) or (b))"),
        ("return sorted(a, reverse=True)", "return sorted(a, reverse=(False))"),
        ("return 'é', -a", "return 'é', (a)"),
        ("a += b", "a -= b"),
        ("a += b", "a = b"),
        ("a += b", "pass"),
        ("return range(a)", "return (range(a - 1))"),
    ],
)
def test_slips(line, mutated):
    """Each of these is tried."""
    assert mutated in of(f"def f(a, b):\n    {line}")


def test_prose_is_left_alone():
    """Docstrings, f-strings and what is raised say nothing about numbers."""
    source = 'def f(a):\n    """Return 1 + 1."""\n    if a:\n        raise ValueError(f"{a + 1}", 2)\n    return a'
    assert {after for after in of(source) if "1" in after or "2" in after or "ValueError" in after} == set()


def test_only_what_the_names_depend_on_is_mutated():
    """A figure's colours, and what another name is made of, are left alone."""
    source = "half = 0.5\ndef helper(x):\n    return half * x\ndef f(x):\n    return helper(x)\nother = 3\nplt.plot(other, alpha=0.2)"
    names = {line.partition(" =")[0] for line in of(source)}
    assert "half" in names
    assert "other" not in names
    assert not any("alpha" in line for line in of(source))


def test_ids_outlive_edits_elsewhere():
    """A line before, a comment or another statement changes no id of this one."""
    question = Question(id="q1", title="", points=1, names=("f",))

    def ids(source: str) -> set[str]:
        return {m.id for m in mutants([question], Solution(cells=(source,), owners=("q1",)))}

    before = ids("def f(a):\n    return a - 1")
    assert before < ids("# a comment\ndef f(a):\n    a = 2 * a\n    return a - 1")


def test_sample_is_deterministic_and_nested():
    """A larger sample holds the smaller one."""
    question = Question(id="q1", title="", points=1, names=("f",))
    everything = mutants([question], Solution(cells=("def f(a, b):\n    return a - b + 2 * a",), owners=("q1",)))
    assert len(sample(everything, 3)) == 3
    assert {m.id for m in sample(everything, 3)} < {m.id for m in sample(everything, 5)}
    assert sample(everything, 1000) == everything


CELLS = (
    "import numpy as np\nrate = 0.1",
    "def f(x):\n    return rate * np.exp(x)",
    "fig = f(3)\nplot(fig)",
    "model = make()\nmodel.fit(1)",
    "rows = [0]\nrows[0] = 7",
    "best = f(model.score(rows))",
)
NOTEBOOK = Solution(cells=CELLS, owners=(None, "q1", None, "q2", "q2", "q3"))


@pytest.mark.parametrize(("question", "needed"), [("q1", [0, 1]), ("q2", [3, 4]), ("q3", [0, 1, 3, 4, 5])])
def test_a_question_needs_what_its_answers_are_made_of(question, needed):
    """Cells that only show something are left out."""
    assert needed_cells(CELLS, NOTEBOOK, question) == [CELLS[index] for index in needed]


def test_whatever_is_new_in_a_notebook_is_kept():
    """A variant's cell is no cell of the solution, so it is taken to be the question's."""
    cells = (*CELLS[:1], "def f(x):\n    return helper(x)", "def helper(x):\n    return x", *CELLS[2:])
    assert needed_cells(cells, NOTEBOOK, "q1") == list(cells[1:3])


def test_users_of_an_answer_are_the_questions_built_on_it():
    """Directly, or through each other."""
    questions = [Question(id=id_, title="", points=1) for id_ in ("q1", "q2", "q3")]
    assert users_of(NOTEBOOK, questions, "q1") == ["q3"]
    assert users_of(NOTEBOOK, questions, "q3") == []
