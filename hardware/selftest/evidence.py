"""What a finding shows: a small JPEG, or a few seconds of sound as WAV."""

import io
import wave

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.selftest.finding import Evidence

_WIDTH = 480
_LONGEST_S = 4
# A telephone's rate is enough to hear what is wrong, and a clip stays below 64 kB.
_RATE_HZ = 8_000


def picture_evidence(luma: NDArray[np.uint8]) -> Evidence:
    """A grey JPEG, 480 pixels wide at most."""
    scale = min(1.0, _WIDTH / luma.shape[1])
    small = cv2.resize(luma, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    _, content = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 70])
    return Evidence("image/jpeg", content.tobytes())


def sound_evidence(samples: NDArray[np.float32], rate_hz: int) -> Evidence:
    """The first four seconds at most, at 8 kHz; ``samples`` in -1 to 1, mono."""
    clip = np.clip(_slower(samples[: _LONGEST_S * rate_hz], rate_hz), -1.0, 1.0)
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(_RATE_HZ)
        sound.writeframes((clip * 32767).astype("<i2").tobytes())
    return Evidence("audio/wav", file.getvalue())


def _slower(samples: NDArray[np.float32], rate_hz: int) -> NDArray[np.float32]:
    """At ``_RATE_HZ``, what is above half of it taken out by way of the spectrum."""
    count = len(samples) * _RATE_HZ // rate_hz
    if not count:
        return samples
    spectrum = np.fft.rfft(samples)[: count // 2 + 1]
    return np.asarray(np.fft.irfft(spectrum, count) * (count / len(samples)), np.float32)
