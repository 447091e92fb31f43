"""Whoever leads has a session recorded: of those who agree, and of nobody else."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recorder.errors import DiskFull
from recorder.state import RecordingState
from server.live.entering import disconnect
from server.signaling.views import ProfileView
from tests.server.live.house import Guest, session_view
from tests.server.recording.studio import Studio, own, switch_on

ROOM = {"Cuisine microphone", "Cuisine camera"}
PAULE = {"Paule microphone", "Paule camera"}


async def begun(studio: Studio) -> tuple[Guest, Guest, Guest]:
    """Sandrine records; Paule agrees and Luc does not."""
    sandrine = await studio.open()
    paule, luc = await studio.home("Paule"), await studio.home("Luc")
    sandrine.say("recording.start")
    paule.say("consent", answer="yes")
    luc.say("consent", answer="no")
    studio.pass_(0.1)
    return sandrine, paule, luc


async def test_only_those_who_agree_are_written() -> None:
    studio = Studio()
    sandrine, _, luc = await begun(studio)
    assert studio.names(studio.pass_(0.2)) == PAULE
    sandrine.say("recording.room", agree=True)
    studio.pass_()
    assert studio.names(studio.pass_(0.2)) == PAULE | ROOM
    luc.say("consent", answer="voice")
    studio.pass_()
    assert studio.names(studio.pass_(0.2)) == PAULE | ROOM | {"Luc microphone"}
    sandrine.say("recording.room", agree=False)
    assert studio.names(studio.pass_(0.2)) == PAULE | {"Luc microphone"}


async def test_asking_alone_writes_nothing_and_starting_asks() -> None:
    studio = Studio()
    sandrine = await studio.open()
    paule = await studio.home("Paule")
    sandrine.say("recording.ask", on=True)
    paule.say("consent", answer="yes")
    told = paule.hear_last("recording")["recording"]
    assert (told["on"], told["started"], told["writing"]) == (True, False, False)
    assert studio.pass_(0.2) == [] and studio.recordings.opened == []
    sandrine.say("recording.start")
    told = paule.hear_last("recording")["recording"]
    assert (told["on"], told["started"], told["writing"]) == (True, True, True)
    sandrine.say("recording.stop")
    assert paule.hear_last("recording")["recording"] is None


async def test_a_withdrawal_is_obeyed_from_the_next_packet_on() -> None:
    studio = Studio()
    _, paule, _ = await begun(studio)
    paule.say("consent", answer="no")
    assert studio.pass_(1.0) == []
    (kept,) = studio.recordings.opened
    assert [reason for _, reason in kept.ends] == ["withdrawn", "withdrawn"]


async def test_whoever_is_off_or_aside_is_not_written_and_goes_on_in_the_same_file() -> None:
    studio = Studio()
    sandrine, paule, _ = await begun(studio)
    paule.say("microphone", on=False)
    assert studio.names(studio.pass_(0.2)) == {"Paule camera"}
    paule.say("microphone", on=True)
    studio.pass_()
    assert studio.names(studio.pass_(0.2)) == PAULE
    sandrine.say("side.open", person=own(paule))
    assert studio.pass_(0.2) == []
    assert studio.recordings.opened[0].ends == []


async def test_whoever_leaves_leaves_what_they_agreed_to() -> None:
    studio = Studio()
    _, paule, _ = await begun(studio)
    paule.say("leave")
    assert studio.pass_(0.2) == []
    (kept,) = studio.recordings.opened
    assert [reason for _, reason in kept.ends] == ["left", "left"] and not kept.stopped
    # A place that is taken anew is asked anew.
    again = await studio.home("Paule")
    assert studio.pass_(0.2) == []
    again.say("consent", answer="yes")
    studio.pass_()
    assert studio.names(studio.pass_(0.2)) == PAULE


async def test_a_camera_that_drops_and_returns_goes_on_in_a_new_file() -> None:
    studio = Studio()
    _, paule, _ = await begun(studio)
    publication = paule.live.policy.publications.of_person(own(paule))
    assert publication is not None
    studio.endpoint.fall_silent(publication.id)
    assert studio.pass_(0.2) == []
    switch_on(paule)
    studio.pass_()
    assert studio.names(studio.pass_(0.2)) == PAULE
    assert len(studio.recordings.opened[0].who) == 4


@pytest.mark.parametrize("how", ["stop", "close", "ask"])
async def test_an_end_is_no_withdrawal(how: str) -> None:
    studio = Studio()
    sandrine, _, _ = await begun(studio)
    match how:
        case "stop":
            sandrine.say("recording.stop")
        case "ask":
            sandrine.say("recording.ask", on=False)
        case _:
            sandrine.say("session.close")
    (kept,) = studio.recordings.opened
    assert kept.stopped and [reason for _, reason in kept.ends] == ["stopped", "stopped"]
    assert studio.pass_(0.2) == []


async def test_an_empty_room_ends_its_recording() -> None:
    studio = Studio()
    for guest in await begun(studio):
        guest.say("leave")
    room = studio.rooms.find("cuisine")
    assert room is not None
    for publisher in list(room.media.publishers):
        studio.endpoint.fall_silent(publisher)
    for seat in list(room.seats.values()):
        assert seat.outbox is not None
        disconnect(room, seat, seat.outbox, studio.now, studio.now)
    studio.wait(70)
    assert studio.rooms.find("cuisine") is None and studio.recordings.opened[0].stopped


async def test_only_whoever_is_in_charge_speaks_for_the_room() -> None:
    studio = Studio()
    sandrine, paule, luc = await begun(studio)
    luc.say("recording.start")
    assert luc.hear_last("error")["about"] == "recording.start"
    sandrine.say("lead.give", person=own(paule))
    paule.hear()
    paule.say("recording.room", agree=True)
    assert paule.hear_last("error")["reason"]
    sandrine.say("recording.room", agree=True)
    paule.say("recording.room", agree=False)
    assert studio.names(studio.pass_(0.2)) == PAULE


async def test_a_no_in_the_room_is_heard_before_what_was_said_for_all() -> None:
    studio = Studio()
    sandrine, _, _ = await begun(studio)
    sandrine.say("recording.room", agree=True)
    beside = await studio.home("Amina", companion=True)
    studio.pass_()
    assert studio.names(studio.pass_(0.2)) >= ROOM
    beside.say("consent", answer="voice")
    assert studio.names(studio.pass_(0.2)) & ROOM == {"Cuisine microphone"}
    beside.say("consent", answer="no")
    assert not studio.names(studio.pass_(0.2)) & ROOM


async def test_where_nothing_is_recorded_it_does_not_begin() -> None:
    view = session_view()
    never = ProfileView(activity="devoirs", recording="never")
    studio = Studio(view.model_copy(update={"profile": never}))
    sandrine = await studio.open()
    for message in ("recording.start", "recording.ask"):
        sandrine.say(message, **({"on": True} if message == "recording.ask" else {}))
        assert sandrine.hear_last("error")["reason"] == "never"
    sandrine.say("recording.room", agree=True)
    assert sandrine.hear_last("error")["reason"] == "never"
    assert studio.recordings.opened == []


# -- what is shown of it ------------------------------------------------------------------------


async def test_those_who_lead_see_the_proof_and_the_alarm_and_the_live_goes_on() -> None:
    studio = Studio()
    sandrine, paule, _ = await begun(studio)
    (kept,) = studio.recordings.opened
    kept.state = RecordingState(bytes=5_000_000, disk_free_bytes=1 << 29)
    studio.wait(12)
    shown = sandrine.hear_last("recording.state")
    assert (shown["bytes"], shown["alarm"], shown["readable"]) == (5_000_000, "disk_low", None)
    assert shown["left_s"] == pytest.approx((2**29 - 2**27) / (5_000_000 / 12), rel=0.05)
    assert "recording.state" not in paule.hear_types()
    kept.state = RecordingState(bytes=5_000_000, disk_free_bytes=0, alarm="disk_full")
    studio.wait(1)
    assert sandrine.hear_last("recording.state")["alarm"] == "disk_full"
    told = paule.hear_last("recording")["recording"]
    assert (told["started"], told["writing"]) == (True, False)
    kept.state = RecordingState(bytes=5_000_000, disk_free_bytes=1 << 40)
    studio.wait(1)
    assert paule.hear_last("recording")["recording"]["writing"]


async def test_without_room_it_does_not_begin_and_says_so() -> None:
    studio = Studio()
    studio.recordings.full = DiskFull(28, "No space left on device")
    sandrine = await studio.open()
    paule = await studio.home("Paule")
    sandrine.say("recording.start")
    assert sandrine.hear_last("recording.state")["alarm"] == "disk_full"
    told = paule.hear_last("recording")["recording"]
    assert (told["on"], told["started"], told["writing"]) == (True, False, False)


async def test_the_spotlight_and_the_marks_are_noted_beside_it() -> None:
    studio = Studio()
    sandrine, paule, _ = await begun(studio)
    studio.pass_(1.0)
    sandrine.say("spotlight", person=own(paule))
    studio.pass_(1.0)
    sandrine.say("recording.mark", title="La pâte repose")
    sandrine.say("spotlight")
    _, events = studio.recordings.written[-1]
    first, second = events.spotlights
    assert first.track is not None and "video" in first.track and second.track is None
    assert (first.at_ms, second.at_ms) == (pytest.approx(1100, abs=100), second.at_ms)
    assert [(mark.at_ms, mark.title) for mark in events.marks] == [
        (pytest.approx(2100, abs=100), "La pâte repose")
    ]


# -- the rule, over every history ---------------------------------------------------------------


class History:
    """Four people and a room, and what we know of them without asking the server."""

    NAMES = ("Paule", "Luc", "Lina", "Amina")

    def __init__(self) -> None:
        self.studio = Studio()
        self.guests: dict[str, Guest] = {}
        self.started = self.asked = self.room = self.open = False
        self.answers: dict[str, tuple[str, bool]] = {}
        self.on: dict[str, dict[str, bool]] = {}
        self.aside: str | None = None

    async def act(self, action: str, name: str, choice: Any) -> None:
        say = self.guests[name].say if name in self.guests else None
        lead = self.guests["Sandrine"].say
        match action:
            case "come" if say is None:
                companion = name == "Amina"
                guest = await self.studio.home(name, companion=companion, minor=name == "Lina")
                if guest.refusal is None and guest.seat is not None:
                    self.guests[name] = guest
                    self.on[name] = dict.fromkeys(("microphone", "camera"), not companion)
            case "leave" if say is not None:
                say("leave")
                del self.guests[name], self.on[name]
                self.answers.pop(name, None)
                self.aside = None if self.aside == name else self.aside
            case "answer" if say is not None and name not in self.studio_rates(name):
                parent = {"parent": {"name": "Nadia"}} if name == "Lina" and choice % 2 else {}
                answer = ("yes", "voice", "no")[choice % 3]
                say("consent", answer=answer, **parent)
                self.answers[name] = (answer, bool(parent))
            case "switch" if say is not None and name != "Amina":
                source = ("microphone", "camera")[choice % 2]
                self.on[name][source] = not self.on[name][source]
                say(source, on=self.on[name][source])
            case "aside" if say is not None and name != "Amina":
                if self.aside is None:
                    lead("side.open", person=own(self.guests[name]))
                    self.aside = name
                elif self.aside == name:
                    lead("side.close")
                    self.aside = None
                    self.on[name]["microphone"] = False
            case "start":
                lead("recording.start")
                self.started = self.asked = True
            case "ask":
                lead("recording.ask", on=True)
                self.asked = True
            case "stop":
                lead("recording.stop")
                self.started = self.asked = False
            case "room":
                lead("recording.room", agree=bool(choice % 2))
                self.room = bool(choice % 2)
            case "wait":
                # So that nobody changes their mind too often.
                self.studio.wait(20)

    def studio_rates(self, name: str) -> tuple[str, ...]:
        """Answers are counted by the server; waiting keeps below the bound."""
        self.studio.wait(6)
        return ()

    def allowed(self) -> set[str]:
        """By the words of docs/recording.md and docs/protocol.md."""
        if not self.started:
            return set()
        found = {
            f"{name} {source}"
            for name in self.guests
            if name not in ("Sandrine", "Amina") and name != self.aside
            for source, on in self.on[name].items()
            if on and self.agrees(name, source)
        }
        for source in ("microphone", "camera"):
            refused = "Amina" in self.answers and not self.agrees("Amina", source)
            if self.room and not refused:
                found.add(f"Cuisine {source}")
        return found

    def agrees(self, name: str, source: str) -> bool:
        answer, parent = self.answers.get(name, ("no", False))
        if name == "Lina" and not parent:
            return False
        return answer == "yes" or (answer == "voice" and source == "microphone")


ACTS = ("come", "answer", "answer", "switch", "aside", "leave", "start", "start", "stop", "room")
HISTORY = st.lists(
    st.tuples(
        st.sampled_from((*ACTS, "ask", "wait")),
        st.sampled_from(History.NAMES),
        st.integers(0, 5),
    ),
    min_size=10,
    max_size=60,
)


@settings(max_examples=100, deadline=None)
@given(HISTORY)
def test_whatever_happens_exactly_those_who_agree_are_written(
    acts: list[tuple[str, str, int]],
) -> None:
    async def live() -> None:
        history = History()
        history.guests["Sandrine"] = await history.studio.open()
        for name in History.NAMES:
            await history.act("come", name, 0)
        for act in acts:
            await history.act(*act)
            # From the first packet on, nobody else.
            assert history.studio.names(history.studio.pass_()) <= history.allowed()
            history.studio.pass_()
            assert history.studio.names(history.studio.pass_()) == history.allowed()

    asyncio.run(live())


async def test_the_kit_is_told_what_it_may_keep_while_its_line_is_cut() -> None:
    studio = Studio()
    sandrine = await studio.open()
    kit = studio.kit
    assert kit.hear_last("kit.recording")["recording"] is None
    sandrine.say("recording.start")
    studio.pass_(0.1)
    sandrine.say("recording.room", agree=True)
    studio.pass_(0.1)
    told = kit.hear_last("kit.recording")
    assert (told["recording"], told["camera"], told["microphone"]) == ("0", True, True)
    sandrine.say("room.microphone", on=False)
    studio.pass_(0.1)
    told = kit.hear_last("kit.recording")
    assert (told["camera"], told["microphone"]) == (True, False)
    sandrine.say("recording.room", agree=False)
    studio.pass_(0.1)
    assert not kit.hear_last("kit.recording")["camera"]
    sandrine.say("recording.stop")
    assert kit.hear_last("kit.recording")["recording"] is None
