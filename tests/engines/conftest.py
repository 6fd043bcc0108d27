"""Fixtures of the engines' tests: an assignment in memory, and ``jupyter`` engines for it."""

from __future__ import annotations

import contextlib

import pytest

from autograder.engines.jupyter import JupyterEngine
from autograder.manifest import Limits, Manifest
from tests.engines.kernels import LIMITS


@pytest.fixture
def manifest(tmp_path):
    """``manifest(limits)``: an assignment in memory, with one data file in a folder."""
    numbers = tmp_path / "numbers.csv"
    numbers.write_text("1,2\n")

    def make(limits: Limits = LIMITS) -> Manifest:
        return Manifest(
            folder=tmp_path,
            id="trial",
            title="Trial",
            points=0,
            questions=(),
            suite=tmp_path,
            packages=(),
            data={"data/numbers.csv": numbers},
            warm=("numpy", "matplotlib.pyplot"),
            limits=limits,
        )

    return make


@pytest.fixture
def engine(manifest):
    """``engine(limits)``: an engine that is closed after the test."""
    with contextlib.ExitStack() as stack:
        yield lambda limits=LIMITS: stack.enter_context(JupyterEngine(manifest(limits)))
