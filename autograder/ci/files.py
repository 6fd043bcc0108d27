"""Writing into a folder that is the student's, and to the files by which a step talks to Actions."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from autograder.errors import InputError
from autograder.files import write_file


def clear(target: Path) -> None:
    """Take away what lies at ``target``: a student may have committed a result, a link or a folder of that name.

    A folder is put aside under another name, since it may be somebody's work where this is no throw-away checkout.
    """
    try:
        if target.is_dir() and not target.is_symlink():
            target.rename(target.with_name(f"{target.name}.aside-{secrets.token_hex(4)}"))
        else:
            target.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"{target}: cannot be replaced ({error.strerror})") from None


def replace_file(target: Path, content: bytes) -> None:
    """Write it atomically, whatever lies there; a link is replaced and not followed."""
    clear(target)
    write_file(target, content)


def append(target: Path, text: str) -> None:
    """Add to one of the step's own files, which the runner made; no link is followed."""
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o644)
        with os.fdopen(descriptor, "a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except (OSError, ValueError) as error:
        raise InputError(f"{target}: cannot be written ({error})") from None


def output_lines(name: str, value: str) -> str:
    """A step's output with any value, between delimiters that nobody can guess.

    A delimiter that the value could hold would let it end early and set outputs of its own.
    """
    delimiter = f"autograder-{secrets.token_hex(16)}"
    return f"{name}<<{delimiter}\n{value}\n{delimiter}\n"
