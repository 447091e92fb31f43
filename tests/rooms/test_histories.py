"""Whatever happens, in whatever order: what must always be true of a room."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from rooms.acts.publishing import (
    end_publication,
    lose_publication,
    publish_own,
    publish_room,
    set_camera,
    set_microphone,
    set_screen,
)
from rooms.admission import Refused, admit
from rooms.errors import RoomError
from rooms.events import Ended, Event, PersonChanged, PersonGone, Waits, Welcomed
from rooms.people import Device, Entrant, Presence
from rooms.publications import Publication, Source
from rooms.receiving import notices, receives, silenced
from rooms.roles import Role
from rooms.room import Room
from rooms.session import Session, SessionState

SESSIONS = ("crepes", "chords")
IDS = st.sampled_from([f"p{number}" for number in range(8)])
CLIENTS = st.sampled_from(["", "browser one", "browser two"])
ROLES = st.sampled_from(list(Role))
SOURCES = st.sampled_from(list(Source))


class Histories(RuleBasedStateMachine):
    """Drives a room at random, as careless callers would, and keeps what an observer was told."""

    def __init__(self) -> None:
        super().__init__()
        self.room = Room("cuisine", capacity=5)
        self.now = 0.0
        self.gone: set[str] = set()
        self.told_inside: set[str] = set()
        self.shown: set[str] = set()
        self.serial = 0

    def attempt(self, act: Callable[[], Sequence[Event]]) -> None:
        before = (self.room.current, dict(self.room.people), dict(self.room.publications.by_id))
        try:
            events = act()
        except RoomError:
            after = (self.room.current, self.room.people, self.room.publications.by_id)
            assert after == before, "a refusal changes nothing"
            return
        self.observe(events)

    def observe(self, events: Sequence[Event]) -> None:
        for event in events:
            match event:
                case Welcomed(person):
                    self.told_inside.add(person)
                case Waits(person, _) | Ended(person):
                    self.told_inside.discard(person)
                case PersonChanged(person):
                    self.shown.add(person.id)
                case PersonGone(person, _):
                    assert person.id in self.shown, "nobody goes who was not there"
                    self.shown.discard(person.id)
                    self.told_inside.discard(person.id)

    @rule(
        role=ROLES,
        session=st.sampled_from([*SESSIONS, None]),
        device=st.sampled_from(list(Device)),
        person=IDS,
        client=CLIENTS,
    )
    def join(
        self, role: Role, session: str | None, device: Device, person: str, client: str
    ) -> None:
        entrant = Entrant("x", role, device, session, client)
        if person in self.room.people or isinstance(admit(self.room, entrant), Refused):
            return
        self.gone.discard(person)
        self.attempt(lambda: self.room.join(person, entrant))

    @rule(
        session=st.builds(
            Session, st.sampled_from(SESSIONS), st.sampled_from(list(SessionState)), st.booleans()
        )
    )
    def learn(self, session: Session) -> None:
        self.attempt(lambda: self.room.learn(session))

    @rule(session=st.sampled_from(SESSIONS))
    def prepare(self, session: str) -> None:
        self.attempt(lambda: self.room.prepare(Session(session, SessionState.CLOSED)))

    @rule(by=IDS, session=st.sampled_from(SESSIONS), waiting_room=st.booleans())
    def open(self, by: str, session: str, waiting_room: bool) -> None:
        opened = Session(session, SessionState.CLOSED, waiting_room)
        self.attempt(lambda: self.room.open(by, opened))

    @rule(by=IDS)
    def close(self, by: str) -> None:
        self.attempt(lambda: self.room.close(by))

    @rule(by=IDS, person=IDS)
    def admit(self, by: str, person: str) -> None:
        self.attempt(lambda: self.room.admit(by, person))

    @rule(session=st.sampled_from(SESSIONS), waiting_room=st.booleans(), due=st.booleans())
    def plan(self, session: str, waiting_room: bool, due: bool) -> None:
        planned = Session(session, SessionState.CLOSED, waiting_room)
        self.attempt(lambda: self.room.plan(planned, due))

    @rule(session=st.sampled_from(SESSIONS), waiting_room=st.booleans())
    def amend(self, session: str, waiting_room: bool) -> None:
        self.attempt(lambda: self.room.amend(Session(session, SessionState.CLOSED, waiting_room)))

    @rule(session=st.sampled_from(SESSIONS))
    def start(self, session: str) -> None:
        self.attempt(lambda: self.room.start(Session(session, SessionState.CLOSED)))

    @rule(by=IDS)
    def admit_everyone(self, by: str) -> None:
        self.attempt(lambda: self.room.admit_everyone(by))

    @rule(person=IDS)
    def leave(self, person: str) -> None:
        self.attempt(lambda: self.room.leave(person, "left"))
        self.gone.add(person)

    @rule(person=IDS)
    def disconnect(self, person: str) -> None:
        self.attempt(lambda: self.room.disconnect(person, self.now))

    @rule(person=IDS)
    def resume(self, person: str) -> None:
        self.attempt(lambda: self.room.resume(person))

    @rule(elapsed_s=st.sampled_from([0.5, 5.0, 30.0, 60.0]))
    def advance(self, elapsed_s: float) -> None:
        self.now += elapsed_s
        self.attempt(lambda: self.room.advance(self.now))

    @rule(person=IDS, sources=st.lists(SOURCES, max_size=2, unique=True))
    def publish_own(self, person: str, sources: list[Source]) -> None:
        publication = Publication(self.fresh(), {self.fresh(): source for source in sources})
        self.attempt(lambda: publish_own(self.room, person, publication))

    @rule(
        role=st.sampled_from(["salle", "mains"]),
        sources=st.lists(SOURCES, min_size=1, max_size=2, unique=True),
    )
    def publish_room(self, role: str, sources: list[Source]) -> None:
        publication = Publication(
            self.fresh(),
            {self.fresh(): source for source in sources},
            camera_role=role,
            camera_id=self.fresh(),
        )
        self.attempt(lambda: publish_room(self.room, publication))

    @rule(data=st.data(), lost=st.booleans())
    def unpublish(self, data: st.DataObject, lost: bool) -> None:
        if not self.room.publications.by_id:
            return
        which = data.draw(st.sampled_from(sorted(self.room.publications.by_id)))
        if lost:
            self.attempt(lambda: lose_publication(self.room, which, self.now))
        else:
            self.attempt(lambda: end_publication(self.room, which, "left"))

    @rule(person=IDS, on=st.booleans(), source=SOURCES)
    def switch(self, person: str, on: bool, source: Source) -> None:
        change = {Source.MICROPHONE: set_microphone, Source.CAMERA: set_camera}.get(
            source, set_screen
        )
        self.attempt(lambda: change(self.room, person, on))

    def fresh(self) -> str:
        self.serial += 1
        return f"t{self.serial}"

    @invariant()
    def nobody_outside_receives_or_sends(self) -> None:
        for person in self.room.people.values():
            if not person.inside:
                assert receives(self.room, person.id) == frozenset()
                assert self.room.publications.of_person(person.id) is None
                assert not (person.microphone or person.camera)

    @invariant()
    def no_resident_is_inside_a_session_that_is_not_open(self) -> None:
        for person in self.room.people.values():
            if person.role is Role.RESIDENT and person.presence is Presence.HERE:
                assert self.room.state_of(person.session) is SessionState.OPEN

    @invariant()
    def who_left_is_nowhere(self) -> None:
        for person in self.gone:
            assert person not in self.room.people
            assert person not in self.shown
            assert receives(self.room, person) == frozenset()
        owners = {p.person for p in self.room.publications.by_id.values()} - {None}
        assert owners <= set(self.room.people)

    @invariant()
    def tracks_received_exist_and_are_others(self) -> None:
        every = {t for p in self.room.publications.by_id.values() for t in p.tracks}
        for person in self.room.people.values():
            own = self.room.publications.of_person(person.id)
            tracks = receives(self.room, person.id)
            assert tracks <= every
            assert not tracks & set(own.tracks if own else ())

    @invariant()
    def cameras_point_at_the_publication_that_holds_their_place(self) -> None:
        for role, camera in self.room.publications.cameras.items():
            if camera.track is None:
                assert camera.lost_at is not None
                assert not camera.live
                continue
            owner = self.room.publications.owner_of(camera.track)
            assert owner is not None
            assert owner.camera_role == role
        ids = [camera.id for camera in self.room.publications.cameras.values()]
        assert len(ids) == len(set(ids))

    @invariant()
    def one_publication_to_a_person_and_to_a_role(self) -> None:
        places = [(p.person, p.camera_role) for p in self.room.publications.by_id.values()]
        assert len(places) == len(set(places))

    @invariant()
    def who_said_off_is_silenced(self) -> None:
        for publication in self.room.publications.by_id.values():
            owner = self.room.people.get(publication.person or "")
            for track, source in publication.tracks.items():
                on = owner is None or {
                    Source.MICROPHONE: owner.microphone,
                    Source.CAMERA: owner.camera,
                }.get(source, owner.screen)
                if source is Source.MICROPHONE and (owner is None or owner.role is Role.KIT):
                    on = on and self.room.microphone.muted_by is None
                assert (track in silenced(self.room)) is not on

    @invariant()
    def the_waiting_are_shown_to_leaders_alone(self) -> None:
        for viewer in self.room.people.values():
            for person in self.room.people.values():
                if person.presence is Presence.WAITING and notices(self.room, viewer.id, person):
                    assert self.room.leads(viewer.id)

    @invariant()
    def the_observer_was_told_the_truth(self) -> None:
        people = self.room.people.values()
        assert self.shown == {person.id for person in people if not person.hidden}
        assert self.told_inside == {person.id for person in people if person.inside}

    @invariant()
    def the_room_is_never_beyond_its_bound(self) -> None:
        assert self.room.count_residents() <= self.room.capacity


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
