"""Right answers that look different: what must get all points, and no hint.  See autograder.misconceptions."""

import numpy as np

from autograder.misconceptions import equivalent


def sigmoid(z):
    shrunk = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, shrunk) / (1.0 + shrunk)


def mean_log_loss(y_true, proba):
    inside = np.clip(proba, 1e-15, 1 - 1e-15)
    return -np.mean(y_true * np.log(inside) + (1 - y_true) * np.log(1 - inside))


# --- part 1 -------------------------------------------------------------------------------------------------------


@equivalent("brier-scikit-learn", question="q1", name="brier_score")
def brier_scikit_learn(y_true, proba):
    from sklearn.metrics import brier_score_loss

    return brier_score_loss(y_true, proba)


@equivalent("brier-loop", question="q1", name="brier_score")
def brier_loop(y_true, proba):
    total = 0.0
    for label, p in zip(y_true, proba, strict=True):
        total += (1 - p) ** 2 if label else p**2
    return [total / len(y_true)]


@equivalent("brier-single-precision", question="q1", name="brier_score")
def brier_single_precision(y_true, proba):
    return np.mean((np.asarray(proba, dtype=np.float32) - y_true) ** 2)


@equivalent("mean-log-loss-scikit-learn", question="q1", name="mean_log_loss")
def mean_log_loss_scikit_learn(y_true, proba):
    from sklearn.metrics import log_loss

    return log_loss(y_true, proba)


@equivalent("mean-log-loss-of-chosen", question="q1", name="mean_log_loss")
def mean_log_loss_of_chosen(y_true, proba):
    chosen = np.where(y_true == 1, proba, 1 - proba)
    return np.array(-np.log(np.maximum(chosen, 1e-12)).mean())


# --- part 2 -------------------------------------------------------------------------------------------------------


@equivalent("curve-scikit-learn", question="q2", name="reliability_curve")
def curve_scikit_learn(y_true, proba, n_bins=10):
    from sklearn.calibration import calibration_curve

    observed, forecast = calibration_curve(y_true, proba, n_bins=n_bins)
    counts, _ = np.histogram(proba, bins=n_bins, range=(0, 1))
    return forecast, observed, counts[counts > 0]


@equivalent("curve-digitize", question="q2", name="reliability_curve")
def curve_digitize(y_true, proba, n_bins=10):
    edges = np.linspace(0, 1, n_bins + 1)
    place = np.digitize(proba, edges[1:-1])
    counts = np.bincount(place, minlength=n_bins)
    full = counts > 0
    forecast = np.bincount(place, weights=proba, minlength=n_bins)[full] / counts[full]
    observed = np.bincount(place, weights=y_true, minlength=n_bins)[full] / counts[full]
    return np.vstack([forecast, observed, counts[full]])


@equivalent("curve-loop", question="q2", name="reliability_curve")
def curve_loop(y_true, proba, n_bins=10):
    forecast, observed, counts = [], [], []
    for k in range(n_bins):
        last = k == n_bins - 1
        chosen = [
            (p, label)
            for p, label in zip(proba, y_true, strict=True)
            if k / n_bins <= p and (p < (k + 1) / n_bins or last)
        ]
        if chosen:
            forecast.append(sum(p for p, _ in chosen) / len(chosen))
            observed.append(sum(label for _, label in chosen) / len(chosen))
            counts.append(float(len(chosen)))
    return forecast, observed, counts


@equivalent("curve-single-precision", question="q2", name="reliability_curve")
def curve_single_precision(y_true, proba, n_bins=10):
    p = np.asarray(proba, dtype=np.float32)
    place = np.minimum((p * n_bins).astype(int), n_bins - 1)
    bins = [place == k for k in np.unique(place)]
    forecast = np.array([p[one].mean() for one in bins])
    return [forecast, np.array([y_true[one].mean() for one in bins]), np.array([one.sum() for one in bins])]


# --- part 3 -------------------------------------------------------------------------------------------------------


@equivalent("calibration-error-of-sums", question="q3", name="expected_calibration_error")
def calibration_error_of_sums(y_true, proba, n_bins=10):
    place = np.minimum(np.floor(np.asarray(proba) * n_bins), n_bins - 1)
    return sum(abs(np.sum((proba - y_true)[place == k])) for k in range(n_bins)) / len(y_true)


