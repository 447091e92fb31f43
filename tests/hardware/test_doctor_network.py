"""What the doctor says of the way to the server, through Debian's tinyproxy and without."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

from hardware.doctor import report
from hardware.doctor_network import network_lines
from tests.e2e.house import free_port
from tests.support.tinyproxy import EXECUTABLE, MISSING, tinyproxy
from tests.support.tls_front import have_aiohttp_trust, make_certificate, tls_front

pytestmark = pytest.mark.usefixtures("no_proxies")


@pytest_asyncio.fixture
async def https(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """A server that is alive, behind https."""

    async def healthz(_request: web.Request) -> web.Response:
        return web.Response()

    certificate = make_certificate(tmp_path / "server.pem", "127.0.0.1")
    have_aiohttp_trust(certificate, monkeypatch)
    app = web.Application()
    app.router.add_get("/healthz", healthz)
    async with (
        TestServer(app) as server,
        tls_front(certificate, lambda: ("127.0.0.1", server.port or 0)) as port,
    ):
        yield f"https://127.0.0.1:{port}"


async def said(url: str) -> str:
    return report(await network_lines(url))


async def test_straight(https: str) -> None:
    assert f"[ok] Le serveur {https} répond.\n     The server {https} answers." in await said(https)


async def test_a_server_that_is_not_there() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    assert f"[!]  Le serveur {url} ne répond pas :" in await said(url)


async def test_a_certificate_that_is_not_the_servers(
    https: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = ssl.create_default_context()
    monkeypatch.setattr("aiohttp.connector._SSL_CONTEXT_VERIFIED", plain)
    assert f"[!]  Le certificat de {https} n’est pas reconnu" in await said(https)


async def test_an_address_of_a_proxy_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "proxy.example:3128")
    assert "[!]  L’adresse du mandataire ne convient pas" in await said("https://127.0.0.1:1")


@pytest.mark.independent
async def test_through_a_proxy_that_asks_who_we_are(
    https: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if EXECUTABLE is None:
        pytest.skip(MISSING)
    async with tinyproxy(tmp_path, user="kit frog") as proxy:
        by = f"127.0.0.1:{proxy.port}"
        monkeypatch.setenv("HTTPS_PROXY", proxy.url("kit:frog"))
        text = await said(https)
        assert f"[ok] Le serveur {https} répond par le mandataire {by}." in text
        assert "frog" not in text
        assert proxy.connected(https.removeprefix("https://")) == 1
        monkeypatch.setenv("HTTPS_PROXY", proxy.url())
        assert f"[!]  Le mandataire {by} demande un nom et un mot de passe" in await said(https)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        assert f"[ok] Le serveur {https} répond.\n" in await said(https)


@pytest.mark.independent
async def test_plain_http_does_not_carry_a_session_through_a_proxy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if EXECUTABLE is None:
        pytest.skip(MISSING)
    async with tinyproxy(tmp_path) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url())
        assert "commence par https://" in await said(f"http://127.0.0.1:{free_port()}")
