"""The tune of the demo kit: "Au clair de la lune" (eighteenth century), plucked, with pauses."""

from functools import cache

import av
import numpy as np
from numpy.typing import NDArray

from hardware.capture.pace import Pace
from hardware.capture.source import BLOCK_SAMPLES, SAMPLE_RATE_HZ

BEAT_S = 0.46
DECAY_S = 0.55
PEAK = 0.22
# Partials of the string: multiple of the pitch, strength, how much faster it fades.
PARTIALS = ((1, 1.0, 1.0), (2, 0.45, 1.6), (3, 0.22, 2.3), (4, 0.1, 3.2), (5, 0.05, 4.0))
# (semitones above the keynote, beats); None is a pause.
PHRASE_A: tuple[tuple[int | None, float], ...] = (
    *((0, 1), (0, 1), (0, 1), (2, 1), (4, 2), (2, 2)),
    *((0, 1), (4, 1), (2, 1), (2, 1), (0, 3), (None, 1)),
)
PHRASE_B: tuple[tuple[int | None, float], ...] = (
    *((2, 1), (2, 1), (2, 1), (2, 1), (-3, 2), (-3, 2)),
    *((2, 1), (0, 1), (-1, 1), (-3, 1), (-5, 3), (None, 1)),
)
SCORE = (*PHRASE_A, *PHRASE_A, *PHRASE_B, *PHRASE_A, (None, 2))
KEYNOTE_HZ = 391.995  # G4


def synthesize(transposed_semitones: int = 0) -> NDArray[np.int16]:
    """One whole turn of the tune: mono samples at 48 kHz, a whole number of blocks."""
    beats = sum(length for _, length in SCORE)
    blocks = round(beats * BEAT_S * SAMPLE_RATE_HZ / BLOCK_SAMPLES)
    sound = np.zeros(blocks * BLOCK_SAMPLES)
    beat = 0.0
    for semitones, length in SCORE:
        if semitones is not None:
            start = round(beat * BEAT_S * SAMPLE_RATE_HZ)
            pitch_hz = KEYNOTE_HZ * 2 ** ((semitones + transposed_semitones) / 12)
            note = _pluck(pitch_hz, (length + 0.8) * BEAT_S)
            end = min(start + note.size, sound.size)
            sound[start:end] += note[: end - start]
        beat += length
    return np.asarray(sound * (PEAK * 32767 / np.abs(sound).max()), dtype=np.int16)


@cache
def _pluck(pitch_hz: float, duration_s: float) -> NDArray[np.float64]:
    at_s = np.arange(round(duration_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    sound = np.zeros(at_s.size)
    for multiple, strength, fading in PARTIALS:
        envelope = strength * np.exp(-at_s * fading / DECAY_S)
        sound += envelope * np.sin(2 * np.pi * pitch_hz * multiple * at_s)
    # Neither end may click.
    sound *= np.minimum(1.0, at_s / 0.006) * np.minimum(1.0, (duration_s - at_s) / 0.05)
    return sound


class TunePlayer:
    """Implements ``hardware.capture.source.SoundSource``: the tune, again and again."""

    def __init__(self, transposed_semitones: int = 0) -> None:
        self._transposed_semitones = transposed_semitones
        self._blocks: NDArray[np.int16] = np.zeros((0, BLOCK_SAMPLES), np.int16)
        self._index = 0
        self._pace = Pace(SAMPLE_RATE_HZ / BLOCK_SAMPLES)

    def open(self) -> None:
        self._blocks = synthesize(self._transposed_semitones).reshape(-1, BLOCK_SAMPLES)

    def read(self) -> av.AudioFrame:
        self._pace.wait()
        block = self._blocks[self._index % len(self._blocks)]
        self._index += 1
        frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = SAMPLE_RATE_HZ
        return frame

    def close(self) -> None:
        """Nothing is held."""
