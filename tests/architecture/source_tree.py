"""The packages as syntax trees: which module imports which, and where."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("media", "rooms", "recorder", "hardware", "server")


@dataclass(frozen=True, slots=True)
class Import:
    """One name imported by a module: `target` is absolute, `line` is where."""

    target: str
    line: int


@dataclass(frozen=True, slots=True)
class Module:
    name: str
    path: Path
    tree: ast.Module = field(repr=False, compare=False)

    @property
    def package(self) -> str:
        """The top-level package."""
        return self.name.partition(".")[0]

    @property
    def shown_path(self) -> str:
        return str(self.path.relative_to(ROOT))

    def imports(self) -> Iterator[Import]:
        """Every import, at the top, inside functions, or for type checking only."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield Import(alias.name, node.lineno)
            elif isinstance(node, ast.ImportFrom):
                origin = self._origin(node)
                for alias in node.names:
                    yield Import(f"{origin}.{alias.name}", node.lineno)

    def _origin(self, node: ast.ImportFrom) -> str:
        if node.level == 0:
            return node.module or ""
        parents = self.name.split(".")
        if self.path.name != "__init__.py":
            parents = parents[:-1]
        parents = parents[: len(parents) - node.level + 1]
        return ".".join([*parents, *([node.module] if node.module else [])])


@cache
def modules() -> dict[str, Module]:
    """All modules of our packages by dotted name."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[name] = Module(name, path, ast.parse(path.read_text(encoding="utf-8")))
    return found


def module_of(target: str) -> str | None:
    """The module of ours that an import target names: the module itself or a name inside it."""
    known = modules()
    if target in known:
        return target
    parent = target.rpartition(".")[0]
    return parent if parent in known else None


def is_pure(module: Module) -> bool:
    """Bytes and `now` in, actions out: all of rooms, and media but for its plane."""
    if module.package == "rooms":
        return True
    return module.package == "media" and not module.name.startswith("media.plane")
