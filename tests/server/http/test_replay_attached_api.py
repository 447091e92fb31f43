"""A recipe, a score, a pattern beside a replay: what is kept of it, who sees it, when it goes."""

from __future__ import annotations

from datetime import timedelta

import cv2
import numpy as np
import pytest
from aiohttp import ClientResponse, ClientSession

from server.accounts.roles import CentreRole
from server.publishing.conditions import Somebody
from server.services import KEEPING
from tests.recorder.examination.test_document import pdf
from tests.server.accounts_house import COOKIE, OWN_PAGE, Browser, add_other_centre, signed_in
from tests.server.conftest import Served
from tests.server.publishing.house import Film, add_film, content, published_film

RECIPE = pdf()
LINK = {"title": "Le patron", "url": "https://example.org/patron"}


def picture() -> bytes:
    """A small JPEG that says where it was taken (EXIF)."""
    plain = cv2.imencode(".jpg", np.full((90, 160, 3), 120, np.uint8))[1].tobytes()
    where = b"Exif\0\0GPS 48.85 2.35"
    return plain[:2] + b"\xff\xe1" + (len(where) + 2).to_bytes(2, "big") + where + plain[2:]


async def bring(
    who: Browser, film: Film, body: bytes, kind: str = "application/pdf", title: str = "La recette"
) -> ClientResponse:
    url = who.served.client.make_url(film.path("/attached"))
    headers = {**OWN_PAGE, "Cookie": f"{COOKIE}={who.cookie}", "Content-Type": kind}
    async with (
        ClientSession() as session,
        session.post(url, params={"title": title}, data=body, headers=headers) as response,
    ):
        await response.read()
        return response


async def listed(film: Film, who: Browser) -> list[dict[str, object]]:
    replay = (await (await who.ask("GET", film.path())).json())["replay"]
    found: list[dict[str, object]] = replay["attached"]
    return found


@pytest.fixture
async def volunteer(served: Served) -> Browser:
    return await signed_in(served, "luc@brel.example", CentreRole.VOLUNTEER)


async def test_each_is_there_with_its_name_and_its_size(served: Served, volunteer: Browser) -> None:
    film = await add_film(served)
    assert (await bring(volunteer, film, RECIPE)).status == 201
    assert (await bring(volunteer, film, picture(), "image/jpeg", "Le plan")).status == 201
    assert (await volunteer.ask("POST", film.path("/attached"), LINK)).status == 201
    recipe, plan, link = await listed(film, volunteer)
    assert (recipe["kind"], recipe["title"], recipe["bytes"]) == ("pdf", "La recette", len(RECIPE))
    assert (link["kind"], link["src"], link["bytes"]) == ("link", LINK["url"], 0)
    response = await volunteer.ask("GET", str(recipe["src"]))
    assert await content(response) == RECIPE
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == "attachment"
    shown = await content(await volunteer.ask("GET", str(plan["src"])))
    assert shown.startswith(b"\xff\xd8\xff") and b"GPS" not in shown
    assert plan["bytes"] == len(shown)

    item = film.path(f"/attached/{recipe['id']}")
    assert (await volunteer.ask("PATCH", item, {"title": "La pâte"})).status == 204
    assert next(one["title"] for one in await listed(film, volunteer)) == "La pâte"
    assert (await volunteer.ask("DELETE", item, {})).status == 204
    assert (await volunteer.ask("DELETE", item, {})).status == 404
    assert (await volunteer.ask("GET", str(recipe["src"]))).status == 404
    assert not list((film.folder / "attached").glob("*.pdf"))


@pytest.mark.parametrize(
    ("kind", "body", "title", "status", "reason"),
    [
        ("application/pdf", pdf(b"5 0 obj <</S/Launch>> endobj\n"), "a", 422, "active"),
        ("application/pdf", picture(), "a", 422, "type"),
        ("image/jpeg", RECIPE, "a", 422, "type"),
        ("image/png", b"\x89PNG\r\n\x1a\n", "a", 422, "damaged"),
        ("image/svg+xml", b"<svg/>", "a", 415, "type"),
        ("application/pdf", RECIPE, " ", 422, "invalid"),
        ("application/pdf", b"%PDF-" + b" " * 20_000_000, "a", 413, "size"),
        ("application/json", b'{"title": "a", "url": "javascript:x"}', "a", 422, "invalid"),
        ("application/json", b'{"title": "a", "url": "//elsewhere"}', "a", 422, "invalid"),
    ],
)
async def test_what_is_not_kept_leaves_nothing(
    served: Served, volunteer: Browser, kind: str, body: bytes, title: str, status: int, reason: str
) -> None:
    film = await add_film(served)
    response = await bring(volunteer, film, body, kind, title)
    assert (response.status, (await response.json())["reason"]) == (status, reason)
    assert await listed(film, volunteer) == []
    assert not list(film.folder.rglob("*attached*/*"))


async def test_there_is_an_end_to_it(served: Served, volunteer: Browser) -> None:
    film = await add_film(served)
    for _ in range(12):
        assert (await volunteer.ask("POST", film.path("/attached"), LINK)).status == 201
    response = await volunteer.ask("POST", film.path("/attached"), LINK)
    assert (response.status, (await response.json())["reason"]) == (409, "many")


async def test_what_nobody_has_approved_is_not_seen(served: Served) -> None:
    film, nadia = await published_film(served)
    assert (await nadia.ask("POST", film.path("/attached"), LINK)).status == 201
    assert await film.state() == "unpublished"
    assert (await Browser(served).ask("GET", film.path())).status == 404
    assert (await nadia.ask("POST", film.path("/propose"), {})).status == 200
    # Whoever brought it is not the one who approves it.
    assert (await nadia.ask("POST", film.path("/approve"), {})).status == 403


async def test_those_of_another_centre_have_nothing_to_do_with_it(
    served: Served, volunteer: Browser
) -> None:
    await add_other_centre(served)
    film = await add_film(served)
    assert (await bring(volunteer, film, RECIPE)).status == 201
    (recipe,) = await listed(film, volunteer)
    stranger = await signed_in(
        served, "eve@carnot.example", CentreRole.COORDINATOR, centre="Espace Carnot"
    )
    for method, path in (
        ("GET", film.path("/attached")),
        ("DELETE", film.path(f"/attached/{recipe['id']}")),
        ("GET", str(recipe["src"])),
    ):
        assert (await stranger.ask(method, path)).status == 404
    assert (await stranger.ask("POST", film.path("/attached"), LINK)).status == 404
    assert len(await listed(film, volunteer)) == 1


async def test_a_withdrawal_and_the_end_take_it_along(served: Served, volunteer: Browser) -> None:
    film = await add_film(served)
    assert (await bring(volunteer, film, RECIPE)).status == 201
    named = await volunteer.ask("POST", film.path("/people"), {"name": "Zoé", "agreed": "all"})
    assert named.status == 200
    (person,) = (await named.json())["people"]
    # No track is hers alone: the film stays, hidden, to be cut by hand.
    withdrawn = Somebody(person["id"], "Zoé")
    assert not await served.app[KEEPING].withdraw(film.id, withdrawn, None)
    assert not (film.folder / "attached").exists()
    assert (film.folder / "720.mp4").exists()

    assert (await bring(volunteer, film, RECIPE)).status == 201
    row = await film.row()
    assert row is not None
    await film.set(created_at=row.created_at - timedelta(days=400))
    await served.app[KEEPING].look()
    assert not film.folder.exists()
