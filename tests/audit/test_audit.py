"""An audit finds what is wrong with a suite, and says so in words."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from autograder.audit.findings import Audit
from tests.support.courses import Course
from tests.support.grader import ROOT
from tests.support.slow import only_in_slow

SUITE = '''
"""A suite of which each check is as good as the test makes it."""

import numpy as np
import pytest

from autograder import expect
from autograder.choice import chosen
from autograder.diagnosis import Mistake
from autograder.numeric import Tolerance

X = np.array([0.5, 1.5, -3.0])
NEAR = Tolerance(rtol={rtol}, atol=1e-9, because="a trial")
MISTAKES = [
    Mistake("double-is-square", "Which power?", lambda: X**2),
    Mistake("double-is-triple", "How often?", lambda: 3 * X),
]


@pytest.mark.question("q1")
@pytest.mark.points(2)
def test_doubles(student):
    """`double(x)` is 2 x"""
    expect.close(student.double(X), 2 * X, NEAR, mistakes=MISTAKES)


@pytest.mark.question("q1")
@pytest.mark.points(1)
def test_doubles_again(student):
    """`double(x)` is 2 x, for another x"""
    expect.array(student.double(X), X.shape{kind})


@pytest.mark.question("q2")
@pytest.mark.points(1)
def test_answer(student):
    """`answer` is right"""
    chosen(student.answer, "b", "Read again.")


@pytest.mark.question("q2")
@pytest.mark.points(1)
def test_sum(student):
    """`total` is the sum"""
    expect.true({total}, "wrong")
'''
EQUIVALENTS = """
import numpy as np

from autograder.misconceptions import equivalent


@equivalent("double-by-adding", question="q1", name="double")
def double_by_adding(x):
    return x + x


@equivalent("double-roughly", question="q1", name="double")
def double_roughly(x):
    return (2 * np.asarray(x)).astype(np.float32) * (1 + 1e-7)
"""
MISCONCEPTIONS = """
from autograder.misconceptions import misconception


@misconception("double-is-square", question="q1", name="double", hint="Which power?")
def double_is_square(x):
    return x**2


@misconception("double-is-triple", question="q1", name="double", hint="How often?")
def double_is_triple(x):
    return 3 * x
"""


@pytest.fixture
def make(tmp_path):
    """``make(rtol=..., ...)``: the little course with a suite like that; its folder."""

    def made(rtol: str = "1e-5", kind: str = "", total: str = "expect.number(student.total) == {sum}") -> Path:
        course = Course(tmp_path / "little")
        folder = course.edit(
            "return float(np.sum(values))", "return np.sum(values)"
        ).folder  # else an equivalent mutant
        rows = (folder / "data" / "numbers.csv").read_text().splitlines()[1:]
        total = total.replace("{sum}", repr(float(sum(float(cell) for row in rows for cell in row.split(",")))))
        text = SUITE.replace("{rtol}", rtol).replace("{kind}", kind).replace("{total}", total)
        (folder / "hidden" / "test_little.py").write_text(text)
        (folder / "equivalents.py").write_text(EQUIVALENTS)
        (folder / "misconceptions.py").write_text(MISCONCEPTIONS)
        return folder

    return made


def run(folder: Path, *options: str) -> tuple[subprocess.CompletedProcess[str], Audit]:
    """The command, and what it wrote as JSON."""
    out = folder.parent / "audit.json"
    command = [sys.executable, "-m", "autograder", "audit", str(folder), "--json", str(out), *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done, msgspec.json.decode(out.read_bytes(), type=Audit)


def shortcomings(folder: Path, *options: str) -> str:
    done, audit = run(folder, *options)
    assert done.returncode == 1
    assert done.stdout.startswith(f"{len(audit.shortcomings)} shortcoming")
    return "\n".join(audit.shortcomings)


def test_good_suite_falls_short_of_nothing(make):
    """Every right variant passes, every wrong one is caught and named, and each margin is wide."""
    done, audit = run(make())
    assert (done.returncode, audit.shortcomings) == (0, ())
    assert done.stdout.startswith("Nothing falls short.")
    assert (audit.right, audit.false_alarms) == (3, 0)
    assert (audit.misconceptions, audit.caught, audit.named) == (2, 2, 2)
    assert audit.mutants == audit.killed == audit.mutants_in_all > 5
    check = audit.questions[0].checks[0]
    assert check.farthest_right < 0.1
    assert check.nearest_wrong > 10


@only_in_slow
def test_useless_check_is_told(make):
    """It is no shortcoming, but a check that catches nothing by itself is named."""
    done, audit = run(make(), "--only", "q1")
    assert [check.alone > 0 for check in audit.questions[0].checks] == [True, False]
    assert "q1: test_doubles_again" in done.stdout.partition("catch nothing")[2]


def test_lax_tolerance_is_found(make):
    """A misconception is off by 0.5 of the answer, so a tolerance of a fifth is too near to it."""
    assert "double-is-triple is off by 2.5 tolerances of test_doubles, but should be by 10" in shortcomings(
        make(rtol="0.2"), "--only", "q1"
    )


@only_in_slow
def test_strict_tolerance_is_found(make):
    """The single precision of a right variant is off by half of it."""
    assert "q1: the tolerance of test_doubles is" in shortcomings(make(rtol="2e-7"), "--only", "q1")


@only_in_slow
def test_variant_of_another_notebook_is_found(make):
    """What it uses is not there, so it would change nothing and be taken for right."""
    folder = make()
    path = folder / "misconceptions.py"
    path.write_text(
        path.read_text()
        + """

