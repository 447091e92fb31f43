"""A replay of the centre, with files to watch, for tests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse
from sqlalchemy import select

from recorder.replay.manifest import (
    Chapter,
    Kept,
    Person,
    ReplayManifest,
    Subtitles,
    VideoFile,
    write_manifest,
)
from server.accounts.roles import CentreRole
from server.database.models import Centre
from server.database.replay_models import Replay
from server.services import DATABASE, SETTINGS, wall_time
from tests.server.accounts_house import Browser, signed_in
from tests.server.conftest import Served

FILM = bytes(range(256)) * 40
SUBTITLES = "WEBVTT\n\n00:00.000 --> 00:02.000\nBonjour à tous\n"
SANDRINE, ZOE = Person("p-sandrine", "Sandrine"), Person("p-zoe", "Zoé")


@dataclass
class Film:
    """One replay and its folder."""

    served: Served
    id: str

    @property
    def folder(self) -> Path:
        return self.served.app[SETTINGS].data_dir / "replays" / self.id

    async def row(self) -> Replay | None:
        async with self.served.app[DATABASE].transaction() as db:
            return await db.get(Replay, self.id)

    async def state(self) -> str | None:
        row = await self.row()
        return None if row is None else row.state

    async def set(self, **changes: Any) -> None:
        async with self.served.app[DATABASE].transaction() as db:
            row = await db.get_one(Replay, self.id)
            for name, value in changes.items():
                setattr(row, name, value)

    def write(self, *people: Person, reviewed: bool = True) -> None:
        """What there is to watch, with these people in it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "720.mp4").write_bytes(FILM)
        (self.folder / "fr.vtt").write_text(SUBTITLES)
        (self.folder / "poster.jpg").write_bytes(b"\xff\xd8\xff")
        (self.folder / "unnamed.mp4").write_bytes(FILM)
        write_manifest(
            self.folder,
            ReplayManifest(
                duration_s=60.0,
                videos=(VideoFile("720.mp4", 720, 1280, len(FILM), "video/mp4"),),
                poster="poster.jpg",
                posters=("poster.jpg",),
                chapters=(Chapter(0.0, "Bonjour"), Chapter(30.0, "La pâte")),
                subtitles=(Subtitles("fr.vtt", "fr", "Français", reviewed),),
                people=people,
                kept=(Kept(0.0, 60.0),),
            ),
        )

    def path(self, rest: str = "") -> str:
        return f"/api/replays/{self.id}{rest}"

    def media(self, file: str = "720.mp4") -> str:
        return f"/media/replays/{self.id}/{file}"


async def add_film(
    served: Served,
    *people: Person,
    owner: int | None = None,
    centre: str = "Centre Jacques Brel",
    **more: Any,
) -> Film:
    """A replay that is made and that nobody has looked at."""
    async with served.app[DATABASE].transaction() as db:
        held = (await db.scalars(select(Centre).where(Centre.name == centre))).one()
        values = {"title": "Crêpes de sarrasin", "making": "ready", "edits": json.dumps({})} | more
        row = Replay(
            centre_id=held.id,
            owner_account_id=owner,
            created_at=wall_time(served.app) - timedelta(days=1),
            **values,
        )
        db.add(row)
        await db.flush()
        film = Film(served, row.id)
    film.write(*people)
    return film


async def published_film(
    served: Served, *, visibility: str = "public", **more: Any
) -> tuple[Film, Browser]:
    """One that went the whole way, and the browser of whoever let it through."""
    film = await add_film(served, visibility=visibility, **more)
    maker = await signed_in(served, "paul@brel.example", CentreRole.VOLUNTEER)
    nadia = await signed_in(served, "nadia@brel.example", CentreRole.ANIMATEUR)
    assert (await nadia.ask("PATCH", film.path(), {"people_listed": True})).status == 200
    assert (await maker.ask("POST", film.path("/propose"), {})).status == 200
    assert (await nadia.ask("POST", film.path("/approve"), {})).status == 200
    assert (await nadia.ask("POST", film.path("/publish"), {})).status == 200
    return film, nadia


async def content(response: ClientResponse) -> bytes:
    """The body of a response that was read."""
    return (await response.text("latin-1")).encode("latin-1")
