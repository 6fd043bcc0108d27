"""A class to try on: independent writers (``classroom/``), and what one does to a copy so that nobody sees it."""

from __future__ import annotations

import ast
import builtins
import io
import keyword
import random
import tokenize
from pathlib import Path

from autograder.codec import CodeCell
from autograder.similarity.pairs import Work

CLASSROOM = Path(__file__).with_name("classroom")
WRITERS = ("ann", "ben", "cho", "dia")
KEPT = {"sigmoid", "log_loss", "bce_gradient", "LogisticRegression", "SoftmaxRegression", "threshold_sweep", "fit"}
KEPT |= {"predict", "predict_proba", "super", *dir(builtins), *keyword.kwlist}


def sources(name: str) -> list[str]:
    """The code cells of a writer."""
    text = (CLASSROOM / f"{name}.txt").read_text(encoding="utf-8")
    return [cell.partition("\n")[2].strip() for cell in text.split("# %%")[1:]]


def cells(texts: list[str]) -> tuple[CodeCell, ...]:
    """Texts as code cells."""
    return tuple(CodeCell(index, index + 1, text) for index, text in enumerate(texts))


def work(name: str, texts: list[str]) -> Work:
    """What a student handed in."""
    return Work(id=name, cells=cells(texts))


def given() -> tuple[CodeCell, ...]:
    """The starter notebook."""
    return cells(sources("given"))


def renamed(texts: list[str]) -> list[str]:
    """Every name that is not asked for or a library's is another, ``self`` included."""
    own = _own_names("\n\n".join(texts)) - KEPT
    return [_with_names(text, {name: f"zz_{name[::-1]}" for name in own}) for text in texts]


def _own_names(text: str) -> set[str]:
    tree = ast.parse(text)
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    found |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    found |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and _of_self(node)}
    return found | {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def _of_self(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id == "self"


def _with_names(text: str, names: dict[str, str]) -> str:
    lines = text.splitlines(keepends=True)
    tokens = [t for t in tokenize.generate_tokens(io.StringIO(text).readline) if t.type == tokenize.NAME]
    for token in reversed(tokens):
        row, column = token.start
        line = lines[row - 1]
        lines[row - 1] = line[:column] + names.get(token.string, token.string) + line[column + len(token.string) :]
    return "".join(lines)


def reordered(texts: list[str]) -> list[str]:
    """The cells the other way round, but for the imports."""
    return [texts[0], *reversed(texts[1:])]


def commented(texts: list[str]) -> list[str]:
    """Docstrings gone, a comment on every line that can take one, other line breaks and spaces."""
    return [f"# my own work\n\n{_annotated(ast.unparse(_Undocumented().visit(ast.parse(text))))}" for text in texts]


def _annotated(text: str) -> str:
    return "\n".join(f"{line}   # step {number}\n" for number, line in enumerate(text.splitlines()))


class _Undocumented(ast.NodeTransformer):
    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        is_text = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        return None if is_text else node


def half(texts: list[str], own: list[str]) -> list[str]:
    """Every other cell is the copier's own."""
    return [mine if number % 2 else theirs for number, (theirs, mine) in enumerate(zip(texts, own, strict=True))]


def shuffled(texts: list[str]) -> list[str]:
    """Neighbouring statements are swapped wherever neither needs the other; methods stand in another order."""
    return [ast.unparse(_Swapped().visit(ast.parse(text))) for text in texts]


class _Swapped(ast.NodeTransformer):
    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        body = getattr(node, "body", None)
        if isinstance(body, list):
            place = 0
            while place < len(body) - 1:
                if _independent(body[place], body[place + 1]):
                    body[place : place + 2] = body[place + 1], body[place]
                    place += 1
                place += 1
        return node


def _independent(one: ast.stmt, other: ast.stmt) -> bool:
    if isinstance(one, ast.FunctionDef) and isinstance(other, ast.FunctionDef):
        return True
    if not all(isinstance(node, ast.Assign | ast.AugAssign) for node in (one, other)):
        return False
    return not (_stored(one) & _names(other) or _stored(other) & _names(one))


def _names(node: ast.AST) -> set[str]:
    return {ast.unparse(part) for part in ast.walk(node) if isinstance(part, ast.Name | ast.Attribute)}


def _stored(node: ast.AST) -> set[str]:
    kinds = ast.Name | ast.Attribute
    return {ast.unparse(p) for p in ast.walk(node) if isinstance(p, kinds) and isinstance(p.ctx, ast.Store)}


def padded(texts: list[str], every: int = 4) -> list[str]:
    """A statement that does nothing stands after every so many."""
    return [ast.unparse(_Padded(every).visit(ast.parse(text))) for text in texts]


class _Padded(ast.NodeTransformer):
    def __init__(self, every: int) -> None:
        self.every = every
        self.rest = random.Random(7)

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        body = getattr(node, "body", None)
        if isinstance(body, list) and not isinstance(node, ast.ClassDef | ast.Lambda):
            for place in range(len(body) - 1, 0, -self.every):
                body.insert(place, ast.parse(self.rest.choice(DEAD)).body[0])
        return node


DEAD = ("unused = [i for i in range(3)]", "check = 'ok' if True else None", "count = max(0, 1) - 1", "tmp = {}")


def disguises(name: str, other: str) -> dict[str, list[str]]:
    """Each way of hiding a copy of one writer's notebook; ``other`` is what the copier does alone."""
    texts = sources(name)
    return {
        "verbatim": texts,
        "renamed": renamed(texts),
        "reordered": reordered(texts),
        "commented": commented(texts),
        "half": half(texts, sources(other)),
        "shuffled": shuffled(texts),
        "padded": padded(texts),
        "everything": reordered(commented(padded(shuffled(renamed(texts))))),
    }
