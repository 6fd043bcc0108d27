"""Exercise 1: precision, recall and F1 at every threshold, and the threshold with the best F1 on the churn set."""

import functools
import re
from contextlib import suppress

import numpy as np
import pytest

import reference
from autograder import expect, figures
from autograder.diagnosis import Mistake
from autograder.faults import CheckFailed, StudentFault
from autograder.numeric import Tolerance
from autograder.student import warnings_of, wire_of
from reference import datasets

pytestmark = pytest.mark.question("e1")

NAMES = {
    "precision": ("precisions", "prec", "precs", "ppv", "p"),
    "recall": ("recalls", "rec", "recs", "sensitivity", "tpr", "r"),
    "f1": ("f1s", "f1_score", "f1_scores", "f1score", "f_1", "f_score", "f_scores", "fscore", "f_measure", "f"),
}
THRESHOLDS = np.array(reference.THRESHOLDS)
GRID = np.array([0.08, 0.22, 0.36, 0.47, 0.58, 0.66, 0.81])

COUNTS = Tolerance(
    atol=6e-5,
    because="ratios of counts of at most 41 are exact to 1e-16, and a guard such as + 1e-8 in a denominator moves them "
    "by 1e-8; rounding to 4 decimals moves them by 5e-5 and is let pass. Every named wrong form is off by more than "
    "1e-2 at some threshold, which is asserted here, and two different ratios of such counts by more than 1.6e-4",
)


def _customers(seed, n_samples, n_positive):
    """Labels with few positives and probabilities that are right more often than not, none of them on the grid."""
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.repeat([1, 0], [n_positive, n_samples - n_positive]))
    proba = np.round(1 / (1 + np.exp(-(2.2 * y - 1.3 + 1.2 * rng.standard_normal(n_samples)))), 3) + 0.0004
    proba[np.argmax(proba * y)] = 0.9904
    return y, proba


Y, PROBA = _customers(20, 41, 15)
EVERYONE, THEIRS = np.ones(11, dtype=np.int64), _customers(21, 11, 4)[1]
ONE, OF_FOUR = np.array([0, 0, 1, 0]), np.array([0.2004, 0.4004, 0.9004, 0.6004])  # one leaver, whom the first finds
STRICT = np.array([0.8, 0.5])
HIGH = np.array([0.31, 0.52, 0.79, 0.91, 0.97])
BELOW = np.where(PROBA > 0.7, np.where(Y == 1, 0.7, 0.93), PROBA)  # above 0.79 only who stayed, above 0.93 nobody
STEPS = np.array([0.25, 0.375, 0.5, 0.625, 0.75])  # exact in float64 and float32
ON_THE_LINE = np.array([0.25, 0.75, 0.5, 0.375, 0.625, 0.75, 0.5, 0.125, 0.25, 0.875])
STAYED = np.array([0, 1, 1, 0, 1, 0, 0, 0, 1, 1])


def _curves(y, proba, grid, predict=np.greater_equal):
    """Every quantity that a sweep could give for one of the three, by name."""
    chosen = predict(proba, grid[:, np.newaxis])
    hits, predicted, positive = chosen @ y, chosen.sum(axis=1), y.sum()
    rejected = ~chosen @ (1 - y)
    with np.errstate(all="ignore"):
        p, r = hits / predicted, np.full(len(grid), 1.0) * hits / positive
        npv, specificity = rejected / (~chosen).sum(axis=1), rejected / (len(y) - positive)
        f1, f1_of_0 = 2 * p * r / (p + r), 2 * npv * specificity / (npv + specificity)
    return {
        "precision": p,
        "recall": r,
        "f1": f1,
        "accuracy": (hits + rejected) / len(y),
        "share": hits / len(y),
        "of-0": {"precision": npv, "recall": specificity, "f1": f1_of_0},
    }


def _known(slug, hint, value):
    return Mistake(slug, hint, lambda: value)


