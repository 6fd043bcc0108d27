"""Submissions to find: written as a folder, packed as a zip, committed as checkouts."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import zipfile
from pathlib import Path

NOTEBOOK = json.dumps(
    {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code", "source": "x = 1"}]}
).encode()


def folder(root: Path, files: dict[str, bytes] | list[str]) -> Path:
    for name, content in _contents(files).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


def packed(path: Path, files: dict[str, bytes] | list[str], links: dict[str, bytes] | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _contents(files).items():
            archive.writestr(_member(name, stat.S_IFREG), content)
        for name, content in (links or {}).items():
            archive.writestr(_member(name, stat.S_IFLNK), content)
    return path


def _contents(files: dict[str, bytes] | list[str]) -> dict[str, bytes]:
    return files if isinstance(files, dict) else dict.fromkeys(files, NOTEBOOK)


def _member(name: str, kind: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
    info.external_attr = (kind | 0o644) << 16
    info.create_system = 3
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def committed(path: Path, when: str, files: list[str]) -> Path:
    folder(path, files)
    environment = {
        "PATH": os.environ["PATH"],
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_COMMITTER_DATE": when,
        "GIT_AUTHOR_DATE": when,
    }
    name = ["-c", "user.name=A", "-c", "user.email=a@b"]
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], [*name, "commit", "-q", "-m", "m"]):
        subprocess.run(["git", *command], cwd=path, env=environment, check=True)
    return path
