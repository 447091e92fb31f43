"""Datagrams to the server over one TCP connection, straight or through a proxy, in the shape of an
asyncio datagram transport: aioice sends over it as over UDP."""

import asyncio
import logging
import socket
from typing import Any

from hardware.network.framing import Deframer
from hardware.network.proxy import Proxy, TunnelOpening
from hardware.network.send_queue import SendQueue

logger = logging.getLogger(__name__)

CONNECT_S = 5.0
# What is given to the system waits there, where nothing can be dropped: so little is.
_UNSENT_BYTES = 16 * 1024
_TCP_NOTSENT_LOWAT = 25  # linux/tcp.h; not among the names of Python's socket module


class FramedStream(asyncio.Protocol):
    """`receiver` hears what comes as coming from `address`, the server's candidate."""

    def __init__(
        self,
        receiver: asyncio.DatagramProtocol,
        address: tuple[str, int],
        opening: TunnelOpening | None,
    ) -> None:
        self.queue = SendQueue()
        self._receiver, self._address = receiver, address
        self._opening, self._deframer = opening, Deframer()
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._paused = False
        self._transport: asyncio.Transport

    async def ready(self) -> None:
        """Returns when frames can leave. Raises TunnelRefused, ConnectionError."""
        await self._ready

    # What asyncio tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.set_write_buffer_limits(high=0)
        if (sock := transport.get_extra_info("socket")) is not None:
            sock.setsockopt(socket.IPPROTO_TCP, _TCP_NOTSENT_LOWAT, _UNSENT_BYTES)
        if self._opening is None:
            self._ready.set_result(None)
        else:
            transport.write(self._opening.request)

    def data_received(self, data: bytes) -> None:
        if self._opening is not None:
            try:
                rest = self._opening.feed(data)
            except ConnectionError as error:
                self._fail(error)
                return
            if rest is None:
                return
            self._opening, data = None, rest
            if not self._ready.done():
                self._ready.set_result(None)
        for datagram in self._deframer.feed(data):
            self._receiver.datagram_received(datagram, self._address)

    def pause_writing(self) -> None:
        self._paused = True

    def resume_writing(self) -> None:
        self._paused = False
        self._flush()

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(exc or ConnectionError("the connection was closed"))
        self._receiver.connection_lost(exc)

    # What a datagram transport has.

    def sendto(self, data: bytes, addr: tuple[str, int] | None = None) -> None:
        """Queue a datagram for the server; there is nobody else at the other end."""
        if self._transport.is_closing():
            return
        self.queue.put(data, asyncio.get_running_loop().time())
        self._flush()

    def close(self) -> None:
        """At once: what still waits is of no use any more."""
        self._transport.abort()

    def is_closing(self) -> bool:
        return self._transport.is_closing()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self._transport.get_extra_info(name, default)

    def _flush(self) -> None:
        while not self._paused and (framed := self.queue.take()) is not None:
            self._transport.write(framed)

    def _fail(self, error: Exception) -> None:
        if not self._ready.done():
            self._ready.set_exception(error)
            # Nobody may be waiting any more.
            self._ready.exception()
        self._transport.abort()


async def open_stream(
    receiver: asyncio.DatagramProtocol, address: tuple[str, int], proxy: Proxy | None = None
) -> FramedStream:
    """A connection to the server's TCP candidate, with `proxy` through it.

    Raises OSError (ConnectionError, TunnelRefused), TimeoutError.
    """
    opening = TunnelOpening(proxy, *address) if proxy else None
    host, port = (proxy.host, proxy.port) if proxy else address
    async with asyncio.timeout(CONNECT_S):
        transport, stream = await asyncio.get_running_loop().create_connection(
            lambda: FramedStream(receiver, address, opening), host, port
        )
        try:
            await stream.ready()
        except BaseException:
            transport.abort()
            raise
    return stream
