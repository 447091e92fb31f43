"""Some seconds of what a camera or the microphone delivers now, beside what is published."""

import asyncio
from dataclasses import dataclass, field

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.agent.camera import Camera
from hardware.agent.microphone import Microphone

Luma = NDArray[np.uint8]
# Video leaves room below black and above white (ITU-R BT.601); what is measured is from 0 to 255.
_FULL_RANGE = np.clip((np.arange(256) - 16) * 255 / 219, 0, 255).round().astype(np.uint8)
_JPEG_RANGE = 2


@dataclass
class PictureClip:
    """Luma of 0 to 255 and the times (seconds, monotonic) of the same pictures."""

    frames: list[Luma] = field(default_factory=list)
    times_s: list[float] = field(default_factory=list)

    def take(self, frame: av.VideoFrame, now: float) -> None:
        """A tap for ``Camera``."""
        self.frames.append(luma_of(frame))
        self.times_s.append(now)


async def film(camera: Camera, seconds: float) -> PictureClip:
    """What the camera gives from now on; empty when it gives nothing."""
    clip = PictureClip()
    camera.tap(clip.take)
    try:
        await asyncio.sleep(seconds)
    finally:
        camera.tap(None)
    return clip


async def listen(microphone: Microphone, seconds: float) -> NDArray[np.float32]:
    """48 kHz mono, -1 to 1; shorter, or empty, when the microphone gives less."""
    blocks: list[NDArray[np.int16]] = []
    microphone.tap(lambda frame: blocks.append(np.array(frame.to_ndarray(), np.int16).ravel()))
    try:
        await asyncio.sleep(seconds)
    finally:
        microphone.tap(None)
    whole = np.concatenate(blocks) if blocks else np.zeros(0, np.int16)
    return (whole / 32768).astype(np.float32)


def luma_of(frame: av.VideoFrame) -> Luma:
    """A copy of a yuv420p picture's luma, in 0 to 255 whatever its range was."""
    plane = frame.planes[0]
    luma = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    luma = luma[:, : plane.width]
    full = luma.copy() if int(frame.color_range) == _JPEG_RANGE else cv2.LUT(luma, _FULL_RANGE)
    return np.asarray(full, np.uint8)
