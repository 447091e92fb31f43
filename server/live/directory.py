"""What the live rooms ask of the database: which sessions there are, and to remember a state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from rooms.session import SessionState
from server.activities.of_centre import activity_of
from server.activities.profile import profile_of
from server.database import sessions as queries
from server.database.engine import Database
from server.database.models import Session
from server.database.models import SessionState as StoredState
from server.polls import storage
from server.polls.minutes import MinutesView
from server.signaling.views import CentreView, ResourceView, RoomView, SessionView


class Directory(Protocol):
    """Sessions by id and by room."""

    async def session(self, session_id: str) -> SessionView | None:
        """The session, or None."""
        ...

    async def current(self, room: str) -> SessionView | None:
        """What the room is doing now or next, or None."""
        ...

    async def has_room(self, room: str) -> bool:
        """Whether there is such a room."""
        ...

    async def remember_state(self, session_id: str, state: SessionState) -> None:
        """Keeps the state for after a restart."""
        ...

    async def keep_minutes(self, session_id: str, minutes: MinutesView) -> None:
        """Keeps the minutes of a poll of the session."""
        ...


class DatabaseDirectory:
    """The directory over our database; `wall_clock` gives unix seconds."""

    def __init__(self, database: Database, wall_clock: Callable[[], float]) -> None:
        self._database = database
        self._wall_clock = wall_clock

    async def session(self, session_id: str) -> SessionView | None:
        """The session, or None."""
        async with self._database.transaction() as db:
            found = await queries.session_by_id(db, session_id)
            return None if found is None else await session_view(db, found)

    async def current(self, room: str) -> SessionView | None:
        """What the room is doing now or next, or None."""
        at = datetime.fromtimestamp(self._wall_clock(), UTC)
        async with self._database.transaction() as db:
            found = await queries.current_session(db, room, at)
            return None if found is None else await session_view(db, found)

    async def has_room(self, room: str) -> bool:
        """Whether there is such a room."""
        async with self._database.transaction() as db:
            return await queries.room_by_slug(db, room) is not None

    async def remember_state(self, session_id: str, state: SessionState) -> None:
        """Keeps the state for after a restart."""
        async with self._database.transaction() as db:
            await queries.set_session_state(db, session_id, StoredState(state.value))

    async def keep_minutes(self, session_id: str, minutes: MinutesView) -> None:
        """Keeps the minutes of a poll of the session."""
        async with self._database.transaction() as db:
            await storage.keep(db, session_id, minutes)


async def session_view(db: AsyncSession, session: Session) -> SessionView:
    """A stored session as people are told of it, with what its activity's template says."""
    room, centre = session.room, session.room.centre
    activity = await activity_of(db, centre.id, session.activity)
    return SessionView(
        id=session.id,
        title=session.title,
        activity=session.activity,
        state=SessionState(session.state),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        host=session.host,
        code=session.code,
        room=RoomView(slug=room.slug, name=room.name),
        centre=CentreView(name=centre.name, town=centre.town, phone=centre.phone),
        waiting_room=session.waiting_room,
        profile=profile_of(session.activity, activity),
        resources=tuple(ResourceView.model_validate(one) for one in session.resources),
    )
