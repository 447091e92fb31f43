"""One track: what came of late, and the part under way while its line is cut."""

import secrets
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from hardware.local_recording.limits import Budget
from hardware.local_recording.spool import SpoolFrame, SpoolWriter
from hardware.local_recording.told import Told
from hardware.local_recording.voice import Voice

# A cut is noticed after five seconds and more: what was sent meanwhile is lost.
RECENT_S = 20.0
# Pictures are kept from their keyframe on; of a camera that makes none, no more than this.
MOST_RECENT_BYTES = 32 << 20
# After the line is back, until the server has what it can begin a new file with.
OVERLAP_S = 3.0
VIDEO, AUDIO = "video", "audio"
_SOURCES = {VIDEO: "camera", AUDIO: "microphone"}


class Captured(NamedTuple):
    """A coded picture, or a block of sound as it was captured (``codec`` is "opus", to be)."""

    codec: str
    data: bytes
    is_keyframe: bool
    at_s: float


class KeptTrack:
    """``take`` is called on the capture thread, everything else on the one that writes.

    ``is_up``: does the server receive the track? ``begun``: called when a part begins, so that
    the camera goes on for nobody but us.
    """

    def __init__(
        self,
        role: str,
        kind: str,
        is_up: Callable[[], bool],
        begun: Callable[[], None] = lambda: None,
    ) -> None:
        self.role, self.kind = role, kind
        self.wants = False
        """Is there anything to take?"""
        self._is_up, self._begun = is_up, begun
        self._came: deque[Captured] = deque()
        self._recent: deque[Captured] = deque()
        self._recent_bytes = 0
        self._part: SpoolWriter | None = None
        self._told: Told | None = None
        self._codec = ""
        self._voice: Voice | None = None
        self._began_s = 0.0
        self._up_since_s: float | None = None
        self._was_up = self._came_back = self._given_up = False

    def take(self, codec: str, data: bytes, is_keyframe: bool, at_s: float | None = None) -> None:
        """One more; ``at_s`` is monotonic, now by default."""
        if self.wants:
            now = time.monotonic() if at_s is None else at_s
            self._came.append(Captured(codec, data, is_keyframe, now))

    def step(self, told: Told | None, folder: Path, budget: Budget, now: float) -> Path | None:
        """What is due; a part that is ready to be sent. Raises OSError: the part ended."""
        self.wants = told is not None and _SOURCES[self.kind] in told.sources
        self._note_line(now)
        self._gather(now)
        other = self._told is not None and (
            told is None or told.recording != self._told.recording or not self.wants
        )
        ready = None
        if self._part is not None and (other or self._is_over(budget, now)):
            ready = self._close()
        if not self.wants:
            self._forget()
        elif told is not None and self._part is None and self._is_cut and not self._given_up:
            if budget.allows(folder):
                self._begin(told, folder, now)
            self._given_up = self._part is None and bool(self._recent)
        if self._part is not None:
            self._write(budget)
            if self._recent:
                # Another encoder has taken over: a file of its own.
                ready = self._close()
        return ready

    def close(self) -> Path | None:
        """The kit ends; what is there is sent when it is back."""
        return None if self._part is None else self._close()

    # -- the line -----------------------------------------------------------------------------

    @property
    def _is_cut(self) -> bool:
        """Not while it is made for the first time: there is nothing yet that could be missing."""
        return self._was_up and self._up_since_s is None

    def _note_line(self, now: float) -> None:
        if not self._is_up():
            self._up_since_s = None
        elif self._up_since_s is None:
            self._up_since_s, self._given_up, self._was_up = now, False, True

    def _is_over(self, budget: Budget, now: float) -> bool:
        if self._up_since_s is not None:
            self._came_back = True
            return now - self._up_since_s > OVERLAP_S
        if self._came_back:
            # Cut again at once: another part, which continues another file.
            return True
        if now - self._began_s > budget.limits.most_s:
            self._given_up = True
        return self._given_up

    # -- what came ----------------------------------------------------------------------------

    def _gather(self, now: float) -> None:
        while self._came:
            one = self._came.popleft()
            self._recent.append(one)
            self._recent_bytes += len(one.data)
        if self._part is not None:
            return
        while self._recent and (
            self._recent_bytes > MOST_RECENT_BYTES or self._next_entry_s() < now - RECENT_S
        ):
            self._recent_bytes -= len(self._recent.popleft().data)
            while self._recent and not self._recent[0].is_keyframe:
                self._recent_bytes -= len(self._recent.popleft().data)

    def _next_entry_s(self) -> float:
        """When the second of the frames came that decoding can begin with."""
        entries = (one.at_s for one in self._recent if one.is_keyframe)
        next(entries, None)
        return next(entries, float("inf"))

    def _forget(self) -> None:
        self._recent.clear()
        self._recent_bytes, self._given_up = 0, False

    # -- the part -----------------------------------------------------------------------------

    def _begin(self, told: Told, folder: Path, now: float) -> None:
        while self._recent and not self._recent[0].is_keyframe:
            self._recent.popleft()
        self._begun()
        if not self._recent:
            return
        self._told, self._began_s, self._came_back = told, now, False
        self._codec = self._recent[0].codec
        self._voice = Voice() if self.kind == AUDIO else None
        head = {
            "part": secrets.token_hex(16),
            "recording": told.recording,
            "role": self.role,
            "kind": self.kind,
            "codec": self._codec,
            "lost_ms": told.time_us(now) // 1000,
            "kit_s": round(now, 6),
            "at_ms": told.time_us(now) // 1000,
        }
        self._part = SpoolWriter(folder, head)

    def _write(self, budget: Budget) -> None:
        assert self._part is not None
        frames: list[SpoolFrame] = []
        while self._recent and self._recent[0].codec == self._codec:
            frames += self._coded(self._recent.popleft())
        self._recent_bytes = sum(len(one.data) for one in self._recent)
        try:
            if not budget.take(sum(len(frame.data) for frame in frames), self._part.path.parent):
                self._given_up = True
                return
            self._part.write(frames)
        except OSError:
            # What is there stays, and is sent; no more until the line is back.
            self._given_up = True
            raise

    def _coded(self, one: Captured) -> list[SpoolFrame]:
        assert self._told is not None
        if self._voice is None:
            return [SpoolFrame(self._told.time_us(one.at_s), one.is_keyframe, one.data)]
        coded = self._voice.encode(one.data, one.at_s)
        return [SpoolFrame(self._told.time_us(at_s), True, data) for at_s, data in coded]

    def _close(self) -> Path | None:
        assert self._part is not None
        part, self._part, self._told, self._voice = self._part, None, None, None
        return part.close()
