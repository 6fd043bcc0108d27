"""A grader in a process of its own, for tests that grade many small notebooks: a request a line, a grade a line.

Grading runs inside a pytest session; inside another one its global state (warnings, import hooks) would leak.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path

import msgspec

from autograder.codec import CodeCell
from autograder.engines import fork, make_engine, warm_parent
from autograder.grading import GradeOne, grade_with
from autograder.manifest import read_manifest
from autograder.notebook import Notebook
from autograder.sandbox.levels import Level


def main(assignment: str, engine_name: str, level: str = "", limits: str = "{}", alone: str = "") -> None:
    """Serve standard input until it ends; at ``level``, or at the best that this machine gives; ``limits`` as JSON.

    ``alone``: a question is judged by itself, without what earlier ones may excuse.
    """
    if level:
        warm_parent.candidates = lambda unsafe: [Level(level)]
    if limits != "{}":
        fork.COPY_SECONDS = 2.0  # one that never comes is waited for no longer; an honest one takes a hundredth of it
    manifest = read_manifest(Path(assignment))
    manifest = msgspec.structs.replace(manifest, limits=msgspec.structs.replace(manifest.limits, **json.loads(limits)))
    if alone:
        manifest = msgspec.structs.replace(manifest, follow_through=None)

    def body(grade_one: GradeOne) -> None:
        for line in sys.stdin:
            request = json.loads(line)
            sources = request["cells"]
            notebook = Notebook(
                name="test.ipynb",
                sha256=hashlib.sha256(line.encode()).hexdigest(),
                cells=tuple(CodeCell(i, i + 1, source) for i, source in enumerate(sources)),
            )
            grade = grade_one(notebook, only=request["only"])
            out.write(base64.b64encode(msgspec.json.encode(grade)).decode() + "\n")
            out.flush()

    with make_engine(engine_name, manifest, unsafe=True) as engine:
        grade_with(manifest, engine, body)


if __name__ == "__main__":
    out, sys.stdout = sys.stdout, sys.stderr
    main(*sys.argv[1:])
