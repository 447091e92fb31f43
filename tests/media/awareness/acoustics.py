"""Rooms, loudspeakers and microphones, well enough for what an audio level shows.

Sound is a float32 array of samples, -1..1, at 22 050 Hz (what espeak-ng speaks at).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]
Levels = NDArray[np.int16]

RATE_HZ = 22_050
FRAME = RATE_HZ // 50
"""Samples in 20 ms."""
_BLOCK = 1 << 15
_SHORT = 64


def levels_dbov(sound: Sound) -> Levels:
    """The RFC 6464 level of each 20 ms, as libwebrtc computes it (its `RmsLevel`): the mean
    square of the 16-bit samples over 32768 squared, in dB, rounded; -127 is digital silence, -126
    is almost.
    """
    samples = np.clip(np.round(sound * 32768.0), -32768, 32767)
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME).astype(np.float64)
    squares = np.mean(frames**2, axis=1) / 32768.0**2
    attenuation = np.full(len(squares), 127)
    audible = squares > 10**-12.7
    attenuation[audible] = (-10 * np.log10(squares[audible]) + 0.5).astype(int)
    attenuation[(attenuation == 127) & (squares > 0)] = 126
    return (-attenuation).astype(np.int16)


def convolve(sound: Sound, response: Sound) -> Sound:
    """The sound through a filter, as long as it was (overlap-add)."""
    if len(response) <= _SHORT:
        return np.convolve(sound, response)[: len(sound)].astype(np.float32)
    size = _BLOCK * 2
    spectrum = np.fft.rfft(response, size)
    step = size - len(response) + 1
    out = np.zeros(len(sound) + size, np.float32)
    for at in range(0, len(sound), step):
        block = np.fft.irfft(np.fft.rfft(sound[at : at + step], size) * spectrum, size)
        out[at : at + size] += block.astype(np.float32)
    return out[: len(sound)]


def delayed(sound: Sound, delay_s: float) -> Sound:
    """The sound, later; as long as it was."""
    shift = round(delay_s * RATE_HZ)
    if shift == 0:
        return sound
    return np.concatenate([np.zeros(shift, np.float32), sound[:-shift]])


def loudness_db(sound: Sound) -> float:
    """The RMS in dB of the parts where there is something (the louder half of 20 ms frames)."""
    frames = sound[: len(sound) // FRAME * FRAME].reshape(-1, FRAME)
    squares = np.sort(np.mean(frames.astype(np.float64) ** 2, axis=1))
    return float(10 * np.log10(np.mean(squares[len(squares) // 2 :]) + 1e-20))


def at_loudness(sound: Sound, level_db: float) -> Sound:
    """The sound with the gain that gives it this loudness."""
    return sound * np.float32(10 ** ((level_db - loudness_db(sound)) / 20))


@dataclass(frozen=True)
class Place:
    """A room: how long it rings (RT60), how big."""

    reverberation_s: float
    volume_m3: float = 120.0

    def path(self, random: np.random.Generator, distance_m: float) -> Sound:
        """The impulse response from a mouth to a microphone: the direct sound, then a tail of its
        own that rings as long as the room does; the critical distance weighs them.
        """
        critical_m = 0.057 * np.sqrt(self.volume_m3 / self.reverberation_s)
        times = np.arange(int(self.reverberation_s * RATE_HZ)) / RATE_HZ
        tail = random.normal(size=len(times)) * 10 ** (-3 * times / self.reverberation_s)
        tail /= np.sqrt(np.sum(tail**2))
        flight = int(distance_m / 343 * RATE_HZ)
        response = np.zeros(flight + len(tail), np.float32)
        response[flight:] = tail / critical_m
        response[flight] += 1 / distance_m
        return response


@dataclass(frozen=True)
class Microphone:
    """A device: how loud its voice comes out, its own noise, what its software does."""

    voice_db: float = -26.0
    noise_db: float = -65.0
    suppresses_noise: bool = True
    gain_control: bool = True

    def record(self, random: np.random.Generator, sound: Sound) -> Sound:
        """What the device sends of the sound at its place."""
        heard = coloured(random, at_loudness(sound, self.voice_db))
        heard += at_loudness(steady_noise(random, len(sound)), self.noise_db)
        if self.suppresses_noise:
            heard = _suppress_noise(heard)
        if self.gain_control:
            heard = _slow_gain(heard, self.voice_db)
        return np.tanh(heard / 0.9).astype(np.float32) * np.float32(0.9)


def steady_noise(random: np.random.Generator, length: int) -> Sound:
    """A fan, a fridge: noise, more of it below."""
    noise = random.normal(size=length).astype(np.float32)
    return convolve(noise, np.exp(-np.arange(60) / 12).astype(np.float32))


def coloured(random: np.random.Generator, sound: Sound) -> Sound:
    """Through a small loudspeaker or capsule: a short filter of its own."""
    taps = random.normal(size=24) * np.exp(-np.arange(24) / 5)
    taps[0] = 2.0
    response = (taps / np.sqrt(np.sum(taps**2))).astype(np.float32)
    return convolve(sound, response)


def _frame_gain(sound: Sound, gains: NDArray[np.float64]) -> Sound:
    """One gain per 20 ms, sliding from each to the next."""
    at = np.arange(len(sound)) / FRAME
    return sound * np.interp(at, np.arange(len(gains)), gains).astype(np.float32)


def _power_db(sound: Sound) -> NDArray[np.float64]:
    frames = sound[: len(sound) // FRAME * FRAME].reshape(-1, FRAME).astype(np.float64)
    return np.asarray(10 * np.log10(np.mean(frames**2, axis=1) + 1e-13))


def _suppress_noise(sound: Sound) -> Sound:
    """What is near the noise floor loses 15 dB more, as browsers' noise suppression does."""
    power = _power_db(sound)
    over_floor = power - np.percentile(power, 10)
    loss_db = np.clip(15 - over_floor, 0, 15)
    smooth = np.convolve(loss_db, np.ones(3) / 3, mode="same")
    return _frame_gain(sound, 10 ** (-smooth / 20))


def _slow_gain(sound: Sound, target_db: float) -> Sound:
    """Automatic gain: follows the voice in seconds, 6 dB up or down."""
    power = _power_db(sound)
    gain_db, gains = 0.0, np.empty(len(power))
    threshold = np.percentile(power, 60)
    for frame, level in enumerate(power):
        if level > threshold:
            gain_db += 0.004 * (np.clip(target_db - level, -6, 6) - gain_db)
        gains[frame] = gain_db
    return _frame_gain(sound, 10 ** (gains / 20))
