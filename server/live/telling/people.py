"""People who are new or changed: to each viewer what they may know, to many in few messages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from rooms.events import Event, PersonChanged, Welcomed
from rooms.people import Presence
from rooms.receiving import takes_part
from server.live.audience import Audience
from server.live.telling.entering import welcome
from server.signaling.to_client.message import ServerMessage
from server.signaling.to_client.presence import PersonUpdate
from server.signaling.views import person_view


def tell_of_people(audience: Audience, events: Sequence[Event], now: float) -> None:
    """Welcomes those who are to be, and tells the others who changed.

    Whoever is welcomed is told of everybody at once, so that a hundred who come in together are
    not told of each other one by one.
    """
    room = audience.room
    changed = {e.person.id: e.person for e in events if isinstance(e, PersonChanged)}
    welcomed = {e.person for e in events if isinstance(e, Welcomed)}
    for person_id in welcomed:
        welcome(audience, person_id, now)

    @cache
    def messages(to_leader: bool) -> list[ServerMessage]:
        return [
            PersonUpdate(person=person_view(room, person, to_leader=to_leader))
            for person in changed.values()
            if to_leader or person.presence is not Presence.WAITING
        ]

    for seat, viewer in audience.connected():
        if viewer.id not in welcomed and takes_part(room, viewer):
            for message in messages(room.leads(viewer.id)):
                seat.send(message)
