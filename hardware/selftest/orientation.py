"""Is the picture upside down?

A picture alone does not tell: a table filmed from above has no up. Two things do:

- the reference picture, taken when the kit was installed and agreed to by a person: the picture
  is compared with it as it is and turned by half a turn (``compare``);
- the table view's markers, which say which side of the sheet is up (``by_markers``).

Without either, nothing is said.
"""

from collections.abc import Mapping
from enum import Enum

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.selftest.picture_measures import Luma
from hardware.selftest.thresholds import PICTURE, PictureThresholds


class Orientation(Enum):
    """``OTHER``: it shows something else than the reference. ``UNKNOWN``: cannot be told."""

    UPRIGHT = "upright"
    UPSIDE_DOWN = "upside-down"
    OTHER = "other"
    UNKNOWN = "unknown"


def compare(picture: Luma, reference: Luma, than: PictureThresholds = PICTURE) -> Orientation:
    """Against the picture taken at the installation; people and light may have changed."""
    seen, known = _outline(picture), _outline(reference)
    if min(float(seen.std()), float(known.std())) < than.outline_needed:
        return Orientation.UNKNOWN
    upright = _likeness(seen, known)
    turned = _likeness(np.ascontiguousarray(seen[::-1, ::-1]), known)
    if max(upright, turned) < than.alike:
        plain = min(float(seen.std()), float(known.std())) < than.outline_to_accuse
        return Orientation.UNKNOWN if plain else Orientation.OTHER
    if turned > upright + than.turned_margin:
        return Orientation.UPSIDE_DOWN
    if upright > turned + than.turned_margin:
        return Orientation.UPRIGHT
    return Orientation.UNKNOWN


def by_markers(corners: Mapping[int, NDArray[np.float32]]) -> Orientation:
    """By the markers of the print sheet: their own top edge should be above their bottom edge.

    ``corners``: marker number -> its four corners (4, 2), clockwise from its top left.
    """
    if not corners:
        return Orientation.UNKNOWN
    rises = [
        float((square[0] + square[1] - square[2] - square[3])[1]) for square in corners.values()
    ]
    return Orientation.UPRIGHT if sum(rises) < 0 else Orientation.UPSIDE_DOWN


def _outline(picture: Luma) -> NDArray[np.float32]:
    """Where things begin and end, coarsely, whatever the light: 96 x 54."""
    shrunk = cv2.resize(picture, (192, 108), interpolation=cv2.INTER_AREA)
    small = np.asarray(shrunk, np.float32)
    small = np.asarray(cv2.GaussianBlur(small, (0, 0), 1.2), np.float32)
    across, down = cv2.Sobel(small, cv2.CV_32F, 1, 0), cv2.Sobel(small, cv2.CV_32F, 0, 1)
    edges = np.sqrt(cv2.magnitude(across, down))
    coarse = np.asarray(cv2.resize(edges, (96, 54), interpolation=cv2.INTER_AREA), np.float32)
    return np.asarray(coarse - cv2.blur(coarse, (25, 25)), np.float32)


def _likeness(seen: NDArray[np.float32], known: NDArray[np.float32]) -> float:
    """The best correlation over small shifts: a camera is bumped, a tripod sags."""
    inner = seen[4:-4, 6:-6]
    return float(cv2.matchTemplate(known, inner, cv2.TM_CCOEFF_NORMED).max())
