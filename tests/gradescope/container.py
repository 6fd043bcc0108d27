"""``/autograder`` as Gradescope lays it out, in a folder of its own."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import nbformat

from autograder.gradescope import make_bundle
from autograder.manifest import read_manifest
from tests.support.grader import HERE, MINI, ROOT, Place

RIGHT = ("def double(x):\n    return 2 * x", "word = 'right'", "def half(x):\n    return x / 2")
DUE = "2026-06-01T23:59:00.000000+02:00"
METADATA = {
    "id": 123456,
    "created_at": "2026-06-01T14:22:32.365935+02:00",
    "assignment": {"due_date": DUE, "late_due_date": None, "id": 25828, "title": "Mini", "total_points": "10.0"},
    "submission_method": "upload",
    "users": [{"email": "ann@example.org", "id": 1234, "name": "Ann"}],
    "previous_submissions": [],
}
RESULT_FIELDS = set(
    "score execution_time output output_format test_output_format test_name_format visibility stdout_visibility "
    "extra_data tests leaderboard".split()
)
TEST_FIELDS = set(
    "score max_score status name name_format number output output_format tags visibility extra_data".split()
)
VISIBILITIES = {"hidden", "after_due_date", "after_published", "visible"}


class Ran(NamedTuple):
    """What a run left: exit code, results.json (``None``: there is none), what the staff sees."""

    code: int
    results: dict[str, Any] | None
    stdout: str


class Container:
    """A laid out ``/autograder``; ``run`` does what Gradescope does with it."""

    def __init__(self, root: Path, assignment: Path = MINI, place: Place = HERE, **options: Any) -> None:
        self.root = root / "autograder"
        for name in ("source", "submission", "results"):
            (self.root / name).mkdir(parents=True)
        with zipfile.ZipFile(io.BytesIO(make_bundle(read_manifest(assignment), **options))) as archive:
            archive.extractall(self.root / "source")
        shutil.copy(self.root / "source/run_autograder", self.root)
        self._place = place
        self.prefix = root / "prefix"
        self.prefix.mkdir()
        (self.prefix / "venv").symlink_to(sys.prefix)
        if place is not HERE and "venv" in Path(place.python).parts:
            self.prefix = Path(place.python).parents[2]  # as /opt/autograder: open to the notebook's user id
        self.metadata(METADATA)

    def metadata(self, value: Any) -> None:
        text = value if isinstance(value, str) else json.dumps(value)
        (self.root / "submission_metadata.json").write_text(text)

    def submit(self, *cells: str, name: str = "student.ipynb") -> Path:
        path = self.root / "submission" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        nbformat.write(notebook, path)
        return path

    def empty(self) -> None:
        shutil.rmtree(self.root / "submission")
        (self.root / "submission").mkdir()

    def run(self, **environment: str) -> Ran:
        """``run_autograder``, as Gradescope starts it, from ``/autograder``."""
        names = {"AUTOGRADER_ROOT": str(self.root), "AUTOGRADER_PREFIX": str(self.prefix), "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [*self._place.wrapper, "bash", str(self.root / "run_autograder")],
            env={**(self._place.environment or os.environ), **names, **environment},
            cwd=self.root,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        path = self.root / "results/results.json"
        return Ran(done.returncode, json.loads(path.read_bytes()) if path.exists() else None, done.stdout)


def documented(results: dict[str, Any]) -> None:
    """Only fields that Gradescope documents, each of its type."""
    assert set(results) <= RESULT_FIELDS
    assert results.get("output_format", "text") == "text"
    assert {results["visibility"], results["stdout_visibility"]} <= VISIBILITIES
    assert isinstance(results.get("score", 0.0), int | float)
    assert isinstance(results["output"], str)
    for test in results.get("tests", []):
        assert set(test) <= TEST_FIELDS
        assert test.get("status") in ("passed", "failed", None)
        assert test.get("visibility", "visible") in VISIBILITIES
        assert all(isinstance(test[key], int | float) for key in ("score", "max_score") if key in test)
        assert all(isinstance(test[key], str) for key in ("name", "number", "output") if key in test)
