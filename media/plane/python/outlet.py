"""The outgoing half of a peer: where its packets go, under which keys, and those about to leave."""

from media.plane.interface import Path
from media.plane.python.srtp import PeerSrtp


class Outlet:
    """What routes need to know of the peer that they lead to."""

    __slots__ = ("outbox", "path", "srtp")

    def __init__(self) -> None:
        self.path: Path | None = None
        self.srtp: PeerSrtp | None = None
        self.outbox: list[bytes] = []
        """Datagrams of the batch being handled, in order."""
