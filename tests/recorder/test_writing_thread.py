"""The thread between the media loop and the disk."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from media.control.tap import TapBatch, TappedPacket
from recorder.disk.track_file import TrackFile
from recorder.manifest import Manifest
from recorder.recording_writer import Batch, DiskLimits, End, RecordingWriter
from recorder.writing_thread import MAX_PENDING_BYTES, WritingThread
from tests.recorder.coded import Sender, camera, decoded
from tests.recorder.studio import camera_handle

NO_LIMITS = DiskLimits(0, 0)


@pytest.fixture
def writer(tmp_path: Path) -> RecordingWriter:
    began = time.monotonic()
    return RecordingWriter(tmp_path / "r", Manifest("r", "s", 0.0), began, limits=NO_LIMITS)


def wait_for(condition: Any, timeout_s: float = 20.0) -> None:
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)


def test_what_is_given_is_written_and_finished_by_the_end(
    writer: RecordingWriter, tmp_path: Path
) -> None:
    thread, handle, sender = WritingThread(writer), camera_handle(), Sender(1)
    for _, packets in camera(sender, 2.0, time.monotonic()):
        assert thread.give(Batch(handle, sender.batch(packets)))
    thread.give(End(handle, "left"))
    thread.stop()
    assert thread.join(20)
    assert thread.state.finished
    (path,) = (tmp_path / "r").glob("*.mkv")
    assert len(decoded(path)) == 60


def test_a_disk_that_stands_still_holds_up_nobody(
    writer: RecordingWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    released, blocked = threading.Event(), threading.Event()
    sync = TrackFile.sync

    def standing(file: TrackFile) -> None:
        blocked.set()
        assert released.wait(30)
        sync(file)

    monkeypatch.setattr(TrackFile, "sync", standing)
    thread, handle, sender = WritingThread(writer), camera_handle(), Sender(1)
    longest = 0.0
    for number, (_, packets) in enumerate(camera(sender, 10.0, time.monotonic())):
        if number == 30:
            assert blocked.wait(20)
        before = time.perf_counter()
        assert thread.give(Batch(handle, sender.batch(packets)))
        longest = max(longest, time.perf_counter() - before)
    assert longest < 0.5
    released.set()
    thread.stop()
    assert thread.join(30) and thread.state.finished


def test_what_waits_for_a_disk_is_bounded(
    writer: RecordingWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    released = threading.Event()
    monkeypatch.setattr(writer, "step", lambda now: released.wait(30))
    thread, handle = WritingThread(writer), camera_handle()
    packet = TappedPacket(1, bytes(1000), 0.0)
    full = TapBatch(1, [packet] * 5000, None)
    taken = 0
    while thread.give(Batch(handle, full)):
        taken += 5_000_000
        assert taken <= 2 * MAX_PENDING_BYTES
    assert thread.give(End(handle, "left")), "an end is always taken"
    released.set()
    wait_for(lambda: thread.give(Batch(handle, full)))
    thread.stop()
    assert thread.join(30)


def test_a_step_that_fails_is_not_the_last(
    writer: RecordingWriter, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    step, calls = writer.step, []

    def failing(now: float) -> None:
        calls.append(now)
        if len(calls) == 1:
            raise RuntimeError("once")
        step(now)

    monkeypatch.setattr(writer, "step", failing)
    thread = WritingThread(writer)
    wait_for(lambda: len(calls) > 1)
    thread.stop()
    assert thread.join(20) and thread.state.finished
    assert "a step of a recording failed" in caplog.text