def _mistakes(name, y, proba, grid):
    right = _curves(y, proba, grid)
    p, r, f1, wanted = right["precision"], right["recall"], right["f1"], right[name]
    share = y.mean()
    of_0 = right["of-0"][name]
    below = np.nan_to_num(_curves(y, proba, grid, np.less)[name])
    flat = _curves(y, proba, np.full(len(grid), 0.5))[name]
    common = [
        _known("sweep-is-accuracy", "The share of all rows that are right; which rows count here?", right["accuracy"]),
        _known("sweep-of-class-0", "Whose curve is asked for: of those who stay, or of those who leave?", of_0),
        _known("sweep-macro-average", "An average over both classes; only class 1 is asked for.", (of_0 + wanted) / 2),
        _known(
            "sweep-weighted-average",
            "An average over both classes by their size; only class 1 is asked for.",
            share * wanted + (1 - share) * of_0,
        ),
        _known("sweep-below-threshold", "On which side of the threshold is a customer predicted to leave?", below),
        _known(
            "sweep-ignores-threshold", "The curve is flat: is the threshold used where 0 and 1 are predicted?", flat
        ),
        _known("sweep-in-percent", "These are percentages; fractions between 0 and 1 are asked for.", 100 * wanted),
        _known("sweep-backwards", "Right but in the wrong order: follow the thresholds as given.", wanted[::-1]),
    ]
    swapped = "Precision and recall share their numerator: of which total is each a share?"
    order = "The curves came in another order: it is precision, recall, F1."
    own = {
        "precision": [
            _known("precision-recall-swapped", swapped, r),
            _known("sweep-order", order, f1),
            _known(
                "precision-over-all-rows", "Hits as a share of all customers: of whom should it be?", right["share"]
            ),
            _known("precision-false-positives", "This is what precision leaves over: the false alarms.", 1 - p),
        ],
        "recall": [
            _known("precision-recall-swapped", swapped, p),
            _known("sweep-order", order, f1),
            _known("recall-over-all-rows", "Hits as a share of all customers: of whom should it be?", right["share"]),
        ],
        "f1": [
            _known("sweep-order", order, p),
            _known("sweep-order", order, r),
            _known("f1-arithmetic-mean", "A mean of precision and recall, but not the arithmetic one.", (p + r) / 2),
            _known("f1-geometric-mean", "A mean of precision and recall, but not the geometric one.", np.sqrt(p * r)),
            _known("f1-without-2", "Where precision equals recall, F1 should equal both: test that.", p * r / (p + r)),
            _known("f1-is-a-product", "This is the product alone; what is it divided by?", p * r),
            _known("f1-twice-the-product", "This is the numerator alone; what is it divided by?", 2 * p * r),
        ],
    }
    return own[name] + common


def _far_apart():
    """The inputs tell every named mistake from the right answer, and have no undefined ratio."""
    for name in NAMES:
        right = _curves(Y, PROBA, GRID)[name]
        assert np.isfinite(right).all()
        assert all(np.abs(mistake.value() - right).max() > 1e-2 for mistake in _mistakes(name, Y, PROBA, GRID))
    assert np.abs(PROBA - GRID[:, np.newaxis]).min() > 1e-4
    assert reference.threshold_sweep(Y, BELOW, HIGH).precision.tolist()[-2:] == [0, 0]
    assert HIGH[-2] < BELOW.max() < HIGH[-1]
    assert Y[BELOW.argmax()] == 0


_far_apart()


@pytest.fixture
def churn():
    """The synthetic churn set, as in the recipe."""
    return _churn()


@functools.cache
def _churn():
    """Made once, not once a submission."""
    return datasets.churn()


def _sweep(student, y, proba, grid):
    answer = student.threshold_sweep(y, proba, grid)
    return answer, expect.columns(answer, NAMES, grid)


def _judge(student, name, y, proba, grid, mistakes=()):
    answer, found = _sweep(student, y, proba, grid)
    expected = getattr(reference.threshold_sweep(y, proba, grid), name)
    expect.column_close(answer, name, found[name], expected, COUNTS, at={"threshold": grid}, mistakes=mistakes)


# --- the function -------------------------------------------------------------------------------------------


@pytest.mark.points(0.25)
def test_sweep_gives_three_curves(student):
    """`threshold_sweep(y_true, proba, thresholds)` gives precision, recall and F1, one value each per threshold"""
    expect.callable_(student.threshold_sweep)
    _sweep(student, Y, PROBA, GRID)


@pytest.mark.points(0.5)
@pytest.mark.depends("test_sweep_gives_three_curves")
def test_precision(student):
    """Precision is the share of hits among the predicted positives"""
    _judge(student, "precision", Y, PROBA, GRID, _mistakes("precision", Y, PROBA, GRID))
    _judge(student, "precision", ONE, OF_FOUR, STRICT)


@pytest.mark.points(0.5)
@pytest.mark.depends("test_sweep_gives_three_curves")
def test_recall(student):
    """Recall is the share of hits among the actual positives"""
    _judge(student, "recall", Y, PROBA, GRID, _mistakes("recall", Y, PROBA, GRID))
    _judge(student, "recall", ONE, OF_FOUR, STRICT)


