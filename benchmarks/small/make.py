"""Makes the small assignment in the formats of all three graders, from one source.

    python benchmarks/small/make.py [--check]

``right.py`` is the right notebook as text, ``hidden/`` the checks as our suites.  From them come ``submissions/`` (ten
notebooks: SUBMISSIONS below says how each differs), ``otter/tests/`` and ``nbgrader/source/``.  A check of the peers is
the body of ours with ``student.sigmoid`` as ``sigmoid``, and ``expect.close`` as NumPy's ``assert_allclose`` with the
same tolerance: same calls, same inputs, same points.  ``--check`` writes nothing and exits with 1 when a committed file
is not what this makes.
"""

from __future__ import annotations

import ast
import hashlib
import sys
from pathlib import Path

import nbformat

HERE = Path(__file__).parent
KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}

SUBMISSIONS: dict[str, list[tuple[str, str]]] = {
    "right": [],
    "right_tanh": [("1 / (1 + np.exp(-x))\n", "0.5 * (1 + np.tanh(np.asarray(x) / 2))\n")],
    "right_mean": [
        (
            "    return X.T @ error / len(y), np.mean(error)",
            "    return np.mean(X * error[:, None], axis=0), error.mean()",
        )
    ],
    "sign": [("1 / (1 + np.exp(-x))\n", "1 / (1 + np.exp(x))\n")],
    "not_clipped": [("    p = np.clip(p, 1e-12, 1 - 1e-12)\n", "")],
    "not_averaged": [("X.T @ error / len(y), np.mean(error)", "X.T @ error, np.sum(error)")],
    "no_bias": [("            self.bias = self.bias - self.learning_rate * db\n", "")],
    "goes_on": [
        (
            "        self.weights = np.zeros(X.shape[1])\n        self.bias = 0.0\n        self.losses = []\n",
            '        if not hasattr(self, "weights"):\n'
            "            self.weights, self.bias = np.zeros(X.shape[1]), 0.0\n"
            "        self.losses = []\n",
        )
    ],
    "one_threshold": [("    chosen = p >= threshold\n", "    chosen = p >= 0.5\n")],
    "misspelt": [("def best_threshold(", "def best_treshold("), ("best_threshold(y, model", "best_treshold(y, model")],
}


class Check:
    """One test function of a hidden suite: its name, its first line, its points, and its code for the peers."""

    def __init__(self, function: ast.FunctionDef, preamble: list[ast.stmt], tolerances: dict[str, ast.Call]) -> None:
        rewritten = _ForPeers(tolerances)
        self.name = function.name
        self.description = (ast.get_docstring(function) or "").splitlines()[0]
        self.points = next(int(mark.args[0].value) for mark in function.decorator_list)  # type: ignore[attr-defined]
        self.body = [ast.unparse(rewritten.visit(statement)) for statement in function.body[1:]]
        self.preamble = [ast.unparse(statement) for statement in preamble]
        self.names = sorted(rewritten.names)


class _ForPeers(ast.NodeTransformer):
    """``student.x`` is ``x`` there, and what ``expect`` reads from outside is the value itself."""

    def __init__(self, tolerances: dict[str, ast.Call]) -> None:
        self.names: set[str] = set()
        self._tolerances = tolerances

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if isinstance(node.value, ast.Name) and node.value.id == "student":
            self.names.add(node.attr)
            return ast.Name(node.attr)
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        called = ast.unparse(node.func)
        if called == "expect.close":
            numbers = [word for word in self._tolerances[ast.unparse(node.args[2])].keywords if word.arg != "because"]
            return ast.Call(ast.parse("np.testing.assert_allclose").body[0].value, node.args[:2], numbers)  # type: ignore[attr-defined]
        if called == "expect.items":
            return node.args[0]
        plain = {"expect.number": "float", "expect.array": "np.asarray"}.get(called)
        return ast.Call(ast.parse(plain).body[0].value, node.args[:1], []) if plain else node  # type: ignore[attr-defined]


