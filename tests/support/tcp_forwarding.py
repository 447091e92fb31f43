"""TCP connections that are led on to somewhere else, and can all be cut."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self


class TcpForwarding:
    """`target`: where whoever comes now is led; `listening`: to `asyncio.start_server`, a free port
    of loopback without."""

    def __init__(self, target: Callable[[], tuple[str, int]], **listening: Any) -> None:
        self._target = target
        self._listening = listening
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    @property
    def port(self) -> int:
        assert self._server is not None
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def cut(self) -> None:
        """Reset all connections; new ones may come."""
        for writer in self._writers:
            writer.transport.abort()

    async def __aenter__(self) -> Self:
        where = self._listening
        if "sock" not in where:
            where = {"host": "127.0.0.1", "port": 0} | where
        self._server = await asyncio.start_server(self.serve, **where)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        self.cut()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Lead one on, until both ends are gone."""
        far_reader, far_writer = await asyncio.open_connection(*self._target())
        self._writers |= {writer, far_writer}
        try:
            await asyncio.gather(_copy(reader, far_writer), _copy(far_reader, writer))
        finally:
            self._writers -= {writer, far_writer}


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()
