"""A recording as the server sees it: which tracks, whose, and whether they may be written."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from media.control.tap import TrackTap
from media.control.track import Track
from recorder.disk.recording_folder import RecordingFolder
from recorder.handle import TrackHandle
from recorder.manifest import Interruption, Manifest, Who, random_name
from recorder.recording_writer import Batch, DiskLimits, End, RecordingWriter
from recorder.state import RecordingState
from recorder.writing_thread import WritingThread

KEYFRAME_REQUEST_INTERVAL_S = 0.5


class Sink(Protocol):
    """Where the packets of a recording go; see `WritingThread`."""

    @property
    def state(self) -> RecordingState:
        """How the writing goes."""

    def give(self, command: Batch | End) -> bool:
        """Take it, or False."""

    def stop(self) -> None:
        """Nothing more comes."""


@dataclass(slots=True)
class _Recorded:
    """A track that is to be recorded whenever it may be."""

    track: Track
    who: Callable[[], Who]
    may_record: Callable[[], bool]
    tap: TrackTap
    is_on: Callable[[], bool]
    handle: TrackHandle | None = None
    """While it may be written."""
    overrun: bool = False
    paused: bool = False
    next_keyframe: float = field(default=0.0)


class Recording:
    """Called on the media loop; returns at once from everything but `open_recording`.

    Consent is asked for again at each tick, not remembered: from the first tick on at which a
    track may not be written, nothing of it is, and what already waited is thrown away. A consent
    that comes back begins a new file. A track that is off for a while goes on in the same one.
    """

    def __init__(self, sink: Sink, tap: Callable[[Track], TrackTap]) -> None:
        """`tap` is `MediaEndpoint.tap`."""
        self._sink = sink
        self._tap = tap
        self._tracks: dict[str, _Recorded] = {}
        self._stopped = False

    @property
    def state(self) -> RecordingState:
        """What those who watch over it are shown."""
        return self._sink.state

    def add(
        self,
        track: Track,
        who: Callable[[], Who],
        may_record: Callable[[], bool],
        is_on: Callable[[], bool] = lambda: True,
    ) -> None:
        """Record this track whenever `may_record()`; `who()` is asked when a file begins.

        Nothing is taken of it while it is not `is_on()`, muted for instance: what came before is
        kept.
        """
        if not self._stopped and track.id not in self._tracks:
            tap = self._tap(track)
            self._tracks[track.id] = _Recorded(track, who, may_record, tap, is_on)

    def remove(self, track: Track, reason: str = "left") -> None:
        """The track is over. What already came of it is kept."""
        recorded = self._tracks.pop(track.id, None)
        if recorded is None:
            return
        recorded.tap.close()
        if recorded.handle is None:
            return
        if recorded.may_record():
            self._sink.give(End(recorded.handle, reason))
        else:
            self._withdraw(recorded)

    def tick(self, now: float) -> None:
        """Every 20 ms: the packets of all tracks that may be written, to where they are written."""
        for recorded in list(self._tracks.values()):
            if not recorded.track.active:
                self.remove(recorded.track)
            elif not recorded.may_record():
                if recorded.handle is not None:
                    self._withdraw(recorded)
            elif recorded.is_on():
                self._record(recorded, now)
            elif not recorded.paused:
                recorded.tap.close()
                recorded.paused = True

    def stop(self, now: float) -> None:
        """End the recording: every file is finished by the writing thread."""
        if self._stopped:
            return
        self.tick(now)
        for recorded in list(self._tracks.values()):
            self.remove(recorded.track, "stopped")
        self._stopped = True
        self._sink.stop()

    def _withdraw(self, recorded: _Recorded) -> None:
        recorded.tap.close()
        recorded.paused = False
        if recorded.handle is not None:
            recorded.handle.permitted = False
            self._sink.give(End(recorded.handle, "withdrawn"))
            recorded.handle = None

    def _record(self, recorded: _Recorded, now: float) -> None:
        handle = recorded.handle
        if handle is None:
            handle = recorded.handle = self._handle_of(recorded)
        batch = recorded.tap.take(now)
        if batch is not None:
            taken = self._sink.give(Batch(handle, batch, recorded.overrun, recorded.paused))
            recorded.overrun = not taken
            recorded.paused = recorded.paused and not taken
        if handle.keyframe_wanted and now >= recorded.next_keyframe:
            handle.keyframe_wanted = False
            recorded.next_keyframe = now + KEYFRAME_REQUEST_INTERVAL_S
            recorded.tap.want_keyframe(now)

    @staticmethod
    def _handle_of(recorded: _Recorded) -> TrackHandle:
        track = recorded.track
        return TrackHandle(
            track_id=track.id,
            kind=track.kind,
            codec=track.codec_name,
            clock_rate=track.codec.clock_rate,
            cname=track.cname,
            who=recorded.who(),
        )


def open_recording(
    root: Path,
    session: str,
    tap: Callable[[Track], TrackTap],
    *,
    unix_s: float,
    clock: Callable[[], float] = time.monotonic,
    limits: DiskLimits | None = None,
    wanted: dict[str, Any] | None = None,
) -> tuple[Recording, WritingThread]:
    """Begin a recording in a new folder below `root`, with a thread of its own.

    `clock` is the media loop's; `wanted` goes into the manifest until somebody ends it. Waits for
    the disk: not to be called on that loop. Raises OSError when there is no room.
    """
    name = random_name()
    manifest = Manifest(recording=name, session=session, began_unix_s=unix_s, wanted=wanted)
    return _write(root / name, manifest, clock(), tap, clock, limits)


def go_on_recording(
    folder: Path,
    tap: Callable[[Track], TrackTap],
    *,
    unix_s: float,
    clock: Callable[[], float] = time.monotonic,
    limits: DiskLimits | None = None,
) -> tuple[Recording, WritingThread]:
    """Go on with one that an earlier process began, and that is finished: what comes has its times
    from the same beginning, behind what is there. As `open_recording`; raises ValueError and the
    like for a manifest that cannot be read.
    """
    manifest = Manifest.from_json(RecordingFolder(folder).load())
    # A wall clock that was set back in between makes nothing overlap.
    now_ms = max(manifest.last_ms, round((unix_s - manifest.began_unix_s) * 1000))
    manifest.interruptions.append(Interruption(manifest.last_ms, now_ms))
    manifest.state, manifest.ended_unix_s = "running", None
    return _write(folder, manifest, clock() - now_ms / 1000, tap, clock, limits)


def _write(
    folder: Path,
    manifest: Manifest,
    began: float,
    tap: Callable[[Track], TrackTap],
    clock: Callable[[], float],
    limits: DiskLimits | None,
) -> tuple[Recording, WritingThread]:
    writer = RecordingWriter(folder, manifest, began, limits=limits, clock=time.monotonic)
    thread = WritingThread(writer, clock=clock)
    return Recording(thread, tap), thread
