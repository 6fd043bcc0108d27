"""Pyodide is fetched once, by npm, and nothing but the pinned package is ever unpacked."""

import base64
import hashlib
import io
import os
import tarfile

import pytest

from autograder.authoring import page, pyodide
from autograder.errors import InputError

CONTENT = {name: f"content of {name}".encode() for name in pyodide.FILES}


def tarball(path, entries, links=()):
    """A gzipped tarball with these files and links (member name, type, target)."""
    with tarfile.open(path, "w:gz") as archive:
        for name, content in entries.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        for name, kind, target in links:
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, target
            archive.addfile(member)


def package(without=(), **more):
    entries = {f"package/{name}": content for name, content in CONTENT.items() if name not in without}
    return {**entries, **more}


@pytest.fixture
def npm(tmp_path, monkeypatch):
    """``npm(entries, links)`` puts an npm on PATH that packs these and notes its arguments; pinned unless told."""
    folder = tmp_path / "bin"
    folder.mkdir()
    calls = tmp_path / "calls"
    calls.touch()

    def install(entries=None, links=(), *, pinned=True, fails=None):
        packed = tmp_path / "packed.tgz"
        tarball(packed, package() if entries is None else entries, links)
        if pinned:
            digest = base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode()
            monkeypatch.setattr(pyodide, "INTEGRITY", f"sha512-{digest}")
        program = folder / "npm"
        action = f"echo '{fails}' >&2; exit 1" if fails else f"cp '{packed}' pyodide-{pyodide.VERSION}.tgz"
        program.write_text(f"#!/bin/sh\necho \"$@\" >> '{calls}'\n{action}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
        return lambda: calls.read_text().splitlines()

    return install


def left_in(cache):
    return sorted(path.name for path in cache.iterdir())


def test_files_are_fetched_once_and_then_at_hand(npm, tmp_path):
    """The second call starts no npm."""
    calls = npm(package(**{"package/README.md": b"not needed"}))
    cache = tmp_path / "deep" / "cache"
    folder = pyodide.fetch_pyodide(cache)
    assert folder == cache / f"pyodide-{pyodide.VERSION}"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == CONTENT
    assert pyodide.fetch_pyodide(cache) == folder
    assert [call.split()[:2] for call in calls()] == [["pack", f"pyodide@{pyodide.VERSION}"]]
    assert left_in(cache) == [folder.name]


def test_folder_with_a_file_lost_is_fetched_anew(npm, tmp_path):
    """What somebody deleted a part of is not taken for complete."""
    calls = npm()
    folder = pyodide.fetch_pyodide(tmp_path / "cache")
    (folder / "pyodide.mjs").unlink()
    pyodide.fetch_pyodide(tmp_path / "cache")
    assert pyodide.is_complete(folder)
    assert len(calls()) == 2


@pytest.mark.parametrize("named", ["", "relative/cache"])
def test_cache_of_the_user_is_the_default(npm, tmp_path, monkeypatch, named):
    """XDG_CACHE_HOME counts where it is absolute; else it is ~/.cache."""
    npm()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", named)
    assert pyodide.fetch_pyodide().parent == tmp_path / "home" / ".cache" / "autograder"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert pyodide.fetch_pyodide().parent == tmp_path / "xdg" / "autograder"


def test_another_digest_is_refused(npm, tmp_path):
    """A tarball that is not the pinned one is not even opened."""
    npm(pinned=False)
    with pytest.raises(InputError, match=r"has the digest sha512-.*, but should have sha512-0YvX"):
        pyodide.fetch_pyodide(tmp_path / "cache")
    assert left_in(tmp_path / "cache") == []


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE])
def test_link_in_place_of_a_file_is_refused(npm, tmp_path, kind):
    """A member that is no regular file leads to nothing being unpacked."""
    npm(package(without=["pyodide.mjs"]), [("package/pyodide.mjs", kind, "/etc/passwd")])
    with pytest.raises(InputError, match=r"package/pyodide\.mjs .* is a link or a device"):
        pyodide.fetch_pyodide(tmp_path / "cache")
    assert left_in(tmp_path / "cache") == []


