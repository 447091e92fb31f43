"""The fleet page's interface, with a kit at the other end of a real connection."""

from __future__ import annotations

import asyncio
import base64
from datetime import datetime, timedelta
from typing import Any

import cv2
import numpy as np
import pytest

from hardware.profiles import profile_text
from rooms.roles import Role
from rooms.session import SessionState
from server.accounts.roles import CentreRole
from server.database.kit_models import Kit
from server.database.models import Session
from server.http.faults_api import MAX_PER_KIT, MAX_PER_NETWORK
from server.http.kit_pictures_api import KitPicturesApi
from server.kits.findings import Finding, Report
from server.kits.presence import SILENT_S
from server.kits.reports import keep_report, latest_reports
from server.live.registry import LiveRooms
from server.live.still import Still
from server.services import DATABASE, KITS, TOKENS, wall_time
from server.signaling.websocket import PROTOCOL
from tests.server.accounts_house import COOKIE, OWN_PAGE, Browser, add_other_centre, signed_in
from tests.server.conftest import Served
from tests.server.kits.house import Agent, add_kit, connect


@pytest.fixture
async def browser(served: Served) -> Browser:
    """A technician's, before any session."""
    async with served.app[DATABASE].transaction() as db:
        session = await db.get_one(Session, (await served.session()).id)
        session.state = SessionState.CLOSED.value
    return await signed_in(served, "karim@brel.example", CentreRole.TECHNICIAN)


async def listed(browser: Browser) -> list[dict[str, Any]]:
    body: dict[str, Any] = await (await browser.ask("GET", "/api/kits")).json()
    kits: list[dict[str, Any]] = body["kits"]
    return kits


async def one(browser: Browser, kit: str) -> dict[str, Any]:
    body: dict[str, Any] = await (await browser.ask("GET", f"/api/kits/{kit}")).json()
    return body


async def picture(browser: Browser, path: str) -> bytes:
    cookies = {COOKIE: browser.cookie or ""}
    async with browser.served.client.get(path, cookies=cookies) as response:
        assert response.status == 200
        return await response.read()


async def test_a_technician_sees_the_kits_of_their_centres_alone(
    served: Served, browser: Browser
) -> None:
    await add_other_centre(served)
    await add_kit(served, "danse")
    kit = await add_kit(served, "cuisine")
    body = await (await browser.ask("GET", "/api/kits")).json()
    assert [found["id"] for found in body["kits"]] == [kit]
    assert {room["slug"] for room in body["rooms"]} == {"cuisine", "guitare", "couture"}


async def test_from_pairing_to_lost(served: Served, browser: Browser) -> None:
    kit = await add_kit(served)
    assert (await listed(browser))[0]["state"] == "pairing"
    agent = await connect(served, kit)
    assert (await listed(browser))[0]["state"] == "untested"
    await agent.socket.close()
    async with served.app[DATABASE].transaction() as db:
        (await db.get_one(Kit, kit)).seen_at = wall_time(served.app)
    served.clock.advance(SILENT_S + 1)
    assert (await listed(browser))[0]["state"] == "starting"
    served.wall.advance(61)
    assert [(k["state"], k["to_see"]) for k in await listed(browser)] == [("lost", True)]
    await browser.ask("PATCH", f"/api/kits/{kit}", {"portable": True})
    assert [(k["state"], k["to_see"]) for k in await listed(browser)] == [("away", False)]


