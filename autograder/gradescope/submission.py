"""The one notebook in ``/autograder/submission``."""

from __future__ import annotations

from pathlib import Path

from autograder.errors import InputError
from autograder.intake.arrival import chosen, may_hold_notebook, only_called
from autograder.intake.names import clean
from autograder.intake.tree import File, disk_folder
from autograder.manifest import Manifest
from autograder.notebook import Notebook, parse_notebook

_SHOWN = 5


def find_notebook(folder: Path, manifest: Manifest) -> Notebook:
    """The student's notebook; :class:`InputError` with one sentence for them where there is none, or which is unclear.

    Among several the one that is called as the assignment's, ``ID.ipynb``; no other is guessed.
    """
    files = list(disk_folder(str(folder)).walk())
    found = [file for file in chosen(files) if may_hold_notebook(file.name)]
    if not found:
        names = _names(files)
        raise InputError(f"No notebook (.ipynb) was handed in{f', only {names}' if names else ''}. Hand in one.")
    if len(found) > 1:
        ours = only_called(f"{manifest.id}.ipynb", found)
        if len(ours) != 1:
            raise InputError(
                f"{len(found)} notebooks were handed in ({_names(found)}), and one is graded. "
                f"Hand in one, or call it {manifest.id}.ipynb."
            )
        found = ours
    return parse_notebook(Path(clean(found[0].name)), found[0].read())


def _names(files: list[File]) -> str:
    names = [clean("/".join(file.parts), 80) for file in files[:_SHOWN]]
    return ", ".join(names) + (" ..." if len(files) > _SHOWN else "")
