"""Where the table is, steadily: noise averaged out, a covered marker done without.

While all four markers are seen, the place of each marker *on the table* is learned. When a hand
covers one, the others are compared with what was learned: if they are where they should be, the
table has not moved and nothing changes; if they are not, they tell where it went. Pure.
"""

from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.table_view.markers import NUMBERS, Square
from hardware.table_view.quad import UNIT, Homography, Quad, is_table, moved, to_rectangle

# Less than this is noise or a nudge: follow slowly. More, twice in a row: the table has moved.
_STILL_PX = 2.5
_CONFIRMED = 2
_LEARNING = 0.1


class TableTracker:
    """Feed it what was found of each picture, in order."""

    def __init__(self, width: int, height: int) -> None:
        self._size = (width, height)
        self._on_table: dict[int, NDArray[np.float32]] = {}
        self._outer: dict[int, int] = {}
        self._candidate: Quad | None = None
        self._confirmed = 0
        self._seen = 0
        self.quad: Quad | None = None

    def update(self, found: Mapping[int, Square]) -> Quad | None:
        """The table's corners after this picture; None until all four were seen once."""
        if all(number in found for number in NUMBERS):
            self._see_all(found)
        elif self.quad is not None and len(found) >= 1:
            self._see_some(found)
        return self.quad

    def places(self) -> dict[int, Square]:
        """Where each marker should be in the picture, the covered ones included."""
        if self.quad is None:
            return {}
        back = np.linalg.inv(to_rectangle(self.quad, 1, 1))
        return {number: moved(square, back) for number, square in self._on_table.items()}

    def ratio(self) -> float:
        """The table's width over its height. The markers are square: that tells."""
        if not self._on_table:
            return 4 / 3
        widths, heights = [], []
        for square in self._on_table.values():
            across, along = np.ptp(square, axis=0)
            widths.append(across)
            heights.append(along)
        return float(np.mean(heights) / np.mean(widths))

    def _see_all(self, found: Mapping[int, Square]) -> None:
        fresh = self._corners(found)
        if not is_table(fresh, *self._size):
            return
        if self.quad is None:
            self.quad, self._seen = fresh, 1
        elif _farthest(fresh, self.quad) < _STILL_PX:
            self._confirmed = 0
            self._seen += 1
            weight = max(_LEARNING, 1 / self._seen)
            self.quad = (self.quad + weight * (fresh - self.quad)).astype(np.float32)
        elif not self._jump_to(fresh):
            return
        self._learn(found, to_rectangle(self.quad, 1, 1))

    def _see_some(self, found: Mapping[int, Square]) -> None:
        known = [number for number in found if number in self._on_table]
        if not known or self.quad is None:
            return
        expected = self.places()
        seen = np.concatenate([found[number] for number in known])
        there = np.concatenate([expected[number] for number in known])
        if float(np.median(np.linalg.norm(seen - there, axis=1))) < _STILL_PX:
            self._confirmed = 0
            return
        if len(known) < 2:
            return
        table = np.concatenate([self._on_table[number] for number in known])
        homography, _ = cv2.findHomography(table, seen)
        if homography is not None:
            fresh = moved(UNIT, homography)
            if is_table(fresh, *self._size):
                self._jump_to(fresh)

    def _jump_to(self, fresh: Quad) -> bool:
        """Believe a move only when the next look agrees with it."""
        agrees = self._candidate is not None and _farthest(fresh, self._candidate) < 2 * _STILL_PX
        self._confirmed = self._confirmed + 1 if agrees and self._confirmed else 1
        self._candidate = fresh
        if self._confirmed < _CONFIRMED:
            return False
        self.quad, self._seen, self._confirmed = fresh, 1, 0
        return True

    def _learn(self, found: Mapping[int, Square], to_table: Homography) -> None:
        for number in NUMBERS:
            fresh = moved(found[number], to_table)
            known = self._on_table.get(number)
            if known is None or self._seen == 1:
                self._on_table[number] = fresh
            else:
                self._on_table[number] = (known + _LEARNING * (fresh - known)).astype(np.float32)

    def _corners(self, found: Mapping[int, Square]) -> Quad:
        """Each marker's outermost corner: however its sheet was turned, that is the table's."""
        if not self._outer:
            middle = np.mean([found[number].mean(axis=0) for number in NUMBERS], axis=0)
            for number in NUMBERS:
                far = np.linalg.norm(found[number] - middle, axis=1)
                self._outer[number] = int(far.argmax())
        return np.array([found[n][self._outer[n]] for n in NUMBERS], np.float32)


def _farthest(one: Quad, other: Quad) -> float:
    return float(np.linalg.norm(one - other, axis=1).max())
