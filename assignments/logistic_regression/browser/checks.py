"""Runs the public check of a part, which is an exception-based test file of Otter, without Otter.

Otter itself is far too large for a page.  Of its test files only ``otter.test_files.test_case`` is needed: the
stand-in below holds the same fields and hands over the student's names in the same way, by parameter name.
"""

import inspect
import sys
import types
from collections.abc import Callable
from dataclasses import dataclass

from words import describe, message_of

CHECK = "check.py"


@dataclass(frozen=True)
class TestCase:
    """A test case as Otter's decorator makes it, as far as test files use it."""

    body: Callable
    name: str | None = None
    points: float | None = None
    hidden: bool = False
    success_message: str | None = None
    failure_message: str | None = None

    @property
    def title(self):
        """What the student reads above the verdict: the first line of the docstring."""
        lines = (inspect.getdoc(self.body) or "").strip().splitlines()
        return lines[0] if lines else self.name or self.body.__name__.removeprefix("test_").replace("_", " ")


def decorate(**fields):
    """The stand-in for Otter's ``test_case``, whose fields are always given by name."""
    return lambda body: TestCase(body, **fields)


def load(source):
    """The test cases of a test file, in the order in which they stand there."""
    stand_in = types.ModuleType("otter.test_files")
    stand_in.test_case = decorate
    sys.modules["otter"] = types.ModuleType("otter")
    sys.modules["otter.test_files"] = stand_in
    namespace = {"__name__": "check"}
    exec(compile(source, CHECK, "exec"), namespace)
    return [case for case in namespace.values() if isinstance(case, TestCase) and not case.hidden]


def judge(case, namespace):
    """Whether a case passes, and if not, why, in words."""
    names = [name for name in inspect.signature(case.body).parameters if name != "env"]
    missing = [name for name in names if name not in namespace]
    if missing:
        return _failed(f"{missing[0]} is not defined: write it, and mind its spelling.")
    arguments = {name: namespace[name] for name in names}
    if "env" in inspect.signature(case.body).parameters:
        arguments["env"] = namespace
    try:
        case.body(**arguments)
    except BaseException as error:  # a student's sys.exit() is a failure, too
        return _why(case, error)
    return {"passed": True, "words": case.success_message or "", "line": None}


def _why(case, error):
    told = describe(error)
    if told["line"] is not None:
        return _failed("Your code raised " + told["words"], told["line"])
    if isinstance(error, AssertionError):
        return _failed(message_of(error) or case.failure_message or "This is not as it should be.")
    # The check tripped over what the student returned, such as None in the place of three things.
    words = f"The check could not use what your code returned. {told['words']}"
    return _failed(f"{case.failure_message} {words}" if case.failure_message else words)


def _failed(words, line=None):
    return {"passed": False, "words": words, "line": line}
