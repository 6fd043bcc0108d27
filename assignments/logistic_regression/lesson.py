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
# # Who is going to leave? Logistic regression from the ground up
#
# A telecoms company loses about one customer in four. It could offer everyone a discount, but that is dear, and most
# customers would have stayed anyway. What it needs is a number for each customer: **the probability that this one is
# going to leave**. At 90 % somebody picks up the phone and makes an offer; at 10 % nobody does. A bare "yes" or "no"
# would not do: the company wants to decide for itself where to draw the line.
#
# The model that gives such probabilities is *logistic regression*. It fits into two lines of code, it has
# served statisticians for eighty years, it is the last layer of many neural networks, and you will build all of it
# yourself.
#
# ### What you will be able to do
#
# - turn any number into a probability, and say where a model changes its mind (parts 1 and 2);
# - derive the loss that it is trained with, its gradient, and why both are the likelihood in disguise (parts 3 to 5);
# - read a weight as a change of the odds (part 6);
# - write the model from scratch, in NumPy and in bare Python (parts 7 and 8);
# - predict churn with scikit-learn, on made-up and on real customers (part 9);
# - go from two classes to many (parts 10 and 11);
# - avoid three classic pitfalls (part 13), then tune a threshold and a penalty (exercises 1 and 2).

# %% [markdown]
# ### How to work
#
# 1. Run the cells **in order**. Later cells use what earlier ones define; those that show a figure call *your*
#    functions, so they fail until you have written them. That is meant.
# 2. Wherever the code says `...`, you write. Keep the names of functions, parameters and variables.
# 3. After each question a cell such as `grader.check("q1")` looks at a few values and tells you, in words, what is not
#    right yet. Passing it is a good sign, not yet the mark: the final grading tries more inputs, among them the edge
#    cases that the task mentions.
# 4. At the end, **restart the kernel and run everything from the top**. Your work is graded like this, in a fresh
#    kernel: what lives only in a deleted cell is gone. Then run `autograder check NOTEBOOK` (with your file's name) in
#    a terminal before you submit.
#
# There are 100 points. This cell loads what we need; it also makes the figures easy to read.

# %%
import math
import random

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

BLUE, ORANGE, GREEN, PINK, GREY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#5A5A5A"

plt.rcParams.update(
    {
        "figure.figsize": (7, 4.2),
        "figure.dpi": 110,
        "figure.constrained_layout.use": True,
        "font.size": 11,
        "axes.grid": True,
        "axes.axisbelow": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.prop_cycle": plt.cycler(color=[BLUE, ORANGE, GREEN, PINK, GREY]),
        "grid.color": "#DDDDDD",
        "grid.linewidth": 0.7,
        "lines.linewidth": 2,
        "legend.frameon": False,
    }
)
np.set_printoptions(precision=4, suppress=True)

# %% tags=["helpers"]
import math  # noqa: F811 - these lines are copied out to stand by themselves

import numpy as np


def call(function, name, *args, **kwargs):
    """What a student's function returns, or in words that there is none."""
    if function is None or function is Ellipsis:
        raise AssertionError(f"`{name}` is still to be written.")
    try:
        return function(*args, **kwargs)
    except TypeError as error:
        if "not callable" not in str(error):
            raise
    raise AssertionError(f"`{name}` cannot be called, but should be a function or a class.")


def attribute(value, name, what):
    """An attribute or method of a student's object, or in words that there is none."""
    if value is None or value is Ellipsis:
        raise AssertionError(f"{what} is still to be written: there is no `{name}` yet.")
    try:
        return getattr(value, name)
    except AttributeError:
        raise AssertionError(f"{what} has no `{name}`, but should have one.") from None


def present(value, what):
    """The value, unless it is None or still `...`."""
    if value is None:
        raise AssertionError(
            f"{what} is None. Is it still to be written, or is a `return` missing?"
        )
    if value is Ellipsis:
        raise AssertionError(f"{what} is still `...`: it is yours to write.")
    return value


def numbers(value, what, shape=None):
    """The value as an array of floats, of the shape that is wanted."""
    present(value, what)
    try:
        array = np.asarray(value, dtype=float)
    except Exception:
        raise AssertionError(
            f"{what} should hold numbers, but cannot be read as numbers."
        ) from None
    if shape is not None and array.shape != shape:
        raise AssertionError(
            f"{what} has the shape {array.shape}, but should have the shape {shape}."
        )
    return array


def number(value, what):
    """The value as one float."""
    array = numbers(value, what)
    if array.size != 1:
        raise AssertionError(f"{what} holds {array.size} numbers, but should be a single one.")
    return float(array.reshape(-1)[0])


def in_words(array):
    """A few numbers as text."""
    if np.size(array) == 1:
        return f"{float(np.reshape(array, ())):.6g}"
    return np.array2string(np.asarray(array), precision=6, separator=", ", threshold=8)


def same(value, wanted, what, tolerance=1e-6):
    """The value is what is wanted: one number, or an array of the same shape."""
    wanted = np.asarray(wanted, dtype=float)
    came = (
        np.asarray(number(value, what)) if wanted.ndim == 0 else numbers(value, what, wanted.shape)
    )
    if not np.isclose(came, wanted, rtol=0, atol=tolerance).all():
        raise AssertionError(f"{what} is {in_words(came)}, but should be {in_words(wanted)}.")


def parts(value, count, what):
    """The value as a list of so many things."""
    present(value, what)
    try:
        items = list(value)
    except Exception:
        raise AssertionError(
            f"{what} should give {count} things, but gives a single one."
        ) from None
    if len(items) != count:
        raise AssertionError(f"{what} gives {len(items)} things, but should give {count}.")
    return items


def plain_number(value, what):
    """The value as a float, without NumPy."""
    present(value, what)
    try:
        return float(value)
    except Exception:
        raise AssertionError(f"{what} should be a number, but cannot be read as one.") from None


def plain_same(value, wanted, what, tolerance=1e-6):
    """The value is the number that is wanted, without NumPy."""
    came = plain_number(value, what)
    if not abs(came - wanted) <= tolerance:
        raise AssertionError(f"{what} is {came:.6g}, but should be {wanted:.6g}.")


def letter(value, what):
    """The value is one of the letters a, b, c and d."""
    present(value, what)
    text = str(value).strip().lower()
    if text not in ("a", "b", "c", "d"):
        raise AssertionError(
            f'{what} should be one of the letters "a", "b", "c" and "d", in quotation marks.'
        )


def entry(value, key, what):
    """An entry of a dict or list, as a float."""
    present(value, what)
    try:
        found = value[key]
    except Exception:
        raise AssertionError(f"{what} has no entry for {key!r}, but should have one.") from None
    return number(found, f"the entry {key!r} of {what}")


def column(value, name, place, count, what):
    """One curve of several, from a dict, a table or a tuple, with so many values."""
    present(value, what)
    try:
        found = value[name]
    except Exception:
        try:
            table = np.asarray(value, dtype=float)
            found = table[:, place] if table.shape == (count, 3) else table[place]
        except Exception:
            raise AssertionError(f"{what} has no {name!r}, but should have one.") from None
    return numbers(found, f"{name!r} of {what}", (count,))


def word(value, what):
    """A text that is not empty."""
    if not str(present(value, what)).strip():
        raise AssertionError(f"{what} is empty, but should say something to the reader.")


# %% [markdown]
# ## Part 1 · From a number to a probability: the sigmoid
#
# A customer is a row of numbers $x$: months with us, monthly charges, calls to support. The simplest way to combine
# them is a weighted sum, the *score* $z = w \cdot x + b$. But a score can be $-7$ or $250$, and a probability cannot.
# We need a function that squeezes the whole number line into the interval from 0 to 1, and the *sigmoid* does:
#
# $$ s(x) = \frac{1}{1 + e^{-x}}, \qquad s'(x) = s(x)\,\bigl(1 - s(x)\bigr). $$
#
# A score of 0 becomes 1/2; large scores approach 1, very negative ones approach 0, and $s(-x) = 1 - s(x)$. Its slope
# is written in terms of its own value, which will make the gradient of part 4 wonderfully short.

# %% [markdown]
# **A trap.** Typed in just as it stands, the formula overflows: for $x = -1000$ the computer has to work out
# $e^{1000}$, which is larger than any floating-point number. Multiply numerator and denominator by $e^x$ and you get
# the same function in a form that is safe for negative $x$:
#
# $$ s(x) = \frac{1}{1 + e^{-x}} \;\text{ for } x \ge 0, \qquad s(x) = \frac{e^{x}}{1 + e^{x}} \;\text{ for } x < 0. $$
#
# Both forms contain the same exponential, $e^{-|x|}$, and that one can never overflow. (`np.where` evaluates *both* of
# its branches for every $x$, so it does not protect you by itself.)

# %% [markdown] question="q1" points=8
# ### Question 1: the sigmoid
# *8 points*
#
# Write `sigmoid(x)` and `grad_sigmoid(x)`, the derivative.
#
# - `x` may be a single number or an array of any shape; the answer has the same shape. `x` itself stays as it was.
# - No input may cause a warning or a NaN: `sigmoid(-1000)` is 0 and `sigmoid(1000)` is 1.
# - Do not simply cut `x` off: `sigmoid(-745)` is about $5 \cdot 10^{-324}$, tiny but still above 0.


# %% tags=["answer"]
def sigmoid(x):
    """Return 1 / (1 + e^-x) for a number or an array, in the same shape."""
    x = np.asarray(x, dtype=float)
    # BEGIN SOLUTION
    shrunk = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, shrunk) / (1.0 + shrunk)
    # END SOLUTION


def grad_sigmoid(x):
    """Return the slope of the sigmoid at x, in the same shape."""
    # BEGIN SOLUTION
    s = sigmoid(x)
    return s * (1 - s)
    # END SOLUTION


# %% tags=["check"]
def test_half_at_zero(sigmoid):
    """`sigmoid(0)` is one half, and `sigmoid(2)` is about 0.881"""
    same(call(sigmoid, "sigmoid", 0.0), 0.5, "sigmoid(0)")
    same(call(sigmoid, "sigmoid", 2.0), 0.880797, "sigmoid(2)", 1e-5)


# %% tags=["check"]
def test_shape_is_kept(sigmoid):
    """`sigmoid` gives back an array of the shape that it got"""
    x = np.array([[-1.0, 0.0, 1.0], [2.0, 3.0, 4.0]])
    numbers(call(sigmoid, "sigmoid", x), "sigmoid of an array of shape (2, 3)", (2, 3))


# %% tags=["check"]
def test_far_out(sigmoid):
    """`sigmoid` is 0 and 1 far out, and no NaN"""
    same(call(sigmoid, "sigmoid", np.array([-900.0, 900.0])), [0.0, 1.0], "sigmoid([-900, 900])")


# %% tags=["check"]
def test_slope(grad_sigmoid):
    """`grad_sigmoid` is 1/4 at 0, where the sigmoid is steepest, and nearly 0 at 20"""
    same(call(grad_sigmoid, "grad_sigmoid", 0.0), 0.25, "grad_sigmoid(0)")
    same(call(grad_sigmoid, "grad_sigmoid", 20.0), 0.0, "grad_sigmoid(20)", 1e-6)


# %% [markdown]
# Look at the two curves. The sigmoid is nearly straight around 0, where the model is unsure, and flat at both ends.
# Its slope never exceeds 1/4 and all but vanishes beyond $\pm 6$; keep that in mind for part 3.

# %%
z = np.linspace(-8, 8, 401)
curve, slope = sigmoid(z), grad_sigmoid(z)

fig, ax = plt.subplots()
ax.plot(z, curve, label="sigmoid $s(x)$")
ax.plot(z, slope, "--", label="slope $s'(x)$")
ax.plot(0, 0.5, "o", color=BLUE)
ax.annotate("undecided: $s(0) = 1/2$", (0, 0.5), (1.0, 0.46))
ax.set(xlabel="x", ylabel="value", title="Every number becomes a probability")
ax.legend(loc="upper left")
plt.show()

# %% [markdown]
# ## Part 2 · Where the model changes its mind: the decision boundary
#
# Say "leaves" when the probability is at least 1/2. Since $s(z) \ge 1/2$ exactly where $z \ge 0$, the border between
# the two answers is where the score is zero:
#
# $$ w \cdot x + b = 0. $$
#
# However curved the sigmoid is, this border is *straight*. With one feature it is a single point,
# $x = -b / w$. With two features it is a line; solve for $x_2$ and you can draw it:
#
# $$ x_2 = -\frac{w_1}{w_2}\, x_1 - \frac{b}{w_2}. $$
#
# One case is special. If $w_2 = 0$, the second feature does not matter and the line stands upright at
# $x_1 = -b / w_1$. Such a line has no finite slope; we agree to call it `inf`.

