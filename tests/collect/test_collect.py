"""Students' repositories become checkouts that `autograder batch` reads; nothing in them is obeyed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli.collect import collect as command
from autograder.collect import Deadlines, Status, collect, commits, listed, plan, trees
from autograder.collect import checkout as checkouts
from autograder.collect.gits import Bounds, Git, checked_url
from autograder.collect.record import read_record
from autograder.collect.token import Token, token_of
from autograder.errors import InputError
from autograder.intake import find_arrivals, read_roster, sort_arrivals
from tests.collect.repositories import DUE, HOUR, NOTEBOOK, bare, head

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
EARLY, LATE = DUE - 5 * HOUR, DUE + 5 * HOUR


class Class:
    """A roster, a folder of repositories, and a place for what is collected."""

    def __init__(self, folder):
        self.folder = folder
        self.repositories = folder / "given"
        self.repositories.mkdir()
        self.out = folder / "out"
        self.roster = folder / "students.csv"

    def enrol(self, *logins):
        header = "username,first_name,last_name,email,section,github_id\n"
        self.roster.write_text(
            header + "".join(f"{one},{one.title()},Doe,{one}@b.org,A,{n}\n" for n, one in enumerate(logins))
        )

    def repository(self, login, *commits, tags=None):
        return bare(self.repositories / f"ml-hw1-{login}.git", *commits, tags=tags)

    def collect(self, due=DUE, bounds=None, **deadlines):
        planned = plan(listed(self.repositories), read_roster(self.roster))
        self.out.mkdir(exist_ok=True)
        git = Git(self.out / ".collect", bounds=bounds or Bounds())
        found = collect(planned.targets, self.out, git, Deadlines(due=due, **deadlines), waits=())
        return {one.student: one for one in found}


@pytest.fixture
def school(tmp_path):
    return Class(tmp_path)


def test_what_is_collected_is_what_batch_takes_in(school):
    """The folder's name is the student's, the time that of the commit; who has nothing is missing."""
    school.enrol("ann", "bob", "cat")
    ann = school.repository("ann", (EARLY, {"hw/x.ipynb": NOTEBOOK, "README.md": b"hi", "a.py": b"import os"}))
    school.repository("bob", (EARLY, {"README.md": b"hi"}))
    school.repository("zoe", (EARLY, {"x.ipynb": NOTEBOOK}))
    found = school.collect()
    assert {name: one.status for name, one in found.items()} == {"ann": Status.COLLECTED, "bob": Status.NO_NOTEBOOK}
    assert found["ann"].commit == head(ann)
    sorted_ = sort_arrivals(find_arrivals(school.out), read_roster(school.roster))
    assert [(person.id, one.source, one.submitted_at) for person, one in sorted_.owned] == [
        ("ann", "ann/hw/x.ipynb", EARLY),
        ("bob", "bob/README.md", EARLY),
    ]
    assert [person.id for person in sorted_.missing] == ["cat"]
    assert sorted(path.name for path in (school.out / "ann").iterdir()) == [".git", "hw"]
    assert (school.out / "ann/hw/x.ipynb").read_bytes() == NOTEBOOK


def test_the_last_commit_before_the_deadline_counts(school):
    """Each student's own; history is asked for until it is found, and late days move it."""
    school.enrol("ann", "bob", "eve")
    commits = [(EARLY + n * HOUR / 100, {"x.ipynb": NOTEBOOK + b" " * n}) for n in range(3)]
    later = [(LATE + n * HOUR / 100, {"x.ipynb": NOTEBOOK + b"\n" * n}) for n in range(60)]
    for login in ("ann", "bob"):
        school.repository(login, *commits, *later)
    school.repository("eve", *later)
    found = school.collect(extended={"bob": DUE + 24 * HOUR})
    assert (school.out / "ann/x.ipynb").read_bytes() == NOTEBOOK + b"  "
    assert (school.out / "bob/x.ipynb").read_bytes() == NOTEBOOK + b"\n" * 59
    assert (found["eve"].status, found["eve"].notes) == (Status.NOTHING, ("there is no commit before the deadline",))
    assert not (school.out / "eve").exists()
    assert school.collect(late=24 * HOUR)["eve"].status is Status.COLLECTED
    assert school.collect(due=None)["ann"].committed_at == later[-1][0]


