"""A UDP relay on the loopback whose way to the client carries so many bits a second."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from tests.support.simulated_network import LimitedLine

Address = tuple[Any, ...]
QUEUE_S = 0.3


class LimitedRelay(asyncio.DatagramProtocol):
    """Stands before one media port, for one client; ``bitrate_bps`` may change."""

    def __init__(self, server_port: int, bitrate_bps: float, queue_s: float = QUEUE_S) -> None:
        self.port = 0
        self._line = LimitedLine(bitrate_bps, queue_s, 0.0)
        self._server = ("127.0.0.1", server_port)
        self._client: Address | None = None
        self._transport: asyncio.DatagramTransport | None = None

    @property
    def bitrate_bps(self) -> float:
        return self._line.bitrate_bps

    @bitrate_bps.setter
    def bitrate_bps(self, bitrate_bps: float) -> None:
        self._line.bitrate_bps = bitrate_bps

    async def __aenter__(self) -> LimitedRelay:
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=("127.0.0.1", 0)
        )
        self.port = self._transport.get_extra_info("sockname")[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._transport is not None
        self._transport.close()

    def before(self, answer_sdp: str) -> str:
        """The answer with the relay's port instead of the server's, on the loopback alone."""
        return re.sub(
            rf"(a=candidate:.* 127\.0\.0\.1 ){self._server[1]} ", rf"\g<1>{self.port} ", answer_sdp
        )

    def datagram_received(self, data: bytes, address: Address) -> None:
        if address != self._server:
            self._client = address
            self._send(data, self._server)
            return
        loop = asyncio.get_running_loop()
        through_s = self._line.passes(len(data), loop.time())
        if through_s is not None:
            loop.call_at(through_s, self._send, data, self._client)

    def _send(self, data: bytes, address: Address | None) -> None:
        if self._transport is not None and not self._transport.is_closing() and address:
            self._transport.sendto(data, address)
