"""Looking through what students get for what they must not get."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable
from pathlib import Path

from autograder.authoring import marks
from autograder.authoring.lesson import Lesson
from autograder.errors import HarnessError
from autograder.manifest import Manifest

LEAST_OF_SOLUTION, LEAST_OF_SUITE = 6, 20
"""How many characters a line has before it is anybody's secret: ``kc1 = "b"`` is one, ``else:`` is not.

All that students may see of the lesson is known line by line, so a solution's short lines are no false alarm; of a
suite's or of the modules beside the manifest, ``return answer`` would be.
"""

_TEXT = {".py", ".ipynb", ".md", ".txt", ".toml", ".html", ".js", ".css", ".yml", ".json"}


def refuse_leaks(folder: Path, lesson: Lesson, manifest: Manifest) -> None:
    """Raise :class:`HarnessError` if a file in ``folder`` holds a line of a solution, a hidden suite or a package.

    The modules beside the manifest are as secret: stand-ins are solutions, misconceptions and equivalents nearly so.
    A line that the lesson gives to students itself is no secret, nor is one that the public checks hold.
    """
    public = set(_public_lines(lesson))
    secrets = _secret_lines(lesson, manifest)
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix in _TEXT):
        for line in _lines(_text_lines(path)):
            if line in secrets and line not in public:
                raise HarnessError(f"{path.relative_to(folder)} holds a line of {secrets[line]}: {line}")
            if marks.has_mark(line):
                raise HarnessError(f"{path.relative_to(folder)} holds a solution mark: {line}")


def _secret_lines(lesson: Lesson, manifest: Manifest) -> dict[str, str]:
    """Each with whose it is; what is in a solution and elsewhere is the solution's."""
    found: dict[str, str] = {}
    for path in _secret_modules(manifest):
        found |= dict.fromkeys(_lines(path.read_text(encoding="utf-8").split("\n"), LEAST_OF_SUITE), path.name)
    for cell in lesson.cells:
        if cell.kind == "answer":
            lines = _lines(marks.parts(cell.source).solution, LEAST_OF_SOLUTION)
            found |= dict.fromkeys(lines, f"the solution of {cell.question}")
    return found


def _secret_modules(manifest: Manifest) -> list[Path]:
    roots = (manifest.suite, *manifest.packages)
    modules = {path for root in roots for path in root.rglob("*.py")} | set(manifest.folder.glob("*.py"))
    modules |= {manifest.stand_ins} if manifest.stand_ins is not None else set()
    return sorted(modules - {manifest.lesson, *manifest.data.values()})  # data is for students


def _public_lines(lesson: Lesson) -> Iterable[str]:
    for cell in lesson.cells:
        if cell.kind == "answer":
            yield from _lines(marks.parts(cell.source).given)
            continue
        yield from _lines(cell.source.split("\n"))
        if cell.kind in ("check", "helpers"):  # as Otter Assign writes them
            yield from _lines(ast.unparse(ast.parse(cell.source)).split("\n"))


def _text_lines(path: Path) -> list[str]:
    """The lines of a file, and of each cell of a notebook."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return text.split("\n")
    return [line for cell in json.loads(text)["cells"] for line in "".join(cell["source"]).split("\n")]


def _lines(lines: Iterable[str], least: int = LEAST_OF_SOLUTION) -> list[str]:
    """What says something, without its indentation and in one way of quoting."""
    told = [" ".join(line.split()).replace("'", '"') for line in lines]
    return [line for line in told if len(line.replace(" ", "")) >= least and not line.startswith(("import ", "from "))]
