"""One camera's pictures, scaled and compressed once for each size that is sent."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.capture.encoders import PictureEncoder
from hardware.capture.encodings import Encoding
from hardware.capture.framing import frame_of, planes_of
from hardware.capture.live_encoder import EncodedPicture

Create = Callable[[int, int, int], PictureEncoder]
"""An encoder for pictures of this width and height, with so many bits a second."""


class LayeredEncoder:
    """Used from the capture thread. The encoder of a size lasts while the size is sent."""

    def __init__(self, create: Create) -> None:
        self._create = create
        self._encoders: dict[str, PictureEncoder] = {}

    def keep(self, rids: set[str]) -> None:
        """Let the encoders of all other sizes go."""
        for rid in self._encoders.keys() - rids:
            del self._encoders[rid]

    def encode(
        self,
        frame: av.VideoFrame,
        timestamp: int,
        spend: Mapping[Encoding, int],
        keyframes: set[str],
    ) -> Iterator[EncodedPicture]:
        """``spend``: bits a second by size; ``keyframes``: the rids that want a key picture, taken
        out as it is made. The largest comes first, as soon as it is done."""
        scaled_down = 1
        for encoding in sorted(spend, key=lambda each: each.scale_down):
            frame = reduced(frame, encoding.scale_down // scaled_down)
            scaled_down = encoding.scale_down
            encoder = self._encoders.get(encoding.rid)
            if encoder is None:
                encoder = self._create(frame.width, frame.height, spend[encoding])
                self._encoders[encoding.rid] = encoder
            encoder.set_bitrate(spend[encoding])
            is_keyframe_wanted = encoding.rid in keyframes
            keyframes.discard(encoding.rid)
            picture = encoder.encode(frame, timestamp, is_keyframe_wanted)
            if picture is not None:
                yield replace(picture, rid=encoding.rid)


def reduced(frame: av.VideoFrame, by: int) -> av.VideoFrame:
    """A yuv420p frame at a whole fraction of its size, in even numbers; itself for 1."""
    if by == 1:
        return frame
    width, height = frame.width // by // 2 * 2, frame.height // by // 2 * 2
    y, u, v = planes_of(frame)
    return frame_of(
        (
            _area(y, width, height),
            _area(u, width // 2, height // 2),
            _area(v, width // 2, height // 2),
        ),
        frame,
    )


def _area(plane: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    scaled = cv2.resize(plane, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(scaled, np.uint8)
