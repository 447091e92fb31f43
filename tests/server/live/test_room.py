"""Life in a live room: what each one hears, and receives."""

from __future__ import annotations

import pytest

from rooms.people import Device
from rooms.roles import Role
from rooms.session import SessionState
from server.live.entering import disconnect
from server.live.publishing import publish_room
from tests.server.live.fake_media import offer_of
from tests.server.live.house import Guest, House, session_view

BOTH = [{"mid": "0", "source": "microphone"}, {"mid": "1", "source": "camera"}]


def salle(guest: Guest, role: str = "salle", *kinds: str) -> str:
    """A camera of the room is published; its publisher's id."""
    offer = offer_of(*(kinds or ("video",)), connection=99)
    return publish_room(guest.live, offer, role, None, guest.house.now).id


def switch_on(guest: Guest) -> None:
    """A home opens microphone and camera."""
    guest.say("publish.offer", sdp=offer_of("audio", "video", connection=7), tracks=BOTH)
    guest.say("microphone", on=True)
    guest.say("camera", on=True)


async def test_a_welcome_says_everything_and_the_offer_follows_at_once() -> None:
    house = House()
    kit = await house.guest("Cuisine", Role.KIT, device=Device.AGENT)
    salle(kit, "salle", "audio", "video")
    paule = await house.guest("Paule")
    messages = paule.hear()
    welcome, offer = messages[0], messages[-1]
    assert welcome["type"] == "welcome"
    assert welcome["session"]["title"] == "Crêpes de sarrasin"
    assert {person["name"] for person in welcome["people"]} == {"Cuisine", "Paule"}
    assert welcome["cameras"][0]["label"] == "Salle"
    assert welcome["cameras"][0]["person"] == kit.seat.person if kit.seat else None
    assert offer["type"] == "subscribe.offer"
    assert [track["kind"] for track in offer["tracks"]] == ["audio", "video"]
    assert offer["tracks"][1]["camera"] == welcome["cameras"][0]["id"]
    assert offer["tracks"][0]["camera"] is None


async def test_who_waits_hears_of_nobody_and_receives_nothing() -> None:
    house = House(session_view(state=SessionState.CLOSED))
    sandrine = await house.guest("Sandrine", Role.ANIMATEUR)
    salle(sandrine)
    paule = await house.guest("Paule")
    assert paule.hear_types() == ["waiting"]
    assert paule.seat is not None and paule.seat.subscription is None
    luc = await house.guest("Luc")
    assert paule.hear() == []
    sandrine.hear()
    sandrine.say("session.open")
    assert paule.hear_types()[:2] == ["session", "welcome"]
    assert paule.subscriber().attached
    assert "welcome" in luc.hear_types()


async def test_the_animateur_sees_who_waits_and_lets_them_in() -> None:
    house = House(session_view(waiting_room=True))
    sandrine = await house.guest("Sandrine", Role.ANIMATEUR)
    sandrine.hear()
    paule = await house.guest("Paule")
    assert paule.hear_last("waiting")["reason"] == "lobby"
    waiter = sandrine.hear_last("person")["person"]
    assert waiter["presence"] == "waiting"
    sandrine.say("admit", person=waiter["id"])
    assert paule.hear_last("welcome")["person"] == waiter["id"]
    assert sandrine.hear_last("person")["person"]["presence"] == "here"


async def test_homes_see_each_other_come_change_and_go() -> None:
    house = House()
    paule = await house.guest("Paule")
    paule.hear()
    luc = await house.guest("Luc")
    assert paule.hear_last("person")["person"]["name"] == "Luc"
    luc.say("microphone", on=True)
    assert paule.hear_last("person")["person"]["microphone"] is True
    luc.say("leave")
    assert paule.hear_last("person.gone")["reason"] == "left"
    assert luc.outbox.closing == "left"


async def test_a_home_is_received_by_the_others_and_the_kit_and_not_by_itself() -> None:
    house = House()
    kit = await house.guest("Cuisine", Role.KIT, device=Device.AGENT)
    paule, luc = await house.guest("Paule"), await house.guest("Luc")
    switch_on(paule)
    assert paule.hear_last("publish.answer")["sdp"].startswith("answer of")
    assert len(luc.subscriber().attached) == 2
    assert kit.subscriber().attached == luc.subscriber().attached
    assert paule.seat is not None and paule.seat.subscription is None


