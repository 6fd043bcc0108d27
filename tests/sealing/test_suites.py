"""A sealed suite opens for one identity, says whose it is, and is the plain suite."""

from __future__ import annotations

import shutil
import stat
import sys
import tempfile
from pathlib import Path

import pytest

pytest.importorskip("pyrage")
pytest.importorskip("cryptography")

from click.testing import CliRunner

from autograder.cli.seal import keygen, seal
from autograder.errors import InputError
from autograder.hashes import manifest_sha256, suite_sha256
from autograder.manifest import read_manifest
from autograder.sealing import make_keys, opened_suite, seal_suite
from tests.support.grader import COURSE, MINI, grader


@pytest.fixture
def keys(tmp_path):
    return make_keys(tmp_path / "keys")


@pytest.fixture
def sealed(tmp_path, keys):
    path = tmp_path / "sealed.age"
    path.write_bytes(seal_suite(read_manifest(MINI), [str(keys.recipient)], keys.signing_key))
    return path


@pytest.mark.parametrize("assignment", [MINI, COURSE])
def test_what_was_sealed_has_the_hash_of_the_plain_suite(tmp_path, keys, assignment):
    """With packages, stand-ins, data and the modules beside the manifest."""
    plain = read_manifest(assignment)
    path = tmp_path / "sealed.age"
    path.write_bytes(seal_suite(plain, [str(keys.recipient)], keys.signing_key))
    with opened_suite(assignment, path, keys.identity, keys.signer) as manifest:
        assert suite_sha256(manifest) == suite_sha256(plain)
        assert manifest_sha256(manifest) == manifest_sha256(plain)
        assert suite_sha256(read_manifest(manifest.folder)) == suite_sha256(plain)  # what a grader process reads
        assert not manifest.folder.is_relative_to(plain.folder.parent)


def test_the_suite_need_not_be_there(tmp_path, keys, sealed):
    """What travels beside it is the manifest alone; what is opened is private, and gone afterwards."""
    (tmp_path / "given").mkdir()
    shutil.copy(MINI / "manifest.toml", tmp_path / "given")
    with opened_suite(tmp_path / "given", sealed, keys.identity, keys.signer) as manifest:
        root = Path(tempfile.gettempdir()) / manifest.suite.relative_to(tempfile.gettempdir()).parts[0]
        assert stat.S_IMODE(root.stat().st_mode) == 0o700
        assert (manifest.suite / "test_mini.py").read_bytes() == (MINI / "hidden/test_mini.py").read_bytes()
    assert not root.exists()


def test_it_is_gone_after_a_failure_too(keys, sealed):
    """Whatever happens inside."""
    with pytest.raises(ZeroDivisionError), opened_suite(MINI, sealed, keys.identity, keys.signer) as manifest:
        raise ZeroDivisionError
    assert not manifest.suite.exists()


def test_nothing_of_the_suite_can_be_read_without_the_identity(tmp_path, keys, sealed):
    """Nor opened with another one."""
    assert b"double" not in sealed.read_bytes()
    other = make_keys(tmp_path / "other")
    with pytest.raises(InputError, match="cannot be opened"), opened_suite(MINI, sealed, other.identity, keys.signer):
        pass


def test_a_suite_of_somebody_else_is_not_read(tmp_path, keys, sealed):
    """Sealed for us, but signed by another."""
    other = make_keys(tmp_path / "other")
    with pytest.raises(InputError, match="not signed by"), opened_suite(MINI, sealed, keys.identity, other.signer):
        pass


@pytest.mark.parametrize("place", [0, 40, 200, -1])
def test_a_changed_byte_is_noticed(keys, sealed, place):
    """In the header, in the body, at the end."""
    data = bytearray(sealed.read_bytes())
    data[place] ^= 1
    sealed.write_bytes(data)
    with pytest.raises(InputError, match="cannot be opened"), opened_suite(MINI, sealed, keys.identity, keys.signer):
        pass


@pytest.mark.parametrize("content", [b"", b"autograder/sealed/v1\n", b"PK\x03\x04" * 30])
def test_an_age_file_with_something_else_is_refused(keys, sealed, content):
    """Anybody can encrypt for a recipient."""
    import pyrage

    recipient = pyrage.x25519.Recipient.from_str(keys.recipient.read_text().strip())
    sealed.write_bytes(pyrage.encrypt(content, [recipient]))
    with pytest.raises(InputError, match="something else"), opened_suite(MINI, sealed, keys.identity, keys.signer):
        pass


def test_another_manifest_is_refused(tmp_path, keys, sealed):
    """Points and limits are what was sealed."""
    (tmp_path / "given").mkdir()
    (tmp_path / "given/manifest.toml").write_text((MINI / "manifest.toml").read_text() + "\n")
    with (
        pytest.raises(InputError, match="another manifest"),
        opened_suite(tmp_path / "given", sealed, keys.identity, keys.signer),
    ):
        pass


def test_secret_keys_are_private_and_never_replaced(tmp_path, keys):
    """A key that others may read is refused; no message quotes one."""
    assert stat.S_IMODE(keys.identity.stat().st_mode) == stat.S_IMODE(keys.signing_key.stat().st_mode) == 0o600
    with pytest.raises(InputError, match="is there already"):
        make_keys(tmp_path / "keys")
    keys.signing_key.chmod(0o644)
    with pytest.raises(InputError, match="chmod 600"):
        seal_suite(read_manifest(MINI), [str(keys.recipient)], keys.signing_key)
    keys.identity.write_text("AGE-SECRET-KEY-nonsense")
    with (
        pytest.raises(InputError, match="no age identity") as caught,
        opened_suite(MINI, keys.signer, keys.identity, keys.signer),
    ):
        pass
    assert "nonsense" not in str(caught.value)


def test_the_commands(tmp_path):
    """`keygen` and `seal`, and bad input is one sentence."""
    run = CliRunner().invoke
    assert run(keygen, [str(tmp_path / "k")]).exit_code == 0
    key, out = str(tmp_path / "k/signing.key"), tmp_path / "s.age"
    done = run(seal, [str(MINI), "--out", str(out), "--recipient", str(tmp_path / "k/recipient.txt"), "--key", key])
    assert (done.exit_code, out.read_bytes()[:21]) == (0, b"age-encryption.org/v1")
    bad = run(seal, [str(MINI), "--out", str(out), "--recipient", "age1nobody", "--key", key])
    assert bad.exit_code == 2
    assert (
        bad.stderr.strip()
        == "autograder: age1nobody: is no age recipient, but should be one (age1...) or a file with one"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is Linux's")
def test_it_grades_as_the_plain_suite_does(keys, sealed):
    """And a notebook cannot read it where it lies opened."""
    look = (
        "import glob, os, tempfile\n"
        "seen = []\n"
        "for top in ['/tmp', tempfile.gettempdir(), %r]:\n"
        "    for folder, _, files in os.walk(top):\n"
        "        for name in files:\n"
        "            try:\n"
        "                seen += [name] if b'def test_values' in open(os.path.join(folder, name), 'rb').read() else []\n"
        "            except OSError:\n"
        "                pass\n"
        "word = 'wrong' if seen else 'right'"
    )
    with opened_suite(MINI, sealed, keys.identity, keys.signer) as manifest, grader(manifest.folder) as warm:
        grade = warm(look % str(manifest.folder.parent))
    assert grade.suite.sha256 == suite_sha256(read_manifest(MINI))
    assert grade.score == 3
