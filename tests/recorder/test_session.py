"""A recording beside a live session: publishers, consent, network and clock are simulated; the
files are real.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from media.control.publisher import Publisher
from media.control.tap import TapBatch, TappedPacket
from media.control.track import Track
from media.rtcp import Nack, PictureLoss
from media.rtp.header import parse_header
from recorder.disk.recording_folder import MANIFEST
from recorder.manifest import Manifest, Who
from recorder.recording_writer import Batch, DiskLimits, End, RecordingWriter
from recorder.session import Recording, open_recording
from recorder.state import RecordingState
from tests.recorder.coded import Sender, coded_pictures, coded_voice, decoded
from tests.support.descriptions import OPUS, VP8
from tests.support.rtc_peer import RtcPeer
from tests.support.sessions import AUDIO_SSRC, VIDEO_SSRC, publish, subscribe, video
from tests.support.simulated_network import Conditions, SimulatedNetwork


class Inline:
    """Writes at once, on the simulated clock."""

    def __init__(self, folder: Path, network: SimulatedNetwork) -> None:
        self._network = network
        manifest = Manifest("recording", "session", 0.0)
        self.writer = RecordingWriter(folder, manifest, network.now, limits=DiskLimits(0, 0))
        self.takes = True

    @property
    def state(self) -> RecordingState:
        return self.writer.state

    def give(self, command: Batch | End) -> bool:
        if self.takes:
            self.writer.handle(command, self._network.now)
        return self.takes

    def stop(self) -> None:
        self.writer.finish(self._network.now, 0.0)


class Person:
    """Somebody with a camera and a microphone, whose pictures and voice are real."""

    def __init__(self, room: Room, name: str, *, says: bool = True) -> None:
        self.room, self.name, self.says, self.on = room, name, says, True
        self.peer: RtcPeer
        self.publisher: Publisher
        self.peer, self.publisher = publish(room.network)
        self._video = Sender(VIDEO_SSRC, sequence=100, timestamp=5000)
        self._audio = Sender(AUDIO_SSRC, sequence=100, timestamp=7000)
        self._began = room.network.now
        self._pictures = self._packets = 0
        self._since_keyframe = 1
        self.lose: Callable[[int], bool] = lambda sequence: False
        self._sent: dict[int, bytes] = {}
        for track in self.publisher.tracks.values():
            who = Who(name, name, "camera" if track.kind == "video" else "microphone")
            room.recording.add(
                track,
                lambda who=who: who,  # type: ignore[misc]
                lambda: self.says,
                lambda: self.on,
            )

    def track(self, kind: str) -> Track:
        return next(t for t in self.publisher.tracks.values() if t.kind == kind)

    def send(self) -> None:
        """What is due: 30 pictures and 50 packets of sound a second, and repairs as asked."""
        elapsed_s = self.room.network.now - self._began
        while self._pictures / 30 <= elapsed_s:
            self._send_picture(self._pictures * 3000)
            self._pictures += 1
        while self._packets / 50 <= elapsed_s:
            payload = coded_voice()[self._packets % 50]
            ticks = self._packets * 960
            self._transmit(self._audio, (payload,), ticks, OPUS, lossy=False)
            self._packets += 1
        for report in self.peer.reports:
            if isinstance(report, Nack):
                for sequence in report.lost:
                    if sequence in self._sent:
                        self.room.network.send(self.peer, [self.peer.rtp(self._sent[sequence])])

    def _send_picture(self, ticks: int) -> None:
        asked = any(isinstance(report, PictureLoss) for report in self.peer.reports)
        self.peer.reports = [r for r in self.peer.reports if not isinstance(r, PictureLoss)]
        pictures = coded_pictures("VP8", 30, 30)
        index = 0 if asked or self._since_keyframe > 29 else self._since_keyframe
        self._since_keyframe = index + 1
        self._transmit(self._video, pictures[index], ticks, VP8, lossy=True)

    def _transmit(
        self,
        sender: Sender,
        payloads: tuple[bytes, ...],
        ticks: int,
        payload_type: int,
        *,
        lossy: bool,
    ) -> None:
        for packet in sender.packets(payloads, ticks, 0.0):
            data = bytearray(packet.packet)
            data[1] = data[1] & 0x80 | payload_type
            sequence = parse_header(data).sequence
            if lossy:
                self._sent[sequence] = bytes(data)
                if self.lose(sequence):
                    continue
            self.room.network.send(self.peer, [self.peer.rtp(bytes(data))])

    def leave(self) -> None:
        self.publisher.close(self.room.network.now)


class Room:
    """A session that is recorded."""

    def __init__(self, folder: Path, conditions: Conditions | None = None) -> None:
        self.network = SimulatedNetwork(conditions=conditions)
        self.folder = folder
        self.sink = Inline(folder, self.network)
        self.recording = Recording(self.sink, self.network.endpoint.tap)
        self.people: list[Person] = []

    def enter(self, name: str, *, says: bool = True) -> Person:
        person = Person(self, name, says=says)
        self.people.append(person)
        return person

    def run(self, seconds: float) -> None:
        end = self.network.now + seconds
        while self.network.now < end:
            for person in self.people:
                if person.publisher.tracks:
                    person.send()
            self.network.run(0.02)
            self.recording.tick(self.network.now)
            self.sink.writer.step(self.network.now)

    def stop(self) -> dict[str, Any]:
        self.recording.stop(self.network.now)
        content: dict[str, Any] = json.loads((self.folder / MANIFEST).read_bytes())
        return content

    def shown(self, entry: dict[str, Any]) -> list[tuple[float, Any]]:
        return decoded(self.folder / entry["file"])


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path / "recording")


def test_a_session_is_recorded_while_others_watch_it(room: Room) -> None:
    person = room.enter("Awa")
    watching, _ = subscribe(room.network, person.publisher)
    room.run(5.0)
    entries = room.stop()["files"]
    assert {(e["who"]["person"], e["kind"], e["end_reason"]) for e in entries} == {
        ("Awa", "video", "stopped"),
        ("Awa", "audio", "stopped"),
    }
    for entry in entries:
        assert len(room.shown(entry)) >= 4.5 * (30 if entry["kind"] == "video" else 50)
    assert len(video(watching)) > 100


def test_losses_that_are_repaired_leave_no_gap(room: Room) -> None:
    person = room.enter("Awa")
    seen: set[int] = set()

    def first_time(sequence: int) -> bool:
        lost = sequence % 10 == 3 and sequence not in seen
        seen.add(sequence)
        return lost

    person.lose = first_time
    room.run(5.0)
    person.lose = lambda sequence: False
    room.run(0.5)
    entry = next(e for e in room.stop()["files"] if e["kind"] == "video")
    assert entry["gaps"] == [] and entry["lost_packets"] == 0
    assert len(room.shown(entry)) > 130


@pytest.mark.parametrize("loss", [0.02, 0.1])
def test_a_bad_network_leaves_good_files(tmp_path: Path, loss: float) -> None:
    room = Room(tmp_path / "recording", Conditions(loss=loss, duplication=0.05, jitter_s=0.05))
    room.enter("Awa")
    room.run(8.0)
    for entry in room.stop()["files"]:
        shown = room.shown(entry)
        assert shown and [time for time, _ in shown] == sorted(time for time, _ in shown)


def test_nobody_is_written_who_has_not_said_yes(room: Room) -> None:
    room.enter("Awa")
    room.enter("Louis", says=False)
    room.run(3.0)
    manifest = room.stop()
    assert {entry["who"]["person"] for entry in manifest["files"]} == {"Awa"}
    assert len(list(room.folder.glob("*.mkv"))) == 2


def test_a_withdrawal_ends_both_files_at_once_and_a_new_yes_begins_others(room: Room) -> None:
    person = room.enter("Awa")
    room.run(3.0)
    withdrawn_at = room.network.now
    person.says = False
    room.run(2.0)
    sizes = {path: path.stat().st_size for path in room.folder.glob("*.mkv")}
    room.run(2.0)
    assert sizes == {path: path.stat().st_size for path in room.folder.glob("*.mkv")}
    person.says = True
    again_at = room.network.now
    room.run(3.0)
    entries = room.stop()["files"]
    assert sorted(entry["end_reason"] for entry in entries) == ["stopped"] * 2 + ["withdrawn"] * 2
    began = room.sink.writer.began
    for entry in entries:
        times = [time + began for time, _ in room.shown(entry)]
        if entry["end_reason"] == "withdrawn":
            assert max(times) <= withdrawn_at
        else:
            assert min(times) >= again_at - 0.05


def test_somebody_who_leaves_leaves_a_good_file(room: Room) -> None:
    first, _ = room.enter("Awa"), room.enter("Louis")
    room.run(3.0)
    first.leave()
    room.run(3.0)
    entries = room.stop()["files"]
    ends = {(e["who"]["person"], e["kind"]): e["end_reason"] for e in entries}
    assert ends["Awa", "video"] == "left" and ends["Louis", "video"] == "stopped"
    assert all(len(room.shown(entry)) > 70 for entry in entries)


def test_a_track_that_the_server_mutes_is_not_written_meanwhile(room: Room) -> None:
    person = room.enter("Awa")
    room.run(3.0)
    muted_at = room.network.now
    person.track("video").muted = True
    room.run(3.0)
    person.track("video").muted = False
    room.run(3.0)
    entry = next(e for e in room.stop()["files"] if e["kind"] == "video")
    assert len(entry["gaps"]) == 1 and entry["end_reason"] == "stopped"
    began = room.sink.writer.began
    inside = [t for t, _ in room.shown(entry) if muted_at + 0.1 < t + began < muted_at + 2.9]
    assert inside == []


def test_whoever_turns_everything_off_for_a_while_goes_on_in_the_same_files(room: Room) -> None:
    person = room.enter("Awa")
    room.run(3.0)
    off_at, person.on = room.network.now, False
    room.run(3.0)
    on_at, person.on = room.network.now, True
    room.run(3.0)
    entries = room.stop()["files"]
    began = room.sink.writer.began
    assert sorted(entry["kind"] for entry in entries) == ["audio", "video"]
    for entry in entries:
        assert entry["end_reason"] == "stopped" and entry["lost_packets"] == 0
        assert [gap[2] for gap in entry["gaps"]] == ["muted"]
        times = [time + began for time, _ in room.shown(entry)]
        assert not any(off_at + 0.05 < time < on_at - 0.05 for time in times)
        assert any(off_at - 0.1 < time for time in times if time < on_at - 1)


def test_packets_that_the_disk_cannot_follow_are_a_gap_not_a_pile(room: Room) -> None:
    room.enter("Awa")
    room.run(3.0)
    room.sink.takes = False
    room.run(1.0)
    room.sink.takes = True
    room.run(3.0)
    entry = next(e for e in room.stop()["files"] if e["kind"] == "video")
    assert len(entry["gaps"]) == 1
    assert len(room.shown(entry)) > 120


def test_after_the_end_nothing_is_added(room: Room) -> None:
    person = room.enter("Awa")
    room.run(2.0)
    room.stop()
    room.recording.add(person.track("video"), lambda: Who("x", "x", "camera"), lambda: True)
    room.recording.tick(room.network.now)
    assert room.sink.state.finished
    assert len(list(room.folder.glob("*.mkv"))) == 2


def test_a_recording_with_its_thread_from_its_beginning_to_its_end(tmp_path: Path) -> None:
    room = Room(tmp_path / "unused")
    recording, thread = open_recording(
        tmp_path / "recordings",
        "session",
        room.network.endpoint.tap,
        unix_s=1_700_000_000.0,
        clock=lambda: room.network.now,
        limits=DiskLimits(0, 0),
    )
    room.recording = recording
    room.enter("Awa")
    room.run(3.0)
    recording.stop(room.network.now)
    assert thread.join(30) and recording.state.finished
    (folder,) = (tmp_path / "recordings").iterdir()
    manifest = json.loads((folder / MANIFEST).read_bytes())
    assert manifest["recording"] == folder.name and manifest["began_unix_s"] == 1_700_000_000.0
    assert len(manifest["files"]) == 2
    assert all(len(decoded(folder / entry["file"])) > 70 for entry in manifest["files"])


# -- consent, as a property of every history ------------------------------------------------------


class FakeTap:
    """A microphone whose packets carry the moment at which they came."""

    def __init__(self, track: Track) -> None:
        self.track = track
        self._sequence = 0
        self._kept: list[TappedPacket] = []
        self._open = False

    def come(self, now: float) -> None:
        self._sequence += 1
        if self._open:
            payload = b"\xfc" + round(now * 1000).to_bytes(8, "big")
            header = bytes([0x80, 96]) + (self._sequence & 0xFFFF).to_bytes(2, "big")
            stamp = round(now * 48_000) & 0xFFFFFFFF
            packet = header + stamp.to_bytes(4, "big") + bytes(4) + payload
            self._kept.append(TappedPacket(self._sequence, packet, now))

    def take(self, now: float) -> TapBatch | None:
        self._open = True
        kept, self._kept = self._kept, []
        return TapBatch(1, kept, None) if kept else None

    def want_keyframe(self, now: float) -> None:
        """Sound has none."""

    def close(self) -> None:
        self._open, self._kept = False, []


class FakeCodec:
    name, clock_rate = "opus", 48_000


class FakeTrack:
    def __init__(self, name: str) -> None:
        self.id, self.kind, self.codec_name, self.cname = name, "audio", "opus", name
        self.codec, self.active = FakeCodec(), True


class History:
    """Three people who come, answer, change their minds and go, while packets flow."""

    def __init__(self, folder: Path) -> None:
        self.now = 10.0
        self.folder = folder
        self.network = self
        self.sink = Inline(folder, self)  # type: ignore[arg-type]
        self.taps: dict[str, FakeTap] = {}
        self.recording = Recording(self.sink, self._tap)  # type: ignore[arg-type]
        self.says = {"a": False, "b": False, "c": False}
        self.yes_at: dict[str, list[int]] = {name: [] for name in self.says}
        self.sizes_after_no: list[tuple[float, int]] = []

    def _tap(self, track: Track) -> FakeTap:
        return self.taps.setdefault(track.id, FakeTap(track))

    def act(self, action: str, name: str) -> None:
        if action == "yes":
            self.says[name] = True
        elif action == "no":
            self.says[name] = False
        elif action == "come":
            track: Any = FakeTrack(name)
            self.recording.add(track, lambda: Who(name, name, "mic"), lambda: self.says[name])
        elif action == "go":
            gone: Any = FakeTrack(name)
            self.recording.remove(gone)
        else:
            for _ in range(15):
                self._pass()

    def _pass(self) -> None:
        """20 ms: a packet of everybody, and what the server does."""
        self.now = round(self.now + 0.02, 3)
        for name, tap in self.taps.items():
            tap.come(self.now)
            if self.says[name]:
                self.yes_at[name].append(round(self.now * 1000))
        self.recording.tick(self.now)
        self.sink.writer.step(self.now)

    def written(self) -> dict[str, set[int]]:
        """The moments of every packet in the files, by person."""
        out: dict[str, set[int]] = {name: set() for name in self.says}
        for entry in self.sink.writer.manifest.files:
            data = (self.folder / entry.file).read_bytes()
            at = data.find(b"\xfc\0\0\0\0")
            while at >= 0:
                out[entry.who.person].add(int.from_bytes(data[at + 1 : at + 9], "big"))
                at = data.find(b"\xfc\0\0\0\0", at + 9)
        return out


ACTIONS = st.tuples(
    st.sampled_from(["yes", "no", "come", "go", "pass", "pass"]), st.sampled_from("abc")
)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.lists(ACTIONS, min_size=5, max_size=40))
def test_whatever_happens_nothing_is_written_of_who_did_not_agree_at_that_moment(
    tmp_path_factory: pytest.TempPathFactory, actions: list[tuple[str, str]]
) -> None:
    history = History(tmp_path_factory.mktemp("consent") / "recording")
    for action, name in [*actions, ("pass", "a")]:
        agreed, before = history.says[name], history.written()[name]
        history.act(action, name)
        if agreed and not history.says[name]:
            # Not a packet more, not even of those that waited to be written.
            for _ in range(60):
                history._pass()
            assert history.written()[name] == before
    history.recording.stop(history.now)
    for name, moments in history.written().items():
        assert moments <= set(history.yes_at[name])


def test_the_history_above_does_write(tmp_path: Path) -> None:
    history = History(tmp_path / "recording")
    for action in ("yes", "come", "pass", "pass", "pass"):
        history.act(action, "a")
    history.recording.stop(history.now)
    assert len(history.written()["a"]) >= 40