def test_the_last_submission_tag_in_time_counts(school):
    """Before any commit; without one in time the commits do; a tag that lies about its time is told."""
    school.enrol("ann", "bob", "eve")
    commits = [(EARLY, {"x.ipynb": NOTEBOOK + b" " * n}) for n in range(4)]
    tags = {"submit/2026-06-01T10-00-00Z-a1b2c3d": 0, "submit/2026-06-01T21-59-59Z-a1b2c3d": 1}
    school.repository(
        "ann",
        *commits,
        tags={**tags, "submit/2026-06-02T00-00-00Z-a1b2c3d": 2, "submit/2026-02-31T00-00-00Z": 3, "v1": 3},
    )
    school.repository("bob", *commits, tags={"submit/2026-06-03T00-00-00Z-a1b2c3d": 0})
    school.repository("eve", (LATE, {"x.ipynb": NOTEBOOK}), tags={"submit/2026-06-01T10-00-00Z-a1b2c3d": 0})
    found = school.collect()
    assert (school.out / "ann/x.ipynb").read_bytes() == NOTEBOOK + b" "
    assert found["ann"].ref == "refs/tags/submit/2026-06-01T21-59-59Z-a1b2c3d"
    assert (school.out / "bob/x.ipynb").read_bytes() == NOTEBOOK + b"   "
    assert found["eve"].notes == ("the tag's name is in time, but its commit is not",)
    assert find_arrivals(school.out)[-1].submitted_at == LATE  # so batch takes points off


def test_a_hostile_repository_is_read_and_not_obeyed(school, tmp_path):
    """Hooks, filters, submodules, links, LFS and odd names are files like others, or none."""
    school.enrol("eve", "lfs")
    attack = f"#!/bin/sh\ntouch {tmp_path}/ran\n".encode()
    (tmp_path / "secret.ipynb").write_bytes(b"secret")
    given = school.repository(
        "eve",
        (
            EARLY,
            {
                "x.ipynb": NOTEBOOK,
                ".gitattributes": b"*.ipynb filter=evil diff=evil working-tree-encoding=UTF-16 text eol=crlf ident\n",
                ".gitmodules": f'[submodule "s"]\n\tpath = s\n\turl = {tmp_path}\n\tupdate = !touch {tmp_path}/ran\n'.encode(),
                ".gitconfig": f'[filter "evil"]\n\tsmudge = touch {tmp_path}/ran\n'.encode(),
                "s": ("160000", b"1" * 40),
                "hooks/post-checkout": ("100755", attack),
                "link.ipynb": ("120000", str(tmp_path / "secret.ipynb").encode()),
                "folder": ("120000", str(tmp_path).encode()),
                ".hidden/y.ipynb": NOTEBOOK,
                '"new\\nline.ipynb"': NOTEBOOK,
                "-rf/--help.ipynb": NOTEBOOK,
            },
        ),
    )
    for name in ("post-checkout", "post-merge", "reference-transaction", "pre-receive", "upload-pack"):
        (given / "hooks").mkdir(exist_ok=True)
        (given / "hooks" / name).write_bytes(attack)
        (given / "hooks" / name).chmod(0o755)
    subprocess.run(["git", "config", "uploadpack.packObjectsHook", f"touch {tmp_path}/ran"], cwd=given, check=True)
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n"
    school.repository("lfs", (EARLY, {"x.ipynb": pointer, ".gitattributes": b"*.ipynb filter=lfs\n"}))
    found = school.collect()
    assert not (tmp_path / "ran").exists()
    assert sorted(found["eve"].notebooks) == ["-rf/--help.ipynb", "link.ipynb", "x.ipynb"]
    assert (school.out / "eve/x.ipynb").read_bytes() == NOTEBOOK
    assert not (school.out / "eve/link.ipynb").is_symlink()
    assert (school.out / "eve/link.ipynb").read_bytes() != b"secret"
    assert set(found["eve"].notes) == {
        "1 notebook left out, with a name that no file can have here",
        "link.ipynb is a link, which is not followed",
    }
    assert found["lfs"].notes == ("x.ipynb is in Git LFS: only its pointer is in the repository",)
    assert not any(path.is_symlink() for path in school.out.rglob("*"))


