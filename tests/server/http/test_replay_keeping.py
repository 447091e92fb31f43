"""A replay kept for another year, and given another link, through the doors."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from server.accounts.roles import CentreRole
from server.services import KEEPING, wall_time
from tests.server.accounts_house import Browser, add_account, add_other_centre, signed_in
from tests.server.conftest import Served
from tests.server.publishing.house import SANDRINE, ZOE, Film, add_film, published_film

DAY_S = 86_400.0


async def said(browser: Browser, film: Film, what: str) -> tuple[int, Any]:
    """The status, with the whole or the reason why not."""
    response = await browser.ask("POST", film.path(f"/{what}"), {})
    body = await response.json()
    return response.status, body if response.status == 200 else body["reason"]


async def record(browser: Browser, film: Film, person: str, name: str, minor: bool = False) -> None:
    told = {"name": name, "minor": minor, "agreed": "near", "how": "Sur papier"}
    answer = await browser.ask("PUT", film.path(f"/people/{person}"), told)
    assert answer.status == 200


async def sign(browser: Browser, film: Film, parent: str, on: str) -> int:
    path = film.path(f"/people/{ZOE.id}/signatures")
    return (await browser.ask("POST", path, {"parent": parent, "signed_on": on})).status


async def test_kept_for_another_year_once_everybody_is_asked_again(served: Served) -> None:
    paul = await add_account(served, "paul@brel.example", CentreRole.VOLUNTEER)
    film = await add_film(served, SANDRINE, ZOE, owner=paul)
    nadia = await signed_in(served, "nadia@brel.example", CentreRole.ANIMATEUR)
    for person, minor in ((SANDRINE, False), (ZOE, True)):
        await record(nadia, film, person.id, person.name, minor)
    assert await sign(nadia, film, "Luc", "2026-03-10") == 200
    assert await sign(nadia, film, "Éva", "2026-03-10") == 200
    assert (await nadia.ask("PATCH", film.path(), {"people_listed": True})).status == 200
    assert await said(nadia, film, "renew") == (409, "early")
    view = await (await nadia.ask("GET", film.path("/review"))).json()
    assert view["renewal"] is None

    served.wall.advance(330 * DAY_S)  # signed in anew: a month at most
    await nadia.sign_in("nadia@brel.example")
    view = await (await nadia.ask("GET", film.path("/review"))).json()
    assert view["renewal"] == {"may": True, "ends_in_days": 34, "to_ask": ["Sandrine", "Zoé"]}
    assert await said(nadia, film, "renew") == (409, "again")
    await record(nadia, film, SANDRINE.id, "Sandrine")
    await record(nadia, film, ZOE.id, "Zoé", minor=True)
    # The same parents, for the year to come.
    assert await sign(nadia, film, "Luc", "2027-02-01") == 200
    assert await sign(nadia, film, "Luc", "2027-02-02") == 409
    assert await said(nadia, film, "renew") == (409, "again")
    assert await sign(nadia, film, "Éva", "2027-02-01") == 200
    row = await film.row()
    assert row is not None
    status, whole = await said(nadia, film, "renew")
    assert status == 200
    assert whole["renewal"] is None
    assert whole["replay"]["ends_at"] == (row.created_at + timedelta(days=730)).isoformat()
    assert [(one["act"], one["name"]) for one in whole["steps"]][-1] == ("renew", "nadia")
    served.wall.advance(60 * DAY_S)
    await served.app[KEEPING].look()
    assert await film.row() is not None
    # What was kept ends too.
    served.wall.advance(345 * DAY_S)
    await served.app[KEEPING].look()
    assert await film.row() is None


@pytest.mark.parametrize("role", [CentreRole.VOLUNTEER, CentreRole.COORDINATOR])
async def test_who_made_it_or_leads_only_does_not_keep_it(served: Served, role: CentreRole) -> None:
    browser = await signed_in(served, "claire@brel.example", role)
    film = await add_film(served)
    await film.set(expires_at=wall_time(served.app) + timedelta(days=20))
    assert (await browser.ask("POST", film.path("/propose"), {})).status == 200
    reason = "role" if role is CentreRole.VOLUNTEER else "own"
    assert await said(browser, film, "renew") == (403, reason)


@pytest.mark.parametrize("what", ["renew", "link"])
async def test_not_from_another_centre(served: Served, what: str) -> None:
    film = await add_film(served, visibility="link")
    await add_other_centre(served)
    luc = await signed_in(
        served, "luc@carnot.example", CentreRole.COORDINATOR, centre="Espace Carnot"
    )
    assert await said(luc, film, what) == (404, "gone")


async def test_with_another_link_the_old_one_opens_nothing_at_once(served: Served) -> None:
    film, nadia = await published_film(served, visibility="link")
    row = await film.row()
    assert row is not None
    old = row.link_secret
    neighbour, late = Browser(served), Browser(served)
    opened = await neighbour.ask("POST", film.path("/key"), {"key": old})
    assert opened.status == 204
    cookie = opened.cookies.popitem()[1]
    holding = neighbour.headers | {"Cookie": f"{cookie.key}={cookie.value}"}
    assert (await neighbour.ask("GET", film.media(), headers=holding)).status == 200
    status, whole = await said(nadia, film, "link")
    assert status == 200
    assert [one["act"] for one in whole["steps"]][-1] == "link"
    # Neither what was opened by it, nor the link itself.
    assert (await neighbour.ask("GET", film.media(), headers=holding)).status == 404
    assert (await neighbour.ask("GET", film.path(), headers=holding)).status == 404
    assert (await late.ask("POST", film.path("/key"), {"key": old})).status == 404
    row = await film.row()
    assert row is not None and row.link_secret != old and len(row.link_secret) >= 20
    assert (await late.ask("POST", film.path("/key"), {"key": row.link_secret})).status == 204
    assert await film.state() == "published"


async def test_who_made_it_gives_no_other_link_once_it_is_published(served: Served) -> None:
    film, _ = await published_film(served, visibility="link")
    paul = Browser(served)
    await paul.sign_in("paul@brel.example")
    assert await said(paul, film, "link") == (403, "own")
    luc = await signed_in(served, "luc@brel.example", CentreRole.VOLUNTEER)
    assert await said(luc, film, "link") == (403, "role")


async def test_what_is_not_watched_by_a_link_has_none(served: Served) -> None:
    film, nadia = await published_film(served, visibility="public")
    assert await said(nadia, film, "link") == (409, "state")
