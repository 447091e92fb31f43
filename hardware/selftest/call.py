"""Do sound and picture get through, there and back?"""

from dataclasses import dataclass

from hardware.selftest.finding import Finding, Severity

# There and back and two codecs: above this people begin to talk at once.
_LATE_MS = 400.0


@dataclass(frozen=True, slots=True)
class CallMeasures:
    """What came back of some seconds that were sent. ``delay_ms``: there and back (the median);
    None when no picture came."""

    pictures: int
    sound_heard: bool
    delay_ms: float | None = None


def check_call(seen: CallMeasures | None, about: str = "network") -> tuple[Finding, ...]:
    """One finding; None: the call could not be made at all."""
    if seen is None or seen.delay_ms is None or not seen.sound_heard:
        return (Finding("call_failed", Severity.FAULT, about),)
    measured = {"back_ms": seen.delay_ms}
    if seen.delay_ms > _LATE_MS:
        return (Finding("call_late", Severity.WARNING, about, measured),)
    return (Finding("call_good", Severity.NOTE, about, measured),)
