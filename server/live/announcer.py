"""From what changed in a room to the messages for those who are to know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rooms.events import (
    CameraChanged,
    CameraGone,
    Ended,
    Event,
    PersonChanged,
    PersonGone,
    PublicationEnded,
    SessionChanged,
    Waits,
    Welcomed,
)
from rooms.people import Person
from rooms.receiving import notices
from rooms.roles import Permission, may
from rooms.room import Room
from server.live.seat import Seat
from server.signaling import server_messages as messages
from server.signaling.server_messages import ServerMessage
from server.signaling.views import SessionView, camera_view, person_view

IceServers = tuple[Mapping[str, Any], ...]


class Announcer:
    """Fills the outboxes of one room. Changes nothing else."""

    def __init__(self, room: Room, seats: Mapping[str, Seat], ice_servers: IceServers) -> None:
        self._room = room
        self._seats = seats
        self._ice_servers = ice_servers
        #: Sessions of this room by id, as last read.
        self.sessions: dict[str, SessionView] = {}
        self._kit_status: Mapping[str, Any] | None = None

    def session_view(self, session: str | None) -> SessionView | None:
        """The session that a token names, or the one the room holds, in its state now."""
        if session is None and self._room.current is not None:
            session = self._room.current.id
        view = self.sessions.get(session or "")
        if view is None:
            return None
        return view.model_copy(update={"state": self._room.state_of(view.id)})

    def tell(self, event: Event) -> None:
        """Queues what `event` means for each connected person."""
        match event:
            case Welcomed(person):
                self._welcome(person)
            case Waits(person, reason):
                self._make_wait(person, reason)
            case Ended(person):
                self._send_last(person, messages.SessionOver(), "ended")
            case PersonChanged(person):
                self._tell_of(person, messages.PersonUpdate(person=person_view(person)))
            case PersonGone(person, reason):
                self._tell_of(person, messages.PersonLeft(id=person.id, reason=reason))
            case SessionChanged(session):
                self._tell_session(session.id)
            case CameraChanged(camera):
                view = camera_view(camera, self._room.agent())
                self.tell_inside(messages.CameraUpdate(camera=view))
            case CameraGone(camera):
                self.tell_inside(messages.CameraLeft(id=camera.id))
            case PublicationEnded():
                pass  # A matter of transports; what people see of it has its own events.

    def tell_inside(self, message: ServerMessage) -> None:
        """To everybody who takes part in what the room holds."""
        for seat, person in self._connected():
            if person.inside and self._room.concerns(person.session):
                seat.send(message)

    def tell_kit_status(self, status: Mapping[str, Any]) -> None:
        """To those who lead, now and when they come."""
        self._kit_status = status
        for seat, person in self._connected():
            if may(person.role, Permission.LEAD) and self._room.concerns(person.session):
                seat.send(messages.KitReport(status=status))

    def _connected(self) -> Iterator[tuple[Seat, Person]]:
        for seat in self._seats.values():
            person = self._room.people.get(seat.person)
            if person is not None and seat.outbox is not None:
                yield seat, person

    def _welcome(self, person_id: str) -> None:
        seat, person = self._seats[person_id], self._room.people[person_id]
        room = self._room
        others = [p for p in room.people.values() if not p.hidden and notices(room, person_id, p)]
        cameras = room.publications.cameras.values() if room.concerns(person.session) else ()
        seat.send(
            messages.Welcome(
                person=person_id,
                role=person.role,
                session=self.session_view(person.session),
                # An animateur whose session is not the one held sees at least themself.
                people=tuple(person_view(p) for p in others or [person]),
                cameras=tuple(camera_view(camera, room.agent()) for camera in cameras),
                ice_servers=self._ice_servers,
                resume=seat.resume,
            )
        )
        if self._kit_status is not None and may(person.role, Permission.LEAD):
            seat.send(messages.KitReport(status=self._kit_status))

    def _make_wait(self, person_id: str, reason: str) -> None:
        seat = self._seats[person_id]
        session = self.session_view(self._room.people[person_id].session)
        seat.send(
            messages.WaitHere(reason=reason, session=session, person=person_id, resume=seat.resume)
        )

    def _send_last(self, person_id: str, message: ServerMessage, reason: str) -> None:
        seat = self._seats.get(person_id)
        if seat is not None:
            seat.send(message)
            seat.close(reason)

    def _tell_of(self, subject: Person, message: ServerMessage) -> None:
        for seat, viewer in self._connected():
            if notices(self._room, viewer.id, subject):
                seat.send(message)

    def _tell_session(self, session_id: str) -> None:
        for seat, person in self._connected():
            view = self.session_view(person.session)
            if view is not None and view.id == session_id:
                seat.send(messages.SessionUpdate(session=view))
