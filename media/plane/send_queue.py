"""What waits for a slow TCP connection. Sound and control go before pictures; what has waited for
too long is of no use to anybody.

TCP loses nothing, it delays: a line that carries less than is sent would fall ever further behind.
So the queue is bounded by time and by size. When pictures wait for too long they are all dropped,
and whoever fills the queue sends none until it is empty, then a keyframe.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import islice

from media.plane.framing import frames_of

MAX_SOUND_AGE_S = 1.0
FIRST_PATIENCE_S, LAST_PATIENCE_S = 1.0, 8.0
"""How long pictures may wait. A keyframe that was not through by then may need longer: twice as
long each time, for a picture that is late is better than none."""
CALM_S = 20.0
"""After so long without a jam the first patience is enough again."""
MAX_BYTES = 1 << 20
MAX_BUFFERS = 64
"""Frames for one call of the system."""


class SendQueue:
    """The frames of one connection that the system has not taken yet."""

    def __init__(self) -> None:
        self._head: memoryview | None = None
        """The rest of a frame of which a part has left: it must follow, whatever it is."""
        self._urgent: deque[tuple[float, bytes]] = deque()
        self._pictures: deque[tuple[float, bytes]] = deque()
        self._offered: list[bytes | memoryview] = []
        self._patience_s = FIRST_PATIENCE_S
        self._jammed_at = float("-inf")
        self.size = 0
        """In bytes."""

    def __bool__(self) -> bool:
        return self.size > 0

    def put(self, datagrams: Sequence[bytes], now: float, *, picture: bool) -> int:
        """Queue datagrams; how many older ones of sound or control were dropped for it."""
        frames = frames_of(datagrams)
        lane = self._pictures if picture else self._urgent
        lane.extend([(now, frame) for frame in frames])
        self.size += sum(map(len, frames))
        return self._drop_stale(now)

    def _drop_stale(self, now: float) -> int:
        count, oldest = 0, now - MAX_SOUND_AGE_S
        while self._urgent and (self._urgent[0][0] < oldest or self.size > 2 * MAX_BYTES):
            self.size -= len(self._urgent.popleft()[1])
            count += 1
        return count

    def pending(self, room: int) -> list[bytes | memoryview]:
        """The next buffers to write, in order; tell `sent` how much of them was taken. Pictures
        until there are `room` bytes or a little more; sound and control whatever the room.
        """
        if room <= 0 and not self._urgent:
            self._offered = []
            return []
        offered: list[bytes | memoryview] = [] if self._head is None else [self._head]
        offered += [frame for _, frame in islice(self._urgent, MAX_BUFFERS)]
        left = room - sum(map(len, offered))
        for _, frame in islice(self._pictures, max(0, MAX_BUFFERS - len(offered))):
            if left <= 0:
                break
            offered.append(frame)
            left -= len(frame)
        self._offered = offered
        return offered

    def sent(self, count: int) -> None:
        """So many bytes of the last `pending` are gone."""
        self.size -= count
        for buffer in self._offered:
            if count <= 0:
                return
            if self._head is not None:
                self._head = None
            else:
                (self._urgent or self._pictures).popleft()
            if count < len(buffer):
                self._head = memoryview(buffer)[count:]
            count -= len(buffer)

    def is_jammed(self, now: float) -> bool:
        """Whether pictures have waited for too long, or are too many."""
        if not self._pictures:
            return False
        return now - self._pictures[0][0] > self._patience(now) or self.size > MAX_BYTES

    def _patience(self, now: float) -> float:
        return self._patience_s if now - self._jammed_at < CALM_S else FIRST_PATIENCE_S

    def drop_pictures(self, now: float) -> int:
        """The way out of a jam: how many were dropped."""
        self._patience_s = min(2 * self._patience(now), LAST_PATIENCE_S)
        self._jammed_at = now
        count = len(self._pictures)
        self.size -= sum(len(frame) for _, frame in self._pictures)
        self._pictures.clear()
        return count
