"""``autograder gradescope``: the zip that Gradescope runs."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.exits import exit_codes


@click.command()
@click.argument("assignment", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The zip to write: autograder.zip.")
@click.option(
    "--visibility",
    multiple=True,
    metavar="[KEY=]WHEN",
    help="When tests are shown: visible, after_due_date, after_published, hidden; KEY is a question (q3) or a check "
    "(q3.test_values). Repeatable; as long as one test is not shown, Gradescope does not show the total.",
)
@click.option(
    "--disclosure",
    type=click.Choice(["reasons", "verdicts", "questions"]),
    default="reasons",
    show_default=True,
    help="How much is told: with inputs and hints, how each check ended, the points of each question.",
)
@click.option(
    "--lock", type=click.Path(path_type=Path), help="Versions to install.  [default: those that are installed here]"
)
def gradescope(assignment: Path, out: Path, visibility: tuple[str, ...], disclosure: str, lock: Path | None) -> None:
    """Make the zip of ASSIGNMENT that is uploaded to Gradescope: hidden suites, setup.sh, run_autograder.

    It is secret: whoever has it has the hidden suites.  The same files give the same bytes.

    Exit codes: 0 made; 2 bad input or usage, and nothing is written; 3 the harness failed.
    """
    with exit_codes():
        from autograder.files import write_file
        from autograder.gradescope import make_bundle, read_visibility
        from autograder.gradescope.settings import Disclosure
        from autograder.manifest import read_manifest

        manifest = read_manifest(assignment)
        shown = read_visibility(visibility, manifest)
        data = make_bundle(manifest, lock=lock, visibility=shown, disclosure=Disclosure(disclosure))
        write_file(out, data)
        out.chmod(0o600)
    click.echo(f"{out}: {len(data) / 2**20:.1f} MiB, {manifest.points:g} points")
    click.echo("Upload it under Configure Autograder, with a container of about 3 GB.")
