"""One replay after the other, gone on with after a restart, stopped when it is of no use."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy import select

from recorder.disk.recording_folder import MANIFEST
from recorder.manifest import FileEntry, Manifest, Who
from recorder.replay.edits import Edits
from recorder.replay.errors import NotMade
from recorder.replay.manifest import (
    Kept,
    ReplayManifest,
    Subtitles,
    read_manifest,
    write_manifest,
)
from recorder.replay.order import Order
from recorder.replay.progress import Progress
from recorder.uploads.limits import Limits
from recorder.uploads.protocol import Metadata
from recorder.uploads.store import UploadStore
from recorder.uploads.upload import Upload
from server.accounts.accounts import give_role
from server.accounts.roles import CentreRole
from server.database.engine import Database
from server.database.models import Centre, Room, Session
from server.database.replay_models import Replay
from server.replays.making import LIVE_SHARE, Making

NOW = datetime(2026, 3, 14, 14, 20, tzinfo=UTC)
FILM = {
    "kind": "video",
    "container": "mov",
    "duration_ms": 5000,
    "audio_codec": None,
    "spherical": None,
}


@dataclass
class Workshop:
    """Makes what it is let make, when it is let."""

    orders: list[Order] = field(default_factory=list)
    shares: list[Callable[[], float]] = field(default_factory=list)
    going: asyncio.Event = field(default_factory=asyncio.Event)
    reason: str | None = None
    ended: int = 0

    async def __call__(
        self, order: Order, tell: Callable[[Progress], None], share: Callable[[], float]
    ) -> frozenset[str]:
        self.orders.append(order)
        self.shares.append(share)
        tell(Progress(0.25, 60.0, watchable=True))
        try:
            await self.going.wait()
        finally:
            self.ended += 1
        if self.reason is not None:
            raise NotMade(self.reason)
        write_manifest(order.folder, ReplayManifest(61.5, kept=(Kept(0, 61.5),)))
        return frozenset()


class House:
    """A database with a session, recordings and uploads on the disk; a server's making of them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.workshop = Workshop()
        self.uploads = UploadStore(root / "uploads", Limits(10**9, 10**9, 10**9))
        self.uploads.load()
        self.database: Database
        self.making: Making
        self._context: AsyncIterator[None] | None = None

    async def open(self) -> None:
        self.database = await Database.open(f"sqlite+aiosqlite:///{self.root}/x.db")
        async with self.database.transaction() as db:
            centre = Centre(name="Centre Jacques Brel", town="Outreau", phone="")
            room = Room(slug="cuisine", name="Cuisine", centre=centre)
            db.add(
                Session(
                    id="s1",
                    title="Crêpes",
                    activity="cuisine",
                    starts_at=NOW,
                    ends_at=NOW,
                    host="Sandrine",
                    code="482713906",
                    room=room,
                )
            )
            await db.flush()
            await give_role(db, "luc@brel.example", "Luc", centre, CentreRole.VOLUNTEER)

    async def start(self) -> None:
        seconds = count(NOW.timestamp())
        self.making = Making(
            self.database, self.root, self.uploads, lambda: next(seconds), make=self.workshop
        )
        self._context = self.making.context(web.Application())
        await anext(self._context)

    async def end(self) -> None:
        if self._context is not None:
            await anext(self._context, None)
            self._context = None

    def recording(self, name: str, state: str = "finished") -> str:
        folder = self.root / "recordings" / name
        folder.mkdir(parents=True)
        entry = FileEntry("a.mkv", Who("p", "P", "camera"), "t", "video", "VP8", 0, 1000, "left")
        manifest = Manifest(name, "s1", 0.0, state, 1.0, [entry])
        (folder / MANIFEST).write_text(json.dumps(manifest.to_json()))
        return name

    def upload(self) -> Upload:
        upload = self.uploads.create(1, 1, 3, Metadata("crêpes.mp4", None), NOW)
        self.uploads.accept(upload, FILM)
        return upload

    async def replays(self) -> dict[str, Replay]:
        """By what they are made of."""
        async with self.database.transaction() as db:
            found = (await db.scalars(select(Replay))).all()
        return {one.recording or one.upload or "": one for one in found}

    async def until(self, source: str, making: str) -> Replay:
        for _ in range(1000):
            replay = (await self.replays()).get(source)
            if replay is not None and replay.making == making:
                return replay
            await asyncio.sleep(0.01)
        raise AssertionError(f"{source} is never {making}: {await self.replays()}")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    house = House(tmp_path)
    await house.open()
    try:
        yield house
    finally:
        await house.end()
        await house.database.close()


async def test_a_session_that_was_recorded_becomes_a_replay(house: House) -> None:
    await house.start()
    made = await house.making.recording_ended(house.recording("r1"), "s1")
    replay = await house.until("r1", "making")
    assert (replay.id, replay.title, replay.session_id, replay.state) == (
        made,
        "Crêpes",
        "s1",
        "draft",
    )
    assert house.making.progress(replay.id) == Progress(0.25, 60.0, watchable=True)
    assert await house.making.recording_ended("r1", "s1") is None
    house.workshop.going.set()
    replay = await house.until("r1", "ready")
    assert (replay.duration_s, replay.making_done) == (61.5, 1.0)
    (order,) = house.workshop.orders
    assert (order.recording, order.folder) == (
        house.root / "recordings" / "r1",
        house.root / "replays" / replay.id,
    )


