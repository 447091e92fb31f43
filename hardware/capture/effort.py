"""What a machine that is too slow for every size of a picture leaves out. Pure."""

from collections.abc import Sequence

from hardware.capture.encodings import Encoding

# This many pictures tell how fast the machine is.
MEASURED_PICTURES = 50
# Of the time until the next picture: what is left belongs to the device and to other threads.
ENOUGH = 0.9


class Effort:
    """First the sizes between the largest and the smallest are left out, then every other picture
    of the largest. It stays so until the camera is opened anew."""

    def __init__(self, rate_fps: int) -> None:
        self._interval_s = 1 / rate_fps
        self._step = 0
        self._spent_s: list[float] = []
        self._pictures = 0

    @property
    def is_reduced(self) -> bool:
        """Is something left out?"""
        return self._step > 0

    def choose(self, encodings: Sequence[Encoding]) -> Sequence[Encoding]:
        """Of those wanted (the smallest first), the ones to make of the next picture."""
        self._pictures += 1
        if self._step >= 1 and len(encodings) > 1:
            encodings = (encodings[0], encodings[-1])
        if self._step >= 2 and len(encodings) > 1 and self._pictures % 2:
            encodings = encodings[:-1]
        return encodings

    def took(self, spent_s: float, sizes: int) -> bool:
        """Take in what one picture took, in so many ``sizes``; True when less is made from now
        on. One size alone is not reduced: its pictures come as fast as they are made."""
        self._spent_s.append(spent_s)
        if len(self._spent_s) < MEASURED_PICTURES:
            return False
        mean_s = sum(self._spent_s) / len(self._spent_s)
        self._spent_s.clear()
        if mean_s <= ENOUGH * self._interval_s or sizes < 2 or self._step >= 2:
            return False
        # Two sizes have none between them.
        self._step = 1 if sizes > 2 and not self._step else 2
        return True
