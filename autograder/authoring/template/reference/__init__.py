"""What is true: the functions that students write, as right as floating-point numbers allow."""

import math

import numpy as np


def spread(x):
    """Return the root of the mean squared distance from the mean; the sums are exact but for their last rounding."""
    values = np.asarray(x, dtype=float).tolist()
    mean = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((value - mean) ** 2 for value in values) / len(values))


def standardise(x):
    """Return (x - mean) / spread, and zeros where the spread is 0."""
    values = np.asarray(x, dtype=float)
    width = spread(values)
    return (values - math.fsum(values.tolist()) / len(values)) / (width if width > 0 else 1.0)
