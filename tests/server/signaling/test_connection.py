"""The WebSocket itself: who may open it, how it ends, and that each end has a reason."""

from __future__ import annotations

import asyncio
import time

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

from rooms.roles import Role
from server.live.outbox import MAX_MESSAGES
from server.signaling import connection, websocket
from server.signaling.client_messages import MAX_MESSAGE_BYTES
from server.signaling.close_codes import CLOSE_CODES
from tests.server.live.live_server import LiveServer


async def ends_with(socket: ClientWebSocketResponse, reason: str) -> list[str]:
    """Reads to the end; the types heard. The close code is the one of `reason`."""
    heard = []
    while True:
        message = await socket.receive(timeout=10)
        if message.type is WSMsgType.TEXT:
            heard.append(message.json()["type"])
            continue
        assert socket.close_code == CLOSE_CODES[reason]
        return heard


async def test_joining_brings_a_welcome(server: LiveServer) -> None:
    socket = await server.joined(name="  Paule \u202e\n M. ")
    welcome = await socket.receive_json()
    assert welcome["type"] == "welcome"
    assert welcome["people"][0]["name"] == "Paule M."
    assert socket.protocol == websocket.PROTOCOL


async def test_whoever_signed_in_is_known_by_the_accounts_name(server: LiveServer) -> None:
    token = server.tokens.issue(
        room="cuisine",
        session="crepes",
        role=Role.ANIMATEUR,
        wall_s=time.time(),
        lifetime_s=60,
        name="Nadia\u202e",
    )
    socket = await server.socket()
    await socket.send_json({"type": "join", "token": token, "name": "Le maire"})
    assert (await socket.receive_json())["people"][0]["name"] == "Nadia"


@pytest.mark.parametrize(
    "origin", ["https://evil.example.org", "null", "https://passerelle.example.org.evil.net"]
)
async def test_a_page_of_another_site_may_not_connect(server: LiveServer, origin: str) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        await server.socket(origin=origin)
    assert refused.value.status == 403


@pytest.mark.parametrize("origin", ["own", "https://passerelle.example.org", None])
async def test_our_own_pages_and_programs_may(server: LiveServer, origin: str | None) -> None:
    own = f"http://{server.client.host}:{server.client.port}"
    socket = await server.socket(origin=own if origin == "own" else origin)
    assert not socket.closed


async def test_another_version_of_the_protocol_is_told(server: LiveServer) -> None:
    socket = await server.socket(protocols=("passerelle.v9",))
    assert await socket.receive_json() == {"type": "refused", "reason": "version"}
    assert await ends_with(socket, "version") == []


@pytest.mark.parametrize(
    "token", ["", "nonsense", "a" * 4000, "eyJhbGciOiJub25lIn0.eyJyb2xlIjoia2l0In0."]
)
async def test_a_bad_token_is_refused(server: LiveServer, token: str) -> None:
    socket = await server.socket()
    await socket.send_json({"type": "join", "token": token})
    assert await socket.receive_json() == {"type": "refused", "reason": "token"}
    await ends_with(socket, "token")


@pytest.mark.parametrize(
    ("role", "session", "room"),
    [
        (Role.VIEWER, None, "cuisine"),  # a player takes no place
        (Role.RESIDENT, "crepes", "guitare"),  # a session of another room
        (Role.RESIDENT, "unheard-of", "cuisine"),
        (Role.KIT, None, "nowhere"),
    ],
)
async def test_good_tokens_that_open_nothing_here(
    server: LiveServer, role: Role, session: str | None, room: str
) -> None:
    socket = await server.socket()
    await socket.send_json({"type": "join", "token": server.token(role, session, room)})
    assert await socket.receive_json() == {"type": "refused", "reason": "token"}


@pytest.mark.parametrize("first", ['{"type": "ping"}', "nonsense", '{"type": "join"}', "[]"])
async def test_the_first_message_is_join(server: LiveServer, first: str) -> None:
    socket = await server.socket()
    await socket.send_str(first)
    assert await ends_with(socket, "invalid") == ["error"]


async def test_who_does_not_join_is_let_go(
    server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "JOIN_TIMEOUT_S", 0.05)
    socket = await server.socket()
    await ends_with(socket, "timeout")


