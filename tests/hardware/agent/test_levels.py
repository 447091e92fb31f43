"""How loud the room is, and how much sound came from the homes."""

from __future__ import annotations

import av
import numpy as np
import pytest

from hardware.agent.homes import energy
from hardware.agent.microphone import loudness_dbov


def frame_of(samples: np.ndarray) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(
        samples.astype(np.int16).reshape(1, -1), format="s16", layout="mono"
    )
    frame.sample_rate = 48_000
    return frame


SQUARE = np.where(np.arange(960) // 48 % 2, 1, -1)


@pytest.mark.parametrize(
    ("amplitude", "level_dbov"), [(0, -127), (32767, 0), (16384, -6), (3277, -20), (33, -60)]
)
def test_loudness_is_relative_to_overload(amplitude: int, level_dbov: int) -> None:
    # A square wave's root mean square is its amplitude (RFC 6465, appendix A: 0 is overload).
    assert loudness_dbov(frame_of(SQUARE * amplitude)) == level_dbov


def test_energy_is_mean_square_times_seconds() -> None:
    assert energy(frame_of(SQUARE * 32767)) == pytest.approx(0.02)
    assert energy(frame_of(SQUARE * 16384)) == pytest.approx(0.005, rel=0.01)
    assert energy(frame_of(SQUARE * 0)) == 0.0