# %% [markdown] question="q2" points=6
# ### Question 2: the decision boundary
# *6 points*
#
# Write `decision_boundary(weights, bias)`.
#
# - `weights` of length 1: return the number $x$ at which the score is 0.
# - `weights` of length 2: return the pair `(slope, intercept)` of the line.
# - A vertical line (the second weight is exactly 0): return the pair `(np.inf, position)`, where `position` is its
#   place on the $x_1$ axis. Do not add a small number to the weight to avoid the division: that hides the problem.
# - A horizontal line (the *first* weight is 0) is a line like any other.


# %% tags=["answer"]
def decision_boundary(weights, bias):
    """Return x for one weight, (slope, intercept) for two, (inf, position) for a vertical line."""
    weights = np.atleast_1d(weights)
    # BEGIN SOLUTION
    if len(weights) == 1:
        return -bias / weights[0]
    w1, w2 = weights
    if w2 == 0:
        return np.inf, -bias / w1
    return -w1 / w2, -bias / w2
    # END SOLUTION


# %% tags=["check"]
def test_point(decision_boundary):
    """With the weight 2 and the bias -6 the boundary is at x = 3"""
    answer = call(decision_boundary, "decision_boundary", np.array([2.0]), -6.0)
    same(answer, 3.0, "decision_boundary([2], -6)")


# %% tags=["check"]
def test_line(decision_boundary):
    """With the weights 1 and 2 and the bias -4 the line has the slope -1/2 and the intercept 2"""
    answer = call(decision_boundary, "decision_boundary", np.array([1.0, 2.0]), -4.0)
    slope, intercept = parts(answer, 2, "decision_boundary([1, 2], -4)")
    same(slope, -0.5, "the slope for the weights [1, 2] and the bias -4")
    same(intercept, 2.0, "the intercept for the weights [1, 2] and the bias -4")


# %% tags=["check"]
def test_upright_line(decision_boundary):
    """With the weights 2 and 0 and the bias -3 the line stands upright at x1 = 3/2"""
    answer = call(decision_boundary, "decision_boundary", np.array([2.0, 0.0]), -3.0)
    slope, position = parts(answer, 2, "decision_boundary([2, 0], -3)")
    same(slope, np.inf, "the slope for the weights [2, 0] and the bias -3")
    same(position, 1.5, "the position for the weights [2, 0] and the bias -3")


# %% [markdown]
# On the left, one feature: the probability crosses 1/2 exactly at your boundary. On the right, two features: customers
# on one side of your line get a positive score, those on the other side a negative one. The arrow is the weight vector;
# it points straight across the line, towards "leaves".

# %%
one_weight, one_bias = np.array([1.5]), -3.0
two_weights, two_bias = np.array([1.0, 2.0]), -1.0
border = np.ravel(decision_boundary(one_weight, one_bias))[0]
slope, intercept = decision_boundary(two_weights, two_bias)
calls = np.linspace(-2, 6, 200)
chance = sigmoid(one_weight[0] * calls + one_bias)
people = np.random.default_rng(1).uniform(-3, 3, (60, 2))
leaves = people @ two_weights + two_bias >= 0

fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 4.2))
left.plot(calls, chance)
left.axvline(border, color=GREY, linestyle="--")
left.axhline(0.5, color=GREY, linewidth=1, linestyle=":")
left.annotate(f"boundary at x = {border:g}", (border, 0.5), (border + 0.35, 0.4))
left.set(xlabel="calls to support, x", ylabel="P(leaves)", title="One feature: a point")
right.plot(*people[leaves].T, "o", color=ORANGE, label="positive: leaves")
right.plot(*people[~leaves].T, "s", color=BLUE, label="negative: stays")
ends = np.array([-3.2, 3.2])
right.plot(ends, slope * ends + intercept, "--", color=GREY, label="your boundary")
foot = -two_bias * two_weights / (two_weights @ two_weights)
right.annotate(
    "", foot + 0.55 * two_weights, foot, arrowprops={"arrowstyle": "-|>", "lw": 2, "color": "black"}
)
right.set(
    xlabel="feature $x_1$", ylabel="feature $x_2$", title="Two features: a line", aspect="equal"
)
right.set(xlim=(-3.3, 3.3), ylim=(-3.3, 3.3))
fig.legend(*right.get_legend_handles_labels(), loc="outside lower center", ncols=3)
plt.show()

# %% [markdown]
# ## Part 3 · How wrong is a probability? Entropy and cross-entropy
#
# How do you mark a forecaster? If she says "90 % leaves" and the customer leaves, she should pay little; if the
# customer stays, she should pay a lot. The price that does this is *surprise*: an event that you gave the probability
# $p$ costs $-\log p$ when it happens. What was certain costs nothing, what was impossible costs infinitely much.
#
# The *entropy* is the surprise that you should expect from a coin with P(heads) $= p$, before you throw it. With
# $\log_2$ it is measured in *bits*:
#
# $$ H(p) = -p \log_2 p - (1 - p) \log_2 (1 - p). $$
#
# The *cross-entropy* of one customer is the surprise at what really happened, $y = 1$ (left) or $y = 0$ (stayed), when
# the model had said $\hat p$. With the natural logarithm it is measured in *nats*:
#
# $$ \ell(y, \hat p) = -y \log \hat p - (1 - y) \log (1 - \hat p). $$
#
# Only one of the two terms counts for any customer. The mean over all customers is the **binary cross-entropy**, or
# BCE, and minimising it is what training means.

# %% [markdown]
# **A trap.** In floating point `0 * log(0)` is NaN, not 0. A popular cure is `log(p + 1e-15)`, but that is the
# logarithm of another number, and for a $p$ near 1 it even makes the loss negative. Keep $p$ itself a hair away from 0
# and 1 instead (`np.clip`), and only a hair: clipping at $10^{-6}$ would change honest predictions.

# %% [markdown] question="q3" points=8
# ### Question 3: entropy and cross-entropy
# *8 points*
#
# **First**, write `entropy(p)`, in bits, for a number or an array (one value for each entry). It is 0 at $p = 0$ and at
# $p = 1$, without a NaN.


# %% tags=["answer"]
def entropy(p):
    """Return the entropy of a coin with P(heads) = p, in bits: one value for each p."""
    p = np.asarray(p, dtype=float)
    # BEGIN SOLUTION
    q = 1 - p
    return 0.0 - (p * np.log2(np.where(p > 0, p, 1)) + q * np.log2(np.where(q > 0, q, 1)))
    # END SOLUTION


# %% [markdown]
# **Then**, write `log_loss(y_true, y_pred)`, in nats, for arrays of the same length: labels 0 or 1 and probabilities
# of class 1.
#
# - It returns one loss for *each* sample, an array. (Whoever wants the BCE takes the mean.)
# - It is right for every probability from $10^{-9}$ to $1 - 10^{-9}$, and never negative.
# - It is finite where `y_pred` is exactly 0 or 1, and large where that is wrong.
# - The arguments stay as they were.


# %% tags=["answer"]
def log_loss(y_true, y_pred):
    """Return the cross-entropy of each sample, in nats."""
    y_true = np.asarray(y_true, dtype=float)
    y_pred = np.asarray(y_pred, dtype=float)
    # BEGIN SOLUTION
    p = np.clip(y_pred, 1e-15, 1 - 1e-15)
    return -(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))
    # END SOLUTION


# %% [markdown]
# A fair coin is the most uncertain: one full bit. On the right, being a little wrong costs a little, but being *sure*
# and wrong costs without limit. That is what makes a model honest about its doubts.

# %%
p = np.linspace(0.001, 0.999, 500)
bits = entropy(p)
cost_if_left, cost_if_stayed = log_loss(np.ones(500), p), log_loss(np.zeros(500), p)

fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 4))
left.plot(p, bits)
left.plot(0.5, 1, "o", color=BLUE)
left.annotate("fair coin: 1 bit", (0.5, 1), (0.5, 0.86), ha="center")
left.set(xlabel="P(heads)", ylabel="entropy in bits", title="Uncertainty before the event")
right.plot(p, cost_if_left, label="the customer left, $y = 1$")
right.plot(p, cost_if_stayed, "--", label="the customer stayed, $y = 0$")
right.set(
    xlabel="predicted probability of leaving",
    ylabel="loss in nats",
    title="Surprise after the event",
)
right.set(ylim=(0, 7.2))
right.legend(loc="upper center")
plt.show()

# %% [markdown]
# ### Why not simply the squared error?
#
# For straight lines we minimise the mean squared error, $(y - \hat p)^2$. Why not here? Because $\hat p$ comes out of
# a sigmoid, and that bends everything. Below are six customers with one feature, and both losses for every weight $w$
# and bias $b$. Look for the shelves of the left surface: high up, where the model is badly wrong, the ground is nearly
# level, so that hardly anything tells gradient descent which way is down. The right surface has none.

# %%
six_x, six_y = np.array([-3.0, -2.0, -0.5, 0.5, 2.0, 3.0]), np.array([0, 0, 1, 0, 1, 1])


def squared(w, b):
    return np.mean((six_y - sigmoid(w * six_x + b)) ** 2)


def crossed(w, b):
    return np.mean(log_loss(six_y, sigmoid(w * six_x + b)))


grid_w, grid_b = np.meshgrid(np.linspace(-6, 6, 25), np.linspace(-6, 6, 25))
some_w, chord = np.linspace(-6, 6, 121), np.array([-4.0, 1.0])
panels = []
for name, loss, colour in [
    ("Mean squared error", squared, ORANGE),
    ("Binary cross-entropy", crossed, BLUE),
]:
    height = np.vectorize(loss)
    ends = height(chord, 0.0)
    panels.append((name, colour, height(grid_w, grid_b), height(some_w, 0.0), ends))

fig = plt.figure(figsize=(9.5, 7.6))
for place, (name, colour, surface, cut, ends) in enumerate(panels, start=1):
    ax = fig.add_subplot(2, 2, place, projection="3d")
    ax.plot_wireframe(grid_w, grid_b, surface, rcount=25, ccount=25, linewidth=0.8, color=colour)
    ax.set(xlabel="weight w", ylabel="bias b", title=name)
    ax.view_init(elev=32, azim=38)
    ax = fig.add_subplot(2, 2, place + 2)
    ax.plot(some_w, cut, color=colour)
    ax.plot(chord, ends, "o:", color="black", linewidth=1.5, label="straight line")
    ax.set(xlabel="weight w", ylabel="loss", title="the same, cut at b = 0", ylim=(0, None))
    ax.legend(loc="upper right")
plt.show()

# %% [markdown]
# A function is *convex* if it never rises above the straight line between two of its points. Compare the curves with
# the dotted lines in the lower row.
#
# **Last**, say what is wrong with the squared error here. Set `why_not_mse` to one letter, in quotation marks.
#
# - **a** The squared error of a probability is always larger than its cross-entropy, so that training takes longer.
# - **b** The squared error cannot be differentiated where the prediction crosses 1/2.
# - **c** As a function of the weights it is not convex, and it goes flat where the model is confidently wrong.
# - **d** The squared error is least when the model answers 0 or 1, so that it could never learn a probability.

# %% tags=["answer"]
why_not_mse = "c"  # SOLUTION


# %% tags=["check"]
def test_fair_coin(entropy):
    """`entropy(0.5)` is one bit, and `entropy(0.25)` about 0.811"""
    same(call(entropy, "entropy", 0.5), 1.0, "entropy(0.5)")
    same(call(entropy, "entropy", 0.25), 0.811278, "entropy(0.25)", 1e-5)


# %% tags=["check"]
def test_nothing_uncertain(entropy):
    """`entropy` is 0 for a coin that always, or never, shows heads"""
    same(call(entropy, "entropy", np.array([0.0, 1.0])), [0.0, 0.0], "entropy([0, 1])", 1e-6)


# %% tags=["check"]
def test_one_loss_a_sample(log_loss):
    """`log_loss` gives one loss per sample, ln 2 for whoever says one half"""
    loss = call(log_loss, "log_loss", np.array([1, 0, 1]), np.array([0.5, 0.5, 0.25]))
    same(loss, [0.693147, 0.693147, 1.386294], "log_loss([1, 0, 1], [0.5, 0.5, 0.25])", 1e-5)


# %% tags=["check"]
def test_sure_and_wrong(log_loss):
    """`log_loss` is finite, but large, for whoever is sure and wrong"""
    what = "log_loss([1, 0], [0, 1])"
    loss = numbers(call(log_loss, "log_loss", np.array([1, 0]), np.array([0.0, 1.0])), what, (2,))
    if not (np.isfinite(loss).all() and (loss > 10).all()):
        raise AssertionError(f"{what} is {in_words(loss)}, but should be finite, and above 10.")


# %% tags=["check"]
def test_why_is_a_letter(why_not_mse):
    """`why_not_mse` is one of the letters a, b, c and d"""
    letter(why_not_mse, "`why_not_mse`")


