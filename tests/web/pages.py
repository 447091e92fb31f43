"""The pages as the browser gets them: what each loads, found by following its own references."""

from __future__ import annotations

import gzip
import json
import re
from functools import cache
from pathlib import Path

import jinja2

from server.http.served_content import content_of

WEB = Path(__file__).resolve().parents[2] / "web"
STATIC = WEB / "static"
SCRIPTS = STATIC / "js"
PAGES = (
    "code",
    "session",
    "lead",
    "room",
    "login",
    "password_ask",
    "password_choose",
    "today",
    "session_edit",
    "templates",
    "account",
    "centre",
    "attendance",
    "poll_minutes",
    "presence",
    "self_test",
    "fabrique",
    "replay",
    "replay_poster",
    "reviews",
    "review",
    "fleet",
    "kit_sheet",
    "fault",
    "upload",
    "montage",
)
LANGUAGES = ("fr", "en")

_REFERENCE = re.compile(r"""(?:href|src)="(/static/[^"#]+)""")
_IMPORT = re.compile(
    r"""^(?:import|export)\s(?:[\w$*{},\s]*\sfrom\s)?["'](\.{1,2}/[^"']+)["']""", re.MULTILINE
)
_LAZY_STYLE = re.compile(r"""\baddStyle\(["']([\w-]+)["']\)""")
_LAZY_PART = re.compile(r"""\baddSentences\(["'](\w+)["']\)""")
_LAZY_IMPORT = re.compile(r"""\bimport\(["'](\.{1,2}/[^"']+)["']\)""")


@cache
def sentences(language: str) -> dict[str, str]:
    catalogue: dict[str, str] = {}
    for part in sorted((WEB / "locales").glob(f"{language}*.json")):
        sentences_of_part = json.loads(part.read_text())
        assert not catalogue.keys() & sentences_of_part.keys(), part.name
        catalogue |= sentences_of_part
    return catalogue


def render(page: str, language: str) -> str:
    """The page as the server writes it."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(WEB / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
    catalogue = sentences(language)

    def translate(key: str, **values: object) -> str:
        return catalogue[key].format(**values)

    return environment.get_template(f"{page}.html").render(
        lang=language, t=translate, session_id="1", room_slug="cuisine"
    )


def file_of(address: str) -> Path:
    """The file behind an address below /static/."""
    relative = address.removeprefix("/static/")
    return WEB / relative if relative.startswith("locales/") else STATIC / relative


def imported(script: Path, *, lazily: bool = False) -> set[Path]:
    """The script and everything it imports, directly or not; `lazily`: also on first use."""
    found = {script}
    waiting = [script]
    while waiting:
        current = waiting.pop()
        text = content_of(current).decode()
        for specifier in _IMPORT.findall(text) + (_LAZY_IMPORT.findall(text) if lazily else []):
            target = (current.parent / specifier).resolve()
            if target not in found:
                found.add(target)
                waiting.append(target)
    return found


def loaded(page: str, language: str, *, lazily: bool = False) -> set[Path]:
    """Every file a browser fetches to show the page, the page itself excepted.

    `lazily`: also what it fetches later, when a part of it is used for the first time.
    """
    files = {file_of(address) for address in _REFERENCE.findall(render(page, language))}
    scripts = {
        script for file in files if file.suffix == ".js" for script in imported(file, lazily=lazily)
    }
    if lazily:
        files |= {file for script in scripts for file in _fetched(script, language)}
    return files | scripts


def _fetched(script: Path, language: str) -> set[Path]:
    """The style sheets and sentences that a script fetches when it is used."""
    text = content_of(script).decode()
    styles = {STATIC / "css" / f"{name}.css" for name in _LAZY_STYLE.findall(text)}
    parts = {WEB / "locales" / f"{language}.{part}.json" for part in _LAZY_PART.findall(text)}
    return styles | parts


def gzip_bytes(content: bytes) -> int:
    return len(gzip.compress(content, compresslevel=9))
