"""What happens in a session while it is recorded, for whoever makes a replay of it."""

from __future__ import annotations

from pathlib import Path

from recorder.replay.events import Events, Mark, Spotlight, write_events
from rooms.room import Room
from rooms.source import Source
from server.recording.recordings import Recordings

MAX_MARKS = 500


class SessionEvents:
    """Written beside the recording whenever something is new."""

    def __init__(self, folder: Path, recordings: Recordings, before: Events) -> None:
        """`before`: what happened already, in the parts before this one."""
        self._folder, self._recordings = folder, recordings
        self._events = before

    def spotlight(self, at_ms: int, track: str | None) -> None:
        """Everybody is shown this track from here on, or nobody is in front."""
        shown = self._events.spotlights
        if track != (shown[-1].track if shown else None):
            spotlights = (*shown, Spotlight(at_ms, track))
            self._write(Events(spotlights, self._events.marks))

    def add_mark(self, mark: Mark) -> None:
        """Whoever leads marks this moment."""
        if len(self._events.marks) < MAX_MARKS:
            self._write(Events(self._events.spotlights, (*self._events.marks, mark)))

    def _write(self, events: Events) -> None:
        self._events = events
        self._recordings.spawn(self._recordings.on_disk(write_events, self._folder, events))


def spotlighted(room: Room) -> str | None:
    """The track of whoever or whatever is in front of everybody."""
    spot = room.spotlight.spot
    if spot is None:
        return None
    if spot.camera is not None:
        cameras = room.publications.cameras.values()
        return next((camera.track for camera in cameras if camera.id == spot.camera), None)
    publication = room.publications.of_person(spot.person or "")
    tracks = {} if publication is None else publication.tracks
    return next((track for track, source in tracks.items() if source is Source.CAMERA), None)
