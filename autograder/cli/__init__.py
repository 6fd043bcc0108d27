"""The command line: a module a command, each importing what it needs only when it runs."""

from __future__ import annotations

import click

from autograder.cli.actions import actions
from autograder.cli.audit import audit
from autograder.cli.batch import batch
from autograder.cli.build import build
from autograder.cli.check import check
from autograder.cli.ci import ci
from autograder.cli.classroom50 import classroom50
from autograder.cli.collect import collect, feedback
from autograder.cli.doctor import doctor
from autograder.cli.export import export
from autograder.cli.grade import grade
from autograder.cli.gradescope import gradescope
from autograder.cli.new import new
from autograder.cli.override import override
from autograder.cli.regrade import regrade
from autograder.cli.seal import keygen, seal
from autograder.cli.similarity import similarity
from autograder.cli.verify import sign, verify

COMMANDS = {
    "For students": (check,),
    "For teaching assistants": (grade, batch, regrade, override, export, similarity, collect, feedback, sign, verify),
    "For authors": (new, build, audit, keygen, seal),
    "For CI": (ci, classroom50, actions, gradescope),
    "For everybody": (doctor,),
}
"""The commands, by who uses them: the order in which ``--help`` lists them."""


class _Sections(click.Group):
    """``--help`` with the commands by who uses them: a list of twenty tells nobody where to begin."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, commands in COMMANDS.items():
            with formatter.section(title):
                formatter.write_dl([(command.name or "", command.get_short_help_str(72)) for command in commands])


@click.group(cls=_Sections, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="autograder")
def main() -> None:
    """Grade Jupyter notebooks with hidden pytest suites, in a sealed process, and say why."""


for commands in COMMANDS.values():
    for command in commands:
        main.add_command(command)
