"""Right definitions of what later questions build on, for whoever has an earlier one wrong."""

import numpy as np


def mean_log_loss(y_true, proba):
    y = np.asarray(y_true, dtype=float)
    p = np.clip(np.asarray(proba, dtype=float), 1e-15, 1 - 1e-15)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def reliability_curve(y_true, proba, n_bins=10):
    y, p = np.asarray(y_true, dtype=float), np.asarray(proba, dtype=float)
    place = np.minimum((p * n_bins).astype(int), n_bins - 1)
    bins = [place == k for k in np.unique(place)]
    return (
        np.array([p[one].mean() for one in bins]),
        np.array([y[one].mean() for one in bins]),
        np.array([one.sum() for one in bins]),
    )
