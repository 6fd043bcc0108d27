"""What students of this chapter get wrong, each as they would write it.

First the right forms, which the variants use as a notebook's cells use one another; then the variants, part by part.
"""

import numpy as np
from scipy.optimize import minimize, minimize_scalar
from sklearn.linear_model import LogisticRegression

from autograder.misconceptions import misconception


def sigmoid(z):
    shrunk = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, shrunk) / (1.0 + shrunk)


def brier_score(y_true, proba):
    return np.mean((proba - y_true) ** 2)


def mean_log_loss(y_true, proba):
    inside = np.clip(proba, 1e-15, 1 - 1e-15)
    return -np.mean(y_true * np.log(inside) + (1 - y_true) * np.log(1 - inside))


def reliability_curve(y_true, proba, n_bins=10):
    place = np.minimum((proba * n_bins).astype(int), n_bins - 1)
    bins = [place == k for k in np.unique(place)]
    forecast = np.array([proba[one].mean() for one in bins])
    return forecast, np.array([y_true[one].mean() for one in bins]), np.array([one.sum() for one in bins])


def expected_calibration_error(y_true, proba, n_bins=10):
    forecast, observed, counts = reliability_curve(y_true, proba, n_bins)
    return np.sum(counts * np.abs(forecast - observed)) / np.sum(counts)


def brier_decomposition(y_true, proba):
    rate, total = np.mean(y_true), len(y_true)
    groups = [(value, y_true[proba == value]) for value in np.unique(proba)]
    reliability = sum(len(g) * (value - g.mean()) ** 2 for value, g in groups) / total
    resolution = sum(len(g) * (g.mean() - rate) ** 2 for _, g in groups) / total
    return reliability, resolution, rate * (1 - rate)


def fit_temperature(logits, y_true):
    return np.exp(minimize_scalar(lambda log_t: mean_log_loss(y_true, sigmoid(logits / np.exp(log_t)))).x)


def fit_platt(scores, y_true):
    slope, shift = minimize(lambda line: mean_log_loss(y_true, sigmoid(line[0] * scores + line[1])), np.zeros(2)).x
    return slope, shift


def cost_threshold(cost_fp, cost_fn):
    return cost_fp / (cost_fp + cost_fn)


def average_cost(y_true, proba, threshold, cost_fp, cost_fn):
    called = proba >= threshold
    return cost_fp * np.mean(called & (y_true == 0)) + cost_fn * np.mean(~called & (y_true == 1))


def corrected_proba(proba, share_trained, share_true):
    factor = share_true / (1 - share_true) / (share_trained / (1 - share_trained))
    return factor * proba / (factor * proba + 1 - proba)


# --- part 1: scores -----------------------------------------------------------------------------------------------


@misconception("brier-root", question="q1", name="brier_score", hint="Is a root asked for? That would not be proper.")
def brier_root(y_true, proba):
    return np.sqrt(np.mean((proba - y_true) ** 2))


@misconception(
    "brier-absolute", question="q1", name="brier_score", hint="What happens to a distance before the mean is taken?"
)
def brier_absolute(y_true, proba):
    return np.mean(np.abs(proba - y_true))


@misconception("brier-summed", question="q1", name="brier_score", hint="Should the score grow with more samples?")
def brier_summed(y_true, proba):
    return np.sum((proba - y_true) ** 2)


@misconception(
    "brier-both-classes",
    question="q1",
    name="brier_score",
    hint="How many probabilities of each sample are compared in the task's formula?",
    source="Brier (1950) sums over all classes, which doubles the score of two",
)
def brier_both_classes(y_true, proba):
    return np.mean((proba - y_true) ** 2 + ((1 - proba) - (1 - y_true)) ** 2)


@misconception(
    "brier-of-decisions",
    question="q1",
    name="brier_score",
    hint="What is lost when a probability is rounded to 0 or 1?",
)
def brier_of_decisions(y_true, proba):
    return np.mean(((proba >= 0.5) - y_true) ** 2)


