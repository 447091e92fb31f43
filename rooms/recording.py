"""Whether a session is being recorded: what whoever leads wants, and what is really so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rooms.events import Event, Notice
from rooms.topic import Topic


@dataclass(frozen=True, slots=True)
class RecordingWanted(Notice):
    """Whoever leads wants a recording from now on, or no longer."""

    on: bool


@dataclass(frozen=True, slots=True)
class WritingChanged(Notice):
    """From now on it is really being written down, or no longer."""

    on: bool


class Recording(Topic):
    """`wanted` is an act of whoever leads; `writing` is what the disk says of it."""

    def __init__(self) -> None:
        self.wanted = False
        self.writing = False

    def start(self) -> Sequence[Event]:
        """It is wanted. Again, while it is so, changes nothing."""
        if self.wanted:
            return ()
        self.wanted = True
        return (RecordingWanted(True),)

    def stop(self) -> Sequence[Event]:
        """It is not wanted any more, and so nothing is written."""
        if not self.wanted:
            return ()
        self.wanted = False
        return (*self.tell_writing(False), RecordingWanted(False))

    def tell_writing(self, on: bool) -> Sequence[Event]:
        """What is so on the disk; of a recording that nobody wants, nothing."""
        if on is self.writing or (on and not self.wanted):
            return ()
        self.writing = on
        return (WritingChanged(on),)

    def clear(self) -> Sequence[Event]:
        """See `Topic`."""
        return self.stop()
