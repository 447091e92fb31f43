"""A camera and a microphone that are written, on a clock of the test's own."""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from media.control.tap import TapBatch
from recorder.disk.recording_folder import MANIFEST
from recorder.handle import TrackHandle
from recorder.manifest import Manifest, Who
from recorder.recording_writer import Batch, DiskLimits, RecordingWriter
from tests.recorder.coded import Sender, camera, microphone

BEGAN = 1000.0
NO_LIMITS = DiskLimits(0, 0)


def camera_handle(track: str = "camera", codec: str = "VP8") -> TrackHandle:
    who = Who("person-1", "Awa", "camera", "Salle", {"answer": "yes"})
    return TrackHandle(track, "video", codec, 90_000, "kit", who)


def microphone_handle(track: str = "microphone") -> TrackHandle:
    return TrackHandle(track, "audio", "opus", 48_000, "kit", Who("person-1", "Awa", "microphone"))


Feed = Iterator[tuple[float, TrackHandle, TapBatch]]


def feed(handle: TrackHandle, seconds: float, began: float = BEGAN, ssrc: int = 1) -> Feed:
    """What comes of one track, and when."""
    sender = Sender(ssrc)
    source = camera if handle.kind == "video" else microphone
    for at, packets in source(sender, seconds, began):
        yield at, handle, sender.batch(packets)


class Studio:
    """A writer that is stepped by hand."""

    def __init__(self, root: Path, limits: DiskLimits = NO_LIMITS) -> None:
        self.folder = root / "recording"
        self.now = BEGAN
        manifest = Manifest("recording", "session", 1_700_000_000.0)
        self.writer = RecordingWriter(self.folder, manifest, BEGAN, limits=limits)

    def run(self, *feeds: Feed, each: Callable[[], None] = lambda: None) -> None:
        """Let everything come in its time, with a step every 100 ms."""
        next_step = self.now
        for at, handle, batch in heapq.merge(*feeds, key=lambda event: event[0]):
            self.now = max(self.now, at)
            self.writer.handle(Batch(handle, batch), self.now)
            if self.now >= next_step:
                next_step = self.now + 0.1
                self.writer.step(self.now)
                each()

    def idle(self, seconds: float) -> None:
        """Time passes without a packet."""
        end = self.now + seconds
        while self.now < end:
            self.now += 0.1
            self.writer.step(self.now)

    def finish(self) -> None:
        self.writer.finish(self.now, 1_700_000_000.0 + self.now - BEGAN)

    def manifest(self) -> dict[str, Any]:
        """As it is on the disk."""
        content: dict[str, Any] = json.loads((self.folder / MANIFEST).read_bytes())
        return content

    def files(self) -> list[Path]:
        return sorted(self.folder.glob("*.mkv"))

    def file_of(self, kind: str, index: int = 0) -> Path:
        entries = [entry for entry in self.manifest()["files"] if entry["kind"] == kind]
        return self.folder / entries[index]["file"]
