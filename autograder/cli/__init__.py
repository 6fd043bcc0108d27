"""The command line: a module a command, each importing what it needs only when it runs."""

from __future__ import annotations

import click

from autograder.cli.batch import batch
from autograder.cli.build import build
from autograder.cli.check import check
from autograder.cli.doctor import doctor
from autograder.cli.export import export
from autograder.cli.grade import grade
from autograder.cli.override import override
from autograder.cli.regrade import regrade
from autograder.cli.similarity import similarity


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="autograder")
def main() -> None:
    """Grade Jupyter notebooks with hidden pytest suites, in a sealed process, and say why."""


for command in (grade, batch, regrade, override, export, similarity, check, build, doctor):
    main.add_command(command)
