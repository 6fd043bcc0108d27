"""The pytest plugin as authors use it: ``pytest --notebook student.ipynb ASSIGNMENT/hidden``."""

import subprocess
import sys

from tests.support.grader import MINI


def run(tmp_path, *arguments):
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *map(str, arguments)]
    return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)


def test_suites_run_with_ordinary_output(tmp_path, write_notebook):
    """The suites run under plain pytest; a failure points at the suite's own line, with message and hint."""
    notebook = write_notebook("import numpy as np", "def double(x): return x ** 2", "word = 'right'")
    done = run(tmp_path, "--notebook", notebook, MINI / "hidden")
    assert done.returncode == 1
    assert "3 failed, 4 passed" in done.stdout
    assert "test_mini.py" in done.stdout
    assert "but should be -2" in done.stdout
    assert "Hint: Twice, not squared." in done.stdout


def test_one_check_can_be_chosen(tmp_path, write_notebook):
    """Selection by node id or -k works as in any pytest run."""
    notebook = write_notebook("word = 'right'")
    done = run(tmp_path, "--notebook", notebook, f"{MINI / 'hidden' / 'test_mini.py'}::test_word")
    assert done.returncode == 0
    assert "1 passed" in done.stdout


def test_broken_cells_are_listed(tmp_path, write_notebook):
    """The summary names the cells that did not end well."""
    done = run(tmp_path, "--notebook", write_notebook("1/0"), MINI / "hidden", "-q")
    assert "code cell 1 error: ZeroDivisionError: division by zero (code cell 1, line 1: `1/0`)" in done.stdout


def test_bad_notebook_is_a_usage_error(tmp_path):
    """A file that is no notebook is one sentence, before anything runs."""
    done = run(tmp_path, "--notebook", tmp_path / "none.ipynb", MINI / "hidden")
    assert done.returncode == 4
    assert "none.ipynb: cannot be read" in done.stderr


def test_folder_without_manifest_is_a_usage_error(tmp_path, write_notebook):
    """Suites outside an assignment are refused."""
    done = run(tmp_path, "--notebook", write_notebook("x = 1"), tmp_path)
    assert done.returncode == 4
    assert "no manifest.toml above" in done.stderr


def test_without_notebook_the_plugin_is_silent(tmp_path):
    """In anybody else's test run the plugin does nothing."""
    (tmp_path / "test_own.py").write_text("def test_own():\n    assert True\n")
    done = run(tmp_path, "test_own.py", "-q")
    assert done.returncode == 0
    assert "1 passed" in done.stdout


def test_student_fixture_without_notebook_says_what_is_missing(tmp_path):
    """A hidden suite run without --notebook fails with the way to call it."""
    done = run(tmp_path, MINI / "hidden", "-q")
    assert "pytest --notebook student.ipynb" in done.stdout