# %% [markdown]
# ## Part 4 · Which way is down? The gradient
#
# To make the loss smaller, we must know how it changes with each weight. Three links make the chain for one customer:
#
# $$ \frac{\partial \ell}{\partial \hat p} = \frac{\hat p - y}{\hat p (1 - \hat p)}, \qquad
#    \frac{\partial \hat p}{\partial z} = \hat p (1 - \hat p), \qquad
#    \frac{\partial z}{\partial w} = x. $$
#
# Multiply them, and the awkward factors cancel: what is left is $(\hat p - y)\, x$, *how wrong* times *how much this
# feature had to do with it*. That cancellation is why sigmoid and cross-entropy belong together.
#
# Large weights make a model over-confident, so we charge for them: the penalty $\frac{\lambda}{2N} \sum_j w_j^2$ is
# added to the mean loss of the $N$ customers. Altogether:
#
# $$ \frac{\partial L}{\partial w} = \frac{1}{N} X^{\mathsf T} (\hat p - y) + \frac{\lambda}{N}\, w, \qquad
#    \frac{\partial L}{\partial b} = \frac{1}{N} \sum_{i} (\hat p_i - y_i). $$
#
# The bias is *not* penalised: it only says how common leaving is, and a model should not pay for that.

# %% [markdown] question="q4" points=8
# ### Question 4: the gradient of the loss
# *8 points*
#
# Write `bce_gradient(X, y, weights, bias, lambda_reg=0.0)`.
#
# - `X` has the shape `(n_samples, n_features)`, `y` holds 0s and 1s, `weights` has one entry per feature.
# - Return the pair `(dw, db)`: `dw` has the shape of `weights`, `db` is one number.
# - Use your `sigmoid`, so that huge weights do no harm, and leave the arguments as they were.


# %% tags=["answer"]
def bce_gradient(X, y, weights, bias, lambda_reg=0.0):
    """Return (dw, db), the gradient of the penalised mean cross-entropy."""
    # BEGIN SOLUTION
    n_samples = len(y)
    residual = sigmoid(X @ weights + bias) - y
    dw = X.T @ residual / n_samples + lambda_reg / n_samples * weights
    db = np.mean(residual)
    return dw, db
    # END SOLUTION


# %% tags=["check"]
def test_gradient_at_the_start(bce_gradient):
    """With weights of zero every probability is one half: dw is [0.5, 1] and db 0.25"""
    X, y = np.array([[2.0, 0.0], [0.0, 4.0], [2.0, 2.0], [4.0, 2.0]]), np.array([1, 0, 0, 0])
    answer = call(bce_gradient, "bce_gradient", X, y, np.zeros(2), 0.0)
    dw, db = parts(answer, 2, "bce_gradient(X, y, [0, 0], 0)")
    same(dw, [0.5, 1.0], "dw of bce_gradient(X, y, [0, 0], 0)")
    same(db, 0.25, "db of bce_gradient(X, y, [0, 0], 0)")


# %% tags=["check"]
def test_penalty_pulls_the_weights(bce_gradient):
    """With 4 samples, `lambda_reg=8` adds twice each weight to `dw`"""
    X, y = np.array([[2.0, 0.0], [0.0, 4.0], [2.0, 2.0], [4.0, 2.0]]), np.array([1, 0, 0, 0])
    weights, shown = np.array([1.0, -2.0]), []
    for lam in (0.0, 8.0):
        answer = call(bce_gradient, "bce_gradient", X, y, weights, 0.5, lam)
        dw, _ = parts(answer, 2, f"bce_gradient(X, y, [1, -2], 0.5, {lam:g})")
        shown.append(numbers(dw, f"dw for lambda_reg={lam:g}", (2,)))
    same(shown[1] - shown[0], [2.0, -4.0], "what lambda_reg=8 adds to dw for the weights [1, -2]")


# %% tags=["check"]
def test_bias_goes_free(bce_gradient):
    """`lambda_reg` leaves `db` as it is"""
    X, y = np.array([[2.0, 0.0], [0.0, 4.0], [2.0, 2.0], [4.0, 2.0]]), np.array([1, 0, 0, 0])
    weights, shown = np.array([1.0, -2.0]), []
    for lam in (0.0, 8.0):
        answer = call(bce_gradient, "bce_gradient", X, y, weights, 0.5, lam)
        dw, db = parts(answer, 2, f"bce_gradient(X, y, [1, -2], 0.5, {lam:g})")
        shown.append((numbers(dw, "dw", (2,)), number(db, f"db for lambda_reg={lam:g}")))
    same(shown[1][1] - shown[0][1], 0.0, "what lambda_reg=8 adds to db")
    if np.allclose(shown[1][0], shown[0][0]):
        raise AssertionError("lambda_reg=8 changes neither dw nor db, but should change dw.")


# %% [markdown]
# Never trust a gradient that you have not tested. The test is the definition of a derivative: nudge one weight a
# little both ways and see how the loss changes. The two rows should agree to many digits.

# %%
draw = np.random.default_rng(4)
X_small, y_small = draw.normal(size=(12, 3)), draw.integers(0, 2, 12)
w_small, b_small, nudge = np.array([0.4, -1.1, 0.7]), 0.2, 1e-5


def mean_loss(w):
    return np.mean(log_loss(y_small, sigmoid(X_small @ w + b_small)))


steps = nudge * np.eye(3)
nudged = [(mean_loss(w_small + d) - mean_loss(w_small - d)) / (2 * nudge) for d in steps]
by_formula = bce_gradient(X_small, y_small, w_small, b_small)[0]
both = pd.DataFrame([by_formula, nudged], index=["your dw", "nudging"])
both.add_prefix("weight ").round(8)


# %% [markdown]
# ## Part 5 · Where the loss comes from: maximum likelihood and MAP
#
# So far we *chose* the cross-entropy. It also follows from a principle. Throw a coin five times and see H, H, T, H, T.
# If heads has the probability $\theta$, these five results, in this order, have the probability
#
# $$ L(\theta) = \theta \cdot \theta \cdot (1 - \theta) \cdot \theta \cdot (1 - \theta). $$
#
# Seen as a function of $\theta$ this is the *likelihood*, and the $\theta$ that makes it largest is the
# **maximum-likelihood estimate**: the coin that explains the throws best.
#
# For customers it works in the same way, except that each has a coin of their own, $\hat p_i = s(w \cdot x_i + b)$.
# Products of many probabilities are tiny, so we take the logarithm, and turn its sign so that it can be minimised:
#
# $$ \mathrm{NLL}(w, b) = -\sum_i \bigl[ y_i \log \hat p_i + (1 - y_i) \log (1 - \hat p_i) \bigr] = N \cdot \mathrm{BCE}. $$
#
# There it is again: **minimising the BCE is maximising the likelihood.**

# %% [markdown]
# And the penalty? Suppose that before seeing any data you believe that weights are rather small. Put the belief in
# numbers as a *prior*, multiply it with the likelihood, and take the maximum: that is the *maximum a posteriori*, or
# **MAP**, estimate. Its negative logarithm is the NLL plus a penalty (constants left out):
#
# - A **Gaussian** prior $\mathcal N(0, \sigma^2)$ on each weight adds $\frac{\lambda}{2} \sum_j w_j^2$ with
#   $\lambda = 1 / \sigma^2$. This is L2, or ridge: it shrinks all weights.
# - A **Laplace** prior adds $\lambda \sum_j \lvert w_j \rvert$. This is L1, or lasso: it makes some of them exactly 0
#   (*sparse*).
#
# A strong belief (small $\sigma$) is a large $\lambda$. The bias has a flat prior and adds nothing. scikit-learn turns
# the dial the other way round: its `C` is $1 / \lambda$.

# %% [markdown] question="q5" points=8
# ### Question 5: maximum likelihood and MAP
# *8 points*
#
# **First**, the coin. Write `coin_likelihood(theta)` for H, H, T, H, T in this order, for a number or an array. Then set
# `theta_mle` to the $\theta$ with the largest likelihood, by calculus or by a fine grid (to within 0.0005).


# %% tags=["answer"]
def coin_likelihood(theta):
    """Return the probability of H, H, T, H, T, in this order, if P(heads) = theta."""
    theta = np.asarray(theta, dtype=float)
    # BEGIN SOLUTION
    return theta**3 * (1 - theta) ** 2
    # END SOLUTION


theta_mle = 0.6  # SOLUTION

# %% [markdown]
# **Then**, the customers.
#
# - `neg_log_likelihood(X, y, weights, bias)` is the NLL in nats: one number, a *sum* over samples, without a penalty.
#   It is finite even where the model is so sure that $\hat p$ is 0 or 1 in floating point (your `log_loss` helps).
# - `map_objective(X, y, weights, bias, lambda_reg=1.0, prior="gaussian")` is the NLL plus the penalty from above,
#   for `prior="gaussian"` and `prior="laplace"`. The bias is not penalised. Any other prior raises a `ValueError`.


# %% tags=["answer"]
def neg_log_likelihood(X, y, weights, bias):
    """Return the negative log-likelihood of the labels, summed over samples, in nats."""
    # BEGIN SOLUTION
    return np.sum(log_loss(y, sigmoid(X @ weights + bias)))
    # END SOLUTION


def map_objective(X, y, weights, bias, lambda_reg=1.0, prior="gaussian"):
    """Return the negative log-likelihood plus the penalty that belongs to the prior."""
    nll = neg_log_likelihood(X, y, weights, bias)
    # BEGIN SOLUTION
    if prior == "gaussian":
        return nll + lambda_reg / 2 * np.sum(weights**2)
    if prior == "laplace":
        return nll + lambda_reg * np.sum(np.abs(weights))
    raise ValueError(f"the prior should be 'gaussian' or 'laplace', but is {prior!r}")
    # END SOLUTION


# %% tags=["check"]
def test_fair_coin_likelihood(coin_likelihood):
    """For a fair coin five given throws have the probability 1/32"""
    same(call(coin_likelihood, "coin_likelihood", 0.5), 1 / 32, "coin_likelihood(0.5)", 1e-7)
    numbers(
        call(coin_likelihood, "coin_likelihood", np.array([0.2, 0.4, 0.8])),
        "coin_likelihood of 3 thetas",
        (3,),
    )


# %% tags=["check"]
def test_theta_beats_its_neighbours(theta_mle, coin_likelihood):
    """`theta_mle` has a larger likelihood than what lies 0.02 to either side"""
    theta = number(theta_mle, "`theta_mle`")
    if not 0 < theta < 1:
        raise AssertionError(f"`theta_mle` is {theta:g}, but should be a probability.")
    here = number(call(coin_likelihood, "coin_likelihood", theta), f"coin_likelihood({theta:g})")
    for other in (theta - 0.02, theta + 0.02):
        there = number(
            call(coin_likelihood, "coin_likelihood", other), f"coin_likelihood({other:g})"
        )
        if there >= here:
            raise AssertionError(
                f"`theta_mle` is {theta:g}, but {other:g} has a larger likelihood."
            )


# %% tags=["check"]
def test_nll_is_a_sum(neg_log_likelihood):
    """With weights of zero each of 5 samples costs ln 2"""
    X, y = (
        np.array([[1.0, 2.0], [0.0, 1.0], [3.0, 1.0], [1.0, 1.0], [2.0, 0.0]]),
        np.array([0, 1, 1, 0, 1]),
    )
    answer = call(neg_log_likelihood, "neg_log_likelihood", X, y, np.zeros(2), 0.0)
    same(answer, 5 * math.log(2), "neg_log_likelihood of 5 samples, with weights of zero,", 1e-5)


# %% tags=["check"]
def test_gaussian_penalty(map_objective):
    """With the weights 3 and -4 and lambda 2 the Gaussian prior adds 25"""
    X, y = np.zeros((2, 2)), np.array([0, 1])
    answer = call(map_objective, "map_objective", X, y, np.array([3.0, -4.0]), 0.0, lambda_reg=2.0)
    wanted = 2 * math.log(2) + 25
    same(
        answer,
        wanted,
        "map_objective for two rows of zeros, the weights [3, -4] and lambda_reg=2",
        1e-5,
    )


# %% [markdown]
# The likelihood of the coin is a hill, and your estimate stands on its top. Is it the number that you would have
# guessed from three heads in five throws? Look at how broad the hill is, too: five throws do not tell you much.

# %%
theta = np.linspace(0, 1, 400)
hill = coin_likelihood(theta)
top = coin_likelihood(theta_mle)

fig, ax = plt.subplots()
ax.plot(theta, hill)
ax.vlines(theta_mle, 0, top, color=GREY, linestyle="--")
ax.plot(theta_mle, top, "o", color=ORANGE, markersize=8)
ax.annotate(f"maximum at {theta_mle:.3g}", (theta_mle, top), (theta_mle, 1.05 * top), ha="center")
ax.set(
    xlabel=r"$\theta$ = P(heads)",
    ylabel="likelihood of H, H, T, H, T",
    title="Which coin explains the throws?",
)
ax.set(ylim=(0, 1.2 * top))
plt.show()

