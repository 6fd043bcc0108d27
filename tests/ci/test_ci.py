"""``autograder ci`` in an emulated job: what it writes for whom, and what a hostile repository makes of it."""

from __future__ import annotations

import base64
import json
import os
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.ci.job import HALF, RIGHT, actions, assignment, classroom50, commit, notebook, obeyed, run
from tests.ci.rules import require_valid

HOSTILE = """import os, sys
sys.stdout.write("::error file=x::forged\\n##[error]forged\\n::set-output name=result::forged\\n::stop-commands::me\\n")
for path in ("result.json", "../output", "../summary", "{checkout}/result.json", "{output}"):
    try:
        open(path, "w").write("status=success\\nforged")
    except OSError:
        pass
print({{name: value for name, value in os.environ.items() if "GITHUB" in name}})
print("| forged | <img src=x> @teacher ``` \\n" * 20000)"""
SAYS = 'raise ValueError("::error::forged\\n```\\n# forged <b>@teacher</b>\\n##[error]forged")'


@pytest.fixture
def checkout(tmp_path) -> Path:
    return assignment(tmp_path / "work")


def prepared(checkout: Path, *cells: str) -> str:
    (checkout / "little.ipynb").write_text(notebook(*cells))
    return commit(checkout)


def test_a_right_notebook_on_classroom_50(checkout):
    """result.json is valid by the rules, in whole points, dated by the commit; the body is for the release."""
    variables = classroom50(checkout, prepared(checkout, *RIGHT))
    done = run(checkout, variables)
    assert (done.code, done.stderr) == (0, "")
    require_valid(done.result, variables)
    assert done.result["datetime"] == "2026-06-01T14:32:01Z"
    assert (done.result["score"], done.result["max-score"]) == (7, 7)  # 3.5 points, doubled to be whole
    assert [test["max-points"] for test in done.result["tests"]] == [2.5, 1.0]
    assert done.result["submitted_by"] == {"username": "ada", "id": 7}
    assert done.output == "status=success\nsummary=7/7 (2 of 2 questions right)\n"
    assert done.summary == ""  # the runner shows the body there
    assert "A &#124; letter" in (checkout / "release-body.md").read_text(encoding="utf-8")
    assert "A little course" in (checkout / "feedback.html").read_text(encoding="utf-8")
    assert obeyed(done.stdout) == []


def test_a_half_right_notebook_on_actions(checkout):
    """A summary, an output for GitHub's reporter, and a warning at the line of the cell that defines the name."""
    variables = actions(checkout, prepared(checkout, *HALF))
    done = run(checkout, variables)
    assert (done.code, done.stderr) == (0, "")
    assert "**Public checks: 2.25 / 3.5 points**" in done.summary
    assert "double(0) is 2, but should be 0." in done.summary
    (warning,) = obeyed(done.stdout)
    lines = (checkout / "little.ipynb").read_text().split("\n")
    number = next(number for number, line in enumerate(lines, 1) if "def double" in line)
    assert warning.startswith(f"::warning file=little.ipynb,line={number},title=q1 Doubling%3A 1 of 2 checks passed::")
    name, delimiter = done.output.split("\n")[0].split("<<")
    assert name == "result"
    value = done.output.split(f"\n{delimiter}\n")[0].split("\n", 1)[1]
    report = json.loads(base64.b64decode(value))
    assert (report["version"], report["status"], report["max_score"]) == (3, "fail", 3.5)
    assert sum(test["score"] for test in report["tests"]) == 2.25
    assert {test["status"] for test in report["tests"]} == {"pass", "fail"}
    assert not (checkout / "result.json").exists()


