"""Canvas: *Download Submissions* of an assignment, a zip of files in one folder, each named for its student.

The name is ``<name>[_LATE]_<user id>_<attachment id>_<file name>``, and ``<name>[_LATE]_<user id>_text.html`` or
``_link.html`` for what was not uploaded; where grading is anonymous it begins ``[LATE_]anon_<id>_``.  ``<name>`` is
the sortable name, or the group's, in lower case and squeezed (``doejane``); of a group only the user who stands for it
is named.  Source: ``lib/content_zipper.rb`` of `canvas-lms <https://github.com/instructure/canvas-lms>`_.  A file
handed in again is called ``hw-1.ipynb``; it has a later attachment id, and so comes later in the order of sources.

Canvas says that a submission is late but not when it came, so there is no time here.

Both ends of such a name are a student's own.  A name like ``x__5__6`` leaves ``x_5_6`` before the true numbers, which
then pass for the beginning of a file's name.  So the number is believed only if no second pair of numbers follows, and
if nobody of another name claims it; else the whole beginning stands for an owner, who can be found by name alone.
"""

from __future__ import annotations

import re
from collections import defaultdict

import msgspec

from autograder.intake.arrival import Arrival, Hints, arrival, chosen
from autograder.intake.folders import flat_arrivals
from autograder.intake.tree import File

_UPLOAD = re.compile(r"(?P<name>[^_].*?)_(?:LATE_)?(?P<id>[0-9]+)_(?P<upload>[0-9]+)_(?P<file>.+)", re.DOTALL)
_ENTRY = re.compile(r"(?P<name>[^_].*?)_(?:LATE_)?(?P<id>[0-9]+)_(?P<file>(?:text|link)\.html)", re.DOTALL)
_ANONYMOUS = re.compile(r"(?:LATE_)?(?P<id>anon_[A-Za-z0-9]+)_(?:[0-9]+_.+|(?:text|link)\.html)", re.DOTALL)
_NUMBERS_AGAIN = re.compile(r"_?(?:LATE_)?[0-9]+_(?:[0-9]+_|(?:text|link)\.html)")


class _Named(msgspec.Struct, frozen=True, kw_only=True):
    file: File
    name: str
    user: str
    start: str
    doubtful: bool


def canvas_arrivals(files: list[File]) -> list[Arrival] | None:
    """The arrivals of a Canvas download; ``None`` if this is none: fewer than half of the files are named like it."""
    anonymous = {file.parts: match["id"] for file in files if (match := _ANONYMOUS.fullmatch(file.name))}
    named = [read for file in files if file.parts not in anonymous and (read := _read(file))]
    hints = {one.file.parts: one for one in _believed(named)}
    sure = len(anonymous) + sum(1 for one in hints.values() if not one.doubtful)
    if not sure or 2 * (len(anonymous) + len(named)) < len(files):
        return None
    owned: dict[Hints, list[File]] = defaultdict(list)
    rest: list[File] = []
    for file in files:
        if file.parts in anonymous:
            owned[Hints(id=anonymous[file.parts])].append(file)
        elif file.parts in hints:
            owned[_hints(hints[file.parts])].append(file)
        else:
            rest.append(file)
    return [arrival(file, who) for who, theirs in owned.items() for file in chosen(theirs)] + flat_arrivals(rest)


def _read(file: File) -> _Named | None:
    match = _UPLOAD.fullmatch(file.name) or _ENTRY.fullmatch(file.name)
    if match is None:
        return None
    doubtful = _NUMBERS_AGAIN.match(match["file"])
    start = file.name[: match.start("file") + (doubtful.end() if doubtful else 0)]
    return _Named(file=file, name=match["name"], user=match["id"], start=start, doubtful=bool(doubtful))


def _believed(named: list[_Named]) -> list[_Named]:
    """With a number that two names claim believed of neither."""
    names: dict[str, set[str]] = defaultdict(set)
    for one in named:
        names[one.user].add(one.name)
    return [msgspec.structs.replace(one, doubtful=one.doubtful or len(names[one.user]) > 1) for one in named]


def _hints(one: _Named) -> Hints:
    if one.doubtful:
        return Hints(name=one.name, login=one.start)
    return Hints(name=one.name, canvas_id=one.user)
