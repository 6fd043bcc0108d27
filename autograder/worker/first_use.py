"""What libraries put off to their first use: done once, in the warm parent, so that no session does it again.

Each of these was found by looking at which modules and files a session opened, and costs it 1 to 300 ms.  They leave
nothing behind that a notebook could see: random generators are seeded afterwards, and no figure stays open.
"""

from __future__ import annotations

import importlib
import sys

from autograder.worker.shell import make_shell


def rehearse() -> None:
    """Use the libraries that are imported in the ways that their first use is slow."""
    for name in ("numpy.random", "IPython.core.logger", "bdb"):  # loaded by the first cell of every notebook
        importlib.import_module(name)
    _run_a_cell()
    if "matplotlib.pyplot" in sys.modules:
        _draw()
    if "sklearn" in sys.modules:
        _look_at_threads()
        if "pandas" in sys.modules:
            _fit_a_table()


def _run_a_cell() -> None:
    """IPython compiles a tokenizer for its first cell, and makes its formatters for the first value that it shows."""
    shell = make_shell()
    shell.run_cell("1;", store_history=False, silent=True)  # type: ignore[no-untyped-call]
    shell.displayhook.compute_format_data(0)  # type: ignore[no-untyped-call]


def _draw() -> None:
    """Fill matplotlib's font cache, and load what contours are made with."""
    import matplotlib.pyplot as plt

    importlib.import_module("autograder.worker.artists")
    importlib.import_module("contourpy")
    figure, axes = plt.subplots()
    axes.set_title("x")
    figure.canvas.draw()
    plt.close(figure)


def _look_at_threads() -> None:
    """scikit-learn looks through /proc for thread pools once per process; it keeps what it found."""
    from sklearn.utils.parallel import _get_threadpool_controller

    _get_threadpool_controller()


def _fit_a_table() -> None:
    """scikit-learn reads tables by way of narwhals, which loads its half for pandas, and looks for plug-ins."""
    import pandas as pd
    from sklearn.compose import make_column_transformer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import train_test_split
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    frame, target = pd.DataFrame({"x": [0.5, 1.5, 2.5, 3.5]}), pd.Series([0, 1, 0, 1])
    train_test_split(frame, target, test_size=0.5, random_state=0, stratify=target)
    make_pipeline(make_column_transformer((StandardScaler(), ["x"])), LogisticRegression()).fit(frame, target)
    frame._repr_html_()  # type: ignore[operator]
