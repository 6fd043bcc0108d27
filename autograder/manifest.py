"""``manifest.toml``: what an assignment consists of, read and checked before anything runs."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Collection
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from autograder.errors import InputError

MANIFEST_NAME = "manifest.toml"
SCHEMA = "autograder/manifest/v1"

Seconds = Annotated[float, msgspec.Meta(gt=0, le=3_600)]
Points = Annotated[float, msgspec.Meta(gt=0, le=1_000_000)]
Identifier = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*\Z")]


Disclosure = Literal["full", "hint", "none"]
"""How much a result says beside its verdict: all; no input or value, but the hint; nothing."""


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one submission may use.  Times are wall-clock seconds, sizes are bytes.

    ``question_seconds`` bounds all checks of one question together, so that ten checks of a function that
    never returns cost that question's time and not ten times a check's.
    """

    cell_seconds: Seconds = 20.0
    check_seconds: Seconds = 5.0
    question_seconds: Seconds = 15.0
    submission_seconds: Seconds = 180.0
    memory_bytes: Annotated[int, msgspec.Meta(ge=64 * 2**20)] = 2**30
    scratch_bytes: Annotated[int, msgspec.Meta(ge=2**20)] = 256 * 2**20
    answer_bytes: Annotated[int, msgspec.Meta(ge=2**16, le=2**28)] = 16 * 2**20
    processes: Annotated[int, msgspec.Meta(ge=4, le=4_096)] = 64


class Question(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question: ``names`` are what the student must define for it, ``builds_on`` the earlier ones that it uses."""

    id: Identifier
    title: str
    points: Points
    names: tuple[str, ...] = ()
    builds_on: tuple[Identifier, ...] = ()


class FollowThrough(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an answer earns that is right but for an earlier mistake: ``share`` of its points, 0 for none.

    ``stand_ins`` is a file beside the manifest with right definitions of what later questions build on.
    """

    stand_ins: str
    share: Annotated[float, msgspec.Meta(ge=0, le=1)] = 1.0


class LatePolicy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What handing in after ``due`` (with its UTC offset) costs: a share of the points earned for each begun day.

    Nothing within ``grace_minutes``; never more than ``max_percent``.
    """

    due: Annotated[datetime.datetime, msgspec.Meta(tz=True)]
    grace_minutes: Annotated[float, msgspec.Meta(ge=0, le=100_000)] = 0.0
    percent_per_day: Annotated[float, msgspec.Meta(ge=0, le=100)] = 0.0
    max_percent: Annotated[float, msgspec.Meta(ge=0, le=100)] = 100.0


class Browser(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page in which one ``question`` can be answered in the browser; ``folder`` holds its files."""

    folder: str
    question: Identifier


class _Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file as it is written."""

    schema: Literal["autograder/manifest/v1"]
    id: Identifier
    title: str
    points: Points
    questions: tuple[Question, ...]
    suite: str = "hidden"
    packages: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    warm: tuple[str, ...] = ()
    lesson: str | None = None
    requirements: tuple[str, ...] = ()
    browser: Browser | None = None
    late: LatePolicy | None = None
    follow_through: FollowThrough | None = None
    disclosure: Disclosure = "full"
    limits: Limits = Limits()


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """An assignment: its questions, limits and folders (paths absolute and known to exist).

    ``data`` are the files that the notebook may read, by their path in the student's folder;
    ``packages`` are the folders of the packages that the hidden suites import (the reference); ``warm`` are the
    modules that the warm process imports before any notebook runs.  ``lesson`` is the source from which the student's
    notebook is built, ``requirements`` what students install for it, ``browser`` the question that has a page;
    ``late`` is what a late submission costs; ``follow_through`` what an answer earns that is right but for an earlier
    one, and ``stand_ins`` the file with what stands in for that; ``disclosure`` is how much is said of a check that
    does not say so itself.
    """

    folder: Path
    id: str
    title: str
    points: float
    questions: tuple[Question, ...]
    suite: Path
    packages: tuple[Path, ...]
    data: dict[str, Path]
    warm: tuple[str, ...]
    limits: Limits
    lesson: Path | None = None
    requirements: tuple[str, ...] = ()
    browser: Browser | None = None
    late: LatePolicy | None = None
    follow_through: FollowThrough | None = None
    stand_ins: Path | None = None
    disclosure: Disclosure = "full"

    @property
    def path(self) -> Path:
        """The manifest's own file."""
        return self.folder / MANIFEST_NAME

    @property
    def titles(self) -> dict[str, str]:
        """The title of each question, by its id."""
        return {question.id: question.title for question in self.questions}


def read_manifest(folder: Path) -> Manifest:
    """Read ``folder/manifest.toml``; raise :class:`InputError` with file and place when it is not usable."""
    path = folder / MANIFEST_NAME
    document = _decode(path)
    _check_questions(path, document)
    _check_browser(path, document)
    _check_requirements(path, document)
    root = folder.resolve()
    follow = document.follow_through
    return Manifest(
        folder=root,
        id=document.id,
        title=document.title,
        points=document.points,
        questions=document.questions,
        suite=_existing(path, "suite", root, document.suite),
        packages=tuple(_existing(path, "packages", root, name) for name in document.packages),
        data={name: _file(path, "data", root, name) for name in document.data},
        warm=document.warm,
        limits=document.limits,
        lesson=_file(path, "lesson", root, document.lesson) if document.lesson is not None else None,
        requirements=document.requirements,
        browser=document.browser,
        late=document.late,
        disclosure=document.disclosure,
        follow_through=follow,
        stand_ins=_file(path, "follow_through.stand_ins", root, follow.stand_ins) if follow is not None else None,
    )


def chosen(manifest: Manifest, only: Collection[str]) -> tuple[Question, ...]:
    """The questions of these ids, all where none is given; :class:`InputError` for one that is not there."""
    ids = [question.id for question in manifest.questions]
    for name in only:
        if name not in ids:
            raise InputError(f"{manifest.path}: has no question {name!r}, but {', '.join(ids)}")
    return tuple(question for question in manifest.questions if not only or question.id in only)


def _decode(path: Path) -> _Document:
    try:
        raw: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return msgspec.convert(raw, _Document)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); an assignment needs one") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{path}: is not valid TOML: {error}") from None
    except msgspec.ValidationError as error:
        raise InputError(f"{path}: {in_words(error, _Document)}") from None


