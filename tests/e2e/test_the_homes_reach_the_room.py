"""Homes switch on their microphone and camera: the room, the lead and the other homes notice."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from playwright.async_api import expect

from tests.e2e.house import House
from tests.e2e.people import Home, Lead, RoomScreen, until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_kit_receives_a_homes_picture_and_voice(
    house: House, home: Home, lead: Lead
) -> None:
    await lead.open(house.lead)
    await home.open(house.take_part)
    await home.enter("Fatou")
    await home.sees(1)
    await home.open_microphone()
    await home.open_camera()

    first = await until(
        lambda: receiving(lead),
        why="the kit receives no picture",
        is_good=lambda now: now.get("people", 0) >= 1 and now.get("video_frames", 0) > 0,
    )
    await until(
        lambda: receiving(lead),
        why="the kit receives no voice, or the picture stands still",
        is_good=lambda now: (
            now["video_frames"] > first["video_frames"] + 10 and now["audio_energy"] > 0
        ),
    )


async def test_two_homes_see_and_hear_each_other(
    house: House, home: Home, other_home: Home
) -> None:
    for person, name in ((home, "Nadia"), (other_home, "Karim")):
        await person.open(house.take_part)
        await person.enter(name)
        await person.sees(1)
    before = len(await other_home.sees(1))
    energy = {id(person): await person.audio_energy() for person in (home, other_home)}

    for person in (home, other_home):
        await person.open_microphone()
        await person.open_camera()

    for person, neighbour in ((home, "Karim"), (other_home, "Nadia")):
        await expect(person.page.locator("people-strip").get_by_text(neighbour)).to_be_visible()
        await person.sees(before + 1)
        sounds = await until(
            lambda person=person: voices(person),  # type: ignore[misc]
            why="the neighbour is not heard",
            is_good=lambda now: len([each for each in now if each > 0]) >= 2,
        )
        assert len(sounds) >= 2, "the room's sound and the neighbour's are two"
        assert await person.audio_energy() > energy[id(person)]


async def test_microphone_and_camera_can_be_switched_off_again(
    house: House, home: Home, other_home: Home
) -> None:
    await other_home.open(house.take_part)
    await other_home.enter("Témoin")
    await home.open(house.take_part)
    await home.enter("Aline")
    await home.sees(1)

    await home.open_microphone()
    assert await announced(other_home, "Aline", "microphone") is True
    await home.open_camera()
    assert await announced(other_home, "Aline", "camera") is True
    await home.close_camera()
    assert await announced(other_home, "Aline", "camera", expected=False) is False
    await home.close_microphone()
    assert await announced(other_home, "Aline", "microphone", expected=False) is False

    await until(
        lambda: packets_sent_during(home, 1.0),
        why="something is still being sent",
        is_good=lambda packets: packets == 0,
    )
    await home.sees(1)


async def test_the_rooms_screen_shows_and_plays_the_homes(
    house: House, home: Home, room_screen: RoomScreen
) -> None:
    await room_screen.open(house.room)
    await home.open(house.take_part)
    await home.enter("Josiane")
    await home.open_microphone()
    await home.open_camera()

    await expect(room_screen.page.get_by_text("Josiane").first).to_be_visible()
    await room_screen.sees(1)
    await until(room_screen.audio_energy, why="the room does not hear the home")


async def receiving(lead: Lead) -> dict[str, Any]:
    return dict((await lead.kit_status()).get("receiving", {}))


async def voices(person: Home) -> list[float]:
    """The energy of each sound that is being received."""
    inbound = (await person.stats())["inbound"]
    return [each["audioEnergy"] or 0.0 for each in inbound if each["kind"] == "audio"]


async def announced(watcher: Home, name: str, what: str, *, expected: bool = True) -> bool:
    """What the others were told of this person's microphone or camera."""

    async def look() -> bool | None:
        told = [message["person"] for message in await watcher.received("person")]
        of_name = [person for person in told if person["name"] == name]
        return bool(of_name[-1][what]) if of_name else None

    seen = await until(
        look,
        why=f"nobody was told of {name}'s {what}",
        is_good=lambda told: told is expected,
    )
    assert seen is not None
    return seen


async def packets_sent_during(home: Home, seconds: float) -> int:
    before = await sent_packets(home)
    await asyncio.sleep(seconds)
    return await sent_packets(home) - before


async def sent_packets(home: Home) -> int:
    return sum(each["packets"] or 0 for each in (await home.stats())["outbound"])
