"""A small server for the agent to talk to: aiohttp and aiortc, real UDP on the loopback."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from aiohttp import WSMsgType, web
from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, MediaStreamError, VideoStreamTrack
from av import AudioFrame, VideoFrame

from hardware.demo import clock

TOKEN = "a-kit-token"


def peer() -> RTCPeerConnection:
    return RTCPeerConnection(RTCConfiguration(iceServers=[]))


def bundled(sdp: str) -> str:
    """Candidates in the first section alone, as most servers write them (RFC 9143)."""
    head, first, *others = sdp.split("\r\nm=")
    return "\r\nm=".join([head, first, *map(without_candidates, others)])


def without_candidates(sdp: str) -> str:
    """Like an ICE-lite server, which sends no checks: the other side has to find the way."""
    lines = sdp.split("\r\n")
    return "\r\n".join(ln for ln in lines if not ln.startswith(("a=candidate", "a=end-of")))


class Hum(AudioStreamTrack):
    """A home's voice: a steady tone."""

    async def recv(self) -> AudioFrame:
        frame = await super().recv()
        assert isinstance(frame, AudioFrame)
        at = np.arange(frame.samples) / frame.sample_rate
        tone = (8000 * np.sin(2 * np.pi * 300 * at)).astype(np.int16)
        frame.planes[0].update(tone.tobytes())
        return frame


class Picture(VideoStreamTrack):
    """A home's picture: grey, small."""

    async def recv(self) -> VideoFrame:
        pts, time_base = await self.next_timestamp()
        frame = VideoFrame.from_ndarray(np.full((120, 160, 3), 90, np.uint8), format="bgr24")
        frame.pts, frame.time_base = pts, time_base
        return frame


@dataclass
class Published:
    """A WHIP session as the server sees it."""

    role: str
    label: str
    offer: str
    connection: RTCPeerConnection
    pictures: int = 0
    sounds: int = 0
    loudness: float = 0.0
    sizes: set[tuple[int, int]] = field(default_factory=set)
    latencies_ms: list[int] = field(default_factory=list)


