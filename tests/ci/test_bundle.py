"""The bundle for Classroom 50, started as its runner starts it."""

from __future__ import annotations

import ast
import importlib.util
import os
import shlex
import shutil
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from autograder.ci.bundle import MAX_BUNDLE_BYTES, write_bundle
from autograder.errors import InputError
from tests.ci.job import HALF, RIGHT, Ran, assignment, classroom50, commit, notebook, run
from tests.ci.rules import require_valid
from tests.support.grader import MINI

STUB = """import pathlib, sys
pathlib.Path("result.json").write_text(repr(sys.argv[1:]) + repr(sys.flags.isolated))
"""


@pytest.fixture(scope="module")
def bundle(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("bundle")
    write_bundle(assignment(folder / "given"), folder / "little", tell=lambda step: None)
    return folder / "little"


@pytest.fixture
def checkout(tmp_path) -> Path:
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


def runner(bundle: Path, checkout: Path, cache: Path, **variables: str) -> Ran:
    """What ``runner.py`` does: take results away, start the entry point in the checkout, look at its exit code."""
    sha = commit(checkout)
    for name in ("result.json", "release-body.md"):
        if (checkout / name).exists():
            (checkout / name).unlink()
    settings = {**classroom50(checkout, sha), "CLASSROOM50_BUNDLE_DIR": str(bundle), "XDG_CACHE_HOME": str(cache)}
    return run(checkout, {**settings, **variables}, command=[sys.executable, str(bundle / "autograder.py")])


def entry(bundle: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("entry", bundle / "autograder.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def warm(bundle, tmp_path_factory) -> Path:
    """A cache in which the environment is made already; its Python is ours, to spare the tests an installation."""
    cache = tmp_path_factory.mktemp("cache")

    def made(_: Path, kept: Path, wheel: Path, deadline: float) -> Path:
        (kept / "bin").mkdir(parents=True)
        python = kept / "bin" / "python"
        python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n')
        python.chmod(0o755)
        (kept / ".complete").touch()
        return kept

    module = entry(bundle)
    module.made = made
    module.environment(cache / "autograder", float("inf"))
    return cache


def test_a_bundle_holds_what_is_public_and_is_small(bundle):
    """The public checks and what runs them."""
    files = {path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file()}
    wheel = next(name for name in files if name.endswith(".whl"))
    assert files - {wheel} == {
        ".made-by-autograder",
        "autograder.py",
        "requirements.txt",
        "assignment/manifest.toml",
        "assignment/tests/q1.py",
        "assignment/tests/q2.py",
    }
    assert sum((bundle / name).stat().st_size for name in files) < MAX_BUNDLE_BYTES / 5


def test_the_entry_point_needs_nothing_but_python_3_11(bundle):
    """No syntax of a later one, and the standard library alone."""
    tree = ast.parse((bundle / "autograder.py").read_text(encoding="utf-8"), feature_version=(3, 11))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


def test_a_hidden_suite_is_not_bundled(tmp_path):
    """An assignment without a lesson has no public checks that could be."""
    with pytest.raises(InputError, match="has a hidden suite and no lesson"):
        write_bundle(MINI, tmp_path / "out", tell=lambda step: None)
    assert not (tmp_path / "out").exists()


def test_a_submission_is_graded_from_a_warm_cache(bundle, warm, checkout):
    """Exit code 0 and a result by the rules, whatever modules the checkout holds."""
    (checkout / "little.ipynb").write_text(notebook(*HALF))
    for name in ("numpy.py", "autograder.py", "sitecustomize.py", "click.py"):
        (checkout / name).write_text("raise SystemExit(0)")
    done = runner(bundle, checkout, warm)
    assert (done.code, done.stderr) == (0, "")
    require_valid(done.result, classroom50(checkout, ""))
    assert [test["passed"] for test in done.result["tests"]] == [False, True]
    assert "status=failure" in done.output
    assert (checkout / "feedback.html").is_file()


def test_checks_in_the_student_s_repository_are_not_asked(bundle, warm, checkout):
    """The bundle's own are."""
    assignment(checkout / "x")
    shutil.move(str(checkout / "x" / "tests"), checkout / "tests")
    (checkout / "tests" / "q1.py").write_text("name = 'q1'")
    (checkout / "manifest.toml").write_text("points = 1000")
    (checkout / "little.ipynb").write_text(notebook(*RIGHT))
    done = runner(bundle, checkout, warm)
    assert done.code == 0, done.stdout
    assert (done.result["score"], done.result["max-score"]) == (7, 7)


def test_missing_variables_are_an_infrastructure_error(bundle, warm, checkout):
    """Not 0, and no result."""
    (checkout / "little.ipynb").write_text(notebook(*RIGHT))
    done = runner(bundle, checkout, warm, SUBMISSION_TAG="")
    assert done.code != 0
    assert not (checkout / "result.json").exists()
    assert "SUBMISSION_TAG: not set" in done.stdout


@pytest.fixture
def stub(bundle, tmp_path) -> Path:
    """The bundle with a package that needs nothing."""
    copy = tmp_path / "stub"
    shutil.copytree(bundle, copy)
    (copy / "requirements.txt").write_text("")
    next(copy.glob("*.whl")).unlink()
    information = "autograder-9.dist-info"
    with zipfile.ZipFile(copy / "autograder-9-py3-none-any.whl", "w") as wheel:
        wheel.writestr("autograder/__main__.py", STUB)
        wheel.writestr(f"{information}/METADATA", "Metadata-Version: 2.1\nName: autograder\nVersion: 9\n")
        wheel.writestr(f"{information}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{information}/RECORD", "")
    return copy


def test_an_environment_is_made_once_and_one_that_cannot_be_made_is_an_error(stub, checkout, tmp_path):
    """The first start installs, the second finds it; where installing fails, there is no result and no half of one."""
    done = runner(stub, checkout, tmp_path / "cache", PIP_NO_INDEX="1")
    assert done.code == 0, done.stdout + done.stderr
    said = (checkout / "result.json").read_text()
    assert said == repr(["ci", "--format", "classroom50", "--assignment", str(stub / "assignment")]) + "1"
    assert "Making the environment" in done.stdout
    assert "Making" not in runner(stub, checkout, tmp_path / "cache", PIP_NO_INDEX="1").stdout
    (stub / "requirements.txt").write_text(f"click==8.5.1 --hash=sha256:{'0' * 64}\n")
    links = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path)}
    done = runner(stub, checkout, tmp_path / "cache", **links)
    assert done.code == 1
    assert done.stdout.split("\n")[-2].startswith("::error title=The autograder could not be started::")
    assert not (checkout / "result.json").exists()
    assert len(os.listdir(tmp_path / "cache" / "autograder")) == 1
