"""A hidden suite: its checks as records, held against the manifest before anything is graded."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import pytest

from autograder.errors import InputError
from autograder.manifest import Manifest

MARKERS = (
    "question(id): the question that a check belongs to",
    "points(n): what a check is worth",
    "depends(name, ...): checks of the same question without which this one says nothing",
)


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One test function: ``name`` is its id (with parameters), ``description`` its docstring's first line."""

    name: str
    question: str
    points: float
    description: str
    depends: tuple[str, ...]


def check_of(item: pytest.Item) -> Check:
    """The check that a test function declares; :class:`InputError` when a mark is missing."""
    where = f"{item.path}: {item.name}"
    question = item.get_closest_marker("question")
    points = item.get_closest_marker("points")
    if question is None or points is None:
        raise InputError(f"{where}: a check needs the marks question(id) and points(n)")
    doc = getattr(getattr(item, "obj", None), "__doc__", None) or ""
    if not doc.strip():
        raise InputError(f"{where}: a check needs a docstring; its first line is what a student reads")
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    return Check(
        name=item.name,
        question=str(question.args[0]),
        points=float(points.args[0]),
        description=_filled(doc.strip().splitlines()[0], parameters),
        depends=tuple(name for mark in item.iter_markers("depends") for name in mark.args),
    )


def _filled(text: str, parameters: dict[str, object]) -> str:
    """A description with ``{parameter}`` filled in, so that parametrised checks read differently."""
    for name, value in parameters.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def validate(manifest: Manifest, checks: list[Check]) -> None:
    """Every check belongs to a question of the manifest, names are unique, and points add up."""
    known = {question.id: question for question in manifest.questions}
    seen: set[tuple[str, str]] = set()
    for check in checks:
        if check.question not in known:
            raise InputError(
                f"{manifest.path}: {check.name} is for the question {check.question!r}, which is not there"
            )
        if (check.question, check.name) in seen:
            raise InputError(f"{manifest.hidden}: two checks of {check.question} are named {check.name!r}")
        seen.add((check.question, check.name))
    for check in checks:
        for name in check.depends:
            if (check.question, name) not in seen:
                raise InputError(
                    f"{manifest.hidden}: {check.name} depends on {name!r}, which {check.question} does not have"
                )
    for question in manifest.questions:
        total = sum(check.points for check in checks if check.question == question.id)
        if abs(total - question.points) > 1e-9:
            raise InputError(
                f"{manifest.hidden}: the checks of {question.id} add up to {total:g} points, "
                f"but should add up to {question.points:g}"
            )


def suite_sha256(manifest: Manifest) -> str:
    """SHA-256 over the names and bytes of everything that decides a grade: manifest, suites, their packages."""
    digest = hashlib.sha256()
    roots = [manifest.folder, *manifest.packages]
    files = {path: root for root in roots for path in _sources(root)}
    for path in sorted(files):
        name = f"{files[path].name}/{path.relative_to(files[path]).as_posix()}"
        content = path.read_bytes()
        digest.update(f"{len(name)}:{name}:{len(content)}:".encode() + content)
    return digest.hexdigest()


def _sources(root: Path) -> list[Path]:
    kinds = (".py", ".toml", ".csv")
    return [
        path for path in root.rglob("*") if path.suffix in kinds and path.is_file() and "__pycache__" not in path.parts
    ]
