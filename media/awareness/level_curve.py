"""The last seconds of a microphone's audio level, 20 ms by 20 ms."""

import numpy as np
from numpy.typing import NDArray

FRAME_S = 0.02
"""One Opus packet of a browser."""
SILENCE_DBOV = -127
_HELD_FRAMES = 5
"""So many missing frames are a loss, and are filled; more are silence (discontinuous
transmission).
"""


def frame_at(time_s: float) -> int:
    """The number of the 20 ms that hold this time."""
    return int(time_s / FRAME_S + 0.5)


class LevelCurve:
    """A ring of levels; what has not come is silence."""

    __slots__ = ("_levels", "_ring", "_size", "last_frame")

    def __init__(self, size: int) -> None:
        self._size = size
        self._ring = bytearray(b"\x7f" * size)
        self._levels = np.frombuffer(self._ring, np.uint8)
        self.last_frame: int | None = None
        """The newest frame known."""

    def hear(self, level_dbov: int, at: float) -> None:
        """Take one level, 0 (loudest) to -127, of the sound at this time."""
        frame = int(at / FRAME_S + 0.5)
        last = self.last_frame
        if last is not None and frame == last + 1:
            self._ring[frame % self._size] = -level_dbov & 0x7F
            self.last_frame = frame
        else:
            self._hear_out_of_step(-level_dbov & 0x7F, frame)

    def _hear_out_of_step(self, attenuation: int, frame: int) -> None:
        last = self.last_frame
        if last is None or frame - last > self._size or last - frame > self._size:
            self._ring[:] = b"\x7f" * self._size
        elif frame <= last:
            at = frame % self._size
            self._ring[at] = min(self._ring[at], attenuation)
            return
        else:
            missing = frame - last - 1
            filler = self._ring[last % self._size] if missing <= _HELD_FRAMES else 0x7F
            for gone in range(last + 1, frame):
                self._ring[gone % self._size] = filler
        self._ring[frame % self._size] = attenuation
        self.last_frame = frame

    @property
    def loudest_dbov(self) -> int:
        """Of all that the ring holds."""
        return -int(self._levels.min())

    @property
    def liveliness_db(self) -> float:
        """How much the levels that the ring holds vary; their standard deviation."""
        return float(self._levels.std())

    def window(self, end_frame: int, length: int) -> NDArray[np.float32]:
        """Levels in dBov of the `length` frames before `end_frame` (at most the ring's size)."""
        if length > self._size:
            raise ValueError(f"the curve holds {self._size} frames, not {length}")
        frames = np.arange(end_frame - length, end_frame)
        levels = -self._levels[frames % self._size].astype(np.float32)
        newest = self.last_frame if self.last_frame is not None else end_frame - length - 1
        levels[(frames > newest) | (frames <= newest - self._size)] = SILENCE_DBOV
        return levels
