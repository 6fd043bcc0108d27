"""docs/authoring.md: its commands do what it says, and its code is that of files that are tested."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.support.grader import ROOT

TEXT = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
TEMPLATE = ROOT / "autograder" / "authoring" / "template"
CALIBRATION = ROOT / "assignments" / "calibration"


def blocks(language: str) -> list[str]:
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", TEXT, re.MULTILINE | re.DOTALL)
    return ["\n".join(line.removeprefix(indent) for line in body.splitlines()) for indent, body in found]


@pytest.mark.timeout(240)
def test_commands_work_in_their_order(tmp_path):
    """From an empty folder, each exits with 0; the build and the audit say what is pasted."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    said = ""
    for command in (line for block in blocks("sh") for line in block.splitlines()):
        done = subprocess.run(
            shlex.split(command),
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
        )
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        said += done.stdout + done.stderr
    told = "\n".join(blocks("text"))
    for line in ("the solution gets 10 / 10, the blank notebook 0", "Nothing falls short."):
        assert line in told
    for line in blocks("text")[0].splitlines() + blocks("text")[2].splitlines():
        assert re.sub(r"in \d+ s", "", line) in re.sub(r"in \d+ s", "", said), line


def test_code_is_that_of_files():
    """Each passage stands in the template."""
    files = [path.read_text(encoding="utf-8") for path in TEMPLATE.rglob("*.py")]
    passages = blocks("python")
    assert len(passages) > 5
    for passage in passages:
        assert any(passage in text for text in files), passage


def test_toml_is_that_of_files():
    """The question is the template's, the entry the second assignment's."""
    manifest = tomllib.loads((TEMPLATE / "manifest.toml").read_text(encoding="utf-8"))
    accepted = tomllib.loads((CALIBRATION / "audit.toml").read_text(encoding="utf-8"))
    question, entry = map(tomllib.loads, blocks("toml"))
    assert question["questions"][0] in manifest["questions"]
    assert entry["survivors"][0] in accepted["survivors"]
