"""The room's cameras: places named by what they show, filled by whoever publishes them."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAIN_ROLE = "salle"
_ROLE = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_LABELS = {MAIN_ROLE: "Salle", "mains": "Gros plan mains", "partition": "Partition"}


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera's place. `id` lasts as long as the place; `track` changes with each publication."""

    id: str
    role: str
    label: str
    #: The track that fills the place, None while its publisher is lost.
    track: str | None
    #: Packets arrive.
    live: bool = False
    lost_at: float | None = None


def is_camera_role(text: str) -> bool:
    """Whether `text` may name a camera: up to 32 of a-z, 0-9 and hyphen."""
    return _ROLE.fullmatch(text) is not None


def label_of(role: str, given: str | None = None) -> str:
    """What people read: the label given, else the usual one, else the role itself."""
    return given or _LABELS.get(role) or role.replace("-", " ").capitalize()
