"""A file or a folder a student, on disk and in a zip: all of it is found, and nothing else is opened."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest

from autograder.errors import InputError
from autograder.intake import find_arrivals
from autograder.notebook import parse_notebook
from tests.intake.lay import NOTEBOOK, folder, packed

NOISE = random.Random(1).randbytes(600_000)


def found(path: Path) -> list[tuple[str, str]]:
    return sorted((one.hints.owner[1], one.source) for one in find_arrivals(path))


@pytest.fixture(params=["folder", "zip"])
def lay(request, tmp_path):
    """The same files, in a folder and in a zip of it."""
    if request.param == "folder":
        return lambda files: folder(tmp_path / "given", files)
    return lambda files: packed(tmp_path / "given.zip", files)


def test_a_notebook_is_the_students_whose_name_it_bears(lay):
    """`ann.ipynb` is ann's, and its bytes are what lies there."""
    path = lay(["ann.ipynb", "bob@x.edu.ipynb"])
    assert found(path) == [("ann", "ann.ipynb"), ("bob@x.edu", "bob@x.edu.ipynb")]
    assert all(one.read() == NOTEBOOK for one in find_arrivals(path))
    assert [one.hints.email for one in find_arrivals(path)] == ["", "bob@x.edu"]


def test_notebooks_anywhere_below_are_the_students_whose_folder_it_is(lay):
    """`ann/ps1/deep/hw.ipynb` is ann's; two notebooks are two submissions."""
    path = lay(["ann/ps1/deep/hw.ipynb", "bob/a.ipynb", "bob/b.ipynb"])
    assert found(path) == [("ann", "ann/ps1/deep/hw.ipynb"), ("bob", "bob/a.ipynb"), ("bob", "bob/b.ipynb")]


def test_what_jupyter_macos_and_git_leave_is_nobodys(lay):
    """Checkpoints, resource forks, dot files are no submissions."""
    path = lay(["ann/.ipynb_checkpoints/hw.ipynb", "ann/hw.ipynb", "__MACOSX/ann/._hw.ipynb", "ann/._hw.ipynb"])
    assert found(path) == [("ann", "ann/hw.ipynb")]


def test_what_is_no_notebook_is_an_arrival_where_there_is_none(lay):
    """A PDF alone is what the student handed in, beside a notebook it is not."""
    path = lay({"ann/hw.pdf": b"%PDF-1.7", "bob/hw.ipynb": NOTEBOOK, "bob/hw.pdf": b"%PDF-1.7"})
    assert found(path) == [("ann", "ann/hw.pdf"), ("bob", "bob/hw.ipynb")]
    first = find_arrivals(path)[0]
    with pytest.raises(InputError, match="is a PDF document"):
        parse_notebook(Path(first.name), first.read())


def test_in_a_flat_folder_tables_and_notes_are_the_tas(lay):
    """`roster.csv` is nobody's submission, `bob.pdf` and a misnamed notebook are."""
    path = lay({"ann.ipynb": NOTEBOOK, "roster.csv": b"id\nann\n", "bob.pdf": b"%PDF", "eve.ipynb.txt": NOTEBOOK})
    assert [owner for owner, _ in found(path)] == ["ann", "bob", "eve"]


def test_an_inner_zip_is_read_as_the_notebook_in_it(tmp_path):
    """A student's zip stays one, and `parse_notebook` opens it."""
    inner = packed(tmp_path / "inner.zip", ["hw.ipynb"]).read_bytes()
    path = packed(tmp_path / "given.zip", {"ann/work.zip": inner, "bob/hw.ipynb": NOTEBOOK})
    one = find_arrivals(path)[0]
    assert (one.hints.id, parse_notebook(Path(one.name), one.read()).name) == ("ann", "hw.ipynb")


def test_data_beside_notebooks_is_no_student(lay):
    """A folder without a notebook beside notebooks is the assignment's data."""
    assert found(lay({"ann.ipynb": NOTEBOOK, "data/x.csv": b"1"})) == [("ann", "ann.ipynb")]


