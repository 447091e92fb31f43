"""Whatever those inside do to each other, in whatever order: what stays true of a session."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from rooms.acts import conversation, leading, publishing, showing, voting
from rooms.admission import Refused, admit
from rooms.errors import RoomError
from rooms.events import Event
from rooms.people import Entrant, Presence
from rooms.poll import Question
from rooms.reactions import Reaction
from rooms.receiving import heard_by_all, receives
from rooms.roles import Permission, Role, may
from rooms.session import Session, SessionState
from rooms.source import Source
from rooms.spotlight import Spot
from tests.rooms.test_histories import IDS, SOURCES, Histories

#: Mostly whoever leads at first, so that histories go somewhere.
BY = st.one_of(st.just("p0"), st.just("p0"), IDS)
HOMES = st.sampled_from(["p1", "p2", "p3"])
CHOICES = st.one_of(
    st.lists(st.integers(0, 2), min_size=1, max_size=1),
    st.lists(st.integers(-1, 3), max_size=3),
)
OPEN = Session("crepes", SessionState.OPEN)


class LedHistories(Histories):
    """Adds all the acts of a session, done by whoever, to whomever."""

    def __init__(self) -> None:
        super().__init__()
        #: (session, browser) that were shown out.
        self.removed: set[tuple[str, str]] = set()
        #: Tracks of those who were shown out.
        self.removed_tracks: set[str] = set()
        #: What the poll should have counted: voter -> choices.
        self.votes: dict[str, tuple[int, ...]] = {}
        self.admitting = False
        self.opening_own: str | None = None
        self.before: dict[str, tuple[Presence, bool]] = {}
        self.was_locked = False

    @initialize()
    def a_session_under_way(self) -> None:
        """An animateur, two homes that have a browser's name and one that has none."""
        self.attempt(lambda: self.room.learn(OPEN))
        everybody = {
            "p0": Entrant("Sandrine", Role.ANIMATEUR, session="crepes"),
            "p1": Entrant("Paule", Role.RESIDENT, session="crepes", client="browser one"),
            "p2": Entrant("Luc", Role.RESIDENT, session="crepes", client="browser two"),
            "p3": Entrant("Amina", Role.RESIDENT, session="crepes"),
        }
        for person, entrant in everybody.items():
            self.attempt(lambda p=person, e=entrant: self.room.join(p, e))  # type: ignore[misc]

    def attempt(self, act: Callable[[], Sequence[Event]]) -> None:
        self.was_locked = self.room.door.locked
        self.before = {p.id: (p.presence, p.microphone) for p in self.room.people.values()}
        super().attempt(act)
        self.check_door()
        self.check_microphones()
        self.admitting, self.opening_own = False, None

    def check_door(self) -> None:
        """A locked room admits none, but whom those who lead admit."""
        if not (self.was_locked and self.room.door.locked) or self.admitting:
            return
        for person in self.room.people.values():
            if person.role is Role.RESIDENT and person.presence is Presence.HERE:
                assert self.before.get(person.id, (None,))[0] is Presence.HERE

    def check_microphones(self) -> None:
        """Nobody is switched on by another; the agent's microphone is the room's own."""
        for person in self.room.people.values():
            was_on = self.before.get(person.id, (None, False))[1]
            if person.microphone and not was_on and person != self.room.agent():
                assert person.id == self.opening_own

    def lead(self, by: str, act: Callable[[], Sequence[Event]], *, in_charge: bool = False) -> None:
        """An act that only those may do who lead, or who are in charge."""
        person = self.room.people.get(by)
        allowed = self.room.leads(by) and (
            not in_charge or (person is not None and may(person.role, Permission.IN_CHARGE))
        )
        if allowed:
            self.attempt(act)
            return
        with pytest.raises(RoomError) as refusal:
            act()
        assert refusal.value.reason == "forbidden"

    @rule(by=IDS, person=IDS)
    def admit(self, by: str, person: str) -> None:
        self.admitting = True
        super().admit(by, person)

    @rule(by=IDS)
    def admit_everyone(self, by: str) -> None:
        self.admitting = True
        super().admit_everyone(by)

    @rule(person=IDS, on=st.booleans(), source=SOURCES)
    def switch(self, person: str, on: bool, source: Source) -> None:
        self.opening_own = person
        super().switch(person, on, source)

    @rule(by=BY, person=IDS)
    def mute(self, by: str, person: str) -> None:
        self.lead(by, lambda: leading.mute(self.room, by, person))

    @rule(by=BY)
    def mute_everyone(self, by: str) -> None:
        self.lead(by, lambda: leading.mute_everyone(self.room, by))

    @rule(by=IDS, on=st.booleans())
    def switch_the_rooms_microphone(self, by: str, on: bool) -> None:
        self.attempt(lambda: leading.switch_room_microphone(self.room, by, on))

    @invariant()
    def a_room_that_is_off_is_heard_by_nobody(self) -> None:
        if self.room.microphone.muted_by is not None:
            assert not any(heard_by_all(self.room).values())

    @rule(by=BY, on=st.booleans())
    def lock(self, by: str, on: bool) -> None:
        self.lead(by, lambda: leading.lock(self.room, by, on))

    @rule(by=BY, person=IDS)
    def remove(self, by: str, person: str) -> None:
        was = self.room.people.get(person)
        own = self.room.publications.of_person(person)
        self.lead(by, lambda: leading.remove(self.room, by, person), in_charge=True)
        if was is None or person in self.room.people:
            return
        self.gone.add(person)
        self.removed_tracks |= set(own.tracks if own is not None else ())
        session = was.session or (self.room.current.id if self.room.current else "")
        if was.client:
            self.removed.add((session, was.client))

    @rule(by=BY, person=IDS, seconds=st.sampled_from([None, 10.0, 120.0]))
    def give_lead(self, by: str, person: str, seconds: float | None) -> None:
        until = None if seconds is None else self.now + seconds
        self.lead(by, lambda: leading.give_lead(self.room, by, person, until), in_charge=True)

    @rule(by=BY, person=IDS)
    def take_lead(self, by: str, person: str) -> None:
        self.attempt(lambda: leading.take_lead(self.room, by, person))

    @rule(by=IDS)
    def close_session(self, by: str) -> None:
        self.lead(by, lambda: leading.close_session(self.room, by, 0.0), in_charge=True)

    @rule(by=HOMES, up=st.booleans())
    def hand(self, by: str, up: bool) -> None:
        self.attempt(lambda: conversation.set_hand(self.room, by, up))

    @rule(by=BY, person=IDS)
    def lower_hand(self, by: str, person: str) -> None:
        self.lead(by, lambda: conversation.lower_hand(self.room, by, person))

    @rule(by=IDS)
    def talk(self, by: str) -> None:
        self.attempt(lambda: conversation.write(self.room, by, "Bonjour", self.now, 0.0))
        self.attempt(lambda: conversation.react(self.room, by, Reaction.BRAVO, self.now))

    @rule(by=BY, secret=st.booleans(), several=st.booleans())
    def ask(self, by: str, secret: bool, several: bool) -> None:
        held = self.room.ballot.poll
        question = Question("?", ("a", "b", "c"), secret, several)
        self.lead(by, lambda: voting.ask(self.room, by, self.fresh(), question, 0.0))
        if self.room.ballot.poll is not held:
            self.votes = {}

    @rule(by=HOMES, choices=CHOICES)
    def vote(self, by: str, choices: list[int]) -> None:
        try:
            events = voting.vote(self.room, by, choices)
        except RoomError:
            return
        self.observe(events)
        key = voting.voter_key(self.room.people[by])
        poll = self.room.ballot.poll
        assert poll is not None
        assert not (poll.question.secret and key in self.votes), "a secret vote is cast once"
        self.votes[key] = tuple(choices)

    @rule(by=BY)
    def close_poll(self, by: str) -> None:
        self.lead(by, lambda: voting.close(self.room, by, 0.0))

    @rule(by=BY)
    def show_poll(self, by: str) -> None:
        self.lead(by, lambda: voting.show(self.room, by))

    @rule(by=BY, person=IDS)
    def spotlight(self, by: str, person: str) -> None:
        self.lead(by, lambda: showing.put_in_front(self.room, by, Spot(person=person)))

    @rule(by=BY)
    def stop_screen(self, by: str) -> None:
        self.lead(by, lambda: publishing.stop_screen(self.room, by))

    @invariant()
    def who_was_removed_is_not_heard_and_does_not_come_back(self) -> None:
        for person in self.room.people.values():
            assert not receives(self.room, person.id) & self.removed_tracks
        for session, client in self.removed:
            decision = admit(self.room, Entrant("x", Role.RESIDENT, session=session, client=client))
            assert isinstance(decision, Refused)

    @invariant()
    def hands_belong_to_those_present_each_once(self) -> None:
        order = self.room.hands.order
        assert len(order) == len(set(order))
        for person in order:
            assert self.room.people[person].inside
            assert self.room.hands.position(person) == order.index(person) + 1

    @invariant()
    def each_vote_counts_once(self) -> None:
        poll = self.room.ballot.poll
        if poll is None:
            return
        assert poll.count == len(self.votes)
        tally = [sum(c.count(i) for c in self.votes.values()) for i in range(3)]
        assert poll.tally == tally
        if poll.question.secret:
            assert poll.votes() == (), "who voted what is kept nowhere"

    @invariant()
    def the_lead_ends_when_its_holder_leaves(self) -> None:
        for person in self.gone:
            assert not self.room.lead.holds(person)
            assert not self.room.leads(person)
        for person_id in self.room.people:
            if self.room.leads(person_id):
                assert self.room.people[person_id].inside

    @invariant()
    def one_screen_at_a_time(self) -> None:
        assert sum(person.screen for person in self.room.people.values()) <= 1

    @invariant()
    def what_is_in_front_is_here(self) -> None:
        spot = self.room.spotlight.spot
        if spot is not None and spot.person is not None:
            assert self.room.people[spot.person].inside

    @invariant()
    def the_door_is_locked_only_while_a_session_is_open(self) -> None:
        assert not self.room.door.locked or self.room.agenda.is_open


TestLedHistories = LedHistories.TestCase
TestLedHistories.settings = settings(max_examples=200, stateful_step_count=50, deadline=None)
