"""From a draft to the neighbours, through the doors: by whom, with what, and back."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from rooms.consent import Answer, Consent
from server.accounts.roles import CentreRole
from server.care import ledger
from server.services import DATABASE, KEEPING, wall_time
from tests.server.accounts_house import Browser, add_account, add_other_centre, signed_in
from tests.server.conftest import Served
from tests.server.publishing.house import SANDRINE, ZOE, Film, add_film, published_film


@pytest.fixture
async def nadia(served: Served) -> Browser:
    return await signed_in(served, "nadia@brel.example", CentreRole.ANIMATEUR)


@pytest.fixture
async def paul(served: Served) -> Browser:
    return await signed_in(served, "paul@brel.example", CentreRole.VOLUNTEER)


async def review(browser: Browser, film: Film) -> dict[str, Any]:
    found: dict[str, Any] = await (await browser.ask("GET", film.path("/review"))).json()
    return found


async def act(browser: Browser, film: Film, name: str) -> tuple[int, str]:
    """The status, and the state reached or the reason why not."""
    response = await browser.ask("POST", film.path(f"/{name}"), {})
    body = await response.json()
    return response.status, body["replay"]["state"] if response.status == 200 else body["reason"]


def kinds(view: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["kind"], one["name"]) for one in view["missing"]]


async def test_the_whole_way_of_a_replay_with_a_child_in_it(
    served: Served, nadia: Browser, paul: Browser
) -> None:
    film = await add_film(served, SANDRINE, ZOE)
    assert await act(paul, film, "propose") == (200, "proposed")
    assert await act(paul, film, "approve") == (403, "role")
    assert await act(nadia, film, "approve") == (200, "approved")
    assert await act(nadia, film, "publish") == (409, "missing")
    assert kinds(await review(nadia, film)) == [
        ("people", ""),
        ("agreement", "Sandrine"),
        ("agreement", "Zoé"),
    ]
    for person, minor in ((SANDRINE, False), (ZOE, True)):
        said = {"name": person.name, "minor": minor, "agreed": "all", "how": "Sur papier"}
        answered = await nadia.ask("PUT", film.path(f"/people/{person.id}"), said)
        assert answered.status == 200
    assert (await nadia.ask("PATCH", film.path(), {"people_listed": True})).status == 200
    assert kinds(await review(nadia, film)) == [("signatures", "Zoé")]
    signatures = film.path(f"/people/{ZOE.id}/signatures")
    one = {"parent": "Luc Martin", "signed_on": "2026-03-10"}
    assert (await nadia.ask("POST", signatures, one)).status == 200
    # The same parent again is not a second one.
    again = await nadia.ask("POST", signatures, one | {"parent": " luc MARTIN "})
    assert (again.status, (await again.json())["reason"]) == (409, "signed")
    assert await act(nadia, film, "publish") == (409, "missing")
    two = {"parent": "Éva Martin", "signed_on": "2026-03-11"}
    assert (await nadia.ask("POST", signatures, two)).status == 200
    assert await act(nadia, film, "publish") == (200, "published")
    done = [step["act"] for step in (await review(nadia, film))["steps"]]
    assert [one for one in done if one in ("propose", "approve", "publish")] == [
        "propose",
        "approve",
        "publish",
    ]


async def test_whoever_brought_it_does_not_let_it_through_nor_change_it_afterwards(
    served: Served,
) -> None:
    owner = await add_account(served, "lea@brel.example", CentreRole.COORDINATOR)
    lea = Browser(served)
    await lea.sign_in("lea@brel.example")
    film = await add_film(served, owner=owner)
    assert await act(lea, film, "propose") == (200, "proposed")
    assert await act(lea, film, "approve") == (403, "own")
    nadia = await signed_in(served, "nadia@brel.example", CentreRole.ANIMATEUR)
    assert (await nadia.ask("PATCH", film.path(), {"people_listed": True})).status == 200
    assert await act(nadia, film, "approve") == (200, "approved")
    assert await act(lea, film, "publish") == (403, "own")
    assert await act(nadia, film, "publish") == (200, "published")
    # Wider than what was approved: not by its maker.
    changed = await lea.ask("PATCH", film.path(), {"visibility": "public"})
    assert (changed.status, (await changed.json())["reason"]) == (403, "own")
    assert await act(lea, film, "unpublish") == (200, "unpublished")


async def test_a_volunteer_does_not_answer_for_what_is_asked(served: Served, paul: Browser) -> None:
    film = await add_film(served)
    for change in ({"people_listed": True}, {"subtitles_exemption": "Sans paroles"}):
        response = await paul.ask("PATCH", film.path(), change)
        assert (response.status, (await response.json())["reason"]) == (403, "role")
    assert (await paul.ask("PATCH", film.path(), {"title": "Galettes"})).status == 200


async def test_what_was_answered_in_the_session_counts_for_those_who_could_not_come(
    served: Served, nadia: Browser
) -> None:
    session = await served.session("cuisine")
    film = await add_film(served, SANDRINE, session_id=session.id, visibility="centre")
    at_s = served.wall()
    async with served.app[DATABASE].transaction() as db:
        who = ledger.Respondent(SANDRINE.id, SANDRINE.name)
        ledger.write(db, session.id, who, Consent(Answer.YES, "v", "fr", at_s))
    await nadia.ask("PATCH", film.path(), {"people_listed": True})
    assert kinds(await review(nadia, film)) == []
    await nadia.ask("PATCH", film.path(), {"visibility": "public"})
    assert kinds(await review(nadia, film)) == [("agreement_all", "Sandrine")]
    async with served.app[DATABASE].transaction() as db:
        ledger.write(db, session.id, who, Consent(Answer.NO, "v", "fr", at_s + 1))
    assert kinds(await review(nadia, film)) == [("withdrawn", "Sandrine")]


async def test_without_reviewed_subtitles_a_reason_is_stated(
    served: Served, nadia: Browser
) -> None:
    film = await add_film(served)
    film.write(reviewed=False)
    await nadia.ask("PATCH", film.path(), {"people_listed": True})
    assert kinds(await review(nadia, film)) == [("subtitles", "")]
    await nadia.ask("PATCH", film.path(), {"subtitles_exemption": "Personne ne parle"})
    assert kinds(await review(nadia, film)) == []


async def test_an_agreement_taken_off_hides_what_is_published(served: Served) -> None:
    film, nadia = await published_film(served)
    added = await nadia.ask("POST", film.path("/people"), {"name": "Gérard", "agreed": ""})
    assert (await added.json())["replay"]["state"] == "unpublished"
    assert (await Browser(served).ask("GET", film.path())).status == 404


async def test_whoever_withdraws_is_in_no_file_and_the_replay_is_made_again(
    served: Served,
) -> None:
    film, nadia = await published_film(served)
    film.write(SANDRINE)
    remade: list[str] = []

    async def remake(replay_id: str) -> None:
        remade.append(replay_id)

    served.app[KEEPING].remake = remake
    served.app[KEEPING].stop_making = remake
    response = await nadia.ask("POST", film.path(f"/people/{SANDRINE.id}/withdraw"), {})
    assert (response.status, (await response.json())["again"]) == (200, True)
    # First what is being made is stopped, then it is made again.
    assert remade == [film.id, film.id]
    row = await film.row()
    assert row is not None
    assert (row.state, row.making_reason) == ("unpublished", "withdrawn")
    assert json.loads(row.edits)["drop"] == [SANDRINE.id]
    assert not film.folder.exists()
    # Made again without her: it goes the whole way anew.
    film.write()
    await film.set(making="ready", making_reason=None)
    assert await act(nadia, film, "publish") == (409, "state")
    assert kinds(await review(nadia, film)) == []


async def test_somebody_who_watches_and_objects_hides_it_until_it_is_seen_to(
    served: Served,
) -> None:
    film, nadia = await published_film(served)
    neighbour = Browser(served)
    said = {"name": "Gérard", "said": "Je suis au fond"}
    assert (await neighbour.ask("POST", film.path("/objections"), said)).status == 204
    assert (await neighbour.ask("GET", film.path())).status == 404
    assert (await neighbour.ask("GET", film.media())).status == 404
    view = await review(nadia, film)
    assert kinds(view) == [("objection", "")]
    assert [one["name"] for one in view["objections"]] == ["Gérard"]
    number = view["objections"][0]["id"]
    settled = await nadia.ask("POST", film.path(f"/objections/{number}"), {"outcome": "Flouté"})
    assert settled.status == 200
    assert kinds(await review(nadia, film)) == []


async def test_objecting_again_and_again_is_slowed_down(served: Served) -> None:
    film, _ = await published_film(served)
    statuses = []
    for _ in range(6):
        await film.set(state="published")
        answered = await Browser(served).ask("POST", film.path("/objections"), {"name": "x"})
        statuses.append(answered.status)
    assert statuses == [204] * 5 + [429]


@pytest.mark.parametrize("method_path", ["GET /review", "PATCH ", "POST /publish", "POST /people"])
async def test_another_centres_replay_is_not_there(served: Served, method_path: str) -> None:
    await add_other_centre(served)
    film = await add_film(served)
    other = await signed_in(
        served, "x@carnot.example", CentreRole.COORDINATOR, centre="Espace Carnot"
    )
    method, rest = method_path.split(" ")
    body = None if method == "GET" else {"name": "x"}
    response = await other.ask(method, film.path(rest), body)
    assert (response.status, (await response.json())["reason"]) == (404, "gone")


@pytest.mark.parametrize(
    ("rest", "body", "field"),
    [
        ("", {"title": " "}, "title"),
        ("", {"visibility": "world"}, "visibility"),
        ("", {"expires_at": "2026-03-15T00:00:00Z"}, "expires_at"),
        ("", {"expires_at": "2026-06-01T00:00:00"}, "expires_at"),
        ("", {"expires_at": "2036-06-01T00:00:00Z"}, "expires_at"),
        ("/people/p-zoe/signatures", {"parent": "Luc", "signed_on": "2030-01-01"}, "signed_on"),
        ("/people/p-zoe/signatures", {"parent": "", "signed_on": "2026-01-01"}, "parent"),
    ],
)
async def test_a_mistake_is_named(
    served: Served, nadia: Browser, rest: str, body: dict[str, Any], field: str
) -> None:
    film = await add_film(served, ZOE)
    method = "POST" if rest else "PATCH"
    response = await nadia.ask(method, film.path(rest), body)
    assert (response.status, (await response.json())["fields"]) == (422, [field])


async def test_what_waits_for_somebody_is_listed(served: Served, nadia: Browser) -> None:
    film = await add_film(served)
    listed = (await (await nadia.ask("GET", "/api/replay-reviews")).json())["replays"]
    assert [(one["id"], one["state"], one["ends_in_days"]) for one in listed] == [
        (film.id, "draft", None)
    ]
    await film.set(state="published", expires_at=wall_time(served.app) + timedelta(days=29))
    listed = (await (await nadia.ask("GET", "/api/replay-reviews")).json())["replays"]
    assert [one["ends_in_days"] for one in listed] == [29]
