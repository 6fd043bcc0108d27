"""A finding: something about the notebook as a whole that its author should know before handing it in."""

from __future__ import annotations

import msgspec


class Finding(msgspec.Struct, frozen=True):
    """One sentence and a way on; ``serious`` if the notebook will not run elsewhere as it did for its author."""

    text: str
    hint: str = ""
    serious: bool = True
