"""The page in which students run a part of a course in their own browser, laid out as a folder of static files."""

from __future__ import annotations

import shutil
from pathlib import Path

from autograder.authoring.pyodide import FILES, is_complete
from autograder.errors import InputError

SUFFIXES = frozenset({".html", ".css", ".js", ".py", ".svg"})


def build_page(source: Path, starter: str, check: str, out: Path, pyodide: Path) -> None:
    """Lay out the folder of a page; any server of static files can then offer it, and it needs no other host.

    What is in ``out`` already is overwritten where the names agree, and left alone elsewhere.

    Args:
        source: The folder with the page's own files, ``index.html`` among them.
        starter: The code that a student starts from; becomes ``starter.py``.
        check: An exception-based test file of Otter for that code; becomes ``check.py``.
        out: The folder to make.
        pyodide: A folder as :func:`autograder.authoring.pyodide.fetch_pyodide` returns it; copied to ``pyodide/``.

    Raises:
        InputError: A folder does not hold what it should, or ``out`` cannot be written.
    """
    if not (source / "index.html").is_file():
        raise InputError(f"{source} holds no index.html, but should hold the files of a page.")
    if not is_complete(pyodide):
        raise InputError(f"{pyodide} should hold {', '.join(FILES)}, as fetch_pyodide leaves them, but does not.")
    try:
        (out / "pyodide").mkdir(parents=True, exist_ok=True)
        for path in sorted(source.iterdir()):
            if path.suffix in SUFFIXES and path.is_file():
                shutil.copyfile(path, out / path.name)
        for name in FILES:
            shutil.copyfile(pyodide / name, out / "pyodide" / name)
        (out / "starter.py").write_text(starter, encoding="utf-8")
        (out / "check.py").write_text(check, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{out} cannot be written: {error.strerror or error}.") from error
