"""The sheet on paper and in a spreadsheet, corrected after the session; the code on the door."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientResponse

from rooms.attendance import Place
from rooms.consent import Answer, Consent
from rooms.roles import Role
from server.accounts.roles import CentreRole
from server.care.ledger import Respondent
from server.database.sessions import session_by_id
from server.http.presence_api import MAX_NAMES, PER_S
from server.revocation import revoke
from server.services import DATABASE, RECORDS, REVOCATIONS, wall_time
from tests.server.accounts_house import Browser, signed_in
from tests.server.conftest import Served


@pytest.fixture
async def leader(served: Served) -> Browser:
    """Whoever leads by a link."""
    session = await served.session()
    token = served.token(Role.ANIMATEUR, session=session.id)
    return Browser(served, headers={"Authorization": f"Bearer {token}"})


async def path(served: Served) -> str:
    return f"/api/attendance/{(await served.session()).id}"


async def ask(browser: Browser, method: str, address: str, body: Any = None) -> tuple[int, Any]:
    response = await browser.ask(method, address, body)
    return response.status, await response.json()


async def rows_of(response: ClientResponse) -> list[list[str]]:
    text = await response.text("utf-8")
    assert text.startswith("\ufeff"), "spreadsheets need the mark"
    return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))


async def test_a_sheet_begins_empty(served: Served, leader: Browser) -> None:
    session = await served.session()
    status, sheet = await ask(leader, "GET", await path(served))
    assert status == 200
    assert (sheet["lines"], sheet["in_room"]) == ([], 0)
    assert sheet["counts"] == sheet["here"] == {"room": 0, "home": 0, "phone": 0}
    assert sheet["session"]["title"] == session.title
    kept_until = session.ends_at + timedelta(days=730)
    assert sheet["kept_until"] == kept_until.isoformat()


async def test_ticked_counted_and_corrected(served: Served, leader: Browser) -> None:
    here = await path(served)
    _, sheet = await ask(leader, "POST", here, {"name": "  Yvette ", "here": True})
    (line,) = sheet["lines"]
    assert (line["name"], line["place"], line["origin"]) == ("Yvette", "room", "ticked")
    _, sheet = await ask(leader, "PATCH", here, {"in_room": 7})
    assert (sheet["in_room"], sheet["counts"]["room"]) == (7, 7)
    came = "2026-03-14T15:05:00+01:00"
    change = {"name": "Yvette L.", "place": "phone", "arrived_at": came}
    status, sheet = await ask(leader, "PATCH", f"{here}/{line['id']}", change)
    (line,) = sheet["lines"]
    assert (status, line["name"], line["place"], line["corrected"]) == (
        200,
        "Yvette L.",
        "phone",
        True,
    )
    assert line["arrived_at"] == "2026-03-14T14:05:00Z"


@pytest.mark.parametrize(
    ("method", "below", "body", "status", "reason"),
    [
        ("POST", "", {"name": "   "}, 422, "invalid"),
        ("POST", "", {"name": "x" * 41}, 422, "invalid"),
        ("PATCH", "", {"in_room": -1}, 422, "invalid"),
        ("PATCH", "", {"in_room": 501}, 422, "invalid"),
        ("PATCH", "/nobody", {"name": "x"}, 404, "unknown"),
        ("PATCH", "/nobody", {"arrived_at": "2026-03-14T14:05:00"}, 422, "invalid"),
        ("PATCH", "/nobody", {"place": "moon"}, 422, "invalid"),
    ],
)
async def test_what_is_wrong_is_said(
    served: Served, leader: Browser, method: str, below: str, body: Any, status: int, reason: str
) -> None:
    answered = await ask(leader, method, (await path(served)) + below, body)
    assert (answered[0], answered[1]["reason"]) == (status, reason)


async def test_nobody_leaves_before_they_came(served: Served, leader: Browser) -> None:
    here = await path(served)
    _, sheet = await ask(leader, "POST", here, {"name": "Yvette"})
    line = sheet["lines"][0]["id"]
    wrong = {"left_at": "2020-01-01T00:00:00Z"}
    status, body = await ask(leader, "PATCH", f"{here}/{line}", wrong)
    assert (status, body["reason"]) == (409, "order")


async def test_the_table_has_names_hours_and_heads(served: Served, leader: Browser) -> None:
    session, at_s = await served.session(), served.wall()
    records = served.app[RECORDS]
    records.change(session.id, lambda s: s.arrive("1", "p", "=HYPERLINK()", Place.HOME, at_s))
    records.change(session.id, lambda s: s.leave("p", at_s + 60))
    records.change(session.id, lambda s: s.tick("2", "Struck", False, at_s))
    await ask(leader, "POST", await path(served), {"name": "Yvette"})
    await ask(leader, "PATCH", await path(served), {"in_room": 2})
    response = await leader.ask("GET", f"{await path(served)}.csv?lang=fr")
    assert response.content_type == "text/csv"
    rows = await rows_of(response)
    assert rows[0] == ["Prénom", "Où", "Arrivée", "Départ"]
    # 14:20 UTC is 15:20 at the centre.
    assert rows[1] == ["'=HYPERLINK()", "À la maison", "2026-03-14 15:20", "2026-03-14 15:21"]
    assert rows[2] == ["Yvette", "En salle", "2026-03-14 15:20", ""]
    assert [row[:2] for row in rows[3:]] == [["", "En salle"]], "a head without a name"


async def test_a_centre_says_how_long_it_keeps_them(served: Served, leader: Browser) -> None:
    session = await served.session()
    claire = await signed_in(served, "claire@x.example", CentreRole.COORDINATOR)
    days = f"/api/centres/{session.room.centre_id}/attendance-days"
    assert await ask(claire, "GET", days) == (200, {"days": 730})
    assert await ask(claire, "PUT", days, {"days": 90}) == (200, {"days": 90})
    assert (await ask(claire, "PUT", days, {"days": 7}))[0] == 422
    _, sheet = await ask(leader, "GET", await path(served))
    assert sheet["kept_until"] == (session.ends_at + timedelta(days=90)).isoformat()


# -- the door --------------------------------------------------------------------------------


async def door(served: Served, leader: Browser) -> Browser:
    """Somebody's telephone that has read the code."""
    _, body = await ask(leader, "GET", f"{await path(served)}/door")
    url = urlsplit(body["url"])
    assert url.path == f"/presence/{(await served.session()).id}"
    return Browser(served, headers={"Authorization": f"Bearer {url.fragment}"})


