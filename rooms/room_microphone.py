"""The room's own microphone, switched off for a while by whoever leads, or from the room itself.

Nobody at home is switched on or off by it. It is of the session: the next one begins heard.
"""

from __future__ import annotations

from collections.abc import Sequence

from rooms.events import Event
from rooms.topic import Topic


class RoomMicrophoneSwitched(Event):
    """The room is heard by nobody any more, or again."""

    __slots__ = ()


class RoomMicrophone(Topic):
    """`muted_by`: the name of whoever switched it off; None while it is on."""

    def __init__(self) -> None:
        self.muted_by: str | None = None

    def switch(self, on: bool, by: str) -> Sequence[Event]:
        """Off or on again, by the act of `by` (a name). Who switched it off first stays named."""
        if on is (self.muted_by is None):
            return ()
        self.muted_by = None if on else by
        return (RoomMicrophoneSwitched(),)

    def clear(self) -> Sequence[Event]:
        """See `Topic`."""
        return self.switch(True, "")
