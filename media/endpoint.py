"""The media side of a server: every peer connection on one port, and who speaks.

The server makes publishers and subscribers here, attaches tracks to subscribers, and calls `tick`
every 20 ms; what happens by itself comes up to the `EndpointListener`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import NamedTuple, Protocol

from media.control.publisher import Publisher
from media.control.subscriber import Subscriber
from media.control.tap import TrackTap
from media.control.track import Track
from media.control.transport import PeerTransport
from media.dtls.certificate import Certificate
from media.errors import MalformedPacket, MediaError
from media.ice.stun import peek_local_ufrag
from media.plane.interface import Path, Plane, PlaneCounters
from media.rtcp import parse_compound
from media.sdp.description import Candidate
from media.track.speakers import SpeakerDetector

SPEAKER_INTERVAL_S = 0.1


class HeardLevel(NamedTuple):
    """How loud one packet of a published track says that it is (RFC 6464)."""

    track: Track
    level_dbov: int
    timestamp: int
    """RTP, in units of the track's clock."""
    arrival: float


class EndpointListener(Protocol):
    """What the endpoint tells the server. Called synchronously; the handlers return at once."""

    def peer_connected(self, peer_id: str) -> None:
        """Media can flow to or from this publisher or subscriber."""

    def peer_closed(self, peer_id: str, reason: str) -> None:
        """The connection is over, by whoever's act; called once."""

    def track_started(self, track: Track) -> None:
        """The first stream of a published track is known."""

    def speaking_changed(self, tracks: Sequence[Track]) -> None:
        """The tracks that carry speech now, loudest first; called when the set changes."""


