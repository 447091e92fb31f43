"""What is written of a session, and what becomes of it when something goes wrong."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from media.control.tap import TapBatch, TappedPacket
from recorder.disk import track_file
from recorder.disk.recording_folder import RESERVE
from recorder.handle import TrackHandle
from recorder.manifest import Manifest, Who
from recorder.recording_writer import (
    RETRY_INTERVAL_S,
    DiskLimits,
    End,
    RecordingWriter,
)
from recorder.recovery import recover
from tests.recorder.coded import Sender, camera, coded_pictures, decoded
from tests.recorder.studio import (
    BEGAN,
    NO_LIMITS,
    Feed,
    Studio,
    camera_handle,
    feed,
    microphone_handle,
)


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio(tmp_path)


def test_each_track_is_a_file_and_the_manifest_tells_whose(studio: Studio) -> None:
    studio.run(feed(camera_handle(), 4.0), feed(microphone_handle(), 4.0, ssrc=2))
    studio.finish()

    manifest = studio.manifest()
    assert manifest["state"] == "finished" and manifest["session"] == "session"
    assert [(e["kind"], e["who"]["person"], e["end_reason"]) for e in manifest["files"]] == [
        ("video", "person-1", "stopped"),
        ("audio", "person-1", "stopped"),
    ]
    video = manifest["files"][0]
    assert video["who"]["role"] == "Salle" and video["who"]["consent"] == {"answer": "yes"}
    assert (video["began_ms"], video["ended_ms"], video["gaps"]) == (0, 3967, [])
    assert video["bytes"] == studio.file_of("video").stat().st_size
    assert len(decoded(studio.file_of("video"))) == 120
    assert len(decoded(studio.file_of("audio"))) == 200


def test_names_tell_nothing_and_nobody_else_may_read(studio: Studio) -> None:
    studio.run(feed(camera_handle(), 1.0))
    for path in studio.folder.iterdir():
        assert path.name in ("manifest.json", RESERVE) or re.fullmatch(
            r"[0-9a-f]{32}\.mkv", path.name
        )
        assert path.name == RESERVE or path.stat().st_mode & 0o077 == 0
    assert studio.folder.stat().st_mode & 0o077 == 0


def test_half_a_second_after_it_came_it_is_in_the_file(studio: Studio) -> None:
    sizes: list[int] = []
    studio.run(
        feed(camera_handle(), 3.0),
        each=lambda: sizes.extend(p.stat().st_size for p in studio.files()),
    )
    growing = sorted(set(sizes))
    assert len(growing) >= 5


def test_a_file_begins_with_a_keyframe_and_one_is_asked_for(studio: Studio) -> None:
    handle = camera_handle()
    events = [event for event in feed(handle, 3.0) if event[0] > BEGAN + 0.5]
    studio.run(iter(events[:3]))
    assert handle.keyframe_wanted and not studio.files()
    studio.run(iter(events[3:]))
    studio.finish()
    assert decoded(studio.file_of("video"))[0][0] == pytest.approx(1.0, abs=0.01)


def test_a_picture_can_be_entered_every_ten_seconds(studio: Studio) -> None:
    handle = camera_handle()
    sender, pictures = Sender(1), coded_pictures("VP8", 60, 60)
    asked = []
    for number in range(24 * 30):
        # One keyframe, and then none any more until it is asked for.
        index = 0 if number == 0 or asked[-1:] == [number - 1] else 1 + number % 59
        at = BEGAN + number / 30
        batch = sender.batch(sender.packets(pictures[index], number * 3000, at))
        studio.run(iter([(at, handle, batch)]))
        if handle.keyframe_wanted:
            handle.keyframe_wanted = False
            asked.append(number)
    assert [round(number / 30) for number in asked] == [10, 20]


def dropping(events: Feed, lost: set[int]) -> Feed:
    """Without the packets of these numbers, counted from the first."""
    count = 0
    for at, handle, batch in events:
        kept = []
        for packet in batch.packets:
            if count not in lost:
                kept.append(packet)
            count += 1
        yield at, handle, TapBatch(batch.ssrc, kept, batch.reading)


def test_what_is_lost_for_good_is_a_gap_until_the_next_keyframe(studio: Studio) -> None:
    packets = [p for _, ps in camera(Sender(1), 4.0, 0.0) for p in ps]
    at_1_5 = next(n for n, p in enumerate(packets) if p.arrival >= 1.5)
    studio.run(dropping(feed(camera_handle(), 6.0), {at_1_5}))
    studio.finish()
    entry = studio.manifest()["files"][0]
    assert entry["lost_packets"] == 1
    # A keyframe every second: the rest of this one is missing, and nothing else.
    assert entry["gaps"] == [[1467, 2000, "lost"]]
    assert len(decoded(studio.file_of("video"))) == 180 - 15


def test_what_is_repaired_within_a_second_is_not_missing(studio: Studio) -> None:
    handle = camera_handle()
    events = list(feed(handle, 4.0))
    at, _, batch = events[40]
    events[40] = (at + 1.0, handle, batch)
    studio.run(iter(sorted(events, key=lambda event: event[0])))
    studio.finish()
    assert studio.manifest()["files"][0]["gaps"] == []
    assert len(decoded(studio.file_of("video"))) == 120


def test_a_kit_that_drops_and_returns_leaves_two_good_files(studio: Studio) -> None:
    first, second = camera_handle("one"), camera_handle("two")
    studio.run(feed(first, 3.0))
    studio.writer.handle(End(first, "left"), studio.now)
    studio.idle(2.0)
    studio.run(feed(second, 3.0, began=studio.now, ssrc=9))
    studio.finish()
    entries = studio.manifest()["files"]
    assert [(e["track"], e["end_reason"]) for e in entries] == [("one", "left"), ("two", "stopped")]
    assert entries[1]["began_ms"] == pytest.approx(5000, abs=200)
    assert [len(decoded(studio.folder / e["file"])) for e in entries] == [90, 90]


def test_a_camera_that_is_switched_off_for_a_while_is_one_file_with_a_gap(studio: Studio) -> None:
    handle = camera_handle()
    events = list(feed(handle, 8.0))
    before = [event for event in events if event[0] < BEGAN + 2]
    after = [event for event in events if event[0] >= BEGAN + 6]
    # Its numbers go on without a hole: nothing was sent meanwhile.
    shift = after[0][2].packets[0].sequence - before[-1][2].packets[-1].sequence - 1
    renumbered = [
        (
            at,
            h,
            TapBatch(b.ssrc, [p._replace(sequence=p.sequence - shift) for p in b.packets], None),
        )
        for at, h, b in after
    ]
    studio.run(iter(before))
    studio.idle(3.9)
    studio.run(iter(renumbered))
    studio.finish()
    assert studio.manifest()["files"][0]["gaps"] == [[1967, 6000, "silent"]]
    assert len(decoded(studio.file_of("video"))) == 120


def test_a_camera_exchanged_for_a_larger_one_stays_one_file(studio: Studio) -> None:
    handle, sender = camera_handle(), Sender(1)
    sizes = [(160, 120), (320, 240)]
    for number in range(60):
        pictures = coded_pictures("VP8", 30, 30, sizes[number // 30])
        at = BEGAN + number / 30
        batch = sender.batch(sender.packets(pictures[number % 30], number * 3000, at))
        studio.run(iter([(at, handle, batch)]))
    studio.finish()
    shown = [(frame.width, frame.height) for _, frame in decoded(studio.file_of("video"))]
    assert shown == [sizes[0]] * 30 + [sizes[1]] * 30


def test_another_layer_of_a_camera_stays_one_file(studio: Studio) -> None:
    handle = camera_handle()
    studio.run(feed(handle, 2.0, ssrc=1))
    studio.run(feed(handle, 2.0, began=BEGAN + 2.0, ssrc=2))
    studio.finish()
    (entry,) = studio.manifest()["files"]
    assert entry["gaps"] == []
    times = [time for time, _ in decoded(studio.file_of("video"))]
    assert len(times) == 120 and times[-1] == pytest.approx(3.967, abs=0.02)


def test_not_a_byte_after_the_consent_is_withdrawn(studio: Studio) -> None:
    handle = camera_handle()
    events = list(feed(handle, 4.0))
    studio.run(iter(events[:60]))
    size = studio.files()[0].stat().st_size
    handle.permitted = False
    studio.run(iter(events[60:]))
    assert studio.files()[0].stat().st_size <= size + 2000  # cues, and no frame
    studio.finish()
    entry = studio.manifest()["files"][0]
    assert entry["end_reason"] == "withdrawn"
    assert decoded(studio.file_of("video"))[-1][0] < 2.0


def test_a_track_that_never_came_to_a_frame_leaves_no_file(studio: Studio) -> None:
    handle = camera_handle()
    events = [event for event in feed(handle, 0.9) if event[0] > BEGAN + 0.1]
    studio.run(iter(events))
    studio.finish()
    assert studio.manifest()["files"] == [] and studio.files() == []


def test_a_codec_that_cannot_be_written_does_not_keep_the_others_from_it(studio: Studio) -> None:
    odd = TrackHandle("odd", "video", "AV1", 90_000, "kit", Who("p", "P", "camera"))
    studio.run(feed(camera_handle(), 2.0), feed(odd, 2.0, ssrc=3))
    assert studio.writer.state.alarm == "fault"
    studio.finish()
    assert len(decoded(studio.file_of("video"))) == 60


def test_hostile_packets_damage_their_own_track_alone(studio: Studio) -> None:
    noisy = camera_handle("noisy")

    def noise() -> Iterator[tuple[float, TrackHandle, TapBatch]]:
        for number in range(400):
            at = BEGAN + number / 100
            data = bytes([0x80 + number % 64, number % 256]) + os.urandom(number % 200)
            yield at, noisy, TapBatch(7, [TappedPacket(number * 3 % 500, data, at)], None)

    studio.run(feed(camera_handle(), 4.0), noise())
    studio.finish()
    assert len(decoded(studio.file_of("video"))) == 120


# -- proof --------------------------------------------------------------------------------------


def test_it_shows_what_it_has_done(studio: Studio) -> None:
    assert studio.writer.state.readable is None
    studio.run(feed(camera_handle(), 8.0), feed(microphone_handle(), 8.0, ssrc=2))
    state = studio.writer.state
    assert state.readable is True and state.alarm == ""
    assert state.disk_free_bytes > 0
    assert state.bytes == sum(path.stat().st_size for path in studio.files())
    assert [track.role for track in state.tracks] == ["Salle", ""]
    assert state.tracks[0].seconds == pytest.approx(8.0, abs=0.6)


def test_a_disk_that_does_not_keep_what_it_took_is_noticed(studio: Studio) -> None:
    studio.run(feed(camera_handle(), 6.0))
    path = studio.files()[0]
    with path.open("r+b") as file:
        file.seek(path.stat().st_size - 300)
        file.write(bytes(40))
    studio.idle(4.0)
    assert studio.writer.state.readable is False


def wait_for_decoder(studio: Studio, condition: Callable[[], bool]) -> None:
    """The decoder is a real process: its time is not the test's."""
    end = time.monotonic() + 60
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
        studio.writer.step(studio.now)


