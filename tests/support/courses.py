"""A small course with a lesson, copied for a test that changes it."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.support.grader import ROOT

LITTLE = ROOT / "tests" / "support" / "course"


class Course:
    """A copy of the little course; ``edit`` changes a passage that stands there once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(LITTLE, folder)

    def edit(self, old: str, new: str, name: str = "lesson.py") -> Course:
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return self

    def line_of(self, text: str) -> int:
        """The line (from 1) of the lesson that is ``text``, or begins with it."""
        lines = (self.folder / "lesson.py").read_text(encoding="utf-8").split("\n")
        return next(number for number, line in enumerate(lines, 1) if line.startswith(text))
