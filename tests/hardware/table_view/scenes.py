"""A table filmed from above, of which the true corners are known."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.table_view.markers import DICTIONARY, NUMBERS

WIDTH, HEIGHT = 1920, 1080
# The table as a flat drawing, 8 pixels per centimetre: 160 x 90 cm with markers of 7 cm.
TABLE_WIDTH, TABLE_HEIGHT, MARKER, QUIET = 1280, 720, 56, 8
SUPERSAMPLED = 3

Luma = NDArray[np.uint8]
Points = NDArray[np.float32]


def table(random: np.random.Generator, turned: tuple[int, ...] = (0, 0, 0, 0)) -> Luma:
    """The flat drawing, enlarged; ``turned``: quarter turns of each marker's sheet."""
    k = SUPERSAMPLED
    grain = random.normal(0, 12, (90, 30)).astype(np.float32)
    wood = cv2.resize(grain, (TABLE_WIDTH * k, TABLE_HEIGHT * k)) + 120
    flat = np.clip(wood, 0, 255).astype(np.uint8)
    for _ in range(10):
        x, y = random.integers(200, TABLE_WIDTH - 300), random.integers(100, TABLE_HEIGHT - 160)
        size = random.integers(20, 140, 2)
        corner, opposite = (
            (int(x * k), int(y * k)),
            (int((x + size[0]) * k), int((y + size[1]) * k)),
        )
        cv2.rectangle(flat, corner, opposite, float(random.uniform(20, 235)), -1)
    lefts = (QUIET, TABLE_WIDTH - QUIET - MARKER)
    tops = (QUIET, TABLE_HEIGHT - QUIET - MARKER)
    places = ((lefts[0], tops[0]), (lefts[1], tops[0]), (lefts[1], tops[1]), (lefts[0], tops[1]))
    for number, (left, top), quarter in zip(NUMBERS, places, turned, strict=True):
        marker = cv2.aruco.generateImageMarker(DICTIONARY, number, MARKER * k)
        paper = (
            slice((top - QUIET) * k, (top + MARKER + QUIET) * k),
            slice((left - QUIET) * k, (left + MARKER + QUIET) * k),
        )
        flat[paper] = 235
        flat[top * k : (top + MARKER) * k, left * k : (left + MARKER) * k] = np.rot90(
            np.maximum(marker, 15), quarter
        )
    # A lens averages what falls on one pixel; sampling alone would tear small markers.
    return np.asarray(cv2.GaussianBlur(flat, (0, 0), 0.45 * k), np.uint8)


def flat_corners() -> Points:
    """The markers' outermost corners on the flat drawing."""
    right, bottom = TABLE_WIDTH - QUIET, TABLE_HEIGHT - QUIET
    return np.array([[QUIET, QUIET], [right, QUIET], [right, bottom], [QUIET, bottom]], np.float32)


def camera(random: np.random.Generator, rotation_deg: float = 0.0) -> NDArray[np.float64]:
    """A homography from the flat drawing to a picture of 1920 x 1080: above, a little askew."""
    scale = random.uniform(0.9, 1.08)
    angle = np.radians(rotation_deg + random.uniform(-6, 6))
    if abs(rotation_deg) in (90, 270):
        scale *= 0.72
    cosine, sine = scale * np.cos(angle), scale * np.sin(angle)
    tilt = random.uniform(-8e-5, 8e-5, 2)
    centred = np.array([[1, 0, -TABLE_WIDTH / 2], [0, 1, -TABLE_HEIGHT / 2], [0, 0, 1]])
    turned = np.array([[cosine, -sine, 0], [sine, cosine, 0], [*tilt, 1]])
    shift = random.uniform(-40, 40, 2) * (0.4 if abs(rotation_deg) in (90, 270) else 1)
    there = np.array([[1, 0, WIDTH / 2 + shift[0]], [0, 1, HEIGHT / 2 + shift[1]], [0, 0, 1]])
    homography: NDArray[np.float64] = there @ turned @ centred
    return homography


def film(
    flat: Luma,
    homography: NDArray[np.float64],
    random: np.random.Generator,
    *,
    noise: float = 3.0,
    blur: float = 0.8,
    covered: Iterable[int] = (),
) -> Luma:
    """One picture; ``covered`` markers lie under a hand."""
    # Pixel centres: the enlarged drawing's pixel 0 covers a third of the drawing's.
    k = SUPERSAMPLED
    shrink = np.array([[1 / k, 0, (1 / k - 1) / 2], [0, 1 / k, (1 / k - 1) / 2], [0, 0, 1]])
    seen = cv2.warpPerspective(
        flat, homography @ shrink, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR, borderValue=70
    ).astype(np.float32)
    corners = true_corners(homography)
    for number in covered:
        at = corners[number] * 0.93 + corners.mean(axis=0) * 0.07
        cv2.ellipse(seen, tuple(int(v) for v in at), (85, 60), 30, 0, 360, 165.0, -1)
    seen = cv2.GaussianBlur(seen, (0, 0), blur) if blur else seen
    seen += random.normal(0, noise, (HEIGHT, WIDTH)).astype(np.float32)
    return np.clip(seen, 0, 255).astype(np.uint8)


def true_corners(homography: NDArray[np.float64]) -> Points:
    """Where the table's corners are in the picture: its edges lie between pixels."""
    flat = (flat_corners() - 0.5).reshape(-1, 1, 2).astype(np.float64)
    seen: Points = cv2.perspectiveTransform(flat, homography).reshape(-1, 2).astype(np.float32)
    return seen