# %% [markdown]
# ## Part 6 · What a weight means: log-odds and odds ratios
#
# A bookmaker does not say "75 %" but "3 to 1": *odds* are $p / (1 - p)$, how often it happens for each time that it
# does not. Solve $p = s(z)$ for $z$ and something beautiful appears: the score is the logarithm of the odds,
#
# $$ \log \frac{p}{1 - p} = w \cdot x + b. $$
#
# So logistic regression *is* linear after all, in the log-odds. One more unit of feature $j$ adds $w_j$ to the
# log-odds, and therefore **multiplies the odds by $e^{w_j}$**, whoever the customer is. This factor is the *odds
# ratio*: above 1 the feature makes leaving likelier, below 1 less likely, at 1 it does not matter. Since
# $e^{0.693} \approx 2$, a weight of 0.693 doubles the odds.
#
# Two warnings. Doubling the odds does not double the probability (see the table below). And "one more unit" of months
# and of euros are different things, so **standardise the features before you compare** the sizes of weights.

# %% [markdown] question="q6" points=6
# ### Question 6: log-odds and odds ratios
# *6 points*
#
# - `log_odds(p)` gives $\log \frac{p}{1 - p}$ (natural logarithm) for a number or an array. It is `-inf` at $p = 0$ and
#   `inf` at $p = 1$: nothing is clipped here. A warning at these two points costs nothing.
# - `odds_ratios(weights)` gives the odds ratio of each weight, in the same order and not rounded.


# %% tags=["answer"]
def log_odds(p):
    """Return the natural logarithm of p / (1 - p), from -inf at p = 0 to inf at p = 1."""
    p = np.asarray(p, dtype=float)
    # BEGIN SOLUTION
    with np.errstate(divide="ignore"):
        return np.log(p) - np.log(1 - p)
    # END SOLUTION


def odds_ratios(weights):
    """Return the factor by which one more unit of each feature multiplies the odds."""
    # BEGIN SOLUTION
    return np.exp(weights)
    # END SOLUTION


# %% tags=["check"]
def test_even_odds(log_odds):
    """`log_odds` is 0 at one half, and ln 4 at 0.8: odds of 4 to 1"""
    same(
        call(log_odds, "log_odds", np.array([0.5, 0.8])),
        [0.0, math.log(4)],
        "log_odds([0.5, 0.8])",
        1e-5,
    )


# %% tags=["check"]
def test_certainty(log_odds):
    """`log_odds` is -inf at 0 and inf at 1"""
    same(call(log_odds, "log_odds", np.array([0.0, 1.0])), [-np.inf, np.inf], "log_odds([0, 1])")


# %% tags=["check"]
def test_tripled_odds(odds_ratios):
    """A weight of ln 3 triples the odds, and a weight of 0 leaves them"""
    weights = np.array([math.log(3), 0.0])
    same(call(odds_ratios, "odds_ratios", weights), [3.0, 1.0], "odds_ratios([ln 3, 0])", 1e-5)


# %% [markdown]
# Four customers, and what a weight of 0.693 does to each. The odds double every time; the probability rises by almost
# 17 points for one of them and by less than one point for another. Which ones, and why?

# %%
before = np.array([0.01, 0.10, 0.50, 0.95])
odds_before = np.exp(log_odds(before))
odds_after = odds_before * odds_ratios(np.array([0.693]))[0]
after = sigmoid(log_odds(before) + 0.693)
table = {"P before": before, "odds before": odds_before, "odds after": odds_after, "P after": after}
pd.DataFrame(table, index=["A", "B", "C", "D"]).round(3)

# %% [markdown]
# ## Part 7 · The model, from scratch
#
# You have all the pieces; now put them together. Start with weights and bias of zero (the model says 1/2 to
# everybody), then take small steps downhill, each with *all* samples (*batch* gradient descent):
#
# $$ w \leftarrow w - \eta\, \frac{\partial L}{\partial w}, \qquad b \leftarrow b - \eta\, \frac{\partial L}{\partial b}. $$
#
# Here $\eta$ is the learning rate. Both steps start from the same point: work out $\hat p$ once, then move weights and
# bias together. The loss that we watch on the way is the one whose gradient you wrote in part 4:
#
# $$ L = \mathrm{BCE} + \frac{\lambda}{2N} \sum_j w_j^2. $$
#
# **A trap.** Fitting the same object a second time must forget the first: weights, bias *and* the list of losses
# start afresh inside `fit`, not in `__init__`.

# %% [markdown] question="q7" points=12
# ### Question 7: the class `LogisticRegression`
# *12 points*
#
# Complete the class.
#
# - `fit(X, y)` does exactly `n_iterations` steps from zeros and sets `weights` (one per feature), `bias` (a number) and
#   `losses` (one entry per iteration, taken *before* the step; so the first is always ln 2). It may return the object.
# - `predict_proba(X)` gives P(class 1), one number for each row: shape `(n_samples,)`.
# - `predict(X, threshold=0.5)` gives integers, 1 where the probability is at least (`>=`) the threshold, else 0.
# - `compute_loss(X, y, y_pred)` gives the mean cross-entropy of the given `y_pred` plus the penalty of the object's own
#   weights: one number. The bias is not penalised.
# - Weights, losses and probabilities stay finite even where features run into the ten thousands.


# %% tags=["answer"]
class LogisticRegression:
    """Logistic regression by batch gradient descent, with an L2 penalty."""

    def __init__(self, learning_rate=0.01, n_iterations=1000, lambda_reg=0.01):
        self.learning_rate = learning_rate
        self.n_iterations = n_iterations
        self.lambda_reg = lambda_reg

    def fit(self, X, y):
        """Descend from zeros; set weights, bias and losses."""
        # BEGIN SOLUTION
        self.weights = np.zeros(X.shape[1])
        self.bias = 0.0
        self.losses = []
        for _ in range(self.n_iterations):
            self.losses.append(self.compute_loss(X, y, self.predict_proba(X)))
            dw, db = bce_gradient(X, y, self.weights, self.bias, self.lambda_reg)
            self.weights = self.weights - self.learning_rate * dw
            self.bias = self.bias - self.learning_rate * db
        return self
        # END SOLUTION

    def predict_proba(self, X):
        """Return P(class 1) for each row, shape (n_samples,)."""
        # BEGIN SOLUTION
        return sigmoid(X @ self.weights + self.bias)
        # END SOLUTION

    def predict(self, X, threshold=0.5):
        """Return 1 where P(class 1) reaches the threshold, else 0, as integers."""
        # BEGIN SOLUTION
        return (self.predict_proba(X) >= threshold).astype(int)
        # END SOLUTION

    def compute_loss(self, X, y, y_pred):
        """Return the mean cross-entropy of y_pred plus the penalty of the weights."""
        # BEGIN SOLUTION
        penalty = self.lambda_reg / (2 * len(y)) * np.sum(self.weights**2)
        return np.mean(log_loss(y, y_pred)) + penalty
        # END SOLUTION


# %% tags=["check"]
def test_first_step_down(LogisticRegression):
    """One step of size 0.2 on four customers ends at the weight 0.1 and the bias 0"""
    X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 0, 1, 1])
    model = call(
        LogisticRegression, "LogisticRegression", learning_rate=0.2, n_iterations=1, lambda_reg=0.0
    )
    call(attribute(model, "fit", "`LogisticRegression`"), "fit", X, y)
    same(
        attribute(model, "weights", "the fitted `LogisticRegression`"),
        [0.1],
        "`weights` after one step",
    )
    same(attribute(model, "bias", "the fitted `LogisticRegression`"), 0.0, "`bias` after one step")


# %% tags=["check"]
def test_losses_fall(LogisticRegression):
    """`losses` has one entry per iteration, starts at ln 2 and falls"""
    X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 0, 1, 1])
    model = call(
        LogisticRegression, "LogisticRegression", learning_rate=0.2, n_iterations=6, lambda_reg=0.1
    )
    call(attribute(model, "fit", "`LogisticRegression`"), "fit", X, y)
    losses = numbers(
        attribute(model, "losses", "the fitted `LogisticRegression`"),
        "`losses` after 6 iterations",
        (6,),
    )
    same(losses[0], math.log(2), "the first entry of `losses`", 1e-5)
    if not (np.diff(losses) < 0).all():
        raise AssertionError(f"`losses` is {in_words(losses)}, but should fall at every step.")


# %% tags=["check"]
def test_predictions(LogisticRegression):
    """`predict_proba` gives one probability a row; `predict` gives 0 or 1 by the threshold"""
    X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 0, 1, 1])
    model = call(
        LogisticRegression,
        "LogisticRegression",
        learning_rate=0.5,
        n_iterations=200,
        lambda_reg=0.0,
    )
    call(attribute(model, "fit", "`LogisticRegression`"), "fit", X, y)
    answer = call(attribute(model, "predict_proba", "`LogisticRegression`"), "predict_proba", X)
    proba = numbers(answer, "predict_proba(X) of four rows", (4,))
    if not ((proba > 0) & (proba < 1)).all():
        raise AssertionError(
            f"predict_proba(X) is {in_words(proba)}, but should lie between 0 and 1."
        )
    predict = attribute(model, "predict", "`LogisticRegression`")
    same(call(predict, "predict", X), [0, 0, 1, 1], "predict(X) on the rows that it was fitted to")
    same(call(predict, "predict", X, threshold=0.0), [1, 1, 1, 1], "predict(X, threshold=0)")


# %% tags=["check"]
def test_second_fit(LogisticRegression):
    """A second `fit` of the same object starts afresh"""
    X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 0, 1, 1])
    model = call(
        LogisticRegression, "LogisticRegression", learning_rate=0.2, n_iterations=5, lambda_reg=0.0
    )
    shown = []
    for _ in range(2):
        call(attribute(model, "fit", "`LogisticRegression`"), "fit", X, y)
        losses = attribute(model, "losses", "the fitted `LogisticRegression`")
        shown.append(numbers(losses, "`losses` after fitting twice with 5 iterations", (5,)))
    same(shown[1], shown[0], "`losses` after a second fit to the same rows")


# %% [markdown]
# Try it on a problem whose answer we know: 200 customers with two features, who leave exactly if the two add up to more
# than 0. The loss should start at ln 2 = 0.693 and end near 0.152, and the two weights should come out nearly equal.

# %%
np.random.seed(0)
X_toy = np.random.randn(200, 2)
y_toy = (X_toy[:, 0] + X_toy[:, 1] > 0).astype(int)

toy = LogisticRegression(learning_rate=0.1, n_iterations=500, lambda_reg=0.1)
toy.fit(X_toy, y_toy)
toy_right = np.mean(toy.predict(X_toy) == y_toy)
print(f"loss {toy.losses[0]:.4f} -> {toy.losses[-1]:.4f}, {toy_right:.1%} right")
print(f"weights {toy.weights[0]:.3f} and {toy.weights[1]:.3f}, bias {toy.bias:.3f}")

# %% [markdown]
# Left, the loss: steep at first, then ever slower, as the slope levels out. Right, what the model has learnt: the thick
# line is the boundary, the thin ones are where it says 10 % and 90 %. Between these two it admits that it is not sure,
# which is the point of the whole exercise.

# %%
axis = np.linspace(-3.2, 3.2, 150)
across, up = np.meshgrid(axis, axis)
heights = toy.predict_proba(np.column_stack([across.ravel(), up.ravel()])).reshape(across.shape)

fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 4.4))
left.plot(toy.losses)
left.axhline(np.log(2), color=GREY, linestyle=":", linewidth=1.2)
left.annotate(
    "ln 2: knows nothing", (500, np.log(2)), (500, np.log(2) - 0.03), ha="right", va="top"
)
left.set(xlabel="iteration", ylabel="loss", title="Learning", ylim=(0, 0.75))
right.plot(*X_toy[y_toy == 1].T, "o", color=ORANGE, markersize=4, label="left")
right.plot(*X_toy[y_toy == 0].T, "s", color=BLUE, markersize=4, label="stayed")
lines = right.contour(
    across, up, heights, levels=[0.1, 0.5, 0.9], colors="black", linewidths=[1, 2.2, 1]
)
right.clabel(lines, fmt=lambda level: f"{level:.0%}", fontsize=10)
right.set(xlabel="feature $x_1$", ylabel="feature $x_2$", title="What was learnt", aspect="equal")
fig.legend(*right.get_legend_handles_labels(), loc="outside lower center", ncols=2)
plt.show()

# %% [markdown]
# ## Part 8 · By hand: training without NumPy
#
# NumPy hides the loops. Once in a lifetime one should write them out. With a single feature there is one weight, and
# everything fits into a page of bare Python: two loops, a handful of sums, `math.exp`.
#
# Because it needs nothing but Python itself, this exercise can also be done in a browser page, with no installation
# and no server: the same function, the same checks. Write it there or here.
#
# **Two traps.** `math.exp(710)` does not warn like NumPy: it raises an `OverflowError` and stops everything. And
# `math.log(0)` raises a `ValueError`. The two forms of the sigmoid from part 1 take care of the former; for the latter
# keep $p$ away from 0 and 1, by no more than $10^{-12}$.

