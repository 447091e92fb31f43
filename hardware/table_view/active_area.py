"""Where something happens on the table: an optional closer crop. Pure."""

import cv2
import numpy as np
from numpy.typing import NDArray

_COLUMNS, _ROWS = 64, 36
_NOISE = 12.0
_FORGET = 0.97
_FOLLOW = 0.05
_LEAST_SHARE = 0.4
_MARGIN = 0.08


class ActiveArea:
    """Feed it straightened luma some times a second; ``area`` drifts slowly, never jumps."""

    def __init__(self) -> None:
        self._before: NDArray[np.float32] | None = None
        self._activity = np.zeros((_ROWS, _COLUMNS), np.float32)
        self.area = np.array([0.0, 0.0, 1.0, 1.0])
        """Left, top, right, bottom, each a share of the picture."""

    def see(self, luma: NDArray[np.uint8]) -> NDArray[np.float64]:
        """The area after this picture."""
        small = cv2.resize(luma, (_COLUMNS, _ROWS), interpolation=cv2.INTER_AREA)
        now = small.astype(np.float32)
        if self._before is not None:
            changed = (np.abs(now - self._before) > _NOISE).astype(np.float32)
            self._activity = np.maximum(self._activity * _FORGET, changed)
        self._before = now
        self.area = self.area + _FOLLOW * (self._target() - self.area)
        return self.area

    def _target(self) -> NDArray[np.float64]:
        rows, columns = np.nonzero(self._activity > 0.5)
        if len(rows) < 3:
            return np.array([0.0, 0.0, 1.0, 1.0])
        low = np.array([columns.min() / _COLUMNS, rows.min() / _ROWS]) - _MARGIN
        high = np.array([(columns.max() + 1) / _COLUMNS, (rows.max() + 1) / _ROWS]) + _MARGIN
        # One share for both sides keeps the picture's proportions.
        share = min(1.0, max(_LEAST_SHARE, float((high - low).max())))
        start = np.clip((low + high) / 2 - share / 2, 0.0, 1.0 - share)
        return np.array([*start, *(start + share)])
