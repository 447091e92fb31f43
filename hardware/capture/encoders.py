"""Who compresses a camera's pictures: this machine's encoder where there is one, else software."""

import logging
from functools import cache
from typing import Protocol

import av

from hardware.capture.h264 import HARDWARE, SOFTWARE_H264, H264Encoder
from hardware.capture.live_encoder import EncodedPicture
from hardware.capture.vp8 import Vp8Encoder
from hardware.profiles import CameraProfile

logger = logging.getLogger(__name__)

# This many pictures tell how fast an encoder is.
_MEASURED_PICTURES = 50


class PictureEncoder(Protocol):
    """Encodes yuv420p pictures of one size."""

    def encode(
        self, frame: av.VideoFrame, timestamp: int, force_keyframe: bool
    ) -> EncodedPicture | None: ...

    def set_bitrate(self, bitrate_bps: int) -> None: ...


class EncoderChoice:
    """What a profile asks for, and what the machine turned out to do.

    ``codec`` is the name in session descriptions; it may change, and then the session is to be
    made again.
    """

    def __init__(self, profile: CameraProfile, hardware: str = HARDWARE) -> None:
        wanted = profile.encoder
        self._profile, self._hardware_name = profile, hardware
        self._hardware = "hardware" in (
            wanted.first,
            wanted.then if wanted.first == "camera" else "",
        ) and can_encode(hardware)
        self._spent_s: list[float] = []

    @property
    def codec(self) -> str:
        return "H264" if self._hardware else "VP8"

    @property
    def beside(self) -> str | None:
        """FFmpeg's name of the encoder that makes smaller pictures beside a camera's own H.264;
        None where there is none."""
        if self._hardware:
            return self._hardware_name
        return SOFTWARE_H264 if can_encode(SOFTWARE_H264) else None

    def create(self, width: int, height: int, bitrate_bps: int) -> PictureEncoder:
        """An encoder, ready."""
        size = (width, height, self._profile.rate_fps, bitrate_bps)
        if self._hardware:
            try:
                return H264Encoder(*size, codec=self._hardware_name)
            except (av.FFmpegError, OSError) as error:
                self._give_up(f"it does not start ({error})")
        return Vp8Encoder(*size)

    def took(self, spent_s: float) -> bool:
        """Take in what one picture took; True when the software is to take over now."""
        if not self._hardware:
            return False
        self._spent_s.append(spent_s)
        if len(self._spent_s) < _MEASURED_PICTURES:
            return False
        possible_fps = len(self._spent_s) / max(1e-9, sum(self._spent_s))
        self._spent_s.clear()
        if possible_fps >= self._profile.encoder.fall_back_below_fps:
            return False
        self._give_up(f"it does {possible_fps:.0f} pictures a second")
        return True

    def _give_up(self, reason: str) -> None:
        logger.warning("Camera %s: no hardware encoder: %s.", self._profile.label, reason)
        self._hardware = False


@cache
def can_encode(codec: str) -> bool:
    """Does this machine have such an encoder? Opened once, with a small picture."""
    try:
        H264Encoder(320, 180, 25, 200_000, codec)
    except (av.FFmpegError, OSError, ValueError):
        return False
    return True
