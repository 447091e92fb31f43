"""Paths that are connections: they end, and what they do not take in time is held back."""

from __future__ import annotations

from media.plane.interface import Path
from media.plane.python.peer import Peer
from media.plane.python.route import Route
from media.plane.python.switchboard import Switchboard


class Connections(Switchboard):
    """The plane's side of TCP; see `media.plane.connected.ConnectedPlane`."""

    def knows(self, path: Path) -> bool:
        """See `ConnectedPlane`."""
        return path.address in self._by_address

    def forget_path(self, path: Path) -> None:
        """See `ConnectedPlane`. The next path on which the peer authenticates itself takes over."""
        peer = self._by_address.pop(path.address, None)
        if peer is None:
            return
        peer.addresses.remove(path.address)
        if peer.outlet.path == path:
            peer.outlet.path = None
            self._hold(peer)

    def carries_picture(self, path: Path, datagram: bytes) -> bool:
        """See `ConnectedPlane`. What is repaired are pictures (no repair stream is a route)."""
        peer = self._by_address.get(path.address)
        if peer is None or not 128 <= datagram[0] < 192 or 192 <= datagram[1] < 224:
            return False
        route = peer.routes.get(int.from_bytes(datagram[8:12], "big"))
        return route is None or _is_picture(route)

    def hold_pictures(self, path: Path, now: float) -> None:
        """See `ConnectedPlane`."""
        peer = self._by_address.get(path.address)
        if peer is None or peer.outlet.path != path:
            return
        self._hold(peer)
        self._events.line_congested(peer.peer_id, now)

    def release_pictures(self, path: Path, now: float) -> None:
        """See `ConnectedPlane`."""
        peer = self._by_address.get(path.address)
        if peer is not None and peer.outlet.path == path:
            self._release(peer, now)

    def _hold(self, peer: Peer) -> None:
        """As when a sender starts anew: each picture awaits a keyframe, and its numbers go on."""
        peer.outlet.held = True
        for route in peer.routes.values():
            source = self._source_of(route.stream)
            if source is None or not _is_picture(route):
                continue
            source.routes.remove(route)
            awaited = route.target
            route.interrupt()
            if awaited is None:
                source.waiting.append(route)
            else:
                route.target = awaited


def _is_picture(route: Route) -> bool:
    return route.stream is not None and route.stream.spec.kind == "video"
