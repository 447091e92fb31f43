"""A live room whose recording goes nowhere: what reaches it is kept, with the moment it came."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, cast

from media.control.tap import TapBatch, TappedPacket
from recorder.manifest import Interruption
from recorder.recording_writer import Batch, End
from recorder.replay.events import Events, read_events
from recorder.session import Recording
from recorder.state import RecordingState
from rooms.people import Device
from rooms.roles import Role
from server.care.consent_text import ConsentTexts
from server.care.records import Records
from server.live.publishing import publish_room
from server.recording.awaited import Awaited
from server.recording.recordings import Recordings
from tests.server.live.fake_media import offer_of
from tests.server.live.house import Guest, House

TEXTS = ConsentTexts("v1", {"fr": "Acceptez-vous ?", "en": "Do you agree?"})
BOTH = [{"mid": "0", "source": "microphone"}, {"mid": "1", "source": "camera"}]


class FakeTap:
    """One packet at a time, and none while it is closed."""

    def __init__(self, track: Any) -> None:
        self.track = track
        self._open = False
        self._kept: list[TappedPacket] = []

    def come(self, now: float) -> None:
        if self._open:
            self._kept.append(TappedPacket(0, b"", now))

    def take(self, now: float) -> TapBatch | None:
        kept, self._kept, self._open = self._kept, [], True
        return TapBatch(1, kept, None) if kept else None

    def want_keyframe(self, now: float) -> None:
        """None is made."""

    def close(self) -> None:
        self._open, self._kept = False, []


class Kept:
    """One recording: a sink and the thread behind it."""

    def __init__(self, number: int, began: float) -> None:
        self.state = RecordingState(disk_free_bytes=1 << 40)
        self.began, self.folder = began, Path(f"/nowhere/{number}")
        self.came: list[tuple[str, float]] = []
        self.who: dict[str, Any] = {}
        self.ends: list[tuple[str, str]] = []
        self.stopped = False
        self.interruptions: list[Interruption] = []

    def give(self, command: Batch | End) -> bool:
        handle = command.handle
        if isinstance(command, End):
            self.ends.append((handle.track_id, command.reason))
            return True
        assert not self.stopped and handle.permitted
        self.who[handle.track_id] = handle.who
        self.came += [(handle.track_id, packet.arrival) for packet in command.batch.packets]
        return True

    def stop(self) -> None:
        self.stopped = True


class FakeRecordings:
    """Opens without a disk, at once, or when the test says so."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.opened: list[Kept] = []
        self.full: OSError | None = None
        self.written: list[Any] = []
        self.awaited: dict[str, Awaited] = {}
        self.gone_on: list[Path] = []

    def take_awaited(self, session: str) -> Awaited | None:
        return self.awaited.pop(session, None)

    async def go_on(self, folder: Path, tap: Any) -> tuple[Recording, Kept]:
        recording, kept = await self.open("", tap)
        self.gone_on.append(folder)
        kept.interruptions.append(Interruption(1000, 5000))
        return recording, kept

    async def open(self, session: str, tap: Any, asking: Any = None) -> tuple[Recording, Kept]:
        if self.full is not None:
            raise self.full
        kept = Kept(len(self.opened), self._clock())
        self.opened.append(kept)
        return Recording(kept, tap), kept

    ending = False

    def since(self, thread: Kept) -> int:
        return round((self._clock() - thread.began) * 1000)

    def end(self, recording: Recording, thread: Kept) -> None:
        recording.stop(self._clock())

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            work.send(None)
        except StopIteration:
            return
        raise AssertionError("nothing is waited for here")

    async def on_disk(self, act: Callable[..., Any], *args: Any) -> Any:
        if act is read_events:
            return Events()
        self.written.append(args)
        return None


class Studio(House):
    """A house in which Sandrine leads, with a kit that films and is heard."""

    def __init__(self, *views: Any) -> None:
        # Nothing is written to a database: what waits for it stays in memory.
        super().__init__(*views, records=Records(cast(Any, None), lambda: 1e9, TEXTS))
        self.recordings = FakeRecordings(lambda: self.now)
        self.rooms.recordings = cast(Recordings, self.recordings)
        self.taps: dict[str, FakeTap] = {}
        cast(Any, self.endpoint).tap = lambda track: self.taps.setdefault(track.id, FakeTap(track))

    async def open(self) -> Guest:
        sandrine = await self.guest("Sandrine", Role.ANIMATEUR)
        kit = await self.guest("Cuisine", Role.KIT, device=Device.AGENT)
        offer = offer_of("audio", "video", connection=99)
        publisher = publish_room(kit.live, offer, "mains", None, self.now)
        self.endpoint.begin_flowing(publisher.id)
        self.kit = kit
        return sandrine

    async def home(self, name: str, **more: Any) -> Guest:
        guest = await self.guest(name, **more)
        if not more.get("companion"):
            switch_on(guest)
        return guest

    def pass_(self, seconds: float = 0.02) -> list[tuple[str, float]]:
        """Time passes: each track sends, and the server's loop ticks. What was written."""
        before = [len(kept.came) for kept in self.recordings.opened]
        for _ in range(max(1, round(seconds / 0.02))):
            self.now = round(self.now + 0.02, 3)
            for tap in self.taps.values():
                tap.come(self.now)
            self.rooms.record(self.now)
        before += [0] * (len(self.recordings.opened) - len(before))
        return [
            one
            for kept, seen in zip(self.recordings.opened, before, strict=True)
            for one in kept.came[seen:]
        ]

    def names(self, written: list[tuple[str, float]]) -> set[str]:
        """Whose it is, and from what: "Paule microphone"."""
        who = {t: w for kept in self.recordings.opened for t, w in kept.who.items()}
        return {f"{who[track].name} {who[track].source}" for track, _ in written}


def switch_on(guest: Guest) -> None:
    """A home opens microphone and camera."""
    guest.say("publish.offer", sdp=offer_of("audio", "video", connection=7), tracks=BOTH)
    guest.say("microphone", on=True)
    guest.say("camera", on=True)
    publication = guest.live.policy.publications.of_person(own(guest))
    assert publication is not None
    guest.house.endpoint.begin_flowing(publication.id)


def own(guest: Guest) -> str:
    """The id of their place."""
    assert guest.seat is not None
    return guest.seat.person
