"""The table view of a running camera: looks for the markers now and then, straightens always.

Looking costs more than straightening: while the markers are where they were, ten looks a second
beside their places; a search of the whole picture only for those that are not found.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.table_view.markers import NUMBERS, MarkerFinder
from hardware.table_view.quad import Homography, Quad, to_rectangle
from hardware.table_view.tracking import TableTracker

Plane = NDArray[np.uint8]
Planes = tuple[Plane, Plane, Plane]
"""Y, U and V of yuv420p: (height, width), and twice half of both."""

_LOOK_S = 0.1
_SEARCH_S = 0.5


class TableView:
    """``corners``: set by hand; then no marker is looked for."""

    def __init__(self, width: int, height: int, corners: Quad | None = None) -> None:
        self._finder = MarkerFinder()
        self._tracker = TableTracker(width, height)
        self._by_hand = corners
        self._look_due_s = self._search_due_s = float("-inf")

    @property
    def corners(self) -> Quad | None:
        """The table's corners in the picture; None until it was found."""
        return self._tracker.quad if self._by_hand is None else self._by_hand

    def look(self, luma: Plane, now: float) -> Quad | None:
        """Look for the markers if it is time; ``now`` in seconds, monotonic."""
        if self._by_hand is None and now >= self._look_due_s:
            self._look_due_s = now + _LOOK_S
            found = self._finder.look_near(luma, self._tracker.places())
            if len(found) < len(NUMBERS) and now >= self._search_due_s:
                self._search_due_s = now + _SEARCH_S
                thorough = self._tracker.quad is None
                found = {**self._finder.search(luma, thorough=thorough), **found}
            self._tracker.update(found)
        return self.corners

    def straighten(self, planes: Planes, width: int, height: int) -> Planes:
        """The table alone, filling ``width`` x ``height`` but for bars beside it.

        The whole picture, scaled, as long as the table was not found.
        """
        quad = self.corners
        if quad is None:
            return _scaled(planes, width, height)
        homography = _letterboxed(quad, self._tracker.ratio(), width, height)
        half = np.diag([0.5, 0.5, 1.0])
        chroma = half @ homography @ np.linalg.inv(half)
        y, u, v = planes
        return (
            _warp(y, homography, (width, height), cv2.INTER_LINEAR, 16),
            # The eye takes its edges from the luma: colour without interpolation costs a third.
            _warp(u, chroma, (width // 2, height // 2), cv2.INTER_NEAREST, 128),
            _warp(v, chroma, (width // 2, height // 2), cv2.INTER_NEAREST, 128),
        )


def _letterboxed(quad: Quad, ratio: float, width: int, height: int) -> Homography:
    """The table in its own proportions, in the middle of the picture."""
    if ratio > width / height:
        table_width, table_height = float(width), width / ratio
    else:
        table_width, table_height = height * ratio, float(height)
    across, down = (width - table_width) / 2, (height - table_height) / 2
    place = np.array([[1, 0, across], [0, 1, down], [0, 0, 1]])
    homography: Homography = place @ to_rectangle(quad, table_width, table_height)
    return homography


def _warp(
    plane: Plane, homography: Homography, size: tuple[int, int], how: int, border: int
) -> Plane:
    warped = cv2.warpPerspective(plane, homography, size, flags=how, borderValue=border)
    return np.asarray(warped, np.uint8)


def _scaled(planes: Planes, width: int, height: int) -> Planes:
    y, u, v = planes
    half = (width // 2, height // 2)
    return (_resize(y, (width, height)), _resize(u, half), _resize(v, half))


def _resize(plane: Plane, size: tuple[int, int]) -> Plane:
    return np.asarray(cv2.resize(plane, size), np.uint8)
