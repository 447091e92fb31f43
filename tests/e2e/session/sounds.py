"""Sounds to put before the microphone of a browser: a voice, a howl."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 48_000
SATURATES_AFTER_S = 0.3
Sound = NDArray[np.float64]


def voice(seed: int, duration_s: float) -> Sound:
    """Syllables with pauses between them, no two alike: vowels of changing pitch, hissed onsets."""
    random = np.random.default_rng(seed)
    out = np.zeros(int(duration_s * RATE_HZ))
    at_s = 0.1
    while at_s < duration_s - 0.5:
        syllable = _syllable(random)
        start = int(at_s * RATE_HZ)
        out[start : start + len(syllable)] += syllable[: len(out) - start]
        pause_s = random.uniform(0.25, 0.6) if random.random() < 0.15 else random.uniform(0, 0.12)
        at_s += len(syllable) / RATE_HZ + pause_s
    out *= 0.5 / np.abs(out).max()
    return out


def howl(duration_s: float, *, at_s: float, howls_s: float) -> Sound:
    """A loop whose gain is above one: a tone that grows until it saturates, and wanders a little.
    Silence before and after."""
    times = np.arange(int(howls_s * RATE_HZ)) / RATE_HZ
    pitch_hz = 1130 + 60 * np.sin(2 * np.pi * 4 * times)
    growth = np.minimum(3, 0.01 * 10 ** (times / SATURATES_AFTER_S * 2))
    start = int(at_s * RATE_HZ)
    out = np.zeros(int(duration_s * RATE_HZ))
    out[start : start + len(times)] = growth * np.sin(2 * np.pi * np.cumsum(pitch_hz) / RATE_HZ)
    return np.clip(out, -0.99, 0.99)


def write_wav(path: Path, sound: Sound, *, gain_db: float = 0.0, delay_s: float = 0.0) -> Path:
    """The sound as another microphone has it: softer, and later (what is cut off comes first)."""
    samples = np.roll(sound, round(delay_s * RATE_HZ)) * 10 ** (gain_db / 20)
    with wave.open(str(path), "wb") as opened:
        opened.setnchannels(1)
        opened.setsampwidth(2)
        opened.setframerate(RATE_HZ)
        opened.writeframes(np.round(samples * 32767).astype("<i2").tobytes())
    return path


def _syllable(random: np.random.Generator) -> Sound:
    times = np.arange(int(random.uniform(0.08, 0.26) * RATE_HZ)) / RATE_HZ
    pitch_hz = random.uniform(110, 230) * (1 + random.uniform(-0.2, 0.2) * times)
    phase = 2 * np.pi * np.cumsum(pitch_hz) / RATE_HZ
    formants_hz = random.uniform((300, 900), (800, 2400))
    vowel = np.zeros(len(times))
    for partial in range(1, 20):
        distance = np.abs(np.log(partial * 160 / formants_hz)).min()
        vowel += np.exp(-3 * distance) * np.sin(partial * phase)
    hiss = random.normal(size=len(times)) * np.exp(-times / 0.03) * random.uniform(0, 0.8)
    edges = np.minimum(1, np.minimum(times / 0.02, (times[-1] - times) / 0.05))
    syllable: Sound = (vowel + hiss) * edges * random.uniform(0.3, 1.0)
    return syllable
