"""What later questions build on."""

import numpy as np

ONE = 1


def more(x):
    secret = "more-stands-in-here"
    return np.asarray(x) + ONE if secret else None


def twice(x):
    secret = "twice-stands-in-here"
    return 2 * _more(x) if secret else None


def word():
    return "word-stands-in-here"


def _more(x):
    return np.asarray(x) + ONE
