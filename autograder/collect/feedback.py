"""One issue a student, or one comment on their feedback pull request: found again by a mark, and changed, not repeated.

A mark alone is no proof, since a student can write it, too: what is changed must be ours by its author.
"""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from autograder.collect.rest import Rest, RestError
from autograder.exporters.feedback import feedback
from autograder.report.text import clean
from autograder.standing import Standing

MAX_BODY_CHARS = 60_000
"""GitHub takes 65,536."""

PULL_REQUEST_TITLE = "Feedback"
"""What GitHub Classroom and Classroom 50 call it."""

Where = Literal["issue", "pull-request"]


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a student's feedback (``created``, ``updated``, ``unchanged``, ``would create``), or a problem."""

    student: str
    done: str
    url: str = ""
    problem: str = ""


class Poster:
    """Says it in a student's repository; without ``send`` it only looks.

    ``titles`` are those of the questions, by their ids.
    """

    def __init__(
        self,
        rest: Rest,
        assignment: str,
        title: str,
        *,
        titles: Mapping[str, str] | None = None,
        where: Where = "issue",
        send: bool = False,
    ) -> None:
        self._rest = rest
        self._titles = titles or {}
        self._mark = f"<!-- autograder:feedback:{assignment} -->"
        self._title = f"Feedback: {clean(title, 200)}"
        self._where = where
        self._send = send
        self._self: str | None = None

    def post(self, standing: Standing, url: str) -> Said:
        """Create, update or leave it; what the API refuses is told and stops nobody else."""
        student = standing.student.id
        try:
            repository = repository_of(url)
            if repository is None:
                return Said(student=student, done="nothing", problem=f"{clean(url, 200)} is no repository of the API")
            body = render(standing, self._mark, self._titles)
            if self._where == "issue":
                return self._issue(student, repository, body)
            return self._comment(student, repository, body)
        except RestError as error:
            return Said(student=student, done="nothing", problem=str(error))

    def _issue(self, student: str, repository: str, body: str) -> Said:
        path = f"/repos/{repository}/issues"
        mine = [item for item in self._rest.every(f"{path}?state=all&per_page=100") if self._is_ours(item)]
        if mine:
            return self._update(student, f"{path}/{mine[0]['number']}", mine[0], body)
        return self._create(student, path, {"title": self._title, "body": body})

    def _comment(self, student: str, repository: str, body: str) -> Said:
        pulls = self._rest.every(f"/repos/{repository}/pulls?state=open&per_page=100")
        numbers = [item["number"] for item in pulls if item.get("title") == PULL_REQUEST_TITLE]
        if not numbers:
            sentence = f"{repository} has no open pull request called {PULL_REQUEST_TITLE!r}"
            return Said(student=student, done="nothing", problem=sentence)
        path = f"/repos/{repository}/issues/{min(numbers)}/comments"
        mine = [item for item in self._rest.every(f"{path}?per_page=100") if self._is_ours(item)]
        if mine:
            return self._update(student, f"/repos/{repository}/issues/comments/{mine[0]['id']}", mine[0], body)
        return self._create(student, path, {"body": body})

    def _create(self, student: str, path: str, content: dict[str, Any]) -> Said:
        if not self._send:
            return Said(student=student, done="would create")
        made = self._rest.change("POST", path, content)
        return Said(student=student, done="created", url=str(made.get("html_url", "")))

    def _update(self, student: str, path: str, item: dict[str, Any], body: str) -> Said:
        url = str(item.get("html_url", ""))
        if str(item.get("body", "")).replace("\r\n", "\n").strip() == body.strip():
            return Said(student=student, done="unchanged", url=url)
        if self._send:
            self._rest.change("PATCH", path, {"body": body})
        return Said(student=student, done="updated" if self._send else "would update", url=url)

    def _is_ours(self, item: dict[str, Any]) -> bool:
        author = item.get("user") or {}
        if not str(item.get("body") or "").startswith(self._mark) or "pull_request" in item:
            return False
        me = self._me()
        return author.get("login") == me if me else author.get("type") == "Bot"

    def _me(self) -> str:
        """Who we are; empty for an app's token, which may not ask: those write as a bot, which no student is."""
        if self._self is None:
            try:
                self._self = str(self._rest.get("/user")["login"])
            except (RestError, KeyError, TypeError):
                self._self = ""
        return self._self


def render(standing: Standing, mark: str, titles: Mapping[str, str] | None = None) -> str:
    """The text: where points were lost, as code, in which a student's text mentions, links and closes nothing."""
    text = "\n".join(feedback(standing, titles))
    if len(text) > MAX_BODY_CHARS:
        text = f"{text[:MAX_BODY_CHARS]}\n..."
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{mark}\n{fence}text\n{text}\n{fence}\n"


def repository_of(url: str) -> str | None:
    """``owner/name`` of an address."""
    path = urllib.parse.urlsplit(url).path if "://" in url else url.partition(":")[2]
    parts = path.strip("/").removesuffix(".git").split("/")
    return "/".join(parts) if len(parts) == 2 and all(re.fullmatch(r"[\w.-]+", part) for part in parts) else None
