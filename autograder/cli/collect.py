"""``autograder collect`` and ``autograder feedback``: from students' repositories to a class, and back."""

from __future__ import annotations

import datetime
import functools
import shlex
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.class_options import class_options, opened
from autograder.cli.exits import EXIT_HARNESS, exit_codes, say
from autograder.cli.numbers import FiniteRange
from autograder.errors import InputError

if TYPE_CHECKING:
    from autograder.collect import Collected, Deadlines, Plan, Token
    from autograder.collect.sources import Repository
    from autograder.intake import Roster

UNTOLD = {
    "withheld": "the grade is withheld until it is graded again",
    "pending": "not all is graded yet",
    "missing": "nothing was handed in",
}
"""Why there is nothing to tell a student; in all other states there is something for them to know, or to do."""

API = "https://api.github.com"


@click.command()
@click.option("--roster", required=True, type=click.Path(path_type=Path), help="Classroom 50's students.csv, or any.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The folder of the checkouts.")
@click.option("--organization", "--org", metavar="NAME", help="Where the repositories are called PREFIX-LOGIN.")
@click.option("--prefix", help="What they are called: with Classroom 50 CLASSROOM-ASSIGNMENT.")
@click.option(
    "--repositories",
    type=click.Path(path_type=Path),
    help="Or a folder of repositories, or a list of addresses.",
)
@click.option("--assignment", type=click.Path(path_type=Path), help="The folder with manifest.toml: when it is due.")
@click.option("--due", metavar="TIME", help="When it is due, where the manifest does not say: 2026-06-01T23:59+02:00.")
@click.option("--extensions", type=click.Path(path_type=Path), help="Who may be late: a CSV, as for batch.")
@click.option("--late-days", type=FiniteRange(0, 365), default=0.0, help="Take late work of so many days, too.")
@click.option("--jobs", type=click.IntRange(1, 16), default=4, show_default=True, help="Repositories at a time.")
@click.option("--max-mib", type=click.IntRange(1), default=500, show_default=True, help="The largest repository.")
@click.option("--api", default=API, show_default=True, help="The API of GitHub, or of an Enterprise server.")
def collect(
    roster: Path,
    out: Path,
    organization: str | None,
    prefix: str | None,
    repositories: Path | None,
    assignment: Path | None,
    due: str | None,
    extensions: Path | None,
    late_days: float,
    jobs: int,
    max_mib: int,
    api: str,
) -> None:
    """Clone what each student handed in, for `autograder batch`.

    What counts is the last tag submit/... before the student's deadline, else the last commit before it.  OUT gets a
    folder a student and collected.csv.  A second run goes on where the first one stopped.  A token is read from
    GITHUB_TOKEN.

    Exit codes: 0 collected, whoever is missing; 2 bad input or usage; 3 some could not be fetched: run it again; 130
    interrupted.
    """
    with exit_codes():
        from autograder.batch.lock import locked
        from autograder.collect import plan, token_of
        from autograder.collect.gits import Bounds, Git
        from autograder.collect.run import collect as collect_all
        from autograder.collect.token import git_host
        from autograder.intake import read_roster

        people = read_roster(roster)
        token = token_of()
        deadlines = _deadlines(assignment, due, extensions, late_days, people)
        ask = _repositories(organization, prefix, repositories, api, token, out)  # bad options leave nothing behind
        with locked(out):
            planned = plan(ask(), people)
            bounds = Bounds(repository_bytes=max_mib * 2**20)
            git = Git(out / ".collect", token, git_host(api), bounds)
            found = collect_all(planned.targets, out, git, deadlines, jobs=jobs, tell=_tell)
    _summary(found, planned)
    click.echo(f"Grade them: {_next(roster, out, assignment, extensions)}")
    if any(one.status == "failed" for one in found):
        sys.exit(EXIT_HARNESS)


