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
# # Can you take it at its word? Calibration and class imbalance
#
# The chapter before ended with a probability for each customer. Whoever pays for the phone calls now asks a simple
# question: of the customers to whom the model gives 30 %, do 30 % leave? If so, the model is *calibrated*, and its
# numbers can be used in a calculation. If not, it may still rank customers perfectly, and be off by a factor of three
# in every one of its probabilities. Accuracy and AUC do not see that.
#
# ### What you will be able to do
#
# - score probabilities, and see what a score rewards (part 1);
# - draw a reliability curve, and put it into one number or three (parts 2 and 3);
# - mend a model that is too sure of itself, without training it anew (part 4);
# - choose the threshold that costs least (part 5);
# - say what class weights and resampling do to probabilities, and undo it (part 6).

# %% [markdown]
# ### How to work
#
# Run the cells in order; wherever the code says `...`, you write. Keep the names of functions and parameters. After
# each question `grader.check(...)` looks at a few values and says in words what is not right yet; the final grading
# tries more. At the end restart the kernel and run everything from the top. There are 30 points.
#
# Throughout, `y_true` is a vector of labels 0 or 1, and `proba` the vector of the probabilities of class 1 that a model
# gave. You may use NumPy, SciPy and scikit-learn.

# %%
import matplotlib.pyplot as plt
import numpy as np
from scipy.optimize import minimize, minimize_scalar
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#5A5A5A"

plt.rcParams.update(
    {
        "figure.figsize": (7, 4.2),
        "figure.dpi": 110,
        "figure.constrained_layout.use": True,
        "axes.grid": True,
        "axes.axisbelow": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "grid.color": "#DDDDDD",
        "legend.frameon": False,
    }
)


def sigmoid(z):
    """Return 1 / (1 + e^-z), as in the chapter before."""
    shrunk = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, shrunk) / (1.0 + shrunk)


# %% tags=["helpers"]
import numpy as np  # noqa: F811 - these lines are copied out to stand by themselves


def call(function, name, *args, **kwargs):
    """What a student's function returns, or in words that there is none."""
    if not callable(function):
        raise AssertionError(f"`{name}` is still to be written.")
    return function(*args, **kwargs)


def same(value, wanted, what, tolerance=1e-6):
    """The value holds the numbers that are wanted, in their shape; in words if not."""
    if value is None or value is Ellipsis:
        raise AssertionError(f"{what} is still to be written, or lacks a `return`.")
    try:
        came = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise AssertionError(f"{what} should be numbers, but cannot be read as such.") from None
    if came.shape != np.shape(wanted):
        raise AssertionError(f"{what} has the shape {came.shape}, but should have {np.shape(wanted)}.")
    if not np.allclose(came, wanted, rtol=0, atol=tolerance):
        raise AssertionError(f"{what} is {came}, but should be {np.asarray(wanted)}.")


def parts(value, count, what):
    """The value as a list of so many things."""
    try:
        items = list(value)
    except TypeError:
        raise AssertionError(f"{what} should give {count} things, but does not.") from None
    if len(items) != count:
        raise AssertionError(f"{what} gives {len(items)} things, but should give {count}.")
    return items


# %% [markdown]
# ## The customers, and two models
#
# Our customers are made up, so that we know the truth: about one in nine leaves. We train two models on half of them.
# Logistic regression weighs all features together. *Naive Bayes* looks at one feature at a time and multiplies what
# each of them says, as if they were independent. They are not: three of the seven columns are blurred copies of the
# first. So the same evidence is counted four times, and the model becomes far too sure.

# %%
rng = np.random.default_rng(20)
base = rng.normal(size=(8000, 4))
copies = base[:, :1] + 0.2 * rng.normal(size=(8000, 3))
X = np.hstack([base, copies])
y = (rng.random(8000) < sigmoid(base @ [1.2, -0.8, 0.5, 0.3] - 2.8)).astype(int)
X_train, X_test, y_train, y_test = X[:4000], X[4000:], y[:4000], y[4000:]

logistic = LogisticRegression().fit(X_train, y_train)
bayes = GaussianNB().fit(X_train, y_train)


def logits_of(model, X):
    """Return log p - log (1 - p), without ever computing p."""
    no, yes = model.predict_log_proba(X).T
    return yes - no