async def test_what_is_switched_off_is_muted_whatever_the_page_sends() -> None:
    house = House()
    paule = await house.guest("Paule")
    paule.say("publish.offer", sdp=offer_of("audio", "video"), tracks=BOTH)
    tracks = paule.live.media.tracks.values()
    assert [track.muted for track in tracks] == [True, True]
    paule.say("microphone", on=True)
    assert [track.muted for track in tracks] == [False, True]
    paule.say("microphone", on=False)
    assert [track.muted for track in tracks] == [True, True]


async def test_a_page_adds_its_camera_to_the_same_connection() -> None:
    house = House()
    paule = await house.guest("Paule")
    paule.say("publish.offer", sdp=offer_of("audio"), tracks=BOTH[:1])
    first = dict(paule.live.media.publishers)
    paule.say("publish.offer", sdp=offer_of("audio", "video", version=2), tracks=BOTH[1:])
    assert dict(paule.live.media.publishers) == first
    assert paule.hear_last("publish.answer")["sdp"].startswith("renegotiated")
    publication = paule.live.policy.publications.by_id[next(iter(first))]
    assert sorted(publication.tracks.values()) == ["camera", "microphone"]


async def test_an_offer_of_another_connection_replaces_the_publisher() -> None:
    house = House()
    paule = await house.guest("Paule")
    switch_on(paule)
    (old,) = paule.live.media.publishers
    paule.say("publish.offer", sdp=offer_of("audio", connection=8), tracks=BOTH[:1])
    assert old not in house.endpoint.peers
    assert len(paule.live.media.publishers) == 1


@pytest.mark.parametrize(
    ("kinds", "tracks", "reason"),
    [
        (("video",), [{"mid": "0", "source": "microphone"}], "tracks"),
        (("audio",), [{"mid": "5", "source": "microphone"}], "tracks"),
        (("audio", "audio"), [{"mid": m, "source": "microphone"} for m in "01"], "tracks"),
    ],
)
async def test_offers_that_do_not_hold_what_they_say(
    kinds: tuple[str, ...], tracks: list[dict[str, str]], reason: str
) -> None:
    house = House()
    paule = await house.guest("Paule")
    paule.hear()
    paule.say("publish.offer", sdp=offer_of(*kinds), tracks=tracks)
    error = paule.hear_last("error")
    assert (error["reason"], error["about"]) == (reason, "publish.offer")
    assert house.endpoint.peers == {}
    paule.say("publish.offer", sdp="nonsense", tracks=[])
    assert paule.hear_last("error")["reason"] == "sdp"


async def test_changes_while_an_offer_is_out_are_gathered_in_the_next() -> None:
    house = House()
    kit = await house.guest("Cuisine", Role.KIT, device=Device.AGENT)
    salle(kit)
    paule = await house.guest("Paule")
    assert paule.hear_last("subscribe.offer")["generation"] == 1
    salle(kit, "mains")
    salle(kit, "partition")
    assert "subscribe.offer" not in paule.hear_types()
    paule.answer(1)
    offer = paule.hear_last("subscribe.offer")
    assert offer["generation"] == 2
    assert len(offer["tracks"]) == 3
    paule.answer(2)
    assert "subscribe.offer" not in paule.hear_types()


async def test_a_stale_answer_is_ignored() -> None:
    house = House()
    kit = await house.guest("Cuisine", Role.KIT, device=Device.AGENT)
    salle(kit)
    paule = await house.guest("Paule")
    paule.say("subscribe.restart")
    assert paule.hear_last("subscribe.offer")["generation"] == 2
    paule.answer(1)
    assert paule.subscriber().answered == []
    paule.answer(2)
    assert paule.subscriber().answered == [2]
    assert paule.subscriber().ice_restarts == 1


async def test_an_answer_that_cannot_be_read_is_said_and_can_be_mended() -> None:
    house = House()
    kit = await house.guest("Cuisine", Role.KIT, device=Device.AGENT)
    salle(kit)
    paule = await house.guest("Paule")
    paule.hear()
    paule.answer(1, sdp="bad")
    assert paule.hear_last("error")["reason"] == "sdp"
    paule.say("subscribe.restart")
    assert paule.hear_last("subscribe.offer")["generation"] == 2


