"""``autograder sign`` and ``autograder verify``: who says that this is the grade of that notebook."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.exits import exit_codes

EXIT_WRONG = 1


@click.command()
@click.argument("grade", type=click.Path(path_type=Path))
@click.option("--key", required=True, type=click.Path(path_type=Path), help="The Ed25519 key that signs.")
def sign(grade: Path, key: Path) -> None:
    """Write GRADE.sig beside GRADE, the JSON of `autograder grade --json`.

    Exit codes: 0 signed; 2 bad input or usage.
    """
    with exit_codes():
        from autograder.files import write_file
        from autograder.sealing import SIGNATURE_SUFFIX, sign_grade

        target = grade.with_name(grade.name + SIGNATURE_SUFFIX)
        write_file(target, sign_grade(_read(grade), key))
    click.echo(str(target))


@click.command()
@click.argument("grade", type=click.Path(path_type=Path))
@click.option("--signer", required=True, type=click.Path(path_type=Path), help="Whose signature it should be.")
@click.option("--signature", type=click.Path(path_type=Path), help="The signature.  [default: GRADE.sig]")
@click.option("--notebook", type=click.Path(path_type=Path), help="Check that this is what was graded.")
@click.option("--assignment", type=click.Path(path_type=Path), help="Check that this is what graded it.")
def verify(grade: Path, signer: Path, signature: Path | None, notebook: Path | None, assignment: Path | None) -> None:
    """Check who signed GRADE, and that neither it nor what it is about was changed.

    Exit codes: 0 it holds; 1 it does not, with a sentence for each reason; 2 bad input or usage.
    """
    with exit_codes():
        from autograder.hashes import manifest_sha256, suite_sha256
        from autograder.manifest import read_manifest
        from autograder.report.words import score
        from autograder.sealing import SIGNATURE_SUFFIX, verify_grade

        manifest = read_manifest(assignment) if assignment is not None else None
        found = verify_grade(
            _read(grade),
            _read(signature or grade.with_name(grade.name + SIGNATURE_SUFFIX)),
            signer,
            notebook=_notebook(notebook),
            suite_sha256=suite_sha256(manifest) if manifest is not None else None,
            manifest_sha256=manifest_sha256(manifest) if manifest is not None else None,
        )
    for sentence in found.wrong:
        click.echo(f"✗ {sentence}")
    if found.wrong:
        sys.exit(EXIT_WRONG)
    said = found.statement
    click.echo(f"✓ {score(said.score, said.max_score)} by autograder {said.harness_version}")
    click.echo(f"  notebook {said.submission_sha256}")
    click.echo(f"  suite    {said.suite_sha256}")


def _notebook(path: Path | None) -> bytes | None:
    """The bytes that a grade names: of the notebook, also where it was handed in inside a zip."""
    if path is None:
        return None
    from autograder.archive import is_zip, notebook_in
    from autograder.notebook import MAX_NOTEBOOK_BYTES, read_bytes

    data = read_bytes(path)
    return notebook_in(path, data, MAX_NOTEBOOK_BYTES)[1] if is_zip(data) else data


def _read(path: Path) -> bytes:
    from autograder.files import read_file
    from autograder.sealing.grades import MAX_GRADE_BYTES

    return read_file(path, MAX_GRADE_BYTES, "a grade or its signature")
