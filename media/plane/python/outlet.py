"""The outgoing half of a peer: where its packets go, and under which keys."""

from media.plane.interface import Path
from media.plane.python.numbering import Numbering
from media.plane.python.srtp import PeerSrtp


class Outlet:
    """What routes need to know of the peer that they lead to."""

    __slots__ = ("held", "numbering", "path", "srtp")

    def __init__(self) -> None:
        self.path: Path | None = None
        self.srtp: PeerSrtp | None = None
        self.numbering: Numbering | None = None
        """None where nothing is numbered."""
        self.held = False
        """No pictures are sent until the path takes them again: their routes wait."""
