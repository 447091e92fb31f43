"""What is done for people, by whom, and what must hold whatever else happens in the room."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from rooms.acts import caring, publishing
from rooms.acts.leading import give_lead
from rooms.companions import ROOM_CUT_S, Howled, SameRoom
from rooms.consent import Answer, Asking, Consent
from rooms.errors import NotAllowed, NotPossible, RoomError
from rooms.events import Event, PersonChanged
from rooms.helping import AsideChanged, SoundState, Status
from rooms.people import Device, Entrant
from rooms.publications import Publication
from rooms.receiving import aside, receives, silenced
from rooms.recordable import recordable
from rooms.roles import Permission, Role, may
from rooms.room import Room
from rooms.session import Session, SessionState
from rooms.source import Source
from tests.rooms.test_histories import IDS, Histories

ASKING = Asking(100.0, "Sandrine", 9_000.0, "v1")
Act = Callable[[Room, str], Sequence[Event]]


def consent(answer: Answer, parent: str = "") -> Consent:
    return Consent(answer, "v1", "fr", 101.0, parent)


@pytest.fixture
def room() -> Room:
    """Two homes and a child with everything on, an animateur, a companion, the kit."""
    room = Room("cuisine")
    room.learn(Session("crepes", SessionState.OPEN))
    for name in ("paule", "luc"):
        room.join(name, Entrant(name, Role.RESIDENT, session="crepes"))
    room.join("lina", Entrant("Lina", Role.RESIDENT, session="crepes", minor=True, adult="Mamie"))
    room.join("yvette", Entrant("Yvette", Role.RESIDENT, session="crepes", companion=True))
    room.join("sandrine", Entrant("Sandrine", Role.ANIMATEUR, session="crepes"))
    room.join("kit", Entrant("Cuisine", Role.KIT, Device.AGENT))
    for name in ("paule", "luc", "lina"):
        tracks = {f"{name}-mic": Source.MICROPHONE, f"{name}-cam": Source.CAMERA}
        publishing.publish_own(room, name, Publication(name, tracks))
        publishing.set_microphone(room, name, True)
        publishing.set_camera(room, name, True)
    salle = {"salle": Source.CAMERA, "room-mic": Source.MICROPHONE}
    publishing.publish_room(room, Publication("k1", salle, camera_role="salle", camera_id="c1"))
    return room


LEADERS_ONLY: dict[str, Act] = {
    "ask to record": lambda room, by: caring.ask_to_record(room, by, ASKING),
    "stop asking": caring.stop_asking,
    "offer help": lambda room, by: caring.offer_help(room, by, "luc"),
    "push": lambda room, by: caring.push_instruction(room, by, "luc", "key", ""),
    "step aside": lambda room, by: caring.step_aside(room, by, "luc"),
}


@pytest.mark.parametrize("act", LEADERS_ONLY.values(), ids=LEADERS_ONLY.keys())
def test_what_only_those_who_lead_may(room: Room, act: Act) -> None:
    caring.ask_for_help(room, "luc", True)
    for by in ("paule", "yvette", "kit", "nobody"):
        with pytest.raises(NotAllowed):
            act(room, by)
    act(room, "sandrine")


@pytest.mark.parametrize("act", LEADERS_ONLY.values(), ids=LEADERS_ONLY.keys())
def test_whoever_was_handed_the_lead_may_too(room: Room, act: Act) -> None:
    caring.ask_for_help(room, "luc", True)
    give_lead(room, "sandrine", "paule", None)
    act(room, "paule")


EVERYBODY: dict[str, Act] = {
    "answer": lambda room, by: caring.answer(room, by, consent(Answer.NO), 0.0),
    "ask for help": lambda room, by: caring.ask_for_help(room, by, True),
    "agree": lambda room, by: caring.agree_to_help(room, by, True),
    "done": caring.finish_instruction,
    "come back": caring.come_back,
    "elsewhere": lambda room, by: caring.deny_same_room(room, by, "luc"),
}


@pytest.mark.parametrize("act", EVERYBODY.values(), ids=EVERYBODY.keys())
def test_what_everybody_inside_may_for_themself(room: Room, act: Act) -> None:
    room.join("late", Entrant("Zoé", Role.RESIDENT, session="chords"))
    for by in ("paule", "yvette", "sandrine"):
        act(room, by)
    for by in ("kit", "late", "nobody"):
        with pytest.raises(NotAllowed):
            act(room, by)


@pytest.mark.parametrize("person", ["kit", "sandrine", "late", "nobody"])
def test_only_those_at_home_are_helped(room: Room, person: str) -> None:
    room.join("late", Entrant("Zoé", Role.RESIDENT, session="chords"))
    acts: list[Callable[[], Sequence[Event]]] = [
        lambda: caring.offer_help(room, "sandrine", person),
        lambda: caring.push_instruction(room, "sandrine", person, "key", ""),
        lambda: caring.step_aside(room, "sandrine", person),
    ]
    for act in acts:
        with pytest.raises(NotPossible, match="unknown"):
            act()


def test_where_nothing_is_recorded_nobody_is_asked(room: Room) -> None:
    room.amend(Session("crepes", SessionState.OPEN, recording=False))
    with pytest.raises(NotPossible, match="never"):
        caring.ask_to_record(room, "sandrine", ASKING)


def test_what_may_be_written_down(room: Room) -> None:
    caring.ask_to_record(room, "sandrine", ASKING)
    assert recordable(room) == set()
    caring.answer(room, "paule", consent(Answer.YES), 0.0)
    caring.answer(room, "luc", consent(Answer.VOICE), 0.0)
    caring.answer(room, "lina", consent(Answer.YES), 0.0)
    assert recordable(room) == {"paule-mic", "paule-cam", "luc-mic"}
    caring.answer(room, "lina", consent(Answer.YES, parent="Nadia"), 0.0)
    publishing.set_camera(room, "paule", False)
    assert recordable(room) == {"paule-mic", "luc-mic", "lina-mic", "lina-cam"}
    caring.answer(room, "luc", consent(Answer.NO), 0.0)
    caring.step_aside(room, "sandrine", "paule")
    assert recordable(room) == {"lina-mic", "lina-cam"}
    caring.stop_asking(room, "sandrine")
    assert recordable(room) == set()


def test_a_session_that_is_no_longer_to_be_recorded_is_not(room: Room) -> None:
    caring.ask_to_record(room, "sandrine", ASKING)
    caring.answer(room, "paule", consent(Answer.YES), 0.0)
    room.amend(Session("crepes", SessionState.OPEN, recording=False))
    assert recordable(room) == set()


def test_an_answer_is_for_one_session(room: Room) -> None:
    caring.ask_to_record(room, "sandrine", ASKING)
    caring.answer(room, "paule", consent(Answer.YES), 0.0)
    room.close("sandrine")
    assert room.consents.asking is None
    assert room.consents.of("paule") is None


def test_aside_both_hear_each_other_alone(room: Room) -> None:
    caring.step_aside(room, "sandrine", "paule")
    publishing.publish_own(
        room, "sandrine", Publication("sandrine", {"sandrine-mic": Source.MICROPHONE})
    )
    publishing.set_microphone(room, "sandrine", True)
    pictures = {"salle", "luc-cam", "lina-cam"}
    assert receives(room, "paule") == pictures | {"sandrine-mic"}
    assert receives(room, "sandrine") == pictures | {"paule-cam", "paule-mic"}
    assert "paule-mic" not in receives(room, "luc") | receives(room, "kit")
    assert "sandrine-mic" not in receives(room, "luc") | receives(room, "kit")
    assert "room-mic" in receives(room, "luc")


def test_back_with_everybody_both_microphones_are_off(room: Room) -> None:
    caring.step_aside(room, "sandrine", "paule")
    publishing.publish_own(
        room, "sandrine", Publication("sandrine", {"sandrine-mic": Source.MICROPHONE})
    )
    publishing.set_microphone(room, "sandrine", True)
    events = caring.come_back(room, "paule")
    assert AsideChanged(("paule", "sandrine"), over=True) in events
    assert {e.person.id for e in events if isinstance(e, PersonChanged)} == {"paule", "sandrine"}
    assert {"paule-mic", "sandrine-mic"} <= silenced(room)
    with pytest.raises(NotAllowed):
        publishing.set_microphone(room, "sandrine", True)
    publishing.set_microphone(room, "paule", True)
    assert "paule-mic" in receives(room, "luc")


def test_whoever_is_lost_leaves_nobody_alone_aside(room: Room) -> None:
    caring.step_aside(room, "sandrine", "paule")
    room.disconnect("sandrine", 10.0)
    room.advance(15.0)
    assert not aside(room, room.people["paule"])
    assert not room.people["paule"].microphone


def test_a_companion_has_no_sound_in_or_out(room: Room) -> None:
    assert receives(room, "yvette") == {"salle", "paule-cam", "luc-cam", "lina-cam"}
    for source in (Source.MICROPHONE, Source.CAMERA):
        with pytest.raises(NotAllowed):
            publishing.publish_own(room, "yvette", Publication("y", {"y": source}))
    with pytest.raises(NotAllowed):
        publishing.set_microphone(room, "yvette", True)
    with pytest.raises(NotPossible, match="companion"):
        caring.step_aside(room, "sandrine", "yvette")


def test_becoming_a_companion_ends_what_was_sent_and_being_elsewhere_brings_sound_back(
    room: Room,
) -> None:
    caring.set_companion(room, "paule", True)
    assert room.publications.of_person("paule") is None
    assert not room.people["paule"].microphone
    assert "room-mic" not in receives(room, "paule")
    caring.set_companion(room, "paule", False)
    assert "room-mic" in receives(room, "paule")
    assert not room.people["paule"].microphone


@pytest.mark.parametrize("by", ["sandrine", "kit"])
def test_only_a_home_becomes_a_companion(room: Room, by: str) -> None:
    with pytest.raises(NotAllowed):
        caring.set_companion(room, by, True)


def test_microphones_of_one_room_are_their_peoples(room: Room) -> None:
    found = caring.find_same_rooms(room, [("paule-mic", "room-mic"), ("gone", "luc-mic")])
    assert found == [SameRoom("kit", "paule"), SameRoom("paule", "kit")]
    caring.deny_same_room(room, "paule", "kit")
    assert caring.find_same_rooms(room, [("paule-mic", "room-mic")]) == []
    with pytest.raises(NotPossible, match="unknown"):
        caring.deny_same_room(room, "paule", "nobody")


def test_a_home_that_howls_is_cut_and_may_reopen(room: Room) -> None:
    events = caring.cut_howling(room, "paule-mic", 10.0)
    assert Howled("paule") in events
    assert "paule-mic" in silenced(room)
    publishing.set_microphone(room, "paule", True)
    assert "paule-mic" not in silenced(room)


def test_the_rooms_own_microphone_opens_again_by_itself(room: Room) -> None:
    assert Howled(None) in caring.cut_howling(room, "room-mic", 10.0)
    assert silenced(room) == {"room-mic"}
    room.advance(10.0 + ROOM_CUT_S - 0.1)
    assert silenced(room) == {"room-mic"}
    room.advance(10.0 + ROOM_CUT_S)
    assert silenced(room) == set()


class CaringHistories(Histories):
    """The same careless callers, who ask, answer, help and step aside as well."""

    @rule(by=IDS)
    def ask_to_record(self, by: str) -> None:
        self.attempt(lambda: list(caring.ask_to_record(self.room, by, ASKING)))

    @rule(by=IDS, answer=st.sampled_from(Answer))
    def answer(self, by: str, answer: Answer) -> None:
        self.attempt(lambda: list(caring.answer(self.room, by, consent(answer), self.now)))

    @rule(by=IDS, person=IDS)
    def step_aside(self, by: str, person: str) -> None:
        self.attempt(lambda: list(caring.step_aside(self.room, by, person)))

    @rule(by=IDS)
    def come_back(self, by: str) -> None:
        self.attempt(lambda: list(caring.come_back(self.room, by)))

    @rule(by=IDS, on=st.booleans())
    def set_companion(self, by: str, on: bool) -> None:
        self.attempt(lambda: list(caring.set_companion(self.room, by, on)))

    @rule(by=IDS, yes=st.booleans())
    def help(self, by: str, yes: bool) -> None:
        self.attempt(lambda: list(caring.agree_to_help(self.room, by, yes)))
        try:
            caring.report_status(self.room, by, Status(sound=SoundState.BLOCKED))
        except RoomError:
            assert (
                not self.room.helping.of(by).agreed
                or by not in self.room.people
                or not (self.room.people[by].inside)
                or not self.room.concerns(self.room.people[by].session)
            )

    @invariant()
    def two_aside_are_two_who_are_here(self) -> None:
        for person in self.room.people.values():
            other = self.room.helping.aside_with(person.id)
            if other is not None:
                assert person.inside and self.room.people[other].inside

    @invariant()
    def who_is_aside_is_heard_by_the_other_alone(self) -> None:
        for publication in self.room.publications.by_id.values():
            owner = self.room.people.get(publication.person or "")
            for track, source in publication.tracks.items():
                if owner is None or source is not Source.MICROPHONE or not aside(self.room, owner):
                    continue
                hear = {p for p in self.room.people if track in receives(self.room, p)}
                assert hear <= {self.room.helping.aside_with(owner.id)}

    @invariant()
    def an_animateurs_voice_is_never_in_the_room(self) -> None:
        for person in self.room.people.values():
            if person.microphone and not may(person.role, Permission.PUBLISH_MICROPHONE):
                assert aside(self.room, person)

    @invariant()
    def companions_neither_hear_nor_send(self) -> None:
        for person in self.room.people.values():
            if person.companion:
                assert not (person.microphone or person.camera or person.screen)
                assert self.room.publications.of_person(person.id) is None
                sources = {
                    source
                    for publication in self.room.publications.by_id.values()
                    for track, source in publication.tracks.items()
                    if track in receives(self.room, person.id)
                }
                assert not sources & {Source.MICROPHONE, Source.SCREEN_AUDIO}

    @invariant()
    def nobody_is_written_down_who_did_not_agree(self) -> None:
        for track in recordable(self.room):
            publication = self.room.publications.owner_of(track)
            assert publication is not None and publication.person is not None
            answered = self.room.consents.of(publication.person)
            assert answered is not None and answered.answer is not Answer.NO
            assert self.room.current is not None and self.room.current.recording
            assert self.room.consents.asking is not None


TestCaringHistories = CaringHistories.TestCase
TestCaringHistories.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
