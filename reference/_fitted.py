"""What both classifiers ask of the rows that they are to judge."""

from typing import Protocol

from numpy.typing import ArrayLike

from reference._arrays import FloatArray, as_float64


class Fitted(Protocol):
    """A classifier with weights of shape (n_features, ...), once it is fitted."""

    weights: FloatArray


def fitted_rows(model: Fitted, X: ArrayLike, method: str) -> FloatArray:
    """Return X as float64, checked against the features that the model was fitted to."""
    call = f"{type(model).__name__}.{method}"
    if not hasattr(model, "weights"):
        raise RuntimeError(f"the model has no weights, but should be fitted first [{call}]")
    rows = as_float64(X, "X", call)
    n_features = len(model.weights)
    if rows.ndim != 2 or rows.shape[1] != n_features:
        raise ValueError(f"X.shape={rows.shape}, but should be (n_samples, {n_features}) [{call}]")
    return rows
