"""A module one can read in a sitting, a function one can see whole."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from tests.architecture.source_tree import ROOT, modules

MODULE_LINES_MAX = 500
MODULE_LINES_SMELL = 300
FUNCTION_LINES_MAX = 60
FUNCTION_LINES_SMELL = 40


def test_modules_are_short() -> None:
    lengths = {
        module.shown_path: line_count(module.path.read_text()) for module in modules().values()
    }
    lengths |= {
        str(path.relative_to(ROOT)): line_count(path.read_text(encoding="utf-8"))
        for path in (ROOT / "web" / "static").rglob("*.js")
    }
    judge(lengths, smell=MODULE_LINES_SMELL, limit=MODULE_LINES_MAX)


def test_functions_are_short() -> None:
    lengths = {
        f"{module.shown_path}:{node.lineno} {node.name}": code_lines(node)
        for module in modules().values()
        for node in functions(module.tree)
    }
    judge(lengths, smell=FUNCTION_LINES_SMELL, limit=FUNCTION_LINES_MAX)


def test_a_docstring_does_not_count_as_code() -> None:
    source = 'def f():\n    """One.\n\n    Two.\n    """\n    return 1\n'
    assert [code_lines(node) for node in functions(ast.parse(source))] == [2]


def judge(lengths: dict[str, int], *, smell: int, limit: int) -> None:
    """Fail above the limit; name in the report what is on its way there."""
    too_long = {name: lines for name, lines in lengths.items() if lines > limit}
    assert not too_long, f"more than {limit} lines: {too_long}"
    smells = [f"{name}: {lines} lines" for name, lines in lengths.items() if lines > smell]
    if smells:
        warnings.warn(f"more than {smell} lines:\n  " + "\n  ".join(smells), stacklevel=2)


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    if ast.get_docstring(node) is not None:
        docstring = node.body[0]
        lines -= (docstring.end_lineno or docstring.lineno) - docstring.lineno + 1
    return lines


def line_count(text: str) -> int:
    return text.count("\n")
