"""Finds the four printed markers in a luma picture (ArUco, dictionary 4x4_50, numbers 0 to 3)."""

from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

Luma = NDArray[np.uint8]
Square = NDArray[np.float32]
"""Four corners (4, 2) in pixels, clockwise from the marker's own top left."""

DICTIONARY = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
# Top left, top right, bottom right, bottom left, as those at the table see it.
NUMBERS = (0, 1, 2, 3)
# A marker that moved less than a third of its size since the last look is found beside its place.
_MARGIN = 0.35
_REFINED_PX = 5


class MarkerFinder:
    """One picture at a time; keeps nothing between them."""

    def __init__(self) -> None:
        self._anywhere = cv2.aruco.ArucoDetector(DICTIONARY, _parameters())
        near = _parameters()
        # In a window that the marker nearly fills, one threshold does, and nothing small counts.
        near.adaptiveThreshWinSizeMin = near.adaptiveThreshWinSizeMax = 23
        near.minMarkerPerimeterRate = 1.0
        self._nearby = cv2.aruco.ArucoDetector(DICTIONARY, near)

    def search(self, luma: Luma, *, thorough: bool = False) -> dict[int, Square]:
        """Everywhere: in half the size, where it costs a quarter, then refined in full.

        ``thorough``: in full if need be, for markers that are small in the picture.
        """
        half = np.asarray(
            cv2.resize(luma, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8
        )
        # A pixel of the half picture has its centre between four of the full one.
        coarse = _detect(self._anywhere, half)
        found = {number: (square + 0.5) * 2 - 0.5 for number, square in coarse.items()}
        refined = {number: _refined(luma, square) for number, square in found.items()}
        if thorough and len(refined) < len(NUMBERS):
            return {**_detect(self._anywhere, luma), **refined}
        return refined

    def look_near(self, luma: Luma, places: Mapping[int, Square]) -> dict[int, Square]:
        """Each marker beside the place where it was."""
        found = {}
        for number, place in places.items():
            low, high = place.min(axis=0), place.max(axis=0)
            margin = _MARGIN * float((high - low).max())
            left, top = np.maximum(low - margin, 0).astype(int)
            right, bottom = (high + margin).astype(int) + 1
            window = luma[top:bottom, left:right]
            if min(window.shape) < 16:
                continue
            square = _detect(self._nearby, window).get(number)
            if square is not None:
                found[number] = square + np.array([left, top], np.float32)
        return found


def _parameters() -> cv2.aruco.DetectorParameters:
    parameters = cv2.aruco.DetectorParameters()
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    return parameters


def _detect(detector: cv2.aruco.ArucoDetector, luma: Luma) -> dict[int, Square]:
    """Our markers; one that is seen twice is not believed at all."""
    # The blur is against sensor noise, which breaks a marker's edge into crumbs.
    corners, numbers, _ = detector.detectMarkers(cv2.GaussianBlur(luma, (3, 3), 0))
    if numbers is None:
        return {}
    seen = [int(number) for number in numbers.ravel()]
    return {
        number: square.reshape(4, 2).astype(np.float32)
        for square, number in zip(corners, seen, strict=True)
        if number in NUMBERS and seen.count(number) == 1
    }


def _refined(luma: Luma, square: Square) -> Square:
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.02)
    corners = np.ascontiguousarray(square.reshape(-1, 1, 2).astype(np.float32))
    reach = (_REFINED_PX, _REFINED_PX)
    cv2.cornerSubPix(luma, corners, reach, (-1, -1), stop)
    return corners.reshape(4, 2)