def in_words(error: msgspec.ValidationError, document: type) -> str:
    """What is wrong with a file that should be a ``document``: the place first, and what is allowed there.

    msgspec says ``Expected `int`, got `str` - at `$.questions[2].points```, and of some things not what they should be.
    """
    message, separator, place = str(error).partition(" - at `$.")
    place = place.rstrip("`")
    there = _type_at(document, place)
    if message.startswith("Invalid enum value"):
        *others, last = map(repr, get_args(there))
        allowed = f"{', '.join(others)} or {last}" if others else last
        message = message.replace("Invalid enum value", f"should be {allowed}, not")
    elif "unknown field" in message and isinstance(there, type) and issubclass(there, msgspec.Struct):
        message += f", but may contain {', '.join(field.encode_name for field in msgspec.structs.fields(there))}"
    elif "matching regex" in message:
        message = "should be lower-case letters, digits and underscores, and begin with a letter"
    elif "RFC3339" in message or "`datetime`" in message:
        message = "should be a time with its offset from UTC, as in 2026-01-31T23:59:00+01:00"
    return f"{place if separator else 'top level'}: {message}"


def _type_at(document: Any, place: str) -> Any:
    """The type of what stands at a place such as ``questions[2].points``."""
    for step in re.findall(r"[^.\[\]]+", place):
        if step.isdecimal() or step == "...":
            document = get_args(document)[0]
        else:
            document = next(field.type for field in msgspec.structs.fields(document) if field.encode_name == step)
        while get_origin(document) in (Annotated, Union, UnionType):
            document = get_args(document)[0]
    return document


def _check_questions(path: Path, document: _Document) -> None:
    seen: set[str] = set()
    for number, question in enumerate(document.questions):
        if question.id in seen:
            raise InputError(f"{path}: questions[{number}].id: {question.id!r} is there twice, but should be unique")
        for earlier in question.builds_on:  # earlier ones only, so there is no circle
            if earlier not in seen:
                raise InputError(
                    f"{path}: questions[{number}].builds_on: {earlier!r} is no question before {question.id!r}, "
                    f"but should be one"
                )
        if question.builds_on and document.follow_through is None:
            raise InputError(
                f"{path}: questions[{number}].builds_on: says nothing without [follow_through], which names the "
                f"stand-ins"
            )
        seen.add(question.id)
    total = sum(question.points for question in document.questions)
    if abs(total - document.points) > 1e-9:
        raise InputError(f"{path}: points: the questions add up to {total:g}, but should add up to {document.points:g}")


def _check_browser(path: Path, document: _Document) -> None:
    page = document.browser
    if page is not None and page.question not in {question.id for question in document.questions}:
        raise InputError(f"{path}: browser.question: there is no question {page.question!r}")


def _check_requirements(path: Path, document: _Document) -> None:
    if not document.requirements:
        return
    from packaging.requirements import InvalidRequirement, Requirement  # 10 ms, for authors and what they ship

    for number, line in enumerate(document.requirements):
        try:
            Requirement(line)
        except InvalidRequirement as error:
            what = str(error).partition("\n")[0]
            raise InputError(
                f"{path}: requirements[{number}]: {line!r} cannot be read ({what}), but should be as in 'numpy>=2.1,<3'"
            ) from None


def _existing(path: Path, field: str, root: Path, name: str) -> Path:
    target = _resolved(path, field, root, name)
    if not target.is_dir():
        raise InputError(f"{path}: {field}: {name!r} is no folder beside the manifest")
    return target


def _resolved(path: Path, field: str, root: Path, name: str) -> Path:
    try:
        target = (root / name).resolve()
        target.exists()
    except (OSError, ValueError, RuntimeError):  # too long, a zero byte, a loop of links
        raise InputError(f"{path}: {field}: {name!r} is no path, but should be one beside the manifest") from None
    return target


def _file(path: Path, field: str, root: Path, name: str) -> Path:
    target = _resolved(path, field, root, name)
    if Path(name).is_absolute() or not target.is_relative_to(root):
        raise InputError(f"{path}: {field}: {name!r} leaves the assignment's folder, but should lie in it")
    if not target.is_file():
        raise InputError(f"{path}: {field}: {name!r} is no file beside the manifest")
    return target
