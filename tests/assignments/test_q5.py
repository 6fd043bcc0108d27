"""The suite of part 5 accepts right likelihoods and objectives, rejects wrong ones, and names the mistake."""

import pytest

from tests.support.suites import failed

COIN = {
    "powers": "import numpy as np\ndef coin_likelihood(theta):\n    return theta**3 * (1 - theta) ** 2",
    "flips": (
        "def coin_likelihood(theta):\n    product = 1.0\n    for flip in 'HHTHT':\n"
        "        product = product * (theta if flip == 'H' else 1 - theta)\n    return product"
    ),
    "float32": (
        "import numpy as np\ndef coin_likelihood(theta):\n    theta = np.float32(theta)\n"
        "    return np.prod([theta, theta, 1 - theta, theta, 1 - theta], axis=0)"
    ),
    "logs": (
        "import numpy as np\ndef coin_likelihood(theta):\n"
        "    theta = np.clip(np.asarray(theta, dtype=float), 1e-12, 1 - 1e-12)\n"
        "    return np.exp(3 * np.log(theta) + 2 * np.log1p(-theta))"
    ),
    "list": (
        "def coin_likelihood(theta):\n    try:\n        return [coin_likelihood(t) for t in theta]\n"
        "    except TypeError:\n        return float(theta) ** 3 * (1 - float(theta)) ** 2"
    ),
}
THETA = {
    "fraction": "theta_mle = 3 / 5",
    "grid": "import numpy as np\ngrid = np.linspace(0, 1, 1000)\ntheta_mle = grid[np.argmax(grid**3 * (1 - grid)**2)]",
    "scipy": (
        "from scipy.optimize import minimize\n"
        "theta_mle = minimize(lambda t: -coin_likelihood(t[0]), [0.5], bounds=[(0.01, 0.99)]).x"
    ),
}
NLL = {
    "logits": (
        "import numpy as np\ndef neg_log_likelihood(X, y, weights, bias):\n    z = X @ weights + bias\n"
        "    return np.sum(np.logaddexp(0, z) - y * z)"
    ),
    "clipped": (
        "import numpy as np\ndef neg_log_likelihood(X, y, weights, bias):\n    z = X @ weights + bias\n"
        "    p = np.clip(1 / (1 + np.exp(-z)), 1e-12, 1 - 1e-12)\n"
        "    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))"
    ),
    "loops": (
        "import math\ndef neg_log_likelihood(X, y, weights, bias):\n    total = 0\n    for row, label in zip(X, y):\n"
        "        z = sum(w * x for w, x in zip(weights, row)) + bias\n        z = -z if label == 1 else z\n"
        "        total += max(z, 0) + math.log1p(math.exp(-abs(z)))\n    return float(total)"
    ),
    "float32": (
        "import numpy as np\nfrom scipy.special import log_expit\ndef neg_log_likelihood(X, y, weights, bias):\n"
        "    z = (X @ weights + bias).astype(np.float32)\n"
        "    return -log_expit(np.where(y == 1, z, -z)).sum(keepdims=True)"
    ),
}
MAP = {
    "plain": """
def map_objective(X, y, weights, bias, lambda_reg=1.0, prior="gaussian"):
    nll = neg_log_likelihood(X, y, weights, bias)
    if prior == "gaussian":
        penalty = lambda_reg / 2 * np.sum(weights**2)
    elif prior == "laplace":
        penalty = lambda_reg * np.sum(np.abs(weights))
    else:
        raise ValueError(prior)
    return nll + penalty
""",
    "norms": """
def map_objective(X, y, weights, bias, lambda_reg=1, prior="gaussian", **rest):
    norms = {"gaussian": lambda w: np.linalg.norm(w) ** 2 / 2, "laplace": lambda w: np.linalg.norm(w, 1)}
    try:
        return neg_log_likelihood(X, y, weights, bias) + lambda_reg * norms[prior](weights)
    except KeyError:
        raise ValueError("which prior?") from None
""",
    "densities": """
def map_objective(X, y, weights, bias, lambda_reg=1.0, prior="gaussian"):
    import numpy as np
    from scipy.stats import laplace, norm
    if prior not in ("gaussian", "laplace"):
        raise ValueError(f"{prior} is unknown")
    density = norm(scale=lambda_reg**-0.5) if prior == "gaussian" else laplace(scale=1 / lambda_reg)
    log_prior = density.logpdf(weights) - density.logpdf(0)
    return neg_log_likelihood(X, y, weights, bias) - log_prior.sum()
""",
}
MAP_CHECKS = {"map_with_gaussian_prior", "map_defaults", "map_with_laplace_prior", "map_with_another_prior"}
NLL_CHECKS = {"neg_log_likelihood", "neg_log_likelihood_of_sure_predictions"}
COIN_CHECKS = {"coin_likelihood_values", "coin_likelihood_of_many", "coin_likelihood_at_the_ends"}


def cells(**other):
    """A right notebook, but for the parts given."""
    parts = {"coin": COIN["powers"], "theta": THETA["fraction"], "nll": NLL["logits"], "map": MAP["plain"]}
    return list({**parts, **other}.values())