async def test_connections_that_have_not_joined_are_bounded(
    server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket, "MAX_UNJOINED", 2)
    first, _second = await server.socket(), await server.socket()
    with pytest.raises(WSServerHandshakeError) as refused:
        await server.socket()
    assert refused.value.status == 503
    await first.send_json({"type": "join", "token": server.token(Role.KIT)})
    await first.receive_json()
    assert not (await server.socket()).closed


async def test_after_joining_errors_are_answered_and_the_line_goes_on(server: LiveServer) -> None:
    socket = await server.joined()
    await socket.receive_json()
    for sent, reason, about in (
        ("{", "invalid", None),
        ('{"type": "dance"}', "unknown", "dance"),
        ('{"type": "microphone"}', "invalid", "microphone"),
        ('{"type": "join", "token": "x"}', "joined", "join"),
    ):
        await socket.send_str(sent)
        expected = {"type": "error", "reason": reason, "about": about}
        assert await socket.receive_json() == expected
    await socket.send_str('{"type": "ping", "from": "a newer page"}')
    assert await socket.receive_json() == {"type": "pong"}


async def test_binary_messages_end_it(server: LiveServer) -> None:
    socket = await server.joined()
    await socket.send_bytes(b"\x00")
    await ends_with(socket, "invalid")


async def test_a_message_too_long_ends_it(server: LiveServer) -> None:
    socket = await server.joined()
    await socket.send_str("x" * (MAX_MESSAGE_BYTES + 1))
    while (await socket.receive(timeout=10)).type is WSMsgType.TEXT:
        pass
    assert socket.close_code == 1009


async def test_compression_is_not_agreed_on(server: LiveServer) -> None:
    socket = await server.socket(compress=15)
    assert socket.compress == 0


async def test_a_flood_ends_it(server: LiveServer) -> None:
    socket = await server.joined()
    for _ in range(100):
        await socket.send_json({"type": "ping"})
    assert "pong" in await ends_with(socket, "flood")


async def test_leaving_is_for_good_and_a_lost_line_is_not(server: LiveServer) -> None:
    paule, luc = await server.joined(name="Paule"), await server.joined(name="Luc")
    await luc.receive_json()
    await luc.send_json({"type": "leave"})
    await ends_with(luc, "left")
    live = server.rooms.find("cuisine")
    assert live is not None
    assert len(live.seats) == 1
    await paule.close()
    await asyncio.sleep(0.05)
    (seat,) = live.seats.values()
    assert seat.outbox is None, "the place is kept"


async def test_the_same_person_comes_back_by_resume(server: LiveServer) -> None:
    first = await server.joined(name="Paule")
    welcome = await first.receive_json()
    second = await server.joined(name="Paule", resume=welcome["resume"])
    again = await second.receive_json()
    assert (again["person"], again["resume"]) == (welcome["person"], welcome["resume"])
    assert "removed" in await ends_with(first, "replaced")
    third = await server.joined(name="Paule", resume="not a secret of ours")
    assert (await third.receive_json())["person"] != welcome["person"]


async def test_what_a_replaced_connection_still_says_has_no_effect(server: LiveServer) -> None:
    first = await server.joined()
    resume = (await first.receive_json())["resume"]
    await server.joined(resume=resume)
    await first.send_json({"type": "leave"})
    await ends_with(first, "replaced")
    live = server.rooms.find("cuisine")
    assert live is not None
    assert len(live.seats) == 1


async def test_a_receiver_that_reads_nothing_holds_up_nobody(server: LiveServer) -> None:
    slow, quick = await server.joined(name="Lent"), await server.joined(name="Vif")
    slow_id = (await slow.receive_json())["person"]
    live = server.rooms.find("cuisine")
    assert live is not None
    outbox = live.seats[slow_id].outbox
    assert outbox is not None
    # Without a pause the writer never gets to send: a stalled receiver.
    for _ in range(MAX_MESSAGES + 1):
        outbox.send('{"type":"pong"}')
    assert outbox.closing == "slow"
    await ends_with(slow, "slow")
    await quick.send_json({"type": "ping"})
    while (await quick.receive_json(timeout=5))["type"] != "pong":
        pass


async def test_the_servers_end_is_told(server: LiveServer) -> None:
    joined, not_yet = await server.joined(), await server.socket()
    await joined.receive_json()
    server.rooms.close("shutdown")
    server.signaling.close("shutdown")
    await ends_with(joined, "shutdown")
    await ends_with(not_yet, "shutdown")
