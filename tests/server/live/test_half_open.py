"""Transports that never connect: bounded in number and time, and freed whole."""

from __future__ import annotations

import pytest

from rooms.people import Device
from rooms.roles import Role
from server.live.errors import Busy
from server.live.half_open import HALF_OPEN_S, MAX_HALF_OPEN, HalfOpen
from server.live.publishing import publish_room
from tests.server.live.fake_media import offer_of
from tests.server.live.house import House


def test_they_are_counted_until_they_connect_or_go() -> None:
    half_open = HalfOpen(limit=2, timeout_s=10)
    half_open.begin("a", 0)
    half_open.begin("b", 5)
    assert half_open.full
    half_open.settle("a")
    assert not half_open.full
    assert half_open.expired(14.9) == []
    assert half_open.expired(15) == ["b"]
    assert half_open.expired(100) == []


async def test_a_camera_that_never_connects_is_freed() -> None:
    house = House()
    kit = await house.guest("Cuisine", Role.KIT, device=Device.AGENT)
    publish_room(kit.live, offer_of("video"), "salle", None, house.now)
    house.wait(HALF_OPEN_S - 1)
    assert house.endpoint.peers
    house.wait(1)
    assert house.endpoint.peers == {}


async def test_too_many_are_refused_and_the_next_find_room_again() -> None:
    house = House()
    kit = await house.guest("Cuisine", Role.KIT, device=Device.AGENT)
    paule = await house.guest("Paule")
    paule.hear()
    for number in range(MAX_HALF_OPEN):
        house.rooms.half_open.begin(f"stranger-{number}", house.now)
    with pytest.raises(Busy):
        publish_room(kit.live, offer_of("video"), "salle", None, house.now)
    sound = [{"mid": "0", "source": "microphone"}]
    paule.say("publish.offer", sdp=offer_of("audio"), tracks=sound)
    assert paule.hear_last("error")["reason"] == "busy"
    assert house.endpoint.peers == {}
    house.wait(HALF_OPEN_S)
    publish_room(kit.live, offer_of("video"), "salle", None, house.now)
    assert paule.hear_last("subscribe.offer")
    assert len(house.endpoint.peers) == 2


async def test_a_subscription_put_off_comes_by_itself() -> None:
    house = House()
    kit = await house.guest("Cuisine", Role.KIT, device=Device.AGENT)
    publish_room(kit.live, offer_of("video"), "salle", None, house.now)
    house.rooms.peer_connected(next(iter(house.endpoint.peers)))
    for number in range(MAX_HALF_OPEN):
        house.rooms.half_open.begin(f"stranger-{number}", house.now)
    paule = await house.guest("Paule")
    assert "subscribe.offer" not in paule.hear_types()
    house.wait(HALF_OPEN_S)
    assert "subscribe.offer" in paule.hear_types()
