"""The suite of part 11 accepts figures of any style that show three regions, and says what others lack."""

import pytest

from tests.support.suites import not_passed

DATA = """
import numpy as np
import matplotlib.pyplot as plt
rng = np.random.default_rng(0)
centres = np.array([[0, 0], [3, 0], [0, 3]])
y = np.repeat([0, 1, 2], 15)
X = centres[y] + rng.normal(size=(45, 2))
a, b = np.meshgrid(np.linspace(-2, 6, 30), np.linspace(-2, 6, 30))
grid = np.column_stack([a.ravel(), b.ravel()])
Z = np.argmin(((grid[:, None] - centres) ** 2).sum(axis=2), axis=1).reshape(a.shape)
"""
WORDS = "plt.xlabel('x1'); plt.ylabel('x2'); plt.title('Decision regions'); plt.legend(); plt.show()"
SCATTERS = "for k, m in enumerate('os^'): plt.scatter(X[y == k, 0], X[y == k, 1], marker=m, label=f'class {k}')\n"
CONTOUR = "plt.contourf(a, b, Z, alpha=0.3)\n"
RIGHT = {
    "contourf and three scatters": CONTOUR + SCATTERS + WORDS,
    "pcolormesh and lines of markers": f"""
plt.pcolormesh(a, b, Z, cmap='Pastel1', shading='auto')
plt.plot(*X[y == 0].T, 'ro', label='A'); plt.plot(*X[y == 1].T, 'gs', label='B')
plt.plot(*X[y == 2].T, linestyle='', marker='^', label='C')
plt.contour(a, b, Z, colors='k')
{WORDS}
""",
    "imshow, axes, a figure's title": """
fig, ax = plt.subplots(figsize=(4, 4))
ax.imshow(Z, origin='lower', extent=(-2, 6, -2, 6), alpha=0.4)
for k, (c, m) in enumerate(zip('rgb', '.x+')):
    ax.scatter(X[y == k][:, 0], X[y == k][:, 1], c=c, marker=m, label=str(k))
ax.set(xlabel='a', ylabel='b')
ax.legend(title='class', loc='upper right')
fig.suptitle('Three classes')
""",
    "one scatter, its legend from its elements": """
plt.contourf(a, b, Z, levels=2, cmap='viridis', alpha=0.3)
points = plt.scatter(X[:, 0], X[:, 1], c=y, edgecolors='k')
plt.xlabel('a'); plt.ylabel('b'); plt.title('t')
plt.legend(*points.legend_elements(), title='class')
""",
    "one scatter in named colours": """
import matplotlib.patches as patches
plt.contourf(a, b, Z)
plt.scatter(X[:, 0], X[:, 1], c=np.array(['red', 'green', 'blue'])[y])
plt.legend(handles=[patches.Patch(color=c, label=c) for c in ('red', 'green', 'blue')])
plt.xlabel('a'); plt.ylabel('b'); plt.title('t')
""",
    "scikit-learn's display": f"""
from sklearn.inspection import DecisionBoundaryDisplay
from sklearn.linear_model import LogisticRegression
model = LogisticRegression().fit(X, y)
display = DecisionBoundaryDisplay.from_estimator(model, X, response_method='predict', alpha=0.4)
{SCATTERS}
{WORDS}
""",
    "among other figures": f"""
plt.contourf(a, b, a ** 2 + b ** 2); plt.title('a loss surface'); plt.show()
plt.plot([3, 2, 1]); plt.show()
{CONTOUR}
{SCATTERS}
{WORDS}
plt.scatter(a, b); plt.show()
plt.contourf(a, b, Z > 0); plt.scatter(*X.T); plt.xlabel('x'); plt.ylabel('y'); plt.title('two'); plt.show()
""",
}
FIGURE = RIGHT["contourf and three scatters"]


@pytest.mark.parametrize("form", RIGHT)
def test_right_figures_get_all_points(judge, form):
    """Contours, meshes and images; scatters and lines of markers; words set in any way."""
    assert not_passed(judge("q11", DATA, RIGHT[form])) == {}


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [
        ("plt.contourf(a, b, Z, alpha=0.3)", "plt.contour(a, b, Z)", "test_regions_are_filled"),
        ("plt.contourf(a, b, Z, alpha=0.3)", "", "test_regions_are_filled"),
        ("enumerate('os^')", "enumerate('os')", "test_three_groups_of_markers"),
        ("plt.xlabel('x1'); ", "", "test_axes_are_labelled"),
        ("plt.ylabel('x2'); ", "plt.ylabel(' '); ", "test_axes_are_labelled"),
        ("plt.title('Decision regions'); ", "", "test_plot_has_a_title"),
        ("plt.legend(); ", "", "test_legend_names_the_classes"),
    ],
)
def test_what_is_missing_costs_its_own_points(judge, old, new, check):
    """No regions, two groups, no words: each is its own check."""
    assert old in FIGURE
    lost = set(not_passed(judge("q11", DATA, FIGURE.replace(old, new))))
    assert lost == ({check, "test_legend_names_the_classes"} if "markers" in check else {check})


def test_a_scatter_without_groups_is_told(judge):
    """One scatter in one colour shows no classes."""
    results = judge("q11", DATA, CONTOUR + "plt.scatter(*X.T)\n" + WORDS)
    assert results["test_three_groups_of_markers"].message == (
        "The plot has 1 kind of markers, but should have 3, one for each class."
    )
    assert results["test_regions_are_filled"].verdict == "passed"


@pytest.mark.parametrize(
    "code",
    [
        "pass",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2], [3, 4], label='x'); plt.title('t'); plt.legend()",
        "import matplotlib.pyplot as plt\nplt.figure()",
        "import matplotlib.pyplot as plt\nplt.bar(['a', 'b', 'c'], [1, 2, 3]); plt.xlabel('x'); plt.ylabel('y')",
        "import matplotlib.pyplot as plt\nplt.plot(['a', 'b'], [None, 2]); plt.scatter([], [])",
        "import matplotlib.pyplot as plt\nplt.subplots(2, 2); plt.scatter([float('nan')] * 9, [1] * 9)",
        "import sys\nsys.modules['matplotlib.pyplot'] = None",
    ],
)
def test_other_figures_earn_nothing(judge, code):
    """No figure, an empty one, curves and bars: failed in words, never the harness's failure."""
    results = judge("q11", code)
    assert {r.verdict for r in results.values()} <= {"failed", "crashed"}
    assert {r.points for r in results.values()} == {0.0}


def test_a_figure_in_a_failing_cell_counts(judge):
    """What was drawn before the cell failed is drawn."""
    assert not_passed(judge("q11", DATA, FIGURE.replace("plt.show()", "1 / 0"))) == {}
