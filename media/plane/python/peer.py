"""One transport as the plane knows it: addresses, keys, the streams of both directions."""

from media.dtls.keys import SrtpKeys
from media.plane.interface import Address, ExtensionIds
from media.plane.python.outlet import Outlet
from media.plane.python.route import Route
from media.plane.python.source import Source
from media.plane.python.srtp import PeerSrtp
from media.rtcp.transport_cc import ArrivalLog

MAX_ADDRESSES = 32
"""A peer that keeps changing its address keeps only the last ones. Over TCP a browser has one for
each pair of addresses that it tries."""
MAX_UNKNOWN_SSRCS = 64
"""A publisher that invents SSRCs is not listened to beyond this: each costs memory."""


class Peer:
    """Keys and addresses of one peer connection, and what flows through it."""

    __slots__ = (
        "addresses",
        "arrivals",
        "extensions",
        "outlet",
        "peer_id",
        "repairs",
        "routes",
        "sources",
        "unknown_ssrcs",
    )

    def __init__(self, peer_id: int) -> None:
        self.peer_id = peer_id
        self.outlet = Outlet()
        self.addresses: list[Address] = []
        self.extensions = ExtensionIds()
        self.sources: dict[int, Source] = {}
        """By the SSRC that the peer sends with."""
        self.repairs: dict[int, Source] = {}
        """By the SSRC of the repair stream."""
        self.routes: dict[int, Route] = {}
        """By the SSRC that we send with."""
        self.arrivals = ArrivalLog()
        self.unknown_ssrcs: set[int] = set()

    def set_keys(self, keys: SrtpKeys) -> None:
        """Start SRTP."""
        self.outlet.srtp = PeerSrtp(keys)

    def may_discover(self, ssrc: int) -> bool:
        """Whether a packet of an SSRC that nobody announced is worth decrypting."""
        if ssrc in self.unknown_ssrcs:
            return True
        if len(self.unknown_ssrcs) >= MAX_UNKNOWN_SSRCS:
            return False
        self.unknown_ssrcs.add(ssrc)
        return True
