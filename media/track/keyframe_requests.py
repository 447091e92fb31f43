"""When to ask a publisher for a keyframe: requests are merged and deferred, never dropped."""

MIN_INTERVAL_S = 0.5
"""At most two requests a second reach one source, however many subscribers ask."""


class KeyframeRequests:
    """The keyframe requests towards one source.

    A request is sent at once, or when the interval since the last one is over; it is repeated at
    that interval until a keyframe arrives, since the request itself may be lost.
    """

    __slots__ = ("_last_sent", "_wanted_since", "sent")

    def __init__(self) -> None:
        self._wanted_since: float | None = None
        self._last_sent: float | None = None
        self.sent = 0

    @property
    def pending(self) -> bool:
        """Whether a keyframe is awaited."""
        return self._wanted_since is not None

    def want(self, now: float) -> None:
        """Somebody needs a keyframe."""
        if self._wanted_since is None:
            self._wanted_since = now

    def keyframe_received(self) -> None:
        """A keyframe came: whoever waited is served."""
        self._wanted_since = None

    def abandon(self) -> None:
        """Nobody needs one any more."""
        self._wanted_since = None

    def due(self, now: float) -> bool:
        """True when a request is to be sent now; the caller sends it."""
        if self._wanted_since is None:
            return False
        if self._last_sent is not None and now - self._last_sent < MIN_INTERVAL_S:
            return False
        self._last_sent = now
        self.sent += 1
        return True
