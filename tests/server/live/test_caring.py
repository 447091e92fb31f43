"""Consent, help, two aside, devices in the room, the sheet: who is told what."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rooms.attendance import Place, Sheet
from rooms.people import Device
from rooms.roles import Role
from rooms.session import SessionState
from server.care import ledger, sheets
from server.care.consent_text import ConsentTexts
from server.care.records import Records
from server.database.engine import Database
from server.database.models import Centre, Room, Session
from server.live.publishing import publish_room
from server.signaling.views import ProfileView
from tests.server.live.fake_media import offer_of
from tests.server.live.house import Guest, House, session_view

WALL_S = datetime(2026, 3, 3, 14, 5, tzinfo=UTC).timestamp()
TEXTS = ConsentTexts("v1", {"fr": "Acceptez-vous ?", "en": "Do you agree?"})


class KeptHouse(House):
    """A house whose records go into a database."""

    def __init__(self, database: Database, *views: Any) -> None:
        self.database = database
        self.wall_s = WALL_S
        records = Records(database, lambda: self.wall_s, TEXTS)
        super().__init__(*views, records=records)
        self.rooms.wall_clock = lambda: self.wall_s
        self.records = records

    async def written(self) -> None:
        """All that was handed over is written, and whoever waits for it was told."""
        await self.records.flush()
        await asyncio.sleep(0)

    async def ledger(self) -> list[tuple[str, str]]:
        await self.written()
        async with self.database.transaction() as db:
            return [(e.name, e.answer) for e in await ledger.entries(db, "crepes")]

    async def sheet(self) -> Sheet:
        await self.written()
        async with self.database.transaction() as db:
            return await sheets.read(db, "crepes")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/x.db")
    view = session_view()
    async with opened.transaction() as db:
        centre = Centre(name="Centre Jacques Brel", town="Outreau", phone="")
        room = Room(slug="cuisine", name="Cuisine", centre=centre)
        planned = {"starts_at": view.starts_at, "ends_at": view.ends_at, "host": view.host}
        db.add(
            Session(id="crepes", room=room, title="Crêpes", activity="cuisine", code="1", **planned)
        )
    yield opened
    await opened.close()


@pytest.fixture
def house(database: Database) -> KeptHouse:
    return KeptHouse(database)


def own(guest: Guest) -> str:
    assert guest.seat is not None
    return guest.seat.person


def person_of(guest: Guest, other: Guest) -> dict[str, Any]:
    """The last that `guest` heard of `other`."""
    found: list[dict[str, Any]] = [
        message["person"]
        for message in guest.hear()
        if message["type"] == "person" and message["person"]["id"] == own(other)
    ]
    assert found
    return found[-1]


# -- consent ---------------------------------------------------------------------------------


async def test_each_answers_for_themself_and_the_ledger_has_it(house: KeptHouse) -> None:
    sandrine = await house.guest("Sandrine", Role.ANIMATEUR)
    paule, luc = await house.guest("Paule", language="en-GB"), await house.guest("Luc")
    sandrine.say("recording.ask", on=True)
    asked = paule.hear_last("recording")["recording"]
    assert (asked["on"], asked["by"], asked["text_version"]) == (True, "Sandrine", "v1")
    assert luc.hear_last("recording")["recording"] == asked
    sandrine.hear()
    paule.say("consent", answer="voice")
    assert paule.hear_last("consent")["answer"] == "voice"
    told = sandrine.hear()
    assert [m["person"]["consent"] for m in told if m["type"] == "person"] == ["voice"]
    counts = {"type": "consents", "yes": 0, "voice": 1, "no": 0, "unanswered": 1}
    assert told[-1] == counts
    assert luc.hear() == [], "what somebody answers is nobody's business"
    paule.say("consent", answer="no")
    assert await house.ledger() == [("Paule", "voice"), ("Paule", "no")]
    async with house.database.transaction() as db:
        entry = (await ledger.entries(db, "crepes"))[0]
    assert (entry.text_version, entry.language) == ("v1", "en")
    assert entry.at.timestamp() == WALL_S


async def test_whoever_comes_while_it_is_asked_is_told_in_the_welcome(house: KeptHouse) -> None:
    sandrine = await house.guest("Sandrine", Role.ANIMATEUR)
    sandrine.say("recording.ask", on=True)
    paule = await house.guest("Paule")
    welcome = paule.hear_last("welcome")
    assert welcome["recording"]["by"] == "Sandrine" and welcome["consent"] is None
    paule.say("consent", answer="yes")
    assert paule.seat is not None
    again = await house.guest("Paule", resume=paule.seat.resume)
    assert again.hear_last("welcome")["consent"]["answer"] == "yes"
    sandrine.say("recording.ask", on=False)
    assert again.hear_last("recording")["recording"] is None


async def test_a_childs_answer_has_an_adult_and_a_parent(house: KeptHouse) -> None:
    lina = await house.guest("Lina", minor=True, adult="Mamie")
    lina.say("consent", answer="yes", parent={"name": "Nadia"})
    assert lina.hear_last("consent")["parent"] == "Nadia"
    await house.written()
    async with house.database.transaction() as db:
        (entry,) = await ledger.entries(db, "crepes")
    assert (entry.minor, entry.adult, entry.parent) == (True, "Mamie", "Nadia")


async def test_what_is_never_recorded_is_not_asked(database: Database) -> None:
    profile = ProfileView(activity="aide-aux-devoirs", recording="never")
    house = KeptHouse(database, session_view().model_copy(update={"profile": profile}))
    sandrine = await house.guest("Sandrine", Role.ANIMATEUR)
    sandrine.say("recording.ask", on=True)
    assert sandrine.hear_last("error")["reason"] == "never"


# -- help ------------------------------------------------------------------------------------


async def test_help_from_asking_to_done(house: KeptHouse) -> None:
    sandrine = await house.guest("Sandrine", Role.ANIMATEUR)
    paule, luc = await house.guest("Paule"), await house.guest("Luc")
    luc.hear()
    paule.say("help.ask")
    assert person_of(sandrine, paule)["asks_help"] is True
    sandrine.say("help.offer", person=own(paule))
    assert paule.hear_last("help.offer")["by"] == "Sandrine"
    paule.say("help.status", microphone="refused")
    assert paule.hear_last("error") == {
        "type": "error",
        "reason": "forbidden",
        "about": "help.status",
    }
    paule.say("help.agree", yes=True)
    paule.say("help.status", microphone="refused", network="weak", browser="Firefox 153")
    told = sandrine.hear()
    status = [m for m in told if m["type"] == "help.status"][-1]
    assert (status["microphone"], status["network"]) == ("refused", "weak")
    assert [m["person"]["trouble"] for m in told if m["type"] == "person"][-1] == (
        "microphone_refused"
    )
    sandrine.say("help.push", person=own(paule), key="allow_microphone")
    shown = paule.hear_last("help.instruction")
    assert (shown["key"], shown["text"], shown["by"]) == ("allow_microphone", None, "Sandrine")
    paule.say("help.done")
    assert sandrine.hear_last("help.done")["name"] == "Paule"
    assert luc.hear() == [], "nobody else learns of it"


async def test_whoever_is_handed_the_lead_learns_what_those_who_lead_know(
    house: KeptHouse,
) -> None:
    sandrine, paule = await house.guest("Sandrine", Role.ANIMATEUR), await house.guest("Paule")
    luc = await house.guest("Luc")
    paule.say("help.ask")
    paule.say("consent", answer="no")
    luc.hear()
    sandrine.say("lead.give", person=own(luc))
    told = person_of(luc, paule)
    assert (told["asks_help"], told["consent"]) == (True, "no")


async def test_an_instruction_waits_for_whoever_comes_back(house: KeptHouse) -> None:
    sandrine, paule = await house.guest("Sandrine", Role.ANIMATEUR), await house.guest("Paule")
    paule.say("help.ask")
    sandrine.say("help.push", person=own(paule), text="Touchez le cadenas.")
    assert paule.seat is not None
    again = await house.guest("Paule", resume=paule.seat.resume)
    assert again.hear_last("help.instruction")["text"] == "Touchez le cadenas."


# -- aside -----------------------------------------------------------------------------------


async def test_two_aside_are_heard_by_each_other_alone(house: KeptHouse) -> None:
    sandrine, paule = await house.guest("Sandrine", Role.ANIMATEUR), await house.guest("Paule")
    luc = await house.guest("Luc")
    microphone = [{"mid": "0", "source": "microphone"}]
    paule.say("publish.offer", sdp=offer_of("audio", connection=7), tracks=microphone)
    paule.say("microphone", on=True)
    (voice,) = luc.subscriber().attached
    sandrine.say("side.open", person=own(paule))
    assert paule.hear_last("side") == {"type": "side", "person": own(sandrine), "name": "Sandrine"}
    assert person_of(luc, paule)["aside"] is True
    assert luc.subscriber().attached == []
    assert sandrine.subscriber().attached == [voice]
    kept = paule.live.policy.publications.by_id
    house.rooms.speaking_changed(
        [paule.live.media.tracks[t] for p in kept.values() for t in p.tracks]
    )
    assert "speaking" not in luc.hear_types(), "what is said aside is not even shown"
    sandrine.say("publish.offer", sdp=offer_of("audio", connection=8), tracks=microphone)
    sandrine.say("microphone", on=True)
    assert len(paule.subscriber().attached) == 1
    paule.say("side.close")
    assert sandrine.hear_last("side")["person"] is None
    last = person_of(luc, paule)
    assert (last["aside"], last["microphone"]) == (False, False)
    sandrine.say("microphone", on=True)
    assert sandrine.hear_last("error")["reason"] == "forbidden"


# -- devices in the room ---------------------------------------------------------------------


async def test_a_companion_gets_no_sound(house: KeptHouse) -> None:
    kit = await house.guest("Cuisine", Role.KIT, device=Device.AGENT)
    publish_room(kit.live, offer_of("audio", "video", connection=99), "salle", None, house.now)
    paule = await house.guest("Paule", companion=True)
    assert len(paule.subscriber().attached) == 1
    assert paule.hear_last("welcome")["people"][-1]["companion"] is True
    paule.say("companion", on=False)
    assert len(paule.subscriber().attached) == 2


# -- the sheet -------------------------------------------------------------------------------


async def test_those_at_home_and_companions_are_written_down(house: KeptHouse) -> None:
    paule = await house.guest("Paule")
    await house.guest("Yvette", companion=True)
    sheet = await house.sheet()
    assert {(line.name, line.place) for line in sheet.lines.values()} == {
        ("Paule", Place.HOME),
        ("Yvette", Place.ROOM),
    }
    house.wall_s += 600
    paule.say("leave")
    line = next(line for line in (await house.sheet()).lines.values() if line.name == "Paule")
    assert line.left_s == WALL_S + 600


async def test_whoever_waits_has_not_come(database: Database) -> None:
    house = KeptHouse(database, session_view(waiting_room=True))
    sandrine, paule = await house.guest("Sandrine", Role.ANIMATEUR), await house.guest("Paule")
    assert (await house.sheet()).lines == {}
    sandrine.say("admit", person=own(paule))
    assert (await house.sheet()).counts().home == 1


async def test_those_who_lead_have_the_sheet_and_what_changes(house: KeptHouse) -> None:
    await house.guest("Paule")
    sandrine = await house.guest("Sandrine", Role.ANIMATEUR)
    await house.written()
    first = sandrine.hear_last("attendance")
    assert [line["name"] for line in first["lines"]] == ["Paule"]
    sandrine.say("attendance.add", name="Yvette")
    sandrine.say("attendance.count", in_room=7)
    await house.written()
    told = sandrine.hear_last("attendance")
    assert [line["name"] for line in told["lines"]] == ["Yvette"]
    assert told["counts"] == {"room": 7, "home": 1, "phone": 0}
    line = told["lines"][0]["id"]
    sandrine.say("attendance.correct", id=line, name="Yvette L.")
    await house.written()
    assert sandrine.hear_last("attendance")["lines"][0]["name"] == "Yvette L."
    sandrine.say("attendance.correct", id=line, left_at="2020-01-01T00:00:00Z")
    await house.written()
    error = {"type": "error", "reason": "order", "about": "attendance.correct"}
    assert sandrine.hear_last("error") == error


@pytest.mark.parametrize(
    ("type_", "fields"),
    [
        ("attendance.add", {"name": "x"}),
        ("attendance.count", {"in_room": 3}),
        ("attendance.correct", {"id": "x", "name": "y"}),
        ("recording.ask", {"on": True}),
    ],
)
async def test_a_home_writes_on_no_sheet(
    house: KeptHouse, type_: str, fields: dict[str, Any]
) -> None:
    paule = await house.guest("Paule")
    paule.say(type_, **fields)
    assert paule.hear_last("error") == {"type": "error", "reason": "forbidden", "about": type_}


async def test_the_end_closes_the_sheet_and_opening_again_goes_on(house: KeptHouse) -> None:
    sandrine = await house.guest("Sandrine", Role.ANIMATEUR)
    await house.guest("Paule")
    sandrine.say("attendance.add", name="Yvette")
    house.wall_s += 3600
    sandrine.say("session.close")
    assert (await house.sheet()).here().total == 0
    assert (await house.sheet()).counts().total == 2
    house.wall_s += 60
    sandrine.say("session.open")
    assert {n.name for n in (await house.sheet()).lines.values() if n.here} == {"Yvette"}


async def test_without_records_there_is_no_asking(database: Database) -> None:
    house = House(session_view(state=SessionState.OPEN))
    sandrine = await house.guest("Sandrine", Role.ANIMATEUR)
    sandrine.say("recording.ask", on=True)
    assert sandrine.hear_last("error")["reason"] == "closed"