def test_what_is_too_large_is_stopped(school, monkeypatch):
    """A repository while it comes; a notebook before it is read; and nobody else has to wait."""
    monkeypatch.setattr(trees, "MAX_NOTEBOOK_BYTES", 2**21)  # 100 MiB take git 10 s
    school.enrol("ann", "big", "fat")
    school.repository("ann", (EARLY, {"x.ipynb": NOTEBOOK}))
    school.repository("big", (EARLY, {"x.ipynb": NOTEBOOK, "data.bin": os.urandom(3 * 2**20)}))
    school.repository("fat", (EARLY, {"x.ipynb": b" " * 2**22}))
    found = school.collect(bounds=Bounds(repository_bytes=2**20))
    assert found["ann"].status is Status.COLLECTED
    assert (found["big"].status, found["big"].notes) == (Status.FAILED, ("has more than 1 MiB",))
    assert found["fat"].notes == ("x.ipynb has 4 MiB, and was left out",)
    status = (school.out / "fat/x.ipynb").stat()
    assert (status.st_size, status.st_blocks) == (2**22, 0)  # so that batch refuses it by its size
    assert not list((school.out / ".collect").glob("*.partial"))


def test_an_empty_or_broken_repository_is_told(school):
    """And the others are collected."""
    school.enrol("ann", "bad", "non")
    school.repository("ann")
    shutil.rmtree(school.repository("bad", (EARLY, {"x.ipynb": NOTEBOOK})) / "objects")
    (school.repositories / "ml-hw1-bad.git/objects").mkdir()
    found = school.collect()
    assert (found["ann"].status, found["ann"].notes) == (Status.NOTHING, ("the repository is empty",))
    assert found["bad"].status in (Status.FAILED, Status.NOTHING)
    assert "non" not in found


def test_a_tag_on_a_file_is_passed_over(school):
    """The tag before it counts, else the branch; with nothing else there it is told."""
    school.enrol("ann", "bob", "eve")
    tags = {"submit/2026-06-01T10-00-00Z": 0}
    for login, theirs in (("ann", tags), ("bob", None), ("eve", None)):
        given = school.repository(login, *((EARLY, {"x.ipynb": NOTEBOOK + b" " * n}) for n in range(2)), tags=theirs)
        later = ["git", "tag", "submit/2026-06-01T11-00-00Z", head(given, "main:x.ipynb")]
        subprocess.run(later, cwd=given, check=True)
    (given / "HEAD").write_text("ref: refs/heads/none\n")
    found = school.collect()
    note = "refs/tags/submit/2026-06-01T11-00-00Z names no commit, and was passed over"
    assert [(one.status.value, one.ref, one.notes) for one in found.values()] == [
        ("collected", "refs/tags/submit/2026-06-01T10-00-00Z", (note,)),
        ("collected", "HEAD", (note,)),
        ("failed", "refs/tags/submit/2026-06-01T11-00-00Z", (note,)),
    ]
    assert (school.out / "ann/x.ipynb").read_bytes() == NOTEBOOK
    assert (school.out / "bob/x.ipynb").read_bytes() == NOTEBOOK + b" "


def test_a_commit_without_a_time_is_told(school):
    """Git writes none such, but a student can; the others are collected."""
    school.enrol("ann", "eve")
    school.repository("ann", (EARLY, {"x.ipynb": NOTEBOOK}))
    given = school.repository("eve", (EARLY, {"x.ipynb": NOTEBOOK}))
    text = f"tree {head(given, 'main^{tree}')}\nauthor M <m@x> 1 +0000\ncommitter M <m@x> soon\n\nx\n"
    command = ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"]
    made = subprocess.run(command, cwd=given, input=text.encode(), check=True, capture_output=True).stdout
    (given / "refs/heads/main").write_bytes(made)
    found = school.collect()
    note = f"the commit {made.decode()[:7]} has no time, but should say when it was made"
    assert found["ann"].status is Status.COLLECTED
    assert (found["eve"].status, found["eve"].notes) == (Status.FAILED, (note,))


