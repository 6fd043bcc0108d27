"""Key files.  Secret ones are made with mode 0600 and never replaced; a message never quotes what is in them."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import msgspec

from autograder.errors import InputError

if TYPE_CHECKING:
    from types import ModuleType

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

IDENTITY, RECIPIENT = "identity.txt", "recipient.txt"
SIGNING_KEY, SIGNER = "signing.key", "signer.pub"
MAX_KEY_BYTES = 64 * 2**10


class KeyFiles(msgspec.Struct, frozen=True, kw_only=True):
    """Who opens sealed suites (``identity``) and who makes them (``signing_key``), each with its public half."""

    identity: Path
    recipient: Path
    signing_key: Path
    signer: Path


def make_keys(folder: Path) -> KeyFiles:
    """Make both pairs in ``folder``; :class:`InputError` where one of the files is there, since a lost key is lost."""
    pyrage, serialization, ed25519 = age(), *_ed25519()
    files = KeyFiles(
        identity=folder / IDENTITY,
        recipient=folder / RECIPIENT,
        signing_key=folder / SIGNING_KEY,
        signer=folder / SIGNER,
    )
    for path in msgspec.structs.astuple(files):
        if path.exists():
            raise InputError(f"{path}: is there already, and a key is not replaced; name another folder")
    identity = pyrage.x25519.Identity.generate()
    signing = ed25519.Ed25519PrivateKey.generate()
    secret = signing.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = signing.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_new(files.identity, f"{identity}\n".encode(), 0o600)
        _write_new(files.recipient, f"{identity.to_public()}\n".encode(), 0o644)
        _write_new(files.signing_key, secret, 0o600)
        _write_new(files.signer, public, 0o644)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror}), but should be a folder for keys") from None
    return files


def read_identities(path: Path) -> list[Any]:
    """The age identities in a file, as ``age-keygen`` writes them: a key a line, ``#`` for comments."""
    pyrage = age()
    keys = [line.strip() for line in _text(path, secret=True).splitlines()]
    keys = [line for line in keys if line and not line.startswith("#")]
    try:
        found = [pyrage.x25519.Identity.from_str(line) for line in keys]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise InputError(f"{path}: holds no age identity, but should hold a line that begins with AGE-SECRET-KEY-")
    return found


def read_recipient(text: str) -> Any:
    """The age recipient that is given, or stands in the file of that name."""
    pyrage = age()
    key = text if text.startswith("age1") else _text(Path(text)).strip()
    try:
        return pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError:
        raise InputError(f"{text}: is no age recipient, but should be one (age1...) or a file with one") from None


def read_signing_key(path: Path) -> Ed25519PrivateKey:
    """The Ed25519 key that signs."""
    serialization, ed25519 = _ed25519()
    data = _bytes(path, secret=True)
    try:
        key = serialization.load_pem_private_key(data, password=None)
    except (ValueError, TypeError):  # TypeError: it has a password
        key = None
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise InputError(f"{path}: holds no key that signs, but should be an Ed25519 key in PEM without a password")
    return cast("Ed25519PrivateKey", key)


def read_signer(path: Path) -> Ed25519PublicKey:
    """The public half, with which a signature is checked."""
    serialization, ed25519 = _ed25519()
    data = _bytes(path)
    try:
        key = serialization.load_pem_public_key(data)
    except ValueError:
        key = None
    if not isinstance(key, ed25519.Ed25519PublicKey):
        raise InputError(f"{path}: holds no signer, but should be an Ed25519 public key in PEM")
    return cast("Ed25519PublicKey", key)


def fingerprint(key: Ed25519PublicKey) -> str:
    """The first 16 hexadecimal digits of SHA-256 of the raw public key: to tell keys apart, not to trust one."""
    serialization, _ = _ed25519()
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:16]


def age() -> Any:
    """The package that speaks age; asked for only where something is sealed."""
    try:
        import pyrage
    except ModuleNotFoundError as error:
        raise _missing(error) from None
    return pyrage


def _ed25519() -> tuple[ModuleType, ModuleType]:
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ModuleNotFoundError as error:
        raise _missing(error) from None
    return serialization, ed25519


def _missing(error: ModuleNotFoundError) -> InputError:
    return InputError(f"sealing needs the package {error.name}: pip install 'autograder[sealed]'")


def _write_new(path: Path, content: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def _text(path: Path, *, secret: bool = False) -> str:
    return _bytes(path, secret=secret).decode("utf-8", "replace")


def _bytes(path: Path, *, secret: bool = False) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise InputError(f"{path}: is no regular file, but should be a key")
            if secret and status.st_mode & 0o077:
                raise InputError(f"{path}: others may read it, but a secret key should have mode 0600 (chmod 600)")
            return file.read(MAX_KEY_BYTES)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}), but should be a key") from None
    except ValueError:  # a NUL in it
        raise InputError(f"{str(path)!r}: is no path, but should be that of a key") from None
