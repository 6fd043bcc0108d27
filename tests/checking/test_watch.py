"""A save is noticed within half a second, whole."""

from __future__ import annotations

import os
import threading
import time

from autograder.checking.watch import saves


def test_each_save_is_noticed_within_half_a_second(tmp_path):
    """Written in place, replaced, and gone for a moment in between."""
    path = tmp_path / "x.ipynb"
    path.write_text("1")
    saved: list[float] = []

    def replace():
        other = tmp_path / "other"
        other.write_text("3")
        os.replace(other, path)

    def rewrite():
        path.unlink()
        time.sleep(0.05)
        path.write_text("four")

    def work():
        for write in (lambda: path.write_text("22"), replace, rewrite):
            time.sleep(0.6)
            write()
            saved.append(time.monotonic())

    writer = threading.Thread(target=work)
    watching = saves(path)
    writer.start()
    noticed = []
    for text in ("22", "3", "four"):
        next(watching)
        noticed.append(time.monotonic())
        assert path.read_text() == text
    writer.join()
    assert all(0 <= seen - at < 0.5 for seen, at in zip(noticed, saved, strict=True))


def test_a_file_is_read_once_it_is_written_to_its_end(tmp_path):
    """Several strokes of an editor are one save."""
    path = tmp_path / "x.ipynb"
    path.write_text("")
    done = threading.Event()

    def work():
        time.sleep(0.3)
        for stroke in range(6):
            path.write_text("x" * (stroke + 1))
            time.sleep(0.05)
        done.set()

    writer = threading.Thread(target=work)
    watching = saves(path)
    writer.start()
    next(watching)
    assert done.is_set()
    assert path.read_text() == "xxxxxx"
    writer.join()
