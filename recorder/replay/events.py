"""What happened in a session, beside its recording: who was in the spotlight, what was marked.

`events.json`: `{"format": 1, "spotlights": [{"at_ms", "track"}], "marks": [{"at_ms", "title"}]}`,
milliseconds of the recording; a track of null: nobody from here on. Without the file, or with one
that cannot be read, nothing happened.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from recorder.disk.folder import replace_json

EVENTS = "events.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Spotlight:
    """From here on everybody is shown this track, where it is not None."""

    at_ms: int
    track: str | None


@dataclass(frozen=True, slots=True)
class Mark:
    """Whoever leads said: here begins something."""

    at_ms: int
    title: str


@dataclass(frozen=True, slots=True)
class Events:
    """In their order."""

    spotlights: tuple[Spotlight, ...] = ()
    marks: tuple[Mark, ...] = ()


def read_events(folder: Path) -> Events:
    """What lies beside a recording."""
    try:
        return _events(json.loads((folder / EVENTS).read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Events()


def write_events(folder: Path, events: Events) -> None:
    """Replace it as a whole. Raises OSError."""
    replace_json(folder / EVENTS, {"format": FORMAT, **asdict(events)})


def _events(value: Any) -> Events:
    if value["format"] != FORMAT:
        raise ValueError("events of another format")
    spotlights = [Spotlight(int(one["at_ms"]), one["track"]) for one in value["spotlights"]]
    marks = [Mark(int(one["at_ms"]), str(one["title"])) for one in value["marks"]]
    return Events(
        tuple(sorted(spotlights, key=lambda one: one.at_ms)),
        tuple(sorted(marks, key=lambda one: one.at_ms)),
    )
