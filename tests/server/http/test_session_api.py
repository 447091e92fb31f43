"""What the page before the door may know."""

from __future__ import annotations

from typing import Any

import pytest

from rooms.roles import Role
from rooms.session import SessionState
from server.live.publishing import publish_room
from tests.server.live.fake_media import offer_of
from tests.server.live.house import session_view
from tests.server.live.live_server import LiveServer


async def ask(
    server: LiveServer, role: Role, session: str | None, room: str = "cuisine"
) -> tuple[int, dict[str, Any]]:
    """Starts the server, publishes a camera with one home inside if possible, and asks."""
    await server.start()
    try:
        live = await server.rooms.room("cuisine")
        assert live is not None
        publish_room(live, offer_of("video"), "salle", None, server.now)
        await server.guest("Paule")
        response = await server.client.get(
            "/api/session", headers=server.bearer(role, session, room)
        )
        return response.status, await response.json()
    finally:
        await server.stop()


async def test_an_open_session_with_people_and_cameras() -> None:
    status, body = await ask(LiveServer(), Role.RESIDENT, "crepes")
    assert status == 200
    assert body["session"] == {
        "id": "crepes",
        "title": "Crêpes de sarrasin",
        "activity": "cuisine",
        "state": "open",
        "starts_at": "2026-03-03T14:00:00Z",
        "ends_at": "2026-03-03T16:00:00Z",
        "host": "Sandrine",
        "code": "482713906",
        "room": {"slug": "cuisine", "name": "Cuisine"},
        "centre": {"name": "Centre Jacques Brel", "town": "Outreau", "phone": "03 21 00 00 00"},
        "waiting_room": False,
    }
    assert body["people"] == 1
    assert [camera["role"] for camera in body["cameras"]] == ["salle"]


@pytest.mark.parametrize(
    ("state", "waiting_room", "role", "cameras"),
    [
        (SessionState.CLOSED, False, Role.RESIDENT, 0),
        (SessionState.OPEN, True, Role.RESIDENT, 0),
        (SessionState.ENDED, False, Role.RESIDENT, 0),
        (SessionState.CLOSED, False, Role.ANIMATEUR, 1),
        (SessionState.OPEN, True, Role.ANIMATEUR, 1),
    ],
)
async def test_cameras_are_named_to_those_who_may_walk_in(
    state: SessionState, waiting_room: bool, role: Role, cameras: int
) -> None:
    server = LiveServer(session_view(state=state, waiting_room=waiting_room))
    status, body = await ask(server, role, "crepes")
    assert status == 200
    assert body["session"]["state"] == state
    assert body["people"] == 0
    assert len(body["cameras"]) == cameras


async def test_a_room_without_a_named_session_tells_the_one_it_holds() -> None:
    _, body = await ask(LiveServer(), Role.KIT, None)
    assert body["session"]["id"] == "crepes"


@pytest.mark.parametrize(
    ("role", "session", "room", "status"),
    [
        (Role.RESIDENT, "unknown", "cuisine", 404),
        (Role.RESIDENT, "crepes", "guitare", 404),
        (Role.VIEWER, None, "cuisine", 403),
    ],
)
async def test_a_token_tells_of_its_own_room_and_session_only(
    role: Role, session: str | None, room: str, status: int
) -> None:
    assert (await ask(LiveServer(), role, session, room))[0] == status
