"""Is the room's microphone fit for a session?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hardware.selftest.evidence import sound_evidence
from hardware.selftest.finding import Finding, Severity
from hardware.selftest.hum import hum_of
from hardware.selftest.thresholds import SOUND, SoundThresholds

Samples = NDArray[np.float32]

_BLOCK_S = 0.02
_LEAST = 1e-9
# Speech and music come and go: a quarter of the time they are this much above the softest tenth.
# A room's own noise does not move so much over a fifth of a second.
_ACTIVITY_DB = 3.0
_ACTIVITY_BLOCK_S = 0.2


@dataclass(frozen=True, slots=True)
class SoundMeasures:
    """``loud_dbfs``: the 95th percentile of the levels of 20 ms; ``activity_db``: how far sound
    rises above the room's own, a quarter of the time; ``room_dbfs``: the softest tenth."""

    loud_dbfs: float
    activity_db: float
    clipped_share: float
    hum_dbfs: float
    hum_prominence_db: float
    room_dbfs: float

    @property
    def somebody_is_heard(self) -> bool:
        return self.activity_db > _ACTIVITY_DB


def measure_sound(samples: Samples, rate_hz: int, than: SoundThresholds = SOUND) -> SoundMeasures:
    """Measure mono ``samples`` in -1 to 1; five seconds at least make the hum certain."""
    levels = _levels_db(samples, rate_hz, _BLOCK_S)
    hum = hum_of(samples, rate_hz, than.hum_prominence_db)
    return SoundMeasures(
        loud_dbfs=float(np.percentile(levels, 95)),
        activity_db=_activity_db(samples, rate_hz),
        clipped_share=_clipped_share(samples),
        hum_dbfs=hum.level_dbfs,
        hum_prominence_db=hum.prominence_db,
        room_dbfs=float(np.percentile(levels, 10)),
    )


def check_sound(
    samples: Samples,
    rate_hz: int,
    *,
    about: str = "microphone",
    device: str | None = None,
    expected_device: str | None = None,
    than: SoundThresholds = SOUND,
) -> tuple[Finding, ...]:
    """Every finding about some seconds of this microphone.

    Whether its level is right can be told only while somebody is heard.
    """
    seen = measure_sound(samples, rate_hz, than)
    found = []
    if device is not None and expected_device is not None and device != expected_device:
        measured = {"device": device}
        found.append(Finding("sound_other_device", Severity.WARNING, about, measured))
    if seen.loud_dbfs < than.silent_dbfs:
        found.append(Finding("sound_silent", Severity.FAULT, about, {"loud_dbfs": seen.loud_dbfs}))
        return tuple(found)
    found += _levels(about, seen, than)
    if seen.hum_dbfs > than.hum_dbfs:
        measured_hum = {"hum_dbfs": seen.hum_dbfs, "prominence_db": seen.hum_prominence_db}
        found.append(Finding("sound_hum", Severity.WARNING, about, measured_hum))
    clip = sound_evidence(samples, rate_hz)
    return tuple(Finding(f.key, f.severity, f.about, f.measured, clip) for f in found)


def _levels(about: str, seen: SoundMeasures, than: SoundThresholds) -> list[Finding]:
    if seen.clipped_share > than.clipped_share:
        measured = {"clipped_percent": 100 * seen.clipped_share, "loud_dbfs": seen.loud_dbfs}
        return [Finding("sound_clipping", Severity.FAULT, about, measured)]
    if not seen.somebody_is_heard:
        return []
    level = {"loud_dbfs": seen.loud_dbfs}
    if seen.loud_dbfs < than.low_dbfs:
        return [Finding("sound_low", Severity.WARNING, about, level)]
    if seen.loud_dbfs > than.high_dbfs:
        return [Finding("sound_high", Severity.WARNING, about, level)]
    return []


def _activity_db(samples: Samples, rate_hz: int) -> float:
    """Of all sound, or of its higher part (the difference of neighbours leaves rumble out)."""
    rises = []
    for heard in (samples, np.diff(samples)):
        levels = _levels_db(heard, rate_hz, _ACTIVITY_BLOCK_S)
        rises.append(float(np.percentile(levels, 75) - np.percentile(levels, 10)))
    return max(rises)


def _levels_db(samples: Samples, rate_hz: int, block_s: float) -> NDArray[np.float64]:
    block = round(block_s * rate_hz)
    blocks = samples[: len(samples) // block * block].reshape(-1, block).astype(np.float64)
    levels: NDArray[np.float64] = 10 * np.log10((blocks**2).mean(axis=1) + _LEAST**2)
    return levels


def _clipped_share(samples: Samples) -> float:
    """Samples at the recording's own extreme, where they pile up three times as thick as below.

    An analogue stage may clip below full scale, so the extreme is the recording's own. A tone
    too lingers at its peak, but hardly more than just below it.
    """
    size = np.abs(samples)
    extreme = float(size.max(initial=0.0))
    if extreme < 0.25:
        return 0.0
    at_top = float((size >= 0.997 * extreme).mean())
    below = float(((size >= 0.99 * extreme) & (size < 0.997 * extreme)).mean())
    return at_top if at_top > 3 * below else 0.0
