"""The folder that students are given: the notebook, the public tests, the data, and how to begin."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import msgspec

from autograder.manifest import MANIFEST_NAME, SCHEMA, Limits, Manifest

TESTS = "tests"
"""Where Otter looks for the test files."""


def write_folder(folder: Path, manifest: Manifest, notebook: bytes, tests: dict[str, str]) -> None:
    """Write all of it into ``folder``, which is empty."""
    (folder / TESTS).mkdir(parents=True)
    (folder / f"{manifest.id}.ipynb").write_bytes(notebook)
    for name, text in tests.items():
        (folder / TESTS / f"{name}.py").write_text(text, encoding="utf-8")
    for name, path in manifest.data.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / name)
        for about in path.parent.glob("README*"):  # where the data come from, and under which licence
            shutil.copyfile(about, (folder / name).parent / about.name)
    (folder / MANIFEST_NAME).write_text(public_manifest(manifest), encoding="utf-8")
    (folder / "requirements.txt").write_text("".join(f"{line}\n" for line in manifest.requirements), encoding="utf-8")
    (folder / "README.md").write_text(
        _README.format(title=manifest.title, name=manifest.id, data=_DATA if manifest.data else ""), encoding="utf-8"
    )


def public_manifest(manifest: Manifest) -> str:
    """The manifest of the student's copy: the same questions and limits, and the public suite."""
    lines = [
        "# What `autograder check` needs to know; made from the course's own manifest.",
        f"schema = {_toml(SCHEMA)}",
        f"id = {_toml(manifest.id)}",
        f"title = {_toml(manifest.title)}",
        f"points = {manifest.points:g}",
        f"suite = {_toml(TESTS)}",
        f"data = {_toml(list(manifest.data))}",
        f"warm = {_toml(list(manifest.warm))}",
        "",
        "[limits]",
    ]
    default = msgspec.to_builtins(Limits())
    lines += [f"{k} = {v}" for k, v in msgspec.to_builtins(manifest.limits).items() if v != default[k]]
    for question in manifest.questions:
        lines += [
            "",
            "[[questions]]",
            f"id = {_toml(question.id)}",
            f"title = {_toml(question.title)}",
            f"points = {question.points:g}",
            f"names = {_toml(list(question.names))}",
        ]
    return "\n".join(lines) + "\n"


def _toml(value: str | list[str]) -> str:
    """A string or list of strings; TOML writes them as JSON does, but for the control character DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


_DATA = "| `data/` | what the notebook reads, and where it comes from |\n"
_README = """\
# {title}

| file | what it is |
|---|---|
| `{name}.ipynb` | the notebook in which you work, and the only file that you hand in |
{data}| `tests/` | the public checks that `grader.check(...)` runs in the notebook |
| `requirements.txt` | what to install |
| `manifest.toml` | what `autograder check` needs to know |

## Begin

Python 3.11 or newer, in an environment of its own:

```sh
python3 -m venv .venv
. .venv/bin/activate            # on Windows: .venv\\Scripts\\activate
python -m pip install -r requirements.txt
jupyter lab {name}.ipynb
```

## Before you hand in

Restart the kernel, run all cells, read what the `grader.check` cells say, and save. Then run `autograder`, a package of
the course's own that is not on PyPI (your teacher says from where to install it):

```sh
autograder check {name}.ipynb
```

It runs the notebook from top to bottom in a fresh kernel, as the grading does, runs the public checks, and says in
words what is not right yet: names that are missing, cells that use something before it is defined, files that only your
computer has. `autograder check --watch {name}.ipynb` does so after each save. The grade comes from more checks than
these, on other inputs.
"""