@pytest.mark.points(0.5)
@pytest.mark.depends("test_sweep_gives_three_curves")
def test_f1(student):
    """F1 is the harmonic mean of precision and recall"""
    _judge(student, "f1", Y, PROBA, GRID, _mistakes("f1", Y, PROBA, GRID))


@pytest.mark.points(0.5)
@pytest.mark.depends("test_sweep_gives_three_curves")
def test_nobody_predicted(student):
    """Where nobody is predicted to leave, precision and F1 are 0"""
    for name in ("precision", "f1"):
        _judge(student, name, Y, BELOW, HIGH)


@pytest.mark.points(0.25)
@pytest.mark.depends("test_sweep_gives_three_curves")
def test_nobody_predicted_without_warning(student):
    """Where nobody is predicted to leave, nothing is divided by 0 and nothing warns"""
    answer, _ = _sweep(student, Y, BELOW, HIGH)
    expect.no_warnings(answer)
    for warned in warnings_of(answer):
        expect.true(
            warned.category != "UndefinedMetricWarning",
            f"threshold_sweep(y_true, proba, thresholds) warned: {warned.message}.",
            hint="scikit-learn wants to be told what 0/0 shall be.",
        )


@pytest.mark.points(0.25)
@pytest.mark.depends("test_sweep_gives_three_curves")
def test_exactly_at_the_threshold(student):
    """A probability that equals the threshold counts as predicted: >="""
    above = _curves(STAYED, ON_THE_LINE, STEPS, np.greater)
    for name in NAMES:
        hint = "What happens to a probability that equals the threshold?"
        strictly = _known("sweep-strictly-above", hint, above[name])
        _judge(student, name, STAYED, ON_THE_LINE, STEPS, [strictly])


@pytest.mark.points(0.25)
@pytest.mark.depends("test_sweep_gives_three_curves")
def test_everybody_left(student):
    """Where everybody left, precision is 1 and recall the share that was found"""
    for name in NAMES:
        _judge(student, name, EVERYONE, THEIRS, GRID)


# --- the best threshold ---------------------------------------------------------------------------------------


@pytest.mark.points(1)
def test_best_threshold(student, churn):
    """`best_threshold` has the best F1 of your own sweep over the churn set's test rows"""
    value = expect.number(student.best_threshold)
    own = _own_curves(student, churn.X_train, churn.y_train, churn.X_test, churn.y_test)
    scores = own["f1"]
    if not np.isfinite(scores).any():
        raise CheckFailed(
            "`best_threshold` cannot be judged, since the F1 of your own sweep is no number at any threshold."
        )
    best = np.nanmax(scores[np.isfinite(scores)])
    right = THRESHOLDS[scores >= best - 1e-9]
    if (np.abs(value - right) <= 1e-6).any():
        return
    slug, hint = _why_not(student, churn, value, own, best)
    there = scores[np.abs(value - THRESHOLDS) <= 1e-6]
    here = f", where the F1 of your own sweep is {there[0]:.4f}" if there.size else ""
    raise CheckFailed(
        f"`best_threshold` is {value:.6g}{here}, but should be one of the 17 thresholds 0.10, 0.15, ..., 0.90 "
        f"where it is at its best, {best:.4f}.",
        hint=hint,
        misconception=slug,
    )


def _own_curves(student, X_train, y_train, X, y):
    """The student's sweep over the student's model of part 7, which is what the notebook's answer must follow from."""
    made = student.LogisticRegression
    try:
        model = made(0.1, 500, 0.1)
        model.fit(X_train, y_train)
        proba = model.predict_proba(X)
        return expect.columns(student.threshold_sweep(y, proba, THRESHOLDS), NAMES, THRESHOLDS)
    except StudentFault as fault:
        fault.message = f"This follows from your own model and sweep, but they give no curve: {fault.message}"
        if "penalty" in getattr(wire_of(made), "parameters", ()):
            fault.hint = "Did an import of scikit-learn's LogisticRegression take the name of your own class?"
        raise


