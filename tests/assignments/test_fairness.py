"""What has nothing to do with being right costs nothing: noise, containers, names, and what becomes of the inputs.

Each variant is the right notebook of the examples with a cell behind it that changes how its functions and classes
behave towards whoever calls them from outside; among themselves they work as before.
"""

from __future__ import annotations

import re

import pytest

from autograder.records import CheckResult, Grade, Verdict
from tests.support.grader import ROOT

FUNCTIONS = (
    "sigmoid grad_sigmoid decision_boundary entropy log_loss bce_gradient coin_likelihood neg_log_likelihood "
    "map_objective log_odds odds_ratios train_1d softmax threshold_sweep lambda_sweep majority_accuracy "
    "balanced_class_weights standardise weight_norms"
).split()
METHODS = ("fit", "predict_proba", "predict", "compute_loss")

WRAPPING = f"""
import functools, inspect, warnings

_depth = 0

def _outside(function, before, after):
    signature = inspect.signature(function)
    @functools.wraps(function)
    def wrapped(*args, **kwargs):
        global _depth
        if _depth:
            return function(*args, **kwargs)
        _depth += 1
        try:
            before(*args, **kwargs)
            value = after(function(*args, **kwargs), *args, **kwargs)
        finally:
            _depth -= 1
        return value
    wrapped.__signature__ = _signature(signature)
    return wrapped

def _signature(signature):
    return signature

def _wrap(before=lambda *args, **kwargs: None, after=lambda value, *args, **kwargs: value):
    for name in {FUNCTIONS!r}:
        globals()[name] = _outside(globals()[name], before, after)
    for owner in (LogisticRegression, SoftmaxRegression):
        for name in {METHODS!r}:
            if hasattr(owner, name):
                setattr(owner, name, _outside(getattr(owner, name), before, after))
"""


def cells_of_right() -> list[str]:
    """The code cells of the right notebook."""
    text = (ROOT / "examples" / "right.py").read_text(encoding="utf-8")
    parts = re.split(r"^# %%(.*)\n", text, flags=re.MULTILINE)[1:]
    return [source for kind, source in zip(parts[::2], parts[1::2], strict=True) if "markdown" not in kind]


RIGHT = cells_of_right()


def lost(grade: Grade) -> list[CheckResult]:
    """The checks that did not give all their points."""
    assert grade.withheld is None
    checks = [check for question in grade.questions for check in question.checks]
    assert not [check for check in checks if check.verdict is Verdict.HARNESS_ERROR]
    return [check for check in checks if check.points != check.max_points]


def told(grade: Grade) -> list[tuple[str, str]]:
    """The same, for a message."""
    return [(check.name, check.message) for check in lost(grade)]


NOISE = {
    "noise": """
import logging

def _noise(*args, **kwargs):
    print("here", args)
    warnings.warn("careful")
    logging.warning("here")

_wrap(before=_noise)
""",
    "parameters": """
def _signature(signature):
    kinds = inspect.Parameter
    extra = [
        kinds("more", kinds.VAR_POSITIONAL),
        kinds("verbose", kinds.KEYWORD_ONLY, default=None),
        kinds("axis", kinds.KEYWORD_ONLY, default=0),
        kinds("options", kinds.VAR_KEYWORD),
    ]
    return signature.replace(parameters=[*signature.parameters.values(), *extra])

_wrap()
""",
}


@pytest.mark.parametrize("cell", NOISE.values(), ids=NOISE)
def test_noise_costs_nothing(grade, cell):
    """Every function prints, warns, logs, or has parameters that nobody asked for."""
    assert told(grade(*RIGHT, WRAPPING, cell)) == []


def test_runtime_warnings_cost_only_what_asks_for_none(grade):
    """A check that asks for no warning or for no overflow, says so; to no other do they matter."""
    cell = "def _warn(*args, **kwargs):\n    np.array([1.0, 0.0]) / 0.0\n_wrap(before=_warn)"
    checks = lost(grade(*RIGHT, WRAPPING, cell))
    assert checks
    assert [check.name for check in checks if not re.search("warn|overflow", check.description)] == []


