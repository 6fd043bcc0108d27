"""Exit codes, decided by whose fault it was."""

from __future__ import annotations

import sys
import traceback
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
    """Bad input ends with 2 and one sentence a line, a failure of ours with 3, also one that nobody foresaw."""
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
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except Exception as error:
        traceback.print_exc()  # Python's own exit code for it is 1, which says "below --fail-under"
        say(f"the harness failed, and nobody's grade changes: {type(error).__name__}; please report the lines above")
        sys.exit(EXIT_HARNESS)


def say(text: str) -> None:
    """Tell whoever typed the command."""
    for line in text.splitlines():
        click.echo(f"autograder: {line}", err=True)
