"""What the weights say: log-odds that add up, odds that multiply."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from reference._arrays import FloatArray, as_float64, as_probability, as_samples


@np.errstate(divide="ignore", under="ignore")
def log_odds(p: ArrayLike) -> FloatArray:
    """Return log(p / (1 - p)), the x of p = s(x), in nats; of a logistic model it is w.x + b.

    Computed as 2 artanh(2p - 1) from p = 1/4 on, where 2p - 1 is exact, so that nothing cancels
    at p = 1/2; below, log p and log(1 - p) differ enough to be subtracted.

    Args:
        p: probabilities of any shape; NaN gives NaN.

    Returns:
        float64 of p's shape: -inf at 0, 0 at 1/2, inf at 1. Within 4 ulp of the exact value.

    Raises:
        TypeError: p is not real.
        ValueError: p lies outside [0, 1].

    Source: ESL eq. 4.17; Bishop, PRML, eq. 4.61.

    >>> log_odds([0, 0.5, 1])
    array([-inf,   0.,  inf])
    """
    p = as_probability(p, "p", "log_odds(p)")
    return np.where(p < 0.25, np.log(p) - np.log1p(-p), 2.0 * np.arctanh(2.0 * p - 1.0))[()]


@np.errstate(over="ignore", under="ignore")
def odds_ratios(weights: ArrayLike) -> FloatArray:
    """Return e^w: the factor on the odds p / (1 - p) when a feature grows by one unit.

    A weight of log 2 = 0.693 doubles the odds, whatever they were. Standardise the features
    before comparing magnitudes: one unit of tenure is a month, one of charges a dollar.

    Args:
        weights: real numbers of any shape.

    Returns:
        float64 of that shape; inf above 709.78.

    Raises:
        TypeError: weights is not real.

    Source: ESL 4.4.2; Hosmer, Lemeshow and Sturdivant, Applied Logistic Regression, ch. 3.

    >>> odds_ratios([0, 1])
    array([1.        , 2.71828183])
    """
    return np.exp(as_float64(weights, "weights", "odds_ratios(weights)"))


class Standardised(NamedTuple):
    """Features of mean 0 and standard deviation 1, and what was taken from each."""

    X: FloatArray
    mean: FloatArray
    scale: FloatArray


def standardise(X: ArrayLike) -> Standardised:
    """Return (X - mean) / standard deviation by column; a constant column becomes 0.

    Fit it on training rows alone, and use its mean and scale on all others.

    Args:
        X: shape (n_samples, n_features).

    Returns:
        The scaled X, the column means and the population standard deviations (1 for a constant
        column), float64.

    Raises:
        TypeError: X is not real.
        ValueError: X is not two-dimensional or has no samples.

    Source: ESL 3.4.1; scikit-learn's StandardScaler has the same conventions.

    >>> standardise([[1.0, 7.0], [3.0, 7.0]]).X
    array([[-1.,  0.],
           [ 1.,  0.]])
    """
    X = as_samples(X, "standardise(X)")
    mean = X[0] + (X - X[0]).mean(axis=0)  # from the first row: exact for a constant column
    deviation = X - mean
    spread = deviation.std(axis=0)
    scale = np.where(spread == 0.0, 1.0, spread)
    return Standardised(deviation / scale, mean, scale)
