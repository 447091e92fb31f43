"""Updating kits from afar and bringing them back: the technician's interface at one end, kits over
real connections at the other."""

from __future__ import annotations

import pytest

from server.accounts.roles import CentreRole
from server.database.kit_models import Kit
from server.database.sessions import room_by_slug
from server.kits.fleet import move, remove
from server.kits.presence import KitsHere
from server.services import DATABASE, KITS, SETTINGS, SHELF, wall_time
from server.signaling.websocket import PROTOCOL
from tests.server.accounts_house import add_other_centre, signed_in
from tests.server.conftest import Served
from tests.server.kits.house import Agent, add_kit, connect
from tests.server.kits.updating.house import NEW, NEXT, OLD, Centre


@pytest.fixture
async def centre(served: Served) -> Centre:
    return await Centre.begin(served)


async def test_from_the_order_to_kept(served: Served, centre: Centre) -> None:
    kit = await add_kit(served)
    agent = await centre.kit(kit)
    assert (await centre.kits())[kit]["phase"] == "offered"
    for _ in range(2):  # A second click is the same order.
        assert await centre.ask("POST", f"/api/kits/{kit}/update", NEW) == (204, None)
    await centre.watch.look()
    (told,) = await centre.hears(agent)
    assert (told["type"], told["version"]) == ("kit.update", NEW)
    assert told["quiet_s"] == pytest.approx(23.5 * 3600, abs=60)
    await centre.says(agent, "fetching", version=NEW, share=0.4)
    shown = (await centre.kits())[kit]
    assert (shown["phase"], shown["percent"], shown["may"]) == ("fetching", 40, [])
    await centre.says(agent, "building", version=NEW)
    await centre.says(agent, "trying", NEW, version=NEW, previous=OLD)
    assert (await centre.kits())[kit]["phase"] == "trying"
    assert await centre.hears(agent) == [], "it is at it"
    await centre.says(agent, "kept", NEW, version=NEW, previous=OLD)
    shown = (await centre.kits())[kit]
    assert (shown["phase"], shown["running"], shown["may"]) == ("kept", NEW, ["back"])
    assert await centre.did(kit) == [("update_asked", NEW), ("updated", NEW)]
    assert await centre.ask("POST", f"/api/kits/{kit}/update", NEW) == (409, {"reason": "current"})


async def test_back_to_the_version_before(served: Served, centre: Centre) -> None:
    kit = await add_kit(served)
    agent = await centre.kit(kit, NEW, previous=OLD)
    path = f"/api/kits/{kit}/roll-back"
    assert await centre.ask("POST", path, NEXT) == (409, {"reason": "changed"})
    assert await centre.ask("POST", path, OLD) == (204, None)
    await centre.watch.look()
    assert await centre.hears(agent) == [{"type": "kit.roll_back", "from": NEW}]
    # It says so before it starts anew, and after.
    await centre.says(agent, "returned", NEW, version=NEW, previous=OLD)
    assert (await centre.kits())[kit]["phase"] == "asked"
    await centre.says(agent, "returned", OLD, version=NEW, previous=NEW)
    shown = (await centre.kits())[kit]
    assert (shown["phase"], shown["running"], shown["may"]) == ("back", OLD, ["update", "back"])
    assert await centre.did(kit) == [("back_asked", OLD), ("rolled_back", OLD)]
    # A page that still shows what was before does not send it there again.
    assert await centre.ask("POST", path, OLD) == (409, {"reason": "changed"})


@pytest.mark.parametrize("step", ["returned", "failed"])
async def test_a_kit_that_gives_up_says_why_and_can_be_asked_again(
    served: Served, centre: Centre, step: str
) -> None:
    kit = await add_kit(served)
    agent = await centre.kit(kit)
    await centre.ask("POST", f"/api/kits/{kit}/update", NEW)
    await centre.watch.look()
    await centre.says(agent, "trying", NEW, version=NEW)
    await centre.says(agent, step, version=NEW, reason="devices_lost")
    shown = (await centre.kits())[kit]
    assert (shown["phase"], shown["reason"]) == ("failed", "devices_lost")
    assert shown["may"] == ["update", "seen"]
    assert (await centre.did(kit))[-1] == ("update_failed", f"{NEW} devices_lost")
    # It says so at every connection: that is no news, whatever is asked of it meanwhile.
    await centre.ask("POST", f"/api/kits/{kit}/update", NEW)
    await centre.later(agent)
    agent = await connect(served, kit)
    await centre.says(agent, step, version=NEW, reason="devices_lost")
    await centre.later(agent)
    assert [one["type"] for one in await centre.hears(agent)] == ["kit.update"]
    await centre.says(agent, "kept", NEW, version=NEW)
    kinds = [kind for kind, _ in await centre.did(kit)]
    assert kinds == ["update_asked", "update_failed", "update_asked", "updated"]