async def test_pictures_are_named_by_camera_or_track_and_follow_a_kit_that_returns() -> None:
    house = House()
    kit = await house.guest("Cuisine", Role.KIT, device=Device.AGENT)
    salle(kit)
    paule = await house.guest("Paule")
    camera = paule.hear_last("welcome")["cameras"][0]["id"]
    paule.say("watch", tracks={camera: "high", "unknown": "low"})
    (first,) = paule.subscriber().watched.items()
    assert first[1] == "high"
    paule.answer(1)
    salle(kit)
    (second,) = paule.subscriber().watched.items()
    assert second != first
    assert second[1] == "high"


async def test_a_kit_returning_takes_its_cameras_place() -> None:
    house = House()
    kit = await house.guest("Cuisine", Role.KIT, device=Device.AGENT)
    old = salle(kit)
    paule = await house.guest("Paule")
    camera = paule.hear_last("welcome")["cameras"][0]["id"]
    new = salle(kit)
    assert old not in house.endpoint.peers
    house.endpoint.begin_flowing(new)
    update = paule.hear_last("camera")["camera"]
    assert (update["id"], update["live"]) == (camera, True)


async def test_a_camera_whose_kit_vanishes_is_dark_then_gone() -> None:
    house = House()
    kit = await house.guest("Cuisine", Role.KIT, device=Device.AGENT)
    publisher = salle(kit)
    house.endpoint.begin_flowing(publisher)
    paule = await house.guest("Paule")
    assert paule.hear_last("welcome")["cameras"][0]["live"] is True
    house.endpoint.fall_silent(publisher)
    assert paule.hear_last("camera")["camera"]["live"] is False
    assert paule.subscriber().attached == []
    house.wait(31)
    assert "camera.gone" in paule.hear_types()


async def test_a_cut_is_not_shown_if_the_person_is_soon_back() -> None:
    house = House()
    paule, luc = await house.guest("Paule"), await house.guest("Luc")
    resume = luc.hear_last("welcome")["resume"]
    paule.hear()
    assert luc.seat is not None
    disconnect(luc.live, luc.seat, luc.outbox, house.now, house.now)
    house.wait(4)
    assert paule.hear() == []
    back = await house.guest("Luc", resume=resume)
    assert back.seat is luc.seat
    assert back.hear_last("welcome")["person"] == luc.seat.person
    assert "person.gone" not in paule.hear_types()


async def test_a_longer_cut_hides_the_person_and_keeps_the_place_for_a_minute() -> None:
    house = House()
    paule, luc = await house.guest("Paule"), await house.guest("Luc")
    switch_on(luc)
    resume = luc.hear_last("welcome")["resume"]
    paule.hear()
    assert luc.seat is not None
    disconnect(luc.live, luc.seat, luc.outbox, house.now, house.now)
    house.wait(5)
    assert paule.hear_last("person.gone")["reason"] == "lost"
    assert luc.live.media.publishers == {}
    house.wait(54)
    back = await house.guest("Luc", resume=resume)
    assert back.seat is luc.seat
    assert paule.hear_last("person")["person"]["microphone"] is False
    disconnect(back.live, luc.seat, back.outbox, house.now, house.now)
    house.wait(61)
    late = await house.guest("Luc", resume=resume)
    assert late.seat is not luc.seat


async def test_who_comes_is_not_told_of_a_ghost() -> None:
    house = House()
    luc = await house.guest("Luc")
    assert luc.seat is not None
    disconnect(luc.live, luc.seat, luc.outbox, house.now, house.now)
    house.wait(5)
    paule = await house.guest("Paule")
    assert [p["name"] for p in paule.hear_last("welcome")["people"]] == ["Paule"]


async def test_a_silent_death_is_hidden_at_once() -> None:
    house = House()
    paule, luc = await house.guest("Paule"), await house.guest("Luc")
    paule.hear()
    assert luc.seat is not None
    disconnect(luc.live, luc.seat, luc.outbox, house.now - 5, house.now)
    assert paule.hear_types() == ["person.gone"]


async def test_the_same_place_again_replaces_the_first_connection() -> None:
    house = House()
    kit = await house.guest("Cuisine", Role.KIT, device=Device.AGENT)
    salle(kit)
    first = await house.guest("Paule")
    received_with = first.subscriber()
    resume = first.hear_last("welcome")["resume"]
    second = await house.guest("Paule", resume=resume)
    assert second.seat is first.seat
    assert first.hear() == [{"type": "removed", "reason": "replaced", "by": None}]
    assert first.outbox.closing == "replaced"
    assert received_with.closed
    assert second.subscriber().attached
    # The old connection's end takes nothing from the new one.
    assert first.seat is not None
    disconnect(first.live, first.seat, first.outbox, house.now, house.now)
    house.wait(10)
    assert second.live.policy.people[first.seat.person].inside