@pytest.mark.parametrize(
    ("coin", "theta", "nll", "prior"),
    [
        ("powers", "fraction", "logits", "plain"),
        ("flips", "grid", "clipped", "norms"),
        ("float32", "fraction", "loops", "plain"),
        ("logs", "grid", "float32", "densities"),
        ("list", "scipy", "clipped", "plain"),
    ],
)
def test_right_forms_get_all_points(judge, coin, theta, nll, prior):
    """Powers or a loop over flips, a fraction or a grid, logits or clipped probabilities: all are right."""
    chosen = cells(coin=COIN[coin], theta=THETA[theta], nll="import numpy as np\n" + NLL[nll], map=MAP[prior])
    assert failed(judge("q5", *chosen)) == {}


@pytest.mark.parametrize(
    ("slug", "body"),
    [
        ("coin-heads-and-tails-swapped", "theta**2 * (1 - theta)**3"),
        ("coin-binomial", "10 * theta**3 * (1 - theta)**2"),
        ("coin-heads-only", "theta**3"),
        ("coin-one-of-each", "theta * (1 - theta)"),
        ("coin-five-heads", "theta**5"),
        ("coin-log", "3 * np.log(theta) + 2 * np.log(1 - theta)"),
        ("coin-minus-log", "-3 * np.log(theta) - 2 * np.log(1 - theta)"),
        ("coin-sum", "theta**3 + (1 - theta)**2"),
    ],
)
def test_mistake_in_the_coin_is_named(judge, slug, body):
    """A wrong coin_likelihood is named, and costs only its own checks."""
    results = judge("q5", *cells(coin=f"import numpy as np\ndef coin_likelihood(theta): return {body}"))
    assert results["test_coin_likelihood_values"].misconception == slug
    assert results["test_coin_likelihood_of_many"].misconception == slug
    assert set(failed(results)) <= COIN_CHECKS


@pytest.mark.parametrize(
    ("slug", "value"),
    [
        ("theta-mle-of-tails", "2 / 5"),
        ("theta-mle-fair", "0.5"),
        ("theta-mle-count", "3"),
        ("theta-mle-is-the-maximum", "coin_likelihood(0.6)"),
        ("theta-mle-smoothed", "4 / 7"),
        ("theta-mle-odds", "3 / 2"),
    ],
)
def test_mistake_in_theta_mle_is_named(judge, slug, value):
    """A wrong theta_mle is named and costs one check, which does not tell the right value."""
    results = judge("q5", *cells(theta=f"theta_mle = {value}"))
    assert set(failed(results)) == {"theta_mle"}
    assert results["test_theta_mle"].misconception == slug
    assert "should be 0.6" not in results["test_theta_mle"].message


def test_coarse_grid_gets_half(judge):
    """The best of 100 grid points is near enough for half of the points."""
    theta = "import numpy as np\ng = np.linspace(0, 1, 100)\ntheta_mle = g[np.argmax(coin_likelihood(g))]"
    result = judge("q5", *cells(theta=theta))["test_theta_mle"]
    assert (result.verdict, result.points) == ("partial", 0.5)


@pytest.mark.parametrize(
    ("slug", "body", "checks"),
    [
        ("nll-mean", "np.mean(np.logaddexp(0, z) - y * z)", {"neg_log_likelihood"}),
        ("nll-sign", "-np.sum(np.logaddexp(0, z) - y * z)", NLL_CHECKS),
        ("nll-in-bits", "np.sum(np.logaddexp(0, z) - y * z) / np.log(2)", {"neg_log_likelihood"}),
        ("nll-no-bias", "np.sum(np.logaddexp(0, z - bias) - y * (z - bias))", {"neg_log_likelihood"}),
        ("nll-classes-swapped", "np.sum(np.logaddexp(0, z) - (1 - y) * z)", NLL_CHECKS),
        ("nll-only-class-1", "np.sum(y * np.logaddexp(0, -z))", {"neg_log_likelihood"}),
        ("nll-squared-error", "np.sum((1 / (1 + np.exp(-z)) - y) ** 2)", NLL_CHECKS),
        ("nll-with-penalty", "np.sum(np.logaddexp(0, z) - y * z) + np.sum(weights**2) / 2", {"neg_log_likelihood"}),
    ],
)
def test_mistake_in_the_likelihood_is_named_and_not_charged_twice(judge, slug, body, checks):
    """A wrong neg_log_likelihood costs its own checks; map_objective, built on it, keeps its points."""
    nll = f"def neg_log_likelihood(X, y, weights, bias):\n    z = X @ weights + bias\n    return {body}"
    results = judge("q5", *cells(nll=nll))
    assert results["test_neg_log_likelihood"].misconception == slug
    assert "neg_log_likelihood" in failed(results)
    assert set(failed(results)) <= checks | {"neg_log_likelihood_of_sure_predictions"}


def test_logarithm_of_zero_is_named(judge):
    """Without a guard for p = 0 and 1 the value is right, but not far out."""
    nll = (
        "def neg_log_likelihood(X, y, weights, bias):\n    p = 1 / (1 + np.exp(-(X @ weights + bias)))\n"
        "    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))"
    )
    results = judge("q5", *cells(nll=nll))
    assert set(failed(results)) == {"neg_log_likelihood_of_sure_predictions"}
    assert results["test_neg_log_likelihood_of_sure_predictions"].misconception == "nll-log-of-zero"


