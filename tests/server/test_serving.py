"""The listening server: what it takes, what stops it, what it says when it cannot start."""

from __future__ import annotations

import asyncio
import gzip
import socket
import time
from ipaddress import ip_address
from pathlib import Path

import aiohttp
import pytest

from server.errors import StartRefused
from server.ports import listening_socket
from server.serving import serving
from server.settings import Settings
from tests.server.conftest import settings_for

LOOPBACK = ip_address("127.0.0.1")


def held_port(kind: socket.SocketKind) -> tuple[socket.socket, int]:
    holder = socket.socket(socket.AF_INET, kind)
    holder.bind(("127.0.0.1", 0))
    if kind == socket.SOCK_STREAM:
        holder.listen()
    return holder, holder.getsockname()[1]


async def get(port: int, path: str) -> int:
    async with (
        aiohttp.ClientSession() as client,
        client.get(f"http://127.0.0.1:{port}{path}") as response,
    ):
        return response.status


async def test_it_serves_while_the_block_runs(settings: Settings) -> None:
    async with serving(settings) as port:
        assert await get(port, "/healthz") == 200
        assert await get(port, "/readyz") == 200
    with pytest.raises(aiohttp.ClientConnectorError):
        await get(port, "/healthz")


async def test_a_second_start_at_once_with_connections_left_behind(tmp_path: Path) -> None:
    async with serving(settings_for(tmp_path)) as port:
        # A connection that the server closes first stays in TIME_WAIT on its port.
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        await reader.readuntil(b"alive")
    started_s = time.monotonic()
    async with serving(settings_for(tmp_path, http_port=port)) as again:
        assert again == port
        assert await get(port, "/healthz") == 200
    writer.close()
    assert time.monotonic() - started_s < 10


async def test_a_taken_page_port(tmp_path: Path) -> None:
    holder, port = held_port(socket.SOCK_STREAM)
    with holder, pytest.raises(StartRefused) as refusal:
        async with serving(settings_for(tmp_path, http_port=port)):
            pass
    assert f"TCP port {port} is already taken" in refusal.value.english
    assert "PASSERELLE_HTTP_PORT" in refusal.value.french


async def test_a_taken_media_port(tmp_path: Path) -> None:
    holder, port = held_port(socket.SOCK_DGRAM)
    with holder, pytest.raises(StartRefused) as refusal:
        async with serving(settings_for(tmp_path, media_port=port)):
            pass
    assert f"UDP port {port} is already taken" in refusal.value.english
    assert "PASSERELLE_MEDIA_PORT" in refusal.value.french


async def test_after_a_refused_start_the_page_port_is_free(tmp_path: Path) -> None:
    free = listening_socket(LOOPBACK, 0)
    port = free.getsockname()[1]
    free.close()
    holder, media_port = held_port(socket.SOCK_DGRAM)
    with holder, pytest.raises(StartRefused):
        async with serving(settings_for(tmp_path, http_port=port, media_port=media_port)):
            pass
    listening_socket(LOOPBACK, port).close()


def test_an_address_of_another_machine() -> None:
    with pytest.raises(StartRefused, match="PASSERELLE_HTTP_HOST"):
        listening_socket(ip_address("203.0.113.1"), 0)


def test_two_servers_starting_together_do_not_share_a_port() -> None:
    first = listening_socket(LOOPBACK, 0)
    with first, pytest.raises(StartRefused):
        listening_socket(LOOPBACK, first.getsockname()[1])


async def test_a_gzip_bomb_is_not_inflated(settings: Settings) -> None:
    """300 MB in 300 kB: inflating them takes half a second of CPU, refusing them a millisecond."""
    bomb = gzip.compress(bytes(300_000_000), compresslevel=6)
    head = (
        b"POST /api/code HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\n"
        b"Content-Length: %d\r\n\r\n"
    )
    async with serving(settings) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        before_s = time.process_time()
        writer.write(head % len(bomb) + bomb)
        answer = await reader.readline()
        await asyncio.sleep(0.3)  # what is left of the body is read and thrown away
        spent_s = time.process_time() - before_s
        writer.close()
    assert b" 415 " in answer
    assert spent_s < 0.2


async def test_a_slow_handler_does_not_hold_the_end(settings: Settings) -> None:
    async with serving(settings) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        # A request whose body never comes.
        writer.write(b"POST /api/code HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\n{")
        await writer.drain()
        await asyncio.sleep(0.1)
        began_s = time.monotonic()
    assert time.monotonic() - began_s < 5
    writer.close()
