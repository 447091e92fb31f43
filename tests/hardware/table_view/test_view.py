"""The table view against known perspectives: right to two pixels, and steady under hands."""

from __future__ import annotations

import itertools

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from hardware.table_view.quad import CornersRefused, corners_by_hand
from hardware.table_view.view import TableView
from tests.hardware.table_view.scenes import HEIGHT, WIDTH, camera, film, table, true_corners

LOOK_S = 0.1
CONDITIONS = list(itertools.product((1.0, 4.0, 8.0), (0.4, 1.2, 2.0)))


def errors_of(seed: int, noise: float, blur: float, rotation_deg: float = 0) -> NDArray[np.float32]:
    random = np.random.default_rng(seed)
    homography = camera(random, rotation_deg)
    view = TableView(WIDTH, HEIGHT)
    quad = None
    flat = table(random)
    for look in range(3):
        quad = view.look(film(flat, homography, random, noise=noise, blur=blur), look * LOOK_S)
    assert quad is not None
    return np.linalg.norm(quad - true_corners(homography), axis=1)


def test_corners_are_right_to_two_pixels_over_noise_and_blur() -> None:
    errors = np.concatenate(
        [errors_of(100 + index, noise, blur) for index, (noise, blur) in enumerate(CONDITIONS)]
    )
    assert np.median(errors) <= 1.0
    assert errors.max() <= 2.0


@pytest.mark.parametrize("rotation_deg", [0, 90, 180, 270])
def test_the_table_is_turned_the_right_way_however_the_camera_hangs(rotation_deg: int) -> None:
    assert errors_of(7, 3.0, 0.8, rotation_deg).max() <= 2.0


def test_it_does_not_matter_how_a_markers_sheet_was_turned() -> None:
    random = np.random.default_rng(11)
    homography = camera(random)
    seen = film(table(random, turned=(1, 2, 3, 0)), homography, random)
    quad = TableView(WIDTH, HEIGHT).look(seen, 0.0)
    assert quad is not None
    assert np.linalg.norm(quad - true_corners(homography), axis=1).max() <= 2.0


@pytest.mark.parametrize("covered", [(0,), (2,), (1, 3), (0, 1, 2, 3)])
def test_nothing_jumps_when_markers_are_covered_for_two_seconds(covered: tuple[int, ...]) -> None:
    random = np.random.default_rng(21)
    homography, flat = camera(random), table(random)
    view = TableView(WIDTH, HEIGHT)
    before: NDArray[np.float32] | None = None
    for look in range(40):
        hidden = covered if 10 <= look < 30 else ()
        now = view.look(film(flat, homography, random, covered=hidden), look * LOOK_S)
        assert now is not None
        if before is not None:
            assert np.linalg.norm(now - before, axis=1).max() <= 3.0
        assert np.linalg.norm(now - true_corners(homography), axis=1).max() <= 3.0
        before = now.copy()


def test_a_table_that_moves_while_a_hand_covers_a_marker_is_followed() -> None:
    random = np.random.default_rng(31)
    homography, flat = camera(random), table(random)
    view = TableView(WIDTH, HEIGHT)
    for look in range(18):
        hidden = (0,) if look >= 6 else ()
        if look == 8:
            homography = np.array([[1, 0, 22], [0, 1, -15], [0, 0, 1]]) @ homography
        view.look(film(flat, homography, random, covered=hidden), look * LOOK_S)
    assert view.corners is not None
    assert np.linalg.norm(view.corners - true_corners(homography), axis=1).max() <= 4.0


def test_what_was_straightened_is_the_flat_table() -> None:
    random = np.random.default_rng(41)
    homography, flat = camera(random, 180), table(random)
    seen = film(flat, homography, random, noise=1.0)
    grey = np.full((HEIGHT // 2, WIDTH // 2), 128, np.uint8)
    view = TableView(WIDTH, HEIGHT)
    view.look(seen, 0.0)
    y, u, v = view.straighten((seen, grey, grey), 1280, 720)
    assert (y.shape, u.shape, v.shape) == ((720, 1280), (360, 640), (360, 640))
    inner = flat[24:-24, 24:-24]
    high = round(1280 * inner.shape[0] / inner.shape[1])
    bars = (720 - high) // 2
    expected = np.full((720, 1280), 16, np.uint8)
    expected[bars : bars + high] = cv2.resize(inner, (1280, high), interpolation=cv2.INTER_AREA)
    agreement = np.corrcoef(y[20:-20, 20:-20].ravel(), expected[20:-20, 20:-20].ravel())[0, 1]
    assert agreement > 0.97


def test_without_markers_the_whole_picture_is_shown() -> None:
    random = np.random.default_rng(51)
    seen = random.integers(0, 255, (HEIGHT, WIDTH), dtype=np.uint8)
    grey = np.full((HEIGHT // 2, WIDTH // 2), 128, np.uint8)
    view = TableView(WIDTH, HEIGHT)
    assert view.look(seen, 0.0) is None
    y, _, _ = view.straighten((seen, grey, grey), WIDTH, HEIGHT)
    assert np.array_equal(y, seen)


def test_corners_set_by_hand_need_no_marker() -> None:
    corners = corners_by_hand([(400, 200), (1500, 220), (1600, 900), (300, 880)], WIDTH, HEIGHT)
    view = TableView(WIDTH, HEIGHT, corners)
    dark = np.zeros((HEIGHT, WIDTH), np.uint8)
    assert view.look(dark, 0.0) is corners


@pytest.mark.parametrize(
    "points",
    [
        [(400, 200), (300, 880), (1600, 900), (1500, 220)],
        [(400, 200), (1500, 220), (600, 400), (300, 880)],
        [(400, 200), (420, 200), (420, 210), (400, 210)],
        [(400, 200), (9000, 220), (9000, 900), (300, 880)],
        [(float("nan"), 200), (1500, 220), (1600, 900), (300, 880)],
        [(400, 200), (1500, 220), (1600, 900)],
    ],
    ids=["mirrored", "not convex", "tiny", "outside", "not a number", "three"],
)
def test_corners_that_no_table_can_have_are_refused(points: list[tuple[float, float]]) -> None:
    with pytest.raises(CornersRefused, match=r"quatre coins.* / .*four corners"):
        corners_by_hand(points, WIDTH, HEIGHT)