def test_it_is_decoded_now_and_then_by_a_process_of_its_own(studio: Studio) -> None:
    studio.run(feed(camera_handle(), 6.0))
    (track,) = studio.writer._tracks.values()
    wait_for_decoder(studio, lambda: track.decodes is not None)
    assert track.decodes is True
    assert studio.writer.state.readable is True


def test_what_is_whole_but_cannot_be_decoded_is_noticed(studio: Studio) -> None:
    handle, sender = camera_handle(), Sender(1)
    # The head of a keyframe, and nothing behind it that a decoder could take.
    false = (b"\x10\x10\x02\x00\x9d\x01\x2a\xa0\x00\x78\x00" + b"\xff" * 40,)
    events = [
        (BEGAN + n / 30, handle, sender.batch(sender.packets(false, n * 3000, BEGAN + n / 30)))
        for n in range(200)
    ]
    studio.run(iter(events))
    (track,) = studio.writer._tracks.values()
    wait_for_decoder(studio, lambda: track.decodes is not None)
    assert track.decodes is False
    assert studio.writer.state.readable is False


# -- a disk with limits --------------------------------------------------------------------------


def test_it_stops_before_the_disk_is_full_and_goes_on_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = 200 << 20
    monkeypatch.setattr("recorder.disk.recording_folder.free_bytes", lambda folder: free)
    studio = Studio(tmp_path, DiskLimits())
    handle = camera_handle()
    events = list(feed(handle, 20.0))
    studio.run(iter(events[:90]))
    assert studio.writer.state.alarm == ""
    free = 100 << 20
    studio.run(iter(events[90:120]))
    assert studio.writer.state.alarm == "disk_full"
    written = studio.writer.state.bytes
    studio.run(iter(events[120:240]))
    assert studio.writer.state.bytes == written
    free = 600 << 20
    studio.run(iter(events[240:]))
    assert studio.writer.state.alarm == ""
    studio.finish()
    entries = studio.manifest()["files"]
    assert [entry["end_reason"] for entry in entries] == ["disk", "stopped"]
    assert decoded(studio.folder / entries[0]["file"])[-1][0] > 2.4
    resumed = decoded(studio.folder / entries[1]["file"])
    assert resumed[0][0] < 8.0 + RETRY_INTERVAL_S + 1.1 and resumed[-1][0] > 19.9


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_a_write_that_fails_halfway_leaves_whole_files(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    left = 60_000
    write = os.pwrite

    def limited(descriptor: int, data: bytes, offset: int) -> int:
        nonlocal left
        if left <= 0:
            raise OSError(code, os.strerror(code))
        written = write(descriptor, data[:left], offset)
        left -= written
        return written

    monkeypatch.setattr(track_file.os, "pwrite", limited)
    studio.run(feed(camera_handle(), 6.0), feed(microphone_handle(), 6.0, ssrc=2))
    assert studio.writer.state.alarm == ("disk_fault" if code == errno.EIO else "disk_full")
    left = 1 << 30
    monkeypatch.setattr("recorder.disk.recording_folder.free_bytes", lambda folder: 0)
    studio.finish()
    recover(studio.folder.parent)
    for entry in studio.manifest()["files"]:
        shown = decoded(studio.folder / entry["file"])
        assert shown and shown[-1][0] * 1000 == pytest.approx(entry["ended_ms"])


def test_a_real_disk_of_one_megabyte_that_fills_up(tmp_path: Path) -> None:
    """A tmpfs where that is allowed, else a limit on the size of files."""
    small = tmp_path / "small"
    small.mkdir()
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small],
            check=False,
            capture_output=True,
        ).returncode
    )
    try:
        script = Path(__file__).with_name("fill_disk.py")
        limit = "0" if mounted else "300000"
        done = subprocess.run(
            [sys.executable, script, small, limit], check=True, capture_output=True, text=True
        )
        alarm_after_s = float(done.stdout)
        assert alarm_after_s <= 5.0
        (folder,) = small.iterdir()
        manifest = Manifest.from_json(json.loads((folder / "manifest.json").read_bytes()))
        assert {entry.end_reason for entry in manifest.files} == {"disk"}
        for entry in manifest.files:
            shown = decoded(folder / entry.file)
            assert len(shown) > 20
            assert entry.ended_ms is not None and entry.ended_ms > 1000
    finally:
        if mounted:
            subprocess.run(["umount", small], check=True)


def test_a_recording_without_any_room_is_not_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("recorder.disk.recording_folder.os.posix_fallocate", full)
    with pytest.raises(OSError, match="full"):
        RecordingWriter(tmp_path / "r", Manifest("r", "s", 0.0), 0.0, limits=NO_LIMITS)


def test_a_slow_disk_is_reported(tmp_path: Path) -> None:
    ticks = iter([0.0, 0.0, 0.0, 3.0, *[3.0] * 1000])
    writer = RecordingWriter(
        tmp_path / "r", Manifest("r", "s", 0.0), BEGAN, limits=NO_LIMITS, clock=lambda: next(ticks)
    )
    for step in range(1, 3):
        writer.step(BEGAN + step)
    assert writer.state.alarm == "disk_slow"
    writer.step(BEGAN + 9)
    assert writer.state.alarm == ""
