"""A room: the people in it, the session it holds, what they may change.

Methods return what changed and call nobody back. `by` is the id of the person who asks: what
their role does not allow raises NotAllowed, what cannot be now raises NotPossible.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rooms.agenda import Agenda
from rooms.errors import NotAllowed, NotPossible
from rooms.events import (
    Ended,
    Event,
    PersonChanged,
    PersonGone,
    SessionChanged,
    Waits,
    Welcomed,
)
from rooms.people import Device, Entrant, Person, Presence
from rooms.publications import Publication, Publications, Source
from rooms.roles import Permission, Role, may
from rooms.session import Session, SessionState

#: A lost person is still shown for this long...
SHOWN_LOST_S = 5.0
#: ...and may come back to the same place for this long.
PLACE_KEPT_S = 60.0
CAPACITY = 60


class Room:
    """One room. It holds one session at a time; those of other sessions wait for theirs."""

    def __init__(self, slug: str, capacity: int = CAPACITY) -> None:
        self.slug = slug
        self.capacity = capacity
        self.agenda = Agenda()
        self.people: dict[str, Person] = {}
        self.publications = Publications()

    # What is so.

    @property
    def current(self) -> Session | None:
        """The session that the room holds."""
        return self.agenda.current

    def state_of(self, session: str | None) -> SessionState:
        """The state of `session`, or of the one the room holds."""
        return self.agenda.state_of(session)

    def concerns(self, session: str | None) -> bool:
        """Whether somebody whose token names `session` belongs to what the room holds now."""
        return self.agenda.concerns(session)

    def waiting_reason(self, entrant: Entrant) -> str | None:
        """Why `entrant` has to wait (`closed`, `lobby`); None when they may walk in."""
        if entrant.role is not Role.RESIDENT:
            return None
        if self.current is None or self.state_of(entrant.session) is not SessionState.OPEN:
            return "closed"
        return "lobby" if self.current.waiting_room else None

    def count_residents(self) -> int:
        """Residents inside, waiting, or lost for less than a minute."""
        return sum(p.role is Role.RESIDENT for p in self.people.values())

    def count_staff(self) -> int:
        """Animateurs, screens and agents."""
        return len(self.people) - self.count_residents()

    def agent(self) -> Person | None:
        """The kit's agent, if it is here."""
        agents = (p for p in self.people.values() if p.device is Device.AGENT and p.inside)
        return next((p for p in agents if p.role is Role.KIT), None)

    def leads(self, person_id: str) -> bool:
        """Whether this person leads now."""
        person = self.people.get(person_id)
        return person is not None and person.inside and may(person.role, Permission.LEAD)

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
        return self._held(amended) if let_in else [SessionChanged(amended)]

    def open(self, by: str, session: Session) -> list[Event]:
        """Opens `session` on the word of somebody inside; the kit's counts when it is due.

        Raises NotPossible: `early`, or `busy` while another session has somebody in it.
        """
        person = self._inside(by, Permission.START)
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
        leader = self._leader(by)
        if not self.agenda.is_open:
            raise NotPossible("closed")
        if not self.concerns(leader.session):
            raise NotAllowed
        return self._end_current()

    def _end_current(self) -> list[Event]:
        assert self.current is not None
        ended = replace(self.current, state=SessionState.ENDED)
        self.agenda.hold(ended)
        events: list[Event] = [SessionChanged(ended)]
        for person in list(self.people.values()):
            if person.role is Role.RESIDENT and self.concerns(person.session):
                events += [Ended(person.id), *self.leave(person.id, "ended")]
        return events

    def _inhabited(self, session: str) -> bool:
        return any(p.inside and p.session == session for p in self.people.values())

    def _held(self, session: Session) -> list[Event]:
        """The room holds another session: those who wait for it come in, or are told."""
        events: list[Event] = [SessionChanged(session)]
        if session.state is not SessionState.OPEN:
            return events
        if session.waiting_room:
            return [*events, *(Waits(p.id, "lobby") for p in self._waiting() if not p.hidden)]
        return events + self._let_in(self._waiting())

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
        )
        self.people[person_id] = person
        told = Welcomed(person_id) if waiting is None else Waits(person_id, waiting)
        return self._told_of_agent([told, PersonChanged(person)])

    def admit(self, by: str, person_id: str) -> list[Event]:
        """Lets one resident in from the waiting room."""
        self._leader(by)
        person = self.people.get(person_id)
        if person is None or person.presence is not Presence.WAITING:
            raise NotPossible("unknown")
        if self.current is None or self.state_of(person.session) is not SessionState.OPEN:
            raise NotPossible("closed")
        return self._let_in([person])

    def admit_everyone(self, by: str) -> list[Event]:
        """Lets in every resident who waits for the open session."""
        self._leader(by)
        if not self.agenda.is_open:
            raise NotPossible("closed")
        return self._let_in(self._waiting())

    def leave(self, person_id: str, reason: str) -> list[Event]:
        """The person is nowhere any more."""
        person = self.people.pop(person_id, None)
        if person is None:
            return []
        return [*self._end_own(person_id, reason), *self._gone(person, reason)]

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
        back = replace(person, lost_at=None, hidden=False, microphone=False, camera=False)
        self.people[person_id] = back
        if back.presence is Presence.HERE:
            return self._told_of_agent([Welcomed(person_id), PersonChanged(back)])
        reason = self.waiting_reason(Entrant(back.name, back.role, back.device, back.session))
        return [Waits(person_id, reason or "lobby"), PersonChanged(back)]

    def advance(self, now: float) -> list[Event]:
        """What time alone changes: lost people are hidden, then forgotten; so are cameras."""
        events: list[Event] = []
        for person in list(self.people.values()):
            if person.lost_at is None:
                continue
            lost_s = now - person.lost_at
            if lost_s >= SHOWN_LOST_S and not person.hidden:
                hidden = replace(person, hidden=True, microphone=False, camera=False)
                self.people[person.id] = hidden
                events += self._end_own(person.id, "lost")
                events.append(PersonGone(person, "lost"))
            if lost_s >= PLACE_KEPT_S:
                del self.people[person.id]
        return events + self.publications.advance(now)

    def set_microphone(self, by: str, on: bool) -> list[Event]:
        """The person's own word on whether they are heard."""
        person = self._inside(by, Permission.PUBLISH_MICROPHONE)
        return self._change(person, replace(person, microphone=on))

    def set_camera(self, by: str, on: bool) -> list[Event]:
        """The person's own word on whether they are seen."""
        person = self._inside(by, Permission.PUBLISH_CAMERA)
        return self._change(person, replace(person, camera=on))

    def require_publishing(self, by: str, sources: Iterable[Source]) -> None:
        """Raises NotAllowed unless the person is inside and may publish all of `sources`."""
        needed = {Permission(f"publish_{source.value}") for source in sources}
        for permission in needed | {Permission.ENTER}:
            self._inside(by, permission)

    def publish_own(self, by: str, publication: Publication) -> list[Event]:
        """The person's own microphone and camera; nothing is heard or seen before they say so."""
        self.require_publishing(by, publication.tracks.values())
        return self.publications.publish(replace(publication, person=by))

    def publish_room(self, publication: Publication) -> list[Event]:
        """The room's own camera and microphone, named by the publication's camera role."""
        return self._told_of_agent(self.publications.publish(replace(publication, person=None)))

    def end_publication(self, publication_id: str, reason: str) -> list[Event]:
        """Its publisher stopped on purpose."""
        return self._told_of_agent(self.publications.end(publication_id, reason))

    def lose_publication(self, publication_id: str, now: float) -> list[Event]:
        """Its publisher vanished; a camera's place is kept for its return."""
        return self._told_of_agent(self.publications.lose(publication_id, now))

    def _told_of_agent(self, events: list[Event]) -> list[Event]:
        """`events`, and the agent's microphone, which is the room's: it is on while published."""
        agent = self.agent()
        if agent is None:
            return events
        on = self.publications.has_room_microphone()
        return events + self._change(agent, replace(agent, microphone=on))

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

    def _leader(self, by: str) -> Person:
        return self._inside(by, Permission.LEAD)

    def _inside(self, by: str, permission: Permission) -> Person:
        person = self.people.get(by)
        if person is None or not person.inside or not may(person.role, permission):
            raise NotAllowed
        return person

    def _change(self, person: Person, changed: Person) -> list[Event]:
        if person == changed:
            return []
        self.people[person.id] = changed
        return [PersonChanged(changed)]

    def _end_own(self, person_id: str, reason: str) -> list[Event]:
        publication = self.publications.of_person(person_id)
        return [] if publication is None else self.publications.end(publication.id, reason)

    def _gone(self, person: Person, reason: str) -> list[Event]:
        return [] if person.hidden else [PersonGone(person, reason)]
