"""All files of one recording: what comes from the media loop, the manifest, the disk and its
limits. Made to be run by one thread; it starts none.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from media.control.tap import TapBatch
from recorder.disk.recording_folder import RecordingFolder
from recorder.errors import DiskFull, RecorderError
from recorder.handle import TrackHandle
from recorder.manifest import FileEntry, Manifest
from recorder.proving import Proving
from recorder.state import Alarm, RecordingState, TrackState
from recorder.timeline import OffsetFit, sender_clock
from recorder.track_writer import TrackWriter

log = logging.getLogger(__name__)

WRITE_INTERVAL_S = 0.5
MANIFEST_INTERVAL_S = 10.0
RETRY_INTERVAL_S = 5.0
SLOW_S = 2.0
"""A disk that takes longer to confirm half a second of recording is reported."""


@dataclass(frozen=True, slots=True)
class DiskLimits:
    """Below `least_free_bytes` nothing is written; it goes on above `resume_free_bytes`."""

    least_free_bytes: int = 128 << 20
    resume_free_bytes: int = 512 << 20


@dataclass(frozen=True, slots=True)
class Batch:
    """Packets of a track; `overrun`: some before them were thrown away. `resumed`: it was off
    before them."""

    handle: TrackHandle
    batch: TapBatch
    overrun: bool = False
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class End:
    """Nothing more of this track."""

    handle: TrackHandle
    reason: str


class RecordingWriter:
    """Never raises for what a disk does: it stops writing, says so in `state`, and tries again."""

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        began: float,
        *,
        limits: DiskLimits | None = None,
        clock: Callable[[], float] = lambda: 0.0,
    ) -> None:
        """`began` is the zero of `manifest` on the clock of `now`; a folder that is there already
        is gone on with. `clock` measures how long the disk takes. Raises OSError when nothing can
        be written."""
        self.state = RecordingState()
        self.manifest = manifest
        self._folder = RecordingFolder(folder)
        self.began = began
        self._limits = limits or DiskLimits()
        self._clock = clock
        self._tracks: dict[TrackHandle, TrackWriter] = {}
        self._ended: set[TrackHandle] = set()
        self._senders: dict[str, OffsetFit] = {}
        self._alarm: Alarm = ""
        self._finished_bytes = sum(entry.bytes for entry in manifest.files)
        self._next_write = began
        self._next_manifest = began + MANIFEST_INTERVAL_S
        self._proving = Proving(began)
        self._next_retry = began
        if folder.is_dir():
            self._folder.reserve()
        else:
            self._folder.create()
        self._save()

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return self._folder.path

    # -- from the media loop ------------------------------------------------------------------

    def handle(self, command: Batch | End, now: float) -> None:
        """One thing that happened."""
        if isinstance(command, End):
            self._ended.add(command.handle)
            writer = self._tracks.pop(command.handle, None)
            if writer is not None:
                self._guard(lambda: self._end(writer, command.reason, now), now)
        elif command.handle.permitted and command.handle not in self._ended:
            self._guard(lambda: self._receive(command, now), now, command.handle)

    def step(self, now: float) -> None:
        """Everything that is due."""
        for handle in [h for h in self._tracks if not h.permitted]:
            self.handle(End(handle, "withdrawn"), now)
        if self._stopped_by_disk:
            self._maybe_resume(now)
        for writer in list(self._tracks.values()):
            self._guard(partial(writer.poll, now), now, writer.handle)
        if now >= self._next_write:
            self._next_write = now + WRITE_INTERVAL_S
            self._guard(lambda: self._write(now), now)
        if now >= self._next_manifest and not self._stopped_by_disk:
            self._next_manifest = now + MANIFEST_INTERVAL_S
            self._guard(self._save, now)
        self._proving.step(self._tracks.values(), now)
        self._publish()

    def finish(self, now: float, unix_s: float, *, still_wanted: bool = False) -> None:
        """End every file; nothing may be handled afterwards. `still_wanted`: whoever starts again
        goes on with it."""
        for handle in list(self._tracks):
            self.handle(End(handle, "stopped"), now)
        self._proving.close()
        self._folder.release()
        self.manifest.state, self.manifest.ended_unix_s = "finished", unix_s
        if not still_wanted:
            self.manifest.wanted = None
        self._guard(self._save, now)
        self._publish(finished=True)

    # -- tracks -------------------------------------------------------------------------------

    def _receive(self, command: Batch, now: float) -> None:
        if self._stopped_by_disk:
            return
        handle = command.handle
        writer = self._tracks.get(handle)
        if writer is None:
            sender = self._senders.setdefault(handle.cname, sender_clock())
            writer = TrackWriter(self._folder.path, handle, sender, self.began, self._begin_file)
            self._tracks[handle] = writer
        if command.overrun:
            writer.overrun()
        if command.resumed:
            writer.resume(now)
        writer.receive(command.batch, now)

    def _begin_file(self, entry: FileEntry) -> None:
        self.manifest.files.append(entry)
        self._save()

    def _end(self, writer: TrackWriter, reason: str, now: float) -> None:
        writer.end(reason, now)
        if writer.entry is not None:
            self._finished_bytes += writer.entry.bytes
            if not writer.entry.bytes:
                self.manifest.files.remove(writer.entry)
        self._save()

    def _write(self, now: float) -> None:
        if self._tracks and self._folder.free_bytes() < self._limits.least_free_bytes:
            raise DiskFull("little is left of the disk")
        before = self._clock()
        for writer in self._tracks.values():
            writer.write()
        for writer in self._tracks.values():
            writer.sync()
        slow = self._clock() - before > SLOW_S
        if self._alarm in ("", "disk_slow"):
            self._alarm = "disk_slow" if slow else ""

    # -- faults -------------------------------------------------------------------------------

    @property
    def _stopped_by_disk(self) -> bool:
        return self._alarm in ("disk_full", "disk_fault")

    def _guard(
        self, act: Callable[[], None], now: float, handle: TrackHandle | None = None
    ) -> None:
        try:
            act()
        except OSError as error:
            self._stop_for(error, now)
        except RecorderError:
            self._drop(handle, now)
        except Exception:
            log.exception("a track of a recording caused a fault")
            self._drop(handle, now)

    def _drop(self, handle: TrackHandle | None, now: float) -> None:
        """A track that cannot be written must not keep the others from it."""
        if not self._stopped_by_disk:
            self._alarm = "fault"
        if handle is not None:
            self._ended.add(handle)
            writer = self._tracks.pop(handle, None)
            if writer is not None:
                self._close(writer, "fault", now)

    def _stop_for(self, error: OSError, now: float) -> None:
        """What was written stays good; what comes is not written until there is room again."""
        if not self._stopped_by_disk:
            log.error("recording stops: %s", error)
        self._alarm = "disk_full" if isinstance(error, DiskFull) else "disk_fault"
        self._next_retry = now + RETRY_INTERVAL_S
        self._folder.release()
        tracks, self._tracks = self._tracks, {}
        for writer in tracks.values():
            self._close(writer, "disk", now)
        try:
            self._save()
        except OSError as failed:
            log.error("the manifest of a recording is not up to date: %s", failed)

    def _close(self, writer: TrackWriter, reason: str, now: float) -> None:
        try:
            writer.end(reason, now)
        except (OSError, RecorderError) as failed:
            log.error("a file is left to be finished at the next start: %s", failed)
        if writer.entry is not None:
            self._finished_bytes += writer.entry.bytes

    def _maybe_resume(self, now: float) -> None:
        if now < self._next_retry:
            return
        self._next_retry = now + RETRY_INTERVAL_S
        try:
            if self._folder.free_bytes() < self._limits.resume_free_bytes:
                return
            self._folder.reserve()
            self._save()
        except OSError:
            return
        self._alarm = ""

    # -- what is told -------------------------------------------------------------------------

    def _save(self) -> None:
        self._folder.save(self.manifest.to_json())

    def _publish(self, *, finished: bool = False) -> None:
        tracks = tuple(
            TrackState(
                file=entry.file,
                person=entry.who.person,
                name=entry.who.name,
                role=entry.who.role,
                source=entry.who.source,
                bytes=entry.bytes,
                seconds=(writer.last_ms - entry.began_ms) / 1000,
                gaps=len(entry.gaps),
                lost_packets=entry.lost_packets,
                readable=writer.readable,
            )
            for writer in self._tracks.values()
            if (entry := writer.entry) is not None
        )
        try:
            free = self._folder.free_bytes()
        except OSError:
            free = 0
        total = self._finished_bytes + sum(track.bytes for track in tracks)
        self.state = RecordingState(tracks, total, free, self._alarm, finished)