CONTAINERS = {
    "0-d arrays, and tuples": """np.asarray(value) if np.isscalar(value)
        else tuple(value) if isinstance(value, np.ndarray) and value.ndim == 1 else value""",
    "lists": "value.tolist() if isinstance(value, np.ndarray) else value",
    "series and frames": """pd.Series(value, index=np.arange(len(value))[::-1] + 5) if np.ndim(value) == 1
        else pd.DataFrame(value) if np.ndim(value) == 2 else value""",
    "whole numbers where they are whole": """int(value) if np.isscalar(value) and float(value).is_integer()
        else value.astype(int) if isinstance(value, np.ndarray) and np.all(np.isfinite(value)) and np.all(value % 1 == 0)
        else value""",
    "read-only arrays with strides": "_locked(value) if isinstance(value, np.ndarray) and value.ndim else value",
}
CONVERTING = """
def _locked(value):
    value = np.repeat(value, 2, axis=0)[::2]
    value.flags.writeable = False
    return value

def _one(value):
    return {one}

def _after(value, *args, **kwargs):
    if isinstance(value, dict):
        return {{name: _one(item) for name, item in value.items()}}
    if isinstance(value, tuple):
        return tuple(_one(item) for item in value)
    return _one(value)

_by_hand = train_1d
_wrap(after=_after)
train_1d = _by_hand  # for which the lesson asks for numbers of plain Python
"""


@pytest.mark.parametrize("one", CONTAINERS.values(), ids=CONTAINERS)
def test_containers_cost_nothing(grade, one):
    """What comes back holds the right numbers, in another container."""
    assert told(grade(*RIGHT, WRAPPING, CONVERTING.format(one=one))) == []


def test_containers_of_several_cost_nothing(grade):
    """Lists, dicts and frames for tuples and dicts; an estimator whose losses are a Series, and whose bias is an array of one."""
    cell = """
def _after(value, *args, **kwargs):
    if isinstance(value, dict) and all(np.ndim(item) == 1 for item in value.values()):
        return pd.DataFrame(value)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, LogisticRegression):
        value.losses, value.bias = pd.Series(value.losses), np.array([value.bias])
    return value

_wrap(after=_after)
"""
    assert told(grade(*RIGHT, WRAPPING, cell)) == []


def test_extra_cells_cost_nothing(grade):
    """Plots, prints, displays, magics, a question to the user, and cells that fail, between all others."""
    extra = [
        "plt.figure(); plt.plot([1, 2, 3]); plt.title('Mine'); plt.show()",
        "print('hello' * 1000)\ndisplay(pd.DataFrame({'a': [1, 2]}))",
        "%matplotlib inline\n1 / 0",
        "answer = input('Are you sure? ')",
        "this is no Python",
        "raise SystemExit",
        "# nothing but a comment",
        "",
    ]
    between = [part for n, cell in enumerate(RIGHT) for part in (cell, extra[n % len(extra)])]
    assert told(grade(*between)) == []


SHADOWED = "id = input = type = list = sorted = max = dict = object = print = str = isinstance = all = next = open = iter = set"


def test_names_that_shadow_builtins_cost_nothing(grade):
    """Whatever they hide, as long as the notebook itself does not need it."""
    used = set(re.findall(r"\w+", "".join(RIGHT)))
    names = [name for name in SHADOWED.split(" = ") if name not in used]
    assert len(names) >= 6
    cell = " = ".join(names) + " = 7"
    assert told(grade(cell, *RIGHT, cell)) == []


def test_builtins_that_are_hidden_at_the_end_cost_nothing(grade):
    """Its functions called them when the cells ran; what a later cell does with the names changes no answer."""
    assert told(grade(*RIGHT, "max = len = 5\nabs = sum = 1.0\nrange, zip, enumerate = (0, 9), [], 'n'")) == []


MUTATING = """
def _spoil(*args, **kwargs):
    for value in (*args, *kwargs.values()):
        if isinstance(value, np.ndarray) and value.ndim:
            value[...] = 0
        elif isinstance(value, list):
            value.clear()

_wrap(after=lambda value, *args, **kwargs: (_spoil(*args, **kwargs), value)[1])
"""


def test_mutating_an_input_costs_the_check_about_it_and_no_other(grade):
    """Each call gets arguments of its own, so what becomes of them afterwards is one check's business, which says so."""
    checks = lost(grade(*RIGHT, WRAPPING, MUTATING))
    assert checks
    for check in checks:
        assert re.search(r"as (it was|they were)", check.description), (check.name, check.message)
        assert "changed its own argument" in check.message, check.name


def test_inputs_that_are_made_read_only_cost_nothing(grade):
    """Whoever protects the inputs, or the notebook's own arrays, spoils no later call."""
    cell = """
def _lock(*args, **kwargs):
    for value in (*args, *kwargs.values()):
        if isinstance(value, np.ndarray):
            value.flags.writeable = False

_wrap(before=_lock)
for _value in list(globals().values()):
    if isinstance(_value, np.ndarray):
        _value.flags.writeable = False
"""
    assert told(grade(*RIGHT, WRAPPING, cell)) == []
