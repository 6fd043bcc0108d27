"""A crowd of students: each answers every question as one of the writers does, in words of their own."""

from __future__ import annotations

import ast
import random
from functools import cache

from tests.similarity.copying import WRITERS, sources


def student(seed: int, texts: tuple[list[str], ...] | None = None, freedom: float = 0.35) -> list[str]:
    """The cells of one student: for each a writer's at random, with every ``1 / freedom``-th expression put otherwise."""
    rest = random.Random(seed)
    trees = _trees() if texts is None else tuple(tuple(texts_of) for texts_of in texts)
    chosen = [rest.choice(column) for column in zip(*trees, strict=True)]
    return [ast.unparse(ast.fix_missing_locations(_Own(rest, freedom).visit(ast.parse(text)))) for text in chosen]


@cache
def _trees() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(sources(name)) for name in WRITERS)


class _Own(ast.NodeTransformer):
    """Says the same in another way, here and there."""

    def __init__(self, rest: random.Random, freedom: float) -> None:
        self.rest = rest
        self.freedom = freedom
        self.count = 0

    def _free(self) -> bool:
        return self.rest.random() < self.freedom

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Add | ast.Mult) and self._free():
            return ast.BinOp(node.right, node.op, node.left)
        if isinstance(node.op, ast.Sub) and self._free():
            return ast.BinOp(ast.UnaryOp(ast.USub(), node.right), ast.Add(), node.left)
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        turned = {ast.Gt: ast.Lt, ast.Lt: ast.Gt, ast.GtE: ast.LtE, ast.LtE: ast.GtE}.get(type(node.ops[0]))
        if turned and len(node.ops) == 1 and self._free():
            return ast.Compare(node.comparators[0], [turned()], [node.left])
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        self.generic_visit(node)
        if self._free():
            read = ast.parse(ast.unparse(node.target), mode="eval").body
            return ast.Assign([node.target], ast.BinOp(read, node.op, node.value))
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("sum", "mean", "max", "dot") and self._free():
            if isinstance(node.func.value, ast.Name) and node.func.value.id == "np" and node.args:
                return ast.Call(ast.Attribute(node.args[0], node.func.attr), node.args[1:], node.keywords)
            np = ast.Name("np")
            return ast.Call(ast.Attribute(np, node.func.attr), [node.func.value, *node.args], node.keywords)
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST | list[ast.stmt]:
        self.generic_visit(node)
        if node.value is not None and self._free():
            name = f"result{self.rest.randrange(100)}"
            return [ast.Assign([ast.Name(name)], node.value), ast.Return(ast.Name(name))]
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.AST | list[ast.stmt]:
        self.generic_visit(node)
        whole = isinstance(node.value, ast.BinOp) and self._free()
        if whole and isinstance(node.value, ast.BinOp):
            part = f"part{self.rest.randrange(100)}"
            first = ast.Assign([ast.Name(part)], node.value.left)
            return [first, ast.Assign(node.targets, ast.BinOp(ast.Name(part), node.value.op, node.value.right))]
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        for place in range(len(node.body) - 1, 0, -1):
            if self.rest.random() < self.freedom / 3:
                node.body.insert(place, ast.parse(self._remark()).body[0])
        return node

    def _remark(self) -> str:
        a, b, c = (self.rest.choice(["len(X)", "x.shape[0]", "np.size(y)", "n", "3"]) for _ in range(3))
        return f"{self.rest.choice('uvw')} = {a} {self.rest.choice('+-*')} ({b} {self.rest.choice('+-*/')} {c})"
