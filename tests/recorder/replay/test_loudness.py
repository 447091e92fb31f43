"""Loudness against the figures of the standard (EBU Tech 3341, table 1)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from recorder.replay.alignment import RATE, Samples
from recorder.replay.loudness import LoudnessMeter, Normaliser, gain_db_for


def sine(dbfs: float, seconds: float) -> Samples:
    mono = 10 ** (dbfs / 20) * np.sin(2 * np.pi * 1000 * np.arange(int(seconds * RATE)) / RATE)
    return np.stack([mono, mono]).astype(np.float32)


def measured(*parts: Samples) -> float:
    meter = LoudnessMeter()
    for part in parts:
        for at in range(0, part.shape[1], RATE):
            meter.push(part[:, at : at + RATE])
    return meter.lufs()


@pytest.mark.parametrize(
    ("parts", "lufs"),
    [
        ([(-23, 20)], -23.0),
        ([(-33, 20)], -33.0),
        ([(-36, 10), (-23, 60), (-36, 10)], -23.0),
        ([(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], -23.0),
    ],
)
def test_the_test_signals_of_the_standard(parts: list[tuple[float, float]], lufs: float) -> None:
    assert measured(*(sine(*part) for part in parts)) == pytest.approx(lufs, abs=0.1)


def test_silence_has_no_loudness_and_gets_no_gain() -> None:
    assert measured(np.zeros((2, 3 * RATE), np.float32)) == -math.inf
    assert gain_db_for(-math.inf) == 0.0
    assert gain_db_for(-60.0) == 24.0
    assert gain_db_for(-10.0) == -6.0


def test_a_normalised_sound_has_the_target_and_no_peak_above_it() -> None:
    quiet, click = sine(-40, 6), np.zeros((2, RATE), np.float32)
    click[:, 5000] = 0.9
    normaliser = Normaliser(gain_db_for(measured(quiet)))
    out = [one for part in (quiet, click) for one in normaliser.push(part)] + normaliser.flush()
    line = np.concatenate(out, axis=1)
    assert line.shape == (2, 7 * RATE)
    assert measured(line[:, : 5 * RATE]) == pytest.approx(-16.0, abs=0.2)
    assert np.abs(line).max() <= 10 ** (-1.5 / 20) + 1e-3
    assert int(np.abs(line[0]).argmax()) == 6 * RATE + 5000
