"""``autograder seal`` and ``autograder keygen``: a hidden suite that must travel."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.exits import exit_codes


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def keygen(folder: Path) -> None:
    """Make the keys of sealed suites and signed grades in FOLDER.

    identity.txt opens what recipient.txt seals (age); signing.key signs, and signer.pub checks (Ed25519).  The first
    and the third are secret: keep them where students' jobs do not run.

    Exit codes: 0 made; 2 bad input or usage, or a key is there already.
    """
    with exit_codes():
        from autograder.sealing import make_keys

        files = make_keys(folder)
    click.echo(f"{files.identity}     secret: opens sealed suites")
    click.echo(f"{files.recipient}    for whom to seal")
    click.echo(f"{files.signing_key}      secret: signs suites and grades")
    click.echo(f"{files.signer}       who signed")


@click.command()
@click.argument("assignment", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The file to write: sealed.age.")
@click.option(
    "--recipient", "recipients", multiple=True, required=True, metavar="KEY", help="age1..., or a file; repeatable."
)
@click.option("--key", required=True, type=click.Path(path_type=Path), help="The Ed25519 key that signs.")
def seal(assignment: Path, out: Path, recipients: tuple[str, ...], key: Path) -> None:
    """Encrypt and sign the hidden suite of ASSIGNMENT, with what it imports.

    Whoever has an identity opens it: `autograder grade --suite sealed.age --identity identity.txt --signer signer.pub`.
    It is safe on its way and at rest.  It is not safe in a job that students can edit, whatever key is there.

    Exit codes: 0 sealed; 2 bad input or usage.
    """
    with exit_codes():
        from autograder.files import write_file
        from autograder.hashes import suite_sha256
        from autograder.manifest import read_manifest
        from autograder.sealing import seal_suite

        manifest = read_manifest(assignment)
        write_file(out, seal_suite(manifest, recipients, key))
        digest = suite_sha256(manifest)
    click.echo(f"{out}: suite {digest[:12]}")
