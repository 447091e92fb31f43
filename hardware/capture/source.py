"""What every source of pictures and of sound offers to the agent."""

import threading
from dataclasses import dataclass
from typing import Any, Protocol

import av

SAMPLE_RATE_HZ = 48_000
BLOCK_SAMPLES = SAMPLE_RATE_HZ // 50


@dataclass(frozen=True, slots=True)
class OtherFormat:
    """A camera gives another format or size than was asked for first. ``small``: smaller than
    what is sent."""

    given: str
    wanted: str
    small: bool


class PictureSource(Protocol):
    """A source of yuv420p pictures of one size, or of H.264; used from one thread."""

    def open(self, stopping: threading.Event) -> None:
        """Get hold of the device. Raises DeviceMissing, also when ``stopping`` is set meanwhile."""

    def read(self) -> "av.VideoFrame | av.Packet[Any]":
        """Wait for the next picture; it is the caller's until the next call. A packet is one
        picture that the camera has compressed by itself (H.264, Annex B).

        Raises DeviceMissing when the device has gone.
        """

    def close(self) -> None:
        """Let the device go; harmless when it is not open."""


class SoundSource(Protocol):
    """A source of 48 kHz mono sound in blocks of 20 ms; used from one thread."""

    def open(self) -> None:
        """Get hold of the device. Raises DeviceMissing."""

    def read(self) -> av.AudioFrame:
        """Wait for the next block (s16, mono, ``BLOCK_SAMPLES``). Raises DeviceMissing."""

    def close(self) -> None:
        """Let the device go; harmless when it is not open."""