@equivalent("decomposition-unique", question="q3", name="brier_decomposition")
def decomposition_unique(y_true, proba):
    values, place, counts = np.unique(proba, return_inverse=True, return_counts=True)
    shares = np.bincount(place, weights=y_true) / counts
    weights, rate = counts / counts.sum(), np.mean(y_true)
    return [weights @ (values - shares) ** 2, weights @ (shares - rate) ** 2, np.var(y_true)]


@equivalent("decomposition-single-precision", question="q3", name="brier_decomposition")
def decomposition_single_precision(y_true, proba):
    p = np.asarray(proba, dtype=np.float32)
    shares = np.array([y_true[p == value].mean() for value in p], dtype=np.float32)
    rate = y_true.mean(dtype=np.float32)
    return np.mean((p - shares) ** 2), np.mean((shares - rate) ** 2), rate - rate**2


# --- part 4 -------------------------------------------------------------------------------------------------------


@equivalent("temperature-scikit-learn", question="q4", name="fit_temperature")
def temperature_scikit_learn(logits, y_true):
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=np.inf, fit_intercept=False).fit(np.reshape(logits, (-1, 1)), y_true)
    return 1 / model.coef_[0]


@equivalent("temperature-newton", question="q4", name="fit_temperature")
def temperature_newton(logits, y_true):
    slope = 0.0
    for _ in range(50):
        p = sigmoid(slope * logits)
        slope -= np.sum((p - y_true) * logits) / np.sum(p * (1 - p) * logits**2)
    return 1 / slope


@equivalent("temperature-grid", question="q4", name="fit_temperature")
def temperature_grid(logits, y_true):
    grid = np.arange(0.05, 10, 0.002)
    return grid[np.argmin([mean_log_loss(y_true, sigmoid(logits / t)) for t in grid])]


@equivalent("platt-scikit-learn", question="q4", name="fit_platt")
def platt_scikit_learn(scores, y_true):
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=np.inf).fit(np.reshape(scores, (-1, 1)), y_true)
    return model.coef_.item(), model.intercept_


@equivalent("platt-descent", question="q4", name="fit_platt")
def platt_descent(scores, y_true):
    slope = shift = 0.0
    for _ in range(3000):
        error = sigmoid(slope * scores + shift) - y_true
        slope -= 0.3 * np.mean(error * scores)
        shift -= 0.3 * np.mean(error)
    return np.array([slope, shift])


# --- part 5 -------------------------------------------------------------------------------------------------------


@equivalent("cost-threshold-of-ratio", question="q5", name="cost_threshold")
def cost_threshold_of_ratio(cost_fp, cost_fn):
    return 1 / (1 + cost_fn / cost_fp)


@equivalent("cost-confusion-matrix", question="q5", name="average_cost")
def cost_confusion_matrix(y_true, proba, threshold, cost_fp, cost_fn):
    from sklearn.metrics import confusion_matrix

    _, fp, fn, _ = confusion_matrix(y_true, proba >= threshold, labels=[0, 1]).ravel()
    return (fp * cost_fp + fn * cost_fn) / len(y_true)


@equivalent("cost-where", question="q5", name="average_cost")
def cost_where(y_true, proba, threshold, cost_fp, cost_fn):
    costs = np.where(proba >= threshold, cost_fp * (1 - y_true), cost_fn * y_true)
    return float(np.average(costs))


# --- part 6 -------------------------------------------------------------------------------------------------------


@equivalent("correction-bayes", question="q6", name="corrected_proba")
def correction_bayes(proba, share_trained, share_true):
    ones = proba * share_true / share_trained
    return ones / (ones + (1 - proba) * (1 - share_true) / (1 - share_trained))


@equivalent("correction-logits", question="q6", name="corrected_proba")
def correction_logits(proba, share_trained, share_true):
    from scipy.special import expit, logit

    return expit(logit(proba) + logit(share_true) - logit(share_trained))


@equivalent("correction-single-precision", question="q6", name="corrected_proba")
def correction_single_precision(proba, share_trained, share_true):
    p = np.asarray(proba, dtype=np.float32)
    factor = np.float32(share_true / (1 - share_true) / (share_trained / (1 - share_trained)))
    return factor * p / (factor * p + 1 - p)


@equivalent("what-weights-do-in-brackets", question="q6", value="what_weights_do")
def what_weights_do_in_brackets():
    return "(B)"