def _why_not(student, churn, value, own, best):
    """(slug, hint) of a usual wrong answer; nothing where it is none."""
    if abs(value - best) <= 1e-6:
        return "best-threshold-is-its-f1", "This is the best F1 itself; at which threshold is it reached?"
    if value in np.flatnonzero(own["f1"] >= best - 1e-9):
        return "best-threshold-is-an-index", "This is a position in the list; which threshold stands there?"
    if (np.abs(value / 100 - THRESHOLDS) <= 1e-6).any():
        return "best-threshold-in-percent", "Thresholds are probabilities between 0 and 1."
    for name in ("precision", "recall"):
        column = own[name]
        if np.isfinite(column).all() and np.abs(value - THRESHOLDS[np.argmax(column)]) <= 1e-6:
            return f"best-threshold-by-{name}", f"This has the best {name}; is it also the best compromise?"
    if abs(value - THRESHOLDS[np.argmin(np.where(np.isfinite(own["f1"]), own["f1"], 2.0))]) <= 1e-6:
        return "best-threshold-is-the-worst", "Is the smallest F1 the best?"
    train = _own_curves(student, churn.X_train, churn.y_train, churn.X_train, churn.y_train)["f1"]
    if np.isfinite(train).all() and np.abs(value - THRESHOLDS[np.argmax(train)]) <= 1e-6:
        return "best-threshold-on-train", "On which rows should the threshold be chosen: on those that the model knows?"
    if abs(value - 0.5) <= 1e-6:
        return "best-threshold-is-the-default", "0.5 is the default; what does your sweep say?"
    return None, "Is it read off the F1 curve of the churn set's test rows?"


# --- the figure -----------------------------------------------------------------------------------------------


@pytest.mark.points(0.5)
def test_figure_shows_three_curves(student, churn):
    """A plot shows precision, recall and F1 over the thresholds"""
    plots = _plots_of(figures.drawn(student), _own_or_none(student, churn))
    found = {kind for _, kinds in plots for kind in kinds.values()}
    missing = [_WORDS[kind] for kind in NAMES if kind not in found]
    expect.true(
        not missing,
        f"No plot shows {' and '.join(missing)} over the thresholds, but three curves should be there.",
        hint="One plot for precision, recall and F1: `plt.plot(thresholds, precision, label=...)`, three times.",
    )


@pytest.mark.points(0.25)
@pytest.mark.depends("test_figure_shows_three_curves")
def test_figure_names_its_curves(student, churn):
    """The plot's legend (or text beside them) tells the three curves apart"""
    plots = _plots_of(figures.drawn(student), _own_or_none(student, churn))
    named = {kind for plot, kinds in plots for kind in _kinds_in_words(plot, alone=len(set(kinds.values())) == 1)}
    missing = [_WORDS[kind] for kind in NAMES if kind not in named]
    expect.true(
        not missing,
        f"The plot has no legend entry for {' and '.join(missing)}, but each of the three curves should have one.",
        hint="A label is shown only once the legend is drawn.",
    )
    wrong = {(label, kind) for plot, kinds in plots for label, kind in _contradictions(plot, kinds)}
    for label, kind in sorted(wrong):
        raise CheckFailed(
            f"The curve labelled {label!r} shows {_WORDS[kind]}.",
            hint="Are the labels in the order of the curves?",
            misconception="threshold-figure-labels-swapped",
        )


@pytest.mark.points(0.25)
@pytest.mark.depends("test_figure_shows_three_curves")
def test_figure_marks_the_best(student, churn):
    """The plot marks the best threshold: a vertical line, a marker or an annotation"""
    every, said = figures.drawn(student), _said_best(student)
    own = _own_or_none(student, churn)  # last, since a slow model may use up the time of this check
    plots, wanted = [plot for plot, _ in _plots_of(every, own)], [*_best_of(own), *said]
    marks = [mark for plot in plots for mark in _marks(plot)]
    if any(abs(mark - best) <= 0.0125 for mark in marks for best in wanted) or (marks and not wanted):
        return
    if any(_marked_by_what_is_not_listed(plot) for plot in plots):
        return
    at = f" marks {', '.join(f'{mark:.3g}' for mark in marks[:3])}" if marks else " marks no threshold"
    raise CheckFailed(
        f"The plot{at}, but should mark the best one{f', {wanted[0]:.2f}' if wanted else ''}.",
        hint="`plt.axvline(best_threshold)`, or a marker on the F1 curve.",
    )


_WORDS = {"precision": "precision", "recall": "recall", "f1": "F1"}
_SPELLINGS = {
    "precision": ("prec", "ppv"),
    "recall": ("recall", "sensitiv", "tpr", "truepositiverate"),
    "f1": ("f1", "fscore", "fmeasure"),
}


def _own_or_none(student, churn):
    try:
        return _own_curves(student, churn.X_train, churn.y_train, churn.X_test, churn.y_test)
    except StudentFault:
        return None


