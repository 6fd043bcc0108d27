"""Gradescope: *Export Submissions* of a programming assignment, a folder for each submission and one file about all.

``submission_metadata.yml`` maps ``submission_<number>``, a folder (or a file), to ``:submitters:``, a list of
``:name:``, ``:sid:`` and ``:email:``, and to ``:created_at:``, a time with its offset.  Gradescope does not describe
the file; these are the keys that public programs read from it.  A group's submission is each member's.
"""

from __future__ import annotations

import datetime
from typing import Any

import yaml  # type: ignore[import-untyped]

from autograder.errors import InputError
from autograder.intake.arrival import Arrival, Hints, arrival, chosen
from autograder.intake.names import clean
from autograder.intake.tree import File, Folder, refusal

METADATA = "submission_metadata.yml"


def gradescope_arrivals(folder: Folder) -> list[Arrival] | None:
    """The arrivals of a Gradescope export; ``None`` if there is no metadata in the folder."""
    metadata = next((file for file in folder.listing.files if file.name == METADATA), None)
    if metadata is None:
        return None
    submissions = _parse(metadata)
    handed_in: dict[str, list[File]] = {student.name: list(student.walk()) for student in folder.listing.folders}
    handed_in |= {
        file.name: [file] for file in folder.listing.files if file is not metadata and file.name in submissions
    }
    found: list[Arrival] = []
    for key in sorted({*handed_in, *submissions}):
        found += _arrivals(key, handed_in.get(key, []), submissions.get(key), (*folder.parts, key))
    return found


def _arrivals(key: str, files: list[File], about: Any, parts: tuple[str, ...]) -> list[Arrival]:
    about = about if isinstance(about, dict) else {}
    missing = f"{key}: is named in {METADATA} but is not there, or has no file in it"
    theirs = chosen(files) or [File(parts=parts, read=refusal(missing), regular=False)]
    people = _people(about.get(":submitters")) or [Hints(id=key)]
    when = _time(about.get(":created_at"))
    return [arrival(file, hints, when) for hints in people for file in theirs]


def _people(submitters: Any) -> list[Hints]:
    people = [person for person in submitters if isinstance(person, dict)] if isinstance(submitters, list) else []
    hints = [
        Hints(id=_text(person.get(":sid")), name=_text(person.get(":name")), email=_text(person.get(":email")))
        for person in people
    ]
    return [hint for hint in dict.fromkeys(hints) if hint.owner != ("", "")]


def _text(value: Any) -> str:
    return str(value).strip() if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _time(value: Any) -> datetime.datetime | None:
    """In UTC; ``None`` where there is no offset: whose clock it was, nobody says."""
    try:
        if isinstance(value, str):
            value = datetime.datetime.fromisoformat(value)
        if isinstance(value, datetime.datetime) and value.tzinfo is not None:
            return value.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        pass
    return None


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Plain values only; an object of Ruby's is nothing, and no reason to refuse the rest."""


_Loader.add_multi_constructor("!", lambda loader, suffix, node: None)


def _parse(metadata: File) -> dict[str, Any]:
    where = clean("/".join(metadata.parts))
    try:
        document = yaml.load(metadata.read(), Loader=_Loader)  # noqa: S506  # a safe loader, see above
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark is not None else "its bytes"
        raise InputError(f"{where}: is not valid YAML ({place}), but should be as Gradescope exported it") from None
    except (ValueError, RecursionError, OverflowError) as error:
        what = clean(str(error), 100)
        raise InputError(f"{where}: cannot be read ({what}), but should be as Gradescope exported it") from None
    if not isinstance(document, dict):
        raise InputError(f"{where}: names no submissions, but should be as Gradescope exported it")
    return {str(key): about for key, about in document.items()}
