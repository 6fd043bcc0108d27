"""What students get wrong, each as they would write it.

First the right forms, which the variants use as a notebook's cells use one another; then the variants.
"""

import numpy as np

from autograder.misconceptions import misconception


def spread(x):
    return np.std(x)


def standardise(x):
    width = spread(x)
    return (x - np.mean(x)) / width if width > 0 else np.zeros(len(x))


# --- question 1 ---------------------------------------------------------------------------------------------------


@misconception("spread-n-minus-one", question="q1", name="spread", hint="By how many is the sum to be divided?")
def spread_n_minus_one(x):
    return np.std(x, ddof=1)


@misconception("spread-no-root", question="q1", name="spread", hint="Which unit has your spread, if x is in metres?")
def spread_no_root(x):
    return np.var(x)


@misconception("spread-around-zero", question="q1", name="spread", hint="From where are the distances measured?")
def spread_around_zero(x):
    return np.sqrt(np.mean(x**2))


@misconception("spread-absolute", question="q1", name="spread", hint="What happens to each distance before the mean?")
def spread_absolute(x):
    return np.mean(np.abs(x - np.mean(x)))


@misconception("spread-changes-x", question="q1", name="spread", hint="Whose array does `-=` write to?")
def spread_changes_x(x):
    x -= np.mean(x)
    return np.sqrt(np.mean(x**2))


# --- question 2 ---------------------------------------------------------------------------------------------------


@misconception("standardise-not-centred", question="q2", name="standardise", hint="Where is the mean of the result?")
def standardise_not_centred(x):
    width = spread(x)
    return x / width if width > 0 else np.zeros(len(x))


@misconception("standardise-by-range", question="q2", name="standardise", hint="Which width is asked for?")
def standardise_by_range(x):
    width = np.max(x) - np.min(x)
    return (x - np.mean(x)) / width if width > 0 else np.zeros(len(x))


@misconception("standardise-zero-spread", question="q2", name="standardise", hint="What is 0 / 0 to the computer?")
def standardise_zero_spread(x):
    return (x - np.mean(x)) / spread(x)
