"""What a first attempt would be, for comparison: aiortc's peer connections and its MediaRelay.

It decodes each film once and encodes it again for every subscriber.
"""

from __future__ import annotations

import asyncio
import logging
from multiprocessing.connection import Connection

import aioice.ice
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaRelay
from aiortc.mediastreams import MediaStreamTrack

from tests.bench.clients import HOST
from tests.bench.resources import Usage, own_usage
from tests.bench.workers import next_command


class NaiveRelay:
    """The commands of the bench, as `ServerUnderTest` has them."""

    def __init__(self) -> None:
        self._relay = MediaRelay()
        self._tracks: dict[int, MediaStreamTrack] = {}
        self._publishers: list[RTCPeerConnection] = []
        self._subscribers: list[RTCPeerConnection] = []

    async def publish(self, offer_sdp: str) -> str:
        """A new publisher; our answer."""
        connection, index = RTCPeerConnection(), len(self._publishers)
        self._publishers.append(connection)
        connection.on("track", lambda track: self._tracks.__setitem__(index, track))
        await connection.setRemoteDescription(RTCSessionDescription(offer_sdp, "offer"))
        await connection.setLocalDescription(await connection.createAnswer())
        return connection.localDescription.sdp

    async def subscribe(self, publishers: list[int]) -> str:
        """A new subscriber to the picture of these publishers; our offer."""
        connection = RTCPeerConnection()
        self._subscribers.append(connection)
        for publisher in publishers:
            connection.addTrack(self._relay.subscribe(self._tracks[publisher]))
        await connection.setLocalDescription(await connection.createOffer())
        return connection.localDescription.sdp

    async def answered(self, subscriber: int, answer_sdp: str) -> None:
        """A subscriber's answer."""
        answer = RTCSessionDescription(answer_sdp, "answer")
        await self._subscribers[subscriber].setRemoteDescription(answer)

    async def usage(self) -> Usage:
        """What this process has used."""
        return own_usage()

    async def dropped(self) -> dict[str, int]:
        """It does not tell."""
        return {}

    async def close(self) -> None:
        """End all connections."""
        for connection in [*self._publishers, *self._subscribers]:
            await connection.close()


async def _serve(connection: Connection) -> None:
    loop = asyncio.get_running_loop()
    relay = NaiveRelay()
    readable = asyncio.Event()
    loop.add_reader(connection.fileno(), readable.set)
    while True:
        await readable.wait()
        readable.clear()
        if not connection.poll():
            continue
        command = next_command(connection)
        if command is None:
            break
        name, arguments = command
        try:
            connection.send((True, await getattr(relay, name)(*arguments)))
        except Exception as error:
            connection.send((False, repr(error)))
    loop.remove_reader(connection.fileno())
    await relay.close()


def naive_relay_process(connection: Connection) -> None:
    """The process's main function."""
    logging.disable(logging.WARNING)
    # aioice leaves loopback out, which is the only network here.
    aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: [HOST]
    asyncio.run(_serve(connection))