@misconception("mean-log-loss-in-bits", question="q1", name="mean_log_loss", hint="Which unit is asked for?")
def mean_log_loss_in_bits(y_true, proba):
    inside = np.clip(proba, 1e-15, 1 - 1e-15)
    return -np.mean(y_true * np.log2(inside) + (1 - y_true) * np.log2(1 - inside))


@misconception("mean-log-loss-sign", question="q1", name="mean_log_loss", hint="Can what one pays be negative here?")
def mean_log_loss_sign(y_true, proba):
    inside = np.clip(proba, 1e-15, 1 - 1e-15)
    return np.mean(y_true * np.log(inside) + (1 - y_true) * np.log(1 - inside))


@misconception("mean-log-loss-only-ones", question="q1", name="mean_log_loss", hint="What do samples with y = 0 cost?")
def mean_log_loss_only_ones(y_true, proba):
    return -np.mean(y_true * np.log(np.clip(proba, 1e-15, 1 - 1e-15)))


@misconception(
    "mean-log-loss-infinite", question="q1", name="mean_log_loss", hint="What is 0 * log(0), and what is log(0)?"
)
def mean_log_loss_infinite(y_true, proba):
    return -np.mean(y_true * np.log(proba) + (1 - y_true) * np.log(1 - proba))


@misconception(
    "mean-log-loss-clipped-too-far",
    question="q1",
    name="mean_log_loss",
    hint="How far from 0 and 1 may p be kept before the exact values change?",
)
def mean_log_loss_clipped_too_far(y_true, proba):
    inside = np.clip(proba, 1e-6, 1 - 1e-6)
    return -np.mean(y_true * np.log(inside) + (1 - y_true) * np.log(1 - inside))


@misconception(
    "mean-log-loss-changes-proba",
    question="q1",
    name="mean_log_loss",
    hint="Whose array is written to when zeros are replaced in `proba`?",
)
def mean_log_loss_changes_proba(y_true, proba):
    proba[proba == 0] = 1e-15
    proba[proba == 1] = 1 - 1e-15
    return -np.mean(y_true * np.log(proba) + (1 - y_true) * np.log(1 - proba))


# --- part 2: the curve --------------------------------------------------------------------------------------------


@misconception(
    "curve-bin-centres",
    question="q2",
    name="reliability_curve",
    hint="Where in its bin does a forecast lie: always in the middle?",
)
def curve_bin_centres(y_true, proba, n_bins=10):
    place = np.minimum((proba * n_bins).astype(int), n_bins - 1)
    bins = [place == k for k in np.unique(place)]
    centres = (np.unique(place) + 0.5) / n_bins
    return centres, np.array([y_true[one].mean() for one in bins]), np.array([one.sum() for one in bins])


@misconception("curve-empty-bins", question="q2", name="reliability_curve", hint="What is the mean of an empty bin?")
def curve_empty_bins(y_true, proba, n_bins=10):
    place = np.minimum((proba * n_bins).astype(int), n_bins - 1)
    counts = np.bincount(place, minlength=n_bins)
    with np.errstate(all="ignore"):
        forecast = np.bincount(place, proba, n_bins) / counts
        return forecast, np.bincount(place, y_true, n_bins) / counts, counts


@misconception(
    "curve-equal-counts",
    question="q2",
    name="reliability_curve",
    hint="Are the bins to be equally wide, or equally full?",
)
def curve_equal_counts(y_true, proba, n_bins=10):
    parts = [one for one in np.array_split(np.argsort(proba), n_bins) if len(one)]
    forecast = np.array([proba[one].mean() for one in parts])
    return forecast, np.array([y_true[one].mean() for one in parts]), np.array([len(one) for one in parts])


@misconception("curve-one-left-over", question="q2", name="reliability_curve", hint="In which bin is p = 1?")
def curve_one_left_over(y_true, proba, n_bins=10):
    place = (proba * n_bins).astype(int)
    bins = [place == k for k in np.unique(place)]
    forecast = np.array([proba[one].mean() for one in bins])
    return forecast, np.array([y_true[one].mean() for one in bins]), np.array([one.sum() for one in bins])