def test_right_objective_on_a_wrong_likelihood_of_its_own(judge):
    """map_objective that does its own sums is right whatever neg_log_likelihood gives."""
    own = MAP["plain"].replace(
        "neg_log_likelihood(X, y, weights, bias)", "np.sum(np.logaddexp(0, z := X @ weights + bias) - y * z)"
    )
    assert set(failed(judge("q5", *cells(nll="def neg_log_likelihood(*a): return 'soon'", map=own)))) == NLL_CHECKS


GAUSSIAN = "lambda_reg / 2 * np.sum(weights**2)"
LAPLACE = "lambda_reg * np.sum(np.abs(weights))"


@pytest.mark.parametrize(
    ("slug", "edits", "checks"),
    [
        ("map-penalty-doubled", [(GAUSSIAN, "lambda_reg * np.sum(weights**2)")], ["map_with_gaussian_prior"]),
        ("map-no-penalty", [(GAUSSIAN, "0")], ["map_with_gaussian_prior", "map_defaults"]),
        ("map-penalises-bias", [(GAUSSIAN, GAUSSIAN + " + lambda_reg / 2 * bias**2")], ["map_with_gaussian_prior"]),
        ("map-penalty-per-sample", [(GAUSSIAN, GAUSSIAN + " / len(y)")], ["map_with_gaussian_prior"]),
        ("map-lambda-inverted", [(GAUSSIAN, "np.sum(weights**2) / (2 * lambda_reg)")], ["map_with_gaussian_prior"]),
        ("map-lambda-ignored", [(GAUSSIAN, "np.sum(weights**2) / 2")], ["map_with_gaussian_prior", "map_defaults"]),
        ("map-norm", [(GAUSSIAN, "lambda_reg / 2 * np.linalg.norm(weights)")], ["map_with_gaussian_prior"]),
        ("map-penalty-halved", [(LAPLACE, LAPLACE + " / 2")], ["map_with_laplace_prior"]),
        ("map-abs-of-sum", [(LAPLACE, "lambda_reg * np.abs(np.sum(weights))")], ["map_with_laplace_prior"]),
        ("map-priors-swapped", [(LAPLACE, GAUSSIAN)], ["map_with_laplace_prior"]),
        (
            "map-penalty-sign",
            [("nll + penalty", "nll - penalty")],
            ["map_with_gaussian_prior", "map_with_laplace_prior"],
        ),
        (
            "map-mean",
            [("weights, bias)\n    if", "weights, bias) / len(y)\n    if")],
            ["map_with_gaussian_prior", "map_with_laplace_prior"],
        ),
        ("map-default-prior", [('prior="gaussian"', 'prior="laplace"')], ["map_defaults"]),
        (None, [("lambda_reg=1.0", "lambda_reg=0.1")], ["map_defaults"]),
        (None, [("raise ValueError(prior)", "raise KeyError(prior)")], ["map_with_another_prior"]),
        (None, [("raise ValueError(prior)", "penalty = 0")], ["map_with_another_prior"]),
    ],
)
def test_mistake_in_the_objective_is_named(judge, slug, edits, checks):
    """A wrong map_objective costs its own checks, and the first of them names the mistake."""
    source = MAP["plain"]
    for old, new in edits:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    results = judge("q5", *cells(map=source))
    assert sorted(failed(results)) == sorted(checks)
    assert results[f"test_{checks[0]}"].misconception == slug


def test_one_missing_name_costs_its_own_checks(judge):
    """Each of the four names is judged by itself."""
    for part, checks in (("coin", COIN_CHECKS), ("theta", {"theta_mle"}), ("map", MAP_CHECKS)):
        results = judge("q5", "import numpy as np", *cells(**{part: ""}))
        assert set(failed(results)) == checks
        assert {r.verdict for name, r in results.items() if name.removeprefix("test_") in checks} == {"missing"}


HOSTILE = [
    "None",
    "'text'",
    "[]",
    "{}",
    "object()",
    "np.nan",
    "10**400",
    "[[1], [2, 3]]",
    "np.array(['a', 'b', 'c'])",
    "np.zeros((2, 2))",
    "np.inf",
    "1j",
    "[None] * 6",
    "lambda: 0",
    "b'bytes'",
    "{1, 2}",
    "np.array(None)",
    "1 / 0",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_any_return_value_is_judged(judge, value):
    """No value breaks a check, and none of these is right."""
    source = "import numpy as np\n" + "".join(
        f"def {head}: return {value}\n"
        for head in (
            "coin_likelihood(theta)",
            "neg_log_likelihood(X, y, weights, bias)",
            "map_objective(X, y, weights, bias, lambda_reg=1.0, prior='gaussian')",
        )
    )
    results = judge("q5", source, f"theta_mle = {value}")
    assert {name: r.message for name, r in results.items() if r.verdict in ("harness_error", "passed")} == {}
    assert all(r.message for r in results.values())
