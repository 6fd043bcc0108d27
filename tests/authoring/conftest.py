"""``course``: a copy of the little course to change."""

from __future__ import annotations

import pytest

from tests.support.courses import Course


@pytest.fixture
def course(tmp_path) -> Course:
    return Course(tmp_path / "little")
