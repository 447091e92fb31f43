"""People who are new or changed: to each viewer what they may know, to many in few messages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from rooms.events import Event, PersonChanged, Welcomed
from rooms.people import Presence
from rooms.receiving import takes_part
from server.live.audience import Audience
from server.live.telling.welcome import Welcomes
from server.signaling.to_client.message import ServerMessage
from server.signaling.to_client.presence import PeopleUpdate, PersonUpdate
from server.signaling.views import person_view


def tell_of_people(audience: Audience, events: Sequence[Event], now: float) -> None:
    """Welcomes those who are to be, and tells the others who changed.

    Whoever is welcomed is told of everybody at once, so that a hundred who come in together are
    not told of each other one by one.
    """
    room = audience.room
    changed = {e.person.id: e.person for e in events if isinstance(e, PersonChanged)}
    welcomed = {e.person: None for e in events if isinstance(e, Welcomed)}
    welcomes = Welcomes(audience, now)
    for person_id in welcomed:
        welcomes.tell(person_id)

    @cache
    def messages(to_leader: bool, batch: bool) -> list[ServerMessage]:
        views = tuple(
            person_view(room, person, to_leader=to_leader)
            for person in changed.values()
            if to_leader or person.presence is not Presence.WAITING
        )
        if batch and len(views) > 1:
            return [PeopleUpdate(people=views)]
        return [PersonUpdate(person=view) for view in views]

    for seat, viewer in audience.connected():
        if viewer.id not in welcomed and takes_part(room, viewer):
            for message in messages(room.leads(viewer.id), seat.batch):
                seat.send(message)
