"""Static files: the right bytes, types and encodings, and nothing outside their folders."""

from __future__ import annotations

import gzip
import os
from collections.abc import AsyncIterator
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from yarl import URL

from server.http.access import register
from server.http.static import StaticFiles

SCRIPT = b"export const answer = 42;\n" * 100
Client = TestClient[web.Request, web.Application]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    web_folder = tmp_path / "web"
    (web_folder / "static" / "js").mkdir(parents=True)
    (web_folder / "locales").mkdir()
    (web_folder / "templates").mkdir()
    (web_folder / "static" / "js" / "a.js").write_bytes(SCRIPT)
    (web_folder / "static" / "small.css").write_bytes(b"p{}")
    (web_folder / "static" / "logo.svg").write_bytes(b"<svg/>")
    (web_folder / "static" / "notes.txt").write_bytes(b"not served")
    (web_folder / "static" / ".hidden.js").write_bytes(b"not served")
    (web_folder / "locales" / "fr.json").write_bytes(b"{}")
    (web_folder / "templates" / "secret.js").write_bytes(b"canary")
    (tmp_path / "secret.js").write_bytes(b"canary")
    (web_folder / "static" / "link.js").symlink_to(tmp_path / "secret.js")
    return web_folder


def files_of(folder: Path) -> StaticFiles:
    return StaticFiles({"": folder / "static", "locales": folder / "locales"})


@pytest.fixture
async def client(folder: Path) -> AsyncIterator[Client]:
    app = web.Application()
    register(app, files_of(folder).routes())
    # The test reads the bytes as they came.
    opened = TestClient(TestServer(app), auto_decompress=False)
    async with opened:
        yield opened


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("js/a.js", "text/javascript; charset=utf-8"),
        ("small.css", "text/css; charset=utf-8"),
        ("logo.svg", "image/svg+xml; charset=utf-8"),
        ("locales/fr.json", "application/json; charset=utf-8"),
    ],
)
async def test_types(client: Client, path: str, content_type: str) -> None:
    async with client.get(f"/static/{path}") as response:
        assert response.status == 200
        assert response.headers["Content-Type"] == content_type


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("br, gzip, deflate", "br"),
        ("gzip, deflate", "gzip"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("br;q=0.5", "br"),
        ("br;q=nonsense", None),
        ("identity", None),
        ("", None),
    ],
)
async def test_encodings(client: Client, accepted: str, encoding: str | None) -> None:
    headers = {"Accept-Encoding": accepted}
    for _ in range(2):  # made, then kept
        async with client.get("/static/js/a.js", headers=headers) as response:
            assert response.headers.get("Content-Encoding") == encoding
            assert response.headers["Vary"] == "Accept-Encoding"
            body = await response.read()
        decoded = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding](body)
        assert decoded == SCRIPT
        assert encoding is None or len(body) < len(SCRIPT) / 5


async def test_a_browser_that_has_the_file_is_told_so(client: Client, folder: Path) -> None:
    headers = {"Accept-Encoding": "br"}
    async with client.get("/static/js/a.js", headers=headers) as response:
        etag = response.headers["ETag"]
        assert response.headers["Cache-Control"] == "no-cache"
    for value in (etag, f"W/{etag}", f'"other", {etag}'):
        async with client.get(
            "/static/js/a.js", headers={**headers, "If-None-Match": value}
        ) as response:
            assert response.status == 304
            assert await response.read() == b""
            assert response.headers["ETag"] == etag
    # Another encoding is another representation.
    async with client.get(
        "/static/js/a.js", headers={"Accept-Encoding": "gzip", "If-None-Match": etag}
    ) as response:
        assert response.status == 200
    (folder / "static" / "js" / "a.js").write_bytes(b"changed" * 100)
    async with client.get(
        "/static/js/a.js", headers={**headers, "If-None-Match": etag}
    ) as response:
        assert response.status == 200
        assert brotli.decompress(await response.read()) == b"changed" * 100


async def test_head_says_the_same_without_the_body(client: Client) -> None:
    async with client.head("/static/small.css") as response:
        assert response.status == 200
        assert response.headers["Content-Length"] == "3"


@pytest.mark.parametrize(
    "path",
    [
        "../templates/secret.js",
        "locales/../../templates/secret.js",
        "locales/..",
        "js/../../../secret.js",
        "/etc/passwd",
        "//etc/passwd",
        "link.js",
        ".hidden.js",
        "js/.",
        "js",
        "",
        "notes.txt",
        "nowhere.js",
        "..\\templates\\secret.js",
        "js/a.js\0.css",
        "js/a.js/",
        "x" * 5000 + ".js",
    ],
)
def test_nothing_else_is_found(folder: Path, path: str) -> None:
    found = files_of(folder).find(path)
    assert found is None or found == folder / "static" / "js" / "a.js"
    assert found is None or path == "js/a.js/"


@pytest.mark.parametrize("path", ["%2e%2e/templates/secret.js", "..%2ftemplates%2fsecret.js"])
async def test_escaped_dots_lead_nowhere(client: Client, path: str) -> None:
    async with client.get(URL(f"/static/{path}", encoded=True)) as response:
        assert response.status == 404


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["..", ".", "js", "locales", "static", "templates", "a.js", "secret.js", "/"]
        )
        | st.text(max_size=5),
        max_size=8,
    ).map("/".join)
)
def test_no_path_leaves_the_folders(folder: Path, path: str) -> None:
    found = files_of(folder).find(path)
    assert found is None or os.path.realpath(found).startswith(
        (str(folder / "static"), str(folder / "locales"))
    )
