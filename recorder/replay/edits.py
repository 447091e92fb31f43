"""What somebody decided about a replay: its edit decision list.

Times are seconds of the source, so that no decision moves another. A rectangle is in parts of the
picture, from 0 to 1.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

from recorder.replay.errors import Malformed

ENTRIES_MAX = 500
_NAME_MAX = 128


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
    first, None for the best."""

    cuts: tuple[Cut, ...] = ()
    camera: tuple[Camera, ...] = ()
    blur: tuple[Blur, ...] = ()
    drop: tuple[str, ...] = ()
    poster_s: float | None = None

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


def parse_edits(value: Any) -> Edits:
    """The decisions in a JSON object; what is not named is not decided. Raises Malformed."""
    if not isinstance(value, dict):
        raise Malformed("edits")
    unknown = value.keys() - {"cuts", "camera", "blur", "drop", "poster_s"}
    if unknown:
        raise Malformed(*sorted(map(str, unknown)))
    poster_s = value.get("poster_s")
    return Edits(
        cuts=tuple(_cut(*one) for one in _entries(value, "cuts", {"from_s", "to_s"})),
        camera=tuple(
            sorted(
                (_camera(*one) for one in _entries(value, "camera", {"from_s", "track"})),
                key=lambda one: one.from_s,
            )
        ),
        blur=tuple(
            _blur(*one) for one in _entries(value, "blur", {"from_s", "to_s", "x", "y", "w", "h"})
        ),
        drop=_people(value.get("drop", [])),
        poster_s=None if poster_s is None else _seconds(poster_s, "poster_s"),
    )


def _list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list | tuple) or len(value) > ENTRIES_MAX:
        raise Malformed(name)
    return list(value)


def _entries(value: dict[Any, Any], name: str, keys: set[str]) -> list[tuple[dict[str, Any], str]]:
    """Each entry, and how it is called when something is wrong with it."""
    found = []
    for index, entry in enumerate(_list(value.get(name, []), name)):
        if not isinstance(entry, dict) or entry.keys() != keys:
            raise Malformed(f"{name}.{index}")
        found.append((entry, f"{name}.{index}"))
    return found


def _seconds(value: Any, name: str) -> float:
    if type(value) not in (int, float) or not math.isfinite(value) or not 0 <= value <= 1e6:
        raise Malformed(name)
    return float(value)


def _times(entry: dict[str, Any], name: str) -> tuple[float, float]:
    from_s = _seconds(entry["from_s"], f"{name}.from_s")
    to_s = _seconds(entry["to_s"], f"{name}.to_s")
    if to_s <= from_s:
        raise Malformed(f"{name}.to_s")
    return from_s, to_s


def _cut(entry: dict[str, Any], name: str) -> Cut:
    return Cut(*_times(entry, name))


def _camera(entry: dict[str, Any], name: str) -> Camera:
    track = entry["track"]
    if track is not None and not _is_name(track):
        raise Malformed(f"{name}.track")
    return Camera(_seconds(entry["from_s"], f"{name}.from_s"), track)


def _blur(entry: dict[str, Any], name: str) -> Blur:
    parts = []
    for key in ("x", "y", "w", "h"):
        part = _seconds(entry[key], f"{name}.{key}")
        if part > 1:
            raise Malformed(f"{name}.{key}")
        parts.append(part)
    x, y, w, h = parts
    if not w or not h:
        raise Malformed(f"{name}.{'h' if w else 'w'}")
    return Blur(*_times(entry, name), x, y, min(w, 1 - x), min(h, 1 - y))


def _people(value: Any) -> tuple[str, ...]:
    people = _list(value, "drop")
    if not all(map(_is_name, people)):
        raise Malformed("drop")
    return tuple(dict.fromkeys(people))


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _NAME_MAX
