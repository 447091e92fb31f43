"""What somebody decided about a replay: its edit decision list.

Times are seconds of the source, so that no decision moves another. A rectangle is in parts of the
picture, from 0 to 1.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from recorder.replay.checked import entries, is_name, listed, seconds
from recorder.replay.errors import Malformed
from recorder.replay.manifest import Chapter
from recorder.replay.named import Place, parse_chapters, parse_places


@dataclass(frozen=True, slots=True)
class Cut:
    """This is left out."""

    from_s: float
    to_s: float


@dataclass(frozen=True, slots=True)
class Camera:
    """From here on, and until the next of these, this track; None: as it would be without."""

    from_s: float
    track: str | None


@dataclass(frozen=True, slots=True)
class Blur:
    """This rectangle cannot be recognised."""

    from_s: float
    to_s: float
    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Edits:
    """All of it. `drop`: people who are neither seen nor heard; `poster_s`: the picture to show
    first, None for the best; `chapters`: None for those that are found."""

    cuts: tuple[Cut, ...] = ()
    camera: tuple[Camera, ...] = ()
    blur: tuple[Blur, ...] = ()
    drop: tuple[str, ...] = ()
    poster_s: float | None = None
    chapters: tuple[Chapter, ...] | None = None
    places: tuple[Place, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    def of_files(self) -> dict[str, Any]:
        """What of it decides how the picture and the sound are."""
        return {
            name: value
            for name, value in self.to_json().items()
            if name in ("cuts", "camera", "blur", "drop")
        }


def parse_edits(value: Any) -> Edits:
    """The decisions in a JSON object; what is not named is not decided. Raises Malformed."""
    if not isinstance(value, dict):
        raise Malformed("edits")
    unknown = value.keys() - {field.name for field in fields(Edits)}
    if unknown:
        raise Malformed(*sorted(map(str, unknown)))
    poster_s = value.get("poster_s")
    return Edits(
        cuts=tuple(
            _cut(*one) for one in entries(value.get("cuts", []), "cuts", {"from_s", "to_s"})
        ),
        camera=tuple(
            sorted(
                (
                    _camera(*one)
                    for one in entries(value.get("camera", []), "camera", {"from_s", "track"})
                ),
                key=lambda one: one.from_s,
            )
        ),
        blur=tuple(
            _blur(*one)
            for one in entries(
                value.get("blur", []), "blur", {"from_s", "to_s", "x", "y", "w", "h"}
            )
        ),
        drop=_people(value.get("drop", [])),
        poster_s=None if poster_s is None else seconds(poster_s, "poster_s"),
        chapters=parse_chapters(value.get("chapters")),
        places=parse_places(value.get("places", [])),
    )


def _times(entry: dict[str, Any], name: str) -> tuple[float, float]:
    from_s = seconds(entry["from_s"], f"{name}.from_s")
    to_s = seconds(entry["to_s"], f"{name}.to_s")
    if to_s <= from_s:
        raise Malformed(f"{name}.to_s")
    return from_s, to_s


def _cut(entry: dict[str, Any], name: str) -> Cut:
    return Cut(*_times(entry, name))


def _camera(entry: dict[str, Any], name: str) -> Camera:
    track = entry["track"]
    if track is not None and not is_name(track):
        raise Malformed(f"{name}.track")
    return Camera(seconds(entry["from_s"], f"{name}.from_s"), track)


def _blur(entry: dict[str, Any], name: str) -> Blur:
    parts = []
    for key in ("x", "y", "w", "h"):
        part = seconds(entry[key], f"{name}.{key}")
        if part > 1:
            raise Malformed(f"{name}.{key}")
        parts.append(part)
    x, y, w, h = parts
    if not w or not h:
        raise Malformed(f"{name}.{'h' if w else 'w'}")
    return Blur(*_times(entry, name), x, y, min(w, 1 - x), min(h, 1 - y))


def _people(value: Any) -> tuple[str, ...]:
    people = listed(value, "drop")
    if not all(map(is_name, people)):
        raise Malformed("drop")
    return tuple(dict.fromkeys(people))