@misconception(
    "curve-share-of-all", question="q2", name="reliability_curve", hint="A share of what is `observed`: of all samples?"
)
def curve_share_of_all(y_true, proba, n_bins=10):
    place = np.minimum((proba * n_bins).astype(int), n_bins - 1)
    bins = [place == k for k in np.unique(place)]
    forecast = np.array([proba[one].mean() for one in bins])
    observed = np.array([y_true[one].sum() / len(y_true) for one in bins])
    return forecast, observed, np.array([one.sum() for one in bins])


@misconception(
    "curve-axes-swapped", question="q2", name="reliability_curve", hint="Which of the three arrays comes first?"
)
def curve_axes_swapped(y_true, proba, n_bins=10):
    place = np.minimum((proba * n_bins).astype(int), n_bins - 1)
    bins = [place == k for k in np.unique(place)]
    forecast = np.array([proba[one].mean() for one in bins])
    return np.array([y_true[one].mean() for one in bins]), forecast, np.array([one.sum() for one in bins])


# --- part 3: numbers ----------------------------------------------------------------------------------------------


@misconception(
    "calibration-error-unweighted",
    question="q3",
    name="expected_calibration_error",
    hint="Does a bin with one sample count as much as one with a thousand?",
)
def calibration_error_unweighted(y_true, proba, n_bins=10):
    forecast, observed, _ = reliability_curve(y_true, proba, n_bins)
    return np.mean(np.abs(forecast - observed))


@misconception(
    "calibration-error-largest",
    question="q3",
    name="expected_calibration_error",
    hint="Is the largest gap asked for, or the average one?",
)
def calibration_error_largest(y_true, proba, n_bins=10):
    forecast, observed, _ = reliability_curve(y_true, proba, n_bins)
    return np.max(np.abs(forecast - observed))


@misconception(
    "calibration-error-signed",
    question="q3",
    name="expected_calibration_error",
    hint="May a bin that is too high make up for one that is too low?",
)
def calibration_error_signed(y_true, proba, n_bins=10):
    forecast, observed, counts = reliability_curve(y_true, proba, n_bins)
    return np.abs(np.sum(counts * (forecast - observed)) / np.sum(counts))


@misconception(
    "calibration-error-squared",
    question="q3",
    name="expected_calibration_error",
    hint="How is a distance measured in the formula: squared?",
)
def calibration_error_squared(y_true, proba, n_bins=10):
    forecast, observed, counts = reliability_curve(y_true, proba, n_bins)
    return np.sum(counts * (forecast - observed) ** 2) / np.sum(counts)


@misconception(
    "decomposition-in-bins",
    question="q3",
    name="brier_decomposition",
    hint="Which samples make a group: those of one bin, or those of one forecast?",
)
def decomposition_in_bins(y_true, proba):
    forecast, observed, counts = reliability_curve(y_true, proba)
    rate, total = np.mean(y_true), len(y_true)
    reliability = np.sum(counts * (forecast - observed) ** 2) / total
    return reliability, np.sum(counts * (observed - rate) ** 2) / total, rate * (1 - rate)


@misconception(
    "decomposition-unweighted",
    question="q3",
    name="brier_decomposition",
    hint="Does a group of one count as much as a group of ten?",
)
def decomposition_unweighted(y_true, proba):
    rate = np.mean(y_true)
    groups = [(value, y_true[proba == value].mean()) for value in np.unique(proba)]
    reliability = np.mean([(value - share) ** 2 for value, share in groups])
    return reliability, np.mean([(share - rate) ** 2 for _, share in groups]), rate * (1 - rate)


@misconception(
    "decomposition-of-forecasts",
    question="q3",
    name="brier_decomposition",
    hint="Resolution compares a group with all samples: what of the group?",
)
def decomposition_of_forecasts(y_true, proba):
    rate, total = np.mean(y_true), len(y_true)
    groups = [(value, y_true[proba == value]) for value in np.unique(proba)]
    reliability = sum(len(g) * (value - g.mean()) ** 2 for value, g in groups) / total
    return reliability, np.mean((proba - rate) ** 2), rate * (1 - rate)


