"""Gradient descent as an endless path."""

from itertools import islice

import numpy as np

from reference._arrays import FloatArray
from reference.descent import descend


def test_the_path_begins_where_it_is_told_and_leaves_that_alone() -> None:
    """The first point is the start; steps make new arrays."""
    start = np.array([1.0, 2.0])
    path = descend(lambda w, b: (w, b), start, np.float64(8.0), learning_rate=0.5)
    points = list(islice(path, 3))
    assert points[0][0] is start
    assert start.tolist() == [1.0, 2.0]
    assert [w.tolist() for w, _ in points] == [[1.0, 2.0], [0.5, 1.0], [0.25, 0.5]]
    assert [b for _, b in points] == [8.0, 4.0, 2.0]


def test_weights_and_bias_step_at_once() -> None:
    """Both gradients are taken at the same point: here each moves by the other."""
    path = descend(lambda w, b: (b * np.ones(1), w[0]), np.ones(1), np.float64(2.0), 1.0)
    _, (w, b) = islice(path, 2)
    assert (w.tolist(), b) == ([-1.0], 1.0)


def test_no_gradient_is_taken_that_is_not_asked_for() -> None:
    """The start costs nothing, and n steps cost n gradients."""
    calls: list[np.float64] = []

    def gradient(w: FloatArray, b: np.float64) -> tuple[FloatArray, np.float64]:
        calls.append(b)
        return w, b

    path = descend(gradient, np.ones(1), np.float64(0), 0.1)
    next(path)
    assert len(calls) == 0
    next(path)
    next(path)
    assert len(calls) == 2
