"""Real TCP through the real plane: a whole peer connection, slow readers, cut lines, strangers."""

from __future__ import annotations

import asyncio
import errno
import socket
import time
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest
import pytest_asyncio

from media.control.candidates import host_candidates, tcp_candidates
from media.control.publisher import Publisher
from media.control.subscriber import Quality, Subscriber
from media.dtls.certificate import Certificate
from media.endpoint import MediaEndpoint
from media.plane import strangers, tcp
from media.plane.errors import PortUnavailableError
from media.plane.open import OpenPlane, open_plane
from media.plane.tcp import TcpListeners
from media.rtcp import PictureLoss
from tests.support.descriptions import publish_offer, subscribe_answer
from tests.support.sessions import AUDIO_SSRC, SSRCS, VIDEO_SSRC
from tests.support.simulated_network import Heard
from tests.support.streams import OpusStream, Vp8Stream, counter_of
from tests.support.tcp_peer import TcpPeer
from tests.support.waiting import until

HOSTS = ["127.0.0.1", "127.0.0.2", "::1"]
FILM_STEP_S = 0.01


class Server:
    """The endpoint on its plane, with its tick."""

    def __init__(self) -> None:
        self.heard = Heard()
        self.plane: OpenPlane = open_plane("python", HOSTS, 0)
        port = self.plane.port
        candidates = (*host_candidates(HOSTS, port), *tcp_candidates(HOSTS, port))
        self.endpoint = MediaEndpoint(self.plane, Certificate.generate(), candidates, self.heard)
        self.clients: list[TcpPeer] = []
        self._ticking = asyncio.create_task(self._tick())

    async def _tick(self) -> None:
        while True:
            self.endpoint.tick(time.monotonic())
            await asyncio.sleep(0.02)

    async def publish(self, host: str) -> tuple[TcpPeer, Publisher]:
        client = TcpPeer()
        offer = publish_offer(client.peer, ssrcs=SSRCS)
        publisher = self.endpoint.publish(offer, time.monotonic())
        client.peer.take(publisher.answer_sdp)
        await self._connect(client, host)
        return client, publisher

    async def subscribe(
        self, publisher: Publisher, host: str, *, window: int | None = None
    ) -> tuple[TcpPeer, Subscriber]:
        client = TcpPeer()
        subscriber = self.endpoint.subscribe(time.monotonic())
        for track in publisher.tracks.values():
            subscriber.attach(track)
        sdp, generation, _ = subscriber.offer(time.monotonic())
        answer = subscribe_answer(client.peer, client.peer.take(sdp))
        assert subscriber.answer(answer, generation, time.monotonic())
        watched: dict[str, Quality] = {track.id: "high" for track in publisher.tracks.values()}
        subscriber.watch(watched, time.monotonic())
        await self._connect(client, host, window)
        return client, subscriber

    async def _connect(self, client: TcpPeer, host: str, window: int | None = None) -> None:
        self.clients.append(client)
        await client.connect(host, self.plane.port, window=window)
        await until(lambda: client.peer.connected)

    async def close(self) -> None:
        for client in self.clients:
            await client.cut()
        self._ticking.cancel()
        self.endpoint.close(time.monotonic())


class Film:
    """Picture and sound from a publisher, until it is stopped; a keyframe whenever one is asked
    for.
    """

    def __init__(self, client: TcpPeer, *, frames: int = 1) -> None:
        """`frames`: so many at once, every 10 ms."""
        self._client = client
        self._frames = frames
        self.task = asyncio.create_task(self._send())

    async def _send(self) -> None:
        stream, voice = Vp8Stream(VIDEO_SSRC, 96), OpusStream(AUDIO_SSRC, 111)
        keyframe, peer = True, self._client.peer
        while True:
            asked = any(isinstance(report, PictureLoss) for report in peer.reports)
            peer.reports = []
            for _ in range(self._frames):
                frame = stream.packet(keyframe=keyframe or asked, size=1000)
                self._client.send([peer.rtp(frame)])
                keyframe = asked = False
            self._client.send([peer.rtp(voice.packet())])
            await asyncio.sleep(FILM_STEP_S)


