"""Right answers that look different: what must get all points, and no hint."""

import numpy as np

from autograder.misconceptions import equivalent


def spread(x):
    return np.std(x)


@equivalent("spread-numpy", question="q1", name="spread")
def spread_numpy(x):
    return np.std(x)


@equivalent("spread-statistics", question="q1", name="spread")
def spread_statistics(x):
    import statistics

    return statistics.pstdev(list(map(float, x)))


@equivalent("spread-of-squares", question="q1", name="spread")
def spread_of_squares(x):
    return (np.mean(x**2) - np.mean(x) ** 2) ** 0.5


@equivalent("spread-single-precision", question="q1", name="spread")
def spread_single_precision(x):
    return np.std(np.asarray(x, dtype=np.float32))


@equivalent("standardise-loop", question="q2", name="standardise")
def standardise_loop(x):
    mean, width = sum(x) / len(x), spread(x)
    return [(value - mean) / width if width else 0.0 for value in x]


@equivalent("standardise-single-precision", question="q2", name="standardise")
def standardise_single_precision(x):
    x = np.asarray(x, dtype=np.float32)
    return np.nan_to_num((x - x.mean()) / max(x.std(), np.float32(1e-30)))
