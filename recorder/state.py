"""What those who watch over a recording are shown while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Alarm = Literal["", "disk_full", "disk_fault", "disk_slow", "fault"]


@dataclass(frozen=True, slots=True)
class TrackState:
    """One file under way."""

    file: str
    person: str
    name: str
    role: str
    source: str
    bytes: int
    seconds: float
    gaps: int
    lost_packets: int
    readable: bool | None
    """Whether the last ten seconds could be read back from the disk; None while unknown."""


@dataclass(frozen=True, slots=True)
class RecordingState:
    """The whole recording. `alarm` is empty while all is well."""

    tracks: tuple[TrackState, ...] = ()
    bytes: int = 0
    disk_free_bytes: int = 0
    alarm: Alarm = ""
    finished: bool = False

    @property
    def readable(self) -> bool | None:
        """False when the last ten seconds of any track cannot be read back; None while unknown."""
        checks = {track.readable for track in self.tracks}
        if False in checks:
            return False
        return True if True in checks else None
