"""Everything the plane knows: its peers, the streams they send, the routes between them."""

from __future__ import annotations

from media.dtls.keys import SrtpKeys
from media.plane.interface import (
    Address,
    ExtensionIds,
    Path,
    PlaneCounters,
    PlaneEvents,
    RouteSpec,
    RouteState,
    SenderReading,
    SentRun,
    SoundLevel,
    SourceSpec,
    TappedPacket,
)
from media.plane.python.numbering import Numbering
from media.plane.python.peer import MAX_ADDRESSES, Peer
from media.plane.python.route import Route
from media.plane.python.source import Source
from media.plane.python.stream import Stream
from media.rtcp import TransportFeedback
from media.track.reception import ReceptionReport


class Switchboard:
    """Peers, sources and routes: adding, removing, connecting, and what control reads of them."""

    def __init__(self) -> None:
        self.counters = PlaneCounters()
        self._events: PlaneEvents
        self._peers: dict[int, Peer] = {}
        self._by_address: dict[Address, Peer] = {}
        self._sources: dict[int, Source] = {}
        self._routes: dict[int, Route] = {}
        self._now = 0.0
        """When the datagram came that is being handled."""

    def start(self, events: PlaneEvents) -> None:
        """See `Plane`."""
        self._events = events

    # -- peers --------------------------------------------------------------------------------

    def add_peer(self, peer_id: int) -> None:
        """See `Plane`."""
        self._peers[peer_id] = Peer(peer_id)

    def set_extensions(self, peer_id: int, extensions: ExtensionIds) -> None:
        """See `Plane`."""
        self._peers[peer_id].extensions = extensions

    def add_path(self, peer_id: int, path: Path, *, send_here: bool) -> None:
        """See `Plane`."""
        peer = self._peers[peer_id]
        if self._by_address.get(path.address) is not peer:
            owner = self._by_address.get(path.address)
            if owner is not None:
                # The port has a new user: the former one lost it without saying so.
                owner.addresses.remove(path.address)
            self._by_address[path.address] = peer
            peer.addresses.append(path.address)
            if len(peer.addresses) > MAX_ADDRESSES:
                # The one that is sent to is the last that may be missing.
                used = peer.outlet.path.address if peer.outlet.path is not None else None
                oldest = next(address for address in peer.addresses if address != used)
                peer.addresses.remove(oldest)
                del self._by_address[oldest]
        if (send_here or peer.outlet.path is None) and peer.outlet.path != path:
            peer.outlet.path = path
            if peer.outlet.held:
                self._release(peer, self._now)

    def _release(self, peer: Peer, now: float) -> None:
        """The peer takes pictures again, each from its next keyframe on."""
        peer.outlet.held = False
        for route in peer.routes.values():
            if route.target is not None and route.target.spec.kind == "video":
                self._events.keyframe_wanted(route.target.spec.source_id, now)

    def set_keys(self, peer_id: int, keys: SrtpKeys) -> None:
        """See `Plane`."""
        self._peers[peer_id].set_keys(keys)

    def remove_peer(self, peer_id: int) -> None:
        """See `Plane`."""
        peer = self._peers.pop(peer_id, None)
        if peer is None:
            return
        for source in list(peer.sources.values()):
            self.remove_source(source.stream.spec.source_id)
        for route in list(peer.routes.values()):
            self.remove_route(route.spec.route_id)
        for address in peer.addresses:
            del self._by_address[address]
        peer.outlet.path = None

    # -- sources and routes -------------------------------------------------------------------

    def add_source(self, spec: SourceSpec) -> bool:
        """See `Plane`."""
        peer = self._peers[spec.peer_id]
        if spec.ssrc in peer.sources or spec.ssrc in peer.repairs:
            return False
        source = Source(Stream(spec))
        peer.sources[spec.ssrc] = self._sources[spec.source_id] = source
        return True

    def set_repair(self, source_id: int, rtx_ssrc: int) -> None:
        """See `Plane`."""
        source = self._sources[source_id]
        peer = self._peers[source.stream.spec.peer_id]
        if rtx_ssrc not in peer.sources:
            peer.repairs[rtx_ssrc] = source

    def remove_source(self, source_id: int) -> None:
        """See `Plane`."""
        source = self._sources.pop(source_id, None)
        if source is None:
            return
        for route in [*source.routes, *source.waiting]:
            route.leave(source.stream)
        source.routes, source.waiting = [], []
        peer = self._peers.get(source.stream.spec.peer_id)
        if peer is not None:
            peer.sources.pop(source.stream.spec.ssrc, None)
            peer.repairs = {ssrc: s for ssrc, s in peer.repairs.items() if s is not source}

    def add_route(self, spec: RouteSpec) -> None:
        """See `Plane`."""
        peer = self._peers[spec.peer_id]
        peer.routes[spec.ssrc] = self._routes[spec.route_id] = Route(spec, peer.outlet)

    def remove_route(self, route_id: int) -> None:
        """See `Plane`."""
        route = self._routes.pop(route_id, None)
        if route is None:
            return
        self._silence(route)
        peer = self._peers.get(route.spec.peer_id)
        if peer is not None:
            peer.routes.pop(route.spec.ssrc, None)

    def _silence(self, route: Route) -> None:
        self._stop_carrying(route)
        self._stop_waiting(route)
        route.silence()

    def _stop_carrying(self, route: Route) -> None:
        source = self._source_of(route.stream)
        if source is not None and route in source.routes:
            source.routes.remove(route)

    def _stop_waiting(self, route: Route) -> None:
        source = self._source_of(route.target)
        if source is not None and route in source.waiting:
            source.waiting.remove(route)
        route.target = None

    def _source_of(self, stream: Stream | None) -> Source | None:
        return self._sources.get(stream.spec.source_id) if stream is not None else None

    def select_source(self, route_id: int, source_id: int | None, now: float) -> None:
        """See `Plane`."""
        route = self._routes.get(route_id)
        if route is None:
            return
        source = self._sources.get(source_id) if source_id is not None else None
        if source is None:
            self._silence(route)
            return
        self._stop_waiting(route)
        if source.stream is route.stream:
            return
        route.target = source.stream
        source.waiting.append(route)
        if route.spec.abs_send_time is not None:
            source.send_time_id = route.spec.abs_send_time
        if source.stream.spec.kind == "video":
            self._events.keyframe_wanted(source.stream.spec.source_id, now)

    def drop(self, route_id: int) -> None:
        """See `Plane`."""
        route = self._routes.get(route_id)
        if route is not None:
            self._silence(route)
            route.give_up()

    def number_packets(self, peer_id: int) -> None:
        """See `Plane`."""
        outlet = self._peers[peer_id].outlet
        if outlet.numbering is None:
            outlet.numbering = Numbering()

    def take_sent(self, peer_id: int) -> list[SentRun]:
        """See `Plane`."""
        numbering = self._peers[peer_id].outlet.numbering
        return numbering.take() if numbering is not None else []

    def await_keyframe(self, source_id: int) -> None:
        """See `Plane`."""
        source = self._sources.get(source_id)
        if source is not None:
            source.keyframe_awaited = True

    # -- taps ---------------------------------------------------------------------------------

    def add_tap(self, source_id: int) -> None:
        """See `Plane`."""
        self._sources[source_id].tap(True)

    def remove_tap(self, source_id: int) -> None:
        """See `Plane`."""
        source = self._sources.get(source_id)
        if source is not None:
            source.tap(False)

    def take_tapped(self, source_id: int) -> list[TappedPacket]:
        """See `Plane`."""
        source = self._sources.get(source_id)
        return source.take_tapped() if source is not None else []

    def sender_reading(self, source_id: int) -> SenderReading | None:
        """See `Plane`."""
        source = self._sources.get(source_id)
        clock = source.stream.clock if source is not None else None
        arrival = clock.received_at if clock is not None else None
        if clock is None or arrival is None:
            return None
        return SenderReading(clock.ntp_time, clock.rtp_timestamp, arrival)

    # -- readings for control -----------------------------------------------------------------

    def missing(self, source_id: int, now: float, round_trip_s: float) -> list[int]:
        """See `Plane`."""
        return [n & 0xFFFF for n in self._sources[source_id].stream.losses.due(now, round_trip_s)]

    def reception_report(self, source_id: int) -> ReceptionReport | None:
        """See `Plane`."""
        return self._sources[source_id].stream.reception.report()

    def take_feedback(
        self, peer_id: int, sender_ssrc: int, media_ssrc: int
    ) -> list[TransportFeedback]:
        """See `Plane`."""
        return self._peers[peer_id].arrivals.take_feedback(sender_ssrc, media_ssrc)

    def take_levels(self) -> list[SoundLevel]:
        """See `Plane`."""
        levels: list[SoundLevel] = []
        for source in self._sources.values():
            levels += source.stream.levels
            source.stream.levels.clear()
        return levels

    def source_arrival(self, source_id: int) -> float | None:
        """See `Plane`."""
        return self._sources[source_id].stream.last_arrival

    def sender_report(self, source_id: int, ntp_time: int, rtp_timestamp: int, now: float) -> None:
        """See `Plane`."""
        self._sources[source_id].stream.clock.report(ntp_time, rtp_timestamp, now)

    def source_clock(self, source_id: int, now: float) -> tuple[int, int] | None:
        """See `Plane`."""
        return self._sources[source_id].stream.clock.at(now)

    def route_state(self, route_id: int) -> RouteState | None:
        """See `Plane`."""
        route = self._routes.get(route_id)
        return route.state() if route is not None else None
