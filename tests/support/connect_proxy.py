"""A small HTTP proxy of our own that knows CONNECT alone, and to whom everything is `elsewhere`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tests.support.tcp_forwarding import TcpForwarding


class ConnectProxy(TcpForwarding):
    """It leads each tunnel to `elsewhere()`, whatever was asked for. `asked`: each target;
    `authorizations`: what came with it."""

    def __init__(self, elsewhere: Callable[[], tuple[str, int]]) -> None:
        super().__init__(elsewhere)
        self.asked: list[str] = []
        self.authorizations: list[str | None] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines[1:] if line)
        self.asked.append(lines[0].split()[1])
        self.authorizations.append(headers.get("Proxy-Authorization"))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await super().serve(reader, writer)
