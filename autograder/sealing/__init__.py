"""Suites that must travel, and grades that can be proved: age keeps a suite shut, Ed25519 says whose it is.

Theory of operation
-------------------
::

    keys        key files: an age identity and its recipient, a signing key and its public half
    packing     what judges, as one archive that is always the same, and back into a private folder
    suites      seal: pack -> sign -> encrypt; opened_suite: decrypt -> check the signature -> unpack -> remove
    grades      a signature beside a grade: submission, suite, harness version, score

The signature lies inside of what is encrypted and is checked before anything of the content is read, so an outsider
sees neither a suite nor who made it, and a suite of a stranger runs nowhere.

**What this protects, and what not.**  It protects a suite on its way and at rest: on a shared drive, in a zip, on a
runner's disk.  It does not protect a suite from whoever holds the identity, and a job that students can edit hands
them whatever it holds: a key there protects nothing.
"""

from autograder.sealing.grades import SIGNATURE_SUFFIX, Verified, sign_grade, verify_grade
from autograder.sealing.keys import make_keys
from autograder.sealing.suites import opened_suite, seal_suite

__all__ = [
    "SIGNATURE_SUFFIX",
    "Verified",
    "make_keys",
    "opened_suite",
    "seal_suite",
    "sign_grade",
    "verify_grade",
]
