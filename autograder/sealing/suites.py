"""Sealing a suite, and opening it for as long as it is needed.

A sealed suite is a plain age file.  What is in it: a magic line, an Ed25519 signature (64 bytes) over a fixed label and
the archive, the archive (:mod:`~autograder.sealing.packing`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from autograder.errors import InputError
from autograder.files import read_file
from autograder.manifest import MANIFEST_NAME, Manifest
from autograder.sealing.keys import age, read_identities, read_recipient, read_signer, read_signing_key
from autograder.sealing.packing import MAX_BYTES, pack_suite, unpack_suite

MAGIC = b"autograder/sealed/v1\n"
"""Begins the content, and is the label of what is signed: no signature for one purpose serves another."""

SIGNATURE_BYTES = 64


def seal_suite(manifest: Manifest, recipients: Sequence[str], signing_key: Path) -> bytes:
    """The suite, signed, for whoever holds the identity of one of the ``recipients`` (``age1...`` or files)."""
    if not recipients:
        raise InputError("a suite is sealed for somebody: give at least one recipient")
    known = [read_recipient(text) for text in recipients]
    key = read_signing_key(signing_key)
    archive = pack_suite(manifest)
    sealed = age().encrypt(MAGIC + key.sign(MAGIC + archive) + archive, known)
    return bytes(sealed)


@contextmanager
def opened_suite(assignment: Path, sealed: Path, identity: Path, signer: Path) -> Iterator[Manifest]:
    """The assignment with the suite that is in ``sealed``, in a private folder that is gone afterwards.

    ``identity`` opens it, and it must be signed by ``signer``.  ``assignment`` is the folder with the manifest, which
    must be the one that was sealed; the suite and what goes with it need not be there.  Raises :class:`InputError` for
    a wrong key, a changed file, another signer, another manifest.
    """
    archive = _opened(sealed, read_identities(identity), read_signer(signer))
    with tempfile.TemporaryDirectory(prefix="autograder-suite-") as folder:  # made with mode 0700
        manifest = unpack_suite(archive, Path(folder))
        if read_file(assignment / MANIFEST_NAME, MAX_BYTES, "a manifest") != manifest.path.read_bytes():
            raise InputError(
                f"{sealed}: was sealed with another {MANIFEST_NAME} than that of {assignment}, but should be the same"
            )
        yield manifest


def _opened(sealed: Path, identities: list[Any], signer: Any) -> bytes:
    """The archive in a sealed suite, once the signature was found right."""
    from cryptography.exceptions import InvalidSignature

    pyrage = age()
    data = read_file(sealed, MAX_BYTES, "a sealed suite")
    try:
        content = bytes(pyrage.decrypt(data, identities))
    except pyrage.DecryptError:
        raise InputError(
            f"{sealed}: cannot be opened with this identity; it was sealed for another one, was changed, or is no "
            "sealed suite"
        ) from None
    start = len(MAGIC) + SIGNATURE_BYTES
    if not content.startswith(MAGIC) or len(content) < start:
        raise InputError(f"{sealed}: holds something else, but should be made by `autograder seal`")
    archive = content[start:]
    try:
        signer.verify(content[len(MAGIC) : start], MAGIC + archive)
    except InvalidSignature:
        raise InputError(f"{sealed}: is not signed by this signer, so nothing in it was read") from None
    return archive
