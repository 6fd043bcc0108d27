"""A matplotlib backend without a window: figures are kept as objects, and drawn only if somebody asks.

It behaves as the inline backend does: ``plt.show()`` and the end of a cell finish the open figures, so that the
next plot starts a new one.  Unlike inline it renders nothing, which would cost 50 to 100 ms a figure.
"""

from __future__ import annotations

from typing import Any

from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg

KEPT_FIGURES = 100


class FigureManager(FigureManagerBase):
    """Showing is keeping."""

    @classmethod
    def pyplot_show(cls, *, block: bool | None = None) -> None:
        """``plt.show()``."""
        finish()


class FigureCanvas(FigureCanvasAgg):
    """Agg, under the manager above."""

    manager_class = FigureManager


kept: list[Any] = []  # of this process: one student's figures, in the order in which they were finished


def finish() -> None:
    """Keep the open figures and take them off pyplot's hands."""
    for manager in Gcf.get_all_fig_managers():
        if len(kept) < KEPT_FIGURES:
            kept.append(manager.canvas.figure)
    Gcf.figs.clear()
