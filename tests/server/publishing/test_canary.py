"""Somebody takes their agreement back: through the server's own making, no file holds them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np

from recorder.replay.events import Events, Spotlight, write_events
from recorder.replay.manifest import ReplayManifest, read_manifest
from server.accounts.roles import CentreRole
from server.services import MAKING, SETTINGS
from tests.recorder.replay.filming import (
    RecordedSession,
    colours,
    decoded_pictures,
    decoded_sound,
    level_db,
    plain,
    tone,
)
from tests.server.accounts_house import COOKIE, OWN_PAGE, signed_in
from tests.server.conftest import Served
from tests.server.publishing.house import Film

RED, GREEN = (200, 40, 40), (40, 200, 40)
ROOM_HZ, CANARY_HZ = 440, 1760
RECORDING = "r-spring"
MADE_S = 120.0
#: As somebody typed them while the canary spoke.
SUBTITLES = "WEBVTT\n\n00:02.000 --> 00:05.000\nCanary : bonjour à tous\n"


def record(data_dir: Path) -> None:
    """The room for 8 s; from 2 s to 6 s somebody at home, in front of all."""
    session = RecordedSession(data_dir / "recordings" / RECORDING)
    session.camera("awa", plain(RED), 0, 8, role="Salle", track="t1")
    session.camera("canary", plain(GREEN), 2, 6, track="t2")
    session.microphone("awa", tone(ROOM_HZ, 0.05), 0, 8)
    session.microphone("canary", tone(CANARY_HZ, 0.05), 2, 6)
    write_events(session.finish(), Events((Spotlight(2000, "t2"), Spotlight(6000, None)), ()))


async def ready(film: Film) -> ReplayManifest:
    """What there is to watch once it is made."""
    async with asyncio.timeout(MADE_S):
        while (row := await film.row()) is None or row.making != "ready":
            assert row is None or row.making != "failed", row.making_reason
            await asyncio.sleep(0.1)
    manifest = read_manifest(film.folder)
    assert manifest is not None
    return manifest


def loudness_db(film: Film, manifest: ReplayManifest, hz: float) -> float:
    assert manifest.audio is not None
    _, sound = decoded_sound(film.folder / manifest.audio.file)
    return level_db(sound[48_000 * 3 : 48_000 * 5], hz)


async def test_no_file_holds_whoever_took_their_agreement_back(served: Served) -> None:
    data_dir = served.app[SETTINGS].data_dir
    record(data_dir)
    session = await served.session("cuisine")
    made = await served.app[MAKING].recording_ended(RECORDING, session.id)
    assert made is not None
    film = Film(served, made)
    before = await ready(film)
    assert {one.id for one in before.people} == {"awa", "canary"}
    assert "G" in {colour for _, colour in colours(film.folder / before.videos[0].file)}
    assert loudness_db(film, before, CANARY_HZ) > -30
    nadia = await signed_in(served, "nadia@brel.example", CentreRole.ANIMATEUR)
    assert nadia.cookie is not None
    typed = await served.client.put(
        film.path("/subtitles/fr?reviewed=1"),
        data=SUBTITLES.encode(),
        headers=OWN_PAGE | {"Content-Type": "text/vtt"},
        cookies={COOKIE: nadia.cookie},
    )
    assert typed.status == 200
    link = {"title": "La recette de Canary", "url": "https://example.org/"}
    assert (await nadia.ask("POST", film.path("/attached"), link)).status == 201

    assert (await nadia.ask("POST", film.path("/people/canary/withdraw"), {})).status == 200
    after = await ready(film)

    assert [one.id for one in after.people] == ["awa"]
    for video in after.videos:
        assert {colour for _, colour in colours(film.folder / video.file)} == {"R"}
    assert loudness_db(film, after, CANARY_HZ) < -60 < loudness_db(film, after, ROOM_HZ)
    for path in film.folder.glob("*.jpg"):
        _, image = decoded_pictures(path)[0]
        assert not np.any((image[..., 1] > 150) & (image[..., 0] < 100)), path.name
    # Posters, subtitles, manifests and whatever else lies there, of the source as well.
    files = [path for kind in ("replays", "recordings") for path in (data_dir / kind).rglob("*")]
    assert files
    for path in filter(Path.is_file, files):
        assert b"canary" not in path.read_bytes().lower(), path
    assert len(list((data_dir / "recordings" / RECORDING).glob("*.mkv"))) == 2
