"""What a recording lacks: told to those who watch over it, and to those who cut it later."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

MAX_GAPS = 500
"""Of more, the last ones grow together: a manifest stays readable."""


class Gap(NamedTuple):
    """Nothing was written from the end of one frame to the beginning of another."""

    from_ms: int
    to_ms: int
    reason: str
    """"lost", "silent", "muted", "restarted" or "overrun"."""


@dataclass(slots=True)
class Gaps:
    """The gaps of one track, in order."""

    found: list[Gap] = field(default_factory=list)
    total_ms: int = 0

    def add(self, gap: Gap) -> None:
        """Note one more."""
        self.total_ms += gap.to_ms - gap.from_ms
        if len(self.found) < MAX_GAPS:
            self.found.append(gap)
        else:
            self.found[-1] = Gap(self.found[-1].from_ms, gap.to_ms, "many")
