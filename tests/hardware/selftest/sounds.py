"""Synthesized sound of a room's microphone: healthy, and the same with a fault.

Two sets, as for the pictures. They are synthesized, not recorded: voices are pulses through
formants, strings are decaying partials, a kitchen is filtered noise and clatter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
Random = np.random.Generator
RATE_HZ, SECONDS = 48_000, 8
SIZE = RATE_HZ * SECONDS
TIME_S = np.arange(SIZE) / RATE_HZ


@dataclass(frozen=True)
class Sound:
    name: str
    samples: Samples


def _shaped(random: Random, shape: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> Samples:
    """Noise with the spectrum ``shape`` (of the frequency in Hz), at an RMS of 1."""
    spectrum = np.fft.rfft(random.normal(0, 1, SIZE))
    noise = np.fft.irfft(spectrum * shape(np.fft.rfftfreq(SIZE, 1 / RATE_HZ)), SIZE)
    return (noise / np.sqrt((noise**2).mean())).astype(np.float32)


def _speech(random: Random, low: float = 90, high: float = 260) -> Samples:
    base = random.uniform(low, high)
    drift = np.interp(TIME_S, np.linspace(0, SECONDS, 40), random.normal(0, 0.06, 40))
    phase = 2 * np.pi * np.cumsum(base * (1 + drift)) / RATE_HZ
    formants = random.uniform([300, 900, 2300], [800, 1900, 3000])
    voice = np.zeros(SIZE)
    for harmonic in range(1, 30):
        hz = base * harmonic
        gain = sum(np.exp(-(((hz - f) / (0.18 * f + 60)) ** 2)) for f in formants) + 0.05
        voice += gain / harmonic**0.5 * np.sin(harmonic * phase)
    syllables = np.interp(TIME_S, np.arange(0, SECONDS, 0.13), _syllables(random))
    return (voice * syllables / np.abs(voice).max()).astype(np.float32)


def _syllables(random: Random) -> NDArray[np.float64]:
    count = len(np.arange(0, SECONDS, 0.13))
    on = random.random(count) < 0.55
    return np.where(on, random.uniform(0.3, 1.0, count), 0.0)


def _strings(random: Random, lowest_hz: float, every_s: float) -> Samples:
    sound = np.zeros(SIZE)
    for start_s in np.arange(0.1, SECONDS - 0.2, every_s):
        hz = lowest_hz * 2 ** (int(random.integers(0, 25)) / 12)
        since = TIME_S[start_s <= TIME_S] - start_s
        # Each partial turns once more than the one before, and decays by as much again.
        turn = np.exp((2j * np.pi * hz - 0.5) * since)
        string = np.exp(-1.2 * since).astype(np.complex128)
        for partial in range(1, 10):
            string *= turn
            sound[-len(since) :] += string.imag / partial**1.3
    return (sound / np.abs(sound).max()).astype(np.float32)


def _guitar(random: Random) -> Samples:
    return _strings(random, 82.41, random.uniform(0.2, 0.5))


def _bass(random: Random) -> Samples:
    return _strings(random, 41.2, random.uniform(0.3, 0.7))


def _children(random: Random) -> Samples:
    return (_speech(random, 240, 380) + _speech(random, 220, 420)) / 2


def _applause(random: Random) -> Samples:
    claps = (random.random(SIZE) < 0.004) * random.uniform(0.2, 1, SIZE)
    body = np.exp(-np.arange(600) / 90) * random.normal(0, 1, 600)
    sound = np.convolve(claps, body)[:SIZE]
    rise = np.clip(np.sin(np.pi * TIME_S / SECONDS) * 1.6 - 0.3, 0.02, 1)
    return (sound * rise / np.abs(sound).max()).astype(np.float32)


def _kitchen(random: Random) -> Samples:
    hiss = 0.05 * _shaped(random, lambda hz: 1 / (1 + (hz / 2500) ** 2))
    clatter = np.zeros(SIZE)
    for _ in range(14):
        at = int(random.integers(0, SIZE - 9000))
        ring = np.exp(-np.arange(9000) / 1500) * np.sin(
            2 * np.pi * random.uniform(700, 4000) * np.arange(9000) / RATE_HZ
        )
        clatter[at : at + 9000] += ring * random.uniform(0.2, 1)
    return (hiss + 0.7 * clatter / np.abs(clatter).max()).astype(np.float32)


def _empty_room(random: Random) -> Samples:
    return np.zeros(SIZE, np.float32)


def _singing(random: Random) -> Samples:
    hz = random.choice([196.0, 220.0, 246.94, 293.66, 146.83])
    steps = np.repeat(random.choice([1, 1.122, 1.26, 1.335], 16), SIZE // 16)
    vibrato = 1 + 0.006 * np.sin(2 * np.pi * 5.5 * TIME_S)
    phase = 2 * np.pi * np.cumsum(hz * steps * vibrato) / RATE_HZ
    voice = sum(np.sin(k * phase) / k**1.4 for k in range(1, 9))
    breath = np.clip(np.abs(np.sin(np.pi * TIME_S / 2.0)) * 2.5, 0, 1)
    return (voice * breath / 2.5).astype(np.float32)


Scene = Callable[[Random], Samples]
MADE_ON: tuple[tuple[Scene, ...], int] = ((_speech, _guitar, _empty_room), 2_000)
CHECKED_ON: tuple[tuple[Scene, ...], int] = (
    (_children, _singing, _bass, _applause, _kitchen, _empty_room, _speech, _guitar),
    5_900_000,
)


def healthy(which: tuple[tuple[Scene, ...], int], count: int) -> list[Callable[[], Sound]]:
    """``count`` sounds, each made when it is called for."""
    scenes, seed = which
    return [lambda k=k: _sound(scenes[k % len(scenes)], seed + k) for k in range(count)]  # type: ignore[misc]


def _sound(scene: Scene, seed: int) -> Sound:
    random = np.random.default_rng(seed)
    level = 10 ** (random.uniform(-22, -6) / 20)
    noise = 10 ** (random.uniform(-72, -54) / 20)
    rumble = _shaped(random, lambda hz: 1 / (1 + (hz / 150) ** 2))
    room = noise * (0.7 * _shaped(random, lambda hz: 1 / (1 + hz / 800)) + 0.5 * rumble)
    samples = level * scene(random) + room
    return Sound(f"{scene.__name__[1:]}-{seed}", np.clip(samples, -0.99, 0.99).astype(np.float32))


def unplugged(sound: Sound, random: Random) -> Samples:
    return np.zeros(SIZE, np.float32)


def muted(sound: Sound, random: Random) -> Samples:
    return (random.normal(0, 10 ** (-95 / 20), SIZE)).astype(np.float32)


def clipping(sound: Sound, random: Random) -> Samples:
    peak = float(np.abs(sound.samples).max())
    top = random.uniform(0.5, 1.0)
    loud = sound.samples / peak * top * 10 ** (random.uniform(9, 18) / 20)
    return np.clip(loud, -top, top).astype(np.float32)


def humming(sound: Sound, random: Random) -> Samples:
    """So loud that it is heard beside the rest: 10 to 20 dB below it. Under music that never
    pauses, a softer hum is not found (docs/self-test.md)."""
    grid_hz = random.uniform(49.9, 50.1)
    level_db = max(random.uniform(-52, -38), _loudness(sound.samples) - random.uniform(10, 20))
    level = 10 ** (level_db / 20) * np.sqrt(2)
    hum = np.zeros(SIZE)
    for harmonic, share in ((1, random.uniform(0.3, 1)), (2, 1.0), (3, 0.5), (4, 0.3)):
        phase = random.uniform(0, 6)
        hum += share * np.sin(2 * np.pi * grid_hz * harmonic * TIME_S + phase)
    return (sound.samples + level * hum / 1.3).astype(np.float32)


def too_low(sound: Sound, random: Random) -> Samples:
    loud = _loudness(sound.samples)
    return (sound.samples * 10 ** ((random.uniform(-66, -54) - loud) / 20)).astype(np.float32)


def too_high(sound: Sound, random: Random) -> Samples:
    """So loud that a limiter (tanh), not a clipping stage, holds it."""
    loud = _loudness(sound.samples)
    driven = sound.samples * 10 ** ((random.uniform(-6, 3) - loud) / 20)
    return (0.97 * np.tanh(driven)).astype(np.float32)


def _loudness(samples: Samples) -> float:
    blocks = samples.reshape(-1, 960).astype(np.float64)
    return float(10 * np.log10(np.percentile((blocks**2).mean(axis=1), 95) + 1e-18))


FAULTS: dict[str, Callable[[Sound, Random], Samples]] = {
    "sound_silent (unplugged)": unplugged,
    "sound_silent (muted)": muted,
    "sound_clipping": clipping,
    "sound_hum": humming,
    "sound_low": too_low,
    "sound_high": too_high,
}
# A sound that is set too high usually clips too: either sentence tells to lower it.
ALSO_RIGHT = {"sound_high": "sound_clipping"}
# Where nobody is heard, or only single knocks, nothing can be said to be too loud or too soft.
NEEDS_SOMEBODY = ("sound_clipping", "sound_low", "sound_high")
NOBODY = ("empty_room", "kitchen")
