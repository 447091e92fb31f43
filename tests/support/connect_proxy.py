"""A small HTTP proxy of our own that knows CONNECT alone, and to whom everything is `elsewhere`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.support.tls_front import copy


@dataclass
class ConnectProxy:
    """`asked`: each target; `authorizations`: what came with it."""

    port: int = 0
    asked: list[str] = field(default_factory=list)
    authorizations: list[str | None] = field(default_factory=list)


@asynccontextmanager
async def connect_proxy(elsewhere: Callable[[], tuple[str, int]]) -> AsyncIterator[ConnectProxy]:
    """It leads each tunnel to `elsewhere()`, whatever was asked for."""
    proxy, busy = ConnectProxy(), set[asyncio.Task[None]]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines[1:] if line)
        proxy.asked.append(lines[0].split()[1])
        proxy.authorizations.append(headers.get("Proxy-Authorization"))
        far_reader, far_writer = await asyncio.open_connection(*elsewhere())
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        copies = {
            asyncio.create_task(copy(reader, far_writer)),
            asyncio.create_task(copy(far_reader, writer)),
        }
        busy.update(copies)
        await asyncio.wait(copies)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        for task in busy:
            task.cancel()
