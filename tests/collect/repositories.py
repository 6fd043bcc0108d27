"""Bare repositories of students, made by ``git fast-import``: any tree, any date."""

from __future__ import annotations

import datetime
import json
import subprocess
from pathlib import Path

NOTEBOOK = json.dumps(
    {
        "cells": [
            {"cell_type": "code", "source": "word = 'right'", "metadata": {}, "outputs": [], "execution_count": 1}
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
).encode()
DUE = datetime.datetime(2026, 6, 1, 22, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


def bare(path: Path, *commits: tuple[datetime.datetime, dict[str, object]], tags: dict[str, int] | None = None) -> Path:
    """A repository with these commits; a file is bytes, or ``(mode, bytes)``; ``tags`` name commits by their place."""
    subprocess.run(["git", "init", "-q", "--bare", "--initial-branch=main", path], check=True)
    stream = b""
    for number, (when, files) in enumerate(commits, 1):
        stream += b"commit refs/heads/main\nmark :%d\ncommitter Ann <a@b> %d +0000\ndata 1\nx\ndeleteall\n" % (
            number,
            when.timestamp(),
        )
        for name, value in files.items():
            mode, content = value if isinstance(value, tuple) else ("100644", value)
            if mode == "160000":
                stream += b"M 160000 %s %s\n" % (content, name.encode())
            else:
                stream += b"M %s inline %s\ndata %d\n%s\n" % (mode.encode(), name.encode(), len(content), content)
    for tag, place in (tags or {}).items():
        stream += b"reset refs/tags/%s\nfrom :%d\n\n" % (tag.encode(), place + 1)
    subprocess.run(["git", "fast-import", "--quiet"], cwd=path, input=stream, check=True)
    return path


def head(path: Path, revision: str = "main") -> str:
    done = subprocess.run(["git", "rev-parse", revision], cwd=path, check=True, capture_output=True, text=True)
    return done.stdout.strip()