@click.command()
@class_options
@click.option("--collected", required=True, type=click.Path(path_type=Path), help="The output of `autograder collect`.")
@click.option(
    "--where",
    "place",
    type=click.Choice(["issue", "pull-request"]),
    default="issue",
    show_default=True,
    help="An issue of its own, or a comment on the pull request called Feedback.",
)
@click.option("--send", is_flag=True, help="Do it.  Without this it is only said what would be done.")
@click.option("--api", default=API, show_default=True, help="The API of GitHub, or of an Enterprise server.")
def feedback(out: Path, collected: Path, place: str, send: bool, api: str, **where: Any) -> None:
    """Tell each student where their points went, in one issue or comment of their repository.

    Also why a submission cannot be graded.  It is found again and changed at the next run.  A token that may write
    issues is read from GITHUB_TOKEN.

    Exit codes: 0 done, or nothing to do; 2 bad input or usage; 3 some could not be told.
    """
    with exit_codes():
        from autograder.collect import Rest, token_of
        from autograder.collect.feedback import Poster
        from autograder.collect.record import read_record
        from autograder.gradebook.standings import Standings
        from autograder.report.words import count

        if not collected.is_dir():
            raise InputError(f"{collected}: is no folder; it should be the output of `autograder collect`")
        records = [record for path in sorted(collected.iterdir()) if (record := read_record(path)) is not None]
        urls = {record.student: record.url for record in records}
        failed = False
        untold: Counter[str] = Counter()
        with (
            closing(Rest(api, token_of(), tell=say)) as rest,
            opened(out=out, **where) as book,
        ):
            about = book.manifest
            poster = Poster(rest, about.id, about.title, titles=about.titles, where=place, send=send)  # type: ignore[arg-type]
            for standing in Standings(book):
                if standing.student.id not in urls:
                    continue
                if standing.status.value in UNTOLD:
                    untold[UNTOLD[standing.status.value]] += 1
                    continue
                said = poster.post(standing, urls[standing.student.id])
                failed = failed or bool(said.problem)
                click.echo(f"{said.student}: {said.problem or said.done} {said.url}".rstrip())
    for why, number in sorted(untold.items()):
        click.echo(f"Not told: {count(number, 'student')}, since {why}")
    if not send:
        click.echo("Nothing was sent; --send does it.")
    if failed:
        sys.exit(EXIT_HARNESS)


def _repositories(
    organization: str | None, prefix: str | None, place: Path | None, api: str, token: Token | None, out: Path
) -> Callable[[], list[Repository]]:
    """Where the repositories are from: a list is read now, an organisation is asked when this is called."""
    from autograder.collect import listed

    if (organization is None) == (place is None) or (organization is None) != (prefix is None):
        raise InputError("give either --organization and --prefix, or --repositories")
    if place is not None:
        given = listed(place)
        return lambda: given
    assert organization is not None
    assert prefix is not None
    return functools.partial(_of_organization, organization, prefix, api, token, out)


def _of_organization(organization: str, prefix: str, api: str, token: Token | None, out: Path) -> list[Repository]:
    from autograder.collect import Rest, of_organization
    from autograder.collect.rest import RestError

    try:
        with closing(Rest(api, token, cache=out / ".collect" / "api.json", tell=say)) as rest:
            return of_organization(rest, organization, prefix)
    except RestError as error:
        hint = "" if token is not None else "; is a token in GITHUB_TOKEN needed?"
        raise InputError(f"{organization}: its repositories cannot be listed: {error}{hint}") from None


def _deadlines(
    assignment: Path | None, due: str | None, extensions: Path | None, late_days: float, people: Roster
) -> Deadlines:
    from msgspec.structs import replace

    from autograder.collect import Deadlines
    from autograder.collect.deadlines import read_due
    from autograder.intake import read_extensions
    from autograder.manifest import LatePolicy, read_manifest

    policy = read_manifest(assignment).late if assignment is not None else None
    if due is not None:
        policy = replace(policy, due=read_due(due)) if policy is not None else LatePolicy(due=read_due(due))
    return Deadlines(
        due=policy.due if policy is not None else None,
        extended=read_extensions(extensions, people, policy) if extensions is not None else {},
        grace=datetime.timedelta(minutes=policy.grace_minutes if policy is not None else 0),
        late=datetime.timedelta(days=late_days),
    )


def _tell(one: Collected) -> None:
    notes = f": {'; '.join(one.notes)}" if one.notes else ""
    click.echo(f"{one.student}: {one.status.value}{notes}", err=True)


def _summary(found: list[Collected], planned: Plan) -> None:
    counts = Counter(one.status.value for one in found)
    click.echo(", ".join(f"{count} {status}" for status, count in sorted(counts.items())) or "nothing to collect")
    if planned.missing:
        click.echo(f"Without a repository: {', '.join(person.id for person in planned.missing)}")
    if planned.strangers:
        click.echo(f"Nobody's on the roster: {', '.join(one.name for one in planned.strangers)}")
    for sentence in planned.unclear:
        click.echo(f"Unclear, and not collected: {sentence}")


def _next(roster: Path, out: Path, assignment: Path | None, extensions: Path | None) -> str:
    words = ["autograder", "batch", str(out), "--roster", str(roster)]
    words += ["--assignment", str(assignment or "ASSIGNMENT"), "--out", "class/"]
    return shlex.join([*words, *(["--extensions", str(extensions)] if extensions is not None else [])])