# %% [markdown] question="q8" points=6
# ### Question 8: training by hand
# *6 points*
#
# Write `train_1d(X, y, lr, lam, epochs)` with plain Python, `math` and `random` only.
#
# - `X` and `y` are flat lists of the same length: one feature, and labels 0 or 1.
# - Start from `w = b = 0.0`; do `epochs` steps of batch gradient descent with the learning rate `lr` (one step an epoch,
#   with the gradient of all samples together). The penalty `lam` is that of part 4: it pulls `w` by `lam / N * w`, and
#   not `b`.
# - Return `(w, b, losses)`: `losses` is a list with the mean cross-entropy of each epoch, taken before the step (you may
#   add the penalty or not). All three are plain Python numbers.
# - It must not crash where `x` is in the hundreds.


# %% tags=["answer"]
import math


def train_1d(X, y, lr, lam, epochs):
    """Return (w, b, losses) after so many epochs of gradient descent, in pure Python."""
    # BEGIN SOLUTION
    w, b, losses = 0.0, 0.0, []
    n = len(X)
    for _ in range(epochs):
        sum_w = sum_b = total = 0.0
        for x, target in zip(X, y):
            score = w * x + b
            shrunk = math.exp(-abs(score))
            p = 1 / (1 + shrunk) if score >= 0 else shrunk / (1 + shrunk)
            kept = min(max(p, 1e-15), 1 - 1e-15)
            total -= math.log(kept) if target == 1 else math.log(1 - kept)
            sum_w += (p - target) * x
            sum_b += p - target
        losses.append(total / n)
        w -= lr * (sum_w / n + lam / n * w)
        b -= lr * sum_b / n
    return w, b, losses
    # END SOLUTION


# %% tags=["check"]
def test_one_epoch(train_1d):
    """One epoch with lr=2 on the points -1, 0 and 2 ends at w = 1 and b = 1/3"""
    answer = call(train_1d, "train_1d", [-1.0, 0.0, 2.0], [0, 1, 1], 2.0, 0.0, 1)
    w, b, _ = parts(answer, 3, "train_1d([-1, 0, 2], [0, 1, 1], 2, 0, 1)")
    plain_same(w, 1.0, "w of train_1d([-1, 0, 2], [0, 1, 1], 2, 0, 1)")
    plain_same(b, 1 / 3, "b of train_1d([-1, 0, 2], [0, 1, 1], 2, 0, 1)")


# %% tags=["check"]
def test_losses_by_hand(train_1d):
    """`losses` has one entry an epoch, and the first is ln 2"""
    answer = call(train_1d, "train_1d", [-1.0, 0.0, 2.0], [0, 1, 1], 0.5, 0.1, 4)
    _, _, losses = parts(answer, 3, "train_1d([-1, 0, 2], [0, 1, 1], 0.5, 0.1, 4)")
    first, _, _, last = parts(losses, 4, "`losses` after 4 epochs")
    plain_same(first, math.log(2), "the first entry of `losses`", 1e-5)
    if not plain_number(last, "the last entry of `losses`") < math.log(2):
        raise AssertionError(
            "The last entry of `losses` should be below the first: does each step go downhill?"
        )


# %% tags=["check"]
def test_penalty_by_hand(train_1d):
    """A penalty leaves the first step alone, since w is 0 there, and pulls w back in the second"""
    free = call(train_1d, "train_1d", [-1.0, 0.0, 2.0], [0, 1, 1], 2.0, 0.0, 2)
    held = call(train_1d, "train_1d", [-1.0, 0.0, 2.0], [0, 1, 1], 2.0, 0.3, 2)
    w_free, _, _ = parts(free, 3, "train_1d([-1, 0, 2], [0, 1, 1], 2, 0, 2)")
    w_held, _, _ = parts(held, 3, "train_1d([-1, 0, 2], [0, 1, 1], 2, 0.3, 2)")
    pull = plain_number(w_free, "w with lam=0") - plain_number(w_held, "w with lam=0.3")
    plain_same(pull, 0.2, "what lam=0.3 takes from w in the second epoch")


# %% tags=["check"]
def test_no_overflow_by_hand(train_1d):
    """Points at 800 and -800 do not overflow"""
    answer = call(train_1d, "train_1d", [800.0, -800.0, 10.0], [1, 0, 0], 1.0, 0.0, 5)
    w, b, _ = parts(answer, 3, "train_1d([800, -800, 10], [1, 0, 0], 1, 0, 5)")
    for name, value in (("w", w), ("b", b)):
        if not math.isfinite(plain_number(value, name)):
            raise AssertionError(f"{name} is no finite number where x is 800 and -800.")


# %% [markdown]
# Sixty customers with one feature, those who left a little to the right of those who stayed. You should get
# $w \approx 2.901$, $b \approx 0.318$ and 91.7 % right.

# %%
random.seed(42)
X_hand = [random.gauss(-1, 1) for _ in range(30)] + [random.gauss(1, 1) for _ in range(30)]
y_hand = [0] * 30 + [1] * 30

w_hand, b_hand, losses_hand = train_1d(X_hand, y_hand, 0.5, 0.01, 300)
hits = sum((w_hand * x + b_hand >= 0) == (label == 1) for x, label in zip(X_hand, y_hand))
print(f"w = {w_hand:.6f}, b = {b_hand:.6f}, boundary at {-b_hand / w_hand:.4f}")
print(f"loss {losses_hand[0]:.4f} -> {losses_hand[-1]:.4f}, {hits / 60:.1%} right")

# %% [markdown]
# ## Part 9 · Customer churn with scikit-learn
#
# In practice you will use a library, and now you know what it does inside. We begin with made-up customers, whose
# figures can be checked, and then turn to real ones.
#
# The library's class has the same name as yours. **Import it under another name**, as below, or it will replace your
# own, which the exercises need.

# %%
from sklearn.compose import make_column_transformer
from sklearn.datasets import load_iris, make_classification
from sklearn.linear_model import LogisticRegression as SkLogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

feature_names = ["monthly_charges", "tenure", "data_usage", "support_calls", "contract_length"]
X_made, y_made = make_classification(
    n_samples=1000, n_features=5, n_informative=3, n_redundant=1, random_state=42, class_sep=0.8
)
X_train_raw, X_test_raw, y_train, y_test = train_test_split(
    X_made, y_made, test_size=0.2, random_state=42
)
print(f"{len(y_train)} rows to learn from, {len(y_test)} to judge by; {sum(y_test)} of these left")
pd.DataFrame(X_train_raw, columns=feature_names).describe().loc[["mean", "std"]].round(2)

# %% [markdown] question="q9" points=8
# ### Question 9: churn with scikit-learn
# *8 points*
#
# **First**, the made-up customers. The split is made already; the test rows are locked away until the model is
# finished. That includes the scaler: it may see the *training rows only*, else it leaks what it should not know.
#
# - `scaler`: a `StandardScaler`, fitted to `X_train_raw`.
# - `X_train` and `X_test`: both sets of rows, scaled by it.
# - `model_sk`: an `SkLogisticRegression` with `C=1` (that is $\lambda = 1$), fitted to the scaled training rows.
# - `test_accuracy`: the share of test rows that it predicts right.
# - `odds`: an array with the five odds ratios of its weights, in the order of the features.

# %% tags=["answer"]
scaler = StandardScaler().fit(X_train_raw)  # SOLUTION
X_train = scaler.transform(X_train_raw)  # SOLUTION
X_test = scaler.transform(X_test_raw)  # SOLUTION
model_sk = SkLogisticRegression(C=1.0).fit(X_train, y_train)  # SOLUTION
test_accuracy = model_sk.score(X_test, y_test)  # SOLUTION
odds = odds_ratios(model_sk.coef_[0])  # SOLUTION

# %% [markdown]
# Which features matter? A bar to the right of 1 makes leaving likelier, one to the left less likely. All features are
# scaled, so the bars may be compared: each is for one standard deviation more. (The customers are made up, and so are
# the names: do not conclude that loyal customers leave.) The last line connects the library with
# part 5: scikit-learn's weights are the lowest point of *your* `map_objective`, so any step away from them costs.

# %%
weight_now, bias_now = model_sk.coef_[0], model_sk.intercept_[0]
ratios = np.asarray(odds, dtype=float)

fig, ax = plt.subplots(figsize=(7, 3.4))
ax.barh(
    feature_names, ratios - 1, left=1, color=[ORANGE if ratio > 1 else BLUE for ratio in ratios]
)
for place, (ratio, weight) in enumerate(zip(ratios, weight_now)):
    ax.annotate(f" {ratio:.2f}  (w = {weight:+.2f})", (max(ratio, 1), place), va="center")
ax.axvline(1, color="black", linewidth=1)
ax.set(
    xscale="log",
    xlim=(0.8, 60),
    xlabel="odds ratio (logarithmic axis)",
    title="One standard deviation more ...",
)
ax.set_xticks([1, 2, 5, 10, 20], labels=["1", "2", "5", "10", "20"])
ax.minorticks_off()
ax.grid(axis="y", visible=False)
ax.invert_yaxis()
plt.show()

here = map_objective(X_train, y_train, weight_now, bias_now, lambda_reg=1.0)
aside = map_objective(X_train, y_train, weight_now + 0.05, bias_now, lambda_reg=1.0)
print(f"test accuracy {test_accuracy:.3f}")
print(f"your objective at the library's weights {here:.3f}, a step aside {aside:.3f}")

# %% [markdown]
# **Now the real thing**: 7,043 customers of a telephone company. Some columns are numbers, some are words; a few cells
# are empty. Always look before you model.

# %%
customers = pd.read_csv("data/telco_churn.csv")
number_columns = ["tenure", "monthly_charges", "total_charges"]
category_columns = [name for name in customers.columns if name not in [*number_columns, "churn"]]

empty = customers["total_charges"].isna()
share = (customers["churn"] == "Yes").mean()
print(f"{len(customers):,} customers, {share:.1%} left; {len(category_columns)} category columns")
print("empty cells:", customers.isna().sum()[lambda count: count > 0].to_dict())
print("tenure where they are empty:", customers.loc[empty, "tenure"].unique())
customers[[*number_columns, "contract", "internet_service", "churn"]].head(4)


# %% [markdown]
# Three decisions are waiting.
#
# - *The 11 empty cells.* All 11 customers have been with the company for 0 months: no bill has been sent yet, so what
#   they have paid in total is 0. (Dropping the rows would work, too, but would leave new customers without a
#   prediction.)
# - *Words.* A model needs numbers. One column of 0s and 1s for each word (`OneHotEncoder`) does it; numbering the words
#   1, 2, 3 would claim that they have an order and equal distances.
# - *Imbalance.* Only about one customer in four left. Split with `stratify`, so that the test rows have the same share.
#   And do not trust accuracy alone (part 13): the *area under the ROC curve*, or AUC, is the chance that a customer
#   who left got a higher probability than one who stayed. Guessing gives 0.5.
#
# Define these. A pipeline keeps it honest: whatever it learns, the scaling included, it learns from the training rows.
#
# - `X_real_train, X_real_test, y_real_train, y_real_test`: 20 % for testing, `random_state=42`, stratified. Take the
#   column `churn` out of `X`; in `y`, 1 means that the customer left.
# - `model_real`: a model with `predict_proba`, fitted to the training rows. `make_column_transformer` sends columns to
#   the scaler or the encoder, `make_pipeline` puts an `SkLogisticRegression(max_iter=1000)` behind it.
# - `proba_real`: P(leaves) for each of the test rows, one number a row (not two columns).
# - `auc_real`: the AUC on the test rows, from the *probabilities*.

# %% tags=["answer"]
# Fill the empty cells, take `churn` out of X, then split into the four parts.
# BEGIN SOLUTION
filled = customers.fillna({"total_charges": 0.0})
has_left = (filled.pop("churn") == "Yes").astype(int)
four = train_test_split(filled, has_left, test_size=0.2, random_state=42, stratify=has_left)
X_real_train, X_real_test, y_real_train, y_real_test = four
# END SOLUTION

# %% tags=["answer"]
# BEGIN SOLUTION NO PROMPT
scaled = (StandardScaler(), number_columns)
encoded = (OneHotEncoder(handle_unknown="ignore"), category_columns)
prepare = make_column_transformer(scaled, encoded)
pipeline = make_pipeline(prepare, SkLogisticRegression(max_iter=1000))
# END SOLUTION
model_real = pipeline.fit(X_real_train, y_real_train)  # SOLUTION
proba_real = model_real.predict_proba(X_real_test)[:, 1]  # SOLUTION
auc_real = roc_auc_score(y_real_test, proba_real)  # SOLUTION


