"""``autograder audit``: are the suites right about what is right and what is wrong?"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.exits import EXIT_BELOW, exit_codes


@click.command()
@click.argument("assignment", type=click.Path(path_type=Path))
@click.option("--mutants", type=click.IntRange(min=0), help="Try so many mutants, the same each time.  [default: all]")
@click.option("--only", multiple=True, metavar="ID", help="Audit this question; may be given several times.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write what was found to this file, too.")
@click.option("-j", "--processes", type=click.IntRange(min=1), help="Grader processes.  [default: one a processor]")
def audit(
    assignment: Path, mutants: int | None, only: tuple[str, ...], json_file: Path | None, processes: int | None
) -> None:
    """Try ASSIGNMENT's suites on right and wrong answers: its equivalents, its misconceptions, and mutants.

    Each check is to let every right variant pass, each misconception to lose points in its own question and to be
    called by its name, nearly every mutant of the solution to lose points, and each tolerance to be ten times as large
    as a right answer's error and a tenth of a wrong one's.  What is accepted all the same stands with a reason in
    the assignment's audit.toml.

    Exit codes: 0 nothing falls short; 1 something does, and it is printed first; 2 bad input or usage; 3 the audit
    itself failed.
    """
    with exit_codes():
        import msgspec
        from rich.console import Console

        from autograder.audit.run import audit as audit_assignment
        from autograder.audit.show import render_audit
        from autograder.files import write_file

        found = audit_assignment(
            assignment,
            only=only,
            mutant_count=mutants,
            processes=processes,
            tell=lambda step: click.echo(step, err=True),
        )
        render_audit(found, Console(highlight=False))
        if json_file is not None:
            write_file(json_file, msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
    if found.shortcomings:
        sys.exit(EXIT_BELOW)
