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

    def add(self, frame: Frame, time_ms: int) -> None:
        """The next frame. Times rise; one that does not is moved behind the last."""
        time_ms = max(time_ms, self.last_ms + 1)
        self.last_ms = time_ms
        self._blocks.append(Block(time_ms, frame.keyframe, frame.data))

    @property
    def span_ms(self) -> int:
        """From the first frame not yet taken to the last."""
        return self._blocks[-1].time_ms - self._blocks[0].time_ms if self._blocks else 0

    def take(self) -> bytes:
        """Everything collected, as clusters: a second at most each, a new one at each keyframe."""
        blocks, self._blocks = self._blocks, []
        clusters: list[bytes] = []
        part: list[Block] = []
        for block in blocks:
            begins = self._is_video and block.keyframe
            if part and (begins or block.time_ms - part[0].time_ms > MAX_CLUSTER_MS):
                clusters.append(cluster(part))
                part = []
            part.append(block)
        if part:
            clusters.append(cluster(part))
        return b"".join(clusters)

    def discard(self) -> None:
        """Forget everything collected."""
        self._blocks = []
