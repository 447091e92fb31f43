"""Mains hum: steady tones at 50 Hz and its multiples, beside which there is less."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# A low G is at 49 Hz, and a Hann window of 4 s spreads a tone over ±0.5 Hz.
_WINDOW_S = 4.0
_HOP_S = 1.0
# Nearly all of a hum is here; further up the grid's own drift (0.2 %) moves the tone too far.
_HARMONICS_HZ = (50, 100, 150, 200)
# In bins of 0.25 Hz: the tone, and what is beside it.
_TONE = 2
_BESIDE = range(12, 33)
_LEAST = 1e-18


@dataclass(frozen=True, slots=True)
class Hum:
    """``level_dbfs`` of all its tones together; ``prominence_db`` of the most prominent."""

    level_dbfs: float
    prominence_db: float


def hum_of(samples: NDArray[np.float32], rate_hz: int, prominence_db: float) -> Hum:
    """Tones count when they stand ``prominence_db`` above what is beside them, all the time.

    Music holds a note for a while only: the level that a tone keeps in four windows of five.
    """
    size = round(_WINDOW_S * rate_hz)
    if len(samples) < size:
        return Hum(-np.inf, 0.0)
    window = np.hanning(size)
    starts = range(0, len(samples) - size + 1, round(_HOP_S * rate_hz))
    spectra = np.array([np.abs(np.fft.rfft(samples[at : at + size] * window)) for at in starts])
    # Power of a tone from the peak's bins: the window's own gain taken out.
    power = spectra**2 / (window**2).sum() / size * 2
    total, best = 0.0, 0.0
    for frequency_hz in _HARMONICS_HZ:
        bin_ = round(frequency_hz * _WINDOW_S)
        tone = power[:, bin_ - _TONE : bin_ + _TONE + 1].sum(axis=1)
        offsets = [side * far for far in _BESIDE for side in (-1, 1)]
        beside = power[:, [bin_ + offset for offset in offsets]]
        kept = float(np.percentile(tone, 20))
        floor = (2 * _TONE + 1) * float(np.median(beside)) + _LEAST
        above_db = 10 * np.log10(kept / floor + _LEAST)
        best = max(best, above_db)
        if above_db > prominence_db:
            total += kept
    return Hum(float(10 * np.log10(total + _LEAST)), float(best))
