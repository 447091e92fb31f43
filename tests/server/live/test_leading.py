"""What each one hears of what whoever leads does."""

from __future__ import annotations

from typing import Any

import pytest

from rooms.people import Device, Entrant
from rooms.roles import Role
from server.live.entering import enter
from server.live.publishing import publish_room
from server.signaling.views import ProfileView, ResourceView
from tests.server.live.fake_media import offer_of
from tests.server.live.house import Guest, House, session_view

MICROPHONE = [{"mid": "0", "source": "microphone"}]
SCREEN = [{"mid": "0", "source": "screen"}, {"mid": "1", "source": "screen_audio"}]


class Session:
    """An animateur, two homes, a kit; everything heard so far is forgotten."""

    def __init__(self, house: House, sandrine: Guest, paule: Guest, luc: Guest) -> None:
        self.house, self.sandrine, self.paule, self.luc = house, sandrine, paule, luc

    def forget(self) -> None:
        for guest in (self.sandrine, self.paule, self.luc):
            guest.hear()

    def id_of(self, guest: Guest) -> str:
        assert guest.seat is not None
        return guest.seat.person


@pytest.fixture
async def session() -> Session:
    view = session_view().model_copy(
        update={
            "profile": ProfileView(activity="reunion", sharing=True),
            "resources": (ResourceView(id="r", title="Recette", kind="pdf", url="/r.pdf"),),
        }
    )
    house = House(view)
    await house.guest("Cuisine", Role.KIT, device=Device.AGENT)
    sandrine = await house.guest("Sandrine", Role.ANIMATEUR)
    started = Session(house, sandrine, await house.guest("Paule"), await house.guest("Luc"))
    started.forget()
    return started


def only(messages: list[dict[str, Any]], type_: str) -> dict[str, Any]:
    (found,) = [message for message in messages if message["type"] == type_]
    return found


async def test_muting_is_immediate_and_the_person_hears_by_whom(session: Session) -> None:
    paule = session.paule
    paule.say("publish.offer", sdp=offer_of("audio"), tracks=MICROPHONE)
    paule.say("microphone", on=True)
    (track,) = paule.live.media.tracks.values()
    assert not track.muted
    session.forget()
    session.sandrine.say("mute", person=session.id_of(paule))
    assert track.muted
    heard = paule.hear()
    assert only(heard, "muted") == {"type": "muted", "by": "Sandrine", "reason": None}
    assert only(heard, "person")["person"]["microphone"] is False
    assert [m["type"] for m in session.luc.hear()] == ["person"]
    paule.say("microphone", on=True)
    assert not track.muted


async def test_locked_waits_and_is_told_when_it_opens(session: Session) -> None:
    session.sandrine.say("lock", on=True)
    assert only(session.luc.hear(), "locked") == {"type": "locked", "on": True}
    amina = await session.house.guest("Amina")
    assert amina.hear_last("waiting")["reason"] == "locked"
    assert session.sandrine.hear_last("person")["person"]["presence"] == "waiting"
    assert "person" not in session.luc.hear_types()
    session.sandrine.say("lock", on=False)
    assert amina.hear_types()[:1] == ["welcome"]
    assert session.luc.hear_last("person")["person"]["name"] == "Amina"


async def test_whoever_is_removed_is_told_by_whom_and_stays_out(session: Session) -> None:
    entrant = Entrant("Gaston", Role.RESIDENT, session="crepes", client="browser of gaston")
    gaston = Guest(session.house, session.luc.live, entrant)
    placed = enter(gaston.live, entrant, gaston.outbox, session.house.now)
    gaston.seat = placed  # type: ignore[assignment]
    resume = gaston.hear_last("welcome")["resume"]
    session.forget()
    session.sandrine.say("remove", person=session.id_of(gaston))
    assert gaston.hear() == [{"type": "removed", "reason": "removed", "by": "Sandrine"}]
    assert gaston.outbox.closing == "removed"
    gone = only(session.luc.hear(), "person.gone")
    assert gone["reason"] == "removed"
    refused = enter(gaston.live, entrant, gaston.outbox, session.house.now)
    assert getattr(refused, "reason", None) == "removed"
    again = await session.house.guest("Gaston", resume=resume)
    assert again.seat is not gaston.seat, "the old place is gone"


