"""What the tests of hidden suites share."""

from __future__ import annotations

import importlib.util
from types import ModuleType

from tests.support.grader import COURSE


def suite(name: str) -> ModuleType:
    """A hidden suite of the course as a module, for its data: ``suite("q2_boundary")``."""
    spec = importlib.util.spec_from_file_location(name, COURSE / "hidden" / f"test_{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def not_passed(results) -> dict[str, str]:
    """Verdict and message of each check that did not pass."""
    return {name: f"{r.verdict}: {r.message}" for name, r in results.items() if r.verdict != "passed"}


def failed(results) -> dict[str, str]:
    """What each check that did not pass said, by its name without ``test_``."""
    return {name.removeprefix("test_"): r.message for name, r in results.items() if r.verdict != "passed"}
