"""What is tried in full by ``make slow``, and in part or not at all by CI, which has ten minutes for everything."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TypeVar

import pytest

Case = TypeVar("Case")

SLOW = bool(os.environ.get("SLOW_TESTS"))
only_in_slow = pytest.mark.skipif(not SLOW, reason="takes long: tried by `make slow`")


def a_third(cases: Iterable[Case]) -> list[Case]:
    """Of cases of one kind that cost half a second and more each, a third; `make slow` tries all."""
    return list(cases)[:: 1 if SLOW else 3]
