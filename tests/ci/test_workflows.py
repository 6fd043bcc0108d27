"""The workflows: valid, with no more rights than they need, and without secrets where students can look."""

from __future__ import annotations

import re
import subprocess
from typing import Any

import pytest
import yaml

from autograder.ci.workflows import filled, write_workflows
from autograder.errors import InputError
from autograder.manifest import Manifest, read_manifest
from tests.ci.job import assignment
from tests.support.courses import LITTLE, Course

LATE = "[late]\ndue = 2026-06-01T23:59:00+02:00\ngrace_minutes = 15\n\n[limits]"


@pytest.fixture(params=["student", "staff"])
def side(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    return read_manifest(LITTLE)


def steps(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    (job,) = workflow["jobs"].values()
    return job["steps"]


def test_a_workflow_is_one_job_that_may_only_read_and_ends(side, manifest):
    """YAML; ``contents: read``; a limit on time; one run at a time; no token left in the checkout."""
    workflow = yaml.safe_load(filled(side, manifest))
    assert workflow["permissions"] == {"contents": "read"}
    assert "group" in workflow["concurrency"]
    (job,) = workflow["jobs"].values()
    assert 0 < job["timeout-minutes"] < 360
    assert "permissions" not in job
    checkout = next(step for step in steps(workflow) if step.get("uses", "").startswith("actions/checkout@"))
    assert checkout["with"]["persist-credentials"] is False


def test_actions_are_github_s_own_and_have_a_version(side, manifest):
    """Nothing of third parties runs beside a student's work."""
    used = [step["uses"] for step in steps(yaml.safe_load(filled(side, manifest))) if "uses" in step]
    assert len(used) >= 4
    assert all(re.fullmatch(r"actions/[a-z-]+(/[a-z]+)?@v\d+", name) for name in used)


def test_no_expression_is_put_into_a_script(side, manifest):
    """What a student names (a branch, a file) would be run there; variables are not."""
    assert not [step for step in steps(yaml.safe_load(filled(side, manifest))) if "${{" in step.get("run", "")]


def test_a_student_s_job_has_no_secret_and_the_staff_s_has_none_beside_student_code(manifest):
    """The step that grades has no token in its environment."""
    assert "secrets." not in filled("student", manifest)
    for step in steps(yaml.safe_load(filled("staff", manifest))):
        if 'autograder" batch' in step.get("run", ""):
            assert "env" not in step
        elif "secrets." in str(step):
            assert "autograder collect " in step["run"] or "autograder feedback " in step["run"]


@pytest.mark.parametrize(("code", "goes_on"), [(0, True), (3, True), (2, False)])
def test_what_fails_for_one_student_stops_neither_the_others_nor_the_feedback(tmp_path, manifest, code, goes_on):
    """Exit code 3 of the steps that collect and grade is kept for the last step; extensions reach both."""
    programs = tmp_path / ".cache" / "autograder" / "bin"
    programs.mkdir(parents=True)
    (tmp_path / "class").mkdir()
    (tmp_path / "extensions.csv").write_text("id,days\n")
    for name, script in {
        "autograder": f'[ "$1" = doctor ] || {{ echo "$*" >> called; exit {code}; }}',
        "sudo": 'if [ "$1" = -H ]; then shift; fi; exec "$@"',
        "chown": "true",
    }.items():
        (programs / name).write_text(f"#!/bin/bash\n{script}\n")
        (programs / name).chmod(0o755)
    scripts = {step["name"]: step["run"] for step in steps(yaml.safe_load(filled("staff", manifest))) if "run" in step}
    environment = {"HOME": str(tmp_path), "PATH": f"{programs}:/usr/bin:/bin", "GITHUB_OUTPUT": str(tmp_path / "out")}
    for name in ("Collect", "Grade"):
        done = subprocess.run(["bash", "-e", "-c", scripts[name]], cwd=tmp_path, env=environment, check=False)
        assert (done.returncode == 0) is goes_on, name
    assert (tmp_path / "out").read_text() == f"code={code}\n" * 2
    called = (tmp_path / "called").read_text().splitlines()
    assert [line.split()[0] for line in called] == ["collect", "batch"]
    assert all(line.endswith("--extensions extensions.csv") for line in called)


def test_a_deadline_in_the_manifest_is_a_run_after_it(tmp_path):
    """In UTC, with grace, beside the nightly one; without one the line is gone."""
    course = Course(tmp_path / "course").edit("[limits]", LATE, "manifest.toml")
    workflow = yaml.safe_load(filled("staff", read_manifest(course.folder)))
    assert [entry["cron"] for entry in workflow[True]["schedule"]] == ["17 3 * * *", "44 22 1 6 *"]
    workflow = yaml.safe_load(filled("staff", read_manifest(LITTLE)))
    assert [entry["cron"] for entry in workflow[True]["schedule"]] == ["17 3 * * *"]


def test_what_is_written_is_to_be_copied_to_the_top_of_a_repository(tmp_path):
    """Workflow, wheel and pins for each side; only the staff's names hidden suites; again gives the same."""
    names = write_workflows(LITTLE, tmp_path / "out")
    assert [name for name in names if name.endswith(".yml")] == [
        "staff/.github/workflows/grade-little.yml",
        "student/.github/workflows/public-checks.yml",
    ]
    assert sum(name.endswith(".whl") for name in names) == 2
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert write_workflows(LITTLE, tmp_path / "out") == names
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()} == before


def test_what_students_are_given_has_no_staff_s_side(tmp_path):
    """It has no hidden suite."""
    names = write_workflows(assignment(tmp_path / "given"), tmp_path / "out")
    assert all(name.startswith("student/") for name in names)


def test_somebody_s_folder_is_left_alone(tmp_path):
    """Only what was made so is replaced."""
    (tmp_path / "mine").write_text("x")
    with pytest.raises(InputError, match="was not made by this command"):
        write_workflows(LITTLE, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
