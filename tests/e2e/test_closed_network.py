"""A kit whose network has no way out but the proxy: real server, real kit process, Debian's
tinyproxy, a network namespace. It is paired, films, and comes back."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from server.database.engine import Database
from server.database.sessions import room_by_slug
from server.kits.pairing import type_code
from tests.e2e.door import door
from tests.e2e.house import ROOT, passerelle
from tests.e2e.island import Island, island, need_islands
from tests.e2e.people import until
from tests.server.recording.cut_line import PROFILE
from tests.server.recording.real_server import ROOM, RealServer
from tests.support.proxy_environment import without_proxies
from tests.support.tcp_forwarding import TcpForwarding
from tests.support.tinyproxy import EXECUTABLE, MISSING, Tinyproxy, tinyproxy
from tests.support.tls_front import make_certificate, tls_front

pytestmark = [pytest.mark.independent, pytest.mark.asyncio(loop_scope="session")]

TCP_BYTES = "passerelle_media_tcp_received_bytes_total"
# Sound is 5 kB a second.
PICTURES_BYTES = 150_000


@pytest.fixture
def network() -> Iterator[Island]:
    if EXECUTABLE is None:
        pytest.skip(MISSING)
    need_islands()
    with island() as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def server(tmp_path: Path) -> AsyncIterator[RealServer]:
    server = RealServer(tmp_path / "server")
    await server.start()
    yield server
    await server.end(signal.SIGTERM)


async def test_paired_and_filming_through_the_proxy_alone(
    network: Island, server: RealServer, tmp_path: Path, figure: Callable[[str], None]
) -> None:
    certificate = make_certificate(tmp_path / "server.pem", "127.0.0.1")
    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(
            tls_front(certificate, lambda: ("127.0.0.1", server.port))
        )
        proxy = await stack.enter_async_context(tinyproxy(tmp_path, user="kit frog"))
        way_out = await stack.enter_async_context(door(network, proxy.port))
        begun = time.monotonic()
        kit = await start_kit(network, proxy, certificate, port, tmp_path / "kit")
        stack.push_async_callback(end, kit)
        await pair(server, await code_of(tmp_path / "kit"))
        await films(server)
        figure(
            f"a kit behind a proxy, from its start to its picture: {time.monotonic() - begun:.1f} s"
        )
        assert proxy.connected(f"127.0.0.1:{server.media_port}") > 0
        await comes_back(server, way_out, figure)


async def start_kit(
    network: Island, proxy: Tinyproxy, certificate: Path, port: int, data_dir: Path
) -> asyncio.subprocess.Process:
    data_dir.mkdir()
    (data_dir / "kit.toml").write_text(PROFILE, encoding="utf-8")
    words = ("kit", "--url", f"https://127.0.0.1:{port}", "--profile", str(data_dir / "kit.toml"))
    return await asyncio.create_subprocess_exec(
        *network.prefix,
        *passerelle(*words),
        env=without_proxies(os.environ)
        | {"HTTPS_PROXY": proxy.url("kit:frog"), "SSL_CERT_FILE": str(certificate)}
        | {"PASSERELLE_DATA_DIR": str(data_dir)},
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )


async def end(process: asyncio.subprocess.Process) -> None:
    process.kill()
    await process.wait()


async def code_of(data_dir: Path) -> str:
    """What stands on the kit's screen."""
    screen = data_dir / "pairing.html"

    async def look() -> str:
        text = screen.read_text(encoding="utf-8") if screen.is_file() else ""
        found = re.search(r'class="code">([^<]+)<', text)
        return re.sub(r"\W", "", found.group(1)) if found else ""

    return await until(look, why="the kit shows no code", patience_s=60)


async def pair(server: RealServer, code: str) -> None:
    """A technician types it, elsewhere."""
    database = Database(f"sqlite+aiosqlite:///{server.data_dir / 'passerelle.db'}")
    try:
        async with database.transaction() as db:
            room = await room_by_slug(db, ROOM)
            assert room is not None
            await type_code(db, code, room, "Essai", "Karim", datetime.now(UTC))
    finally:
        await database.close()


async def films(server: RealServer) -> None:
    """More has come over TCP than sound makes in half a minute."""
    await until(
        lambda: server.figure(TCP_BYTES),
        why="nothing is filmed",
        is_good=lambda now: now > PICTURES_BYTES,
        patience_s=40,
    )


async def comes_back(
    server: RealServer, way_out: TcpForwarding, figure: Callable[[str], None]
) -> None:
    """Cut off, the kit is back by itself, with more of its picture."""
    before = await server.figure(TCP_BYTES)
    way_out.cut()
    begun = time.monotonic()
    await until(
        lambda: server.figure(TCP_BYTES),
        why="the kit does not come back",
        is_good=lambda now: now > before + PICTURES_BYTES,
        patience_s=40,
    )
    figure(f"the proxy cut to its picture: {time.monotonic() - begun:.1f} s")
