"""A lesson as a master notebook of Otter Assign's: its raw cells around what the lesson says."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator

import nbformat.v4
from nbformat import NotebookNode

from autograder.authoring.lesson import Cell, Lesson, check_function

KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
_CONFIG = """\
# ASSIGNMENT CONFIG
name: {name}
export_cell: false
generate: false
run_tests: false
tests:
    files: true
    ok_format: false
"""


def master_notebook(lesson: Lesson, name: str) -> NotebookNode:
    """The master notebook: questions, solutions and tests in blocks of raw cells."""
    notebook = nbformat.v4.new_notebook(metadata=KERNEL)
    notebook.cells = [_raw(_CONFIG.format(name=name)), *_cells(lesson)]
    return notebook


def helpers_for(lesson: Lesson, question: str) -> str:
    """Of the helpers what a question's checks use, directly or through each other; a test file stands by itself."""
    nodes = ast.parse(lesson.helpers).body
    bound = {index: _bound(node) for index, node in enumerate(nodes)}
    wanted = set[str]().union(*(_used(ast.parse(cell.source)) for cell in lesson.cells_of(question, "check")))
    kept: set[int] = set()
    while True:
        more = {index for index, names in bound.items() if names & wanted} - kept
        if not more:
            return "\n\n".join(ast.unparse(nodes[index]) for index in sorted(kept))
        kept |= more
        wanted |= set[str]().union(*(_used(nodes[index]) for index in more))


def _cells(lesson: Lesson) -> Iterator[NotebookNode]:
    points = {question.id: question.points for question in lesson.questions}
    block = ""  # the block of Otter's that is open: "", "QUESTION" or "TESTS"
    for cell in lesson.cells:
        if cell.kind == "helpers":
            continue
        if block == "TESTS" and cell.kind != "check":
            yield from (_raw("# END TESTS"), _raw("# END QUESTION"))
            block = ""
        if cell.kind == "task":
            assert cell.question is not None
            yield _raw(f"# BEGIN QUESTION\nname: {cell.question}\npoints: {points[cell.question]:g}")
            block = "QUESTION"
        elif cell.kind == "check" and block != "TESTS":
            yield _raw("# BEGIN TESTS")
            block = "TESTS"
        yield from _made(cell)
    if block:
        yield from (_raw("# END TESTS"), _raw("# END QUESTION"))


def _made(cell: Cell) -> Iterator[NotebookNode]:
    if cell.kind in ("prose", "task"):
        yield nbformat.v4.new_markdown_cell(cell.source)
    elif cell.kind == "answer":
        yield from (_raw("# BEGIN SOLUTION"), nbformat.v4.new_code_cell(cell.source), _raw("# END SOLUTION"))
    elif cell.kind == "check":
        yield nbformat.v4.new_code_cell(_test(cell))
    else:
        yield nbformat.v4.new_code_cell(cell.source)


def _test(cell: Cell) -> str:
    """A check with its description as what Otter shows when it fails; Otter writes the text between quotes as it is."""
    description = (ast.get_docstring(check_function(cell)) or "").strip().split("\n")[0]
    escaped = description.replace("\\", "\\\\").replace('"', '\\"')
    config = f"failure_message: {json.dumps(escaped, ensure_ascii=False)}"
    return f'""" # BEGIN TEST CONFIG\n{config}\n""" # END TEST CONFIG\n{cell.source}'


def _raw(source: str) -> NotebookNode:
    return nbformat.v4.new_raw_cell(source)


def _bound(node: ast.stmt) -> set[str]:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return {node.name}
    return {item.id for item in ast.walk(node) if isinstance(item, ast.Name) and isinstance(item.ctx, ast.Store)}


def _used(tree: ast.AST) -> set[str]:
    return {item.id for item in ast.walk(tree) if isinstance(item, ast.Name)}
