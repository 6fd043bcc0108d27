"""Generic mutants: the solution with one small slip, made from its syntax tree.

A mutant is text with one passage replaced, in brackets so that it stays one expression.  Everything at which students
slip is tried at every place: operators, comparisons at the boundary, constants off by one, signs, dropped terms,
factors, calls, keywords and statements, sums for means, natural for binary logarithms, branches.  Prose is left alone:
docstrings, f-strings, what is raised.

Only statements that a question's names depend on are mutated (all of its answer where it has no names), so a figure's
colours are not.  The id holds a hash of the changed line and the change, so that it outlives edits elsewhere.
"""

from __future__ import annotations

import ast
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from autograder.audit.solution import Solution, Statement, binding, closure, statements
from autograder.manifest import Question

_BINARY: dict[type[ast.operator], tuple[str, ...]] = {
    ast.Add: ("-",),
    ast.Sub: ("+",),
    ast.Mult: ("/",),
    ast.Div: ("*",),
    ast.Pow: ("*",),
    ast.FloorDiv: ("/",),
    ast.Mod: ("*",),
    ast.BitAnd: ("|",),
    ast.BitOr: ("&",),
}
_SYMBOLS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.MatMult: "@",
    ast.BitAnd: "&",
    ast.BitOr: "|",
}
_COMPARISONS: dict[type[ast.cmpop], tuple[str, ...]] = {
    ast.Gt: (">=", "<"),
    ast.GtE: (">", "<"),
    ast.Lt: ("<=", ">"),
    ast.LtE: ("<", ">"),
    ast.Eq: ("!=",),
    ast.NotEq: ("==",),
    ast.Is: ("is not",),
    ast.IsNot: ("is",),
    ast.In: ("not in",),
    ast.NotIn: ("in",),
}
_SWAPS = [
    ("sum", "mean"), ("max", "min"), ("argmax", "argmin"), ("maximum", "minimum"), ("log", "log2"),
    ("log", "log1p"), ("exp", "expm1"), ("exp", "exp2"), ("zeros", "ones"), ("all", "any"), ("std", "var"),
    ("cos", "sin"), ("floor", "ceil"), ("argsort", "sort"),
]  # fmt: skip
_NAMES: dict[str, list[str]] = {}
for _left, _right in _SWAPS:
    _NAMES.setdefault(_left, []).append(_right)
    _NAMES.setdefault(_right, []).append(_left)


class Mutant(msgspec.Struct, frozen=True, kw_only=True):
    """One slip: the line before and after it, and the cell (by its index in the solution) as it then is."""

    id: str
    question: str
    before: str
    after: str
    cell: int
    source: str

    def put_into(self, cells: tuple[str, ...]) -> tuple[str, ...]:
        """The solution's cells with this one's in its place."""
        return (*cells[: self.cell], self.source, *cells[self.cell + 1 :])


def mutants(questions: Sequence[Question], solution: Solution) -> list[Mutant]:
    """All mutants of a solution's answers to ``questions``, in their order and then that of the text."""
    parts = statements(solution.cells)
    return [m for question in questions for m in _of_question(question, solution, parts)]


def sample(everything: list[Mutant], count: int) -> list[Mutant]:
    """``count`` of them, the same every time: those whose ids have the smallest hashes."""
    chosen = sorted(everything, key=lambda mutant: _hash(mutant.id))[:count]
    return [mutant for mutant in everything if mutant in chosen]


def _of_question(question: Question, solution: Solution, parts: list[Statement]) -> list[Mutant]:
    answers = solution.answers(question.id)
    own = [part for part in parts if part.cell in answers]
    if question.names:
        chosen = closure(own, binding(own, question.names))
        own = [part for part in own if part in chosen]
    found: list[Mutant] = []
    seen: Counter[str] = Counter()
    for part in own:
        text = solution.cells[part.cell]
        for node, kind, new in _changes(part.node):
            mutant = _mutant(question.id, part, text, node, kind, new)
            if mutant is not None:
                seen[mutant.id] += 1
                number = seen[mutant.id]
                found.append(msgspec.structs.replace(mutant, id=f"{mutant.id}-{number}") if number > 1 else mutant)
    return found


def _mutant(question: str, part: Statement, text: str, node: ast.expr | ast.stmt, kind: str, new: str) -> Mutant | None:
    lines = text.split("\n")
    start, end = _offset(lines, node.lineno, node.col_offset), _offset(lines, *_end(node))
    source = text[:start] + new + text[end:]
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    if ast.dump(tree) == ast.dump(ast.parse(text)):
        return None
    line = lines[node.lineno - 1]
    column = node.col_offset - (len(line) - len(line.lstrip()))
    after = source.split("\n")[node.lineno - 1].strip()
    digest = _hash(f"{line.strip()}\0{column}\0{kind}\0{new}")
    return Mutant(
        id=f"{question}/{_name(part.node)}/{kind}/{digest}",
        question=question,
        before=line.strip(),
        after=after,
        cell=part.cell,
        source=source,
    )


