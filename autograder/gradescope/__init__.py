"""Gradescope: a zip that sets a container up and grades in it with hidden suites.

Theory of operation
-------------------
On the staff's machine::

    settings        what the staff decides about what is shown: gradescope.json
    bundle          autograder.zip: setup.sh, run_autograder, this package and what it needs, the assignment

In the container, where everything runs as root::

    metadata        submission_metadata.json: who, when, due when; whatever is missing or odd in it is no reason to fail
    submission      the one notebook in /autograder/submission
    run             grades it in the sandbox (level B there), then writes results.json
    results         a standing as results.json: score, status, text, visibility

**Who writes results.json.**  Only the grader, whole, by renaming, after the last process of the student has ended.  A
file that lies there before is removed first, so that an end by force leaves none rather than an old one.

**What a failure of ours is.**  Not a zero: results.json then has no score at all, says why, and the exit code is 3.
Gradescope's clock, or this machine's, is asked nothing: when work was handed in and was due stands in the metadata.
"""

from autograder.gradescope.bundle import MAX_UPLOAD_BYTES, make_bundle
from autograder.gradescope.settings import Settings, read_visibility

__all__ = ["MAX_UPLOAD_BYTES", "Settings", "make_bundle", "read_visibility"]