@dataclass
class LoopbackServer:
    """``published`` by path, ``messages`` received over the WebSocket, ``stills`` by role."""

    url: str = ""
    published: dict[str, Published] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    ever_published: list[str] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    stills: dict[str, bytes] = field(default_factory=dict)
    joins: int = 0
    refuse: str | None = None
    whip_status: int = 201
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    #: Keys of kits: the last that was used, and perhaps one that was not used yet.
    keys: list[str] = field(default_factory=lambda: ["pk1_first"])
    keys_asked: int = 0
    rotate: bool = False
    #: Is a home there from the start?
    has_home: bool = True
    #: Holds `<version>/release.json` and wheels.
    releases: Path | None = None
    offered_pictures: dict[str, str] = field(default_factory=dict)
    _person_of: dict[RTCRtpSender, str] = field(default_factory=dict)
    _runner: web.AppRunner | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _homes: list[RTCPeerConnection] = field(default_factory=list)

    async def start(self, port: int = 0) -> None:
        app = web.Application()
        app.router.add_post("/whip/{room}", self._publish)
        app.router.add_delete("/whip/{room}/{id}", self._delete)
        app.router.add_put("/api/stills/{role}", self._still)
        app.router.add_get("/ws", self._socket)
        app.router.add_post("/api/kit/token", self._token)
        app.router.add_post("/api/kit/key", self._next_key)
        app.router.add_get("/api/kit/releases/{version}", self._release)
        app.router.add_get("/api/kit/releases/{version}/{file}", self._release)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port, reuse_address=True)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        for socket in self.sockets:
            await socket.close()
        connections = [session.connection for session in self.published.values()]
        await asyncio.gather(*(each.close() for each in [*connections, *self._homes]))
        self.published.clear()
        if self._runner:
            await self._runner.cleanup()

    def messages_of(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.messages if message["type"] == kind]

    def last_report_s(self) -> float:
        """When the kit last said what it receives of the homes (RFC 3550, section 6.4.2)."""
        found = [
            entry.timestamp.timestamp()
            for home in self._homes
            for sender in home.getSenders()
            for entry in sender._RTCRtpSender__stats.values()  # type: ignore[attr-defined]
            if entry.type == "remote-inbound-rtp"
        ]
        return max(found, default=0.0)

    async def _token(self, request: web.Request) -> web.Response:
        key = (await request.json())["key"]
        if key not in self.keys:
            return web.json_response({"reason": "key"}, status=401)
        # The first use of a key ends those before it.
        self.keys = self.keys[self.keys.index(key) :]
        room = {"slug": "cuisine", "name": "Cuisine"}
        told = {"token": TOKEN, "lifetime_s": 3.0, "room": room, "rotate": self.rotate}
        return web.json_response(told)

    async def _next_key(self, request: web.Request) -> web.Response:
        key = (await request.json())["key"]
        if key not in self.keys:
            return web.json_response({"reason": "key"}, status=401)
        self.keys_asked += 1
        self.keys = [key, f"pk1_{self.keys_asked}_{random.getrandbits(64)}"]
        return web.json_response({"key": self.keys[-1]})

    async def _release(self, request: web.Request) -> web.FileResponse:
        assert self.releases is not None
        file = request.match_info.get("file", "release.json")
        return web.FileResponse(self.releases / request.match_info["version"] / file)

    async def _publish(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.Response(status=401)
        if self.whip_status != 201:
            return web.Response(status=self.whip_status)
        assert request.content_type == "application/sdp"
        connection = peer()
        offer = await request.text()
        query = request.query
        session = Published(query["camera"], query["label"], offer, connection)
        connection.on("track", lambda track: self._spawn(self._receive(session, track)))
        await connection.setRemoteDescription(
            RTCSessionDescription(without_candidates(offer), "offer")
        )
        await connection.setLocalDescription(await connection.createAnswer())
        path = f"{request.path}/{len(self.ever_published)}"
        self.published[path] = session
        self.ever_published.append(session.role)
        return web.Response(
            status=201,
            text=bundled(connection.localDescription.sdp),
            content_type="application/sdp",
            headers={"Location": path},
        )

    async def _delete(self, request: web.Request) -> web.Response:
        session = self.published.pop(request.path)
        self.deleted.append(session.role)
        self._spawn(session.connection.close())
        return web.Response(status=200)

    async def _still(self, request: web.Request) -> web.Response:
        assert request.content_type == "image/jpeg"
        self.stills[request.match_info["role"]] = await request.read()
        return web.Response(status=204)

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("passerelle.v1",))
        await socket.prepare(request)
        self.sockets.append(socket)
        self.joins += 1
        home = peer()
        # Whoever came back has other homes than before.
        for before in self._homes:
            self._spawn(before.close())
        self._homes = [home]
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
            received = message.json()
            if received["type"] == "join":
                await self._welcome(socket, home)
            elif received["type"] == "subscribe.answer":
                answer = RTCSessionDescription(without_candidates(received["sdp"]), "answer")
                await home.setRemoteDescription(answer)
            # Last: whoever waits for a message may then rely on what it brought about.
            self.messages.append(received)
        return socket

    async def _welcome(self, socket: web.WebSocketResponse, home: RTCPeerConnection) -> None:
        if self.refuse:
            await socket.send_json({"type": "refused", "reason": self.refuse})
            await socket.close(code=4001)
            return
        await socket.send_json({"type": "welcome", "person": "kit", "resume": "again"})
        if self.has_home:
            await self.offer_home(socket, home, "jeanne")

    async def offer_home(
        self, socket: web.WebSocketResponse, home: RTCPeerConnection, person: str
    ) -> None:
        """One more home with a voice and a picture."""
        for track in (Hum(), Picture()):
            transceiver = home.addTransceiver(track, "sendonly")
            self._person_of[transceiver.sender] = person
        await self._offer(socket, home)

    async def _offer(self, socket: web.WebSocketResponse, home: RTCPeerConnection) -> None:
        await home.setLocalDescription(await home.createOffer())
        tracks = [
            {
                "mid": each.mid,
                "track": f"track-{each.sender._ssrc}",
                "kind": each.kind,
                "person": self._person_of[each.sender],
            }
            for each in home.getTransceivers()
        ]
        self.offered_pictures = {str(t["track"]): "high" for t in tracks if t["kind"] == "video"}
        await socket.send_json(
            {
                "type": "subscribe.offer",
                "sdp": bundled(home.localDescription.sdp),
                "generation": len(self.messages),
                "tracks": tracks,
            }
        )

    async def another_home(self, person: str) -> None:
        await self.offer_home(self.sockets[-1], self._homes[-1], person)

    async def last_home_gives_its_place_to(self, person: str) -> None:
        """Other sources in the same media sections; and the homes before them fall silent."""
        senders = self._homes[-1].getSenders()
        for sender in senders[:-2]:
            sender.replaceTrack(None)
        for sender in senders[-2:]:
            sender._ssrc = random.getrandbits(32)
            self._person_of[sender] = person
            sender.transport._rtp_router.register_sender(sender, sender._ssrc)
        await self._offer(self.sockets[-1], self._homes[-1])

    def _spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _receive(self, session: Published, track: Any) -> None:
        try:
            while True:
                frame = await track.recv()
                if isinstance(frame, VideoFrame):
                    session.pictures += 1
                    session.sizes.add((frame.width, frame.height))
                    read_ms = clock.read(np.asarray(frame.to_ndarray(format="gray8"), np.uint8))
                    if read_ms is not None:
                        now_ms = time.time_ns() // 1_000_000
                        session.latencies_ms.append(clock.elapsed_ms(read_ms, now_ms))
                else:
                    session.sounds += 1
                    session.loudness = max(
                        session.loudness, float(np.abs(frame.to_ndarray()).max())
                    )
        except MediaStreamError:
            pass
