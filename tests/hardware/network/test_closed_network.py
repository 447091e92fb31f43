"""A network namespace with no way out but Debian's tinyproxy: what a kit sends from there is heard
by the server's own media port."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from media.control.candidates import host_candidates, tcp_candidates
from tests.e2e.door import door
from tests.e2e.house import ROOT
from tests.e2e.island import island, need_islands
from tests.hardware.agent.forwarding_server import ForwardingServer
from tests.support.proxy_environment import without_proxies
from tests.support.tinyproxy import EXECUTABLE, MISSING, tinyproxy
from tests.support.tls_front import make_certificate, tls_front
from tests.support.waiting import until


@pytest.mark.independent
async def test_sound_from_behind_the_proxy(tmp_path: Path) -> None:
    if EXECUTABLE is None:
        pytest.skip(MISSING)
    need_islands()
    server = ForwardingServer(
        lambda port: (
            *host_candidates(["127.0.0.1"], port),
            *tcp_candidates(["127.0.0.1"], port),
        )
    )
    await server.start()
    certificate = make_certificate(tmp_path / "server.pem", "127.0.0.1")
    http_port = int(server.url.rpartition(":")[2])
    with island() as network:
        async with (
            tls_front(certificate, lambda: ("127.0.0.1", http_port)) as port,
            tinyproxy(tmp_path, user="kit frog") as proxy,
            door(network, proxy.port),
        ):
            kit = await asyncio.create_subprocess_exec(
                *network.prefix,
                *(sys.executable, "-m", "tests.hardware.network.sends_sound"),
                *(f"https://127.0.0.1:{port}", str(tmp_path)),
                env=without_proxies(os.environ)
                | {"HTTPS_PROXY": proxy.url("kit:frog"), "SSL_CERT_FILE": str(certificate)},
                cwd=ROOT,
                stdout=asyncio.subprocess.PIPE,
            )
            try:
                assert kit.stdout is not None
                async with asyncio.timeout(60):
                    assert await kit.stdout.readline() == b"tcp\n"
                await until(lambda: server.packets > 50)
                assert proxy.connected(f"127.0.0.1:{port}") == 1
                assert proxy.connected(f"127.0.0.1:{server.media_port}") == 1
            finally:
                if kit.returncode is None:
                    kit.kill()
                await kit.wait()
    await server.stop()