async def test_a_self_test_is_asked_for_and_its_report_shown(
    served: Served, browser: Browser
) -> None:
    kit = await add_kit(served)
    assert (await browser.ask("POST", f"/api/kits/{kit}/self-test")).status == 409
    agent = await connect(served, kit)
    assert (await browser.ask("POST", f"/api/kits/{kit}/self-test")).status == 204
    asked = await agent.until("selftest.run")
    assert asked == {"type": "selftest.run", "asked": "technician", "call": False}
    jpeg = base64.b64encode(b"\xff\xd8\xff\xe0 picture \xff\xd9").decode()
    findings = [
        {"severity": "note", "sentence": "Il reste de la place."},
        {
            "severity": "fault",
            "sentence": "La caméra « Salle » est noire.",
            "to_do": "Retirez le cache.",
            "about": "salle",
            "evidence": {"content_type": "image/jpeg", "content": jpeg},
        },
    ]
    await agent.say({"type": "selftest.report", "asked": "technician", "findings": findings})
    # The watch writes it down; here it is done by hand.
    ((grant, report),) = served.app[KITS].reports
    async with served.app[DATABASE].transaction() as db:
        row = await db.get_one(Kit, kit)
        assert row.grant == grant
        await keep_report(db, row, report, wall_time(served.app))
    shown = await one(browser, kit)
    assert (shown["state"], shown["findings"], shown["worst"]) == ("findings", 1, "fault")
    told = shown["report"]["findings"][1]
    assert told["sentence"].startswith("La caméra") and told["evidence"] == "image/jpeg"
    path = f"/api/kits/{kit}/reports/{shown['report']['id']}/1"
    assert await picture(browser, path) == base64.b64decode(jpeg)
    assert (await browser.ask("GET", path[:-1] + "0")).status == 404
    assert (await browser.ask("GET", path[:-1] + "9")).status == 404


async def test_during_a_session_nothing_makes_noise_and_nothing_is_shown(
    served: Served, browser: Browser
) -> None:
    kit = await add_kit(served)
    agent = await connect(served, kit)
    async with served.app[DATABASE].transaction() as db:
        session = await db.get_one(Session, (await served.session()).id)
    leader = await signed_in(served, "sandrine@brel.example", CentreRole.ANIMATEUR)
    started = await leader.ask("POST", f"/api/sessions/{session.id}/start")
    assert started.status == 200
    assert (await listed(browser))[0]["state"] == "session"
    for act in ("self-test", "test-call", "restart"):
        response = await browser.ask("POST", f"/api/kits/{kit}/{act}")
        assert (response.status, await response.json()) == (409, {"reason": "session"})
    jpeg = base64.b64encode(b"\xff\xd8\xff\xd9").decode()
    finding = {"severity": "fault", "sentence": "Noire."}
    finding["evidence"] = {"content_type": "image/jpeg", "content": jpeg}  # type: ignore[assignment]
    await agent.say({"type": "selftest.report", "findings": [finding]})
    ((_, report),) = served.app[KITS].reports
    assert [one.evidence for one in report.findings] == [None]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"device": "mains", "exposure": 120}, 204),
        ({"device": "mains", "crop": [0.1, 0.1, 0.8, 0.8]}, 204),
        ({"device": "microphone", "gain_percent": 40}, 204),
        ({"device": "salle", "preset": "large"}, 204),
        ({"device": "salle", "restart": True}, 204),
        ({"device": "salle", "reset": True}, 204),
        ({"device": "salle"}, 422),
        ({"device": "salle", "gain_percent": 101}, 422),
        ({"device": "salle", "crop": [0.5, 0.5, 0.8, 0.2]}, 422),
        ({"device": "salle", "crop": [0.5, 0.5, 0.01, 0.2]}, 422),
        ({"device": "../salle", "restart": True}, 422),
    ],
)
async def test_what_may_be_adjusted(
    served: Served, browser: Browser, asked: dict[str, Any], status: int
) -> None:
    kit = await add_kit(served)
    agent = await connect(served, kit)
    assert (await browser.ask("POST", f"/api/kits/{kit}/adjust", asked)).status == status
    if status == 204:
        told = await agent.until("kit.adjust")
        assert {key: told[key] for key in asked} == asked
        assert (await one(browser, kit))["history"][0]["kind"] == "adjusted"


