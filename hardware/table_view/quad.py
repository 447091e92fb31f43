"""Four corners of the table in the picture, and the perspective between them and a rectangle."""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.errors import HardwareError

Quad = NDArray[np.float32]
"""(4, 2) in pixels: top left, top right, bottom right, bottom left of the table."""
Homography = NDArray[np.float64]

UNIT: Quad = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
_SMALLEST_SHARE = 0.02


class CornersRefused(HardwareError):
    """Corners set by hand that no table can have."""


def corners_by_hand(points: Sequence[tuple[float, float]], width: int, height: int) -> Quad:
    """The four corners that a person set, in the table's order. Raises CornersRefused.

    They must lie in the picture and go round a convex shape that is not tiny: clockwise, or
    the picture would be mirrored.
    """
    quad = np.array(points, np.float32).reshape(-1, 2)
    if quad.shape != (4, 2) or not is_table(quad, width, height):
        raise CornersRefused(
            "Placez les quatre coins de la table dans l’image, en tournant dans le sens des"
            " aiguilles d’une montre depuis le coin en haut à gauche.",
            "Put the table's four corners inside the picture, clockwise from the top left.",
        )
    return quad


def is_table(quad: Quad, width: int, height: int) -> bool:
    """Convex, clockwise on the screen, inside the picture (a little beyond is fine), not tiny."""
    if not np.isfinite(quad).all():
        return False
    slack = 0.1 * np.array([width, height])
    if (quad < -slack).any() or (quad > np.array([width, height]) + slack).any():
        return False
    sides = np.roll(quad, -1, axis=0) - quad
    following = np.roll(sides, -1, axis=0)
    turns = sides[:, 0] * following[:, 1] - sides[:, 1] * following[:, 0]
    return bool((turns > 0).all()) and cv2.contourArea(quad) > _SMALLEST_SHARE * width * height


def to_rectangle(quad: Quad, width: float, height: float) -> Homography:
    """From the picture to a rectangle of this size."""
    rectangle = UNIT * np.array([width, height], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(quad.astype(np.float32), rectangle), np.float64)


def moved(points: NDArray[np.float32], homography: NDArray[Any]) -> NDArray[np.float32]:
    """Points (n, 2) through a homography."""
    shaped = points.reshape(-1, 1, 2).astype(np.float64)
    through = cv2.perspectiveTransform(shaped, homography).reshape(-1, 2)
    return np.asarray(through, np.float32)
