"""A timer that everybody sees: the oven, a turn to speak."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rooms.events import Event, Notice
from rooms.topic import Topic

#: A timer that is over stays for this long: pages show that the time is up.
SHOWN_OVER_S = 10.0


@dataclass(frozen=True, slots=True)
class Timer:
    """`ends_at`: monotonic seconds; `ends_at_s`: the same instant in unix seconds."""

    seconds: int
    label: str
    ends_at: float
    ends_at_s: float


@dataclass(frozen=True, slots=True)
class TimerChanged(Notice):
    """It was started, stopped, or is over."""


class TimerHolder(Topic):
    """One timer at a time; the last one started counts."""

    def __init__(self) -> None:
        self.timer: Timer | None = None

    def start(self, seconds: int, label: str, now: float, wall_s: float) -> Sequence[Event]:
        """Starts it anew."""
        self.timer = Timer(seconds, label, now + seconds, wall_s + seconds)
        return (TimerChanged(),)

    def stop(self) -> Sequence[Event]:
        """Takes it away."""
        was_there, self.timer = self.timer is not None, None
        return (TimerChanged(),) if was_there else ()

    def advance(self, now: float) -> Sequence[Event]:
        """See `Topic`."""
        over = self.timer is not None and now >= self.timer.ends_at + SHOWN_OVER_S
        return self.stop() if over else ()

    def clear(self) -> Sequence[Event]:
        """See `Topic`."""
        return self.stop()