async def test_what_the_kit_keeps_is_shown_to_the_technician_alone(
    served: Served, browser: Browser
) -> None:
    kit = await add_kit(served)
    agent = await connect(served, kit)
    assert (await one(browser, kit))["adjusted"] == {}
    kept = {"device": "mains", "exposure": 120, "crop": [0.1, 0.1, 0.8, 0.8]}
    await agent.say({"type": "kit.status", "adjusted": [kept]})
    shown = {name: value for name, value in kept.items() if name != "device"}
    assert (await one(browser, kit))["adjusted"] == {"mains": shown}
    token = served.app[TOKENS].issue(
        room="cuisine", role=Role.ANIMATEUR, wall_s=served.wall(), lifetime_s=900
    )
    socket = await served.client.ws_connect("/ws", protocols=(PROTOCOL,))
    await socket.send_json({"type": "join", "token": token, "name": "Sandrine"})
    lead = Agent(socket, token)
    await lead.until("welcome")
    assert "adjusted" not in (await lead.until("kit"))["status"]


async def test_a_camera_that_is_well_is_what_tests_compare_with(
    served: Served, browser: Browser
) -> None:
    kit = await add_kit(served)
    agent = await connect(served, kit)
    path = f"/api/kits/{kit}/reference"
    assert (await browser.ask("POST", path, {"device": "mains"})).status == 204
    assert await agent.until("kit.reference") == {"type": "kit.reference", "device": "mains"}


async def test_a_removed_kit_is_out_within_five_seconds(running: Served) -> None:
    served = running
    browser = await signed_in(served, "karim@brel.example", CentreRole.TECHNICIAN)
    kit = await add_kit(served)
    agent = await connect(served, kit)
    began = asyncio.get_running_loop().time()
    path = f"/api/kits/{kit}/remove"
    assert (await browser.ask("POST", path, {"remove": True})).status == 204
    assert (await agent.until("refused"))["reason"] == "token"
    async with asyncio.timeout(5):
        await agent.ended()
    assert asyncio.get_running_loop().time() - began < 5
    assert await listed(browser) == []
    headers = {"Authorization": f"Bearer {agent.token}"}
    async with served.client.get("/api/session", headers=headers) as response:
        assert response.status == 401


async def test_a_moved_kit_leaves_its_room(running: Served) -> None:
    served = running
    browser = await signed_in(served, "karim@brel.example", CentreRole.TECHNICIAN)
    await add_other_centre(served)
    kit = await add_kit(served)
    agent = await connect(served, kit)
    path = f"/api/kits/{kit}"
    assert (await browser.ask("PATCH", path, {"room": "danse"})).status == 422, "another centre's"
    assert (await browser.ask("PATCH", path, {"room": "guitare", "name": "Valise"})).status == 204
    assert (await agent.until("refused"))["reason"] == "token"
    shown = await one(browser, kit)
    assert (shown["name"], shown["room"]["slug"]) == ("Valise", "guitare")
    assert {line["kind"] for line in shown["history"]} == {"moved", "renamed"}
    assert {line["who"] for line in shown["history"]} == {"karim"}


async def test_a_profile_is_kept_only_when_it_holds(served: Served, browser: Browser) -> None:
    kit = await add_kit(served, profile=profile_text("demo"))
    agent = await connect(served, kit)
    path = f"/api/kits/{kit}/profile"
    wrong = profile_text("demo").replace("version = 1", "version = 1\ncolour = 3")
    response = await browser.ask("PUT", path, {"profile": wrong})
    assert response.status == 422
    sentence = (await response.json())["sentence"]
    assert "colour : cette clé n’existe pas" in sentence["fr"] and "colour" in sentence["en"]
    right = profile_text("demo").replace('name = "', 'name = "Autre ', 1)
    assert (await browser.ask("PUT", path, {"profile": right, "check": True})).status == 204
    assert (await one(browser, kit))["profile"] == profile_text("demo")
    assert (await browser.ask("PUT", path, {"profile": right})).status == 204
    assert (await agent.until("kit.profile")) == {"type": "kit.profile"}
    assert (await one(browser, kit))["profile"] == right


