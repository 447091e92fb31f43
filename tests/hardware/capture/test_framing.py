"""Which part of the picture is sent."""

from __future__ import annotations

import av
import numpy as np
import pytest

from hardware.capture.framing import Crop, Framing, frame_of, planes_of
from hardware.table_view.view import TableView
from tests.hardware.table_view import scenes

WIDTH, HEIGHT = 320, 180


def quarters() -> av.VideoFrame:
    """Four flat quarters: 40 and 90 above, 140 and 190 below."""
    luma = np.repeat(np.repeat(np.array([[40, 90], [140, 190]], np.uint8), 90, 0), 160, 1)
    grey = np.full((HEIGHT // 2, WIDTH // 2), 128, np.uint8)
    return frame_of((luma, grey, grey), av.VideoFrame(WIDTH, HEIGHT, "yuv420p"))


@pytest.mark.parametrize(
    ("crop", "level"),
    [
        ((0.0, 0.0, 0.5, 0.5), 40),
        ((0.5, 0.0, 0.5, 0.5), 90),
        ((0.0, 0.5, 0.5, 0.5), 140),
        ((0.55, 0.55, 0.4, 0.4), 190),
    ],
)
def test_a_part_fills_the_picture(crop: Crop, level: int) -> None:
    framing = Framing()
    framing.crop = crop
    framed = framing.apply(quarters(), 0.0)
    assert (framed.width, framed.height, framed.format.name) == (WIDTH, HEIGHT, "yuv420p")
    assert (planes_of(framed)[0] == level).all()


@pytest.mark.parametrize("crop", [(0.9, 0.9, 0.5, 0.5), (0.0, 0.0, 0.001, 0.001), (0, 0, 1, 0.3)])
def test_any_part_gives_a_picture(crop: Crop) -> None:
    framing = Framing()
    framing.crop = crop
    assert framing.apply(quarters(), 0.0).width == WIDTH


def test_without_a_part_and_a_table_the_picture_is_the_same_one() -> None:
    frame = quarters()
    assert Framing().passes_all
    assert Framing().apply(frame, 0.0) is frame


def test_the_camera_above_the_table_shows_the_table_alone() -> None:
    random = np.random.default_rng(4)
    luma = scenes.film(scenes.table(random), scenes.camera(random), random)
    height, width = luma.shape
    grey = np.full((height // 2, width // 2), 128, np.uint8)
    frame = frame_of((luma, grey, grey), av.VideoFrame(width, height, "yuv420p"))
    framed = Framing(TableView(width, height)).apply(frame, 0.0)
    assert (framed.width, framed.height) == (width, height)
    # The markers' outermost corners are the corners of what is sent: black on both diagonals.
    shown = planes_of(framed)[0]
    across = shown[height // 2].astype(int)
    left, right = int(np.argmax(across > 16)), width - int(np.argmax(across[::-1] > 16))
    for x, y in ((left + 8, 8), (right - 9, 8), (left + 8, height - 9), (right - 9, height - 9)):
        assert shown[y, x] < 60
