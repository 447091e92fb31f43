"""A token taken back ends what it opened: live connections, WHIP and WHEP sessions."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientWebSocketResponse

from rooms.roles import Role
from server.media_loop import ROOMS_TICK_S
from server.revocation import REFRESH_S
from tests.server.live.fake_media import offer_of
from tests.server.live.live_server import LiveServer

SDP = {"Content-Type": "application/sdp"}
OFFER = offer_of("audio", "video")


@pytest.fixture
async def server() -> AsyncIterator[LiveServer]:
    server = LiveServer()
    await server.start()
    yield server
    await server.stop()


def token(server: LiveServer, role: Role, grant: str) -> str:
    session = "crepes" if role in (Role.RESIDENT, Role.ANIMATEUR) else None
    return server.tokens.issue(
        room="cuisine",
        role=role,
        session=session,
        wall_s=time.time(),
        lifetime_s=60,
        grant=grant,
    )


async def join(server: LiveServer, role: Role, grant: str) -> ClientWebSocketResponse:
    """A connection that has been welcomed."""
    socket = await server.socket()
    await socket.send_json({"type": "join", "token": token(server, role, grant)})
    assert (await socket.receive_json(timeout=20))["type"] == "welcome"
    return socket


async def end_of(socket: ClientWebSocketResponse) -> tuple[list[str], int | None]:
    """The types of what still comes, and the close code."""
    async with asyncio.timeout(20):
        said = [message.json()["type"] async for message in socket]
    return said, socket.close_code


async def begin(server: LiveServer, name: str, role: Role, grant: str) -> str:
    """A WHIP or WHEP session; its address."""
    headers = SDP | {"Authorization": f"Bearer {token(server, role, grant)}"}
    response = await server.client.post(f"/{name}/cuisine", data=OFFER, headers=headers)
    assert response.status == 201
    return response.headers["Location"]


def test_another_processs_word_is_followed_within_five_seconds() -> None:
    assert REFRESH_S + ROOMS_TICK_S < 5


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.ANIMATEUR, Role.KIT])
async def test_a_live_connection_ends_and_does_not_come_back(
    server: LiveServer, role: Role
) -> None:
    gone, stays = await join(server, role, "old"), await join(server, role, "other")
    server.rooms.tick(server.now)
    server.revoked.add("old")
    server.rooms.tick(server.now + 1)
    said, code = await end_of(gone)
    assert (said[-1], code) == ("refused", 4001)
    live = server.rooms.find("cuisine")
    assert live is not None and len(live.policy.people) == 1
    assert not stays.closed
    again = await server.socket()
    await again.send_json({"type": "join", "token": token(server, role, "old")})
    assert await end_of(again) == (["refused"], 4001)


async def test_who_waits_is_out_too(server: LiveServer) -> None:
    waiting = await server.socket()
    live = await server.rooms.room("cuisine", "crepes")
    assert live is not None and live.policy.current is not None
    live.policy.agenda.hold(type(live.policy.current)("crepes", live.policy.current.state, True))
    await waiting.send_json({"type": "join", "token": token(server, Role.RESIDENT, "old")})
    assert (await waiting.receive_json(timeout=20))["type"] == "waiting"
    server.revoked.add("old")
    server.rooms.tick(server.now + 1)
    assert await end_of(waiting) == (["refused"], 4001)


async def test_a_publisher_and_a_player_end(server: LiveServer) -> None:
    camera = (await begin(server, "whip", Role.KIT, "kit")).rpartition("/")[2]
    player = (await begin(server, "whep", Role.VIEWER, "players")).rpartition("/")[2]
    live = server.rooms.find("cuisine")
    assert live is not None
    server.rooms.tick(server.now + 1)
    assert (set(live.media.publishers), set(live.media.players)) == ({camera}, {player})
    server.revoked.add("players")
    server.rooms.tick(server.now + 2)
    assert (set(live.media.publishers), set(live.media.players)) == ({camera}, set())
    server.revoked.add("kit")
    server.rooms.tick(server.now + 3)
    assert live.media.publishers == {} and live.policy.publications.by_id == {}


async def test_one_token_alone_can_be_taken_back(server: LiveServer) -> None:
    one = await server.socket()
    said = token(server, Role.RESIDENT, "link")
    await one.send_json({"type": "join", "token": said})
    other = await join(server, Role.RESIDENT, "link")
    server.revoked.add(server.tokens.verify(said, time.time()).jti)
    server.rooms.tick(server.now + 1)
    assert (await end_of(one))[1] == 4001
    assert not other.closed


async def test_nothing_is_remembered_of_those_who_left(server: LiveServer) -> None:
    socket = await join(server, Role.RESIDENT, "link")
    await socket.send_json({"type": "leave"})
    await end_of(socket)
    server.rooms.tick(server.now + 1)
    assert server.rooms.credentials.count == 0