async def test_only_the_last_reports_are_kept(served: Served) -> None:
    kit = await add_kit(served)
    start = wall_time(served.app)
    async with served.app[DATABASE].transaction() as db:
        row = await db.get_one(Kit, kit)
        for minute in range(25):
            report = Report(findings=(Finding(severity="note", sentence=str(minute)),))
            await keep_report(db, row, report, start + timedelta(minutes=minute))
    async with served.app[DATABASE].transaction() as db:
        kept = (await latest_reports(db, [kit]))[kit]
    assert kept[1].findings[0].sentence == "24"
    assert kept[0].at == start + timedelta(minutes=24)


async def report_fault(served: Served, code: str, text: str) -> int:
    path = f"/api/faults/{code}"
    async with served.client.post(path, json={"text": text}, headers=OWN_PAGE) as response:
        return response.status


async def test_a_fault_is_reported_without_an_account(served: Served, browser: Browser) -> None:
    code = (await one(browser, await add_kit(served)))["fault_code"]
    async with served.client.get(f"/api/faults/{code}") as response:
        assert (await response.json())["room"] == "Cuisine"
    assert await report_fault(served, code, "  ") == 422
    assert await report_fault(served, "unknown", "Rien") == 404
    assert await report_fault(served, code, "La télé\u202e reste\nnoire " + "x" * 500) == 204
    (kit,) = await listed(browser)
    assert kit["to_see"] and kit["fault"]["text"].startswith("La télé reste noire x")
    assert len(kit["fault"]["text"]) == 300
    assert datetime.fromisoformat(kit["fault"]["at"]) == wall_time(served.app)
    assert (await browser.ask("POST", f"/api/kits/{kit['id']}/fault-seen")).status == 204
    assert (await listed(browser))[0]["fault"] is None


async def test_faults_are_not_reported_without_end(served: Served, browser: Browser) -> None:
    code = (await one(browser, await add_kit(served)))["fault_code"]
    statuses = [await report_fault(served, code, "Noir") for _ in range(MAX_PER_NETWORK + 1)]
    assert statuses == [204] * MAX_PER_NETWORK + [429]
    assert MAX_PER_KIT > MAX_PER_NETWORK


def live_rooms(served: Served) -> LiveRooms:
    """The application's own, from one of its routes."""
    for route in served.app.router.routes():
        found = getattr(getattr(route.handler, "__wrapped__", None), "__self__", None)
        if isinstance(found, KitPicturesApi):
            return found._rooms
    raise AssertionError("no route of pictures")


async def test_a_thumbnail_is_clear_before_a_session_and_blurred_during_it(
    served: Served, browser: Browser
) -> None:
    kit = await add_kit(served)
    await connect(served, kit)
    stripes = np.repeat(((np.arange(320) // 4) % 2 * 255).astype(np.uint8)[None], 180, 0)
    sent = bytes(cv2.imencode(".jpg", stripes)[1].tobytes())
    live = live_rooms(served).find("cuisine")
    assert live is not None
    live.stills["salle"] = Still(sent, served.clock())
    path = f"/api/kits/{kit}/thumbnails/salle"
    assert await picture(browser, path) == sent
    leader = await signed_in(served, "sandrine@brel.example", CentreRole.ANIMATEUR)
    session = await served.session()
    assert (await leader.ask("POST", f"/api/sessions/{session.id}/start")).status == 200
    shown = cv2.imdecode(np.frombuffer(await picture(browser, path), np.uint8), 0)
    assert shown is not None and shown.std() < stripes.std() / 2
    served.clock.advance(SILENT_S + 1)
    assert (await browser.ask("GET", path)).status == 404, "the kit is not here"
