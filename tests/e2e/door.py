"""The one way out of a network of its own: a TCP port there that leads to one here."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.e2e.island import Island
from tests.support.tls_front import copy


class Door:
    """Whoever goes through is cut off by `cut`, and may come again."""

    def __init__(self) -> None:
        self._writers: set[asyncio.StreamWriter] = set()
        self.carried_bytes = 0

    def cut(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        await copy(reader, writer, self._count)

    def _count(self, size: int) -> None:
        self.carried_bytes += size


@asynccontextmanager
async def door(island: Island, port: int) -> AsyncIterator[Door]:
    """`port` of loopback there is that of loopback here."""
    listening, opened = island.socket(socket.AF_INET, socket.SOCK_STREAM), Door()
    listening.bind(("127.0.0.1", port))
    busy: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        for ends in ((reader, far_writer), (far_reader, writer)):
            task = asyncio.create_task(opened.carry(*ends))
            busy.add(task)
            task.add_done_callback(busy.discard)

    server = await asyncio.start_server(serve, sock=listening)
    try:
        yield opened
    finally:
        server.close()
        opened.cut()
        for task in list(busy):
            task.cancel()
