"""A camera's still picture, for the buttons that choose one."""

from __future__ import annotations

from dataclasses import dataclass

MAX_STILL_BYTES = 64 * 1024
#: The kit sends one every five seconds; an older one than this shows nothing true.
FRESH_S = 30.0


@dataclass(frozen=True, slots=True)
class Still:
    """A JPEG and when it came (monotonic seconds)."""

    jpeg: bytes
    at: float

    def fresh(self, now: float) -> bool:
        """Whether it may still be shown."""
        return now - self.at < FRESH_S


def is_jpeg(data: bytes) -> bool:
    """Whether `data` starts and ends as a JPEG does (ITU-T T.81, annex B: SOI ... EOI)."""
    return data.startswith(b"\xff\xd8\xff") and data.endswith(b"\xff\xd9")