@pytest_asyncio.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    monkeypatch.setattr(tcp, "SWEEP_S", 0.05)
    monkeypatch.setattr(tcp, "PAUSE_S", 0.05)
    made = Server()
    yield made
    await made.close()


def seen(client: TcpPeer) -> list[int]:
    """The frames that arrived, by their counters."""
    received = client.peer.received
    return [counter_of(each.payload) for each in received if each.header.payload_type == 96]


def heard(client: TcpPeer) -> int:
    return sum(each.header.payload_type == 111 for each in client.peer.received)


@pytest.mark.parametrize("host", HOSTS)
async def test_a_picture_and_a_voice_by_tcp_alone(server: Server, host: str) -> None:
    publishing, publisher = await server.publish(host)
    watching, _ = await server.subscribe(publisher, host)
    film = Film(publishing)
    await until(lambda: len(seen(watching)) >= 30 and heard(watching) >= 30)
    film.task.cancel()
    frames = seen(watching)
    assert frames == [frames[0] + n for n in range(len(frames))], "all, and in order"
    counters = server.plane.counters
    assert counters.tcp_connections == 2
    assert counters.tcp_sent_bytes > 30_000 < counters.tcp_received_bytes
    assert counters.sent_bytes < counters.tcp_sent_bytes + 1, "frames are longer by their lengths"


async def test_back_on_a_new_connection_after_the_first_was_cut(server: Server) -> None:
    publishing, publisher = await server.publish("127.0.0.1")
    watching, _ = await server.subscribe(publisher, "127.0.0.1")
    film = Film(publishing)
    await until(lambda: seen(watching))
    await watching.cut()
    await until(lambda: server.plane.counters.tcp_connections == 1)
    before = len(seen(watching))
    await watching.connect("127.0.0.1", server.plane.port)
    await until(lambda: len(seen(watching)) > before + 10)
    film.task.cancel()
    assert server.heard.closed == []


async def test_who_reads_slowly_hears_and_is_shown_the_present_once_there_is_room(
    server: Server,
) -> None:
    publishing, publisher = await server.publish("127.0.0.1")
    watching, _ = await server.subscribe(publisher, "127.0.0.1", window=4096)
    quick, _ = await server.subscribe(publisher, "127.0.0.1")
    film = Film(publishing, frames=4)
    await until(lambda: len(seen(watching)) > 5)
    watching.reading = False
    await until(lambda: server.plane.counters.dropped.get("tcp_late", 0) > 50, 60)
    # Nothing of a jam is sent any more.
    at_the_jam, quick_before = seen(quick)[-1], len(seen(quick))
    watching.reading = True
    await until(lambda: max(seen(watching)) > at_the_jam + 50)
    film.task.cancel()

    frames = seen(watching)
    gap = max(after - before for before, after in pairwise(frames))
    assert gap > 50, "the past was dropped"
    assert len(seen(quick)) > quick_before + 50, "who reads at once was not held up"
    assert frames == sorted(frames)


async def test_a_stranger_who_says_nothing_is_not_kept(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strangers, "PATIENCE_S", 0.1)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.plane.port)
    async with asyncio.timeout(20):
        assert await reader.read() == b""
    assert server.plane.counters.tcp_connections == 0
    writer.close()


async def test_the_connection_of_one_who_left_is_ended(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strangers, "PATIENCE_S", 0.1)
    client, publisher = await server.publish("127.0.0.1")
    publisher.close(time.monotonic())
    async with asyncio.timeout(20):
        await client.over.wait()


