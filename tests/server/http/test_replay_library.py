"""La Fabrique: what each finds there, and the feed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

from server.accounts.roles import CentreRole
from server.database.models import Centre
from server.publishing.steps import edits_digest
from server.services import DATABASE, wall_time
from tests.server.accounts_house import Browser, add_other_centre, signed_in
from tests.server.conftest import Served
from tests.server.publishing.house import FILM, Film, add_film, content


async def add_published(served: Served, title: str, visibility: str, **more: Any) -> Film:
    film = await add_film(served, title=title, visibility=visibility, **more)
    row = await film.row()
    assert row is not None
    await film.set(
        state="published", published_at=wall_time(served.app), approved_edits=edits_digest(row)
    )
    return film


async def titles(browser: Browser, query: str = "") -> list[str]:
    body = await (await browser.ask("GET", f"/api/replays{query}")).json()
    return sorted(one["title"] for one in body["replays"])


async def test_each_finds_what_is_for_them(served: Served) -> None:
    await add_other_centre(served)
    for visibility in ("centre", "network", "link", "public"):
        await add_published(served, visibility, visibility)
    await add_film(served, title="draft")
    paul = await signed_in(served, "paul@brel.example", CentreRole.VOLUNTEER)
    other = await signed_in(
        served, "lea@carnot.example", CentreRole.VOLUNTEER, centre="Espace Carnot"
    )
    technician = await signed_in(served, "tom@brel.example", CentreRole.TECHNICIAN)
    assert await titles(Browser(served)) == ["public"]
    assert await titles(technician) == ["public"]
    assert await titles(other) == ["network", "public"]
    assert await titles(paul) == ["centre", "link", "network", "public"]


async def test_words_and_series_narrow_it(served: Served) -> None:
    await add_published(served, "Crêpes de sarrasin", "public", series="Cuisine")
    await add_published(served, "Le nœud de chaise", "public", description="Avec Gérard")
    neighbour = Browser(served)
    assert await titles(neighbour, "?q=crepes") == ["Crêpes de sarrasin"]
    assert await titles(neighbour, "?q=GERARD%20noeud") == ["Le nœud de chaise"]
    assert await titles(neighbour, "?q=velo") == []
    assert await titles(neighbour, "?series=Cuisine") == ["Crêpes de sarrasin"]
    body = await (await neighbour.ask("GET", "/api/replays?q=velo")).json()
    assert (body["series"], body["brings"]) == (["Cuisine"], False)


async def test_one_replay_with_all_that_is_needed_to_watch_it(served: Served) -> None:
    film = await add_published(served, "Crêpes", "public")
    view = (await (await Browser(served).ask("GET", film.path())).json())["replay"]
    assert view["media"]["videos"] == [
        {"src": film.media(), "height": 720, "bytes": len(FILM), "type": "video/mp4"}
    ]
    assert [one["title"] for one in view["media"]["chapters"]] == ["Bonjour", "La pâte"]
    assert (view["reviews"], view["downloads"]) == (False, False)
    assert view["link"].endswith(f"/replays/{film.id}")


CHAPTERS = {"chapters": [{"at_s": 5, "title": "La pâte"}, {"at_s": 40, "title": "<Fin>"}]}


async def test_chapters_made_by_hand_stand_for_those_found(served: Served) -> None:
    film = await add_published(served, "Crêpes", "public", edits=json.dumps(CHAPTERS))
    neighbour = Browser(served)
    media = (await (await neighbour.ask("GET", film.path())).json())["replay"]["media"]
    assert media["chapters"] == [{"at_s": 5, "title": "La pâte"}, {"at_s": 40, "title": "<Fin>"}]
    assert await titles(neighbour, "?q=pate") == ["Crêpes"]
    response = await neighbour.ask("GET", media["chapters_src"])
    assert response.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert (await response.text()).endswith("00:00:40.000 --> 00:01:00.000\n&lt;Fin&gt;\n")
    row = await film.row()
    assert row is not None
    feed = await neighbour.ask("GET", f"/fabrique/{row.centre_id}/flux.xml")
    found = ET.fromstring(await content(feed)).iter("{http://podlove.org/simple-chapters}chapter")
    assert [(one.get("start"), one.get("title")) for one in found] == [
        ("00:00:05.000", "La pâte"),
        ("00:00:40.000", "<Fin>"),
    ]


async def test_the_feed_tells_what_is_public_of_the_centre(served: Served) -> None:
    film = await add_published(served, "Crêpes & <galettes>", "public", series="Cuisine")
    for visibility in ("centre", "network", "link"):
        await add_published(served, visibility, visibility)
    async with served.app[DATABASE].transaction() as db:
        row = await film.row()
        assert row is not None
        centre = await db.get_one(Centre, row.centre_id)
    response = await Browser(served).ask("GET", f"/fabrique/{centre.id}/flux.xml")
    assert response.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    channel = ET.fromstring(await content(response)).find("channel")
    assert channel is not None
    (item,) = channel.findall("item")
    assert item.findtext("title") == "Crêpes & <galettes>"
    assert item.findtext("category") == "Cuisine"
    assert item.findtext("pubDate") == "Sat, 14 Mar 2026 14:20:00 GMT"
    enclosure = item.find("enclosure")
    assert enclosure is not None
    assert enclosure.attrib["length"] == str(len(FILM))
    assert enclosure.attrib["type"] == "video/mp4"
    assert enclosure.attrib["url"].endswith(film.media())
    assert (await Browser(served).ask("GET", "/fabrique/999/flux.xml")).status == 404


async def test_what_has_ended_is_nowhere(served: Served) -> None:
    film = await add_published(served, "Crêpes", "public")
    await film.set(expires_at=wall_time(served.app) - timedelta(seconds=1))
    assert await titles(Browser(served)) == []
    assert (await Browser(served).ask("GET", film.media())).status == 404
