# %% [markdown]
# # A little course
# It doubles numbers.

# %%
import numpy as np

# %% tags=["helpers"]
import numpy as np


def number(value, what):
    """A float, or in words why not."""
    try:
        return float(value)
    except TypeError:
        raise AssertionError(f"{what} is still to be written.") from None


def unused():
    """No check calls it."""


# %% [markdown] question="q1" points=3
# ### Question 1: doubling
# Write `double(x)`.

# %% tags=["answer"]
def double(x):
    """Return twice x."""
    # BEGIN SOLUTION
    twice_as_much = 2 * x
    return twice_as_much
    # END SOLUTION

# %% tags=["check"]
def test_two(double):
    """`double(1)` is "two", in a manner of \\speaking"""
    value = number(double(1.0), "double(1)")
    assert value == 2.0, f"double(1) is {value:g}, but should be 2."

# %% [markdown]
# The numbers so far:

# %%
numbers = np.loadtxt("data/numbers.csv", delimiter=",", skiprows=1)
print(numbers.shape)

# %% [markdown] question="q2" points=2
# ### Question 2: a letter, and a sum

# %% tags=["answer"]
answer = "b"  # SOLUTION

# %% [markdown]
# And the sum of the numbers:

# %% tags=["answer"]
# BEGIN SOLUTION NO PROMPT
def added_up(values):
    return float(np.sum(values))


# END SOLUTION
total = added_up(numbers)  # SOLUTION

# %% tags=["check"]
def test_letter(answer):
    """`answer` is a letter"""
    assert answer in ("a", "b"), "`answer` should be a or b."

# %% tags=["check"]
def test_total(total):
    """`total` is a number"""
    number(total, "`total`")

# %% [markdown]
# ## The end
# Hand it in.
