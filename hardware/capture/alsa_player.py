"""Plays on a loudspeaker of this machine, through FFmpeg's ALSA output."""

from collections.abc import Callable
from typing import Protocol

import av
import numpy as np
from numpy.typing import NDArray

from hardware.capture.alsa_library import find_alsa
from hardware.capture.source import BLOCK_SAMPLES, SAMPLE_RATE_HZ
from hardware.errors import DeviceMissing


class Loudspeaker(Protocol):
    """What plays some seconds of 48 kHz mono sound."""

    def play(self, samples: NDArray[np.float32]) -> None:
        """Returns when all of it (-1 to 1) was handed over. Raises DeviceMissing."""


class AlsaPlayer:
    """Implements ``Loudspeaker`` on one ALSA device; ``device`` finds its name each time."""

    def __init__(self, device: Callable[[], str]) -> None:
        self._device = device

    def play(self, samples: NDArray[np.float32]) -> None:
        find_alsa()
        name = self._device()
        blocks = (np.clip(samples, -1, 1) * 32767).astype(np.int16)
        try:
            with av.open(name, "w", format="alsa") as container:
                stream = container.add_stream("pcm_s16le", rate=SAMPLE_RATE_HZ, layout="stereo")
                for at in range(0, len(blocks), BLOCK_SAMPLES):
                    container.mux(stream.encode(_stereo(blocks[at : at + BLOCK_SAMPLES], at)))
        except (av.FFmpegError, OSError) as error:
            raise DeviceMissing(
                f"Le haut-parleur « {name} » ne répond pas ({error}).",
                f"The loudspeaker {name!r} does not answer ({error}).",
            ) from error


def _stereo(block: NDArray[np.int16], at: int) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(np.repeat(block, 2)[None, :], "s16", "stereo")
    frame.sample_rate, frame.pts = SAMPLE_RATE_HZ, at
    return frame
