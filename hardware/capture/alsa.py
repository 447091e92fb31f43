"""The sound card of this machine, through FFmpeg's ALSA input."""

from collections.abc import Callable, Iterator

import av
import numpy as np
from av.audio.resampler import AudioResampler
from av.container import InputContainer

from hardware.capture.alsa_library import find_alsa
from hardware.capture.source import BLOCK_SAMPLES, SAMPLE_RATE_HZ
from hardware.errors import DeviceMissing


class AlsaSound:
    """Implements ``hardware.capture.source.SoundSource`` on one ALSA capture device.

    ``device`` is ALSA's name of it, or what finds that name each time it is opened; ``channels``
    are those of the card that are mixed, the first being 0; empty: all.
    """

    def __init__(self, device: str | Callable[[], str], channels: tuple[int, ...] = ()) -> None:
        self._device, self._channels = device, channels
        self._container: InputContainer | None = None
        self._blocks: Iterator[av.AudioFrame] = iter(())

    def open(self) -> None:
        find_alsa()
        try:
            wanted = {"channels": str(max(self._channels) + 1)} if self._channels else {}
            self._container = av.open(self._name(), format="alsa", timeout=5.0, options=wanted)
        except (av.FFmpegError, OSError) as error:
            raise self._missing(str(error)) from error
        self._blocks = _blocks(self._container, self._channels)

    def read(self) -> av.AudioFrame:
        try:
            return next(self._blocks)
        except (av.FFmpegError, StopIteration) as error:
            raise self._missing(str(error) or "no more sound") from error

    def close(self) -> None:
        if self._container is not None:
            self._container.close()
            self._container = None

    def _name(self) -> str:
        return self._device() if callable(self._device) else self._device

    def _missing(self, reason: str) -> DeviceMissing:
        return DeviceMissing(
            f"Le micro « {self._name()} » ne répond pas : branchez-le ou choisissez-en un autre"
            f" ({reason}).",
            f"The microphone {self._name()!r} does not answer: plug it in or choose another"
            f" ({reason}).",
        )


def mixed(frame: av.AudioFrame, channels: tuple[int, ...]) -> av.AudioFrame:
    """Mono (s16), the mean of these channels; those that the card does not have are left out."""
    count = len(frame.layout.channels)
    samples = frame.to_ndarray()
    by_channel = samples if frame.format.is_planar else samples.reshape(-1, count).T
    wanted = [channel for channel in channels if channel < count] or list(range(count))
    mono = by_channel[wanted].astype(np.float64).mean(axis=0).round().astype(np.int16)
    result = av.AudioFrame.from_ndarray(mono[None, :], "s16", "mono")
    result.sample_rate, result.pts = frame.sample_rate, frame.pts
    if frame.time_base is not None:
        result.time_base = frame.time_base
    return result


def _blocks(container: InputContainer, channels: tuple[int, ...]) -> Iterator[av.AudioFrame]:
    resampler = AudioResampler("s16", "mono", SAMPLE_RATE_HZ, BLOCK_SAMPLES)
    for frame in container.decode(audio=0):
        # ALSA gives 16 bits: FFmpeg's input asks for nothing else unless told to.
        chosen = mixed(frame, channels) if channels and frame.format.bytes == 2 else frame
        yield from resampler.resample(chosen)
