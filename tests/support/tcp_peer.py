"""An `RtcPeer` that reaches the server over TCP (RFC 6544, active), on a real socket."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import time
from collections.abc import Callable, Iterable

from tests.support.rtc_peer import RtcPeer

POLL_S = 0.02


class TcpPeer:
    """The peer, and its one connection at a time. Framing is written anew here, to check ours."""

    def __init__(self) -> None:
        self.peer = RtcPeer()
        self.writer: asyncio.StreamWriter | None = None
        self.reading = True
        self.over = asyncio.Event()
        """The server, or the network, ended the connection."""
        self._work: list[asyncio.Task[None]] = []

    async def connect(
        self,
        host: str,
        port: int,
        *,
        window: int | None = None,
        make_socket: Callable[[int, int], socket.socket] = socket.socket,
    ) -> None:
        """Connect, and from now on check, shake hands, and read. `window`: the system holds so
        many bytes that were not read.
        """
        sock = make_socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
        if window is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        sock.setblocking(False)
        await asyncio.get_running_loop().sock_connect(sock, (host, port))
        reader, self.writer = await asyncio.open_connection(sock=sock, limit=4096)
        self.over.clear()
        self._work = [
            asyncio.create_task(self._read(reader)),
            asyncio.create_task(self._poll(self.writer)),
        ]

    def send(self, datagrams: Iterable[bytes]) -> None:
        """Each in a frame of its own."""
        assert self.writer is not None
        if not self.writer.is_closing():
            self.writer.write(b"".join(struct.pack("!H", len(d)) + d for d in datagrams))

    async def cut(self) -> None:
        """Reset the connection."""
        assert self.writer is not None
        self.writer.transport.abort()
        for task in self._work:
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)

    async def _read(self, reader: asyncio.StreamReader) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                while not self.reading:
                    await asyncio.sleep(POLL_S)
                (size,) = struct.unpack("!H", await reader.readexactly(2))
                datagram = await reader.readexactly(size)
                self.send(self.peer.receive(datagram, time.monotonic()))
        self.over.set()

    async def _poll(self, writer: asyncio.StreamWriter) -> None:
        while not writer.is_closing():
            self.send(self.peer.poll(time.monotonic()))
            await asyncio.sleep(POLL_S)