async def test_a_film_that_was_accepted_becomes_a_replay(house: House) -> None:
    upload = house.upload()
    await house.start()
    house.workshop.going.set()
    await house.making.upload_accepted(upload)
    replay = await house.until(upload.id, "ready")
    assert (replay.title, replay.owner_account_id, replay.centre_id) == ("crêpes", 1, 1)
    (order,) = house.workshop.orders
    assert (order.upload, order.film) == (house.uploads.content(upload), FILM)


async def test_what_was_over_before_a_restart_is_found(house: House) -> None:
    house.recording("r1")
    house.recording("r2", state="running")
    upload = house.upload()
    house.workshop.going.set()
    await house.start()
    await house.until("r1", "ready")
    await house.until(upload.id, "ready")
    assert "r2" not in await house.replays()


async def test_one_after_the_other_and_on_after_a_restart(house: House) -> None:
    await house.start()
    for name in ("r1", "r2"):
        await house.making.recording_ended(house.recording(name), "s1")
    first = await house.until("r1", "making")
    second = await house.until("r2", "waiting")
    assert await house.making.position(first.id) == 0
    assert await house.making.position(second.id) == 1
    await house.end()
    assert house.workshop.ended == 1
    house.workshop.going.set()
    await house.start()
    await house.until("r2", "ready")
    ids = [order.folder.name for order in house.workshop.orders]
    assert ids == [first.id, first.id, second.id]


async def test_what_cannot_be_made_is_said_and_the_next_one_is(house: House) -> None:
    house.workshop.reason = "damaged"
    house.workshop.going.set()
    await house.start()
    await house.making.recording_ended(house.recording("r1"), "s1")
    replay = await house.until("r1", "failed")
    assert replay.making_reason == "damaged"
    house.workshop.reason = None
    await house.making.remake(replay.id)
    replay = await house.until("r1", "ready")
    assert replay.making_reason is None


async def test_a_decision_while_it_is_made_ends_it_and_nothing_of_it_is_seen(house: House) -> None:
    await house.start()
    await house.making.recording_ended(house.recording("r1"), "s1")
    replay = await house.until("r1", "making")
    # A first version was published by the making that is of no use now.
    folder = house.making.folder(replay.id)
    write_manifest(folder, ReplayManifest(1.0, poster="canary.jpg"))
    (folder / "canary.jpg").write_bytes(b"canary")
    async with house.database.transaction() as db:
        found = await db.get_one(Replay, replay.id)
        found.edits = json.dumps(Edits(drop=("p",)).to_json())
    await house.making.remake(replay.id)
    assert read_manifest(folder) is None
    assert not (folder / "canary.jpg").exists()
    house.workshop.going.set()
    await house.until("r1", "ready")
    assert [order.edits.drop for order in house.workshop.orders] == [(), ("p",)]


async def test_what_people_wrote_outlasts_a_making_that_was_stopped(house: House) -> None:
    await house.start()
    await house.making.recording_ended(house.recording("r1"), "s1")
    replay = await house.until("r1", "making")
    folder, words = house.making.folder(replay.id), Subtitles("fr.vtt", "fr", "Français", True)
    kept = (Kept(0.0, 1.0),)
    made = ReplayManifest(1.0, poster="canary.jpg", subtitles=(words,), kept=kept, made_as="a")
    write_manifest(folder, made)
    for name in ("canary.jpg", "fr.vtt"):
        (folder / name).write_bytes(b"")
    await house.making.remake(replay.id)
    left = read_manifest(folder)
    assert left == ReplayManifest(1.0, subtitles=(words,), kept=kept) and not left.shows
    assert [(folder / name).exists() for name in ("canary.jpg", "fr.vtt")] == [False, True]
    await house.until("r1", "making")


async def test_it_ends_though_it_is_woken_at_that_very_moment(house: House) -> None:
    house.workshop.going.set()
    await house.start()
    await house.making.recording_ended(house.recording("r1"), "s1")
    replay = await house.until("r1", "ready")
    await asyncio.sleep(0.1)  # Nothing is left to do: it waits.
    await house.making.remake(replay.id)
    # `end` swallows a cancellation: only whether patience ran out tells.
    async with asyncio.timeout(10) as patience:
        await house.end()
    assert not patience.expired()


async def test_a_live_session_comes_first(house: House) -> None:
    await house.start()
    await house.making.recording_ended(house.recording("r1"), "s1")
    await house.until("r1", "making")
    async with asyncio.timeout(10):
        while not house.workshop.shares:
            await asyncio.sleep(0.01)
    (share,) = house.workshop.shares
    assert share() == 1.0
    house.making.is_live = lambda: True
    assert share() == LIVE_SHARE < 0.5


async def test_a_source_that_is_gone_is_said(house: House) -> None:
    upload = house.upload()
    house.workshop.going.set()
    await house.start()
    await house.until(upload.id, "ready")
    house.uploads.delete(upload)
    replay = (await house.replays())[upload.id]
    await house.making.remake(replay.id)
    assert (await house.until(upload.id, "failed")).making_reason == "gone"
