"""The tune of the demo kit."""

from __future__ import annotations

import numpy as np
import pytest

from hardware.capture.source import BLOCK_SAMPLES, SAMPLE_RATE_HZ
from hardware.demo.tune import BEAT_S, SCORE, TunePlayer, synthesize

SOUND = synthesize()


def pitch_hz(from_beat: float, beats: float = 0.9) -> float:
    """The strongest frequency of a stretch of the tune."""
    start, end = (round(at * BEAT_S * SAMPLE_RATE_HZ) for at in (from_beat, from_beat + beats))
    spectrum = np.abs(np.fft.rfft(SOUND[start:end], SAMPLE_RATE_HZ))
    return float(np.argmax(spectrum))


# Au clair de la lune: do do do re mi re, with do = G4. Equal temperament, A4 = 440 Hz.
@pytest.mark.parametrize(
    ("beat", "frequency_hz"), [(0, 392.0), (1, 392.0), (2, 392.0), (3, 440.0), (4, 493.9)]
)
def test_the_first_notes_are_those_of_the_song(beat: int, frequency_hz: float) -> None:
    assert pitch_hz(beat) == pytest.approx(frequency_hz, abs=4)


def test_it_is_a_whole_number_of_blocks_and_meets_itself_in_silence() -> None:
    assert SOUND.size % BLOCK_SAMPLES == 0
    assert np.abs(SOUND[:10]).max() < 200
    assert np.abs(SOUND[-BLOCK_SAMPLES:]).max() < 200


def test_it_is_neither_silent_nor_clipped() -> None:
    assert 3000 < np.abs(SOUND).max() < 20000


def test_it_has_pauses() -> None:
    assert any(semitones is None for semitones, _ in SCORE)
    blocks = SOUND.reshape(-1, BLOCK_SAMPLES)
    quiet = np.abs(blocks).max(axis=1) < 100
    assert 0.03 < quiet.mean() < 0.5


def test_the_player_gives_it_block_by_block() -> None:
    player = TunePlayer()
    player.open()
    blocks = [player.read() for _ in range(5)]
    assert {(block.samples, block.sample_rate) for block in blocks} == {(960, 48_000)}
    played = np.concatenate([block.to_ndarray()[0] for block in blocks])
    assert np.array_equal(played, SOUND[: played.size])
