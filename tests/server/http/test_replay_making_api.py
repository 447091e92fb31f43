"""What those who lead may decide about a replay, how far it is, what it is made of."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession

from recorder.replay.manifest import (
    Chapter,
    Kept,
    ReplayManifest,
    read_manifest,
    write_manifest,
)
from server.accounts.roles import CentreRole
from server.database.replay_models import Replay
from server.services import DATABASE, MAKING, wall_time
from server.settings import Settings
from tests.recorder.replay.filming import RecordedSession, plain, tone
from tests.server.accounts_house import COOKIE, OWN_PAGE, Browser, add_other_centre, signed_in
from tests.server.conftest import Served

VTT = b"WEBVTT\n\n00:00.500 --> 00:01.500\nBonjour\n"


@dataclass
class Made:
    """A replay of four seconds that was really made, and a volunteer of its centre."""

    id: str
    folder: Path
    volunteer: Browser

    async def ask(self, method: str, path: str, body: Any = None) -> ClientResponse:
        return await self.volunteer.ask(method, f"/api/replays/{self.id}/{path}", body)

    async def send(self, method: str, path: str, content: bytes, kind: str) -> ClientResponse:
        """A body that is not JSON."""
        headers = {**OWN_PAGE, "Cookie": f"{COOKIE}={self.volunteer.cookie}", "Content-Type": kind}
        url = self.volunteer.served.client.make_url(f"/api/replays/{self.id}/{path}")
        async with (
            ClientSession() as session,
            session.request(method, url, data=content, headers=headers) as response,
        ):
            await response.read()
            return response

    async def settled(self) -> dict[str, Any]:
        for _ in range(900):
            view: dict[str, Any] = await (await self.ask("GET", "making")).json()
            if view["state"] in ("ready", "failed"):
                return view
            await asyncio.sleep(0.1)
        raise AssertionError("never made")


@pytest.fixture
async def made(served: Served, settings: Settings) -> Made:
    recorded = RecordedSession(settings.data_dir / "recordings" / "r1")
    size = (320, 180)
    recorded.camera("awa", plain((200, 40, 40), size), 0, 4, role="Salle", track="salle")
    recorded.microphone("awa", tone(440), 0, 4)
    recorded.microphone("lea", tone(880), 0, 4)
    recorded.finish()
    session = await served.session()
    replay = Replay(
        id="replay-1",
        centre_id=session.room.centre_id,
        session_id=session.id,
        recording="r1",
        title="Crêpes",
        created_at=wall_time(served.app),
        making="ready",
        making_done=1.0,
    )
    async with served.app[DATABASE].transaction() as db:
        db.add(replay)
    folder = served.app[MAKING].folder("replay-1")
    folder.mkdir(parents=True)
    write_manifest(folder, ReplayManifest(4.0, posters=("a.jpg", "b.jpg"), poster="a.jpg"))
    volunteer = await signed_in(served, "luc@brel.example", CentreRole.VOLUNTEER)
    return Made("replay-1", folder, volunteer)


async def test_a_recording_is_made_and_made_again_as_was_decided(made: Made) -> None:
    view = await made.settled()
    assert view == {
        "state": "ready",
        "done": 1.0,
        "left_s": None,
        "watchable": True,
        "queue": 0,
        "reason": None,
        "slowed": False,
    }
    edits = {"cuts": [{"from_s": 0, "to_s": 1}], "drop": ["lea"]}
    response = await made.ask("PUT", "edits", {"edits": edits})
    assert response.status == 200
    kept = (await (await made.ask("GET", "edits")).json())["edits"]
    assert (kept["cuts"], kept["drop"]) == (edits["cuts"], edits["drop"])
    assert (await made.ask("POST", "make")).status == 202
    assert (await made.settled())["state"] == "ready"
    after = read_manifest(made.folder)
    assert after is not None and after.duration_s == 3.0
    assert [one.id for one in after.people] == ["awa"]
    waveform = await (await made.ask("GET", "source/waveform")).json()
    assert len(waveform["peaks"]) == pytest.approx(40, abs=1)


async def test_subtitles_and_a_poster(made: Made) -> None:
    response = await made.send("PUT", "subtitles/fr?reviewed=1", VTT, "text/vtt")
    assert response.status == 200 and (await response.json())["cues"] == 1
    response = await made.ask("GET", "subtitles/fr")
    assert response.content_type == "text/vtt" and "Bonjour" in await response.text()
    assert (await made.ask("PUT", "poster", {"file": "b.jpg"})).status == 204
    manifest = read_manifest(made.folder)
    assert manifest is not None and manifest.poster == "b.jpg"
    assert [one.reviewed for one in manifest.subtitles] == [True]
    assert (await made.ask("DELETE", "subtitles/fr")).status == 204
    assert (await made.ask("GET", "subtitles/fr")).status == 404
    assert not list(made.folder.glob("*.vtt"))


FOUND = ReplayManifest(
    3.0,
    chapters=(Chapter(0.0, "Salle"), Chapter(2.5, "")),
    posters=("a.jpg", "b.jpg"),
    posters_s=(0.5, 2.0),
    poster="b.jpg",
    kept=(Kept(0.0, 1.0), Kept(2.0, 4.0)),
)


async def test_chapters_show_without_another_making_and_the_found_ones_stay_proposed(
    made: Made,
) -> None:
    write_manifest(made.folder, FOUND)
    found = [{"at_s": 0.0, "title": "Salle"}, {"at_s": 3.5, "title": ""}]
    assert (await (await made.ask("GET", "source")).json())["chapters"] == found
    chapters = [{"at_s": 0.5, "title": "La pâte"}, {"at_s": 3, "title": "On goûte"}]
    assert (await made.ask("PUT", "edits", {"edits": {"chapters": chapters}})).status == 200
    media = (await (await made.ask("GET", "review")).json())["replay"]["media"]
    assert [(one["at_s"], one["title"]) for one in media["chapters"]] == [
        (0.5, "La pâte"),
        (2.0, "On goûte"),
    ]
    assert (await (await made.ask("GET", "source")).json())["chapters"] == found
    assert read_manifest(made.folder) == FOUND


async def test_the_pictures_to_choose_from(made: Made) -> None:
    write_manifest(made.folder, FOUND)
    posters = (await (await made.ask("GET", "source")).json())["posters"]
    assert [(one["file"], one["at_s"], one["shown"]) for one in posters] == [
        ("a.jpg", 0.5, False),
        ("b.jpg", 3.0, True),
    ]


async def test_what_it_is_made_of(made: Made) -> None:
    source = await (await made.ask("GET", "source")).json()
    assert [one["id"] for one in source["tracks"]] == ["salle", "awa-microphone", "lea-microphone"]
    assert {one["name"] for one in source["people"]} == {"Awa", "Lea"}
    first = source["tracks"][0]["files"][0]
    assert first["type"] == "video/webm"
    response = await made.volunteer.ask("GET", first["src"], headers={"Range": "bytes=0-3"})
    assert response.status == 206
    assert await response.text("latin-1") == "\x1a\x45\xdf\xa3"
    for index in ("3", "-1", "x", "9" * 9):
        assert (await made.ask("GET", f"source/{index}")).status == 404


@pytest.mark.parametrize(
    ("path", "content", "kind", "status", "reason"),
    [
        ("subtitles/fr", b"WEBVTT\n\nnon", "text/vtt", 422, "invalid"),
        ("subtitles/fr", VTT, "text/plain", 415, "type"),
        ("subtitles/fr", b"WEBVTT\n\n" + b" " * 2_000_001, "text/vtt", 413, "size"),
        ("subtitles/..%2Ffr", VTT, "text/vtt", 404, "unknown"),
        ("edits", b'{"edits": {"cuts": 1}}', "application/json", 422, "invalid"),
        ("edits", b"[]", "application/json", 422, "invalid"),
        ("poster", b'{"file": "../replay.json"}', "application/json", 404, "poster"),
    ],
)
async def test_what_is_wrong_is_refused(
    made: Made, path: str, content: bytes, kind: str, status: int, reason: str
) -> None:
    response = await made.send("PUT", path, content, kind)
    assert (response.status, (await response.json())["reason"]) == (status, reason)


async def test_it_is_nothing_to_those_of_another_centre(made: Made, served: Served) -> None:
    await add_other_centre(served)
    stranger = await signed_in(
        served, "eve@carnot.example", CentreRole.COORDINATOR, centre="Espace Carnot"
    )
    for method, path in (
        ("GET", "making"),
        ("POST", "make"),
        ("GET", "edits"),
        ("GET", "source"),
        ("GET", "source/0"),
        ("GET", "source/waveform"),
        ("GET", "subtitles/fr"),
        ("DELETE", "subtitles/fr"),
    ):
        response = await stranger.ask(method, f"/api/replays/{made.id}/{path}")
        assert response.status == 404, path
    body = json.loads('{"edits": {}}')
    assert (await stranger.ask("PUT", f"/api/replays/{made.id}/edits", body)).status == 404
