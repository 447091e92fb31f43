"""A still picture of which only light and colour are left: nobody can be made out, nor sharpened
back."""

from __future__ import annotations

import cv2
import numpy as np

#: What is kept: so few points that a face is one or two of them.
_POINTS = (16, 9)
_SHOWN = (320, 180)
_MAX_SIDE = 4096


def blurred(jpeg: bytes) -> bytes | None:
    """The picture in `jpeg`, blurred; None when it is no picture of a sane size."""
    size = jpeg_size(jpeg)
    if size is None or max(size) > _MAX_SIDE or min(size) < 1:
        return None
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        return None
    points = cv2.resize(picture, _POINTS, interpolation=cv2.INTER_AREA)
    smooth = cv2.resize(points, _SHOWN, interpolation=cv2.INTER_CUBIC)
    _, encoded = cv2.imencode(".jpg", smooth, [cv2.IMWRITE_JPEG_QUALITY, 70])
    return bytes(encoded.tobytes())


def jpeg_size(jpeg: bytes) -> tuple[int, int] | None:
    """Width and height as the frame header says (ITU-T T.81, B.2.2), before anything is decoded:
    a small file may claim gigabytes."""
    at = 2
    while at + 9 < len(jpeg) and jpeg[at] == 0xFF:
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height = int.from_bytes(jpeg[at + 5 : at + 7], "big")
            return int.from_bytes(jpeg[at + 7 : at + 9], "big"), height
        at += 2 + length
    return None
