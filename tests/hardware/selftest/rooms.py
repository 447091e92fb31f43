"""Simulated rooms for the acoustic loop: what a microphone records while the chirp plays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]


def recording(
    played: Samples,
    rate_hz: int,
    *,
    delay_ms: float,
    level_db: float,
    noise_dbfs: float,
    reverberation_s: float = 0.0,
    seed: int = 1,
) -> Samples:
    """``played`` again, late and at ``level_db``, through a room that rings ``reverberation_s``
    (RT60, tail 12 dB below the direct sound), under noise with a spectrum falling with pitch."""
    random = np.random.default_rng(seed)
    late = round(delay_ms * rate_hz / 1000)
    heard = np.concatenate([np.zeros(late), played])[: len(played)] * 10 ** (level_db / 20)
    if reverberation_s:
        length = round(reverberation_s * rate_hz)
        tail = random.normal(0, 1, length) * 10 ** (-3 * np.arange(length) / length)
        tail[: round(0.003 * rate_hz)] = 0
        tail *= 10 ** (-12 / 20) / np.sqrt((tail**2).sum())
        size = len(heard) + length
        spectrum = np.fft.rfft(heard, size) * np.fft.rfft(tail, size)
        heard = heard + np.fft.irfft(spectrum, size)[: len(heard)]
    spectrum = np.fft.rfft(random.normal(0, 1, len(played)))
    frequency = np.fft.rfftfreq(len(played), 1 / rate_hz)
    noise = np.fft.irfft(spectrum / np.sqrt(1 + (frequency / 300) ** 2), len(played))
    noise *= 10 ** (noise_dbfs / 20) / np.sqrt((noise**2).mean())
    return (heard + noise).astype(np.float32)
