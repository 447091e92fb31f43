"""The room's kit is told which layers of its cameras somebody wants."""

from __future__ import annotations

from rooms.people import Device
from rooms.roles import Role
from server.live.publishing import publish_room
from tests.server.live.fake_media import FakeTrack, offer_of
from tests.server.live.house import Guest, House


async def filming(house: House, kit: Guest, role: str, rids: tuple[str, ...]) -> FakeTrack:
    publisher = publish_room(kit.live, offer_of("video"), role, None, house.now)
    (track,) = publisher.tracks.values()
    assert isinstance(track, FakeTrack)
    track.rids = rids
    return track


async def room_with_kit() -> tuple[House, Guest]:
    house = House()
    return house, await house.guest("Salle", Role.KIT, device=Device.AGENT)


def told(kit: Guest) -> list[dict[str, list[str]]]:
    return [message["layers"] for message in kit.hear() if message["type"] == "kit.layers"]


async def test_it_is_told_what_changes_and_nothing_twice() -> None:
    house, kit = await room_with_kit()
    track = await filming(house, kit, "salle", ("q", "f"))
    await filming(house, kit, "mains", ())
    house.rooms.tick(house.now)
    assert told(kit) == [{"salle": []}], "a camera in one layer is not spoken of"
    track.wanted = ("f",)
    house.rooms.tick(house.now)
    house.rooms.tick(house.now)
    assert told(kit) == [{"salle": ["f"]}]
    track.wanted = ("q", "f")
    kit.live.route(house.now)
    assert told(kit) == [{"salle": ["q", "f"]}]


async def test_a_kit_that_comes_again_is_told_again() -> None:
    house, kit = await room_with_kit()
    track = await filming(house, kit, "salle", ("q", "f"))
    track.wanted = ("q",)
    house.rooms.tick(house.now)
    assert told(kit)
    kit.say("leave")
    house.rooms.tick(house.now)
    again = await house.guest("Salle", Role.KIT, device=Device.AGENT)
    house.rooms.tick(house.now)
    assert told(again) == [{"salle": ["q"]}]


async def test_nobody_else_is_told() -> None:
    house, kit = await room_with_kit()
    lead = await house.guest("Sandrine", Role.ANIMATEUR)
    track = await filming(house, kit, "salle", ("q", "f"))
    track.wanted = ("q",)
    house.rooms.tick(house.now)
    assert told(kit) and not told(lead)
