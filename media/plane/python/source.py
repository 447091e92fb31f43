"""A stream together with the routes that carry it, or wait for a keyframe of it."""

from media.plane.python.route import Route
from media.plane.python.stream import Stream


class Source:
    """An uptrack and its subscribers."""

    __slots__ = ("keyframe_awaited", "keyframe_needed", "routes", "stream", "waiting")

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.routes: list[Route] = []
        """The routes that carry this source now."""
        self.waiting: list[Route] = []
        """The routes that will carry it from its next keyframe on."""
        self.keyframe_awaited = False
        """Control has asked for a keyframe and wants to know when it comes."""
        self.keyframe_needed = False
        """The stream broke; whoever asks for a keyframe sets it back."""

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

    def _restart(self) -> None:
        # The sender numbers anew: each route continues its own numbers from a keyframe on.
        for route in self.routes:
            route.interrupt()
            self.waiting.append(route)
        self.keyframe_needed = bool(self.waiting)
        self.routes = []
