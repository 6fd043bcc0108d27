"""What is true: the mathematics of a course on logistic regression, in NumPy.

Theory of operation
-------------------
A student's function is judged against the one of the same name here, so what is here must be right
where floating-point numbers make it hard, and must not move.

Stable forms. sigmoid, softplus and softmax exponentiate nothing positive (no overflow) and add
nothing of opposite signs (no cancellation); each says which identity it uses. So sigmoid, the log
loss and the log-odds are within 4 ulp of the exact value for every float64, subnormal results
included, and the floating-point flags that a right answer raises on its way (e^-1000 underflows to
0) are silenced where they arise. Products of matrices are the caller's data: if they overflow,
NumPy says so.

Logits first. A probability that has rounded to 1 has forgotten how sure it was. Losses that train
a model start from the logits; those that start from probabilities take 0 inside a logarithm for
the smallest positive float64, which changes no other probability. `log(p + 1e-15)` would.

One gradient. bce_gradient differentiates regularised_loss and nothing else: the mean BCE plus
lambda/(2N) sum(w^2), without the bias. Likelihood and posterior are the same quantities times N.

Sums once rounded. Means and sums of losses are exact up to their last rounding, so they depend on
neither the order of the samples nor the machine.

Contract. Any real dtype comes in, float64 goes out, in the shape that came in; a scalar gives an
`np.float64`. Arguments are never written to. NaN gives NaN. What does not fit raises ValueError,
what is not a real number TypeError, in one sentence: the argument, what it was, what it should be,
the call.

Layers. Imports go down this list alone: _arrays, _summation; activations, boundary, interpretation;
losses; multiclass; _problem, objectives, gradients, likelihood; descent, _fitted;
logistic_regression, softmax_regression, imbalance, convergence; thresholds, lambdas; calibration. `by_hand`
imports nothing but `math`, for it runs in a browser. `datasets` needs scikit-learn when called;
neither is imported by any other module.

Names. ESL is Hastie, Tibshirani and Friedman, The Elements of Statistical Learning (2nd ed.);
PRML is Bishop, Pattern Recognition and Machine Learning (2006).
"""

from reference.activations import grad_sigmoid, log_sigmoid, sigmoid, softplus
from reference.boundary import decision_boundary
from reference.by_hand import train_1d
from reference.calibration import (
    BrierParts,
    Reliability,
    average_cost,
    brier_decomposition,
    brier_score,
    corrected_proba,
    cost_threshold,
    expected_calibration_error,
    fit_platt,
    fit_temperature,
    reliability_curve,
)
from reference.convergence import (
    iterations_to_converge,
    safe_learning_rate,
    weight_norm_bound,
    weight_norms,
)
from reference.gradients import bce_gradient, softmax_gradient
from reference.imbalance import (
    balanced_class_weights,
    fit_weighted,
    majority_accuracy,
    weighted_bce_gradient,
)
from reference.interpretation import Standardised, log_odds, odds_ratios, standardise
from reference.lambdas import LAMBDAS, lambda_sweep, underfit_lambda
from reference.likelihood import coin_likelihood, map_objective, neg_log_likelihood, theta_mle
from reference.logistic_regression import LogisticRegression
from reference.losses import bce, bce_from_logits, entropy, log_loss, log_loss_from_logits
from reference.multiclass import (
    categorical_cross_entropy,
    categorical_cross_entropy_from_logits,
    log_softmax,
    softmax,
)
from reference.objectives import mse_of_sigmoid, regularised_loss
from reference.softmax_regression import SoftmaxRegression
from reference.thresholds import THRESHOLDS, ThresholdSweep, best_threshold, best_thresholds, threshold_sweep

__all__ = [
    "LAMBDAS",
    "THRESHOLDS",
    "BrierParts",
    "LogisticRegression",
    "Reliability",
    "SoftmaxRegression",
    "Standardised",
    "ThresholdSweep",
    "average_cost",
    "balanced_class_weights",
    "bce",
    "bce_from_logits",
    "bce_gradient",
    "best_threshold",
    "best_thresholds",
    "brier_decomposition",
    "brier_score",
    "categorical_cross_entropy",
    "categorical_cross_entropy_from_logits",
    "coin_likelihood",
    "corrected_proba",
    "cost_threshold",
    "decision_boundary",
    "entropy",
    "expected_calibration_error",
    "fit_platt",
    "fit_temperature",
    "fit_weighted",
    "grad_sigmoid",
    "iterations_to_converge",
    "lambda_sweep",
    "log_loss",
    "log_loss_from_logits",
    "log_odds",
    "log_sigmoid",
    "log_softmax",
    "majority_accuracy",
    "map_objective",
    "mse_of_sigmoid",
    "neg_log_likelihood",
    "odds_ratios",
    "regularised_loss",
    "reliability_curve",
    "safe_learning_rate",
    "sigmoid",
    "softmax",
    "softmax_gradient",
    "softplus",
    "standardise",
    "theta_mle",
    "threshold_sweep",
    "train_1d",
    "underfit_lambda",
    "weight_norm_bound",
    "weight_norms",
    "weighted_bce_gradient",
]
