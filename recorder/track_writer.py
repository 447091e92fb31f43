"""One track to one file."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path

from media.control.tap import TapBatch
from recorder.decoding import Passage
from recorder.disk.finish import finish_file
from recorder.disk.track_file import TrackFile
from recorder.handle import TrackHandle
from recorder.manifest import FileEntry, random_name
from recorder.matroska.layout import head
from recorder.matroska.muxer import Muxer
from recorder.matroska.track_entry import TrackDescription
from recorder.proof import LastSeconds, Written, can_be_read
from recorder.timeline import OffsetFit
from recorder.track_stream import TimedFrame, TrackStream

KEYFRAME_INTERVAL_S = 10.0
"""So often at least a picture can be entered: what is shown as readable begins there."""
CLOCK_POINT_INTERVAL_MS = 10_000


class TrackWriter:
    """Used by the writing thread alone. What the disk refuses is raised as OSError."""

    def __init__(
        self,
        folder: Path,
        handle: TrackHandle,
        sender: OffsetFit,
        began: float,
        on_begin: Callable[[FileEntry], None],
    ) -> None:
        """`on_begin` has the entry written before there is a file. Raises UnsupportedCodec."""
        self.handle = handle
        self.entry: FileEntry | None = None
        self.decodes: bool | None = None
        """What the last decoding of the end of the file came to."""
        self._whole: bool | None = None
        self._folder = folder
        self._on_begin = on_begin
        self._stream = TrackStream(
            kind=handle.kind,
            codec=handle.codec,
            clock_rate=handle.clock_rate,
            sender=sender,
            began=began,
        )
        self._muxer = Muxer(is_video=handle.kind == "video")
        self._file: TrackFile | None = None
        self._last_keyframe: float | None = None
        self._head_size = 0
        self._last_seconds = LastSeconds()

    # -- packets in ---------------------------------------------------------------------------

    def receive(self, batch: TapBatch, now: float) -> None:
        """Packets as they came."""
        if not self.handle.permitted:
            return
        self._add(self._stream.receive(batch, now), now)
        since = now - self._last_keyframe if self._last_keyframe is not None else 0.0
        if self._stream.needs_keyframe or since > KEYFRAME_INTERVAL_S:
            self.handle.keyframe_wanted = True

    def overrun(self) -> None:
        """Packets were thrown away on their way here."""
        self._stream.overrun()

    def resume(self, now: float) -> None:
        """The track was off: nothing is missing."""
        self._add(self._stream.resume(), now)

    def poll(self, now: float) -> None:
        """What is due: what is missing for too long is given up."""
        self._add(self._stream.poll(now), now)

    def _add(self, frames: list[TimedFrame], now: float) -> None:
        for frame, time_ms in frames:
            if self._file is None:
                if not frame.keyframe:
                    continue
                self._begin(frame.size, frame.setup, time_ms)
            if frame.keyframe:
                self._last_keyframe = now
            self._muxer.add(frame, time_ms)

    def _begin(self, size: tuple[int, int] | None, setup: bytes, time_ms: int) -> None:
        handle = self.handle
        self.entry = FileEntry(
            file=random_name() + ".mkv",
            who=handle.who,
            track=handle.track_id,
            kind=handle.kind,
            codec=handle.codec,
            began_ms=time_ms,
        )
        self._on_begin(self.entry)
        description = TrackDescription(handle.codec, size, setup)
        self._file = TrackFile.create(self._folder / self.entry.file, head(description))
        self._head_size = self._file.size

    # -- bytes out ----------------------------------------------------------------------------

    def write(self) -> None:
        """What was collected, to the disk."""
        if not self.handle.permitted:
            self._muxer.discard()
            return
        if self._file is None:
            return
        data = self._muxer.take()
        if data:
            start = self._file.size
            self._file.append(data)
            entry_at = self._muxer.entry_at
            entry = start + entry_at if entry_at is not None else None
            written = Written(start, len(data), zlib.crc32(data), self._muxer.last_ms, entry)
            self._last_seconds.add(written)
        self._note()

    def sync(self) -> None:
        """Wait for the disk."""
        if self._file is not None:
            self._file.sync()

    # -- proof --------------------------------------------------------------------------------

    @property
    def readable(self) -> bool | None:
        """Whether the last ten seconds could be read back, and decoded when that was tried last."""
        return False if self.decodes is False else self._whole

    def prove(self) -> None:
        """Read the last ten seconds back from the disk."""
        if self._file is None or not self._last_seconds.writes():
            return
        try:
            self._whole = can_be_read(self._file.path, self._last_seconds.writes())
        except OSError:
            self._whole = False

    def passage(self) -> Passage | None:
        """What to decode to know that the last ten seconds can be, if there is anything."""
        entry = self._last_seconds.entry()
        if self._file is None or entry is None:
            return None
        return Passage(self._file.path, self.handle.kind, self._head_size, entry, self._file.size)

    # -- what is told -------------------------------------------------------------------------

    def _note(self) -> None:
        entry, point = self.entry, self._stream.timeline.last_point
        if entry is None or self._file is None:
            return
        entry.bytes = self._file.size
        entry.frames = self._stream.counters.frames
        entry.lost_packets = self._stream.counters.lost_packets
        entry.gaps = self._stream.gaps.found
        due_ms = entry.began_ms + len(entry.clock) * CLOCK_POINT_INTERVAL_MS
        if point is not None and self._muxer.last_ms >= due_ms:
            entry.clock.append(point)

    @property
    def last_ms(self) -> int:
        """The time of the last frame."""
        return max(self._muxer.last_ms, 0)

    # -- the end ------------------------------------------------------------------------------

    def end(self, reason: str, now: float) -> None:
        """Finish the file. With a reason other than "withdrawn", with all that can still be had."""
        if self.handle.permitted and reason != "disk":
            self._add(self._stream.flush(), now)
            self.write()
        self._muxer.discard()
        if self._file is None or self.entry is None:
            return
        path = self._file.path
        self._file.close()
        self._file = None
        found = finish_file(path)
        self.entry.end_reason = reason
        self.entry.ended_ms = found.last_ms if found is not None else self.entry.began_ms
        self.entry.bytes = path.stat().st_size if found is not None else 0
