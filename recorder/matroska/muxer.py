"""Frames of one track to clusters."""

from __future__ import annotations

from recorder.depacketize import Frame
from recorder.matroska.layout import MAX_CLUSTER_MS, Block, cluster


class Muxer:
    """Collects frames until they are written. Times in milliseconds since the recording began."""

    def __init__(self, *, is_video: bool) -> None:
        self._is_video = is_video
        self._blocks: list[Block] = []
        self.last_ms = -1
        self.entry_at: int | None = None
        """Where, in what was taken last, the last cluster begins that decoding can begin with."""

    def add(self, frame: Frame, time_ms: int) -> None:
        """The next frame. Times rise; one that does not is moved behind the last."""
        time_ms = max(time_ms, self.last_ms + 1)
        self.last_ms = time_ms
        self._blocks.append(Block(time_ms, frame.keyframe, frame.data))

    def take(self) -> bytes:
        """Everything collected, as clusters: a second at most each, a new one at each keyframe."""
        blocks, self._blocks = self._blocks, []
        parts: list[list[Block]] = []
        for block in blocks:
            begins = self._is_video and block.keyframe
            if not parts or begins or block.time_ms - parts[-1][0].time_ms > MAX_CLUSTER_MS:
                parts.append([])
            parts[-1].append(block)
        data = bytearray()
        self.entry_at = None
        for part in parts:
            if part[0].keyframe:
                self.entry_at = len(data)
            data += cluster(part)
        return bytes(data)

    def discard(self) -> None:
        """Forget everything collected."""
        self._blocks = []
