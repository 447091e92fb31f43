"""Acoustic loops computed 20 ms by 20 ms: what a microphone sends comes out of a loudspeaker
that it hears.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from tests.media.awareness.acoustics import FRAME, RATE_HZ, Place, Sound

DEPTH = 4096


@dataclass
class Path:
    """From what a microphone sent to what another (or the same) hears of it."""

    source: int
    target: int
    delay_s: float
    gain_db: float
    """Of the strongest frequency: the loop rings there first."""
    response: Sound = field(default_factory=lambda: np.ones(1, np.float32))


def ringing_path(
    random: np.random.Generator, source: int, target: int, delay_s: float, gain_db: float
) -> Path:
    """A path through a small room; its strongest frequency is passed with this gain."""
    tail = Place(0.18, 60.0).path(random, 0.8)[:DEPTH]
    # A small loudspeaker: little below 200 Hz and above 6 kHz.
    spectrum = np.fft.rfft(tail, 2 * DEPTH)
    frequencies = np.fft.rfftfreq(2 * DEPTH, 1 / RATE_HZ)
    spectrum *= (frequencies / (frequencies + 200)) / (1 + (frequencies / 6000) ** 4)
    spectrum /= np.max(np.abs(spectrum))
    response = np.fft.irfft(spectrum)[:DEPTH].astype(np.float32)
    return Path(source, target, delay_s, gain_db, response)


def play(
    voices: list[Sound], paths: list[Path], closed_at_s: float, *, suppresses: bool
) -> list[Sound]:
    """What each microphone sends, given what it hears without loops; loops close at a time."""
    length = len(voices[0]) // FRAME * FRAME
    sent = [np.zeros(length, np.float32) for _ in voices]
    extra = [np.zeros(length + 4 * DEPTH, np.float32) for _ in voices]
    floors = [1e-3] * len(voices)
    for at in range(0, length, FRAME):
        for track, voice in enumerate(voices):
            heard = voice[at : at + FRAME] + extra[track][at : at + FRAME]
            if suppresses:
                heard, floors[track] = _suppress_steady(heard, floors[track])
            sent[track][at : at + FRAME] = 0.9 * np.tanh(heard / 0.9)
        if at < closed_at_s * RATE_HZ:
            continue
        for path in paths:
            _add(path, sent[path.source], extra[path.target], at)
    return sent


def _add(path: Path, sent: Sound, heard: Sound, at: int) -> None:
    block = sent[at : at + FRAME] * 10 ** (path.gain_db / 20)
    size = 2 * DEPTH
    arriving = np.fft.irfft(np.fft.rfft(block, size) * np.fft.rfft(path.response, size), size)
    start = at + max(FRAME, round(path.delay_s * RATE_HZ))
    room = heard[start : start + DEPTH + FRAME]
    room += arriving[: len(room)].astype(np.float32)


def _suppress_steady(heard: Sound, floor: float) -> tuple[Sound, float]:
    """Noise suppression learns what stays: after seconds it takes up to 12 dB of it."""
    power = float(np.sqrt(np.mean(heard**2))) + 1e-9
    floor = power if power < floor else floor * 1.012
    loss_db = min(12.0, max(0.0, 12.0 - 20 * np.log10(power / floor)))
    return heard * np.float32(10 ** (-loss_db / 20)), floor
