"""``autograder classroom50``: what Classroom 50 serves to its runners, as files for the teacher's repository.

The bundle lies on a public site, so it holds what students have anyway: the public checks, the data, this package.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder import public
from autograder.authoring.build import build
from autograder.ci import boot
from autograder.errors import InputError
from autograder.manifest import MANIFEST_NAME, Manifest, read_manifest
from autograder.shipping import build_wheel, pinned

MAX_BUNDLE_BYTES = 10 * 2**20
"""What the runner fetches at most (``MAX_FETCH_BYTES`` of its ``runner.py``)."""

MADE = ".made-by-autograder"
REQUIREMENTS = "requirements.txt"


def write_bundle(assignment: Path, out: Path, tell: Callable[[str], None]) -> int:
    """Write the bundle of an assignment, or of a folder that students are given, into ``out``; its size in bytes.

    Raises :class:`InputError` where something of it would not be public, or it would be too large.
    """
    with student_folder(assignment, tell) as given, fresh_folder(out) as made:
        manifest = read_manifest(given)
        copy_public(given, manifest, made / "assignment")
        shutil.copyfile(Path(boot.__file__), made / "autograder.py")
        write_package(given, made)
        size = sum(path.stat().st_size for path in made.rglob("*") if path.is_file())
        if size > MAX_BUNDLE_BYTES:
            raise InputError(f"{out}: would have {size:,} bytes, but Classroom 50 takes at most {MAX_BUNDLE_BYTES:,}")
    return size


@contextmanager
def student_folder(assignment: Path, tell: Callable[[str], None]) -> Iterator[Path]:
    """What students are given: ``assignment`` itself if it is that, else built from the author's folder."""
    manifest = read_manifest(assignment)
    if public.is_public(manifest.suite):
        yield assignment
        return
    if manifest.lesson is None:
        raise InputError(f"{manifest.path}: has a hidden suite and no lesson, so no public checks can be made from it")
    with tempfile.TemporaryDirectory(prefix="autograder-") as temporary:
        build(assignment, Path(temporary) / "built", with_page=False, tell=tell)
        yield Path(temporary) / "built" / "student"


@contextmanager
def fresh_folder(out: Path) -> Iterator[Path]:
    """A folder to fill, in the place of ``out`` once it is complete; ``out`` is replaced only if it was made so."""
    if out.exists() and not (out / MADE).exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(f"{out}: is there and was not made by this command, but should be empty or not there")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as temporary:
            made = Path(temporary) / "made"
            made.mkdir()
            yield made
            (made / MADE).touch()
            if out.exists():
                out.rename(Path(temporary) / "old")
            made.rename(out)
    except OSError as error:
        raise InputError(f"{out}: cannot be written ({error})") from None


def copy_public(given: Path, manifest: Manifest, target: Path) -> None:
    """The manifest, the public checks and the data; not the notebook, which every student has."""
    if not public.is_public(manifest.suite):
        raise InputError(f"{manifest.path}: its suite is hidden, and this would publish it")
    target.mkdir()
    shutil.copyfile(given / MANIFEST_NAME, target / MANIFEST_NAME)
    suite = target / manifest.suite.relative_to(manifest.folder)
    suite.mkdir(parents=True)
    for path in sorted(manifest.suite.iterdir()):
        if public.is_test_file(path):
            shutil.copyfile(path, suite / path.name)
    for name, path in manifest.data.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target / name)


def write_package(given: Path, target: Path) -> None:
    """The wheel, and the requirements of it and of the notebook."""
    named = given / REQUIREMENTS
    lines = named.read_text(encoding="utf-8").splitlines() if named.is_file() else []
    wheel = build_wheel()
    (target / wheel.name).write_bytes(wheel.data)
    (target / REQUIREMENTS).write_text(pinned(lines), encoding="utf-8")
