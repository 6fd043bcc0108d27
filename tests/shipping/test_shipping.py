"""The package as a wheel, and the part of the lock file that goes with it."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest

from autograder.errors import InputError
from autograder.shipping import build_wheel, installed, pinned

LOCK = """\
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:aa
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash=sha256:bb \\
    --hash=sha256:cc
click==8.5.1 \\
    --hash=sha256:dd
mpmath==1.3.0 \\
    --hash=sha256:ee
"""


@pytest.fixture
def lock(tmp_path):
    """A lock file with all that this package needs."""
    path = tmp_path / "requirements.lock"
    others = (line for line in installed([]).splitlines() if not line.startswith(("numpy==", "click==")))
    path.write_text(LOCK + "".join(f"{line} \\\n    --hash=sha256:ff\n" for line in others))
    return path


def test_a_wheel_holds_the_package_and_a_record_of_all_of_it():
    """Every file once, templates included, and nothing compiled."""
    with zipfile.ZipFile(io.BytesIO(build_wheel().data)) as wheel:
        names = wheel.namelist()
        record = next(name for name in names if name.endswith(".dist-info/RECORD"))
        recorded = [row[0] for row in csv.reader(io.StringIO(wheel.read(record).decode()))]
        metadata = wheel.read(record.replace("RECORD", "METADATA")).decode()
    assert sorted(recorded) == sorted(names)
    assert len(set(names)) == len(names)
    assert {"autograder/__main__.py", "autograder/report/templates/grade.html.j2"} <= set(names)
    assert not [name for name in names if "__pycache__" in name or not name.startswith("autograder")]
    assert "Name: autograder" in metadata
    assert "editables" not in metadata.partition("Provides-Extra")[0]


def test_the_same_package_is_the_same_bytes():
    """So a bundle that is committed changes only when something has changed."""
    assert build_wheel() == build_wheel()


def test_pins_are_the_entries_of_what_is_needed(lock):
    """All entries of a name, with their markers and hashes; nothing that only others need."""
    text = pinned(["numpy>=2", "jupyterlab>=4"], lock)
    assert LOCK[: LOCK.index("click")] in text
    assert "click==8.5.1 \\\n    --hash=sha256:dd\n" in text
    assert "mpmath" not in text


def test_without_a_lock_they_are_what_is_installed():
    """The same packages, each once."""
    names = [line.partition("==")[0] for line in installed(["pandas", "notebook"]).splitlines()]
    assert {"numpy", "pandas", "click", "msgspec"} <= set(names)
    assert not {"notebook", "autograder", "editables"} & set(names)
    assert names == sorted(set(names))


def test_what_is_not_locked_is_said(tmp_path, lock):
    """A bundle would fail later, on somebody else's machine."""
    with pytest.raises(InputError, match=r"does not hold 'torch>=2', which the assignment requires"):
        pinned(["torch>=2"], lock)
    with pytest.raises(InputError, match="run this from a clone"):
        pinned([], tmp_path / "nothing")
    lock.write_text(LOCK)
    with pytest.raises(InputError, match=r"has no .*msgspec, .*, but should lock what grading needs"):
        pinned([], lock)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("numpy<2", "has numpy 2.4.6, but the assignment requires 'numpy<2'"),
        ("numpy<2.5", "has numpy 2.5.5, but"),  # on some Python it would be that
        ("numpy>=2,<3 # arrays", None),
        ("numpy<2; python_version < '3'", None),
        ("--no-binary :all:", None),
        ("numpy>>2", "should be as in 'numpy>=2.1,<3'"),
    ],
)
def test_a_version_that_is_excluded_is_not_pinned(lock, line, said):
    """The assignment would be graded with what its author ruled out."""
    if said is None:
        assert "numpy==2.4.6" in pinned([line], lock)
        return
    with pytest.raises(InputError, match=said):
        pinned([line], lock)


def test_without_a_lock_nothing_is_left_out():
    """What is not installed here, or excluded, would be missed on the grader's machine."""
    with pytest.raises(InputError, match="this environment: lacks 'seaborn', which the assignment requires"):
        installed(["seaborn"])
    with pytest.raises(InputError, match=r"this environment: has numpy .*, but the assignment requires 'numpy<2'"):
        installed(["numpy<2"])


def test_the_real_lock_has_all_that_a_notebook_of_the_course_needs():
    """Hashes for each, and neither JupyterLab nor what only the tests need."""
    text = pinned(["numpy", "pandas", "scikit-learn", "jupyterlab"])
    entries = [line for line in text.splitlines() if not line.startswith(" ")]
    names = {entry.partition("==")[0] for entry in entries}
    assert {"numpy", "pandas", "scikit-learn", "scipy", "joblib", "pytest", "msgspec"} <= names
    assert not {"jupyterlab", "otter-grader", "ruff", "hypothesis"} & names
    assert all(entry.endswith("\\") for entry in entries)