def _name(node: ast.stmt) -> str:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return node.name
    names = [item.id for item in ast.walk(node) if isinstance(item, ast.Name) and isinstance(item.ctx, ast.Store)]
    return names[0] if names else "code"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _end(node: ast.expr | ast.stmt) -> tuple[int, int]:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return node.end_lineno, node.end_col_offset


def _offset(lines: list[str], line: int, column: int) -> int:
    """A place in the text; the syntax tree counts columns in bytes."""
    return sum(len(before) + 1 for before in lines[: line - 1]) + len(lines[line - 1].encode()[:column].decode())


# --- what may slip -------------------------------------------------------------------------------------------

_Change = tuple["ast.expr | ast.stmt", str, str]


def _changes(root: ast.stmt) -> Iterator[_Change]:
    """What to replace, the kind of the slip, and by what text."""
    prose = {id(item) for node in ast.walk(root) if _is_prose(node) for item in ast.walk(node)}
    for node in ast.walk(root):
        if id(node) in prose:
            continue
        if isinstance(node, ast.stmt) and node is not root:
            yield from _statement(node)
        elif isinstance(node, ast.expr):
            for kind, new in _expression(node):
                yield node, kind, f"({new})"
        if isinstance(node, (ast.If, ast.While)):
            yield node.test, "condition-true", "True"
            yield node.test, "condition-false", "False"


def _is_prose(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, (ast.JoinedStr, ast.Raise, ast.Import, ast.ImportFrom))


def _statement(node: ast.stmt) -> Iterator[_Change]:
    if isinstance(node, (ast.Expr, ast.Assign, ast.AugAssign, ast.Return, ast.Break, ast.Continue, ast.Raise)):
        yield node, "statement-dropped", "pass"
    if isinstance(node, ast.AugAssign):
        target, value = ast.unparse(node.target), ast.unparse(node.value)
        yield node, "augmented-plain", f"{target} = {value}"
        for symbol in _BINARY.get(type(node.op), ()):
            yield node, f"op-{_word(node.op)}-other", f"{target} {symbol}= {value}"


def _expression(node: ast.expr) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.BinOp):
        yield from _binary(node)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Not, ast.Invert)):
        yield "unary-dropped", ast.unparse(node.operand)
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        left, right = ast.unparse(node.left), ast.unparse(node.comparators[0])
        for symbol in _COMPARISONS[type(node.ops[0])]:
            yield f"compare-{_word(node.ops[0])}", f"({left}) {symbol} ({right})"
    elif isinstance(node, ast.BoolOp):
        word = " or " if isinstance(node.op, ast.And) else " and "
        yield "boolean", word.join(f"({ast.unparse(value)})" for value in node.values)
    elif isinstance(node, ast.IfExp):
        yield "branch-first", ast.unparse(node.body)
        yield "branch-second", ast.unparse(node.orelse)
    elif isinstance(node, ast.Constant):
        yield from _constant(node.value)
    elif isinstance(node, ast.Call):
        yield from _call(node)
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield "transpose-dropped", ast.unparse(node.value)


def _binary(node: ast.BinOp) -> Iterator[tuple[str, str]]:
    left, right = f"({ast.unparse(node.left)})", f"({ast.unparse(node.right)})"
    for symbol in _BINARY.get(type(node.op), ()):
        yield f"op-{_word(node.op)}", f"{left} {symbol} {right}"
    yield f"{_word(node.op)}-right-dropped", left
    yield f"{_word(node.op)}-left-dropped", right


def _constant(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, bool):
        yield "constant-flipped", str(not value)
    elif isinstance(value, int):
        yield "constant-plus-one", str(value + 1)
        yield "constant-minus-one", str(value - 1)
    elif isinstance(value, float):
        yield "constant-doubled", repr(2 * value if value else 1.0)
    elif isinstance(value, str):
        yield "constant-text", repr(value + "?")


def _call(node: ast.Call) -> Iterator[tuple[str, str]]:
    function = node.func
    name = (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )
    arguments = ", ".join([*map(ast.unparse, node.args), *map(ast.unparse, node.keywords)])
    for other in _NAMES.get(name, ()):
        prefix = f"{ast.unparse(function.value)}." if isinstance(function, ast.Attribute) else ""
        yield f"{name}-{other}", f"{prefix}{other}({arguments})"
    if node.args and not isinstance(node.args[0], ast.Starred):
        yield f"{name}-dropped", ast.unparse(node.args[0])
    elif isinstance(function, ast.Attribute):
        yield f"{name}-dropped", ast.unparse(function.value)
    for keyword in node.keywords:
        rest = [*map(ast.unparse, node.args), *(ast.unparse(k) for k in node.keywords if k is not keyword)]
        yield f"keyword-{keyword.arg}-dropped", f"{ast.unparse(function)}({', '.join(rest)})"
    if name == "range" and len(node.args) == 1:
        yield "range-one-more", f"range({ast.unparse(node.args[0])} + 1)"
        yield "range-one-less", f"range({ast.unparse(node.args[0])} - 1)"


def _word(operator: ast.AST) -> str:
    return type(operator).__name__.lower()