def test_paths_that_leave_the_folder_are_not_followed(npm, tmp_path):
    """Members are asked for by name, so that others write nothing anywhere."""
    outside = {"package/../../escaped": b"x", "/tmp/escaped-from-the-tarball": b"x"}
    npm(package(**outside), [("package/more", tarfile.SYMTYPE, "..")])
    folder = pyodide.fetch_pyodide(tmp_path / "cache")
    assert left_in(folder) == sorted(pyodide.FILES)
    assert left_in(tmp_path / "cache") == [folder.name]
    assert not os.path.lexists("/tmp/escaped-from-the-tarball")


def test_package_without_a_file_is_refused(npm, tmp_path):
    """The message names the file that is not there."""
    npm(package(without=["python_stdlib.zip"]))
    with pytest.raises(InputError, match=r"holds no package/python_stdlib\.zip"):
        pyodide.fetch_pyodide(tmp_path / "cache")


def test_no_npm_is_said_in_one_sentence(tmp_path, monkeypatch):
    """Without npm the message says what to install."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match=r"npm is not on PATH.*install Node\.js"):
        pyodide.fetch_pyodide(tmp_path / "cache")


def test_no_network_is_said_in_one_sentence(npm, tmp_path):
    """The message carries npm's first line, and how to go on."""
    npm(fails="npm error code ENOTFOUND")
    with pytest.raises(InputError, match=r"did not fetch Pyodide \(npm error code ENOTFOUND\): connect to the network"):
        pyodide.fetch_pyodide(tmp_path / "cache")


def test_npm_that_does_not_answer_is_given_up(npm, tmp_path, monkeypatch):
    """A registry that hangs does not hang the build."""
    npm()
    (tmp_path / "bin" / "npm").write_text("#!/bin/sh\nexec sleep 30\n")
    monkeypatch.setattr(pyodide, "NPM_SECONDS", 0.2)
    with pytest.raises(InputError, match="no answer within"):
        pyodide.fetch_pyodide(tmp_path / "cache")


def test_cache_that_cannot_be_written_is_named(npm, tmp_path):
    """A file in the way is an input error, not a traceback."""
    npm()
    (tmp_path / "cache").write_text("")
    with pytest.raises(InputError, match=r"cannot be written .* set XDG_CACHE_HOME"):
        pyodide.fetch_pyodide(tmp_path / "cache")


# --- the folder of a page ------------------------------------------------------------------------------------


@pytest.fixture
def made(npm, tmp_path):
    """A source folder of a page and a folder of Pyodide."""
    npm()
    source = tmp_path / "source"
    (source / "__pycache__").mkdir(parents=True)
    for name in ("index.html", "main.js", "runner.py", "notes.txt"):
        (source / name).write_text(name)
    return source, pyodide.fetch_pyodide(tmp_path / "cache")


def test_page_is_laid_out(made, tmp_path):
    """The page's files, starter, check and Pyodide stand side by side; building again changes the texts."""
    source, python = made
    out = tmp_path / "site" / "q8"
    page.build_page(source, "old", "old", out, python)
    page.build_page(source, "starter λ\n", "check\n", out, python)
    assert left_in(out) == ["check.py", "index.html", "main.js", "pyodide", "runner.py", "starter.py"]
    assert left_in(out / "pyodide") == sorted(pyodide.FILES)
    assert (out / "starter.py").read_text(encoding="utf-8") == "starter λ\n"
    assert (out / "check.py").read_text(encoding="utf-8") == "check\n"


def test_page_needs_its_sources(made, tmp_path):
    """Folders that do not hold what they should are named."""
    source, python = made
    with pytest.raises(InputError, match=r"holds no index\.html"):
        page.build_page(tmp_path, "", "", tmp_path / "out", python)
    with pytest.raises(InputError, match="as fetch_pyodide leaves them"):
        page.build_page(source, "", "", tmp_path / "out", tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        page.build_page(source, "", "", tmp_path / "file", python)