class MediaEndpoint:
    """All publishers and subscribers of one plane."""

    def __init__(
        self,
        plane: Plane,
        certificate: Certificate,
        candidates: Sequence[Candidate],
        listener: EndpointListener,
    ) -> None:
        self._plane = plane
        self._certificate = certificate
        self._candidates = tuple(candidates)
        self._listener = listener
        self._peer_ids = count(1)
        self._source_ids = count(1)
        self._route_ids = count(1)
        self._connections: dict[int, Publisher | Subscriber] = {}
        self._by_ufrag: dict[str, PeerTransport] = {}
        self._sources: dict[int, tuple[Publisher, Track]] = {}
        self._speakers = SpeakerDetector()
        self._speaking: set[str] = set()
        self._next_speakers = 0.0
        self._selection_changed = False
        self.on_levels: Callable[[Sequence[HeardLevel], float], None] = lambda levels, now: None
        """Told every 100 ms of each packet's level since, and of the time."""
        plane.start(self)

    # -- for the server -----------------------------------------------------------------------

    def publish(self, offer_sdp: str, now: float) -> Publisher:
        """A new publisher for this offer; its `answer_sdp` goes back.

        Raises MalformedSdp, UnacceptableOffer; nothing is kept then.
        """
        publisher = Publisher(self._transport(now), self._plane, self._source_ids)
        publisher.on_track = lambda track, now: self._track_started(publisher, track, now)
        publisher.on_muted = self._select_soon
        publisher.on_changed = lambda: self._learn_ufrag(publisher.transport)
        self._add(publisher)
        try:
            publisher.renegotiate(offer_sdp, now)
        except MediaError:
            self._discard(publisher, now)
            raise
        return publisher

    def subscribe(self, now: float) -> Subscriber:
        """A new subscriber, to whom tracks can be attached and then offered."""
        subscriber = Subscriber(self._transport(now), self._plane, self._route_ids)
        subscriber.on_keyframe_wanted = self.keyframe_wanted
        subscriber.on_changed = lambda: self._learn_ufrag(subscriber.transport)
        self._add(subscriber)
        return subscriber

    def play(self, offer_sdp: str, tracks: Sequence[Track], now: float) -> Subscriber:
        """A new subscriber for a player's offer (WHEP); its `answer_sdp` goes back.

        Raises MalformedSdp, UnacceptableOffer; nothing is kept then.
        """
        subscriber = self.subscribe(now)
        try:
            subscriber.play(offer_sdp, list(tracks), now)
        except MediaError:
            self._discard(subscriber, now)
            raise
        return subscriber

    def tap(self, track: Track) -> TrackTap:
        """The packets of a track for a subscriber inside the server; one tap per track."""
        return TrackTap(track, self._plane, self.keyframe_wanted)

    def tick(self, now: float) -> None:
        """Everything that is due: to be called every 20 ms."""
        changed, self._selection_changed = self._selection_changed, False
        for connection in list(self._connections.values()):
            connection.tick(now)
            if changed and isinstance(connection, Subscriber):
                connection.select(now)
        if now >= self._next_speakers:
            self._next_speakers = now + SPEAKER_INTERVAL_S
            self._hear(now)
            self._update_speakers(now)

    def level_dbov(self, track: Track, now: float) -> int:
        """The smoothed loudness of a published track: 0 is the loudest, -127 silence."""
        return self._speakers.level_dbov(track.id, now)

    @property
    def counters(self) -> PlaneCounters:
        """The plane's totals."""
        return self._plane.counters

    @property
    def connection_count(self) -> int:
        """Publishers and subscribers, those being set up included."""
        return len(self._connections)

    def close(self, now: float) -> None:
        """End every connection, then the plane."""
        for connection in list(self._connections.values()):
            connection.close(now, "server stopping")
        self._plane.close()

    # -- connections --------------------------------------------------------------------------

    def _transport(self, now: float) -> PeerTransport:
        return PeerTransport(
            next(self._peer_ids), self._plane, self._certificate, self._candidates, now
        )

    def _add(self, connection: Publisher | Subscriber) -> None:
        transport = connection.transport
        self._connections[transport.peer_id] = connection
        self._learn_ufrag(transport)
        transport.on_connected = lambda now: self._connected(connection, now)
        transport.on_closed = lambda reason, now: self._closed(connection, reason)

    def _learn_ufrag(self, transport: PeerTransport) -> None:
        self._by_ufrag[transport.ice.credentials.ufrag] = transport

    def _discard(self, connection: Publisher | Subscriber, now: float) -> None:
        """Close a connection that never was: nobody is told."""
        connection.transport.on_closed = lambda reason, now: self._forget(connection)
        connection.close(now)

    def _connected(self, connection: Publisher | Subscriber, now: float) -> None:
        if isinstance(connection, Subscriber):
            connection.select(now)
        self._listener.peer_connected(connection.id)

    def _closed(self, connection: Publisher | Subscriber, reason: str) -> None:
        self._forget(connection)
        self._listener.peer_closed(connection.id, reason)

    def _forget(self, connection: Publisher | Subscriber) -> None:
        transport = connection.transport
        self._connections.pop(transport.peer_id, None)
        self._by_ufrag = {u: t for u, t in self._by_ufrag.items() if t is not transport}
        if isinstance(connection, Publisher):
            connection.end_tracks()
        gone = [i for i, (publisher, _) in self._sources.items() if publisher is connection]
        for source_id in gone:
            self._speakers.forget(self._sources.pop(source_id)[1].id)

    def _track_started(self, publisher: Publisher, track: Track, now: float) -> None:
        for layer in track.layers:
            self._sources[layer.source_id] = (publisher, track)
        # At once: the first packet may begin the keyframe that everybody waits for.
        for connection in self._connections.values():
            if isinstance(connection, Subscriber):
                connection.select(now)
        if len(track.layers) == 1:
            self._listener.track_started(track)

    def _select_soon(self) -> None:
        """What is to be sent may have changed: the next tick looks at every subscriber."""
        self._selection_changed = True

    def _hear(self, now: float) -> None:
        heard: list[HeardLevel] = []
        loudest: dict[str, int] = {}
        for level in self._plane.take_levels():
            found = self._sources.get(level.source_id)
            if found is not None:
                track = found[1]
                loudest[track.id] = max(loudest.get(track.id, -127), level.level_dbov)
                heard.append(HeardLevel(track, level.level_dbov, level.timestamp, level.arrival))
        for track_id, level_dbov in loudest.items():
            self._speakers.hear(track_id, level_dbov, now)
        self.on_levels(heard, now)

    def _update_speakers(self, now: float) -> None:
        speaking = self._speakers.speaking(now)
        if set(speaking) != self._speaking:
            self._speaking = set(speaking)
            tracks = {track.id: track for _, track in self._sources.values()}
            self._listener.speaking_changed([tracks[i] for i in speaking if i in tracks])

    # -- events of the plane ------------------------------------------------------------------

    def stun_received(self, datagram: bytes, path: Path, now: float) -> None:
        """See `PlaneEvents`."""
        ufrag = peek_local_ufrag(datagram)
        transport = self._by_ufrag.get(ufrag) if ufrag is not None else None
        if transport is None:
            self._plane.counters.drop("unknown_ufrag")
            return
        transport.stun_received(datagram, path, now)

    def dtls_received(self, peer_id: int, datagram: bytes, now: float) -> None:
        """See `PlaneEvents`."""
        connection = self._connections.get(peer_id)
        if connection is not None:
            connection.transport.dtls_received(datagram, now)

    def rtcp_received(self, peer_id: int, compound: bytes, now: float) -> None:
        """See `PlaneEvents`."""
        connection = self._connections.get(peer_id)
        if connection is None or not connection.rtcp_rate.allow(now):
            self._plane.counters.drop("rtcp_rate")
            return
        try:
            packets = parse_compound(compound)
        except MalformedPacket:
            self._plane.counters.drop("malformed_rtcp")
            return
        connection.transport.heard(now)
        connection.rtcp_received(packets, now)

    def stream_discovered(
        self,
        peer_id: int,
        ssrc: int,
        payload_type: int,
        elements: Mapping[int, bytes],
        now: float,
    ) -> None:
        """See `PlaneEvents`."""
        connection = self._connections.get(peer_id)
        if isinstance(connection, Publisher):
            connection.stream_discovered(ssrc, payload_type, elements, now)

    def keyframe_wanted(self, source_id: int, now: float) -> None:
        """See `PlaneEvents`."""
        found = self._sources.get(source_id)
        if found is not None:
            found[0].keyframe_wanted(source_id, now)

    def keyframe_received(self, source_id: int, now: float) -> None:
        """See `PlaneEvents`."""
        found = self._sources.get(source_id)
        if found is not None:
            found[0].keyframe_received(source_id)

    def line_congested(self, peer_id: int, now: float) -> None:
        """See `PlaneEvents`."""
        connection = self._connections.get(peer_id)
        if isinstance(connection, Subscriber):
            connection.line_congested(now)
