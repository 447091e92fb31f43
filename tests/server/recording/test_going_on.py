"""A server that starts again goes on with what it was recording, by what people answered then."""

from __future__ import annotations

from pathlib import Path

import pytest

from rooms.consent import Answer, Asking, Consent, RoomAnswer
from rooms.people import Device
from rooms.roles import Role
from rooms.session import SessionState
from server.live.places import Places
from server.live.publishing import publish_room
from server.recording.awaited import Awaited
from server.signaling.views import ProfileView
from tests.server.live.fake_media import offer_of
from tests.server.live.house import session_view
from tests.server.recording.studio import Studio, own, switch_on

FOLDER = Path("/nowhere/before")
ASKING = Asking(1e9, "Sandrine", 2e9, "v1")
ROOM = {"Cuisine microphone", "Cuisine camera"}
PAULE = {"Paule microphone", "Paule camera"}
KEY = b"k" * 32


def said(answer: Answer, parent: str = "") -> Consent:
    return Consent(answer, "v1", "fr", 1e9, parent)


def awaited(of_room: Answer = Answer.YES, **answers: tuple[Consent, bool]) -> Awaited:
    return Awaited(FOLDER, ASKING, answers, RoomAnswer("Sandrine", said(of_room)))


def restarted(interrupted: Awaited, *views: object) -> Studio:
    """A server that has just begun, with nobody in it yet."""
    studio = Studio(*views)
    studio.rooms._places = Places(KEY, lambda: studio.now)
    studio.recordings.awaited["crepes"] = interrupted
    return studio


async def kit_comes(studio: Studio) -> None:
    kit = await studio.guest("Cuisine", Role.KIT, device=Device.AGENT)
    publisher = publish_room(kit.live, offer_of("audio", "video", connection=99), "mains", None, 1)
    studio.endpoint.begin_flowing(publisher.id)


async def test_with_the_kit_alone_the_room_is_written_again() -> None:
    studio = restarted(awaited())
    await kit_comes(studio)
    studio.pass_()
    assert studio.names(studio.pass_(0.2)) == ROOM
    assert studio.recordings.gone_on == [FOLDER]
    assert len(studio.recordings.opened) == 1
    # Whoever leads comes later, finds it going, and ends it like any other.
    sandrine = await studio.guest("Sandrine", Role.ANIMATEUR)
    told = sandrine.hear_last("welcome")["recording"]
    assert (told["started"], told["by"]) == (True, "Sandrine")
    studio.wait(1.0)
    assert sandrine.hear_last("recording.state")["interruptions"] == [
        {"at_s": 1.0, "missing_s": 4.0}
    ]
    sandrine.say("recording.stop")
    assert studio.recordings.opened[0].stopped
    sandrine.say("recording.start")
    assert len(studio.recordings.opened) == 2 and len(studio.recordings.gone_on) == 1


async def test_who_comes_back_is_who_they_were_and_not_asked_again() -> None:
    before = Studio()
    before.rooms._places = Places(KEY, lambda: before.now)
    paule, luc = await before.home("Paule"), await before.home("Luc")
    assert paule.seat is not None and luc.seat is not None
    studio = restarted(
        awaited(**{own(paule): (said(Answer.YES), False), own(luc): (said(Answer.NO), False)})
    )
    back = await studio.guest("Paule", resume=paule.seat.resume)
    no = await studio.guest("Luc", resume=luc.seat.resume)
    new = await studio.home("Zoé")
    for guest in (back, no):
        switch_on(guest)
    assert own(back) == own(paule) and own(no) == own(luc)
    assert back.hear_last("welcome")["consent"]["answer"] == "yes"
    assert new.hear_last("welcome")["consent"] is None
    studio.pass_()
    assert studio.names(studio.pass_(0.2)) == PAULE
    # What they take back now is theirs, in every part.
    back.say("consent", answer="no")
    assert studio.pass_(0.2) == []


async def test_a_secret_is_good_for_one_place_at_a_time() -> None:
    before = Studio()
    before.rooms._places = Places(KEY, lambda: before.now)
    paule = await before.guest("Paule")
    assert paule.seat is not None
    studio = restarted(awaited(**{own(paule): (said(Answer.YES), False)}))
    back = await studio.guest("Paule", resume=paule.seat.resume)
    other = await studio.guest("Paule", resume=paule.seat.resume)
    # The second replaces the first, as ever.
    assert own(back) == own(other) == own(paule)
    assert len(studio.rooms.live()[0].policy.people) == 1


async def test_a_childs_yes_needs_its_parents_after_a_restart_too() -> None:
    before = Studio()
    before.rooms._places = Places(KEY, lambda: before.now)
    zoe = await before.guest("Zoé", minor=True)
    assert zoe.seat is not None
    studio = restarted(awaited(**{own(zoe): (said(Answer.YES), True)}))
    # A page that leaves it out does not do away with the parent.
    back = await studio.guest("Zoé", resume=zoe.seat.resume)
    switch_on(back)
    assert studio.pass_(0.2) == []
    back.say("consent", answer="yes", parent={"name": "Éva"})
    studio.pass_()
    assert studio.names(studio.pass_(0.2)) == {"Zoé microphone", "Zoé camera"}


async def test_the_rooms_no_is_a_no() -> None:
    studio = restarted(awaited(of_room=Answer.NO))
    await kit_comes(studio)
    assert studio.pass_(0.5) == []


@pytest.mark.parametrize(
    "view",
    [
        session_view(state=SessionState.CLOSED),
        session_view().model_copy(
            update={"profile": ProfileView(activity="parole", recording="never")}
        ),
    ],
)
async def test_nothing_goes_on_of_what_is_closed_or_never_recorded(view: object) -> None:
    studio = restarted(awaited(), view)
    await kit_comes(studio)
    assert studio.pass_(0.5) == [] and studio.recordings.opened == []
