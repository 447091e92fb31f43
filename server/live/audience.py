"""Those connected to one room, and who of them is to hear what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rooms.events import Event
from rooms.people import Person
from rooms.receiving import takes_part
from rooms.room import Room
from server.live.ice_servers import IceServersOf
from server.live.seat import Seat
from server.signaling.to_client.message import ServerMessage
from server.signaling.to_client.presence import KitReport
from server.signaling.views import SessionView


class Audience:
    """Fills the outboxes of one room. Changes nothing else."""

    def __init__(self, room: Room, seats: Mapping[str, Seat], ice_servers: IceServersOf) -> None:
        self.room = room
        self.seats = seats
        self.ice_servers = ice_servers
        #: Sessions of this room by id, as last read.
        self.sessions: dict[str, SessionView] = {}
        #: The latest that the kit said of itself.
        self.kit_status: Mapping[str, Any] | None = None

    def session_view(self, session: str | None) -> SessionView | None:
        """The session that a token names, or the one the room holds, in its state now."""
        if session is None and self.room.current is not None:
            session = self.room.current.id
        view = self.sessions.get(session or "")
        if view is None:
            return None
        return view.model_copy(update={"state": self.room.state_of(view.id)})

    def connected(self) -> Iterator[tuple[Seat, Person]]:
        """Whoever holds a place and has a connection."""
        for seat in self.seats.values():
            person = self.room.people.get(seat.person)
            if person is not None and seat.outbox is not None:
                yield seat, person

    def tell(self, person_id: str, message: ServerMessage) -> None:
        """To one person."""
        seat = self.seats.get(person_id)
        if seat is not None:
            seat.send(message)

    def tell_last(self, person_id: str, message: ServerMessage, reason: str) -> None:
        """To one person, whose connection then closes for `reason`."""
        seat = self.seats.get(person_id)
        if seat is not None:
            seat.send(message)
            seat.close(reason)

    def tell_inside(self, message: ServerMessage) -> None:
        """To everybody who takes part in what the room holds."""
        for seat, person in self.connected():
            if takes_part(self.room, person):
                seat.send(message)

    def tell_leaders(self, message: ServerMessage) -> None:
        """To those who lead what the room holds."""
        for seat, person in self.connected():
            if takes_part(self.room, person) and self.room.leads(person.id):
                seat.send(message)

    def tell_kit_status(self, status: Mapping[str, Any]) -> None:
        """To those who lead, now and when they come."""
        self.kit_status = status
        self.tell_leaders(KitReport(status=status))


#: Tells one type of event at `now` (monotonic seconds).
Teller = Callable[[Audience, Any, float], None]
Tellers = Mapping[type[Event], Teller]
