"""What a kit says over HTTP goes through the proxy of its environment: Debian’s tinyproxy, which
asks for a name and a password."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hardware.agent.loopback_server import LoopbackServer
from tests.hardware.agent.test_agent import PROFILE, Running, on_the_air
from tests.support.tinyproxy import EXECUTABLE, MISSING, tinyproxy
from tests.support.tls_front import have_aiohttp_trust, make_certificate, tls_front
from tests.support.waiting import until


@pytest.mark.independent
async def test_joining_publishing_and_stills(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_proxies: None
) -> None:
    if EXECUTABLE is None:
        pytest.skip(MISSING)
    (tmp_path / "kit.toml").write_text(PROFILE, encoding="utf-8")
    certificate = make_certificate(tmp_path / "server.pem", "127.0.0.1")
    have_aiohttp_trust(certificate, monkeypatch)
    server, connections = LoopbackServer(), 0
    await server.start()
    plain_port = server.port

    def target() -> tuple[str, int]:
        nonlocal connections
        connections += 1
        return "127.0.0.1", plain_port

    async with (
        tls_front(certificate, target) as port,
        tinyproxy(tmp_path, user="kit frog") as proxy,
    ):
        server.url = f"https://127.0.0.1:{port}"
        monkeypatch.setenv("HTTPS_PROXY", proxy.url("kit:frog"))
        async with Running(server, tmp_path):
            await on_the_air(server)
            await until(lambda: server.messages_of("kit.status"))
            await until(lambda: server.stills)
        # Nobody came another way.
        assert proxy.connected(f"127.0.0.1:{port}") == connections >= 2
    await server.stop()
