"""The exception family of the rooms policy."""

from __future__ import annotations


class RoomError(Exception):
    """Base of what the policy refuses. `reason` is a code that a person's page may be told."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotAllowed(RoomError):
    """This role may not do that."""

    def __init__(self) -> None:
        super().__init__("forbidden")


class NotPossible(RoomError):
    """Allowed, but not now: the reason says why."""