def test_what_nobody_thought_of_is_one_repositorys(school, monkeypatch, caplog):
    """Its kind is told, its traceback logged, and the table is written."""

    def files(git, commit, work):
        return {}[commit] if "eve" in work.name else ([], [])

    monkeypatch.setattr(checkouts, "files_of", files)
    school.enrol("ann", "eve")
    for login in ("ann", "eve"):
        school.repository(login, (EARLY, {"x.ipynb": NOTEBOOK}))
    found = school.collect()
    assert found["ann"].status is Status.NO_NOTEBOOK
    assert (found["eve"].status, found["eve"].notes) == (
        Status.FAILED,
        ("could not be collected (KeyError; the log has more)",),
    )
    assert "Traceback" in caplog.text
    assert (school.out / "collected.csv").exists()


def test_a_second_run_fetches_what_has_changed(school, monkeypatch):
    """Nothing is cloned twice; a new commit, another deadline and an unfinished checkout are."""
    school.enrol("ann", "bob", "cat")
    for login in ("ann", "bob", "cat"):
        school.repository(login, (EARLY, {"x.ipynb": NOTEBOOK}))
    fetched = []
    real = commits._fetched
    interrupt = {"cat"}

    def counting(git, made, work):
        fetched.append(made.student)
        if made.student in interrupt:
            (work / "half").write_bytes(b"")
            raise KeyboardInterrupt
        return real(git, made, work)

    monkeypatch.setattr(commits, "_fetched", counting)
    with pytest.raises(KeyboardInterrupt):
        school.collect()
    assert not (school.out / "cat").exists()
    interrupt.clear()
    fetched.clear()
    found = school.collect()
    assert found["cat"].status is Status.COLLECTED
    assert "cat" in fetched
    fetched.clear()
    assert {one.status for one in school.collect().values()} == {Status.KEPT}
    assert fetched == []
    shutil.rmtree(school.repositories / "ml-hw1-bob.git")
    school.repository("bob", (EARLY, {"x.ipynb": NOTEBOOK}), (EARLY + HOUR, {"x.ipynb": NOTEBOOK + b" "}))
    assert school.collect()["bob"].status is Status.COLLECTED
    assert fetched == ["bob"]
    assert (school.out / "bob/x.ipynb").read_bytes() == NOTEBOOK + b" "


def test_a_repository_that_is_gone_keeps_what_was_collected(school):
    """Whoever deletes it afterwards has handed in."""
    school.enrol("ann", "bob")
    school.repository("bob", (EARLY, {"x.ipynb": NOTEBOOK}))
    gone = school.repository("ann", (EARLY, {"x.ipynb": NOTEBOOK}))
    (school.folder / "list.txt").write_text(f"# mine\n{gone}\n")
    school.collect()
    shutil.rmtree(gone)
    planned = plan(listed(school.folder / "list.txt"), read_roster(school.roster))
    (one,) = collect(planned.targets, school.out, Git(school.out / ".collect"), Deadlines(due=DUE), waits=())
    assert one.status is Status.NO_REPOSITORY
    assert read_record(school.out / "ann").status is Status.COLLECTED


def test_a_folder_that_is_not_ours_is_left_alone(school):
    """One sentence, and nothing is lost."""
    school.enrol("ann")
    school.repository("ann", (EARLY, {"x.ipynb": NOTEBOOK}))
    (school.out / "ann").mkdir(parents=True)
    (school.out / "ann/mine").write_text("x")
    with pytest.raises(InputError, match="was not collected"):
        school.collect()
    assert (school.out / "ann/mine").exists()


def test_nobodys_work_is_given_to_somebody_else(tmp_path):
    """Two repositories that resemble one student are neither's; an id in the list is certain."""
    (tmp_path / "students.csv").write_text("id,login\n17,ann\n18,bob\n")
    (tmp_path / "list.csv").write_text(
        "id,url\n17,https://h/o/x.git\n,https://h/o/hw-bob.git\n,https://h/o/old-bob.git\n,https://h/o/hw-zoe.git\n"
    )
    planned = plan(listed(tmp_path / "list.csv"), read_roster(tmp_path / "students.csv"))
    assert [(target.person.id, target.repository.url) for target in planned.targets] == [("17", "https://h/o/x.git")]
    assert planned.unclear == ("18: has 2 repositories (hw-bob, old-bob)",)
    assert [one.name for one in planned.strangers] == ["hw-zoe"]


