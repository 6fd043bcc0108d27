"""The corpus: every attack by its theme, as data.  A theme is a module with a list ``ATTACKS``."""

from types import ModuleType

from tests.attacks.attack import Attack
from tests.attacks.corpus import (
    answers,
    cheating,
    connection,
    endless,
    floods,
    kernel,
    liars,
    outliving,
    patching,
    raw,
    replies,
    reporting,
    secrets,
    shadowing,
    trouble,
)
from tests.support.slow import SLOW

_MODULES: tuple[ModuleType, ...] = (
    secrets,
    kernel,
    raw,
    floods,
    endless,
    outliving,
    connection,
    replies,
    liars,
    answers,
    trouble,
    patching,
    shadowing,
    cheating,
    reporting,
)

THEMES: dict[str, list[Attack]] = {module.__name__.rpartition(".")[2]: module.ATTACKS for module in _MODULES}
CORPUS: list[Attack] = [attack for attacks in THEMES.values() for attack in attacks]
"""Every attack."""
UNDER_OTHER_RULES: list[Attack] = CORPUS if SLOW else [one for one in CORPUS if one.stopped_by != "wire"][::3]
"""What is tried at other levels than the best: of those for which it matters who the user is, a third.

``make slow`` tries everything at every level.
"""
