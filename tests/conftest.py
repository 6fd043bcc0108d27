"""Fixtures of all tests."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest


@pytest.fixture
def write_notebook(tmp_path):
    """``write_notebook(*cells, name=...)``: a notebook file with these code cells."""

    def write(*cells: str, name: str = "student.ipynb", **metadata) -> Path:
        kernel = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
        notebook = nbformat.v4.new_notebook(metadata={**kernel, **metadata})
        notebook.cells = [nbformat.v4.new_code_cell(source) for source in cells]
        path = tmp_path / name
        nbformat.write(notebook, path)
        return path

    return write