async def test_somebody_writes_their_own_name(served: Served, leader: Browser) -> None:
    telephone = await door(served, leader)
    _, about = await ask(telephone, "GET", "/api/presence")
    assert about["session"]["title"] == (await served.session()).title
    answered = await ask(telephone, "POST", "/api/presence", {"name": " Yvette "})
    assert answered == (201, {"name": "Yvette"})
    await ask(telephone, "POST", "/api/presence", {"name": "yvette"})
    _, sheet = await ask(leader, "GET", await path(served))
    assert [(line["name"], line["origin"]) for line in sheet["lines"]] == [("Yvette", "door")]


async def test_the_door_reads_no_sheet(served: Served, leader: Browser) -> None:
    telephone = await door(served, leader)
    assert (await ask(telephone, "GET", await path(served)))[0] == 403


async def test_renewing_the_link_takes_the_door_back(served: Served, leader: Browser) -> None:
    telephone, session = await door(served, leader), await served.session()
    async with served.app[DATABASE].transaction() as db:
        found = await session_by_id(db, session.id)
        assert found is not None
        await revoke(db, found.link, wall_time(served.app))
        await served.app[REVOCATIONS].refresh(db)
    assert (await ask(telephone, "GET", "/api/presence"))[0] == 401


async def test_no_list_of_names_is_written_at_the_door(served: Served, leader: Browser) -> None:
    telephone = await door(served, leader)
    for number in range(MAX_NAMES):
        body = {"name": f"n{number}"}
        assert (await ask(telephone, "POST", "/api/presence", body))[0] == 201
    assert (await ask(telephone, "POST", "/api/presence", {"name": "x"}))[0] == 429
    served.clock.advance(PER_S + 1)
    assert (await ask(telephone, "POST", "/api/presence", {"name": "x"}))[0] == 201


# -- the ledger ------------------------------------------------------------------------------


async def test_the_ledger_as_a_table(served: Served) -> None:
    session, records = await served.session(), served.app[RECORDS]
    version = records.texts.version
    lina = Respondent("p1", "Lina", minor=True, adult="Mamie")
    consent = Consent(Answer.YES, version, "fr", served.wall(), parent="Nadia")
    records.add_consent(session.id, lina, consent)
    await records.flush()
    nadia = await signed_in(served, "nadia@x.example", CentreRole.ANIMATEUR)
    response = await nadia.ask("GET", f"/api/consents/{session.id}")
    rows = await rows_of(response)
    assert rows[1] == [
        "2026-03-14T14:20:00+00:00",
        "Lina",
        "yes",
        "yes",
        "Mamie",
        "Nadia",
        "fr",
        version,
        "p1",
    ]


async def test_the_sentences_people_answer_to_are_kept(served: Served) -> None:
    texts = served.app[RECORDS].texts
    for text in texts.by_language.values():
        assert "rec.adult" in text and "rec.child" in text
