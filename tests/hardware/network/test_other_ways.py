"""A kit whose network closes UDP: it sends over TCP, straight or by a proxy, or by a relay."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, MediaStreamError, MediaStreamTrack

from hardware.agent.peer import create_peer
from hardware.network import other_ways
from hardware.network.other_ways import OtherWays, transport_of
from hardware.network.send_queue import MAX_BYTES
from hardware.network.stream import open_stream
from hardware.network.turn import Relay
from hardware.network.turn_url import TurnUrl
from tests.support.connect_proxy import ConnectProxy
from tests.support.coturn import EXECUTABLE, MISSING, coturn
from tests.support.framed_bridge import framed_bridge
from tests.support.waiting import until

pytestmark = pytest.mark.usefixtures("no_proxies")

_CANDIDATE = re.compile(r"^a=candidate:.*\r\n", re.MULTILINE)


@dataclass
class Call:
    """A kit's connection that sends sound, and one in the place of the server's."""

    kit: RTCPeerConnection = field(default_factory=create_peer)
    server: RTCPeerConnection = field(default_factory=create_peer)
    heard: int = 0

    def __post_init__(self) -> None:
        self.ways = OtherWays(self.kit)

    async def begin(
        self, *more: str, relays: tuple[Relay, ...] = (), udp: bool = False
    ) -> tuple[str, int]:
        """The kit sees the server's one UDP candidate, which it reaches with `udp` alone, and
        those in `more`; nobody sees the kit's. The address of the server's socket."""
        self.kit.addTrack(AudioStreamTrack())
        self.server.on("track", self._hear)
        await self.kit.setLocalDescription(await self.kit.createOffer())
        offer = _with(self.kit.localDescription.sdp, NOBODY)
        await self.server.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        await self.server.setLocalDescription(await self.server.createAnswer())
        (local, *_) = _connection(self.server).local_candidates
        lines = (f"1 1 udp 2130706431 {local.host} {local.port} typ host", *more)
        answer = _with(self.server.localDescription.sdp, *lines)
        if not udp:
            for protocol in _connection(self.kit)._protocols:
                protocol.send_stun = lambda *_: None
        await self.kit.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        self.ways.begin(relays)
        return local.host, local.port

    async def flows(self) -> None:
        await until(lambda: self.heard > 5)

    def _hear(self, track: MediaStreamTrack) -> None:
        async def listen() -> None:
            try:
                while True:
                    await track.recv()
                    self.heard += 1
            except MediaStreamError:
                return

        self._listening = asyncio.create_task(listen())


@asynccontextmanager
async def a_call() -> AsyncIterator[Call]:
    call = Call()
    try:
        yield call
    finally:
        call.ways.end()
        await asyncio.gather(call.kit.close(), call.server.close())


def _connection(peer: RTCPeerConnection) -> Any:
    return peer.getTransceivers()[0].sender.transport.transport._connection


#: Without any, the server would give up at once.
NOBODY = "1 1 udp 2130706431 127.0.0.1 9 typ host"


def _with(sdp: str, *candidates: str) -> str:
    """A description of one section, with these candidates alone."""
    told = "".join(f"a=candidate:{line}\r\n" for line in candidates)
    return _CANDIDATE.sub("", sdp).replace("a=setup", told + "a=setup", 1)


def passive(host: str, port: int) -> str:
    return f"2 1 tcp 1671430143 {host} {port} typ host tcptype passive"


async def test_straight_over_tcp_and_its_end_is_noticed() -> None:
    async with framed_bridge() as bridge, a_call() as call:
        bridge.target = await call.begin(passive("127.0.0.1", bridge.port))
        await call.flows()
        assert transport_of(call.kit) == "tcp"
        bridge.cut()
        await until(lambda: call.kit.connectionState in ("closed", "failed"))


async def test_through_the_proxy_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Straight, nobody answers at that address."""
    async with (
        framed_bridge() as bridge,
        ConnectProxy(lambda: ("127.0.0.1", bridge.port)) as proxy,
        a_call() as call,
    ):
        monkeypatch.setenv("HTTPS_PROXY", f"http://kit:frog@127.0.0.1:{proxy.port}")
        bridge.target = await call.begin(passive("127.0.0.2", 9))
        await call.flows()
        assert transport_of(call.kit) == "tcp"
        assert proxy.asked == ["127.0.0.2:9"]
        # printf %s kit:frog | base64
        assert proxy.authorizations == ["Basic a2l0OmZyb2c="]


async def test_udp_is_kept_where_it_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    # More than a busy machine needs for an answer.
    monkeypatch.setattr(other_ways, "HEAD_START_S", 2.0)
    async with framed_bridge() as bridge, a_call() as call:
        bridge.target = await call.begin(passive("127.0.0.1", bridge.port), udp=True)
        await call.flows()
        await asyncio.sleep(other_ways.HEAD_START_S)
        assert transport_of(call.kit) == "udp"
        assert bridge.connections == []


@pytest.mark.independent
@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_by_a_relay(tmp_path: Path, transport: str) -> None:
    if EXECUTABLE is None:
        pytest.skip(MISSING)
    async with coturn(tmp_path, "--lt-cred-mech", "--user=kit:frog") as server, a_call() as call:
        relay = Relay(TurnUrl.parse(server.url(transport)), "kit", "frog")
        silent = Relay(TurnUrl.parse("turn:127.0.0.1:9?transport=tcp"), "kit", "frog")
        await call.begin(relays=(silent, relay))
        await call.flows()
        assert transport_of(call.kit) == transport


async def test_a_line_that_takes_nothing_fills_nothing() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    receiver = asyncio.DatagramProtocol()
    stream = await open_stream(receiver, listener.getsockname())
    try:
        for _ in range(20_000):
            stream.sendto(b"\x80\x60" + bytes(1100))
        assert stream.queue.size_bytes <= MAX_BYTES
        assert stream.queue.dropped > 10_000
    finally:
        stream.close()
        listener.close()
