"""The API is asked politely, and its limits are obeyed; feedback is said once and then changed."""

from __future__ import annotations

import datetime

import msgspec
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from autograder.cli.collect import collect as command
from autograder.cli.collect import feedback as feedback_command
from autograder.collect import Rest, Token, of_organization
from autograder.collect.feedback import Poster, render, repository_of
from autograder.collect.record import RECORD, Collected, Status
from autograder.collect.rest import RestError
from autograder.errors import InputError
from autograder.gradebook import open_gradebook
from autograder.manifest import read_manifest
from autograder.records import CheckResult, Grade, QuestionResult, SubmissionInfo, SuiteInfo, Verdict
from autograder.standing import HandedIn, Override, Person, stand
from tests.collect.fake_github import fake_github
from tests.collect.repositories import DUE, NOTEBOOK, bare
from tests.support.grader import MINI

NOW = 1_780_000_000.0


@pytest.fixture
def github():
    with fake_github() as fake:
        yield fake


@pytest.fixture
def slept():
    return []


@pytest.fixture
def rest(github, slept):
    return Rest(github.url, Token("ghp_topsecret"), sleep=slept.append, clock=lambda: NOW)


def test_all_pages_of_an_organisation(github, rest):
    """Those with the assignment's name, whatever their case; the token is a header."""
    names = ["ml-hw1-ann", "ml-hw2-ann", "ML-HW1-Bob", "classroom50", "ml-hw1-cat"]
    github.repositories = [{"name": name, "clone_url": f"https://github.com/o/{name}.git"} for name in names]
    found = of_organization(rest, "o", "ml-hw1")
    assert [(one.owner, one.url) for one in found] == [
        ("Bob", "https://github.com/o/ML-HW1-Bob.git"),
        ("ann", "https://github.com/o/ml-hw1-ann.git"),
        ("cat", "https://github.com/o/ml-hw1-cat.git"),
    ]
    assert len(github.seen) == 3
    assert {headers["Authorization"] for headers in github.headers} == {"Bearer ghp_topsecret"}


def test_what_has_not_changed_is_asked_for_conditionally(github, tmp_path):
    """Also in the next run: 304 costs nothing."""
    github.repositories = [{"name": f"hw-{n}", "clone_url": f"https://github.com/o/hw-{n}.git"} for n in range(3)]
    for _ in range(2):
        rest = Rest(github.url, cache=tmp_path / "api.json")
        assert len(of_organization(rest, "o", "hw")) == 3
        rest.close()
    assert github.statuses == [200, 200, 304, 304]


