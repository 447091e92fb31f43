"""What the Content-Security-Policy forbids is not in the pages: nothing inline, nothing foreign."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.web.pages import LANGUAGES, PAGES, SCRIPTS, STATIC, WEB, render

SVG_NAMESPACE = "http://www.w3.org/2000/svg"
TEXT_FILES = sorted(
    path
    for folder in (STATIC, WEB / "templates", WEB / "locales")
    for path in folder.rglob("*")
    if path.is_file()
)


MARKUP_OR_CODE = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    r"|setAttribute\(.style"
)


class Inline(HTMLParser):
    """Collects inline handlers, styles and scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(f"<{tag}>")
        self.found += [f"{tag} {name}" for name in names if name.startswith("on") and name != "on"]
        self.found += [f"{tag} {name}" for name in names if name == "style"]
        self.found += [
            f"{tag} {value}" for _, value in attrs if (value or "").startswith("javascript:")
        ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_holds_nothing_inline(page: str, language: str) -> None:
    parser = Inline()
    parser.feed(render(page, language))
    assert parser.found == []


@pytest.mark.parametrize("path", TEXT_FILES, ids=lambda path: path.name)
def test_no_file_names_another_site(path: Path) -> None:
    addresses = re.findall(r"""(?:https?:)?//[a-z0-9-]+\.[a-z]{2,}[^\s"'<>)]*""", path.read_text())
    assert [address for address in addresses if address != SVG_NAMESPACE] == []


@pytest.mark.parametrize("path", sorted(SCRIPTS.rglob("*.js")), ids=lambda path: path.name)
def test_no_script_writes_markup_or_code(path: Path) -> None:
    assert MARKUP_OR_CODE.findall(path.read_text()) == []


@pytest.mark.parametrize("path", sorted(SCRIPTS.rglob("*.js")), ids=lambda path: path.name)
def test_no_script_leaves_anything_global(path: Path) -> None:
    assert re.findall(r"(?:globalThis|window|self)\.\w+\s*=[^=]", path.read_text()) == []


@pytest.mark.parametrize(
    "path", sorted((SCRIPTS / "protocol").glob("*.js")), ids=lambda path: path.name
)
def test_the_protocol_knows_no_page(path: Path) -> None:
    code = re.sub(r"//.*|/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    assert re.findall(r"\b(?:document|window|location|HTML\w*Element|customElements)\b", code) == []
    assert re.findall(r"""from\s+["'](?!\./)""", code) == [], "the protocol imports itself only"
