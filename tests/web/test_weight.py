"""A weak line carries the page: all it needs to be used, compressed, in 60 KB at most.

What is fetched later, when it is first used (a vote, a question of consent, help), counts apart.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from server.http.served_content import content_of
from tests.web.pages import (
    LANGUAGES,
    PAGES,
    SCRIPTS,
    STATIC,
    WEB,
    gzip_bytes,
    loaded,
    render,
)

LIMIT_BYTES = 60_000
LATER_LIMIT_BYTES = 30_000


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_weighs_60_kb_at_most(page: str, language: str) -> None:
    files = loaded(page, language)
    # What the style sheets and scripts bring in by name: every icon, the heaviest illustration.
    files |= {STATIC / "icons.svg"}
    heaviest = max(
        (WEB / "static" / "illustrations").iterdir(), key=lambda path: path.stat().st_size
    )
    files.add(heaviest)
    total = gzip_bytes(render(page, language).encode())
    total += weight(files)
    assert total <= LIMIT_BYTES, f"{page}: {total} bytes in {len(files)} files"


@pytest.mark.parametrize("page", PAGES)
def test_what_comes_on_first_use_is_light_too(page: str) -> None:
    later = loaded(page, "fr", lazily=True) - loaded(page, "fr")
    assert weight(later) <= LATER_LIMIT_BYTES, sorted(file.name for file in later)


@pytest.mark.parametrize("page", PAGES)
def test_every_script_is_announced_so_that_none_waits_for_another(page: str) -> None:
    announced = {SCRIPTS / f"{name}.js" for name in _announced(render(page, "fr"))}
    assert announced == {path for path in loaded(page, "fr") if path.suffix == ".js"}


@pytest.mark.parametrize("page", PAGES)
def test_every_file_loaded_exists(page: str) -> None:
    assert [file for file in loaded(page, "fr", lazily=True) if not file.is_file()] == []


def test_every_script_is_loaded_by_some_page() -> None:
    used = {file for page in PAGES for file in loaded(page, "fr", lazily=True)}
    assert set(SCRIPTS.rglob("*.js")) - used == set()


def weight(files: set[Path]) -> int:
    """Bytes on the line."""
    return sum(gzip_bytes(content_of(file)) for file in files)


def _announced(html: str) -> list[str]:
    return re.findall(
        r'(?:modulepreload"|module"|<script) (?:href|src)="/static/js/([^"]+)\.js"', html
    )
