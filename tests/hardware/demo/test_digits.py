"""The clock that people read."""

from __future__ import annotations

import time

import numpy as np
import pytest

from hardware.demo.digits import LENGTH, ClockFace

NOON_MS = int(time.mktime((2026, 3, 14, 12, 0, 0, 0, 0, -1)) * 1000)


def drawn(wall_ms: int, width: int = 960, height: int = 540) -> np.ndarray:
    luma = np.full((height, width), 150, np.uint8)
    chroma = [np.full((height // 2, width // 2), 90, np.uint8) for _ in range(2)]
    ClockFace(width, height).draw(luma, chroma[0], chroma[1], wall_ms)
    return luma


@pytest.mark.parametrize(
    ("later_ms", "changed"),
    [(1, [11]), (10, [10]), (100, [9]), (1_000, [7]), (60_000, [4]), (3_600_000, [1])],
    ids=["ms", "cs", "ds", "second", "minute", "hour"],
)
def test_each_digit_has_its_place(later_ms: int, changed: list[int]) -> None:
    before, after = drawn(NOON_MS), drawn(NOON_MS + later_ms)
    columns = np.flatnonzero((before != after).any(axis=0))
    plate = np.flatnonzero((before != 150).any(axis=0))
    # The text sits in the middle of the plate, in cells of equal width.
    cell = 22
    left = (plate[0] + plate[-1] + 1) / 2 - cell * LENGTH / 2
    assert sorted({int((column - left) // cell) for column in columns}) == changed


@pytest.mark.parametrize("size", [(960, 540), (640, 360), (1280, 720), (320, 180)])
def test_it_stays_in_the_top_right_corner_and_leaves_the_stripe_alone(
    size: tuple[int, int],
) -> None:
    rows, columns = np.nonzero(drawn(NOON_MS, *size) != 150)
    width, height = size
    assert rows.min() > 0
    assert rows.max() < height / 6
    assert columns.min() > width / 2
    assert columns.max() < width