z_logistic, z_bayes = logits_of(logistic, X_test), logits_of(bayes, X_test)
p_logistic, p_bayes = sigmoid(z_logistic), sigmoid(z_bayes)
print(f"share of leavers {y_test.mean():.3f}")
print(f"mean probability: logistic {p_logistic.mean():.3f}, naive Bayes {p_bayes.mean():.3f}")

# %% [markdown]
# ## Part 1 · Scores that reward honesty
#
# A score compares a probability with what came. Two of them have the property that, on average, nobody can do better
# than to state the true probability. Such scores are called *proper*:
#
# $$ \text{Brier} = \frac{1}{N}\sum_i (p_i - y_i)^2, \qquad
#    \text{log loss} = -\frac{1}{N}\sum_i \bigl[y_i \ln p_i + (1 - y_i) \ln(1 - p_i)\bigr]. $$
#
# The Brier score is never above 1. The log loss has no upper limit: to be sure and wrong is beyond forgiveness.

# %% [markdown] question="q1" points=5
# ### Question 1: two scores for probabilities
# *5 points*
#
# Write `brier_score(y_true, proba)` and `mean_log_loss(y_true, proba)` (in nats). Each gives one number.
#
# - `proba` may hold 0 and 1. The log loss is then finite all the same, and large where the model was sure and wrong.
#   Between $10^{-9}$ and $1 - 10^{-9}$ it is exact.
# - The inputs stay as they were.


# %% tags=["answer"]
def brier_score(y_true, proba):
    """Return the mean squared distance of the probabilities from the labels."""
    # BEGIN SOLUTION
    return np.mean((proba - y_true) ** 2)
    # END SOLUTION


def mean_log_loss(y_true, proba):
    """Return the mean log loss, in nats."""
    # BEGIN SOLUTION
    inside = np.clip(proba, 1e-15, 1 - 1e-15)
    return -np.mean(y_true * np.log(inside) + (1 - y_true) * np.log(1 - inside))
    # END SOLUTION


# %% tags=["check"]
def test_brier_of_two(brier_score):
    """The Brier score of 0.8 and 0.4 for the labels 1 and 0 is 0.1"""
    value = call(brier_score, "brier_score", np.array([1, 0]), np.array([0.8, 0.4]))
    same(value, 0.1, "brier_score([1, 0], [0.8, 0.4])")


# %% tags=["check"]
def test_log_loss_of_two(mean_log_loss):
    """The log loss of 0.8 and 0.4 for the labels 1 and 0 is about 0.367"""
    value = call(mean_log_loss, "mean_log_loss", np.array([1, 0]), np.array([0.8, 0.4]))
    same(value, 0.366985, "mean_log_loss([1, 0], [0.8, 0.4])", 1e-5)


# %% [markdown]
# Whom does a score punish, and how hard? Both curves show what a leaver costs to whom the model gives $p$.

# %%
grid = np.linspace(0.005, 1, 200)
fig, ax = plt.subplots()
ax.plot(grid, [brier_score(np.array([1]), np.array([p])) for p in grid], color=BLUE, label="Brier score")
ax.plot(grid, [mean_log_loss(np.array([1]), np.array([p])) for p in grid], color=ORANGE, label="log loss")
ax.set(xlabel="probability $p$ given to a leaver", ylabel="score", title="The log loss does not forgive")
ax.legend()
plt.show()

for name, p in (("logistic", p_logistic), ("naive Bayes", p_bayes)):
    print(f"{name:12} Brier {brier_score(y_test, p):.4f}   log loss {mean_log_loss(y_test, p):.4f}")

# %% [markdown]
# ## Part 2 · The reliability curve
#
# To hold a probability against reality we need many customers with nearly the same one. So we cut the interval from 0
# to 1 into $n$ *bins* of equal width, and compare in each the mean forecast with the share that left. A calibrated
# model lies on the diagonal, as far as chance allows.

