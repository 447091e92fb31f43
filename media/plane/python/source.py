"""A stream together with the routes that carry it, or wait for a keyframe of it."""

from media.plane.interface import TappedPacket
from media.plane.python.route import Route
from media.plane.python.stream import Stream
from media.rtp.header import RtpHeader

MAX_TAPPED_PACKETS = 4096
"""Beyond this nobody seems to take them: what follows counts as lost, and memory stays bounded."""

Accepted = tuple[int, bytes, RtpHeader]
"""A packet of a source: its extended sequence number, the packet, its header."""


class Source:
    """An uptrack and its subscribers."""

    __slots__ = (
        "accepted",
        "keyframe_awaited",
        "keyframe_needed",
        "routes",
        "send_time_id",
        "stream",
        "tapped",
        "waiting",
    )

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.routes: list[Route] = []
        """The routes that carry this source now."""
        self.waiting: list[Route] = []
        """The routes that will carry it from its next keyframe on."""
        self.accepted: list[Accepted] = []
        """Packets of the batch being handled, on their way to `routes`."""
        self.send_time_id: int | None = None
        """The header extension to stamp with our time of sending, where a route wants that."""
        self.keyframe_awaited = False
        """Control has asked for a keyframe and wants to know when it comes."""
        self.keyframe_needed = False
        """The stream broke; whoever asks for a keyframe sets it back."""
        self.tapped: list[TappedPacket] | None = None
        """The packets kept for a tap until it takes them; None without a tap."""

    def receive(self, sequence: int, timestamp: int, packet: bytes, now: float) -> int | None:
        """Take an authenticated packet; its extended sequence number, or None for one to drop."""
        stream = self.stream
        epoch = stream.reception.epoch
        extended = stream.receive(sequence, timestamp, packet, now)
        if stream.reception.epoch != epoch:
            self._restart()
        if stream.beyond_repair:
            stream.beyond_repair = False
            self.keyframe_needed = bool(self.routes)
        return extended

    def tap(self, on: bool) -> None:
        """Begin or end to keep packets for `take_tapped`."""
        self.tapped = [] if on else None
        self.stream.losses.patient = on

    def take_tapped(self) -> list[TappedPacket]:
        """The packets kept since the last call."""
        if not self.tapped:
            return []
        taken, self.tapped = self.tapped, []
        return taken

    def _restart(self) -> None:
        # The sender numbers anew: each route continues its own numbers from a keyframe on.
        for route in self.routes:
            route.interrupt()
            self.waiting.append(route)
        self.keyframe_needed = bool(self.waiting)
        self.routes = []