def test_nothing_that_a_student_prints_or_commits_is_obeyed(checkout):
    """A notebook that writes results, prints commands and floods; a repository that has its own result.json as a link."""
    os.symlink("/etc/hostname", checkout / "result.json")
    (checkout / "release-body.md").mkdir()
    (checkout / "conftest.py").write_text("raise SystemExit(0)")
    (checkout / "numpy.py").write_text("raise SystemExit(0)")
    host = Path("/etc/hostname").read_bytes()
    hostile = HOSTILE.format(checkout=checkout, output=checkout.parent / "output")
    variables = classroom50(checkout, prepared(checkout, hostile, SAYS, "def double(x):\n    " + SAYS, "answer = 'a'"))
    done = run(checkout, variables)
    assert done.code == 0, done.stderr
    require_valid(done.result, variables)
    assert [test["passed"] for test in done.result["tests"]] == [False, True]
    assert Path("/etc/hostname").read_bytes() == host
    assert not (checkout / "result.json").is_symlink()
    assert done.output.count("\n") == 2
    assert done.output.startswith("status=failure\n")
    said = obeyed(done.stdout)
    assert [line.partition(" ")[0] for line in said] == ["::error", "::warning"]
    assert all("forged" not in line.split("::")[1] for line in said)
    assert len(done.stdout) < 50_000
    body = (checkout / "release-body.md").read_text(encoding="utf-8")
    outside = re.sub(r"^(`{3,})text\n.*?^\1$|(`+).*?\2", "", body, flags=re.MULTILINE | re.DOTALL)
    assert "forged" in body
    assert "forged" not in outside
    assert "@" not in outside


def test_a_notebook_that_loops_costs_its_own_time_and_points(checkout):
    """The cell is interrupted after its limit, and the rest is graded."""
    variables = classroom50(checkout, prepared(checkout, "while True: pass", "answer = 'a'"))
    done = run(checkout, variables)
    assert done.code == 0
    require_valid(done.result, variables)
    assert [test["score"] for test in done.result["tests"]] == [0, 2]
    assert any("timed out" in line for line in obeyed(done.stdout))


def _none(checkout: Path) -> None:
    (checkout / "notes.txt").write_text("no notebook")


def _several(checkout: Path) -> None:
    for number in range(3_000):
        (checkout / f"try\n::error::{number}.ipynb").write_text("{}")


def _lfs(checkout: Path) -> None:
    (checkout / "little.ipynb").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n")


def _link(checkout: Path) -> None:
    (checkout / "little.ipynb").symlink_to("/etc/passwd")


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (_none, "the repository holds no notebook, but should hold little.ipynb"),
        (_several, "the repository holds several notebooks"),
        (_lfs, "little.ipynb: is a pointer of Git LFS"),
        (_link, "little.ipynb: is a link"),
    ],
)
def test_what_a_student_can_mend_is_a_valid_result_with_a_sentence(checkout, make, sentence):
    """No points, exit code 0, and the sentence wherever somebody looks."""
    make(checkout)
    variables = classroom50(checkout, commit(checkout))
    done = run(checkout, variables)
    assert (done.code, done.stderr) == (0, "")
    require_valid(done.result, variables)
    assert (done.result["score"], done.result["max-score"]) == (0, 7)
    assert done.result["tests"][0]["message"].startswith(sentence)
    assert sentence in (checkout / "release-body.md").read_text(encoding="utf-8")
    page = (checkout / "feedback.html").read_text(encoding="utf-8")
    assert sentence in page
    assert "<b>0</b> of 3.5 points so far" in page  # as the result says, and no more than is true
    for untrue in ("No points were given or taken", "Not graded", "SHA-256", ">student<"):
        assert untrue not in page
    (error,) = obeyed(done.stdout)
    assert error.startswith(f"::error title=Nothing could be graded::{sentence}")


def test_a_check_that_fails_by_itself_is_an_infrastructure_error_and_no_zero(checkout):
    """Exit code 3, no result.json, not even the one that the student committed, and a sentence in the summary."""
    (checkout / "result.json").write_text('{"score": 100}')
    path = checkout / "tests" / "q2.py"
    path.write_text(
        path.read_text().replace("    assert answer in", "    import nothing_like_it\n    assert answer in")
    )
    done = run(checkout, classroom50(checkout, prepared(checkout, *RIGHT)))
    assert done.code == 3
    assert not (checkout / "result.json").exists()
    assert done.output == ""
    assert "The autograder failed, and no grade changes" in done.summary
    assert obeyed(done.stdout)[0].startswith("::error title=The autograder failed")


@pytest.mark.parametrize("name", ["CLASSROOM", "ASSIGNMENT", "SUBMISSION_TAG"])
def test_a_missing_variable_is_named_and_nothing_is_written(checkout, name):
    """The result would be nobody's, so there is none."""
    variables = {**classroom50(checkout, prepared(checkout, *RIGHT)), name: " "}
    done = run(checkout, variables, "--format", "classroom50")
    assert done.code == 2
    assert f"{name}: not set or not usable" in done.stderr
    assert name in done.summary
    assert not (checkout / "result.json").exists()


