"""Whose fault it was, as an exit code."""

from __future__ import annotations

import click
import pytest

from autograder.cli.exits import EXIT_HARNESS, EXIT_INPUT, EXIT_INTERRUPTED, exit_codes
from autograder.errors import HarnessError, InputError


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (InputError("a.ipynb: is empty"), EXIT_INPUT, "autograder: a.ipynb: is empty"),
        (HarnessError("no sandbox"), EXIT_HARNESS, "the harness failed, and nobody's grade changes: no sandbox"),
        (KeyError("x"), EXIT_HARNESS, "nobody's grade changes: KeyError; please report the lines above"),
        (KeyboardInterrupt(), EXIT_INTERRUPTED, ""),
    ],
)
def test_each_error_has_its_code(capsys, error, code, said):
    """Never 1, which says that a grade is below a limit."""
    with pytest.raises(SystemExit) as ended, exit_codes():
        raise error
    assert ended.value.code == code
    assert said in capsys.readouterr().err


def test_what_click_raises_is_for_click():
    """A wrong option, the end of a command."""
    with pytest.raises(click.UsageError), exit_codes():
        raise click.UsageError("no such option")
