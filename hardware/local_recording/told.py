"""What the server says of the recording (``kit.recording``). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Told:
    """``zero_s``: when the recording began, on the kit's monotonic clock: the least of what the
    messages say, as each comes a little late. ``sources``: what may be kept now, ``camera`` and
    ``microphone``."""

    recording: str
    zero_s: float
    sources: frozenset[str]

    def time_us(self, at_s: float) -> int:
        """A moment of the kit's clock, in µs of the recording."""
        return round((at_s - self.zero_s) * 1_000_000)


def hear(known: Told | None, message: Mapping[str, Any], now: float) -> Told | None:
    """Take in one message; None: nothing is being recorded."""
    recording, at_ms = message.get("recording"), message.get("at_ms")
    if not isinstance(recording, str) or not isinstance(at_ms, int):
        return None
    sources = frozenset(s for s in ("camera", "microphone") if message.get(s) is True)
    zero_s = now - at_ms / 1000
    if known is None or known.recording != recording:
        return Told(recording, zero_s, sources)
    return replace(known, zero_s=min(known.zero_s, zero_s), sources=sources)
