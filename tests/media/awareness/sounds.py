"""What else is heard in an activity room: guitar, applause, kitchen, singing, howling."""

from __future__ import annotations

import numpy as np

from tests.media.awareness.acoustics import RATE_HZ, Sound, at_loudness, steady_noise


def pluck(random: np.random.Generator, frequency_hz: float, duration_s: float) -> Sound:
    """One string: partials that die away, the higher the faster."""
    times = np.arange(int(duration_s * RATE_HZ)) / RATE_HZ
    note = np.zeros(len(times))
    for partial in range(1, 9):
        decay = np.exp(-times * (1.2 + 0.9 * partial))
        strength = random.uniform(0.5, 1.0) / partial
        note += strength * decay * np.sin(2 * np.pi * frequency_hz * partial * times)
    return note.astype(np.float32)


CHORDS_HZ = (
    (82.4, 123.5, 164.8, 196.0, 246.9, 329.6),
    (110.0, 164.8, 220.0, 277.2, 329.6),
    (98.0, 123.5, 146.8, 196.0, 246.9, 392.0),
    (146.8, 220.0, 293.7, 370.0),
)


def beats(random: np.random.Generator, duration_s: float, tempo_bpm: float) -> list[float]:
    """When a strumming hand strikes: on each half beat, some left out."""
    half = 30 / tempo_bpm
    count = int(duration_s / half)
    return [n * half for n in range(count) if n % 2 == 0 or random.random() < 0.6]


def guitar(
    random: np.random.Generator, strokes_s: list[float], duration_s: float, jitter_s: float
) -> Sound:
    """Chords at these times, each stroke a little early or late, string after string."""
    out = np.zeros(int((duration_s + 3) * RATE_HZ), np.float32)
    strings: dict[float, Sound] = {}
    for number, stroke in enumerate(strokes_s):
        chord = CHORDS_HZ[number // 8 % len(CHORDS_HZ)]
        at = max(0.0, stroke + random.normal(0.0, jitter_s))
        strength = random.uniform(0.5, 1.0)
        for string, frequency in enumerate(chord):
            start = int((at + 0.008 * string) * RATE_HZ)
            if frequency not in strings:
                strings[frequency] = pluck(random, frequency, 1.5)
            note = strings[frequency] * np.float32(strength)
            out[start : start + len(note)] += note[: len(out) - start]
    return out[: int(duration_s * RATE_HZ)]


def applause(random: np.random.Generator, duration_s: float, hands: int) -> Sound:
    """Each pair of hands claps at a rate of its own; it swells and ebbs."""
    length = int(duration_s * RATE_HZ)
    out = np.zeros(length + RATE_HZ, np.float32)
    for _ in range(hands):
        period = random.uniform(0.18, 0.33)
        at = random.uniform(0, 1.0)
        end = random.uniform(0.6, 1.0) * duration_s
        strength = random.uniform(0.3, 1.0)
        while at < end:
            clap = random.normal(size=int(0.02 * RATE_HZ))
            clap *= np.exp(-np.arange(len(clap)) / (0.004 * RATE_HZ)) * strength
            start = int(at * RATE_HZ)
            out[start : start + len(clap)] += clap.astype(np.float32)
            at += period * random.normal(1.0, 0.06)
    return out[:length]


def kitchen(random: np.random.Generator, duration_s: float) -> Sound:
    """An extractor, things put down, a tap that runs for a while."""
    length = int(duration_s * RATE_HZ)
    out = at_loudness(steady_noise(random, length), -45.0)
    for _ in range(int(duration_s * 0.8)):
        ring = pluck(random, random.uniform(400, 2500), random.uniform(0.05, 0.4))
        at = random.integers(max(1, length - len(ring)))
        out[at : at + len(ring)] += ring * np.float32(random.uniform(0.01, 0.12))
    for _ in range(int(duration_s / 40) + 1):
        running = int(random.uniform(3, 8) * RATE_HZ)
        at = random.integers(max(1, length - running))
        water = random.normal(0, 0.01, size=running).astype(np.float32)
        out[at : at + running] += water[: length - at]
    return out


def song(random: np.random.Generator, duration_s: float) -> Sound:
    """A voice that holds its notes, vibrato included: what is nearest to howling."""
    parts: list[Sound] = []
    total = 0.0
    while total < duration_s:
        held_s = random.uniform(0.3, 2.5)
        times = np.arange(int(held_s * RATE_HZ)) / RATE_HZ
        pitch = 220 * 2 ** (random.integers(-5, 10) / 12)
        vibrato = 1 + 0.015 * np.sin(2 * np.pi * random.uniform(4.5, 6.5) * times)
        phase = np.cumsum(2 * np.pi * pitch * vibrato / RATE_HZ)
        note = sum(np.sin(partial * phase) / partial for partial in range(1, 12))
        tremor = 1 + random.uniform(0.05, 0.25) * np.sin(2 * np.pi * 5.5 * times)
        edges = np.minimum(1, np.minimum(times / 0.06, (held_s - times) / 0.1))
        parts.append((note * tremor * edges).astype(np.float32))
        parts.append(np.zeros(int(random.uniform(0.02, 0.4) * RATE_HZ), np.float32))
        total += held_s + len(parts[-1]) / RATE_HZ
    return np.concatenate(parts)[: int(duration_s * RATE_HZ)]
