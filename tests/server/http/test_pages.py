"""The shells: in the person's language, bound by strict headers, without a private word."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from aiohttp.test_utils import make_mocked_request

from server.http.pages import chosen_language
from server.http.security import content_security_policy
from server.sentences import translator
from tests.server.conftest import Served

LOCALES = Path(__file__).parents[3] / "web" / "locales"
SHELLS = ("/", "/s/abc-123_X", "/animer/abc", "/salle/cuisine")


@pytest.mark.parametrize("path", SHELLS)
async def test_every_shell_is_a_whole_page(served: Served, path: str) -> None:
    async with served.client.get(path) as response:
        body = await response.text()
        assert response.status == 200
        assert response.content_type == "text/html"
    assert '<html lang="fr"' in body
    assert "{{" not in body and "{%" not in body


@pytest.mark.parametrize("path", SHELLS)
async def test_no_shell_shows_a_key_for_a_sentence(served: Served, path: str) -> None:
    keys = json.loads((LOCALES / "fr.json").read_text(encoding="utf-8"))
    async with served.client.get(path) as response:
        shown = re.findall(r">([^<>]+)<", await response.text())
    missing = [text for text in shown if re.fullmatch(r"[a-z]+(\.[a-z]+)+", text.strip())]
    assert missing == []
    assert keys


async def test_nothing_private_in_the_shell_of_a_real_session(served: Served) -> None:
    session = await served.session()
    async with served.client.get(f"/s/{session.id}") as response:
        real = await response.text()
    async with served.client.get("/s/unknown") as response:
        unknown = await response.text()
    assert session.title not in real and session.code not in real
    assert real.replace(session.id, "unknown") == unknown


@pytest.mark.parametrize(
    "path", ["/s/<script>", "/s/a.b", "/s/", "/s/" + "x" * 65, "/salle/a%22b", "/nowhere"]
)
async def test_what_is_no_address_leads_to_the_codes_page(served: Served, path: str) -> None:
    async with served.client.get(path, headers={"Accept": "text/html"}) as response:
        assert response.status == 404
        body = await response.text()
        assert 'id="code"' in body
        assert "Cette page n’existe pas." in body
    async with served.client.get(path, headers={"Accept": "application/json"}) as response:
        assert response.status == 404
        assert response.content_type == "text/plain"


@pytest.mark.parametrize(
    ("query", "header", "language"),
    [
        ("", "", "fr"),
        ("", "fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "de,en;q=0.8,fr;q=0.7", "en"),
        ("", "en;q=0.2,fr;q=0.9", "fr"),
        ("", "en;q=0,de", "fr"),
        ("", "de,nl", "fr"),
        ("", "en;q=x", "fr"),
        ("", "*", "fr"),
        ("?lang=en", "fr", "en"),
        ("?lang=fr", "en", "fr"),
        ("?lang=xx", "en", "en"),
    ],
)
def test_the_language(query: str, header: str, language: str) -> None:
    request = make_mocked_request("GET", f"/{query}", headers={"Accept-Language": header})
    assert chosen_language(request) == language


async def test_the_english_page(served: Served) -> None:
    async with served.client.get("/", headers={"Accept-Language": "en"}) as response:
        assert '<html lang="en"' in await response.text()
        assert response.headers["Content-Language"] == "en"


@pytest.mark.parametrize(
    ("key", "values", "sentence"),
    [
        ("hello", {"name": "Ann"}, "Bonjour Ann"),
        ("hello", {}, "Bonjour {name}"),
        ("hello", {"name": "{other}", "other": "x"}, "Bonjour {other}"),
        ("reach", {"name": "Ann"}, "{name.__class__} {0}"),
        ("only.french", {}, "Seulement"),
        ("nowhere", {}, "nowhere"),
    ],
)
def test_sentences(key: str, values: dict[str, str], sentence: str) -> None:
    catalogue = {"hello": "Bonjour {name}", "reach": "{name.__class__} {0}"}
    assert translator(catalogue, {"only.french": "Seulement"})(key, **values) == sentence


# -- what holds for every answer ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/nowhere", 404),
        ("DELETE", "/", 405),
        ("GET", "/static/css/base.css", 200),
        ("POST", "/api/code", 404),
        ("GET", "/healthz", 200),
    ],
)
async def test_every_answer_binds_the_browser(
    served: Served, method: str, path: str, status: int
) -> None:
    async with served.client.request(method, path) as response:
        headers = response.headers
        assert response.status == status
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Server"] == "passerelle"
    permissions = headers["Permissions-Policy"]
    assert "camera=(self)" in permissions and "microphone=(self)" in permissions
    assert "geolocation=()" in permissions
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", SHELLS)
async def test_no_shell_needs_what_the_policy_forbids(served: Served, path: str) -> None:
    async with served.client.get(path) as response:
        body = await response.text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", body)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", body)
    elsewhere = re.findall(r"(?:src|href)=\"((?:https?:)?//[^\"]*)", body)
    assert elsewhere == []


@pytest.mark.parametrize(
    ("host", "named"),
    [
        ("localhost:8080", True),
        ("[::1]:8080", True),
        ("atelier.example.org", True),
        ("x; script-src *", False),
        ("x y", False),
        ("", False),
    ],
)
def test_the_host_of_a_request_cannot_widen_the_policy(host: str, named: bool) -> None:
    policy = content_security_policy(host)
    assert (f"ws://{host} " in policy) is named
    assert policy.count("script-src") == 1
