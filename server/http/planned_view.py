"""How a session looks on the pages of those who have an account."""

from __future__ import annotations

from typing import Any

from rooms.roles import Role
from server.accounts.roles import LEADS, PREPARES
from server.accounts.signed_in import SignedIn
from server.database.models import Room, Session
from server.http.account_view import centre_view
from server.live.registry import LiveRooms
from server.live.room import LiveRoom
from server.signaling.views import SessionView


def planned_view(
    rooms: LiveRooms, who: SignedIn, session: Session, view: SessionView
) -> dict[str, Any]:
    """A session with what its room is like now, and what `who` may do with it."""
    centre = session.room.centre
    live = rooms.find(session.room.slug)
    known = None if live is None else live.announcer.session_view(session.id)
    state = view.state if known is None else known.state
    leads = who.may(LEADS, centre.id)
    may = ["start", "lead"] if leads else []
    return view.model_dump(mode="json") | {
        "state": state.value,
        # Whoever has the code takes part.
        "code": view.code if leads else None,
        "centre": centre_view(centre),
        "live": _live_view(live, session.id),
        "may": may + (["edit"] if who.may(PREPARES, centre.id) else []),
    }


def room_view(rooms: LiveRooms, room: Room) -> dict[str, Any]:
    """A room, and whether its kit is there."""
    return {
        "slug": room.slug,
        "name": room.name,
        "centre": room.centre_id,
        "kit": _kit(rooms.find(room.slug)),
    }


def _live_view(live: LiveRoom | None, session: str) -> dict[str, Any]:
    if live is None:
        return {"here": 0, "waiting": 0, "kit": "away", "cameras": []}
    residents = [
        person
        for person in live.policy.people.values()
        if person.role is Role.RESIDENT and person.session == session and not person.hidden
    ]
    cameras = live.policy.publications.cameras.values()
    return {
        "here": sum(person.inside for person in residents),
        "waiting": sum(not person.inside for person in residents),
        "kit": _kit(live),
        "cameras": [camera.role for camera in cameras if camera.live],
    }


def _kit(live: LiveRoom | None) -> str:
    people = () if live is None else live.policy.people.values()
    here = any(person.role is Role.KIT and not person.hidden for person in people)
    return "here" if here else "away"
