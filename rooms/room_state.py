"""What is so in a room: its people, what they send, the session, each topic's state of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rooms.agenda import Agenda
from rooms.ballot import Ballot
from rooms.chat import Chat
from rooms.companions import CutMicrophones, SharedRooms
from rooms.consent import Consents
from rooms.door import Door
from rooms.errors import NotAllowed
from rooms.events import Event
from rooms.hands import Hands
from rooms.helping import Helping
from rooms.lead import Lead
from rooms.people import Device, Entrant, Person
from rooms.publications import Publications
from rooms.reactions import Reactions
from rooms.recording import Recording
from rooms.roles import Permission, Role, may
from rooms.room_microphone import RoomMicrophone
from rooms.session import Session, SessionState
from rooms.shelf import Shelf
from rooms.spotlight import Spotlight
from rooms.timer import TimerHolder
from rooms.topic import Topic

#: Homes of one session.
CAPACITY = 200


class RoomState:
    """Answers questions and changes nothing: `Room` and `rooms.acts` do."""

    def __init__(self, slug: str, capacity: int = CAPACITY) -> None:
        self.slug = slug
        self.capacity = capacity
        self.agenda = Agenda()
        self.people: dict[str, Person] = {}
        self.publications = Publications()
        self.hands = Hands()
        self.chat = Chat()
        self.reactions = Reactions()
        self.timer = TimerHolder()
        self.ballot = Ballot()
        self.spotlight = Spotlight()
        self.shelf = Shelf()
        self.door = Door()
        self.lead = Lead()
        self.consents = Consents()
        self.recording = Recording()
        self.helping = Helping()
        self.shared_rooms = SharedRooms()
        self.cut_microphones = CutMicrophones()
        self.microphone = RoomMicrophone()
        #: Each is told of the moments of the session (see `Topic`).
        self.topics: tuple[Topic, ...] = (
            self.hands,
            self.chat,
            self.reactions,
            self.timer,
            self.ballot,
            self.spotlight,
            self.shelf,
            self.door,
            self.lead,
            # Before the consents are forgotten: its files end as they are.
            self.recording,
            self.consents,
            self.helping,
            self.shared_rooms,
            self.cut_microphones,
            self.microphone,
        )
        #: The session that their state is of.
        self._topics_of: str | None = None

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
        """Why `entrant` has to wait (`closed`, `locked`, `lobby`); None: they may walk in."""
        if entrant.role is not Role.RESIDENT:
            return None
        if self.current is None or self.state_of(entrant.session) is not SessionState.OPEN:
            return "closed"
        return self.door_reason()

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
        if person is None or not person.inside:
            return False
        return may(person.role, Permission.LEAD) or self.lead.holds(person_id)

    def shut_for(self, entrant: Entrant) -> bool:
        """Whether `entrant` was shown out of the session they come for."""
        session = entrant.session or (self.current.id if self.current is not None else "")
        return self.door.is_shut_for(session, entrant.client)

    def require(self, by: str, permission: Permission) -> Person:
        """The person who asks, inside and with `permission`. Raises NotAllowed."""
        person = self.people.get(by)
        if person is None or not person.inside or not may(person.role, permission):
            raise NotAllowed
        return person

    def require_here(self, by: str, permission: Permission) -> Person:
        """The same, of somebody who belongs to what the room holds."""
        person = self.require(by, permission)
        if not self.concerns(person.session):
            raise NotAllowed
        return person

    def require_lead(self, by: str) -> Person:
        """The person who asks, who leads what the room holds. Raises NotAllowed."""
        if not self.leads(by) or not self.concerns(self.people[by].session):
            raise NotAllowed
        return self.people[by]

    def door_reason(self) -> str | None:
        """Why a home that comes to the open session waits."""
        if self.door.locked:
            return "locked"
        return "lobby" if self.current is not None and self.current.waiting_room else None

    def tell_topics(self, moment: Callable[[Topic], Sequence[Event]]) -> list[Event]:
        """What a moment of the session changes in each topic."""
        return [event for topic in self.topics for event in moment(topic)]
