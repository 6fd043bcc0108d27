"""By what is graded: the assignment's own suite, another folder of checks, or a sealed suite."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.errors import InputError

if TYPE_CHECKING:
    from autograder.manifest import Manifest


def suite_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--suite``, ``--identity``, ``--signer``."""
    options = (
        click.option(
            "--suite",
            type=click.Path(path_type=Path),
            help="Other checks than the manifest's: a folder, or a sealed suite.",
        ),
        click.option("--identity", type=click.Path(path_type=Path), help="The key that opens a sealed suite."),
        click.option("--signer", type=click.Path(path_type=Path), help="Who must have signed it."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@contextmanager
def opened_assignment(
    folder: Path, suite: Path | None = None, identity: Path | None = None, signer: Path | None = None
) -> Iterator[Manifest]:
    """The manifest in ``folder``, judged by ``suite`` where one is given: a folder of checks, or a sealed suite.

    A sealed suite is opened by ``identity``, must be signed by ``signer``, and is gone afterwards.
    """
    from msgspec.structs import replace

    from autograder.manifest import read_manifest

    if suite is None:
        yield read_manifest(folder)
    elif suite.is_dir():
        yield replace(read_manifest(folder), suite=suite.resolve())
    elif identity is None or signer is None:
        raise InputError(f"{suite}: is no folder; a sealed suite needs --identity and --signer")
    else:
        from autograder.sealing import opened_suite

        with opened_suite(folder, suite, identity, signer) as manifest:
            yield manifest
