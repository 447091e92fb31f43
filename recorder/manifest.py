"""What lies beside the files of a recording: who is in them, when, by whose consent, and how their
clocks relate.

Written before the first frame of each file, and replaced as a whole.
"""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from recorder.gaps import Gap
from recorder.timeline.track_timeline import ClockPoint

FORMAT = 1


def random_name() -> str:
    """A name that tells nothing and cannot be guessed: 128 bits."""
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Who:
    """Whose track it is. `role` names a camera; `consent` is the ledger's entry as it stood."""

    person: str
    name: str
    source: str
    role: str = ""
    consent: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class FileEntry:
    """One file: one track, as long as nothing interrupted it. Times in ms since the beginning."""

    file: str
    who: Who
    track: str
    kind: str
    codec: str
    began_ms: int
    ended_ms: int | None = None
    end_reason: str = ""
    """"left", "withdrawn", "muted", "disk", "stopped", "recovered",
    "damaged", "fault"; empty while it goes on."""
    bytes: int = 0
    frames: int = 0
    lost_packets: int = 0
    gaps: list[Gap] = field(default_factory=list)
    clock: list[ClockPoint] = field(default_factory=list)


class Interruption(NamedTuple):
    """From the end of one part to the beginning of the next."""

    from_ms: int
    to_ms: int


@dataclass(slots=True)
class Manifest:
    """One recording."""

    recording: str
    session: str
    began_unix_s: float
    state: str = "running"
    """"running", "finished" or "recovered"."""
    ended_unix_s: float | None = None
    files: list[FileEntry] = field(default_factory=list)
    wanted: dict[str, Any] | None = None
    """What whoever starts again has to know to go on with it; None: nobody wants more of it."""
    interruptions: list[Interruption] = field(default_factory=list)
    """While no server was there to write it."""

    @property
    def last_ms(self) -> int:
        """The last of what is in it."""
        return max((entry.ended_ms or entry.began_ms for entry in self.files), default=0)

    def to_json(self) -> dict[str, Any]:
        """As it is written."""
        return {"format": FORMAT, **dataclasses.asdict(self)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Manifest:
        """As it was written. Raises KeyError, TypeError, ValueError for anything else."""
        content = dict(value)
        if content.pop("format") != FORMAT:
            raise ValueError("a manifest of another format")
        files = [_file_entry(entry) for entry in content.pop("files")]
        missing = [Interruption(*one) for one in content.pop("interruptions", ())]
        return cls(**content, files=files, interruptions=missing)


def _file_entry(value: Mapping[str, Any]) -> FileEntry:
    content = dict(value)
    who = Who(**content.pop("who"))
    gaps = [Gap(*gap) for gap in content.pop("gaps")]
    clock = [ClockPoint(**point) for point in content.pop("clock")]
    return FileEntry(**content, who=who, gaps=gaps, clock=clock)