@pytest.mark.parametrize(
    "url",
    [
        "--upload-pack=touch x",
        "ext::sh -c touch% x",
        "https://me:secret@h/o/x",
        "https://token@h/o/x",
        "ftp://h/x",
        "http://h/o/x",
        "a\nb",
    ],
)
def test_an_address_that_may_not_be_fetched(url):
    """And a secret in it is not repeated."""
    with pytest.raises(InputError) as caught:
        checked_url("list.txt: line 1", url)
    assert "secret" not in str(caught.value).replace("holds a secret", "")


def test_the_token_goes_to_its_host_alone_and_is_in_no_argument(tmp_path, monkeypatch):
    """git is given it in its environment; a message does not have it."""
    token = token_of({"GITHUB_TOKEN": "ghp_topsecret"})
    assert "topsecret" not in repr(token) + str(token)
    assert token_of({"GITHUB_TOKEN": "a\r\nX-Evil: 1"}) is None
    fake = tmp_path / "bin/git"
    fake.parent.mkdir()
    fake.write_text(
        f"#!{sys.executable}\nimport os, sys\nprint(sys.argv, {{k: v for k, v in os.environ.items() if 'GIT_CONFIG' in k}})\nsys.stderr.write('fatal: ghp_topsecret ' + os.environ.get('GIT_CONFIG_VALUE_0', ''))\nsys.exit('fail' in sys.argv)\n"
    )
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_topsecret")
    git = Git(tmp_path / "home", token, "github.com")
    ours = git("fetch", folder=tmp_path, url="https://github.com/o/n.git").decode()
    assert "Authorization: Basic" in ours
    assert "http.https://github.com/.extraHeader" in ours
    assert "topsecret" not in ours
    for url in ("https://evil.org/github.com", "https://github.com.evil.org/x", "/tmp/x", "ssh://github.com/x"):
        assert "Authorization" not in git("fetch", folder=tmp_path, url=url).decode()
    with pytest.raises(Exception, match=r"\*\*\*") as caught:
        git("fail", folder=tmp_path, url="https://github.com/o/n.git")
    assert "topsecret" not in str(caught.value)
    assert Token("x").for_git("h")["GIT_CONFIG_VALUE_0"].split()[-1] not in str(caught.value)
    assert "topsecret" not in "".join(path.read_text() for path in (tmp_path / "home").iterdir())


def test_paths_are_meant_from_where_they_stand(school, monkeypatch):
    """A folder from where it is typed, a line of a list from where the list lies."""
    school.enrol("ann")
    school.repository("ann", (EARLY, {"x.ipynb": NOTEBOOK}))
    (school.folder / "list.txt").write_text("given/ml-hw1-ann.git\n")
    monkeypatch.chdir(school.folder)
    expected = str(school.repositories / "ml-hw1-ann.git")
    assert [one.url for one in listed(Path("given"))] == [one.url for one in listed(Path("list.txt"))] == [expected]


def test_the_command(school):
    """It collects, says what is missing, and what to type next; bad input is one sentence."""
    school.enrol("ann", "bob")
    school.repository("ann", (EARLY, {"x.ipynb": NOTEBOOK}))
    arguments = ["--roster", str(school.roster), "--out", str(school.out), "--due", "2026-06-02T00:00+02:00"]
    done = CliRunner().invoke(command, [*arguments, "--repositories", str(school.repositories)])
    assert done.exit_code == 0, done.output
    assert "1 collected\nWithout a repository: bob\n" in done.stdout
    assert f"autograder batch {school.out} --roster {school.roster} --assignment ASSIGNMENT --out class/" in done.stdout
    assert (school.out / "collected.csv").read_text().splitlines()[1].startswith("ann,collected,")
    for wrong in ([], ["--organization", "o"], ["--repositories", str(school.folder / "nowhere")]):
        bad = CliRunner().invoke(command, [*arguments, "--out", str(school.folder / "new"), *wrong])
        assert (bad.exit_code, len(bad.stderr.splitlines())) == (2, 1)
        assert not (school.folder / "new").exists()
