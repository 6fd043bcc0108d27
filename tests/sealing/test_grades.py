"""A signed grade holds as long as neither it, its notebook nor its suite changes."""

from __future__ import annotations

import hashlib
import json
import shutil

import msgspec
import pytest

pytest.importorskip("cryptography")
pytest.importorskip("pyrage")

from click.testing import CliRunner

from autograder.cli.verify import sign, verify
from autograder.hashes import manifest_sha256, suite_sha256
from autograder.manifest import read_manifest
from autograder.records import Grade, SubmissionInfo, SuiteInfo
from autograder.report.json import render_json
from autograder.sealing import make_keys
from tests.support.grader import MINI

NOTEBOOK = b'{"nbformat": 4}'


@pytest.fixture
def signed(tmp_path):
    """A grade and its signature, the notebook, and the keys."""
    manifest = read_manifest(MINI)
    grade = Grade(
        harness_version="0.1.0",
        submission=SubmissionInfo(name="x.ipynb", sha256=hashlib.sha256(NOTEBOOK).hexdigest()),
        suite=SuiteInfo(
            assignment="mini", title="Mini", sha256=suite_sha256(manifest), manifest_sha256=manifest_sha256(manifest)
        ),
        engine="fork",
        sandbox_level="A",
        score=7.5,
        max_score=10,
        questions=(),
        cells=(),
    )
    (tmp_path / "grade.json").write_bytes(render_json(grade))
    (tmp_path / "x.ipynb").write_bytes(NOTEBOOK)
    make_keys(tmp_path / "keys")
    done = CliRunner().invoke(sign, [str(tmp_path / "grade.json"), "--key", str(tmp_path / "keys/signing.key")])
    assert done.exit_code == 0, done.output
    return tmp_path


def check(folder, *more, signer="keys/signer.pub"):
    return CliRunner().invoke(verify, [str(folder / "grade.json"), "--signer", str(folder / signer), *map(str, more)])


def test_it_holds_for_its_notebook_and_its_suite(signed):
    """And says score, version and hashes."""
    done = check(signed, "--notebook", signed / "x.ipynb", "--assignment", MINI)
    assert done.exit_code == 0, done.output
    assert "7.5 / 10 by autograder 0.1.0" in done.output


def test_layout_of_the_json_does_not_matter(signed):
    """Canonical JSON is what is signed; the schema of a grade is untouched by it."""
    path = signed / "grade.json"
    path.write_text(json.dumps(dict(reversed(json.loads(path.read_text()).items()))))
    assert check(signed).exit_code == 0


@pytest.mark.parametrize(
    "change",
    [lambda g: g.update(score=10.0), lambda g: g["submission"].update(name="y"), lambda g: g.update(notices=["ok"])],
)
def test_a_changed_grade_does_not_hold(signed, change):
    """Any field of it."""
    path = signed / "grade.json"
    value = json.loads(path.read_text())
    change(value)
    path.write_text(json.dumps(value))
    done = check(signed)
    assert (done.exit_code, done.output) == (1, "✗ The grade is not the one that was signed.\n")


def test_a_changed_statement_does_not_hold(signed):
    """Grade and statement changed together."""
    for name, place in (("grade.json", ()), ("grade.json.sig", ("statement",))):
        value = json.loads((signed / name).read_text())
        inner = value
        for key in place:
            inner = inner[key]
        inner["harness_version"] = "9"
        (signed / name).write_text(json.dumps(value))
    done = check(signed)
    assert done.exit_code == 1
    assert "not this signer's" in done.output


def test_another_signer_notebook_or_suite_is_told(signed, tmp_path):
    """A sentence for each."""
    make_keys(signed / "other")
    (signed / "x.ipynb").write_bytes(NOTEBOOK + b" ")
    done = check(signed, "--notebook", signed / "x.ipynb", signer="other/signer.pub")
    assert done.exit_code == 1
    assert done.output.count("✗") == 2
    assert "The notebook is not the one that was graded." in done.output


def test_a_manifest_with_other_points_is_told(signed):
    """The suite alone does not say how many points its checks give."""
    shutil.copytree(MINI, signed / "mini")
    path = signed / "mini/manifest.toml"
    path.write_text(path.read_text().replace("points = 6", "points = 5").replace("points = 3", "points = 4"))
    done = check(signed, "--assignment", signed / "mini")
    assert (done.exit_code, done.output) == (1, "✗ The manifest is not the one that decided the points.\n")


@pytest.mark.parametrize("content", [b"", b"{}", b'{"schema": "autograder/signature/v1"}', b"\xff"])
def test_a_signature_that_is_none_is_bad_input(signed, content):
    """One sentence, exit code 2."""
    (signed / "grade.json.sig").write_bytes(content)
    done = check(signed)
    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1)


def test_a_key_twice_is_refused(signed):
    """Two readers could read two grades."""
    path = signed / "grade.json"
    path.write_text(path.read_text().replace('"score": 7.5', '"score": 10, "score": 7.5', 1))
    assert check(signed).exit_code == 2
    assert msgspec.json.decode(path.read_bytes())["score"] == 7.5
