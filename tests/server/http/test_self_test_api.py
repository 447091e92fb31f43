"""Trying a line: a room for half a minute, whose one picture comes back to whoever sent it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from rooms.roles import Role
from server.http.access import register
from server.http.security import answer_faults
from server.http.self_test_api import MAX_TESTS, PER_S, SelfTestApi
from server.http.whep import Whep
from server.http.whip import Whip
from server.live.ice_servers import RELAY_TRIAL_S
from server.live.registry import LiveRooms
from server.live.self_tests import (
    MAX_AT_ONCE,
    MAX_PACKETS,
    SELF_TEST_S,
    DirectoryWithSelfTests,
    SelfTests,
    is_over,
)
from server.services import CLOCK, SETTINGS, TOKENS, WALL_CLOCK
from server.settings import Settings
from server.tokens import Tokens
from tests.server.live.fake_media import FakeEndpoint, FakePublisher, FakeSubscriber, offer_of
from tests.server.live.house import MemoryDirectory

OWN_PAGE = {"X-Passerelle": "1"}
TURN = {"urls": "turn:192.0.2.1:3478", "username": "u", "credential": "c"}


class Centre:
    """The doors that a try goes through, over media that is made up. One clock for all."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0
        self.endpoint, self.tokens = FakeEndpoint(), Tokens(b"s" * 32)
        self_tests = SelfTests()
        self.rooms = LiveRooms(
            DirectoryWithSelfTests(MemoryDirectory(), self_tests),
            lambda: self.now,
            lambda _who, valid_s: (TURN,) if valid_s == RELAY_TRIAL_S else (),
            is_revoked=lambda claims: is_over(claims, self.now),
        )
        self.endpoint.listener = self.rooms
        self.rooms.use(self.endpoint)  # type: ignore[arg-type]
        app = web.Application(middlewares=[answer_faults])
        app[SETTINGS], app[TOKENS] = Settings(), self.tokens
        app[CLOCK] = app[WALL_CLOCK] = lambda: self.now
        api = SelfTestApi(self_tests, self.rooms.ice_servers)
        for routes in (api, Whip(self.rooms), Whep(self.rooms)):
            register(app, routes.routes())
        self.client: TestClient[Any, Any] = TestClient(TestServer(app))

    async def ask(self, headers: Mapping[str, str] = OWN_PAGE) -> ClientResponse:
        return await self.client.post("/api/self-test", json={}, headers=headers)

    async def begin(self) -> dict[str, Any]:
        response = await self.ask()
        assert response.status == 201
        assert response.headers["Cache-Control"] == "no-store"
        begun: dict[str, Any] = await response.json()
        return begun

    async def send(self, address: str, token: str) -> ClientResponse:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/sdp"}
        return await self.client.post(address, data=offer_of("audio", "video"), headers=headers)


@pytest.fixture
async def centre() -> AsyncIterator[Centre]:
    centre = Centre()
    await centre.client.start_server()
    yield centre
    await centre.client.close()


async def test_what_is_sent_is_played_back(centre: Centre) -> None:
    begun = await centre.begin()
    assert begun["ice_servers"] == [TURN]
    assert (await centre.send(begun["publish"], begun["token"])).status == 201
    assert (await centre.send(begun["play"], begun["token"])).status == 201
    (player,) = (p for p in centre.endpoint.peers.values() if isinstance(p, FakeSubscriber))
    assert sorted(track.split("-")[1] for track in player.attached) == ["audio", "video"]


async def test_nothing_is_left_when_its_time_is_over(centre: Centre) -> None:
    begun = await centre.begin()
    for address in (begun["publish"], begun["play"]):
        await centre.send(address, begun["token"])
    for peer in list(centre.endpoint.peers):
        centre.rooms.peer_connected(peer)
    centre.now += SELF_TEST_S - 0.5
    centre.rooms.tick(centre.now)
    assert len(centre.endpoint.peers) == 2
    centre.now += 0.5
    centre.rooms.tick(centre.now)
    assert centre.endpoint.peers == {}
    assert centre.rooms.live() == []
    assert (await centre.send(begun["publish"], begun["token"])).status == 401


async def test_a_room_nobody_was_given_is_not_made(centre: Centre) -> None:
    token = centre.tokens.issue(
        room="~essai-x", role=Role.TESTER, wall_s=centre.now, lifetime_s=SELF_TEST_S
    )
    assert (await centre.send("/whip/~essai-x", token)).status == 404


async def test_each_try_has_a_room_of_its_own(centre: Centre) -> None:
    mine, theirs = await centre.begin(), await centre.begin()
    assert mine["publish"] != theirs["publish"]
    assert (await centre.send(theirs["publish"], mine["token"])).status == 403
    assert (await centre.send("/whip/cuisine", mine["token"])).status == 403


async def test_one_picture_and_one_player(centre: Centre) -> None:
    """It is no way to send a film to others."""
    begun = await centre.begin()
    second_camera = await centre.send(f"{begun['publish']}?camera=mains", begun["token"])
    assert (second_camera.status, await second_camera.json()) == (409, {"reason": "full"})
    assert (await centre.send(begun["publish"], begun["token"])).status == 201
    assert (await centre.send(begun["play"], begun["token"])).status == 201
    second_player = await centre.send(begun["play"], begun["token"])
    assert (second_player.status, await second_player.json()) == (409, {"reason": "full"})


async def test_whoever_sends_more_than_a_try_needs_is_ended(centre: Centre) -> None:
    begun = await centre.begin()
    for address in (begun["publish"], begun["play"]):
        await centre.send(address, begun["token"])
    (sender,) = (p for p in centre.endpoint.peers.values() if isinstance(p, FakePublisher))
    sender.packets = MAX_PACKETS
    centre.rooms.tick(centre.now)
    assert not sender.closed
    sender.packets += 1
    centre.rooms.tick(centre.now)
    assert sender.closed
    assert centre.endpoint.peers == {}


async def test_so_many_at_once_and_no_more(centre: Centre) -> None:
    for _ in range(MAX_AT_ONCE):
        await centre.begin()
    refused = await centre.ask()
    assert (refused.status, await refused.json()) == (503, {"reason": "busy"})
    centre.now += SELF_TEST_S
    await centre.begin()


async def test_one_network_does_not_try_without_end(centre: Centre) -> None:
    for _ in range(MAX_TESTS):
        await centre.begin()
        centre.now += SELF_TEST_S / MAX_AT_ONCE
    refused = await centre.ask()
    assert (refused.status, await refused.json()) == (429, {"reason": "wait"})
    centre.now += PER_S
    await centre.begin()


async def test_other_sites_pages_do_not_begin_one(centre: Centre) -> None:
    assert (await centre.ask({})).status == 403
    foreign = OWN_PAGE | {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    assert (await centre.ask(foreign)).status == 403
