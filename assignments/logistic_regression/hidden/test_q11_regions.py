"""Part 11: the decision regions of three classes, as a figure."""

import numpy as np
import pytest

from autograder import expect, figures

pytestmark = pytest.mark.question("q11")

CLASSES = 3
LEAST = 5
"""Markers that make a group: three classes of real data have more, and a curve's few decorations have fewer."""


@pytest.mark.points(0.75)
def test_regions_are_filled(student):
    """A plot of three classes fills the region of each class"""
    plot = _plot(student)
    expect.true(
        plot.regions > 0,
        "The plot of three classes fills no region, but should show which class is predicted where.",
        hint="Predict a grid of points, then fill: `plt.contourf`, `plt.pcolormesh` or `plt.imshow`.",
        misconception="regions-not-filled",
    )


@pytest.mark.points(0.75)
def test_three_groups_of_markers(student):
    """The plot shows the rows of the three classes as three kinds of markers"""
    groups = _groups(_plot(student))
    kinds = "kind" if groups == 1 else "kinds"
    expect.true(
        groups >= CLASSES,
        f"The plot has {groups} {kinds} of markers, but should have {CLASSES}, one for each class.",
        hint="One scatter for each class: `for c in classes_: plt.scatter(X[y == c, 0], X[y == c, 1], label=c)`.",
    )


@pytest.mark.points(0.5)
def test_axes_are_labelled(student):
    """Both axes of the plot say what is on them"""
    plot = _plot(student)
    missing = [name for name, text in (("x", plot.xlabel), ("y", plot.ylabel)) if not text.strip()]
    expect.true(
        not missing,
        f"The plot's {' and '.join(missing)} {'axes have' if len(missing) > 1 else 'axis has'} no label, "
        "but both should have one.",
        hint="Which feature is on which axis?",
    )


@pytest.mark.points(0.5)
def test_legend_names_the_classes(student):
    """The plot's legend names the three classes"""
    named = {text.strip() for text in _plot(student).legend if text.strip()}
    expect.true(
        len(named) >= CLASSES,
        f"The plot's legend has {len(named)} entries, but should have {CLASSES}, one for each class."
        if named
        else f"The plot has no legend, but should have one with {CLASSES} entries, one for each class.",
        hint="A label is shown only once the legend is drawn.",
    )


@pytest.mark.points(0.5)
def test_plot_has_a_title(student):
    """The plot has a title"""
    expect.true(
        _plot(student).title.strip(),
        "The plot has no title, but should have one.",
        hint="What does a reader see here who has not read the code?",
    )


def _plot(student):
    """The plot that comes closest to decision regions of three classes: regions, three groups, then words."""
    plots = figures.drawn(student)
    expect.true(plots, "The notebook draws no figure, but a plot of the regions of three classes should be there.")
    candidates = [plot for plot in plots if plot.regions or _groups(plot) >= CLASSES]
    expect.true(
        candidates,
        "No plot of the notebook has filled regions or three kinds of markers, but one should have both.",
        hint="A grid of points, the class predicted at each, and the rows on top.",
    )
    return max(candidates, key=_closeness)


def _closeness(plot):
    groups = _groups(plot)
    words = (plot.xlabel, plot.ylabel, plot.title, *plot.legend[:CLASSES])
    whole = plot.regions > 0 and groups >= CLASSES
    return whole, groups >= CLASSES, min(groups, CLASSES), plot.regions > 0, sum(bool(text.strip()) for text in words)


def _groups(plot):
    """How many kinds of markers: scatters, lines of markers alone, or one scatter in several colours or forms."""
    scatters = [points for points in plot.points if points.x.size >= LEAST]
    dots = [line for line in plot.lines if _is_dots(line)]
    inside = max([max(points.colours, points.markers) for points in scatters if points.x.size >= 3 * LEAST], default=0)
    # colours that follow from numbers (c=y) are set when a figure is drawn, and this one is not: its legend tells
    by_legend = len(plot.legend) if len(scatters) == 1 and scatters[0].x.size >= 3 * LEAST and not dots else 0
    return max(len(scatters) + len(dots), inside, by_legend)


def _is_dots(line):
    alone = line.style.strip().lower() in ("none", "") and line.marker.strip().lower() not in ("none", "")
    return alone and np.isfinite(line.x).sum() >= LEAST
