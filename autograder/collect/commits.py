"""Which commit of a repository counts: that of the last submission tag in time, else the last one in time."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import msgspec

from autograder.collect.gits import Git, GitError
from autograder.collect.record import Collected, Status
from autograder.intake.names import clean

DEPTHS = (50, 1_000, 100_000)
"""How much history is asked for, until a commit before the deadline is in it."""

MAX_TAGS = 5
"""How many submission tags are tried, if the last ones are on something that is no commit."""

_TIP = "refs/autograder/tip"
_TAG = re.compile(r"refs/tags/submit/(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)(?:-[\w.]+)?")


class Nothing(Exception):
    """There is a repository, and nothing in it that counts."""

    def __init__(self, status: Status, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class _NoCommit(Exception):
    """What a ref names is a file or a tree."""


def tips_of(git: Git, url: str, deadline: datetime.datetime | None, folder: Path) -> list[tuple[str, str]]:
    """What may count, the best first, and what the server has for it: submission tags in time, the default branch."""
    answer = git("ls-remote", "--", url, "HEAD", "refs/tags/submit/*", folder=folder, url=url).decode(
        "utf-8", "replace"
    )
    tips = {ref: tip for tip, _, ref in (line.partition("\t") for line in answer.splitlines())}
    tagged = [(time, ref) for ref in tips if (time := _tag_time(ref)) is not None]
    in_time = sorted([(time, ref) for time, ref in tagged if deadline is None or time <= deadline], reverse=True)
    refs = [ref for _, ref in in_time[:MAX_TAGS]] + ["HEAD"] * ("HEAD" in tips)
    if not refs:
        raise Nothing(Status.NOTHING, "the repository is empty")
    return [(ref, tips[ref]) for ref in refs]


def counting_commit(
    git: Git, made: Collected, tips: list[tuple[str, str]], work: Path
) -> tuple[Collected, str, datetime.datetime]:
    """The first of the refs that names a commit, with the commit that counts and its time; a tag may name a file."""
    notes: list[str] = []
    for ref, tip in tips:
        made = msgspec.structs.replace(made, ref=ref, tip=tip, notes=tuple(notes))
        try:
            return made, *_fetched(git, made, work)
        except _NoCommit:
            notes.append(f"{clean(ref)} names no commit, and was passed over")
    raise Nothing(Status.FAILED, "; ".join(notes))


def _fetched(git: Git, made: Collected, work: Path) -> tuple[str, datetime.datetime]:
    """Fetch as little history as tells the commit that counts; its hash and its time."""
    for depth in (1,) if made.ref != "HEAD" or made.deadline is None else DEPTHS:
        git(
            *("fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", f"--depth={depth}"),
            *("--", made.url, f"+{made.ref}:{_TIP}"),
            folder=work,
            url=made.url,
        )
        try:
            tip = git("rev-parse", "--verify", "--quiet", f"{_TIP}^{{commit}}", folder=work).decode().strip()
        except GitError:
            raise _NoCommit from None
        log = git("log", "--first-parent", "--format=%H %ct", tip, "--", folder=work).decode()
        history = [line.partition(" ") for line in log.splitlines()]
        for commit, _, seconds in history:
            time = _moment(commit, seconds)
            if made.ref != "HEAD" or made.deadline is None or time <= made.deadline:
                return commit, time
        if len(history) < depth:
            break
    raise Nothing(Status.NOTHING, "there is no commit before the deadline")


def _moment(commit: str, seconds: str) -> datetime.datetime:
    if not seconds:  # its committer's line was made by hand
        raise Nothing(Status.FAILED, f"the commit {commit[:7]} has no time, but should say when it was made")
    try:
        return datetime.datetime.fromtimestamp(int(seconds), datetime.UTC)
    except (ValueError, OverflowError, OSError):  # a clock of the year 10,000
        return datetime.datetime.max.replace(tzinfo=datetime.UTC)


def _tag_time(ref: str) -> datetime.datetime | None:
    """The time in a tag's name: ``submit/2026-06-01T14-32-05Z-a1b2c3d``."""
    found = _TAG.fullmatch(ref)
    try:
        return datetime.datetime.strptime(found[1], "%Y-%m-%dT%H-%M-%S%z") if found else None
    except ValueError:  # the 31st of June
        return None
