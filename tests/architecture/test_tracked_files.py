"""What is committed holds on any machine: no local path, no package registry's address."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.source_tree import ROOT, modules

# The brackets keep this file from finding itself.
FORBIDDEN = re.compile(
    r"""
    pypi\.org | pythonhosted\.org | npmjs\.(?:org|com) | yarnpkg\.com | crates\.io
    | proxy\.golang\.org | maven\.org | deb\.debian\.org
    | /hom[e]/[a-z] | /roo[t]/ | /wor[k]/ | /tmp/p[w] | \.pyen[v] | /opt/wheel[s]
    """,
    re.VERBOSE,
)
TEXT_LIMIT_BYTES = 2_000_000

# Imported under another name than the one it is installed by.
IMPORT_NAMES = {
    "pyjwt": "jwt",
    "opencv-python-headless": "cv2",
    "pyopenssl": "OpenSSL",
    "prometheus-client": "prometheus_client",
    "pydantic-settings": "pydantic_settings",
    "aiohttp-jinja2": "aiohttp_jinja2",
    "email-validator": "email_validator",
    "argon2-cffi": "argon2",
}
# Comes with a declared library, which documents it as its own.
PARTS = {"pydantic_core"}
# Reached through another library, which imports it by name.
INDIRECT = {"aiosqlite"}


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False, text=True
    )
    if listed.returncode:
        pytest.skip("not a git work tree")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_machine_path_and_no_registry_address() -> None:
    found = []
    for path in tracked_files():
        content = path.read_bytes()
        if b"\0" in content[:8000] or len(content) > TEXT_LIMIT_BYTES:
            continue
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
            if match := FORBIDDEN.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {match.group()}")
    assert not found, "\n".join(found)


def test_lock_files_hold_hashes_and_no_address() -> None:
    for path in (ROOT / "requirements").glob("*.lock"):
        text = path.read_text()
        assert "://" not in text, path.name
        pins = re.findall(r"^[a-z0-9._-]+==\S+ \\$", text, re.MULTILINE)
        requirements = re.findall(r"^[a-z0-9][^\s#]*", text, re.MULTILINE | re.IGNORECASE)
        assert len(pins) == len(requirements) > 10, path.name


@pytest.mark.parametrize("table", ["runtime", "dev"])
def test_what_pyproject_asks_for_is_locked(table: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = (
        project["dependencies"] if table == "runtime" else project["optional-dependencies"]["dev"]
    )
    locked = (ROOT / "requirements" / f"{table}.lock").read_text()
    missing = [name for name in map(distribution, wanted) if f"\n{name}==" not in locked]
    assert not missing, f"run make lock: {missing}"


def test_every_dependency_is_used_and_every_import_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {
        IMPORT_NAMES.get(name, name)
        for name in map(distribution, _dependencies(project))
        if name not in INDIRECT
    }
    imported = {
        found.target.partition(".")[0]
        for module in modules().values()
        for found in module.imports()
    }
    third_party = (
        imported - PARTS - set(stdlib_names()) - {module.package for module in modules().values()}
    )
    assert not declared - third_party, f"declared and never imported: {declared - third_party}"
    assert not third_party - declared, f"imported and not declared: {third_party - declared}"


def _dependencies(project: dict[str, Any]) -> list[str]:
    """What runs needs, with what it may be given besides."""
    extras = project["optional-dependencies"]
    wanted = [one for extra in sorted(extras) if extra != "dev" for one in extras[extra]]
    return [*project["dependencies"], *wanted]


def distribution(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match is not None
    return match.group().lower()


def stdlib_names() -> frozenset[str]:
    import sys

    return sys.stdlib_module_names
