# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # My assignment
#
# Say in a few sentences what it is about, and why anybody should want to know.
#
# Wherever the code says `...`, you write. Keep the names of functions and parameters. A cell such as
# `grader.check("q1")` looks at a few values; the final grading tries more.

# %%
import numpy as np

# %% tags=["helpers"]
import numpy as np  # noqa: F811 - these lines are copied out to stand by themselves


def numbers(value, what, shape):
    """The value as an array of this shape, or in words why not."""
    if value is None or value is Ellipsis:
        raise AssertionError(f"{what} is still to be written.")
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise AssertionError(f"{what} should be numbers, but cannot be read as such.") from None
    if array.shape != shape:
        raise AssertionError(f"{what} has the shape {array.shape}, but should have the shape {shape}.")
    return array


def call(function, name, *args):
    """What a student's function returns, or in words that there is none."""
    if not callable(function):
        raise AssertionError(f"`{name}` is still to be written.")
    return function(*args)


# %% [markdown] question="q1" points=4
# ### Question 1: the spread
# *4 points*
#
# Write `spread(x)`, the root of the mean squared distance of the numbers in `x` from their mean $m$:
#
# $$ s = \sqrt{\frac{1}{N} \sum_i (x_i - m)^2}. $$


# %% tags=["answer"]
def spread(x):
    """Return the spread of a vector of numbers."""
    # BEGIN SOLUTION
    distances = x - np.mean(x)
    return np.sqrt(np.mean(distances**2))
    # END SOLUTION


# %% tags=["check"]
def test_spread_of_two(spread):
    """The spread of 1 and 3 is 1"""
    value = numbers(call(spread, "spread", np.array([1.0, 3.0])), "spread([1, 3])", ())
    assert abs(value - 1.0) < 1e-6, f"spread([1, 3]) is {value:g}, but should be 1."


# %% [markdown] question="q2" points=6
# ### Question 2: standardising
# *6 points*
#
# Write `standardise(x)`: the numbers in `x` minus their mean, divided by their spread. Numbers that are all the same
# become zeros.


# %% tags=["answer"]
def standardise(x):
    """Return x with the mean 0 and the spread 1."""
    # BEGIN SOLUTION
    width = spread(x)
    if width == 0:
        return np.zeros(len(x))
    return (x - np.mean(x)) / width
    # END SOLUTION


# %% tags=["check"]
def test_standardised_pair(standardise):
    """1 and 3 become -1 and 1"""
    value = numbers(call(standardise, "standardise", np.array([1.0, 3.0])), "standardise([1, 3])", (2,))
    assert np.allclose(value, [-1.0, 1.0]), f"standardise([1, 3]) is {value}, but should be [-1, 1]."


# %% [markdown]
# ## Handing in
# Restart the kernel, run everything from the top, and save.
