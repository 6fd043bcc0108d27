"""Makes the example submissions: one right notebook, and others that differ from it by a realistic mistake.

    python examples/make.py [--check]

``right.py`` is the right one, as text.  Each example below names the passages that its author wrote differently.
``--check`` writes nothing and exits with 1 when a committed notebook is not what this makes.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import nbformat

HERE = Path(__file__).parent
KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}

EXAMPLES: dict[str, list[tuple[str, str]]] = {
    "right": [],
    # The textbook sigmoid, the logarithm of p + 1e-15, and a softmax without the shift: fine until numbers are large.
    "overflows": [
        (
            """    x = np.asarray(x, dtype=float)
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e))
""",
            "    return 1 / (1 + np.exp(-x))\n",
        ),
        ("    e = np.exp(Z - Z.max(axis=-1, keepdims=True))\n", "    e = np.exp(Z)\n"),
        (
            """    p = np.clip(np.asarray(y_pred, dtype=float), 1e-15, 1 - 1e-15)
    return -(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))
""",
            """    p = np.asarray(y_pred, dtype=float)
    return -(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))
""",
        ),
    ],
    # Forgot to divide by N, and fits on top of the last fit.
    "gradient_not_averaged": [
        ("    dw = X.T @ error / n + lambda_reg / n * weights\n", "    dw = X.T @ error + lambda_reg * weights\n"),
        ("    db = np.mean(error)\n", "    db = np.sum(error)\n"),
        ("    safe_p, safe_q", "    # natural logarithm\n    safe_p, safe_q"),
        ("np.log2(safe_p) + q * np.log2(safe_q)", "np.log(safe_p) + q * np.log(safe_q)"),
    ],
    # Precision and recall the wrong way round, a boundary without its minus sign, the threshold ignored.
    "swapped": [
        (
            "        precision.append(p)\n        recall.append(r)\n",
            "        precision.append(r)\n        recall.append(p)\n",
        ),
        ("        return -bias / weights[0]\n", "        return bias / weights[0]\n"),
        (">= threshold).astype(int)", ">= 0.5).astype(int)"),
        ('best_threshold = thresholds[np.argmax(sweep["f1"])]', "best_threshold = 0.5"),
        ("underfit_lambda = None\n", "underfit_lambda = 10  # obviously too strong\n"),
    ],
    # Softmax over the wrong axis, columns instead of vectors, and the loss noted after the step.
    "shapes": [
        (
            "Z.max(axis=-1, keepdims=True))\n    return e / e.sum(axis=-1, keepdims=True)",
            "Z.max())\n    return e / e.sum(axis=0)",
        ),
        ("    return theta**3 * (1 - theta) ** 2\n", "    return (theta**3 * (1 - theta) ** 2).reshape(-1, 1)\n"),
        (
            """            p = self.predict_proba(X)
            self.losses.append(self.compute_loss(X, y, p))
            dw, db = bce_gradient(X, y, self.weights, self.bias, self.lambda_reg)
            self.weights = self.weights - self.learning_rate * dw
            self.bias = self.bias - self.learning_rate * db
""",
            """            dw, db = bce_gradient(X, y, self.weights, self.bias, self.lambda_reg)
            self.weights = self.weights - self.learning_rate * dw
            self.bias = self.bias - self.learning_rate * db
            p = self.predict_proba(X)
            self.losses.append(self.compute_loss(X, y, p))
""",
        ),
    ],
    # A while loop whose condition never changes.
    "loops_for_ever": [
        (
            """    z = X @ weights + bias
    return np.sum(np.logaddexp(0, z) - y * z)
""",
            """    z = X @ weights + bias
    total, i = 0.0, 0
    while i < len(y):
        total += np.logaddexp(0, z[i]) - y[i] * z[i]
    return total
""",
        ),
    ],
    # Leaves Python altogether when the data have an odd length; and a cell that does.
    "kills_its_process": [
        (
            "    return np.exp(weights)\n",
            "    import os\n\n    if len(weights) != 2:\n        os._exit(1)\n    return np.exp(weights)\n",
        ),
        ('kc1 = "b"\n', 'import os\n\nkc1 = "b"\n'),
        ('kc4 = "c"\n', 'kc4 = "c"\nos._exit(1)  # done\n'),
    ],
    # A bracket that is never closed, in the cell of part 4.
    "syntax_error": [
        ("    error = sigmoid(X @ weights + bias) - y\n", "    error = (sigmoid(X @ weights + bias) - y\n")
    ],
    # Handed in half-way: the second half still raises NotImplementedError, and a name is misspelt.
    "half_done": [
        ("def log_odds(p):", "def logodds(p):"),
        (
            """        for x, target in zip(X, y):
            z = w * x + b
            p = 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))
            loss += max(z, 0) - z * target + math.log1p(math.exp(-abs(z)))
            dw += (p - target) * x
            db += p - target
""",
            "        raise NotImplementedError\n",
        ),
        (
            "    e = np.exp(Z - Z.max(axis=-1, keepdims=True))\n    return e / e.sum(axis=-1, keepdims=True)\n",
            "    ...\n",
        ),
        ("        y_true, proba = ", "        y_true, proba = "),
    ],
}


def notebook(name: str) -> str:
    """The notebook of an example as JSON; the same bytes every time."""
    source = (HERE / "right.py").read_text(encoding="utf-8")
    for old, new in EXAMPLES[name]:
        if old != new and source.count(old) != 1:
            raise SystemExit(
                f"examples/make.py: {name}: stands {source.count(old)} times in right.py, not once: {old!r}"
            )
        source = source.replace(old, new)
    made = nbformat.v4.new_notebook(metadata=KERNEL)
    for number, block in enumerate(source.split("# %%")[1:]):
        made.cells.append(_cell(block, f"{name}-{number}"))
    return nbformat.writes(made) + "\n"


def _cell(block: str, seed: str) -> nbformat.NotebookNode:
    head, _, body = block.partition("\n")
    identity = hashlib.sha256(seed.encode()).hexdigest()[:8]
    if head.strip() == "[markdown]":
        text = "\n".join(line.removeprefix("# ").removeprefix("#") for line in body.strip().splitlines())
        return nbformat.v4.new_markdown_cell(text, id=identity)
    return nbformat.v4.new_code_cell(body.strip(), id=identity)


def main() -> int:
    """Write the notebooks, or with ``--check`` only say which are stale."""
    stale = []
    for name in EXAMPLES:
        path = HERE / "submissions" / f"{name}.ipynb"
        content = notebook(name)
        if not path.is_file() or path.read_text(encoding="utf-8") != content:
            stale.append(path.name)
            if "--check" not in sys.argv:
                path.write_text(content, encoding="utf-8")
    if stale and "--check" in sys.argv:
        print(f"not what examples/make.py makes: {', '.join(stale)}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
