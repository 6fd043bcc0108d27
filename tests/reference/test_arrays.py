"""The contract of all functions: what comes in, what goes out, what is refused and how."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import reference as ref

Function = Callable[..., Any]

ELEMENTWISE: list[Function] = [
    ref.sigmoid,
    ref.grad_sigmoid,
    ref.softplus,
    ref.log_sigmoid,
    ref.entropy,
    ref.log_odds,
    ref.odds_ratios,
    ref.coin_likelihood,
]
PAIRWISE: list[Function] = [ref.log_loss, ref.log_loss_from_logits]
OF_A_MODEL: list[Function] = [
    ref.regularised_loss,
    ref.mse_of_sigmoid,
    ref.bce_gradient,
    ref.neg_log_likelihood,
    ref.map_objective,
]
DTYPES = ["?", "i1", "u1", "i4", "i8", "u8", "f2", "f4", "f8", "g"]

X = [[1.0, 2.0], [3.0, 5.0], [0.0, -1.0]]
Y = [0.0, 1.0, 1.0]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("function", ELEMENTWISE)
def test_any_real_dtype_comes_in_and_float64_goes_out(function: Function, dtype: str) -> None:
    """0 and 1 of every real dtype give what 0.0 and 1.0 give, as float64."""
    out = function(np.array([[0, 1], [1, 0]], dtype=dtype))
    assert out.dtype == np.float64
    np.testing.assert_array_equal(out, function(np.array([[0.0, 1.0], [1.0, 0.0]])))


@pytest.mark.parametrize("function", ELEMENTWISE)
@pytest.mark.parametrize("shape", [(0,), (1,), (3,), (2, 0), (2, 3), (2, 1, 3)])
def test_the_shape_that_came_in_goes_out(function: Function, shape: tuple[int, ...]) -> None:
    """Any shape is kept, empty ones too, in any memory order."""
    values = np.full(shape, 0.5)
    assert function(values).shape == shape
    assert function(np.asfortranarray(values)).shape == shape


@pytest.mark.parametrize("scalar", [True, 1, 1.0, np.float32(1), np.int8(1), np.array(1.0)])
@pytest.mark.parametrize("function", ELEMENTWISE)
def test_a_scalar_gives_a_float64_scalar(function: Function, scalar: Any) -> None:
    """Python numbers, NumPy scalars and 0-d arrays all give an np.float64."""
    assert type(function(scalar)) is np.float64


@pytest.mark.parametrize("function", PAIRWISE)
def test_a_pair_of_scalars_gives_a_float64_scalar(function: Function) -> None:
    """Two scalars give an np.float64, a scalar and an array an array."""
    assert type(function(1, 0.25)) is np.float64
    assert function(1, [0.25, 0.5]).shape == (2,)
    assert function([[0, 1]], 0.25).shape == (1, 2)


@pytest.mark.parametrize("function", [ref.bce, ref.bce_from_logits, *OF_A_MODEL])
def test_a_mean_or_sum_is_a_float64_scalar(function: Function) -> None:
    """Means, sums and db are np.float64, whatever integers came in."""
    arguments = ([0, 1], [1, 0]) if function not in OF_A_MODEL else ([[1], [2]], [0, 1], [1], 0)
    out = function(*arguments)
    assert type(out[1] if isinstance(out, tuple) else out) is np.float64


@pytest.mark.parametrize("bad", [1j, "1", [None], [object()]])
@pytest.mark.parametrize("function", [*ELEMENTWISE, ref.softmax, ref.log_softmax, ref.standardise])
def test_what_is_not_a_real_number_raises_type_error(function: Function, bad: Any) -> None:
    """Complex numbers, strings and objects are refused by name and dtype."""
    with pytest.raises(TypeError, match=r"\.dtype=.*, but should be a real number type \["):
        function(bad)


@pytest.mark.parametrize("function", [ref.entropy, ref.log_odds, ref.coin_likelihood])
@pytest.mark.parametrize("bad", [-5e-324, np.nextafter(1.0, 2.0), np.inf, -np.inf])
def test_what_is_not_a_probability_raises_value_error(function: Function, bad: float) -> None:
    """The nearest float64 outside [0, 1] is outside; NaN is not, and stays NaN."""
    with pytest.raises(ValueError, match=r"but should lie in \[0, 1\]"):
        function([0.5, bad])
    assert np.isnan(function(np.nan))


@pytest.mark.parametrize("function", PAIRWISE)
def test_unequal_shapes_are_refused_rather_than_broadcast(function: Function) -> None:
    """A column against a row would broadcast to a square; here it is a ValueError."""
    with pytest.raises(ValueError, match=r"have shapes \(2, 1\) and \(2,\), but should be equal"):
        function([[0], [1]], [0.5, 0.5])


@pytest.mark.parametrize("function", OF_A_MODEL)
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"X": [1.0, 2.0, 3.0]}, r"X\.shape=\(3,\), but should be \(n_samples, n_features\)"),
        ({"X": np.empty((0, 2)), "y": []}, "with at least one sample"),
        ({"y": Y[:2]}, r"y\.shape=\(2,\), but should be \(3,\)"),
        ({"y": [[v] for v in Y]}, r"y\.shape=\(3, 1\), .*\. Did you reshape to a column\?"),
        ({"y": [0, 1, 2]}, r"y=2\.0, but should lie in \[0, 1\]"),
        ({"weights": [1.0]}, r"weights\.shape=\(1,\), but should be \(2,\)"),
        ({"weights": [[1.0], [2.0]]}, r"weights\.shape=\(2, 1\), .*column\?"),
        ({"bias": [0.5]}, r"bias\.shape=\(1,\), but should be \(\)"),
    ],
)
def test_arguments_that_do_not_fit_raise_value_error(function: Function, change: dict[str, Any], message: str) -> None:
    """Each misfit is named with its shape, the right one and the call."""
    arguments = {"X": X, "y": Y, "weights": [0.1, 0.2], "bias": 0.3}
    with pytest.raises(ValueError, match=message) as caught:
        function(**(arguments | change))
    assert f"[{function.__name__}(X, y, weights, bias" in str(caught.value)


def test_a_message_is_subject_actual_required_call_hint() -> None:
    """One message in full."""
    with pytest.raises(ValueError, match="y") as caught:
        ref.bce_gradient(X, [[0], [1], [1]], [0.1, 0.2], 0.3)
    assert str(caught.value) == (
        "y.shape=(3, 1), but should be (3,) [bce_gradient(X, y, weights, bias, lambda_reg)]. "
        "Did you reshape to a column?"
    )


def test_arguments_are_never_written_to() -> None:
    """Every function accepts read-only arrays, which raise if written to."""
    X_, y_, w_ = (frozen(v) for v in (X, Y, [0.1, 0.2]))
    for function in ELEMENTWISE:
        function(frozen([0.25, 0.5]))
    for function in [*PAIRWISE, ref.bce, ref.bce_from_logits]:
        function(y_, frozen([0.25, 0.5, 1.0]))
    for function in OF_A_MODEL:
        function(X_, y_, w_, frozen(0.3))
    for function in [ref.softmax, ref.log_softmax, ref.standardise, ref.safe_learning_rate]:
        function(X_)
    one_hot = frozen(np.eye(2)[[0, 1, 1]])
    ref.categorical_cross_entropy(one_hot, frozen(np.full((3, 2), 0.5)))
    ref.categorical_cross_entropy_from_logits(one_hot, X_)
    ref.softmax_gradient(X_, one_hot, frozen(np.eye(2)), frozen([0.0, 1.0]))
    ref.weighted_bce_gradient(X_, y_, w_, 0.3, frozen([1.0, 2.0, 3.0]))
    ref.fit_weighted(X_, y_, frozen([1.0, 2.0, 3.0]), n_iterations=2)
    ref.iterations_to_converge(X_, y_, 0.1, max_iterations=2)
    ref.weight_norms(X_, y_, 2, 0.1)
    ref.decision_boundary(w_, frozen(0.3))
    ref.threshold_sweep(y_, frozen([0.25, 0.5, 1.0]), frozen([0.3, 0.6]))
    ref.best_thresholds(frozen([0.3, 0.6]), frozen([0.5, 0.5]))
    ref.lambda_sweep(X_, y_, X_, y_, [0.1], n_iterations=2)
    for model in (ref.LogisticRegression(n_iterations=2), ref.SoftmaxRegression(max_iter=2)):
        model.fit(X_, y_).predict(X_)


def frozen(values: Any) -> Any:
    array = np.array(values)
    array.setflags(write=False)
    return array
