"""The package as a whole: what it imports, what it exports, and which way its imports go."""

import ast
import importlib
import inspect
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import reference

HOME = Path(reference.__file__).parent
MODULES = sorted(path.stem for path in HOME.glob("*.py") if path.stem != "__init__")


def imported(module: str) -> set[str]:
    """Every module that the source names in an import, wherever it stands."""
    names: set[str] = set()
    for node in ast.walk(ast.parse((HOME / f"{module}.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import"
            assert node.module is not None
            names.add(node.module)
    return names


def siblings(module: str) -> set[str]:
    return {n.removeprefix("reference.") for n in imported(module) if n.startswith("reference.")}


def test_importing_it_loads_no_heavy_library() -> None:
    """A fresh interpreter that imports reference has NumPy, and neither scikit-learn nor SciPy."""
    program = (
        "import sys, reference\n"
        "print(*sorted({'numpy', 'sklearn', 'scipy', 'pandas', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=HOME.parent,
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout.split() == ["numpy"]


@pytest.mark.parametrize("module", MODULES)
def test_a_module_needs_the_standard_library_and_numpy_alone(module: str) -> None:
    """No import, not even inside a function, names another library."""
    roots = {name.partition(".")[0] for name in imported(module)}
    assert roots <= set(sys.stdlib_module_names) | {"numpy", "reference"}


def test_imports_have_no_cycle() -> None:
    """The modules can be put in an order in which each imports only earlier ones."""
    graph = {module: siblings(module) for module in MODULES}
    order = list(TopologicalSorter(graph).static_order())  # raises CycleError on a cycle
    assert sorted(order) == MODULES


def test_the_theory_lists_the_layers_in_their_order() -> None:
    """Each module stands in the docstring's list after all that it imports."""
    assert reference.__doc__ is not None
    listed = reference.__doc__.partition("this list alone:")[2].partition("`by_hand`")[0]
    order = [word.strip(",;.") for word in listed.split()]
    assert sorted([*order, "by_hand", "datasets"]) == MODULES
    for module in order:
        assert siblings(module) <= set(order[: order.index(module)]), module


def test_no_core_module_imports_the_datasets_or_the_trainer_by_hand() -> None:
    """datasets and by_hand are leaves."""
    assert not [module for module in MODULES if siblings(module) & {"datasets", "by_hand"}]


def test_what_it_exports_exists_and_is_documented() -> None:
    """__all__ is sorted, complete, and every function and class in it has a docstring."""
    names = {
        name for name, value in vars(reference).items() if not name.startswith("_") and not inspect.ismodule(value)
    }
    assert set(reference.__all__) == names
    assert len(set(reference.__all__)) == len(reference.__all__)
    for name in reference.__all__:
        value = getattr(reference, name)
        if callable(value):
            assert inspect.getdoc(value), name


@pytest.mark.parametrize(
    ("name", "signature"),
    [
        ("sigmoid", "(x)"),
        ("grad_sigmoid", "(x)"),
        ("decision_boundary", "(weights, bias)"),
        ("entropy", "(p)"),
        ("log_loss", "(y_true, y_pred)"),
        ("bce_gradient", "(X, y, weights, bias, lambda_reg=0.0)"),
        ("coin_likelihood", "(theta)"),
        ("neg_log_likelihood", "(X, y, weights, bias)"),
        ("map_objective", "(X, y, weights, bias, lambda_reg=1.0, prior='gaussian')"),
        ("log_odds", "(p)"),
        ("odds_ratios", "(weights)"),
        ("LogisticRegression", "(learning_rate=0.01, n_iterations=1000, lambda_reg=0.01)"),
        ("train_1d", "(X, y, lr, lam, epochs)"),
        ("softmax", "(Z)"),
        ("threshold_sweep", f"(y_true, proba, thresholds={reference.THRESHOLDS})"),
        (
            "lambda_sweep",
            "(X_train, y_train, X_test, y_test, lambdas=(0.001, 0.01, 0.1, 1.0, 10.0), "
            "learning_rate=0.1, n_iterations=500)",
        ),
        ("weighted_bce_gradient", "(X, y, weights, bias, sample_weight, lambda_reg=0.0)"),
        ("fit_weighted", "(X, y, sample_weight, learning_rate=0.1, n_iterations=500, lambda_reg=0.0)"),
        ("safe_learning_rate", "(X, lambda_reg=0.0)"),
        (
            "iterations_to_converge",
            "(X, y, learning_rate, lambda_reg=0.0, tol=1e-06, max_iterations=10000)",
        ),
        ("weight_norms", "(X, y, n_iterations, learning_rate, lambda_reg=0.0)"),
        (
            "SoftmaxRegression",
            "(learning_rate=0.01, max_iter=1000, tol=0.0001, random_state=None)",
        ),
    ],
)
def test_names_have_the_signatures_of_the_lesson(name: str, signature: str) -> None:
    """Names, order and defaults of the parameters are those that students write."""
    bare = inspect.Signature(
        [
            parameter.replace(annotation=inspect.Parameter.empty)
            for parameter in inspect.signature(getattr(reference, name)).parameters.values()
        ]
    )
    assert str(bare) == signature


@pytest.mark.parametrize("module", MODULES)
def test_every_module_opens_with_what_it_is(module: str) -> None:
    """A module has a docstring, and so has each public function and class that it defines."""
    loaded = importlib.import_module(f"reference.{module}")
    assert loaded.__doc__, module
    for name, value in vars(loaded).items():
        if name.startswith("_") or getattr(value, "__module__", None) != loaded.__name__:
            continue
        if inspect.isfunction(value) or inspect.isclass(value):
            assert value.__doc__, f"{module}.{name}"
