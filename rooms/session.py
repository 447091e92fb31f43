"""What the policy knows of a session; its title and its hours are not policy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SessionState(StrEnum):
    """closed -> open -> ended, and from ended to open again: people press the wrong button."""

    CLOSED = "closed"
    OPEN = "open"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Session:
    """A session of this room. With `waiting_room`, whoever leads admits each resident."""

    id: str
    state: SessionState
    waiting_room: bool = False
    #: The homes may share their screens.
    sharing: bool = False
    #: Everybody may be asked whether they agree to be recorded.
    recording: bool = True
    #: Ids of what may be shown beside the picture.
    resources: tuple[str, ...] = ()
