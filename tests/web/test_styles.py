"""The style sheets: no rule without something to style, and only what old browsers understand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.web.pages import STATIC, WEB

STYLES = sorted((STATIC / "css").glob("*.css"))


@pytest.mark.parametrize("sheet", STYLES, ids=lambda path: path.name)
def test_every_class_styled_is_used(sheet: Path) -> None:
    css = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    selectors = re.sub(r"\{[^{}]*\}", " ", css)
    classes = set(re.findall(r"\.([a-zA-Z][\w-]*)", selectors))
    sources = [*(STATIC / "js").rglob("*.js"), *(WEB / "templates").rglob("*")]
    text = "\n".join(path.read_text() for path in sources if path.is_file())
    used = set(re.findall(r"[\w-]+", text))
    assert classes - used == set()


@pytest.mark.parametrize("sheet", STYLES, ids=lambda path: path.name)
def test_only_what_old_laptops_understand(sheet: Path) -> None:
    css = sheet.read_text()
    assert re.findall(r":has\(|color-mix\(|light-dark\(|@layer|@container", css) == []
    assert css.count("{") == css.count("}")
