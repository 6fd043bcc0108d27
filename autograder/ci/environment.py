"""Which CI this is, and what it told us: its environment variables, read once.

The names are those of GitHub Actions (docs.github.com, "Variables reference") and of Classroom 50's runner
(foundation50/classroom50: the wiki's "Advanced Autograding", section "Contract"; ``run_entrypoint`` of ``runner.py``).
"""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Mapping
from pathlib import Path

import msgspec

from autograder.errors import InputError
from autograder.report.text import clean

FORMATS = ("classroom50", "classroom", "actions", "junit")
"""What can be written; ``auto`` chooses among them."""

_SHA = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_ID = re.compile(r"\d{1,18}")
MAX_VALUE_CHARS = 2_000


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What the variables say; an empty text is a variable that is missing, blank, too long or of another form."""

    on_actions: bool = False
    output: Path | None = None
    summary: Path | None = None
    server_url: str = "https://github.com"
    repository: str = ""
    sha: str = ""
    actor: str = ""
    actor_id: int | None = None
    classroom: str = ""
    assignment: str = ""
    submission: str = ""
    owner: str = ""
    assignment_type: str = "individual"
    commit_url: str = ""
    release_url: str = ""
    review_url: str = ""

    @property
    def on_classroom50(self) -> bool:
        """Whether Classroom 50's runner started us."""
        return bool(self.classroom and self.assignment and self.submission)


def read_environment(variables: Mapping[str, str]) -> Environment:
    """The environment's variables as a record.

    What Classroom 50's runner works out of others (links, the owner) is worked out in the same way where it is missing.
    """

    def get(name: str) -> str:
        value = variables.get(name, "").strip()
        return value if len(value) <= MAX_VALUE_CHARS and clean(value) == value and "\n" not in value else ""

    server = get("GITHUB_SERVER_URL") or "https://github.com"
    repository, sha = get("GITHUB_REPOSITORY"), get("GITHUB_SHA")
    sha = sha if _SHA.fullmatch(sha) else ""
    known = bool(repository and sha)
    commit = get("COMMIT_URL") or (f"{server}/{repository}/commit/{sha}" if known else "")
    tag = get("SUBMISSION_TAG")
    release = f"{server}/{repository}/releases/tag/{urllib.parse.quote(tag, safe='')}" if repository and tag else ""
    kind = get("ASSIGNMENT_TYPE")
    return Environment(
        on_actions=get("GITHUB_ACTIONS") == "true",
        output=Path(get("GITHUB_OUTPUT")) if get("GITHUB_OUTPUT") else None,
        summary=Path(get("GITHUB_STEP_SUMMARY")) if get("GITHUB_STEP_SUMMARY") else None,
        server_url=server,
        repository=repository,
        sha=sha,
        actor=get("GITHUB_ACTOR"),
        actor_id=int(get("GITHUB_ACTOR_ID")) if _ID.fullmatch(get("GITHUB_ACTOR_ID")) else None,
        classroom=get("CLASSROOM"),
        assignment=get("ASSIGNMENT"),
        submission=tag,
        owner=get("OWNER")
        or get("USERNAME")
        or _owner(repository, get("CLASSROOM"), get("ASSIGNMENT"))
        or get("GITHUB_ACTOR"),
        assignment_type=kind if kind in ("individual", "group", "team") else "individual",
        commit_url=commit,
        release_url=get("RELEASE_URL") or release,
        review_url=get("REVIEW_URL") or commit,
    )


def formats_of(environment: Environment, chosen: str) -> tuple[str, ...]:
    """The formats to write: the chosen one, or those that the environment calls for.

    Classroom 50's runner shows ``release-body.md`` as the step's summary itself, so beside it ``actions`` adds
    annotations alone.  Elsewhere on Actions the reporter's format is always written: an output that nobody reads does
    no harm.
    Raises :class:`InputError` where variables are missing without which a format cannot be written.
    """
    if chosen == "auto":
        if environment.on_classroom50:
            chosen_formats: tuple[str, ...] = ("classroom50", "actions")
        else:
            chosen_formats = ("actions", "classroom") if environment.on_actions else ("junit",)
    elif chosen == "classroom50" and environment.on_actions:
        chosen_formats = ("classroom50", "actions")
    else:
        chosen_formats = (chosen,)
    if "classroom50" in chosen_formats:
        _require_classroom50(environment)
    if "classroom" in chosen_formats and environment.output is None:
        raise InputError("GITHUB_OUTPUT: is not set, but GitHub Classroom's reporter reads the step's output")
    return chosen_formats


def _require_classroom50(environment: Environment) -> None:
    wanted = {
        "CLASSROOM": environment.classroom,
        "ASSIGNMENT": environment.assignment,
        "SUBMISSION_TAG": environment.submission,
        "OWNER": environment.owner,
        "COMMIT_URL": environment.commit_url,
        "RELEASE_URL": environment.release_url,
    }
    missing = [name for name, value in wanted.items() if not value]
    if missing:
        raise InputError(f"{', '.join(missing)}: not set or not usable, but Classroom 50's runner should set them")
    if not environment.submission.startswith("submit/"):
        raise InputError(f"SUBMISSION_TAG: is {environment.submission[:80]!r}, but should begin with 'submit/'")


def _owner(repository: str, classroom: str, assignment: str) -> str:
    """What follows ``CLASSROOM-ASSIGNMENT-`` in the repository's name."""
    name, prefix = repository.rpartition("/")[2], f"{classroom}-{assignment}-".lower()
    return name[len(prefix) :] if classroom and assignment and name.lower().startswith(prefix) else ""
