"""``autograder.zip``, as it is uploaded to Gradescope.

``setup.sh`` and ``run_autograder`` stand at its root, as Gradescope wants it; no conda, no browser, no compiler.  The
harness goes to a Python of its own in ``/opt/autograder``, away from ``/autograder/source``, since a notebook may read
Python and its packages and nothing of the assignment.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator
from pathlib import Path

import msgspec

from autograder.errors import InputError
from autograder.files import zipped
from autograder.gradescope.settings import SETTINGS_NAME, Disclosure, Settings, Visibility
from autograder.manifest import Manifest
from autograder.packing import pack
from autograder.shipping import build_wheel, installed, pinned

MAX_UPLOAD_BYTES = 100 * 2**20
ASSIGNMENT = "assignment"

SETUP = r"""#!/usr/bin/env bash
# Runs once, as root, when Gradescope builds the image.
set -euo pipefail
cd "$(dirname "$0")"
[ -f gradescope.json ] || cd /autograder/source
export DEBIAN_FRONTEND=noninteractive PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
target="${AUTOGRADER_PREFIX:-/opt/autograder}"

# Python 3.11 or newer: the system's if it has one, else one that uv fetches.  Both must be readable by everybody:
# a notebook runs under a user id of its own, which cannot look into /root.
umask 022
mkdir -p "$target"
usable='import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11) or sys.base_prefix.startswith("/root"))'
python=""
for name in python3.14 python3.13 python3.12 python3.11 python3; do
    if "$name" -c "$usable" 2>/dev/null; then
        python="$name"
        break
    fi
done
if [ -z "$python" ]; then
    if ! python3 -m pip --version >/dev/null 2>&1; then
        apt-get update -q
        apt-get install -qy --no-install-recommends python3-pip
    fi
    python3 -m pip install --quiet --target "$target/uv" 'uv>=0.5,<1'
    export UV_PYTHON_INSTALL_DIR="$target/python"
    PYTHONPATH="$target/uv" python3 -m uv python install 3.12
    python="$(PYTHONPATH="$target/uv" python3 -m uv python find 3.12)"
fi

"$python" -m venv --clear "$target/venv"
"$target/venv/bin/python" -m pip install --quiet --no-cache-dir -r requirements.txt
"$target/venv/bin/python" -m pip install --quiet --no-cache-dir --no-deps --no-index autograder-*.whl

chmod -R go= .  # hidden suites are for root alone
"$target/venv/bin/autograder" doctor || true  # what the image gives, in the build's log; the container decides
"""

RUN = """#!/usr/bin/env bash
# Runs as root for each submission.  Nothing of the environment but its own reaches the grader.
prefix="${AUTOGRADER_PREFIX:-/opt/autograder}"
exec env -i PATH=/usr/local/bin:/usr/bin:/bin HOME=/root LANG=C.UTF-8 XDG_CACHE_HOME="$prefix/cache" \\
    AUTOGRADER_ROOT="${AUTOGRADER_ROOT:-/autograder}" "$prefix/venv/bin/python" -I -m autograder.gradescope.run
"""


def make_bundle(
    manifest: Manifest,
    *,
    lock: Path | None = None,
    visibility: dict[str, Visibility] | None = None,
    disclosure: Disclosure = Disclosure.REASONS,
) -> bytes:
    """The zip; ``lock`` is a lock file with the versions to install, else they are those of this environment."""
    packed = pack(manifest)
    wheel = build_wheel()
    packages = [*manifest.requirements, *_packages_of(manifest)]
    settings = Settings(
        folder=f"{ASSIGNMENT}/{packed.folder}",
        suite_sha256=packed.suite_sha256,
        visibility=visibility or {},
        disclosure=disclosure,
    )
    files = {
        "setup.sh": SETUP.encode(),
        "run_autograder": RUN.encode(),
        "requirements.txt": (installed(packages) if lock is None else pinned(packages, lock)).encode(),
        SETTINGS_NAME: msgspec.json.format(msgspec.json.encode(settings), indent=2) + b"\n",
        wheel.name: wheel.data,
    }
    files |= {f"{ASSIGNMENT}/{name}": content for name, content in packed.files.items()}
    data = zipped(dict(sorted(files.items())), executable=("setup.sh", "run_autograder"))
    if len(data) > MAX_UPLOAD_BYTES:
        raise InputError(
            f"{manifest.folder}: makes a zip of {len(data)} bytes, but Gradescope takes {MAX_UPLOAD_BYTES}; move out "
            "what grading does not need"
        )
    return data


def _packages_of(manifest: Manifest) -> Iterator[str]:
    """The distributions of the modules that the warm process imports."""
    by_module = importlib.metadata.packages_distributions()
    for module in manifest.warm:
        yield from by_module.get(module.partition(".")[0], ())
