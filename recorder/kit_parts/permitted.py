"""When a kit's cameras and its microphone might be written, over a whole recording."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recorder.disk.folder import replace_json

PERMITTED = "kit.json"
SOURCES = ("camera", "microphone")
SOURCE_OF_KIND = {"video": "camera", "audio": "microphone"}
Span = tuple[int, int]


@dataclass
class Permitted:
    """`room`: its slug; `person`: under whose name the kit's tracks stand in the manifest. Spans
    are in ms since the recording began; the last is open (None) while it lasts."""

    room: str
    person: str
    spans: dict[str, list[tuple[int, int | None]]] = field(
        default_factory=lambda: {source: [] for source in SOURCES}
    )

    def note(self, at_ms: int, sources: Collection[str]) -> bool:
        """From now on these may be written and no others; whether that is another answer."""
        changed = False
        for source, spans in self.spans.items():
            is_open = bool(spans) and spans[-1][1] is None
            if source in sources and not is_open:
                spans.append((at_ms, None))
                changed = True
            elif source not in sources and is_open:
                spans[-1] = (spans[-1][0], at_ms)
                changed = True
        return changed

    @property
    def now(self) -> frozenset[str]:
        """What may be written at this moment."""
        return frozenset(s for s, spans in self.spans.items() if spans and spans[-1][1] is None)

    def within(self, source: str, from_ms: int, to_ms: int) -> list[Span]:
        """When, between two times, it might."""
        found = []
        for began, ended in self.spans[source]:
            span = (max(began, from_ms), to_ms if ended is None else min(ended, to_ms))
            if span[1] > span[0]:
                found.append(span)
        return found

    def save(self, folder: Path) -> None:
        """Beside the manifest. Raises OSError."""
        replace_json(
            folder / PERMITTED, {"room": self.room, "person": self.person, "spans": self.spans}
        )

    def copy(self) -> Permitted:
        """As it is now, whatever comes."""
        spans = {source: list(spans) for source, spans in self.spans.items()}
        return Permitted(self.room, self.person, spans)


def load_permitted(folder: Path) -> Permitted | None:
    """What was written; None where there is nothing, or nothing that can be read."""
    try:
        return _read(json.loads((folder / PERMITTED).read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _read(value: Mapping[str, Any]) -> Permitted:
    spans = {
        source: [(int(a), None if b is None else int(b)) for a, b in value["spans"][source]]
        for source in SOURCES
    }
    return Permitted(str(value["room"]), str(value["person"]), spans)
