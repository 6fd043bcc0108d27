"""The zip for Gradescope, and how much of a grade a student is shown."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile

import msgspec
import pytest
from click.testing import CliRunner

from autograder.cli.gradescope import gradescope
from autograder.errors import InputError
from autograder.gradescope import Settings, make_bundle, read_visibility
from autograder.gradescope.results import encode, results
from autograder.gradescope.settings import Disclosure
from autograder.manifest import read_manifest
from autograder.records import CheckResult, Grade, QuestionResult, SubmissionInfo, SuiteInfo, Verdict
from autograder.standing import Person, stand
from tests.gradescope.container import documented
from tests.support.grader import COURSE, MINI, ROOT

MANIFEST = read_manifest(MINI)


@pytest.fixture(scope="module")
def bundle():
    return make_bundle(MANIFEST)


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_what_the_zip_holds(tmp_path, bundle):
    """Two scripts at its root, the harness, versions, the suites; no conda, no browser."""
    data = bundle
    files = members(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        modes = {name: archive.getinfo(name).external_attr >> 16 & 0o777 for name in ("setup.sh", "run_autograder")}
    assert modes == {"setup.sh": 0o755, "run_autograder": 0o755}
    assert not any(word in files["setup.sh"].lower() for word in (b"conda", b"chromium", b"playwright", b"npm"))
    assert b"\nnumpy==" in files["requirements.txt"]
    assert b"otter" not in files["requirements.txt"]
    assert files["assignment/mini/hidden/test_mini.py"] == (MINI / "hidden/test_mini.py").read_bytes()
    for name in ("setup.sh", "run_autograder"):
        (tmp_path / name).write_bytes(files[name])
        subprocess.run(["bash", "-n", str(tmp_path / name)], check=True)


def test_the_same_files_give_the_same_bytes(bundle):
    """So that who makes it again sees whether anything changed."""
    assert make_bundle(MANIFEST) == bundle


def test_versions_are_those_of_the_lock_file():
    """With hashes, and what the course's suites and students import, and nothing else."""
    text = members(make_bundle(read_manifest(COURSE), lock=ROOT / "requirements.lock"))["requirements.txt"].decode()
    pinned = {line.partition("==")[0] for line in text.splitlines() if "==" in line}
    assert {"numpy", "scipy", "scikit-learn", "pandas", "matplotlib", "pytest", "msgspec", "landlockpy"} <= pinned
    assert not {"otter-grader", "mypy", "ruff", "playwright", "jupytext", "distributed"} & pinned
    assert text.count("--hash=sha256:") > len(pinned)
    lock = (ROOT / "requirements.lock").read_text()
    assert text.count("numpy==") == lock.count("\nnumpy==")  # also where it is pinned for each Python


def test_what_the_assignment_requires_is_there(tmp_path):
    """Whether or not it is imported ahead; and a zip without it is not made."""
    requiring = msgspec.structs.replace(MANIFEST, requirements=("pandas", "otter-grader"))
    assert b"\npandas==" in members(make_bundle(requiring))["requirements.txt"]
    with pytest.raises(InputError, match="lacks 'seaborn', which the assignment requires"):
        make_bundle(msgspec.structs.replace(MANIFEST, requirements=("seaborn",)))


def test_the_wheel_is_one(tmp_path, bundle):
    """pip installs it, and the harness in it is this one."""
    files = members(bundle)
    (name,) = [name for name in files if name.endswith(".whl")]
    (tmp_path / name).write_bytes(files[name])
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        str(tmp_path / "to"),
        str(tmp_path / name),
    ]
    subprocess.run(command, check=True)
    assert (tmp_path / "to/autograder/grading.py").read_bytes() == (ROOT / "autograder/grading.py").read_bytes()
    assert (tmp_path / "to/autograder/report/templates/grade.css").exists()


GRADE = Grade(
    harness_version="0.1.0",
    submission=SubmissionInfo(name="x.ipynb", sha256="00"),
    suite=SuiteInfo(assignment="mini", title="Mini", sha256="11", manifest_sha256="22"),
    engine="fork",
    sandbox_level="B",
    score=3.0,
    max_score=10.0,
    questions=(
        QuestionResult(
            id="double",
            title="Twice",
            score=3.0,
            max_score=6.0,
            checks=(
                CheckResult(
                    name="test_values",
                    description="double(x) is 2 x",
                    verdict=Verdict.PASSED,
                    points=3.0,
                    max_points=3.0,
                ),
                CheckResult(
                    name="test_sizes[1]",
                    description="double keeps 1 values",
                    verdict=Verdict.FAILED,
                    points=0.0,
                    max_points=3.0,
                    message="double([0.125]) returned <b>\x1b[2A",
                    hint="Look.",
                    misconception="squared",
                ),
            ),
        ),
    ),
    cells=(),
)


def shown(**options):
    settings = Settings(folder="assignment/mini", suite_sha256="11", **options)
    found = msgspec.json.decode(encode(results(stand(Person(id="ann"), 10.0, None, GRADE), settings)))
    documented(found)
    return found


def test_reasons_are_cleaned_text():
    """What a student printed is evidence and no markup."""
    one, two = shown()["tests"]
    assert (one["number"], one["status"], one["score"], "output" in one) == ("1.1", "passed", 3, False)
    assert two["output"] == "Not right yet.\ndouble([0.125]) returned <b>\\x1b[2A\nHint: Look."
    assert two["tags"] == ["double", "squared"]


def test_verdicts_show_no_input():
    """The sentence of the check and how it ended."""
    two = shown(disclosure=Disclosure.VERDICTS)["tests"][1]
    assert (two["output"], two["tags"]) == ("Not right yet", ["double"])
    assert "0.125" not in str(shown(disclosure=Disclosure.VERDICTS))


def test_questions_show_no_check():
    """A line a question."""
    (only,) = shown(disclosure=Disclosure.QUESTIONS)["tests"]
    assert (only["name"], only["score"], only["max_score"], only["status"]) == ("double  Twice", 3, 6, "failed")


def test_visibility_by_check_question_and_all():
    """The closest decision counts; a parametrised check is one."""
    texts = ["after_due_date", "double=after_published", "double.test_sizes=hidden"]
    found = shown(visibility=read_visibility(texts, MANIFEST))
    assert [test["visibility"] for test in found["tests"]] == ["after_published", "hidden"]


@pytest.mark.parametrize("text", ["never", "q99=hidden", "double=", "double.x=Hidden"])
def test_a_visibility_that_is_none_is_bad_input(tmp_path, text):
    """One sentence, and nothing is written."""
    out = tmp_path / "autograder.zip"
    done = CliRunner().invoke(gradescope, [str(MINI), "--out", str(out), "--visibility", text])
    assert (done.exit_code, len(done.stderr.splitlines()), out.exists()) == (2, 1, False)


def test_the_command(tmp_path):
    """It writes a zip that only its owner reads."""
    out = tmp_path / "autograder.zip"
    done = CliRunner().invoke(
        gradescope, [str(MINI), "--out", str(out), "--disclosure", "verdicts", "--visibility", "hidden"]
    )
    assert done.exit_code == 0, done.output
    assert out.stat().st_mode & 0o077 == 0
    assert b'"disclosure": "verdicts"' in members(out.read_bytes())["gradescope.json"]