@misconception(
    "decomposition-uncertainty-of-forecasts",
    question="q3",
    name="brier_decomposition",
    hint="Can what is not up to the model depend on its forecasts?",
)
def decomposition_uncertainty_of_forecasts(y_true, proba):
    rate, total = np.mean(y_true), len(y_true)
    groups = [(value, y_true[proba == value]) for value in np.unique(proba)]
    reliability = sum(len(g) * (value - g.mean()) ** 2 for value, g in groups) / total
    resolution = sum(len(g) * (g.mean() - rate) ** 2 for _, g in groups) / total
    return reliability, resolution, np.mean(proba) * (1 - np.mean(proba))


# --- part 4: recalibration ----------------------------------------------------------------------------------------


@misconception(
    "temperature-inverse",
    question="q4",
    name="fit_temperature",
    hint="Are the logits multiplied by the temperature, or divided by it?",
)
def temperature_inverse(logits, y_true):
    return np.exp(minimize_scalar(lambda log_t: mean_log_loss(y_true, sigmoid(logits * np.exp(log_t)))).x)


@misconception(
    "temperature-by-brier",
    question="q4",
    name="fit_temperature",
    hint="Which of the two scores of part 1 is to be smallest?",
)
def temperature_by_brier(logits, y_true):
    return np.exp(minimize_scalar(lambda log_t: np.mean((sigmoid(logits / np.exp(log_t)) - y_true) ** 2)).x)


@misconception(
    "temperature-at-least-one",
    question="q4",
    name="fit_temperature",
    hint="Could a model be too shy, rather than too sure?",
)
def temperature_at_least_one(logits, y_true):
    grid = np.arange(1.0, 10.0, 0.01)
    return grid[np.argmin([mean_log_loss(y_true, sigmoid(logits / t)) for t in grid])]


@misconception(
    "platt-penalised",
    question="q4",
    name="fit_platt",
    hint="What does scikit-learn's `C` do when it is not given?",
    source="scikit-learn's default, C = 1",
)
def platt_penalised(scores, y_true):
    model = LogisticRegression().fit(scores.reshape(-1, 1), y_true)
    return model.coef_[0, 0], model.intercept_[0]


@misconception(
    "platt-smoothed",
    question="q4",
    name="fit_platt",
    hint="Which targets does the task ask for: the labels, or labels that are moved towards 1/2?",
    source="Platt (1999), section 2.2, and scikit-learn's CalibratedClassifierCV",
)
def platt_smoothed(scores, y_true):
    ones, zeros = np.sum(y_true == 1), np.sum(y_true == 0)
    target = np.where(y_true == 1, (ones + 1) / (ones + 2), 1 / (zeros + 2))
    slope, shift = minimize(lambda line: mean_log_loss(target, sigmoid(line[0] * scores + line[1])), np.zeros(2)).x
    return slope, shift


@misconception("platt-without-shift", question="q4", name="fit_platt", hint="How many numbers are to be fitted?")
def platt_without_shift(scores, y_true):
    return minimize(lambda a: mean_log_loss(y_true, sigmoid(a[0] * scores)), np.zeros(1)).x[0], 0.0


@misconception("platt-order", question="q4", name="fit_platt", hint="In which order are slope and shift returned?")
def platt_order(scores, y_true):
    slope, shift = minimize(lambda line: mean_log_loss(y_true, sigmoid(line[0] * scores + line[1])), np.zeros(2)).x
    return shift, slope


@misconception(
    "platt-sign",
    question="q4",
    name="fit_platt",
    hint="Which sign has the exponent in the task's formula, and which in Platt's?",
    source="Platt (1999) writes 1 / (1 + exp(A f + B))",
)
def platt_sign(scores, y_true):
    slope, shift = minimize(lambda line: mean_log_loss(y_true, sigmoid(-(line[0] * scores + line[1]))), np.zeros(2)).x
    return slope, shift