async def test_the_lead_handed_over_is_seen_by_all_and_shows_who_waits(session: Session) -> None:
    session.sandrine.say("lock", on=True)
    await session.house.guest("Amina")
    session.forget()
    session.sandrine.say("lead.give", person=session.id_of(session.paule), minutes=10)
    assert only(session.luc.hear(), "person")["person"]["leads"] is True
    people = [m["person"] for m in session.paule.hear() if m["type"] == "person"]
    assert [(p["name"], p["leads"]) for p in people] == [("Paule", True), ("Amina", False)]
    session.paule.say("admit", everyone=True)
    assert "error" not in session.paule.hear_types()
    session.forget()
    session.house.wait(601)
    assert session.luc.hear_last("person")["person"]["leads"] is False


async def test_whoever_comes_later_is_told_the_state_of_everything(session: Session) -> None:
    sandrine, paule = session.sandrine, session.paule
    paule.say("hand", up=True)
    paule.say("chat", text="Voir  <b>https://example.org</b>\n\n\n\nMerci")
    sandrine.say("timer.start", seconds=300, label=" Au  four ")
    sandrine.say("poll.start", question="Qui ?", choices=["A", "B"], secret=True)
    sandrine.say("spotlight", person=session.id_of(paule))
    sandrine.say("resource.show", id="r")
    session.house.wait(60)
    welcome = (await session.house.guest("Amina")).hear_last("welcome")
    assert welcome["hands"] == [session.id_of(paule)]
    assert welcome["chat"][0]["text"] == "Voir <b>https://example.org</b>\n\nMerci"
    assert (welcome["timer"]["left_s"], welcome["timer"]["label"]) == (240.0, "Au four")
    assert (welcome["poll"]["state"], welcome["poll"]["entitled"]) == ("open", 3)
    assert welcome["spotlight"] == {"camera": None, "person": session.id_of(paule)}
    assert (welcome["resource"], welcome["resources"][0]["title"]) == ("r", "Recette")
    assert welcome["profile"]["sharing"] is True
    assert welcome["locked"] is False


async def test_an_animateur_of_another_session_is_told_nothing_of_this_one(
    session: Session,
) -> None:
    session.house.directory.views["chords"] = session_view("chords")
    session.paule.say("hand", up=True)
    bruno = await session.house.guest("Bruno", Role.ANIMATEUR, session="chords")
    welcome = bruno.hear_last("welcome")
    assert (welcome["hands"], len(welcome["people"])) == ([], 1)
    session.paule.say("chat", text="Bonjour")
    assert "chat" not in bruno.hear_types()


async def test_a_secret_vote_from_the_question_to_the_minutes(session: Session) -> None:
    sandrine, paule, luc = session.sandrine, session.paule, session.luc
    sandrine.say("poll.start", question="Qui ?", choices=["A", "B"], secret=True)
    session.forget()
    paule.say("vote", choices=[1])
    mine = only(paule.hear(), "poll")["poll"]
    assert (mine["has_voted"], mine["mine"], mine["results"]) == (True, None, None)
    assert luc.hear() == [], "nobody else is told at that moment"
    session.house.wait(1)
    assert only(luc.hear(), "poll")["poll"]["voted"] == 1
    paule.say("vote", choices=[0])
    assert paule.hear_last("error") == {"type": "error", "reason": "voted", "about": "vote"}
    sandrine.say("poll.close")
    assert only(sandrine.hear()[-1:], "poll")["poll"]["results"] == [0, 1]
    assert luc.hear_last("poll")["poll"]["results"] is None
    sandrine.say("poll.show")
    assert luc.hear_last("poll")["poll"]["results"] == [0, 1]
    sandrine.say("poll.clear")
    assert luc.hear_last("poll")["poll"] is None
    await session.house.rooms.saved()
    ((kept_of, minutes),) = session.house.directory.minutes
    assert (kept_of, minutes.results, minutes.voters) == ("crepes", (0, 1), ("Paule",))
    assert minutes.ballots == ()


