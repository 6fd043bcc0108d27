"""Submissions that no course site named: a file a student, or a folder a student with notebooks anywhere below.

Where `nbgrader <https://nbgrader.readthedocs.io>`_ collected them (``submitted/STUDENT/ASSIGNMENT/x.ipynb``), it left
``timestamp.txt`` there: ``2015-02-02 15:58:23.948203 UTC``, or with the name of another time zone.  It counts for all
that lies below; one that lies deeper came with what the student handed in, and says nothing.  All notebooks below a
student's folder are theirs, so give the folder of one assignment.
"""

from __future__ import annotations

import datetime
import re
import zoneinfo
from collections import defaultdict

from autograder.errors import InputError
from autograder.intake.arrival import Arrival, Hints, arrival, chosen, is_notebook, may_hold_notebook, only_called
from autograder.intake.git import CommitTimes
from autograder.intake.tree import File, Folder

TIMESTAMP = "timestamp.txt"
HANDED_IN = frozenset("ipynb zip py pdf html htm doc docx odt rtf txt tex pages 7z rar gz tgz tar bz2 xz".split())
"""Endings of what students hand in, rightly or not; a table or a read-me beside the submissions is the TA's."""

_TIMESTAMP = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?) ([A-Za-z]\w*(?:/[\w+-]+)*)")


def plain_arrivals(folder: Folder, called: str = "") -> list[Arrival]:
    """The files of a folder by their stem, its folders by their name; ``called`` is what students get the notebook as.

    Beside notebooks a folder that holds none is no student's: it may be the assignment's data.
    """
    listing = folder.listing
    students = listing.folders
    if any(is_notebook(file.name) for file in listing.files):
        students = [student for student in students if any(may_hold_notebook(file.name) for file in student.walk())]
    return flat_arrivals(listing.files) + folder_arrivals(students, called)


def flat_arrivals(files: list[File]) -> list[Arrival]:
    """One student a stem, of what may have been handed in."""
    owned: dict[str, list[File]] = defaultdict(list)
    for file in files:
        if file.name.rpartition(".")[2].lower() in HANDED_IN:
            owned[stem(file.name)].append(file)
    return [arrival(file, hints_of(name)) for name, theirs in owned.items() for file in chosen(theirs)]


def folder_arrivals(folders: list[Folder], called: str = "") -> list[Arrival]:
    """One student a folder; a folder with nothing in it is nobody's.

    Of the notebooks of a checkout, which were all committed at one time, the one that is ``called`` so is handed in.
    """
    found: list[Arrival] = []
    with CommitTimes() as commits:
        for folder in folders:
            found += _of_student(folder, commits, called)
    return found


def _of_student(folder: Folder, commits: CommitTimes, called: str) -> list[Arrival]:
    files = list(folder.walk())
    checkout = folder.listing.checkout
    committed = commits.of(folder.path) if checkout and folder.path is not None else None
    theirs = chosen(file for file in files if file.name != TIMESTAMP)
    if checkout:
        theirs = only_called(called, theirs)
    depth = len(folder.parts) + 1  # STUDENT/ASSIGNMENT
    stamps = [file for file in files if file.name == TIMESTAMP and file.regular and len(file.parts) == depth + 1]
    times = {file.parts[:depth]: _stamped(file) for file in stamps if not checkout}  # there it was committed
    return [arrival(file, hints_of(folder.name), committed or times.get(file.parts[:depth])) for file in theirs]


def hints_of(name: str) -> Hints:
    """What the name of a file or folder may be: an id, a login, an address, somebody's name."""
    return Hints(id=name, login=name, name=name, email=name if "@" in name else "")


def stem(name: str) -> str:
    """A file's name up to its ending, also where a browser added another one to ``x.ipynb``."""
    found = re.search(r"\.ipynb(\.|$)", name.lower())
    return name[: found.start()] if found and found.start() else name.rpartition(".")[0] or name


def _stamped(file: File) -> datetime.datetime | None:
    """The time in ``timestamp.txt``, if it says in which zone it is; the earlier one where a clock was put back."""
    try:
        found = _TIMESTAMP.fullmatch(file.read()[:100].decode("ascii", "replace").strip())
        if found is None:
            return None
        zone = zoneinfo.ZoneInfo(found[2])
        return datetime.datetime.fromisoformat(found[1]).replace(tzinfo=zone).astimezone(datetime.UTC)
    except (InputError, ValueError, OverflowError, KeyError, OSError):  # KeyError: there is no such zone
        return None
