"""Which layout lies before us, and what was handed in, in it."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

from autograder.archive import is_zip
from autograder.errors import InputError
from autograder.intake.arrival import Arrival, may_hold_notebook
from autograder.intake.canvas import canvas_arrivals
from autograder.intake.folders import plain_arrivals
from autograder.intake.gradescope import METADATA, gradescope_arrivals
from autograder.intake.moodle import is_students, moodle_arrivals
from autograder.intake.names import clean
from autograder.intake.tree import Folder, disk_folder
from autograder.intake.zips import zip_folder

WRAPPERS = frozenset({"submitted", "submissions"})
"""Folders that hold the submissions and are nobody's: nbgrader's, and what people call theirs."""

NBGRADERS = frozenset({"source", "release", "autograded", "feedback"})
"""What nbgrader keeps beside what was submitted."""

MAX_WRAPPERS = 4
_EXPECTED = "but should be a folder or a zip of submissions"


def find_arrivals(path: Path, zone: datetime.tzinfo | None = None, called: str = "") -> list[Arrival]:
    """What was handed in, in a folder or a zip: from Canvas, Moodle, Gradescope, git, or a file or folder a student.

    ``zone`` is the time zone of the Moodle site whose worksheet lies beside its submissions; without it those times
    are not used.  ``called`` is the name of the notebook that students get, which tells it from others in a checkout.
    Nothing is read yet but the names, Gradescope's metadata, Moodle's worksheet and heads of checkouts.
    Raises :class:`InputError` where there is no such path, it is neither folder nor zip, or nothing is in it.
    """
    root = _open(path)
    folder = _unwrapped(root, in_zip=root.path is None)
    if not (folder.listing.files or folder.listing.folders):
        raise InputError(f"{clean(str(path))}: is empty, but should hold submissions")
    found = gradescope_arrivals(folder)
    if found is None:
        found = moodle_arrivals(folder, zone)
    if found is None:
        found = canvas_arrivals(folder.listing.files)
    if found is not None:
        return found
    found = plain_arrivals(folder, called)
    if not any(may_hold_notebook(one.name) for one in found):
        raise InputError(f"{clean(str(path))}: holds no notebook (.ipynb), but should hold submissions")
    return found


def _open(path: Path) -> Folder:
    shown = clean(str(path))
    try:
        if path.is_dir():
            os.scandir(path).close()
            return disk_folder(str(path))
        if not path.exists():
            raise InputError(f"{shown}: does not exist, {_EXPECTED}")
        if path.is_file():
            with path.open("rb") as file:
                if is_zip(file.read(4)):
                    return zip_folder(str(path))
    except OSError as error:
        raise InputError(f"{shown}: cannot be read ({error.strerror}), {_EXPECTED}") from None
    except ValueError:  # a NUL in it
        raise InputError(f"{shown}: is no path, {_EXPECTED}") from None
    raise InputError(f"{shown}: is neither a folder nor a zip archive, {_EXPECTED}")


def _unwrapped(folder: Folder, *, in_zip: bool) -> Folder:
    """The folder that holds the submissions, inside of one that holds only it.

    On disk only what is called so is such a folder, since a lone one may be the only student's.  Who packs a folder
    packs its name too: in a zip a lone folder is also one if it holds what is more than one student's.
    """
    listing = folder.listing
    if any(may_hold_notebook(file.name) or file.name == METADATA for file in listing.files):
        return folder
    inner = [inner for inner in listing.folders if inner.name.lower() not in NBGRADERS]
    if len(inner) != 1 or len(folder.parts) == MAX_WRAPPERS or not _is_wrapper(inner[0], in_zip=in_zip):
        return folder
    return _unwrapped(inner[0], in_zip=in_zip)


def _is_wrapper(folder: Folder, *, in_zip: bool) -> bool:
    listing = folder.listing
    if folder.name.lower() in WRAPPERS or any(file.name == METADATA for file in listing.files):
        return True
    if not in_zip or listing.checkout or is_students(folder.name):
        return False
    return len(listing.folders) + sum(1 for file in listing.files if may_hold_notebook(file.name)) > 1
