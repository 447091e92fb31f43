"""Microphones of one room are told, and howling is cut, from the levels that packets carry. The
level curves are those of rendered sound (tests/media/awareness)."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest

from media.endpoint import HeardLevel
from rooms.companions import ROOM_CUT_S
from rooms.people import Device
from rooms.roles import Role
from server.live.publishing import publish_room
from tests.media.awareness.acoustics import Levels
from tests.media.awareness.curves import load
from tests.media.awareness.measure import established_at_s
from tests.server.live.fake_media import FakeTrack, offer_of
from tests.server.live.house import Guest, House

FRAMES_PER_CALL = 5  # the endpoint tells every 100 ms
FRAME_S = 0.02


def speak(house: House, curves: dict[str, Levels], *, until: int | None = None) -> None:
    """Plays level curves, one per track, in packets that the network delays by up to 60 ms."""
    random = np.random.default_rng(7)
    begin, length = house.now, min(len(curve) for curve in curves.values())
    for frame in range(0, min(length, until or length) - FRAMES_PER_CALL, FRAMES_PER_CALL):
        house.now = begin + (frame + FRAMES_PER_CALL) * FRAME_S
        levels = [
            HeardLevel(
                cast(Any, FakeTrack(track, "audio")),
                int(curve[frame + step]),
                (frame + step) * 960 & 0xFFFFFFFF,
                begin + (frame + step) * FRAME_S + random.uniform(0, 0.06),
            )
            for track, curve in curves.items()
            for step in range(FRAMES_PER_CALL)
        ]
        house.endpoint.on_levels(levels, house.now)


async def home(house: House, name: str, connection: int) -> tuple[Guest, str]:
    """A home whose microphone is on, and its track."""
    guest = await house.guest(name)
    microphone = [{"mid": "0", "source": "microphone"}]
    guest.say("publish.offer", sdp=offer_of("audio", connection=connection), tracks=microphone)
    guest.say("microphone", on=True)
    assert guest.seat is not None
    publication = guest.live.policy.publications.of_person(guest.seat.person)
    assert publication is not None
    guest.hear()
    return guest, next(iter(publication.tracks))


def told(guest: Guest, type_: str) -> list[dict[str, Any]]:
    return [message for message in guest.hear() if message["type"] == type_]


async def test_two_devices_of_one_room_are_told_once() -> None:
    scene = load("same_room")[0]
    first, second = scene.together[0]
    house = House()
    (paule, one), (luc, other) = await home(house, "Paule", 1), await home(house, "Luc", 2)
    speak(house, {one: scene.levels[first], other: scene.levels[second]})
    (warned,) = told(paule, "same_room")
    assert (warned["with"], warned["person"]) == ("Luc", luc.seat and luc.seat.person)
    assert [message["with"] for message in told(luc, "same_room")] == ["Paule"]


async def test_a_device_that_becomes_a_companion_is_told_no_more() -> None:
    scene = load("same_room")[0]
    first, second = scene.together[0]
    house = House()
    (paule, one), (luc, other) = await home(house, "Paule", 1), await home(house, "Luc", 2)
    curves = {one: scene.levels[first], other: scene.levels[second]}
    speak(house, curves)
    luc.say("companion", on=True)
    assert [message["person"] for message in told(paule, "same_room")][-1] is None
    speak(house, curves)
    assert told(paule, "same_room") == []


async def test_whoever_says_that_they_are_elsewhere_is_not_warned_again() -> None:
    scene = load("same_room")[0]
    first, second = scene.together[0]
    house = House()
    (paule, one), (luc, other) = await home(house, "Paule", 1), await home(house, "Luc", 2)
    curves = {one: scene.levels[first], other: scene.levels[second]}
    speak(house, curves)
    assert luc.seat is not None
    paule.say("same_room.no", person=luc.seat.person)
    assert [message["with"] for message in told(paule, "same_room")] == ["Luc", None]
    speak(house, curves)
    assert told(paule, "same_room") == told(luc, "same_room")[2:] == []


async def test_the_kit_is_a_neighbour_and_is_not_told() -> None:
    scene = load("same_room")[0]
    first, second = scene.together[0]
    house = House()
    kit = await house.guest("Cuisine", Role.KIT, device=Device.AGENT)
    publisher = publish_room(kit.live, offer_of("audio", connection=99), "salle", None, house.now)
    room_track = publisher.tracks["0"].id
    paule, own = await home(house, "Paule", 1)
    kit.hear()
    speak(house, {room_track: scene.levels[first], own: scene.levels[second]})
    assert [message["with"] for message in told(paule, "same_room")] == ["Cuisine"]
    assert told(kit, "same_room") == []


async def test_a_microphone_that_is_off_is_not_listened_to() -> None:
    scene = load("same_room")[0]
    first, second = scene.together[0]
    house = House()
    (paule, one), (luc, other) = await home(house, "Paule", 1), await home(house, "Luc", 2)
    luc.say("microphone", on=False)
    speak(house, {one: scene.levels[first], other: scene.levels[second]})
    assert told(paule, "same_room") == []


@pytest.mark.parametrize("number", range(3))
async def test_howling_is_cut_within_a_second_and_said(number: int) -> None:
    scenes = [scene for scene in load("howling") if scene.name == "one room, two microphones"]
    scene = scenes[number]
    established = established_at_s(scene)
    assert established is not None
    house = House()
    sandrine = await house.guest("Sandrine", Role.ANIMATEUR)
    kit = await house.guest("Cuisine", Role.KIT, device=Device.AGENT)
    publisher = publish_room(kit.live, offer_of("audio", connection=99), "salle", None, house.now)
    paule, own = await home(house, "Paule", 1)
    sandrine.hear()
    curves = {publisher.tracks["0"].id: scene.levels[0], own: scene.levels[1]}
    speak(house, curves, until=int((established + 1.0) / FRAME_S))
    assert {"type": "muted", "by": None, "reason": "howling"} in paule.hear()
    heard = sandrine.hear()
    assert paule.seat is not None
    assert {"type": "howling", "person": paule.seat.person} in heard
    assert [m["person"]["microphone"] for m in heard if m["type"] == "person"][-1] is False
    paule.say("microphone", on=True)
    assert told(paule, "error") == [], "nobody is kept from opening it again"


async def test_the_rooms_own_microphone_is_cut_for_a_while() -> None:
    house = House()
    sandrine = await house.guest("Sandrine", Role.ANIMATEUR)
    kit = await house.guest("Cuisine", Role.KIT, device=Device.AGENT)
    publisher = publish_room(kit.live, offer_of("audio", connection=99), "salle", None, house.now)
    track = publisher.tracks["0"]
    sandrine.hear()
    speak(house, {track.id: np.full(75, -4)})
    assert told(sandrine, "howling") == [{"type": "howling", "person": None}]
    assert track.muted
    house.wait(ROOM_CUT_S + 1)
    assert not track.muted