@misconception("double-of-something", question="q1", name="double", hint="Double of what?")
def double_of_something(x):
    return somewhere_else + x
"""
    )
    said = shortcomings(folder, "--only", "q1", "--mutants", "0")
    assert "double-of-something uses `somewhere_else`, which no cell of the lesson's solution defines" in said


def test_missed_misconception_and_surviving_mutants_are_found(make):
    """What half the answer may be off lets through what is half too much."""
    said = shortcomings(make(rtol="0.6"), "--only", "q1")
    assert "q1: the misconception double-is-triple gets all points" in said
    assert "the mutant q1/double/constant-plus-one/" in said
    assert "twice_as_much = 2 * x -> twice_as_much = (3) * x" in said


def test_right_variant_that_fails_is_found(make):
    """A check of the type refuses single precision."""
    said = shortcomings(make(kind=', kind="integer"'), "--only", "q1")
    assert "q1: test_doubles_again fails the right variant double-by-adding: double([0.5, 1.5, -3.0]) returned" in said


def test_misnamed_and_unnamed_misconceptions_are_found(make):
    """One is given the other's name, and then nothing is named as it should be."""
    folder = make()
    path = folder / "hidden" / "test_little.py"
    path.write_text(path.read_text().replace('Mistake("double-is-square"', 'Mistake("double-is-root"'))
    said = shortcomings(folder, "--only", "q1")
    assert "the misconception double-is-square is called double-is-root" in said
    assert "50.0 % of the misconceptions that are caught are named, but 95 % should be; the others are" in said


@only_in_slow
def test_misconceptions_that_are_the_same_are_told(make):
    """A student would read both hints; and what gets all points is not counted as one without a name."""
    folder = make()
    path = folder / "misconceptions.py"
    more = '@misconception("{}", question="q1", name="double", hint="{}")\ndef {}(x):\n    return {}\n'
    same = [("double-plus", "Plus?", "plus", "2 * x + 7"), ("double-more", "More?", "more", "7 + 2 * x")]
    path.write_text(path.read_text() + "".join(more.format(*one) for one in [*same, ("fine", "Why?", "fine", "x + x")]))
    said = shortcomings(folder, "--only", "q1", "--mutants", "0")
    assert "q1: the misconception fine gets all points" in said
    assert "50.0 % of the misconceptions that are caught are named" in said
    assert "double-plus (cannot be told from double-more), double-more (cannot be told from double-plus)" in said


def test_check_that_nothing_fails_is_found(make):
    """It gives its points to everybody; a reason in audit.toml makes it pass, until something fails it."""
    folder = make(total="True")
    assert "q2: nothing ever failed test_sum: no misconception, no mutant, no blank notebook" in shortcomings(
        folder, "--only", "q2"
    )
    entry = 'schema = "autograder/audit/v1"\n[[idle]]\nchecks = ["q2/test_sum", "q2/{}"]\nreason = "a trial of this"\n'
    (folder / "audit.toml").write_text(entry.replace("{}", "test_answer"))
    said = shortcomings(folder, "--only", "q2")
    assert "nothing ever failed" not in said
    assert "audit.toml lists q2/test_answer as one that nothing fails, but something does" in said


@only_in_slow
def test_right_variant_that_is_called_a_misconception_is_found(make):
    """A check may name what it lets pass."""
    folder = make(total='expect.partial(0.5, "half", misconception="total-half")')
    assert "q2: the right variant the solution is called total-half" in shortcomings(folder, "--only", "q2")