@pytest.mark.parametrize(
    ("role", "session"), [(Role.ANIMATEUR, "crepes"), (Role.RESIDENT, "chords")]
)
async def test_a_resume_secret_opens_no_other_kind_of_place(role: Role, session: str) -> None:
    house = House(session_view(), session_view("chords", SessionState.CLOSED))
    paule = await house.guest("Paule")
    resume = paule.hear_last("welcome")["resume"]
    other = await house.guest("X", role, session=session, resume=resume)
    assert other.seat is not paule.seat


async def test_closing_ends_it_for_homes_and_players_and_is_remembered() -> None:
    house = House()
    sandrine, paule = await house.guest("Sandrine", Role.ANIMATEUR), await house.guest("Paule")
    salle(sandrine)
    switch_on(paule)
    sandrine.say("session.close")
    assert paule.hear()[-1] == {"type": "ended"}
    assert paule.outbox.closing == "ended"
    assert sandrine.hear_last("session")["session"]["state"] == "ended"
    assert len(sandrine.live.media.publishers) == 1, "the room's camera alone is left"
    await house.rooms.saved()
    assert house.directory.remembered == [("crepes", SessionState.ENDED)]
    assert (await house.guest("Luc")).refusal == "ended"


@pytest.mark.parametrize("type_", ["session.open", "session.close", "kit.status"])
async def test_what_a_home_may_not_say(type_: str) -> None:
    house = House()
    paule = await house.guest("Paule")
    paule.hear()
    paule.say(type_)
    assert paule.hear() == [{"type": "error", "reason": "forbidden", "about": type_}]


async def test_the_kits_state_reaches_animateurs_now_and_later() -> None:
    house = House()
    kit = await house.guest("Cuisine", Role.KIT, device=Device.AGENT)
    paule = await house.guest("Paule")
    sandrine = await house.guest("Sandrine", Role.ANIMATEUR)
    sandrine.hear()
    paule.hear()
    kit.say("kit.status", cameras=[{"role": "salle", "state": "ok"}], unheard_of=1)
    assert sandrine.hear_last("kit")["status"]["cameras"] == [{"role": "salle", "state": "ok"}]
    assert paule.hear() == []
    nadia = await house.guest("Nadia", Role.ANIMATEUR)
    assert "kit" in nadia.hear_types()


async def test_who_speaks_is_told_when_it_changes_and_never_who_is_muted() -> None:
    house = House()
    kit = await house.guest("Cuisine", Role.KIT, device=Device.AGENT)
    salle(kit, "salle", "audio", "video")
    paule, luc = await house.guest("Paule"), await house.guest("Luc")
    switch_on(luc)
    tracks = [track for track in luc.live.media.tracks.values() if track.kind == "audio"]
    assert kit.seat is not None and luc.seat is not None
    house.rooms.speaking_changed(tracks)
    assert paule.hear_last("speaking")["people"] == [kit.seat.person, luc.seat.person]
    house.rooms.speaking_changed(tracks)
    assert "speaking" not in paule.hear_types()
    luc.say("microphone", on=False)
    house.rooms.speaking_changed(tracks)
    assert paule.hear_last("speaking")["people"] == [kit.seat.person]


async def test_a_subscription_that_dies_is_made_again_only_on_return() -> None:
    house = House()
    kit = await house.guest("Cuisine", Role.KIT, device=Device.AGENT)
    salle(kit)
    paule = await house.guest("Paule")
    resume = paule.hear_last("welcome")["resume"]
    house.endpoint.fall_silent(paule.subscriber().id)
    house.wait(5)
    assert paule.seat is not None and paule.seat.subscription is None
    back = await house.guest("Paule", resume=resume)
    assert back.hear_last("subscribe.offer")["generation"] == 1


async def test_an_empty_room_is_forgotten() -> None:
    house = House()
    paule = await house.guest("Paule")
    paule.say("leave")
    house.wait(1)
    assert house.rooms.find("cuisine") is None


async def test_a_session_of_another_room_opens_nothing() -> None:
    house = House(session_view(), session_view("chords", room="guitare"))
    assert await house.rooms.room("cuisine", "chords") is None
    assert await house.rooms.room("nowhere") is None
