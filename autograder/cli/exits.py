"""Exit codes, decided by whose fault it was."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from autograder.errors import HarnessError, InputError

EXIT_BELOW = 1
EXIT_INPUT = 2
EXIT_HARNESS = 3
EXIT_INTERRUPTED = 130


@contextmanager
def exit_codes() -> Iterator[None]:
    """Bad input ends with 2 and one sentence a line, a failure of ours with 3."""
    try:
        yield
    except InputError as error:
        say(str(error))
        sys.exit(EXIT_INPUT)
    except HarnessError as error:
        say(f"the harness failed, and nobody's grade changes: {error}")
        sys.exit(EXIT_HARNESS)
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)


def say(text: str) -> None:
    """Tell whoever typed the command."""
    for line in text.splitlines():
        click.echo(f"autograder: {line}", err=True)