def checks() -> dict[str, list[Check]]:
    """The checks of each question."""
    found: dict[str, list[Check]] = {}
    for path in sorted((HERE / "hidden").glob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assigned = {ast.unparse(node.targets[0]): node for node in tree.body if isinstance(node, ast.Assign)}
        question = ast.literal_eval(assigned.pop("pytestmark").value.args[0])  # type: ignore[attr-defined]
        tolerances = {
            name: node.value
            for name, node in assigned.items()
            if isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == "Tolerance"
        }
        constants: list[ast.stmt] = [node for name, node in assigned.items() if name not in tolerances]
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        found[question] = [Check(function, constants, tolerances) for function in functions]
    return found


# --- notebooks ---


def submission(name: str) -> str:
    """A submission as a plain notebook."""
    return _written([cell for _question, cell in _cells(name)])


def nbgrader_notebook(name: str, *, source: bool = False) -> str:
    """A submission with nbgrader's marks and test cells; as its ``source``, with the answers marked as solutions."""
    cells = []
    for question, cell in _cells(name):
        if question:
            if source:
                cell.source = f"### BEGIN SOLUTION\n{cell.source}\n### END SOLUTION"
            cell.metadata["nbgrader"] = _marks(question, solution=True)
        cells.append(cell)
        for check in checks()[question] if question else []:
            test = nbformat.v4.new_code_cell(_called(check), id=_identity(check.name))
            test.metadata["nbgrader"] = _marks(check.name, solution=False) | {"points": check.points}
            cells.append(test)
    return _written(cells)


def _cells(name: str) -> list[tuple[str, nbformat.NotebookNode]]:
    """The cells of a submission, each with the question that it answers, if any."""
    text = (HERE / "right.py").read_text(encoding="utf-8")
    for old, new in SUBMISSIONS[name]:
        if text.count(old) != 1:
            raise SystemExit(f"make.py: {name}: stands {text.count(old)} times in right.py, not once: {old!r}")
        text = text.replace(old, new)
    made = []
    for number, block in enumerate(text.split("# %%")[1:]):
        head, _, body = block.partition("\n")
        identity = _identity(f"cell {number}")
        if head.strip() == "[markdown]":
            body = "\n".join(line.removeprefix("# ") for line in body.strip().splitlines())
            made.append(("", nbformat.v4.new_markdown_cell(body, id=identity)))
        else:
            made.append((head.strip(), nbformat.v4.new_code_cell(body.strip(), id=identity)))
    return made


def _called(check: Check) -> str:
    """A check as a function that is called at once: its X and Y must not replace the notebook's own."""
    lines = [f'"""{check.description}"""', "import numpy as np", "", *check.preamble, "", *check.body]
    return "\n".join(
        [f"def {check.name}():", *(f"    {line}" if line else "" for line in lines), "", "", f"{check.name}()"]
    )


def _marks(identity: str, *, solution: bool) -> dict[str, object]:
    return {
        "grade": not solution,
        "grade_id": identity,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }


def _identity(seed: str) -> str:
    return hashlib.sha256(seed.encode()).hexdigest()[:8]


def _written(cells: list[nbformat.NotebookNode]) -> str:
    return nbformat.writes(nbformat.v4.new_notebook(cells=cells, metadata=KERNEL)) + "\n"


# --- Otter ---


def otter_test(question: str, found: list[Check]) -> str:
    """One question in Otter's exception-based format."""
    lines = [
        "# ruff: noqa",
        "# fmt: off",
        "OK_FORMAT = False",
        "",
        "import numpy as np",
        "from otter.test_files import test_case",
        "",
    ]
    lines += [f'name = "{question}"', "points = None", "", *found[0].preamble]
    for check in found:
        lines += ["", "", f"@test_case(points={check.points})", f"def {check.name}({', '.join(check.names)}):"]
        lines += [f"    {line}" for line in [f'"""{check.description}"""', *check.body]]
    return "\n".join(lines) + "\n"


def files() -> dict[Path, str]:
    """Everything that is made, by its path."""
    made = {HERE / f"submissions/{name}.ipynb": submission(name) for name in SUBMISSIONS}
    made |= {HERE / f"otter/tests/{question}.py": otter_test(question, found) for question, found in checks().items()}
    return made | {HERE / "nbgrader/source/small/small.ipynb": nbgrader_notebook("right", source=True)}


def main() -> int:
    """Write the files, or with ``--check`` only say which are stale."""
    made = files()
    stale = [path for path, text in made.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv and stale:
        print(f"not what benchmarks/small/make.py makes: {', '.join(str(path.relative_to(HERE)) for path in stale)}")
        return 1
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
