"""The clock that people read: HH:MM:SS.mmm in a dark plate, at the top right."""

import time
from importlib import resources
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

GLYPHS = "0123456789:."
LENGTH = len("HH:MM:SS.mmm")
PLATE_LUMA = 28
NEUTRAL_CHROMA = 128

Plane = NDArray[np.uint8]


class ClockFace:
    """Draws the time of day on the planes of a yuv420p picture of one size."""

    def __init__(self, width: int, height: int) -> None:
        sheet = read_image("digits.png", cv2.IMREAD_GRAYSCALE)
        sheet_height, sheet_width = sheet.shape
        tall = _even(height // 15)
        wide = max(4, round(tall * sheet_width / len(GLYPHS) / sheet_height))
        sheet = cv2.resize(sheet, (wide * len(GLYPHS), tall), interpolation=cv2.INTER_AREA)
        # White ink on the plate's own grey, within the range of video levels.
        inked = PLATE_LUMA + sheet.astype(np.float32) * ((235 - PLATE_LUMA) / 255)
        self._glyphs = {
            glyph: inked[:, index * wide : (index + 1) * wide].astype(np.uint8)
            for index, glyph in enumerate(GLYPHS)
        }
        margin, border = _even(height // 24), _even(height // 60)
        plate_height = tall + 2 * border
        plate_width = _even(wide * LENGTH + 4 * border)
        left, top = _even(width - margin - plate_width), margin
        self._plate = np.s_[top : top + plate_height, left : left + plate_width]
        self._chroma = np.s_[
            top // 2 : (top + plate_height) // 2, left // 2 : (left + plate_width) // 2
        ]
        self._inside = _rounded(plate_height, plate_width, radius=plate_height // 3)
        self._text = np.s_[border : border + tall, 2 * border : 2 * border + wide * LENGTH]
        self._canvas = np.full((plate_height, plate_width), PLATE_LUMA, np.uint8)

    def draw(self, luma: Plane, blue: Plane, red: Plane, wall_ms: int) -> None:
        """Draw the local time of day for this Unix time in milliseconds."""
        seconds, milliseconds = divmod(wall_ms, 1000)
        text = time.strftime("%H:%M:%S", time.localtime(seconds)) + f".{milliseconds:03d}"
        self._canvas[self._text] = np.hstack([self._glyphs[glyph] for glyph in text])
        np.copyto(luma[self._plate], self._canvas, where=self._inside)
        inside = self._inside[::2, ::2]
        for chroma in (blue, red):
            np.copyto(chroma[self._chroma], NEUTRAL_CHROMA, where=inside)


def read_image(name: str, mode: int) -> Any:
    """An image of ``hardware/demo/scenes`` as OpenCV gives it."""
    content = (resources.files("hardware.demo") / "scenes" / name).read_bytes()
    return cv2.imdecode(np.frombuffer(content, np.uint8), mode)


def _even(value: int) -> int:
    return max(2, value // 2 * 2)


def _rounded(height: int, width: int, radius: int) -> NDArray[np.bool_]:
    rows = np.minimum(np.arange(height), np.arange(height)[::-1])[:, None]
    columns = np.minimum(np.arange(width), np.arange(width)[::-1])[None, :]
    down, across = np.maximum(radius - rows, 0), np.maximum(radius - columns, 0)
    return np.asarray(down * down + across * across <= radius * radius, dtype=np.bool_)
