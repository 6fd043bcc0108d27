"""``autograder actions``: ready workflows, one for the students' repositories and one for the staff's.

The workflows are plain files in ``templates/``, in which a few words between ``@`` are replaced.
"""

from __future__ import annotations

import datetime
import math
import re
from pathlib import Path

from autograder import public
from autograder.ci.bundle import REQUIREMENTS, fresh_folder
from autograder.errors import InputError
from autograder.intake.names import clean
from autograder.manifest import Manifest, read_manifest
from autograder.shipping import build_wheel, pinned

TEMPLATES = Path(__file__).resolve().parent / "templates"
_SETTING_UP_SECONDS = 300
_WORD = re.compile("@([A-Z]+)@")


def write_workflows(assignment: Path, out: Path) -> list[str]:
    """Write ``student/`` and ``staff/``, each to be copied to the top of a repository; the files' paths in ``out``.

    For a folder that students are given there is no ``staff/``, since it has no hidden suite.
    """
    manifest = read_manifest(assignment)
    named = assignment / REQUIREMENTS
    given = manifest.requirements or (named.read_text(encoding="utf-8").splitlines() if named.is_file() else ())
    requirements, wheel = pinned(given), build_wheel()
    sides = {"student": "public-checks.yml"}
    if not public.is_public(manifest.suite):
        sides["staff"] = f"grade-{manifest.id}.yml"
    with fresh_folder(out) as made:
        for side, name in sides.items():
            package = made / side / ".github" / "autograder"
            package.mkdir(parents=True)
            (package / wheel.name).write_bytes(wheel.data)
            (package / REQUIREMENTS).write_text(requirements, encoding="utf-8")
            workflow = made / side / ".github" / "workflows" / name
            workflow.parent.mkdir()
            workflow.write_text(filled(side, manifest), encoding="utf-8")
        return sorted(str(path.relative_to(made)) for path in made.rglob("*") if path.is_file())


def filled(side: str, manifest: Manifest) -> str:
    """The workflow of ``student`` or ``staff`` for an assignment."""
    seconds = manifest.limits.submission_seconds + _SETTING_UP_SECONDS
    values = {
        "ID": manifest.id,
        "TITLE": clean(manifest.title),
        "MINUTES": str(math.ceil(seconds / 60)),
        "DEADLINE": _cron(manifest),
    }
    text = (TEMPLATES / f"{side}.yml").read_text(encoding="utf-8")
    unknown = set(_WORD.findall(text)) - set(values)
    if unknown:
        raise InputError(f"{side}.yml: holds {', '.join(sorted(unknown))}, which nothing is known of")
    lines = (_WORD.sub(lambda found: values[found[1]], line) for line in text.split("\n"))
    return "\n".join(line for line, before in zip(lines, text.split("\n"), strict=True) if line or not before)


def _cron(manifest: Manifest) -> str:
    """A run half an hour after the last moment that is in time; GitHub's clock for this is UTC."""
    if manifest.late is None:
        return ""
    wait = datetime.timedelta(minutes=manifest.late.grace_minutes + 30)
    when = (manifest.late.due + wait).astimezone(datetime.UTC)
    return f'    - cron: "{when.minute} {when.hour} {when.day} {when.month} *"'
