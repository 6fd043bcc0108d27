"""Where attacks are tried: a warm grader with something worth stealing, and what must hold after each of them."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from autograder.records import Grade
from tests.attacks.attack import ENVIRONMENT_SECRET, PATHS, Attack, check_safe
from tests.attacks.machine import descendants, files_of_students, resident_bytes
from tests.support.grader import HERE, MINI, Grader, Place, grader

MIB = 2**20
CASE_BYTES, MODULE_BYTES = 60 * MIB, 100 * MIB
LIMITS = {"cell_seconds": 0.6, "check_seconds": 0.3, "question_seconds": 0.35}
"""Short, since an endless loop costs all of them; an honest cell or call takes a hundredth of it."""
CI_FILES = (".output", ".summary")


class Range:
    """A warm grader at one level of isolation."""

    def __init__(self, warm: Grader, level: str) -> None:
        self._warm = warm
        self.level = level

    @property
    def pid(self) -> int:
        """The grader's process."""
        return self._warm.pid

    def grade(self, *cells: str) -> Grade:
        """The grade of a notebook."""
        graded = self._warm(*cells)
        assert graded.sandbox_level == self.level
        return graded

    def try_safely(self, attack: Attack) -> Grade:
        """Grade the attack's notebook: nothing is got, lost or left, and the grader's memory stays flat."""
        before = resident_bytes(self.pid)
        graded = self.grade(*attack.cells)
        check_safe(graded, attack)
        self.check_alone()
        assert resident_bytes(self.pid) - before < CASE_BYTES
        return graded

    def check_alone(self) -> None:
        """Below the grader there is only the warm parent: outside and, at level A, inside of its namespace."""
        assert len(list(descendants(self.pid))) <= (2 if self.level == "A" else 1)


@contextlib.contextmanager
def attack_range(level: str, place: Place = HERE, *, best: bool = False, uid: int | None = None) -> Iterator[Range]:
    """A range at ``level`` (``best``: as the machine's own choice); in the end nothing is left behind."""
    with tempfile.TemporaryDirectory(prefix="attacks-") as folder:
        os.chmod(folder, 0o777)
        temporary = os.path.join(folder, "tmp")
        os.mkdir(temporary)
        os.chmod(temporary, 0o777)
        for name in CI_FILES:
            Path(PATHS["DECOY"] + name).write_text("untouched")
        environment = {
            **(place.environment or os.environ),
            "TMPDIR": temporary,
            "GRADER_TOKEN": ENVIRONMENT_SECRET,
            "GITHUB_OUTPUT": PATHS["DECOY"] + CI_FILES[0],
            "GITHUB_STEP_SUMMARY": PATHS["DECOY"] + CI_FILES[1],
        }
        before = files_of_students(uid)
        with grader(
            MINI, level="" if best else level, place=place._replace(environment=environment), limits=LIMITS
        ) as warm:
            warm("import numpy")
            held = resident_bytes(warm.pid)
            yield Range(warm, level)
            assert resident_bytes(warm.pid) - held < MODULE_BYTES
        assert os.listdir(temporary) == []
        assert files_of_students(uid) <= before
        assert [line for line in warm.complaints.splitlines() if "::" in line or "##[" in line] == []
        for name in CI_FILES:
            decoy = Path(PATHS["DECOY"] + name)
            assert decoy.read_text() == "untouched"
            decoy.unlink()