@pytest.mark.parametrize(
    ("status", "body", "headers", "seconds"),
    [
        (429, b"{}", {"Retry_After": "7"}, 7),
        (403, b"{}", {"Retry_After": "30"}, 30),
        (403, b"{}", {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": str(int(NOW) + 100)}, 101),
        (403, b'{"message": "You have exceeded a secondary rate limit"}', {}, 60),
        (502, b"<html>", {}, 1),
    ],
)
def test_limits_are_obeyed(github, rest, slept, status, body, headers, seconds):
    """As long as the server says, else a minute, with some jitter; then it goes on."""
    github.say(status, body, **headers)
    assert rest.get("/user") == {"login": "staff"}
    assert len(slept) == 1
    assert seconds <= slept[0] <= seconds + 1


def test_waiting_grows_and_ends(github, rest, slept):
    """Twice as long each time, six times at most; the error has no token."""
    for _ in range(6):
        github.say(429, b'{"message": "ghp_topsecret, slow down"}')
    with pytest.raises(RestError) as caught:
        rest.get("/user")
    assert [round(seconds // 60) for seconds in slept] == [1, 2, 4, 8, 16]
    assert str(caught.value) == "GET /user: 429 (***, slow down)"


@pytest.mark.parametrize("status", [401, 403, 404, 422])
def test_a_no_is_a_no(github, rest, slept, status):
    """It is not asked again."""
    github.say(status, b'{"message": "Not Found"}')
    with pytest.raises(RestError):
        rest.get("/repos/o/n/issues")
    assert (len(github.seen), slept) == (1, [])


def test_a_redirect_gets_no_token(github, rest):
    """It is an error, since it could lead anywhere."""
    with fake_github() as other:
        github.say(302, Location=f"{other.url}/user")
        with pytest.raises(RestError):
            rest.get("/user")
        github.say(200, b"[]", Link=f'<{other.url}/orgs/o/repos?page=2>; rel="next"')
        with pytest.raises(RestError, match="another server"):
            list(rest.every("/orgs/o/repos"))
        assert other.seen == []


def test_a_token_is_not_sent_without_tls():
    """But to this computer."""
    with pytest.raises(InputError, match="https"):
        Rest("http://example.org", Token("x"))


def test_what_failed_half_way_is_not_done_twice(github, rest):
    """A new issue may be there although the answer was lost."""
    github.say(502)
    with pytest.raises(RestError):
        rest.change("POST", "/repos/o/n/issues", {"title": "x", "body": "y"})
    assert len(github.seen) == 1


def test_changes_are_a_second_apart(github, rest, slept):
    """As GitHub asks."""
    for _ in range(3):
        rest.change("POST", "/repos/o/n/issues", {"title": "x", "body": "y"})
    assert slept == [1.0, 1.0]


def standing(message="off", score=3.0):
    check = CheckResult(name="t", description=f"it is {message}", verdict=Verdict.FAILED, points=score, max_points=10.0)
    grade = Grade(
        harness_version="1",
        submission=SubmissionInfo(name="x", sha256="0"),
        suite=SuiteInfo(assignment="mini", title="Mini", sha256="0", manifest_sha256="0"),
        engine="fork",
        sandbox_level="A",
        score=score,
        max_score=10.0,
        questions=(QuestionResult(id="q", title="Q", score=score, max_score=10.0, checks=(check,)),),
        cells=(),
    )
    return stand(Person(id="ann"), 10.0, None, grade)


URL = "https://github.com/o/hw-ann.git"


def test_one_issue_a_student(github, rest):
    """Created once, changed when the grade changes, left alone else; a dry run only looks."""
    dry = Poster(rest, "mini", "Mini")
    assert dry.post(standing(), URL).done == "would create"
    assert github.issues.get("o/hw-ann", []) == []
    poster = Poster(rest, "mini", "Mini", send=True)
    assert poster.post(standing(), URL).done == "created"
    assert poster.post(standing(), URL).done == "unchanged"
    assert dry.post(standing(score=4.0), URL).done == "would update"
    assert poster.post(standing(score=4.0), URL).done == "updated"
    (issue,) = github.issues["o/hw-ann"]
    assert issue["title"] == "Feedback: Mini"
    assert "Autograder: 4 / 10 points" in issue["body"]
    assert not any(method != "GET" for method, _ in github.seen[:2])


def test_points_by_hand_without_a_grade_are_told_by_the_questions_title(github, rest):
    """As in the comment of a course site."""
    when = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)
    given = Override(question="q", score=2.0, comment="by mail", author="tim", decided_at=when)
    by_hand = stand(Person(id="ann"), 10.0, overrides=(given,))
    Poster(rest, "mini", "Mini", titles={"q": "Question"}, send=True).post(by_hand, URL)
    (issue,) = github.issues["o/hw-ann"]
    assert "Question: 2 points given by tim: by mail\nNothing was handed in." in issue["body"]


def test_a_submission_that_cannot_be_graded_is_told(github, rest):
    """That student must act; no number is made up."""
    file = HandedIn(name="x.ipynb", source="ann/x.ipynb", sha256="0", problem="is not JSON")
    Poster(rest, "mini", "Mini", send=True).post(stand(Person(id="ann"), 10.0, file), URL)
    (issue,) = github.issues["o/hw-ann"]
    assert "Autograder: not graded\nThe submission cannot be graded: x.ipynb: is not JSON\n" in issue["body"]


def test_a_students_own_issue_is_not_ours(github, rest):
    """Whatever it says; nor is one of another assignment."""
    mark = "<!-- autograder:feedback:mini -->"
    github.issues["o/hw-ann"] = [{"number": 1, "body": mark, "user": {"login": "ann", "type": "User"}}]
    assert Poster(rest, "mini", "Mini", send=True).post(standing(), URL).done == "created"
    assert Poster(rest, "other", "Other", send=True).post(standing(), URL).done == "created"
    assert github.issues["o/hw-ann"][0]["body"] == mark
    assert len(github.issues["o/hw-ann"]) == 3


def test_an_app_writes_as_a_bot(github, rest):
    """Its token may not ask who it is."""
    github.me = None
    poster = Poster(rest, "mini", "Mini", send=True)
    assert [poster.post(standing(), URL).done for _ in range(2)] == ["created", "unchanged"]


def test_a_comment_on_the_feedback_pull_request(github, rest):
    """Where there is one; else it is told."""
    poster = Poster(rest, "mini", "Mini", where="pull-request", send=True)
    assert "no open pull request" in poster.post(standing(), URL).problem
    github.pulls["o/hw-ann"] = [{"number": 9, "title": "mine"}, {"number": 1, "title": "Feedback"}]
    assert [poster.post(standing(score=s), URL).done for s in (1.0, 1.0, 2.0)] == ["created", "unchanged", "updated"]
    assert len(github.comments["o/hw-ann"]) == 1


def test_what_a_student_wrote_mentions_and_closes_nothing():
    """It stays inside of the code, however many backticks it has."""
    body = render(standing("````\n@everyone fixes #1 <img src=x>"), "<!-- m -->")
    fence = body.splitlines()[1].removesuffix("text")
    assert fence == "`" * 5
    assert body.count(fence) == 2
    assert body.rstrip().endswith(fence)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://github.com/o/n.git", "o/n"),
        ("git@github.com:o/n.git", "o/n"),
        ("ssh://git@github.com/o/n", "o/n"),
        ("/srv/n.git", None),
        ("https://h/o/n/../x", None),
    ],
)
def test_the_repository_of_an_address(url, name):
    """`owner/name`, or none of the API's."""
    assert repository_of(url) == name


def test_the_commands(github, tmp_path, monkeypatch):
    """From an organisation to a class to an issue; withheld grades and secrets stay out."""
    from autograder.batch.receive import look, take_in
    from autograder.intake import read_roster

    monkeypatch.setenv("GITHUB_TOKEN", "ghp_topsecret")
    (tmp_path / "students.csv").write_text("username\nann\nbob\n")
    given = bare(tmp_path / "ann.git", (DUE, {"x.ipynb": NOTEBOOK}))
    github.repositories = [{"name": "hw-ann", "clone_url": f"file://{given}"}]
    arguments = ["--roster", str(tmp_path / "students.csv"), "--out", str(tmp_path / "out"), "--api", github.url]
    done = CliRunner().invoke(command, [*arguments, "--organization", "o", "--prefix", "hw"])
    assert done.exit_code == 0, done.output
    assert "1 collected\nWithout a repository: bob" in done.output
    (tmp_path / "class").mkdir()
    manifest = read_manifest(MINI)
    with open_gradebook(tmp_path / "class/gradebook.db", manifest) as book:
        roster = read_roster(tmp_path / "students.csv")
        take_in(book, look(tmp_path / "out", manifest, roster), roster)
    arguments = ["--assignment", str(MINI), "--out", str(tmp_path / "class"), "--collected", str(tmp_path / "out")]
    done = CliRunner().invoke(feedback_command, [*arguments, "--api", github.url])
    assert (done.exit_code, done.output) == (
        0,
        "Not told: 1 student, since not all is graded yet\nNothing was sent; --send does it.\n",
    )
    github.say(401, b'{"message": "Bad credentials ghp_topsecret"}')
    done = CliRunner().invoke(
        command,
        [
            *["--roster", str(tmp_path / "students.csv"), "--out", str(tmp_path / "out"), "--api", github.url],
            "--organization",
            "p",
            "--prefix",
            "hw",
        ],
    )
    assert done.exit_code == 2
    assert "topsecret" not in done.output + done.stderr


def test_whoever_has_no_score_is_told_why_or_counted(github, tmp_path, monkeypatch):
    """What cannot be read is the student's to mend; what is withheld, pending or missing is not."""
    from autograder.gradebook import standings

    monkeypatch.setenv("GITHUB_TOKEN", "ghp_topsecret")
    file = HandedIn(name="x.ipynb", source="x.ipynb", sha256="0")
    people = {
        "ann": stand(Person(id="ann"), 10.0, replace(file, problem="is not JSON")),
        "bob": stand(Person(id="bob"), 10.0, file, withheld="the grader ended"),
        "cat": stand(Person(id="cat"), 10.0, file),
        "dan": stand(Person(id="dan"), 10.0),
    }
    for name in people:
        record = Collected(student=name, url=f"https://github.com/o/hw-{name}.git", status=Status.COLLECTED)
        (tmp_path / "out" / name / ".git").mkdir(parents=True)
        (tmp_path / "out" / name / RECORD).write_bytes(msgspec.json.encode(record))
    with open_gradebook(tmp_path / "gradebook.db", read_manifest(MINI)):
        pass
    monkeypatch.setattr(standings, "Standings", lambda book: people.values())
    arguments = ["--assignment", str(MINI), "--out", str(tmp_path), "--collected", str(tmp_path / "out"), "--send"]
    done = CliRunner().invoke(feedback_command, [*arguments, "--api", github.url])
    assert done.exit_code == 0, done.output
    assert list(github.issues) == ["o/hw-ann"]
    assert done.output.splitlines()[1:] == [
        "Not told: 1 student, since not all is graded yet",
        "Not told: 1 student, since nothing was handed in",
        "Not told: 1 student, since the grade is withheld until it is graded again",
    ]
