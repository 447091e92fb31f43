"""WHEP: one camera and the room's sound, for players that are not ours."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientResponse

from rooms.roles import Role
from rooms.session import SessionState
from server.live.publishing import publish_room
from tests.server.live.fake_media import FakeSubscriber, offer_of
from tests.server.live.house import session_view
from tests.server.live.live_server import LiveServer

SDP = {"Content-Type": "application/sdp"}
OFFER = offer_of("audio", "video")


@pytest.fixture
async def server() -> AsyncIterator[LiveServer]:
    server = LiveServer()
    await server.start()
    yield server
    await server.stop()


async def publish(server: LiveServer, role: str = "salle") -> str:
    live = await server.rooms.room("cuisine")
    assert live is not None
    kinds = ("audio", "video") if role == "salle" else ("video",)
    return publish_room(live, offer_of(*kinds), role, None, server.now).id


async def play(server: LiveServer, query: str = "", role: Role = Role.VIEWER) -> ClientResponse:
    headers = SDP | server.bearer(role)
    return await server.client.post(f"/whep/cuisine{query}", data=OFFER, headers=headers)


def players(server: LiveServer) -> list[FakeSubscriber]:
    """Those of the endpoint's subscribers that are players."""
    live = server.rooms.find("cuisine")
    known = live.media.players if live is not None else {}
    peers = server.endpoint.peers.items()
    return [
        peer for peer_id, peer in peers if peer_id in known and isinstance(peer, FakeSubscriber)
    ]


async def test_a_player_watches_a_camera_and_hears_the_room(server: LiveServer) -> None:
    salle = await publish(server)
    mains = await publish(server, "mains")
    response = await play(server, "?camera=mains")
    assert response.status == 201
    assert response.headers["Location"].startswith("/whep/cuisine/")
    (player,) = players(server)
    assert player.attached == [f"{mains}-video-0", f"{salle}-audio-0"]


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.VIEWER, 201), (Role.ANIMATEUR, 201), (Role.KIT, 201), (Role.RESIDENT, 403)],
)
async def test_who_may_play(server: LiveServer, role: Role, status: int) -> None:
    await publish(server)
    assert (await play(server, role=role)).status == status


async def test_what_is_not_there_yet_may_be_asked_for_again(server: LiveServer) -> None:
    response = await play(server)
    assert (response.status, (await response.json())["reason"]) == (409, "camera")
    assert int(response.headers["Retry-After"]) > 0


async def test_a_closed_session_is_not_watched() -> None:
    server = LiveServer(session_view(state=SessionState.CLOSED))
    await server.start()
    try:
        await publish(server)
        response = await play(server)
        assert (response.status, (await response.json())["reason"]) == (409, "closed")
        assert players(server) == []
    finally:
        await server.stop()


async def test_the_player_ends_with_its_camera_with_the_session_or_by_itself(
    server: LiveServer,
) -> None:
    sandrine = await server.guest("Sandrine", Role.ANIMATEUR)
    first = await publish(server)
    await play(server)
    server.endpoint.fall_silent(first)
    assert players(server) == []

    await publish(server)
    await play(server)
    sandrine.say("session.close")
    assert players(server) == []
    sandrine.say("session.open")

    location = (await play(server)).headers["Location"]
    assert (await server.client.delete(location, headers=server.bearer(Role.VIEWER))).status == 200
    assert players(server) == []
    assert (await server.client.delete(location, headers=server.bearer(Role.VIEWER))).status == 404


async def test_candidates_and_restarts(server: LiveServer) -> None:
    await publish(server)
    begun = await play(server)
    headers = server.bearer(Role.VIEWER) | {
        "Content-Type": "application/trickle-ice-sdpfrag",
        "If-Match": begun.headers["ETag"],
    }
    location = begun.headers["Location"]
    trickle = await server.client.patch(location, data="a=candidate\r\n", headers=headers)
    assert trickle.status == 204
    restart = await server.client.patch(
        location, data="a=ice-restart\r\n", headers=headers | {"If-Match": "*"}
    )
    assert restart.status == 200