@pytest.mark.parametrize(
    "words", [b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00", b"\xff\xff"], ids=repr
)
async def test_who_speaks_something_else_is_cut_off_at_once(server: Server, words: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.plane.port)
    writer.write(words)
    async with asyncio.timeout(5):
        with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
            await reader.readexactly(1)
    writer.close()
    assert server.plane.counters.dropped["tcp_framing"] == 1


async def test_half_closed_is_closed(server: Server) -> None:
    reader, writer = await asyncio.open_connection("::1", server.plane.port)
    await until(lambda: server.plane.counters.tcp_connections == 1)
    writer.write_eof()
    async with asyncio.timeout(5):
        assert await reader.read() == b""
    writer.close()


async def test_a_flood_from_one_address_leaves_room_for_others(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(strangers, "MAX_STRANGERS_PER_ADDRESS", 3)
    flood = [
        await asyncio.open_connection("127.0.0.1", server.plane.port, local_addr=("127.0.0.9", 0))
        for _ in range(8)
    ]
    await until(lambda: server.plane.counters.tcp_refused == 5)
    client, publisher = await server.publish("127.0.0.1")
    assert client.peer.connected
    for _ in range(4):
        # Those who proved who they are do not count.
        await server.subscribe(publisher, "127.0.0.1")
    assert server.plane.counters.tcp_refused == 5
    assert len([line for line in caplog.messages if "too many" in line]) == 1, "said, not shouted"
    for _, writer in flood:
        writer.close()


async def test_a_server_that_starts_again_has_its_port_at_once(server: Server) -> None:
    client, _ = await server.publish("127.0.0.1")
    # We close first: the connection lingers on our side.
    server.plane.close()
    await client.over.wait()
    open_plane("python", HOSTS, server.plane.port).close()


async def test_all_have_places_in_all(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strangers, "MAX_STRANGERS", 2)
    made = [await asyncio.open_connection("127.0.0.1", server.plane.port) for _ in range(3)]
    async with asyncio.timeout(5):
        assert await made[0][0].read() == b"", "the oldest makes room"
    assert server.plane.counters.tcp_connections == 2
    for _, writer in made:
        writer.close()


async def test_no_descriptor_left_is_waited_for(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept, asked = socket.socket.accept, 0

    def full_at_first(listener: socket.socket) -> tuple[socket.socket, object]:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise OSError(errno.EMFILE, "too many open files")
        return accept(listener)

    monkeypatch.setattr(socket.socket, "accept", full_at_first)
    _, writer = await asyncio.open_connection("127.0.0.1", server.plane.port)
    await until(lambda: server.plane.counters.tcp_connections == 1)
    assert asked == 2
    writer.close()


def test_a_busy_port_is_said_with_its_protocol() -> None:
    first = TcpListeners(["127.0.0.1"], 0, 0)
    port = first._listeners[0].getsockname()[1]
    try:
        with pytest.raises(PortUnavailableError) as refused:
            open_plane("python", ["127.0.0.1"], port)
    finally:
        first.close()
    assert refused.value.errno == errno.EADDRINUSE
    assert (refused.value.transport, refused.value.port) == ("TCP", port)


def test_any_free_port_is_free_for_both(monkeypatch: pytest.MonkeyPatch) -> None:
    listen, attempts = tcp._listen, []

    def taken_twice(host: str, port: int) -> socket.socket:
        attempts.append(port)
        if len(attempts) < 3:
            raise PortUnavailableError("TCP", host, port, OSError(errno.EADDRINUSE, "in use"))
        return listen(host, port)

    monkeypatch.setattr(tcp, "_listen", taken_twice)
    plane = open_plane("python", ["127.0.0.1"], 0)
    plane.close()
    assert attempts[2:] == [plane.port]


def test_without_tcp_nobody_listens() -> None:
    plane = open_plane("python", ["127.0.0.1"], 0, tcp=False)
    try:
        with socket.socket() as sock:
            assert sock.connect_ex(("127.0.0.1", plane.port)) == errno.ECONNREFUSED
    finally:
        plane.close()