# %% tags=["check"]
def test_scaler_has_learnt(scaler):
    """`scaler` has seen the five features, as they were before scaling"""
    spread = numbers(
        attribute(scaler, "scale_", "the fitted `scaler`"), "the `scale_` of `scaler`", (5,)
    )
    if np.allclose(spread, 1, atol=1e-3):
        raise AssertionError(
            "`scaler` was fitted to rows that had been scaled already: fit it to `X_train_raw`."
        )


# %% tags=["check"]
def test_accuracy_on_test_rows(test_accuracy):
    """`test_accuracy` is a share between 0 and 1, and clearly better than guessing"""
    share = number(test_accuracy, "`test_accuracy`")
    if not 0.8 <= share <= 1:
        raise AssertionError(f"`test_accuracy` is {share:.4g}, but should be a share above 0.8.")


# %% tags=["check"]
def test_five_odds(odds):
    """`odds` has one positive number for each of the five features"""
    ratios = numbers(odds, "`odds`", (5,))
    if not (ratios > 0).all():
        raise AssertionError(f"`odds` is {in_words(ratios)}, but odds ratios should be positive.")


# %% tags=["check"]
def test_real_probabilities(proba_real):
    """`proba_real` has one probability for each of the 1,409 test rows"""
    proba = numbers(proba_real, "`proba_real`")
    if proba.ndim != 1 or not 1400 <= proba.size <= 1410:
        raise AssertionError(f"`proba_real` has the shape {proba.shape}, but should have (1409,).")
    if not ((proba >= 0) & (proba <= 1)).all():
        raise AssertionError("`proba_real` should lie between 0 and 1.")
    if not 0.15 < proba.mean() < 0.5:
        raise AssertionError(
            f"`proba_real` is {proba.mean():.3g} on average: whose probability is it?"
        )


# %% tags=["check"]
def test_real_auc(auc_real):
    """`auc_real` is far better than guessing, and no miracle"""
    area = number(auc_real, "`auc_real`")
    if not 0.75 <= area <= 0.92:
        raise AssertionError(f"`auc_real` is {area:.4g}, but should be about 0.8 to 0.9.")


# %% [markdown]
# **May the company believe these numbers?** Left, how the probabilities are spread: plenty of safe customers, few
# certain leavers. Right, the test of honesty: sort the customers by predicted probability, cut them into ten equal
# groups, and compare with how many really left. On the dotted line, "30 %" means 30 %: the model is *calibrated*.

# %%
labels_real, chance_real = np.asarray(y_real_test), np.asarray(proba_real)
groups = np.array_split(np.argsort(chance_real), 10)
said = [chance_real[group].mean() for group in groups]
happened = [labels_real[group].mean() for group in groups]

fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 4))
bins = np.linspace(0, 1, 21)
left.hist(chance_real[labels_real == 0], bins, color=BLUE, alpha=0.75, label="stayed")
left.hist(
    chance_real[labels_real == 1], bins, histtype="step", color=ORANGE, linewidth=2.2, label="left"
)
left.set(xlabel="predicted probability of leaving", ylabel="customers", title="What the model says")
left.legend()
right.plot([0, 0.9], [0, 0.9], ":", color=GREY)
right.plot(said, happened, "o-")
right.set(
    xlabel="mean prediction of the group", ylabel="share that really left", title="What happened"
)
right.annotate("honest", (0.62, 0.62), (0.66, 0.56), color=GREY)
plt.show()

# %% [markdown]
# Because the probabilities are honest, they can be used as numbers. Say that a call costs 10, and that a customer who
# leaves costs 100; say, too, that half of those called change their mind. Then a call pays off on average if
# $p \cdot \tfrac12 \cdot 100 > 10$, that is, above $p = 0.2$: the line to draw follows from *costs*, not from a rule
# that says 1/2. At 90 % the company would ring at once, at 10 % it saves the money. (Nobody here reaches 90 %: these columns
# do not tell that much, and an honest model admits it.)

# %%
bands = pd.cut(
    chance_real,
    [0, 0.2, 0.5, 0.8, 1],
    labels=["below 20 %", "20 to 50 %", "50 to 80 %", "above 80 %"],
)
plan = pd.DataFrame({"band": bands, "predicted": chance_real, "left": labels_real})
plan = plan.groupby("band", observed=True).agg(
    customers=("left", "size"), predicted=("predicted", "mean"), really_left=("left", "mean")
)
plan["gain per call"] = plan["really_left"] * 0.5 * 100 - 10
plan.round(2)

# %% [markdown]
# ## Part 10 · More than two answers: softmax
#
# Will this customer stay, leave, or move to a cheaper plan? With $K$ classes the model has one score for each, with
# weights of its own, and the *softmax* turns the $K$ scores of a row into $K$ probabilities that add up to 1:
#
# $$ \mathrm{softmax}(z)_k = \frac{e^{z_k}}{\sum_{j} e^{z_j}}. $$
#
# Adding the same number to all scores of a row changes nothing, since it cancels. That is the cure for overflow:
# subtract each row's largest score first, and no exponent is above 0. With two classes nothing new happens:
# $\mathrm{softmax}([z, 0]) = (s(z),\, 1 - s(z))$ is the sigmoid again.
#
# The loss is once more the surprise at what happened: the mean of $-\log \hat p_{i, y_i}$, the *categorical
# cross-entropy*. With $Y$ the matrix of 0s and 1s that has a 1 in each row at the true class (*one-hot*), the gradient
# looks just as before:
#
# $$ \frac{\partial L}{\partial W} = \frac{1}{N} X^{\mathsf T} (\hat P - Y), \qquad
#    \frac{\partial L}{\partial b} = \text{mean over the rows of } (\hat P - Y). $$
#
# **A trap.** Some tools that make one-hot matrices (a label binariser, for one) give only *one* column when there are
# two classes, and then the softmax of that column is always 1. Your $Y$ needs $K$ columns for every $K$.

# %% [markdown] question="q10" points=10
# ### Question 10: softmax regression
# *10 points*
#
# **First**, `softmax(Z)` for a matrix with a row of scores for each sample. The answer has the shape of `Z`, the rows
# sum to 1, scores of $\pm 1000$ cause neither a NaN nor a warning, and `Z` stays as it was.


# %% tags=["answer"]
def softmax(Z):
    """Return e^z over the sum of e^z, row by row."""
    Z = np.asarray(Z, dtype=float)
    # BEGIN SOLUTION
    shifted = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)
    # END SOLUTION


# %% [markdown]
# **Then**, complete the class `SoftmaxRegression`.
#
# - Labels may be anything that can be sorted: numbers, words. `classes_` holds the different ones, sorted (`np.unique`
#   helps, also with turning labels into positions).
# - `fit(X, y)` starts from a bias of zeros and from weights of 0.01 times standard normal draws (`random_state` is the
#   seed). Then at most `max_iter` steps of batch gradient descent, without a penalty; it stops as soon as the loss
#   changes by less than `tol` from one iteration to the next. (With `tol=0.0` it never stops early.) A second `fit`
#   starts afresh. It may return the object.
# - `weights` has the shape `(n_features, n_classes)` and `bias` one entry per class, for two classes, too.
# - `predict_proba(X)` gives a row per sample and a column per class, in the order of `classes_`.
# - `predict(X)` gives the *label* of the largest probability; a tie goes to the first of `classes_`.
# - If there is only one class, it has the probability 1.


# %% tags=["answer"]
class SoftmaxRegression:
    """Logistic regression for any number of classes, by batch gradient descent."""

    def __init__(self, learning_rate=0.01, max_iter=1000, tol=1e-4, random_state=None):
        self.learning_rate = learning_rate
        self.max_iter = max_iter
        self.tol = tol
        self.random_state = random_state

    def fit(self, X, y):
        """Descend on the mean categorical cross-entropy; set classes_, weights and bias."""
        # BEGIN SOLUTION
        self.classes_, position = np.unique(y, return_inverse=True)
        n_samples, n_classes = len(position), len(self.classes_)
        one_hot = np.eye(n_classes)[position]
        generator = np.random.default_rng(self.random_state)
        self.weights = 0.01 * generator.standard_normal((X.shape[1], n_classes))
        self.bias = np.zeros(n_classes)
        self.losses = []
        for _ in range(self.max_iter):
            P = self.predict_proba(X)
            true_class = np.clip(P[np.arange(n_samples), position], 1e-15, 1)
            self.losses.append(-np.mean(np.log(true_class)))
            if len(self.losses) > 1 and abs(self.losses[-2] - self.losses[-1]) < self.tol:
                break
            self.weights = self.weights - self.learning_rate * X.T @ (P - one_hot) / n_samples
            self.bias = self.bias - self.learning_rate * (P - one_hot).mean(axis=0)
        return self
        # END SOLUTION

    def predict_proba(self, X):
        """Return a row per sample and a column per class."""
        # BEGIN SOLUTION
        return softmax(X @ self.weights + self.bias)
        # END SOLUTION

    def predict(self, X):
        """Return the likeliest label of each row."""
        # BEGIN SOLUTION
        return self.classes_[np.argmax(self.predict_proba(X), axis=1)]
        # END SOLUTION


# %% tags=["check"]
def test_softmax_of_a_row(softmax):
    """`softmax` of the row [0, ln 3] is [1/4, 3/4], whatever stands in the other rows"""
    Z = np.array([[0.0, math.log(3)], [5.0, 5.0], [1.0, -2.0]])
    came = numbers(call(softmax, "softmax", Z), "softmax of three rows of two", (3, 2))
    same(came[0], [0.25, 0.75], "softmax of the row [0, ln 3]", 1e-5)
    same(came.sum(axis=1), [1.0, 1.0, 1.0], "the sums of the rows of a softmax", 1e-5)


# %% tags=["check"]
def test_softmax_of_huge_scores(softmax):
    """`softmax` of [900, 900] is [1/2, 1/2]: nothing overflows"""
    same(
        call(softmax, "softmax", np.array([[900.0, 900.0]])),
        [[0.5, 0.5]],
        "softmax([[900, 900]])",
        1e-6,
    )


# %% tags=["check"]
def test_three_words(SoftmaxRegression):
    """Three groups far apart are told apart, and labels that are words come back as words"""
    X = np.array([[0.0, 3.0], [0.5, 4.0], [-3.0, -2.0], [-4.0, -2.5], [4.0, -2.0], [3.0, -3.0]])
    y = np.array(["stay", "stay", "leave", "leave", "move", "move"])
    model = call(SoftmaxRegression, "SoftmaxRegression", 0.5, 300, 0.0, 0)
    call(attribute(model, "fit", "`SoftmaxRegression`"), "fit", X, y)
    numbers(attribute(model, "weights", "the fitted `SoftmaxRegression`"), "`weights`", (2, 3))
    names = parts(attribute(model, "classes_", "the fitted `SoftmaxRegression`"), 3, "`classes_`")
    if [str(name) for name in names] != ["leave", "move", "stay"]:
        raise AssertionError(
            f"`classes_` holds {', '.join(map(str, names))}, but should hold leave, move, stay."
        )
    came = parts(
        call(attribute(model, "predict", "`SoftmaxRegression`"), "predict", X),
        6,
        "predict(X) of six rows",
    )
    if [str(name) for name in came] != ["stay", "stay", "leave", "leave", "move", "move"]:
        raise AssertionError(
            f"predict(X) gives {', '.join(map(str, came))} for two each of stay, leave and move."
        )


# %% tags=["check"]
def test_two_columns(SoftmaxRegression):
    """With two classes there are two columns, and the rows sum to 1"""
    X, y = np.array([[-2.0], [-1.0], [1.0], [2.0]]), np.array([0, 0, 1, 1])
    model = call(SoftmaxRegression, "SoftmaxRegression", 0.5, 100, 0.0, 0)
    call(attribute(model, "fit", "`SoftmaxRegression`"), "fit", X, y)
    answer = call(attribute(model, "predict_proba", "`SoftmaxRegression`"), "predict_proba", X)
    proba = numbers(answer, "predict_proba(X) of four rows and two classes", (4, 2))
    same(proba.sum(axis=1), [1.0] * 4, "the sums of the rows of predict_proba(X)", 1e-6)
    if not (proba[0, 0] > 0.8 and proba[3, 1] > 0.8):
        raise AssertionError(
            "After 100 steps both ends should be clear: over 0.8 for their own class."
        )


# %% [markdown]
# The classic of all three-class problems is Fisher's irises: 150 flowers of three species, four measurements each.
# Think of them as customers who stay, leave or move. Expect a loss near 0.095 and every test flower right.

# %%
iris = load_iris()
iris_train, iris_test, kind_train, kind_test = train_test_split(
    iris.data, iris.target, test_size=0.2, random_state=42
)
iris_scaler = StandardScaler().fit(iris_train)

flowers = SoftmaxRegression(learning_rate=0.1, max_iter=2000, tol=1e-5, random_state=42)
flowers.fit(iris_scaler.transform(iris_train), kind_train)
flower_proba = flowers.predict_proba(iris_scaler.transform(iris_train))
flower_loss = -np.mean(np.log(flower_proba[np.arange(len(kind_train)), kind_train]))
flower_right = np.mean(flowers.predict(iris_scaler.transform(iris_test)) == kind_test)
print(f"training loss {flower_loss:.4f}, test accuracy {flower_right:.3f}")

