"""Grade one submission on Classroom 50; made by ``autograder classroom50``, which lays it beside what it needs.

Classroom 50's runner starts this file with its Python, in the student's checkout.  Only the standard library is
there, so this makes an environment from the files beside it (``requirements.txt`` with hashes, the autograder's wheel)
and hands over to ``autograder ci``, which writes ``result.json``.  An environment that is there already is used again.

Exit code 0 means that grading ran.  Any other is an infrastructure error, without a result: it costs nobody anything.
Nothing is imported from the checkout, where a student may have left a ``numpy.py``: hence ``-I``.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
JOB_SECONDS = 840.0
"""The job has 15 minutes; what is left is for the release."""

COMPLETE = ".complete"


def main() -> int:
    """The exit code for the runner."""
    deadline = time.monotonic() + JOB_SECONDS
    if sys.version_info < (3, 11):  # noqa: UP036 - started by a Python that a teacher chose
        return failed(f"Python {sys.version.split()[0]} is too old: set the assignment's runtime to 3.11 or newer")
    for name in ("result.json", "release-body.md"):  # a student's own: it must not be taken for ours
        if os.path.isfile(name) or os.path.islink(name):
            os.unlink(name)
    try:
        python = environment(cache_folder(), deadline)
        command = [str(python), "-I", "-m", "autograder", "ci", "--format", "classroom50"]
        return subprocess.run(
            [*command, "--assignment", str(HERE / "assignment")], timeout=deadline - time.monotonic(), check=False
        ).returncode
    except subprocess.TimeoutExpired:
        return failed("no time was left")
    except (OSError, ValueError) as error:
        return failed(str(error))


def failed(why: str) -> int:
    """Say so on the job's log, on one line."""
    flat = " ".join(why.split())[-1500:].replace("%", "%25")
    print(f"::error title=The autograder could not be started::{flat}", flush=True)
    return 1


def cache_folder() -> Path:
    """Where environments are kept: for good on a runner of one's own, for one job on GitHub's."""
    chosen = os.environ.get("XDG_CACHE_HOME", "")
    folder = (Path(chosen) if os.path.isabs(chosen) else Path.home() / ".cache") / "autograder"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return folder
    except OSError:
        return Path(tempfile.mkdtemp(prefix="autograder-"))


def environment(cache: Path, deadline: float) -> Path:
    """The Python of an environment with all that is needed."""
    wheels = sorted(HERE.glob("autograder-*.whl"))
    if len(wheels) != 1:
        raise OSError(f"the bundle holds {len(wheels)} wheels, but should hold one")
    digest = hashlib.sha256(f"{sys.version}\n{sys.executable}\n".encode())
    for path in (HERE / "requirements.txt", wheels[0]):
        digest.update(path.read_bytes())
    kept = cache / f"environment-{digest.hexdigest()[:20]}"
    if not (kept / COMPLETE).exists():
        kept = made(cache, kept, wheels[0], deadline)
    return kept / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def made(cache: Path, kept: Path, wheel: Path, deadline: float) -> Path:
    """A new environment, in its place once it is complete; one that another job put there meanwhile is as good."""
    fresh = Path(tempfile.mkdtemp(prefix="environment-", dir=cache))
    try:
        fill(fresh, wheel, deadline)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)  # half an environment is nobody's
        raise
    try:
        fresh.rename(kept)
    except OSError:
        if not (kept / COMPLETE).exists():
            return fresh
        shutil.rmtree(fresh, ignore_errors=True)
    return kept


def fill(fresh: Path, wheel: Path, deadline: float) -> None:
    """Make the environment and install into it; marked as complete in the end."""
    print("Making the environment ...", flush=True)
    call([sys.executable, "-I", "-m", "venv", str(fresh)], deadline)
    pip = [str(fresh / ("Scripts" if os.name == "nt" else "bin") / "python"), "-I", "-m", "pip", "install", "--quiet"]
    pip += ["--disable-pip-version-check", "--no-input"]
    if (HERE / "requirements.txt").read_text(encoding="utf-8").strip():
        call([*pip, "--require-hashes", "-r", str(HERE / "requirements.txt")], deadline)
    call([*pip, "--no-deps", "--no-index", str(wheel)], deadline)
    (fresh / COMPLETE).touch()


def call(command: list[str], deadline: float) -> None:
    """Run it away from the checkout; what it says is shown if it fails."""
    done = subprocess.run(
        command, cwd=HERE, capture_output=True, text=True, timeout=deadline - time.monotonic(), check=False
    )
    if done.returncode != 0:
        raise OSError(f"{' '.join(command[:6])} ended with {done.returncode}: {done.stdout} {done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
