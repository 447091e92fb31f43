"""Scripts are served without comments and indentation; every line of code stays where it was."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from server.http.script_comments import without_comments

SCRIPTS = sorted((Path(__file__).parents[3] / "web" / "static" / "js").rglob("*.js"))
# Parsed as modules by the engine itself; nothing runs.
PARSE = (
    "const {readFileSync} = require('node:fs');"
    "const vm = require('node:vm');"
    "for (const source of JSON.parse(readFileSync(0, 'utf8'))) new vm.SourceTextModule(source);"
)


@pytest.mark.parametrize(
    ("script", "served"),
    [
        ("// why\nlet a = 1;\n", "\nlet a = 1;\n"),
        ("  // why\n  go();\n", "\ngo();\n"),
        ("/** what\n * it does */\nfunction f() {}\n", "\n\nfunction f() {}\n"),
        ("/** @type {A} */ #a = null;\n", "#a = null;\n"),
        ("f(/** @type {A} */ (b));\n", "f( (b));\n"),
        ('let url = "https://a.example/*x*/";\n', 'let url = "https://a.example/*x*/";\n'),
        ("const r = /\\/\\*/;\n", "const r = /\\/\\*/;\n"),
        ("const t = `// ${a}`;\n", "const t = `// ${a}`;\n"),
        ("", ""),
    ],
)
def test_comments_go_and_nothing_else(script: str, served: str) -> None:
    assert without_comments(script) == served


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_lines_stay_where_they_were(path: Path) -> None:
    script = path.read_text()
    served = without_comments(script).split("\n")
    for line, kept in zip(script.split("\n"), served, strict=True):
        # What is left of a line of code is in it, in the same order.
        assert kept == line or not kept.strip() or all(part in line for part in kept.split())


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_text_runs_over_several_lines(path: Path) -> None:
    lines = without_comments(path.read_text()).split("\n")
    assert [line for line in lines if line.count("`") % 2] == []


def test_every_script_is_still_one() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("THE SCRIPTS ARE NOT PARSED: node is missing")
    served = json.dumps([without_comments(path.read_text()) for path in SCRIPTS])
    parsed = subprocess.run(
        [node, "--experimental-vm-modules", "--no-warnings", "-e", PARSE],
        input=served,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert parsed.returncode == 0, parsed.stderr
