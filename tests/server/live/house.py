"""A set of live rooms over the fake endpoint, a directory in memory, and a clock that is held."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from rooms.admission import Refused
from rooms.people import Device, Entrant
from rooms.roles import Role
from rooms.session import SessionState
from server.care.records import Records
from server.live.entering import come_back, enter
from server.live.outbox import Outbox
from server.live.registry import LiveRooms
from server.live.room import LiveRoom
from server.live.seat import Seat
from server.polls.minutes import MinutesView
from server.signaling.client_messages import parse_message
from server.signaling.handlers import handle
from server.signaling.views import CentreView, RoomView, SessionView
from tests.server.live.fake_media import FakeEndpoint, FakeSubscriber


def session_view(
    session: str = "crepes",
    state: SessionState = SessionState.OPEN,
    *,
    room: str = "cuisine",
    waiting_room: bool = False,
) -> SessionView:
    return SessionView(
        id=session,
        title="Crêpes de sarrasin",
        activity="cuisine",
        state=state,
        starts_at=datetime(2026, 3, 3, 14, tzinfo=UTC),
        ends_at=datetime(2026, 3, 3, 16, tzinfo=UTC),
        host="Sandrine",
        code="482713906",
        room=RoomView(slug=room, name=room.capitalize()),
        centre=CentreView(name="Centre Jacques Brel", town="Outreau", phone="03 21 00 00 00"),
        waiting_room=waiting_room,
    )


class MemoryDirectory:
    """The database's part, in memory."""

    def __init__(self, *views: SessionView) -> None:
        self.views = {view.id: view for view in views}
        self.remembered: list[tuple[str, SessionState]] = []
        self.minutes: list[tuple[str, MinutesView]] = []

    async def session(self, session_id: str) -> SessionView | None:
        return self.views.get(session_id)

    async def current(self, room: str) -> SessionView | None:
        return next((v for v in self.views.values() if v.room.slug == room), None)

    async def has_room(self, room: str) -> bool:
        return any(view.room.slug == room for view in self.views.values())

    async def remember_state(self, session_id: str, state: SessionState) -> None:
        self.remembered.append((session_id, state))

    async def keep_minutes(self, session_id: str, minutes: MinutesView) -> None:
        self.minutes.append((session_id, minutes))


class Guest:
    """One connection, as its page sees it."""

    def __init__(self, house: House, live: LiveRoom, entrant: Entrant) -> None:
        self.house, self.live, self.entrant = house, live, entrant
        self.outbox = Outbox()
        self.seat: Seat | None = None
        self.refusal: str | None = None

    def say(self, type_: str, **fields: Any) -> None:
        assert self.seat is not None
        message = parse_message(json.dumps({"type": type_, **fields}))
        handle(self.live, self.seat, message, self.house.now)

    def hear(self) -> list[dict[str, Any]]:
        """What was queued since the last call."""
        texts, self.outbox._texts = list(self.outbox._texts), type(self.outbox._texts)()
        self.outbox._characters = 0
        return [json.loads(text) for text in texts]

    def hear_types(self) -> list[str]:
        return [message["type"] for message in self.hear()]

    def hear_last(self, type_: str) -> dict[str, Any]:
        found = [message for message in self.hear() if message["type"] == type_]
        assert found, f"no {type_}"
        return found[-1]

    def subscriber(self) -> FakeSubscriber:
        assert self.seat is not None and self.seat.subscription is not None
        peer = self.house.endpoint.peers[self.seat.subscription.peer_id]
        assert isinstance(peer, FakeSubscriber)
        return peer

    def answer(self, generation: int, sdp: str = "fine") -> None:
        self.say("subscribe.answer", sdp=sdp, generation=generation)


class House:
    """Everything of one server but its sockets."""

    def __init__(
        self,
        *views: SessionView,
        records: Records | None = None,
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        self.now = 1000.0
        self.directory = MemoryDirectory(*(views or (session_view(),)))
        self.endpoint = FakeEndpoint()
        #: Each `jti` and `grant` that was taken back.
        self.revoked: set[str] = set()
        self.rooms = LiveRooms(
            self.directory,
            lambda: self.now,
            is_revoked=lambda claims: not self.revoked.isdisjoint((claims.jti, claims.grant)),
            records=records,
            wall_clock=wall_clock,
        )
        self.rooms.use(self.endpoint.as_media)
        self.endpoint.listener = self.rooms

    async def guest(
        self,
        name: str,
        role: Role = Role.RESIDENT,
        *,
        session: str | None = "crepes",
        device: Device = Device.PAGE,
        resume: str | None = None,
        **more: Any,
    ) -> Guest:
        """Somebody who joins; `refusal` says why not."""
        session = None if role is Role.KIT else session
        entrant = Entrant(name, role, device, session, **more)
        live = await self.rooms.room("cuisine", session, entrant)
        assert live is not None
        guest = Guest(self, live, entrant)
        if resume is not None:
            guest.seat = come_back(live, resume, entrant, guest.outbox, self.now)
            if guest.seat is not None:
                return guest
        placed = enter(live, entrant, guest.outbox, self.now, resume or "")
        if isinstance(placed, Refused):
            guest.refusal = placed.reason
        else:
            guest.seat = placed
        return guest

    def wait(self, seconds: float) -> None:
        """Time passes, a tick a second as in the server's loop."""
        end = self.now + seconds
        while self.now < end:
            self.now = min(end, self.now + 1.0)
            self.rooms.tick(self.now)
