"""Right definitions of what later questions build on, for whoever has an earlier one wrong."""

import numpy as np


def spread(x):
    return np.std(x)