def test_nbgraders_folder_is_looked_into_and_its_time_believed(lay):
    """`submitted/` beside `release/` holds the students, `timestamp.txt` with a zone the time."""
    names = {"submitted/ann/ps1/hw.ipynb": NOTEBOOK, "release/ps1/hw.ipynb": NOTEBOOK}
    path = lay(names | {"submitted/ann/ps1/timestamp.txt": b"2026-06-01 12:00:00.5 Europe/Berlin\n"})
    (one,) = find_arrivals(path)
    assert one.hints.id == "ann"
    assert one.submitted_at is not None
    assert one.submitted_at.isoformat() == "2026-06-01T10:00:00.500000+00:00"


def test_a_time_that_came_with_what_was_handed_in_is_not_believed(lay):
    """Deeper than where nbgrader writes it, the student did; nbgrader's counts for all that lies below."""
    names = {
        "ann/ps1/timestamp.txt": b"2026-06-01 12:00:00 UTC",
        "ann/ps1/sub/timestamp.txt": b"2020-02-09 10:00:00 UTC",
    }
    path = lay(
        names | {"ann/ps1/sub/hw.ipynb": NOTEBOOK, "bob/ps1/a/hw.ipynb": NOTEBOOK, "bob/ps1/a/timestamp.txt": b"x"}
    )
    assert [str(one.submitted_at) for one in find_arrivals(path)] == ["2026-06-01 12:00:00+00:00", "None"]


def test_a_folder_called_submissions_among_students_is_a_student(lay):
    """Nobody is lost because somebody's folder is called like a wrapper."""
    assert len(found(lay(["ann/hw.ipynb", "submissions/hw.ipynb"]))) == 2


@pytest.mark.parametrize("files", [["hw/ann.ipynb", "hw/bob.ipynb"], ["hw/ann/x.ipynb", "hw/bob/x.ipynb"]])
def test_a_zip_of_one_folder_is_a_zip_of_what_is_in_it(tmp_path, files):
    """Who packs a folder packs its name, too."""
    assert [owner for owner, _ in found(packed(tmp_path / "a.zip", files))] == ["ann", "bob"]


def test_a_lone_students_folder_on_disk_stays_theirs(tmp_path):
    """Two notebooks in the only folder are two submissions of one."""
    assert [owner for owner, _ in found(folder(tmp_path, ["ann/a.ipynb", "ann/b.ipynb"]))] == ["ann", "ann"]


def test_links_are_never_followed(tmp_path):
    """A link to a secret, or to another's work, is refused in one sentence that names it as a link."""
    (tmp_path / "secret.ipynb").write_bytes(NOTEBOOK)
    root = folder(tmp_path / "given", ["ann/hw.ipynb"])
    (root / "bob").mkdir()
    (root / "bob" / "hw.ipynb").symlink_to(root / "ann" / "hw.ipynb")
    (root / "eve.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (root / "dir").symlink_to(root / "ann")
    arrivals = {one.source: one for one in find_arrivals(root)}
    assert set(arrivals) == {"ann/hw.ipynb", "bob/hw.ipynb", "eve.ipynb"}
    for name in ("bob/hw.ipynb", "eve.ipynb"):
        with pytest.raises(InputError, match=rf"^{name.rpartition('/')[2]}: is a link, which is not followed"):
            arrivals[name].read()


def test_links_in_a_zip_are_no_files(tmp_path):
    """A link in an archive is refused, not read as its target's name."""
    path = packed(tmp_path / "a.zip", ["ann/hw.ipynb"], {"bob/hw.ipynb": b"../ann/hw.ipynb"})
    with pytest.raises(InputError, match="is a link or a device"):
        find_arrivals(path)[1].read()


def test_a_fifo_is_refused_at_once(tmp_path):
    """Reading it would wait for a writer for ever."""
    root = folder(tmp_path, ["ann.ipynb"])
    os.mkfifo(root / "bob.ipynb")
    bob = find_arrivals(root)[1]
    with pytest.raises(InputError, match="is no regular file"):
        bob.read()


def test_names_in_a_zip_lead_nowhere(tmp_path):
    """`../../x.ipynb` and `/x.ipynb` are names alone."""
    path = packed(tmp_path / "a.zip", ["../../ann.ipynb", "/bob.ipynb"])
    assert found(path) == [("ann", "ann.ipynb"), ("bob", "bob.ipynb")]
    assert list(tmp_path.iterdir()) == [path]


def test_a_very_deep_name_in_a_zip_costs_little(tmp_path):
    """30,000 levels are shown as a few."""
    path = packed(tmp_path / "a.zip", ["ann/" + "a/" * 15_000 + "x.ipynb", "bob/x.ipynb"])
    assert [owner for owner, _ in found(path)] == ["ann", "bob"]
    assert all(len(source) <= 400 for _, source in found(path))


def test_a_bomb_in_a_zip_is_refused_when_read(tmp_path, monkeypatch):
    """No more is unpacked than a notebook may have."""
    monkeypatch.setattr("autograder.intake.zips.MAX_NOTEBOOK_BYTES", 1_000)
    (one,) = find_arrivals(packed(tmp_path / "a.zip", {"ann.ipynb": b" " * 1_001}))
    with pytest.raises(InputError, match=r"ann\.ipynb: has more than 1000 bytes"):
        one.read()


def test_a_broken_member_is_one_sentence(tmp_path):
    """A flipped bit is told from a notebook."""
    path = packed(tmp_path / "a.zip", {"ann.ipynb": NOISE[:4_000]})
    data = bytearray(path.read_bytes())
    data[2_000] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"ann\.ipynb: is broken in the archive"):
        find_arrivals(path)[0].read()


