"""The kits of a centre: one first, the others once it was kept; a failure stops the rest."""

from __future__ import annotations

import pytest

from server.database.kit_models import Kit
from server.services import DATABASE
from tests.server.kits.house import Agent, add_kit
from tests.server.kits.updating.house import NEW, NEXT, OLD, Centre
from tests.server.kits.updating.test_updating import centre

__all__ = ["centre"]
PATH = "/api/centres/1/kit-update"


class Three:
    """Three kits, two of which are here; the first of them travels."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.agents: dict[str, Agent] = {}

    async def start(self) -> None:
        served = self.centre.served
        for name, portable in (("valise", True), ("guitare", False), ("couture", False)):
            room = "cuisine" if name == "valise" else name
            kit = await add_kit(served, room, portable=portable)
            setattr(self, name, kit)
            self.agents[kit] = await self.centre.kit(kit)
        await self.agents[self.couture].socket.close()
        await self.later(31)

    valise: str
    guitare: str
    couture: str

    async def later(self, seconds: float = 31) -> None:
        await self.centre.later(
            *(agent for agent in self.agents.values() if not agent.socket.closed), seconds=seconds
        )

    async def told(self) -> list[str]:
        """Who was asked since the last time."""
        return [
            name
            for name in ("valise", "guitare", "couture")
            for agent in [self.agents[getattr(self, name)]]
            if not agent.socket.closed and await self.centre.hears(agent)
        ]

    async def phases(self) -> list[str]:
        kits = await self.centre.kits()
        return [kits[kit]["phase"] for kit in (self.valise, self.guitare, self.couture)]


@pytest.fixture
async def three(centre: Centre) -> Three:
    three = Three(centre)
    await three.start()
    return three


async def test_one_first_then_the_others_then_whoever_comes_back(three: Three) -> None:
    centre, guitare = three.centre, three.agents[three.guitare]
    assert (await centre.centre())["old"] == 3
    for _ in range(2):
        assert await centre.ask("POST", PATH, NEW) == (200, {"kits": 3})
    await three.later()
    assert await three.told() == ["guitare"], "one that travels is no good first"
    assert await three.phases() == ["queue", "asked", "away"]
    await centre.says(guitare, "trying", NEW, version=NEW)
    await three.later()
    assert await three.told() == ["guitare"], "how much time it has"
    await centre.says(guitare, "kept", NEW, version=NEW)
    await three.later()
    assert await three.told() == ["valise"]
    shown = (await centre.centre())["rollout"]
    assert (shown["kept"], shown["kits"], shown["outcome"]) == (1, 3, None)
    await centre.says(three.agents[three.valise], "kept", NEW, version=NEW)
    three.agents[three.couture] = await centre.kit(three.couture)
    assert await three.told() == ["couture"]
    await centre.says(three.agents[three.couture], "kept", NEW, version=NEW)
    shown = await centre.centre()
    assert (shown["old"], shown["rollout"]["kept"], shown["rollout"]["outcome"]) == (0, 3, "done")
    assert await centre.ask("POST", PATH, NEW) == (409, {"reason": "current"})


async def test_a_failure_stops_it_and_it_is_said(three: Three) -> None:
    centre, guitare = three.centre, three.agents[three.guitare]
    await centre.ask("POST", PATH, NEW)
    await centre.watch.look()
    await centre.says(guitare, "trying", NEW, version=NEW)
    await centre.says(guitare, "returned", version=NEW, reason="not_connected")
    await three.later()
    await three.told()
    await three.later()
    assert await three.told() == []
    assert await three.phases() == ["offered", "failed", "offered"]
    shown = (await centre.centre())["rollout"]
    assert (shown["outcome"], shown["stopped_by"]) == ("stopped", three.guitare)
    assert (await centre.did(three.valise))[-1] == ("update_stopped", NEW)
    # Begun anew, another goes first.
    assert await centre.ask("POST", PATH, NEW) == (200, {"kits": 3})
    await three.later()
    assert await three.told() == ["valise"]


async def test_a_failure_among_the_others_stops_those_that_were_not_told(three: Three) -> None:
    centre = three.centre
    await centre.ask("POST", PATH, NEW)
    await centre.watch.look()
    await centre.says(three.agents[three.guitare], "kept", NEW, version=NEW)
    await three.later()
    await centre.says(three.agents[three.valise], "failed", version=NEW, reason="disk_full")
    assert await three.phases() == ["failed", "kept", "offered"]
    assert (await centre.centre())["rollout"]["outcome"] == "stopped"


async def test_it_is_stopped_by_somebody_or_by_another_version(three: Three) -> None:
    centre = three.centre
    await centre.ask("POST", PATH, NEW)
    assert await centre.ask("DELETE", PATH) == (204, None)
    assert await centre.ask("DELETE", PATH) == (204, None)
    await three.later()
    assert await three.told() == []
    assert (await centre.centre())["rollout"]["outcome"] == "cancelled"
    await centre.ask("POST", PATH, NEW)
    centre.offer(NEXT)
    await centre.ask("POST", PATH, NEXT)
    await three.later()
    assert await three.told() == ["guitare"]
    kits = await centre.kits()
    assert {one["version"] for one in kits.values()} == {NEXT}


async def test_a_kit_with_an_order_of_its_own_is_left_with_it(three: Three) -> None:
    centre = three.centre
    await centre.ask("POST", f"/api/kits/{three.valise}/update", NEW)
    assert await centre.ask("POST", PATH, NEW) == (200, {"kits": 2})
    await three.later()
    assert await three.told() == ["valise", "guitare"]


async def test_a_removed_kit_is_not_waited_for(three: Three) -> None:
    centre = three.centre
    await centre.ask("POST", PATH, NEW)
    await centre.watch.look()
    for name in ("guitare", "valise", "couture"):
        kit = getattr(three, name)
        await centre.browser.ask("POST", f"/api/kits/{kit}/remove", {"remove": True})
    await centre.watch.look()
    async with centre.served.app[DATABASE].transaction() as db:
        assert (await db.get_one(Kit, three.valise)).removed_at is not None
    await add_kit(centre.served)
    assert (await centre.centre())["rollout"]["outcome"] == "done"
    assert OLD not in {one["running"] for one in (await centre.kits()).values()}
