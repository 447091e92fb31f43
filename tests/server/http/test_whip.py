"""WHIP as RFC 9725 has it: what an encoder that is not ours gets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientResponse

from rooms.publications import MAX_ROOM_PUBLICATIONS
from rooms.roles import Role
from server.live.half_open import MAX_HALF_OPEN
from tests.server.live.fake_media import offer_of
from tests.server.live.live_server import LiveServer

OFFER = offer_of("audio", "video")
SDP = {"Content-Type": "application/sdp"}
FRAGMENT = {"Content-Type": "application/trickle-ice-sdpfrag"}


@pytest.fixture
async def server() -> AsyncIterator[LiveServer]:
    server = LiveServer()
    await server.start()
    yield server
    await server.stop()


async def post(
    server: LiveServer, offer: Any = OFFER, query: str = "", role: Role = Role.KIT, **headers: str
) -> ClientResponse:
    return await server.client.post(
        f"/whip/cuisine{query}", data=offer, headers=SDP | server.bearer(role) | headers
    )


@pytest.mark.parametrize("role", [Role.KIT, Role.ANIMATEUR])
async def test_an_offer_gets_an_answer_an_address_and_a_tag(server: LiveServer, role: Role) -> None:
    response = await post(server, role=role)
    assert response.status == 201
    assert response.content_type == "application/sdp"
    assert (await response.text()).startswith("answer of")
    assert response.headers["Location"].startswith("/whip/cuisine/")
    assert response.headers["ETag"].strip('"')
    assert "Link" not in response.headers


async def test_ice_servers_are_linked(server: LiveServer) -> None:
    server.rooms.ice_servers = lambda who, _valid_s: (
        {"urls": "stun:stun.example.net"},
        {"urls": "turn:turn.example.net", "username": who, "credential": "c"},
    )
    response = await post(server)
    session = response.headers["Location"].rpartition("/")[2]
    assert response.headers.getall("Link") == [
        '<stun:stun.example.net>; rel="ice-server"',
        f'<turn:turn.example.net>; rel="ice-server"; username="{session}"; credential="c"; '
        'credential-type="password"',
    ]


async def test_a_camera_has_its_role_and_label(server: LiveServer) -> None:
    await post(server)
    await post(server, query="?camera=mains&label=Les%20mains%20%E2%80%AEde%20Nadia")
    live = server.rooms.find("cuisine")
    assert live is not None
    cameras = live.policy.publications.cameras
    assert {role: camera.label for role, camera in cameras.items()} == {
        "salle": "Salle",
        "mains": "Les mains de Nadia",
    }


@pytest.mark.parametrize(
    ("offer", "headers", "query", "status", "reason"),
    [
        (OFFER, {"Content-Type": "text/plain"}, "", 415, "type"),
        (OFFER, {"Content-Encoding": "gzip"}, "", 415, "type"),
        ("nonsense", {}, "", 400, "sdp"),
        (b"\xff\xfe", {}, "", 400, "sdp"),
        ("v=0\r\n" + "a" * 131073, {}, "", 413, "size"),
        (offer_of(), {}, "", 406, "offer"),
        (offer_of("video", "video"), {}, "", 406, "offer"),
        (OFFER, {}, "?camera=../etc", 400, "camera"),
        (OFFER, {}, "?camera=", 400, "camera"),
    ],
)
async def test_what_is_refused(
    server: LiveServer,
    offer: Any,
    headers: dict[str, str],
    query: str,
    status: int,
    reason: str,
) -> None:
    response = await post(server, offer, query, **headers)
    assert (response.status, (await response.json())["reason"]) == (status, reason)
    assert server.endpoint.peers == {}


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.VIEWER])
async def test_homes_and_players_publish_nothing_for_the_room(
    server: LiveServer, role: Role
) -> None:
    assert (await post(server, role=role)).status == 403
    response = await server.client.post("/whip/cuisine", data=OFFER, headers=SDP)
    assert response.status == 401


async def test_a_kit_publishes_to_its_own_room_only(server: LiveServer) -> None:
    elsewhere = SDP | server.bearer(Role.KIT, room="guitare")
    response = await server.client.post("/whip/cuisine", data=OFFER, headers=elsewhere)
    assert response.status == 403


async def test_a_room_that_does_not_exist(server: LiveServer) -> None:
    headers = SDP | server.bearer(Role.KIT, room="nowhere")
    response = await server.client.post("/whip/nowhere", data=OFFER, headers=headers)
    assert response.status == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("PUT", ""), ("DELETE", ""), ("GET", "/x"), ("POST", "/x"), ("PUT", "/x")],
)
async def test_other_methods_are_kept_for_later(server: LiveServer, method: str, path: str) -> None:
    response = await server.client.request(
        method, f"/whip/cuisine{path}", headers=server.bearer(Role.KIT)
    )
    assert response.status == 405


async def test_browsers_of_other_sites_may_ask(server: LiveServer) -> None:
    response = await server.client.options("/whip/cuisine")
    assert response.status == 200
    assert response.headers["Accept-Post"] == "application/sdp"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Location" in (await post(server)).headers["Access-Control-Expose-Headers"]


async def test_deleting_frees_it_whole(server: LiveServer) -> None:
    location = (await post(server)).headers["Location"]
    assert server.endpoint.peers
    response = await server.client.delete(location, headers=server.bearer(Role.KIT))
    assert response.status == 200
    assert server.endpoint.peers == {}
    assert not server.rooms.half_open.expired(1e9)
    again = await server.client.delete(location, headers=server.bearer(Role.KIT))
    assert again.status == 404


async def test_nobody_else_deletes_it(server: LiveServer) -> None:
    location = (await post(server)).headers["Location"]
    for headers in (server.bearer(Role.RESIDENT), server.bearer(Role.KIT, room="guitare"), {}):
        response = await server.client.delete(location, headers=headers)
        assert response.status in (401, 403)
    assert server.endpoint.peers


async def test_a_homes_own_publication_is_not_reached_this_way(server: LiveServer) -> None:
    paule = await server.guest("Paule")
    sound = [{"mid": "0", "source": "microphone"}]
    paule.say("publish.offer", sdp=offer_of("audio"), tracks=sound)
    (publication,) = server.endpoint.peers
    response = await server.client.delete(
        f"/whip/cuisine/{publication}", headers=server.bearer(Role.KIT)
    )
    assert response.status == 404
    assert server.endpoint.peers


async def patch(
    server: LiveServer, location: str, fragment: str, if_match: str | None, **headers: str
) -> ClientResponse:
    condition = {} if if_match is None else {"If-Match": if_match}
    return await server.client.patch(
        location, data=fragment, headers=FRAGMENT | server.bearer(Role.KIT) | condition | headers
    )


async def test_candidates_are_taken_with_the_right_tag(server: LiveServer) -> None:
    begun = await post(server)
    location, tag = begun.headers["Location"], begun.headers["ETag"]
    candidates = "a=ice-ufrag:x\r\na=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n"
    trickled = await patch(server, location, candidates, tag)
    assert (trickled.status, await trickled.read()) == (204, b"")
    assert (await patch(server, location, candidates, '"another"')).status == 412
    assert (await patch(server, location, candidates, None)).status == 428
    other_type = await patch(server, location, candidates, tag, **{"Content-Type": "text/plain"})
    assert other_type.status == 415
    assert (await patch(server, location, "nonsense", tag)).status == 400
    assert (await patch(server, "/whip/cuisine/unknown", candidates, tag)).status == 404


async def test_an_ice_restart_brings_a_new_tag(server: LiveServer) -> None:
    begun = await post(server)
    location, old = begun.headers["Location"], begun.headers["ETag"]
    restarted = await patch(server, location, "a=ice-restart\r\n", "*")
    assert restarted.status == 200
    assert restarted.content_type == "application/trickle-ice-sdpfrag"
    assert "ice-ufrag" in await restarted.text()
    new = restarted.headers["ETag"]
    assert new != old
    assert (await patch(server, location, "a=candidate\r\n", old)).status == 412
    assert (await patch(server, location, "a=candidate\r\n", new)).status == 204


async def test_the_same_role_replaces_the_older_publication(server: LiveServer) -> None:
    old = (await post(server)).headers["Location"]
    await post(server)
    assert len(server.endpoint.peers) == 1
    response = await server.client.delete(old, headers=server.bearer(Role.KIT))
    assert response.status == 404


async def test_bounds_say_when_to_come_back(server: LiveServer) -> None:
    for number in range(MAX_ROOM_PUBLICATIONS):
        assert (await post(server, query=f"?camera=c{number}")).status == 201
    full = await post(server, query="?camera=one-more")
    assert (full.status, (await full.json())["reason"]) == (409, "full")
    assert len(server.endpoint.peers) == MAX_ROOM_PUBLICATIONS
    for number in range(MAX_HALF_OPEN):
        server.rooms.half_open.begin(f"stranger-{number}", server.now)
    busy = await post(server, query="?camera=c0")
    assert busy.status == 503
    assert int(busy.headers["Retry-After"]) > 0