async def test_what_was_given_up_is_seen(served: Served, centre: Centre) -> None:
    kit = await add_kit(served)
    agent = await centre.kit(kit)
    await centre.says(agent, "returned", version=NEW, reason="start")
    body = await (await centre.browser.ask("GET", "/api/kits")).json()
    assert [(one["to_see"], one["release"]["phase"]) for one in body["kits"]] == [(True, "failed")]
    assert await centre.ask("DELETE", f"/api/kits/{kit}/update") == (204, None)
    assert (await centre.kits())[kit]["phase"] == "offered"
    await centre.says(await connect(served, kit), "returned", version=NEW, reason="start")
    assert (await centre.kits())[kit]["phase"] == "offered", "it was seen"


async def test_a_kit_that_is_away_is_updated_when_it_is_back(
    served: Served, centre: Centre
) -> None:
    kit = await add_kit(served)
    agent = await centre.kit(kit)
    await agent.socket.close()
    await centre.later()
    await centre.ask("POST", f"/api/kits/{kit}/update", NEW)
    await centre.watch.look()
    assert (await centre.kits())[kit]["phase"] == "away"
    agent = await centre.kit(kit)
    assert [one["type"] for one in await centre.hears(agent)] == ["kit.update"]
    # It was cut off while it fetched, and remembers nothing of it.
    await centre.says(agent, "fetching", version=NEW, share=0.9)
    await agent.socket.close()
    await centre.later()
    assert (await centre.kits())[kit]["phase"] == "away"
    agent = await centre.kit(kit)
    assert [one["type"] for one in await centre.hears(agent)] == ["kit.update"]


@pytest.mark.parametrize(
    ("minutes", "phase", "quiet_s"),
    [(31, "asked", 60.0), (30, "soon", None), (5, "soon", None), (-20, "soon", None)],
)
async def test_nothing_begins_within_half_an_hour_before_a_session(
    served: Served, centre: Centre, minutes: float, phase: str, quiet_s: float | None
) -> None:
    kit = await add_kit(served)
    agent = await centre.kit(kit)
    await centre.plan("cuisine", minutes)
    await centre.ask("POST", f"/api/kits/{kit}/update", NEW)
    await centre.watch.look()
    assert (await centre.kits())[kit]["phase"] == phase
    assert [one["quiet_s"] for one in await centre.hears(agent)] == ([quiet_s] if quiet_s else [])


@pytest.mark.parametrize(("path", "version"), [("update", NEW), ("roll-back", OLD)])
async def test_nothing_begins_during_a_session_it_follows(
    served: Served, centre: Centre, path: str, version: str
) -> None:
    kit = await add_kit(served)
    running = NEXT if path == "roll-back" else OLD
    agent = await centre.kit(kit, running, previous=OLD)
    leader = await signed_in(served, "sandrine@brel.example", CentreRole.ANIMATEUR)
    session = await served.session()
    assert (await leader.ask("POST", f"/api/sessions/{session.id}/start")).status == 200
    assert await centre.ask("POST", f"/api/kits/{kit}/{path}", version) == (204, None)
    await centre.later(agent)
    assert (await centre.kits())[kit]["phase"] == "session"
    assert await centre.hears(agent) == []
    socket = await served.client.ws_connect("/ws", protocols=(PROTOCOL,))
    led = await leader.ask("POST", f"/api/sessions/{session.id}/lead")
    token = (await led.json())["token"]
    await socket.send_json({"type": "join", "token": token, "name": "Sandrine"})
    lead = Agent(socket, token)
    await lead.until("welcome")
    await lead.say({"type": "session.close"})
    await centre.later(agent)
    assert len(await centre.hears(agent)) == 1


async def test_one_that_is_at_it_hears_that_a_session_was_planned(
    served: Served, centre: Centre
) -> None:
    kit = await add_kit(served)
    agent = await centre.kit(kit)
    await centre.ask("POST", f"/api/kits/{kit}/update", NEW)
    await centre.watch.look()
    await centre.says(agent, "fetching", version=NEW, share=0.1)
    await centre.hears(agent)
    await centre.plan("cuisine", 20)
    await centre.later(agent)
    assert [one["quiet_s"] for one in await centre.hears(agent)] == [0.0]
    await centre.says(agent, "waiting", version=NEW)
    assert (await centre.kits())[kit]["phase"] == "soon"