# %% [markdown]
# ## Part 11 · A map of three classes
#
# A model with two features can be drawn as a map: ask it about every point of a fine grid, and colour the point by the
# answer. Borders between two classes are where their scores are equal, so they are straight lines here, too. Before
# drawing, we train a model on two measurements only.

# %%
petals = iris_scaler.transform(iris.data)[:, 2:]
species = iris.target
petal_model = SoftmaxRegression(learning_rate=0.1, max_iter=2000, tol=1e-5, random_state=0)
petal_model.fit(petals, species)
petal_right = np.mean(petal_model.predict(petals) == species)
print(f"{petal_right:.1%} right with petal length and width alone")

# %% [markdown] question="q11" points=3
# ### Question 11: decision regions of three classes
# *3 points*
#
# Draw the map of `petal_model` on the axes `ax_regions`. It should have
#
# - the region of each class, filled (`np.meshgrid` makes the grid, `contourf` or `pcolormesh` fills);
# - the flowers of the three species (`iris.target_names`) on top, with three different markers;
# - labels on both axes, a legend that names the three species, and a title.

# %% tags=["answer"]
fig, ax_regions = plt.subplots()
# BEGIN SOLUTION
ticks, colours = np.linspace(-1.9, 2.1, 300), [BLUE, ORANGE, GREEN]
lengths, widths = np.meshgrid(ticks, ticks)
told = petal_model.predict(np.column_stack([lengths.ravel(), widths.ravel()]))
told, borders = told.reshape(lengths.shape), [-0.5, 0.5, 1.5, 2.5]
ax_regions.contourf(lengths, widths, told, levels=borders, colors=colours, alpha=0.2)
for kind, (marker, colour) in enumerate(zip("osv", colours)):
    flower_x, flower_y = petals[species == kind].T
    kind_name = iris.target_names[kind]
    ax_regions.scatter(flower_x, flower_y, marker=marker, color=colour, s=28, label=kind_name)
ax_regions.set_xlabel("petal length (scaled)")
ax_regions.set_ylabel("petal width (scaled)")
ax_regions.set_title("Which iris is it?")
ax_regions.legend(loc="upper left")
# END SOLUTION
plt.show()


# %% tags=["check"]
def test_map_has_labels(ax_regions):
    """Both axes of the map say which feature is on them"""
    for name in ("get_xlabel", "get_ylabel"):
        text = call(attribute(ax_regions, name, "`ax_regions`"), name)
        word(text, f"The label of the {name[4]} axis")


# %% tags=["check"]
def test_map_has_a_title(ax_regions):
    """The map has a title"""
    word(
        call(attribute(ax_regions, "get_title", "`ax_regions`"), "get_title"),
        "The title of the map",
    )


# %% tags=["check"]
def test_map_has_a_legend(ax_regions):
    """The map has a legend"""
    legend = call(attribute(ax_regions, "get_legend", "`ax_regions`"), "get_legend")
    if legend is None:
        raise AssertionError(
            "The map has no legend yet, but should have one with the three species."
        )
    attribute(legend, "get_texts", "the legend of the map")


# %% [markdown]
# ## Part 12 · Knowledge check
#
# Four questions to see whether the ideas have settled. Each has exactly one right answer; the other three are things
# that people really say.

# %% [markdown] question="q12" points=4
# ### Question 12: knowledge check
# *4 points*
#
# Set each variable to one letter, in quotation marks.
#
# **`kc1`** Why not fit a straight line to the labels 0 and 1, and read its values as probabilities?
#
# - **a** Least squares has no solution when the labels take only two values.
# - **b** The line leaves the interval from 0 to 1, and customers far out, although rightly classified, tilt it.
# - **c** A straight line can make use of a single feature only.
# - **d** The line would be right for probabilities, but takes much longer to fit.
#
# **`kc2`** You lower the threshold of a trained model from 0.5 to 0.3. What changes?
#
# - **a** The weights: the model is trained again with the new threshold.
# - **b** The probabilities: all of them rise by 0.2.
# - **c** The slope of the boundary: it turns towards the rarer class.
# - **d** The decisions alone: more customers are said to leave, by the same probabilities.
#
# **`kc3`** Minimising the binary cross-entropy is the same as ...
#
# - **a** maximising the likelihood of the labels that were seen.
# - **b** maximising the accuracy at the threshold 0.5.
# - **c** minimising the squared distance between labels and probabilities.
# - **d** maximising the distance of the nearest customers from the boundary.
#
# **`kc4`** A feature has the weight $\theta = 0.693$. What does one more unit of it do, all else equal?
#
# - **a** It raises the probability by 0.693.
# - **b** It doubles the probability.
# - **c** It doubles the odds, whatever they were.
# - **d** It raises the odds by 69.3 %.

# %% tags=["answer"]
kc1 = "b"  # SOLUTION
kc2 = "d"  # SOLUTION
kc3 = "a"  # SOLUTION
kc4 = "c"  # SOLUTION


# %% tags=["check"]
def test_first_two_answers(kc1, kc2):
    """`kc1` and `kc2` are each one of the letters a, b, c and d"""
    letter(kc1, "`kc1`")
    letter(kc2, "`kc2`")


# %% tags=["check"]
def test_last_two_answers(kc3, kc4):
    """`kc3` and `kc4` are each one of the letters a, b, c and d"""
    letter(kc3, "`kc3`")
    letter(kc4, "`kc4`")


# %% [markdown]
# ## Part 13 · Three pitfalls
#
# **Imbalance.** If 73 % of the customers stay, a "model" that says "stays" to everybody is 73 % right, and useless. So
# compare every accuracy with that of always naming the commoner class. One cure is to let rare customers weigh more:
# with $N$ samples, $K$ classes and $N_k$ samples of class $k$, the *balanced* weight of class $k$ is $N / (K N_k)$.
#
# **Scale.** If one feature runs to 8,000 and another to 1, the valley of the loss is a long narrow gorge: a learning
# rate that is safe across it is hopelessly small along it. Standardising each feature to mean 0 and standard deviation
# 1 makes the valley round, with the mean and the spread of the *training* rows for all.
#
# **Separability.** If a line separates the classes without a single error, longer weights are always better: the loss
# goes on falling as the weights grow without bound, and the model becomes ever surer of itself. A penalty stops that.

# %% [markdown] question="q13" points=4
# ### Question 13: four short functions
# *4 points*
#
# - `majority_accuracy(y)`: the accuracy of always naming the commoner of the classes 0 and 1. (Either may be it.)
# - `balanced_class_weights(y)`: a dict `{0: ..., 1: ...}` with the balanced weight of each class.
# - `standardise(X_train, X_test)`: the pair of both sets, each column scaled by the mean and the standard deviation of
#   that column *in the training rows*.
# - `weight_norms(X, y, n_iterations, learning_rate, lambda_reg=0.0)`: gradient descent from zeros with your
#   `bce_gradient`; a list with the length $\sqrt{\sum_j w_j^2}$ of the weights *after* each step, without the bias.


# %% tags=["answer"]
def majority_accuracy(y):
    """Return how often it is right to always name the commoner class."""
    # BEGIN SOLUTION
    share_of_ones = np.mean(y)
    return max(share_of_ones, 1 - share_of_ones)
    # END SOLUTION


def balanced_class_weights(y):
    """Return {0: ..., 1: ...}: N / (K N_k) for each class."""
    # BEGIN SOLUTION
    return {k: len(y) / (2 * np.sum(np.asarray(y) == k)) for k in (0, 1)}
    # END SOLUTION


# %% tags=["answer"]
def standardise(X_train, X_test):
    """Return both sets, scaled by mean and standard deviation of the training rows."""
    # BEGIN SOLUTION
    centre, spread = X_train.mean(axis=0), X_train.std(axis=0)
    return (X_train - centre) / spread, (X_test - centre) / spread
    # END SOLUTION


def weight_norms(X, y, n_iterations, learning_rate, lambda_reg=0.0):
    """Return the length of the weights after each step of gradient descent from zeros."""
    # BEGIN SOLUTION
    weights, bias, norms = np.zeros(X.shape[1]), 0.0, []
    for _ in range(n_iterations):
        dw, db = bce_gradient(X, y, weights, bias, lambda_reg)
        weights, bias = weights - learning_rate * dw, bias - learning_rate * db
        norms.append(np.linalg.norm(weights))
    return norms
    # END SOLUTION


# %% tags=["check"]
def test_commoner_class(majority_accuracy):
    """Of the labels 0, 0, 0, 1 and of 1, 1, 1, 0 the commoner class makes up 3/4"""
    for y in ([0, 0, 0, 1], [1, 1, 1, 0]):
        same(
            call(majority_accuracy, "majority_accuracy", np.array(y)),
            0.75,
            f"majority_accuracy({y})",
        )


# %% tags=["check"]
def test_rare_weighs_more(balanced_class_weights):
    """For the labels 0, 0, 0, 1 class 1 weighs 2, and class 0 weighs 2/3"""
    weights = call(balanced_class_weights, "balanced_class_weights", np.array([0, 0, 0, 1]))
    same(entry(weights, 0, "balanced_class_weights([0, 0, 0, 1])"), 2 / 3, "the weight of class 0")
    same(entry(weights, 1, "balanced_class_weights([0, 0, 0, 1])"), 2.0, "the weight of class 1")


# %% tags=["check"]
def test_scaled_like_the_training_rows(standardise):
    """Training rows of 10, 20 and 30 have the mean 20, so that a test row of 20 becomes 0"""
    answer = call(
        standardise, "standardise", np.array([[10.0], [20.0], [30.0]]), np.array([[20.0], [20.0]])
    )
    train, test = parts(answer, 2, "standardise([[10], [20], [30]], [[20], [20]])")
    same(
        numbers(train, "the training rows", (3, 1)).mean(),
        0.0,
        "the mean of the scaled training rows",
    )
    same(test, [[0.0], [0.0]], "the scaled test rows")


# %% tags=["check"]
def test_lengths(weight_norms):
    """On the points -1 and 1 the first step of size 1 ends at 1/2, and the weights grow"""
    X, y = np.array([[-1.0], [1.0]]), np.array([0, 1])
    answer = call(weight_norms, "weight_norms", X, y, n_iterations=3, learning_rate=1.0)
    norms = numbers(answer, "weight_norms(X, y, n_iterations=3, learning_rate=1.0)", (3,))
    same(norms[0], 0.5, "the length after the first step")
    if not (np.diff(norms) > 0).all():
        raise AssertionError(f"The lengths are {in_words(norms)}, but should grow.")


# %% [markdown]
# **Imbalance, shown.** Three ways to treat the real customers, with their three numbers alone. "As it is", the model is
# six points more accurate than one that knows nothing, yet overlooks more than half of those who leave. With balanced
# weights its accuracy is that of knowing nothing, and yet it finds seven leavers in ten, with more than twice the calls: judge
# by what the company needs, not by accuracy. Mind the last column, too. 27 % of these customers left; the balanced
# model speaks of another world, in which half of them do, so its probabilities are no longer honest.

# %%
everybody = pd.read_csv("data/telco_churn.csv")
measured = everybody[["tenure", "monthly_charges", "total_charges"]].fillna(0.0).to_numpy()
gone = np.where(everybody["churn"] == "Yes", 1, 0)
numeric_train, numeric_test = standardise(measured[:5600], measured[5600:])
gone_train, gone_test = gone[:5600], gone[5600:]
shown = {"always 'stays'": (np.zeros(len(gone_test), dtype=int), 0.0)}
for name, balance in [("as it is", None), ("balanced weights", balanced_class_weights(gone_train))]:
    fitted = SkLogisticRegression(class_weight=balance).fit(numeric_train, gone_train)
    shown[name] = fitted.predict(numeric_test), fitted.predict_proba(numeric_test)[:, 1].mean()
rows = {
    name: [np.mean(answer == gone_test), answer[gone_test == 1].mean(), answer.sum(), mean]
    for name, (answer, mean) in shown.items()
}
print(f"always naming the commoner class: {majority_accuracy(gone_test):.3f}")
pd.DataFrame(rows, index=["accuracy", "leavers found", "calls", "mean P(leaves)"]).T.round(3)

# %% [markdown]
# **Scale, shown.** The same descent, on the same 600 real customers, each time with a learning rate as large as is
# safe. How many iterations until the loss is within 0.001 of its lowest value?

# %%
sample = everybody[["tenure", "total_charges", "senior_citizen"]].fillna(0.0).to_numpy()[:600]
scaled_sample, _ = standardise(sample, sample)
library = SkLogisticRegression(C=1e6).fit(scaled_sample, gone[:600])
lowest = np.mean(log_loss(gone[:600], library.predict_proba(scaled_sample)[:, 1]))

