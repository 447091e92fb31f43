"""What a handler is given beside the message."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from rooms.events import Event
from rooms.room import Room
from server.live.room import LiveRoom
from server.live.seat import Seat


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks, where, and when: monotonic seconds."""

    live: LiveRoom
    seat: Seat
    now: float

    @property
    def room(self) -> Room:
        """The policy's room."""
        return self.live.policy

    @property
    def wall_s(self) -> float:
        """The instant in unix seconds."""
        return self.live.wall_clock()

    @property
    def by(self) -> str:
        """The id of the person who asks."""
        return self.seat.person


#: Of one type of message. It returns what changed in the policy, to be applied, if it asked the
#: policy; it raises RoomError, LiveError, MediaError.
Handler = Callable[[Request, Any], Iterable[Event] | None]
