"""A microphone whose clock is wrong is heard at the right time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorder.replay.alignment import RATE, Aligner, Placed, Samples

FRAME = 960


def tone(count: int, hz: float = 440.0) -> Samples:
    mono = np.sin(2 * np.pi * hz * np.arange(count) / RATE).astype(np.float32)
    return np.stack([mono, mono])


def heard(samples: Samples, ppm: float, began_s: float = 0.0) -> list[Placed]:
    """Frames of 20 ms by a clock that is wrong, their times rounded to milliseconds."""
    aligner, placed = Aligner(), []
    for number in range(samples.shape[1] // FRAME):
        frame = samples[:, number * FRAME : (number + 1) * FRAME]
        placed += aligner.push(frame, round(began_s + number * 0.02 * (1 + ppm * 1e-6), 3))
    return placed + aligner.flush()


def on_timeline(placed: list[Placed]) -> Samples:
    line = np.zeros((2, max(one.at + one.samples.shape[1] for one in placed)), np.float32)
    for one in placed:
        line[:, one.at : one.at + one.samples.shape[1]] = one.samples
    return line


@pytest.mark.parametrize("ppm", [-500, -37, 0, 500])
def test_beeps_stay_where_they_belong_for_minutes(ppm: float) -> None:
    beeps = np.zeros((2, RATE * 300), np.float32)
    starts = np.arange(RATE, RATE * 300, 10 * RATE)
    for start in starts:
        beeps[:, start : start + 480] = 1
    line = on_timeline(heard(beeps, ppm))[0]
    rising = np.flatnonzero((line[1:] >= 0.5) & (line[:-1] < 0.5))
    errors_ms = (rising - starts * (1 + ppm * 1e-6)) / RATE * 1000
    assert len(rising) == len(starts)
    assert np.abs(errors_ms).max() < 3


def test_a_right_clock_changes_nothing() -> None:
    sound = tone(RATE * 2)
    line = on_timeline(heard(sound, 0))
    assert np.abs(line[:, 1000:90_000] - sound[:, 1000:90_000]).max() < 1e-3


def test_a_stretched_tone_is_clean() -> None:
    line = on_timeline(heard(tone(RATE * 10, 1000.0), 300))[0][RATE * 4 : RATE * 8]
    spectrum = np.abs(np.fft.rfft(line * np.hanning(line.size)))
    peak = int(spectrum.argmax())
    rest = spectrum.copy()
    rest[peak - 40 : peak + 40] = 0
    assert 20 * np.log10(spectrum[peak] / rest.max()) > 50


@pytest.mark.parametrize(("gap_s", "at_s"), [(0.5, 2.5), (-0.5, 2.0)])
def test_gaps_are_silence_and_overlaps_are_heard_once(gap_s: float, at_s: float) -> None:
    aligner, placed = Aligner(), []
    second = np.full((2, FRAME), 0.5, np.float32)
    for number in range(100):
        placed += aligner.push(second, number * 0.02)
    for number in range(100):
        placed += aligner.push(-second, 2.0 + gap_s + number * 0.02)
    line = on_timeline(placed + aligner.flush())[0]
    negative = np.flatnonzero(line < -0.4)
    assert abs(negative[0] / RATE - at_s) < 0.01
    assert abs(line.size / RATE - (4.0 + gap_s)) < 0.01
    if gap_s > 0:
        assert np.abs(line[int(2.05 * RATE) : int(2.45 * RATE)]).max() == 0


@given(st.lists(st.tuples(st.integers(0, 2000), st.floats(0, 5)), max_size=30))
def test_whatever_comes_nothing_is_placed_twice(frames: list[tuple[int, float]]) -> None:
    aligner, placed = Aligner(), []
    for count, at_s in sorted(frames, key=lambda one: one[1]):
        placed += aligner.push(np.ones((2, count), np.float32), at_s)
    placed += aligner.flush()
    end = 0
    for one in placed:
        assert one.at >= end
        end = one.at + one.samples.shape[1]
