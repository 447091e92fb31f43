"""The process under test: the media endpoint on its plane, with the event loop and the tick of the
server, without the pages.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection

import uvloop

from media.control.candidates import host_candidates
from media.control.publisher import Publisher
from media.control.subscriber import Subscriber
from media.control.track import Track
from media.dtls.certificate import Certificate
from media.endpoint import MediaEndpoint
from media.plane.open import open_plane
from tests.bench.clients import HOST
from tests.bench.resources import Usage, own_usage
from tests.bench.workers import carry_out, next_command

TICK_S = 0.02


class _Unheard:
    """A listener that has nobody to tell."""

    def peer_connected(self, peer_id: str) -> None:
        """Nothing."""

    def peer_closed(self, peer_id: str, reason: str) -> None:
        """Nothing."""

    def track_started(self, track: Track) -> None:
        """Nothing."""

    def speaking_changed(self, tracks: Sequence[Track]) -> None:
        """Nothing."""


class ServerUnderTest:
    """The commands of the bench."""

    def __init__(self) -> None:
        plane = open_plane("auto", [HOST], 0)
        candidates = host_candidates([HOST], plane.port)
        self.endpoint = MediaEndpoint(plane, Certificate.generate(), candidates, _Unheard())
        self._publishers: list[Publisher] = []
        self._subscribers: list[Subscriber] = []

    def publish(self, offer_sdp: str) -> str:
        """A new publisher; our answer."""
        publisher = self.endpoint.publish(offer_sdp, time.monotonic())
        self._publishers.append(publisher)
        return publisher.answer_sdp

    def subscribe(self, publishers: list[int]) -> str:
        """A new subscriber to everything of these publishers; our offer."""
        now = time.monotonic()
        subscriber = self.endpoint.subscribe(now)
        self._subscribers.append(subscriber)
        tracks = [t for i in publishers for t in self._publishers[i].tracks.values()]
        for track in tracks:
            subscriber.attach(track)
        subscriber.watch({track.id: "high" for track in tracks}, now)
        return subscriber.offer(now)[0]

    def answered(self, subscriber: int, answer_sdp: str) -> None:
        """A subscriber's answer to our first offer."""
        self._subscribers[subscriber].answer(answer_sdp, 1, time.monotonic())

    def usage(self) -> Usage:
        """What this process has used."""
        return own_usage()

    def dropped(self) -> dict[str, int]:
        """Datagrams not taken or not sent, by reason."""
        counters = self.endpoint.counters
        return {**counters.dropped, "send failures": counters.send_failures}


async def _serve(connection: Connection) -> None:
    loop = asyncio.get_running_loop()
    server = ServerUnderTest()
    over = asyncio.Event()

    def obey() -> None:
        command = next_command(connection)
        if command is None:
            loop.remove_reader(connection.fileno())
            over.set()
        else:
            connection.send(carry_out(server, *command))

    def tick() -> None:
        server.endpoint.tick(time.monotonic())
        loop.call_later(TICK_S, tick)

    loop.add_reader(connection.fileno(), obey)
    tick()
    await over.wait()
    server.endpoint.close(time.monotonic())


def server_process(connection: Connection) -> None:
    """The process's main function."""
    uvloop.run(_serve(connection))
