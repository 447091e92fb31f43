"""A TCP proxy on loopback that can drop every connection and refuse new ones: a cut line."""

from __future__ import annotations

import asyncio

from tests.support.tcp_forwarding import TcpForwarding


class SeverableProxy(TcpForwarding):
    def __init__(self, host: str, port: int) -> None:
        super().__init__(lambda: self._upstream)
        self._upstream = (host, port)
        self._severed = False

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def lead_to(self, port: int) -> None:
        """Another port of the same host, from now on."""
        self._upstream = (self._upstream[0], port)

    def sever(self) -> None:
        """Reset all connections; new ones are dropped until `mend`."""
        self._severed = True
        self.cut()

    def mend(self) -> None:
        self._severed = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._severed:
            writer.transport.abort()
            return
        await super().serve(reader, writer)