def test_forked_readers_of_a_zip_do_not_disturb_each_other(tmp_path):
    """A child that read from the same archive leaves the parent's place alone."""
    arrivals = find_arrivals(packed(tmp_path / "a.zip", {f"s{i}.ipynb": NOISE[i * 200_000 :] for i in range(3)}))
    before = [one.read() for one in arrivals]
    child = os.fork()
    if child == 0:
        os._exit(0 if [one.read() for one in arrivals] == before else 1)
    assert [one.read() for one in arrivals] == before
    assert os.waitpid(child, 0)[1] == 0


def test_hostile_names_are_shown_clean(tmp_path):
    """Control characters, direction marks and bytes that are no UTF-8 reach no terminal."""
    names = [b"a\nb\x1b[31m.ipynb", "x\u202egpj.ipynb".encode(), b"\xff\xfe.ipynb"]
    for name in names:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(b"")
    for one in find_arrivals(tmp_path):
        assert one.source.isprintable()
        one.source.encode("utf-8")
        with pytest.raises(InputError) as refused:
            parse_notebook(Path(one.name), one.read())
        assert "\n" not in str(refused.value)


def test_an_unreadable_folder_is_told_and_does_not_hide_the_others(tmp_path):
    """One folder without permission is an arrival that says so."""
    root = folder(tmp_path, ["ann/hw.ipynb", "bob/hw.ipynb"])
    (root / "bob").chmod(0)
    try:
        bob = find_arrivals(root)[1]
        if os.geteuid():
            with pytest.raises(InputError, match="bob: cannot be listed"):
                bob.read()
    finally:
        (root / "bob").chmod(0o755)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda p: p / "none", "does not exist"),
        (lambda p: folder(p, {"a.txt": b""}) / "a.txt", "is neither a folder nor a zip archive"),
        (lambda p: p, "is empty"),
        (lambda p: folder(p, {"ann/x.txt": b"1"}), "holds no notebook"),
        (lambda p: packed(p / "a.zip", []), "is empty"),
        (lambda p: folder(p, {"a.zip": b"PK\x03\x04 no"}) / "a.zip", "is a broken zip archive"),
        (lambda p: p / "nul\0", "is no path|does not exist"),
    ],
)
def test_what_holds_no_submissions_is_refused_in_one_sentence(tmp_path, make, sentence):
    """The message names the path and what was expected."""
    with pytest.raises(InputError, match=sentence) as refused:
        find_arrivals(make(tmp_path))
    assert "\n" not in str(refused.value)


def test_many_files_are_listed_without_being_opened(tmp_path):
    """20,000 notebooks take a moment: each is a name until it is read."""
    for number in range(20_000):
        os.close(os.open(tmp_path / f"s{number}.ipynb", os.O_CREAT | os.O_WRONLY))
    start = time.perf_counter()
    assert len(find_arrivals(tmp_path)) == 20_000
    assert time.perf_counter() - start < 5
