"""What a live room notices of its microphones: which stand in one room, and which howls."""

from __future__ import annotations

from collections.abc import Sequence

from media.awareness.howling import HowlingDetector
from media.awareness.same_room import SameRoomDetector
from media.awareness.timeline import Timeline
from media.endpoint import HeardLevel
from rooms.acts.caring import cut_howling, find_same_rooms
from rooms.events import Event
from rooms.receiving import heard_by_all
from rooms.room import Room

#: Opus: in RTP its clock always runs at 48 kHz (RFC 7587 section 4.1).
SOUND_CLOCK_HZ = 48_000


class Ears:
    """The open microphones of one room, its own included. Told every 100 ms."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._same_room = SameRoomDetector()
        self._howling = HowlingDetector()
        #: Of the open microphones, by track.
        self._timelines: dict[str, Timeline] = {}

    def open_microphones(self, now: float) -> None:
        """Who is heard may be another: listens to those who are, forgets those who are not."""
        heard = heard_by_all(self._room)
        for track in self._timelines.keys() - heard.keys():
            del self._timelines[track]
            self._same_room.forget(track)
            self._howling.close(track)
        for track, of_the_room in heard.items():
            if track not in self._timelines:
                self._timelines[track] = Timeline(SOUND_CLOCK_HZ)
                self._howling.open(track, now, of_the_room=of_the_room)

    def hear(self, levels: Sequence[HeardLevel], now: float) -> list[Event]:
        """Takes the levels of all rooms, and what follows from those of this one."""
        for level in levels:
            timeline = self._timelines.get(level.track.id)
            if timeline is not None:
                at = timeline.place(level.timestamp, level.arrival)
                self._same_room.hear(level.track.id, level.level_dbov, at)
                self._howling.hear(level.track.id, level.level_dbov, at)
        if not self._timelines:
            return []
        events: list[Event] = []
        howling = self._howling.howling(now)
        if howling is not None:
            events += cut_howling(self._room, howling, now)
        pairs = [(pair.first, pair.second) for pair in self._same_room.pairs(now)]
        return events + list(find_same_rooms(self._room, pairs))