async def test_a_screen_is_received_with_its_source_and_taken_over(session: Session) -> None:
    session.paule.say("publish.offer", sdp=offer_of("video", "audio"), tracks=SCREEN)
    session.paule.say("screen", on=True)
    assert [t["source"] for t in session.luc.hear_last("subscribe.offer")["tracks"]] == [
        "screen",
        "screen_audio",
    ]
    session.forget()
    session.luc.say("screen", on=True)
    assert only(session.paule.hear(), "screen.taken")["by"] == "Luc"
    assert all(track.muted for track in session.paule.live.media.tracks.values())
    session.sandrine.say("screen.stop")
    assert session.luc.hear_last("screen.taken")["by"] == "Sandrine"


async def test_hands_chat_and_reactions_reach_all(session: Session) -> None:
    session.luc.say("hand", up=True)
    session.paule.say("hand", up=True)
    order = [session.id_of(session.luc), session.id_of(session.paule)]
    assert session.sandrine.hear_last("hands")["hands"] == order
    session.sandrine.say("hand.lower", person=order[0])
    assert session.luc.hear_last("hands")["hands"] == order[1:]
    session.luc.say("chat", text="Bonjour")
    line = session.paule.hear_last("chat")
    assert (line["person"], line["name"], line["text"]) == (order[0], "Luc", "Bonjour")
    session.sandrine.say("chat.erase", id=line["id"])
    assert session.paule.hear_last("chat.gone")["id"] == line["id"]
    session.luc.say("react", kind="bravo")
    assert session.paule.hear_last("reaction") == {
        "type": "reaction", "person": order[0], "kind": "bravo",
    }  # fmt: skip
    session.luc.say("rename", name=" Lucien ")
    assert session.paule.hear_last("person")["person"]["name"] == "Lucien"


@pytest.mark.parametrize(
    ("type_", "fields", "reason"),
    [
        ("chat", {"text": " \n "}, "empty"),
        ("rename", {"name": ""}, "name"),
        ("mute.everyone", {}, "forbidden"),
        ("vote", {"choices": [0]}, "unknown"),
        ("screen.stop", {}, "forbidden"),
    ],
)
async def test_what_is_refused_is_said(
    session: Session, type_: str, fields: dict[str, Any], reason: str
) -> None:
    session.luc.say(type_, **fields)
    assert session.luc.hear_last("error") == {"type": "error", "reason": reason, "about": type_}


async def test_the_rooms_microphone_is_cut_at_the_kit_and_here(session: Session) -> None:
    kit = await session.house.guest("Écran", Role.KIT, device=Device.SCREEN)
    publish_room(kit.live, offer_of("audio", "video"), "salle", None, session.house.now)
    sound, picture = kit.live.media.tracks.values()
    session.forget()
    session.sandrine.say("room.microphone", on=False)
    assert (sound.muted, picture.muted) == (True, False)
    told = [only(guest.hear(), "person")["person"] for guest in (session.paule, session.luc)]
    assert [(one["device"], one["microphone"], one["muted_by"]) for one in told] == [
        ("agent", False, "Sandrine"),
        ("agent", False, "Sandrine"),
    ]
    session.paule.say("room.microphone", on=True)
    assert only(session.paule.hear(), "error")["reason"] == "forbidden"
    kit.say("room.microphone", on=True)
    assert not sound.muted


async def test_another_microphone_is_the_kits_to_take() -> None:
    lone = House()
    sandrine = await lone.guest("Sandrine", Role.ANIMATEUR)
    sandrine.say("room.microphone.choose", id="spare:0")
    assert sandrine.hear_last("error")["reason"] == "unknown"
    kit = await lone.guest("Cuisine", Role.KIT, device=Device.AGENT)
    sandrine.say("room.microphone.choose", id="spare:0")
    assert kit.hear_last("kit.microphone") == {"type": "kit.microphone", "id": "spare:0"}
    paule = await lone.guest("Paule")
    paule.say("room.microphone.choose", id="own")
    assert paule.hear_last("error")["reason"] == "forbidden"
    assert "kit.microphone" not in kit.hear_types()
