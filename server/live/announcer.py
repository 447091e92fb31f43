"""From what changed in a room to the messages for those who are to know."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from rooms.events import Event, PersonChanged, Welcomed
from server.live.audience import Audience, Tellers
from server.live.telling import caring, conversation, entering, leading, presence, showing
from server.live.telling.people import tell_of_people

#: A publication's end is a matter of transports; what people see of it has its own events.
TELLERS: Tellers = {
    event: teller
    for topic in (entering, presence, conversation, leading, showing, caring)
    for event, teller in topic.TELLERS.items()
}


class Announcer(Audience):
    """Asks the topics how each event is told."""

    def tell_events(self, events: Iterable[Event], now: float) -> None:
        """Queues what `events`, which have all happened, mean for each connected person."""
        for of_people, run in groupby(events, lambda e: isinstance(e, Welcomed | PersonChanged)):
            if of_people:
                tell_of_people(self, list(run), now)
                continue
            for event in run:
                teller = TELLERS.get(type(event))
                if teller is not None:
                    teller(self, event, now)
