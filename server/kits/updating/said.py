"""What a kit says of its program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Step = Literal["none", "waiting", "fetching", "building", "trying", "kept", "returned", "failed"]
#: The kit is at it.
BEGUN = ("fetching", "building", "trying")
#: It is, or will be once its room is quiet.
UNDER_WAY = ("waiting", *BEGUN)
#: It was given up.
GIVEN_UP = ("returned", "failed")


@dataclass(frozen=True, slots=True)
class Said:
    """`version` is what `step` is about, `percent` how much of it is fetched, `reason` why it was
    given up (a code of docs/protocol.md); `first` on its connection: what is said may be old."""

    running: str
    previous: str | None = None
    step: str = "none"
    version: str | None = None
    percent: int | None = None
    reason: str | None = None
    first: bool = False
