"""The server's own media endpoint behind WHIP and WHEP, without rooms: real UDP, real SRTP, and
nothing decoded."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

from aiohttp import web
from multidict import CIMultiDict

from media.control.candidates import host_candidates
from media.control.publisher import Publisher
from media.control.subscriber import Subscriber
from media.control.track import Track
from media.dtls.certificate import Certificate
from media.endpoint import MediaEndpoint
from media.plane.open import open_plane
from media.sdp.description import Candidate

TICK_S = 0.02
SDP = "application/sdp"


def over_udp(port: int) -> Sequence[Candidate]:
    return host_candidates(["127.0.0.1"], port)


class ForwardingServer:
    """``publisher`` is the one that came last; ``ways``: the candidates that lead to a media port,
    by default UDP alone."""

    def __init__(self, ways: Callable[[int], Sequence[Candidate]] = over_udp) -> None:
        self.plane = plane = open_plane("auto", ["127.0.0.1"], 0)
        self.media_port = plane.port
        candidates = tuple(ways(plane.port))
        self.endpoint = MediaEndpoint(plane, Certificate.generate(), candidates, self)
        self.url = ""
        #: Link headers of what is created.
        self.links: Sequence[str] = ()
        self.publisher: Publisher | None = None
        self.players: list[Subscriber] = []
        self._runner: web.AppRunner | None = None
        self._ticking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/whip/{room}", self._publish)
        app.router.add_post("/whep/{room}", self._play)
        app.router.add_delete("/{kind}/{room}/{id}", self._delete)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._ticking = asyncio.create_task(self._tick())

    async def stop(self) -> None:
        assert self._runner and self._ticking
        self._ticking.cancel()
        self.endpoint.close(time.monotonic())
        await self._runner.cleanup()

    @property
    def picture(self) -> Track | None:
        tracks = self.publisher.tracks.values() if self.publisher else ()
        return next((track for track in tracks if track.kind == "video"), None)

    @property
    def packets(self) -> int:
        return self.endpoint.counters.received_packets

    async def _tick(self) -> None:
        while True:
            self.endpoint.tick(time.monotonic())
            await asyncio.sleep(TICK_S)

    async def _publish(self, request: web.Request) -> web.Response:
        self.publisher = self.endpoint.publish(await request.text(), time.monotonic())
        return self._created(request, self.publisher.id, self.publisher.answer_sdp)

    async def _play(self, request: web.Request) -> web.Response:
        if self.publisher is None:
            return web.Response(status=409)
        tracks = list(self.publisher.tracks.values())
        player = self.endpoint.play(await request.text(), tracks, time.monotonic())
        self.players.append(player)
        return self._created(request, player.id, player.answer_sdp)

    def _created(self, request: web.Request, name: str, answer: str) -> web.Response:
        headers = [("Location", f"{request.path}/{name}"), *(("Link", link) for link in self.links)]
        return web.Response(status=201, text=answer, content_type=SDP, headers=CIMultiDict(headers))

    async def _delete(self, request: web.Request) -> web.Response:
        name = request.match_info["id"]
        for one in (self.publisher, *self.players):
            if one is not None and one.id == name:
                one.close(time.monotonic())
        return web.Response(status=200)

    def peer_connected(self, peer_id: str) -> None:
        pass

    def peer_closed(self, peer_id: str, reason: str) -> None:
        pass

    def track_started(self, track: Track) -> None:
        pass

    def speaking_changed(self, tracks: Sequence[Track]) -> None:
        pass