# %% [markdown] question="q2" points=5
# ### Question 2: the reliability curve
# *5 points*
#
# Write `reliability_curve(y_true, proba, n_bins=10)`. It returns three arrays, `(forecast, observed, counts)`, with one
# entry for each bin **that is not empty**, from left to right: the mean of `proba` in the bin, the share of ones among
# its labels, and how many samples it holds.
#
# - The bins are $[0, \tfrac1n), [\tfrac1n, \tfrac2n), \dots$; the last one holds 1, too. (Nothing that we try lies on an
#   inner edge, so do not worry about these.)


# %% tags=["answer"]
def reliability_curve(y_true, proba, n_bins=10):
    """Return (forecast, observed, counts), with an entry for each bin that is not empty."""
    # BEGIN SOLUTION
    place = np.minimum((proba * n_bins).astype(int), n_bins - 1)
    occupied = np.unique(place)
    forecast = np.array([proba[place == k].mean() for k in occupied])
    observed = np.array([y_true[place == k].mean() for k in occupied])
    counts = np.array([np.sum(place == k) for k in occupied])
    return forecast, observed, counts
    # END SOLUTION


# %% tags=["check"]
def test_curve_of_two_bins(reliability_curve):
    """Four samples in two bins: means, shares and counts"""
    value = call(reliability_curve, "reliability_curve", np.array([0, 1, 1, 1]), np.array([0.1, 0.3, 0.7, 0.9]), 2)
    forecast, observed, counts = parts(value, 3, "reliability_curve(y_true, proba, 2)")
    same(forecast, [0.2, 0.8], "forecast")
    same(observed, [0.5, 1.0], "observed")
    same(counts, [2, 2], "counts")


# %% tags=["check"]
def test_curve_leaves_empty_bins_out(reliability_curve):
    """Two samples fill two of ten bins"""
    value = call(reliability_curve, "reliability_curve", np.array([0, 1]), np.array([0.25, 0.85]))
    same(parts(value, 3, "reliability_curve(y_true, proba)")[2], [1, 1], "counts")


