"""A server's TCP port as RFC 4571 has it, in front of somebody who knows UDP alone: each connection
has a UDP socket of its own behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class FramedBridge:
    """`target`: where the datagrams go, once it is known."""

    port: int = 0
    target: tuple[str, int] = ("127.0.0.1", 9)
    connections: list[asyncio.StreamWriter] = field(default_factory=list)

    def cut(self) -> None:
        for writer in self.connections:
            writer.transport.abort()


class _Back(asyncio.DatagramProtocol):
    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    def datagram_received(self, data: bytes, addr: object) -> None:
        self._writer.write(len(data).to_bytes(2) + data)


@asynccontextmanager
async def framed_bridge() -> AsyncIterator[FramedBridge]:
    bridge = FramedBridge()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        bridge.connections.append(writer)
        loop = asyncio.get_running_loop()
        udp, _ = await loop.create_datagram_endpoint(
            lambda: _Back(writer), remote_addr=bridge.target
        )
        try:
            while True:
                length = int.from_bytes(await reader.readexactly(2))
                udp.sendto(await reader.readexactly(length))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            udp.close()
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    bridge.port = server.sockets[0].getsockname()[1]
    try:
        yield bridge
    finally:
        server.close()
        bridge.cut()
