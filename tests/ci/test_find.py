"""Which notebook is meant, in a repository that may hold anything."""

from __future__ import annotations

import os

import pytest

from autograder.ci import find
from autograder.ci.find import find_notebook
from autograder.errors import InputError
from tests.ci.job import RIGHT, notebook

TEXT = notebook(*RIGHT)


def put(root, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["little.ipynb"], "little.ipynb"),
        (["little.ipynb", "old/little.ipynb", "other.ipynb"], "little.ipynb"),
        (["work/little.ipynb", "other.ipynb"], "work/little.ipynb"),
        (["work/anything.ipynb"], "work/anything.ipynb"),
        (["little.ipynb", ".ipynb_checkpoints/little-checkpoint.ipynb", ".git/x.ipynb"], "little.ipynb"),
        (["a\nb.ipynb"], "a\nb.ipynb"),
    ],
)
def test_the_named_one_else_the_only_one(tmp_path, names, expected):
    """At the top, else anywhere; what Jupyter and git keep is nobody's notebook."""
    put(tmp_path, *names)
    found = find_notebook(tmp_path, "little")
    assert found.path == expected
    assert len(found.notebook.cells) == 2


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ([], "holds no notebook, but should hold little.ipynb"),
        (["a.ipynb", "b.ipynb"], r"several notebooks \(a.ipynb, b.ipynb\), but should hold one that is called"),
        (["a/little.ipynb", "b/little.ipynb"], "should hold one little.ipynb at its top"),
    ],
)
def test_where_one_cannot_tell_a_sentence_says_so(tmp_path, names, sentence):
    """With the names of a few."""
    put(tmp_path, *names)
    with pytest.raises(InputError, match=sentence):
        find_notebook(tmp_path, "little")


def test_what_is_no_file_is_not_opened(tmp_path):
    """A FIFO would wait for ever; a link leads to what the runner has; a folder of that name is walked."""
    os.mkfifo(tmp_path / "little.ipynb")
    with pytest.raises(InputError, match=r"^little.ipynb: is no regular file"):
        find_notebook(tmp_path, "little")
    (tmp_path / "real").mkdir()
    put(tmp_path, "real/x.ipynb")
    (tmp_path / "linked").symlink_to(tmp_path / "real")
    for chosen in ("linked/x.ipynb", "../x.ipynb", "/etc/passwd", "no.ipynb", "x\0.ipynb", ""):
        with pytest.raises(InputError):
            find_notebook(tmp_path, "little", chosen)
    assert find_notebook(tmp_path, "little", "real/x.ipynb").path == "real/x.ipynb"


def test_a_name_in_no_encoding_is_shown_on_one_line(tmp_path):
    """The sentence is UTF-8, whatever the bytes are, and names no folder of the runner's."""
    with open(os.fsencode(tmp_path) + b"/\xff\n::error::x.ipynb", "wb") as file:
        file.write(b"{}")
    with pytest.raises(InputError) as caught:
        find_notebook(tmp_path, "little")
    said = str(caught.value)
    said.encode()
    assert "\n" not in said
    assert str(tmp_path) not in said


def test_the_walk_ends(tmp_path, monkeypatch):
    """However many files there are."""
    monkeypatch.setattr(find, "MAX_ENTRIES", 10)
    put(tmp_path, *(f"{number}.txt" for number in range(20)))
    with pytest.raises(InputError, match="more than 10 files"):
        find_notebook(tmp_path, "little")
