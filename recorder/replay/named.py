"""What somebody gave a name: moments (chapters), and directions in a picture of everything around.

None of it changes a file of the replay: it is shown as soon as it is decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from recorder.replay.checked import entries, number, seconds, text
from recorder.replay.manifest import Chapter

CHAPTERS_MAX, PLACES_MAX = 100, 30
_TITLE_MAX, _NAME_MAX, _TEXT_MAX = 200, 80, 500
#: As far as one can look up or down, and from how near to how wide (see the pages' `sphere.js`).
_PITCH_DEG, _VIEW_DEG = 85, (30, 100)


@dataclass(frozen=True, slots=True)
class Place:
    """A direction worth a look, in degrees: `yaw_deg` 0 is the middle of the picture and grows to
    the right, `pitch_deg` grows upwards, `view_deg` is how much is seen, vertically. `text`: what
    is seen there, for whoever does not see it."""

    name: str
    yaw_deg: float
    pitch_deg: float
    view_deg: float
    text: str


def parse_chapters(value: Any) -> tuple[Chapter, ...] | None:
    """Chapters in seconds of the source, in their order; None: nobody has made a list. Raises
    Malformed."""
    if value is None:
        return None
    every = [
        Chapter(
            seconds(entry["at_s"], f"{name}.at_s"),
            text(entry["title"], f"{name}.title", _TITLE_MAX, least=1),
        )
        for entry, name in entries(value, "chapters", {"at_s", "title"}, CHAPTERS_MAX)
    ]
    return tuple(sorted(every, key=lambda one: one.at_s))


def parse_places(value: Any) -> tuple[Place, ...]:
    """Raises Malformed."""
    keys = {"name", "yaw_deg", "pitch_deg", "view_deg", "text"}
    return tuple(
        Place(
            name=text(entry["name"], f"{name}.name", _NAME_MAX, least=1),
            yaw_deg=number(entry["yaw_deg"], f"{name}.yaw_deg", -180, 180),
            pitch_deg=number(entry["pitch_deg"], f"{name}.pitch_deg", -_PITCH_DEG, _PITCH_DEG),
            view_deg=number(entry["view_deg"], f"{name}.view_deg", *_VIEW_DEG),
            text=text(entry["text"], f"{name}.text", _TEXT_MAX),
        )
        for entry, name in entries(value, "places", keys, PLACES_MAX)
    )
