"""A signature beside a grade: this submission, judged by this suite with this version, got this score.

It lies in a file of its own (``grade.json.sig``), so the grade stays what its schema says.  What is signed is a
statement: the hashes of submission, suite and manifest, the version, the score, and SHA-256 over the whole grade in a
canonical form (keys sorted, no blanks, ASCII), so who indents the file anew breaks nothing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from pathlib import Path
from typing import Any, Literal

import msgspec

from autograder.errors import InputError
from autograder.records import Grade
from autograder.sealing.keys import fingerprint, read_signer, read_signing_key
from autograder.storing import decode_grade

SIGNATURE_SUFFIX = ".sig"
MAX_GRADE_BYTES = 256 * 2**20
_LABEL = b"autograder/signature/v1\n"


class Statement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a signer says of a grade."""

    submission_sha256: str
    suite_sha256: str
    manifest_sha256: str
    harness_version: str
    score: float | None
    max_score: float
    grade_sha256: str


class Signature(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file beside a grade; ``key`` is the signer's fingerprint, which says whom to ask, not whom to trust."""

    schema: Literal["autograder/signature/v1"] = "autograder/signature/v1"
    statement: Statement
    key: str
    signature: str


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """What came of checking: the statement, and one sentence for each thing that is wrong (none: it holds)."""

    statement: Statement
    wrong: tuple[str, ...]


def sign_grade(grade: bytes, signing_key: Path) -> bytes:
    """The signature file of a grade's JSON."""
    key = read_signing_key(signing_key)
    statement = _statement(grade)
    signed = base64.b64encode(key.sign(_LABEL + _encoded(statement))).decode()
    signature = Signature(statement=statement, key=fingerprint(key.public_key()), signature=signed)
    return msgspec.json.format(msgspec.json.encode(signature), indent=2) + b"\n"


def verify_grade(
    grade: bytes,
    signature: bytes,
    signer: Path,
    *,
    notebook: bytes | None = None,
    suite_sha256: str | None = None,
    manifest_sha256: str | None = None,
) -> Verified:
    """Whether ``signer`` signed this very grade; and that it is of this notebook, suite, manifest, if given."""
    from cryptography.exceptions import InvalidSignature

    key = read_signer(signer)
    try:
        found = msgspec.json.decode(signature, type=Signature)
        raw = base64.b64decode(found.signature, validate=True)
    except (msgspec.MsgspecError, UnicodeDecodeError, binascii.Error, ValueError) as error:
        raise InputError(f"the signature is none of schema autograder/signature/v1 ({error})") from None
    wrong = []
    try:
        key.verify(raw, _LABEL + _encoded(found.statement))
    except InvalidSignature:
        wrong.append(f"The signature is not this signer's ({fingerprint(key)}; it names {found.key[:16]!r}).")
    if _statement(grade) != found.statement:
        wrong.append("The grade is not the one that was signed.")
    if notebook is not None and hashlib.sha256(notebook).hexdigest() != found.statement.submission_sha256:
        wrong.append("The notebook is not the one that was graded.")
    if suite_sha256 is not None and suite_sha256 != found.statement.suite_sha256:
        wrong.append("The suite is not the one that graded.")
    if manifest_sha256 is not None and manifest_sha256 != found.statement.manifest_sha256:
        wrong.append("The manifest is not the one that decided the points.")
    return Verified(statement=found.statement, wrong=tuple(wrong))


def _statement(data: bytes) -> Statement:
    grade: Grade = decode_grade(data)
    return Statement(
        submission_sha256=grade.submission.sha256,
        suite_sha256=grade.suite.sha256,
        manifest_sha256=grade.suite.manifest_sha256,
        harness_version=grade.harness_version,
        score=grade.score,
        max_score=grade.max_score,
        grade_sha256=hashlib.sha256(_canonical(data)).hexdigest(),
    )


def _encoded(statement: Statement) -> bytes:
    return _canonical(msgspec.json.encode(statement))


def _canonical(data: bytes) -> bytes:
    """The JSON as written, without blanks and with its keys sorted.

    Not the decoded record: a later version's record has more fields, and its grades of today would no longer hold.
    """
    try:
        value = json.loads(data, object_pairs_hook=_unique)
        return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
    except (ValueError, RecursionError) as error:
        raise InputError(f"the grade is no JSON that can be signed ({error})") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):  # two readers could read two grades
        raise ValueError("a key is there twice")
    return found
