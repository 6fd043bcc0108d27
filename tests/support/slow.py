"""What is tried in full by ``make slow``, and in part or not at all by CI, which has ten minutes for everything."""

from __future__ import annotations

import os

import pytest

SLOW = bool(os.environ.get("SLOW_TESTS"))
only_in_slow = pytest.mark.skipif(not SLOW, reason="takes long: tried by `make slow`")