# %%
def draw_curves(models, title):
    """Draw the reliability curve of each (name, proba, colour), and below it how many samples it rests on."""
    fig, (ax, below) = plt.subplots(2, 1, figsize=(6, 5.6), sharex=True, height_ratios=[3, 1])
    ax.plot([0, 1], [0, 1], ":", color=GREY, label="calibrated")
    for name, p, color in models:
        forecast, observed, counts = reliability_curve(y_test, p)
        ax.plot(forecast, observed, "o-", color=color, label=name)
        below.plot(forecast, counts, "o-", color=color)
    ax.set(ylabel="share that left", title=title, xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
    ax.legend(loc="upper left")
    below.set(xlabel="mean forecast", ylabel="customers", yscale="log")
    plt.show()


draw_curves(
    [("logistic regression", p_logistic, BLUE), ("naive Bayes", p_bayes, ORANGE)],
    "Of those to whom naive Bayes gives 95 %, half leave",
)

# %% [markdown]
# ## Part 3 · One number, and three
#
# The *expected calibration error* is how far the curve is from the diagonal, on average over the **samples**:
#
# $$ \text{ECE} = \sum_k \frac{n_k}{N}\,\bigl|\,\overline{p}_k - \overline{y}_k\,\bigr|. $$
#
# It is not a proper score: who gives everybody the base rate has an ECE near 0, and helps nobody. Murphy (1973) took the
# Brier score apart so that both sides are seen. Group the samples by **equal forecasts** $f_k$; let $o_k$ be the share of
# ones in a group, $n_k$ its size, and $o$ the share of ones among all. Then, exactly,
#
# $$ \text{Brier} = \underbrace{\tfrac1N \sum_k n_k (f_k - o_k)^2}_{\text{reliability}}
#    - \underbrace{\tfrac1N \sum_k n_k (o_k - o)^2}_{\text{resolution}} + \underbrace{o\,(1 - o)}_{\text{uncertainty}}. $$
#
# Small reliability is good (the name is Murphy's), large resolution is good, and uncertainty is not up to the model.

# %% [markdown] question="q3" points=7
# ### Question 3: calibration in one number, and in three
# *7 points*
#
# Write `expected_calibration_error(y_true, proba, n_bins=10)`, for which your `reliability_curve` does most of the work,
# and `brier_decomposition(y_true, proba)`, which returns `(reliability, resolution, uncertainty)`. The second does not
# use bins, but groups of equal forecasts.


# %% tags=["answer"]
def expected_calibration_error(y_true, proba, n_bins=10):
    """Return the mean distance of the reliability curve from the diagonal, over all samples."""
    # BEGIN SOLUTION
    forecast, observed, counts = map(np.asarray, reliability_curve(y_true, proba, n_bins))
    return np.sum(counts * np.abs(forecast - observed)) / np.sum(counts)
    # END SOLUTION


def brier_decomposition(y_true, proba):
    """Return (reliability, resolution, uncertainty)."""
    # BEGIN SOLUTION
    rate = np.mean(y_true)
    reliability = resolution = 0.0
    for value in np.unique(proba):
        group = y_true[proba == value]
        reliability += len(group) * (value - group.mean()) ** 2 / len(y_true)
        resolution += len(group) * (group.mean() - rate) ** 2 / len(y_true)
    return reliability, resolution, rate * (1 - rate)
    # END SOLUTION


# %% tags=["check"]
def test_calibration_error_of_four(expected_calibration_error):
    """Two bins that are off by 0.3 and 0.2, each with two samples: 0.25"""
    labels, forecasts = np.array([0, 1, 1, 1]), np.array([0.1, 0.3, 0.7, 0.9])
    value = call(expected_calibration_error, "expected_calibration_error", labels, forecasts, 2)
    same(value, 0.25, "expected_calibration_error(y_true, proba, 2)")


# %% tags=["check"]
def test_parts_of_a_perfect_forecast(brier_decomposition):
    """Who knows everything has reliability 0, and as much resolution as there is uncertainty"""
    labels = np.array([0, 1, 1, 0])
    value = call(brier_decomposition, "brier_decomposition", labels, labels.astype(float))
    same(parts(value, 3, "brier_decomposition(y_true, proba)"), [0.0, 0.25, 0.25], "the decomposition")


# %% [markdown]
# Forecasts that are rounded to a tenth fall into few groups. Compare the two models, and whoever always says the base
# rate: that is perfectly reliable, and resolves nothing.

# %%
always = np.full(len(y_test), y_test.mean())
for name, p in (("logistic", p_logistic), ("naive Bayes", p_bayes), ("base rate", always)):
    rounded = p.round(1) if name != "base rate" else p
    reliability, resolution, uncertainty = brier_decomposition(y_test, rounded)
    print(
        f"{name:12} ECE {expected_calibration_error(y_test, p):.3f}   reliability {reliability:.4f}   "
        f"resolution {resolution:.4f}   uncertainty {uncertainty:.4f}"
    )

# %% [markdown]
# ## Part 4 · Mending a model that is too sure
#
# Naive Bayes counts evidence twice, so its logits are too large. *Temperature scaling* divides all of them by one number,
# $p = s(z / T)$; $T > 1$ makes a model less sure. *Platt scaling* allows a shift, too: $p = s(a z + b)$. Both are logistic
# regressions with one feature, fitted by the smallest log loss on samples that the model was **not** trained on. Neither
# changes the ranking of the customers (if $a > 0$), so the AUC stays what it was.

# %% [markdown] question="q4" points=6
# ### Question 4: temperature and Platt scaling
# *6 points*
#
# Write `fit_temperature(logits, y_true)`, which returns the $T > 0$ with the smallest mean log loss of $s(z/T)$, and
# `fit_platt(scores, y_true)`, which returns the pair `(a, b)` with the smallest mean log loss of $s(a z + b)$.
#
# - To within 0.01. `scipy.optimize`, scikit-learn, a fine grid or your own descent: the way there is yours.
# - The labels are the targets as they are, and there is no penalty.


# %% tags=["answer"]
def fit_temperature(logits, y_true):
    """Return the temperature at which the log loss is smallest."""
    # BEGIN SOLUTION
    def loss(log_t):
        return mean_log_loss(y_true, sigmoid(logits / np.exp(log_t)))

    return np.exp(minimize_scalar(loss).x)
    # END SOLUTION


def fit_platt(scores, y_true):
    """Return slope and shift, (a, b), at which the log loss is smallest."""
    # BEGIN SOLUTION
    def loss(line):
        return mean_log_loss(y_true, sigmoid(line[0] * scores + line[1]))

    slope, shift = minimize(loss, np.zeros(2)).x
    return slope, shift
    # END SOLUTION


# %% tags=["check"]
def test_temperature_of_six(fit_temperature):
    """Two of three on each side, at logits of -2 and 2: they deserve -ln 2 and ln 2, so T is 2 / ln 2"""
    value = call(fit_temperature, "fit_temperature", np.array([-2.0, -2, -2, 2, 2, 2]), np.array([0, 0, 1, 0, 1, 1]))
    same(value, 2 / np.log(2), "the temperature", 0.01)


# %% tags=["check"]
def test_platt_of_six(fit_platt):
    """The same with scores of 0 and 1: the logits -ln 2 and ln 2 lie on 2 ln 2 z - ln 2"""
    value = call(fit_platt, "fit_platt", np.array([0.0, 0, 0, 1, 1, 1]), np.array([0, 0, 1, 0, 1, 1]))
    same(parts(value, 2, "fit_platt(scores, y_true)"), [2 * np.log(2), -np.log(2)], "(a, b)", 0.01)


# %% [markdown]
# We fit on the first half of the test customers, and look at all of them: strictly one would look at the others only.

# %%
half = len(y_test) // 2
temperature = fit_temperature(z_bayes[:half], y_test[:half])
slope, shift = fit_platt(z_bayes[:half], y_test[:half])
p_cool, p_platt = sigmoid(z_bayes / temperature), sigmoid(slope * z_bayes + shift)
print(f"T = {temperature:.2f}; a = {slope:.2f}, b = {shift:.2f}")

draw_curves(
    [
        ("naive Bayes", p_bayes, ORANGE),
        (f"divided by T = {temperature:.1f}", p_cool, GREEN),
        ("Platt scaling", p_platt, BLUE),
    ],
    "One number makes it humble, two make it right",
)

# %% [markdown]
# ## Part 5 · A threshold from costs
#
# Now the probabilities can be used. A call to somebody who would have stayed costs `cost_fp` (a false alarm); a leaver
# whom nobody called costs `cost_fn` (a miss). To call costs $(1 - p)\,c_{fp}$ on average, not to call $p\,c_{fn}$. Where
# the two are equal lies the threshold from which on it pays to call, and it has a formula. No sweep is needed, provided
# that the probabilities can be taken at their word.

# %% [markdown] question="q5" points=4
# ### Question 5: a threshold from costs
# *4 points*
#
# Write `cost_threshold(cost_fp, cost_fn)`, and `average_cost(y_true, proba, threshold, cost_fp, cost_fn)`: the mean cost of
# a customer if all with `proba >= threshold` are called. (Who is called rightly, and who is left alone rightly, costs
# nothing.)


# %% tags=["answer"]
def cost_threshold(cost_fp, cost_fn):
    """Return the probability from which on it is cheaper to call."""
    # BEGIN SOLUTION
    return cost_fp / (cost_fp + cost_fn)
    # END SOLUTION


def average_cost(y_true, proba, threshold, cost_fp, cost_fn):
    """Return the mean cost of a sample."""
    # BEGIN SOLUTION
    called = proba >= threshold
    alarms, misses = called & (y_true == 0), ~called & (y_true == 1)
    return cost_fp * np.mean(alarms) + cost_fn * np.mean(misses)
    # END SOLUTION


# %% tags=["check"]
def test_equal_costs(cost_threshold):
    """With equal costs the threshold is one half"""
    same(call(cost_threshold, "cost_threshold", 3.0, 3.0), 0.5, "cost_threshold(3, 3)")


# %% tags=["check"]
def test_cost_of_four(average_cost):
    """One false alarm at 2 among four customers costs 0.5 each"""
    labels, forecasts = np.array([0, 0, 1, 1]), np.array([0.1, 0.6, 0.7, 0.9])
    same(call(average_cost, "average_cost", labels, forecasts, 0.5, 2.0, 10.0), 0.5, "the average cost")


# %%
cost_fp, cost_fn = 20.0, 60.0
best = cost_threshold(cost_fp, cost_fn)
thresholds = np.linspace(0.005, 0.995, 199)
fig, ax = plt.subplots()
for name, p, color in (("naive Bayes", p_bayes, ORANGE), ("after Platt scaling", p_platt, BLUE)):
    costs = [average_cost(y_test, p, t, cost_fp, cost_fn) for t in thresholds]
    ax.plot(thresholds, costs, color=color, label=name)
    ax.plot(best, average_cost(y_test, p, best, cost_fp, cost_fn), "o", color=color)
ax.axvline(best, color=GREY, linestyle=":", label=f"the formula's threshold, {best:.3f}")
ax.set(xlabel="threshold", ylabel="mean cost of a customer", title="The formula finds the minimum, if $p$ is honest")
ax.legend()
plt.show()

# %% [markdown]
# ## Part 6 · What weights and resampling do
#
# One customer in nine leaves. A popular advice for such *imbalanced* data is `class_weight="balanced"`, or to draw the
# rare class again and again until both are equally frequent. Both tell the model that half of the customers leave, and
# it believes it.

# %%
zeros, ones = np.flatnonzero(y_train == 0), np.flatnonzero(y_train == 1)
drawn = np.concatenate([zeros, np.random.default_rng(1).choice(ones, len(zeros))])
p_weighted = LogisticRegression(class_weight="balanced").fit(X_train, y_train).predict_proba(X_test)[:, 1]
p_drawn = LogisticRegression().fit(X_train[drawn], y_train[drawn]).predict_proba(X_test)[:, 1]

draw_curves(
    [("as it is", p_logistic, BLUE), ("weighted", p_weighted, ORANGE), ("resampled", p_drawn, GREEN)],
    "Weights and resampling do the same harm",
)

# %% [markdown]
# The harm has a formula, and so it can be undone. Training with another share of ones multiplies the odds of class 1 by
# the ratio of the odds of the two shares. If $\pi'$ is the share that the model was trained with and $\pi$ the true one,
#
# $$ \frac{p}{1 - p} = \frac{p'}{1 - p'} \cdot \frac{\pi / (1 - \pi)}{\pi' / (1 - \pi')}. $$

# %% [markdown] question="q6" points=3
# ### Question 6: undoing weights and resampling
# *3 points*
#
# Write `corrected_proba(proba, share_trained, share_true)`, which takes the probabilities of a model trained with the share
# $\pi'$ to those of the true share $\pi$. `proba` may hold 0 and 1, which stay what they are.
#
# Then answer: with `class_weight="balanced"`, what changes, compared with no weights?
#
# - **a** The ranking of the customers becomes much better, and so does the AUC.
# - **b** The probabilities become too high, about as if half of the customers left; the ranking hardly changes.
# - **c** Nothing but the speed of training.
# - **d** The probabilities become better calibrated, since both classes count alike.


# %% tags=["answer"]
def corrected_proba(proba, share_trained, share_true):
    """Return the probabilities as they are where the share of ones is share_true."""
    # BEGIN SOLUTION
    factor = share_true / (1 - share_true) / (share_trained / (1 - share_trained))
    return factor * proba / (factor * proba + 1 - proba)
    # END SOLUTION


what_weights_do = "b"  # SOLUTION

# %% tags=["check"]
def test_even_odds(corrected_proba):
    """Even odds under equal shares become the true share"""
    value = call(corrected_proba, "corrected_proba", np.array([0.0, 0.5, 1.0]), 0.5, 0.1)
    same(value, [0.0, 0.1, 1.0], "corrected_proba([0, 0.5, 1], 0.5, 0.1)")


# %% tags=["check"]
def test_letter(what_weights_do):
    """`what_weights_do` is one of the letters"""
    told = str(what_weights_do).strip().lower()
    assert told in ("a", "b", "c", "d"), 'what_weights_do should be one of "a", "b", "c" and "d".'


# %%
share = y_train.mean()
draw_curves(
    [
        ("weighted", p_weighted, ORANGE),
        ("weighted, corrected", corrected_proba(p_weighted, 0.5, share), BLUE),
        ("resampled, corrected", corrected_proba(p_drawn, 0.5, share), GREEN),
    ],
    "Harm undone",
)

# %% [markdown]
# ## Handing in
# Restart the kernel, run everything from the top, save, and run `autograder check` on the notebook. Hand in the notebook.
