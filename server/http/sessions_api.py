"""The sessions of one's centres: what is planned, made on the spot, changed."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from server.accounts.roles import EVERY_ROLE, LEADS, PREPARES
from server.activities.of_centre import activities_of, activity_of
from server.codes import new_code
from server.database.models import Room, Session
from server.database.sessions import (
    latest_session,
    room_by_slug,
    rooms_of,
    session_by_id,
    sessions_between,
)
from server.http.access import Route, account
from server.http.account_guard import signed_in
from server.http.json_body import answer, invalid, read_body
from server.http.planned_view import planned_view, room_view
from server.http.refusal import HttpRefusal
from server.http.session_forms import Change, NewSession, asked_hours, set_resources
from server.http.session_link import link_view
from server.live.directory import session_view
from server.live.planning import amend
from server.live.registry import LiveRooms
from server.services import DATABASE, wall_time

MAX_DURATION = timedelta(hours=12)


class SessionsApi:
    """GET and PATCH under /api/sessions, POST /api/rooms/{room}/sessions."""

    def __init__(self, rooms: LiveRooms) -> None:
        self._rooms = rooms

    def routes(self) -> list[Route]:
        """All of them."""
        one = "/api/sessions/{session}"
        return [
            Route("GET", "/api/sessions", self.list, account(*EVERY_ROLE)),
            Route("POST", "/api/rooms/{room}/sessions", self.make, account(*PREPARES)),
            Route("GET", one, self.get, account(*LEADS)),
            Route("PATCH", one, self.change, account(*PREPARES)),
        ]

    async def list(self, request: web.Request) -> web.StreamResponse:
        """What one's centres have planned in these hours."""
        who, now = signed_in(request), wall_time(request.app)
        start, end = asked_hours(request.query, now)
        centres = who.centres(EVERY_ROLE)
        async with request.app[DATABASE].transaction() as db:
            found = await sessions_between(db, centres, start, end)
            views = [await session_view(db, session) for session in found]
            rooms = await rooms_of(db, centres)
            activities = [
                {"key": one.key, "centre": centre, "name": one.activity.name.model_dump()}
                for centre in sorted(centres)
                for one in await activities_of(db, centre)
            ]
        return answer(
            {
                "now": now.isoformat(),
                "sessions": [
                    planned_view(self._rooms, who, session, view)
                    for session, view in zip(found, views, strict=True)
                ],
                "rooms": [room_view(self._rooms, room) for room in rooms],
                "activities": activities,
            }
        )

    async def make(self, request: web.Request) -> web.StreamResponse:
        """201: a session on the spot."""
        form, who = await read_body(request, NewSession), signed_in(request)
        now = wall_time(request.app).replace(second=0, microsecond=0)
        async with request.app[DATABASE].transaction() as db:
            room = await room_by_slug(db, request.match_info["room"])
            assert room is not None, "the guard found it"
            key = form.activity or await _usual_activity(db, room)
            activity = await activity_of(db, room.centre_id, key)
            if activity is None:
                raise invalid(["activity"])
            session = Session(
                id=secrets.token_urlsafe(9),
                room=room,
                title=form.title or activity.name.fr,
                activity=key,
                starts_at=now,
                ends_at=now + timedelta(minutes=form.minutes),
                host=who.name,
                code=new_code(),
                waiting_room=activity.waiting_room,
                resources=[],
            )
            db.add(session)
            await db.flush()
            view = await session_view(db, session)
        planned = planned_view(self._rooms, who, session, view)
        return answer({"session": planned}, status=201)

    async def get(self, request: web.Request) -> web.StreamResponse:
        """The session, its resources, its residents' link."""
        async with request.app[DATABASE].transaction() as db:
            session = await _session(db, request)
            return await self._whole(request, db, session)

    async def change(self, request: web.Request) -> web.StreamResponse:
        """200 as GET; people in the session see it at once · 409 `room`: it is there no more."""
        form = await read_body(request, Change)
        async with request.app[DATABASE].transaction() as db:
            session = await _session(db, request)
            if session.room.removed_at is not None:
                raise HttpRefusal(409, "room")
            await _apply(db, session, form)
            await db.flush()
            view = await session_view(db, session)
            response = await self._whole(request, db, session)
        live = self._rooms.find(session.room.slug)
        if live is not None:
            amend(live, view, self._rooms.clock())
        return response

    async def _whole(
        self, request: web.Request, db: AsyncSession, session: Session
    ) -> web.StreamResponse:
        view = await session_view(db, session)
        body: dict[str, Any] = {
            "session": planned_view(self._rooms, signed_in(request), session, view),
            "resources": [resource.model_dump() for resource in view.resources],
            "link": link_view(request, session),
        }
        return answer(body)


async def _session(db: AsyncSession, request: web.Request) -> Session:
    session = await session_by_id(db, request.match_info["session"])
    assert session is not None, "the guard found it"
    return session


async def _usual_activity(db: AsyncSession, room: Room) -> str:
    latest = await latest_session(db, room)
    return (
        latest.activity if latest is not None else (await activities_of(db, room.centre_id))[0].key
    )


async def _apply(db: AsyncSession, session: Session, form: Change) -> None:
    """Raises HttpRefusal (422)."""
    if form.activity is not None and form.activity != session.activity:
        activity = await activity_of(db, session.room.centre_id, form.activity)
        if activity is None:
            raise invalid(["activity"])
        session.activity, session.waiting_room = form.activity, activity.waiting_room
    for name in ("title", "host", "starts_at", "ends_at", "waiting_room"):
        value: str | datetime | bool | None = getattr(form, name)
        if value is not None:
            setattr(session, name, value)
    if not timedelta() < session.ends_at - session.starts_at <= MAX_DURATION:
        raise invalid(["starts_at", "ends_at"])
    if form.resources is not None:
        set_resources(session, form.resources)