fig, ax = plt.subplots()
for name, data, style in [("as measured", sample, "--"), ("standardised", scaled_sample, "-")]:
    with_bias = np.column_stack([data, np.ones(600)])
    safe = 4 / np.linalg.eigvalsh(with_bias.T @ with_bias / 600).max()
    descent = LogisticRegression(learning_rate=safe, n_iterations=3000, lambda_reg=0.0)
    descent.fit(data, gone[:600])
    above = np.asarray(descent.losses) - lowest
    there = np.flatnonzero(above < 1e-3)
    print(
        f"{name}: learning rate {safe:.2g},",
        f"{there[0]} iterations" if there.size else "not there after 3,000",
    )
    ax.plot(np.arange(1, 3001), np.maximum(above, 1e-6), style, label=name)
ax.axhline(1e-3, color=GREY, linestyle=":", linewidth=1.2)
ax.set(
    xscale="log", yscale="log", xlabel="iteration", ylabel="loss above the lowest", ylim=(1e-5, 2)
)
ax.set_title("The same customers, two scales")
ax.legend(loc="lower left")
plt.show()

# %% [markdown]
# **Separability, shown.** Eight customers whom a line tells apart without error. Without a penalty the weights grow and
# grow, ever more slowly but without end (a straight line on this logarithmic axis); with a penalty they come to rest.

# %%
apart = np.array(
    [
        [-2.0, 0.5],
        [-1.5, -1.0],
        [-1.0, 0.0],
        [-0.8, 1.0],
        [0.7, -0.5],
        [1.0, 0.4],
        [1.6, 1.0],
        [2.2, -0.7],
    ]
)
sides = np.array([0, 0, 0, 0, 1, 1, 1, 1])
growth = {lam: weight_norms(apart, sides, 5000, 0.5, lam) for lam in (0.0, 0.1, 1.0)}

fig, ax = plt.subplots()
for (lam, lengths_now), style in zip(growth.items(), ["-", "--", "-."]):
    ax.plot(np.arange(1, 5001), lengths_now, style, label=rf"$\lambda$ = {lam:g}")
ax.set(
    xscale="log",
    xlabel="iteration",
    ylabel="length of the weights",
    title="Only a penalty stops the weights",
)
ax.legend(loc="upper left")
plt.show()

# %% [markdown]
# ## Exercises
#
# Two experiments on the made-up customers of part 9, with *your* estimator of part 7: learning rate 0.1, 500 iterations.
# Nobody tells you beforehand what comes out. Report what your own curves show, not what a textbook would expect.

# %% [markdown] question="e1" points=5
# ### Exercise 1: tuning the threshold
# *5 points*
#
# A model gives probabilities; the company draws the line. Of those whom it calls, how many would have left? That is
# *precision*. Of those who leave, how many does it call? That is *recall*. Both in one number is *F1*:
#
# $$ \text{precision} = \frac{\text{hits}}{\text{called}}, \qquad
#    \text{recall} = \frac{\text{hits}}{\text{leavers}}, \qquad
#    F_1 = \frac{2 \cdot \text{precision} \cdot \text{recall}}{\text{precision} + \text{recall}}. $$
#
# Write `threshold_sweep(y_true, proba, thresholds)`, for class 1.
#
# - A customer is called if the probability is at least (`>=`) the threshold.
# - Return a dict with the keys `"precision"`, `"recall"` and `"f1"`, each with one value per threshold, in the order
#   given. (A DataFrame with these columns, or a tuple in this order, is fine, too.)
# - Where nobody is called, precision and F1 are 0, without a division by 0 and without a warning.


# %% tags=["answer"]
def threshold_sweep(y_true, proba, thresholds):
    """Return precision, recall and F1 of class 1 at every threshold."""
    y_true, proba = np.asarray(y_true), np.asarray(proba)
    # BEGIN SOLUTION
    sweep = {"precision": [], "recall": [], "f1": []}
    for threshold in thresholds:
        called = proba >= threshold
        found = np.sum(called & (y_true == 1))
        precision = found / max(called.sum(), 1)
        recall = found / max(np.sum(y_true == 1), 1)
        sweep["precision"].append(precision)
        sweep["recall"].append(recall)
        sweep["f1"].append(2 * precision * recall / (precision + recall) if found else 0.0)
    return sweep
    # END SOLUTION


# %% [markdown]
# Now use it. Fit your estimator (0.1, 500, 0.1) to `X_train` and `y_train`, sweep over the *test* rows, and set
# `best_threshold` to the one of the 17 thresholds with the best F1.

# %%
thresholds = np.linspace(0.10, 0.90, 17).round(2)

# %% tags=["answer"]
# BEGIN SOLUTION NO PROMPT
tuned = LogisticRegression(learning_rate=0.1, n_iterations=500, lambda_reg=0.1)
tuned.fit(X_train, y_train)
# END SOLUTION
proba_test = tuned.predict_proba(X_test)  # SOLUTION
sweep = threshold_sweep(y_test, proba_test, thresholds)  # SOLUTION
best_threshold = thresholds[np.argmax(sweep["f1"])]  # SOLUTION

# %% [markdown]
# Last, a figure on the axes `ax_threshold`: the three curves over the thresholds, each with a label and all in a
# legend, the axis labelled, and the best threshold marked, for instance by a vertical line. Where do precision and
# recall cross, and why does one rise while the other falls?

# %% tags=["answer"]
fig, ax_threshold = plt.subplots()
# BEGIN SOLUTION
for (name, values), style in zip(sweep.items(), ["o-", "s-", "^-"]):
    ax_threshold.plot(thresholds, values, style, markersize=5, label={"f1": "F1"}.get(name, name))
best_label = f"best F1 at {best_threshold:.2f}"
ax_threshold.axvline(best_threshold, color=GREY, linestyle="--", label=best_label)
ax_threshold.set_xlabel("threshold")
ax_threshold.set_ylabel("share")
ax_threshold.set_title("What a threshold buys, and what it costs")
ax_threshold.legend(loc="lower left")
# END SOLUTION
plt.show()


# %% tags=["check"]
def test_hits_and_calls(threshold_sweep):
    """Two hits in three calls, two leavers overlooked: precision 2/3, recall 1/2, F1 4/7"""
    y, proba = np.array([1, 0, 1, 1, 1]), np.array([0.9, 0.6, 0.7, 0.2, 0.3])
    answer = call(threshold_sweep, "threshold_sweep", y, proba, np.array([0.25, 0.5, 0.8, 0.85]))
    for place, (name, wanted) in enumerate(
        [("precision", 2 / 3), ("recall", 1 / 2), ("f1", 4 / 7)]
    ):
        came = column(answer, name, place, 4, "threshold_sweep(y_true, proba, thresholds)")
        same(came[1], wanted, f"{name} at the threshold 0.5", 1e-4)


# %% tags=["check"]
def test_nobody_called(threshold_sweep):
    """Where nobody is called, precision and F1 are 0"""
    y, proba = np.array([1, 0, 1, 1, 1]), np.array([0.9, 0.6, 0.7, 0.2, 0.3])
    answer = call(threshold_sweep, "threshold_sweep", y, proba, np.array([0.25, 0.5, 0.8, 0.95]))
    for place, name in [(0, "precision"), (2, "f1")]:
        came = column(answer, name, place, 4, "threshold_sweep(y_true, proba, thresholds)")
        same(came[3], 0.0, f"{name} at the threshold 0.95, which nobody reaches,", 1e-4)


# %% tags=["check"]
def test_best_is_a_threshold(best_threshold):
    """`best_threshold` is one of the 17 thresholds from 0.10 to 0.90"""
    value = number(best_threshold, "`best_threshold`")
    if not np.isclose(value, np.linspace(0.1, 0.9, 17), rtol=0, atol=1e-6).any():
        raise AssertionError(
            f"`best_threshold` is {value:g}, but should be one of 0.10, 0.15, ..., 0.90."
        )


# %% [markdown] question="e2" points=4
# ### Exercise 2: sweeping lambda
# *4 points*
#
# A penalty that is too strong squeezes the weights until the model can no longer follow the data: it *underfits*. From
# which $\lambda$ on does that happen here?
#
# - `lambda_sweep(X_train, y_train, X_test, y_test, lambdas)`: for each $\lambda$, in the order given, fit your estimator
#   (learning rate 0.1, 500 iterations) to the training rows and return the accuracies on the test rows, as a list of
#   shares.
# - `accuracies`: the sweep over `lambdas` on the made-up customers (80 % of them are in `X_train`).
# - `underfit_lambda`: the *first* of the lambdas whose accuracy is more than 0.01 below the best one of your sweep, or
#   `None` if there is no such lambda.


# %% tags=["answer"]
def lambda_sweep(X_train, y_train, X_test, y_test, lambdas):
    """Return the test accuracy of a model trained with each lambda."""
    # BEGIN SOLUTION
    accuracies = []
    for strength in lambdas:
        penalised = LogisticRegression(0.1, 500, strength)
        penalised.fit(X_train, y_train)
        accuracies.append(np.mean(penalised.predict(X_test) == y_test))
    return accuracies
    # END SOLUTION


# %% tags=["answer"]
lambdas = [0.001, 0.01, 0.1, 1, 10]
accuracies = lambda_sweep(X_train, y_train, X_test, y_test, lambdas)  # SOLUTION
# BEGIN SOLUTION NO PROMPT
# The curve is flat: the penalty is lambda / N, and N is 800, so that even 10 hardly shrinks anything. There is no
# underfitting in this sweep. (Beyond it there is: 0.870 at 100 and 0.835 at 1,000.)
below = [strength for strength, share in zip(lambdas, accuracies) if share < max(accuracies) - 0.01]
# END SOLUTION
underfit_lambda = below[0] if below else None  # SOLUTION

# %% [markdown]
# Draw the accuracies over the lambdas on the axes `ax_lambda`, with a *logarithmic* axis for $\lambda$, a marker for
# each of the five, and labels on both axes. Then look again at the penalty in part 4, and at what divides $\lambda$
# there: does that explain what you see? What do you expect at 100 and at 1,000? Try it.

# %% tags=["answer"]
fig, ax_lambda = plt.subplots()
# BEGIN SOLUTION
ax_lambda.semilogx(lambdas, accuracies, "o-")
ax_lambda.set_xlabel(r"penalty $\lambda$ (logarithmic axis)")
ax_lambda.set_ylabel("test accuracy")
ax_lambda.set_ylim(0.8, 0.95)
ax_lambda.set_title("Accuracy against the strength of the penalty")
# END SOLUTION
plt.show()


# %% tags=["check"]
def test_one_share_per_lambda(lambda_sweep):
    """`lambda_sweep` gives one share per lambda, and 1.0 for two groups that lie far apart"""
    X, y = np.array([[-3.0], [-2.0], [2.0], [3.0]]), np.array([0, 0, 1, 1])
    answer = present(
        call(lambda_sweep, "lambda_sweep", X, y, X, y, [0.01, 0.1, 1.0]), "lambda_sweep(...)"
    )
    try:
        answer = answer["accuracy"]
    except Exception:
        pass
    same(answer, [1.0, 1.0, 1.0], "lambda_sweep on two groups far apart, for three lambdas,")


# %% tags=["check"]
def test_five_accuracies(accuracies):
    """`accuracies` has five shares between 0 and 1, none of them worse than guessing"""
    shares = numbers(accuracies, "`accuracies`", (5,))
    if not ((shares >= 0.5) & (shares <= 1)).all():
        raise AssertionError(
            f"`accuracies` is {in_words(shares)}, but should hold shares from 0.5 to 1."
        )


# %% tags=["check"]
def test_a_lambda_or_none(underfit_lambda, accuracies):
    """`underfit_lambda` is one of the five lambdas, or None"""
    numbers(accuracies, "`accuracies`, from which `underfit_lambda` follows,", (5,))
    if underfit_lambda is None:
        return
    value = number(underfit_lambda, "`underfit_lambda`")
    if not np.isclose(value, [0.001, 0.01, 0.1, 1, 10], rtol=1e-9, atol=0).any():
        raise AssertionError(
            f"`underfit_lambda` is {value:g}, but should be one of the five lambdas, or None."
        )


# %% [markdown]
# ## Handing in
#
# Look back at what you have built: a function that turns scores into probabilities, the loss that follows from the
# likelihood, its gradient, two estimators that use it, and the judgement to say when their numbers may be believed. The
# company can now ask of each customer not *whether* but *how likely*, and decide for itself whom to call.
#
# Before you hand in:
#
# 1. **Restart the kernel and run all cells**, from the top to the bottom. No cell should fail. If one does, it needs
#    something that a cell above it no longer defines.
# 2. Run the `grader.check` cells once more, and read what they say.
# 3. Save, then run `autograder check NOTEBOOK` in a terminal, with your file's name. It says which names are missing
#    and which cells do not run, as the grading will see them.
# 4. Submit the notebook file. Printed output and figures in it are not read: everything is run again.
