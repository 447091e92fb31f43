"""The oracle itself: levels as a browser computes them, from tones whose level is known."""

from __future__ import annotations

import numpy as np
import pytest

from tests.media.awareness.acoustics import FRAME, RATE_HZ, levels_dbov


@pytest.mark.parametrize(
    ("amplitude", "level"),
    [(1.0, -3), (0.5, -9), (0.1, -23), (0.001, -63)],
)
def test_a_tone(amplitude: float, level: int) -> None:
    tone = amplitude * np.sin(2 * np.pi * 1000 * np.arange(FRAME * 5) / RATE_HZ)
    assert levels_dbov(tone.astype(np.float32)).tolist() == [level] * 5


def test_silence_and_nearly_silence() -> None:
    samples = np.zeros(2 * FRAME, np.float32)
    samples[FRAME] = 1 / 32768
    assert levels_dbov(samples).tolist() == [-127, -117]
    assert levels_dbov(np.full(FRAME, 2.0, np.float32)).tolist() == [0]
