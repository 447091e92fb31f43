"""A TCP proxy on loopback that can drop every connection and refuse new ones: a cut line."""

from __future__ import annotations

import asyncio
from types import TracebackType


class SeverableProxy:
    def __init__(self, host: str, port: int) -> None:
        self._upstream = (host, port)
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._severed = False

    @property
    def port(self) -> int:
        assert self._server is not None
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def lead_to(self, port: int) -> None:
        """Another port of the same host, from now on."""
        self._upstream = (self._upstream[0], port)

    def sever(self) -> None:
        """Reset all connections; new ones are dropped until `mend`."""
        self._severed = True
        for writer in self._writers:
            writer.transport.abort()

    def mend(self) -> None:
        self._severed = False

    async def __aenter__(self) -> SeverableProxy:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self.sever()
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._severed:
            writer.transport.abort()
            return
        above_reader, above_writer = await asyncio.open_connection(*self._upstream)
        self._writers |= {writer, above_writer}
        try:
            await asyncio.gather(_copy(reader, above_writer), _copy(above_reader, writer))
        finally:
            self._writers -= {writer, above_writer}


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()