async def test_an_order_is_taken_back_unless_it_was_begun(served: Served, centre: Centre) -> None:
    kit = await add_kit(served)
    agent = await centre.kit(kit)
    path = f"/api/kits/{kit}/update"
    await centre.ask("POST", path, NEW)
    assert (await centre.kits())[kit]["may"] == ["cancel"]
    assert await centre.ask("DELETE", path) == (204, None)
    await centre.watch.look()
    assert await centre.hears(agent) == []
    await centre.ask("POST", path, NEW)
    await centre.watch.look()
    await centre.says(agent, "building", version=NEW)
    assert await centre.ask("DELETE", path) == (409, {"reason": "begun"})
    kinds = [kind for kind, _ in await centre.did(kit)]
    assert kinds == ["update_asked", "update_cancelled", "update_asked"]


async def test_what_is_refused(served: Served, centre: Centre) -> None:
    silent, kit = await add_kit(served), await add_kit(served, "guitare")
    await connect(served, silent)
    assert (await centre.kits())[silent] == {"phase": "unknown", "running": None, "may": []}
    path = f"/api/kits/{silent}/update"
    assert await centre.ask("POST", path, NEW) == (409, {"reason": "unable"})
    assert await centre.ask("POST", path, NEXT) == (409, {"reason": "gone"})
    assert (await centre.ask("POST", path, "../../etc"))[0] == 422
    agent = await centre.kit(kit)
    assert await centre.ask("POST", f"/api/kits/{kit}/roll-back", OLD) == (
        409,
        {"reason": "nothing"},
    )
    await centre.says(agent, "trying", NEXT, version=NEXT)
    assert await centre.ask("POST", f"/api/kits/{kit}/update", NEW) == (409, {"reason": "trying"})


async def test_a_release_that_is_taken_away_is_not_waited_for(
    served: Served, centre: Centre
) -> None:
    kit = await add_kit(served)
    await centre.ask("POST", f"/api/kits/{kit}/update", NEW)
    agent = await centre.kit(kit)
    await agent.socket.close()
    await centre.later()
    await centre.ask("POST", f"/api/kits/{kit}/update", NEW)
    served.app[SHELF].remove(NEW)
    await centre.watch.look()
    shown = (await centre.kits())[kit]
    assert (shown["phase"], shown["may"]) == ("idle", [])
    assert (await centre.did(kit))[-1] == ("update_gone", NEW)


async def test_what_somebody_changed_on_the_spot_is_noted(served: Served, centre: Centre) -> None:
    kit = await add_kit(served)
    agent = await centre.kit(kit, NEW, previous=OLD)
    await centre.says(agent, "returned", OLD, version=NEW, previous=NEW)
    await centre.says(agent, "returned", OLD, version=NEW, previous=NEW)
    assert await centre.did(kit) == [("release", f"{NEW} → {OLD}")]


@pytest.mark.parametrize("away", ["removed", "moved"])
async def test_who_is_the_centres_no_more_has_no_order(
    served: Served, centre: Centre, away: str
) -> None:
    await add_other_centre(served)
    kit = await add_kit(served)
    await centre.kit(kit)
    await centre.ask("POST", "/api/centres/1/kit-update", NEW)
    now = wall_time(served.app)
    async with served.app[DATABASE].transaction() as db:
        row, danse = await db.get_one(Kit, kit), await room_by_slug(db, "danse")
        assert danse is not None
        await (remove(db, row, "", now) if away == "removed" else move(db, row, danse, "", now))
    agent = None if away == "removed" else await connect(served, kit)
    await centre.watch.look()
    assert agent is None or await centre.hears(agent) == []


async def test_a_restarted_server_still_has_the_orders(served: Served, centre: Centre) -> None:
    kit = await add_kit(served)
    agent = await centre.kit(kit)
    await centre.ask("POST", f"/api/kits/{kit}/update", NEW)
    # What is not in the database is forgotten.
    vars(served.app[KITS]).update(vars(KitsHere()))
    assert (await centre.kits())[kit]["phase"] == "away"
    agent = await centre.kit(kit)
    assert [one["version"] for one in await centre.hears(agent)] == [NEW]


async def test_kits_fetch_what_is_on_the_shelf_and_parts_of_it(
    served: Served, centre: Centre
) -> None:
    agent = await connect(served, await add_kit(served))
    headers = {"Authorization": f"Bearer {agent.token}"}
    path = f"/api/kit/releases/{NEW}"
    async with served.client.get(path, headers=headers) as response:
        wheel = (await response.json())["wheels"][0]
    assert response.content_type == "application/json"
    part = headers | {"Range": "bytes=1000-"}
    async with served.client.get(f"{path}/{wheel['file']}", headers=part) as response:
        assert response.status == 206
        assert len(await response.read()) == wheel["bytes"] - 1000
    (served.app[SETTINGS].data_dir / "releases" / NEW / "secret").write_text("no")
    for wrong in (f"{path}/secret", f"{path}/..%2Foffered.json", f"/api/kit/releases/{NEXT}"):
        async with served.client.get(wrong, headers=headers) as response:
            assert response.status == 404, wrong
