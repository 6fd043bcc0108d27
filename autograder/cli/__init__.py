"""The command line: a module a command, each importing what it needs only when it runs."""

from __future__ import annotations

import click

from autograder.cli.build import build
from autograder.cli.check import check
from autograder.cli.doctor import doctor
from autograder.cli.grade import grade


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="autograder")
def main() -> None:
    """Grade Jupyter notebooks with hidden pytest suites, in a sealed process, and say why."""


for command in (grade, check, build, doctor):
    main.add_command(command)
