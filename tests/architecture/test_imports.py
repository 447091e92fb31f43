"""Who may import whom, and what a pure module may not touch."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.source_tree import PACKAGES, Module, is_pure, module_of, modules

ALLOWED_ARROWS: dict[str, set[str]] = {
    "media": set(),
    "rooms": set(),
    "hardware": set(),
    "recorder": {"media"},
    "server": {"media", "rooms", "recorder", "hardware"},
}

# Sockets, threads, event loops, and whatever reads a clock: in a pure module time is an argument.
IMPURE_IMPORTS = {
    "aiohttp",
    "asyncio",
    "concurrent",
    "http",
    "multiprocessing",
    "random",
    "sched",
    "select",
    "selectors",
    "socket",
    "subprocess",
    "threading",
    "time",
    "urllib.request",
    "uvloop",
}
CLOCK_METHODS = {"now", "utcnow", "today"}


def test_the_tree_is_found() -> None:
    assert {"media", "rooms", "server", "hardware"} <= {m.package for m in modules().values()}


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_import_only_what_they_may(package: str) -> None:
    forbidden = [
        f"{module.shown_path}:{found.line} imports {found.target}"
        for module in modules().values()
        if module.package == package
        for found in module.imports()
        if (top := found.target.partition(".")[0]) in ALLOWED_ARROWS
        and top not in ALLOWED_ARROWS[package] | {package}
    ]
    assert not forbidden, "\n".join(forbidden)


@pytest.mark.parametrize("package", PACKAGES)
def test_nobody_waits_with_wait_for(package: str) -> None:
    """Before Python 3.12 it loses a cancellation that comes together with what was waited for
    (python/cpython#86296), and what was to end goes on for ever: `asyncio.timeout` does not."""
    found = [
        f"{module.shown_path}:{node.lineno}"
        for module in modules().values()
        if module.package == package
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr == "wait_for"
    ]
    assert not found, "\n".join(found)


def test_the_recorder_stays_off_the_plane() -> None:
    forbidden = [
        f"{module.shown_path}:{found.line} imports {found.target}"
        for module in modules().values()
        if module.package == "recorder"
        for found in module.imports()
        if found.target.startswith("media.plane")
    ]
    assert not forbidden, "\n".join(forbidden)


def test_nothing_of_ours_imports_the_tests() -> None:
    forbidden = [
        f"{module.shown_path}:{found.line}"
        for module in modules().values()
        for found in module.imports()
        if found.target.partition(".")[0] == "tests"
    ]
    assert not forbidden, "\n".join(forbidden)


def test_no_module_imports_itself_by_a_detour() -> None:
    cycle = find_cycle(import_graph())
    assert cycle is None, " -> ".join(cycle or ())


def test_pure_modules_do_no_io_and_read_no_clock() -> None:
    faults = [
        fault for module in modules().values() if is_pure(module) for fault in faults_of(module)
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("graph", "cycle"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": set()}, None),
        ({"a": {"b"}, "b": {"c"}, "c": {"a"}}, ["a", "b", "c", "a"]),
        ({"a": {"b", "c"}, "b": {"d"}, "c": {"d"}, "d": set()}, None),
        ({"a": {"b"}, "b": {"b"}}, ["b", "b"]),
    ],
)
def test_cycles_are_found(graph: dict[str, set[str]], cycle: list[str] | None) -> None:
    assert find_cycle(graph) == cycle


@pytest.mark.parametrize(
    ("source", "impure"),
    [
        ("import struct", False),
        ("from datetime import datetime\nx = datetime.fromtimestamp(0)", False),
        ("import asyncio", True),
        ("from time import monotonic", True),
        ("def f():\n    import socket", True),
        ("from datetime import datetime\nx = datetime.now()", True),
        ("import datetime\nx = datetime.date.today()", True),
        ("room.now()", False),
    ],
)
def test_impurity_is_found(source: str, impure: bool) -> None:
    path = next(iter(modules().values())).path
    assert bool(faults_of(Module("media.example", path, ast.parse(source)))) is impure


def faults_of(module: Module) -> list[str]:
    faults = [
        f"{module.shown_path}:{found.line} imports {found.target}"
        for found in module.imports()
        if any(
            found.target == name or found.target.startswith(name + ".") for name in IMPURE_IMPORTS
        )
    ]
    faults += [
        f"{module.shown_path}:{node.lineno} reads the clock: {ast.unparse(node.func)}()"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCK_METHODS
        and ast.unparse(node.func.value).split(".")[-1] in {"datetime", "date"}
    ]
    return faults


def import_graph() -> dict[str, set[str]]:
    graph: dict[str, set[str]] = {}
    for module in modules().values():
        targets = {module_of(found.target) for found in module.imports()}
        graph[module.name] = {target for target in targets if target is not None}
    return graph


def find_cycle(graph: dict[str, set[str]]) -> list[str] | None:
    """A cycle as the list of its modules, first and last the same; None without one."""
    finished: set[str] = set()
    path: list[str] = []

    def visit(name: str) -> list[str] | None:
        if name in path:
            return [*path[path.index(name) :], name]
        if name in finished:
            return None
        path.append(name)
        for target in sorted(graph.get(name, ())):
            if cycle := visit(target):
                return cycle
        path.pop()
        finished.add(name)
        return None

    for name in sorted(graph):
        if cycle := visit(name):
            return cycle
    return None
