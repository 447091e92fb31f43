"""What a live room refuses beside the policy's own refusals (rooms.errors)."""

from __future__ import annotations

from server.errors import ServerError


class LiveError(ServerError):
    """`reason` is a code that a client may be told."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Busy(LiveError):
    """Too many transports are half open: come back in a moment."""

    def __init__(self) -> None:
        super().__init__("busy")


class UnsuitableTracks(LiveError):
    """An offer that holds no picture and no sound, or several of one kind."""

    def __init__(self) -> None:
        super().__init__("tracks")
