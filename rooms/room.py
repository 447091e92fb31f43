"""How a room changes: the session it holds, people who come and go.

Methods return what changed and call nobody back. `by` is the id of the person who asks: what
their role does not allow raises NotAllowed, what cannot be now raises NotPossible. What people do
in a session beside coming and going is in `rooms.acts`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rooms.errors import NotAllowed, NotPossible
from rooms.events import (
    CameraGone,
    Ended,
    Event,
    PersonChanged,
    PersonGone,
    SessionChanged,
    Waits,
    Welcomed,
)
from rooms.helping import AsideChanged
from rooms.people import Entrant, Person, Presence
from rooms.roles import Permission, Role, may
from rooms.room_state import RoomState
from rooms.session import Session, SessionState
from rooms.shelf import SessionAmended

#: A lost person is still shown for this long...
SHOWN_LOST_S = 5.0
#: ...and may come back to the same place for this long.
PLACE_KEPT_S = 60.0


class Room(RoomState):
    """One room. It holds one session at a time; those of other sessions wait for theirs."""

    # The session.

    def learn(self, session: Session) -> list[Event]:
        """A session of this room exists; the room holds it if it should (see Agenda)."""
        return self._held(session) if self.agenda.learn(session) else []

    def prepare(self, session: Session) -> list[Event]:
        """Whoever leads `session` has come; the room holds it unless another is under way."""
        return self._held(session) if self.agenda.prepare(session) else []

    def plan(self, session: Session, due: bool) -> list[Event]:
        """The hours have come round to `session`, which is `due` or only the next: the room holds
        it unless another is under way, or somebody is here to lead the one it holds."""
        self.agenda.due = session.id if due else None
        held = self.current
        if held is not None and any(
            p.inside and may(p.role, Permission.LEAD) and p.session == held.id
            for p in self.people.values()
        ):
            return []
        return self.prepare(session)

    def amend(self, session: Session) -> list[Event]:
        """`session` was changed by hand: all but its state, which is known better here."""
        amended = replace(session, state=self.state_of(session.id))
        if self.current is None or self.current.id != session.id:
            return [SessionChanged(amended)]
        let_in = self.current.waiting_room and not session.waiting_room
        self.agenda.hold(amended)
        events: list[Event] = [SessionChanged(amended)]
        if let_in:
            events = self._held(amended)
        if self.shelf.shown not in (None, *amended.resources):
            events += self.shelf.put(None)
        return [*events, SessionAmended()]

    def open(self, by: str, session: Session) -> list[Event]:
        """Opens `session` on the word of somebody inside; the kit's counts when it is due.

        Raises NotPossible: `early`, or `busy` while another session has somebody in it.
        """
        person = self.require(by, Permission.START)
        if person.session not in (None, session.id):
            raise NotAllowed
        if not may(person.role, Permission.LEAD) and session.id != self.agenda.due:
            raise NotPossible("early")
        return self.start(session)

    def start(self, session: Session) -> list[Event]:
        """Opens `session`; those who wait for it come in, or are in the waiting room.

        Raises NotPossible ("busy") while another session has somebody in it.
        """
        events: list[Event] = []
        if self.current is not None and self.agenda.is_open:
            if self.current.id == session.id:
                return []
            if self._inhabited(self.current.id):
                raise NotPossible("busy")
            events += self._end_current()
        opened = replace(session, state=SessionState.OPEN)
        self.agenda.hold(opened)
        return events + self._held(opened)

    def close(self, by: str) -> list[Event]:
        """Ends the session: every resident of it is out."""
        leader = self.require(by, Permission.IN_CHARGE)
        if not self.agenda.is_open:
            raise NotPossible("closed")
        if not self.concerns(leader.session):
            raise NotAllowed
        return self._end_current()

    def _end_current(self) -> list[Event]:
        assert self.current is not None
        ended = replace(self.current, state=SessionState.ENDED)
        self.agenda.hold(ended)
        homes = [
            p.id
            for p in self.people.values()
            if p.role is Role.RESIDENT and self.concerns(p.session)
        ]
        # All are told before the first is gone, so that nobody is told of each other's going.
        events: list[Event] = [SessionChanged(ended), *(Ended(person) for person in homes)]
        for person in homes:
            events += self.leave(person, "ended")
        return events + self._clear_topics()

    def _inhabited(self, session: str) -> bool:
        return any(p.inside and p.session == session for p in self.people.values())

    def _held(self, session: Session) -> list[Event]:
        """The room holds this session now: those who wait for it come in, or are told."""
        events: list[Event] = [SessionChanged(session)]
        if self._topics_of != session.id:
            self._topics_of = session.id
            events += self._clear_topics()
        if session.state is not SessionState.OPEN:
            return events
        reason = self.door_reason()
        return events + (self._let_in(self._waiting()) if reason is None else self._keep(reason))

    def door_changed(self) -> list[Event]:
        """The door of the open session was locked or unlocked: those before it are told."""
        if not self.agenda.is_open:
            return []
        reason = self.door_reason()
        return self._let_in(self._waiting()) if reason is None else self._keep(reason)

    def _keep(self, reason: str) -> list[Event]:
        # Whoever is lost is told on their return.
        return [Waits(p.id, reason) for p in self._waiting() if not p.hidden]

    def _clear_topics(self) -> list[Event]:
        return self.with_consequences(self.tell_topics(lambda topic: topic.clear()))

    # People.

    def join(self, person_id: str, entrant: Entrant) -> list[Event]:
        """Gives `entrant` a place: inside, or before the door. `admission.admit` was asked."""
        waiting = self.waiting_reason(entrant)
        person = Person(
            id=person_id,
            name=entrant.name,
            role=entrant.role,
            device=entrant.device,
            session=entrant.session,
            presence=Presence.HERE if waiting is None else Presence.WAITING,
            client=entrant.client,
            companion=entrant.companion and entrant.role is Role.RESIDENT,
            minor=entrant.minor,
            adult=entrant.adult if entrant.minor else "",
            language=entrant.language,
        )
        self.people[person_id] = person
        told = Welcomed(person_id) if waiting is None else Waits(person_id, waiting)
        return self.with_consequences([told, PersonChanged(person)])

    def admit(self, by: str, person_id: str) -> list[Event]:
        """Lets one resident in from the waiting room."""
        self.require_lead(by)
        person = self.people.get(person_id)
        if person is None or person.presence is not Presence.WAITING:
            raise NotPossible("unknown")
        if self.current is None or self.state_of(person.session) is not SessionState.OPEN:
            raise NotPossible("closed")
        return self._let_in([person])

    def admit_everyone(self, by: str) -> list[Event]:
        """Lets in every resident who waits for the open session."""
        self.require_lead(by)
        if not self.agenda.is_open:
            raise NotPossible("closed")
        return self._let_in(self._waiting())

    def leave(self, person_id: str, reason: str) -> list[Event]:
        """The person is nowhere any more."""
        person = self.people.pop(person_id, None)
        if person is None:
            return []
        events = [*self._end_own(person_id, reason), *self._gone(person, reason)]
        return self.with_consequences(events + self._forget(person_id))

    def disconnect(self, person_id: str, now: float) -> list[Event]:
        """The person's connection broke at `now` (seconds). Their place is kept for a while."""
        person = self.people.get(person_id)
        if person is not None and person.lost_at is None:
            self.people[person_id] = replace(person, lost_at=now)
        return []

    def resume(self, person_id: str) -> list[Event]:
        """The person is back in their place, with nothing on. Raises NotPossible ("unknown")."""
        person = self.people.get(person_id)
        if person is None:
            raise NotPossible("unknown")
        back = replace(person.with_nothing_on(), lost_at=None, hidden=False)
        self.people[person_id] = back
        if back.presence is Presence.HERE:
            events: list[Event] = [Welcomed(person_id), PersonChanged(back)]
            if person.hidden:
                events += self.tell_topics(lambda topic: topic.person_back(person_id))
            return self.with_consequences(events)
        reason = self.waiting_reason(Entrant(back.name, back.role, back.device, back.session))
        return [Waits(person_id, reason or "lobby"), PersonChanged(back)]

    def advance(self, now: float) -> list[Event]:
        """What time alone changes: lost people are hidden, then forgotten; so are cameras."""
        lost = [(p, now - p.lost_at) for p in self.people.values() if p.lost_at is not None]
        events: list[Event] = []
        for person, lost_s in lost:
            if lost_s >= SHOWN_LOST_S and not person.hidden:
                events += self._hide(person)
            if lost_s >= PLACE_KEPT_S:
                del self.people[person.id]
                events += self._forget(person.id)
        events += self.tell_topics(lambda topic: topic.advance(now))
        return self.with_consequences(events + self.publications.advance(now))

    def _hide(self, person: Person) -> list[Event]:
        self.people[person.id] = replace(person.with_nothing_on(), hidden=True)
        gone = [*self._end_own(person.id, "lost"), PersonGone(person, "lost")]
        return gone + self.tell_topics(lambda topic: topic.person_hidden(person.id))

    def _forget(self, person_id: str) -> list[Event]:
        return self.tell_topics(lambda topic: topic.person_left(person_id))

    def change(self, person: Person) -> list[Event]:
        """Puts `person`, changed, in the place of the one with the same id."""
        if person == self.people[person.id]:
            return []
        self.people[person.id] = person
        return [PersonChanged(person)]

    def with_consequences(self, events: list[Event]) -> list[Event]:
        """`events`, and what follows from a camera's end, from two who were aside, and from a
        microphone of the room."""
        for event in list(events):
            match event:
                case CameraGone(camera):
                    events += self.spotlight.camera_gone(camera.id)
                case AsideChanged(pair, over=True):
                    # What was opened for one person's ears is not heard by all.
                    for person in (self.people[one] for one in pair if one in self.people):
                        events += self.change(replace(person, microphone=False))
        agent = self.agent()
        if agent is None:
            return events
        # The agent's microphone is the room's: it is on while published and not switched off.
        muted_by = self.microphone.muted_by
        on = muted_by is None and self.publications.has_room_microphone()
        return events + self.change(replace(agent, microphone=on, muted_by=muted_by))

    def _waiting(self) -> list[Person]:
        """Those who wait for the session that the room holds."""
        return [
            p
            for p in self.people.values()
            if p.presence is Presence.WAITING and self.concerns(p.session)
        ]

    def _let_in(self, waiting: Iterable[Person]) -> list[Event]:
        events: list[Event] = []
        for person in waiting:
            inside = replace(person, presence=Presence.HERE)
            self.people[person.id] = inside
            # Whoever is lost is told on their return.
            if not inside.hidden:
                events += [Welcomed(inside.id), PersonChanged(inside)]
        return events

    def _end_own(self, person_id: str, reason: str) -> list[Event]:
        publication = self.publications.of_person(person_id)
        return [] if publication is None else self.publications.end(publication.id, reason)

    def _gone(self, person: Person, reason: str) -> list[Event]:
        return [] if person.hidden else [PersonGone(person, reason)]
