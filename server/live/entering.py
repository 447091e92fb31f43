"""Coming in, coming back, and going."""

from __future__ import annotations

import secrets
from dataclasses import replace

from rooms.admission import Refused, admit
from rooms.people import Entrant
from server.live.outbox import Outbox
from server.live.places import new_person
from server.live.room import LiveRoom
from server.live.seat import Seat
from server.signaling.to_client.line import Removed


def enter(
    live: LiveRoom, entrant: Entrant, outbox: Outbox, now: float, resume: str = ""
) -> Seat | Refused:
    """Gives `entrant` a new place, connected through `outbox`, or the door's refusal. `resume` may
    be the secret of the place that they held before the server started: then they are the same
    person."""
    decision = admit(live.policy, entrant)
    if isinstance(decision, Refused):
        return decision
    slug = live.policy.slug
    person = live.places.known_again(slug, resume, entrant)
    if person is None or person in live.seats:
        person = new_person()
    seat = Seat(person, outbox, live.places.secret_of(slug, person, entrant))
    live.seats[seat.person] = seat
    live.apply(live.policy.join(seat.person, _named(live, entrant)), now)
    return seat


def _named(live: LiveRoom, entrant: Entrant) -> Entrant:
    """Whoever leads without saying a name has that of the session's host, by which home knows
    them: "Sandrine a coupé votre micro"."""
    view = live.announcer.session_view(entrant.session)
    if entrant.name or not entrant.leads or view is None:
        return entrant
    return replace(entrant, name=view.host)


def come_back(
    live: LiveRoom, resume: str, entrant: Entrant, outbox: Outbox, now: float
) -> Seat | None:
    """The place whose secret is `resume`, now connected through `outbox`: whoever was connected
    there is replaced. None when there is no such place any more, or it is another role's."""
    seat = next((s for s in live.seats.values() if secrets.compare_digest(s.resume, resume)), None)
    if seat is None:
        return None
    person = live.policy.people[seat.person]
    if (person.role, person.session) != (entrant.role, entrant.session):
        return None
    seat.send(Removed(reason="replaced"))
    seat.close("replaced")
    # The page comes back with new peer connections: what it received with ends.
    live.end_subscription(seat, now)
    seat.outbox, seat.wanted = outbox, {}
    live.apply(live.policy.resume(seat.person), now)
    return seat


def disconnect(live: LiveRoom, seat: Seat, outbox: Outbox, heard_at: float, now: float) -> None:
    """`outbox`'s connection broke; it was last heard of at `heard_at`. The place is kept."""
    if seat.outbox is not outbox:
        return  # Somebody else, the same person's next connection, sits here.
    seat.outbox = None
    live.policy.disconnect(seat.person, heard_at)
    live.tick(now)


def leave(live: LiveRoom, seat: Seat, reason: str, now: float) -> None:
    """The person goes for good."""
    live.apply(live.policy.leave(seat.person, reason), now)
