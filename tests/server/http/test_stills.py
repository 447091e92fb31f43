"""Still pictures: sent by the kit, seen by those who would see the camera."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from rooms.roles import Role
from rooms.session import SessionState
from server.live.publishing import publish_room
from server.live.still import FRESH_S, MAX_STILL_BYTES
from tests.server.live.fake_media import offer_of
from tests.server.live.house import session_view
from tests.server.live.live_server import LiveServer

JPEG = b"\xff\xd8\xff\xe0 a picture \xff\xd9"
IMAGE = {"Content-Type": "image/jpeg"}


@pytest.fixture
async def server() -> AsyncIterator[LiveServer]:
    server = LiveServer()
    await server.start()
    yield server
    await server.stop()


async def camera_id(server: LiveServer) -> str:
    """A camera is published and its still is sent; the camera's id."""
    live = await server.rooms.room("cuisine")
    assert live is not None
    publish_room(live, offer_of("video"), "salle", None, server.now)
    kit = IMAGE | server.bearer(Role.KIT)
    assert (await server.client.put("/api/stills/salle", data=JPEG, headers=kit)).status == 204
    return live.policy.publications.cameras["salle"].id


@pytest.mark.parametrize(
    ("role", "session"),
    [(Role.RESIDENT, "crepes"), (Role.ANIMATEUR, "crepes"), (Role.KIT, None)],
)
async def test_those_of_the_session_get_it(
    server: LiveServer, role: Role, session: str | None
) -> None:
    path = f"/api/stills/{await camera_id(server)}"
    response = await server.client.get(path, headers=server.bearer(role, session))
    assert response.status == 200
    assert await response.read() == JPEG
    assert response.content_type == "image/jpeg"
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("role", "session", "room", "status"),
    [
        (Role.RESIDENT, "chords", "cuisine", 404),
        (Role.ANIMATEUR, "chords", "cuisine", 404),
        (Role.RESIDENT, "crepes", "guitare", 404),
        (Role.VIEWER, None, "cuisine", 403),
    ],
)
async def test_others_do_not(
    server: LiveServer, role: Role, session: str, room: str, status: int
) -> None:
    path = f"/api/stills/{await camera_id(server)}"
    response = await server.client.get(path, headers=server.bearer(role, session, room))
    assert response.status == status


async def test_before_the_door_there_is_no_picture() -> None:
    server = LiveServer(session_view(state=SessionState.CLOSED))
    await server.start()
    try:
        path = f"/api/stills/{await camera_id(server)}"
        for role, status in ((Role.RESIDENT, 404), (Role.ANIMATEUR, 200)):
            response = await server.client.get(path, headers=server.bearer(role, "crepes"))
            assert response.status == status
    finally:
        await server.stop()


async def test_an_old_picture_is_not_shown(server: LiveServer) -> None:
    path = f"/api/stills/{await camera_id(server)}"
    server.now += FRESH_S
    assert (await server.client.get(path, headers=server.bearer(Role.KIT))).status == 404


@pytest.mark.parametrize(
    ("camera", "body", "content_type", "status"),
    [
        ("salle", JPEG, "image/png", 415),
        ("salle", b"<html>", "image/jpeg", 400),
        ("salle", b"", "image/jpeg", 400),
        ("salle", b"\xff\xd8\xff" + b"x" * MAX_STILL_BYTES + b"\xff\xd9", "image/jpeg", 413),
        ("cellar", JPEG, "image/jpeg", 404),
    ],
)
async def test_what_is_not_taken(
    server: LiveServer, camera: str, body: bytes, content_type: str, status: int
) -> None:
    await camera_id(server)
    headers = server.bearer(Role.KIT) | {"Content-Type": content_type}
    response = await server.client.put(f"/api/stills/{camera}", data=body, headers=headers)
    assert response.status == status


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.ANIMATEUR, Role.VIEWER])
async def test_the_kit_alone_sends_them(server: LiveServer, role: Role) -> None:
    headers = IMAGE | server.bearer(role, "crepes")
    response = await server.client.put("/api/stills/salle", data=JPEG, headers=headers)
    assert response.status == 403
