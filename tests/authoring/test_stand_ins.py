"""What stands in for students' mistakes is proved: where it is wrong, nobody but the students would notice."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from autograder.authoring.lesson import read_lesson
from autograder.authoring.new import make
from autograder.authoring.stand_ins import checked_stand_ins
from autograder.errors import InputError
from autograder.manifest import read_manifest
from tests.support.grader import ROOT
from tests.support.slow import only_in_slow

INSTEAD = "with the stand-ins in place of the solution's own definitions, "


@pytest.fixture
def folder(tmp_path):
    """A new assignment: `standardise` of its second question calls `spread` of its first."""
    make(tmp_path / "little")
    return tmp_path / "little"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("np.std(x)", "np.stdd(x)",
         f"stand_ins.py: {INSTEAD}test_spread_is_a_function of q1 does not pass: .* raised AttributeError: "),
        pytest.param("np.std(x)", "np.var(x)",
         f"stand_ins.py: {INSTEAD}test_spread_values of q1 does not pass: .* should be 2.10", marks=only_in_slow),
        pytest.param("import numpy as np", "import numpy as np\n\nLEAST = 1 / 0",
         r"stand_ins.py:5: stops with ZeroDivisionError: division by zero", marks=only_in_slow),
        pytest.param("import numpy as np", "import numpy as np\nimport reference",
         r"stand_ins.py:4: stops with ModuleNotFoundError: No module named 'reference'", marks=only_in_slow),
    ],
)  # fmt: skip
def test_wrong_stand_in_is_refused(folder, old, new, words):
    """With the check that it fails and what a student would read, or with its line where it raises."""
    path = folder / "stand_ins.py"
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))
    command = [sys.executable, "-m", "autograder", "build", str(folder), "--out", str(folder.parent / "built")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 2
    assert re.search(words, done.stderr.strip().splitlines()[-1])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("def spread", "def sprad", "`sprad` is no name of a question in manifest.toml, but should be one"),
        ("def spread", "def _spread", r"stand_ins.py: should define `spread` of q1, which q2 builds on"),
        ("def spread(x):", "def spread(x)", r"stand_ins.py: is not valid Python: .*line 6"),
    ],
)
def test_stand_ins_are_for_names_that_later_questions_use(folder, old, new, words):
    """A slip in the name is told before anything is run."""
    path = folder / "stand_ins.py"
    path.write_text(path.read_text().replace(old, new))
    manifest = read_manifest(folder)
    with pytest.raises(InputError, match=words):
        checked_stand_ins(manifest, read_lesson(manifest))