def _best_of(own):
    """The best thresholds of the own sweep."""
    if own is None or not np.isfinite(own["f1"]).any():
        return []
    scores = np.where(np.isfinite(own["f1"]), own["f1"], -1.0)
    return THRESHOLDS[scores >= scores.max() - 1e-9].tolist()


def _said_best(student):
    """What the notebook calls the best threshold: its mark is right, too."""
    with suppress(StudentFault):
        return [expect.number(student.best_threshold)]
    return []


def _plots_of(plots, own):
    """(plot, {curve's number: kind}) of the one plot with all three curves, else of all plots that have any."""
    found = [(plot, _kinds(plot, own)) for plot in plots]
    whole = [(plot, kinds) for plot, kinds in found if len(set(kinds.values())) == len(NAMES)]
    return whole[-1:] or [(plot, kinds) for plot, kinds in found if kinds]


def _series(plot):
    """(label, x, y) of everything with at least 10 points; a bare legend names curves in their order."""
    labelled = any(line.label for line in plot.lines)
    for i, line in enumerate(plot.lines):
        label = line.label if labelled or i >= len(plot.legend) else plot.legend[i]
        yield label, line.x, line.y
    for points in plot.points:
        yield points.label, points.x, points.y


def _kinds(plot, own):
    kinds = {}
    for i, (label, x, y) in enumerate(_series(plot)):
        x, y = _as_fractions(x), _as_fractions(y)
        inside = y[np.isfinite(y)]
        if x.size < 10 or not inside.size or inside.min() < -0.01 or inside.max() > 1.01 or not _is_threshold_axis(x):
            continue
        shown, said = _shown_by(x, y, own), _said_by(label) or _said_by(plot.title) or _said_by(plot.ylabel)
        if said and (said in shown or not shown):
            kinds[i] = said
        elif shown:
            kinds[i] = shown[0]
    return kinds


def _as_fractions(values):
    finite = values[np.isfinite(values)]
    return values / 100 if finite.size and np.abs(finite).max() > 1.5 else values


def _is_threshold_axis(x):
    """From 0.2 or lower to 0.8 or higher, inside [0, 1], each threshold once."""
    return bool(
        np.isfinite(x).all() and 0 <= x.min() <= 0.2 and 0.8 <= x.max() <= 1 and (np.diff(np.sort(x)) > 1e-9).all()
    )


def _shown_by(x, y, own):
    """The curves of the own sweep whose values are drawn, within 0.02, at the thresholds that are drawn."""
    if own is None:
        return []
    near = np.abs(x[:, np.newaxis] - THRESHOLDS)
    here = near.min(axis=1) <= 1e-3
    if here.sum() < 10:
        return []
    column = near.argmin(axis=1)[here]
    with np.errstate(invalid="ignore"):
        return [kind for kind in NAMES if (np.abs(own[kind][column] - y[here]) <= 0.02).all()]


def _said_by(text):
    """The kind that a text names first; nothing where it names none."""
    plain = re.sub(r"[^a-z0-9]", "", text.lower())
    places = {kind: [plain.find(word) for word in words if word in plain] for kind, words in _SPELLINGS.items()}
    named = {kind: min(place) for kind, place in places.items() if place}
    return min(named, key=lambda kind: named[kind]) if named else ""


def _kinds_in_words(plot, alone):
    words = [*plot.legend, *(note.text for note in plot.texts)]
    if alone:
        words += [plot.title, plot.ylabel]
    return {_said_by(text) for text in words}


def _contradictions(plot, kinds):
    for i, (label, _, _) in enumerate(_series(plot)):
        if i in kinds and _said_by(label) not in ("", kinds[i]):
            yield label, kinds[i]


def _marks(plot):
    """Where single things stand: vertical lines, lone markers, notes."""
    marks = []
    for artist in (*plot.lines, *plot.points):
        x = artist.x[np.isfinite(artist.x)]
        if 0 < x.size <= 3 and np.ptp(x) <= 1e-9:
            marks.append(float(_as_fractions(x)[0]))
    return marks + [float(_as_fractions(np.array([note.x]))[0]) for note in plot.texts if np.isfinite(note.x)]


def _marked_by_what_is_not_listed(plot):
    """A legend entry speaks of the best one, and belongs to nothing in the lists of lines and points."""
    listed = {artist.label for artist in (*plot.lines, *plot.points)}
    return any(re.search(r"best|opt|max|chosen", text.lower()) for text in plot.legend if text not in listed)