def test_accepted_survivors_need_a_reason_and_must_survive(make):
    """Listed ones are no shortcoming; one that loses points, or that there is not, is."""
    folder = make(total="expect.number(student.total) > 0")
    _, audit = run(folder, "--only", "q2")
    alive = [survivor.id for survivor in audit.survivors]
    assert any("sum-mean" in id_ for id_ in alive)
    dead = "q2/answer/nothing-of-the-kind/00000000"
    accepted = f'[[survivors]]\nids = {json.dumps(alive)}\nverdict = "equivalent"\nreason = "a trial of what may be"\n'
    (folder / "audit.toml").write_text(f'schema = "autograder/audit/v1"\n{accepted}')
    done, audit = run(folder, "--only", "q2")
    assert (done.returncode, audit.equivalent) == (0, len(alive))
    (folder / "audit.toml").write_text(f'schema = "autograder/audit/v1"\n{accepted}'.replace(alive[0], dead))
    said = shortcomings(folder, "--only", "q2")
    assert f"audit.toml lists the mutant {dead}, which there is not" in said
    assert f"the mutant {alive[0]} gets all points" in said


@only_in_slow
def test_excused_margin_needs_to_be_narrow(make):
    """A reason makes a narrow margin pass, and is itself a shortcoming where the margin is wide."""
    entry = '[[margins]]\ncheck = "q1/test_doubles"\nside = "right"\nreason = "it is a trial"\n'
    folder = make(rtol="2e-7")
    (folder / "audit.toml").write_text(f'schema = "autograder/audit/v1"\n{entry}')
    assert run(folder, "--only", "q1")[0].returncode == 0
    path = folder / "hidden" / "test_little.py"
    path.write_text(path.read_text().replace("rtol=2e-7", "rtol=1e-5"))
    assert "excuses the right side of q1/test_doubles, where the margin is wide enough" in shortcomings(
        folder, "--only", "q1"
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("schema = 1", "audit.toml: "),
        ('schema = "autograder/audit/v1"\n[[survivors]]\nids = ["a"]\nverdict = "fine"\nreason = "no reason at all"',
         "survivors[0].verdict: should be 'equivalent' or 'accepted', not 'fine'"),
        ('schema = "autograder/audit/v1"\n[[survivors]]\nids = ["a"]\nverdict = "accepted"\nreason = "so"',
         "the reason 'so' should have at least 3 words"),
        (
            'schema = "autograder/audit/v1"\n[[survivors]]\nids = ["a", "a"]\nverdict = "accepted"\nreason = "no reason at all"',
            "a is there twice",
        ),
    ],
)  # fmt: skip
def test_unusable_list_is_refused(make, text, complaint):
    """With the file and what is wrong, before anything is graded."""
    folder = make()
    (folder / "audit.toml").write_text(text)
    command = [sys.executable, "-m", "autograder", "audit", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert complaint in done.stderr


def test_broken_check_is_no_finding_but_a_failure(make):
    """A check that fails by itself says nothing of any variant."""
    command = [sys.executable, "-m", "autograder", "audit", str(make(total="1 / 0")), "--only", "q2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 3
    assert "the check test_sum of q2 fails by itself with the solution" in done.stderr


@pytest.mark.parametrize(
    ("rtol", "options", "code", "said"),
    [
        ("1e-5", [], 0, "the suites fall short of nothing"),
        ("0.6", [], 1, "the misconception double-is-triple gets all points"),
        pytest.param("0.6", ["--no-audit"], 0, "the solution gets", marks=only_in_slow),
    ],
)
def test_build_audits(make, tmp_path, rtol, options, code, said):
    """What was built stays, but the exit code tells."""
    out = tmp_path / "built"
    command = [sys.executable, "-m", "autograder", "build", str(make(rtol=rtol)), "--out", str(out), *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == code, done.stderr
    assert said in done.stdout + done.stderr
    assert (out / "student").is_dir()


@only_in_slow
def test_sample_is_the_same_every_time(make):
    """And smaller; mutants that are not tried are not called stale."""
    folder = make()
    _, first = run(folder, "--mutants", "3")
    _, again = run(folder, "--mutants", "3")
    assert (first.mutants, first.mutants_in_all > 5) == (3, True)
    assert msgspec.structs.replace(first, wall_seconds=0.0) == msgspec.structs.replace(again, wall_seconds=0.0)
