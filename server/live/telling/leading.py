"""What whoever leads did: to the person it is done to, and to everybody what all may know."""

from __future__ import annotations

from rooms.acts.leading import Muted
from rooms.acts.publishing import ScreenTaken
from rooms.door import LockChanged, Removed
from rooms.events import PersonChanged
from rooms.lead import LeadChanged
from rooms.people import Presence
from server.live.audience import Audience, Tellers
from server.live.telling.caring import show_care, show_private
from server.live.telling.people import tell_of_people
from server.signaling.to_client.leading import Locked
from server.signaling.to_client.leading import Muted as MutedMessage
from server.signaling.to_client.leading import ScreenTaken as ScreenTakenMessage
from server.signaling.to_client.line import Removed as RemovedMessage
from server.signaling.to_client.presence import KitReport, PersonUpdate
from server.signaling.views import person_view


def _muted(audience: Audience, event: Muted, _now: float) -> None:
    audience.tell(event.person, MutedMessage(by=event.by))


def _screen_taken(audience: Audience, event: ScreenTaken, _now: float) -> None:
    audience.tell(event.person, ScreenTakenMessage(by=event.by))


def _lock(audience: Audience, _event: LockChanged, _now: float) -> None:
    audience.tell_inside(Locked(on=audience.room.door.locked))


def _removed(audience: Audience, event: Removed, _now: float) -> None:
    message = RemovedMessage(reason="removed", by=event.by)
    audience.tell_last(event.person, message, "removed")


def _lead(audience: Audience, event: LeadChanged, now: float) -> None:
    person = audience.room.people.get(event.person)
    if person is None or not person.inside:
        return
    tell_of_people(audience, [PersonChanged(person)], now)
    if audience.room.leads(person.id):
        _show_who_waits(audience, person.id)
        show_private(audience, person.id)
        show_care(audience, person.id)


def _show_who_waits(audience: Audience, leader: str) -> None:
    """Whoever leads from now on learns what those who lead know already."""
    room = audience.room
    for person in room.people.values():
        if person.presence is Presence.WAITING and not person.hidden:
            view = person_view(room, person, to_leader=True)
            audience.tell(leader, PersonUpdate(person=view))
    if audience.kit_status is not None:
        audience.tell(leader, KitReport(status=audience.kit_status))


TELLERS: Tellers = {
    Muted: _muted,
    ScreenTaken: _screen_taken,
    LockChanged: _lock,
    Removed: _removed,
    LeadChanged: _lead,
}