def test_what_can_be_worked_out_of_other_variables_is(checkout):
    """Links and the owner, as Classroom 50's runner does."""
    variables = classroom50(checkout, prepared(checkout, *RIGHT))
    left = {key: value for key, value in variables.items() if not key.endswith("_URL") or key.startswith("GITHUB")}
    left = {key: value for key, value in left.items() if key not in ("OWNER", "USERNAME", "ASSIGNMENT_TYPE")}
    done = run(checkout, left)
    assert done.code == 0
    require_valid(done.result, variables)
    assert done.result["commit"] == done.result["review"] == variables["COMMIT_URL"]
    assert done.result["release"].endswith("/releases/tag/submit%2F2026-06-01T14-32-05Z-a1b2c3d")


def test_elsewhere_it_writes_junit_and_obeys_nothing(checkout):
    """Without the variables of a known CI; and a checkout that is not as it was committed says so."""
    sha = prepared(checkout, *RIGHT)
    (checkout / "little.ipynb").write_text(notebook(*HALF, "#" * 1_000))
    done = run(checkout, {"GITHUB_SHA": sha})
    assert (done.code, done.stderr) == (0, "")
    suites = ElementTree.fromstring((checkout / "junit.xml").read_bytes())
    assert [(s.get("tests"), s.get("failures"), s.get("errors")) for s in suites] == [("3", "1", "0")]
    assert "::" not in done.stdout


def test_a_hidden_suite_can_be_given_from_elsewhere(checkout, tmp_path):
    """With --assignment, the checkout's own manifest and tests are not read."""
    other = assignment(tmp_path / "other")
    sha = prepared(checkout, *RIGHT)
    (checkout / "manifest.toml").write_text("nonsense")
    (checkout / "tests" / "q1.py").write_text("raise SystemExit(0)")
    done = run(checkout, actions(checkout, sha), "--assignment", other, "--out", tmp_path / "out")
    assert (done.code, done.stderr) == (0, "")
    assert "**Public checks: 3.5 / 3.5 points**" in done.summary
    assert (tmp_path / "out" / "feedback.html").is_file()


def test_a_sealed_suite_is_opened_and_leaves_nothing(checkout, tmp_path):
    """With the key, on a machine that students have no job on; without it, a sentence."""
    pytest.importorskip("pyrage")
    from autograder.manifest import read_manifest
    from autograder.sealing import make_keys, seal_suite

    keys = make_keys(tmp_path / "keys")
    other = assignment(tmp_path / "other")
    sealed = tmp_path / "sealed.age"
    sealed.write_bytes(seal_suite(read_manifest(other), [str(keys.recipient)], keys.signing_key))
    for path in (other / "tests").iterdir():
        path.unlink()
    (other / "tests").rmdir()
    variables = actions(checkout, prepared(checkout, *HALF))
    arguments = ["--assignment", other, "--suite", sealed, "--signer", keys.signer]
    assert "a sealed suite needs --identity and --signer" in run(checkout, variables, *arguments).stderr
    done = run(checkout, variables, *arguments, "--identity", keys.identity)
    assert (done.code, done.stderr) == (0, "")
    assert "2.25 / 3.5 points" in done.summary


def test_in_gradescope_s_container_its_own_results_are_written(tmp_path):
    """Whatever goes wrong there; the checkout is not looked at."""
    (tmp_path / "results").mkdir()
    (tmp_path / "submission_metadata.json").write_text("{}")
    done = run(tmp_path, {"AUTOGRADER_ROOT": str(tmp_path)}, "--format", "gradescope")
    assert done.code == 3
    assert json.loads((tmp_path / "results" / "results.json").read_text())["output"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["results", "submission_metadata.json"]


def test_outside_of_gradescope_s_container_its_format_is_refused(tmp_path):
    """One sentence, and nothing is made where no container is."""
    root = tmp_path / "nowhere"
    done = run(tmp_path, {"AUTOGRADER_ROOT": str(root)}, "--format", "gradescope")
    sentence = "is not there, but --format gradescope should run in Gradescope's container"
    assert (done.code, done.stderr) == (2, f"autograder: {root}/submission_metadata.json: {sentence}\n")
    assert not root.exists()
