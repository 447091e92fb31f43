"""What a live room hands over to be kept, and what its sheet looks like to those who lead."""

from __future__ import annotations

import secrets
from asyncio import Future
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rooms.attendance import Attendee, Place, Sheet
from rooms.consent import ConsentGiven, RoomAnswer, RoomAnswered
from rooms.errors import NotPossible, RoomError
from rooms.events import Event, PersonChanged, PersonGone, SessionChanged, Welcomed
from rooms.lead import LeadChanged
from rooms.people import Person
from rooms.receiving import takes_part
from rooms.roles import Role
from rooms.session import Session, SessionState
from server.care.ledger import THE_ROOM, Respondent
from server.care.records import Records, SheetAct
from server.live.audience import Audience
from server.signaling.care_views import attendee_views, counts_view
from server.signaling.to_client.caring import Attendance


@dataclass(frozen=True, slots=True)
class _Line:
    """What the sheet was told of somebody last."""

    session: str
    name: str
    place: Place


class RoomCare:
    """Follows one live room. Without `records` (no database) nothing is kept."""

    def __init__(self, audience: Audience, records: Records | None) -> None:
        self._audience = audience
        self._records = records
        self._written: dict[str, _Line] = {}
        #: When a session that was held here ended, in case it is opened again.
        self._closed_s: dict[str, float] = {}

    @property
    def records(self) -> Records:
        """Where it is kept. Raises NotPossible ("closed") where nothing is."""
        if self._records is None:
            raise NotPossible("closed")
        return self._records

    def follow(self, events: Iterable[Event]) -> None:
        """Hands over what `events`, which have all happened, leave to keep."""
        if self._records is None:
            return
        for event in events:
            match event:
                case PersonChanged(person):
                    self._seen(self._records, person)
                case PersonGone(person):
                    self._gone(self._records, person.id)
                case SessionChanged(session):
                    self._opened_or_over(self._records, session)
                case ConsentGiven():
                    self._answered(self._records, event)
                case RoomAnswered(answer):
                    self._answered_for_room(self._records, answer)
                case Welcomed(person_id) | LeadChanged(person_id):
                    if self._audience.room.leads(person_id):
                        self._show(self._records, person_id)

    def change(self, act: SheetAct, refused: Callable[[RoomError], None]) -> None:
        """Changes the sheet of the session that the room holds; `refused` is told why not.
        Raises NotPossible ("closed") without one."""
        session = self._audience.room.current
        if session is None:
            raise NotPossible("closed")

        def settle(future: Future[Sheet]) -> None:
            fault = None if future.cancelled() else future.exception()
            if isinstance(fault, RoomError):
                refused(fault)

        self.records.change(session.id, act).add_done_callback(settle)

    def tell_sheet(self, session: str, sheet: Sheet, changed: Sequence[Attendee]) -> None:
        """The sheet of `session` is another: those who lead it learn what changed."""
        current = self._audience.room.current
        if current is not None and current.id == session:
            self._audience.tell_leaders(_message(sheet, changed))

    def _seen(self, records: Records, person: Person) -> None:
        room = self._audience.room
        if person.role is not Role.RESIDENT or not takes_part(room, person):
            return
        assert room.current is not None, "somebody takes part in it"
        place = Place.ROOM if person.companion else Place.HOME
        line, at_s = _Line(room.current.id, person.name, place), records.wall_clock()
        if self._written.get(person.id) == line:
            return
        self._written[person.id] = line
        new = new_line_id()
        records.change(
            line.session,
            lambda sheet: sheet.arrive(new, person.id, person.name, place, at_s),
        )

    def _gone(self, records: Records, person_id: str) -> None:
        line = self._written.pop(person_id, None)
        if line is not None:
            at_s = records.wall_clock()
            records.change(line.session, lambda sheet: sheet.leave(person_id, at_s))

    def _opened_or_over(self, records: Records, session: Session) -> None:
        if session.state is SessionState.ENDED and session.id not in self._closed_s:
            at_s = self._closed_s[session.id] = records.wall_clock()
            records.change(session.id, lambda sheet: sheet.close(at_s))
        elif session.state is SessionState.OPEN and session.id in self._closed_s:
            closed_s = self._closed_s.pop(session.id)
            records.change(session.id, lambda sheet: sheet.reopen(closed_s))

    def _answered(self, records: Records, event: ConsentGiven) -> None:
        room = self._audience.room
        person, session = room.people[event.person], room.current
        assert session is not None, "somebody takes part in it"
        who = Respondent(person.id, person.name, person.minor, person.adult)
        records.add_consent(session.id, who, event.consent)

    def _answered_for_room(self, records: Records, answer: RoomAnswer) -> None:
        session = self._audience.room.current
        assert session is not None, "somebody leads it"
        records.add_consent(session.id, Respondent(THE_ROOM, answer.by), answer.consent)

    def _show(self, records: Records, person_id: str) -> None:
        session = self._audience.room.current
        if session is None or not takes_part(
            self._audience.room, self._audience.room.people[person_id]
        ):
            return

        def show(future: Future[Sheet]) -> None:
            if not future.cancelled() and future.exception() is None:
                sheet = future.result()
                self._audience.tell(person_id, _message(sheet, list(sheet.lines.values())))

        records.change(session.id, lambda _sheet: ()).add_done_callback(show)


def new_line_id() -> str:
    """For a line that may have to be added."""
    return secrets.token_urlsafe(9)


def _message(sheet: Sheet, changed: Sequence[Attendee]) -> Attendance:
    return Attendance(
        counts=counts_view(sheet.counts()),
        here=counts_view(sheet.here()),
        in_room=sheet.in_room,
        lines=attendee_views(changed),
    )
