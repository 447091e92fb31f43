"""The sound card of this machine, through FFmpeg's ALSA input."""

from collections.abc import Callable, Iterator

import av
from av.audio.resampler import AudioResampler
from av.container import InputContainer

from hardware.capture.source import BLOCK_SAMPLES, SAMPLE_RATE_HZ
from hardware.errors import DeviceMissing


class AlsaSound:
    """Implements ``hardware.capture.source.SoundSource`` on one ALSA capture device.

    ``device`` is ALSA's name of it, or what finds that name each time it is opened.
    """

    def __init__(self, device: str | Callable[[], str]) -> None:
        self._device = device
        self._container: InputContainer | None = None
        self._blocks: Iterator[av.AudioFrame] = iter(())

    def open(self) -> None:
        try:
            self._container = av.open(self._name(), format="alsa", timeout=5.0)
        except (av.FFmpegError, OSError) as error:
            raise self._missing(str(error)) from error
        self._blocks = _blocks(self._container)

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


def _blocks(container: InputContainer) -> Iterator[av.AudioFrame]:
    resampler = AudioResampler("s16", "mono", SAMPLE_RATE_HZ, BLOCK_SAMPLES)
    for frame in container.decode(audio=0):
        yield from resampler.resample(frame)