# --- part 5: costs ------------------------------------------------------------------------------------------------


@misconception(
    "threshold-swapped",
    question="q5",
    name="cost_threshold",
    hint="If misses become dearer, should more customers be called or fewer?",
)
def threshold_swapped(cost_fp, cost_fn):
    return cost_fn / (cost_fp + cost_fn)


@misconception(
    "threshold-ratio",
    question="q5",
    name="cost_threshold",
    hint="At the threshold, (1 - p) times one cost is p times the other: what of the 1 - p?",
)
def threshold_ratio(cost_fp, cost_fn):
    return cost_fp / cost_fn


@misconception("cost-swapped", question="q5", name="average_cost", hint="Which of the two costs does a miss have?")
def cost_swapped(y_true, proba, threshold, cost_fp, cost_fn):
    called = proba >= threshold
    return cost_fn * np.mean(called & (y_true == 0)) + cost_fp * np.mean(~called & (y_true == 1))


@misconception("cost-summed", question="q5", name="average_cost", hint="Is the cost of all asked for, or of one?")
def cost_summed(y_true, proba, threshold, cost_fp, cost_fn):
    called = proba >= threshold
    return cost_fp * np.sum(called & (y_true == 0)) + cost_fn * np.sum(~called & (y_true == 1))


@misconception(
    "cost-of-rates",
    question="q5",
    name="average_cost",
    hint="By how many samples are the false alarms divided: by all, or by those with y = 0?",
)
def cost_of_rates(y_true, proba, threshold, cost_fp, cost_fn):
    called = proba >= threshold
    return cost_fp * np.mean(called[y_true == 0]) + cost_fn * np.mean(~called[y_true == 1])


@misconception(
    "cost-above-threshold", question="q5", name="average_cost", hint="What happens to who is exactly on the threshold?"
)
def cost_above_threshold(y_true, proba, threshold, cost_fp, cost_fn):
    called = proba > threshold
    return cost_fp * np.mean(called & (y_true == 0)) + cost_fn * np.mean(~called & (y_true == 1))


# --- part 6: imbalance --------------------------------------------------------------------------------------------


@misconception(
    "correction-backwards",
    question="q6",
    name="corrected_proba",
    hint="If fewer leave than the model was told, do probabilities go up or down?",
)
def correction_backwards(proba, share_trained, share_true):
    factor = share_trained / (1 - share_trained) / (share_true / (1 - share_true))
    return factor * proba / (factor * proba + 1 - proba)


@misconception(
    "correction-scales-proba",
    question="q6",
    name="corrected_proba",
    hint="What is multiplied: the probability, or the odds? Look at what becomes of p = 1.",
)
def correction_scales_proba(proba, share_trained, share_true):
    return proba * share_true / share_trained


@misconception(
    "correction-ones-alone",
    question="q6",
    name="corrected_proba",
    hint="The share of ones changed; what became of the share of zeros?",
)
def correction_ones_alone(proba, share_trained, share_true):
    factor = share_true / share_trained
    return factor * proba / (factor * proba + 1 - proba)


@misconception(
    "correction-stays-odds", question="q6", name="corrected_proba", hint="Are these odds, or probabilities again?"
)
def correction_stays_odds(proba, share_trained, share_true):
    factor = share_true / (1 - share_true) / (share_trained / (1 - share_trained))
    with np.errstate(divide="ignore"):
        return factor * proba / (1 - proba)


@misconception(
    "correction-odds-of-one",
    question="q6",
    name="corrected_proba",
    hint="What are the odds of p = 1, and what is left of them in odds / (1 + odds)?",
)
def correction_odds_of_one(proba, share_trained, share_true):
    factor = share_true / (1 - share_true) / (share_trained / (1 - share_trained))
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = factor * proba / (1 - proba)
        return odds / (1 + odds)


@misconception(
    "weights-improve-ranking",
    question="q6",
    value="what_weights_do",
    hint="Compare the two figures of part 6: what moved, and what did not?",
)
def weights_improve_ranking():
    return "a"
